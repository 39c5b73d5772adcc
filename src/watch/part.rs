//! One part of the drive, a school's folder or all that lies outside them: what is believed of it, and which change of it is not believed yet.
//!
//! # When a change is believed
//!
//! A part that looks otherwise than it did is read once two looks in a row, [`Pace::settle`] apart, saw the same. That alone lets an editor
//! finish that empties a file and writes it. What the reading says is believed at once, unless the change may still be on its way: a file is gone,
//! or empty, or cannot be used and breaks off in the middle of a line. Then the part has to stay as it is for [`Pace::hold`]. A file that cannot be
//! read is tried again for longer, for [`Pace::unreadable`]. A part that never comes to rest is believed as it is after [`Pace::longest`].

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use super::pace::Pace;
use crate::drive::{
    Assessed, Assessment, Fingerprint, GRAIN, Outside, PackedAssessment, PolicyRead, SchoolPlace, Snapshot, Unsettled,
};
use crate::problem::Problem;

/// What is known of one part of the drive.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Where a school's folder is; none of the part outside schools' folders, and of a school that is only expected.
    pub place: Option<SchoolPlace>,
    pub believed: Option<Believed>,
    pub pending: Option<Pending>,
    /// When the part is to be looked at, because of a hint or because it is new.
    pub look: Option<Duration>,
    /// Whether the sweep under way has still to read the part.
    pub is_to_be_swept: bool,
    /// When the part was last seen as it is believed to be.
    pub stood: Option<Duration>,
}

/// What is reported of a part, and what that follows from.
#[derive(Debug)]
pub(super) struct Believed {
    pub seen: Snapshot,
    pub unsettled: Unsettled,
    pub assessment: Arc<PackedAssessment>,
    pub under: PolicyAndDay,
    /// When the part is to be read once more.
    pub again: Option<Duration>,
    /// Since when the part cannot be read, though it looks as it did and could be read before.
    pub unreadable: Option<Duration>,
}

/// A change that is not believed yet.
#[derive(Debug)]
pub(super) struct Pending {
    /// What was seen; none where the part is gone.
    pub seen: Option<Snapshot>,
    /// Since when it has been seen so.
    pub since: Duration,
    /// Since when the part has not looked as it is believed to be.
    pub first: Duration,
    /// What the reading of the part said, while the watch waits to see whether the part stays so.
    pub reading: Option<PartReading>,
    /// When to look or read next.
    pub next: Duration,
}

/// What an assessment follows from besides the files: the content of the policy, and the day that counts as today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PolicyAndDay {
    pub policy: Fingerprint,
    pub today: NaiveDate,
}

/// What the reading of a part said.
#[derive(Debug)]
pub(super) struct PartReading {
    pub seen: Snapshot,
    pub unsettled: Unsettled,
    pub assessment: PackedAssessment,
    pub under: PolicyAndDay,
    /// The policy, and the problems that keep a part of it from holding; only of the part outside schools' folders.
    pub policy: Option<(Arc<PolicyRead>, Vec<Problem>)>,
}

/// What follows from a look at a part or from a reading of it.
#[derive(Debug)]
pub(super) enum Verdict {
    /// What is known of the part stays as it is for now.
    Stands,
    /// The part is gone for good.
    Gone,
    /// The reading is believed.
    Believe(Box<PartReading>),
}

