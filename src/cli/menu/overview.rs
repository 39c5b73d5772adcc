//! The first lines of the menu: how the day stands. No word of a record is in them, so that no child's name is.

use crate::drive::{Assessment, SchoolDeadline};
use crate::procedure::deadlines::{About, State};
use crate::words::number;

/// How many working days ahead the last line looks.
const DAYS: i64 = 10;

/// What is overdue, due today and due soon, a line each; a fourth where something is not known.
pub(super) fn lines<'a>(schools: impl Iterator<Item = &'a Assessment>) -> Vec<String> {
    let mut all: Vec<_> = schools.flat_map(|school| &school.deadlines).collect();
    all.sort_by_key(|one| one.deadline.due);
    let of = |state: State| all.iter().copied().filter(move |one| one.deadline.state == state).collect::<Vec<_>>();
    let soon: Vec<_> = of(State::Upcoming).into_iter().filter(|one| one.deadline.working_days <= DAYS).collect();
    let mut lines = vec![
        line("Overdue", &of(State::Overdue)),
        line("Due today", &of(State::Due)),
        line(&format!("Next {}", number(DAYS, "working day")), &soon),
    ];
    let unknown = of(State::Unknown);
    if !unknown.is_empty() {
        let count = number(unknown.len(), "deadline");
        lines.push(format!("Not known: {count}, because a record cannot be read. Check the records."));
    }
    lines
}

/// How many things are overdue in a school, for its line in the list.
pub(super) fn overdue(school: &Assessment) -> usize {
    school.deadlines.iter().filter(|one| one.deadline.state == State::Overdue).count()
}

fn line(title: &str, deadlines: &[&SchoolDeadline]) -> String {
    let Some(first) = deadlines.first() else { return format!("{title}: nothing") };
    let words = first.deadline.step.words();
    let by = if words.about == About::Day { "on" } else { "by" };
    let due = first.deadline.due.format("%-d %b");
    let what = words.to_come.to_lowercase();
    format!("{title}: {}. First: {}, {what} {by} {due}", deadlines.len(), first.school)
}
