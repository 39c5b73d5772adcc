//! The reading of a drive: schools in parallel, each listed, read and assessed, then what all of them decide together.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::assess::{Judged, assess, judge, reckon};
use super::assessment::{Assessment, Counts, SchoolDeadline, Withdrawn};
use super::cache::{Cache, Kept, OUTSIDE};
use super::files::read_sent_mail;
use super::findings::{Findings, Sources};
use super::packed::PackedAssessment;
use super::place::{SchoolPlace, Scope};
use super::policy_file::PolicyRead;
use super::progress::Progress;
use super::read_school::read_school;
use super::requests::Connection;
use super::root::DriveError;
use super::school_files::SchoolFiles;
use super::snapshot::{Snapshot, are_all_settled};
use super::stored;
use super::texts::{ReadFrom, RecordTexts};
use super::walk::{Stamps, WalkedFolder, Walker};
use crate::disk::{self, EntryKind};
use crate::layout::Role;
use crate::mail::SavedMail;
use crate::policy::Policy;
use crate::problem::{Problem, Severity};
use crate::procedure::deadlines::Deadline;
use crate::rules::{check_drive, no_terms, unreadable};
use crate::school::School;
use crate::tree::MOST_BYTES;

/// Reads a drive, or a part of it, as on a day.
#[derive(Debug)]
pub struct DriveReader<'a> {
    root: &'a Path,
    today: NaiveDate,
    scope: Scope,
    cache: Option<&'a Cache>,
    now: Option<SystemTime>,
    progress: &'a Progress,
    connection: Connection,
}

/// What is asked of the schools outside the part of the drive that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    /// The number, for what all schools decide together.
    Numbered,
    /// Nothing.
    LeftAlone,
}

/// Where a reader counts when nobody asked for its progress.
static UNWATCHED: Progress = Progress::new();

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

/// What is due on a drive or a part of it.
#[derive(Debug)]
pub struct DueDates {
    /// Every deadline, sorted by due day, manager, school and step.
    pub deadlines: Vec<SchoolDeadline>,
    /// The visits that were cancelled or moved away.
    pub withdrawn: Vec<Withdrawn>,
    /// What makes the list incomplete: the policy's problems, and what could not be read.
    pub problems: Vec<Problem>,
    /// That no dates can be asked for of an academic year, as policy.toml has no terms of it yet.
    pub terms_wanted: Option<String>,
    /// The policy.
    pub policy: Policy,
}

/// What the schools of a drive or a part of it come to. `validate`, `due` and the board are made from this.
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
    /// Each school, without its problems, which are in the list above. Of a school outside the part, the number alone is known.
    pub schools: Vec<Assessment>,
}

/// What was made of each school.
#[derive(Debug)]
pub struct EachSchool<T> {
    /// What was made, in the order of the schools' paths.
    pub made: Vec<T>,
    /// What makes it incomplete: the policy's problems, and what could not be read.
    pub problems: Vec<Problem>,
    /// The policy.
    pub policy: Policy,
}

/// What lies outside schools' folders, and where the schools' folders are.
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
    pub snapshot: Snapshot,
    /// Why the next reading may find something else.
    pub unsettled: Unsettled,
    /// Whether there are folders in the root, and none of them can be listed.
    pub sees_nothing: bool,
}

/// A school that was looked at and assessed.
#[derive(Debug)]
pub struct Assessed {
    /// What it comes to.
    pub assessment: PackedAssessment,
    /// What was seen.
    pub snapshot: Snapshot,
    /// Why the next reading may find something else.
    pub unsettled: Unsettled,
}

/// Why the next reading of something may find something else, though it may look the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// The files that look as if they were still being written; their paths as numbers, sorted.
    pub unfinished: Vec<u64>,
    /// Whether a file was changed so lately that another change might not show.
    pub is_fresh: bool,
    /// Whether something could not be read: it may become readable without looking otherwise.
    pub is_unreadable: bool,
}

impl Unsettled {
    fn of(unfinished: &[u64], problems: &[Problem], is_fresh: bool) -> Self {
        let mut unfinished = unfinished.to_vec();
        unfinished.sort_unstable();
        let is_unreadable = problems.iter().any(|problem| problem.code == unreadable::CODE);
        Self { unfinished, is_fresh, is_unreadable }
    }
}

