//! `--open`: what was written is handed to the desktop, here to a program that notes what it was given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, VISIT, comes_true, spoc_with};

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
        let path = format!("{}:/usr/bin:/bin", self.folder.path().display());
        let arguments = [arguments, &["--today", TODAY]].concat();
        spoc_with(folder, &arguments, &[("PATH", &path)])
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
        .school_file("records/2026-12-01 visit.yaml", VISIT)
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
