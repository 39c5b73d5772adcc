//! What is wrong with the records, by code and in words that quote no record.

use maud::{Markup, html};

use super::cells::{people_cells, school_cell};
use super::model::{Board, Found};
use super::safe::{file, words};
use crate::page::{Table, message};
use crate::problem::Severity;
use crate::words::capitalised;

pub(super) fn problems(board: &Board<'_>) -> Table<'static> {
    Table {
        id: "problems",
        title: "Problems in the records".to_owned(),
        note: Some(html! {
            "What is overdue stands above. " code { "spoc validate" } " shows each problem with its place and what to do; "
            code { "spoc explain" } " and the code tell more."
        }),
        columns: vec!["School", "Kind", "What", "Code", "SPOC", "Manager"],
        class: "problems",
        rows: board.problems.iter().map(row).collect(),
        empty: html! { "No record has a problem." },
    }
}

fn row(found: &Found<'_>) -> Markup {
    let problem = found.problem;
    // The numbers at the top of the page count the rows by these classes.
    let (class, severity) = match problem.code.severity() {
        Severity::Error => ("error", "error"),
        Severity::Warning => ("warned", "warning"),
    };
    // The problem of a school's folder needs no place: the cell of the school says it.
    let has_place = problem.path.split('/').count() > 2 || found.school.is_none();
    html! {
        tr class=(class) {
            @if let Some(school) = found.school { (school_cell(school)) } @else { th.w scope="row" { "the drive" } }
            td { span.severity { (severity) } }
            td {
                (message(&capitalised(words(problem))))
                @if has_place {
                    small { (file(&problem.path)) @if let Some(at) = problem.position { ", line " (at.line) } }
                }
            }
            td { code { (problem.code) } }
            (people_cells(found.school.and_then(|school| school.spoc.as_deref()), found.manager))
        }
    }
}