impl<'a> DriveReader<'a> {
    /// A reader of the whole drive at `root`, an absolute path, as on a day. It keeps nothing.
    #[must_use]
    pub fn new(root: &'a Path, today: NaiveDate) -> Self {
        let connection = Connection::to(root);
        Self { root, today, scope: Scope::default(), cache: None, now: None, progress: &UNWATCHED, connection }
    }

    /// Reads only a part of the drive, and of the rest only the schools' numbers, which the whole drive decides on.
    #[must_use]
    pub fn of_part(self, scope: &Scope) -> Self {
        Self { scope: scope.clone(), ..self }
    }

    /// Takes what has not changed from the cache, and keeps there what is new. The answers are the same as without.
    #[must_use]
    pub fn with_cache(self, cache: Option<&'a Cache>) -> Self {
        Self { cache, ..self }
    }

    /// Counts every step there.
    #[must_use]
    pub fn with_progress(self, progress: &'a Progress) -> Self {
        Self { progress, ..self }
    }

    /// Judges by this time what has changed only just, where there is no cache with a time of its own. Without either, nothing counts as just
    /// changed.
    #[must_use]
    pub fn at(self, now: SystemTime) -> Self {
        Self { now: Some(now), ..self }
    }

    /// Every problem of the drive or its part (records.md, section 7), and what was counted.
    pub fn validate(&self) -> Result<Validation, DriveError> {
        let whole = self.assessments()?;
        Ok(Validation { today: self.today, problems: whole.problems, counts: whole.counts })
    }

    /// Every deadline of the drive, or of the schools of its part (records.md, section 5).
    pub fn due(&self) -> Result<DueDates, DriveError> {
        // Deadlines follow from a school's own records: of the others not even the number is asked.
        let whole = self.assess(Others::LeftAlone)?;
        let terms_wanted = no_terms::wanted(&whole.policy.calendar, self.today);
        let (deadlines, withdrawn) = (Vec::new(), Vec::new());
        let mut due =
            DueDates { deadlines, withdrawn, problems: whole.policy_problems, terms_wanted, policy: whole.policy };
        for school in whole.schools {
            due.deadlines.extend(school.deadlines);
            due.withdrawn.extend(school.withdrawn);
        }
        due.deadlines.par_sort_by(|a, b| a.key().cmp(&b.key()));
        due.withdrawn.sort();
        // The same day may stand in two records: in that of the cancelled visit, and as `moved_from` in that of the new one.
        due.withdrawn.dedup();
        // Other records that cannot be read show in the list already: their deadlines are "not known".
        let unreadable = whole.problems.into_iter().filter(|problem| problem.code == unreadable::CODE);
        let found: Vec<_> = unreadable.filter(|problem| !due.problems.contains(problem)).collect();
        due.problems.extend(found);
        Ok(due)
    }

    /// What each school comes to, and what all of them decide together.
    pub fn assessments(&self) -> Result<Assessments, DriveError> {
        self.assess(Others::Numbered)
    }

    fn assess(&self, others: Others) -> Result<Assessments, DriveError> {
        let Outside { mut problems, mut counts, policy, places, .. } =
            self.outside(&self.scope, ReadFrom::CacheWhereUnchanged)?;
        let policy_problems = problems.iter().filter(|problem| policy.keeps_from_holding(problem)).cloned().collect();
        let is_looked_at = |place: &&SchoolPlace| others == Others::Numbered || self.scope.touches(&place.path);
        let looked_at: Vec<_> = places.iter().filter(is_looked_at).cloned().collect();
        self.progress.schools.store(looked_at.len(), Ordering::Relaxed);
        let files = self.school_files();
        let mut schools = self.connection.for_each_school(&looked_at, |place| {
            let assessment = if !self.scope.touches(&place.path) {
                Assessment { number: files.facts(place).0.map(|facts| facts.number), ..Assessment::of(place) }
            } else if self.cache.is_some() && self.scope.holds(&place.path) {
                self.school(place, &policy, ReadFrom::CacheWhereUnchanged).0
            } else {
                self.school_on_disk(place, &policy)
            };
            self.progress.done.fetch_add(1, Ordering::Relaxed);
            assessment
        });
        files.save(&places);
        if let Some(cache) = self.cache.filter(|_| self.scope.0.is_empty()) {
            cache.tidy(places.iter().map(|place| place.path.as_str()));
        }
        for school in &mut schools {
            problems.append(&mut school.problems);
            counts.add(school.counts);
        }
        let numbers: Vec<_> = schools.iter().filter_map(|school| school.number.clone()).collect();
        check_drive(&numbers, &mut problems);
        problems.retain(|problem| self.scope.holds(&problem.path));
        problems.par_sort_by(Problem::order);
        let errors = problems.iter().filter(|problem| problem.code.severity() == Severity::Error).count();
        counts.errors = errors;
        counts.warnings = problems.len() - errors;
        counts.files = counts.records + counts.documents;
        let policy = policy.in_force.clone();
        Ok(Assessments { problems, counts, policy_problems, policy, schools })
    }

