//! A file's text with the places in it: from lines and columns to bytes.

use std::ops::Range;

use super::kinds::{FilePlace, FileText};
use crate::layout::Ending;
use crate::problem::Position;
use crate::text::{front_matter, line_starts, offset_of};
use crate::tree::{Node, Tree, parse_toml, parse_yaml};

/// A file's text.
pub(super) struct Doc<'a> {
    pub file: &'a FileText<'a>,
    starts: Vec<usize>,
    /// Where the fields stand: the whole text, or the front matter.
    pub fields: Range<usize>,
    tree: Option<Tree<'a>>,
}

impl<'a> Doc<'a> {
    pub fn new(file: &'a FileText<'a>) -> Self {
        let front = || front_matter(file.text).map(|front| (front.yaml, front.first_line));
        let (fields, first_line) = match file.place {
            FilePlace::Record(_) if Ending::of(file.path) == Ending::Markdown => front().unwrap_or((0..0, 1)),
            _ => (0..file.text.len(), 1),
        };
        let text = file.text.get(fields.clone()).unwrap_or_default();
        let tree = match file.place {
            FilePlace::Record(_) => parse_yaml(text, first_line).ok(),
            FilePlace::Policy => parse_toml(text).ok(),
        };
        Self { file, starts: line_starts(file.text), fields, tree }
    }

    /// The tree of the fields, where they can be read.
    pub fn tree(&self) -> Option<&Tree<'a>> {
        self.tree.as_ref()
    }

    /// The byte at which a place begins.
    pub fn offset(&self, at: Position) -> Option<usize> {
        offset_of(self.file.text, &self.starts, at)
    }

    /// A line, from 1, as bytes of the text, without its end.
    pub fn line(&self, number: u32) -> Option<Range<usize>> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).copied().unwrap_or(self.file.text.len());
        let text = self.file.text.get(start..end)?;
        Some(start..start + text.trim_end_matches(['\n', '\r']).len())
    }

    /// How many lines there are.
    pub fn lines(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// A stretch of the text.
    pub fn text(&self, range: Range<usize>) -> &'a str {
        self.file.text.get(range).unwrap_or_default()
    }

    /// Where a text of one line stands, its quotation marks aside.
    pub fn inside(&self, node: Node<'_, '_>) -> Option<Range<usize>> {
        let whole = self.whole(node)?;
        let is_quoted = self.text(whole.clone()).starts_with(['"', '\'']);
        Some(if is_quoted { whole.start + 1..whole.end - 1 } else { whole })
    }

    /// Where a text of one line stands, with its quotation marks.
    pub fn whole(&self, node: Node<'_, '_>) -> Option<Range<usize>> {
        node.text()?;
        let start = self.offset(node.start())?;
        let rest = self.file.text.get(start..)?;
        let length = match rest.chars().next()? {
            '"' => closing(rest, '"')?,
            '\'' => closing(rest, '\'')?,
            _ => {
                let end = self.offset(node.end())?;
                self.file.text.get(start..end)?.trim_end().len()
            }
        };
        let found = rest.get(..length)?;
        (length > 0 && !found.contains(['\n', '\r'])).then_some(start..start + length)
    }
}

/// The length of a text that begins with a quotation mark, to the one that ends it.
fn closing(text: &str, mark: char) -> Option<usize> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if mark == '"' => drop(characters.next()),
            '\'' if mark == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') => drop(characters.next()),
            c if c == mark => return Some(at + 1),
            '\n' | '\r' => return None,
            _ => {}
        }
    }
    None
}
