//! The whole drive: schools in parallel, each listed, read and assessed, then what all of them decide together.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use crate::calendar::OutOfRange;
use crate::disk::{self, Entry, EntryKind, ReadError};
use crate::layout::{self, Area, Ending};
use crate::policy::Policy;
use crate::problem::{Code, Problem, Severity};
use crate::procedure::Terms;
use crate::procedure::deadlines::{Deadline, Unreckonable, deadlines};
use crate::reading::{self, Place, Reading};
use crate::record::school::SchoolFile;
use crate::record::values::Urn;
use crate::rules::{
    Context, Folder, NumberedSchool, PolicyFile, check_drive, check_folder, check_policy, check_school, missing_folder,
    no_school_file, stray_record, sync_copy, unreadable,
};
use crate::school::{Filed, School};
use crate::text;
use crate::yaml::MOST_BYTES;

/// Why the drive could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// There is no policy.toml in this folder.
    #[error("{} is not a drive of records: it holds no policy.toml", shown(.0))]
    NoPolicy(PathBuf),
    /// The root itself cannot be listed.
    #[error("{} cannot be read: {source}", shown(.path))]
    Unlisted {
        /// The drive.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// A path as people write it: without the prefix by which Windows marks a long one.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = match text.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => text.strip_prefix(r"\\?\").unwrap_or(&text).to_owned(),
    };
    plain.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The nearest folder upward that holds policy.toml, the path itself included.
#[must_use]
pub fn find_root(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| policy_file(folder).is_some()).map(Path::to_owned)
}

/// The name that policy.toml has in a folder; none where it is not there.
#[must_use]
pub fn policy_file(folder: &Path) -> Option<String> {
    let usual = folder.join(layout::POLICY_FILE);
    if matches!(disk::kind(&usual), Ok(Some(EntryKind::File))) && !cfg!(windows) {
        return Some(layout::POLICY_FILE.to_owned());
    }
    // Any case of the name will do; and on Windows the name as it is on disk is asked for.
    let entries = disk::list(folder).ok()?;
    let is_policy =
        |entry: &Entry| entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::POLICY_FILE);
    entries.into_iter().find(is_policy).map(|entry| entry.name)
}

/// The part of the drive that someone asked about: a path relative to the drive, empty for all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope(pub String);

impl Scope {
    /// Whether a file or folder lies in it, or is it.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        is_within(path, &self.0)
    }

    /// Whether a folder lies in it, is it, or holds it.
    #[must_use]
    pub fn touches(&self, folder: &str) -> bool {
        self.holds(folder) || is_within(&self.0, folder)
    }
}

fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How far a scan has come; read by whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Schools assessed.
    pub done: AtomicUsize,
    /// Schools to be assessed; 0 until they are known.
    pub schools: AtomicUsize,
}

/// What was found on the drive or a part of it (records.md, section 8).
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    /// The day that was taken as today.
    pub today: NaiveDate,
    /// Sorted by path, line, column and code.
    pub problems: Vec<Problem>,
    /// What was looked at.
    pub counts: Counts,
}

/// Numbers of what was looked at and found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Managers' folders.
    pub managers: usize,
    /// Schools' folders.
    pub schools: usize,
    /// Records and documents.
    pub files: usize,
    /// Files that are records by their place and ending, read or not.
    pub records: usize,
    /// All other files.
    pub documents: usize,
    /// Problems that are errors.
    pub errors: usize,
    /// Problems that are warnings.
    pub warnings: usize,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.managers += other.managers;
        self.schools += other.schools;
        self.records += other.records;
        self.documents += other.documents;
    }
}

/// A deadline with the school that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolDeadline {
    /// The manager's folder.
    pub manager: Arc<str>,
    /// The school's folder.
    pub school: Arc<str>,
    /// The school's number, where school.yaml can be read.
    pub urn: Option<Urn>,
    /// The school's single point of contact, where it has one.
    pub spoc: Option<Arc<str>>,
    /// The deadline itself.
    pub deadline: Deadline,
}

impl SchoolDeadline {
    /// What deadlines are sorted by: due day, manager, school and step; then what tells the rest apart.
    fn key(&self) -> impl Ord {
        let deadline = &self.deadline;
        let about = (deadline.visit, deadline.path.as_str(), deadline.field.as_deref(), deadline.detail.as_str());
        (deadline.due, &self.manager, &self.school, deadline.step.as_str(), about)
    }
}

/// Lists, reads and assesses the drive at `root`, or a part of it.
pub fn validate(root: &Path, scope: &Scope, today: NaiveDate, progress: &Progress) -> Result<Validation, DriveError> {
    assess(root, scope, today, progress, false).map(|(validation, _)| validation)
}

