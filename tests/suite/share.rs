//! What the commands ask of a share: a command about one school touches no other school's records, and asks for many things at a time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::harness::{Drive, LETTER, OAKFIELD, Run, SCHOOL, TODAY, VISIT, spoc_with};

#[path = "../../benches/share/mount.rs"]
#[allow(dead_code, reason = "the bench that it is part of uses more of it")]
pub(crate) mod mount;

use mount::{Mounted, Operation};

/// A drive behind a mount, and a cache folder of its own.
struct Share {
    drive: Drive,
    mounted: Mounted,
    kept: tempfile::TempDir,
}

/// The calls that a command made.
struct Asked {
    run: Run,
    /// The files that were opened; a file that was opened twice stands here twice.
    opened: Vec<String>,
    /// The folders that were listed.
    listed: BTreeSet<String>,
}

impl Share {
    /// None where this computer has no such mounts.
    fn of(drive: Drive) -> Option<Self> {
        match Mounted::new(drive.path(), Duration::ZERO) {
            Ok(mounted) => Some(Self { drive, mounted, kept: tempfile::tempdir().unwrap() }),
            Err(error) => {
                #[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what they did not try")]
                let () = eprintln!("left out: nothing can be mounted here ({error})");
                None
            }
        }
    }

    fn ask(&self, arguments: &[&str]) -> Asked {
        let root = self.mounted.root();
        let environment = [("SPOC_CACHE", self.kept.path().join("kept"))];
        let environment = environment.each_ref().map(|(name, value)| (*name, value.to_str().unwrap()));
        self.mounted.meter.take_calls();
        let run = spoc_with(&root, &[arguments, &["--today", TODAY]].concat(), &environment);
        let calls = self.mounted.meter.take_calls();
        let name = |path: &PathBuf| path.to_str().unwrap().to_owned();
        let of = |wanted: Operation| calls.iter().filter(move |(what, _)| *what == wanted).map(|(_, path)| name(path));
        let (opened, listed) = (of(Operation::Open).collect(), of(Operation::Listing).collect());
        Asked { run, opened, listed }
    }
}

/// Two managers, three schools, and records in each.
fn three_schools() -> Drive {
    let mut drive = Drive::with_school().file("_Archive/old/notes.md", "no record\n");
    let schools =
        [(OAKFIELD, "100321", "Oakfield"), ("Ann Other/Elm", "100322", "Elm"), ("Ann Other/Ash", "100323", "Ash")];
    for (folder, urn, name) in schools {
        let file = SCHOOL.replace("100321", urn).replace("Oakfield", name).replace("closed: 2025-08-31\n", "");
        drive = drive
            .file(&format!("{folder}/school.yaml"), file)
            .file(&format!("{folder}/records/2026-12-01 visit.yaml"), VISIT)
            .file(&format!("{folder}/emails/2026-11-10 dates.md"), LETTER)
            .file(&format!("{folder}/correspondence/2026-11-10 scan.pdf"), "");
    }
    drive
}

fn is_of_oakfield(path: &str) -> bool {
    Path::new(path).starts_with(OAKFIELD)
}

