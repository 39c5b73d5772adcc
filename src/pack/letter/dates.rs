//! The letter that asks for the dates of the year's visits.

use chrono::NaiveDate;

use super::model::*;
use super::sources::{Letter, LetterSources, NoLetter};
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
        let spans: Vec<_> = if every_term {
            year.terms().iter().map(|term| (term.name().to_owned(), *term.from, *term.to)).collect()
        } else {
            let name = named.map_or("this school year".to_owned(), |name| format!("the school year {name}"));
            let last = year.terms().iter().map(|term| *term.to).max().unwrap_or(year.to);
            vec![(name, year.from, last)]
        };
        let (opened, closed) = (self.file.opened.map(|day| *day), self.file.closed.map(|day| *day));
        // A term that is over cannot be agreed any more, and a school that is not open is not visited.
        let still_to_come = spans.into_iter().filter(|(_, from, to)| {
            *to >= self.date && opened.is_none_or(|opened| *to >= opened) && closed.is_none_or(|closed| *from < closed)
        });
        let still_to_come: Vec<_> = still_to_come.collect();
        if still_to_come.is_empty() {
            return Err(NoLetter::new(
                format!(
                    "{} has no visit to agree: no term of the year in which it is open is still to come",
                    self.school.path
                ),
                "Look at `opened` and `closed` in school.yaml, and at the terms in policy.toml.",
            ));
        }
        let mut open = Vec::new();
        for (name, from, to) in still_to_come {
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
        if open.is_empty() {
            let which = named.map_or("this school year".to_owned(), |name| format!("the school year {name}"));
            return Err(NoLetter::new(
                format!("{}: the dates of all visits still to come in {which} are agreed", self.school.path),
                "There is nothing to ask for; `spoc due --all` shows the dates.",
            ));
        }
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
            agree_by: Some(long_day(agree_by)),
            late: agree_by < self.date,
        });
        Ok(letter)
    }
}

fn day_and_time(visit: &Visit) -> String {
    let time = visit.time.map(|time| format!(" at {time}")).unwrap_or_default();
    format!("{}{time}", long_day(*visit.date))
}
