//! The procedure itself: what is due, which children a visit reviews, which exclusions the authority must be told of. Pure: the records, the
//! policy and the day in, the answer out. No disk, no clock, no printing, no floating point.

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

    /// Whether a row speaks of this child; one without a name is taken at its number.
    #[must_use]
    pub fn is(&self, upn: &Upn, name: Option<&ChildName>) -> bool {
        self.upn == *upn && (name.is_none() || self.name.is_none() || self.name.as_ref() == name)
    }
}

/// The pro forma that belongs to a visit: that of its day. Of several visits on a day it belongs to the first by file name that is not cancelled
/// (to the first, where all are); of several pro formas the first by file name counts (records.md, section 5).
#[must_use]
pub fn pro_forma_of<'s>(school: &'s School, visit: &Filed<Visit>) -> Option<&'s Filed<ProForma>> {
    let day = visit.record.date;
    let of_day = || school.visits.iter().filter(|other| other.record.date == day);
    let first = of_day().find(|other| other.record.status != VisitStatus::Cancelled).or_else(|| of_day().next())?;
    if first.path != visit.path {
        return None;
    }
    school.pro_formas.iter().find(|pro_forma| pro_forma.record.visit == day)
}
