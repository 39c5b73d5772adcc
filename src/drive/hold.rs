//! Reads a part of the drive to hold it in memory: its listing, and the content of its files. Of what was held before, a file that looks the same is
//! not read again.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::came_back::look_for;
use super::held::{HeldFile, HeldFiles, MadeOfMail};
use super::overlay::is_same_name;
use super::place::{SchoolPlace, Scope};
use super::read_school::{RecordFile, record_file};
use super::reader::{DriveReader, sees_nothing};
use super::root::DriveError;
use super::school_files::SchoolFacts;
use super::snapshot::is_settled;
use super::texts::{ReadFrom, RecordTexts};
use super::walk::{Stamps, WalkedEntry, WalkedFolder};
use crate::disk::{EntryKind, Stamp};
use crate::layout::{Ending, Role};
use crate::tree::MOST_BYTES;

/// What lies outside schools' folders, held in memory.
#[derive(Debug)]
pub struct OutsideHeld {
    pub(super) folders: Vec<WalkedFolder>,
    pub(super) files: HeldFiles,
    /// The schools' folders.
    pub places: Vec<SchoolPlace>,
}

/// What lies in a school's folder, held in memory.
#[derive(Debug)]
pub struct SchoolHeld {
    /// The school's folder.
    pub place: SchoolPlace,
    pub(super) folders: Vec<WalkedFolder>,
    pub(super) files: HeldFiles,
    pub(super) links: HashMap<String, bool>,
}

/// E-mails in which a pro forma may have come back: each with the day from which on it is looked for.
pub type MailWanted = BTreeSet<(String, NaiveDate)>;

/// What was found in e-mails.
#[derive(Debug)]
pub struct MailFound(pub(super) MadeOfMail);

impl SchoolHeld {
    /// Whether the next look may find another content of a file that looks the same.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.files.values().any(|file| !file.is_settled)
    }

    /// Whether a folder of it could not be listed.
    #[must_use]
    pub fn lacks_folder(&self) -> bool {
        self.folders.iter().any(|folder| folder.entries.is_err())
    }
}

impl OutsideHeld {
    /// The school in whose folder a file lies, on the disk or not. None where it lies in no school's folder. `root`: the drive.
    #[must_use]
    pub fn place_of(&self, root: &Path, path: &str) -> Option<SchoolPlace> {
        place_of(&self.places, root, path)
    }

    /// Whether the next look may find another policy though it looks the same.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.files.values().any(|file| !file.is_settled)
    }
}

