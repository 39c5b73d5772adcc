//! Drafts for a text that is no YAML: tabs, special spaces, curly quotation marks, text that needs quotes, a space after a colon, a line twice.
//!
//! Each is an idea of what happened on the line where the parser stumbled, or the one before. Whether it is right is found out by reading.

use std::ops::Range;

use super::doc::Doc;
use super::draft::{Draft, applied};
use super::kinds::{Certainty, FilePlace};
use super::meant::is_special_space;
use crate::problem::Problem;
use crate::record::{is_field_name, is_text_field};
use crate::tree::{Tree, parse_yaml};

/// What may put a fault of writing right, the likeliest first.
pub(super) fn drafts(doc: &Doc<'_>, problem: &Problem) -> Vec<Draft> {
    // TOML is written otherwise, and by people who know it.
    let (Some(position), FilePlace::Record(_)) = (problem.position, doc.file.place) else { return Vec::new() };
    if problem.field.is_some() {
        return twice(doc, position.line).into_iter().collect();
    }
    let mut drafts = Vec::new();
    drafts.extend(false_spaces(doc));
    drafts.extend(tabs(doc));
    let lines = [position.line, position.line.saturating_sub(1), position.line + 1];
    for line in lines
        .into_iter()
        .filter_map(|line| doc.line(line))
        .filter(|line| doc.fields.start <= line.start && line.end <= doc.fields.end)
    {
        let entry = Entry::of(doc, line.clone());
        drafts.extend(entry.as_ref().and_then(|entry| entry.straightened(doc)));
        drafts.extend(entry.as_ref().and_then(|entry| entry.mended_quotes(doc)));
        drafts.extend(entry.as_ref().and_then(|entry| entry.quoted(doc)));
        drafts.extend(spaced_colon(doc, line.clone()));
        drafts.extend(level(doc, line));
    }
    drafts
}

/// Ordinary spaces for special ones in indents, after the hyphen of an entry, and between a field's name and its value. Inside a text they stay.
fn false_spaces(doc: &Doc<'_>) -> Option<Draft> {
    let mut edits = Vec::new();
    for line in (1..=doc.lines()).filter_map(|number| doc.line(number)) {
        if line.start < doc.fields.start || line.end > doc.fields.end {
            continue;
        }
        let text = doc.text(line.clone());
        let is_before_name = |c: char| c.is_whitespace() || c == '-';
        let indent = text.len() - text.trim_start_matches(is_before_name).len();
        let rest = text.get(indent..).unwrap_or_default();
        let name = rest.split_once(':').map(|(name, _)| name).filter(|name| is_field_name(name));
        let after_colon = name.map(|name| indent + name.len() + 1);
        let gap = after_colon.map_or(0..0, |from| {
            let value = text.get(from..).unwrap_or_default();
            from..from + value.len() - value.trim_start().len()
        });
        let is_between = |at: usize| at < indent || gap.contains(&at);
        // A line of a text that goes over several is no field and no entry.
        if name.is_none() && !text.trim_start().starts_with('-') {
            continue;
        }
        let special = text.char_indices().filter(|(at, c)| is_special_space(*c) && is_between(*at));
        edits.extend(special.map(|(at, c)| {
            let at = line.start + at;
            (at..at + c.len_utf8(), " ".to_owned())
        }));
    }
    let title = "Type ordinary spaces".to_owned();
    (!edits.is_empty()).then_some(Draft { title, certainty: Certainty::Safe, edits })
}

/// Spaces for the tabs with which lines begin. It is certain where the record says the same whatever the width of a tab.
fn tabs(doc: &Doc<'_>) -> Vec<Draft> {
    const WIDTHS: [usize; 3] = [2, 4, 8];
    let whole = doc.text(doc.fields.clone());
    let with_width = |width: usize| {
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut in_indent = true;
        for (at, byte) in whole.bytes().enumerate() {
            match byte {
                b'\n' | b'\r' => in_indent = true,
                b'\t' if in_indent => edits.push((doc.fields.start + at..doc.fields.start + at + 1, " ".repeat(width))),
                b' ' | b'-' if in_indent => {}
                _ => in_indent = false,
            }
        }
        edits
    };
    let tried = WIDTHS.map(|width| (width, with_width(width)));
    if tried[0].1.is_empty() {
        return Vec::new();
    }
    let says = |edits: &[(Range<usize>, String)]| {
        let moved: Vec<_> = edits
            .iter()
            .map(|(range, text)| (range.start - doc.fields.start..range.end - doc.fields.start, text.clone()))
            .collect();
        let text = applied(whole, &moved)?;
        parse_yaml(&text, 1).ok().map(Tree::into_owned).map(|tree| what_it_says(&tree))
    };
    let mut read: Vec<_> = tried.into_iter().map(|(_, edits)| (says(&edits), edits)).collect();
    let is_sure = if read.iter().all(|(says, _)| says.is_none()) {
        // Something else is wrong with the text, too.
        are_apart_from_spaces(whole)
    } else {
        read.retain(|(says, _)| says.is_some());
        read.windows(2).all(|pair| pair[0].0 == pair[1].0)
    };
    let certainty = if is_sure { Certainty::Safe } else { Certainty::Proposal };
    let title = "Use spaces for the tab".to_owned();
    read.into_iter().take(1).map(|(_, edits)| Draft { title: title.clone(), certainty, edits }).collect()
}

