//! A watch keeps the history while it runs, one watch at a time.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use spoc::history::Archive;

use super::{assert_whole, newest, on_drive};
use crate::harness::{Drive, SCHOOL, VISIT, comes_true, spoc_with};

const RECORD: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";

fn watch(drive: &Path, history: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoc"));
    command.current_dir(drive).args(["watch", "--interval", "1", "--history", history.to_str().unwrap()]);
    command.env("SPOC_SETTINGS", history.with_extension("settings"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn versions(history: &Path) -> usize {
    Archive::open(history).and_then(|archive| archive.versions(RECORD)).map_or(0, |versions| versions.len())
}

#[test]
fn a_watch_keeps_what_it_settles_on() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    let mut first = watch(drive.path(), &history);
    assert!(comes_true(|| versions(&history) == 1));
    for number in 1..4 {
        fs::write(drive.path().join(RECORD), format!("{VISIT}# {number}\n")).unwrap();
        assert!(comes_true(|| versions(&history) == number + 1), "{number}");
    }
    // A scheduled task leaves the work to the watch.
    let settings = history.with_extension("settings");
    let run = spoc_with(drive.path(), &["keep", "--format", "json"], &[("SPOC_SETTINGS", settings.to_str().unwrap())]);
    assert_eq!((run.status, run.json()["kept_by"]["process"].as_u64()), (0, Some(u64::from(first.id()))));
    // A second watch waits, and takes over when the first is killed.
    let mut second = watch(drive.path(), &history);
    std::thread::sleep(Duration::from_millis(500));
    first.kill().unwrap();
    first.wait().unwrap();
    fs::remove_file(drive.path().join(RECORD)).unwrap();
    fs::create_dir_all(drive.path().join("Jane Morris/Elm/records")).unwrap();
    fs::write(drive.path().join("Jane Morris/Elm/records/2026-12-02 visit.yaml"), VISIT).unwrap();
    let is_kept = || newest(&history) == on_drive(drive.path());
    assert!(comes_true(is_kept));
    second.kill().unwrap();
    second.wait().unwrap();
    assert_whole(&history);
}

#[test]
fn another_drive_is_refused_while_a_watch_keeps_the_history() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    let mut first = watch(drive.path(), &history);
    assert!(comes_true(|| versions(&history) == 1));
    let policy = fs::read_to_string(drive.path().join("policy.toml")).unwrap();
    let other = Drive::empty().file("policy.toml", policy).file("Anne Other/Elm/school.yaml", SCHOOL);
    let settings = folder.path().join("other settings");
    let (place, settings) = (history.to_str().unwrap(), settings.to_str().unwrap());
    let run = spoc_with(other.path(), &["keep", "--history", place], &[("SPOC_SETTINGS", settings)]);
    assert!(run.status == 2 && run.out.is_empty() && run.err.contains("another drive"), "{run:?}");
    let said = folder.path().join("said");
    let mut second = Command::new(env!("CARGO_BIN_EXE_spoc"));
    second.current_dir(other.path()).args(["watch", "--interval", "1", "--history", place]);
    second.env("SPOC_SETTINGS", settings).stdin(Stdio::null()).stdout(Stdio::null());
    let mut second = second.stderr(fs::File::create(&said).unwrap()).spawn().unwrap();
    assert!(comes_true(|| fs::read_to_string(&said).is_ok_and(|said| said.contains("another drive"))));
    for child in [&mut first, &mut second] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // Neither of them has this computer remember it.
    let run = spoc_with(other.path(), &["keep"], &[("SPOC_SETTINGS", settings)]);
    assert!(run.status == 2 && run.err.contains("no history of"), "{run:?}");
}
