//! What a history keeps of the drive: which files, with their sizes and times. No file is opened.

use std::path::PathBuf;
use std::time::SystemTime;

use super::fingerprint::Fingerprint;
use super::place::{SchoolPlace, Scope};
use super::reader::DriveReader;
use super::root::DriveError;
use super::snapshot::{Snapshot, is_settled};
use super::walk::{Stamps, WalkedEntry, WalkedFolder};
use crate::disk::{self, EntryKind, Stamp};
use crate::layout::{self, Role};

/// A file that a history keeps.
#[derive(Debug, Clone)]
pub struct FileToKeep {
    /// Its path, relative to the drive, with `/`.
    pub path: String,
    /// Its path as the disk knows it.
    pub on_disk: PathBuf,
    /// Size and times; none where it vanished while it was looked at.
    pub stamp: Option<Stamp>,
    /// Whether its size and times are part of the fingerprint.
    pub is_in_fingerprint: bool,
}

/// What a look saw of a school's folder, or of all that lies outside schools' folders.
#[derive(Debug)]
pub struct PartToKeep {
    /// The files that a history keeps.
    pub files: Vec<FileToKeep>,
    /// The folders that could not be listed: nothing is known of what lies in them.
    pub unlisted: Vec<String>,
    /// The files that cannot be looked at, though they are there.
    pub unlooked: Vec<String>,
    /// The files that have the path of another one, as their names are no valid text.
    pub without_name: usize,
    /// What the watch knows the same by; none of a folder that is not there.
    pub fingerprint: Option<Fingerprint>,
}

impl PartToKeep {
    /// A folder that is not there.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self { files: Vec::new(), unlisted: Vec::new(), unlooked: Vec::new(), without_name: 0, fingerprint: None }
    }
}

impl DriveReader<'_> {
    /// Looks at all that lies outside schools' folders; gives where the schools are, too. It is an error where the drive cannot be read.
    pub fn outside_to_keep(&self) -> Result<(PartToKeep, Vec<SchoolPlace>), DriveError> {
        let walker = self.walker(Stamps::Asked);
        let (mut folders, places) = walker.outside(&Scope::default())?;
        if super::reader::sees_nothing(&folders) {
            return Err(self.sees_nothing());
        }
        let fingerprint = Snapshot::of(&folders).fingerprint;
        // Only the authority's own templates stand in the root.
        let root = folders.first().map(WalkedFolder::copy);
        for folder in root.iter().flat_map(|root| root.listed().iter().map(move |entry| (root, entry))) {
            let (root, entry) = folder;
            if entry.kind == EntryKind::Folder && entry.role == Role::Templates {
                folders.extend(walker.folder_alone(&root.path_of(entry), &root.on_disk_of(entry), Role::Templates));
            }
        }
        Ok((part(&folders, fingerprint), places))
    }

    /// Looks at some schools.
    #[must_use]
    pub fn schools_to_keep(&self, places: &[SchoolPlace]) -> Vec<PartToKeep> {
        let walker = self.walker(Stamps::Asked);
        self.connection().for_each_school(places, |place| {
            let folders = walker.school(place, &Scope::default());
            part(&folders, Snapshot::of(&folders).fingerprint)
        })
    }
}

/// Whether a file was last changed well before a time, or far after it, so that a later change would show in its size or times.
#[must_use]
pub fn would_show_a_change(stamp: Stamp, now: SystemTime) -> bool {
    const A_DAY: i64 = 86_400_000_000_000;
    let now = disk::nanoseconds(now);
    is_settled(stamp, now) || stamp.modified.max(stamp.changed) > now.saturating_add(A_DAY)
}

fn part(folders: &[WalkedFolder], fingerprint: Fingerprint) -> PartToKeep {
    let mut part = PartToKeep { fingerprint: Some(fingerprint), ..PartToKeep::of_nothing() };
    for folder in folders {
        if folder.entries.is_err() {
            part.unlisted.push(folder.path.clone());
        }
        let mut last = None;
        for entry in folder.listed().iter().filter(|entry| is_kept(folder.role, entry)) {
            // The entries come in the order of their names.
            if last == Some(&entry.name) {
                part.without_name += 1;
                continue;
            }
            last = Some(&entry.name);
            let on_disk = folder.on_disk_of(entry);
            let is_in_fingerprint = entry.role.is_opened() && folder.role != Role::Templates;
            let stamp = if entry.role.is_opened() { entry.stamp } else { disk::stamp(&on_disk) };
            // One that vanished is not there any more; of any other the system does not let us know.
            if stamp.is_none() && !matches!(disk::kind(&on_disk), Ok(None)) {
                part.unlooked.push(folder.path_of(entry));
            }
            part.files.push(FileToKeep { path: folder.path_of(entry), on_disk, stamp, is_in_fingerprint });
        }
    }
    part
}

/// Whether a history keeps a file: where it is read as text or as a saved e-mail, where staff took it for a record, and every file of the templates.
fn is_kept(folder: Role, entry: &WalkedEntry) -> bool {
    let is_text = || match entry.role {
        Role::Policy | Role::SchoolFile | Role::Record(_) | Role::Copy | Role::OutOfPlace => true,
        Role::Document => matches!(folder, Role::Area(_)) && layout::has_hidden_ending(&entry.name),
        _ => false,
    };
    entry.kind == EntryKind::File && (folder == Role::Templates || is_text())
}
