//! In what a record and a workbook differ, and what becomes of the record's note.

use std::fmt;

use super::answers::{Answers, Row};
use super::form::{LABELS, LabelUse, TABLES, Table, Taken, VISIT_SHEET};
use super::returned::LeftOver;
use super::rows::{Matched, answers_table, is_answered, matched};
use crate::record::pro_forma::ProForma;

/// The field in which a record keeps what has no other place.
pub(super) const NOTE: &str = "/note";

/// Something in which a record and a workbook differ. It names the place, never a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The sheet.
    pub sheet: &'static str,
    /// The label; or the row, by its UPN, with the heading where one answer differs.
    pub what: String,
    /// How they differ.
    pub how: How,
}

/// How a record and a workbook differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The workbook alone says it.
    New,
    /// The record alone says it, in a table that the workbook answers.
    Gone,
    /// They say something else. Texts that may speak of a child are left out.
    Other {
        /// What the record says.
        record: Option<String>,
        /// What the workbook says.
        workbook: Option<String>,
    },
}

impl Difference {
    /// Whether the record says something that the workbook does not confirm.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.how != How::New
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: ", self.sheet, self.what)?;
        let said = |said: &Option<String>| said.as_deref().map_or("nothing".to_owned(), ToOwned::to_owned);
        match &self.how {
            How::New => f.write_str("new in the workbook"),
            How::Gone => f.write_str("in the record, not in the workbook"),
            How::Other { record: None, workbook: None } => f.write_str("the two differ"),
            How::Other { record, workbook } => {
                write!(f, "{} in the record, {} in the workbook", said(record), said(workbook))
            }
        }
    }
}

/// In what a record and a workbook differ, as far as the workbook answers. Its `Note` is another matter: it is added to the record's.
#[must_use]
pub fn differences(record: &ProForma, workbook: &Answers) -> Vec<Difference> {
    let old = Answers::of(record);
    let mut found = Vec::new();
    for (label, place) in LABELS.iter().zip(0..) {
        let LabelUse::Field(field) = label.used else { continue };
        let (old, new) = (old.labels[place].as_ref(), workbook.labels[place].as_ref());
        if field == NOTE || new.is_none() || old == new {
            continue;
        }
        let how = match old {
            None => How::New,
            Some(old) => other(label.taken, Some(old), new),
        };
        found.push(Difference { sheet: VISIT_SHEET, what: label.heading.to_owned(), how });
    }
    for (table, place) in TABLES.iter().zip(0..) {
        let (old, new) = (&old.tables[place], &workbook.tables[place]);
        if is_answered(table, workbook, new) {
            found.extend(differences_of(table, old, new));
        }
        let is_none = |answers: &Answers| table.question.is_some_and(|question| answers.says_nothing(question));
        if new.is_empty() && old.is_empty() && is_none(workbook) && !answers_table(record, table) {
            found.push(Difference { sheet: table.sheet, what: "none".to_owned(), how: How::New });
        }
    }
    found
}

/// What a record's note is to be, so that nothing is lost of its own, of the workbook's, and of what has no other place; none where it is that already.
#[must_use]
pub fn note_with(record: &ProForma, workbook: &Answers, left_over: &[LeftOver]) -> Option<String> {
    let old = record.note.as_ref().map(ToString::to_string);
    let mut parts: Vec<_> = old.iter().cloned().collect();
    let left_over = left_over.iter().map(|one| format!("In the workbook, {} ({}): {}", one.place, one.what, one.text));
    for new in workbook.label("Note").map(ToOwned::to_owned).into_iter().chain(left_over) {
        if !parts.iter().any(|part| part.contains(&new)) {
            parts.push(new);
        }
    }
    let note = parts.join("\n");
    (old.as_deref().unwrap_or_default() != note).then_some(note)
}

fn differences_of(table: &Table, old: &[Row], new: &[Row]) -> Vec<Difference> {
    let Matched { both, gone, new } = matched(table, old, new);
    let upn = |row: &Row| row.first().cloned().flatten().unwrap_or_default();
    let mut found = Vec::new();
    for (_, old, new) in both {
        for ((column, old_answer), new_answer) in table.columns.iter().zip(old).zip(new) {
            if old_answer != new_answer {
                let what = format!("{}, {}", upn(old), column.heading);
                let how = other(column.taken, old_answer.as_ref(), new_answer.as_ref());
                found.push(Difference { sheet: table.sheet, what, how });
            }
        }
    }
    let gone = gone.into_iter().filter_map(|place| old.get(place)).map(|row| (row, How::Gone));
    let new = new.into_iter().map(|row| (row, How::New));
    found.extend(gone.chain(new).map(|(row, how)| Difference { sheet: table.sheet, what: upn(row), how }));
    found
}

fn other(taken: Taken, record: Option<&String>, workbook: Option<&String>) -> How {
    match taken {
        Taken::Text | Taken::Prose => How::Other { record: None, workbook: None },
        _ => How::Other { record: record.cloned(), workbook: workbook.cloned() },
    }
}