/// Whether no line that begins with a tab stands beside one that begins with spaces: then the width of a tab decides nothing.
fn are_apart_from_spaces(text: &str) -> bool {
    let lines: Vec<_> = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).collect();
    lines.windows(2).all(|pair| {
        let begins = |with: char| pair.iter().any(|line| line.starts_with(with));
        !(begins('\t') && begins(' '))
    })
}

/// A tree without its places.
fn what_it_says(tree: &Tree<'_>) -> Vec<String> {
    tree.nodes().map(|node| format!("{:?} {}", node.shape(), node.items().count() + node.entries().count())).collect()
}

/// A line `name: value`, perhaps an entry of a list.
struct Entry {
    /// The value, without the spaces around it.
    value: Range<usize>,
    /// Whether the field holds a text of any sort. Of another field it is not certain that its value was meant as a text.
    certainty: Certainty,
}

impl Entry {
    fn of(doc: &Doc<'_>, line: Range<usize>) -> Option<Self> {
        let text = doc.text(line.clone());
        let indent = text.len() - text.trim_start_matches([' ', '-']).len();
        let (name, value) = text.get(indent..)?.split_once(": ")?;
        let is_name = !name.is_empty() && !name.contains(['"', '\'', '{', '[', '#', ' ']);
        let start = line.start + text.len() - value.trim_start().len();
        let end = line.start + text.trim_end().len();
        let certainty = if is_text_field(name) { Certainty::Safe } else { Certainty::Proposal };
        // What goes on in the next line is not to be cut in two.
        let next = (1..=doc.lines()).filter_map(|number| doc.line(number)).skip_while(|next| next.start <= line.start);
        let next = next.map(|next| doc.text(next)).find(|next| !next.trim().is_empty());
        let goes_on = next.is_some_and(|next| next.len() - next.trim_start_matches(' ').len() > indent);
        (is_name && !goes_on && start < end).then_some(Self { value: start..end, certainty })
    }

    /// Straight quotation marks for curly ones around the whole value.
    fn straightened(&self, doc: &Doc<'_>) -> Option<Draft> {
        let text = doc.text(self.value.clone());
        let mut characters = text.chars();
        let (first, last) = (characters.next()?, characters.next_back()?);
        let inside = characters.as_str();
        let is_curly =
            matches!(first, '“' | '”' | '„' | '"') && matches!(last, '“' | '”' | '"') && (first != '"' || last != '"');
        (is_curly && !inside.contains(['"', '\\', '“', '”', '„']))
            .then(|| self.marked(doc, "Write straight quotation marks", self.certainty))
    }

    /// The same text between straight double quotation marks in place of its first and last character.
    fn marked(&self, doc: &Doc<'_>, title: &str, certainty: Certainty) -> Draft {
        let text = doc.text(self.value.clone());
        let length = |c: Option<char>| c.map_or(0, char::len_utf8);
        let (first, last) = (length(text.chars().next()), length(text.chars().next_back()));
        let (start, end) = (self.value.start, self.value.end);
        let edits = vec![(start..start + first, "\"".to_owned()), (end - last..end, "\"".to_owned())];
        Draft { title: title.to_owned(), certainty, edits }
    }

    /// Quotation marks inside a text in quotation marks, written so that they do not end it.
    fn mended_quotes(&self, doc: &Doc<'_>) -> Option<Draft> {
        let text = doc.text(self.value.clone());
        let mark = text.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
        let inside = text.strip_prefix(mark)?;
        let Some(inside) = inside.strip_suffix(mark) else {
            let end = self.value.end;
            return (!inside.contains(mark))
                .then(|| Draft::new("Close the quotation", Certainty::Proposal, end..end, mark));
        };
        let at = inside.find(mark)?;
        let (before, after) = (inside[..at].chars().next_back(), inside[at + 1..].chars().next());
        if inside.contains('\\') {
            return None;
        }
        let title = "Write the quotation marks inside the text so that they do not end it";
        if mark == '\'' {
            // An apostrophe stands between letters; other marks may be the ends of two quotations.
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            let is_apostrophe = is_letter(before) && is_letter(after) && !inside.contains('"');
            return is_apostrophe.then(|| self.marked(doc, "Put double quotation marks at both ends", self.certainty));
        }
        // The first mark inside opens a quotation; one that closes a word may end that at which the text begins.
        let opens = before.is_some_and(|c| c.is_whitespace() || c == '(') && after.is_some_and(|c| !c.is_whitespace());
        let start = self.value.start + 1;
        let edits = inside.match_indices(mark).map(|(at, _)| (start + at..start + at, "\\".to_owned()));
        opens.then(|| Draft { title: title.to_owned(), certainty: self.certainty, edits: edits.collect() })
    }

