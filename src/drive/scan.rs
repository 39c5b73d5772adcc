//! The walk over a drive's folders: what stands where, what is counted, which files are read.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::cache::Texts;
use super::fingerprint::{Fingerprint, path_number};
use super::look::Look;
use super::{Counts, DriveError, SchoolPlace, Scope, policy_position, read_policy};
use crate::calendar::OutOfRange;
use crate::disk::{self, Entry, EntryKind, ReadError, Stamp};
use crate::layout::{self, Area, Ending};
use crate::policy::Policy;
use crate::problem::{Code, Problem};
use crate::procedure::deadlines::dates_agreed_by;
use crate::reading::{self, Place, Reading};
use crate::rules::{
    Folder, PolicyFile, check_folder, check_policy, missing_folder, no_school_file, stray_record, sync_copy, unreadable,
};
use crate::school::School;
use crate::text;
use crate::tree::MOST_BYTES;

/// A file to be read as a record.
pub(super) struct RecordFile {
    pub place: Place,
    pub path: String,
    pub on_disk: PathBuf,
    /// What was seen of it, where there was a look.
    pub stamp: Option<Stamp>,
}

/// A record file that was read.
pub(super) struct Read {
    pub reading: Reading,
    /// Whether it looks like one that is still being written: it is empty, or cannot be used and does not end with a line.
    pub is_doubtful: bool,
}

/// A walk over folders: what it found and counted on its way.
pub(super) struct Scan<'a> {
    root: &'a Path,
    scope: &'a Scope,
    pub problems: Vec<Problem>,
    pub counts: Counts,
    /// The files that look as if they were still being written, as numbers.
    pub doubtful: Vec<u64>,
    /// The name that policy.toml has on this drive.
    policy_file: String,
    policy_stamp: Option<Stamp>,
    /// What is looked at in place of the drive itself, where there was a look.
    look: Option<Look<'a>>,
    texts: &'a Texts<'a>,
}

impl<'a> Scan<'a> {
    pub fn new(root: &'a Path, scope: &'a Scope, texts: &'a Texts<'a>) -> Self {
        Self {
            root,
            scope,
            problems: Vec::new(),
            counts: Counts::default(),
            doubtful: Vec::new(),
            policy_file: String::new(),
            policy_stamp: None,
            look: None,
            texts,
        }
    }

    /// A walk over what a look saw.
    pub fn over(look: Look<'a>, root: &'a Path, scope: &'a Scope, texts: &'a Texts<'a>) -> Self {
        Self { look: Some(look), ..Self::new(root, scope, texts) }
    }

    fn entries(&mut self, path: &str, on_disk: &Path) -> io::Result<Vec<Entry>> {
        let seen = self.look.as_mut().and_then(|look| look.take(path));
        // A look sees every folder that is walked over; were one missing, the drive is asked, so that nothing is passed over.
        debug_assert!(seen.is_some() || self.look.is_none(), "{path} was not looked at");
        seen.unwrap_or_else(|| disk::list(on_disk))
    }

    /// Reads the policy, and holds it against the rules for it. Its content has a fingerprint.
    pub fn policy(&mut self, today: NaiveDate) -> (Policy, Fingerprint) {
        let on_disk = self.root.join(&self.policy_file);
        let bytes = self.texts.read(&self.policy_file, &on_disk, self.policy_stamp, MOST_BYTES);
        let fingerprint = match &bytes {
            Ok(bytes) => Fingerprint::of((&self.policy_file, bytes)),
            Err(error) => Fingerprint::of((&self.policy_file, format!("{error:?}"))),
        };
        if bytes.as_ref().is_ok_and(|bytes| bytes.is_empty()) {
            self.doubtful.push(path_number(self.policy_file.as_bytes()));
        }
        let ends_with_line = bytes.as_ref().is_ok_and(|bytes| bytes.ends_with(b"\n"));
        let text = bytes.as_ref().map(|bytes| text::decode(bytes).0.into_owned()).unwrap_or_default();
        let (policy, problems) = read_policy(&self.policy_file, bytes);
        if !ends_with_line && problems.iter().any(|problem| problem.code.leaves_unread()) {
            self.doubtful.push(path_number(self.policy_file.as_bytes()));
        }
        let is_read = problems.iter().all(|problem| !matches!(problem.code, Code::Unreadable | Code::YamlSyntax));
        self.problems.extend(problems);
        // Of a policy that cannot be read it is not known what it lacks.
        if is_read {
            let file = PolicyFile { path: &self.policy_file, policy: &policy, today };
            check_policy(&file, &mut self.problems);
            if let Some(year) = policy.calendar.year_of(today).filter(|year| dates_agreed_by(&policy, year).is_err()) {
                let field = policy.place_of_term(year.from);
                self.problems.push(Problem {
                    position: field.as_deref().and_then(|field| policy_position(&text, field)),
                    field,
                    ..Problem::of_file(
                        Code::WrongValue,
                        self.policy_file.as_str(),
                        format!("so many working days cannot be counted from {}: {OutOfRange}", year.from),
                        "Put `dates_agreed`, or the first day of this year's first term, right.",
                    )
                });
            }
        }
        (policy, fingerprint)
    }

