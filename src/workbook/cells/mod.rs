//! Bytes of a workbook become its filled-in cells, within bounds whatever the file says. What kind of file it is, its bytes tell, not its name.

mod archive;
mod biff;
mod book;
mod notes;
mod ods;
mod open;
mod serial;
mod xls;
mod xlsx;
mod xml;

pub use self::book::{Area, At, Book, Sheet, Value};
pub use self::open::open;
pub use self::serial::day_of;
