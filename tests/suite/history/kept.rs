//! What is kept of a drive, and what the history says of it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use spoc::drive::Progress;
use spoc::history::{Archive, KeepError, Keeping, Kept, Look, SettledPart};

use super::{Clock, HOLD, assert_spotless, assert_whole, keep, look, newest, on_drive, open, spoc_keep, time};
use crate::harness::{Drive, LETTER, OAKFIELD, VISIT, spoc_with};

const RECORD: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";

#[test]
fn every_record_is_kept_and_comes_back_to_the_byte() {
    let drive = Drive::northmere();
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    let run = spoc_keep(drive.path(), &history);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let all = on_drive(drive.path());
    assert_eq!(run.json()["added"], all.len());
    assert_eq!(newest(&history), all);
    assert_spotless(&history);
    // Nothing is written for nothing.
    let run = spoc_keep(drive.path(), &history);
    assert_eq!((run.json()["changes"].as_u64(), run.json()["unsettled"].as_u64()), (Some(0), Some(0)));
    // The folder is its owner's alone.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn a_drive_of_many_schools_is_first_kept_in_one_commit_or_not_at_all() {
    let mut drive = Drive::with_school();
    for number in 0..150 {
        drive = drive.file(&format!("Manager {}/School {number}/records/2026-12-01 visit.yaml", number % 7), VISIT);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    look(&mut keeping, &clock).unwrap();
    clock.go_on(HOLD * 2);
    // The right to write is lost after some of the schools, and comes back.
    let mut asked = 0;
    let mut is_ours = || {
        asked += 1;
        asked < 3
    };
    let lost = keeping.look(&Look::Whole, &HashMap::new(), &clock.now(), &Progress::new(), &mut is_ours);
    assert!(matches!(lost, Err(KeepError::Lost)), "{lost:?}");
    assert!(Archive::open(folder.path()).unwrap().at(None).unwrap().is_none());
    let kept = keep(&mut keeping, &mut clock);
    assert_eq!((kept.commits, kept.added), (1, on_drive(drive.path()).len()));
    assert_eq!(newest(folder.path()), on_drive(drive.path()));
    assert_whole(folder.path());
    // What is far down the list is found again without what was remembered, and a change there is a commit of its own.
    drop(keeping);
    drive = drive.file("Manager 6/School 146/records/2026-12-01 visit.yaml", format!("{VISIT}# changed\n"));
    let kept = keep(&mut open(drive.path(), folder.path()), &mut clock);
    assert_eq!((kept.commits, kept.changed, kept.added), (1, 1, 0));
    let folder = tempfile::tempdir().unwrap();
    keep(&mut open(drive.path(), folder.path()), &mut clock);
    assert_eq!(newest(folder.path()), on_drive(drive.path()));
    assert_spotless(folder.path());
}

#[test]
fn what_is_text_is_kept_and_documents_and_leftovers_are_not() {
    let drive = Drive::with_school()
        .school_file("records/2025-26/2026-12-01 visit.YML", VISIT)
        .school_file("records/2026-12-01 visit (1).yaml", VISIT)
        .school_file("records/2026-12-02 visit.yaml.txt", VISIT)
        .school_file("records/scan.pdf", "%PDF")
        .school_file("records/a.eml", "Subject: in the wrong place\n\n")
        .school_file("records/~$x.yaml", "left by an editor")
        .school_file("records/.hidden.yaml", "a: 1")
        .school_file("emails/a.EML", "Subject: x\r\n\r\n\u{e9}")
        .school_file("emails/b.msg", [0, 159, 146, 150])
        .school_file("correspondence/2026-11-10 a.md", LETTER)
        .school_file("stray.yaml", VISIT)
        .school_file("old/notes.txt", "a document")
        .file("_archive/x/y/z.yaml", VISIT)
        .file("loose.md", LETTER)
        .file("templates/print.css", "body {}")
        .file("templates/logo.png", [1, 2, 3])
        .file("git~1/Elm/school.yaml", "name: Elm\n");
    let folder = tempfile::tempdir().unwrap();
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut Clock::at("2026-11-23T09:00:00Z"));
    let kept = newest(folder.path());
    let paths: Vec<_> = kept.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "Jane Morris/Oakfield/correspondence/2026-11-10 a.md",
            "Jane Morris/Oakfield/emails/a.EML",
            "Jane Morris/Oakfield/emails/b.msg",
            "Jane Morris/Oakfield/records/2025-26/2026-12-01 visit.YML",
            "Jane Morris/Oakfield/records/2026-12-01 visit (1).yaml",
            "Jane Morris/Oakfield/records/2026-12-02 visit.yaml.txt",
            "Jane Morris/Oakfield/school.yaml",
            "Jane Morris/Oakfield/stray.yaml",
            "_archive/x/y/z.yaml",
            "git~1/Elm/school.yaml",
            "loose.md",
            "policy.toml",
            "templates/logo.png",
            "templates/print.css",
        ]
    );
    assert_eq!(kept["Jane Morris/Oakfield/emails/b.msg"], [0, 159, 146, 150]);
    assert_whole(folder.path());
}

