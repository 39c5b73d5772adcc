//! What one part of the drive comes to: a school's folder, or what lies outside them. From the cache where nothing has changed.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::NaiveDate;

use super::cache::{Cache, OUTSIDE, Texts};
use super::fingerprint::Fingerprint;
use super::look::{Look, Seen};
use super::scan::{RecordFile, Scan, read_record};
use super::{Counts, DriveError, Progress, SchoolDeadline, SchoolPlace, Scope, Withdrawn};
use crate::calendar::OutOfRange;
use crate::disk::{self, Entry, EntryKind};
use crate::layout;
use crate::policy::Policy;
use crate::problem::{Code, Problem};
use crate::procedure::deadlines::{Deadline, Unreckonable, deadlines};
use crate::reading::Place;
use crate::record::school::SchoolFile;
use crate::record::values::Urn;
use crate::record::visit::VisitStatus;
use crate::rules::{Context, NumberedSchool, check_school};
use crate::school::{Filed, School};

/// What one school comes to; nothing of its records is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The manager's folder.
    pub manager: Arc<str>,
    /// The school's folder.
    pub school: Arc<str>,
    /// The school's name, where school.yaml can be read.
    pub name: Option<Arc<str>>,
    /// Its number, likewise.
    pub urn: Option<Urn>,
    /// Its SPOC, where it has one.
    pub spoc: Option<Arc<str>>,
    /// Whether it is open on the day.
    pub is_open: bool,
    /// The problems of its folder; not those that several schools decide together.
    pub problems: Vec<Problem>,
    /// What its folder holds.
    pub counts: Counts,
    /// Its number with its place, for what all schools decide together.
    pub number: Option<NumberedSchool>,
    /// Every deadline, in the order of the records.
    pub deadlines: Vec<SchoolDeadline>,
    /// The visits that are no more.
    pub withdrawn: Vec<Withdrawn>,
}

/// The policy as it was read, and by what it is known whether it still says the same.
#[derive(Debug)]
pub struct PolicyRead {
    /// The policy.
    pub policy: Policy,
    /// That of its content.
    pub fingerprint: Fingerprint,
    path: String,
}

impl PolicyRead {
    /// Whether a problem keeps a part of the policy from holding.
    #[must_use]
    pub fn keeps_from_holding(&self, problem: &Problem) -> bool {
        problem.path == self.path && problem.code.leaves_unread()
    }
}

/// What lies outside schools' folders, and which these are.
#[derive(Debug)]
pub struct Outside {
    /// The problems of the root, the managers' folders and the policy.
    pub problems: Vec<Problem>,
    /// What lies there.
    pub counts: Counts,
    /// The policy.
    pub policy: Arc<PolicyRead>,
    /// The schools' folders.
    pub places: Vec<SchoolPlace>,
    /// What was seen.
    pub seen: Seen,
    /// How far it can be relied on.
    pub doubt: Doubt,
    /// Whether there are folders, and none of them can be listed.
    pub sees_nothing: bool,
}

/// A school that was looked at and assessed.
#[derive(Debug)]
pub struct Assessed {
    /// What it comes to.
    pub assessment: Assessment,
    /// What was seen.
    pub seen: Seen,
    /// How far it can be relied on.
    pub doubt: Doubt,
}

/// Why something that was read may soon be otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The files that look as if they were still being written, as numbers, sorted.
    pub unfinished: Vec<u64>,
    /// Whether a file was changed so lately that another change might not show.
    pub is_fresh: bool,
    /// Whether something could not be read: that may change without a trace.
    pub is_unreadable: bool,
}

/// How far what was kept is relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// What a part came to is taken from the cache where nothing has changed.
    Cache,
    /// Nothing is taken from the cache: everything is read from the drive.
    Nothing,
}

/// Reads a drive.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The drive.
    pub root: &'a Path,
    /// What was kept, if anything is to be.
    pub cache: Option<&'a Cache>,
    /// Without a cache, the time by which it is judged what has changed only just; where there is neither, nothing has.
    pub now: Option<SystemTime>,
    /// Told of every step.
    pub progress: &'a Progress,
}

