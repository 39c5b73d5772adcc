//! The objects of a repository: names, commits, folders.

use std::fmt;

use chrono::{DateTime, Utc};
use gix::ObjectId;
use serde::{Deserialize, Serialize};

/// The name of an object: the hash of its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Id([u8; 20]);

impl Id {
    /// The name in hexadecimal digits; none where the text is no such name.
    pub fn parse(text: &str) -> Option<Self> {
        ObjectId::from_hex(text.as_bytes()).ok().and_then(|id| Self::of(&id))
    }

    pub(super) fn of(id: &gix::oid) -> Option<Self> {
        id.as_bytes().try_into().ok().map(Self)
    }

    pub(super) fn object(self) -> ObjectId {
        ObjectId::Sha1(self.0)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A commit, as far as it matters here.
#[derive(Debug, Clone)]
pub struct Commit {
    pub id: Id,
    pub tree: Id,
    /// A history has one line: no commit has two parents.
    pub parent: Option<Id>,
    /// The name of the author.
    pub author: String,
    /// The lines `author` and `committer` as they stand in the commit.
    pub people: [String; 2],
    pub committed: DateTime<Utc>,
    pub message: String,
}

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// The name as the drive has it.
    pub name: String,
    pub is_folder: bool,
    pub id: Id,
}
