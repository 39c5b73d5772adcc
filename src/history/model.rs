//! What a history says: contents, versions, changes, and when they were seen.

use std::fmt;

use chrono::{DateTime, Utc};

use super::git::Id;

/// The content of a kept file. Two files with the same bytes have the same one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub(super) Id);

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When a change happened: between two looks at the drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The last look that saw the older state; none for the first look of all.
    pub after: Option<DateTime<Utc>>,
    /// The look that saw the change.
    pub by: DateTime<Utc>,
}

/// A file as it was from one change to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its path then, relative to the drive, with `/`.
    pub path: String,
    /// Its content; none where the file was deleted.
    pub content: Option<ContentId>,
    /// When it became so.
    pub seen: Seen,
    /// The owner of the file, where the system told it.
    pub owner: Option<String>,
    /// The commit, as git names it.
    pub commit: String,
}

/// One file that was added, changed, renamed or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path, relative to the drive, with `/`.
    pub path: String,
    /// The path that it had before, where it was renamed.
    pub from: Option<String>,
    /// The content that it had before; none where it is new.
    pub before: Option<ContentId>,
    /// The content that it has since; none where it was deleted.
    pub after: Option<ContentId>,
    /// When that happened.
    pub seen: Seen,
    /// The owner of the file, where the system told it.
    pub owner: Option<String>,
    /// The change in one line, as the history's own list has it.
    pub summary: String,
    /// The commit, as git names it.
    pub commit: String,
}
