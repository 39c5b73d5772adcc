//! A drive with files that the editor has open: what lies on its desk, what is still to be read of it, and when it is looked at again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::Duration;

use super::background::{Answer, Ask};
use crate::drive::{Desk, DriveError, GRAIN, MailWanted, Progress, shown};
use crate::watch::{Moment, Pace};

/// How long a drive that cannot be reached is left alone at least.
const LEAST_REST: Duration = Duration::from_secs(2);

/// A drive with files that the editor has open.
pub(super) struct OpenDrive {
    /// The drive, as it is written in the paths of the editor.
    pub given: PathBuf,
    pub desk: Desk,
    /// The files that are open, relative to the drive.
    pub open: BTreeSet<String>,
    /// Whether something has changed since the problems were last worked out.
    pub has_changed: bool,
    asks: Sender<Ask>,
    progress: Arc<Progress>,
    pace: Pace,
    needs: Needs,
    /// While an answer is awaited: how many calls to the drive had come back when the last one was seen to, and when that was.
    waiting: Option<(u64, Duration)>,
    is_lost: bool,
    /// When to look at everything again.
    look: Duration,
    /// When to look again at what was changed a moment before it was read.
    look_again: Option<Duration>,
}

/// What is to be read.
#[derive(Debug, Default)]
struct Needs {
    /// What lies outside schools' folders.
    outside: bool,
    /// Schools, by a file in each.
    schools: BTreeSet<String>,
    facts: bool,
    mail: BTreeMap<String, MailWanted>,
}

impl OpenDrive {
    pub fn new(
        given: PathBuf,
        root: &Path,
        asks: Sender<Ask>,
        progress: Arc<Progress>,
        pace: Pace,
        now: &Moment,
    ) -> Self {
        let desk = Desk::new(root, now.today);
        Self {
            given,
            desk,
            open: BTreeSet::new(),
            has_changed: true,
            asks,
            progress,
            pace,
            needs: Needs { facts: true, ..Needs::default() },
            waiting: None,
            is_lost: false,
            look: now.steady + pace.interval,
            look_again: None,
        }
    }

    /// A file was opened.
    pub fn opened(&mut self, file: &str) {
        self.open.insert(file.to_owned());
        self.changed_on_disk(file);
    }

    /// A file was closed: what stands on the disk counts.
    pub fn closed(&mut self, file: &str) {
        self.open.remove(file);
        self.desk.close(file);
        self.has_changed = true;
        if let Some(place) = self.desk.place_of(file) {
            let is_of_school = |open: &String| self.desk.place_of(open).is_some_and(|of| of.path == place.path);
            if self.open.iter().any(is_of_school) {
                self.changed_on_disk(file);
            } else {
                self.desk.drop_school(&place.path);
                self.needs.facts |= is_school_file(file);
            }
        }
    }

    /// Something may be otherwise on the disk.
    pub fn changed_on_disk(&mut self, file: &str) {
        self.needs.facts |= is_school_file(file) || file.split('/').count() <= 2;
        match self.desk.place_of(file) {
            Some(place) => {
                let is_of_school = |open: &String| self.desk.place_of(open).is_some_and(|of| of.path == place.path);
                if self.open.iter().any(is_of_school) {
                    self.needs.schools.insert(file.to_owned());
                }
            }
            // A folder that is gone or new may be a school's, or hold schools.
            None => {
                self.needs.outside = true;
                self.needs.schools.extend(self.open.iter().cloned());
            }
        }
    }

    /// Everything may be otherwise on the disk.
    fn all_may_have_changed(&mut self) {
        self.needs.outside = true;
        self.needs.facts = true;
        self.needs.schools.extend(self.open.iter().cloned());
    }

