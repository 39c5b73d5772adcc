//! The program is killed in the middle of its work, again and again: the history stays whole, and the next run goes on.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use spoc::history::Archive;

use super::{assert_whole, newest, on_drive, spoc_keep};
use crate::harness::{Drive, VISIT};

#[test]
fn a_killed_run_costs_nothing() {
    // Most of the work is done soon after the hold.
    killed(24, &["keep"], |kill| Duration::from_millis(u64::from(kill * 137 % 1_100)));
}

#[test]
fn a_killed_watch_costs_nothing() {
    killed(10, &["watch", "--interval", "1"], |kill| Duration::from_millis(300 + u64::from(kill * 211 % 1_700)));
}

/// Kills a command again and again, each time after another while. `SPOC_KILLS` sets another number of times, for a trial by hand.
fn killed(times: u32, command: &[&str], after: impl Fn(u32) -> Duration) {
    let kills = std::env::var("SPOC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(times);
    let drive = Drive::northmere();
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    let mut commits = 0;
    for kill in 0..kills {
        let school = ["Jane Morris/Kill", "Samir Rahman/Kill"][kill as usize % 2];
        let records = drive.path().join(school).join("records");
        fs::create_dir_all(&records).unwrap();
        for number in 0..=kill % 5 {
            fs::write(records.join(format!("2026-12-0{} visit.yaml", 1 + number)), format!("{VISIT}# {kill}\n"))
                .unwrap();
        }
        if kill % 7 == 6 {
            fs::remove_dir_all(drive.path().join(school)).unwrap();
        }
        let mut running = Command::new(env!("CARGO_BIN_EXE_spoc"));
        running.current_dir(drive.path()).args(command).args(["--history", history.to_str().unwrap()]);
        running.env("SPOC_SETTINGS", folder.path().join("settings")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = running.stdin(Stdio::null()).spawn().unwrap();
        std::thread::sleep(after(kill));
        running.kill().unwrap();
        running.wait().unwrap();
        if history.join("HEAD").exists() {
            assert_whole(&history);
            let archive = Archive::open(&history).unwrap();
            let now = archive.changes("", chrono::DateTime::UNIX_EPOCH).unwrap().len();
            assert!(now >= commits, "what was kept is lost");
            commits = now;
        }
    }
    let run = spoc_keep(drive.path(), &history);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.json()["kept_by"].is_null(), "a run that was killed has no say any more");
    assert_eq!(newest(&history), on_drive(drive.path()));
    assert_whole(&history);
}
