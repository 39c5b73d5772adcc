//! What is to be done next about a visit, as commands that write say it at the end.

use chrono::NaiveDate;

use crate::policy::Policy;
use crate::procedure::deadlines::{Deadline, State, Step, deadlines};
use crate::procedure::review::{review, undecided};
use crate::record::visit::VisitStatus;
use crate::school::School;
use crate::words::{children, number};

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
