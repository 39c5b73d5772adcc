//! What an excerpt of a record hides: children's names, and free text, which may hold them.

use super::form::{Field, Fields, Form, field_names, words};
use super::kind::Kind;
use super::likeness::nearest;
use super::privacy::{Meant, may_be_shown};
use super::values;
use crate::problem::Position;
use crate::tree::{Node, Shape, Tree};

/// A stretch of a text that excerpts hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Private {
    /// The first character.
    pub start: Position,
    /// The one after the last.
    pub end: Position,
}

/// The private stretches of a record: children's names, free text, and whatever stands in fields that the kind does not have.
#[must_use]
pub fn private_places(kind: Kind, tree: &Tree<'_>) -> Vec<Private> {
    let mut places = Vec::new();
    collect(Form::of(kind), tree.root(), kind.may_speak_of_children(), &mut places);
    places
}

/// Adds the private stretches of a node. `childs`: whether a child's name may have slipped in here; then a wrong value is hidden as well, unless
/// `privacy` says that it cannot be a name.
fn collect(form: &Form, node: Node<'_, '_>, childs: bool, places: &mut Vec<Private>) {
    match (form, node.shape()) {
        (Form::Fields(fields), Shape::Mapping) => {
            for (name, value) in node.entries() {
                let text = name.text().unwrap_or_default();
                let near = nearest_field(fields, text).map(|field| field.name.clone());
                if fields.get(text).is_none() && !may_be_shown(text, &Meant::Name { near }, true) {
                    hide_all(name, places);
                }
                match fields.get(text) {
                    Some(field) => collect(&field.form, value, childs || fields.speak_of_a_child(), places),
                    // The kind has no such field, so anything may stand in it. A misspelt field is treated as the one that was meant.
                    None => match nearest_field(fields, text) {
                        Some(meant) if !meant.form.is_private() => {
                            collect(&meant.form, value, childs || fields.speak_of_a_child(), places);
                        }
                        _ => hide_all(value, places),
                    },
                }
            }
        }
        (Form::List(entry) | Form::OneOrList(entry), Shape::List) => {
            node.items().for_each(|item| collect(entry, item, childs || holds_children(entry), places));
        }
        (Form::OneOrList(entry), _) => collect(entry, node, childs, places),
        (Form::Either { value, .. }, Shape::Scalar { .. }) => collect(value, node, childs, places),
        (Form::Either { fields, .. }, Shape::Mapping) => collect(fields, node, childs, places),
        // The brackets of the list are missing; the single word is still checked as an entry.
        (Form::List(entry), Shape::Scalar { .. }) if matches!(**entry, Form::Words(_) | Form::Value(_)) => {
            collect(entry, node, childs, places);
        }
        (form, _) if form.is_private() => hide_all(node, places),
        (Form::Value(format), Shape::Scalar { text, .. }) => {
            let wrong = values::check(format, text).is_some_and(|checked| checked.is_err());
            if wrong && childs && !may_be_shown(text, &Meant::Value { format: format.clone() }, childs) {
                hide_all(node, places);
            }
        }
        (Form::Words(words), Shape::Scalar { text, .. }) => {
            let near = nearest(text, words.iter().map(String::as_str)).map(str::to_owned);
            if !may_be_shown(text, &Meant::Word { near }, childs) {
                hide_all(node, places);
            }
        }
        // A text stands where fields or a list belong, or the reverse. It may be anything.
        (form, _) if childs || holds_children(form) => hide_all(node, places),
        _ => {}
    }
}

fn holds_children(form: &Form) -> bool {
    match form {
        Form::Fields(fields) => {
            fields.speak_of_a_child() || fields.fields.iter().any(|field| holds_children(&field.form))
        }
        Form::List(entry) | Form::OneOrList(entry) | Form::Named(entry) => holds_children(entry),
        Form::Either { fields, .. } => holds_children(fields),
        Form::Words(_) | Form::Value(_) => false,
    }
}

fn nearest_field<'f>(fields: &'f Fields, name: &str) -> Option<&'f Field> {
    nearest(name, fields.fields.iter().map(|field| field.name.as_str())).and_then(|name| fields.get(name))
}

fn hide_all(node: Node<'_, '_>, places: &mut Vec<Private>) {
    match node.shape() {
        Shape::Scalar { .. } => places.push(Private { start: node.start(), end: node.end() }),
        Shape::List => node.items().for_each(|item| hide_all(item, places)),
        Shape::Mapping => node.entries().for_each(|(name, value)| {
            hide_all(name, places);
            hide_all(value, places);
        }),
    }
}

/// The private stretches of a line whose file could not be parsed, as bytes of the line: every word but names of fields, words that fields
/// hold, and numbers.
#[must_use]
pub fn private_by_words(line: &str) -> Vec<std::ops::Range<usize>> {
    let (names, words) = (field_names(), words());
    let is_known = |word: &str| names.contains(word) || words.contains(word);
    if let Some(value) = line.trim_start().strip_prefix("kind:") {
        // What kind a record is says nothing of a child; a comment after it may.
        let comment = line.len() - value.len() + value.find('#').unwrap_or(value.len());
        return std::iter::once(comment..line.len()).collect();
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut private = Vec::new();
    let mut at = 0;
    for word in line.split(|c| !is_part(c)) {
        let figures = word.bytes().filter(u8::is_ascii_digit).count();
        let is_number = figures >= 8 || !word.chars().any(char::is_alphabetic);
        if !is_number && !is_known(&word.to_lowercase()) {
            private.push(at..at + word.len());
        }
        at += word.len() + line.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    private
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::parse_yaml;

    #[test]
    fn names_and_free_text_are_private() {
        let text = "kind: visit\ndate: 2026-10-06\nstatus: held\nnote: All well\nchildren:\n  - {upn: B801200005001, name: Ada Brown, nmae: Ada, x_known_as: Addy, yeer: 4, why: [other]}\n";
        let tree = parse_yaml(text, 1).unwrap();
        let line = "  - {upn: B801200005001, name: Ada Brown, nmae: Ada, x_known_as: Addy, yeer: 4, why: [other]}";
        let hidden: Vec<_> = private_places(Kind::Visit, &tree)
            .into_iter()
            .filter(|place| place.start.line == 6)
            .map(|place| &line[place.start.column as usize - 1..place.end.column as usize - 1])
            .collect();
        assert_eq!(hidden, ["Ada Brown", "Ada", "Addy"]);
    }

    #[test]
    fn a_broken_line_hides_by_its_words() {
        let shown = |line: &str| {
            let mut text = line.to_owned();
            for range in private_by_words(line) {
                let hidden = "*".repeat(range.len());
                text.replace_range(range, &hidden);
            }
            text
        };
        let line = "  - {upn: B801200005001, name: Zoë O'Dea, nmae: Ada, year: 4, type: fixed-term # Ada";
        let hidden = "  - {upn: B801200005001, name: **** *'***, ****: ***, year: 4, type: fixed-term # ***";
        assert_eq!(shown(line), hidden);
        assert_eq!(shown("status: held: now"), "status: held: ***");
        assert_eq!(shown("of Ada Brown"), "** *** *****");
    }
}
