//! The children of a term at or over each threshold.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{Counts, Someone};
use super::measure::{Measure, Over};
use crate::procedure::Child;
use crate::procedure::review::{Absent, Review};
use crate::record::pro_forma::Question;
use crate::record::values::SchoolYear;

/// The children of a term, each once. None where it is not known.
#[derive(Debug, Clone, Default)]
pub(super) struct Sets {
    /// Whether the term has a visit that is not cancelled.
    has_visit: bool,
    /// Whether a pro forma of the term has an absence list.
    knows_absence: bool,
    /// Whether a pro forma of the term answers the question of risk.
    knows_risk: bool,
    children: BTreeMap<Over, BTreeSet<Child>>,
}

impl Sets {
    /// Takes the children of a review.
    pub fn take_review(&mut self, review: &Review<'_>) {
        let pro_forma = review.pro_forma.map(|filed| &filed.record);
        self.has_visit = true;
        self.knows_absence |= pro_forma.is_some_and(|record| record.absence.is_some());
        self.knows_risk |= pro_forma.is_some_and(|record| record.answers(Question::RiskOfPermanentExclusion));
        let child = |absent: &Absent<'_>| Child::new(&absent.row.upn, &absent.row.name);
        let persistent = &review.absence.persistent;
        self.take(Over::PersistentAbsence, persistent.iter().map(child));
        self.take(Over::SevereAbsence, persistent.iter().filter(|one| one.missed * 2 >= one.possible).map(child));
        self.take(Over::TopShare, review.absence.selected().iter().map(child));
        let of_age = |is_primary: bool| {
            let of = review.exclusions.iter().filter(move |one| (one.year <= SchoolYear::Year(6)) == is_primary);
            of.map(|one| one.child.clone())
        };
        self.take(Over::ExclusionsPrimary, of_age(true));
        self.take(Over::ExclusionsSecondary, of_age(false));
        self.take(Over::Risk, review.risk.iter().cloned());
        self.take(Over::Review, review.children());
    }

    fn take(&mut self, over: Over, children: impl IntoIterator<Item = Child>) {
        self.children.entry(over).or_default().extend(children);
    }

    /// Takes the children of another term.
    pub fn add(&mut self, other: &Self) {
        self.has_visit |= other.has_visit;
        self.knows_absence |= other.knows_absence;
        self.knows_risk |= other.knows_risk;
        for (over, children) in &other.children {
            self.take(*over, children.iter().cloned());
        }
    }

    /// Counts them.
    pub fn count(&self, counts: &mut Counts) {
        for over in Over::ALL {
            let measure = Measure::Over(*over);
            if !self.is_known(*over) {
                counts.forget(measure);
            }
            for child in self.children.get(over).into_iter().flatten() {
                counts.add_of(measure, 1, Someone::of(child));
            }
        }
    }

    fn is_known(&self, over: Over) -> bool {
        match over {
            Over::PersistentAbsence | Over::SevereAbsence | Over::TopShare => self.knows_absence,
            Over::Risk => self.knows_risk,
            Over::ExclusionsPrimary | Over::ExclusionsSecondary | Over::Review => self.has_visit,
        }
    }
}