    /// What `make` makes of each school of the drive, or of its part, and of its deadlines. Only that is kept, so that memory is bounded by the schools
    /// in flight.
    pub fn each_school<T: Send + Sync>(
        &self,
        make: impl Fn(&School, &[Deadline], &Policy) -> T + Send + Sync,
    ) -> Result<EachSchool<T>, DriveError> {
        let Outside { problems, policy, places, .. } = self.outside(&self.scope, ReadFrom::CacheWhereUnchanged)?;
        let mut problems: Vec<_> = problems
            .into_iter()
            .filter(|problem| policy.keeps_from_holding(problem) || problem.code == unreadable::CODE)
            .collect();
        let places: Vec<_> = places.into_iter().filter(|place| self.scope.touches(&place.path)).collect();
        self.progress.schools.store(places.len(), Ordering::Relaxed);
        let made = self.connection.for_each_school(&places, |place| {
            let everything = Scope::default();
            let folders = self.walker(self.stamps()).school(place, &everything);
            let texts = RecordTexts::of_part(self.cache, &place.path, ReadFrom::CacheWhereUnchanged, self.progress);
            let sources = Sources { scope: &everything, texts: &texts, connection: &self.connection };
            let mut findings = Findings::default();
            let mut school = read_school(place, &folders, &sources, &mut findings);
            let deadlines = reckon(&mut school, &policy.in_force, self.today, &mut findings.problems);
            texts.save();
            findings.problems.retain(|problem| problem.code == unreadable::CODE);
            self.progress.done.fetch_add(1, Ordering::Relaxed);
            (make(&school, &deadlines, &policy.in_force), findings.problems)
        });
        let mut all = Vec::with_capacity(made.len());
        for (made, unreadable) in made {
            all.push(made);
            problems.extend(unreadable);
        }
        problems.sort_by(Problem::order);
        Ok(EachSchool { made: all, problems, policy: policy.in_force.clone() })
    }

    /// Looks at all that lies outside schools' folders: gives what was seen, and where the schools are. No file is opened. It is an error where the
    /// root has folders and none of them can be listed.
    pub fn look_outside(&self) -> Result<(Snapshot, Vec<SchoolPlace>), DriveError> {
        let (folders, places) = self.walker(Stamps::Asked).outside(&Scope::default())?;
        if sees_nothing(&folders) { Err(self.sees_nothing()) } else { Ok((Snapshot::of(&folders), places)) }
    }

    /// The error of a drive of whose folders none can be listed.
    #[must_use]
    pub fn sees_nothing(&self) -> DriveError {
        let source = std::io::Error::other("none of its folders can be listed");
        DriveError::Unlisted { path: self.root.to_owned(), source }
    }

    /// Looks at some schools; where a school is outside the part, at the folder with school.yaml alone. No file is opened.
    #[must_use]
    pub fn look_at(&self, places: &[SchoolPlace]) -> Vec<Snapshot> {
        let walker = self.walker(Stamps::Asked);
        self.connection.for_each_school(places, |place| {
            if self.scope.touches(&place.path) {
                Snapshot::of(&walker.school(place, &Scope::default()))
            } else {
                Snapshot::of(walker.folder_alone(&place.path, &place.on_disk, Role::School).as_slice())
            }
        })
    }

