//! The mark of a step: a letter for the step, and a look and a sign for how it stands. Marks can be told apart without colour.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::page::short_day;
use crate::procedure::deadlines::{About, Deadline, State, Step};
use crate::words::capitalised;

/// The mark of a step where no words stand beside it. Its title says the same in words, for screen readers and on hovering.
pub(super) fn mark(deadline: &Deadline, today: NaiveDate) -> Markup {
    let (class, sign) = look(deadline.state);
    html! { i class=(class) role="img" title=(said(deadline, today)) { (letter(deadline.step)) (sign) } }
}

/// The mark of a step where words beside it say the same: screen readers skip it.
pub(super) fn mark_beside_words(deadline: &Deadline) -> Markup {
    let (class, sign) = look(deadline.state);
    html! { i class=(class) aria-hidden="true" { (letter(deadline.step)) (sign) } }
}

/// The mark of a visit that was cancelled or moved.
pub(super) fn mark_of_withdrawn(day: NaiveDate, today: NaiveDate) -> Markup {
    html! { i.x role="img" title={ "Visit of " (short_day(day, today)) " cancelled or moved" } { "×" } }
}

/// What the letters and the marks mean.
pub(super) fn legend() -> Markup {
    html! {
        ul.legend aria-label="What the letters mean" {
            @for step in Step::OF_VISIT.into_iter().chain([Step::DatesAgreed]) {
                li { b { (letter(step)) } " " (step.words().title) }
            }
        }
        ul.legend aria-label="What the marks mean" {
            @for state in State::ALL {
                @let (class, sign) = look(*state);
                li { i class=(class) { (letter(Step::VisitHeld)) (sign) } " " (state.title()) }
            }
            li { i.x { "×" } " visit cancelled or moved" }
            li { span.swatch {} " schools closed" }
        }
    }
}

fn letter(step: Step) -> &'static str {
    step.words().letter.unwrap_or_default()
}

/// The class of a state in board.css, and its sign.
fn look(state: State) -> (&'static str, &'static str) {
    match state {
        State::Done => ("d", ""),
        State::Late => ("l", ""),
        State::Upcoming => ("u", ""),
        State::Due => ("t", ""),
        State::Overdue => ("o", "!"),
        State::Unknown => ("q", "?"),
    }
}

/// A mark in words.
fn said(deadline: &Deadline, today: NaiveDate) -> String {
    let day = |day: NaiveDate| format!("{} {}", day.format("%a"), short_day(day, today));
    let words = deadline.step.words();
    let (subject, state) = (capitalised(words.title), deadline.state.title());
    let is_visit = words.about == About::Day;
    let at = deadline.time.map(|time| format!(" {}", time.0.format("%H:%M"))).unwrap_or_default();
    let due = day(deadline.due);
    match (deadline.state, deadline.done) {
        (State::Done, Some(done)) if is_visit => format!("{subject} held {}{at}", day(done)),
        (State::Done, Some(done)) => format!("{subject} {}", day(done)),
        (State::Late, Some(done)) => format!("{subject} late, {}; due {due}", day(done)),
        (State::Due, _) => format!("{subject}: {state}{at}"),
        (State::Overdue, _) => format!("{subject}: {state} since {due}"),
        (State::Unknown, _) => format!("{subject}: {state}, due {due}"),
        _ if is_visit => format!("{subject} planned {due}{at}"),
        _ => format!("{subject}: due {due}"),
    }
}