    /// The name that policy.toml has on this drive.
    pub fn policy_file(&self) -> &str {
        &self.policy_file
    }

    /// Everything but what lies in schools' folders; gives these.
    pub fn list_drive(&mut self) -> Result<Vec<SchoolPlace>, DriveError> {
        let root = self.root;
        let entries =
            self.entries("", root).map_err(|source| DriveError::Unlisted { path: root.to_owned(), source })?;
        let policy = entries
            .iter()
            .find(|entry| entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::POLICY_FILE))
            .ok_or_else(|| DriveError::NoPolicy(root.to_owned()))?;
        self.policy_file.clone_from(&policy.name);
        self.policy_stamp = policy.stamp;
        let mut schools = Vec::new();
        for entry in self.look_over("", entries) {
            let on_disk = root.join(&entry.os_name);
            match entry.kind {
                EntryKind::Folder if layout::is_templates(&entry.name) => {}
                EntryKind::Folder if layout::is_manager_or_school(&entry.name) => {
                    if self.scope.touches(&entry.name) {
                        self.counts.managers += 1;
                    }
                    self.list_manager(&entry.name, &on_disk, &mut schools);
                }
                EntryKind::Folder => self.elsewhere(&entry.name, &on_disk),
                _ if entry.name.eq_ignore_ascii_case(layout::POLICY_FILE) => {}
                _ => self.file_elsewhere(&entry.name, &on_disk, &entry),
            }
        }
        Ok(schools)
    }

    fn list_manager(&mut self, manager: &str, on_disk: &Path, schools: &mut Vec<SchoolPlace>) {
        for entry in self.list(manager, on_disk) {
            let (path, on_disk) = (format!("{manager}/{}", entry.name), on_disk.join(&entry.os_name));
            match entry.kind {
                EntryKind::Folder if layout::is_templates(&entry.name) => {}
                EntryKind::Folder if layout::is_manager_or_school(&entry.name) => {
                    schools.push(SchoolPlace { manager: manager.to_owned(), folder: entry.name, path, on_disk });
                }
                EntryKind::Folder => self.elsewhere(&path, &on_disk),
                _ => self.file_elsewhere(&path, &on_disk, &entry),
            }
        }
    }

    pub fn read_school(&mut self, place: &SchoolPlace) -> School {
        let mut school = School {
            manager: place.manager.clone(),
            folder: place.folder.clone(),
            path: place.path.clone(),
            ..School::default()
        };
        let entries = match self.entries(&place.path, &place.on_disk) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(unreadable::of_error(&place.path, &error));
                school.folder_unread = true;
                return school;
            }
        };
        // A link in the place of a folder or file is reported as one; then it is not missing, too.
        let has = |name: &str, folder: bool| {
            entries.iter().any(|entry| {
                let fits = if folder { EntryKind::Folder } else { EntryKind::File };
                let special = EntryKind::Special;
                entry.name.eq_ignore_ascii_case(name)
                    && (entry.kind == fits || entry.kind == EntryKind::Link || (!folder && entry.kind == special))
            })
        };
        if !has(layout::SCHOOL_FILE, false) {
            self.problems.push(no_school_file::of_folder(&place.path));
        }
        for area in Area::ALL {
            if !has(area.folder(), true) {
                self.problems.push(missing_folder::of_school(&place.path, area));
            }
        }
        let school_entry = entries
            .iter()
            .find(|entry| entry.kind != EntryKind::Folder && entry.name.eq_ignore_ascii_case(layout::SCHOOL_FILE));
        school.file_path = school_entry.map(|entry| format!("{}/{}", place.path, entry.name));
        let links = entries.iter().filter(|entry| entry.kind == EntryKind::Link);
        school.folder_unread = links.clone().any(|link| Area::from_folder(&link.name) == Some(Area::Records));
        let mut files = Vec::new();
        let mut school_file = false;
        for entry in self.look_over(&place.path, entries) {
            let (path, on_disk) = (format!("{}/{}", place.path, entry.name), place.on_disk.join(&entry.os_name));
            match (entry.kind, Area::from_folder(&entry.name)) {
                (EntryKind::Folder, Some(area)) => self.list_area(area, &path, &on_disk, &mut files, &mut school),
                (EntryKind::Folder, None) => self.elsewhere(&path, &on_disk),
                _ if entry.name.eq_ignore_ascii_case(layout::SCHOOL_FILE) && !school_file => {
                    school_file = true;
                    self.count_record(&path);
                    if entry.kind == EntryKind::File {
                        files.push(RecordFile { place: Place::SchoolFile, path, on_disk, stamp: entry.stamp });
                    }
                }
                _ => self.file_elsewhere(&path, &on_disk, &entry),
            }
        }
        // A school's files are few; only a very large one is worth dividing among threads.
        let readings: Vec<_> = files.par_iter().with_min_len(256).map(|file| read_record(file, self.texts)).collect();
        for (file, reading) in files.into_iter().zip(readings) {
            self.take(reading, file, &mut school);
        }
        school.sort();
        school
    }

    /// One of the three folders, or a folder in it.
    fn list_area(&mut self, area: Area, path: &str, on_disk: &Path, files: &mut Vec<RecordFile>, school: &mut School) {
        let entries = match self.entries(path, on_disk) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(unreadable::of_error(path, &error));
                school.folder_unread |= area == Area::Records;
                return;
            }
        };
        if area == Area::Records {
            for entry in
                entries.iter().filter(|entry| entry.kind == EntryKind::Link && !layout::left_alone(&entry.name, false))
            {
                match Ending::of(&entry.name) {
                    Ending::Yaml | Ending::Markdown => school.unread.push(format!("{path}/{}", entry.name)),
                    _ => school.folder_unread |= disk::may_be_folder(&on_disk.join(&entry.os_name)),
                }
            }
        }
        for entry in self.look_over(path, entries) {
            let (path, on_disk) = (format!("{path}/{}", entry.name), on_disk.join(&entry.os_name));
            if entry.kind == EntryKind::Folder {
                self.list_area(area, &path, &on_disk, files, school);
                continue;
            }
            let is_record = match Ending::of(&entry.name) {
                Ending::Yaml | Ending::Markdown => true,
                Ending::Mail => area == Area::Emails,
                Ending::Other => false,
            };
            if !is_record {
                self.count_document(&path);
            } else if layout::is_sync_copy(&entry.name) {
                self.count_document(&path);
                self.problems.push(sync_copy::of_file(&path));
            } else {
                self.count_record(&path);
                if entry.kind == EntryKind::File {
                    if Ending::of(&entry.name) == Ending::Mail {
                        school.mail.push(path.clone());
                    }
                    files.push(RecordFile { place: Place::In(area), path, on_disk, stamp: entry.stamp });
                } else if area == Area::Records {
                    school.unread.push(path);
                }
            }
        }
    }

    /// A folder where no record belongs.
    fn elsewhere(&mut self, path: &str, on_disk: &Path) {
        if !self.scope.touches(path) {
            return;
        }
        for entry in self.list(path, on_disk) {
            let (path, on_disk) = (format!("{path}/{}", entry.name), on_disk.join(&entry.os_name));
            match entry.kind {
                EntryKind::Folder => self.elsewhere(&path, &on_disk),
                _ => self.file_elsewhere(&path, &on_disk, &entry),
            }
        }
    }

    /// A file where no record belongs.
    fn file_elsewhere(&mut self, path: &str, on_disk: &Path, entry: &Entry) {
        if !self.scope.holds(path) {
            return;
        }
        self.count_document(path);
        if entry.kind != EntryKind::File {
            return;
        }
        let is_record = match Ending::of(path) {
            Ending::Yaml => true,
            Ending::Markdown => match self.texts.read(path, on_disk, entry.stamp, MOST_BYTES) {
                Ok(bytes) => text::front_matter(&text::decode(&bytes).0).is_some(),
                Err(ReadError::TooLarge(_)) => false,
                Err(ReadError::Io(error)) => {
                    self.problems.push(unreadable::of_error(path, &error));
                    false
                }
            },
            Ending::Mail | Ending::Other => false,
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        if is_record && layout::is_sync_copy(name) {
            self.problems.push(sync_copy::of_file(path));
        } else if is_record {
            self.problems.push(stray_record::of_file(path));
        }
    }

    pub fn take(&mut self, read: Read, file: RecordFile, school: &mut School) {
        let Read { reading, is_doubtful } = read;
        if is_doubtful {
            self.doubtful.push(path_number(file.path.as_bytes()));
        }
        self.problems.extend(reading.problems);
        match reading.record {
            Some((record, source)) => school.take(file.path, source, record),
            None if file.place == Place::In(Area::Records) => school.unread.push(file.path),
            None => {}
        }
    }

    /// The entries of a folder as [`Self::look_over`] leaves them; one that cannot be listed is a problem.
    fn list(&mut self, path: &str, on_disk: &Path) -> Vec<Entry> {
        match self.entries(path, on_disk) {
            Ok(entries) => self.look_over(path, entries),
            Err(error) => {
                self.problems.push(unreadable::of_error(path, &error));
                Vec::new()
            }
        }
    }

    /// Holds the names of a folder against the rules for names, reports what is neither file nor folder, and gives all
    /// but links and what is left alone.
    fn look_over(&mut self, path: &str, mut entries: Vec<Entry>) -> Vec<Entry> {
        entries.retain(|entry| !layout::left_alone(&entry.name, entry.kind == EntryKind::Folder));
        let copies = |entry: &&Entry| entry.kind == EntryKind::Folder || !layout::is_sync_copy(&entry.name);
        let names: Vec<_> = entries.iter().filter(copies).map(|entry| entry.name.clone()).collect();
        let folder = Folder { path, names: &names };
        check_folder(&folder, &mut self.problems);
        entries.retain(|entry| match entry.kind {
            EntryKind::File | EntryKind::Folder => true,
            EntryKind::Link => {
                self.problems.push(unreadable::of_link(&folder.join(&entry.name)));
                false
            }
            EntryKind::Special => {
                self.problems.push(unreadable::of_special(&folder.join(&entry.name)));
                true
            }
        });
        entries
    }

    fn count_record(&mut self, path: &str) {
        if self.scope.holds(path) {
            self.counts.records += 1;
        }
    }

    fn count_document(&mut self, path: &str) {
        if self.scope.holds(path) {
            self.counts.documents += 1;
        }
    }
}