    /// Reads what lies outside schools' folders, as far as the scope touches it.
    pub fn outside(&self, scope: &Scope, from: ReadFrom) -> Result<Outside, DriveError> {
        let texts = RecordTexts::of_part(self.cache, OUTSIDE, from, self.progress);
        let (folders, places) = self.walker(self.stamps()).outside(scope)?;
        let mut findings = Findings::default();
        folders.iter().for_each(|folder| findings.check_names(folder));
        let managers = folders.iter().filter(|folder| folder.role == Role::Manager);
        findings.counts.managers = managers.filter(|folder| scope.touches(&folder.path)).count();
        findings.read_out_of_place(&folders, &Sources { scope, texts: &texts, connection: &self.connection });
        let policy = self.policy(&folders, &texts, &mut findings)?;
        let is_fresh = !self.is_settled(&folders) || texts.has_moved();
        texts.save();
        let Findings { problems, counts, unfinished } = findings;
        let unsettled = Unsettled::of(&unfinished, &problems, is_fresh);
        let (snapshot, sees_nothing) = (Snapshot::of(&folders), sees_nothing(&folders));
        Ok(Outside { problems, counts, policy: Arc::new(policy), places, snapshot, unsettled, sees_nothing })
    }

    fn policy(
        &self,
        folders: &[WalkedFolder],
        texts: &RecordTexts<'_>,
        findings: &mut Findings,
    ) -> Result<PolicyRead, DriveError> {
        let entries = folders.iter().filter(|folder| folder.role == Role::Root).flat_map(|folder| {
            let is_policy = |role, kind| role == Role::Policy && kind == EntryKind::File;
            folder.listed().iter().filter(move |entry| is_policy(entry.role, entry.kind)).map(move |one| (folder, one))
        });
        let (root, entry) = entries.into_iter().next().ok_or_else(|| DriveError::NoPolicy(self.root.to_owned()))?;
        let bytes = texts.read(&entry.name, &root.on_disk_of(entry), entry.stamp, MOST_BYTES);
        Ok(PolicyRead::of(&entry.name, bytes, self.today, findings))
    }

    /// Reads some schools under a policy; of a school outside the part, the number alone.
    #[must_use]
    pub fn schools(&self, places: &[SchoolPlace], policy: &PolicyRead, from: ReadFrom) -> Vec<Assessed> {
        // A reading from the drive may not believe the cache: it is to find what the cache does not know of.
        let files = match from {
            ReadFrom::CacheWhereUnchanged => self.school_files(),
            ReadFrom::Drive => SchoolFiles::new(self.walker(Stamps::Asked), None),
        };
        self.connection.for_each_school(places, |place| {
            let (assessment, snapshot, unsettled) = if self.scope.touches(&place.path) {
                self.school(place, policy, from)
            } else {
                let (facts, snapshot) = files.facts(place);
                let assessment = Assessment { number: facts.map(|facts| facts.number), ..Assessment::of(place) };
                (assessment, snapshot, Unsettled::default())
            };
            Assessed { assessment: PackedAssessment::of(assessment), snapshot, unsettled }
        })
    }

    fn school(&self, place: &SchoolPlace, policy: &PolicyRead, from: ReadFrom) -> (Assessment, Snapshot, Unsettled) {
        let everything = Scope::default();
        let folders = self.walker(Stamps::Asked).school(place, &everything);
        let (snapshot, is_settled) = (Snapshot::of(&folders), self.is_settled(&folders));
        let follows_from = (snapshot.fingerprint, policy.fingerprint, self.today);
        let cache = self.cache.filter(|_| is_settled);
        let kept = || stored::from_bytes(&cache?.get(&place.path, Kept::Assessment, follows_from)?);
        if from == ReadFrom::CacheWhereUnchanged
            && let Some((assessment, unfinished)) = kept()
        {
            return (assessment, snapshot, Unsettled { unfinished, ..Unsettled::default() });
        }
        let texts = RecordTexts::of_part(self.cache, &place.path, from, self.progress);
        let sources = Sources { scope: &everything, texts: &texts, connection: &self.connection };
        let (assessment, findings) = assess(place, &folders, &sources, &policy.in_force, self.today);
        let unsettled = Unsettled::of(&findings.unfinished, &assessment.problems, !is_settled || texts.has_moved());
        texts.save();
        if let Some(cache) = cache.filter(|_| !unsettled.is_unreadable && !unsettled.is_fresh)
            && let Some(bytes) = stored::to_bytes(&assessment, &unsettled.unfinished)
        {
            cache.keep(&place.path, Kept::Assessment, follows_from, &bytes);
        }
        (assessment, snapshot, unsettled)
    }

