//! What LibreOffice makes of a workbook: the answers stay the same. Skipped, with a word, where it is not installed.

use spoc::workbook::{NotRead, read};

use super::make::{answers, left_over, problems, xlsx};
use crate::pro_forma::office;

/// The workbook of [`answers`] as LibreOffice 7 saved it in the format of Excel 97.
pub const XLS: &[u8] = include_bytes!("pro_forma.xls");
/// The same in its own format.
pub const ODS: &[u8] = include_bytes!("pro_forma.ods");

fn is_the_same(bytes: &[u8]) {
    let returned = read(bytes).unwrap();
    assert_eq!(problems(&returned), [""; 0]);
    assert_eq!(left_over(&returned), [""; 0]);
    assert_eq!(returned.answers, answers());
    assert_eq!(returned.urn.as_deref(), Some("100321"));
}

#[test]
fn what_it_saved_once_reads_to_the_same_answers() {
    is_the_same(XLS);
    is_the_same(ODS);
}

#[test]
fn a_password_of_excel_97_is_seen() {
    // The record after the first becomes the one that says so.
    let place = XLS.windows(4).position(|bytes| bytes == [0x09, 0x08, 0x10, 0x00]).unwrap() + 20;
    let mut protected = XLS.to_vec();
    protected[place..place + 2].copy_from_slice(&[0x2F, 0]);
    assert_eq!(read(&protected), Err(NotRead::Protected));
}

#[test]
fn what_it_saves_now_reads_to_the_same_answers() {
    if office::is_there() {
        for format in ["xlsx:Calc MS Excel 2007 XML", "ods", "xls:MS Excel 97"] {
            is_the_same(&office::saved_as(&xlsx(&answers()), format));
        }
    }
}
