//! The outline of a file: its fields, and rows by their UPN or day. And what an editor may fold away.

use std::ops::Range;

use super::open::{OpenFile, Sheet, Subject};
use super::sketch::{Sketch, What};
use crate::text::line_at;

/// A field, group, list or row in the outline of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// A few words beside it; may be empty.
    pub detail: String,
    /// What it is.
    pub sort: SymbolSort,
    /// All of it, in bytes.
    pub range: Range<usize>,
    /// What is shown when it is chosen; within `range`.
    pub name_range: Range<usize>,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// What a part of the outline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolSort {
    /// A field with one value.
    Field,
    /// A group of fields.
    Group,
    /// A list.
    List,
    /// An entry of a list.
    Row,
}

/// The outline of a file.
#[must_use]
pub fn outline(open: &OpenFile<'_>) -> Vec<Symbol> {
    let Some(sheet) = Sheet::new(open, None) else { return Vec::new() };
    symbols(&sheet.sketch, 0, 0)
}

/// Deeper than this nothing is shown.
const MOST_LEVELS: usize = 8;

fn symbols(sketch: &Sketch<'_>, of: usize, level: usize) -> Vec<Symbol> {
    if level >= MOST_LEVELS {
        return Vec::new();
    }
    let named = sketch.children(of).filter(|one| !sketch.item(*one).is_half || sketch.item(*one).name.is_some());
    named.map(|one| symbol(sketch, one, level)).collect()
}

fn symbol(sketch: &Sketch<'_>, item: usize, level: usize) -> Symbol {
    let one = sketch.item(item);
    let sort = match (&one.name, one.what) {
        (None, _) => SymbolSort::Row,
        (_, What::Fields) => SymbolSort::Group,
        (_, What::Rows) => SymbolSort::List,
        (_, What::Nothing | What::Text) => SymbolSort::Field,
    };
    let range = one.start..one.end.max(one.start);
    let name_range = one.name.clone().unwrap_or(range.start..first_line_end(sketch, &range));
    let (name, detail) = match sort {
        SymbolSort::Row => row_name(sketch, item),
        SymbolSort::List => (name(sketch, item), sketch.children(item).count().to_string()),
        _ => (name(sketch, item), short(sketch.text_of(item).as_deref().unwrap_or_default())),
    };
    // A list of plain values has nothing to open; a row's fields are in the row.
    let is_plain = one.what == What::Rows && sketch.children(item).all(|one| sketch.item(one).what == What::Text);
    let children = if is_plain { Vec::new() } else { symbols(sketch, item, level + 1) };
    let end = children.iter().map(|child| child.range.end).max().unwrap_or(0).max(range.end).max(name_range.end);
    Symbol { name, detail, sort, range: range.start..end, name_range, children }
}

fn name(sketch: &Sketch<'_>, item: usize) -> String {
    let name = sketch.name(item).unwrap_or_default();
    // An editor shows no symbol without a name.
    if name.trim().is_empty() { "?".to_owned() } else { name.into_owned() }
}

/// A row by its UPN or day, and what else tells it from others.
fn row_name(sketch: &Sketch<'_>, row: usize) -> (String, String) {
    let text = |name: &&str| sketch.field_text(row, name).map(|text| short(&text)).filter(|text| !text.is_empty());
    let mut telling = ["upn", "date", "from", "name", "topic", "due", "what"].iter().filter_map(text);
    let own = sketch.text_of(row).map(|text| short(&text)).filter(|text| !text.is_empty());
    let name = telling.next().or(own).unwrap_or_else(|| (sketch.item(row).number + 1).to_string());
    let detail = ["name", "what", "with", "why", "to"].iter().filter_map(text).find(|detail| *detail != name);
    (name, detail.unwrap_or_default())
}

/// The first line of a text, cut where it is long.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.trim_start_matches(['|', '>', '-', '+']).trim().lines().next().unwrap_or_default().trim();
    if line.chars().nth(MOST).is_none() {
        return line.to_owned();
    }
    line.chars().take(MOST).chain(['…']).collect()
}

fn first_line_end(sketch: &Sketch<'_>, range: &Range<usize>) -> usize {
    let text = sketch.text().get(range.clone()).unwrap_or_default();
    range.start + text.find(['\n', '\r']).unwrap_or(text.len())
}

/// Lines that an editor may fold away, the first staying in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// The first line, from 1.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// They are comments.
    pub is_comment: bool,
}

