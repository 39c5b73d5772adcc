//! The letters about a pro forma: the covering note with which it is sent, and the reminder.

use chrono::NaiveDate;

use super::address::greeted;
use super::model::*;
use super::sources::{Letter, LetterSources, NoLetter};
use super::words::{date, spelt};
use crate::procedure::pro_forma_of;
use crate::record::visit::{Visit, VisitStatus};
use crate::school::Filed;
use crate::words::long_day;

impl<'a> LetterSources<'a> {
    pub(super) fn covering_note(&self) -> Result<Letter, NoLetter> {
        let visit = self.coming_visit()?;
        let day = *visit.record.date;
        self.not_back_yet(visit, "Write the covering note of another visit with --visit.")?;
        let mut letter = self.letter(Some(visit), "pro-forma", format!("SPOC visit on {}: pro forma", date(day)))?;
        letter.name = format!("pro forma for {}", day.format("%-d %B"));
        let mut form = self.pro_forma(visit, &letter.model)?;
        let due = self.policy.calendar.working_days_before(day, self.policy.deadlines.pro_forma_returned.0)?;
        let earlier = self.possible_return(day)?;
        if let Some(day) = earlier {
            form.return_by = long_day(day);
            form.return_early = true;
        }
        letter.return_by = earlier.or(Some(due));
        letter.to_do.push("Put the pro forma with it before you send it.".to_owned());
        match (&form.sent, pro_forma_of(self.school, visit)) {
            (Some(_), _) => {}
            (None, None) => letter.to_do.push(format!(
                "Once it is sent, record the day: spoc new pro-forma \"{}\" --visit {day}",
                self.school.folder
            )),
            (None, Some(record)) => {
                letter.to_do.push(format!("Once it is sent, write the day in {}: `sent: {}`.", record.path, self.date))
            }
        }
        letter.model.pro_forma = Some(form);
        Ok(letter)
    }

    pub(super) fn reminder(&self) -> Result<Letter, NoLetter> {
        let visit = self.coming_visit()?;
        let day = *visit.record.date;
        self.not_back_yet(visit, "There is nothing to chase; name another visit with --visit.")?;
        if self.school.may_be_unread(day) {
            return Err(NoLetter::new(
                format!("{}: a record of {day} cannot be read, so that the pro forma may be back", self.school.path),
                "Put the record right first: `spoc validate` tells what is wrong with it.",
            ));
        }
        let subject = format!("SPOC visit on {}: reminder of the pro forma", date(day));
        let mut letter = self.letter(Some(visit), "pro-forma", subject)?;
        letter.name = format!("reminder of pro forma for {}", day.format("%-d %B"));
        let form = self.pro_forma(visit, &letter.model)?;
        if form.sent.is_none() {
            letter.to_do.push(
                "There is no record that the pro forma was sent, and the text says so: put it with this, and record the day."
                    .to_owned(),
            );
        }
        letter.to_do.push(match pro_forma_of(self.school, visit) {
            Some(record) => format!("Once it is sent, add {} to `chased:` of {}.", self.date, record.path),
            None => format!(
                "Once it is sent, record it: spoc new pro-forma \"{}\" --visit {day}; further reminders go under `chased:` of that record.",
                self.school.folder
            ),
        });
        letter.model.pro_forma = Some(form);
        Ok(letter)
    }

    /// The visit that the pro forma is for: the one that was named, else the next one planned, today's included.
    fn coming_visit(&self) -> Result<&'a Filed<Visit>, NoLetter> {
        let Some(day) = self.visit else {
            let planned = self.school.visits.iter().filter(|visit| visit.record.status == VisitStatus::Planned);
            let next = planned.filter(|visit| *visit.record.date >= self.date).min_by_key(|visit| visit.record.date);
            self.school.sure_of(next.map(|visit| *visit.record.date), self.date)?;
            return next.ok_or_else(|| {
                NoLetter::new(
                    format!("{} has no visit to come", self.school.path),
                    "Make it first with `spoc new visit`; `spoc validate` tells of one that cannot be read.",
                )
            });
        };
        let visit = self.visit_on(day)?;
        let why = match visit.record.status {
            VisitStatus::Cancelled => "was cancelled",
            VisitStatus::Held => "is held already",
            VisitStatus::Planned if day < self.date => "is past",
            VisitStatus::Planned => return Ok(visit),
        };
        Err(NoLetter::new(
            format!("the visit on {} {why}", long_day(day)),
            "Name a visit that is still to come with --visit.",
        ))
    }

    /// An error where the pro forma has come back: there is nothing to send or to chase then.
    fn not_back_yet(&self, visit: &Filed<Visit>, what_to_do: &str) -> Result<(), NoLetter> {
        let returned = pro_forma_of(self.school, visit).and_then(|filed| filed.record.returned);
        match returned.filter(|day| **day <= self.date) {
            None => Ok(()),
            Some(back) => Err(NoLetter::new(
                format!(
                    "the pro forma for the visit on {} came back on {}",
                    long_day(*visit.record.date),
                    long_day(*back)
                ),
                what_to_do,
            )),
        }
    }

    /// Where the pro forma is due back on a day to come that is no school day of this school: the last school day before it, where one is to come.
    fn possible_return(&self, visit: NaiveDate) -> Result<Option<NaiveDate>, NoLetter> {
        let calendar = &self.policy.calendar;
        let due = calendar.working_days_before(visit, self.policy.deadlines.pro_forma_returned.0)?;
        if due <= self.date || calendar.year_of(due).is_none() || self.school.is_school_day(calendar, due)? {
            return Ok(None);
        }
        let before = std::iter::successors(due.pred_opt(), NaiveDate::pred_opt).take_while(|day| *day > self.date);
        let mut school_days = before.filter(|day| self.school.is_school_day(calendar, *day) == Ok(true));
        Ok(school_days.next())
    }

    fn pro_forma(&self, visit: &Filed<Visit>, letter: &LetterModel) -> Result<LetterProFormaModel, NoLetter> {
        let calendar = &self.policy.calendar;
        let record = pro_forma_of(self.school, visit).map(|filed| &filed.record);
        let by_now = |day: NaiveDate| day <= self.date;
        let return_by = calendar.working_days_before(*visit.record.date, self.policy.deadlines.pro_forma_returned.0)?;
        let apart = calendar.working_days_until(self.date, return_by)?.unsigned_abs();
        let sent_to =
            record.and_then(|record| record.sent_to.as_deref()).filter(|to| !letter.to.iter().any(|one| one == to));
        let sent_to = sent_to.map(|to| self.name_behind(to).map_or_else(|| to.to_owned(), greeted));
        Ok(LetterProFormaModel {
            sent: record.and_then(|record| record.sent).map(|day| *day).filter(|day| by_now(*day)).map(long_day),
            sent_to: sent_to.filter(|name| *name != letter.salutation).unwrap_or_else(|| "you".to_owned()),
            reminded: record
                .and_then(|record| record.chased.iter().map(|day| **day).filter(|day| by_now(*day)).max())
                .map(long_day),
            return_by: long_day(return_by),
            return_early: false,
            workbook: false,
            late: return_by < self.date,
            due_today: return_by == self.date,
            working_days: spelt(apart, "working day"),
        })
    }
}
