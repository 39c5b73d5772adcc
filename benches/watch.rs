//! The watch over a made drive of 100,000 records: a scan with nothing changed and a warm `validate` against `find` on the same tree, how soon an edit
//! is reported, and the memory that a watch needs, also with a history.
//!
//! `cargo bench --bench watch`; `cargo bench --bench watch -- 10000` for a smaller drive. Needs `find` on the path.

#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a program of its own, which says what it measured"
)]

#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use spoc::drive::{Cache, Progress, Scope};
use spoc::watch::{Search, Searcher};

fn main() {
    let records = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let root = make_drive::kept(&folder, records);
    let root = root.canonicalize().unwrap();
    let kept = folder.join("kept");
    let cache = Cache::open(&kept, &root, "bench", SystemTime::now());
    let progress = Arc::new(Progress::default());
    let searcher = Searcher { root: root.clone(), scope: Scope::default(), cache, progress };
    let find = || {
        let status =
            Command::new("find").arg(&root).args(["-printf", "%p %s %T@\n"]).stdout(Stdio::null()).status().unwrap();
        assert!(status.success());
    };
    let validate = || {
        let status = Command::new(env!("CARGO_BIN_EXE_spoc"))
            .args(["validate", "--format", "json", "--today", make_drive::TODAY])
            .current_dir(&root)
            .env("SPOC_CACHE", &kept)
            .stdout(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| matches!(status.code(), Some(0 | 1))));
    };
    let scan = || drop(searcher.search(Search::LookAll, SystemTime::now()).unwrap());
    // Measure warm: the system has the tree in memory, and the cache is full.
    validate();
    find();
    scan();
    let ours = [median(find), median(scan), median(validate)];
    let times = |part: Duration| part.as_secs_f64() / ours[0].as_secs_f64();
    println!("{records} records, medians of {ROUNDS}");
    println!("find -printf         {:6.0} ms", millis(ours[0]));
    println!("scan, unchanged      {:6.0} ms   {:.2} of find", millis(ours[1]), times(ours[1]));
    println!("validate, warm       {:6.0} ms   {:.2} of find", millis(ours[2]), times(ours[2]));
    let delays = edits(&root, &kept);
    println!(
        "an edit is reported  {:6.0} ms after the save (longest {:.0} ms)",
        millis(delays[delays.len() / 2]),
        millis(delays[delays.len() - 1])
    );
    let history = folder.join("history of the watch");
    // The first look of all reads every file: what counts is a watch that goes on with a history.
    memory(&root, &kept, Some(&history));
    for (name, history) in [("alone", None), ("with a history", Some(history.as_path()))] {
        if let Some([most, now]) = memory(&root, &kept, history) {
            println!("memory {name:<14} {now:>6.1} MB   at most {most:.1} MB");
        }
    }
}

const ROUNDS: usize = 9;

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn median(what: impl Fn()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            what();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

/// How long after each save of a record a watch reports it, sorted. The drive is left as it was.
fn edits(root: &Path, kept: &Path) -> Vec<Duration> {
    let mut watch = Command::new(env!("CARGO_BIN_EXE_spoc"))
        .args(["watch", "--format", "json", "--today", make_drive::TODAY])
        .current_dir(root)
        .env("SPOC_CACHE", kept)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().find(|line| line.contains("\"ready\""));
    // Wait: the watch asks to be told of changes only once it is ready.
    std::thread::sleep(Duration::from_secs(3));
    let manager = folder_in(root);
    let school = folder_in(&manager);
    let file = school.join("school.yaml");
    let good = std::fs::read_to_string(&file).unwrap();
    let mut delays = Vec::new();
    for turn in 0..40 {
        let bad = format!("{good}nonsense: {turn}\n");
        for content in [bad.as_str(), good.as_str()] {
            std::fs::write(&file, content).unwrap();
            let begun = Instant::now();
            lines.next().unwrap();
            delays.push(begun.elapsed());
            // Change the pause each time, so that it is not in step with anything that the watch does.
            std::thread::sleep(Duration::from_millis(130 + turn * 7));
        }
    }
    watch.kill().unwrap();
    watch.wait().unwrap();
    delays.sort();
    delays
}

/// The most memory that a watch took, and what it takes once it has settled, in MB; none where the system does not say as Linux does.
fn memory(root: &Path, kept: &Path, history: Option<&Path>) -> Option<[f64; 2]> {
    let mut watch = Command::new(env!("CARGO_BIN_EXE_spoc"));
    watch.args(["watch", "--format", "json", "--today", make_drive::TODAY]);
    if let Some(history) = history {
        watch.arg("--history").arg(history);
    }
    let mut watch =
        watch.current_dir(root).env("SPOC_CACHE", kept).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(watch.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.take_while(|line| !line.contains("\"ready\"")).for_each(drop);
    // Wait: the watch listens and keeps only now, and the first look at a history reads every file.
    std::thread::sleep(Duration::from_secs(20));
    let status = std::fs::read_to_string(format!("/proc/{}/status", watch.id())).unwrap_or_default();
    watch.kill().unwrap();
    watch.wait().unwrap();
    let megabytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0 / 1e6)
    };
    Some([megabytes("VmHWM")?, megabytes("VmRSS")?])
}

fn folder_in(folder: &Path) -> PathBuf {
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    folders.min().unwrap()
}