#[test]
fn a_command_about_one_school_touches_no_other() {
    let Some(share) = Share::of(three_schools()) else { return };
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("pack.html");
    let call = ["--with", "A Head", "--about", "visit-dates", "--summary", "Dates"];
    let commands = |school: &'static str| -> Vec<Vec<String>> {
        let command = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        vec![
            command(&["review", school]),
            command(&["pack", school, "--as", "html", "--out", out.to_str().unwrap()]),
            command(&["letter", "dates", school]),
            command(&[&["new", "call", school], &call[..]].concat()),
            command(&["new", "visit", school, "2027-02-02"]),
            command(&["validate", school]),
            command(&["due", school]),
        ]
    };
    // A path costs the listing of the manager's folder, and the school.
    for command in commands(OAKFIELD) {
        let asked = share.ask(&command.iter().map(String::as_str).collect::<Vec<_>>());
        assert_ne!(asked.run.status, 2, "{command:?} {:?}", asked.run);
        // What all schools decide together is found, though the command is about one school.
        let whole = command[0] == "validate";
        let may_open =
            |path: &String| path == "policy.toml" || is_of_oakfield(path) || (whole && path.ends_with("school.yaml"));
        assert!(asked.opened.iter().all(may_open), "{command:?} opened {:?}", asked.opened);
        // In a folder that a user names, the names of all schools decide which pack needs its manager's name.
        let managers = matches!(command[0].as_str(), "validate" | "due" | "pack");
        let may_list = |path: &String| ["", "Jane Morris"].contains(&path.as_str()) || is_of_oakfield(path) || managers;
        assert!(asked.listed.iter().all(may_list), "{command:?} listed {:?}", asked.listed);
        assert!(asked.opened.iter().any(|path| path.ends_with("visit.yaml")), "{command:?} opened {:?}", asked.opened);
    }
    // The name of a school's folder costs the listings of all managers' folders besides.
    for command in commands("Oakfield").into_iter().take(4) {
        let asked = share.ask(&command.iter().map(String::as_str).collect::<Vec<_>>());
        assert_ne!(asked.run.status, 2, "{command:?} {:?}", asked.run);
        let may_open = |path: &String| path == "policy.toml" || is_of_oakfield(path);
        assert!(asked.opened.iter().all(may_open), "{command:?} opened {:?}", asked.opened);
        let may_list =
            |path: &String| ["", "Jane Morris", "Ann Other"].contains(&path.as_str()) || is_of_oakfield(path);
        assert!(asked.listed.iter().all(may_list), "{command:?} listed {:?}", asked.listed);
    }
    drop(share.drive);
}

#[test]
fn a_number_or_a_part_of_a_name_opens_each_school_file_once_and_no_record() {
    for text in ["100322", "lm Prim", "lm"] {
        let Some(share) = Share::of(three_schools()) else { return };
        std::thread::sleep(spoc::drive::GRAIN + Duration::from_millis(100));
        let of_others = |asked: &Asked| -> Vec<String> {
            let mut opened = asked.opened.clone();
            opened.retain(|path| path != "policy.toml" && !path.starts_with("Ann Other/Elm/"));
            opened.sort();
            opened
        };
        let first = share.ask(&["review", text]);
        let expected = ["Ann Other/Ash/school.yaml", &format!("{OAKFIELD}/school.yaml")].map(str::to_owned);
        assert_eq!(of_others(&first), expected, "{text}");
        // The cache holds now what these files say.
        let second = share.ask(&["review", text]);
        assert_eq!(of_others(&second), [""; 0], "{text}");
        assert_eq!((second.run.status, second.run.out), (first.run.status, first.run.out), "{text}");
    }
}

#[test]
fn no_file_is_opened_twice() {
    let Some(share) = Share::of(three_schools()) else { return };
    let out = tempfile::tempdir().unwrap();
    for command in [
        &["review", OAKFIELD][..],
        &["pack", OAKFIELD, "--as", "html", "--out", out.path().to_str().unwrap()],
        &["due", OAKFIELD],
        &["letter", "dates", OAKFIELD],
    ] {
        let mut opened = share.ask(command).opened;
        opened.retain(|path| path == "policy.toml" || is_of_oakfield(path));
        let all = opened.len();
        opened.sort();
        opened.dedup();
        // The letter's own new file is made and not opened.
        assert_eq!((all, opened.len()), (4, 4), "{command:?}: {opened:?}");
    }
}

#[test]
fn many_calls_to_a_slow_share_are_under_way_at_a_time() {
    let mut drive = Drive::with_school();
    for number in 0..200 {
        drive = drive.school_file(&format!("emails/2026-11-10 {number}.md"), LETTER);
    }
    let Some(share) = Share::of(drive) else { return };
    share.mounted.meter.set_delay(Duration::from_millis(5));
    for command in [&["review", OAKFIELD][..], &["validate", "--no-cache"], &["validate"], &["validate"]] {
        share.mounted.meter.take_most_at_once();
        share.ask(command);
        let most = share.mounted.meter.take_most_at_once();
        assert!(most >= 16, "{command:?}: {most} at once");
    }
}
