//! The walk over a part of the drive: it lists the folders, says what each entry is, and asks for sizes and times. No file is opened.
//!
//! A part is a school's folder, or all that lies outside schools' folders. The walk alone decides what is a manager, a school, a record. Fingerprints
//! are taken ([`super::snapshot`]) and files are read ([`super::read_school`], [`super::reader`]) from what the walk found.
//! Folders of one depth are listed at the same time where the drive is slow, and so are the sizes and times of files.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::place::{SchoolPlace, Scope};
use super::progress::Progress;
use super::requests::Connection;
use super::root::DriveError;
use crate::disk::{self, Entry, EntryKind, Stamp};
use crate::layout::{self, Role};

/// The number of folders that are held open at a time while their files are asked for sizes and times.
const HELD_OPEN: usize = 64;

/// An entry of a folder. Names that are left alone silently (records.md, section 1) do not become entries.
#[derive(Debug, Clone)]
pub(super) struct WalkedEntry {
    /// The name as text.
    pub name: String,
    /// The name as the disk has it.
    pub os_name: OsString,
    /// Whether it is a file, a folder, a link or something special.
    pub kind: EntryKind,
    /// What it is on the drive. Of a link: what a file of that name would be.
    pub role: Role,
    /// Size and times, where they were asked for and the content of the file matters.
    pub stamp: Option<Stamp>,
}

/// A folder that was listed, or could not be.
#[derive(Debug)]
pub(super) struct WalkedFolder {
    /// Relative to the drive; empty for the root.
    pub path: String,
    /// The folder, as the disk knows it.
    pub on_disk: PathBuf,
    /// What it is on the drive.
    pub role: Role,
    /// Its entries in the order of their names, or why it cannot be listed.
    pub entries: io::Result<Vec<WalkedEntry>>,
}

impl WalkedFolder {
    /// The path of an entry, relative to the drive.
    pub fn path_of(&self, entry: &WalkedEntry) -> String {
        if self.path.is_empty() { entry.name.clone() } else { format!("{}/{}", self.path, entry.name) }
    }

    /// The path of an entry as the disk knows it.
    pub fn on_disk_of(&self, entry: &WalkedEntry) -> PathBuf {
        self.on_disk.join(&entry.os_name)
    }

    /// Leaves out every entry that is not wanted.
    pub fn retain(&mut self, is_wanted: impl Fn(&Self, &WalkedEntry) -> bool) {
        if let Ok(entries) = &mut self.entries {
            let mut all = std::mem::take(entries);
            all.retain(|entry| is_wanted(self, entry));
            self.entries = Ok(all);
        }
    }

    /// The same once more.
    pub fn copy(&self) -> Self {
        let Self { path, on_disk, role, entries } = self;
        let entries = entries.as_ref().map_err(disk::copy_of).cloned();
        Self { path: path.clone(), on_disk: on_disk.clone(), role: *role, entries }
    }

    /// Its entries; none where it cannot be listed.
    pub fn listed(&self) -> &[WalkedEntry] {
        self.entries.as_deref().unwrap_or_default()
    }
}

/// Whether sizes and times are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamps {
    /// Sizes and times are asked for: for a fingerprint, or to know whether what is kept still holds.
    Asked,
    /// Sizes and times are not asked for: every file is read anyway.
    NotAsked,
}

/// Walks over parts of a drive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walker<'a> {
    pub root: &'a Path,
    pub connection: &'a Connection,
    pub progress: &'a Progress,
    pub stamps: Stamps,
}

