//! A drive as it lies on the desk of someone who edits: what was read of it, and the texts that are not saved yet.
//!
//! What it gives for a school is what `validate` gives for the school's folder with those texts saved, by the same code. Nothing here asks the drive for
//! anything: what is read of it is brought in ([`Desk::take_outside`] and the like), so that a drive that freezes holds nobody up.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::assess::{Judged, judge};
use super::findings::{Findings, Sources};
use super::held::{Held, HeldFile, HeldFiles, MadeOfMail, OpenText, Readings};
use super::hold::{MailFound, MailWanted, OutsideHeld, SchoolHeld, place_of};
use super::overlay::{is_same_name, overlay};
use super::place::{SchoolPlace, Scope, is_within};
use super::policy_file::PolicyRead;
use super::progress::Progress;
use super::requests::Connection;
use super::school_files::{SchoolFacts, facts_of};
use super::texts::RecordTexts;
use super::walk::WalkedFolder;
use crate::disk::EntryKind;
use crate::layout::Role;
use crate::problem::Problem;
use crate::procedure::deadlines::Deadline;
use crate::rules::{Context, check_drive};
use crate::school::School;
use crate::text;
use crate::tree::MOST_BYTES;

/// Where a reading that asks the drive for nothing counts its steps.
static UNWATCHED: Progress = Progress::new();

/// A drive with texts that are not saved.
#[derive(Debug)]
pub struct Desk {
    root: PathBuf,
    today: NaiveDate,
    /// To nowhere: a way to the drive is not needed.
    connection: Connection,
    outside: Option<Arc<OutsideHeld>>,
    schools: BTreeMap<String, Arc<SchoolHeld>>,
    /// What each school.yaml says of its school, by manager and folder, as they were last read from the drive.
    facts: BTreeMap<(String, String), Option<SchoolFacts>>,
    mail: MadeOfMail,
    open: HashMap<String, OpenText>,
    readings: Readings,
    policy: Option<Arc<PolicyRead>>,
    judged: BTreeMap<String, Arc<JudgedSchool>>,
    wanted: BTreeMap<String, MailWanted>,
}

/// A school as it would be with all texts saved, and what follows from it.
#[derive(Debug)]
pub struct JudgedSchool {
    /// Its records.
    pub school: School,
    /// Its deadlines.
    pub deadlines: Vec<Deadline>,
    /// The policy by which it was judged.
    pub policy: Arc<PolicyRead>,
    /// The day that counted as today.
    pub today: NaiveDate,
    /// The folders in it, its own among them, relative to the drive.
    pub folders: HashSet<String>,
    /// The files that are being edited: the path of each on the drive, and the path under which it was opened.
    pub opened_as: HashMap<String, String>,
    /// The problems that its own folder decides.
    problems: Vec<Problem>,
}

/// The names of a drive's schools and of their SPOCs, each once.
#[derive(Debug, Clone, Default)]
pub struct DriveNames {
    /// The schools', as their school.yaml has them.
    pub schools: BTreeSet<String>,
    /// The SPOCs'.
    pub spocs: BTreeSet<String>,
}

impl JudgedSchool {
    /// What the rules were given besides the school.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        Context { today: self.today, policy: &self.policy.in_force, deadlines: &self.deadlines }
    }
}

impl Desk {
    /// The desk of the drive at `root`, with nothing on it.
    #[must_use]
    pub fn new(root: &Path, today: NaiveDate) -> Self {
        Self {
            root: root.to_owned(),
            today,
            connection: Connection::to_nowhere(),
            outside: None,
            schools: BTreeMap::new(),
            facts: BTreeMap::new(),
            mail: HashMap::new(),
            open: HashMap::new(),
            readings: Readings::default(),
            policy: None,
            judged: BTreeMap::new(),
            wanted: BTreeMap::new(),
        }
    }

    // What is brought in.

    /// The day that counts as today. Gives whether it is another one.
    pub fn day_is(&mut self, today: NaiveDate) -> bool {
        let is_another = self.today != today;
        if is_another {
            self.today = today;
            self.forget_judgements();
        }
        is_another
    }

    /// A file is being edited, and this is its text now. `path`: relative to the drive.
    pub fn set_text(&mut self, path: &str, text: Arc<str>) {
        self.open.insert(path.to_owned(), OpenText::new(text));
        self.touched(path);
    }

    /// A file is not being edited any more: what stands on the disk counts.
    pub fn close(&mut self, path: &str) {
        if self.open.remove(path).is_some() {
            self.touched(path);
        }
    }

    /// What lies outside schools' folders was read.
    pub fn take_outside(&mut self, outside: Arc<OutsideHeld>) {
        let there: HashSet<_> = outside.places.iter().map(|place| (&place.manager, &place.folder)).collect();
        self.facts.retain(|(manager, folder), _| there.contains(&(manager, folder)));
        self.outside = Some(outside);
        self.forget_judgements();
    }

