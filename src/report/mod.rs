//! Problems for people, for programs and for spreadsheets (records.md, section 8).

pub mod bundle_page;
pub mod changed_page;
pub mod child;
pub mod child_page;
mod differences;
pub mod digest;
pub mod due;
pub mod due_page;
mod excerpt;
pub mod figures;
mod figures_chart;
pub mod figures_page;
pub mod find;
pub mod history;
pub mod own;
pub mod problems_page;
mod repairs;
pub mod retention;
pub mod review;
pub mod review_page;
pub mod watch;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

pub use self::differences::write_differences;
use self::excerpt::{Excerpts, plain};
pub use self::repairs::repair_json;
use crate::drive::{Counts, Validation};
use crate::escape::not_a_formula as cell;
use crate::problem::{Position, Problem, Severity};
use crate::words::number;

/// The columns of a table of problems.
const COLUMNS: [&str; 8] = ["code", "severity", "path", "line", "column", "field", "message", "help"];

/// How a report for people is made.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether excerpts show children's names and free text.
    pub show_names: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// Writes a validation for people: each problem with its place, excerpt, message and remedy, then a line that sums up, and one that says how many
/// `spoc fix` can put right. `source` gives the text of a file, by its path on the drive, while it can be read. `fixable`: how many of the problems
/// have a safe repair.
pub fn write_text(
    out: &mut impl Write,
    validation: &Validation,
    style: Style,
    source: impl Fn(&str) -> Option<String>,
    fixable: usize,
) -> io::Result<()> {
    let mut file: Option<Excerpts> = None;
    for problem in &validation.problems {
        if problem.position.is_some() && file.as_ref().is_none_or(|file| file.path != problem.path) {
            file = source(&problem.path).map(|text| Excerpts::new(&problem.path, text));
        }
        let excerpts = file.as_mut().filter(|file| file.path == problem.path);
        writeln!(out, "{}\n", render(problem, excerpts, style))?;
    }
    writeln!(out, "{}", summary(&validation.counts))?;
    match fixable {
        0 => Ok(()),
        1 => writeln!(out, "`spoc fix` can put 1 of them right; it shows the change first."),
        _ => writeln!(out, "`spoc fix` can put {fixable} of them right; it shows the changes first."),
    }
}

/// Writes a validation as one JSON object. `repairs`: what puts its problems right, each with the number of its problem in the list, from 0.
pub fn write_json(out: &mut impl Write, validation: &Validation, repairs: &[Value]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Whole<'a> {
        #[serde(flatten)]
        validation: &'a Validation,
        repairs: &'a [Value],
    }
    serde_json::to_writer_pretty(&mut *out, &Whole { validation, repairs }).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes a validation's problems as rows for a spreadsheet, with a row of names above them.
pub fn write_csv(out: &mut impl Write, validation: &Validation) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for problem in &validation.problems {
        let number =
            |number: fn(Position) -> u32| problem.position.map(|at| number(at).to_string()).unwrap_or_default();
        rows.write_record([
            problem.code.as_str(),
            problem.code.severity().as_str(),
            &cell(&problem.path),
            &number(|at| at.line),
            &number(|at| at.column),
            &cell(problem.field.as_deref().unwrap_or_default()),
            &cell(&problem.message),
            &problem.help,
        ])?;
    }
    rows.flush()
}

/// The line that sums up.
#[must_use]
pub fn summary(counts: &Counts) -> String {
    let files = format!(
        "{} ({}, {})",
        number(counts.files, "file"),
        number(counts.records, "record"),
        number(counts.documents, "document")
    );
    let place = match (counts.managers, counts.schools) {
        (0, 0) => files,
        (managers, schools) => format!("{} of {}, {files}", number(schools, "school"), number(managers, "manager")),
    };
    match (counts.errors, counts.warnings) {
        (0, 0) => format!("{place}: no problems"),
        (errors, warnings) => format!("{place}: {}, {}", number(errors, "error"), number(warnings, "warning")),
    }
}

fn render(problem: &Problem, excerpts: Option<&mut Excerpts>, style: Style) -> String {
    let level = match problem.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = plain(&problem.path);
    let (message, help) = (plain(&problem.message), plain(&problem.help));
    let excerpt = problem.position.zip(excerpts).and_then(|(at, excerpts)| excerpts.cut(problem, at, style.show_names));
    let origin = match problem.position {
        Some(at) => Origin::path(path.as_str()).line(at.line as usize).char_column(at.column as usize),
        None => Origin::path(path.as_str()),
    };
    let title = level.primary_title(message.as_str()).id(problem.code.as_str());
    let group = match (&excerpt, problem.position) {
        (Some(excerpt), Some(at)) => {
            let snippet = Snippet::source(excerpt.line.as_str())
                .line_start(at.line as usize)
                .fold(false)
                .annotation(AnnotationKind::Primary.span(excerpt.marked.clone()));
            if excerpt.is_from_the_start {
                title.element(snippet.path(path.as_str()))
            } else {
                title.element(origin).element(snippet)
            }
        }
        _ => title.element(origin),
    };
    let group = group.element(Level::HELP.message(help.as_str()));
    Renderer::styled().term_width(style.width).render(&[group])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn rendered(text: &str, code: Code, line: u32, column: u32, show_names: bool) -> String {
        let path = "Jane Morris/Oakfield/records/2026-10-06 visit.yaml";
        let problem = Problem {
            position: Some(Position { line, column }),
            field: Some("/x".to_owned()),
            ..Problem::of_file(code, path, "message", "help")
        };
        let mut excerpts = Excerpts::new(path, text.to_owned());
        anstream::adapter::strip_str(&render(&problem, Some(&mut excerpts), Style { show_names, width: 100 }))
            .to_string()
    }

    const VISIT: &str = "kind: visit\ndate: 2026-10-06\nstatus: held\nchildren:\n  - {upn: B801200005001, name: Zoë Brown, year: 44, why: [other]}\n";

    #[test]
    fn names_are_hidden_in_place() {
        let before = VISIT.lines().nth(4).and_then(|line| line.split_once("44")).unwrap().0;
        let shown = rendered(VISIT, crate::rules::wrong_value::CODE, 5, before.chars().count() as u32 + 1, false);
        assert!(shown.contains("name: ••• •••••, year: 44"), "{shown}");
        let lines: Vec<_> = shown.lines().collect();
        let column =
            |needle: &str| lines.iter().find_map(|line| line.find(needle).map(|at| line[..at].chars().count()));
        assert_eq!(column("44,"), column("^"), "{shown}");
        assert!(rendered(VISIT, crate::rules::wrong_value::CODE, 5, 40, true).contains("Zoë Brown"));
    }

    #[test]
    fn a_broken_file_hides_names_too() {
        let broken = VISIT.replace("[other]}", "[other");
        let shown = rendered(&broken, crate::rules::yaml_syntax::CODE, 5, 3, false);
        assert!(!shown.contains("Zo") && shown.contains("upn: B801200005001"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_about_the_place() {
        let text = format!("note: {}\nkind: visit", "x".repeat(100_000));
        let shown = rendered(&text, crate::rules::wrong_value::CODE, 1, 50_000, true);
        assert!(shown.len() < 2_000 && shown.contains(":1:50000"), "{shown}");
    }
}
