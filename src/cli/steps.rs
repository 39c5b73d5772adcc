//! The steps of a visit as commands that write say them: the next one, or the days of all; and whether a visit may be on a day.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::failure::Failure;
use super::school::Chosen;
use crate::filing::{ANY_DAY, FilingError};
use crate::policy::Policy;
use crate::procedure::deadlines::{Deadline, State, Step, deadlines};
use crate::procedure::review::{review, undecided};
use crate::record::visit::VisitStatus;
use crate::rules::{Context, check_school, return_in_holiday};
use crate::school::School;
use crate::words::{children, long_day, number};

/// The next step of a visit that is not done, with its day; none where there is none.
pub(super) fn next_step(school: &School, visit: NaiveDate, policy: &Policy, today: NaiveDate) -> Option<String> {
    let held =
        school.visits_not_cancelled().find(|one| *one.record.date == visit && one.record.status == VisitStatus::Held);
    let undecided = held.map_or(0, |held| undecided(&review(school, held, policy), &held.record).len());
    if undecided > 0 {
        let folder = &school.folder;
        return Some(format!("next: decisions on {}: spoc decide \"{folder}\" --visit {visit}", children(undecided)));
    }
    let (all, _) = deadlines(school, policy, today);
    let of_visit = |step: Step| all.iter().find(|one| one.visit == Some(visit) && one.step == step);
    let is_open = |one: &&Deadline| !matches!(one.state, State::Done | State::Late);
    let next = Step::OF_VISIT.into_iter().filter_map(of_visit).find(is_open)?;
    Some(format!("next: {}, {}", next.step.words().to_come, by_when(next)))
}

/// By which day, and how far that is.
pub(super) fn by_when(deadline: &Deadline) -> String {
    let day = deadline.due.format("%A %-d %B %Y");
    let days = number(usize::try_from(deadline.working_days.unsigned_abs()).unwrap_or(usize::MAX), "working day");
    match deadline.state {
        State::Due => format!("today, {day}"),
        State::Unknown => format!("by {day}; it is not known whether it is done"),
        State::Done | State::Late => format!("by {day}, done"),
        State::Upcoming => format!("by {day}, in {days}"),
        State::Overdue => format!("by {day}, {days} ago"),
    }
}

/// Says on which days the steps of a visit that is planned fall, and what is amiss with these days.
pub(super) fn say_steps(
    out: &mut impl Write,
    school: &School,
    visit: NaiveDate,
    policy: &Policy,
    today: NaiveDate,
) -> io::Result<()> {
    let (all, _) = deadlines(school, policy, today);
    let of_visit: Vec<_> =
        all.iter().filter(|one| one.visit == Some(visit) && Step::OF_VISIT.contains(&one.step)).collect();
    for one in of_visit {
        writeln!(out, "  {}, {}", one.step.words().to_come, by_when(one))?;
    }
    let path = school.visits_not_cancelled().find(|one| *one.record.date == visit).map(|one| one.path.as_str());
    let mut problems = Vec::new();
    check_school(school, &Context { today, policy, deadlines: &all }, &mut problems);
    let of_return =
        problems.into_iter().find(|one| one.code == return_in_holiday::CODE && Some(one.path.as_str()) == path);
    if let Some(problem) = of_return {
        writeln!(out, "note: {}. {}", problem.message, problem.help)?;
    }
    Ok(())
}

impl Chosen {
    /// Refuses a day on which the school has a visit.
    pub fn refuse_taken(&self, day: NaiveDate) -> Result<(), Failure> {
        let other = self.folder.school.visits_not_cancelled().find(|other| *other.record.date == day);
        other.map_or(Ok(()), |other| {
            Err(Failure::new(
                format!("there is a visit on {} already, {}", long_day(day), other.path),
                "Nothing was written. Name another day, or move that one first with `spoc move visit`.",
            ))
        })
    }

    /// Refuses a day on which no visit is planned by intent: one that is past, or on which the school is not open yet or no more.
    pub fn refuse_day(&self, day: NaiveDate, today: NaiveDate, anyway: bool) -> Result<(), Failure> {
        let file = self.folder.school.file.as_ref().map(|file| &file.record);
        let opened = file.and_then(|file| file.opened).filter(|opened| **opened > day);
        let closed = file.and_then(|file| file.closed).filter(|closed| **closed <= day);
        let why = match (opened, closed) {
            _ if anyway => return Ok(()),
            _ if day < today => format!("{} is past", long_day(day)),
            (Some(opened), _) => format!("the school opens on {} only", long_day(*opened)),
            (None, Some(closed)) => format!("the school is closed from {} on", long_day(*closed)),
            (None, None) => return Ok(()),
        };
        Err(Failure::new(why, "Nothing was written. Name another day, or add --anyway."))
    }
}

/// Why a visit was not filed, with the way to file it all the same where only its day speaks against it.
pub(super) fn unless_anyway(error: FilingError) -> Failure {
    match error {
        FilingError::Problem(problem) if ANY_DAY.contains(&problem.code) => {
            let hint =
                format!("Nothing was written. {} To have it on this day all the same, add --anyway.", problem.help);
            Failure::new(problem.message.clone(), hint)
        }
        error => error.into(),
    }
}