#[test]
fn each_change_is_a_commit_with_its_time_and_its_words() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    let first = clock.at;
    clock.go_on(Duration::from_secs(60));
    fs::write(drive.path().join(RECORD), VISIT.replace("planned", "held")).unwrap();
    // A change has to stand still before it is believed.
    let waiting = look(&mut keeping, &clock).unwrap();
    assert_eq!((waiting.commits, waiting.unsettled), (0, 1));
    let seen = clock.at;
    clock.go_on(Duration::from_secs(1));
    assert_eq!(look(&mut keeping, &clock).unwrap().changed, 1);
    let renamed = RECORD.replace("2026-12-01", "2026-12-03");
    fs::rename(drive.path().join(RECORD), drive.path().join(&renamed)).unwrap();
    clock.go_on(Duration::from_secs(60));
    assert_eq!(keep(&mut keeping, &mut clock).renamed, 1);
    fs::remove_file(drive.path().join(&renamed)).unwrap();
    clock.go_on(Duration::from_secs(60));
    assert_eq!(keep(&mut keeping, &mut clock).deleted, 1);

    let archive = Archive::open(folder.path()).unwrap();
    let versions = archive.versions(&renamed).unwrap();
    let told: Vec<_> = versions.iter().map(|one| (one.path.as_str(), one.content.is_some())).collect();
    assert_eq!(told, [(renamed.as_str(), false), (renamed.as_str(), true), (RECORD, true), (RECORD, true)]);
    assert_eq!((versions[2].seen.after, versions[2].seen.by), (Some(first), seen));
    assert_eq!(versions[3].seen.after, None);
    let bytes = |number: usize| String::from_utf8(archive.bytes(versions[number].content.unwrap()).unwrap()).unwrap();
    assert_eq!((bytes(3).as_str(), bytes(2)), (VISIT, VISIT.replace("planned", "held")));
    if cfg!(unix) {
        assert!(versions[2].owner.is_some() && versions[0].owner.is_none());
    }
    let changes = archive.changes("Jane Morris/Oakfield", first).unwrap();
    let told: Vec<_> = changes.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(
        told,
        [
            "Oakfield, visit of 1 December: deleted",
            "Oakfield, visit of 1 December: renamed from “2026-12-01 visit.yaml”",
            "Oakfield, visit of 1 December: status planned → held"
        ]
    );
    assert_eq!(changes[1].from.as_deref(), Some(RECORD));
    assert!(archive.changes("Jane Morris/Oak", first).unwrap().is_empty());
    assert!(archive.at(Some(time("2026-11-23T08:00:00Z"))).unwrap().is_none());
    let then = archive.at(Some(first)).unwrap().unwrap();
    assert_eq!(then.file(RECORD).unwrap(), versions[3].content);
    assert_eq!(then.files(OAKFIELD).unwrap().len(), 2);
    assert_whole(folder.path());
}

#[test]
fn a_folder_that_went_or_was_renamed_is_one_commit() {
    let drive = Drive::northmere();
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    let manager = drive.path().join("Samir Rahman");
    fs::rename(manager.join("Fernhay School"), manager.join("Fernhay Academy")).unwrap();
    let kept = keep(&mut keeping, &mut clock);
    assert_eq!((kept.commits, kept.added, kept.deleted, kept.changed), (1, 0, 0, 0));
    assert!(kept.renamed > 3);
    fs::remove_dir_all(manager.join("Fernhay Academy")).unwrap();
    let gone = keep(&mut keeping, &mut clock);
    assert_eq!((gone.commits, gone.deleted), (1, kept.renamed));
    assert_eq!(newest(folder.path()), on_drive(drive.path()));
    assert_whole(folder.path());
}

#[test]
fn a_drive_that_goes_away_was_not_emptied() {
    let drive = Drive::northmere();
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    let before = newest(folder.path());
    // As a share that shows an empty folder in its place.
    let policy = drive.path().join("policy.toml");
    fs::rename(&policy, drive.path().join("elsewhere")).unwrap();
    for _ in 0..3 {
        clock.go_on(Duration::from_secs(10));
        assert!(matches!(look(&mut keeping, &clock), Err(KeepError::Drive(_))));
    }
    fs::rename(drive.path().join("elsewhere"), policy).unwrap();
    assert_eq!(keep(&mut keeping, &mut clock).commits, 0);
    assert_eq!(newest(folder.path()), before);
}