    /// Reads a school without the cache; only the part of it that the scope holds.
    fn school_on_disk(&self, place: &SchoolPlace, policy: &PolicyRead) -> Assessment {
        let folders = self.walker(Stamps::NotAsked).school(place, &self.scope);
        let texts = RecordTexts::of_drive(self.progress);
        let sources = Sources { scope: &self.scope, texts: &texts, connection: &self.connection };
        assess(place, &folders, &sources, &policy.in_force, self.today).0
    }

    /// A school with its records, except those that cannot be read or whose dates are beyond the calendar. [`Self::validate`] reports what is wrong
    /// with these.
    #[must_use]
    pub fn load_school(&self, place: &SchoolPlace, policy: &Policy) -> School {
        let everything = Scope::default();
        let folders = self.walker(Stamps::NotAsked).school(place, &everything);
        let texts = RecordTexts::of_drive(self.progress);
        let sources = Sources { scope: &everything, texts: &texts, connection: &self.connection };
        let mut school = read_school(place, &folders, &sources, &mut Findings::default());
        reckon(&mut school, policy, self.today, &mut Vec::new());
        school
    }

    /// A school with all its records, its deadlines under a policy, and the problems that its own folder decides.
    #[must_use]
    pub fn assess_school(&self, place: &SchoolPlace, policy: &Policy) -> (School, Vec<Deadline>, Vec<Problem>) {
        let texts = RecordTexts::of_drive(self.progress);
        let folders = self.walker(Stamps::NotAsked).school(place, &Scope::default());
        let sources = Sources { scope: &Scope::default(), texts: &texts, connection: &self.connection };
        let Judged { school, deadlines, findings } = judge(place, &folders, &sources, policy, self.today);
        (school, deadlines, findings.problems)
    }

    /// What a school's saved e-mails say of themselves and what is attached to them; nothing of a file that cannot be read or is no mail.
    #[must_use]
    pub fn read_mail_of(&self, school: &School) -> Vec<SavedMail> {
        let read = self.connection.for_each(&school.mail, |path| read_sent_mail(self.root, path));
        read.into_iter().flatten().collect()
    }

    /// Reads many files, several at a time where the drive is slow, and counts each as a step; gives what comes of it in their order.
    pub fn for_each_file<T: Sync, A: Send>(&self, files: &[T], read: impl Fn(&T) -> A + Send + Sync) -> Vec<A> {
        self.connection.for_each(files, |file| {
            let answer = read(file);
            self.progress.step();
            answer
        })
    }

    pub(super) fn walker(&self, stamps: Stamps) -> Walker<'_> {
        Walker { root: self.root, connection: &self.connection, progress: self.progress, stamps }
    }

    pub(super) fn root(&self) -> &Path {
        self.root
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.today
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn cache(&self) -> Option<&Cache> {
        self.cache
    }

    pub(super) fn progress(&self) -> &Progress {
        self.progress
    }

    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(super) fn school_files(&self) -> SchoolFiles<'_> {
        SchoolFiles::new(self.walker(self.stamps()), self.cache)
    }

    /// The size and times of a file cost a call, and are of use only where something is compared with them.
    fn stamps(&self) -> Stamps {
        if self.cache.is_some() || self.now.is_some() { Stamps::Asked } else { Stamps::NotAsked }
    }

    /// Whether every file was last changed well before now.
    fn is_settled(&self, folders: &[WalkedFolder]) -> bool {
        self.judged_at().is_none_or(|now| are_all_settled(folders, now))
    }

    /// The time by which it is judged what has changed only just, in nanoseconds from 1970.
    pub(super) fn judged_at(&self) -> Option<i64> {
        self.cache.map(Cache::now).or_else(|| self.now.map(disk::nanoseconds))
    }
}

/// Whether there are folders in the root and none of them can be listed, for other reasons than a lack of rights: a drive that is going away looks
/// so.
pub(super) fn sees_nothing(folders: &[WalkedFolder]) -> bool {
    let has_failed = |folder: &WalkedFolder| {
        folder.entries.as_ref().is_err_and(|error| error.kind() != std::io::ErrorKind::PermissionDenied)
    };
    let mut below = folders.iter().filter(|folder| folder.role != Role::Root).peekable();
    below.peek().is_some() && below.all(has_failed)
}
