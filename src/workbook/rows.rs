//! Rows of a record's table and of a workbook's: which are the same, and whether a table is answered at all.

use std::collections::VecDeque;

use super::answers::{Answers, Row};
use super::form::Table;
use crate::record::pro_forma::{ProForma, Question};

/// Whether a table of a workbook is answered: by rows, by "none", or, of absence, by its span of days.
pub(super) fn is_answered(table: &Table, workbook: &Answers, rows: &[Row]) -> bool {
    let is_none = || match table.question {
        Some(question) => workbook.says_nothing(question),
        None => workbook.label("Absence from").is_some(),
    };
    !rows.is_empty() || is_none()
}

/// Whether a record's list for a table is there, be it empty.
pub(super) fn answers_table(record: &ProForma, table: &Table) -> bool {
    match table.question {
        Some(Question::ManagedMoves) => record.managed_moves.as_ref().is_some_and(|moves| moves.moves.is_given()),
        Some(question) => record.answers(question),
        None => record.absence.is_some(),
    }
}

/// Rows of the record with the row of the workbook that is the same; those that are in one of them alone.
pub(super) struct Matched<'r> {
    pub both: Vec<(usize, &'r Row, &'r Row)>,
    pub gone: Vec<usize>,
    pub new: Vec<&'r Row>,
}

pub(super) fn matched<'r>(table: &Table, old: &'r [Row], new: &'r [Row]) -> Matched<'r> {
    let mut rest: Vec<(Vec<&str>, VecDeque<&Row>)> = Vec::new();
    for row in new {
        let key = key(table, row);
        match rest.iter_mut().find(|(other, _)| *other == key) {
            Some((_, rows)) => rows.push_back(row),
            None => rest.push((key, VecDeque::from([row]))),
        }
    }
    let (mut both, mut gone) = (Vec::new(), Vec::new());
    for (place, row) in old.iter().enumerate() {
        let key = key(table, row);
        match rest.iter_mut().find(|(other, _)| *other == key).and_then(|(_, rows)| rows.pop_front()) {
            Some(other) => both.push((place, row, other)),
            None => gone.push(place),
        }
    }
    let used: Vec<_> = both.iter().map(|(_, _, new)| std::ptr::from_ref(*new)).collect();
    let new = new.iter().filter(|row| !used.contains(&std::ptr::from_ref(*row))).collect();
    Matched { both, gone, new }
}

/// What tells a row from others: the child, and of what a child may have several, which.
fn key<'r>(table: &Table, row: &'r Row) -> Vec<&'r str> {
    let answer = |field: &str| table.column(field).and_then(|place| row.get(place)?.as_deref()).unwrap_or_default();
    let upn = answer("upn");
    // A code in place of a UPN is a child's with the name alone.
    let name = if upn.starts_with("UN") { answer("name") } else { "" };
    let which: &[&str] = match table.list {
        "/exclusions" => &["type", "from"],
        "/managed_moves/moves" => &["agreed"],
        "/alternative_provision" => &["provider", "from"],
        _ => &[],
    };
    [upn, name].into_iter().chain(which.iter().map(|field| answer(field))).collect()
}