#[test]
fn a_file_that_comes_and_goes_within_the_hold_is_no_change() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    let file = drive.path().join(RECORD);
    // As an editor that writes a new file in place of the old one.
    fs::remove_file(&file).unwrap();
    clock.go_on(Duration::from_millis(300));
    assert_eq!(look(&mut keeping, &clock).unwrap().commits, 0);
    fs::write(&file, format!("{VISIT}# seen\n")).unwrap();
    let kept = keep(&mut keeping, &mut clock);
    assert_eq!((kept.commits, kept.changed, kept.deleted), (1, 1, 0));
}

#[test]
fn a_history_stands_where_it_does_no_harm() {
    let drive = Drive::with_school();
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings");
    let settings = [("SPOC_SETTINGS", settings.to_str().unwrap())];
    let keep = |place: &str| spoc_with(drive.path(), &["keep", "--history", place], &settings);
    fs::write(folder.path().join("a file"), "x").unwrap();
    fs::create_dir(folder.path().join("photographs")).unwrap();
    fs::write(folder.path().join("photographs/a.jpg"), "x").unwrap();
    let off = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (place, why) in [
        ("history".to_owned(), "lies on the drive"),
        (format!("{OAKFIELD}/records/history"), "lies on the drive"),
        (".".to_owned(), "lies on the drive"),
        (off("a file"), "is no folder"),
        (off("photographs"), "holds files that are no history"),
    ] {
        let run = keep(&place);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{place}");
        assert!(run.err.contains(why) && run.err.contains("Nothing was written."), "{place}: {}", run.err);
    }
    assert!(!drive.path().join("history").exists());
    assert_eq!(keep(".history").status, 0);
    assert_eq!(drive.problems(), Vec::<String>::new());
    // From then on this computer knows it.
    let run = spoc_with(drive.path(), &["keep"], &settings);
    assert!(run.status == 0 && run.out.starts_with("Nothing has changed"), "{run:?}");
    let other = folder.path().join("other");
    let run = spoc_with(drive.path(), &["keep"], &[("SPOC_SETTINGS", other.to_str().unwrap())]);
    assert!(run.status == 2 && run.err.contains("`spoc keep --history DIR` begins one."), "{run:?}");
    // The policy comes before that.
    let policy = fs::read_to_string(drive.path().join("policy.toml")).unwrap();
    let place = off("by policy");
    fs::write(drive.path().join("policy.toml"), format!("{policy}\n[history]\nfolder = '{place}'\n")).unwrap();
    // A history that is named there was begun by hand.
    let run = spoc_with(drive.path(), &["keep"], &settings);
    assert!(run.status == 2 && run.err.contains("holds no history"), "{run:?}");
    assert_eq!(keep(&place).status, 0);
    let run = spoc_with(drive.path(), &["keep"], &settings);
    assert!(run.status == 0 && run.out.contains("by policy"), "{run:?}");
    fs::write(drive.path().join("policy.toml"), format!("{policy}\n[history]\nfolder = 'here'\n")).unwrap();
    let run = spoc_with(drive.path(), &["keep"], &settings);
    assert!(run.status == 2 && run.err.contains("which is no whole path"), "{run:?}");
}

#[test]
fn a_slip_in_the_folder_is_said_and_what_is_looked_up_stays_where_it_was() {
    let drive = Drive::with_school();
    let folder = tempfile::tempdir().unwrap();
    let off = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let settings = off("settings");
    let run = |arguments: &[&str]| spoc_with(drive.path(), arguments, &[("SPOC_SETTINGS", &settings)]);
    assert_eq!(run(&["keep", "--history", &off("history")]).status, 0);
    let slip = run(&["keep", "--history", &off("hystory")]);
    assert_eq!(slip.status, 0);
    for said in [
        "hystory held no history",
        "goes on to look things up in ",
        &format!("--history \"{}\"", off("history")),
        "--new",
    ] {
        assert!(slip.err.contains(said), "{slip:?}");
    }
    assert!(run(&["keep"]).out.contains(&off("history")));
    // A copy is a history: the folder was moved.
    copy(&folder.path().join("history"), &folder.path().join("moved"));
    let moved = run(&["keep", "--history", &off("moved")]);
    assert!(
        moved.status == 0 && moved.err.contains("from now on this computer looks things up in the history in "),
        "{moved:?}"
    );
    assert!(run(&["keep"]).out.contains(&off("moved")));
    assert_eq!(run(&["keep", "--history", &off("second"), "--new"]).status, 0);
    assert!(run(&["keep"]).out.contains(&off("second")));
    fs::remove_dir_all(folder.path().join("second")).unwrap();
    let anew = run(&["keep", "--history", &off("third")]);
    assert!(anew.status == 0 && anew.err.contains("second is not there, or cannot be reached"), "{anew:?}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_history_whose_newest_state_is_damaged_goes_on_from_the_one_before() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    fs::write(drive.path().join(RECORD), VISIT.replace("planned", "held")).unwrap();
    keep(&mut keeping, &mut clock);
    drop(keeping);
    // As after a power cut of a disk that lied: the branch is an empty file.
    let branch = folder.path().join("refs/heads/main");
    for damage in ["", "0123456789012345678901234567890123456789\n"] {
        fs::write(&branch, damage).unwrap();
        let mut keeping = open(drive.path(), folder.path());
        assert!(keeping.take_notes()[0].contains("is damaged"));
        fs::write(drive.path().join(RECORD), format!("{VISIT}# {damage}x\n")).unwrap();
        keep(&mut keeping, &mut clock);
        assert_eq!(newest(folder.path()), on_drive(drive.path()));
        assert!(Archive::open(folder.path()).unwrap().versions(RECORD).unwrap().len() > 2);
        assert_whole(folder.path());
    }
    // What a killed run was writing is cleared away.
    let left = folder.path().join("objects/pack/.spoc-x1.tmp");
    fs::write(&left, "half a pack").unwrap();
    drop(open(drive.path(), folder.path()));
    assert!(!left.exists());
}

#[test]
fn many_changes_keep_few_packs() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    for number in 0..60 {
        fs::write(drive.path().join(RECORD), format!("{VISIT}# {number}\n")).unwrap();
        keep(&mut keeping, &mut clock);
        keeping.tend().unwrap();
    }
    let packs = fs::read_dir(folder.path().join("objects/pack")).unwrap().count();
    assert!(packs <= 2 * 26, "{packs}");
    assert_eq!(Archive::open(folder.path()).unwrap().versions(RECORD).unwrap().len(), 60);
    assert_whole(folder.path());
}

