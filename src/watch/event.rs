//! What a watch reports.

use std::cmp::Ordering;

use super::ledger::differences;
use crate::problem::Problem;

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

/// Adds an event for each problem that one of two lists holds and the other does not.
pub(super) fn report(before: &[Problem], after: &[Problem], events: &mut Vec<Event>) {
    let (gone, new) = differences(before, after);
    events.extend(gone.into_iter().cloned().map(Event::Settled));
    events.extend(new.into_iter().cloned().map(Event::Appeared));
}

/// The order in which events are reported: what was settled before what appeared, each in the order of all lists of problems.
pub(super) fn order(a: &Event, b: &Event) -> Ordering {
    let rank = |event: &Event| match event {
        Event::Unreachable | Event::Reachable => 0,
        Event::Settled(_) => 1,
        Event::Appeared(_) => 2,
        Event::Ready(_) => 3,
    };
    rank(a).cmp(&rank(b)).then_with(|| match (a, b) {
        (Event::Settled(a), Event::Settled(b)) | (Event::Appeared(a), Event::Appeared(b)) => a.order(b),
        _ => Ordering::Equal,
    })
}
