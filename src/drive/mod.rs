//! The whole drive: schools in parallel, each listed, read and assessed, then what all of them decide together.

mod assess;
mod cache;
mod files;
mod find;
mod fingerprint;
mod look;
mod scan;
mod stored;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

pub use self::assess::{Assessed, Assessment, Doubt, Outside, PolicyRead, Reader, Trust, assess_school, reckon};
pub use self::cache::{Cache, MOST_BYTES as MOST_BYTES_KEPT};
pub use self::files::{TemplateFiles, read_mail, template_files};
pub use self::find::{SchoolPlace, find_schools, read_school, schools, schools_with_urn};
pub use self::fingerprint::Fingerprint;
pub use self::look::{GRAIN, Seen};
use self::scan::too_large;
use crate::disk::{self, Entry, EntryKind, ReadError};
use crate::layout;
use crate::policy::Policy;
use crate::problem::{Code, Position, Problem, Severity};
use crate::procedure::deadlines::Deadline;
use crate::record::values::Urn;
use crate::rules::{check_drive, unreadable};
use crate::text;
use crate::tree::{self, MOST_BYTES};

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
    /// Calls to the drive that came back: where it stands still, the drive is frozen.
    pub steps: AtomicU64,
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

/// Lists, reads and assesses the drive at `root`, or a part of it; what has not changed since it was last read is taken from the cache.
pub fn validate(
    root: &Path,
    scope: &Scope,
    today: NaiveDate,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<Validation, DriveError> {
    let whole = assessments(root, scope, today, cache, progress)?;
    Ok(Validation { today, problems: whole.problems, counts: whole.counts })
}

/// Every deadline on the drive at `root`, or of the schools of a part of it.
pub fn due(
    root: &Path,
    scope: &Scope,
    today: NaiveDate,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<DueDates, DriveError> {
    let whole = assessments(root, scope, today, cache, progress)?;
    let mut due = DueDates { deadlines: Vec::new(), withdrawn: Vec::new(), problems: whole.policy_problems };
    for school in whole.schools {
        due.deadlines.extend(school.deadlines);
        due.withdrawn.extend(school.withdrawn);
    }
    due.deadlines.par_sort_by(|a, b| a.key().cmp(&b.key()));
    due.withdrawn.sort();
    // A cancelled visit and the one it was moved to both tell of the day.
    due.withdrawn.dedup();
    // What is not known of a record in records/ shows by its deadlines.
    let unreadable = whole.problems.into_iter().filter(|problem| problem.code == Code::Unreadable);
    let found: Vec<_> = unreadable.filter(|problem| !due.problems.contains(problem)).collect();
    due.problems.extend(found);
    Ok(due)
}

/// What the schools of a drive or a part of it come to: from this `validate`, `due`, the watch and the board are made.
#[derive(Debug)]
pub struct Assessments {
    /// Every problem of that part, the drive-wide ones among them, in the order of [`Problem::order`].
    pub problems: Vec<Problem>,
    /// What was looked at and found.
    pub counts: Counts,
    /// The problems that keep a part of the policy from holding.
    pub policy_problems: Vec<Problem>,
    /// The policy.
    pub policy: Policy,
    /// Each school; its problems have been moved to the list above. Of a school that was not asked about there is the number alone.
    pub schools: Vec<Assessment>,
}

/// Lists, reads and assesses the drive at `root`, or a part of it. `cache`: where unchanged parts are taken from, and what is new is kept; the
/// answer is the same without.
pub fn assessments(
    root: &Path,
    scope: &Scope,
    today: NaiveDate,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<Assessments, DriveError> {
    let reader = Reader { root, cache, now: None, progress };
    let Outside { mut problems, mut counts, policy, places, .. } = reader.outside(scope, today, Trust::Cache)?;
    let policy_problems = problems.iter().filter(|problem| policy.keeps_from_holding(problem)).cloned().collect();
    progress.schools.store(places.len(), Ordering::Relaxed);
    let mut schools: Vec<_> = places
        .par_iter()
        .map(|place| {
            let assessment = if !scope.touches(&place.path) {
                reader.number(place)
            } else if cache.is_some() && scope.holds(&place.path) {
                reader.school(place, &policy, today, Trust::Cache).assessment
            } else {
                reader.school_on_disk(scope, place, &policy, today)
            };
            progress.done.fetch_add(1, Ordering::Relaxed);
            assessment
        })
        .collect();
    if let Some(cache) = cache.filter(|_| scope.0.is_empty()) {
        cache.tidy(places.iter().map(|place| place.path.as_str()));
    }
    for school in &mut schools {
        problems.append(&mut school.problems);
        counts.add(school.counts);
    }
    let numbers: Vec<_> = schools.iter().filter_map(|school| school.number.clone()).collect();
    check_drive(&numbers, &mut problems);
    problems.retain(|problem| scope.holds(&problem.path));
    problems.par_sort_by(Problem::order);
    let errors = problems.iter().filter(|problem| problem.code.severity() == Severity::Error).count();
    counts.errors = errors;
    counts.warnings = problems.len() - errors;
    counts.files = counts.records + counts.documents;
    let policy = policy.policy.clone();
    Ok(Assessments { problems, counts, policy_problems, policy, schools })
}

/// The policy of the drive at `root`, as far as it holds, and what keeps the rest from holding.
pub fn policy(root: &Path) -> Result<(Policy, Vec<Problem>), DriveError> {
    let name = policy_file(root).ok_or_else(|| DriveError::NoPolicy(root.to_owned()))?;
    let (policy, mut problems) = read_policy(&name, disk::read(&root.join(&name), MOST_BYTES));
    problems.retain(|problem| problem.code.leaves_unread());
    Ok((policy, problems))
}

fn read_policy(name: &str, bytes: Result<Vec<u8>, ReadError>) -> (Policy, Vec<Problem>) {
    match bytes {
        Ok(bytes) => {
            let (text, encoding) = text::decode_owned(bytes);
            crate::reading::read_policy(name, &text, encoding)
        }
        Err(ReadError::Io(error)) => (Policy::default(), vec![unreadable::of_error(name, &error)]),
        Err(ReadError::TooLarge(length)) => (Policy::default(), vec![too_large(name, length)]),
    }
}

/// Where a field of the policy stands in its text.
fn policy_position(text: &str, field: &str) -> Option<Position> {
    let tree = tree::parse_toml(text).ok()?;
    tree.at(field).map(|(_, node)| node.start())
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