    /// A school was read.
    pub fn take_school(&mut self, school: Arc<SchoolHeld>) {
        let path = school.place.path.clone();
        self.judged.remove(&path);
        self.schools.insert(path, school);
    }

    /// What each school.yaml says of its school was read.
    pub fn take_facts(&mut self, facts: Vec<(SchoolPlace, Option<SchoolFacts>)>) {
        self.facts = facts.into_iter().map(|(place, facts)| ((place.manager, place.folder), facts)).collect();
    }

    /// E-mails of a school were looked into.
    pub fn take_mail(&mut self, school: &str, found: MailFound) {
        self.mail.extend(found.0);
        self.judged.remove(school);
    }

    /// A school is not needed any more.
    pub fn drop_school(&mut self, school: &str) {
        self.schools.remove(school);
        self.judged.remove(school);
        self.wanted.remove(school);
        self.readings.keep_only(|path| !is_within(path, school));
        self.mail.retain(|(path, _), _| !is_within(path, school));
    }

    /// The e-mails that have to be looked into before a school's problems are all known; they are not asked for twice.
    pub fn mail_wanted(&mut self) -> BTreeMap<String, MailWanted> {
        std::mem::take(&mut self.wanted)
    }

    // What is asked.

    /// What lies outside schools' folders, as it was last read.
    #[must_use]
    pub fn outside(&self) -> Option<&Arc<OutsideHeld>> {
        self.outside.as_ref()
    }

    /// A school as it was last read.
    #[must_use]
    pub fn school(&self, path: &str) -> Option<&Arc<SchoolHeld>> {
        self.schools.get(path)
    }

    /// The schools that are held, by path.
    pub fn schools(&self) -> impl Iterator<Item = &Arc<SchoolHeld>> {
        self.schools.values()
    }

    /// The day that counts as today.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The school in whose folder a file lies, on the disk or not. None where it lies in no school's folder.
    #[must_use]
    pub fn place_of(&self, path: &str) -> Option<SchoolPlace> {
        match &self.outside {
            Some(outside) => outside.place_of(&self.root, path),
            None => place_of(&[], &self.root, path),
        }
    }

    /// The policy with its unsaved text. None where the drive has not been read yet.
    pub fn policy(&mut self) -> Option<Arc<PolicyRead>> {
        if self.policy.is_none() {
            let (policy, _) = self.read_policy()?;
            self.policy = Some(Arc::new(policy));
        }
        self.policy.clone()
    }

    /// A school with the unsaved texts, judged. None where it has not been read yet.
    pub fn judged(&mut self, school: &str) -> Option<Arc<JudgedSchool>> {
        if let Some(judged) = self.judged.get(school) {
            return Some(Arc::clone(judged));
        }
        let policy = self.policy()?;
        let held = self.schools.get(school)?;
        let overlaid = overlay(&held.folders, &self.open);
        let (judged, missed) = self.with_held(&held.files, &held.links, &overlaid.open, |sources| {
            judge(&held.place, &overlaid.folders, sources, &policy.in_force, self.today)
        });
        let Judged { school: records, deadlines, findings } = judged;
        let judged = Arc::new(JudgedSchool {
            school: records,
            deadlines,
            policy,
            today: self.today,
            folders: overlaid.folders.into_iter().map(|folder| folder.path).collect(),
            opened_as: overlaid.opened_as,
            problems: findings.problems,
        });
        if !missed.is_empty() {
            self.wanted.entry(school.to_owned()).or_default().extend(missed);
        }
        self.judged.insert(school.to_owned(), Arc::clone(&judged));
        Some(judged)
    }

    /// Every problem of a school with the unsaved texts: its own, and those that the whole drive decides, in the order of [`Problem::order`]. None
    /// where it has not been read yet.
    pub fn problems_of_school(&mut self, school: &str) -> Option<Vec<Problem>> {
        let judged = self.judged(school)?;
        // The numbers of all of them decide.
        for other in self.schools.keys().cloned().collect::<Vec<_>>() {
            self.judged(&other);
        }
        let mut problems = judged.problems.clone();
        let together = self.decided_together();
        problems.extend(together.into_iter().filter(|problem| is_within(&problem.path, school)));
        problems.sort_by(Problem::order);
        Some(problems)
    }

    /// Every problem of one file that lies in no school's folder: the policy, a record that went astray. None where the drive has not been read yet.
    pub fn problems_of_other(&mut self, path: &str) -> Option<Vec<Problem>> {
        let outside = Arc::clone(self.outside.as_ref()?);
        let overlaid = overlay(&outside.folders, &self.open);
        let listed = overlaid.opened_as.iter().find(|(_, opened)| *opened == path).map(|(listed, _)| listed.clone());
        let listed = listed.unwrap_or_else(|| path.to_owned());
        let scope = Scope(listed.clone());
        let (links, nothing) = (HashMap::new(), HeldFiles::new());
        let (mut findings, _) = self.with_held(&nothing, &links, &overlaid.open, |sources| {
            let mut findings = Findings::default();
            overlaid.folders.iter().for_each(|folder| findings.check_names(folder));
            let sources = Sources { scope: &scope, ..*sources };
            findings.read_out_of_place(&overlaid.folders, &sources);
            findings
        });
        if let Some((_, of_policy)) = self.read_policy() {
            findings.problems.extend(of_policy);
        }
        findings.problems.retain(|problem| problem.path == listed);
        findings.problems.sort_by(Problem::order);
        Some(findings.problems)
    }

