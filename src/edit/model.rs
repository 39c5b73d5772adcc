//! What a text says, without its layout: two texts that say the same are equal, in whatever order their fields stand.

use std::collections::BTreeMap;

use super::change::Change;
use crate::tree::{Node, Shape, is_blank, is_null, parse_yaml};

/// A value of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Model {
    Text { text: String, plain: bool },
    List(Vec<Model>),
    Fields(BTreeMap<String, Model>),
}

impl Model {
    pub fn of(node: Node<'_, '_>) -> Self {
        match node.shape() {
            Shape::Scalar { text, plain } => Self::Text { text: text.to_owned(), plain },
            Shape::List => Self::List(node.items().map(Self::of).collect()),
            Shape::Mapping => {
                let entry = |(name, value): (Node<'_, '_>, Node<'_, '_>)| {
                    (name.text().unwrap_or_default().to_owned(), Self::of(value))
                };
                Self::Fields(node.entries().map(entry).collect())
            }
        }
    }

    /// Makes a change; none where there is nothing to which it could be made.
    pub fn apply(&mut self, change: &Change) -> Option<()> {
        match change {
            Change::Set { field, value } => {
                let value = read(&format!("v: {value}\n"))?;
                *self.place(field)? = value;
            }
            Change::Add { list, entry } => {
                let lines = entry.lines.join("\n    ");
                let Self::List(mut entries) = read(&format!("v:\n  - {lines}\n"))? else { return None };
                let flow = read(&format!("v: [{}]\n", entry.flow))?;
                let same = flow == Self::List(entries.clone());
                let entry = entries.pop().filter(|_| entries.is_empty() && same)?;
                let place = self.place(list)?;
                match place {
                    Self::List(list) => list.push(entry),
                    other if other.is_nothing() => *other = Self::List(vec![entry]),
                    _ => return None,
                }
            }
            Change::Put { field, value } => {
                let lines: String = value.lines.iter().map(|line| format!("{line}\n")).collect();
                let block = read(&format!("v: {}\n{lines}", value.head))?;
                let place = self.place(field)?;
                if block != read(&format!("v: {}\n", value.flow))? || !place.is_nothing() {
                    return None;
                }
                *place = block;
            }
            Change::Remove { field } => self.remove(field)?,
        }
        Some(())
    }

    /// Takes a field or an entry out; none where it is not there, or nothing would be left beside it.
    fn remove(&mut self, pointer: &str) -> Option<()> {
        let (group, name) = pointer.rsplit_once('/')?;
        match self.place(group)? {
            Self::Fields(fields) if fields.len() > 1 => {
                fields.remove(&name.replace("~1", "/").replace("~0", "~")).map(drop)
            }
            Self::List(entries) if entries.len() > 1 => {
                let place = name.parse::<usize>().ok().filter(|place| *place < entries.len())?;
                entries.remove(place);
                Some(())
            }
            _ => None,
        }
    }

    /// The place of a field, which is made where its group is there or empty.
    fn place(&mut self, pointer: &str) -> Option<&mut Self> {
        let mut found = self;
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            if found.is_nothing() {
                *found = Self::Fields(BTreeMap::new());
            }
            found = match found {
                Self::Fields(fields) => fields.entry(segment).or_insert_with(Self::nothing),
                Self::List(entries) => entries.get_mut(segment.parse::<usize>().ok()?)?,
                Self::Text { .. } => return None,
            };
        }
        Some(found)
    }

    fn nothing() -> Self {
        Self::Text { text: String::new(), plain: true }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Text { text, plain } => is_blank(text) || (*plain && is_null(text)),
            Self::List(entries) => entries.is_empty(),
            Self::Fields(fields) => fields.is_empty(),
        }
    }
}

fn read(text: &str) -> Option<Model> {
    let tree = parse_yaml(text, 1).ok()?;
    tree.root().get("v").map(Model::of)
}
