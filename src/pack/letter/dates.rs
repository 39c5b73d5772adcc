//! The letter that asks for the dates of the year's visits.

use chrono::NaiveDate;

use super::model::*;
use super::sources::{Letter, LetterSources, NoLetter};
use crate::calendar::DatedYear;
use crate::policy::Every;
use crate::procedure::deadlines::dates_agreed_by;
use crate::record::visit::{Visit, VisitStatus};
use crate::school::Filed;
use crate::words::long_day;

impl LetterSources<'_> {
    pub(super) fn request_for_dates(&self) -> Result<Letter, NoLetter> {
        let Some(year) = self.policy.calendar.year_of(self.date) else {
            return Err(NoLetter::new(
                format!("policy.toml has no school year that holds {}", self.date),
                "Add the year with its terms to policy.toml.",
            ));
        };
        let named = year.name();
        let every_term = self.policy.visits.every == Every::Term;
        let still_to_come = self.still_to_come(year);
        if still_to_come.is_empty() {
            return Err(NoLetter::new(
                format!(
                    "{} has no visit to agree: no term of the year in which it is open is still to come",
                    self.school.path
                ),
                "Look at `opened` and `closed` in school.yaml, and at the terms in policy.toml.",
            ));
        }
        let open = self.without_agreed_date(still_to_come)?;
        if open.is_empty() {
            let which = named.map_or("this school year".to_owned(), |name| format!("the school year {name}"));
            return Err(NoLetter::new(
                format!("{}: the dates of all visits still to come in {which} are agreed", self.school.path),
                "There is nothing to ask for; `spoc due --all` shows the dates.",
            ));
        }
        let opened = self.file.opened.map(|day| *day);
        let agree_by = dates_agreed_by(self.policy, year, opened)?;
        let of_year = named.map(|name| format!(" in {name}")).unwrap_or_default();
        let subject =
            if every_term { format!("SPOC visits{of_year}: dates") } else { format!("SPOC visit{of_year}: date") };
        let mut letter = self.letter(None, "visit-dates", subject)?;
        letter.name = format!("visit dates {}", named.unwrap_or_default());
        letter.to_do.push(format!(
            "Once a date is agreed, record it: spoc new visit \"{}\" DATE --agreed DATE; where the visit is on record, write `agreed:` in it.",
            self.school.folder
        ));
        letter.model.dates = Some(DatesModel {
            year: named.map(str::to_owned),
            every_term,
            one: open.len() == 1,
            open,
            agree_by: long_day(agree_by),
            late: agree_by < self.date,
        });
        Ok(letter)
    }

    /// The terms of a year, or the year itself where there is one visit a year, for which a date can still be agreed: those that are not over, and in
    /// which the school is open.
    fn still_to_come(&self, year: &DatedYear) -> Vec<Span> {
        let spans: Vec<_> = match self.policy.visits.every {
            Every::Term => year
                .terms()
                .iter()
                .map(|term| Span { name: term.name().to_owned(), from: *term.from, to: *term.to })
                .collect(),
            Every::Year => {
                let name = year.name().map_or("this school year".to_owned(), |name| format!("the school year {name}"));
                let to = year.terms().iter().map(|term| *term.to).max().unwrap_or(year.to);
                vec![Span { name, from: year.from, to }]
            }
        };
        let (opened, closed) = (self.file.opened.map(|day| *day), self.file.closed.map(|day| *day));
        let is_to_come = |span: &Span| {
            span.to >= self.date
                && opened.is_none_or(|opened| span.to >= opened)
                && closed.is_none_or(|closed| span.from < closed)
        };
        spans.into_iter().filter(is_to_come).collect()
    }

    /// Those of some spans for which no date is agreed. An error where a record cannot be read that may be of the agreed visit.
    fn without_agreed_date(&self, spans: Vec<Span>) -> Result<Vec<OpenTermModel>, NoLetter> {
        let opened = self.file.opened.map(|day| *day);
        let mut open = Vec::new();
        for Span { name, from, to } in spans {
            let within = |day: NaiveDate| from <= day && day <= to;
            let visits = || self.school.visits_not_cancelled().filter(move |visit| within(*visit.record.date));
            let is_agreed = |visit: &Filed<Visit>| {
                visit.record.status == VisitStatus::Held || visit.record.agreed.is_some_and(|day| *day <= self.date)
            };
            if visits().any(is_agreed) {
                continue;
            }
            if self.school.may_be_unread_within(from, to) {
                return Err(NoLetter::new(
                    format!("{}: a record in {name} cannot be read, so that its visit may be agreed", self.school.path),
                    "Put the record right first: `spoc validate` tells what is wrong with it.",
                ));
            }
            let planned =
                visits().filter(|visit| *visit.record.date >= self.date).min_by_key(|visit| visit.record.date);
            let from = from.max(opened.unwrap_or(from));
            let span = if from <= self.date {
                format!("until {}", long_day(to))
            } else {
                format!("{} to {}", long_day(from), long_day(to))
            };
            open.push(OpenTermModel { name, span, planned: planned.map(|visit| day_and_time(&visit.record)) });
        }
        Ok(open)
    }
}

/// The days within which one visit is to take place: a term or a year.
struct Span {
    /// What a letter calls it.
    name: String,
    from: NaiveDate,
    to: NaiveDate,
}

fn day_and_time(visit: &Visit) -> String {
    let time = visit.time.map(|time| format!(" at {time}")).unwrap_or_default();
    format!("{}{time}", long_day(*visit.date))
}
