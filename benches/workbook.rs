//! How long it takes to read workbooks that came back: a thousand of them, a child or forty in each table, in each format; and to receive a thousand, with
//! all that is written for each. The goal for these is 20 seconds on 2 cores.
//!
//! `cargo bench --bench workbook`; `-- received` for the last alone.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on fails")]

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use divan::{Bencher, black_box};
use spoc::drive::{self, DriveReader};
use spoc::filing::{Receiving, SchoolFolder};
use spoc::workbook::read;

#[path = "../tests/suite/returned/make.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod make;

/// As LibreOffice saved it.
const XLS: &[u8] = include_bytes!("../tests/suite/returned/pro_forma.xls");
/// The same.
const ODS: &[u8] = include_bytes!("../tests/suite/returned/pro_forma.ods");

fn main() {
    divan::main();
}

/// A thousand, of so many children each.
#[divan::bench(args = [2, 40], sample_count = 1, sample_size = 1)]
fn a_thousand_xlsx(bencher: Bencher, children: usize) {
    let mut answers = make::answers();
    for rows in &mut answers.tables {
        *rows = rows.iter().cycle().take(if rows.is_empty() { 0 } else { children }).cloned().collect();
    }
    let bytes = make::xlsx(&answers);
    assert!(read(&bytes).unwrap().problems.is_empty());
    bencher.bench(|| thousand(&bytes));
}

/// A thousand as LibreOffice saves them.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_thousand_ods(bencher: Bencher) {
    bencher.bench(|| thousand(ODS));
}

/// A thousand in the format of Excel 97.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_thousand_xls(bencher: Bencher) {
    bencher.bench(|| thousand(XLS));
}

/// A thousand that came back, two children in each table, each to a school of its own: the workbook is read, the school loaded, its pro forma compared
/// and changed, the record written and the workbook kept, one after the other.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_thousand_received(bencher: Bencher) {
    let bytes = make::xlsx(&make::answers());
    let visit = read(&bytes).unwrap().visit.unwrap();
    bencher.with_inputs(|| drive(visit)).bench_local_refs(|drive| receive_all(drive.path(), &bytes));
}

const SCHOOLS: usize = 1000;

/// A drive on which each school awaits its pro forma.
fn drive(visit: NaiveDate) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("policy.toml"), "").unwrap();
    for number in 0..SCHOOLS {
        let school = folder.path().join(format!("Manager {}/School {number}", number / 50));
        for area in ["records", "emails", "correspondence"] {
            fs::create_dir_all(school.join(area)).unwrap();
        }
        let facts = format!(
            "name: School {number}\nurn: {}\nphase: primary\nstatus: maintained\nspoc: Priya Shah\n",
            100_000 + number
        );
        fs::write(school.join("school.yaml"), facts).unwrap();
        let record =
            |name: &str, text: String| fs::write(school.join(format!("records/{visit} {name}.yaml")), text).unwrap();
        record("visit", format!("kind: visit\ndate: {visit}\nstatus: planned\n"));
        record(
            "pro forma",
            format!(
                "kind: pro-forma\nvisit: {visit}\nsent: {} # by e-mail\nx_ours: 1\n",
                visit - chrono::Days::new(14)
            ),
        );
    }
    folder
}

fn receive_all(root: &Path, bytes: &[u8]) {
    let today = read(bytes).unwrap().visit.unwrap() - chrono::Days::new(7);
    let (policy, _) = drive::policy(root).unwrap();
    let reader = DriveReader::new(root, today);
    for place in reader.school_places().unwrap() {
        let returned = read(bytes).unwrap();
        let school = reader.load_school(&place, &policy);
        let folder = SchoolFolder { root: root.to_owned(), place, school };
        let receiving = Receiving { returned: &returned, on: None, merge: false };
        let receipt = folder.receive(&receiving, &policy, today).unwrap();
        assert!(receipt.problems.is_empty(), "{:?}", receipt.problems);
        assert!(folder.write_receipt(&receipt).unwrap().is_some());
        folder.keep_workbook(receipt.visit, bytes, "xlsx").unwrap();
    }
}

fn thousand(bytes: &[u8]) {
    for _ in 0..1000 {
        black_box(read(black_box(bytes)).unwrap());
    }
}
