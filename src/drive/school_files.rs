//! What each school.yaml says of the school's number and name. Of a school outside the part that someone asked about, nothing else is read.
//!
//! A school's folder is listed, and the file opened only where the cache does not know it by its size and times.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::cache::{Cache, Kept, OUTSIDE};
use super::place::SchoolPlace;
use super::read_school::{read_record, record_file};
use super::snapshot::{Snapshot, is_settled};
use super::texts::RecordTexts;
use super::walk::{WalkedFolder, Walker};
use crate::disk::{EntryKind, Stamp};
use crate::layout::Role;
use crate::problem::Position;
use crate::record::Record;
use crate::record::school::SchoolFile;
use crate::record::values::{Urn, Value as _};
use crate::rules::{NumberedSchool, unreadable};
use crate::school::Filed;

/// What a school.yaml says of its school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolFacts {
    /// Its number, with its place in the file.
    pub number: NumberedSchool,
    /// Its name.
    pub name: String,
    /// Its SPOC, where it has one.
    pub spoc: Option<String>,
}

/// The school.yaml files of schools; one that has not changed is taken from the cache.
pub(super) struct SchoolFiles<'a> {
    walker: Walker<'a>,
    cache: Option<&'a Cache>,
    kept: HashMap<String, StoredFile>,
    new: Mutex<Vec<StoredFile>>,
}

/// What is kept of one school.yaml.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredFile {
    /// The school's folder, relative to the drive.
    school: String,
    /// The file's name.
    file: String,
    size: u64,
    modified: i64,
    changed: i64,
    /// None where the file cannot be read as a record.
    facts: Option<StoredFacts>,
}

/// What is kept of what a school.yaml says.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredFacts {
    urn: String,
    /// Line and column of the number.
    position: Option<(u32, u32)>,
    name: String,
    spoc: Option<String>,
}

impl<'a> SchoolFiles<'a> {
    pub fn new(walker: Walker<'a>, cache: Option<&'a Cache>) -> Self {
        let bytes = cache.and_then(|cache| cache.get(OUTSIDE, Kept::Schools, ()));
        let files: Vec<StoredFile> = bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default();
        let kept = files.into_iter().map(|file| (file.school.clone(), file)).collect();
        Self { walker, cache, kept, new: Mutex::default() }
    }

    /// What a school's school.yaml says, and what was seen of the folder that it stands in.
    pub fn facts(&self, place: &SchoolPlace) -> (Option<SchoolFacts>, Snapshot) {
        let folder = self.walker.folder_alone(&place.path, &place.on_disk, Role::School);
        let snapshot = Snapshot::of(folder.as_slice());
        (folder.and_then(|folder| self.facts_in(place, &folder)), snapshot)
    }

    fn facts_in(&self, place: &SchoolPlace, folder: &WalkedFolder) -> Option<SchoolFacts> {
        let is_file = |role, kind| role == Role::SchoolFile && kind == EntryKind::File;
        let entry = folder.listed().iter().find(|entry| is_file(entry.role, entry.kind))?;
        let stamp = entry.stamp.filter(|stamp| self.cache.is_some_and(|cache| is_settled(*stamp, cache.now())));
        let is_kept = |kept: &&StoredFile| kept.file == entry.name && Some(kept.stamp()) == stamp;
        if let Some(kept) = self.kept.get(&place.path).filter(is_kept) {
            return kept.facts();
        }
        let file = record_file(folder, entry)?;
        let read = read_record(&file, &RecordTexts::of_drive(self.walker.progress));
        let facts = read.reading.record.and_then(|(record, source)| match record {
            Record::School(record) => Some(facts_of(&Filed { path: file.path.clone(), source, record: *record })),
            _ => None,
        });
        let is_read_whole = !read.reading.problems.iter().any(|one| one.code == unreadable::CODE);
        if let Some(stamp) = stamp.filter(|_| is_read_whole) {
            let kept = StoredFile::of(place, &entry.name, stamp, facts.as_ref());
            self.new.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
        }
        facts
    }

    /// Keeps in the cache what is new. `schools`: all schools of the drive; what was kept of others is dropped.
    pub fn save(self, schools: &[SchoolPlace]) {
        let new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(cache) = self.cache.filter(|_| !new.is_empty()) else { return };
        let mut kept = self.kept;
        kept.extend(new.into_iter().map(|file| (file.school.clone(), file)));
        let files: Vec<_> = schools.iter().filter_map(|place| kept.get(&place.path)).collect();
        if let Ok(bytes) = postcard::to_allocvec(&files) {
            cache.keep(OUTSIDE, Kept::Schools, (), &bytes);
        }
    }
}

impl StoredFile {
    fn of(place: &SchoolPlace, file: &str, stamp: Stamp, facts: Option<&SchoolFacts>) -> Self {
        let Stamp { size, modified, changed } = stamp;
        let facts = facts.map(|SchoolFacts { number, name, spoc }| {
            let position = number.position.map(|Position { line, column }| (line, column));
            StoredFacts { urn: number.urn.to_string(), position, name: name.clone(), spoc: spoc.clone() }
        });
        Self { school: place.path.clone(), file: file.to_owned(), size, modified, changed, facts }
    }

    fn stamp(&self) -> Stamp {
        Stamp { size: self.size, modified: self.modified, changed: self.changed }
    }

    fn facts(&self) -> Option<SchoolFacts> {
        let StoredFacts { urn, position, name, spoc } = self.facts.as_ref()?;
        let number = NumberedSchool {
            urn: Urn::parse(urn).ok()?,
            path: format!("{}/{}", self.school, self.file),
            position: position.map(|(line, column)| Position { line, column }),
        };
        Some(SchoolFacts { number, name: name.clone(), spoc: spoc.clone() })
    }
}

/// What a school.yaml says of its school.
pub(super) fn facts_of(file: &Filed<SchoolFile>) -> SchoolFacts {
    let spoc = file.record.spoc.as_deref().map(str::to_owned);
    SchoolFacts { number: numbered(file), name: file.record.name.to_string(), spoc }
}

/// A school's number, with its place in school.yaml.
pub(super) fn numbered(file: &Filed<SchoolFile>) -> NumberedSchool {
    NumberedSchool { urn: file.record.urn, path: file.path.clone(), position: file.source.position("/urn") }
}
