//! The history of a drive: what is kept of it, that any git reads it, and that neither kills nor a drive that goes away cost a version.

mod kept;
mod kills;
mod law;
mod letting_go;
mod watched;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use spoc::drive::{Progress, Scope};
use spoc::history::{Archive, KeepError, Keeping, Kept, Look};
use spoc::watch::Moment;

use crate::harness::{Run, files, spoc_with};

const HOLD: Duration = Duration::from_millis(600);

/// Clocks that go on only when they are told to.
struct Clock {
    at: DateTime<Utc>,
    steady: Duration,
}

impl Clock {
    fn at(text: &str) -> Self {
        Self { at: time(text), steady: Duration::ZERO }
    }

    fn go_on(&mut self, by: Duration) {
        self.at += by;
        self.steady += by;
    }

    fn now(&self) -> Moment {
        let (at, today) = (self.at.fixed_offset(), self.at.date_naive());
        // The files of a test are written now: what has changed only just is judged by the real time.
        Moment { at, wall: SystemTime::now() + Duration::from_secs(3600), steady: self.steady, today }
    }
}

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn open(drive: &Path, history: &Path) -> Keeping {
    Keeping::open(history, &drive.canonicalize().unwrap(), &Scope::default(), "FEH-PC-07", HOLD).unwrap()
}

/// Looks at the whole drive.
fn look(keeping: &mut Keeping, clock: &Clock) -> Result<Kept, KeepError> {
    keeping.look(&Look::Whole, &HashMap::new(), &clock.now(), &Progress::new(), &mut || true)
}

/// Looks twice, with more than the hold in between: what is there is kept.
fn keep(keeping: &mut Keeping, clock: &mut Clock) -> Kept {
    let mut kept = look(keeping, clock).unwrap();
    clock.go_on(HOLD * 2);
    kept.add(look(keeping, clock).unwrap());
    kept
}

/// `spoc keep --format json` on a drive.
fn spoc_keep(drive: &Path, history: &Path) -> Run {
    let settings = history.with_extension("settings");
    let arguments = ["keep", "--history", history.to_str().unwrap(), "--format", "json"];
    spoc_with(drive, &arguments, &[("SPOC_SETTINGS", settings.to_str().unwrap())])
}

/// The newest state of a history.
fn newest(history: &Path) -> BTreeMap<String, Vec<u8>> {
    let archive = Archive::open(history).unwrap();
    let state = archive.at(None).unwrap().unwrap();
    let files = state.files("").unwrap().into_iter();
    files.map(|(path, content)| (path, archive.bytes(content).unwrap())).collect()
}

/// The files of a drive that are kept, where it holds none but records, school.yaml and the policy.
fn on_drive(drive: &Path) -> BTreeMap<String, Vec<u8>> {
    let is_kept = |path: &str| [".yaml", ".yml", ".md", ".eml", ".toml"].iter().any(|ending| path.ends_with(ending));
    let all = files(drive).into_iter().map(|path| path.to_str().unwrap().replace('\\', "/"));
    let all = all.filter(|path| is_kept(path) && !path.starts_with('.'));
    all.map(|path| (path.clone(), fs::read(drive.join(&path)).unwrap())).collect()
}

/// Has git look through a history, where there is a git.
fn assert_whole(history: &Path) {
    let run = Command::new("git").args(["-C", history.to_str().unwrap(), "fsck", "--strict", "--full"]).output();
    let Ok(run) = run else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Whole, and with nothing in it that belongs to no commit: git finds nothing to say.
fn assert_spotless(history: &Path) {
    let run = Command::new("git").args(["-C", history.to_str().unwrap(), "fsck", "--strict", "--full"]).output();
    let Ok(run) = run else { return };
    assert_eq!((run.status.success(), String::from_utf8_lossy(&run.stdout), run.stderr), (true, "".into(), Vec::new()));
}
