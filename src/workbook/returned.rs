//! What a returned workbook says, once it has been read: its answers, what is wrong with its cells, and what has no place in a record.

use std::fmt;

use chrono::NaiveDate;

use super::answers::Answers;

/// A workbook that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// The school's URN, from the hidden sheet.
    pub urn: Option<String>,
    /// The school's folder, from the hidden sheet, or its name from the sheet `Visit`.
    pub school: Option<String>,
    /// The day of the visit.
    pub visit: Option<NaiveDate>,
    /// The answers, as far as they are right.
    pub answers: Answers,
    /// What is wrong, in the order of sheets, rows and columns.
    pub problems: Vec<CellProblem>,
    /// What has no place in a record: notes in the margin, comments, other sheets.
    pub left_over: Vec<LeftOver>,
}

/// Something that is wrong with a cell. It names the place, never a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Something that stands where no answer is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// Where.
    pub place: Place,
    /// What it is, in a word or two: `a comment`, `a text beside the table`.
    pub what: &'static str,
    /// What it says.
    pub text: String,
}

/// A place in a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The sheet, as it is named there.
    pub sheet: String,
    /// The cell, as in `C14`; none where the sheet as a whole is meant.
    pub cell: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            Some(cell) => write!(f, "{}, {cell}", self.sheet),
            None => f.write_str(&self.sheet),
        }
    }
}

impl fmt::Display for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