/// Every deadline on the drive at `root`, or of the schools of a part of it: by due day, manager, school and step.
pub fn due(
    root: &Path,
    scope: &Scope,
    today: NaiveDate,
    progress: &Progress,
) -> Result<Vec<SchoolDeadline>, DriveError> {
    let (_, mut deadlines) = assess(root, scope, today, progress, true)?;
    deadlines.par_sort_by(|a, b| a.key().cmp(&b.key()));
    Ok(deadlines)
}

fn assess(
    root: &Path,
    scope: &Scope,
    today: NaiveDate,
    progress: &Progress,
    keep_deadlines: bool,
) -> Result<(Validation, Vec<SchoolDeadline>), DriveError> {
    let mut outside = Scan::new(root, scope);
    let places = outside.list_drive()?;
    let terms = outside.policy(today);
    progress.schools.store(places.len(), Ordering::Relaxed);
    let scans: Vec<_> = places
        .into_par_iter()
        .map(|place| {
            let scan = if scope.touches(&place.path) {
                scan_school(root, scope, &place, today, &terms, keep_deadlines)
            } else {
                scan_number(root, &place)
            };
            progress.done.fetch_add(1, Ordering::Relaxed);
            scan
        })
        .collect();
    let (mut problems, mut counts, mut numbers, mut deadlines) =
        (outside.problems, outside.counts, Vec::new(), Vec::new());
    for scan in scans {
        deadlines.extend(scan.deadlines);
        problems.extend(scan.problems);
        counts.add(scan.counts);
        numbers.extend(scan.number);
    }
    check_drive(&numbers, &mut problems);
    problems.retain(|problem| scope.holds(&problem.path));
    problems.par_sort_by(Problem::order);
    let errors = problems.iter().filter(|problem| problem.code.severity() == Severity::Error).count();
    counts.errors = errors;
    counts.warnings = problems.len() - errors;
    counts.files = counts.records + counts.documents;
    Ok((Validation { today, problems, counts }, deadlines))
}

/// The policy of the drive at `root`, as far as it holds.
pub fn terms(root: &Path) -> Result<Terms, DriveError> {
    let name = policy_file(root).ok_or_else(|| DriveError::NoPolicy(root.to_owned()))?;
    Ok(Terms::new(&read_policy(root, &name).0))
}

fn read_policy(root: &Path, name: &str) -> (Policy, Vec<Problem>) {
    match disk::read(&root.join(name), MOST_BYTES) {
        Ok(bytes) => {
            let (text, encoding) = text::decode_owned(bytes);
            Policy::read(name, &text, encoding)
        }
        Err(ReadError::Io(error)) => (Policy::default(), vec![unreadable::of_error(name, &error)]),
        Err(ReadError::TooLarge(length)) => (Policy::default(), vec![too_large(name, length)]),
    }
}

/// A school's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolPlace {
    /// The manager's folder.
    pub manager: String,
    /// The school's folder.
    pub folder: String,
    /// The school's folder, relative to the drive.
    pub path: String,
    /// The same as the disk knows it.
    pub on_disk: PathBuf,
}

/// The schools that a text means: a folder, a URN, or a part of a folder's or a school's name. One school where the text is clear;
/// else every candidate (records.md, section 8).
pub fn find_schools(root: &Path, scope: &Scope, text: &str) -> Result<Vec<SchoolPlace>, DriveError> {
    let mut places = Scan::new(root, &Scope::default()).list_drive()?;
    if let Some(inside) = places.iter().position(|place| !scope.0.is_empty() && is_within(&scope.0, &place.path)) {
        return Ok(vec![places.swap_remove(inside)]);
    }
    let wanted = text.trim().to_lowercase();
    let known: Vec<_> = places
        .into_par_iter()
        .map(|place| {
            let file = school_file(root, &place);
            let name = file.as_ref().map(|file| file.record.name.to_lowercase()).unwrap_or_default();
            (file.map(|file| file.record.urn.to_string()), [place.folder.to_lowercase(), name], place)
        })
        .collect();
    type Known = (Option<String>, [String; 2], SchoolPlace);
    let select = |fits: &dyn Fn(&Known) -> bool| {
        known.iter().filter(|one| fits(one)).map(|one| one.2.clone()).collect::<Vec<_>>()
    };
    let by_number = select(&|(urn, _, _)| urn.as_deref() == Some(wanted.as_str()));
    let by_name = select(&|(_, names, _)| names.contains(&wanted));
    let by_part = || select(&|(_, names, _)| names.iter().any(|name| name.contains(&wanted)));
    Ok(if !by_number.is_empty() {
        by_number
    } else if by_name.len() == 1 {
        by_name
    } else {
        by_part()
    })
}

