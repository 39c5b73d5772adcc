//! Looks things up in the folders of a history.

use std::collections::HashMap;

use super::HistoryError;
use super::git::{Id, Store, TreeEntry};

/// A file that differs between two folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    pub path: String,
    pub before: Option<Id>,
    pub after: Option<Id>,
}

/// The entry of one folder that was looked for, by the folder and how many names deep it lies.
pub(super) type Known = HashMap<(Id, usize), Option<(bool, Id)>>;

/// The content of a file below a folder; none where there is no such file. `known`: what was found for this path before. Of most folders on the way
/// the next commit holds the very same.
pub(super) fn entries_at(store: &Store, root: Id, path: &str, known: &mut Known) -> Result<Option<Id>, HistoryError> {
    let names: Vec<_> = path.split('/').collect();
    let mut at = root;
    for (depth, name) in names.iter().enumerate() {
        let found = match known.get(&(at, depth)) {
            Some(found) => *found,
            None => {
                let found = store.entry(at, name)?;
                known.insert((at, depth), found);
                found
            }
        };
        match found {
            Some((true, folder)) if depth + 1 < names.len() => at = folder,
            Some((false, file)) if depth + 1 == names.len() => return Ok(Some(file)),
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// Tells of every file of a commit's folder, with the store through which it was found. Each folder in it is read through a store of its own: the packs
/// that were opened for one are let go before the next.
pub(super) fn all_files(store: &Store, root: Id, tell: &mut dyn FnMut(&Store, String, Id)) -> Result<(), HistoryError> {
    for TreeEntry { name, is_folder, id } in store.tree(root)? {
        if is_folder {
            let own = Store::open(store.folder())?;
            below(&own, id, &name, &mut |path, id| tell(&own, path, id))?;
        } else {
            tell(store, name, id);
        }
    }
    Ok(())
}

/// Tells of every file under a path below a folder, or of the one file.
pub(super) fn files_below(
    store: &Store,
    root: Id,
    under: &str,
    tell: &mut dyn FnMut(String, Id),
) -> Result<(), HistoryError> {
    let mut at = (true, root);
    for name in under.split('/').filter(|name| !name.is_empty()) {
        if !at.0 {
            return Ok(());
        }
        match store.entry(at.1, name)? {
            Some(entry) => at = entry,
            None => return Ok(()),
        }
    }
    if at.0 {
        below(store, at.1, under, tell)
    } else {
        tell(under.to_owned(), at.1);
        Ok(())
    }
}

fn below(store: &Store, folder: Id, path: &str, tell: &mut dyn FnMut(String, Id)) -> Result<(), HistoryError> {
    for TreeEntry { name, is_folder, id } in store.tree(folder)? {
        let path = joined(path, &name);
        if is_folder {
            below(store, id, &path, tell)?;
        } else {
            tell(path, id);
        }
    }
    Ok(())
}

/// The files that differ between two folders, in the order of git.
pub(super) fn differences(
    store: &Store,
    before: Option<Id>,
    after: Option<Id>,
    path: &str,
    found: &mut Vec<Difference>,
) -> Result<(), HistoryError> {
    if before == after {
        return Ok(());
    }
    let (old, new) = store.unequal(before, after)?;
    let by_name = |entries: &[TreeEntry]| -> HashMap<String, (bool, Id)> {
        entries.iter().map(|entry| (entry.name.clone(), (entry.is_folder, entry.id))).collect()
    };
    let (was, is) = (by_name(&old), by_name(&new));
    let gone = old.iter().filter(|entry| !is.contains_key(&entry.name));
    for name in new.iter().chain(gone).map(|entry| &entry.name) {
        let (was, is) = (was.get(name).copied(), is.get(name).copied());
        let path = joined(path, name);
        let as_kind = |entry: Option<(bool, Id)>, folder: bool| entry.filter(|(is, _)| *is == folder).map(|(_, id)| id);
        differences(store, as_kind(was, true), as_kind(is, true), &path, found)?;
        let (before, after) = (as_kind(was, false), as_kind(is, false));
        if before != after {
            found.push(Difference { path, before, after });
        }
    }
    Ok(())
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