impl<'a> Reader<'a> {
    /// Looks at all that lies outside schools' folders: what was seen, and where the schools are. No file is opened. A drive of whose folders none
    /// can be listed any more is an error.
    pub fn look_outside(&self) -> Result<(Seen, Vec<SchoolPlace>), DriveError> {
        let (look, places) = Look::outside(self.root, self.progress)?;
        if look.sees_nothing() { Err(self.sees_nothing()) } else { Ok((look.seen(), places)) }
    }

    /// Why a drive is given up of whose folders none can be listed.
    #[must_use]
    pub fn sees_nothing(&self) -> DriveError {
        let source = std::io::Error::other("none of its folders can be listed");
        DriveError::Unlisted { path: self.root.to_owned(), source }
    }

    /// Looks at a school's folder, or where `number_only` at its school.yaml. No file is opened.
    #[must_use]
    pub fn look_at(&self, place: &SchoolPlace, number_only: bool) -> Seen {
        if number_only {
            Look::at_school_file(place, self.progress).seen()
        } else {
            Look::at_school(place, self.progress).seen()
        }
    }

    /// What lies outside schools' folders, as far as someone asked about it.
    pub fn outside(&self, scope: &Scope, today: NaiveDate, trust: Trust) -> Result<Outside, DriveError> {
        let texts = Texts::of_part(self.cache, OUTSIDE, trust == Trust::Nothing, self.progress);
        let (look, places) = Look::outside(self.root, self.progress)?;
        let (seen, is_fresh, sees_nothing) = (look.seen(), !self.is_settled(&look), look.sees_nothing());
        let mut scan = Scan::over(look, self.root, scope, &texts);
        let walked = scan.list_drive()?;
        debug_assert_eq!(walked, places);
        let (policy, fingerprint) = scan.policy(today);
        let path = scan.policy_file().to_owned();
        let doubt = Doubt::of(&scan.doubtful, &scan.problems, is_fresh || texts.has_moved());
        let Scan { problems, counts, .. } = scan;
        texts.save();
        let policy = Arc::new(PolicyRead { policy, fingerprint, path });
        Ok(Outside { problems, counts, policy, places: walked, seen, doubt, sees_nothing })
    }

    /// What a school comes to under a policy on a day.
    #[must_use]
    pub fn school(&self, place: &SchoolPlace, policy: &PolicyRead, today: NaiveDate, trust: Trust) -> Assessed {
        let look = Look::at_school(place, self.progress);
        let (seen, is_settled) = (look.seen(), self.is_settled(&look));
        let follows_from = (seen.fingerprint, policy.fingerprint, today);
        let cache = self.cache.filter(|_| is_settled);
        if trust == Trust::Cache
            && let Some((assessment, unfinished)) = cache.and_then(|cache| cache.assessment(&place.path, follows_from))
        {
            return Assessed { assessment, seen, doubt: Doubt { unfinished, ..Doubt::default() } };
        }
        let texts = Texts::of_part(self.cache, &place.path, trust == Trust::Nothing, self.progress);
        let everything = Scope::default();
        let mut scan = Scan::over(look, self.root, &everything, &texts);
        let assessment = assess(&mut scan, place, policy, today);
        let doubt = Doubt::of(&scan.doubtful, &assessment.problems, !is_settled || texts.has_moved());
        drop(scan);
        texts.save();
        if let Some(cache) = cache.filter(|_| !doubt.is_unreadable && !doubt.is_fresh) {
            cache.keep_assessment(&place.path, follows_from, &assessment, &doubt.unfinished);
        }
        Assessed { assessment, seen, doubt }
    }

    /// The same, of a part of a school perhaps, without looking first and without the cache.
    #[must_use]
    pub fn school_on_disk(
        &self,
        scope: &Scope,
        place: &SchoolPlace,
        policy: &PolicyRead,
        today: NaiveDate,
    ) -> Assessment {
        assess(&mut Scan::new(self.root, scope, &Texts::of_drive(self.progress)), place, policy, today)
    }

    /// Of a school that nobody asked about, only the number.
    #[must_use]
    pub fn number(&self, place: &SchoolPlace) -> Assessment {
        let number = school_file(self.root, place).as_ref().map(numbered);
        Assessment { number, ..Assessment::of(place) }
    }

