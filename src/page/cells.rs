//! Words and cells that several pages share.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use crate::escape::printable;
use crate::procedure::deadlines::{Deadline, State};
use crate::words::number;

/// A name. `bdi` keeps a name in a script that runs from right to left from turning the words beside it round.
#[must_use]
pub fn name(text: &str) -> Markup {
    html! { bdi { (printable(text)) } }
}

/// A name, or the word that there is none.
#[must_use]
pub fn name_or_none(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { (name(text)) } @else { span.quiet { "none" } } }
}

/// A day in a form of `chrono`. The script of the board sorts by its `datetime`.
#[must_use]
pub fn time(day: NaiveDate, form: &str) -> Markup {
    html! { time datetime=(day) { (day.format(form)) } }
}

/// A day in full, with its weekday.
#[must_use]
pub fn full_day(day: NaiveDate) -> Markup {
    time(day, "%a %-d %b %Y")
}

/// A day in few letters, with the year only where it differs from today's.
#[must_use]
pub fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    day.format(if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}

/// How far the due day of a deadline is from today.
#[must_use]
pub fn from_today(deadline: &Deadline) -> String {
    let days = |count: i64| number(usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX), "working day");
    match (deadline.state, deadline.working_days) {
        (State::Due, _) => "today".to_owned(),
        (State::Overdue, 0) => "since the last working day".to_owned(),
        (State::Overdue, count) => format!("{} late", days(count)),
        (_, count) if count < 0 => format!("{} ago", days(count)),
        (_, 0) => "no working day left".to_owned(),
        (_, 1) => "next working day".to_owned(),
        (_, count) => format!("in {}", days(count)),
    }
}

/// The message of a problem. The words between two backticks are set as code; a backtick without a partner stays as it is.
#[must_use]
pub fn message(text: &str) -> Markup {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return html! { (printable(text)) };
    }
    html! {
        @for (place, part) in parts.into_iter().enumerate() {
            @if place % 2 == 1 { code { (printable(part)) } } @else { (printable(part)) }
        }
    }
}
