//! Drafts for a field that is wrong: its value, its word, its name, its brackets.

use super::doc::Doc;
use super::draft::Draft;
use super::kinds::Certainty;
use super::meant::{self, Meant};
use crate::edit::{self, Change};
use crate::record::values::{self, Date, Value as _, Wrong};
use crate::record::{Fault, Form, Found, WrongWith};
use crate::tree::{Node, Shape};

/// What may put a fault right.
pub(super) fn drafts(doc: &Doc<'_>, fault: &Fault) -> Vec<Draft> {
    let Some((name, value)) = doc.tree().and_then(|tree| tree.at(&fault.field)) else { return Vec::new() };
    let found = match &fault.wrong {
        WrongWith::UnknownField { name: quote, known, .. } => {
            // A name that may be a child's was not meant for a field.
            let name = name.filter(|_| quote.may_be_shown());
            name.and_then(|name| renamed(doc, name, known))
        }
        WrongWith::NotAWord { words, .. } => value
            .text()
            .and_then(|text| meant::word(text, words.iter().map(String::as_str)))
            .and_then(|meant| written(doc, value, meant)),
        WrongWith::Value { wrong, .. } => {
            value.text().and_then(|text| meant::value(wrong, text)).and_then(|meant| written(doc, value, meant))
        }
        WrongWith::Shape { form, found } => shaped(doc, value, form, found),
        WrongWith::Unneeded(_) | WrongWith::Empty => removed(doc, &fault.field),
        WrongWith::Missing { .. } => None,
    };
    found.into_iter().collect()
}

/// A value as it was meant, in the quotation marks that it has.
fn written(doc: &Doc<'_>, value: Node<'_, '_>, meant: Meant) -> Option<Draft> {
    let Meant { text, certainty } = meant;
    Some(Draft::new(format!("Write `{text}`"), certainty, doc.inside(value)?, text))
}

fn renamed(doc: &Doc<'_>, name: Node<'_, '_>, known: &[String]) -> Option<Draft> {
    let Meant { text, certainty } = meant::name(name.text()?, known.iter().map(String::as_str))?;
    Some(Draft::new(format!("Call the field `{text}`"), certainty, doc.inside(name)?, text))
}

/// Brackets around what belongs in a list, or none around what does not.
fn shaped(doc: &Doc<'_>, value: Node<'_, '_>, form: &Form, found: &Found) -> Option<Draft> {
    match (form, found) {
        (Form::List(entry), Found::Text | Found::RightEntry(_)) => {
            let text = value.text()?;
            let entries: Option<Vec<Meant>> = text.split(',').map(|part| as_entry(entry, part.trim())).collect();
            let entries = entries?;
            let certainty = entries.iter().map(|entry| entry.certainty).max()?;
            let list: Vec<_> = entries.into_iter().map(|entry| entry.text).collect();
            let list = format!("[{}]", list.join(", "));
            Some(Draft::new(format!("Write the list `{list}`"), certainty, doc.whole(value)?, list))
        }
        (Form::Words(_) | Form::Value(_), Found::List) => {
            let mut entries = value.items();
            let only = entries.next().filter(|_| entries.next().is_none())?;
            let (start, inside) = (doc.offset(value.start())?, doc.whole(only)?);
            let end = doc.offset(value.end())?;
            let (open, close) = (start..inside.start, inside.end..end);
            // A comment, or an entry on another line, is not thrown away.
            let are_brackets = doc.text(open.clone()).trim_end() == "[" && doc.text(close.clone()).trim_start() == "]";
            let is_one_line = !doc.text(start..end).contains(['\n', '\r']);
            let edits = vec![(open, String::new()), (close, String::new())];
            let title = "Take the brackets away".to_owned();
            (are_brackets && is_one_line).then_some(Draft { title, certainty: Certainty::Safe, edits })
        }
        _ => None,
    }
}

/// An entry of a list of words or dates; other lists may hold anything, a comma among that.
fn as_entry(form: &Form, text: &str) -> Option<Meant> {
    let right = || Meant { text: text.to_owned(), certainty: Certainty::Safe };
    match form {
        Form::Words(words) if words.iter().any(|word| word == text) => Some(right()),
        Form::Words(words) => meant::word(text, words.iter().map(String::as_str)),
        Form::Value(format) if format == Date::FORMAT => match values::check(format, text)? {
            Ok(()) => Some(right()),
            Err(wrong @ Wrong::Date(_)) => meant::value(&wrong, text),
            Err(_) => None,
        },
        Form::Either { value, .. } => as_entry(value, text),
        _ => None,
    }
}

/// The text without a field that does not go with another, or an entry with nothing in it.
fn removed(doc: &Doc<'_>, field: &str) -> Option<Draft> {
    let tree = doc.tree()?;
    let (_, node) = tree.at(field)?;
    let is_group = !matches!(node.shape(), Shape::Scalar { .. });
    let change = Change::Remove { field: field.to_owned() };
    let new = edit::change(doc.file.path, doc.file.text, &[change], &[]).ok().filter(|_| !is_group)?;
    let name = field.rsplit('/').next().unwrap_or_default();
    let title = if name.bytes().all(|b| b.is_ascii_digit()) {
        "Delete the empty entry".to_owned()
    } else {
        format!("Delete `{name}`")
    };
    Some(Draft::between(title, Certainty::Proposal, doc.file.text, &new))
}
