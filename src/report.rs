//! Problems for people, for programs and for spreadsheets (records.md, section 8).

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::drive::Validation;
use crate::layout::{Area, Ending};
use crate::problem::{Position, Problem, Severity};
use crate::reading::{Place, kind_of};
use crate::record::{private_by_words, private_places};
use crate::text::{self, front_matter};
use crate::yaml::{self, Tree};

/// How a report for people is made.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether excerpts show children's names and free text.
    pub show_names: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// Writes a validation for people: each problem with its place, excerpt, message and remedy, then a line that sums up. `source` gives
/// the text of a file, by its path on the drive, while it can be read.
pub fn write_text(
    out: &mut impl Write,
    validation: &Validation,
    style: Style,
    source: impl Fn(&str) -> Option<String>,
) -> io::Result<()> {
    let mut file: Option<Excerpts> = None;
    for problem in &validation.problems {
        if problem.position.is_some() && file.as_ref().is_none_or(|file| file.path != problem.path) {
            file = source(&problem.path).map(|text| Excerpts::new(&problem.path, text));
        }
        let excerpts = file.as_ref().filter(|file| file.path == problem.path);
        writeln!(out, "{}\n", render(problem, excerpts, style))?;
    }
    writeln!(out, "{}", summary(validation))
}

/// Writes a validation as one JSON object.
pub fn write_json(out: &mut impl Write, validation: &Validation) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, validation).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes a validation's problems as rows for a spreadsheet, with a row of names above them.
pub fn write_csv(out: &mut impl Write, validation: &Validation) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["code", "severity", "path", "line", "column", "field", "message", "help"])?;
    for problem in &validation.problems {
        let number =
            |number: fn(Position) -> u32| problem.position.map(|at| number(at).to_string()).unwrap_or_default();
        rows.write_record([
            problem.code.as_str(),
            problem.code.severity().as_str(),
            &problem.path,
            &number(|at| at.line),
            &number(|at| at.column),
            problem.field.as_deref().unwrap_or_default(),
            &problem.message,
            &problem.help,
        ])?;
    }
    rows.flush()
}

/// The line that sums up.
#[must_use]
pub fn summary(validation: &Validation) -> String {
    let counts = &validation.counts;
    let files = format!(
        "{} ({}, {})",
        number(counts.files, "file"),
        number(counts.records, "record"),
        number(counts.documents, "document")
    );
    let place = match (counts.managers, counts.schools) {
        (0, 0) => files,
        (managers, schools) => format!(
            "{} of {}, {files}",
            number(schools, "school"),
            number(managers, "manager")
        ),
    };
    match (counts.errors, counts.warnings) {
        (0, 0) => format!("{place}: no problems"),
        (errors, warnings) => format!("{place}: {}, {}", number(errors, "error"), number(warnings, "warning")),
    }
}

fn number(count: usize, noun: &str) -> String {
    let mut digits = count.to_string();
    for at in (1..digits.len())
        .rev()
        .filter(|at| (digits.len() - at) % 3 == 0)
        .collect::<Vec<_>>()
    {
        digits.insert(at, ',');
    }
    format!("{digits} {noun}{}", if count == 1 { "" } else { "s" })
}