    /// Asks for what is to be read, where no answer is awaited. Gives what the user is to be told, and the time of the next turn.
    pub fn turn(&mut self, now: &Moment) -> (Option<String>, Duration) {
        if self.desk.day_is(now.today) {
            self.has_changed = true;
        }
        if now.steady >= self.look {
            self.look = now.steady + self.pace.interval;
            self.all_may_have_changed();
        }
        if self.look_again.is_some_and(|at| now.steady >= at) {
            self.look_again = None;
            self.needs.outside = true;
            self.needs.schools.extend(self.open.iter().cloned());
        }
        let told = self.see_whether_it_answers(now);
        self.ask(now);
        let next = self.look_again.map_or(self.look, |at| at.min(self.look));
        (told, if self.waiting.is_some() { now.steady + Duration::from_secs(1) } else { next })
    }

    fn see_whether_it_answers(&mut self, now: &Moment) -> Option<String> {
        let steps = self.progress.steps.load(Ordering::Relaxed);
        let (seen, since) = self.waiting.as_mut()?;
        if *seen != steps {
            (*seen, *since) = (steps, now.steady);
            return None;
        }
        let is_frozen = now.steady.saturating_sub(*since) >= self.pace.frozen;
        if is_frozen { self.lost("it does not answer") } else { None }
    }

    /// What the user is told, once, when the drive cannot be reached.
    fn lost(&mut self, why: &str) -> Option<String> {
        let is_news = !std::mem::replace(&mut self.is_lost, true);
        is_news.then(|| {
            format!(
                "The drive {} cannot be reached: {why}. Until it can, what you write is checked against the records as they were last seen.",
                shown(&self.given)
            )
        })
    }

    fn ask(&mut self, now: &Moment) {
        let Needs { outside, schools, facts, mail } = &self.needs;
        let is_urgent = *outside || !schools.is_empty() || !mail.is_empty();
        if self.waiting.is_some() || (!is_urgent && !facts) {
            return;
        }
        let needs = std::mem::take(&mut self.needs);
        // What every school.yaml says takes long the first time: what is being edited comes first.
        let facts = needs.facts && !is_urgent;
        self.needs.facts = needs.facts && is_urgent;
        let held = self.desk.schools().map(|school| (school.place.path.clone(), Arc::clone(school)));
        let ask = Ask {
            open: self.open.iter().cloned().collect(),
            schools: needs.schools,
            facts,
            mail: needs.mail,
            outside: self.desk.outside().cloned(),
            held: held.collect(),
            now: now.wall,
            today: now.today,
        };
        // Where the thread is gone nothing more is read, and what was read stays.
        if self.asks.send(ask).is_ok() {
            self.waiting = Some((self.progress.steps.load(Ordering::Relaxed), now.steady));
        }
    }

    /// An answer came. Gives what the user is to be told.
    pub fn take(&mut self, answer: Result<Answer, DriveError>, now: &Moment) -> Option<String> {
        self.waiting = None;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                // Look again in a while, and then at everything.
                self.needs = Needs::default();
                self.look = now.steady + self.pace.hold.max(LEAST_REST);
                return self.lost(&error.to_string());
            }
        };
        self.is_lost = false;
        self.has_changed = true;
        let is_unsettled = answer.outside.is_unsettled() || answer.schools.iter().any(|school| school.is_unsettled());
        if is_unsettled {
            self.look_again = Some(now.steady + GRAIN + Duration::from_millis(100));
        }
        self.desk.take_outside(answer.outside);
        for school in answer.schools {
            let is_open =
                self.open.iter().any(|file| self.desk.place_of(file).is_some_and(|of| of.path == school.place.path));
            if is_open {
                self.desk.take_school(school);
            }
        }
        if let Some(facts) = answer.facts {
            self.desk.take_facts(facts);
        }
        for (school, found) in answer.mail {
            self.desk.take_mail(&school, found);
        }
        None
    }

    /// Takes up what was found missing while the problems were worked out.
    pub fn want_mail(&mut self) {
        for (school, wanted) in self.desk.mail_wanted() {
            self.needs.mail.entry(school).or_default().extend(wanted);
        }
    }

    /// The schools in whose folders files are open, by path.
    pub fn open_schools(&self) -> BTreeSet<String> {
        self.open.iter().filter_map(|file| self.desk.place_of(file)).map(|place| place.path).collect()
    }
}

fn is_school_file(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(crate::layout::SCHOOL_FILE))
}
