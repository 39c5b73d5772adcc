//! `--open`: what was written is handed to the desktop, here to a program that notes what it was given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, VISIT, assert_refused, comes_true, spoc_with};

/// A desktop that opens nothing, and notes what it was asked to open.
struct Desktop {
    folder: tempfile::TempDir,
}

impl Desktop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("xdg-open");
        let note = folder.path().join("opened");
        // The note appears whole or not at all.
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > '{0}.new'\nmv '{0}.new' '{0}'\n", note.display());
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Run {
        self.run_with(folder, arguments, &[])
    }

    fn run_with(&self, folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let path = format!("{}:/usr/bin:/bin", self.folder.path().display());
        let arguments = [arguments, &["--today", TODAY]].concat();
        spoc_with(folder, &arguments, &[&[("PATH", &*path)], environment].concat())
    }

    /// What was opened since this was asked last: one thing.
    fn opened(&self) -> PathBuf {
        let note = self.folder.path().join("opened");
        assert!(comes_true(|| note.exists()), "nothing was opened");
        let text = fs::read_to_string(&note).unwrap();
        fs::remove_file(&note).unwrap();
        let [one] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
        one.into()
    }
}

fn drive() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2027-01-20 visit.yaml", VISIT.replace("2026-12-01", "2027-01-20"))
}

