//! What is overdue, what is due soon, and what is not known: the tables of deadlines.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::cells::{people_cells, school_cell};
use super::model::{Board, Row, SOON};
use super::safe::file;
use crate::page::{Table, from_today, full_day, name, time};
use crate::procedure::deadlines::{About, Deadline, State};

pub(super) fn overdue(board: &Board<'_>, today: NaiveDate) -> Table<'static> {
    table("overdue", "Overdue".to_owned(), board, &board.overdue, today, "Nothing is overdue.".to_owned())
}

pub(super) fn soon(board: &Board<'_>, today: NaiveDate) -> Table<'static> {
    let title = format!("Due today and in the next {SOON} working days");
    table("soon", title, board, &board.soon, today, format!("Nothing is due in the next {SOON} working days."))
}

/// The table of what is not known; none where everything is known.
pub(super) fn unknown(board: &Board<'_>, today: NaiveDate) -> Option<Table<'static>> {
    if board.unknown.is_empty() {
        return None;
    }
    let mut table = table("unknown", "Not known".to_owned(), board, &board.unknown, today, String::new());
    table.note =
        Some(html! { "A record that might say so cannot be read. Once it is put right, these are known again." });
    Some(table)
}

fn table(
    id: &'static str,
    title: String,
    board: &Board<'_>,
    rows: &[Row<'_>],
    today: NaiveDate,
    empty: String,
) -> Table<'static> {
    Table {
        id,
        title,
        note: None,
        columns: vec!["By", "School", "What", "SPOC", "Manager"],
        class: "due",
        rows: rows.iter().map(|row| deadline_row(board, row, today)).collect(),
        empty: html! { (empty) },
    }
}

fn deadline_row(board: &Board<'_>, row: &Row<'_>, today: NaiveDate) -> Markup {
    let deadline = row.deadline;
    // The numbers at the top of the page count the rows by these classes.
    let class = match deadline.state {
        State::Due => Some("today near"),
        State::Upcoming => Some("near"),
        _ => None,
    };
    html! {
        tr class=[class] {
            td { (full_day(deadline.due)) small { (from_today(deadline)) } }
            (school_cell(row.school))
            td {
                (what(deadline))
                @if let Some(about) = about(board, deadline, today) { small { (about) } }
            }
            (people_cells(row.spoc, Some(&row.school.manager)))
        }
    }
}

/// What is to be done, without words of the record; a term's name is the policy's.
fn what(deadline: &Deadline) -> Markup {
    let words = deadline.step.words();
    html! {
        (words.to_come)
        @if words.about == About::Term { ": " (name(&deadline.detail)) }
    }
}

/// Which visit the deadline is about, or which row of which file.
fn about(board: &Board<'_>, deadline: &Deadline, today: NaiveDate) -> Option<Markup> {
    let visit = deadline.visit.map(|day| time(day, "%-d %B"));
    Some(match deadline.step.words().about {
        About::Term => return None,
        About::Day => html! { "at " (deadline.time?.0.format("%H:%M")) },
        About::Row { name, .. } => row_of_file(board, deadline, name),
        About::Visit if deadline.is_before_a_past_visit(today) => html! {
            "the visit" @if let Some(day) = visit { " of " (day) }
            " is over: the day is to be written down, if it was done"
        },
        About::Visit => html! { "visit on " (visit?) },
    })
}

/// A row of a list in a record. The person who is to do it is named only where the board names that colleague anyway.
fn row_of_file(board: &Board<'_>, deadline: &Deadline, noun: &str) -> Markup {
    let who = deadline.who.as_deref().filter(|who| board.knows(who));
    html! {
        @if let Some(who) = who { (name(who)) ", " }
        @if let Some(row) = deadline.row_number() { (noun) " " (row) " in " }
        (file(&deadline.path))
    }
}
