//! The steps of a visit that are noted as done: which visit is meant, and what is written in its record or its pro forma.

use super::asked::{Asked, NotNoted, Note};
use super::what::Mark;
use crate::edit::{Change, Entry};
use crate::procedure::pro_forma_of;
use crate::record::Kind;
use crate::record::pro_forma::ProForma;
use crate::record::visit::{Visit, VisitStatus};
use crate::school::Filed;
use crate::tree::write_text;
use crate::words::{long_day, short_day};

/// So many working days ahead of its day a step may be noted for a visit that was not named.
pub const MOST_AHEAD: i64 = 15;

/// Notes a step of a visit as done. Without the day of the visit it is the next, today included, to which the step can belong by now, else the
/// last: for the pro forma a visit whose pro forma is on file, for the checks one whose pro forma is back, for `held` one whose day has come,
/// for `written-up` one that was held.
pub fn step(asked: &Asked<'_>, mark: Mark) -> Result<Note, NotNoted> {
    asked.refuse_future()?;
    let visit = asked.visit(mark)?;
    match mark {
        Mark::Sent => asked.sent(visit),
        Mark::Returned => asked.returned(visit),
        Mark::Chased => asked.chased(visit),
        Mark::Checks => asked.checks(visit),
        Mark::Held => asked.held(visit),
        Mark::WrittenUp => asked.written_up(visit),
    }
}

