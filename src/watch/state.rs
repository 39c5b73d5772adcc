//! What is known of the drive: pure. Looks, readings and the time go in; events come out. What to do next follows from it ([`super::next`]).
//!
//! Which changes are believed, and when, is decided for each part of the drive ([`super::part`]). The first scan is believed at once.
//!
//! # When the drive is not there
//!
//! A drive whose root cannot be listed, or has lost its policy.toml, or of whose folders none can be listed, is not reachable: it is not a
//! drive on which everything was deleted. What was known stays as it was.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use super::event::{self, Event};
use super::pace::Pace;
use super::part::{Believed, Part, PartReading, PolicyAndDay, Verdict};
use super::picture::PartNews;
use super::work::SearchResult;
use crate::drive::{Assessed, Outside, PackedAssessment, PolicyRead, SchoolPlace, Scope, Snapshot};
use crate::problem::Problem;
use crate::rules::check_drive;

/// Whether the drive can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The drive can be reached, or nobody has tried yet.
    Well,
    /// The drive has not been reached since then; this has not been reported yet.
    Missed(Duration),
    /// The drive cannot be reached, and this has been reported.
    Lost,
}

/// The path of the part outside schools' folders, among those of schools.
pub(super) const OUTSIDE: &str = "";

/// What is known of a drive.
#[derive(Debug)]
pub struct WatchState {
    scope: Scope,
    pub(super) pace: Pace,
    pub(super) today: NaiveDate,
    pub(super) parts: BTreeMap<String, Part>,
    pub(super) policy: Option<Arc<PolicyRead>>,
    /// The problems that keep a part of the policy from holding: they concern every scope.
    policy_problems: Vec<Problem>,
    /// The problems that several schools decide together.
    together: Vec<Problem>,
    pub(super) reach: Reach,
    pub(super) is_ready: bool,
    /// When to look at everything next.
    pub(super) look_all: Duration,
    /// When such a look was last asked for.
    pub(super) asked: Duration,
    /// When the next sweep begins.
    pub(super) sweep: Duration,
    events: Vec<Event>,
    news: Vec<PartNews>,
    changes: u64,
}

impl WatchState {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(scope: Scope, pace: Pace, today: NaiveDate) -> Self {
        Self {
            scope,
            pace,
            today,
            parts: BTreeMap::new(),
            policy: None,
            policy_problems: Vec::new(),
            together: Vec::new(),
            reach: Reach::Well,
            is_ready: false,
            look_all: Duration::ZERO,
            asked: Duration::ZERO,
            sweep: Duration::ZERO,
            events: Vec::new(),
            news: Vec::new(),
            changes: 0,
        }
    }

    /// The day that is taken as today.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The policy that holds.
    #[must_use]
    pub fn policy(&self) -> Option<&Arc<PolicyRead>> {
        self.policy.as_ref()
    }

    /// The problems that keep a part of the policy from holding, whatever the scope.
    #[must_use]
    pub fn policy_problems(&self) -> &[Problem] {
        &self.policy_problems
    }

