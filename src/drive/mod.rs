//! The whole drive: schools in parallel, each listed, read and assessed, then what all of them decide together.

mod scan;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use self::scan::{RecordFile, Scan, read_record, too_large};
use crate::calendar::OutOfRange;
use crate::disk::{self, Entry, EntryKind, ReadError};
use crate::layout;
use crate::mail::{self, Mail};
use crate::policy::Policy;
use crate::problem::{Code, Position, Problem, Severity};
use crate::procedure::Terms;
use crate::procedure::deadlines::{Deadline, Unreckonable, deadlines};
use crate::reading::Place;
use crate::record::school::SchoolFile;
use crate::record::values::Urn;
use crate::record::visit::VisitStatus;
use crate::rules::{Context, NumberedSchool, check_drive, check_school, unreadable};
use crate::school::{Filed, School};
use crate::text;
use crate::yaml::{self, MOST_BYTES};

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
    /// The SPOC whose it is: the visit's, else the school's.
    pub spoc: Option<Arc<str>>,
    /// The deadline itself.
    pub deadline: Deadline,
}

/// A visit of which nothing is due any more: it was cancelled, or moved away from this day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withdrawn {
    /// The manager's folder.
    pub manager: Arc<str>,
    /// The school's folder.
    pub school: Arc<str>,
    /// The school's number, where school.yaml can be read.
    pub urn: Option<Urn>,
    /// The day on which it was to be.
    pub visit: NaiveDate,
}

