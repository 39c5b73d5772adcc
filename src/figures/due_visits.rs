//! Which visits of a school are due, and what became of each (procedure: The role of the SPOC: termly visits).

use chrono::NaiveDate;

use super::measure::Outcome;
use super::period::Period;
use crate::policy::{Every, Policy};
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, School};

/// A visit that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueVisit {
    /// Which of the period's terms it belongs to.
    pub term: usize,
    /// What became of it.
    pub outcome: Outcome,
}

/// The visits of a school that are due in the terms of a year: one a term, or, where the policy says so, one in the year.
#[must_use]
pub fn due_visits(school: &School, policy: &Policy, today: NaiveDate, year: &Period) -> Vec<DueVisit> {
    let terms = policy.calendar.terms();
    let span = |place: &usize| terms.get(*place).map(|term| (*term.from, *term.to));
    // The places within the year of the terms in which the school is open.
    let open: Vec<_> = (0..year.terms.len())
        .filter(|place| {
            year.terms.get(*place).and_then(span).is_some_and(|(from, to)| is_open_within(school, from, to))
        })
        .collect();
    // Once a school is closed, no visit is to come in the rest of the term either.
    let is_closed = school.file.as_ref().and_then(|file| file.record.closed).is_some_and(|closed| *closed <= today);
    let is_over = |place: &usize| is_closed || year.terms.get(*place).and_then(span).is_some_and(|(_, to)| to < today);
    let reckoning = Reckoning { school, policy, today, year };
    match policy.visits.every {
        Every::Term => open
            .iter()
            .map(|place| {
                let (outcome, _) = reckoning.outcome(&[*place], is_over(place));
                DueVisit { term: *place, outcome }
            })
            .collect(),
        Every::Year => {
            let Some(last) = open.last() else { return Vec::new() };
            let (outcome, term) = reckoning.outcome(&open, is_over(last));
            vec![DueVisit { term: term.unwrap_or(*last), outcome }]
        }
    }
}

struct Reckoning<'s> {
    school: &'s School,
    policy: &'s Policy,
    today: NaiveDate,
    year: &'s Period,
}

impl Reckoning<'_> {
    /// What became of the one visit that is due in some terms, and the term of the visit that says so.
    fn outcome(&self, places: &[usize], is_over: bool) -> (Outcome, Option<usize>) {
        let term_of = |day: NaiveDate| self.year.term_of(self.policy, day).filter(|place| places.contains(place));
        // A visit planned for the day on which the school closes, or a later one, is no longer due (records.md, section 5).
        let closed = self.school.file.as_ref().and_then(|file| file.record.closed);
        let is_due = |day: NaiveDate| closed.is_none_or(|closed| day < *closed);
        let in_terms: Vec<_> = self
            .school
            .visits_not_cancelled()
            .filter_map(|visit| Some((*visit.record.date, is_held(visit, self.today), term_of(*visit.record.date)?)))
            .filter(|(day, is_held, _)| *is_held || is_due(*day))
            .collect();
        if let Some((_, _, term)) = in_terms.iter().filter(|(_, is_held, _)| *is_held).min() {
            return (Outcome::Held, Some(*term));
        }
        if self.may_be_unread(places) {
            return (Outcome::Unknown, None);
        }
        if let Some((_, _, term)) = in_terms.iter().filter(|(day, ..)| *day >= self.today).min() {
            return (Outcome::ToCome, Some(*term));
        }
        let planned = in_terms.iter().max().map(|(_, _, term)| *term);
        if planned.is_some() || is_over { (Outcome::NotHeld, planned) } else { (Outcome::ToCome, None) }
    }

    /// Whether a record that cannot be read may be a visit of these terms, or may say that the school was closed.
    fn may_be_unread(&self, places: &[usize]) -> bool {
        let is_in_terms = |path: &String| {
            let day = crate::layout::date_of(path.rsplit('/').next().unwrap_or(path));
            day.and_then(|day| self.year.term_of(self.policy, day)).is_some_and(|place| places.contains(&place))
        };
        self.school.file.is_none() || self.school.folder_unread || self.school.unread.iter().any(is_in_terms)
    }
}

/// Whether a visit is held. One whose day is still to come is not, whatever its status says.
pub(super) fn is_held(visit: &Filed<Visit>, today: NaiveDate) -> bool {
    visit.record.status == VisitStatus::Held && *visit.record.date <= today
}

/// Whether a school neither opens after a span nor is closed before it (records.md, section 5).
fn is_open_within(school: &School, from: NaiveDate, to: NaiveDate) -> bool {
    let file = school.file.as_ref().map(|file| &file.record);
    let (opened, closed) = (file.and_then(|file| file.opened), file.and_then(|file| file.closed));
    opened.is_none_or(|opened| to >= *opened) && closed.is_none_or(|closed| from < *closed)
}
