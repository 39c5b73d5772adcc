//! YAML and TOML as one tree of nodes with their places. The only files that name a YAML or a TOML crate.
//!
//! A [`Tree`] is one vector in document order, so that reading a record allocates once for all its nodes and texts are
//! borrowed from the file. The same tree feeds the typed records ([`decode`]) and the thorough check of a file that is
//! wrong, so that the two can never differ about what the file says.

mod decode;
mod saphyr;
mod toml;
mod write;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::problem::Position;
use crate::text;

pub use decode::{Mismatch, decode};
pub use toml::parse_toml;
pub use write::write_text;

/// Mappings and lists inside one another, the root mapping being the first (records.md, section 7).
pub const MOST_LEVELS: usize = 100;
/// Nodes of a file, with aliases expanded: every mapping, list and scalar, field names among them.
pub const MOST_NODES: usize = 100_000;
/// Bytes of a file, and of all its texts with aliases expanded.
pub const MOST_BYTES: u64 = 10_000_000;

/// A file's nodes in document order; the first is the root mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree<'t> {
    nodes: Vec<Item<'t>>,
}

/// One node. `next` is the index after its last descendant.
#[derive(Debug, Clone, PartialEq)]
struct Item<'t> {
    value: Value<'t>,
    start: Position,
    end: Position,
    next: u32,
}

#[derive(Debug, Clone, PartialEq)]
enum Value<'t> {
    Scalar { text: Cow<'t, str>, plain: bool },
    List,
    Mapping,
}

/// Why a text is not a record at all: problem `yaml-syntax`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// None where the whole file is at fault.
    pub position: Option<Position>,
    /// What is wrong.
    pub wrong: BrokenBy,
}

/// What keeps a text from being a record at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BrokenBy {
    /// A slip of writing.
    Writing {
        /// What is wrong. It repeats nothing of the text.
        message: String,
        /// What to do.
        help: String,
    },
    /// A name that stands twice in one group of fields.
    NameTwice {
        /// The way from the root to the second of the two: names of fields and numbers of entries.
        path: Vec<String>,
    },
}

impl SyntaxError {
    fn new(position: Option<Position>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { position, wrong: BrokenBy::Writing { message: message.into(), help: help.into() } }
    }

    fn too_deep(position: Position) -> Self {
        Self::new(
            Some(position),
            format!("this lies more than {MOST_LEVELS} levels deep"),
            "No record needs that. Look for a run of brackets or spaces that was not meant.",
        )
    }

    fn too_many(position: Position) -> Self {
        Self::new(
            Some(position),
            format!("the file has more than {MOST_NODES} entries, those repeated with `*` counted each time"),
            "Write out what is meant instead of repeating it with `&` and `*`, or divide the file.",
        )
    }
}

/// Reads a YAML text whose first line is `first_line` of its file. On failure every fault that can be told apart: the first of
/// the parser's, or each of the names that stand twice.
pub fn parse(text: &str, first_line: u32) -> Result<Tree<'_>, Vec<SyntaxError>> {
    if let Some((at, character)) = text::control_character(text) {
        let at = Position { line: at.line + first_line - 1, ..at };
        return Err(vec![SyntaxError::new(
            Some(at),
            format!("a control character (U+{:04X}) stands here: this is not plain text", u32::from(character)),
            "Open the file in a text editor and save it again as UTF-8. If it is a Word, Excel or PDF file, give it its own ending.",
        )]);
    }
    let tree = match saphyr::parse(text, first_line) {
        Ok(nodes) => Tree { nodes },
        Err(faults) => {
            match spaced(text).map(|text| saphyr::parse(&text, first_line).map(|nodes| Tree { nodes }.into_owned())) {
                Some(Ok(tree)) => tree,
                _ => return Err(faults),
            }
        }
    };
    tree.refuse_doubles()?;
    Ok(tree)
}

