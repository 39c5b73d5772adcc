//! What is looked at for a history, and what a look has kept.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::HistoryError;
use crate::drive::{DriveError, Fingerprint};
use crate::words::number;

/// What is looked at.
#[derive(Debug)]
pub enum Look<'l> {
    /// The whole drive.
    Whole,
    /// What lies outside schools' folders, and these schools, by path.
    Parts(&'l BTreeSet<String>),
}

/// A part on which the watch has settled.
#[derive(Debug, Clone, Copy)]
pub struct SettledPart {
    /// What the watch saw; none where the folder is gone for good.
    pub fingerprint: Option<Fingerprint>,
    /// When the watch last saw the part as it was before.
    pub stood: Option<DateTime<Utc>>,
}

/// What a look has kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Commits written.
    pub commits: usize,
    /// Files that are new.
    pub added: usize,
    /// Files that were changed.
    pub changed: usize,
    /// Files that were renamed or moved.
    pub renamed: usize,
    /// Files that were deleted.
    pub deleted: usize,
    /// Changes that have not settled yet.
    pub unsettled: usize,
    /// Files and folders that could not be read, by path. They stay as they were last kept.
    pub unread: Vec<String>,
    /// Files that are too large to be kept, by path.
    pub too_large: Vec<String>,
    /// Files whose names are no valid text, so that another one has their path. They are not kept.
    pub without_name: usize,
    /// The newest commit.
    pub commit: Option<String>,
}

/// Why a look kept nothing, or not all.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The drive cannot be read.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The history cannot be read or written.
    #[error(transparent)]
    History(HistoryError),
    /// Another watch has taken the history over.
    #[error("another watch keeps the history now")]
    Lost,
}

impl From<HistoryError> for KeepError {
    fn from(error: HistoryError) -> Self {
        if matches!(error, HistoryError::Taken(_)) { Self::Lost } else { Self::History(error) }
    }
}

impl Kept {
    /// What is not kept, in words, each path in its own line.
    pub fn not_kept(&self) -> impl Iterator<Item = String> {
        let unread = self.unread.iter().map(|path| format!("{path} cannot be read: it stays as it was last kept"));
        let too_large = self.too_large.iter().map(|path| format!("{path} is over 50 MB large: it is not kept"));
        let without_name = (self.without_name > 0).then(|| {
            let files = number(self.without_name, "file");
            format!("{files} cannot be kept, as the name is no valid text: rename it")
        });
        unread.chain(too_large).chain(without_name)
    }

    /// Adds what a later look has kept.
    pub fn add(&mut self, later: Self) {
        self.commits += later.commits;
        self.added += later.added;
        self.changed += later.changed;
        self.renamed += later.renamed;
        self.deleted += later.deleted;
        self.unsettled = later.unsettled;
        self.without_name = self.without_name.max(later.without_name);
        for (all, new) in [(&mut self.unread, later.unread), (&mut self.too_large, later.too_large)] {
            let new: Vec<_> = new.into_iter().filter(|path| !all.contains(path)).collect();
            all.extend(new);
        }
        self.commit = later.commit.or(self.commit.take());
    }
}
