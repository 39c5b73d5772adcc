//! What a visit decided, and what its pro forma says of absence.

use std::collections::BTreeSet;

use super::counts::Counts;
use super::facts::{AbsenceFact, Decided};
use super::measure::{Kind, Measure};
use crate::procedure::Child;
use crate::procedure::review::Review;
use crate::record::pro_forma::Absence;
use crate::record::visit::{Decision, ReviewedChild, Visit};

/// The first row of each child with a decision of each kind.
pub(super) fn decided(visit: &Visit) -> Decided {
    let mut decided = Decided::default();
    let rows = || visit.children.iter();
    let children: BTreeSet<_> = rows().map(child_of).collect();
    decided.children = children.len() as u64;
    for kind in Kind::ALL {
        let mut seen = BTreeSet::new();
        for row in rows() {
            let decision = match kind {
                Kind::StatutoryIntervention => row.statutory_intervention.as_ref(),
                Kind::EarlyHelpReferral => row.early_help_referral.as_ref(),
            };
            let Some(Decision { threshold, action, .. }) = decision else { continue };
            if seen.insert(child_of(row)) {
                *decided.counts.entry((*kind, *threshold, *action)).or_default() += 1;
            }
        }
    }
    decided
}

fn child_of(row: &ReviewedChild) -> Child {
    Child::of_row(&row.upn, row.name.as_ref())
}

/// What the pro forma of a review says of absence.
pub(super) fn absence_of(review: &Review<'_>) -> Option<AbsenceFact> {
    let pro_forma = &review.pro_forma?.record;
    let absence: &Absence = pro_forma.absence.as_ref()?;
    let sum = |of: fn(&crate::record::pro_forma::AbsentChild) -> u32| {
        absence.children.iter().map(|row| u64::from(of(row))).sum()
    };
    let children: BTreeSet<_> = absence.children.iter().map(|row| Child::new(&row.upn, &row.name)).collect();
    Some(AbsenceFact {
        from: *absence.from,
        to: *absence.to,
        on_roll: u64::from(absence.on_roll.0),
        children: children.len() as u64,
        possible: sum(|row| row.possible.0),
        authorised: sum(|row| row.authorised.0),
        unauthorised: sum(|row| row.unauthorised.0),
        persistent: review.absence.persistent.len() as u64,
        severe: review.absence.severe as u64,
        top_share: review.absence.selected().len() as u64,
        is_superseded: false,
    })
}

/// The lists that count, the latest visit's first: each that shares no day with one that counts already. `lists`: by the day of the visit.
pub(super) fn latest(lists: impl DoubleEndedIterator<Item = AbsenceFact>) -> Vec<AbsenceFact> {
    let mut counting: Vec<AbsenceFact> = Vec::new();
    for list in lists.rev() {
        let is_apart = |other: &AbsenceFact| list.to < other.from || other.to < list.from;
        if counting.iter().all(is_apart) {
            counting.push(list);
        }
    }
    counting
}

pub(super) fn set_absence(counts: &mut Counts, lists: &[AbsenceFact]) {
    let sum = |of: fn(&AbsenceFact) -> u64| (!lists.is_empty()).then(|| lists.iter().map(of).sum());
    counts.set(Measure::AbsentChildren, sum(|list| list.children));
    counts.set(Measure::SessionsPossible, sum(|list| list.possible));
    counts.set(Measure::SessionsMissed, sum(|list| list.authorised + list.unauthorised));
    counts.set(Measure::SessionsAuthorised, sum(|list| list.authorised));
    counts.set(Measure::SessionsUnauthorised, sum(|list| list.unauthorised));
}
