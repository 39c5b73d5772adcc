//! The rows that are noted as done: the actions of visits and the follow-ups of calls, each by its number in its record.

use chrono::NaiveDate;

use super::asked::{Asked, NotNoted, Note};
use super::what::{Row, What};
use crate::record::Kind;
use crate::record::values::Date;
use crate::record::visit::Visit;
use crate::school::Filed;
use crate::words::{long_day, short_day};

/// A row that can be done.
struct Doable {
    number: usize,
    /// The visit of an action.
    visit: Option<NaiveDate>,
    path: String,
    field: String,
    what: String,
    who: String,
    due: Date,
    done: Option<Date>,
}

impl Doable {
    fn is_open(&self, today: NaiveDate) -> bool {
        self.done.is_none_or(|done| *done > today)
    }

    fn shown(&self) -> String {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        format!("{} in {file} ({}: {}, by {})", self.number, self.who, one_line(&self.what), short_day(*self.due))
    }
}

/// Notes an action of a visit, or the follow-up of a call, as done. `number`: its row in its record, from 1, as the board and `spoc due` have it.
pub fn row(asked: &Asked<'_>, row: Row, number: Option<usize>) -> Result<Note, NotNoted> {
    asked.refuse_future()?;
    let rows = match row {
        Row::Action => actions(asked),
        Row::FollowUp => follow_ups(asked),
    };
    let noun = What::Row(row).as_str();
    let open: Vec<_> = rows.iter().filter(|row| row.is_open(asked.today)).collect();
    let listed = match open.as_slice() {
        [] => format!("There is no open {noun} here."),
        open => format!("Open: {}.", open.iter().map(|row| row.shown()).collect::<Vec<_>>().join("; ")),
    };
    let Some(number) = number else {
        return Err(NotNoted::new(format!("which {noun} was done is not said: its number is missing"), listed));
    };
    let mut of_number: Vec<_> = rows.iter().filter(|row| row.number == number).collect();
    // One that is done already is hardly meant where another of that number is open.
    if of_number.iter().any(|row| row.is_open(asked.today)) {
        of_number.retain(|row| row.is_open(asked.today));
    }
    let found = match of_number.as_slice() {
        [one] => one,
        [] => return Err(NotNoted::new(format!("there is no {noun} {number}"), listed)),
        several => {
            let shown: Vec<_> = several.iter().map(|row| row.shown()).collect();
            let days: Vec<_> = several.iter().filter_map(|row| row.visit).map(|day| format!("--visit {day}")).collect();
            let what_to_do = if days.is_empty() {
                "Write `done:` in the right one in the editor.".to_owned()
            } else {
                format!("Say which: {}.", days.join(" or "))
            };
            return Err(NotNoted::new(
                format!("there is more than one {noun} {number}: {}", shown.join("; ")),
                what_to_do,
            ));
        }
    };
    if let Some(visit) = found.visit.filter(|visit| *visit > asked.day()) {
        return Err(NotNoted::new(
            format!("{} is before the visit on {}, where it was agreed", short_day(asked.day()), long_day(visit)),
            "Name the day on which it was done with --on.",
        ));
    }
    let name = format!("{noun} {number} ({}: {}) was done on", found.who, one_line(&found.what));
    let changes = asked.dated(&format!("{}/done", found.field), found.done, &name)?;
    let kind = if row == Row::Action { Kind::Visit } else { Kind::PhoneLog };
    let said = format!("{name} {}", short_day(asked.day()));
    Ok(Note { path: found.path.clone(), kind, changes, said, visit: found.visit })
}

fn actions(asked: &Asked<'_>) -> Vec<Doable> {
    let is_asked = |visit: &&Filed<Visit>| asked.visit.is_none_or(|day| *visit.record.date == day);
    let visits = asked.school.visits.iter().filter(is_asked);
    let rows = visits.flat_map(|visit| {
        visit.record.actions.iter().enumerate().map(|(place, action)| Doable {
            number: place + 1,
            visit: Some(*visit.record.date),
            path: visit.path.clone(),
            field: format!("/actions/{place}"),
            what: action.what.to_string(),
            who: action.who.to_string(),
            due: action.due,
            done: action.done,
        })
    });
    rows.collect()
}

fn follow_ups(asked: &Asked<'_>) -> Vec<Doable> {
    let rows = asked.school.phone_logs.iter().flat_map(|log| {
        log.record.calls.iter().enumerate().filter_map(|(place, call)| {
            let follow_up = call.follow_up.as_ref()?;
            Some(Doable {
                number: place + 1,
                visit: None,
                path: log.path.clone(),
                field: format!("/calls/{place}/follow_up"),
                what: follow_up.what.to_string(),
                who: call.by.to_string(),
                due: follow_up.due,
                done: follow_up.done,
            })
        })
    });
    rows.collect()
}

/// A text on one line, cut where it is long.
fn one_line(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST { line } else { line.chars().take(MOST - 1).chain(['…']).collect() }
}
