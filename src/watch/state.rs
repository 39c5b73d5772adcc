//! What is known of the drive, and what to do next: pure. Looks, readings and the time go in; events come out.
//!
//! # When a change is believed
//!
//! A part of the drive that looks otherwise than it did is read once two looks in a row, [`Pace::settle`] apart, saw the same. That alone lets an
//! editor finish that empties a file and writes it. What comes of it is believed at once, unless it may still be on the way: a file is gone,
//! or empty, or cannot be used and breaks off in the middle of a line. Then it has to stay as it is for [`Pace::hold`]. What cannot be read
//! is tried again for longer. A part that never comes to rest is believed as it is after a minute. The first scan is believed at once.
//!
//! # When the drive is not there
//!
//! A root that cannot be listed, or that has lost its policy.toml, or of whose folders none can be listed, is not reachable: it is not a
//! drive on which everything was deleted. What was known stays as it was.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use super::ledger::differences;
use super::pace::Pace;
use super::work::{Search, SearchResult};
use crate::drive::{
    Assessed, Assessment, Fingerprint, GRAIN, Outside, PolicyRead, ReadFrom, SchoolPlace, Scope, Snapshot, Unsettled,
};
use crate::problem::Problem;
use crate::rules::check_drive;

/// Something that a watch reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The first scan is over: so many problems stand.
    Ready(usize),
    /// A problem is there that was not there before.
    Appeared(Problem),
    /// A problem is there no more.
    Settled(Problem),
    /// The drive cannot be reached; what was known of it stays as it was.
    Unreachable,
    /// The drive is back.
    Reachable,
}

/// What is to be done next.
#[derive(Debug)]
pub enum NextAction {
    /// To search the drive.
    Search(Search),
    /// Nothing before this time.
    Wait(Duration),
}

/// What is known of one part of the drive.
#[derive(Debug, Default)]
struct Part {
    place: Option<SchoolPlace>,
    believed: Option<Believed>,
    pending: Option<Pending>,
    /// When it is to be looked at, because of a hint or because it is new.
    look: Option<Duration>,
    is_to_be_swept: bool,
}

#[derive(Debug)]
struct Believed {
    seen: Snapshot,
    unsettled: Unsettled,
    assessment: Arc<Assessment>,
    /// The policy and the day that it follows from.
    under: (Option<Fingerprint>, NaiveDate),
    /// When it is to be read once more.
    again: Option<Duration>,
    /// Since when it cannot be read, though it looks as it did and could be read before.
    unreadable: Option<Duration>,
}

/// A change that is not believed yet.
#[derive(Debug)]
struct Pending {
    /// What was seen; none where the part is gone.
    seen: Option<Snapshot>,
    /// Since when it has been seen so.
    since: Duration,
    /// Since when it has not been as it was.
    first: Duration,
    /// What came of it, while it is waited whether it stays so.
    read: Option<Read>,
    /// When to look or read next.
    next: Duration,
}

/// What came of reading a part.
#[derive(Debug)]
struct Read {
    seen: Snapshot,
    unsettled: Unsettled,
    assessment: Assessment,
    under: (Option<Fingerprint>, NaiveDate),
    /// The policy and what keeps a part of it from holding; only of the part outside schools' folders.
    policy: Option<(Arc<PolicyRead>, Vec<Problem>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Not yet known, or well.
    Well,
    /// Not reached since then; not said yet.
    Missed(Duration),
    /// Not reached, and said so.
    Lost,
}

/// The path of the part outside schools' folders, among those of schools.
const OUTSIDE: &str = "";

/// What is known of a drive.
#[derive(Debug)]
pub struct WatchState {
    scope: Scope,
    pace: Pace,
    today: NaiveDate,
    parts: BTreeMap<String, Part>,
    policy: Option<Arc<PolicyRead>>,
    /// The problems that keep a part of the policy from holding: they concern every scope.
    policy_problems: Vec<Problem>,
    /// The problems that several schools decide together.
    together: Vec<Problem>,
    reach: Reach,
    is_ready: bool,
    /// When to look at everything next, and when that was last asked for.
    look_all: Duration,
    asked: Duration,
    sweep: Duration,
    events: Vec<Event>,
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

    /// A number that is another one whenever anything that is known has changed.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Every problem that stands, in the order of [`Problem::order`]: as `validate` has them.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let parts = self.parts.values().filter_map(|part| part.believed.as_ref());
        let of_parts = parts.flat_map(|believed| &believed.assessment.problems);
        let all = of_parts.chain(&self.together).filter(|problem| self.scope.holds(&problem.path));
        let mut all: Vec<_> = all.cloned().collect();
        all.sort_by(Problem::order);
        all
    }