impl DriveReader<'_> {
    /// What lies outside schools' folders, with the content of the policy. Folders in which no record belongs are listed where one of the files
    /// `wanted` lies in them. It is an error where the drive is not there.
    pub fn hold_outside(&self, before: Option<&OutsideHeld>, wanted: &[String]) -> Result<OutsideHeld, DriveError> {
        let scopes: Vec<_> = wanted.iter().cloned().map(Scope).collect();
        let (folders, places) = self.walker(Stamps::Asked).outside_of_any(&scopes)?;
        if sees_nothing(&folders) {
            return Err(self.sees_nothing());
        }
        let root = folders.iter().filter(|folder| folder.role == Role::Root);
        let is_policy = |entry: &&WalkedEntry| entry.role == Role::Policy && entry.kind == EntryKind::File;
        let entries = root.flat_map(|root| root.listed().iter().filter(is_policy).map(move |entry| (root, entry)));
        let texts = RecordTexts::of_drive(self.progress());
        let nothing = HeldFiles::new();
        let before = before.map_or(&nothing, |before| &before.files);
        let policy = entries.map(|(root, entry)| {
            let file = ToHold { path: root.path_of(entry), on_disk: root.on_disk_of(entry), stamp: entry.stamp };
            let held = self.hold(&file, &texts, before);
            (file.path, held)
        });
        let files = policy.collect();
        Ok(OutsideHeld { folders, files, places })
    }

    /// What lies in a school's folder, with the content of its records. `before`: the same as it was held before.
    #[must_use]
    pub fn hold_school(&self, place: &SchoolPlace, before: Option<&SchoolHeld>) -> SchoolHeld {
        let folders = self.walker(Stamps::Asked).school(place, &Scope::default());
        // The cache of other runs is of use only where nothing is held yet. Nothing is written there: what they keep of e-mails would be lost.
        let cache = self.cache().filter(|_| before.is_none());
        let texts = RecordTexts::of_part(cache, &place.path, ReadFrom::CacheWhereUnchanged, self.progress());
        let entries = || folders.iter().flat_map(|folder| folder.listed().iter().map(move |entry| (folder, entry)));
        let links = entries().filter(|(_, entry)| entry.kind == EntryKind::Link).map(|(folder, entry)| {
            let path = folder.path_of(entry);
            let may_be_folder = texts.may_be_folder(&path, &folder.on_disk_of(entry));
            (path, may_be_folder)
        });
        let links = links.collect();
        let is_read = |entry: &WalkedEntry| entry.kind == EntryKind::File && entry.role.is_opened();
        let wanted: Vec<_> = entries()
            .filter(|(_, entry)| is_read(entry))
            .map(|(folder, entry)| {
                let (path, on_disk) = (folder.path_of(entry), folder.on_disk_of(entry));
                ToHold { path, on_disk, stamp: entry.stamp }
            })
            .collect();
        let nothing = HeldFiles::new();
        let before = before.map_or(&nothing, |before| &before.files);
        let held = self.connection().for_each(&wanted, |file| self.hold(file, &texts, before));
        let files = wanted.into_iter().map(|file| file.path).zip(held).collect();
        SchoolHeld { place: place.clone(), folders, files, links }
    }

    /// What each school.yaml says of its school; none of one that cannot be read. It is taken from the cache where the file has not changed. `all`:
    /// every school of the drive.
    #[must_use]
    pub fn facts(&self, all: &[SchoolPlace]) -> Vec<(SchoolPlace, Option<SchoolFacts>)> {
        let files = self.school_files();
        let facts = self.connection().for_each_school(all, |place| (place.clone(), files.facts(place).0));
        files.save(all);
        facts
    }

    /// What is found in a school's e-mails.
    #[must_use]
    pub fn look_into_mail(&self, school: &SchoolHeld, wanted: &MailWanted) -> MailFound {
        let texts =
            RecordTexts::of_part(self.cache(), &school.place.path, ReadFrom::CacheWhereUnchanged, self.progress());
        let entries = school.folders.iter().flat_map(|folder| folder.listed().iter().map(move |entry| (folder, entry)));
        let files: HashMap<_, _> = entries
            .filter(|(_, entry)| Ending::of(&entry.name) == Ending::Mail)
            .filter_map(|(folder, entry)| record_file(folder, entry))
            .map(|file| (file.path.clone(), file))
            .collect();
        let wanted: Vec<(&RecordFile, NaiveDate)> =
            wanted.iter().filter_map(|(path, since)| Some((files.get(path)?, *since))).collect();
        let found = self.connection().for_each(&wanted, |(file, since)| look_for(file, *since, &texts));
        let keys = wanted.iter().map(|(file, since)| ((file.path.clone(), *since), file.stamp));
        MailFound(keys.zip(found).map(|((key, stamp), found)| (key, (stamp, found))).collect())
    }

    fn hold(&self, file: &ToHold, texts: &RecordTexts<'_>, before: &HeldFiles) -> Arc<HeldFile> {
        let before = before.get(&file.path);
        if let Some(before) = before.filter(|before| before.is_settled && before.stamp == file.stamp) {
            return Arc::clone(before);
        }
        let is_mail = Ending::of(&file.path) == Ending::Mail;
        let content = if is_mail {
            texts.probe(&file.path, &file.on_disk, file.stamp).map(|()| Vec::new()).map_err(Into::into)
        } else {
            texts.read(&file.path, &file.on_disk, file.stamp, MOST_BYTES)
        };
        let looks_whole = |stamp: Stamp| {
            content.as_ref().is_ok_and(|bytes| is_mail || bytes.len() as u64 == stamp.size)
                && self.judged_at().is_none_or(|now| is_settled(stamp, now))
        };
        let is_settled = file.stamp.is_some_and(looks_whole);
        Arc::new(HeldFile::after(before.map(Arc::as_ref), file.stamp, is_settled, content))
    }
}

/// The school in whose folder a file lies, be it one of these or one that is not on the disk.
pub(super) fn place_of(places: &[SchoolPlace], root: &Path, path: &str) -> Option<SchoolPlace> {
    let mut names = path.split('/');
    let (manager, folder, _) = (names.next()?, names.next()?, names.next()?);
    let is_school =
        Role::Root.of_folder_in(manager) == Role::Manager && Role::Manager.of_folder_in(folder) == Role::School;
    if !is_school {
        return None;
    }
    let find = |is_same: fn(&str, &str) -> bool| {
        places.iter().find(|place| is_same(&place.manager, manager) && is_same(&place.folder, folder))
    };
    let made_up = || SchoolPlace {
        manager: manager.to_owned(),
        folder: folder.to_owned(),
        path: format!("{manager}/{folder}"),
        on_disk: root.join(manager).join(folder),
    };
    Some(find(|one, other| one == other).or_else(|| find(is_same_name)).cloned().unwrap_or_else(made_up))
}

/// A file that is to be held.
struct ToHold {
    path: String,
    on_disk: PathBuf,
    stamp: Option<Stamp>,
}
