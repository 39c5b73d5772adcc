//! `spoc new pro-forma`

use std::io::Write;

use chrono::NaiveDate;

use super::super::common::{Common, day};
use super::super::failure::Failure;
use super::super::school::Chosen;
use super::super::steps::next_step;
use crate::draft;
use crate::drive::shown;
use crate::filing::FilingError;
use crate::layout::Area;
use crate::noting::MOST_AHEAD;
use crate::policy::Policy;
use crate::procedure::pro_forma_of;
use crate::record::visit::Visit;
use crate::rules::no_such_visit;
use crate::school::{Filed, School};
use crate::words::{long_day, short_day};

/// The pro forma of a visit, made when it is sent: as in `spoc new pro-forma oakfield`
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewProForma {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The day of the visit [default: the next visit without a pro forma, where that is sent within 15 working days]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,
    /// The day on which it is sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    sent: Option<NaiveDate>,
}

impl NewProForma {
    pub fn write(&self, common: &Common, out: &mut impl Write) -> Result<(), Failure> {
        let today = common.today();
        let chosen = Chosen::load(common, &self.school, today)?;
        let school = &chosen.folder.school;
        let sent = self.sent.unwrap_or(today);
        let visit = match self.visit {
            Some(visit) => visit,
            None => {
                let visit = next_visit_without_pro_forma(school, today)?;
                refuse_far_ahead(visit, sent, &chosen.policy)?;
                visit
            }
        };
        if let Some(file) = school.unread_of(visit) {
            return Err(Failure::new(
                format!("{file} cannot be read, and may be the pro forma for the visit on {}", long_day(visit)),
                "Nothing was written. Put it right first: `spoc validate` tells what is wrong with it.",
            ));
        }
        refuse_second(school, visit)?;
        let text = draft::pro_forma(visit, sent, chosen.file()?);
        let name = draft::file_name(visit, "pro forma", "yaml");
        let filed = chosen.folder.file_new(Area::Records, &name, &text, &chosen.policy, today);
        let file = filed.map_err(|error| unless_no_visit(error, school, visit))?;
        writeln!(out, "wrote {}", shown(&file))?;
        writeln!(out, "for the visit on {}, sent on {}", long_day(visit), short_day(sent))?;
        let chosen = Chosen::load(common, &self.school, today)?;
        if let Some(next) = next_step(&chosen.folder.school, visit, &chosen.policy, today) {
            writeln!(out, "{next}")?;
        }
        Ok(())
    }
}

/// A visit has one pro forma.
fn refuse_second(school: &School, visit: NaiveDate) -> Result<(), Failure> {
    let form = visits_on(school, visit).find_map(|visit| pro_forma_of(school, visit));
    form.map_or(Ok(()), |form| {
        Err(Failure::new(
            format!("the visit on {} has its pro forma already, {}", long_day(visit), form.path),
            format!(
                "Nothing was written. Where it was sent on another day, note that: spoc done \"{}\" sent --visit {visit} --on DAY --again.",
                school.folder
            ),
        ))
    })
}

fn visits_on(school: &School, day: NaiveDate) -> impl Iterator<Item = &Filed<Visit>> {
    school.visits_not_cancelled().filter(move |visit| *visit.record.date == day)
}

/// Why a pro forma was not filed, with the way to plan its visit where there is none on the day.
fn unless_no_visit(error: FilingError, school: &School, visit: NaiveDate) -> Failure {
    match error {
        FilingError::Problem(problem) if problem.code == no_such_visit::CODE => Failure::new(
            format!("there is no visit on {}", long_day(visit)),
            format!(
                "Nothing was written. Name the day of a visit, or plan that visit first: spoc new visit \"{}\" {visit}.",
                school.folder
            ),
        ),
        error => error.into(),
    }
}

/// A pro forma whose day is far away is hardly the one that is meant: it is made where its visit is named.
fn refuse_far_ahead(visit: NaiveDate, sent: NaiveDate, policy: &Policy) -> Result<(), Failure> {
    let due = policy.calendar.working_days_before(visit, policy.deadlines.pro_forma_sent.0);
    // A day with which the calendar cannot reckon is a problem of the visit, and not far away.
    let Ok(due) = due else { return Ok(()) };
    match policy.calendar.working_days_until(sent, due) {
        Ok(ahead) if ahead > MOST_AHEAD => Err(Failure::new(
            format!(
                "the next visit without a pro forma is on {}, and its pro forma is sent by {} only, {ahead} working days ahead",
                long_day(visit),
                short_day(due)
            ),
            format!("Nothing was written. If it is meant, name it with --visit {visit}."),
        )),
        _ => Ok(()),
    }
}

fn next_visit_without_pro_forma(school: &School, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let coming = || school.visits_not_cancelled().filter(|visit| *visit.record.date >= today);
    let days = |visits: &mut dyn Iterator<Item = &Filed<Visit>>| visits.map(|visit| *visit.record.date).min();
    // Of two visits on a day one alone has the pro forma.
    let of_day = |visit: &Filed<Visit>| school.pro_formas.iter().any(|one| one.record.visit == visit.record.date);
    let next = days(&mut coming().filter(|visit| !of_day(visit) && pro_forma_of(school, visit).is_none()));
    school.sure_of(next, today)?;
    next.ok_or_else(|| match days(&mut coming()) {
        Some(day) => Failure::new(
            format!(
                "the visit on {} has its pro forma already, and {} has no other to come",
                long_day(day),
                school.path
            ),
            "Nothing was written. For another visit make the visit first with `spoc new visit`.",
        ),
        None => Failure::new(
            format!("{} has no coming visit without a pro forma", school.path),
            "Nothing was written. Make the visit first with `spoc new visit`, or name its day with --visit.",
        ),
    })
}
