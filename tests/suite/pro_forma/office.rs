//! LibreOffice, where it is there: it saves workbooks as a school's office would. Where it is not, the tests that need it say so and pass; with
//! `SPOC_WITH_OFFICE` set, as `.ci/run` sets it, they fail.

use std::fs;
use std::process::Command;

/// Whether LibreOffice is there.
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was left out")]
pub fn is_there() -> bool {
    let there = Command::new("soffice").arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(there || std::env::var_os("SPOC_WITH_OFFICE").is_none(), "LibreOffice is not there");
    if !there {
        eprintln!("left out: LibreOffice is not there");
    }
    there
}

/// A workbook as LibreOffice saves it. `format`: an ending, with the name of its filter after a colon where that is not clear.
pub fn saved_as(workbook: &[u8], format: &str) -> Vec<u8> {
    all_saved_as(&[workbook], format).remove(0)
}

/// Workbooks as LibreOffice saves them, all in one go: to start it takes longer than to save one.
pub fn all_saved_as(workbooks: &[impl AsRef<[u8]>], format: &str) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let names: Vec<_> = (1..=workbooks.len()).map(|number| format!("in{number}")).collect();
    for (name, workbook) in names.iter().zip(workbooks) {
        fs::write(at(&format!("{name}.xlsx")), workbook).unwrap();
    }
    let profile = format!("-env:UserInstallation=file://{}", at("profile").display());
    let output = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--norestore", "--convert-to", format, "--outdir"])
        .arg(at("out"))
        .args(names.iter().map(|name| at(&format!("{name}.xlsx"))))
        .output()
        .unwrap();
    let ending = format.split(':').next().unwrap();
    let saved = names.iter().map(|name| fs::read(at("out").join(format!("{name}.{ending}"))));
    saved
        .map(|saved| saved.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr))))
        .collect()
}
