//! The beginning of a run: a history is made or opened, what a killed run left behind is cleared away, and a damaged branch is put right.

use std::path::Path;

use super::HistoryError;
use super::git::{Id, Store, clear, go_on_pruning, logged, mend};
use super::right::HOLD;
use super::tree::files_below;
use crate::disk::{self, EntryKind};

/// A history that was opened to be written.
pub(super) struct Begun {
    pub store: Store,
    /// The newest commit that is whole; none before the first.
    pub head: Option<Id>,
    /// What the user should know.
    pub note: Option<String>,
}

/// Opens the history in a folder, and makes one where the folder is empty or not there.
pub(super) fn open(folder: &Path) -> Result<Begun, HistoryError> {
    match Store::open(folder) {
        Err(HistoryError::None(_)) => {
            if !is_free(folder)? {
                return Err(HistoryError::Foreign(folder.to_owned()));
            }
            Store::create(folder)?;
        }
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    let store = Store::open(folder)?;
    clear(store.folder());
    // What cannot be removed now is tried again by the next run.
    let _ = go_on_pruning(store.folder());
    let head = store.head();
    let named = head.as_ref().ok().copied().flatten();
    if matches!(head, Ok(None)) && logged(store.folder()).is_empty() {
        return Ok(Begun { store, head: None, note: None });
    }
    let why = match head.and_then(|head| head.map_or(Ok(()), |head| check(&store, head))) {
        Ok(()) if named.is_some() => return Ok(Begun { store, head: named, note: None }),
        Ok(()) => "its branch is missing".to_owned(),
        Err(HistoryError::Damaged { why, .. }) => why,
        Err(error) => return Err(error),
    };
    for id in logged(store.folder()) {
        if Some(id) != named && check(&store, id).is_ok() {
            mend(store.folder(), id, |id| store.commit(id).is_ok()).map_err(HistoryError::io(store.folder()))?;
            let note = format!(
                "the newest state of the history is damaged ({why}). The one before it is gone on from; what was lost since is kept anew"
            );
            return Ok(Begun { store, head: Some(id), note: Some(note) });
        }
    }
    Err(store.is_damaged(&why))
}

/// Whether a history may be made in a folder: it is not there, or nothing is in it but what a run left that was killed while it made one.
fn is_free(folder: &Path) -> Result<bool, HistoryError> {
    match disk::kind(folder).map_err(HistoryError::io(folder))? {
        None => Ok(true),
        Some(EntryKind::Folder) => {
            const OWN: [&str; 5] = ["config", "logs", "objects", "refs", HOLD];
            let entries = disk::list(folder).map_err(HistoryError::io(folder))?;
            Ok(entries.iter().all(|entry| entry.name.starts_with('.') || OWN.contains(&entry.name.as_str())))
        }
        Some(_) => Ok(false),
    }
}

/// Whether a commit is whole: its folders can be read, and its files are there.
fn check(store: &Store, id: Id) -> Result<(), HistoryError> {
    let commit = store.commit(id)?;
    let mut missing = None;
    files_below(store, commit.tree, "", &mut |path, content| {
        if !store.has(content) {
            missing.get_or_insert(path);
        }
    })?;
    missing.map_or(Ok(()), |path| Err(store.is_damaged(&format!("the content of {path} is missing"))))
}