/// A school with all its records, as far as they can be read; what is wrong with them is for [`validate`] to say.
#[must_use]
pub fn read_school(root: &Path, place: &SchoolPlace) -> School {
    Scan::new(root, &Scope::default()).read_school(place)
}

/// What one school comes to; nothing of its records is kept.
struct Assessment {
    problems: Vec<Problem>,
    counts: Counts,
    number: Option<NumberedSchool>,
    deadlines: Vec<SchoolDeadline>,
}

fn scan_school(
    root: &Path,
    scope: &Scope,
    place: &SchoolPlace,
    today: NaiveDate,
    terms: &Terms,
    keep_deadlines: bool,
) -> Assessment {
    let mut scan = Scan::new(root, scope);
    let mut school = scan.read_school(place);
    let deadlines = reckon(&mut school, terms, today, &mut scan.problems);
    let context = Context { today, terms, deadlines: &deadlines };
    check_school(&school, &context, &mut scan.problems);
    let file = school.file.as_ref();
    scan.counts.schools = 1;
    let (manager, folder) = (Arc::from(place.manager.as_str()), Arc::from(place.folder.as_str()));
    let spoc: Option<Arc<str>> = file.and_then(|file| file.record.spoc.as_deref().map(Arc::from));
    let of_school = |deadline| SchoolDeadline {
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
        urn: file.map(|file| file.record.urn),
        spoc: spoc.clone(),
        deadline,
    };
    Assessment {
        number: file.map(numbered),
        deadlines: if keep_deadlines { deadlines.into_iter().map(of_school).collect() } else { Vec::new() },
        problems: scan.problems,
        counts: scan.counts,
    }
}

/// Takes out of a school the records with a date that the calendar does not reach, as [`validate`] does.
pub fn leave_out_what_cannot_be_reckoned(school: &mut School, terms: &Terms, today: NaiveDate) {
    reckon(school, terms, today, &mut Vec::new());
}

/// The deadlines of a school. A record with a date that the calendar does not reach cannot be read: it takes no further part.
fn reckon(school: &mut School, terms: &Terms, today: NaiveDate, problems: &mut Vec<Problem>) -> Vec<Deadline> {
    loop {
        let (deadlines, unreckonable) = deadlines(school, terms, today);
        if unreckonable.is_empty() {
            return deadlines;
        }
        for Unreckonable { path, field } in &unreckonable {
            problems.push(school.problem(
                Code::WrongValue,
                path,
                field,
                format!("working days cannot be counted from this date: {OutOfRange}"),
                "Put the year right. If the date is right, look at the deadlines in policy.toml.",
            ));
        }
        school.leave_unread(|path| unreckonable.iter().any(|one| one.path == path));
    }
}

/// Of a school that nobody asked about, only the number.
fn scan_number(root: &Path, place: &SchoolPlace) -> Assessment {
    let number = school_file(root, place).as_ref().map(numbered);
    Assessment { problems: Vec::new(), counts: Counts::default(), number, deadlines: Vec::new() }
}

/// What school.yaml says, where it can be read.
fn school_file(root: &Path, place: &SchoolPlace) -> Option<Filed<SchoolFile>> {
    let entries = disk::list(&place.on_disk).unwrap_or_default();
    let is_school_file =
        |entry: &&Entry| entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::SCHOOL_FILE);
    let entry = entries.iter().find(is_school_file)?;
    let path = format!("{}/{}", place.path, entry.name);
    let file = RecordFile { place: Place::SchoolFile, on_disk: place.on_disk.join(&entry.os_name), path };
    let mut school = School::default();
    Scan::new(root, &Scope::default()).take(read_record(&file), file, &mut school);
    school.file
}

fn numbered(file: &Filed<SchoolFile>) -> NumberedSchool {
    NumberedSchool { urn: file.record.urn, path: file.path.clone(), position: file.source.position("/urn") }
}

/// A file to be read as a record.
struct RecordFile {
    place: Place,
    path: String,
    on_disk: PathBuf,
}

/// A walk over folders: what it found and counted on its way.
struct Scan<'a> {
    root: &'a Path,
    scope: &'a Scope,
    problems: Vec<Problem>,
    counts: Counts,
    /// The name that policy.toml has on this drive.
    policy_file: String,
}

impl<'a> Scan<'a> {
    fn new(root: &'a Path, scope: &'a Scope) -> Self {
        Self { root, scope, problems: Vec::new(), counts: Counts::default(), policy_file: String::new() }
    }