    /// Whether the first scan is over.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// Whether the drive is known not to be reachable.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.reach == Reach::Lost
    }

    /// A number that grows whenever anything that is known changes.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Every problem that stands, in the order of [`Problem::order`]: as `validate` has them.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let parts = self.parts.values().filter_map(|part| part.believed.as_ref());
        let of_parts = parts.flat_map(|believed| &believed.assessment.summary.problems);
        let all = of_parts.chain(&self.together).filter(|problem| self.scope.holds(&problem.path));
        let mut all: Vec<_> = all.cloned().collect();
        all.sort_by(Problem::order);
        all
    }

    /// What each school of the scope comes to, in the order of their paths.
    pub fn schools(&self) -> impl Iterator<Item = &Arc<PackedAssessment>> {
        let asked_for = |(path, _): &(&String, &Part)| !path.is_empty() && self.scope.touches(path);
        self.parts.iter().filter(asked_for).filter_map(|(_, part)| Some(&part.believed.as_ref()?.assessment))
    }

    /// What is to be reported since this was last called.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The parts on which the watch has settled since this was last called.
    pub fn take_news(&mut self) -> Vec<PartNews> {
        std::mem::take(&mut self.news)
    }

    // What goes in.

    /// It is another day.
    pub fn day_is(&mut self, today: NaiveDate) {
        self.today = today;
    }

    /// Something may have changed at a path on the drive, or, without one, anywhere.
    pub fn hint(&mut self, path: Option<&str>, now: Duration) {
        let Some(path) = path else {
            self.look_all = now;
            return;
        };
        let mut ends = path.match_indices('/').map(|(at, _)| at);
        let school = ends.nth(1).and_then(|end| path.get(..end)).filter(|school| self.parts.contains_key(*school));
        let part = self.parts.entry(school.unwrap_or(OUTSIDE).to_owned()).or_default();
        // A change that is not believed yet is looked at in its own time.
        if part.pending.is_none() {
            part.look.get_or_insert(now);
        }
    }

    /// The drive does not answer. It is looked at as soon as it answers again.
    pub fn frozen(&mut self, now: Duration) {
        if self.reach != Reach::Lost {
            self.lost();
            self.look_all = now;
        }
    }

    /// The drive was not found, or could not be listed.
    pub fn missed(&mut self, now: Duration) {
        match self.reach {
            Reach::Well => {
                self.reach = Reach::Missed(now);
                self.look_all = now + self.pace.hold;
            }
            Reach::Missed(since) if now.saturating_sub(since) < self.pace.hold => {
                self.look_all = since + self.pace.hold
            }
            Reach::Missed(_) => self.lost(),
            Reach::Lost => {}
        }
        if self.reach == Reach::Lost {
            self.look_all = now + self.pace.interval.min(Duration::from_secs(5));
        }
    }

    fn lost(&mut self) {
        self.reach = Reach::Lost;
        self.events.push(Event::Unreachable);
        // A change that was not believed yet is looked at anew when the drive is back.
        self.parts.values_mut().for_each(|part| part.pending = None);
    }

    fn reached(&mut self, now: Duration) {
        if self.reach == Reach::Lost {
            self.events.push(Event::Reachable);
            self.look_all = now;
        }
        self.reach = Reach::Well;
    }

    /// A search of the drive came back with what it found.
    pub fn found(&mut self, found: SearchResult, now: Duration) {
        self.reached(now);
        match found {
            SearchResult::All(outside, schools, day) => self.read_all(outside, schools, day, now),
            SearchResult::Looks { outside, places, schools, is_whole } => {
                if is_whole {
                    // A drive that is slow to look over is not looked at all the time.
                    let took = now.saturating_sub(self.asked);
                    self.look_all = now + self.pace.interval.max(took * 2);
                }
                self.looked(outside, places, schools, now);
            }
            SearchResult::Outside(outside, day) => self.came(OUTSIDE, PartReading::of_outside(outside, day), now),
            SearchResult::Schools(schools, policy, day) => {
                let under = PolicyAndDay { policy: policy.fingerprint, today: day };
                for (path, assessed) in schools {
                    self.came(&path, PartReading::of_school(assessed, under), now);
                }
            }
        }
        self.decide_together();
        self.events.sort_by(event::order);
        if !self.is_ready {
            self.is_ready = true;
            self.events.push(Event::Ready(self.problems().len()));
        }
    }

    // What is made of it.

    /// Believes all of the first scan as it is.
    fn read_all(&mut self, outside: Outside, schools: Vec<(SchoolPlace, Assessed)>, day: NaiveDate, now: Duration) {
        let under = PolicyAndDay { policy: outside.policy.fingerprint, today: day };
        self.believe(OUTSIDE.to_owned(), None, PartReading::of_outside(outside, day), now);
        for (place, assessed) in schools {
            self.believe(place.path.clone(), Some(place), PartReading::of_school(assessed, under), now);
        }
        (self.look_all, self.sweep) = (now + self.pace.interval, now + self.pace.sweep);
    }

    fn looked(&mut self, outside: Snapshot, places: Vec<SchoolPlace>, schools: Vec<(String, Snapshot)>, now: Duration) {
        self.saw(OUTSIDE, Some(outside), now);
        let there: BTreeMap<_, _> = places.into_iter().map(|place| (place.path.clone(), place)).collect();
        let gone = self.parts.keys().filter(|path| !path.is_empty() && !there.contains_key(*path));
        for path in gone.cloned().collect::<Vec<_>>() {
            self.saw(&path, None, now);
        }
        for (path, place) in there {
            let part = self.parts.entry(path).or_default();
            let is_new = part.place.is_none();
            part.place = Some(place);
            if is_new || part.pending.as_ref().is_some_and(|pending| pending.seen.is_none()) {
                part.look.get_or_insert(now);
            }
        }
        for (path, seen) in schools {
            self.saw(&path, Some(seen), now);
        }
    }

    /// A part was seen, or seen to be gone.
    fn saw(&mut self, path: &str, seen: Option<Snapshot>, now: Duration) {
        self.judge(path, now, |part, anything_is_gone, pace| part.was_seen(seen, anything_is_gone, pace, now));
    }

    /// A part was read.
    fn came(&mut self, path: &str, reading: PartReading, now: Duration) {
        self.judge(path, now, |part, anything_is_gone, pace| part.was_read(reading, anything_is_gone, pace, now));
    }

    /// Lets a part say what follows from what was found, and carries it out.
    fn judge(&mut self, path: &str, now: Duration, find: impl FnOnce(&mut Part, bool, &Pace) -> Verdict) {
        let is_known = self.parts.get(path).is_some_and(|part| part.believed.is_some());
        // Only a school that is new to the watch is held against the others.
        let anything_is_gone = !is_known && self.parts.values().any(Part::looks_gone);
        let Some(part) = self.parts.get_mut(path) else { return };
        match find(part, anything_is_gone, &self.pace) {
            Verdict::Stands => {}
            Verdict::Gone => self.forget(path),
            Verdict::Believe(reading) => {
                let place = part.place.clone();
                self.believe(path.to_owned(), place, *reading, now);
            }
        }
    }

    fn believe(&mut self, path: String, place: Option<SchoolPlace>, reading: PartReading, now: Duration) {
        let PartReading { seen, unsettled, mut assessment, under, policy } = reading;
        if let Some((policy, problems)) = policy {
            self.changes += u64::from(self.policy_problems != problems);
            (self.policy, self.policy_problems) = (Some(policy), problems);
        }
        assessment.summary.problems.retain(|problem| self.scope.holds(&problem.path));
        let part = self.parts.entry(path.clone()).or_default();
        let before = part.believed.take();
        let was = before.as_ref().map_or(&[][..], |before| &before.assessment.summary.problems);
        event::report(was, &assessment.summary.problems, &mut self.events);
        let is_new = before.as_ref().is_none_or(|before| before.seen != seen);
        let again = Part::again(&unsettled, is_new, &self.pace, now);
        self.changes +=
            u64::from(before.is_none_or(|before| *before.assessment != assessment || before.under != under));
        if is_new {
            self.news.push(PartNews { path, fingerprint: Some(seen.fingerprint), stood: part.stood });
        }
        (part.place, part.pending, part.stood) = (place, None, Some(now));
        let assessment = Arc::new(assessment);
        part.believed = Some(Believed { seen, unsettled, assessment, under, again, unreadable: None });
    }

    fn forget(&mut self, path: &str) {
        if let Some(Part { believed: Some(believed), stood, .. }) = self.parts.remove(path) {
            self.news.push(PartNews { path: path.to_owned(), fingerprint: None, stood });
            event::report(&believed.assessment.summary.problems, &[], &mut self.events);
            self.changes += 1;
        }
    }

    fn decide_together(&mut self) {
        let numbers = self.parts.values().filter_map(|part| part.believed.as_ref()?.assessment.summary.number.clone());
        let mut together = Vec::new();
        check_drive(&numbers.collect::<Vec<_>>(), &mut together);
        together.retain(|problem| self.scope.holds(&problem.path));
        if together != self.together {
            event::report(&self.together, &together, &mut self.events);
            self.together = together;
            self.changes += 1;
        }
    }
}