/// What may be folded in a file: groups, lists, rows, long texts, front matter, comments.
#[must_use]
pub fn folds(open: &OpenFile<'_>) -> Vec<Fold> {
    let Some(sheet) = Sheet::new(open, None) else { return Vec::new() };
    let starts = sheet.line_starts();
    let line = |place: usize| Sheet::line_of(&starts, place);
    let mut found = Vec::new();
    let mut add = |first: u32, last: u32, is_comment: bool| {
        if first < last {
            found.push(Fold { first, last, is_comment });
        }
    };
    let is_policy = sheet.subject == Subject::Policy;
    for item in sheet.sketch.numbers().skip(1) {
        let one = sheet.sketch.item(item);
        // Several tables of one name are no list in one place.
        let is_scattered = is_policy && one.what == What::Rows && !one.is_flow;
        if !is_scattered {
            let text = open.text.get(one.start..one.end).unwrap_or_default();
            add(line(one.start), line(one.start + text.trim_end().len().saturating_sub(1)), false);
        }
    }
    if sheet.range.start > 0 {
        add(1, line(sheet.range.end), false);
    }
    for (first, last) in comments(open.text, &starts) {
        add(first, last, true);
    }
    found.sort();
    found.dedup_by_key(|fold| fold.first);
    found
}

/// The runs of lines that are nothing but comments.
fn comments(text: &str, starts: &[usize]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in (1..).take(starts.len()) {
        let is_comment = line_at(text, starts, number).is_some_and(|line| line.trim_start().starts_with('#'));
        match runs.last_mut() {
            _ if !is_comment => {}
            Some(run) if run.1 + 1 == number => run.1 = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::sample::{EMAIL, Sample, VISIT};

    fn shown(symbols: &[Symbol], level: usize, text: &str, lines: &mut Vec<String>) {
        for symbol in symbols {
            assert!(
                symbol.range.start <= symbol.name_range.start && symbol.name_range.end <= symbol.range.end,
                "{symbol:?}"
            );
            assert!(text.get(symbol.range.clone()).is_some());
            lines.push(format!("{}{} {}", "  ".repeat(level), symbol.name, symbol.detail).trim_end().to_owned());
            shown(&symbol.children, level + 1, text, lines);
        }
    }

    #[test]
    fn a_file_has_an_outline() {
        let sample = Sample::new();
        let of = |path: &str, text: &str| {
            let mut lines = Vec::new();
            shown(&outline(&sample.open(path, text)), 0, text, &mut lines);
            lines.join("\n")
        };
        let visit = "kind: visit\nchecks: {done: 2026-11-20}\nchildren:\n  - upn: UN1\n    name: Sam Reed\n    why: [other]\n  - {upn: \nactions:\n  - what: x\n    due: 2026-12-08\n";
        assert_eq!(
            of(VISIT, visit),
            "kind visit\nchecks\n  done 2026-11-20\nchildren 2\n  UN1 Sam Reed\n    upn UN1\n    name Sam Reed\n    why 1\n  2\n    upn\nactions 1\n  2026-12-08 x\n    what x\n    due 2026-12-08"
        );
        assert_eq!(
            of("policy.toml", "team = \"x\"\n[[year]]\nname = \"2026-27\"\n[visits]\nevery = \"term\"\n"),
            "team x\nyear 1\n  2026-27\n    name 2026-27\nvisits\n  every term"
        );
    }

    #[test]
    fn what_takes_several_lines_can_be_folded() {
        let sample = Sample::new();
        let of = |path: &str, text: &str| {
            let folds = folds(&sample.open(path, text));
            folds
                .iter()
                .map(|fold| format!("{}-{}{}", fold.first, fold.last, if fold.is_comment { "#" } else { "" }))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            of(
                VISIT,
                "kind: visit\n# a\n# b\nchildren:\n  - upn: UN1\n    name: x\n  - upn: UN2\nnote: |\n  a\n  b\n\nstatus: x\n"
            ),
            "2-3# 4-7 5-6 8-10"
        );
        assert_eq!(of(EMAIL, "---\r\ndate: 2026-11-10\r\nto: [a,\r\n  b]\r\n---\r\nText\r\n"), "1-5 3-4");
        assert_eq!(
            of("policy.toml", "[[year]]\nterms = [\n  {},\n]\n[visits]\nevery = \"term\"\n[[year]]\nname = 1\n"),
            "1-4 2-4 5-6 7-8"
        );
    }
}
