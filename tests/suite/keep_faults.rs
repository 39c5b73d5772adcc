//! What may go wrong while a history is kept: reads that fail, clocks that are wrong, two drives or two programs at one history. None of it costs a version.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use spoc::drive::{Progress, Scope};
use spoc::history::{Archive, HistoryError, KeepError, Keeping, Kept, Look};
use spoc::watch::Moment;

use crate::harness::{Drive, POLICY, VISIT, spoc_with};

const HOLD: Duration = Duration::from_millis(600);
const RECORD: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";
const OTHER: &str = "Jane Morris/Oakfield/records/2026-12-02 visit.yaml";

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn moment(at: DateTime<Utc>, steady: Duration) -> Moment {
    let wall = SystemTime::now() + Duration::from_secs(3600);
    Moment { at: at.fixed_offset(), wall, steady, today: at.date_naive() }
}

fn try_open(drive: &Path, history: &Path) -> Result<Keeping, HistoryError> {
    Keeping::open(history, &drive.canonicalize().unwrap(), &Scope::default(), "FEH-PC-07", HOLD)
}

/// A history that was opened and has looked at a time.
pub fn kept_at(drive: &Path, history: &Path, at: DateTime<Utc>) -> Keeping {
    let mut keeping = try_open(drive, history).unwrap();
    look_twice(&mut keeping, at).unwrap();
    keeping
}

fn try_keep(keeping: &mut Keeping, at: &str) -> Result<Kept, KeepError> {
    look_twice(keeping, time(at))
}

/// Looks twice at a time, with more than the hold in between.
fn look_twice(keeping: &mut Keeping, at: DateTime<Utc>) -> Result<Kept, KeepError> {
    let (nothing, progress) = (HashMap::new(), Progress::new());
    let mut kept = keeping.look(&Look::Whole, &nothing, &moment(at, Duration::ZERO), &progress, &mut || true)?;
    kept.add(keeping.look(&Look::Whole, &nothing, &moment(at, HOLD * 2), &progress, &mut || true)?);
    Ok(kept)
}

fn keep(drive: &Path, history: &Path, at: &str) -> Kept {
    try_keep(&mut try_open(drive, history).unwrap(), at).unwrap()
}

fn let_go(keeping: &mut Keeping, years: u32, at: &str) -> usize {
    keeping.let_go(years, &moment(time(at), Duration::ZERO), &mut || true).unwrap()
}

fn write(drive: &Drive, path: &str, text: &str) {
    fs::write(drive.path().join(path), format!("{VISIT}# {text}\n")).unwrap();
}

