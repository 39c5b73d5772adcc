//! The procedure itself: what is due, which children a visit reviews, which exclusions the authority must be told of. Pure: the records, the
//! policy and the day in, the answer out. No disk, no clock, no printing, no floating point.

pub mod deadlines;
pub mod exclusions;
pub mod review;

use chrono::NaiveDate;

use crate::calendar::{Calendar, Settings, Term, YearSettings};
use crate::policy::{Duty, Every, Policy, Span};
use crate::record::pro_forma::ProForma;
use crate::record::values::{ChildName, Text, Upn};
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, School};

/// The policy in the form in which the procedure uses it.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The council's name, for people; empty where the policy does not say.
    pub authority: String,
    /// The team's name, likewise.
    pub team: String,
    /// The protective marking of what is printed; empty where the policy has none.
    pub marking: String,
    /// Working days, terms and years.
    pub calendar: Calendar,
    /// Whether dates are agreed for each term or for the year.
    pub every: Every,
    /// Deadlines in working days.
    pub deadlines: crate::policy::Deadlines,
    /// Which children a visit reviews.
    pub review: crate::policy::Review,
    /// Which exclusions the authority must be told of.
    pub duty: Duty,
    /// Spans in which the offices are closed, for people.
    pub closures: Vec<NamedSpan>,
    /// School holidays inside the terms, for people.
    pub holidays: Vec<NamedSpan>,
    /// Bank holidays that are not built in, for people.
    pub added_bank_holidays: Vec<NaiveDate>,
    /// Built-in bank holidays that are not kept, for people.
    pub removed_bank_holidays: Vec<NaiveDate>,
}

/// A span of days with its reason, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSpan {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Why; empty where the policy does not say.
    pub why: String,
}

impl NamedSpan {
    fn new(span: &Span) -> Self {
        Self { from: *span.from, to: *span.to, why: span.why.as_deref().unwrap_or_default().to_owned() }
    }
}

impl Terms {
    /// Lays a policy out.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let years = policy.year.iter().map(|year| YearSettings {
            name: year.name.as_deref().unwrap_or_default().to_owned(),
            terms: year
                .terms
                .iter()
                .map(|term| Term {
                    name: term.name.as_deref().map_or_else(|| format!("{} to {}", term.from, term.to), str::to_owned),
                    from: *term.from,
                    to: *term.to,
                })
                .collect(),
            holidays: year.holidays.iter().map(|span| (*span.from, *span.to)).collect(),
        });
        let calendar = Calendar::new(&Settings {
            closures: policy.calendar.closures.iter().map(|span| (*span.from, *span.to)).collect(),
            added: policy.calendar.add_bank_holidays.iter().map(|day| **day).collect(),
            removed: policy.calendar.remove_bank_holidays.iter().map(|day| **day).collect(),
            years: years.collect(),
        });
        let text = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
        Self {
            authority: text(&policy.authority),
            team: text(&policy.team),
            marking: text(&policy.pack.marking),
            calendar,
            every: policy.visits.every,
            deadlines: policy.deadlines.clone(),
            review: policy.review.clone(),
            duty: policy.exclusions.duty,
            closures: policy.calendar.closures.iter().map(NamedSpan::new).collect(),
            holidays: policy.year.iter().flat_map(|year| &year.holidays).map(NamedSpan::new).collect(),
            added_bank_holidays: policy.calendar.add_bank_holidays.iter().map(|day| **day).collect(),
            removed_bank_holidays: policy.calendar.remove_bank_holidays.iter().map(|day| **day).collect(),
        }
    }
}

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
