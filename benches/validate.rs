//! `validate` over made drives, as a whole process and by itself, and against ripgrep's reading of the same files.
//!
//! `cargo bench --bench validate` for all; `cargo bench --bench validate -- 1000` for the small drive alone. The drives are made once, in
//! `target/tmp`. The comparison with ripgrep needs `rg` on the path and is left out where there is none.

#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use divan::{Bencher, black_box};
use spoc::drive::DriveReader;
use spoc::problem::Problem;
use spoc::reading::{Place, read};

fn main() {
    divan::main();
}

/// A made drive of so many records.
fn drive(records: usize) -> PathBuf {
    make_drive::kept(&PathBuf::from(env!("CARGO_TARGET_TMPDIR")), records)
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 7, sample_size = 1)]
fn spoc_validate(bencher: Bencher, records: usize) {
    whole_process(bencher, "validate", records);
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 7, sample_size = 1)]
fn spoc_due(bencher: Bencher, records: usize) {
    whole_process(bencher, "due", records);
}

fn whole_process(bencher: Bencher, command: &str, records: usize) {
    let root = drive(records);
    bencher.bench_local(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_spoc"))
            .args([command, "--format", "json", "--no-cache", "--today", make_drive::TODAY])
            .current_dir(&root)
            .stdout(Stdio::null())
            .status();
        // The status is 1 where something is found: on a small drive a return may fall into a holiday.
        assert!(status.is_ok_and(|status| matches!(status.code(), Some(0 | 1))));
    });
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 7, sample_size = 1)]
fn ripgrep_reads_the_same(bencher: Bencher, records: usize) {
    let root = drive(records);
    if Command::new("rg").arg("--version").stdout(Stdio::null()).status().is_err() {
        return;
    }
    bencher.bench_local(|| {
        // The status of ripgrep is 1 where it finds nothing, as it should here.
        let status = Command::new("rg").args(["-c", "zzqqzz"]).arg(&root).stdout(Stdio::null()).status();
        assert!(status.is_ok_and(|status| status.code() == Some(1)));
    });
}

#[divan::bench(args = [1_000, 10_000], sample_count = 7, sample_size = 1)]
fn in_process(bencher: Bencher, records: usize) {
    let root = drive(records);
    let today = spoc::record::iso(make_drive::TODAY).unwrap_or_default();
    bencher.bench_local(|| DriveReader::new(&root, today).validate().is_ok());
}

/// The cost of the thorough check: a file with a thousand wrong fields.
#[divan::bench]
fn a_thousand_wrong_fields(bencher: Bencher) {
    let row = "    - {upn: X, nmae: A, year: 20, possible: x, authorised: -1, unauthorised: 1.5, note: [a]}\n";
    let head = "kind: pro-forma\nvisit: 24/11/2026\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n  children:\n";
    let text = head.to_owned() + &row.repeat(125);
    bencher.with_inputs(|| text.clone().into_bytes()).bench_values(|bytes| {
        let problems: Vec<Problem> =
            read(Place::In(spoc::layout::Area::Records), "2026-11-24 pro forma.yaml", bytes).problems;
        assert!(problems.len() >= 1_000);
        black_box(problems)
    });
}

/// The cost of `--help` and `explain`: a process that does next to nothing.
#[divan::bench(args = [&["--help"][..], &["explain", "bad-upn"]], sample_count = 20, sample_size = 1)]
fn spoc_says(bencher: Bencher, arguments: &[&str]) {
    bencher.bench_local(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_spoc")).args(arguments).stdout(Stdio::null()).status();
        assert!(status.is_ok_and(|status| status.success()));
    });
}