    fn is_settled(&self, look: &Look<'_>) -> bool {
        let now = self.cache.map(Cache::now).or_else(|| self.now.map(disk::nanoseconds));
        now.is_none_or(|now| look.is_settled(now))
    }
}

impl Doubt {
    fn of(unfinished: &[u64], problems: &[Problem], is_fresh: bool) -> Self {
        let mut unfinished = unfinished.to_vec();
        unfinished.sort_unstable();
        let is_unreadable = problems.iter().any(|problem| problem.code == Code::Unreadable);
        Self { unfinished, is_fresh, is_unreadable }
    }
}

impl Assessment {
    fn of(place: &SchoolPlace) -> Self {
        Self { manager: place.manager.as_str().into(), school: place.folder.as_str().into(), ..Self::default() }
    }
}

fn assess(scan: &mut Scan<'_>, place: &SchoolPlace, policy: &PolicyRead, today: NaiveDate) -> Assessment {
    let mut school = scan.read_school(place);
    let deadlines = reckon(&mut school, &policy.policy, today, &mut scan.problems);
    let context = Context { today, policy: &policy.policy, deadlines: &deadlines };
    check_school(&school, &context, &mut scan.problems);
    scan.counts.schools = 1;
    let file = school.file.as_ref();
    let Assessment { manager, school: folder, .. } = Assessment::of(place);
    let spoc: Option<Arc<str>> = file.and_then(|file| file.record.spoc.as_deref().map(Arc::from));
    let urn = file.map(|file| file.record.urn);
    let of_school = |deadline: Deadline| SchoolDeadline {
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
        urn,
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
        urn,
        visit: *visit,
    });
    Assessment {
        withdrawn: withdrawn.collect(),
        number: file.map(numbered),
        deadlines: deadlines.into_iter().map(of_school).collect(),
        name: file.map(|file| Arc::from(&*file.record.name)),
        is_open: school.is_open(today),
        problems: std::mem::take(&mut scan.problems),
        counts: scan.counts,
        spoc: spoc.clone(),
        urn,
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
    }
}

/// A school with all its records, its deadlines, and the problems that its own folder decides.
#[must_use]
pub fn assess_school(
    root: &Path,
    place: &SchoolPlace,
    policy: &Policy,
    today: NaiveDate,
) -> (School, Vec<Deadline>, Vec<Problem>) {
    let (progress, everything) = (Progress::default(), Scope::default());
    let texts = Texts::of_drive(&progress);
    let mut scan = Scan::new(root, &everything, &texts);
    let mut school = scan.read_school(place);
    let deadlines = reckon(&mut school, policy, today, &mut scan.problems);
    check_school(&school, &Context { today, policy, deadlines: &deadlines }, &mut scan.problems);
    (school, deadlines, scan.problems)
}

/// The deadlines of a school. A record with a date that the calendar does not reach cannot be read: it is a problem and taken out of the
/// school, as it takes no further part.
pub fn reckon(school: &mut School, policy: &Policy, today: NaiveDate, problems: &mut Vec<Problem>) -> Vec<Deadline> {
    loop {
        let (deadlines, unreckonable) = deadlines(school, policy, today);
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

/// What school.yaml says, where it can be read.
pub(super) fn school_file(root: &Path, place: &SchoolPlace) -> Option<Filed<SchoolFile>> {
    let entries = disk::list(&place.on_disk).unwrap_or_default();
    let is_school_file =
        |entry: &&Entry| entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::SCHOOL_FILE);
    let entry = entries.iter().find(is_school_file)?;
    let path = format!("{}/{}", place.path, entry.name);
    let file = RecordFile { place: Place::SchoolFile, on_disk: place.on_disk.join(&entry.os_name), path, stamp: None };
    let mut school = School::default();
    let (progress, everything) = (Progress::default(), Scope::default());
    let texts = Texts::of_drive(&progress);
    Scan::new(root, &everything, &texts).take(read_record(&file, &texts), file, &mut school);
    school.file
}

fn numbered(file: &Filed<SchoolFile>) -> NumberedSchool {
    NumberedSchool { urn: file.record.urn, path: file.path.clone(), position: file.source.position("/urn") }
}