fn packs(history: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(history.join("objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let mut packs: Vec<_> = all.filter(|path| path.extension().is_some_and(|ending| ending == "pack")).collect();
    packs.sort();
    packs
}

fn branch(history: &Path) -> String {
    fs::read_to_string(history.join("refs/heads/main")).unwrap()
}

/// The newest state of a history, every file of it read.
fn newest(history: &Path) -> BTreeMap<String, Vec<u8>> {
    let archive = Archive::open(history).unwrap();
    let state = archive.at(None).unwrap().unwrap();
    let files = state.files("").unwrap().into_iter();
    files.map(|(path, content)| (path, archive.bytes(content).unwrap())).collect()
}

/// A drive and its history with two states, and the packs of the second.
fn with_two_states() -> (Drive, tempfile::TempDir, Vec<PathBuf>) {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    keep(drive.path(), history.path(), "2026-11-23T09:00:00Z");
    let first = packs(history.path());
    write(&drive, RECORD, "second");
    keep(drive.path(), history.path(), "2026-11-24T09:00:00Z");
    let second = packs(history.path()).into_iter().filter(|pack| !first.contains(pack)).collect();
    (drive, history, second)
}

#[cfg(unix)]
#[test]
fn a_read_that_fails_for_once_moves_no_branch() {
    let (drive, history, second) = with_two_states();
    let before = branch(history.path());
    let mut failed = 0;
    for pack in &second {
        // As a share that gives an error for a moment.
        let aside = pack.with_extension("aside");
        fs::rename(pack, &aside).unwrap();
        fs::create_dir(pack).unwrap();
        // The content of a file is not read for that; the commit and its folders are.
        let error = try_open(drive.path(), history.path()).err();
        assert!(matches!(error, None | Some(HistoryError::Io { .. })), "{error:?}");
        failed += usize::from(error.is_some());
        assert_eq!(branch(history.path()), before);
        fs::remove_dir(pack).unwrap();
        fs::rename(&aside, pack).unwrap();
    }
    assert!(failed > 0);
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    assert_eq!(keeping.take_notes(), Vec::<String>::new());
    assert_eq!(try_keep(&mut keeping, "2026-11-25T09:00:00Z").unwrap().commits, 0);
}

#[test]
fn a_damaged_state_is_left_with_a_name_and_is_kept_anew() {
    let (drive, history, second) = with_two_states();
    let left = branch(history.path());
    for pack in &second {
        let (bytes, index) = (fs::read(pack).unwrap(), fs::read(pack.with_extension("idx")).unwrap());
        fs::remove_file(pack).unwrap();
        fs::remove_file(pack.with_extension("idx")).unwrap();
        // The folders and the commit have to be there: what is missing is the content of a file.
        if Archive::open(history.path()).unwrap().at(None).is_ok_and(|state| state.unwrap().files("").is_ok()) {
            break;
        }
        fs::write(pack, bytes).unwrap();
        fs::write(pack.with_extension("idx"), index).unwrap();
    }
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    assert!(keeping.take_notes()[0].contains("is damaged"));
    // From that moment on it can be read again.
    assert_eq!(newest(history.path())[RECORD], VISIT.as_bytes());
    assert!(history.path().join("refs/spoc/damaged").join(left.trim()).is_file());
    try_keep(&mut keeping, "2026-11-25T09:00:00Z").unwrap();
    assert_eq!(newest(history.path())[RECORD], format!("{VISIT}# second\n").as_bytes());
}

#[test]
fn a_pack_that_has_rotted_does_not_stand_for_what_is_kept_anew() {
    let (drive, history, second) = with_two_states();
    for pack in second {
        let mut bytes = fs::read(&pack).unwrap();
        let end = bytes.len() - 20;
        bytes[14..end].fill(0xff);
        fs::remove_file(&pack).unwrap();
        fs::write(&pack, bytes).unwrap();
    }
    keep(drive.path(), history.path(), "2026-11-25T09:00:00Z");
    assert_eq!(newest(history.path())[RECORD], format!("{VISIT}# second\n").as_bytes());
}

#[test]
fn a_wrong_clock_lets_nothing_go() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    let at = |at: &str, text: &str| {
        write(&drive, RECORD, text);
        keep(drive.path(), history.path(), at);
    };
    at("2024-01-10T09:00:00Z", "one");
    at("2025-01-10T09:00:00Z", "two");
    at("2026-01-10T09:00:00Z", "three");
    // A clock that is behind for one change.
    at("2015-01-10T09:00:00Z", "four");
    at("2026-10-10T09:00:00Z", "five");
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    assert_eq!(let_go(&mut keeping, 5, "2026-11-23T09:00:00Z"), 0);
    drop(keeping);
    // A clock that is ahead.
    at("2040-01-10T09:00:00Z", "six");
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    assert_eq!(let_go(&mut keeping, 5, "2040-01-10T10:00:00Z"), 0);
    assert!(keeping.take_notes()[0].contains("Look whether the clock of this computer is right"));
    let versions = Archive::open(history.path()).unwrap().versions(RECORD).unwrap();
    assert_eq!(versions.len(), 6);
    // What has to go does so all the same once the clock is right.
    drop(keeping);
    at("2026-11-10T09:00:00Z", "seven");
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    assert_eq!(let_go(&mut keeping, 1, "2026-11-23T09:00:00Z"), 1);
}

#[test]
fn the_policy_has_to_stand_before_anything_is_let_go() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    let policy = fs::read_to_string(drive.path().join("policy.toml")).unwrap();
    let with = |years: &str, at: &str| {
        fs::write(drive.path().join("policy.toml"), format!("{policy}\n[history]\n{years}\n")).unwrap();
        keep(drive.path(), history.path(), at);
    };
    let years = |at: &str| {
        let keeping = try_open(drive.path(), history.path()).unwrap();
        keeping.years(&moment(time(at), Duration::ZERO)).unwrap()
    };
    with("keep_years = 7", "2026-11-01T09:00:00Z");
    assert_eq!(years("2026-11-07T09:00:00Z"), None);
    assert_eq!(years("2026-11-08T09:00:00Z"), Some(7));
    with("keep_years = 1", "2026-11-10T09:00:00Z");
    assert_eq!(years("2026-11-11T09:00:00Z"), Some(7));
    assert_eq!(years("2026-11-17T09:00:00Z"), Some(1));
    with("", "2026-11-18T09:00:00Z");
    assert_eq!(years("2026-11-30T09:00:00Z"), None);
}

