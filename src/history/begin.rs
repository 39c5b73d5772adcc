//! The beginning of a run: a history is made or opened, what a killed run left behind is cleared away, and a damaged branch is put right.

use std::path::Path;

use super::HistoryError;
use super::git::{Id, Store, clear, go_on_pruning, logged, packs_answer, set_back};
use super::right::HOLD;
use super::tree::all_files;
use crate::disk::{self, EntryKind};

/// A history that was opened to be written.
pub(super) struct Begun {
    pub store: Store,
    /// The newest commit that is whole; none before the first.
    pub head: Option<Id>,
    /// What the user should know.
    pub note: Option<String>,
}

/// Opens the history in a folder, and makes one where the folder is empty or not there. `by`: who does it.
pub(super) fn open(folder: &Path, by: &str) -> Result<Begun, HistoryError> {
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
    let mut store = Store::open(folder)?;
    if !store.has_mark() {
        return Err(HistoryError::Foreign(store.folder().to_owned()));
    }
    clear(store.folder());
    // What cannot be removed now is tried again by the next run.
    let _ = go_on_pruning(store.folder());
    let mut found = newest(&store)?;
    if found.is_err() {
        // What a share did not give once it may give the next time.
        store = Store::open(folder)?;
        found = newest(&store)?;
    }
    match found {
        Ok(head) => Ok(Begun { store, head, note: None }),
        Err(why) => gone_back(store, &why, by),
    }
}

/// The newest commit, where it is whole, or why it is damaged. An error where that cannot be told just now.
fn newest(store: &Store) -> Result<Result<Option<Id>, String>, HistoryError> {
    let found = match store.head() {
        Ok(None) if logged(store.folder()).map_err(HistoryError::io(store.folder()))?.is_empty() => {
            return Ok(Ok(None));
        }
        Ok(None) => return Ok(Err("its branch is missing".to_owned())),
        Ok(Some(id)) => check(store, id).map(|()| Some(id)),
        Err(error) => Err(error),
    };
    match found {
        Ok(head) => Ok(Ok(head)),
        Err(HistoryError::Damaged { why, .. }) => packs_answer(store.folder()).map(|()| Err(why)),
        Err(error) => Err(error),
    }
}

/// Goes back to the newest commit that is whole: the branch moves there at once, so that whoever reads the history can.
fn gone_back(store: Store, why: &str, by: &str) -> Result<Begun, HistoryError> {
    let folder = store.folder().to_owned();
    let named = store.head().unwrap_or_default();
    let stood = logged(&folder).map_err(HistoryError::io(&folder))?;
    for id in stood.into_iter().filter(|id| Some(*id) != named) {
        match check(&store, id) {
            Ok(()) => {}
            Err(HistoryError::Damaged { .. }) => continue,
            Err(error) => return Err(error),
        }
        let left = named.filter(|left| store.commit(*left).is_ok());
        set_back(&folder, left, &store.commit(id)?, by, |id| store.commit(id).is_ok())
            .map_err(HistoryError::io(&folder))?;
        let note = format!(
            "the newest state of the history is damaged ({why}). The one before it is gone on from; what was lost since is kept anew"
        );
        return Ok(Begun { store, head: Some(id), note: Some(note) });
    }
    Err(store.is_damaged(why))
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
    all_files(store, commit.tree, &mut |store, path, content| {
        if missing.is_none() && !store.has(content) {
            missing = store.find(content).err().map(|error| (path, error));
        }
    })?;
    match missing {
        None => Ok(()),
        Some((path, HistoryError::Damaged { .. })) => {
            Err(store.is_damaged(&format!("the content of {path} is missing")))
        }
        Some((_, error)) => Err(error),
    }
}
