//! The pro forma as a workbook that a school fills in (records.md, section 9): one table says what its sheets hold, and all that writes, reads or
//! records a workbook goes by it.

mod answers;
#[cfg(test)]
mod arbitrary;
mod cells;
mod differences;
mod filled;
mod form;
mod known;
mod not_read;
mod read;
mod record;
mod reply;
mod returned;
mod rows;
mod sheets;
mod write;

pub use self::answers::{Answers, Row};
pub use self::differences::{Difference, How, differences, note_with};
pub use self::filled::Filled;
pub use self::form::{
    Column, FORMAT, LABELS, Label, LabelUse, README_SHEET, SPOC_SHEET, TABLES, Table, Taken, VISIT_SHEET,
};
pub use self::known::known;
pub use self::not_read::NotRead;
pub use self::read::read;
pub use self::record::changes;
pub use self::reply::reply;
pub use self::returned::{CellProblem, LeftOver, Place, Places, Remark, Returned, TablePlace};
pub use self::sheets::{TextRow, TextSheet, answer, sheets};
pub use self::write::{Outgoing, Unwritten, write};
