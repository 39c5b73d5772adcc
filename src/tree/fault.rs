//! Why a text cannot become a tree, and the bounds of size, depth and number within which it can.

use crate::problem::Position;

/// Mappings and lists inside one another, the root mapping being the first (records.md, section 7).
pub const MOST_LEVELS: usize = 100;
/// Nodes of a file, with aliases expanded: every mapping, list and scalar, field names among them.
pub const MOST_NODES: usize = 100_000;
/// Bytes of a file, and of all its texts with aliases expanded.
pub const MOST_BYTES: u64 = 10_000_000;

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
    pub(super) fn new(position: Option<Position>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { position, wrong: BrokenBy::Writing { message: message.into(), help: help.into() } }
    }

    pub(super) fn too_deep(position: Position) -> Self {
        Self::new(
            Some(position),
            format!("this lies more than {MOST_LEVELS} levels deep"),
            "No record needs that. Look for a run of brackets or spaces that was not meant.",
        )
    }

    pub(super) fn too_many(position: Position) -> Self {
        Self::new(
            Some(position),
            format!("the file has more than {MOST_NODES} entries, those repeated with `*` counted each time"),
            "Write out what is meant instead of repeating it with `&` and `*`, or divide the file.",
        )
    }
}
