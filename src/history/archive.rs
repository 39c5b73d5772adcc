//! The history of one drive, opened for reading.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::HistoryError;
use super::git::{Commit, Id, Store};
use super::message;
use super::model::{Change, ContentId, Seen, Version};
use super::remembered;
use super::renames::{alike_in, renames};
use super::tree::{differences, entries_at, files_below};
use crate::layout;

/// So far the clocks of two computers may differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(10);

/// The history of one drive, opened for reading: it never writes, and needs no lease.
pub struct Archive {
    store: Store,
}

/// The drive as it was known at a time.
pub struct State<'a> {
    archive: &'a Archive,
    commit: Commit,
    /// When the next change was seen: between two looks.
    pub next: Option<Seen>,
}

impl Archive {
    /// Opens the history in a folder.
    pub fn open(folder: &Path) -> Result<Self, HistoryError> {
        Store::open(folder).map(|store| Self { store })
    }

    /// When the history was last up to date with the drive, as far as that can be told: a change after that is not in it. `now`: a later time was written
    /// by a clock that is wrong, and counts for nothing.
    pub fn up_to_date(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, HistoryError> {
        let newest = self.commits()?.next().transpose()?.map(|newest| seen_by(&newest));
        let noted = remembered::up_to_date(self.store.folder()).filter(|noted| *noted <= now + CLOCKS_DIFFER);
        Ok(newest.max(noted))
    }

    /// The drive as it was last known at a time; the newest state without one. None before the first look.
    pub fn at(&self, time: Option<DateTime<Utc>>) -> Result<Option<State<'_>>, HistoryError> {
        let mut next = None;
        for commit in self.commits()? {
            let commit = commit?;
            if time.is_none_or(|time| seen_by(&commit) <= time) {
                return Ok(Some(State { archive: self, commit, next }));
            }
            next = Some(message::seen(&commit.message, commit.committed));
        }
        Ok(None)
    }

    /// All kept versions of a file, the newest first, each deletion as a version without content. A file that was renamed is followed to its older names.
    pub fn versions(&self, path: &str) -> Result<Vec<Version>, HistoryError> {
        let mut versions = Vec::new();
        let mut name = path.to_owned();
        let mut known = HashMap::new();
        let mut commits = self.commits()?;
        let mut next = commits.next().transpose()?;
        while let Some(commit) = next {
            next = commits.next().transpose()?;
            let now = entries_at(&self.store, commit.tree, &name, &mut known)?;
            let before = match &next {
                Some(parent) => entries_at(&self.store, parent.tree, &name, &mut known)?,
                None => None,
            };
            if now == before {
                continue;
            }
            versions.push(Version {
                path: name.clone(),
                content: now.map(ContentId),
                seen: message::seen(&commit.message, commit.committed),
                owner: message::owner(&commit.author),
                commit: commit.id.to_string(),
            });
            if let (Some(_), None, Some(parent)) = (now, before, &next) {
                let changed = self.changed_by(&commit, Some(parent))?;
                if let Some(from) =
                    changed.into_iter().find(|change| change.path == name).and_then(|change| change.from)
                {
                    name = from;
                    known.clear();
                }
            }
        }
        Ok(versions)
    }

