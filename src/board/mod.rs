//! The board: one HTML page of how a drive, or a part of it, stands. It fetches nothing and needs no server. Without JavaScript everything is
//! on it; it can then not be filtered and sorted.
//!
//! No child is named on it. It shows no free text of the records: an action, a follow-up and an exclusion appear by their day and by
//! where they stand, a problem by its code and by words of the program that quote nothing.

mod calendar;
mod cells;
mod deadlines;
mod keep;
mod marks;
mod model;
mod numbers;
mod page;
mod problems;
mod safe;
mod schools;
mod sources;
mod table;
mod visits;

pub use self::keep::keeper;
pub use self::page::{OUTPUT, is_board, page};
pub use self::sources::{BoardSources, FILE, KEPT_WITHIN};