    /// What each school of the scope comes to, in the order of their paths.
    pub fn schools(&self) -> impl Iterator<Item = &Arc<Assessment>> {
        let asked_for = |(path, _): &(&String, &Part)| !path.is_empty() && self.scope.touches(path);
        self.parts.iter().filter(asked_for).filter_map(|(_, part)| Some(&part.believed.as_ref()?.assessment))
    }

    /// What is to be reported since it was last asked.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
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
        // What is waited for is looked at in its own time.
        if part.pending.is_none() {
            part.look.get_or_insert(now);
        }
    }

    /// The drive does not answer. It is looked at as soon as it does.
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
        // What was on its way is looked at anew when the drive is back.
        self.parts.values_mut().for_each(|part| part.pending = None);
    }

    fn reached(&mut self, now: Duration) {
        if self.reach == Reach::Lost {
            self.events.push(Event::Reachable);
            self.look_all = now;
        }
        self.reach = Reach::Well;
    }

    /// Something was found on the drive.
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
            SearchResult::Outside(outside, day) => self.came(OUTSIDE, Read::of_outside(outside, day), now),
            SearchResult::Schools(schools, policy, day) => {
                for (path, assessed) in schools {
                    self.came(&path, Read::of_school(assessed, (Some(policy.fingerprint), day)), now);
                }
            }
        }
        self.decide_together();
        self.sort_events();
        if !self.is_ready {
            self.is_ready = true;
            self.events.push(Event::Ready(self.problems().len()));
        }
    }

    // What is made of it.

    /// The first scan: believed as it is.
    fn read_all(&mut self, outside: Outside, schools: Vec<(SchoolPlace, Assessed)>, day: NaiveDate, now: Duration) {
        let under = (Some(outside.policy.fingerprint), day);
        self.believe(OUTSIDE.to_owned(), None, Read::of_outside(outside, day), now);
        for (place, assessed) in schools {
            self.believe(place.path.clone(), Some(place), Read::of_school(assessed, under), now);
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
        let pace = self.pace;
        let Some(part) = self.parts.get_mut(path) else { return };
        part.look = None;
        if seen.is_some() && part.believed.as_ref().map(|believed| &believed.seen) == seen.as_ref() {
            part.pending = None;
            return;
        }
        if seen.is_none() && part.believed.is_none() {
            // It came and went before anything was known of it.
            self.parts.remove(path);
            return;
        }
        let first = part.pending.as_ref().map_or(now, |pending| pending.first);
        match &mut part.pending {
            Some(pending) if pending.seen == seen => {
                let stood = now.saturating_sub(pending.since);
                match pending.read.take() {
                    _ if seen.is_none() && stood >= pace.hold => self.forget(path),
                    _ if seen.is_none() => pending.next = pending.since + pace.hold,
                    Some(read) => self.judge(path, read, now),
                    None => pending.next = pending.next.min(pending.since + pace.settle),
                }
            }
            pending => {
                let wait = if seen.is_none() { pace.hold } else { pace.settle };
                *pending = Some(Pending { seen, since: now, first, read: None, next: now + wait });
            }
        }
    }

    /// A part was read.
    fn came(&mut self, path: &str, read: Read, now: Duration) {
        let Some(part) = self.parts.get_mut(path) else { return };
        part.is_to_be_swept = false;
        part.look = None;
        if let Some(believed) = part.believed.as_mut().filter(|believed| believed.seen == read.seen) {
            // It looks as it did: it was read for another reason.
            part.pending = None;
            let since = *believed.unreadable.get_or_insert(now);
            let is_new = read.unsettled.is_unreadable && !believed.unsettled.is_unreadable;
            if is_new && now.saturating_sub(since) < self.pace.unreadable {
                // Somebody may hold it open for a moment.
                believed.again = Some(now + self.pace.hold);
            } else {
                self.believe_read(path, read, now);
            }
            return;
        }
        let is_as_seen = part.pending.as_ref().is_some_and(|pending| pending.seen.as_ref() == Some(&read.seen));
        let rests_never =
            part.pending.as_ref().is_some_and(|pending| now.saturating_sub(pending.first) >= self.pace.longest);
        if rests_never {
            self.believe_read(path, read, now);
        } else if is_as_seen {
            self.judge(path, read, now);
        } else {
            self.saw(path, Some(read.seen), now);
        }
    }

    /// Whether what was read twice the same is believed already.
    fn judge(&mut self, path: &str, read: Read, now: Duration) {
        let pace = self.pace;
        let is_gone = |part: &Part| part.pending.as_ref().is_some_and(|pending| pending.seen.is_none());
        let anything_is_gone = self.parts.values().any(is_gone);
        let Some(part) = self.parts.get_mut(path) else { return };
        let Some(pending) = &mut part.pending else { return };
        let stood = now.saturating_sub(pending.since);
        let before = part.believed.as_ref();
        let was_unfinished = |file: &u64| before.is_some_and(|before| before.unsettled.unfinished.contains(file));
        let lacks = match before {
            Some(before) => read.seen.lacks_any_of(&before.seen),
            // A new school may be one that was renamed: then it appears as the old one goes, not before.
            None => anything_is_gone,
        };
        let is_unreadable =
            read.unsettled.is_unreadable && !before.is_some_and(|before| before.unsettled.is_unreadable);
        let on_its_way = lacks || !read.unsettled.unfinished.iter().all(was_unfinished);
        if is_unreadable && stood < pace.unreadable {
            // Tried anew: it may be held open for a moment only.
            pending.next = now + pace.hold;
        } else if on_its_way && stood < pace.hold {
            pending.next = pending.since + pace.hold;
            pending.read = Some(read);
        } else if stood < pace.settle {
            pending.next = pending.since + pace.settle;
            pending.read = Some(read);
        } else {
            self.believe_read(path, read, now);
        }
    }

    fn believe_read(&mut self, path: &str, read: Read, now: Duration) {
        let place = self.parts.get(path).and_then(|part| part.place.clone());
        self.believe(path.to_owned(), place, read, now);
    }

    fn believe(&mut self, path: String, place: Option<SchoolPlace>, read: Read, now: Duration) {
        let Read { seen, unsettled, mut assessment, under, policy } = read;
        if let Some((policy, problems)) = policy {
            self.changes += u64::from(self.policy_problems != problems);
            (self.policy, self.policy_problems) = (Some(policy), problems);
        }
        assessment.problems.retain(|problem| self.scope.holds(&problem.path));
        let part = self.parts.entry(path).or_default();
        let before = part.believed.take();
        let was = before.as_ref().map_or(&[][..], |before| &before.assessment.problems);
        report(was, &assessment.problems, &mut self.events);
        let is_new = before.as_ref().is_none_or(|before| before.seen != seen);
        let again = if unsettled.is_fresh && is_new {
            Some(now + GRAIN + Duration::from_millis(200))
        } else {
            unsettled.is_unreadable.then(|| now + self.pace.interval)
        };
        self.changes +=
            u64::from(before.is_none_or(|before| *before.assessment != assessment || before.under != under));
        (part.place, part.pending) = (place, None);
        let assessment = Arc::new(assessment);
        part.believed = Some(Believed { seen, unsettled, assessment, under, again, unreadable: None });
    }

    fn forget(&mut self, path: &str) {
        if let Some(Part { believed: Some(believed), .. }) = self.parts.remove(path) {
            report(&believed.assessment.problems, &[], &mut self.events);
            self.changes += 1;
        }
    }

    fn decide_together(&mut self) {
        let numbers = self.parts.values().filter_map(|part| part.believed.as_ref()?.assessment.number.clone());
        let mut together = Vec::new();
        check_drive(&numbers.collect::<Vec<_>>(), &mut together);
        together.retain(|problem| self.scope.holds(&problem.path));
        if together != self.together {
            report(&self.together, &together, &mut self.events);
            self.together = together;
            self.changes += 1;
        }
    }

    /// What was settled comes before what appeared, each in the order of all lists.
    fn sort_events(&mut self) {
        let rank = |event: &Event| match event {
            Event::Unreachable | Event::Reachable => 0,
            Event::Settled(_) => 1,
            Event::Appeared(_) => 2,
            Event::Ready(_) => 3,
        };
        self.events.sort_by(|a, b| {
            rank(a).cmp(&rank(b)).then_with(|| match (a, b) {
                (Event::Settled(a), Event::Settled(b)) | (Event::Appeared(a), Event::Appeared(b)) => a.order(b),
                _ => std::cmp::Ordering::Equal,
            })
        });
    }

    // What to do next.

    /// What is to be done at this time.
    pub fn next(&mut self, now: Duration) -> NextAction {
        let today = self.today;
        if self.reach != Reach::Well && now < self.look_all {
            return NextAction::Wait(self.look_all);
        }
        let (Some(policy), true) = (self.policy.clone(), self.is_ready) else {
            return NextAction::Search(Search::ReadAll(today));
        };
        if self.reach != Reach::Well {
            self.asked = now;
            return NextAction::Search(Search::LookAll);
        }
        let under = (Some(policy.fingerprint), today);
        let is_due = |part: &Part| part.pending.as_ref().is_some_and(|pending| pending.next <= now);
        // The policy comes first: everything else follows from it.
        if let Some(outside) = self.parts.get(OUTSIDE) {
            let is_read = outside.pending.as_ref().is_some_and(|pending| pending.read.is_some());
            let is_to_be_read = outside.pending.is_none() && outside.is_to_be_read(under, now);
            if is_to_be_read || (is_due(outside) && !is_read) {
                return NextAction::Search(Search::ReadOutside(ReadFrom::CacheWhereUnchanged, today));
            }
            if is_due(outside) || (outside.pending.is_none() && outside.look.is_some_and(|at| at <= now)) {
                return NextAction::Search(Search::LookAt(Vec::new()));
            }
        }
        let (mut look, mut read, mut is_gone_due) = (Vec::new(), Vec::new(), false);
        for part in self.parts.values() {
            let Some(place) = &part.place else { continue };
            let is_gone = part.pending.as_ref().is_some_and(|pending| pending.seen.is_none());
            if part.look.is_some_and(|at| at <= now) && (part.pending.is_none() || is_gone) {
                look.push(place.clone());
                continue;
            }
            match &part.pending {
                Some(_) if is_gone => is_gone_due |= is_due(part),
                Some(Pending { read: None, .. }) if is_due(part) => read.push(place.clone()),
                Some(_) if is_due(part) => look.push(place.clone()),
                None if part.is_to_be_read(under, now) => read.push(place.clone()),
                _ => {}
            }
        }
        if !read.is_empty() {
            return NextAction::Search(Search::ReadSchools(read, ReadFrom::CacheWhereUnchanged, policy, today));
        }
        if !look.is_empty() || is_gone_due {
            return NextAction::Search(Search::LookAt(look));
        }
        if now >= self.look_all {
            self.asked = now;
            return NextAction::Search(Search::LookAll);
        }
        if now >= self.sweep {
            self.sweep = now + self.pace.sweep;
            self.parts.values_mut().for_each(|part| part.is_to_be_swept = true);
        }
        // One school at a time, so that nothing waits for it.
        if let Some((_, part)) = self.parts.iter().find(|(_, part)| part.is_to_be_swept && part.pending.is_none()) {
            return NextAction::Search(match &part.place {
                Some(place) => Search::ReadSchools(vec![place.clone()], ReadFrom::Drive, policy, today),
                None => Search::ReadOutside(ReadFrom::Drive, today),
            });
        }
        let of_parts = self.parts.values().flat_map(|part| {
            let again = part.believed.as_ref().and_then(|believed| believed.again);
            let pending = part.pending.as_ref().map(|pending| pending.next);
            [pending, part.look, again.filter(|_| pending.is_none())]
        });
        let earliest = of_parts.flatten().chain([self.look_all, self.sweep]).min().unwrap_or(self.look_all);
        NextAction::Wait(earliest.max(now + Duration::from_millis(1)))
    }
}

