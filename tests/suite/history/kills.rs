//! The program is killed in the middle of its work, again and again: the history stays whole, and the next run goes on.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use spoc::history::Archive;

use super::{assert_whole, newest, on_drive, spoc_keep};
use crate::harness::{Drive, VISIT};

/// How often the program is killed. `SPOC_KILLS` sets another number, for a trial by hand.
const KILLS: u32 = 24;

#[test]
fn a_killed_run_costs_nothing() {
    let kills = std::env::var("SPOC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
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
        running.current_dir(drive.path()).args(["keep", "--history", history.to_str().unwrap()]);
        running.env("SPOC_SETTINGS", folder.path().join("settings")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = running.spawn().unwrap();
        // At another point each time: most of the work is done soon after the hold.
        std::thread::sleep(Duration::from_millis(u64::from(kill * 137 % 1_100)));
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