#[test]
fn a_history_is_that_of_one_drive() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    try_keep(&mut keeping, "2026-11-23T09:00:00Z").unwrap();
    keeping.remember();
    drop(keeping);
    let before = newest(history.path());
    let other = Drive::empty()
        .file("policy.toml", POLICY)
        .file("Anne Other/Elm/school.yaml", "name: Elm\n")
        .file("Anne Other/Elm/records/2026-12-01 visit.yaml", VISIT);
    let mut keeping = try_open(other.path(), history.path()).unwrap();
    let refused = try_keep(&mut keeping, "2026-11-24T09:00:00Z");
    assert!(matches!(refused, Err(KeepError::History(HistoryError::OtherDrive(_)))), "{refused:?}");
    assert_eq!(newest(history.path()), before);
    // A school that was renamed is known again.
    let school = drive.path().join("Jane Morris/Oakfield");
    fs::rename(&school, school.with_file_name("Oakfield Academy")).unwrap();
    assert!(keep(drive.path(), history.path(), "2026-11-25T09:00:00Z").renamed > 0);
    // Somebody's own repository is none.
    let config = history.path().join("config");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.split("[spoc]").next().unwrap()).unwrap();
    let refused = try_open(drive.path(), history.path()).err();
    assert!(matches!(refused, Some(HistoryError::Foreign(_))), "{refused:?}");
}

#[test]
fn who_comes_second_does_not_write_over_the_first() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    keep(drive.path(), history.path(), "2020-01-10T09:00:00Z");
    write(&drive, RECORD, "two");
    keep(drive.path(), history.path(), "2020-02-10T09:00:00Z");
    write(&drive, RECORD, "three");
    keep(drive.path(), history.path(), "2026-10-10T09:00:00Z");
    // One computer goes to sleep, and another takes over.
    let mut asleep = try_open(drive.path(), history.path()).unwrap();
    let now = moment(time("2026-11-24T09:00:00Z"), Duration::ZERO);
    let all = packs(history.path());
    assert!(matches!(asleep.let_go(5, &now, &mut || false), Err(KeepError::Lost)));
    assert_eq!(packs(history.path()), all, "nothing is left of what was written for nothing");
    write(&drive, OTHER, "four");
    keep(drive.path(), history.path(), "2026-11-24T09:00:00Z");
    let (stands, all) = (branch(history.path()), packs(history.path()));
    assert!(matches!(asleep.let_go(5, &now, &mut || true), Err(KeepError::Lost)));
    write(&drive, RECORD, "five");
    assert!(matches!(try_keep(&mut asleep, "2026-11-24T10:00:00Z"), Err(KeepError::Lost)));
    assert_eq!(branch(history.path()), stands);
    assert!(all.iter().all(|pack| pack.exists()));
    assert_eq!(Archive::open(history.path()).unwrap().versions(RECORD).unwrap().len(), 3);
}

#[test]
fn clocks_that_differ_hide_no_change() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    keep(drive.path(), history.path(), "2026-11-23T09:00:00Z");
    write(&drive, RECORD, "by a clock that is ahead");
    keep(drive.path(), history.path(), "2026-11-23T10:05:00Z");
    write(&drive, OTHER, "by another one");
    keep(drive.path(), history.path(), "2026-11-23T10:02:00Z");
    let archive = Archive::open(history.path()).unwrap();
    assert_eq!(archive.changes("", time("2026-11-23T10:03:00Z")).unwrap().len(), 2);
    let state = archive.at(Some(time("2026-11-23T10:04:00Z"))).unwrap().unwrap();
    assert_eq!(state.time(), time("2026-11-23T09:00:00Z"));
    drop(archive);
    // One that is quite wrong is not followed for years, and hides nothing either.
    write(&drive, OTHER, "by a clock of long ago");
    keep(drive.path(), history.path(), "2015-11-24T09:00:00Z");
    let archive = Archive::open(history.path()).unwrap();
    assert_eq!(archive.changes("", time("2026-11-23T10:03:00Z")).unwrap().len(), 2);
}

