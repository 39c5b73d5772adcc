//! The nodes of a tree: texts, lists and groups of fields, in the order of the file, each with its place.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::problem::Position;

/// A file's nodes in document order; the first is the root mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree<'t> {
    pub(super) nodes: Vec<Item<'t>>,
}

/// One node. `next` is the index after its last descendant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item<'t> {
    pub(super) value: Value<'t>,
    pub(super) start: Position,
    pub(super) end: Position,
    pub(super) next: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'t> {
    Scalar { text: Cow<'t, str>, plain: bool },
    List,
    Mapping,
}

impl<'t> Tree<'t> {
    /// The root mapping.
    #[must_use]
    pub fn root(&self) -> Node<'_, 't> {
        Node { tree: self, index: 0 }
    }

    /// The node at a JSON Pointer, and its field's name where it has one.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<(Option<Node<'_, 't>>, Node<'_, 't>)> {
        let mut found = (None, self.root());
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            found = match found.1.shape() {
                Shape::Mapping => {
                    let (name, value) = found.1.entries().find(|(name, _)| name.text() == Some(&segment))?;
                    (Some(name), value)
                }
                Shape::List => (None, found.1.items().nth(segment.parse().ok()?)?),
                Shape::Scalar { .. } => return None,
            };
        }
        Some(found)
    }

    /// The same tree without the fields and entries at these JSON Pointers.
    #[must_use]
    pub fn without(&self, pointers: &HashSet<String>) -> Self {
        let mut kept = Self { nodes: Vec::with_capacity(self.nodes.len()) };
        if pointers.contains("") {
            kept.nodes.push(Item { next: 1, ..self.nodes[0].clone() });
        } else {
            self.copy_without(self.root(), &mut String::new(), pointers, &mut kept.nodes);
        }
        kept
    }

    fn copy_without(
        &self,
        node: Node<'_, 't>,
        pointer: &mut String,
        pointers: &HashSet<String>,
        kept: &mut Vec<Item<'t>>,
    ) {
        let index = kept.len();
        kept.push(node.item().clone());
        let length = pointer.len();
        for (name, value) in node.entries() {
            push_segment(pointer, name.text().unwrap_or_default());
            if !pointers.contains(pointer) && !value.is_nothing() {
                kept.push(Item { next: kept.len() as u32 + 1, ..name.item().clone() });
                self.copy_without(value, pointer, pointers, kept);
            }
            pointer.truncate(length);
        }
        for (number, entry) in node.items().enumerate() {
            push_segment(pointer, &number.to_string());
            if !pointers.contains(pointer) {
                self.copy_without(entry, pointer, pointers, kept);
            }
            pointer.truncate(length);
        }
        kept[index].next = kept.len() as u32;
    }

    /// The same tree with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Tree<'static> {
        let nodes = self.nodes.into_iter().map(|item| Item {
            value: match item.value {
                Value::Scalar { text, plain } => Value::Scalar { text: Cow::Owned(text.into_owned()), plain },
                Value::List => Value::List,
                Value::Mapping => Value::Mapping,
            },
            start: item.start,
            end: item.end,
            next: item.next,
        });
        Tree { nodes: nodes.collect() }
    }

    /// Every node in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_, 't>> {
        (0..self.nodes.len()).map(|index| Node { tree: self, index })
    }
}

/// The JSON Pointer of a way from the root.
#[must_use]
pub fn pointer(path: &[String]) -> String {
    let mut pointer = String::new();
    path.iter().for_each(|segment| push_segment(&mut pointer, segment));
    pointer
}

/// Adds a segment to a JSON Pointer (RFC 6901, section 3).
pub fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub struct Node<'a, 't> {
    tree: &'a Tree<'t>,
    index: usize,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape<'a> {
    /// One text; `plain` where it is not quoted.
    Scalar {
        /// Its characters, escapes resolved.
        text: &'a str,
        /// Not quoted, so that `null`, `~` and nothing at all mean nothing.
        plain: bool,
    },
    /// A list.
    List,
    /// Names with values.
    Mapping,
}

impl<'a, 't> Node<'a, 't> {
    /// What it is.
    #[must_use]
    pub fn shape(self) -> Shape<'a> {
        match &self.item().value {
            Value::Scalar { text, plain } => Shape::Scalar { text, plain: *plain },
            Value::List => Shape::List,
            Value::Mapping => Shape::Mapping,
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self.shape() {
            Shape::Scalar { text, .. } => Some(text),
            Shape::List | Shape::Mapping => None,
        }
    }

    /// Whether the node is empty: nothing at all, `null`, `~`, only spaces, `[]` or `{}`.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        match self.shape() {
            Shape::Scalar { text, plain } => is_blank(text) || (plain && is_null(text)),
            Shape::List | Shape::Mapping => self.index + 1 == self.item().next as usize,
        }
    }

    /// Where it begins.
    #[must_use]
    pub fn start(self) -> Position {
        self.item().start
    }

    /// Where it ends, exclusive.
    #[must_use]
    pub fn end(self) -> Position {
        self.item().end
    }

    /// The entries of a list; nothing for other nodes.
    pub fn items(self) -> impl Iterator<Item = Node<'a, 't>> {
        self.children(Value::List)
    }

    /// The names and values of a mapping, in the order of the file; nothing for other nodes.
    pub fn entries(self) -> impl Iterator<Item = (Node<'a, 't>, Node<'a, 't>)> {
        let mut children = self.children(Value::Mapping);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The value of a mapping's field.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Node<'a, 't>> {
        self.entries().find(|(n, _)| n.text() == Some(name)).map(|(_, value)| value)
    }

    /// The place of a problem with a required field of this group that is missing or empty (records.md, section 7). An empty field has the place
    /// of its name, since nothing may stand after it. A field that is missing has the place of the group's first character.
    #[must_use]
    pub fn place_of_missing(self, field: &str) -> Position {
        self.entries().find(|(name, _)| name.text() == Some(field)).map_or(self.start(), |(name, _)| name.start())
    }

    fn children(self, of: Value<'_>) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't> {
        let fits = std::mem::discriminant(&self.item().value) == std::mem::discriminant(&of);
        let end = if fits { self.item().next as usize } else { 0 };
        let mut index = self.index + 1;
        let tree = self.tree;
        std::iter::from_fn(move || {
            if index >= end {
                return None;
            }
            let node = Node { tree, index };
            index = node.item().next as usize;
            Some(node)
        })
    }

    pub(super) fn item(self) -> &'a Item<'t> {
        &self.tree.nodes[self.index]
    }
}

/// Only spaces, or nothing.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The plain words for nothing (YAML 1.2, 10.3.2).
#[must_use]
pub fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}