pub(super) fn read_record(file: &RecordFile, texts: &Texts<'_>) -> Read {
    let nothing = |problems| Read { reading: Reading { record: None, problems }, is_doubtful: false };
    if Ending::of(&file.path) == Ending::Mail {
        return nothing(
            texts
                .probe(&file.path, &file.on_disk, file.stamp)
                .err()
                .map(|error| unreadable::of_error(&file.path, &error))
                .into_iter()
                .collect(),
        );
    }
    match texts.read(&file.path, &file.on_disk, file.stamp, MOST_BYTES) {
        Ok(bytes) => {
            let (is_empty, ends_with_line) = (bytes.trim_ascii().is_empty(), bytes.ends_with(b"\n"));
            let reading = reading::read(file.place, &file.path, bytes);
            let is_doubtful = is_empty || (reading.record.is_none() && !ends_with_line);
            Read { reading, is_doubtful }
        }
        Err(ReadError::TooLarge(length)) => nothing(vec![too_large(&file.path, length)]),
        Err(ReadError::Io(error)) => nothing(vec![unreadable::of_error(&file.path, &error)]),
    }
}

pub(super) fn too_large(path: &str, length: u64) -> Problem {
    Problem::of_file(
        Code::YamlSyntax,
        path,
        format!("the file is {} MB large; a record is at most {} MB", length / 1_000_000, MOST_BYTES / 1_000_000),
        "Look whether something else was saved under this name. Give a scan or an archive its own ending.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_vanishes_after_it_was_listed_is_reported_as_gone() {
        for name in ["2026-11-24 visit.yaml", "2026-11-24 letter.md", "2026-11-24 mail.eml"] {
            let folder = tempfile::tempdir().unwrap();
            let path = format!("A/B/records/{name}");
            let on_disk = folder.path().join(name);
            let file = RecordFile { place: Place::In(Area::Records), path, on_disk, stamp: None };
            let progress = super::super::Progress::default();
            let reading = read_record(&file, &Texts::of_drive(&progress)).reading;
            assert!(reading.record.is_none());
            let codes: Vec<_> = reading.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, [Code::Unreadable], "{name}");
            assert!(reading.problems[0].message.contains("gone"), "{:?}", reading.problems);
        }
    }
}