impl Part {
    /// Whether the part was last seen to be gone.
    pub fn looks_gone(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.seen.is_none())
    }

    /// Whether the time has come to look at a change again, or to read it.
    pub fn is_due(&self, now: Duration) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.next <= now)
    }

    /// Whether the part is to be read although it looks as it did: under another policy, on another day, or because it was unsettled.
    pub fn is_to_be_read(&self, under: PolicyAndDay, now: Duration) -> bool {
        self.believed.as_ref().is_some_and(|believed| {
            let is_stale = believed.under != under && believed.unreadable.is_none();
            is_stale || believed.again.is_some_and(|again| again <= now)
        })
    }

    /// The part was seen, or seen to be gone. `anything_is_gone`: whether any part of the drive looks gone.
    pub fn was_seen(&mut self, seen: Option<Snapshot>, anything_is_gone: bool, pace: &Pace, now: Duration) -> Verdict {
        self.look = None;
        if seen.is_some() && self.believed.as_ref().map(|believed| &believed.seen) == seen.as_ref() {
            self.pending = None;
            self.stood = Some(now);
            return Verdict::Stands;
        }
        if seen.is_none() && self.believed.is_none() {
            // The part came and went before anything was known of it.
            return Verdict::Gone;
        }
        let first = self.pending.as_ref().map_or(now, |pending| pending.first);
        match &mut self.pending {
            Some(pending) if pending.seen == seen => {
                let stood = now.saturating_sub(pending.since);
                match pending.reading.take() {
                    _ if seen.is_none() && stood >= pace.hold => return Verdict::Gone,
                    _ if seen.is_none() => pending.next = pending.since + pace.hold,
                    Some(reading) => return self.judge(reading, anything_is_gone, pace, now),
                    None => pending.next = pending.next.min(pending.since + pace.settle),
                }
            }
            pending => {
                let wait = if seen.is_none() { pace.hold } else { pace.settle };
                *pending = Some(Pending { seen, since: now, first, reading: None, next: now + wait });
            }
        }
        Verdict::Stands
    }

    /// The part was read. `anything_is_gone`: whether any part of the drive looks gone.
    pub fn was_read(&mut self, reading: PartReading, anything_is_gone: bool, pace: &Pace, now: Duration) -> Verdict {
        self.is_to_be_swept = false;
        self.look = None;
        if let Some(believed) = self.believed.as_mut().filter(|believed| believed.seen == reading.seen) {
            // The part looks as it did: it was read for another reason.
            self.pending = None;
            self.stood = Some(now);
            let since = *believed.unreadable.get_or_insert(now);
            let is_new = reading.unsettled.is_unreadable && !believed.unsettled.is_unreadable;
            if is_new && now.saturating_sub(since) < pace.unreadable {
                // Somebody may hold a file open for a moment.
                believed.again = Some(now + pace.hold);
                return Verdict::Stands;
            }
            return Verdict::Believe(Box::new(reading));
        }
        let is_as_seen = self.pending.as_ref().is_some_and(|pending| pending.seen.as_ref() == Some(&reading.seen));
        let never_rests =
            self.pending.as_ref().is_some_and(|pending| now.saturating_sub(pending.first) >= pace.longest);
        if never_rests {
            Verdict::Believe(Box::new(reading))
        } else if is_as_seen {
            self.judge(reading, anything_is_gone, pace, now)
        } else {
            self.was_seen(Some(reading.seen), anything_is_gone, pace, now)
        }
    }

    /// Whether a reading of what two looks saw the same is believed already.
    fn judge(&mut self, reading: PartReading, anything_is_gone: bool, pace: &Pace, now: Duration) -> Verdict {
        let Some(pending) = &mut self.pending else { return Verdict::Stands };
        let stood = now.saturating_sub(pending.since);
        let before = self.believed.as_ref();
        let was_unfinished = |file: &u64| before.is_some_and(|before| before.unsettled.unfinished.contains(file));
        let lacks = match before {
            Some(before) => reading.seen.lacks_any_of(&before.seen),
            // A new school may be one that was renamed: then its problems appear when those of the old name go, not before.
            None => anything_is_gone,
        };
        let is_unreadable =
            reading.unsettled.is_unreadable && !before.is_some_and(|before| before.unsettled.is_unreadable);
        let on_its_way = lacks || !reading.unsettled.unfinished.iter().all(was_unfinished);
        if is_unreadable && stood < pace.unreadable {
            // The reading is dropped and made anew: somebody may hold a file open for a moment.
            pending.next = now + pace.hold;
        } else if on_its_way && stood < pace.hold {
            pending.next = pending.since + pace.hold;
            pending.reading = Some(reading);
        } else if stood < pace.settle {
            pending.next = pending.since + pace.settle;
            pending.reading = Some(reading);
        } else {
            return Verdict::Believe(Box::new(reading));
        }
        Verdict::Stands
    }

    /// When a part that was read is to be read again, though it may look the same. `is_new`: whether it looks otherwise than when it was read before.
    pub fn again(unsettled: &Unsettled, is_new: bool, pace: &Pace, now: Duration) -> Option<Duration> {
        if unsettled.is_fresh && is_new {
            Some(now + GRAIN + Duration::from_millis(200))
        } else {
            unsettled.is_unreadable.then(|| now + pace.interval)
        }
    }
}

impl PartReading {
    pub fn of_outside(outside: Outside, today: NaiveDate) -> Self {
        let of_policy = outside.problems.iter().filter(|problem| outside.policy.keeps_from_holding(problem));
        let of_policy = of_policy.cloned().collect();
        let assessment = Assessment { problems: outside.problems, counts: outside.counts, ..Assessment::default() };
        Self {
            assessment: PackedAssessment::of(assessment),
            under: PolicyAndDay { policy: outside.policy.fingerprint, today },
            seen: outside.snapshot,
            unsettled: outside.unsettled,
            policy: Some((outside.policy, of_policy)),
        }
    }

    pub fn of_school(assessed: Assessed, under: PolicyAndDay) -> Self {
        let Assessed { assessment, snapshot: seen, unsettled } = assessed;
        Self { assessment, seen, unsettled, under, policy: None }
    }
}
