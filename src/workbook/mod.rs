//! The pro forma as a workbook that a school fills in (records.md, section 9): one table says what its sheets hold, and all that writes, reads or
//! records a workbook goes by it.

mod answers;
mod form;
mod returned;

pub use self::answers::{Answers, Row};
pub use self::form::{
    Column, FORMAT, LABELS, Label, LabelUse, README_SHEET, SPOC_SHEET, TABLES, Table, Taken, VISIT_SHEET,
};
pub use self::returned::{CellProblem, LeftOver, Place, Returned};
