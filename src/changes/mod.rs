//! What has changed between two versions of a file: the fields, old and new, and one line that sums up.
//!
//! The fields are told in the file's order and in an officer's words. A row of a list is matched with the row that it was: a child's by its UPN
//! (and its name, where it has none yet), any other by what it says. So a row that was inserted is one addition, and one that only stands elsewhere
//! now is no change. A text that cannot be parsed is told by the number of lines that are changed.
//!
//! The line that sums up holds no child's name and no free text: of a value it shows a date, a number or a word from a list, and of all else the
//! field's name alone.

mod between;
mod content;
mod field;
mod fields;
mod rows;
mod summary;
mod what;

pub use self::between::between;
pub use self::field::{FieldChange, Said};
pub use self::what::{Changes, File, What};