#[test]
fn what_is_let_go_goes_even_after_the_history_went_on() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let history = tempfile::tempdir().unwrap();
    keep(drive.path(), history.path(), "2020-01-10T09:00:00Z");
    write(&drive, RECORD, "two");
    keep(drive.path(), history.path(), "2020-02-10T09:00:00Z");
    write(&drive, RECORD, "three");
    keep(drive.path(), history.path(), "2026-10-10T09:00:00Z");
    let (old, head) = (packs(history.path()), branch(history.path()));
    let all: Vec<_> = old.iter().flat_map(|pack| [pack.clone(), pack.with_extension("idx")]).collect();
    let all: Vec<_> = all.into_iter().map(|file| (fs::read(&file).unwrap(), file)).collect();
    let mut keeping = try_open(drive.path(), history.path()).unwrap();
    assert_eq!(let_go(&mut keeping, 5, "2026-11-24T09:00:00Z"), 1);
    // As if another program had held them open.
    let names: String = old.iter().map(|pack| format!("{}\n", pack.file_stem().unwrap().to_str().unwrap())).collect();
    let list = history.path().join("spoc.letting-go");
    fs::write(&list, format!("{} {head}{names}", branch(history.path()).trim())).unwrap();
    all.iter().for_each(|(bytes, file)| fs::write(file, bytes).unwrap());
    write(&drive, RECORD, "four");
    try_keep(&mut keeping, "2026-11-25T09:00:00Z").unwrap();
    // A watch that runs on does it as well as one that begins.
    let_go(&mut keeping, 5, "2026-11-26T09:00:00Z");
    assert!(!list.exists() && all.iter().all(|(_, file)| !file.exists()));
    assert_eq!(Archive::open(history.path()).unwrap().versions(RECORD).unwrap().len(), 3);
    // What ended only lately is gathered for a month, as all that stays is written anew.
    write(&drive, RECORD, "five");
    try_keep(&mut keeping, "2027-10-20T09:00:00Z").unwrap();
    assert_eq!(let_go(&mut keeping, 1, "2027-10-25T09:00:00Z"), 0);
    assert_eq!(let_go(&mut keeping, 1, "2027-11-20T09:00:00Z"), 1);
}

#[test]
fn a_watch_of_a_part_keeps_no_history() {
    let drive = Drive::with_school();
    let folder = tempfile::tempdir().unwrap();
    let (history, settings) = (folder.path().join("history"), folder.path().join("settings"));
    let arguments = ["watch", "Jane Morris", "--history", history.to_str().unwrap()];
    let run = spoc_with(drive.path(), &arguments, &[("SPOC_SETTINGS", settings.to_str().unwrap())]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("looks at the whole drive, and not at Jane Morris alone"), "{}", run.err);
    assert!(!history.exists());
}

#[test]
fn a_folder_that_is_named_after_a_child_is_not_named() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let records = drive.path().join("Jane Morris/Oakfield/records");
    let history = tempfile::tempdir().unwrap();
    keep(drive.path(), history.path(), "2026-11-23T09:00:00Z");
    fs::create_dir(records.join("Amy Brown")).unwrap();
    for day in 3..5 {
        write(&drive, &format!("Jane Morris/Oakfield/records/Amy Brown/2026-12-0{day} visit.yaml"), &day.to_string());
    }
    keep(drive.path(), history.path(), "2026-11-24T09:00:00Z");
    fs::rename(records.join("Amy Brown"), records.join("2025-26")).unwrap();
    keep(drive.path(), history.path(), "2026-11-25T09:00:00Z");
    fs::remove_dir_all(records.join("2025-26")).unwrap();
    keep(drive.path(), history.path(), "2026-11-26T09:00:00Z");
    let changes = Archive::open(history.path()).unwrap().changes("", time("2026-11-23T10:00:00Z")).unwrap();
    let mut said: Vec<_> = changes.iter().map(|change| change.summary.as_str()).collect();
    said.dedup();
    let place = "Jane Morris/Oakfield/records";
    assert_eq!(
        said,
        [
            format!("{place}/2025-26: the folder was deleted, with 2 files"),
            format!("{place}/…: the folder was moved to {place}/2025-26, with 2 files"),
            format!("{place}/…: the folder is new, with 2 files"),
        ]
    );
}

#[test]
fn a_history_on_a_share_that_is_away_is_not_begun_anew() {
    let drive = Drive::with_school();
    let folder = tempfile::tempdir().unwrap();
    let (history, settings) = (folder.path().join("history"), folder.path().join("settings"));
    let keep =
        |arguments: &[&str]| spoc_with(drive.path(), arguments, &[("SPOC_SETTINGS", settings.to_str().unwrap())]);
    assert_eq!(keep(&["keep", "--history", history.to_str().unwrap()]).status, 0);
    // What is left of it is the folder that the share was mounted on.
    fs::remove_dir_all(&history).unwrap();
    fs::create_dir(&history).unwrap();
    let run = keep(&["keep"]);
    assert!(run.status == 2 && run.err.contains("holds no history"), "{run:?}");
    assert_eq!(fs::read_dir(&history).unwrap().count(), 0);
}
