//! The procedure itself: what is due, which children a visit reviews, which exclusions the authority must be told of. Everything here is pure: the
//! records, the policy and the day go in, the answer comes out. No disk, no clock, no printing, no floating point.

pub mod deadlines;
pub mod exclusions;
pub mod review;
pub mod step;

use crate::record::pro_forma::ProForma;
use crate::record::values::{ChildName, Upn};
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, School};

/// A child across records: by UPN, or by UPN and name where the UPN is one of the codes UN1 to UN5 (records.md, section 2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Child {
    /// The number or code.
    pub upn: Upn,
    name: Option<ChildName>,
}

impl Child {
    /// The child of a row.
    #[must_use]
    pub fn new(upn: &Upn, name: &ChildName) -> Self {
        Self { upn: upn.clone(), name: upn.is_code().then(|| name.clone()) }
    }

    /// The child of a row of a visit, which may leave the name out.
    #[must_use]
    pub fn of_row(upn: &Upn, name: Option<&ChildName>) -> Self {
        Self { upn: upn.clone(), name: name.filter(|_| upn.is_code()).cloned() }
    }

    /// Whether a row is about this child. Where the row or the child has no name, the number alone decides.
    #[must_use]
    pub fn is(&self, upn: &Upn, name: Option<&ChildName>) -> bool {
        self.upn == *upn && (name.is_none() || self.name.is_none() || self.name.as_ref() == name)
    }
}

/// The pro forma that belongs to a visit ([`visit_of`]). Of several the first by file name counts (records.md, section 5).
#[must_use]
pub fn pro_forma_of<'s>(school: &'s School, visit: &Filed<Visit>) -> Option<&'s Filed<ProForma>> {
    school.pro_formas.iter().find(|pro_forma| belongs(school, pro_forma, visit))
}

/// The visit that a pro forma belongs to: that of its day; of several on that day the first by file name that is not cancelled (the first, where
/// all are). Where no visit stands on its day, the first by file name of those that were moved from it and are not cancelled (records.md,
/// sections 5 and 10).
#[must_use]
pub fn visit_of<'s>(school: &'s School, pro_forma: &ProForma) -> Option<&'s Filed<Visit>> {
    let day = pro_forma.visit;
    let of_day = || school.visits.iter().filter(|visit| visit.record.date == day);
    let not_cancelled = of_day().find(|visit| visit.record.status != VisitStatus::Cancelled);
    let moved = || school.visits_not_cancelled().find(|visit| visit.record.moved_from == Some(day));
    not_cancelled.or_else(|| of_day().next()).or_else(moved)
}

/// Whether a pro forma belongs to a visit.
fn belongs(school: &School, pro_forma: &Filed<ProForma>, visit: &Filed<Visit>) -> bool {
    // Most are of another day, and need no search.
    let day = pro_forma.record.visit;
    (day == visit.record.date || Some(day) == visit.record.moved_from)
        && visit_of(school, &pro_forma.record).is_some_and(|of| of.path == visit.path)
}
