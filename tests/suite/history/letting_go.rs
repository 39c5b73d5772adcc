//! History whose time is over is gone: its bytes are nowhere in the folder.

use std::fs;
use std::path::Path;

use spoc::history::Archive;

use super::{Clock, assert_whole, keep, newest, on_drive, open, time};
use crate::harness::{Drive, VISIT, files};

const RECORD: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";
const OTHER: &str = "Jane Morris/Oakfield/records/2026-12-02 visit.yaml";
const OLD: &str = "Jane Morris/Oakfield/records/2019-12-03 visit.yaml";

/// Whether the bytes of any file of a history, as they lie there or unpacked, hold a text.
fn holds(history: &Path, text: &str) -> bool {
    let found = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let in_files = files(history).iter().any(|file| found(&fs::read(history.join(file)).unwrap()));
    let repository = gix::open_opts(history, gix::open::Options::isolated()).unwrap();
    let all: Vec<_> = repository.objects.iter().unwrap().map(Result::unwrap).collect();
    let in_objects = all.iter().any(|id| found(&repository.find_object(*id).unwrap().data));
    in_files || in_objects
}

#[test]
fn a_version_whose_time_is_over_is_gone_to_the_byte() {
    let drive =
        Drive::with_school().file(RECORD, format!("{VISIT}# marker one\n")).file(OLD, "kind: visit # marker old\n");
    let folder = tempfile::tempdir().unwrap();
    let mut keeping = open(drive.path(), folder.path());
    let mut written = |at: &str, change: &dyn Fn()| {
        change();
        keep(&mut keeping, &mut Clock::at(at));
    };
    let write = |path: &str, text: &str| fs::write(drive.path().join(path), format!("{VISIT}# {text}\n")).unwrap();
    written("2020-01-06T09:00:00Z", &|| ());
    written("2020-02-06T09:00:00Z", &|| write(RECORD, "marker two"));
    written("2020-03-06T09:00:00Z", &|| write(OTHER, "marker three"));
    written("2021-03-06T09:00:00Z", &|| fs::remove_file(drive.path().join(OTHER)).unwrap());
    written("2025-03-06T09:00:00Z", &|| write(RECORD, "marker four"));
    written("2026-03-06T09:00:00Z", &|| write(RECORD, "marker five"));
    drop(keeping);
    let all = ["one", "two", "three", "four", "five", "old"].map(|word| format!("marker {word}"));
    assert!(all.iter().all(|marker| holds(folder.path(), marker)));

    let mut keeping = open(drive.path(), folder.path());
    // What ended in March 2021 is over five years old in November 2026; what ended in March 2025 is not.
    let now = Clock::at("2026-11-23T09:00:00Z").now();
    assert_eq!(keeping.let_go(5, &now, &mut || true).unwrap(), 3);
    assert_eq!(keeping.take_notes(), Vec::<String>::new());
    assert_whole(folder.path());
    let left = all.map(|marker| holds(folder.path(), &marker));
    // "Two" was current until March 2025, "old" is current still.
    assert_eq!(left, [false, true, false, true, true, true]);
    assert_eq!(newest(folder.path()), on_drive(drive.path()));
    let archive = Archive::open(folder.path()).unwrap();
    assert_eq!(archive.versions(RECORD).unwrap().len(), 3);
    assert!(archive.versions(OTHER).unwrap().is_empty());
    assert!(archive.at(Some(time("2021-01-01T00:00:00Z"))).unwrap().is_none());
    drop(archive);
    // It is done once, and the history goes on.
    assert_eq!(keeping.let_go(5, &now, &mut || true).unwrap(), 0);
    assert_eq!(keeping.let_go(0, &now, &mut || true).unwrap(), 0);
    write(RECORD, "marker six");
    keep(&mut keeping, &mut Clock::at("2026-11-24T09:00:00Z"));
    assert_whole(folder.path());
    assert_eq!(Archive::open(folder.path()).unwrap().versions(RECORD).unwrap().len(), 4);
}

#[test]
fn a_run_that_was_killed_is_gone_on_with() {
    let drive = Drive::with_school().file(RECORD, format!("{VISIT}# marker one\n"));
    let folder = tempfile::tempdir().unwrap();
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut Clock::at("2020-01-06T09:00:00Z"));
    fs::write(drive.path().join(RECORD), format!("{VISIT}# marker two\n")).unwrap();
    keep(&mut keeping, &mut Clock::at("2020-02-06T09:00:00Z"));
    // A clock is believed where the history knows of a change in the year before.
    fs::write(drive.path().join(OTHER), VISIT).unwrap();
    keep(&mut keeping, &mut Clock::at("2026-02-06T09:00:00Z"));
    drop(keeping);
    // A copy of the old packs is put back, as if they had not been removed yet.
    let packs = folder.path().join("objects/pack");
    let old: Vec<_> =
        files(&packs).into_iter().map(|file| (file.clone(), fs::read(packs.join(file)).unwrap())).collect();
    let mut keeping = open(drive.path(), folder.path());
    assert_eq!(keeping.let_go(5, &Clock::at("2026-11-23T09:00:00Z").now(), &mut || true).unwrap(), 1);
    drop(keeping);
    let mut list = fs::read_to_string(folder.path().join("refs/heads/main")).unwrap();
    for (file, bytes) in &old {
        fs::write(packs.join(file), bytes).unwrap();
        let name = file.to_str().unwrap();
        list.extend(name.strip_suffix(".idx").map(|name| format!("{name}\n")));
    }
    fs::write(folder.path().join("spoc.letting-go"), &list).unwrap();
    assert!(holds(folder.path(), "marker one"));
    drop(open(drive.path(), folder.path()));
    assert!(!holds(folder.path(), "marker one") && holds(folder.path(), "marker two"));
    assert!(!folder.path().join("spoc.letting-go").exists());
    assert_whole(folder.path());
    // Before the branch has moved the old history stands.
    fs::write(folder.path().join("spoc.letting-go"), list.replace(&list[..4], "0000")).unwrap();
    drop(open(drive.path(), folder.path()));
    assert!(holds(folder.path(), "marker two") && !folder.path().join("spoc.letting-go").exists());
}