impl Walker<'_> {
    /// Lists all that lies outside schools' folders. A folder in which no record belongs is listed only where the scope touches it. Gives the schools,
    /// too. The first folder is the root.
    pub fn outside(&self, scope: &Scope) -> Result<(Vec<WalkedFolder>, Vec<SchoolPlace>), DriveError> {
        self.outside_of_any(std::slice::from_ref(scope))
    }

    /// The same, where any of some scopes decides.
    pub fn outside_of_any(&self, scopes: &[Scope]) -> Result<(Vec<WalkedFolder>, Vec<SchoolPlace>), DriveError> {
        self.below_root(|folder| match folder.role {
            Role::Manager => true,
            Role::Elsewhere => scopes.iter().any(|scope| scope.touches(&folder.path)),
            _ => false,
        })
    }

    /// Lists the root and the managers' folders; gives the schools.
    pub fn schools(&self) -> Result<Vec<SchoolPlace>, DriveError> {
        self.below_root(|folder| folder.role == Role::Manager).map(|(_, schools)| schools)
    }

    fn below_root(
        &self,
        is_entered: impl Fn(&FolderToList) -> bool,
    ) -> Result<(Vec<WalkedFolder>, Vec<SchoolPlace>), DriveError> {
        let mut folders = self.descend(FolderToList::root(self.root), is_entered);
        let Some(root) = folders.first_mut() else { return Err(DriveError::NoPolicy(self.root.to_owned())) };
        match &mut root.entries {
            Ok(entries) => {
                let is_policy = |entry: &WalkedEntry| entry.role == Role::Policy && entry.kind == EntryKind::File;
                if !entries.iter().any(is_policy) {
                    return Err(DriveError::NoPolicy(self.root.to_owned()));
                }
            }
            Err(error) => {
                let source = std::mem::replace(error, io::ErrorKind::Other.into());
                return Err(DriveError::Unlisted { path: self.root.to_owned(), source });
            }
        }
        let managers = folders.iter().filter(|folder| folder.role == Role::Manager);
        let schools = managers.flat_map(schools_of).collect();
        Ok((folders, schools))
    }

    /// Lists a school's folder with all that lies in it. A folder in which no record belongs is listed only where the scope touches it. The first folder
    /// is the school's own.
    pub fn school(&self, place: &SchoolPlace, scope: &Scope) -> Vec<WalkedFolder> {
        let is_entered = |folder: &FolderToList| match folder.role {
            Role::Area(_) => true,
            Role::Elsewhere => scope.touches(&folder.path),
            _ => false,
        };
        self.descend(FolderToList::school(place), is_entered)
    }

    /// Lists a folder without the folders in it.
    pub fn folder_alone(&self, path: &str, on_disk: &Path, role: Role) -> Option<WalkedFolder> {
        let folder = FolderToList { path: path.to_owned(), on_disk: on_disk.to_owned(), role };
        self.list_all(vec![folder]).pop()
    }

    fn descend(&self, first: FolderToList, is_entered: impl Fn(&FolderToList) -> bool) -> Vec<WalkedFolder> {
        let mut walked = Vec::new();
        let mut of_this_depth = vec![first];
        while !of_this_depth.is_empty() {
            let listed = self.list_all(of_this_depth);
            of_this_depth = listed.iter().flat_map(FolderToList::all_in).filter(&is_entered).collect();
            walked.extend(listed);
        }
        walked
    }

    fn list_all(&self, folders: Vec<FolderToList>) -> Vec<WalkedFolder> {
        let mut walked = Vec::with_capacity(folders.len());
        // The very first listings are made and timed one by one: they decide whether the rest are made at the same time.
        let (first, rest) = folders.split_at(folders.len().min(self.connection.to_be_timed()));
        let first = first.iter().map(|folder| self.list(folder)).collect();
        walked.extend(self.stamped(first));
        for some in rest.chunks(HELD_OPEN) {
            walked.extend(self.stamped(self.connection.for_each(some, |folder| self.list(folder))));
        }
        walked
    }

    fn list(&self, folder: &FolderToList) -> Listed {
        let count = |listed: &io::Result<Vec<Entry>>| listed.as_ref().map_or(0, Vec::len);
        let listed = self.connection.timed(|| disk::list(&folder.on_disk), count);
        self.progress.step();
        let FolderToList { path, on_disk, role } = folder.clone();
        Listed { path, on_disk, role, entries: listed.map(|entries| with_roles(role, entries)) }
    }

    /// Asks for sizes and times.
    fn stamped(&self, folders: Vec<Listed>) -> Vec<WalkedFolder> {
        let stamps = if self.stamps == Stamps::Asked {
            let entries = folders.iter().filter_map(|folder| folder.entries.as_ref().ok()).flatten();
            let files: Vec<_> = entries.filter(|(entry, role)| is_file(entry, *role)).map(|(entry, _)| entry).collect();
            self.connection.for_each(&files, |entry| {
                let stamp = entry.stamp();
                self.progress.step();
                stamp
            })
        } else {
            Vec::new()
        };
        let mut stamps = stamps.into_iter();
        let mut walked = |(entry, role): (Entry, Role)| WalkedEntry {
            stamp: if is_file(&entry, role) { stamps.next().flatten() } else { None },
            name: entry.name,
            os_name: entry.os_name,
            kind: entry.kind,
            role,
        };
        let with_stamps = |Listed { path, on_disk, role, entries }| WalkedFolder {
            path,
            on_disk,
            role,
            entries: entries.map(|entries: Vec<_>| entries.into_iter().map(&mut walked).collect()),
        };
        folders.into_iter().map(with_stamps).collect()
    }
}

