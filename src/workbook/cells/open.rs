//! Tells by its bytes what kind of workbook a file is, and reads it.

use super::archive::Archive;
use super::book::{Book, Room};
use super::xlsx;
use crate::workbook::not_read::NotRead;

/// Reads a workbook.
pub fn open(bytes: &[u8]) -> Result<Book, NotRead> {
    let mut room = Room::default();
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let archive = Archive::open(bytes)?;
            if archive.name_of("xl/workbook.xml").is_some() || archive.has_ending("/workbook.xml") {
                xlsx::read(bytes, &mut room)
            } else {
                Err(NotRead::NotAWorkbook)
            }
        }
        _ => Err(NotRead::NotAWorkbook),
    }
}