#[test]
fn a_board_and_a_pack_are_opened_where_they_were_written() {
    let (drive, desktop) = (drive(), Desktop::new());
    let run = desktop.run(drive.path(), &["board", "--open"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_eq!(desktop.opened(), drive.path().canonicalize().unwrap().join("board.html"));
    let run = desktop.run(drive.path(), &["pack", "oak", "--as", "html", "--open", "--out=-a b & c.html"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    let opened = desktop.opened();
    assert!(opened.is_absolute() && opened.ends_with("-a b & c.html"), "{opened:?}");
    assert!(fs::read_to_string(opened).unwrap().contains("Oakfield Primary School"));
}

#[test]
fn of_many_packs_the_folder_is_opened_that_holds_them() {
    let drive = drive()
        .file("Jane Morris/Elm/school.yaml", SCHOOL.replace("closed: 2025-08-31\n", "").replace("100321", "100322"))
        .file("Jane Morris/Elm/records/2026-12-02 visit.yaml", VISIT.replace("12-01", "12-02"));
    let desktop = Desktop::new();
    let run = desktop.run(drive.path(), &["pack", "--all", "--as", "html", "--open"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert_eq!(desktop.opened(), drive.path().canonicalize().unwrap().join("Jane Morris"));
    fs::create_dir(drive.path().join("packs")).unwrap();
    desktop.run(drive.path(), &["pack", "--all", "--as", "html", "--open", "--out", "packs"]);
    assert_eq!(desktop.opened().file_name().unwrap(), "packs");
}

#[test]
fn a_report_is_opened_as_a_page_of_the_users_own() {
    let (drive, desktop, cache) = (drive(), Desktop::new(), Drive::empty());
    let folder = cache.path().join("cache");
    let run =
        |arguments: &[&str]| desktop.run_with(drive.path(), arguments, &[("SPOC_CACHE", folder.to_str().unwrap())]);
    let before = crate::harness::files(drive.path());
    let mut pages = Vec::new();
    for (arguments, status, text) in [
        (&["validate", "--open"][..], 0, "Nothing is wrong"),
        (&["validate", OAKFIELD, "--open"], 0, "Nothing is wrong"),
        (&["due", "--open"], 0, "Nothing is overdue"),
        (&["due", "--open", "--format", "html"], 0, "Nothing is due today"),
        (&["review", "oak", "--open"], 0, "this page is for the team"),
    ] {
        let run = run(arguments);
        assert_eq!((run.status, run.err.as_str(), run.out.lines().count()), (status, "", 1), "{run:?}");
        let page = desktop.opened();
        assert!(page.starts_with(&folder) && run.out.contains(page.to_str().unwrap()), "{page:?}");
        assert!(!page.to_str().unwrap().contains("Oakfield"), "{page:?}");
        assert!(fs::read_to_string(&page).unwrap().contains(text), "{arguments:?}");
        assert_eq!(fs::metadata(&page).unwrap().permissions().mode() & 0o077, 0);
        pages.push(page);
    }
    // A page takes the place of the last one on the same part.
    assert_eq!(pages[2], pages[3]);
    pages.sort();
    pages.dedup();
    assert_eq!((pages.len(), crate::harness::files(drive.path())), (4, before));
}

#[test]
fn the_drafts_of_a_digest_are_opened() {
    let visit = "kind: visit\ndate: 2026-11-24\nstatus: planned\n";
    let (drive, desktop, cache) =
        (drive().school_file("records/2026-11-24 visit.yaml", visit), Desktop::new(), Drive::empty());
    let folder = cache.path().join("cache");
    let run =
        |arguments: &[&str]| desktop.run_with(drive.path(), arguments, &[("SPOC_CACHE", folder.to_str().unwrap())]);
    let one = run(&["digest", "--spoc", "Priya", "--open"]);
    assert_eq!((one.status, one.err.as_str()), (0, ""), "{one:?}");
    let draft = desktop.opened();
    assert!(draft.starts_with(&folder) && draft.ends_with("2026-11-23 digest, SPOC Priya Shah.eml"), "{draft:?}");
    run(&["digest", "--open"]);
    assert_eq!(desktop.opened(), draft.parent().unwrap());
}

#[test]
fn a_report_in_a_named_file_is_opened_there() {
    let (drive, desktop, out) = (drive(), Desktop::new(), Drive::empty());
    for (name, begins) in [("a.html", "<!DOCTYPE html>"), ("a.txt", "spoc due, "), ("a.csv", "\u{feff}manager,")] {
        let file = out.path().join(name);
        let format: &[&str] = if name == "a.csv" { &["--format", "csv"] } else { &[] };
        let run = desktop.run(drive.path(), &[&["due", "--open", "--out", file.to_str().unwrap()], format].concat());
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        assert_eq!(desktop.opened(), file);
        assert!(fs::read_to_string(&file).unwrap().starts_with(begins), "{name}");
    }
}

#[test]
fn what_is_no_page_is_opened_only_from_a_file() {
    let (drive, desktop) = (drive(), Desktop::new());
    for command in ["validate", "due"] {
        for format in ["text", "json", "csv"] {
            let run = desktop.run(drive.path(), &[command, "--open", "--format", format]);
            assert_refused(&run);
            assert!(run.err.contains("--out"), "{run:?}");
        }
        let run = desktop.run(drive.path(), &[command, "--open", "--no-cache"]);
        assert_refused(&run);
        // The user's own folder may not be one of the drive.
        let on_drive = drive.path().join("cache");
        let run = desktop.run_with(drive.path(), &[command, "--open"], &[("SPOC_CACHE", on_drive.to_str().unwrap())]);
        assert_refused(&run);
        assert!(!on_drive.exists());
    }
}

#[test]
fn what_cannot_be_opened_was_written_all_the_same() {
    let (drive, nothing) = (drive(), Drive::empty());
    let without_programs = [("PATH", nothing.path().to_str().unwrap())];
    let run = spoc_with(drive.path(), &["board", OAKFIELD, "--open", "--today", TODAY], &without_programs);
    assert_eq!((run.status, run.err.lines().count()), (0, 1), "{run:?}");
    assert!(run.out.starts_with("wrote ") && run.err.starts_with("note: "), "{run:?}");
    assert!(
        run.err.contains("board.html could not be opened: this computer has no program that opens files"),
        "{run:?}"
    );
    assert!(drive.path().join(OAKFIELD).join("board.html").is_file());
}
