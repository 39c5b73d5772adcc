//! What LibreOffice makes of a workbook: the answers stay the same. Skipped, with a word, where it is not installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use spoc::workbook::{NotRead, read};

use super::make::{answers, left_over, problems, xlsx};

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
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("skipped: LibreOffice (soffice) is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pro forma.xlsx");
    fs::write(&file, xlsx(&answers())).unwrap();
    for (kind, ending) in [("xlsx:Calc MS Excel 2007 XML", "xlsx"), ("ods", "ods"), ("xls:MS Excel 97", "xls")] {
        let saved = folder.path().join(ending);
        convert(folder.path(), &file, kind, &saved);
        is_the_same(&fs::read(saved.join(format!("pro forma.{ending}"))).unwrap());
    }
}

fn convert(profile: &Path, file: &Path, kind: &str, folder: &Path) {
    let profile = format!("-env:UserInstallation=file://{}/profile", profile.display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", kind, "--outdir"])
        .arg(folder)
        .arg(file)
        .output()
        .unwrap();
    assert!(status.status.success(), "{status:?}");
}
