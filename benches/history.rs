//! The history of a made drive: the first look, 10,000 changes, and what is read of them.
//!
//! `cargo bench --bench history`; `cargo bench --bench history -- 20000` for a drive of another size. A history is made anew in a folder of its own.

#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a program of its own, which says what it measured"
)]

#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};
use spoc::drive::{Progress, Scope};
use spoc::history::{Archive, Keeping, Kept, Look};
use spoc::watch::Moment;

/// The changes that are kept at once.
const CHANGES: usize = 10_000;
const HOLD: Duration = Duration::from_millis(600);

fn main() {
    let records = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(20_000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let made = make_drive::kept(&folder, records);
    // The made drive is shared by all benches: the changes are made on a copy.
    let (root, history) = (folder.join("history of"), folder.join("history"));
    for old in [&root, &history] {
        let _ = fs::remove_dir_all(old);
    }
    let files = copy(&made, &root);
    let root = root.canonicalize().unwrap();
    let mut steady = Duration::ZERO;
    let mut keeping = Keeping::open(&history, &root, &Scope::default(), "bench", HOLD).unwrap();
    let mut keep = |keeping: &mut Keeping| {
        let (kept, took) = timed(|| {
            let first = look(keeping, steady);
            steady += HOLD * 2;
            let mut kept = look(keeping, steady);
            kept.commits += first.commits;
            kept
        });
        keeping.tend().unwrap();
        (kept, took)
    };
    let (kept, took) = keep(&mut keeping);
    println!("the first look          {:8.2} s   {} files", took.as_secs_f64(), kept.added);
    let texts: Vec<_> = files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "yaml")).collect();
    for number in 0..CHANGES {
        let file = root.join(texts[number % texts.len()]);
        let mut text = fs::read(&file).unwrap();
        text.extend(format!("x_round: {number}\n").bytes());
        fs::write(file, text).unwrap();
    }
    let (kept, took) = keep(&mut keeping);
    println!("changes at once         {:8.2} s   {} commits", took.as_secs_f64(), kept.commits);
    let (kept, took) = keep(&mut keeping);
    println!("nothing changed         {:8.2} s   {} commits", took.as_secs_f64(), kept.commits);
    drop(keeping);
    let path = texts[0].to_str().unwrap().replace('\\', "/");
    let (versions, took) = timed(|| Archive::open(&history).unwrap().versions(&path).unwrap().len());
    println!("versions of one file    {:8.2} s   {versions}", took.as_secs_f64());
    let (changes, took) =
        timed(|| Archive::open(&history).unwrap().changes("", DateTime::<Utc>::UNIX_EPOCH).unwrap().len());
    println!("all changes             {:8.2} s   {changes}", took.as_secs_f64());
    let (_, took) = timed(|| Keeping::open(&history, &root, &Scope::default(), "bench", HOLD).unwrap());
    println!("opened to be written    {:8.2} s", took.as_secs_f64());
}

fn look(keeping: &mut Keeping, steady: Duration) -> Kept {
    let (at, wall) = (Utc::now(), SystemTime::now());
    let now = Moment { at: at.fixed_offset(), wall, steady, today: at.date_naive() };
    keeping.look(&Look::Whole, &HashMap::new(), &now, &Progress::new(), &mut || true).unwrap()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

/// Copies a drive; gives its files, relative to it.
fn copy(from: &Path, to: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        fs::create_dir_all(to.join(&folder)).unwrap();
        for entry in fs::read_dir(from.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let inside = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(inside);
            } else {
                fs::copy(entry.path(), to.join(&inside)).unwrap();
                files.push(inside);
            }
        }
    }
    files.sort();
    files
}
