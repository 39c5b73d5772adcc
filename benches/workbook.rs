//! How long it takes to read workbooks that came back: a thousand of them, a child or forty in each table, in each format.
//!
//! `cargo bench --bench workbook`.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on fails")]

use divan::{Bencher, black_box};
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

fn thousand(bytes: &[u8]) {
    for _ in 0..1000 {
        black_box(read(black_box(bytes)).unwrap());
    }
}