    /// Reads the policy, holds it against the rules for it, and lays it out.
    fn policy(&mut self, today: NaiveDate) -> Terms {
        let (policy, problems) = read_policy(self.root, &self.policy_file);
        let terms = Terms::new(&policy);
        let is_read = problems.iter().all(|problem| !matches!(problem.code, Code::Unreadable | Code::YamlSyntax));
        self.problems.extend(problems);
        // Of a policy that cannot be read it is not known what it lacks.
        if is_read {
            let file = PolicyFile { path: &self.policy_file, policy: &policy, terms: &terms, today };
            check_policy(&file, &mut self.problems);
        }
        terms
    }

    /// Everything but what lies in schools' folders; gives these.
    fn list_drive(&mut self) -> Result<Vec<SchoolPlace>, DriveError> {
        let root = self.root;
        let entries = disk::list(root).map_err(|source| DriveError::Unlisted { path: root.to_owned(), source })?;
        let policy = entries
            .iter()
            .find(|entry| entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::POLICY_FILE))
            .ok_or_else(|| DriveError::NoPolicy(root.to_owned()))?;
        self.policy_file.clone_from(&policy.name);
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
                _ => self.file_elsewhere(&entry.name, &on_disk, entry.kind),
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
                _ => self.file_elsewhere(&path, &on_disk, entry.kind),
            }
        }
    }

    fn read_school(&mut self, place: &SchoolPlace) -> School {
        let mut school = School {
            manager: place.manager.clone(),
            folder: place.folder.clone(),
            path: place.path.clone(),
            ..School::default()
        };
        let entries = match disk::list(&place.on_disk) {
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
                        files.push(RecordFile { place: Place::SchoolFile, path, on_disk });
                    }
                }
                _ => self.file_elsewhere(&path, &on_disk, entry.kind),
            }
        }
        // A school's files are few; only a very large one is worth dividing among threads.
        let readings: Vec<_> = files.par_iter().with_min_len(256).map(read_record).collect();
        for (file, reading) in files.into_iter().zip(readings) {
            self.take(reading, file, &mut school);
        }
        school.sort();
        school
    }

    /// One of the three folders, or a folder in it.
    fn list_area(&mut self, area: Area, path: &str, on_disk: &Path, files: &mut Vec<RecordFile>, school: &mut School) {
        let entries = match disk::list(on_disk) {
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
                    _ => school.folder_unread |= !entry.name.contains('.'),
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
                    files.push(RecordFile { place: Place::In(area), path, on_disk });
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
                _ => self.file_elsewhere(&path, &on_disk, entry.kind),
            }
        }
    }

    /// A file where no record belongs.
    fn file_elsewhere(&mut self, path: &str, on_disk: &Path, kind: EntryKind) {
        if !self.scope.holds(path) {
            return;
        }
        self.count_document(path);
        if kind != EntryKind::File {
            return;
        }
        let is_record = match Ending::of(path) {
            Ending::Yaml => true,
            Ending::Markdown => match disk::read(on_disk, MOST_BYTES) {
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

    fn take(&mut self, reading: Reading, file: RecordFile, school: &mut School) {
        self.problems.extend(reading.problems);
        match reading.record {
            Some((record, source)) => school.take(file.path, source, record),
            None if file.place == Place::In(Area::Records) => school.unread.push(file.path),
            None => {}
        }
    }

    /// The entries of a folder as [`Self::look_over`] leaves them; one that cannot be listed is a problem.
    fn list(&mut self, path: &str, on_disk: &Path) -> Vec<Entry> {
        match disk::list(on_disk) {
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

fn read_record(file: &RecordFile) -> Reading {
    let nothing = |problems| Reading { record: None, problems };
    if Ending::of(&file.path) == Ending::Mail {
        return nothing(
            disk::probe(&file.on_disk)
                .err()
                .map(|error| unreadable::of_error(&file.path, &error))
                .into_iter()
                .collect(),
        );
    }
    match disk::read(&file.on_disk, MOST_BYTES) {
        Ok(bytes) => reading::read(file.place, &file.path, bytes),
        Err(ReadError::TooLarge(length)) => nothing(vec![too_large(&file.path, length)]),
        Err(ReadError::Io(error)) => nothing(vec![unreadable::of_error(&file.path, &error)]),
    }
}

fn too_large(path: &str, length: u64) -> Problem {
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
    fn a_scope_holds_what_lies_in_it() {
        let scope = |path: &str| Scope(path.to_owned());
        assert!(scope("").holds("anything") && scope("A").holds("A") && scope("A").holds("A/b"));
        assert!(!scope("A").holds("AB") && !scope("A/b").holds("A"));
        assert!(scope("A/b").touches("A") && scope("A").touches("A/b") && !scope("A/b").touches("A/c"));
    }
}
