//! The board: one HTML page of how a drive, or a part of it, stands. The page fetches nothing and needs no server. Without JavaScript it shows
//! everything, but cannot be filtered and sorted.
//!
//! No child is named on the board. It shows no free text of the records: an action, a follow-up or an exclusion appears by its day and its place in a
//! file, a problem by its code and by words of the program that quote no record.

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
mod visits;

pub use self::keep::keeper;
pub use self::page::{OUTPUT, is_board, page};
pub use self::sources::{BoardSources, FILE, KEPT_WITHIN};
