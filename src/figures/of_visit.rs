//! What a visit decided, and what its pro forma says of absence.

use std::collections::BTreeSet;

use super::counts::{Counts, Someone};
use super::facts::{AbsenceFact, Decided, Listed, VisitFact};
use super::measure::{Kind, Measure};
use crate::procedure::Child;
use crate::procedure::review::{Absent, Review};
use crate::record::pro_forma::Absence;
use crate::record::visit::{DecidedAction, Decision, ReviewedChild, Threshold, Visit};

/// A child with a row in a visit.
#[derive(Debug, Clone)]
pub(super) struct DecidedChild {
    /// Who it is.
    pub who: Someone,
    /// What was decided first of each kind.
    decisions: Vec<(Kind, Threshold, DecidedAction)>,
}

impl DecidedChild {
    /// The measure in which a kind of decision is counted.
    pub fn measure(&self, kind: Kind) -> Measure {
        let decision = self.decisions.iter().find(|(of, ..)| *of == kind);
        decision.map_or(Measure::NoDecision(kind), |(kind, threshold, action)| {
            Measure::Decision(*kind, *threshold, *action)
        })
    }
}

/// The children with a row, each with the first decision of each kind in the rows of the child.
pub(super) fn decided_children(visit: &Visit) -> Vec<DecidedChild> {
    let children: BTreeSet<_> = visit.children.iter().map(child_of).collect();
    let of_child = |child: Child| {
        let rows = || visit.children.iter().filter(|row| child_of(row) == child);
        let first = |kind: &Kind| {
            let Decision { threshold, action, .. } = rows().find_map(|row| decision(row, *kind))?;
            Some((*kind, *threshold, *action))
        };
        DecidedChild { who: Someone::of(&child), decisions: Kind::ALL.iter().filter_map(first).collect() }
    };
    children.into_iter().map(of_child).collect()
}

/// How many of each kind there are.
pub(super) fn decided(children: &[DecidedChild]) -> Decided {
    let mut decided = Decided { children: children.len() as u64, ..Decided::default() };
    for decision in children.iter().flat_map(|child| &child.decisions) {
        *decided.counts.entry(*decision).or_default() += 1;
    }
    decided
}

fn decision(row: &ReviewedChild, kind: Kind) -> Option<&Decision> {
    match kind {
        Kind::StatutoryIntervention => row.statutory_intervention.as_ref(),
        Kind::EarlyHelpReferral => row.early_help_referral.as_ref(),
    }
}

fn child_of(row: &ReviewedChild) -> Child {
    Child::of_row(&row.upn, row.name.as_ref())
}

/// What the pro forma of a review says of absence, and the children of its list.
pub(super) fn absence_of(review: &Review<'_>) -> Option<(AbsenceFact, Vec<Listed>)> {
    let pro_forma = &review.pro_forma?.record;
    let absence: &Absence = pro_forma.absence.as_ref()?;
    // A child who is listed twice is one child, whose first row counts.
    let mut seen = BTreeSet::new();
    let rows = absence.children.iter().map(|row| (Child::new(&row.upn, &row.name), row));
    let listed: Vec<_> = rows
        .filter(|(child, _)| seen.insert(child.clone()))
        .map(|(child, row)| Listed {
            who: Someone::of(&child),
            possible: u64::from(row.possible.0),
            authorised: u64::from(row.authorised.0),
            unauthorised: u64::from(row.unauthorised.0),
        })
        .collect();
    let sum = |of: fn(&Listed) -> u64| listed.iter().map(of).sum();
    let children = |absent: &mut dyn Iterator<Item = &Absent<'_>>| {
        absent.map(|one| Child::new(&one.row.upn, &one.row.name)).collect::<BTreeSet<_>>().len() as u64
    };
    let persistent = &review.absence.persistent;
    let fact = AbsenceFact {
        from: *absence.from,
        to: *absence.to,
        on_roll: u64::from(absence.on_roll.0),
        children: listed.len() as u64,
        possible: sum(|row| row.possible),
        authorised: sum(|row| row.authorised),
        unauthorised: sum(|row| row.unauthorised),
        persistent: children(&mut persistent.iter()),
        severe: children(&mut persistent.iter().filter(|one| one.missed * 2 >= one.possible)),
        top_share: children(&mut review.absence.selected().iter()),
        is_superseded: false,
    };
    Some((fact, listed))
}

/// The places of the visits whose lists count, the latest first: each that shares no day with one that counts already. `visits`: by day.
pub(super) fn latest(visits: &[VisitFact], is_taken: impl Fn(&VisitFact) -> bool) -> Vec<usize> {
    let mut counting: Vec<(usize, AbsenceFact)> = Vec::new();
    for (place, visit) in visits.iter().enumerate().rev().filter(|(_, visit)| is_taken(visit)) {
        let Some(list) = visit.absence else { continue };
        let is_apart = |(_, other): &(usize, AbsenceFact)| list.to < other.from || other.to < list.from;
        if counting.iter().all(is_apart) {
            counting.push((place, list));
        }
    }
    counting.into_iter().map(|(place, _)| place).collect()
}

/// Counts the children of some lists and their sessions. Where there is no list, they are not known.
pub(super) fn count_absence<'v>(counts: &mut Counts, lists: impl ExactSizeIterator<Item = &'v VisitFact>) {
    type Of = fn(&Listed) -> u64;
    const SESSIONS: [(Measure, Of); 4] = [
        (Measure::SessionsPossible, |row| row.possible),
        (Measure::SessionsMissed, |row| row.authorised + row.unauthorised),
        (Measure::SessionsAuthorised, |row| row.authorised),
        (Measure::SessionsUnauthorised, |row| row.unauthorised),
    ];
    if lists.len() == 0 {
        counts.forget(Measure::AbsentChildren);
        SESSIONS.iter().for_each(|(measure, _)| counts.forget(*measure));
        return;
    }
    for visit in lists {
        for row in &visit.listed {
            counts.add_of(Measure::AbsentChildren, 1, row.who);
            SESSIONS.iter().for_each(|(measure, of)| counts.add_of(*measure, of(row), row.who));
        }
    }
}
