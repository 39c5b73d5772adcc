//! The listing of a part of the drive as it would be if the texts that someone is editing were saved: a file that is not on the disk has its place
//! in it, with the folders that it needs.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;

use super::held::OpenText;
use super::place::is_within;
use super::walk::{WalkedEntry, WalkedFolder, roles};
use crate::disk::EntryKind;
use crate::layout::{self, Role};

/// A listing with the texts that someone is editing.
#[derive(Debug)]
pub(super) struct Overlaid {
    /// The folders, the part's own first.
    pub folders: Vec<WalkedFolder>,
    /// The texts by the path that each file has in the listing.
    pub open: HashMap<String, OpenText>,
    /// The path under which each of them was opened: on Windows its names may differ in case.
    pub opened_as: HashMap<String, String>,
}

/// Lays texts over a listing. What cannot be saved there is left out: a file in a folder that cannot be listed, or in place of a link.
pub(super) fn overlay(folders: &[WalkedFolder], open: &HashMap<String, OpenText>) -> Overlaid {
    let mut folders: Vec<_> = folders.iter().map(WalkedFolder::copy).collect();
    let (mut laid, mut opened_as) = (HashMap::new(), HashMap::new());
    for (path, text) in open {
        if let Some(listed) = lay(&mut folders, path) {
            laid.insert(listed.clone(), text.clone());
            opened_as.insert(listed, path.clone());
        }
    }
    Overlaid { folders, open: laid, opened_as }
}

/// Whether two names stand for the same entry of a folder.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    one == other || (cfg!(windows) && layout::clash_key(one) == layout::clash_key(other))
}

/// Sees to it that a file is in the listing; gives the path that it has there.
fn lay(folders: &mut Vec<WalkedFolder>, path: &str) -> Option<String> {
    let base = &folders.first()?.path;
    if !is_within(path, base) {
        return None;
    }
    let inner = if base.is_empty() { path } else { path.get(base.len() + 1..)? };
    let mut names: Vec<_> = inner.split('/').collect();
    let file = names.pop()?;
    let mut at = 0;
    for name in names {
        at = enter(folders, at, name)?;
    }
    let folder = &mut folders[at];
    let entry = put(folder, file, EntryKind::File)?;
    let entry = folder.listed().get(entry)?;
    Some(folder.path_of(entry))
}

/// The index of a folder in another.
fn enter(folders: &mut Vec<WalkedFolder>, at: usize, name: &str) -> Option<usize> {
    let index = put(&mut folders[at], name, EntryKind::Folder)?;
    let folder = &folders[at];
    let entry = folder.listed().get(index)?;
    let (path, on_disk, role) = (folder.path_of(entry), folder.on_disk_of(entry), entry.role);
    if let Some(known) = folders.iter().position(|folder| folder.path == path) {
        return Some(known);
    }
    // A school is a part of its own, and templates are not looked into.
    if matches!(role, Role::School | Role::Templates) {
        return None;
    }
    folders.push(WalkedFolder { path, on_disk, role, entries: Ok(Vec::new()) });
    Some(folders.len() - 1)
}

/// The index of an entry of this kind, which is put in where it is missing. None where something else stands there, or where it cannot be.
fn put(folder: &mut WalkedFolder, name: &str, kind: EntryKind) -> Option<usize> {
    if layout::left_alone(name, kind == EntryKind::Folder) {
        return None;
    }
    if folder.entries.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        folder.entries = Ok(Vec::new());
    }
    let role = folder.role;
    let entries = folder.entries.as_mut().ok()?;
    let exact = entries.iter().position(|entry| entry.name == name);
    if let Some(index) = exact.or_else(|| entries.iter().position(|entry| is_same_name(&entry.name, name))) {
        return (entries[index].kind == kind).then_some(index);
    }
    let index = entries.partition_point(|entry| entry.name.as_str() < name);
    let (name, os_name) = (name.to_owned(), OsString::from(name));
    entries.insert(index, WalkedEntry { name, os_name, kind, role, stamp: None });
    let mut role_of = roles(role);
    for entry in entries {
        entry.role = role_of(&entry.name, entry.kind);
    }
    Some(index)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::layout::Area;

    fn listing(entries: io::Result<Vec<(&str, EntryKind)>>) -> Vec<WalkedFolder> {
        let entries = entries.map(|entries| {
            let mut role_of = roles(Role::School);
            let entry = |(name, kind): (&str, EntryKind)| WalkedEntry {
                name: name.to_owned(),
                os_name: name.into(),
                kind,
                role: role_of(name, kind),
                stamp: None,
            };
            entries.into_iter().map(entry).collect()
        });
        vec![WalkedFolder { path: "A/B".to_owned(), on_disk: "/drive/A/B".into(), role: Role::School, entries }]
    }

    fn laid(folders: &[WalkedFolder], paths: &[&str]) -> Overlaid {
        let text = || OpenText::new(Arc::from(""));
        overlay(folders, &paths.iter().map(|path| ((*path).to_owned(), text())).collect())
    }

    #[test]
    fn a_file_that_is_not_on_the_disk_has_its_place() {
        let on_disk = listing(Ok(vec![("Records", EntryKind::File), ("school.yaml", EntryKind::File)]));
        let overlaid = laid(&on_disk, &["A/B/SCHOOL.yaml", "A/B/emails/2026/a.md", "A/B/Records/a.yaml", "A/C/x.yaml"]);
        let names: Vec<_> =
            overlaid.folders[0].listed().iter().map(|entry| (entry.name.as_str(), entry.role)).collect();
        if cfg!(windows) {
            assert_eq!(overlaid.opened_as["A/B/school.yaml"], "A/B/SCHOOL.yaml");
        } else {
            // Of two names the first is the school's file, wherever it is.
            let expected = [
                ("Records", Role::Document),
                ("SCHOOL.yaml", Role::SchoolFile),
                ("emails", Role::Area(Area::Emails)),
                ("school.yaml", Role::OutOfPlace),
            ];
            assert_eq!(names, expected);
        }
        assert_eq!(overlaid.folders[2].path, "A/B/emails/2026");
        assert_eq!(overlaid.folders[2].listed()[0].role, Role::Record(Area::Emails));
        assert_eq!(overlaid.open.len(), 2);
    }

    #[test]
    fn a_folder_that_is_gone_is_there_again_and_one_that_is_barred_is_not() {
        let gone = listing(Err(io::ErrorKind::NotFound.into()));
        assert_eq!(laid(&gone, &["A/B/records/a.yaml"]).folders.len(), 2);
        let barred = listing(Err(io::ErrorKind::PermissionDenied.into()));
        let overlaid = laid(&barred, &["A/B/records/a.yaml"]);
        assert!(overlaid.open.is_empty() && overlaid.folders[0].entries.is_err());
    }
}