    /// Every change under a folder, or of a file (the drive where the path is empty), that was seen after a time, the newest first.
    pub fn changes(&self, under: &str, since: DateTime<Utc>) -> Result<Vec<Change>, HistoryError> {
        let is_under = |path: &str| {
            under.is_empty() || path.strip_prefix(under).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut changes = Vec::new();
        let mut commits = self.commits()?;
        let mut next = commits.next().transpose()?;
        while let Some(commit) = next {
            next = commits.next().transpose()?;
            // An older commit may say a later time, where the clock of a computer was wrong.
            if seen_by(&commit) <= since {
                continue;
            }
            let changed = self.changed_by(&commit, next.as_ref())?;
            changes.extend(
                changed.into_iter().filter(|one| is_under(&one.path) || one.from.as_deref().is_some_and(is_under)),
            );
        }
        Ok(changes)
    }

    /// The bytes of a file.
    pub fn bytes(&self, content: ContentId) -> Result<Vec<u8>, HistoryError> {
        self.store.blob(content.0)
    }

    /// What a commit changed, in the order of the paths. Where a file went and another came that is the same, it was renamed.
    fn changed_by(&self, commit: &Commit, parent: Option<&Commit>) -> Result<Vec<Change>, HistoryError> {
        let mut changed = Vec::new();
        differences(&self.store, parent.map(|parent| parent.tree), Some(commit.tree), "", &mut changed)?;
        let renamed = renames(&changed, &alike_in(&self.store));
        let seen = message::seen(&commit.message, commit.committed);
        let owner = message::owner(&commit.author);
        let change = |number: usize, one: &super::tree::Difference| {
            let from = renamed.from.get(&number).and_then(|gone| changed.get(*gone));
            Change {
                path: one.path.clone(),
                from: from.map(|from| from.path.clone()),
                before: from.map_or(one.before, |from| from.before).map(ContentId),
                after: one.after.map(ContentId),
                seen,
                owner: owner.clone(),
                summary: message::summary(&commit.message).to_owned(),
                commit: commit.id.to_string(),
            }
        };
        let all = changed.iter().enumerate().filter(|(number, _)| !renamed.gone.contains(number));
        Ok(all.map(|(number, one)| change(number, one)).collect())
    }

    /// The commits, the newest first.
    fn commits(&self) -> Result<Commits<'_>, HistoryError> {
        Ok(Commits { store: &self.store, next: self.store.head()? })
    }
}

impl State<'_> {
    /// When the drive was seen so.
    #[must_use]
    pub fn time(&self) -> DateTime<Utc> {
        seen_by(&self.commit)
    }

    /// The files under a folder (the drive where the path is empty) in the order of their paths, or the one file.
    pub fn files(&self, under: &str) -> Result<Vec<(String, ContentId)>, HistoryError> {
        let mut files = Vec::new();
        files_below(&self.archive.store, self.commit.tree, under, &mut |path, content| {
            files.push((path, ContentId(content)));
        })?;
        files.sort();
        Ok(files)
    }

    /// The names of the managers' folders and of the schools' in them, in small letters.
    pub fn managers_and_schools(&self) -> Result<BTreeSet<String>, HistoryError> {
        let store = &self.archive.store;
        let folders = |tree| -> Result<Vec<(String, Id)>, HistoryError> {
            let entries = store.tree(tree)?.into_iter();
            let folders = entries.filter(|entry| entry.is_folder && layout::is_manager_or_school(&entry.name));
            Ok(folders.map(|entry| (entry.name.to_lowercase(), entry.id)).collect())
        };
        let mut names = BTreeSet::new();
        for (manager, tree) in folders(self.commit.tree)? {
            names.insert(manager);
            names.extend(folders(tree)?.into_iter().map(|(school, _)| school));
        }
        Ok(names)
    }

    /// The content of a file; none where there was none.
    pub fn file(&self, path: &str) -> Result<Option<ContentId>, HistoryError> {
        Ok(entries_at(&self.archive.store, self.commit.tree, path, &mut HashMap::new())?.map(ContentId))
    }
}

/// The look that saw what a commit holds.
fn seen_by(commit: &Commit) -> DateTime<Utc> {
    message::seen(&commit.message, commit.committed).by
}

struct Commits<'s> {
    store: &'s Store,
    next: Option<Id>,
}

impl Iterator for Commits<'_> {
    type Item = Result<Commit, HistoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let commit = self.store.commit(self.next.take()?);
        if let Ok(commit) = &commit {
            self.next = commit.parent;
        }
        Some(commit)
    }
}
