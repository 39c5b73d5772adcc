//! `pack` as a whole process: one pack, three hundred of them, and the HTML form of the same packs set by WeasyPrint in the same run.
//!
//! `cargo bench --bench pack`. The drive is made once, in `target/tmp`. The comparison needs a `python3` that can `import weasyprint`
//! (PyPI: weasyprint) and is left out where there is none. The rate of many packs is their number over the time of the whole run, its start included.

#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::Bencher;
use divan::counter::ItemsCount;

/// 200 records a school: three hundred schools, each with a coming visit in the term.
const RECORDS: usize = 60_000;
const PACKS: usize = 300;
/// The number of packs that WeasyPrint sets in one process: so many that its start takes a small part of the time.
const COMPARED: usize = 8;
/// The day of a visit that was held: its pack has the decisions, too.
const TERM: &str = "Spring 2027";

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 15, sample_size = 1)]
fn one_pack_as_pdf(bencher: Bencher) {
    one_pack(bencher, "pdf");
}

#[divan::bench(sample_count = 15, sample_size = 1)]
fn one_pack_as_html(bencher: Bencher) {
    one_pack(bencher, "html");
}

fn one_pack(bencher: Bencher, form: &str) {
    let (drive, school, out) = (drive(), first_school(), folder("one"));
    bencher.bench_local(|| {
        spoc(&drive, &["pack", &school, "--as", form, "--out", &text(&out)]);
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn packs_as_pdf(bencher: Bencher) {
    let (drive, out) = (drive(), folder("all"));
    bencher.counter(ItemsCount::new(PACKS)).bench_local(|| {
        spoc(&drive, &["pack", "--all", "--term", TERM, "--out", &text(&out)]);
    });
    let written = std::fs::read_dir(&out).map_or(0, Iterator::count);
    assert_eq!(written, PACKS, "the made drive has not one visit a school in {TERM}");
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn weasyprint_one_pack(bencher: Bencher) {
    if !has_weasyprint() {
        return;
    }
    let (pages, out) = (pages(1), folder("weasyprint"));
    bencher.bench_local(|| weasyprint(&pages, &out));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn weasyprint_packs(bencher: Bencher) {
    if !has_weasyprint() {
        return;
    }
    let (pages, out) = (pages(COMPARED), folder("weasyprint"));
    bencher.counter(ItemsCount::new(COMPARED)).bench_local(|| weasyprint(&pages, &out));
}

/// Sets pages, one after the other, in one process.
fn weasyprint(pages: &[PathBuf], out: &Path) {
    const SET: &str = "import sys, weasyprint\nfor page in sys.argv[2:]:\n    weasyprint.HTML(page).write_pdf(sys.argv[1] + '/page.pdf')\n";
    let status = Command::new("python3").args(["-c", SET]).arg(out).args(pages).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()));
}

fn has_weasyprint() -> bool {
    let status = Command::new("python3").args(["-c", "import weasyprint"]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// The HTML form of some of the packs; the first school's comes first.
fn pages(count: usize) -> Vec<PathBuf> {
    let out = folder("pages");
    spoc(&drive(), &["pack", "--all", "--term", TERM, "--as", "html", "--out", &text(&out)]);
    let mut pages: Vec<_> = std::fs::read_dir(&out).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    pages.sort();
    pages.truncate(count);
    pages
}

fn spoc(drive: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_spoc"))
        .args(arguments)
        .arg("--drive")
        .arg(drive)
        .args(["--today", make_drive::TODAY])
        .stdout(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()));
}

fn drive() -> PathBuf {
    make_drive::kept(&PathBuf::from(env!("CARGO_TARGET_TMPDIR")), RECORDS)
}

/// The first school of the first manager.
fn first_school() -> String {
    let mut folder = drive();
    for _ in 0..2 {
        let mut inside: Vec<_> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .collect();
        inside.sort();
        folder = inside.into_iter().next().unwrap_or(folder);
    }
    text(&folder)
}

/// A new, empty folder to write into.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("packs").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    let made = std::fs::create_dir_all(&folder);
    assert!(made.is_ok(), "{}", folder.display());
    folder
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
