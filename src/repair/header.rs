//! Drafts for what says what a record is: its kind, and the lines around the fields of a Markdown file.

use super::doc::Doc;
use super::draft::Draft;
use super::kinds::{Certainty, FilePlace};
use super::meant::{self, Meant};
use crate::layout::Area;
use crate::problem::Problem;
use crate::reading::Place;
use crate::record::{Kind, is_field_name};
use crate::rules::missing_field;

/// The kind that was meant: one that may stand in this place.
pub(super) fn kind(doc: &Doc<'_>, problem: &Problem) -> Vec<Draft> {
    let FilePlace::Record(place) = doc.file.place else { return Vec::new() };
    let node = problem.field.as_deref().and_then(|field| doc.tree()?.at(field));
    let Some((_, node)) = node else { return Vec::new() };
    let words: Vec<_> = Kind::ALL.into_iter().filter(|kind| fits(*kind, place)).map(Kind::as_str).collect();
    let meant = node.text().and_then(|text| meant::word(text, words.iter().copied()));
    let draft =
        |Meant { text, certainty }| Some(Draft::new(format!("Write `{text}`"), certainty, doc.inside(node)?, text));
    meant.and_then(draft).into_iter().collect()
}

fn fits(kind: Kind, place: Place) -> bool {
    match place {
        Place::SchoolFile => kind == Kind::School,
        Place::In(area) => Area::of(kind) == Some(area),
    }
}

/// `kind:` for `Kind:`.
pub(super) fn kind_written_large(doc: &Doc<'_>, problem: &Problem) -> Vec<Draft> {
    let Some(tree) = doc.tree().filter(|_| problem.code == missing_field::CODE) else { return Vec::new() };
    if tree.root().get("kind").is_some() {
        return Vec::new();
    }
    let is_kind = |name: &str| name.trim().eq_ignore_ascii_case("kind");
    let name = tree.root().entries().map(|(name, _)| name).find(|name| name.text().is_some_and(is_kind));
    let range = name.and_then(|name| doc.inside(name));
    range.map(|range| Draft::new("Call the field `kind`", Certainty::Safe, range, "kind")).into_iter().collect()
}

/// Lines of three hyphens around the fields: for dashes that a program has made of them, after lines with nothing on them, or where the second one
/// is missing.
pub(super) fn front_matter(doc: &Doc<'_>) -> Vec<Draft> {
    let text = doc.file.text;
    let lines: Vec<_> = (1..=doc.lines()).filter_map(|number| doc.line(number)).collect();
    let is_dashes = |line: &str| {
        let line = line.trim();
        !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
    };
    let is_field = |line: &str| line.split_once(':').is_some_and(|(name, _)| is_field_name(&name.to_lowercase()));
    let Some(first) = lines.iter().position(|line| !doc.text(line.clone()).trim().is_empty()) else {
        return Vec::new();
    };
    let starts = doc.text(lines[first].clone());
    let is_head = |line: &str| is_field(line) || line.starts_with([' ', '-', '#']);
    if is_dashes(starts) {
        let last =
            lines.iter().skip(first + 1).position(|line| is_dashes(doc.text(line.clone()))).map(|at| first + 1 + at);
        let blank =
            lines.iter().skip(first + 1).position(|line| !is_head(doc.text(line.clone()))).map(|at| first + 1 + at);
        let opened = (0..lines[first].end, "---".to_owned());
        return match (last, blank) {
            (Some(last), _) => {
                // A line of dashes may stand in the text below: it closes the fields where nothing but fields stands above it.
                let is_close = blank.is_none_or(|blank| blank >= last);
                let certainty = if is_close { Certainty::Safe } else { Certainty::Proposal };
                let edits = vec![opened, (lines[last].clone(), "---".to_owned())];
                vec![Draft { title: "Write the lines of three hyphens".to_owned(), certainty, edits }]
            }
            (None, Some(blank)) if blank > first + 1 => {
                let edits = vec![opened, (lines[blank].start..lines[blank].start, format!("---{}", end_of_line(text)))];
                vec![Draft {
                    title: "Close the fields with a line of three hyphens".to_owned(),
                    certainty: Certainty::Proposal,
                    edits,
                }]
            }
            _ => Vec::new(),
        };
    }
    let fields = lines.iter().skip(first).take_while(|line| is_head(doc.text((*line).clone()))).count();
    if fields == 0 || !is_field(starts) {
        return Vec::new();
    }
    let end = end_of_line(text);
    let after = lines.get(first + fields).map_or(text.len(), |line| line.start);
    let ended = if text[..after].ends_with(['\n', '\r']) { "" } else { end };
    let edits = vec![(0..lines[first].start, format!("---{end}")), (after..after, format!("{ended}---{end}"))];
    let title = "Put lines of three hyphens around the fields".to_owned();
    vec![Draft { title, certainty: Certainty::Proposal, edits }]
}

fn end_of_line(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
