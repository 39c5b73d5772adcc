//! The problems as the editor shows them. Only what has changed is sent.

use std::collections::{BTreeMap, HashMap, HashSet};

use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};
use serde_json::{Value, json};

use super::places::{Lines, Units};
use super::workspace::Shown;
use crate::problem::{Problem, Severity};

/// The name under which the editor lists them.
const SOURCE: &str = "spoc";
/// The most problems of one file that are shown: nobody reads more, and an editor marks each of them.
pub(super) const MOST_SHOWN: usize = 500;

/// What the editor was last sent.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// The diagnostics, by address.
    sent: HashMap<String, Vec<Diagnostic>>,
    /// The addresses of texts that were opened or closed since: some editors forget what they were sent then.
    forgotten: HashSet<String>,
}

impl Published {
    /// A text was opened or closed: what was sent for it is sent again.
    pub fn forget(&mut self, uri: &str) {
        self.forgotten.insert(uri.to_owned());
    }

    /// What is to be sent (`textDocument/publishDiagnostics`) so that the editor shows these and nothing else.
    pub fn update(&mut self, shown: Vec<Shown>, units: Units) -> Vec<Value> {
        let mut current = BTreeMap::new();
        for Shown { uri, version, text, problems } in shown {
            current.insert(uri, (version, diagnostics(&text, &problems, units)));
        }
        let mut to_send = Vec::new();
        // What is gone stays here as empty: that was sent, too.
        let gone = self.sent.iter_mut().filter(|(uri, shown)| !shown.is_empty() && !current.contains_key(*uri));
        for (uri, shown) in gone {
            shown.clear();
            to_send.push(json!({ "uri": uri, "diagnostics": [] }));
        }
        for (uri, (version, diagnostics)) in current {
            let is_forgotten = self.forgotten.remove(&uri);
            if !is_forgotten && self.sent.get(&uri) == Some(&diagnostics) {
                continue;
            }
            let mut message = json!({ "uri": uri, "diagnostics": diagnostics });
            if let Some(version) = version {
                message["version"] = version.into();
            }
            to_send.push(message);
            self.sent.insert(uri, diagnostics);
        }
        to_send
    }
}

/// The problems of a text as the editor shows them. Of very many the first are shown, and a last one says how many there are besides.
#[must_use]
pub fn diagnostics(text: &str, problems: &[Problem], units: Units) -> Vec<Diagnostic> {
    if problems.is_empty() {
        return Vec::new();
    }
    let lines = Lines::new(text, units);
    let diagnostic = |problem: &Problem| Diagnostic {
        range: lines.range_of_problem(problem.position),
        severity: Some(match problem.code.severity() {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(problem.code.as_str().to_owned())),
        source: Some(SOURCE.to_owned()),
        message: if problem.help.is_empty() {
            problem.message.clone()
        } else {
            format!("{}\n{}", problem.message, problem.help)
        },
        ..Diagnostic::default()
    };
    let (first, others) = problems.split_at(problems.len().min(MOST_SHOWN));
    let mut shown: Vec<_> = first.iter().map(diagnostic).collect();
    if let Some(next) = others.first() {
        let has_errors = others.iter().any(|problem| problem.code.severity() == Severity::Error);
        shown.push(Diagnostic {
            range: lines.range_of_problem(next.position),
            severity: Some(if has_errors { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING }),
            source: Some(SOURCE.to_owned()),
            message: format!("and {} more: `spoc validate` shows them all", others.len()),
            ..Diagnostic::default()
        });
    }
    shown
}
