//! What a watch is to do next, by what is known of the drive and the time.

use std::time::Duration;

use super::part::{Part, Pending, PolicyAndDay};
use super::state::{OUTSIDE, Reach, WatchState};
use super::work::Search;
use crate::drive::{ReadFrom, SchoolPlace};

/// What is to be done next.
#[derive(Debug)]
pub enum NextAction {
    /// To search the drive.
    Search(Search),
    /// Nothing before this time.
    Wait(Duration),
}

impl WatchState {
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
        let under = PolicyAndDay { policy: policy.fingerprint, today };
        // The policy comes first: everything else follows from it.
        if let Some(search) = self.parts.get(OUTSIDE).and_then(|outside| search_of_outside(outside, under, now)) {
            return NextAction::Search(search);
        }
        let DueSchools { look, read, is_gone_due } = self.due_schools(under, now);
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
        // The sweep reads one school at a time, so that nothing waits for it.
        if let Some(part) = self.parts.values().find(|part| part.is_to_be_swept && part.pending.is_none()) {
            return NextAction::Search(match &part.place {
                Some(place) => Search::ReadSchools(vec![place.clone()], ReadFrom::Drive, policy, today),
                None => Search::ReadOutside(ReadFrom::Drive, today),
            });
        }
        NextAction::Wait(self.earliest().max(now + Duration::from_millis(1)))
    }

    fn due_schools(&self, under: PolicyAndDay, now: Duration) -> DueSchools {
        let mut due = DueSchools::default();
        for part in self.parts.values() {
            let Some(place) = &part.place else { continue };
            let is_gone = part.looks_gone();
            if part.look.is_some_and(|at| at <= now) && (part.pending.is_none() || is_gone) {
                due.look.push(place.clone());
                continue;
            }
            match &part.pending {
                Some(_) if is_gone => due.is_gone_due |= part.is_due(now),
                Some(Pending { reading: None, .. }) if part.is_due(now) => due.read.push(place.clone()),
                Some(_) if part.is_due(now) => due.look.push(place.clone()),
                None if part.is_to_be_read(under, now) => due.read.push(place.clone()),
                _ => {}
            }
        }
        due
    }

    /// The earliest time for which anything is planned.
    fn earliest(&self) -> Duration {
        let of_parts = self.parts.values().flat_map(|part| {
            let again = part.believed.as_ref().and_then(|believed| believed.again);
            let pending = part.pending.as_ref().map(|pending| pending.next);
            [pending, part.look, again.filter(|_| pending.is_none())]
        });
        of_parts.flatten().chain([self.look_all, self.sweep]).min().unwrap_or(self.look_all)
    }
}

/// The schools whose time has come.
#[derive(Default)]
struct DueSchools {
    /// Those to be looked at.
    look: Vec<SchoolPlace>,
    /// Those to be read.
    read: Vec<SchoolPlace>,
    /// Whether one that looked gone is to be looked for: a look at the managers' folders shows that.
    is_gone_due: bool,
}

/// What is to be done at this time about the part outside schools' folders.
fn search_of_outside(outside: &Part, under: PolicyAndDay, now: Duration) -> Option<Search> {
    let is_due = outside.is_due(now);
    let is_read = outside.pending.as_ref().is_some_and(|pending| pending.reading.is_some());
    let is_to_be_read = outside.pending.is_none() && outside.is_to_be_read(under, now);
    if is_to_be_read || (is_due && !is_read) {
        return Some(Search::ReadOutside(ReadFrom::CacheWhereUnchanged, under.today));
    }
    let is_to_be_looked_at = is_due || (outside.pending.is_none() && outside.look.is_some_and(|at| at <= now));
    is_to_be_looked_at.then(|| Search::LookAt(Vec::new()))
}
