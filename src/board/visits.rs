//! The visits that are coming, and how the steps before each stand.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::cells::{people_cells, school_cell};
use super::marks::mark_beside_words;
use super::model::{Board, COMING, Visit};
use crate::page::{Table, from_today, full_day, time};
use crate::procedure::deadlines::{Deadline, State, Step};

pub(super) fn visits(board: &Board<'_>, today: NaiveDate) -> Table<'static> {
    let of_steps = Step::BEFORE_VISIT.into_iter().filter_map(|step| step.words().heading);
    Table {
        id: "visits",
        title: format!("Visits in the next {COMING} working days"),
        note: None,
        columns: ["When", "School"].into_iter().chain(of_steps).chain(["SPOC", "Manager"]).collect(),
        class: "visits",
        rows: board.visits.iter().filter_map(|visit| row(visit, today)).collect(),
        empty: html! { "No visit is planned in the next " (COMING) " working days." },
    }
}

fn row(visit: &Visit<'_>, today: NaiveDate) -> Option<Markup> {
    let held = visit.held()?;
    let when = if held.due == today { "today".to_owned() } else { from_today(held) };
    let [sent, returned, checks, ..] = visit.steps;
    Some(html! {
        tr {
            td {
                (full_day(held.due))
                small {
                    @if let Some(time) = held.time { b { (time.0.format("%H:%M")) } } @else { "no time yet" }
                    ", " (when)
                }
            }
            (school_cell(visit.school))
            @for step in [sent, returned, checks] { td { (step_before(step)) } }
            (people_cells(visit.spoc, Some(&visit.school.manager)))
        }
    })
}

/// How a step before a visit stands, by its mark and in words.
fn step_before(step: Option<&Deadline>) -> Markup {
    let Some(step) = step else { return html! { span.quiet { "not due" } } };
    let day = |day: NaiveDate| time(day, "%-d %b");
    html! {
        (mark_beside_words(step)) " "
        @match (step.state, step.done) {
            (State::Done, Some(done)) => { (day(done)) }
            (State::Late, Some(done)) => { (day(done)) ", late" }
            (State::Overdue, _) => { "was due " (day(step.due)) }
            (state @ (State::Due | State::Unknown), _) => { (state.title()) }
            _ => { "by " (day(step.due)) }
        }
    }
}
