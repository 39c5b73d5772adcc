//! Writes the workbook that goes to a school. The only files that name the crate for it. What the sheets hold stands in the form; here is how they
//! look, what they check while somebody types, and how they print.

mod book;
mod cells;
mod checks;
mod computed;
mod looks;
mod marks;
mod outgoing;
mod print;
mod ranges;
mod read_me;
mod tables;
mod visit;

pub use self::book::write;
pub use self::outgoing::{Outgoing, Unwritten};
