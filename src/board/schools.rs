//! The schools that nobody is responsible for, and those for which dates are still to be agreed.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::cells::{people_cells, school_cell};
use super::marks::mark_beside_words;
use super::model::{Board, Undated};
use crate::drive::Assessment;
use crate::page::{Table, from_today, full_day, name};
use crate::policy::Policy;

pub(super) fn without_spoc(board: &Board<'_>) -> Table<'static> {
    let row = |school: &&Assessment| {
        let why = match school.name {
            None => "not known: school.yaml is missing or cannot be read",
            Some(_) => "school.yaml names none",
        };
        html! { tr { (school_cell(school)) td { (why) } td.m { (name(&school.manager)) } } }
    };
    Table {
        id: "no-spoc",
        title: "Schools without a SPOC".to_owned(),
        note: None,
        columns: vec!["School", "Why", "Manager"],
        class: "bare",
        rows: board.without_spoc.iter().map(row).collect(),
        empty: html! { "Every open school has a SPOC." },
    }
}

pub(super) fn without_dates(board: &Board<'_>, policy: &Policy, today: NaiveDate) -> Table<'static> {
    let empty = match policy.calendar.year_of(today) {
        Some(year) => match year.name() {
            Some(year) => html! { "All dates of " (name(year)) " are agreed." },
            None => html! { "All dates of this year are agreed." },
        },
        None => html! { "policy.toml has no year that holds today, so that no dates are due." },
    };
    Table {
        id: "no-dates",
        title: "Schools without agreed dates".to_owned(),
        note: None,
        columns: vec!["School", "Date to be agreed for", "By", "SPOC", "Manager"],
        class: "undated",
        rows: board.without_dates.iter().map(undated_row).collect(),
        empty,
    }
}

fn undated_row(undated: &Undated<'_>) -> Markup {
    let first = undated.deadlines.iter().min_by_key(|one| one.due);
    html! {
        tr {
            (school_cell(undated.school))
            td {
                @for (place, one) in undated.deadlines.iter().enumerate() {
                    @if place > 0 { br; }
                    (mark_beside_words(one)) " " (name(&one.detail))
                }
            }
            td { @if let Some(first) = first { (full_day(first.due)) small { (from_today(first)) } } }
            (people_cells(undated.school.spoc.as_deref(), Some(&undated.school.manager)))
        }
    }
}