/// What is due on a drive or a part of it.
#[derive(Debug)]
pub struct DueDates {
    /// Every deadline, sorted by due day, manager, school and step.
    pub deadlines: Vec<SchoolDeadline>,
    /// The visits that are no more.
    pub withdrawn: Vec<Withdrawn>,
    /// What makes the list incomplete: the policy's problems, and what could not be read.
    pub problems: Vec<Problem>,
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

/// Every deadline on the drive at `root`, or of the schools of a part of it.
pub fn due(root: &Path, scope: &Scope, today: NaiveDate, progress: &Progress) -> Result<DueDates, DriveError> {
    let (validation, mut due) = assess(root, scope, today, progress, true)?;
    due.deadlines.par_sort_by(|a, b| a.key().cmp(&b.key()));
    due.withdrawn.sort();
    // A cancelled visit and the one it was moved to both tell of the day.
    due.withdrawn.dedup();
    // What is not known of a record in records/ shows by its deadlines.
    let unreadable = validation.problems.into_iter().filter(|problem| problem.code == Code::Unreadable);
    let found: Vec<_> = unreadable.filter(|problem| !due.problems.contains(problem)).collect();
    due.problems.extend(found);
    Ok(due)
}

fn assess(
    root: &Path,
    scope: &Scope,
    today: NaiveDate,
    progress: &Progress,
    keep_deadlines: bool,
) -> Result<(Validation, DueDates), DriveError> {
    let mut outside = Scan::new(root, scope);
    let places = outside.list_drive()?;
    let terms = outside.policy(today);
    // The policy holds for every part of the drive, whichever was asked about.
    let of_policy = |problem: &&Problem| outside.is_of_policy(problem) && problem.code.leaves_unread();
    let policy_problems = outside.problems.iter().filter(of_policy).cloned().collect();
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
    let (mut problems, mut counts, mut numbers, mut due) = (
        outside.problems,
        outside.counts,
        Vec::new(),
        DueDates { deadlines: Vec::new(), withdrawn: Vec::new(), problems: policy_problems },
    );
    for scan in scans {
        due.deadlines.extend(scan.deadlines);
        due.withdrawn.extend(scan.withdrawn);
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
    Ok((Validation { today, problems, counts }, due))
}

/// The policy of the drive at `root`, as far as it holds, and what keeps the rest from holding.
pub fn policy(root: &Path) -> Result<(Policy, Vec<Problem>), DriveError> {
    let name = policy_file(root).ok_or_else(|| DriveError::NoPolicy(root.to_owned()))?;
    let (policy, mut problems) = read_policy(root, &name);
    problems.retain(|problem| problem.code.leaves_unread());
    Ok((policy, problems))
}

/// The same in the form in which the procedure uses it.
pub fn terms(root: &Path) -> Result<(Terms, Vec<Problem>), DriveError> {
    policy(root).map(|(policy, problems)| (Terms::new(&policy), problems))
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

/// Where a field of the policy stands.
fn policy_position(root: &Path, name: &str, field: &str) -> Option<Position> {
    let bytes = disk::read(&root.join(name), MOST_BYTES).ok()?;
    let (text, _) = text::decode_owned(bytes);
    let tree = yaml::parse_toml(&text).ok()?;
    tree.at(field).map(|(_, node)| node.start())
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
    let wanted = layout::search_key(text);
    let known: Vec<_> = places
        .into_par_iter()
        .map(|place| {
            let file = school_file(root, &place);
            let name = file.as_ref().map(|file| layout::search_key(&file.record.name)).unwrap_or_default();
            (file.map(|file| file.record.urn.to_string()), [layout::search_key(&place.folder), name], place)
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

/// The schools with a number.
pub fn schools_with_urn(root: &Path, urn: &str) -> Result<Vec<SchoolPlace>, DriveError> {
    let places = Scan::new(root, &Scope::default()).list_drive()?;
    let has_it = |place: &SchoolPlace| school_file(root, place).is_some_and(|file| file.record.urn.to_string() == urn);
    Ok(places.into_par_iter().filter(has_it).collect())
}

/// A school with all its records, as far as they can be read; what is wrong with them is for [`validate`] to say.
#[must_use]
pub fn read_school(root: &Path, place: &SchoolPlace) -> School {
    Scan::new(root, &Scope::default()).read_school(place)
}

/// What the headers of a saved e-mail say (records.md, section 3): of one of [`School::mail`], which is a path relative to the drive. None where
/// it cannot be read, is over 50 MB, or is no mail; that it cannot be opened is for [`validate`] to say. A file whose name is no text is not
/// found, as its path is not the one on the disk.
#[must_use]
pub fn read_mail(root: &Path, path: &str) -> Option<Mail> {
    const MOST_BYTES: u64 = 50_000_000;
    let mut on_disk = root.to_owned();
    // Name by name: behind the prefix of a long path, Windows takes a slash for a part of a name.
    on_disk.extend(path.split('/'));
    mail::of_file(&disk::read(&on_disk, MOST_BYTES).ok()?)
}

/// A school with all its records, its deadlines, and the problems that its own folder decides.
#[must_use]
pub fn assess_school(
    root: &Path,
    place: &SchoolPlace,
    terms: &Terms,
    today: NaiveDate,
) -> (School, Vec<Deadline>, Vec<Problem>) {
    let scope = Scope::default();
    let mut scan = Scan::new(root, &scope);
    let mut school = scan.read_school(place);
    let deadlines = reckon(&mut school, terms, today, &mut scan.problems);
    check_school(&school, &Context { today, terms, deadlines: &deadlines }, &mut scan.problems);
    (school, deadlines, scan.problems)
}

/// The schools of a part of the drive, in the order of their managers and folders.
pub fn schools(root: &Path, scope: &Scope) -> Result<Vec<SchoolPlace>, DriveError> {
    let mut places = Scan::new(root, &Scope::default()).list_drive()?;
    places.retain(|place| scope.touches(&place.path));
    Ok(places)
}

/// What the authority keeps in the drive's folder `templates`.
#[derive(Debug, Clone, Default)]
pub struct TemplateFiles {
    /// The text of each file that stands there under one of the names asked for.
    pub texts: BTreeMap<String, String>,
    /// The bytes of `logo.svg` or `logo.png`, and whether it is the former.
    pub logo: Option<(Vec<u8>, bool)>,
}

/// Reads the drive's folder `templates`: the files of these names, and the logo. Where there is no such folder, there is nothing in it; a
/// file that cannot be read is an error that names it.
pub fn template_files(root: &Path, names: &[&str]) -> io::Result<TemplateFiles> {
    let mut found = TemplateFiles::default();
    let is_folder = |entry: &&Entry| entry.kind == EntryKind::Folder && layout::is_templates(&entry.name);
    let entries = disk::list(root)?;
    let Some(folder) = entries.iter().find(is_folder) else { return Ok(found) };
    let on_disk = root.join(&folder.os_name);
    for entry in disk::list(&on_disk)?.into_iter().filter(|entry| entry.kind == EntryKind::File) {
        let is_logo = layout::is_logo(&entry.name);
        let name = names.iter().find(|name| name.eq_ignore_ascii_case(&entry.name));
        if name.is_none() && is_logo.is_none() {
            continue;
        }
        let bytes = disk::read(&on_disk.join(&entry.os_name), MOST_BYTES).map_err(|error| {
            let why = match error {
                ReadError::Io(error) => error,
                ReadError::TooLarge(_) => io::Error::new(io::ErrorKind::FileTooLarge, "it is over 10 MB large"),
            };
            io::Error::new(why.kind(), format!("{}/{} cannot be read: {why}", folder.name, entry.name))
        })?;
        match (name, is_logo) {
            (Some(name), _) => drop(found.texts.insert((*name).to_owned(), text::decode_owned(bytes).0)),
            // An SVG is sharp at any size, so it goes before a PNG.
            (None, Some(is_svg)) if is_svg || found.logo.is_none() => found.logo = Some((bytes, is_svg)),
            _ => {}
        }
    }
    Ok(found)
}

/// What one school comes to; nothing of its records is kept.
struct Assessment {
    problems: Vec<Problem>,
    counts: Counts,
    number: Option<NumberedSchool>,
    deadlines: Vec<SchoolDeadline>,
    withdrawn: Vec<Withdrawn>,
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
    let of_school = |deadline: Deadline| SchoolDeadline {
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
        urn: file.map(|file| file.record.urn),
        spoc: deadline.spoc.as_deref().map(Arc::from).or_else(|| spoc.clone()),
        deadline,
    };
    let withdrawn = school.visits.iter().flat_map(|visit| {
        let cancelled = (visit.record.status == VisitStatus::Cancelled).then_some(visit.record.date);
        cancelled.into_iter().chain(visit.record.moved_from)
    });
    let withdrawn = withdrawn.map(|visit| Withdrawn {
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
        urn: file.map(|file| file.record.urn),
        visit: *visit,
    });
    Assessment {
        withdrawn: if keep_deadlines { withdrawn.collect() } else { Vec::new() },
        number: file.map(numbered),
        deadlines: if keep_deadlines { deadlines.into_iter().map(of_school).collect() } else { Vec::new() },
        problems: scan.problems,
        counts: scan.counts,
    }
}

/// The deadlines of a school. A record with a date that the calendar does not reach cannot be read: it is a problem and taken out of the
/// school, as it takes no further part.
pub fn reckon(school: &mut School, terms: &Terms, today: NaiveDate, problems: &mut Vec<Problem>) -> Vec<Deadline> {
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
    Assessment { problems: Vec::new(), counts: Counts::default(), number, deadlines: Vec::new(), withdrawn: Vec::new() }
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
