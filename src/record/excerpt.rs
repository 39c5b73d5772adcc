//! What an excerpt of a record hides: children's names, and free text, which may hold them.

use super::Kind;
use super::check::nearest;
use super::form::{Field, Fields, Form};
use crate::problem::Position;
use crate::yaml::{Node, Shape, Tree};

/// A stretch of a text that excerpts hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Private {
    /// The first character.
    pub start: Position,
    /// The one after the last.
    pub end: Position,
}

/// The private stretches of a record: children's names, free text, and what stands in fields that are not
/// ours.
#[must_use]
pub fn private_places(kind: Kind, tree: &Tree<'_>) -> Vec<Private> {
    let mut places = Vec::new();
    collect(Form::of(kind), tree.root(), &mut places);
    places
}

fn collect(form: &Form, node: Node<'_, '_>, places: &mut Vec<Private>) {
    match (form, node.shape()) {
        (Form::Fields(fields), Shape::Mapping) => {
            for (name, value) in node.entries() {
                let name = name.text().unwrap_or_default();
                match fields.get(name) {
                    Some(field) => collect(&field.form, value, places),
                    // What stands in a field that is not ours is not known, unless it is a misspelt one that holds no free text.
                    None => match nearest_field(fields, name) {
                        Some(meant) if !meant.form.is_private() => {}
                        _ => hide_all(value, places),
                    },
                }
            }
        }
        (Form::List(entry) | Form::OneOrList(entry), Shape::List) => {
            node.items().for_each(|item| collect(entry, item, places))
        }
        (form, _) if form.is_private() => hide_all(node, places),
        _ => {}
    }
}

fn nearest_field<'f>(fields: &'f Fields, name: &str) -> Option<&'f Field> {
    nearest(name, fields.fields.iter().map(|field| field.name.as_str())).and_then(|name| fields.get(name))
}

fn hide_all(node: Node<'_, '_>, places: &mut Vec<Private>) {
    match node.shape() {
        Shape::Scalar { .. } => places.push(Private {
            start: node.start(),
            end: node.end(),
        }),
        Shape::List => node.items().for_each(|item| hide_all(item, places)),
        Shape::Mapping => node.entries().for_each(|(_, value)| hide_all(value, places)),
    }
}

/// The same for a line of a file that cannot be taken apart, by the names of fields that stand in it: bytes of the line.
/// A line without a field's name may be the middle of a text and is hidden whole.
#[must_use]
pub fn private_by_words(line: &str) -> Vec<std::ops::Range<usize>> {
    const PRIVATE: [&str; 12] = [
        "name",
        "note",
        "reason",
        "evidence",
        "summary",
        "advice",
        "what",
        "issues",
        "general_issues",
        "cancelled_because",
        "subject",
        "text",
    ];
    let names = field_names(line);
    if names.is_empty() {
        return std::iter::once(0..line.len()).collect();
    }
    let ends = names.iter().skip(1).map(|(name, _)| name.start).chain([line.len()]);
    let hidden = names.iter().zip(ends).filter(|((name, _), _)| {
        let name = line.get(name.clone()).unwrap_or_default();
        // A name that is no field at all may be a misspelt one.
        PRIVATE.contains(&name) || !is_field(name)
    });
    hidden.map(|((_, value), end)| *value..end).collect()
}

/// The names of fields in a line, each with where its value begins.
fn field_names(line: &str) -> Vec<(std::ops::Range<usize>, usize)> {
    let mut found = Vec::new();
    for (colon, _) in line.match_indices(':') {
        let before = line.get(..colon).unwrap_or_default();
        let start = before
            .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .map_or(0, |at| {
                at + before
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let opens = before.get(..start).unwrap_or_default().trim_end();
        let follows = line.get(colon + 1..).unwrap_or_default();
        let is_name = start < colon
            && (opens.is_empty() || opens.ends_with(['{', '[', ',', '-']))
            && (follows.is_empty() || follows.starts_with([' ', '\t']));
        if is_name {
            found.push((start..colon, colon + 1));
        }
    }
    found
}

fn is_field(name: &str) -> bool {
    fn among(form: &Form, name: &str) -> bool {
        match form {
            Form::Fields(fields) => fields
                .fields
                .iter()
                .any(|field| field.name == name || among(&field.form, name)),
            Form::List(entry) | Form::OneOrList(entry) => among(entry, name),
            Form::Words(_) | Form::Value(_) => false,
        }
    }
    Kind::ALL.into_iter().any(|kind| among(Form::of(kind), name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn names_and_free_text_are_private() {
        let text = "kind: visit\ndate: 2026-10-06\nstatus: held\nnote: All well\nchildren:\n  - {upn: B801200005001, name: Ada Brown, nmae: Ada, x_known_as: Addy, yeer: 4, why: [other]}\n";
        let tree = parse(text, 1).unwrap();
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
        assert_eq!(
            shown("  - {upn: B8, name: Ada, year: 4"),
            "  - {upn: B8, name:******year: 4"
        );
        assert_eq!(shown("status: held: now"), "status: held: now");
        assert_eq!(shown("of Ada Brown"), "************");
        assert_eq!(shown("nmae: Ada"), "nmae:****");
    }
}
