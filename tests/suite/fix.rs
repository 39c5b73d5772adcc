//! `spoc fix`: what is certain is put right, everything else stays byte by byte, and all of it can be taken back.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::harness::{Drive, OAKFIELD, Run, TODAY, assert_refused, files, in_school, spoc_in};

fn fix(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[&["fix", "--today", TODAY], arguments].concat())
}

/// Every file of a drive with its bytes.
fn bytes(drive: &Drive) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |path: PathBuf| (path.clone(), fs::read(drive.path().join(path)).unwrap());
    files(drive.path()).into_iter().map(read).collect()
}

fn text(drive: &Drive, path: &str) -> String {
    fs::read_to_string(drive.path().join(OAKFIELD).join(path)).unwrap()
}

/// Ten slips, each of another kind, with the lines that end as Notepad ends them.
pub const TEN_SLIPS: &str = "Kind: Visit\r\nDate: 1.12.2026   # Tuesday\r\ntime: 9.30\r\nstatus: Planned\r\nagreed: 14 Sept 2026\r\npresnt:\r\n\t- {name: Ms A Grant, role: Head}\r\nchildren:\r\n  - upn: b80 1200005001\r\n    year: Year 4\r\n    why: exclusions\r\nnote: Hut: locked\r\n";
/// What they are meant to be.
pub const PUT_RIGHT: &str = "kind: visit\r\ndate: 2026-12-01   # Tuesday\r\ntime: 09:30\r\nstatus: planned\r\nagreed: 2026-09-14\r\npresent:\r\n  - {name: Ms A Grant, role: Head}\r\nchildren:\r\n  - upn: B801200005001\r\n    year: 4\r\n    why: [exclusions]\r\nnote: \"Hut: locked\"\r\n";

#[test]
fn ten_slips_are_put_right_and_taken_back() {
    let path = "records/2026-12-01 visit.yaml";
    let drive = Drive::with_school().school_file(path, TEN_SLIPS);
    let before = bytes(&drive);
    let run = fix(&drive, &["--dry-run"]);
    assert!(run.status == 1 && run.out.contains("nothing is changed"), "{run:?}");
    assert_eq!(bytes(&drive), before);
    let run = fix(&drive, &["--yes"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(text(&drive, path), PUT_RIGHT);
    assert_eq!(drive.problems(), Vec::<String>::new());
    let after = bytes(&drive);
    let run = fix(&drive, &["--yes"]);
    assert!(run.status == 0 && run.out.starts_with("Nothing is so certain"), "{run:?}");
    assert_eq!(bytes(&drive), after);
    let run = spoc_in(drive.path(), &["fix", "--undo"]);
    assert!(run.status == 1 && run.out.contains("With --yes"), "{run:?}");
    assert_eq!(spoc_in(drive.path(), &["fix", "--undo", "--yes"]).status, 0);
    assert_eq!(bytes(&drive), before);
    assert_refused(&spoc_in(drive.path(), &["fix", "--undo", "--yes"]));
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    let (one, two) = ("records/2026-12-01 visit.yaml", "records/2026-12-02 visit.yaml");
    let bad = |day: &str| format!("kind: visit\ndate: 2026-12-{day}\nstatus: Planned\n");
    let drive = Drive::with_school().school_file(one, bad("01")).school_file(two, bad("02"));
    assert_eq!(fix(&drive, &["--yes"]).status, 0);
    let theirs = text(&drive, two) + "note: theirs\n";
    let drive = drive.school_file(two, &theirs);
    let run = spoc_in(drive.path(), &["fix", "--undo", "--yes"]);
    assert!(run.status == 2 && run.out.contains("somebody has changed it since"), "{run:?}");
    assert_eq!((text(&drive, one), text(&drive, two)), (bad("01"), theirs));
}

#[test]
fn every_encoding_stays_or_becomes_utf_8() {
    let good = "kind: visit\ndate: 2026-12-01\nstatus: planned\nnote: Zoë’s £5\n";
    let bad = good.replace("planned", "Planned");
    let utf_16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let windows = windows_1252(&bad);
    let path = "records/2026-12-01 visit.yaml";
    let marked = [b"\xEF\xBB\xBF", bad.as_bytes()].concat();
    for (bytes, only, expected) in [
        (marked, None, [b"\xEF\xBB\xBF", good.as_bytes()].concat()),
        (windows.clone(), None, good.as_bytes().to_vec()),
        (utf_16(&bad), None, good.as_bytes().to_vec()),
        // The encoding is another problem: where only the word is asked for, it stays.
        (utf_16(&bad), Some("wrong-value"), utf_16(good)),
        (windows, Some("not-utf8"), bad.as_bytes().to_vec()),
    ] {
        let drive = Drive::with_school().school_file(path, &bytes);
        let only: Vec<_> = only.into_iter().flat_map(|code| ["--only", code]).collect();
        fix(&drive, &[&["--yes"], &only[..]].concat());
        assert_eq!(fs::read(drive.path().join(in_school(path))).unwrap(), expected, "{only:?}");
    }
}

/// A text in Windows-1252, as far as these tests have it.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '’' => 0x92,
        c => u8::try_from(u32::from(c)).unwrap(),
    };
    text.chars().map(byte).collect()
}

