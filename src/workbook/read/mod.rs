//! The cells of a workbook that came back become its answers: every cell is checked, and what has no place is kept in mind.

mod day;
mod found;
mod hidden;
mod merged;
mod names;
mod number;
mod table;
mod value;
mod visit;
mod whole;

pub use self::value::{answer, shown};
pub use self::whole::read;