    /// Quotation marks around a value that needs them. What looks like a comment behind it may belong to it, and leaves doubt.
    fn quoted(&self, doc: &Doc<'_>) -> Option<Draft> {
        let text = doc.text(self.value.clone());
        if text.starts_with(['"', '\'', '#', '|', '>']) {
            return None;
        }
        let comment = text.find(" #");
        let may_be_group = text.starts_with(['{', '[']);
        let certainty = if comment.is_some() || may_be_group { Certainty::Proposal } else { self.certainty };
        let value = text.get(..comment.unwrap_or(text.len()))?.trim_end();
        let edits = quotation_marks(value, self.value.start)?;
        Some(Draft { title: "Put the text in quotation marks".to_owned(), certainty, edits })
    }
}

/// The edits that put a text in double quotation marks; none where it holds what these cannot. `start`: where it begins.
pub(super) fn quotation_marks(text: &str, start: usize) -> Option<Vec<(Range<usize>, String)>> {
    if text.contains(char::is_control) {
        return None;
    }
    let escaped = text.match_indices(['\\', '"']).map(|(at, _)| (start + at..start + at, "\\".to_owned()));
    let mut edits = vec![(start..start, "\"".to_owned())];
    edits.extend(escaped);
    edits.push((start + text.len()..start + text.len(), "\"".to_owned()));
    Some(edits)
}

/// A space after the colon of a field's name.
fn spaced_colon(doc: &Doc<'_>, line: Range<usize>) -> Option<Draft> {
    let text = doc.text(line.clone());
    let indent = text.len() - text.trim_start_matches([' ', '-']).len();
    let (name, rest) = text.get(indent..)?.split_once(':')?;
    let at = line.start + indent + name.len() + 1;
    let is_joined = !rest.is_empty() && !rest.starts_with([' ', '\t']);
    (is_joined && is_field_name(name)).then(|| Draft::new("Put a space after the colon", Certainty::Safe, at..at, " "))
}

/// A line level with the one before it.
fn level(doc: &Doc<'_>, line: Range<usize>) -> Option<Draft> {
    let text = doc.text(line.clone());
    let spaces = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let (own, name) = (spaces(text), text.trim_start_matches(' ').split_once(':')?.0);
    let before = doc.file.text.get(doc.fields.start..line.start)?.trim_end_matches(['\n', '\r']);
    let before = spaces(before.rsplit(['\n', '\r']).next()?);
    let title = "Begin the line below the one before it";
    (own != before && is_field_name(name))
        .then(|| Draft::new(title, Certainty::Proposal, line.start..line.start + own, " ".repeat(before)))
}

/// The text without a line that says once more what another says in the same group of fields.
fn twice(doc: &Doc<'_>, number: u32) -> Option<Draft> {
    let line = doc.line(number)?;
    let text = doc.text(line.clone());
    let indent = text.len() - text.trim_start_matches(' ').len();
    let (name, value) = text.get(indent..)?.split_once(": ")?;
    if !is_field_name(name) || value.trim().is_empty() {
        return None;
    }
    for above in (1..number).rev().filter_map(|number| doc.line(number)) {
        let other = doc.text(above);
        let inside = other.trim_start_matches([' ', '-']);
        let column = other.len() - inside.len();
        if inside.trim().is_empty() || inside.starts_with('#') || column > indent {
            continue;
        }
        if column < indent {
            return None;
        }
        if inside.split_once(':').is_some_and(|(of, _)| of == name) {
            let next = doc.line(number + 1).map_or(doc.file.text.len(), |next| next.start);
            let title = "Delete the line that says the same again";
            // A value that goes on in the next line is more than its line.
            let below = doc.line(number + 1).map(|next| doc.text(next)).unwrap_or_default();
            let goes_on = !below.trim().is_empty() && below.len() - below.trim_start().len() > indent;
            let is_same = inside.trim_end() == text.trim() && !goes_on;
            return is_same.then(|| Draft::new(title, Certainty::Safe, line.start..next, ""));
        }
        // The line with the hyphen is the first of its row.
        if other.trim_start_matches(' ').starts_with('-') {
            return None;
        }
    }
    None
}