/// A folder that is to be listed.
#[derive(Debug, Clone)]
struct FolderToList {
    path: String,
    on_disk: PathBuf,
    role: Role,
}

impl FolderToList {
    fn root(root: &Path) -> Self {
        Self { path: String::new(), on_disk: root.to_owned(), role: Role::Root }
    }

    fn school(place: &SchoolPlace) -> Self {
        Self { path: place.path.clone(), on_disk: place.on_disk.clone(), role: Role::School }
    }

    fn all_in(folder: &WalkedFolder) -> impl Iterator<Item = Self> {
        let folders = folder.listed().iter().filter(|entry| entry.kind == EntryKind::Folder);
        folders.map(|entry| Self { path: folder.path_of(entry), on_disk: folder.on_disk_of(entry), role: entry.role })
    }
}

/// A folder whose files have not been asked for sizes and times.
struct Listed {
    path: String,
    on_disk: PathBuf,
    role: Role,
    entries: io::Result<Vec<(Entry, Role)>>,
}

/// Whether it is a file whose size and times matter.
fn is_file(entry: &Entry, role: Role) -> bool {
    entry.kind == EntryKind::File && role.is_opened()
}

/// The entries of a folder, without those that are left alone, each with its role.
fn with_roles(folder: Role, entries: Vec<Entry>) -> Vec<(Entry, Role)> {
    let is_left_alone = |entry: &Entry| layout::left_alone(&entry.name, entry.kind == EntryKind::Folder);
    let mut role_of = roles(folder);
    let with_role = |entry: Entry| {
        let role = role_of(&entry.name, entry.kind);
        (entry, role)
    };
    entries.into_iter().filter(|entry| !is_left_alone(entry)).map(with_role).collect()
}

/// Says what each entry of a folder is; to be asked in the order of their names.
pub(super) fn roles(folder: Role) -> impl FnMut(&str, EntryKind) -> Role {
    let mut has_school_file = false;
    move |name, kind| {
        let role = match kind {
            EntryKind::Folder => folder.of_folder_in(name),
            _ => folder.of_file_in(name),
        };
        // Of several files whose names differ from school.yaml only in case, the first is the school's.
        let is_school_file = role == Role::SchoolFile && kind != EntryKind::Link;
        let role = if is_school_file && has_school_file { Role::out_of_place(name) } else { role };
        has_school_file |= is_school_file;
        role
    }
}

/// The schools in a manager's folder.
pub(super) fn schools_of(manager: &WalkedFolder) -> impl Iterator<Item = SchoolPlace> {
    let is_school = |entry: &&WalkedEntry| entry.kind == EntryKind::Folder && entry.role == Role::School;
    manager.listed().iter().filter(is_school).map(|entry| SchoolPlace {
        manager: manager.path.clone(),
        folder: entry.name.clone(),
        path: manager.path_of(entry),
        on_disk: manager.on_disk_of(entry),
    })
}