/// The parser refuses a tab after a colon, with which people line values up (YAML 1.2, 6.2 allows it). The same text with spaces there, so
/// that all places stay as they are; none where there is no such tab.
fn spaced(text: &str) -> Option<String> {
    if !text.contains(":\t") && !text.contains(" \t") {
        return None;
    }
    let mut spaced = String::with_capacity(text.len());
    let mut after_colon = false;
    for character in text.chars() {
        after_colon = match character {
            ':' => true,
            ' ' | '\t' => after_colon,
            _ => false,
        };
        spaced.push(if character == '\t' && after_colon { ' ' } else { character });
    }
    Some(spaced)
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

    fn refuse_doubles(&self) -> Result<(), Vec<SyntaxError>> {
        let has_doubles = |node: Node<'_, 't>| node.shape() == Shape::Mapping && node.has_doubles();
        if !self.nodes().any(has_doubles) {
            return Ok(());
        }
        let mut faults = Vec::new();
        self.name_doubles(self.root(), &mut Vec::new(), &mut faults);
        Err(faults)
    }

    fn name_doubles(&self, node: Node<'_, 't>, path: &mut Vec<String>, faults: &mut Vec<SyntaxError>) {
        /// A file with more of them is not a record that someone mistyped.
        const MOST: usize = 100;
        let mut seen = HashSet::new();
        for (name, value) in node.entries() {
            let Some(text) = name.text() else { continue };
            if faults.len() >= MOST {
                return;
            }
            path.push(text.to_owned());
            if !seen.insert(text) {
                let wrong = BrokenBy::NameTwice { path: path.clone() };
                faults.push(SyntaxError { position: Some(name.start()), wrong });
            }
            self.name_doubles(value, path, faults);
            path.pop();
        }
        for (number, entry) in node.items().enumerate() {
            path.push(number.to_string());
            self.name_doubles(entry, path, faults);
            path.pop();
        }
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

    /// Left out in all but name: nothing at all, `null`, `~`, only spaces, `[]` or `{}`.
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

    /// Where a required field is looked for that is missing or empty (records.md, section 7). The empty field itself, which is its
    /// name: behind it nothing may stand. Where the name is missing, too, the first character of the group, which is this node.
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

    fn has_doubles(self) -> bool {
        let names = || self.entries().filter_map(|(name, _)| name.text());
        // A record's mappings are small: comparing each with each is quicker than hashing. Large ones are hashed.
        if names().take(33).count() > 32 {
            let mut seen = HashSet::new();
            return !names().all(|name| seen.insert(name));
        }
        names().enumerate().any(|(at, name)| names().take(at).any(|other| other == name))
    }

    fn item(self) -> &'a Item<'t> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn message(fault: &SyntaxError) -> &str {
        match &fault.wrong {
            BrokenBy::Writing { message, .. } => message,
            BrokenBy::NameTwice { .. } => "",
        }
    }

    fn marked(text: &str) -> Vec<String> {
        let tree = parse(text, 1).unwrap();
        let at = |p: Position| format!("{}:{}", p.line, p.column);
        tree.nodes().map(|node| format!("{}-{}", at(node.start()), at(node.end()))).collect()
    }

    #[test]
    fn nodes_know_where_they_begin_and_end() {
        assert_eq!(marked("calls: []   # none\n"), ["1:1-2:1", "1:1-1:6", "1:8-1:10"]);
        assert_eq!(marked("é: {b: \"x\"} # c\n"), ["1:1-2:1", "1:1-1:2", "1:4-1:12", "1:5-1:6", "1:8-1:11"]);
        assert_eq!(marked("a:\n  - b\n"), ["1:1-3:1", "1:1-1:2", "2:3-3:1", "2:5-2:6"]);
    }

    #[test]
    fn aliases_are_copies_of_what_they_repeat() {
        let tree = parse("a: &x {b: [1, 2]}\nc: *x\nd: e\n", 1).unwrap();
        let text = |pointer: &str| tree.at(pointer).and_then(|(_, node)| node.text());
        assert_eq!((text("/a/b/1"), text("/c/b/1"), text("/d")), (Some("2"), Some("2"), Some("e")));
    }

    #[test]
    fn what_is_left_out_leaves_the_rest() {
        let tree = parse("a: {b: 1, c: 2}\nd: [x, y, z]\ne: 1\n", 1).unwrap();
        let left = tree.without(&["/a/b", "/d/1", "/e"].map(str::to_owned).into());
        let text = |pointer: &str| left.at(pointer).and_then(|(_, node)| node.text());
        assert_eq!(
            (text("/a/b"), text("/a/c"), text("/d/0"), text("/d/1"), text("/e")),
            (None, Some("2"), Some("x"), Some("z"), None)
        );
        assert_eq!(tree.without(&HashSet::from([String::new()])).nodes().count(), 1);
    }

    #[test]
    fn names_that_stand_twice_are_all_found() {
        let faults = parse("a: 1\na: 2\nb: [{c: 1, c: 2}]\n", 1).unwrap_err();
        let pointer_to = |fault: &SyntaxError| match &fault.wrong {
            BrokenBy::NameTwice { path } => pointer(path),
            BrokenBy::Writing { .. } => unreachable!("{fault:?}"),
        };
        assert_eq!(faults.iter().map(pointer_to).collect::<Vec<_>>(), ["/a", "/b/0/c"]);
        assert_eq!(faults[1].position, Some(Position { line: 3, column: 12 }));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |levels: usize| format!("a: {}1{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(parse(&deep(100), 1).is_ok());
        for levels in [101, 10_000, 100_000] {
            let fault = &parse(&deep(levels), 1).unwrap_err()[0];
            assert!(message(fault).contains("100 levels"), "{fault:?}");
        }
        let block: String = (0..3_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        assert!(message(&parse(&block, 1).unwrap_err()[0]).contains("100 levels"));
    }

    #[test]
    fn aliases_count_each_time() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let last = format!("*a{}", n - 1);
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![last; 10].join(", ")));
        }
        assert!(message(&parse(&bomb, 1).unwrap_err()[0]).contains("100000 entries"));
        assert!(message(&parse("a: &x [*x]\n", 1).unwrap_err()[0]).contains("itself"));
    }
}
