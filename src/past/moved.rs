//! Where a file or a folder stands that was renamed since.

use std::cell::OnceCell;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::plan_path::on_disk;
use crate::disk;
use crate::history::{Archive, Change, HistoryError};

/// The renamings of a history, and the drive on which the files stand.
pub(super) struct Moved<'a> {
    archive: &'a Archive,
    root: &'a Path,
    /// The newest first. They are read once something is not at its path: in a long history that takes a while.
    changes: OnceCell<Vec<Change>>,
}

impl<'a> Moved<'a> {
    pub fn of(archive: &'a Archive, root: &'a Path) -> Self {
        Self { archive, root, changes: OnceCell::new() }
    }

    /// The path at which a file or a folder stands now that is not at its own any more; none where it stands nowhere else.
    pub fn now(&self, path: &str) -> Result<Option<&str>, HistoryError> {
        if self.is_there(path) {
            return Ok(None);
        }
        let changes = match self.changes.get() {
            Some(changes) => changes,
            None => {
                let read = self.archive.changes("", DateTime::<Utc>::MIN_UTC)?;
                self.changes.get_or_init(|| read)
            }
        };
        Ok(self.among(changes, path))
    }

    fn among<'c>(&self, changes: &'c [Change], path: &str) -> Option<&'c str> {
        let is_of = |other: &str| rest(other, path).is_some();
        let last = changes.iter().find(|one| is_of(&one.path) || one.from.as_deref().is_some_and(is_of))?;
        let in_one = changes.iter().enumerate().filter(|(_, one)| one.commit == last.commit);
        in_one.filter(|(_, one)| !is_of(&one.path)).find_map(|(number, one)| {
            let rest = rest(one.from.as_deref()?, path)?;
            let newer = changes.get(..number).unwrap_or_default().iter().rev();
            let now = newer
                .fold(one.path.as_str(), |now, one| if one.from.as_deref() == Some(now) { &one.path } else { now });
            now.strip_suffix(rest).filter(|now| self.is_there(now))
        })
    }

    fn is_there(&self, path: &str) -> bool {
        on_disk(self.root, path).is_some_and(|path| matches!(disk::kind(&path), Ok(Some(_))))
    }
}

/// What of a path follows a folder; nothing of the folder itself. None where it does not lie in it.
fn rest<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}