impl Part {
    /// Whether it is to be read although it looks as it did: under another policy, on another day, or because it was unsettled.
    fn is_to_be_read(&self, under: (Option<Fingerprint>, NaiveDate), now: Duration) -> bool {
        self.believed.as_ref().is_some_and(|believed| {
            let is_stale = believed.under != under && believed.unreadable.is_none();
            is_stale || believed.again.is_some_and(|again| again <= now)
        })
    }
}

impl Read {
    fn of_outside(outside: Outside, today: NaiveDate) -> Self {
        let of_policy = outside.problems.iter().filter(|problem| outside.policy.keeps_from_holding(problem));
        let of_policy = of_policy.cloned().collect();
        Self {
            assessment: Assessment { problems: outside.problems, counts: outside.counts, ..Assessment::default() },
            under: (Some(outside.policy.fingerprint), today),
            seen: outside.snapshot,
            unsettled: outside.unsettled,
            policy: Some((outside.policy, of_policy)),
        }
    }

    fn of_school(assessed: Assessed, under: (Option<Fingerprint>, NaiveDate)) -> Self {
        let Assessed { assessment, snapshot: seen, unsettled } = assessed;
        Self { assessment, seen, unsettled, under, policy: None }
    }
}

fn report(before: &[Problem], after: &[Problem], events: &mut Vec<Event>) {
    let (gone, new) = differences(before, after);
    events.extend(gone.into_iter().cloned().map(Event::Settled));
    events.extend(new.into_iter().cloned().map(Event::Appeared));
}
