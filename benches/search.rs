//! What is asked of all records, as whole processes: `find`, `child` and `retention`, with nothing kept in the cache and with nothing changed since.
//!
//! `cargo bench --bench search`; `cargo bench --bench search -- 10000` for a smaller drive. The drive is made once, in `target/tmp`.

#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a program of its own, which says what it measured"
)]

#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

fn main() {
    let records = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let root = make_drive::kept(&folder, records).canonicalize().unwrap();
    let upn = a_number(&root).unwrap();
    println!("{records} records; warm: the median of {ROUNDS}");
    let commands: [&[&str]; 5] = [
        &["find", "uniform"],
        &["find", "uniform", "--format", "json"],
        &["find", "zzqqzz"],
        &["child", &upn],
        &["retention"],
    ];
    for command in commands {
        let kept = folder.join("kept for searches");
        let _ = fs::remove_dir_all(&kept);
        let run = || {
            let begun = Instant::now();
            let status = Command::new(env!("CARGO_BIN_EXE_spoc"))
                .args(command)
                .args(["--today", make_drive::TODAY])
                .current_dir(&root)
                .env("SPOC_CACHE", &kept)
                .stdout(Stdio::null())
                .status();
            assert!(status.is_ok_and(|status| matches!(status.code(), Some(0 | 1))));
            begun.elapsed()
        };
        let cold = run();
        let mut warm: Vec<Duration> = (0..ROUNDS).map(|_| run()).collect();
        warm.sort();
        println!(
            "{:<28} cold {:6.2} s   warm {:6.3} s",
            command.join(" "),
            cold.as_secs_f64(),
            warm[ROUNDS / 2].as_secs_f64()
        );
    }
}

/// The number of a child of the drive: the first that stands in one of its records.
fn a_number(root: &Path) -> Option<String> {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path)
                && let Some((_, rest)) = text.split_once("upn: ")
            {
                return Some(rest.chars().take_while(char::is_ascii_alphanumeric).collect());
            }
        }
    }
    None
}