impl<'a> Asked<'a> {
    fn visit(&self, mark: Mark) -> Result<&'a Filed<Visit>, NotNoted> {
        // A visit is held on its own day.
        let named = self.visit.or(self.on.filter(|_| mark == Mark::Held));
        match named {
            Some(day) => {
                let visit = self.school.visit_meant(Some(day), self.today)?;
                if visit.record.status == VisitStatus::Cancelled {
                    let why = format!("the visit on {} was cancelled", long_day(day));
                    let what_to_do = format!("If it took place after all, write `status: held` in {}.", visit.path);
                    return Err(NotNoted::new(why, what_to_do));
                }
                Ok(visit)
            }
            None => self.natural_visit(mark),
        }
    }

    /// The visit to which a step belongs where none is named.
    fn natural_visit(&self, mark: Mark) -> Result<&'a Filed<Visit>, NotNoted> {
        let (school, today) = (self.school, self.today);
        let fits = |visit: &&Filed<Visit>| {
            let form = || pro_forma_of(school, visit).map(|form| &form.record);
            match mark {
                Mark::Sent | Mark::Returned | Mark::Chased => form().is_some(),
                Mark::Checks => form().is_some_and(|form| form.returned.is_some()),
                Mark::Held => *visit.record.date <= today,
                Mark::WrittenUp => visit.record.status == VisitStatus::Held,
            }
        };
        let fitting = || school.visits_not_cancelled().filter(fits);
        let next = fitting().filter(|visit| *visit.record.date >= today).min_by_key(|visit| visit.record.date);
        // Of several on one day the first by file name.
        let past = fitting().filter(|visit| *visit.record.date < today);
        let last = past.reduce(|one, other| if other.record.date > one.record.date { other } else { one });
        let Some(visit) = next.or(last) else {
            let meant = school.visit_meant(None, today)?;
            return match mark {
                Mark::Checks if pro_forma_of(school, meant).is_some() => Err(NotNoted::new(
                    format!("the pro forma for the visit on {} is not back", long_day(*meant.record.date)),
                    format!(
                        "Note its return first with `spoc done \"{}\" returned`, or name the visit with --visit.",
                        school.folder
                    ),
                )),
                _ => Ok(meant),
            };
        };
        school.sure_of(Some(*visit.record.date), today)?;
        if next.is_some() {
            self.refuse_far_ahead(mark, visit, last)?;
        }
        Ok(visit)
    }

    /// A visit that is far away is hardly meant: at once for a pro forma that is sent, for the other steps where they are open at the last visit.
    fn refuse_far_ahead(
        &self,
        mark: Mark,
        visit: &Filed<Visit>,
        last: Option<&'a Filed<Visit>>,
    ) -> Result<(), NotNoted> {
        let days = &self.policy.deadlines;
        let count = match mark {
            Mark::Sent => days.pro_forma_sent.0,
            Mark::Returned | Mark::Chased => days.pro_forma_returned.0,
            Mark::Checks => days.checks_done.0,
            Mark::Held | Mark::WrittenUp => return Ok(()),
        };
        let day = *visit.record.date;
        let due = self.policy.calendar.working_days_before(day, count)?;
        if self.policy.calendar.working_days_until(self.today, due)? <= MOST_AHEAD {
            return Ok(());
        }
        let is_open = |visit: &Filed<Visit>| match mark {
            Mark::Checks => visit.record.checks.is_none(),
            _ => pro_forma_of(self.school, visit).is_some_and(|form| form.record.returned.is_none()),
        };
        let other = last.filter(|last| is_open(last)).map(|last| *last.record.date);
        if mark != Mark::Sent && other.is_none() {
            return Ok(());
        }
        let other = other.map(|day| format!(", that of the last visit is open with --visit {day}")).unwrap_or_default();
        Err(NotNoted::new(
            format!("the next visit is on {}, and this step of it is due on {} only", long_day(day), short_day(due)),
            format!("If it is meant, name it with --visit {day}{other}."),
        ))
    }

    fn form(&self, visit: &Filed<Visit>) -> Result<&'a Filed<ProForma>, NotNoted> {
        let day = *visit.record.date;
        pro_forma_of(self.school, visit).ok_or_else(|| {
            if let Some(file) = self.school.unread_of(day) {
                return NotNoted::new(
                    format!("{file} cannot be read, and may be the pro forma for the visit on {}", long_day(day)),
                    "Put it right first: `spoc validate` tells what is wrong with it.",
                );
            }
            NotNoted::new(
                format!("there is no pro forma on file for the visit on {}", long_day(day)),
                format!(
                    "Make it, and note the day on which it was sent, with `spoc new pro-forma \"{}\" --visit {day} --sent {}`.",
                    self.school.folder,
                    self.day()
                ),
            )
        })
    }

    fn of_form(&self, form: &Filed<ProForma>, visit: &Filed<Visit>, changes: Vec<Change>, said: String) -> Note {
        Note { path: form.path.clone(), kind: Kind::ProForma, changes, said, visit: Some(*visit.record.date) }
    }

    fn of_visit(&self, visit: &Filed<Visit>, changes: Vec<Change>, said: String) -> Note {
        Note { path: visit.path.clone(), kind: Kind::Visit, changes, said, visit: Some(*visit.record.date) }
    }

    fn sent(&self, visit: &Filed<Visit>) -> Result<Note, NotNoted> {
        let form = self.form(visit)?;
        if let Some(back) = form.record.returned.filter(|back| **back < self.day()) {
            return Err(NotNoted::new(
                format!("it came back on {} already", short_day(*back)),
                "Name the day on which it was sent with --on.",
            ));
        }
        let name = format!("the pro forma for the visit on {} was sent on", long_day(*visit.record.date));
        let changes = self.dated("/sent", form.record.sent, &name)?;
        Ok(self.of_form(form, visit, changes, format!("{name} {}", short_day(self.day()))))
    }

    /// The pro forma of a visit, where it was sent by the day.
    fn sent_form(&self, visit: &Filed<Visit>) -> Result<&'a Filed<ProForma>, NotNoted> {
        let form = self.form(visit)?;
        let day = *visit.record.date;
        let name = format!("the pro forma for the visit on {}", long_day(day));
        match form.record.sent {
            None => Err(NotNoted::new(
                format!("{name} is not noted as sent"),
                format!(
                    "Note first on which day it was sent: spoc done \"{}\" sent --visit {day} --on DAY.",
                    self.school.folder
                ),
            )),
            Some(sent) if *sent > self.day() => Err(NotNoted::new(
                format!("{name} was sent on {}, after {}", short_day(*sent), short_day(self.day())),
                "Name the day with --on, or put the day on which it was sent right with `spoc done … sent --again`.",
            )),
            Some(_) => Ok(form),
        }
    }

    fn returned(&self, visit: &Filed<Visit>) -> Result<Note, NotNoted> {
        let form = self.sent_form(visit)?;
        let name = format!("the pro forma for the visit on {} came back on", long_day(*visit.record.date));
        let changes = self.dated("/returned", form.record.returned, &name)?;
        Ok(self.of_form(form, visit, changes, format!("{name} {}", short_day(self.day()))))
    }

    fn chased(&self, visit: &Filed<Visit>) -> Result<Note, NotNoted> {
        let form = self.sent_form(visit)?;
        let day = self.day();
        let of_visit = long_day(*visit.record.date);
        if let Some(back) = form.record.returned.filter(|back| **back <= day) {
            return Err(NotNoted::new(
                format!("the pro forma for the visit on {of_visit} came back on {}", short_day(*back)),
                "There is nothing to chase; name another day with --on, or another visit with --visit.",
            ));
        }
        let chased = &form.record.chased;
        let changes = if chased.iter().any(|other| **other == day) {
            Vec::new()
        } else if chased.is_empty() {
            vec![Change::set("/chased", format!("[{day}]"))]
        } else {
            let entry = Entry { lines: vec![day.to_string()], flow: day.to_string() };
            vec![Change::Add { list: "/chased".to_owned(), entry }]
        };
        let said =
            format!("the school was reminded on {} of the pro forma for the visit on {of_visit}", short_day(day));
        Ok(self.of_form(form, visit, changes, said))
    }

    fn checks(&self, visit: &Filed<Visit>) -> Result<Note, NotNoted> {
        let record = &visit.record;
        let spoc = record.spoc.as_deref().or(self.school.file.as_ref().and_then(|file| file.record.spoc.as_deref()));
        let name = format!("the checks for the visit on {} were done on", long_day(*record.date));
        let old = record.checks.as_ref();
        let mut changes = self.dated("/checks/done", old.map(|checks| checks.done), &name)?;
        let by = match (self.by, old) {
            (Some(by), _) => Some(by),
            (None, Some(_)) => None,
            (None, None) => Some(spoc.ok_or_else(|| {
                let why = "it is not known who made the checks: neither the visit nor school.yaml names a SPOC";
                NotNoted::new(why, "Say who it was with --by NAME.")
            })?),
        };
        match old {
            None => {
                let by = write_text(by.unwrap_or_default());
                changes = vec![Change::set("/checks", format!("{{done: {}, by: {by}}}", self.day()))];
            }
            Some(old) => changes.extend(
                by.filter(|by| *by != &*old.by && !changes.is_empty())
                    .map(|by| Change::set("/checks/by", write_text(by))),
            ),
        }
        Ok(self.of_visit(visit, changes, format!("{name} {}", short_day(self.day()))))
    }

    fn held(&self, visit: &Filed<Visit>) -> Result<Note, NotNoted> {
        let day = *visit.record.date;
        if day > self.today {
            return Err(NotNoted::new(
                format!("the visit on {} is still to come", long_day(day)),
                format!(
                    "If it took place on another day, move it first: spoc move visit \"{}\" {day} DAY.",
                    self.school.folder
                ),
            ));
        }
        if self.on.is_some_and(|on| on != day) {
            return Err(NotNoted::new(
                format!("a visit is held on its own day, and this one is on {}", long_day(day)),
                "Leave --on out, or move the visit first with `spoc move visit`.",
            ));
        }
        let is_held = visit.record.status == VisitStatus::Held;
        let changes = if is_held { Vec::new() } else { vec![Change::set("/status", "held")] };
        Ok(self.of_visit(visit, changes, format!("the visit on {} was held", long_day(day))))
    }

    fn written_up(&self, visit: &Filed<Visit>) -> Result<Note, NotNoted> {
        let day = *visit.record.date;
        if visit.record.status != VisitStatus::Held {
            return Err(NotNoted::new(
                format!("the visit on {} is not noted as held", long_day(day)),
                format!("Note that first with `spoc done \"{}\" held --visit {day}`.", self.school.folder),
            ));
        }
        if self.day() < day {
            return Err(NotNoted::new(
                format!("{} is before the visit on {}", short_day(self.day()), long_day(day)),
                "Name the day on which it was written up with --on.",
            ));
        }
        let name = format!("the visit on {} was written up on", long_day(day));
        let changes = self.dated("/written_up", visit.record.written_up, &name)?;
        Ok(self.of_visit(visit, changes, format!("{name} {}", short_day(self.day()))))
    }
}