    /// The text of a file of a school that is held, or of the policy: the unsaved one where there is one.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<Cow<'_, str>> {
        if let Some(open) = self.open.iter().find(|(opened, _)| is_same_path(opened, path)) {
            return Some(Cow::Borrowed(&open.1.text));
        }
        let held = self.file(path)?;
        held.bytes().map(|bytes| text::decode(bytes).0)
    }

    /// The names of the drive's schools and of their SPOCs, each once, as far as they are known.
    #[must_use]
    pub fn names(&self) -> DriveNames {
        let mut names = DriveNames::default();
        for facts in self.all_facts() {
            names.schools.insert(facts.name.clone());
            names.spocs.extend(facts.spoc.clone());
        }
        names
    }

    fn file(&self, path: &str) -> Option<&HeldFile> {
        let in_school = self.schools.values().find(|school| is_within(path, &school.place.path));
        let file = in_school.and_then(|school| school.files.get(path));
        let outside = || self.outside.as_ref().and_then(|outside| outside.files.get(path));
        file.or_else(outside).map(Arc::as_ref)
    }

    // How it is found out.

    /// A file has another text: what was made of it does not stand any more.
    fn touched(&mut self, path: &str) {
        match self.place_of(path) {
            Some(place) => drop(self.judged.remove(&place.path)),
            None if !path.contains('/') => self.forget_judgements(),
            None => {}
        }
    }

    fn forget_judgements(&mut self) {
        self.policy = None;
        self.judged.clear();
    }

    fn with_held<T>(
        &self,
        files: &HeldFiles,
        links: &HashMap<String, bool>,
        open: &HashMap<String, OpenText>,
        work: impl FnOnce(&Sources<'_>) -> T,
    ) -> (T, BTreeSet<(String, NaiveDate)>) {
        let missed = Mutex::default();
        let held = Held { files, links, open, mail: &self.mail, readings: &self.readings, missed };
        let texts = RecordTexts::of_memory(&held, &UNWATCHED);
        let done = work(&Sources { scope: &Scope::default(), texts: &texts, connection: &self.connection });
        drop(texts);
        (done, held.missed.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn read_policy(&self) -> Option<(PolicyRead, Vec<Problem>)> {
        let outside = self.outside.as_ref()?;
        let root = outside.folders.first().map(WalkedFolder::copy)?;
        let overlaid = overlay(&[root], &self.open);
        let entries = overlaid.folders.first()?.listed();
        let policy = entries.iter().find(|entry| entry.role == Role::Policy && entry.kind == EntryKind::File)?;
        let links = HashMap::new();
        let (read, _) = self.with_held(&outside.files, &links, &overlaid.open, |sources| {
            let mut findings = Findings::default();
            let bytes = sources.texts.read(&policy.name, &self.root.join(&policy.os_name), policy.stamp, MOST_BYTES);
            let read = PolicyRead::of(&policy.name, bytes, self.today, &mut findings);
            (read, findings.problems)
        });
        Some(read)
    }

    /// What each school.yaml says: of the judged schools with the unsaved texts, of the others as they were last read.
    fn all_facts(&self) -> impl Iterator<Item = Cow<'_, SchoolFacts>> {
        let of_judged = |judged: &Arc<JudgedSchool>| {
            let School { manager, folder, file, .. } = &judged.school;
            ((manager.clone(), folder.clone()), file.as_ref().map(|file| Cow::Owned(facts_of(file))))
        };
        let read = self.facts.iter().map(|(key, facts)| (key.clone(), facts.as_ref().map(Cow::Borrowed)));
        let all: BTreeMap<_, _> = read.chain(self.judged.values().map(of_judged)).collect();
        all.into_values().flatten()
    }

    /// The problems that all schools decide together.
    fn decided_together(&self) -> Vec<Problem> {
        let numbers: Vec<_> = self.all_facts().map(|facts| facts.number.clone()).collect();
        let mut problems = Vec::new();
        check_drive(&numbers, &mut problems);
        problems
    }
}

/// Whether two paths stand for the same file.
fn is_same_path(one: &str, other: &str) -> bool {
    one == other
        || (cfg!(windows) && one.split('/').count() == other.split('/').count() && {
            one.split('/').zip(other.split('/')).all(|(one, other)| is_same_name(one, other))
        })
}
