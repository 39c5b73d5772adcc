//! What a sketch holds: fields and entries with their places in bytes, found by the place of the cursor, by name and by the way from the root.

use std::borrow::Cow;
use std::ops::Range;

#[cfg(test)]
use crate::tree::push_segment;

/// A text as fields and entries, as far as it can be made out. A text that somebody is typing is broken most of the time; this reads what is there.
#[derive(Debug, Clone)]
pub struct Sketch<'t> {
    pub(super) text: &'t str,
    /// In the order of the text; the first is the root.
    pub(super) items: Vec<Item>,
}

/// A field, an entry of a list, or the root.
#[derive(Debug, Clone)]
pub struct Item {
    /// The item that holds it; the root's is the root.
    pub parent: usize,
    /// How many come before it in its group or list.
    pub number: usize,
    /// The name of a field, with its quotes; none for entries.
    pub name: Option<Range<usize>>,
    /// Where its value may begin: after the colon, the hyphen or the bracket.
    pub after_name: usize,
    /// A field without its colon, or an entry without its hyphen: somebody is typing it.
    pub is_half: bool,
    /// What its value is.
    pub what: What,
    /// The value with its quotes or brackets; where there is none, the room that is left for it on its line.
    pub value: Range<usize>,
    /// Whether the value is written in brackets.
    pub is_flow: bool,
    /// The column of its name or hyphen, from 0; for a value of several lines that of its own fields or entries. 0 in brackets.
    pub column: usize,
    /// Where it begins: its name, its hyphen or its value.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// Its first field or entry, and the next one of the group or list that it is in; 0 where there is none.
    pub(super) first: usize,
    pub(super) beside: usize,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Nothing yet.
    Nothing,
    /// One text.
    Text,
    /// Fields.
    Fields,
    /// A list.
    Rows,
}

/// What the cursor is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The name of this field, or the place of one to be.
    Name(usize),
    /// The value of this field or entry, or its place.
    Value(usize),
}

impl<'t> Sketch<'t> {
    /// The text that it is a sketch of.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// An item. That of an unknown number is the root.
    #[must_use]
    pub fn item(&self, number: usize) -> &Item {
        self.items.get(number).unwrap_or(&self.items[0])
    }

    /// The numbers of all items, in the order of the text.
    pub fn numbers(&self) -> std::ops::Range<usize> {
        0..self.items.len()
    }

    /// The fields or entries of an item.
    pub fn children(&self, of: usize) -> impl Iterator<Item = usize> + use<'_, 't> {
        let mut next = self.item(of).first;
        std::iter::from_fn(move || {
            let child = next;
            next = self.item(child).beside;
            (child != 0).then_some(child)
        })
    }

    /// The field of this name of an item; one that is still typed is none.
    #[must_use]
    pub fn field(&self, of: usize, name: &str) -> Option<usize> {
        self.children(of).find(|child| !self.item(*child).is_half && self.name(*child).as_deref() == Some(name))
    }

    /// The text of a field of the root.
    #[must_use]
    pub fn root_text(&self, name: &str) -> Option<Cow<'t, str>> {
        self.text_of(self.field(0, name)?)
    }

    /// The text of a field of an item.
    #[must_use]
    pub fn field_text(&self, of: usize, name: &str) -> Option<Cow<'t, str>> {
        self.text_of(self.field(of, name)?)
    }

    /// The name of a field without its quotes.
    #[must_use]
    pub fn name(&self, of: usize) -> Option<Cow<'t, str>> {
        self.item(of).name.clone().map(|name| unquoted(self.text.get(name).unwrap_or_default()))
    }

    /// The text of a value without its quotes; none where it is no text.
    #[must_use]
    pub fn text_of(&self, of: usize) -> Option<Cow<'t, str>> {
        let item = self.item(of);
        (item.what == What::Text).then(|| unquoted(self.text.get(item.value.clone()).unwrap_or_default()))
    }

    /// The place of the value of a text without its quotes.
    #[must_use]
    pub fn inner(&self, of: usize) -> Range<usize> {
        let value = self.item(of).value.clone();
        let text = self.text.get(value.clone()).unwrap_or_default();
        if is_quoted(text) { value.start + 1..value.end - 1 } else { value }
    }

    /// The way from the root to an item: the names of fields, `*` for each entry, with `/` between.
    #[must_use]
    pub fn way(&self, of: usize) -> String {
        let segments: Vec<_> =
            self.line_of(of).into_iter().map(|item| self.name(item).unwrap_or(Cow::Borrowed("*"))).collect();
        segments.join("/")
    }

    /// An item as a JSON Pointer.
    #[cfg(test)]
    pub fn pointer(&self, of: usize) -> String {
        let mut pointer = String::new();
        for item in self.line_of(of) {
            match self.name(item) {
                Some(name) => push_segment(&mut pointer, &name),
                None => push_segment(&mut pointer, &self.item(item).number.to_string()),
            }
        }
        pointer
    }

    /// The items from just below the root to this one.
    #[must_use]
    pub fn line_of(&self, of: usize) -> Vec<usize> {
        let mut line = Vec::new();
        let mut at = of;
        while at != 0 {
            line.push(at);
            at = self.item(at).parent;
        }
        line.reverse();
        line
    }

    /// What stands at a place: the innermost name, value or place of a value.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<Spot> {
        let touches = |range: &Range<usize>| range.start <= place && place <= range.end;
        self.numbers().rev().find_map(|number| {
            let item = self.item(number);
            if item.name.as_ref().is_some_and(touches) {
                return Some(Spot::Name(number));
            }
            let is_value = matches!(item.what, What::Text | What::Nothing) && touches(&item.value);
            is_value.then_some(Spot::Value(number))
        })
    }
}

fn is_quoted(text: &str) -> bool {
    text.len() > 1 && (text.starts_with('"') && text.ends_with('"') || text.starts_with('\'') && text.ends_with('\''))
}

/// A text without its quotes and the escapes that people write.
fn unquoted(text: &str) -> Cow<'_, str> {
    let inner = if is_quoted(text) { &text[1..text.len() - 1] } else { text.trim_start_matches(['"', '\'']) };
    match text.as_bytes().first() {
        Some(b'"') if inner.contains('\\') => Cow::Owned(inner.replace("\\\"", "\"").replace("\\\\", "\\")),
        Some(b'\'') if inner.contains("''") => Cow::Owned(inner.replace("''", "'")),
        _ => Cow::Borrowed(inner),
    }
}
