//! Tells by its bytes what kind of workbook a file is, and reads it.

use super::archive::Archive;
use super::book::{Book, Room};
use super::{ods, xls, xlsx};
use crate::workbook::not_read::NotRead;

/// Reads a workbook.
pub fn open(bytes: &[u8]) -> Result<Book, NotRead> {
    let mut room = Room::default();
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let mut archive = Archive::open(bytes)?;
            if archive.has_ending("/workbook.xml") {
                xlsx::read(bytes, &mut room)
            } else if archive.name_of("encrypted-package").is_some() {
                Err(NotRead::Protected)
            } else if is_spreadsheet(&mut archive)? {
                ods::read(&mut archive, &mut room)
            } else {
                Err(NotRead::NotAWorkbook)
            }
        }
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => xls::read(bytes, &mut room),
        _ => Err(NotRead::NotAWorkbook),
    }
}

/// Whether an archive is an OpenDocument spreadsheet, be it a template.
fn is_spreadsheet(archive: &mut Archive<'_>) -> Result<bool, NotRead> {
    let kind = archive.bytes("mimetype")?;
    Ok(kind.is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet")))
}
