//! The problems as the editor shows them. Only what has changed is sent.

use std::collections::{BTreeMap, HashMap};

use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};
use serde_json::{Value, json};

use super::places::{Lines, Units};
use super::workspace::Shown;
use crate::problem::{Problem, Severity};

/// The name under which the editor lists them.
const SOURCE: &str = "spoc";

/// The diagnostics that the editor was last sent, by address.
#[derive(Debug, Default)]
pub(super) struct Published(HashMap<String, Vec<Diagnostic>>);

impl Published {
    /// What is to be sent (`textDocument/publishDiagnostics`) so that the editor shows these and nothing else.
    pub fn update(&mut self, shown: Vec<Shown>, units: Units) -> Vec<Value> {
        let mut current = BTreeMap::new();
        for Shown { uri, version, text, problems } in shown {
            current.insert(uri, (version, diagnostics(&text, &problems, units)));
        }
        let mut to_send = Vec::new();
        // What is gone stays here as empty: that was sent, too.
        let gone = self.0.iter_mut().filter(|(uri, shown)| !shown.is_empty() && !current.contains_key(*uri));
        for (uri, shown) in gone {
            shown.clear();
            to_send.push(json!({ "uri": uri, "diagnostics": [] }));
        }
        for (uri, (version, diagnostics)) in current {
            if self.0.get(&uri) == Some(&diagnostics) {
                continue;
            }
            let mut message = json!({ "uri": uri, "diagnostics": diagnostics });
            if let Some(version) = version {
                message["version"] = version.into();
            }
            to_send.push(message);
            self.0.insert(uri, diagnostics);
        }
        to_send
    }
}

/// The problems of a text as the editor shows them.
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
    problems.iter().map(diagnostic).collect()
}