/// Looks at some schools, where the watch has settled on it that Oakfield is gone.
fn look_at(keeping: &mut Keeping, clock: &Clock, parts: &[&str], is_gone: bool) -> Kept {
    let gone = SettledPart { fingerprint: None, stood: None };
    let settled = is_gone.then(|| (OAKFIELD.to_owned(), gone)).into_iter().collect();
    let parts = parts.iter().map(|part| (*part).to_owned()).chain(keeping.unsettled_parts()).collect();
    keeping.look(&Look::Parts(&parts), &settled, &clock.now(), &Progress::new(), &mut || true).unwrap()
}

#[test]
fn a_renamed_school_is_one_change_though_its_old_folder_settles_first() {
    let drive = Drive::with_school().file(RECORD, VISIT).school_file("emails/a.md", LETTER);
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    fs::rename(drive.path().join(OAKFIELD), drive.path().join("Jane Morris/Elm")).unwrap();
    // The watch believes first that the old folder is gone, and a moment later what it has seen of the new one.
    let kept = look_at(&mut keeping, &clock, &[OAKFIELD], true);
    assert_eq!((kept.commits, kept.unsettled > 0), (0, true));
    clock.go_on(HOLD / 60);
    assert_eq!(look_at(&mut keeping, &clock, &[], false).commits, 0);
    clock.go_on(HOLD);
    let kept = look_at(&mut keeping, &clock, &["Jane Morris/Elm"], false);
    assert_eq!((kept.commits, kept.renamed, kept.added, kept.deleted, kept.unsettled), (1, 3, 0, 0, 0));
    assert_eq!(newest(folder.path()), on_drive(drive.path()));
}

#[test]
fn a_school_that_is_gone_does_not_wait_for_ever_for_one_that_never_settles() {
    let drive = Drive::with_school().file(RECORD, VISIT);
    let folder = tempfile::tempdir().unwrap();
    let mut clock = Clock::at("2026-11-23T09:00:00Z");
    let mut keeping = open(drive.path(), folder.path());
    keep(&mut keeping, &mut clock);
    fs::remove_dir_all(drive.path().join(OAKFIELD)).unwrap();
    let (mut waited, mut deleted) = (0, 0);
    for length in 1..=20 {
        let drive = drive.path().join("Jane Morris/Elm/records");
        fs::create_dir_all(&drive).unwrap();
        fs::write(drive.join("2026-12-02 visit.yaml"), VISIT.repeat(length)).unwrap();
        let kept = look_at(&mut keeping, &clock, &[], length == 1);
        (waited, deleted) = (waited + u32::from(deleted + kept.deleted == 0), deleted + kept.deleted);
        assert_eq!(kept.added, 0);
        clock.go_on(HOLD / 2);
    }
    assert_eq!((waited, deleted), (16, 2));
    // A school that is known already is waited for by none.
    let kept = keep(&mut keeping, &mut clock);
    assert_eq!((kept.added, kept.deleted), (1, 0));
    fs::remove_dir_all(drive.path().join("Jane Morris/Elm")).unwrap();
    assert_eq!(keep(&mut keeping, &mut clock).deleted, 1);
}