fn render(problem: &Problem, excerpts: Option<&Excerpts>, style: Style) -> String {
    let level = match problem.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = plain(&problem.path);
    let (message, help) = (plain(&problem.message), plain(&problem.help));
    let excerpt = problem
        .position
        .zip(excerpts)
        .and_then(|(at, excerpts)| excerpts.cut(problem, at, style.show_names));
    let origin = match problem.position {
        Some(at) => Origin::path(path.as_str())
            .line(at.line as usize)
            .char_column(at.column as usize),
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

/// A text on one line, without what would steer a terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

/// A line of a file, what is private in it hidden, and the bytes of it that are marked.
struct Excerpt {
    line: String,
    marked: std::ops::Range<usize>,
    /// Whether the line is cut at its end alone, so that columns in it are those of the file.
    is_from_the_start: bool,
}

/// A file from which excerpts are cut.
struct Excerpts {
    path: String,
    text: String,
    private: Option<Vec<crate::record::Private>>,
    /// Where each field's name and value end, by where they begin.
    ends: std::collections::HashMap<Position, Position>,
}

impl Excerpts {
    fn new(path: &str, text: String) -> Self {
        let (mut private, mut ends) = (None, std::collections::HashMap::new());
        if is_policy(path) {
            private = Some(Vec::new());
            if let Ok(tree) = yaml::parse_toml(&text) {
                ends = collect_ends(&tree);
            }
        } else if let Some((yaml, first_line)) = yaml_of(path, &text) {
            if let Ok(tree) = yaml::parse(yaml, first_line) {
                private = place_of(path)
                    .and_then(|place| kind_of(place, path, &tree))
                    .map(|kind| private_places(kind, &tree));
                ends = collect_ends(&tree);
            }
        }
        Self {
            path: path.to_owned(),
            text,
            private,
            ends,
        }
    }

    fn cut(&self, problem: &Problem, at: Position, show_names: bool) -> Option<Excerpt> {
        /// An excerpt is a place to look, not the whole of a long line.
        const BEFORE: usize = 2_000;
        const AFTER: usize = 200;
        let line = text::line(&self.text, at.line)?;
        let hidden = if show_names {
            vec![false; line.chars().count()]
        } else {
            self.hidden(line, at.line)
        };
        let start = at.column as usize - 1;
        let end = match self.ends.get(&at) {
            Some(end) if end.line == at.line => end.column as usize - 1,
            Some(_) if problem.field.as_deref() != Some("") => line.trim_end().chars().count(),
            _ => start + 1,
        };
        let cut_from = if start > BEFORE { start - 60 } else { 0 };
        let mut excerpt = Excerpt {
            line: String::new(),
            marked: 0..0,
            is_from_the_start: cut_from == 0,
        };
        for (column, (character, hidden)) in line.chars().zip(hidden).enumerate().skip(cut_from) {
            if column >= start + AFTER {
                break;
            }
            if column == start {
                excerpt.marked.start = excerpt.line.len();
            }
            excerpt.line.push(match character {
                c if hidden && c.is_alphanumeric() => '•',
                '\t' => ' ',
                c if c.is_control() => char::REPLACEMENT_CHARACTER,
                c => c,
            });
            if column < end.max(start + 1) && column >= start {
                excerpt.marked.end = excerpt.line.len();
            }
        }
        if excerpt.marked.is_empty() {
            // The place is the end of the line: something is missing there.
            excerpt.line.push(' ');
            excerpt.marked = excerpt.line.len() - 1..excerpt.line.len();
        }
        Some(excerpt)
    }

    /// For each character of a line, whether it is private.
    fn hidden(&self, line: &str, number: u32) -> Vec<bool> {
        let Some(private) = &self.private else {
            let ranges = private_by_words(line);
            return line
                .char_indices()
                .map(|(at, _)| ranges.iter().any(|range| range.contains(&at)))
                .collect();
        };
        let on_line = private
            .iter()
            .filter(|place| place.start.line <= number && number <= place.end.line);
        let spans: Vec<_> = on_line
            .map(|place| {
                let from = if place.start.line == number {
                    place.start.column
                } else {
                    1
                };
                let to = if place.end.line == number {
                    place.end.column
                } else {
                    u32::MAX
                };
                from..to
            })
            .collect();
        (1..)
            .zip(line.chars())
            .map(|(column, _)| spans.iter().any(|span| span.contains(&column)))
            .collect()
    }
}

fn collect_ends(tree: &Tree<'_>) -> std::collections::HashMap<Position, Position> {
    let mut ends = std::collections::HashMap::new();
    for node in tree.nodes() {
        // A mapping begins where its first name does: the name is what is marked.
        ends.insert(node.start(), node.end());
    }
    ends
}

fn is_policy(path: &str) -> bool {
    path.eq_ignore_ascii_case(crate::layout::POLICY_FILE)
}

fn yaml_of<'t>(path: &str, text: &'t str) -> Option<(&'t str, u32)> {
    if Ending::of(path) == Ending::Markdown {
        let front = front_matter(text)?;
        text.get(front.yaml).map(|yaml| (yaml, front.first_line))
    } else {
        Some((text, 1))
    }
}

/// The place of a record's file in its school's folder, by its path.
fn place_of(path: &str) -> Option<Place> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [_, _, _] => Some(Place::SchoolFile),
        [_, _, area, ..] => Area::from_folder(area).map(Place::In),
        _ => None,
    }
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
        let excerpts = Excerpts::new(path, text.to_owned());
        anstream::adapter::strip_str(&render(&problem, Some(&excerpts), Style { show_names, width: 100 })).to_string()
    }

    const VISIT: &str = "kind: visit\ndate: 2026-10-06\nstatus: held\nchildren:\n  - {upn: B801200005001, name: Zoë Brown, year: 44, why: [other]}\n";

    #[test]
    fn names_are_hidden_in_place() {
        let before = VISIT.lines().nth(4).and_then(|line| line.split_once("44")).unwrap().0;
        let shown = rendered(VISIT, Code::WrongValue, 5, before.chars().count() as u32 + 1, false);
        assert!(shown.contains("name: ••• •••••, year: 44"), "{shown}");
        let lines: Vec<_> = shown.lines().collect();
        let column = |needle: &str| {
            lines
                .iter()
                .find_map(|line| line.find(needle).map(|at| line[..at].chars().count()))
        };
        assert_eq!(column("44,"), column("^"), "{shown}");
        assert!(rendered(VISIT, Code::WrongValue, 5, 40, true).contains("Zoë Brown"));
    }

    #[test]
    fn a_broken_file_hides_names_too() {
        let broken = VISIT.replace("[other]}", "[other");
        let shown = rendered(&broken, Code::YamlSyntax, 5, 3, false);
        assert!(!shown.contains("Zo") && shown.contains("upn: B801200005001"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_about_the_place() {
        let text = format!("note: {}\nkind: visit", "x".repeat(100_000));
        let shown = rendered(&text, Code::WrongValue, 1, 50_000, true);
        assert!(shown.len() < 2_000 && shown.contains(":1:50000"), "{shown}");
    }

    #[test]
    fn numbers_have_their_nouns() {
        assert_eq!(number(1, "school"), "1 school");
        assert_eq!(number(1_234_567, "file"), "1,234,567 files");
        assert_eq!(number(100, "file"), "100 files");
    }
}