#[test]
fn a_pro_forma_gets_the_name_of_its_date_and_folders_are_made() {
    let drive = Drive::with_school()
        .school_file("records/2026-12-01 visit.yaml", "kind: visit\ndate: 2026-12-01\nstatus: planned\n")
        .school_file("records/2026-11-24 pro forma.yaml", "kind: pro-forma\nvisit: 1 Dec 2026\nsent: 2026-11-17\n");
    fs::remove_dir(drive.path().join(in_school("emails"))).unwrap();
    let before = bytes(&drive);
    let run = fix(&drive, &["--yes"]);
    assert_eq!((run.status, drive.problems()), (0, Vec::new()), "{run:?}");
    let expected = "kind: pro-forma\nvisit: 2026-12-01\nsent: 2026-11-17\n";
    assert_eq!(text(&drive, "records/2026-12-01 pro forma.yaml"), expected);
    assert!(drive.path().join(in_school("emails")).is_dir());
    assert_eq!(spoc_in(drive.path(), &["fix", "--undo", "--yes"]).status, 0);
    assert_eq!(bytes(&drive), before);
    assert!(!drive.path().join(in_school("emails")).exists());
}

#[test]
fn a_file_that_is_open_or_read_only_is_left_and_the_others_are_not() {
    let bad = |day: &str| format!("kind: visit\ndate: 2026-12-{day}\nstatus: Planned\n");
    let drive = Drive::with_school()
        .school_file("records/2026-12-01 visit.yaml", bad("01"))
        .school_file("records/.~lock.2026-12-01 visit.yaml#", "")
        .school_file("records/2026-12-02 visit.yaml", bad("02"))
        .school_file("records/2026-12-03 visit.yaml", bad("03"));
    let locked = drive.path().join(in_school("records/2026-12-02 visit.yaml"));
    let mut rights = fs::metadata(&locked).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&locked, rights).unwrap();
    let run = fix(&drive, &["--yes"]);
    assert!(
        run.status == 2 && run.out.contains("is open in another program") && run.out.contains("read-only"),
        "{run:?}"
    );
    assert_eq!(text(&drive, "records/2026-12-01 visit.yaml"), bad("01"));
    assert_eq!(text(&drive, "records/2026-12-02 visit.yaml"), bad("02"));
    assert!(text(&drive, "records/2026-12-03 visit.yaml").contains("status: planned"));
}

#[test]
fn validate_says_how_many_and_json_what() {
    let drive =
        Drive::with_school().school_file("records/2026-12-01 visit.yaml", TEN_SLIPS.replace("Hut: locked", "Hut"));
    let run = spoc_in(drive.path(), &["validate", "--today", TODAY]);
    assert!(run.out.ends_with("`spoc fix` can put 1 of them right; it shows the change first.\n"), "{run:?}");
    let json = drive.validate().json();
    let repair = &json["repairs"][0];
    assert_eq!((&repair["problem"], &repair["safe"]), (&Value::from(0), &Value::from(true)), "{json:#}");
    let planned = fix(&drive, &["--format", "json"]).json();
    assert_eq!(
        (&planned["files"][0]["changed"], &planned["files"][0]["why"]),
        (&Value::from(false), &Value::Null),
        "{planned:#}"
    );
    let done = fix(&drive, &["--format", "json", "--yes"]).json();
    assert_eq!(done["files"][0]["changed"], Value::from(true), "{done:#}");
    assert_eq!(drive.validate().json()["repairs"], Value::Array(Vec::new()));
}

#[test]
fn names_are_hidden_and_proposals_change_nothing_by_themselves() {
    let visit = "kind: visit\ndate: 2026-11-17\nstatus: held\nwritten_up: 2026-11-18\nchecks: {done: 2026-11-16, by: P}\nchildren:\n  - {upn: B801200005002, name: Ada Brown, why: other}\nnote: Ada Brown: home\n";
    let drive = Drive::with_school().school_file("records/2026-11-17 visit.yaml", visit);
    let before = bytes(&drive);
    let run = fix(&drive, &["--dry-run", "--proposals"]);
    assert!(!run.out.contains("Ada") && run.out.contains("note: \"••• •••••: ••••\""), "{run:?}");
    let run = fix(&drive, &["--dry-run", "--proposals", "--show-names"]);
    assert!(run.out.contains("note: \"Ada Brown: home\""), "{run:?}");
    assert_eq!(bytes(&drive), before);
    fix(&drive, &["--yes", "--proposals"]);
    let run = fix(&drive, &["--yes", "--proposals"]);
    assert!(run.out.contains("with the check letter that goes with the digits"), "{run:?}");
    assert!(text(&drive, "records/2026-11-17 visit.yaml").contains("B801200005002"));
}

#[test]
fn a_command_line_that_means_nothing_is_refused() {
    let drive = Drive::with_school();
    for arguments in [&["--only", "bad-dat"][..], &["--undo", "--dry-run"], &["Nowhere"]] {
        assert_refused(&fix(&drive, arguments));
    }
}
