//! Where a pack goes, what the command says of it, and what happens where it cannot go there.

use std::fs;

use serde_json::json;

use super::press::{VISIT, names, open, packs, pro_forma, read, spoc, with_visit};
use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, assert_refused};

const HTML: [&str; 2] = ["--as", "html"];
/// The answers of a school that has nothing to tell.
const NONE: &str = "exclusions: []\nrisk_of_permanent_exclusion: []\nmanaged_moves: []\nalternative_provision: []\nmissing_from_education: []\n";

fn say(drive: &Drive, arguments: &[&str]) -> Run {
    spoc(drive.path(), &[&["pack"], arguments].concat())
}

/// Asserts that `pack` is refused with a line that says this, and that nothing on the drive is touched.
fn refused(drive: &Drive, arguments: &[&str], parts: &[&str]) {
    let before = names(drive.path());
    let run = say(drive, arguments);
    assert_refused(&run);
    for part in parts {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert_eq!(names(drive.path()), before, "{arguments:?}");
}

fn missing(drive: &Drive, arguments: &[&str]) -> serde_json::Value {
    let found = packs(drive.path(), &[&["oak"], arguments, &HTML].concat());
    assert_eq!(found.len(), 1);
    found[0]["missing"].clone()
}

#[test]
fn programs_are_told_exactly_this() {
    let drive = with_visit();
    let run = say(&drive, &["oak", "--as", "html", "--format", "json"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let expected = json!({"packs": [{
        "school": "Oakfield", "visit": "2026-12-08", "for": "internal",
        "path": "Jane Morris/Oakfield/records/2026-12-08 visit pack.html",
        "missing": ["pro-forma-returned", "checks-done"],
    }]});
    assert_eq!(run.json(), expected);
    let keys: Vec<_> = run.json()["packs"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["school", "visit", "for", "path", "missing"]);
    assert!(read(&drive, "records/2026-12-08 visit pack.html").starts_with(b"<!DOCTYPE html>"));
}

#[test]
fn people_are_told_where_it_is_and_what_is_missing() {
    let drive = with_visit();
    let run = say(&drive, &["oak", "--as", "html"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("Oakfield Primary School: visit on Tuesday 8 December 2026\n"), "{}", run.out);
    assert!(
        run.out.contains("missing: The pro forma has not come back") && run.out.contains("checks before the visit"),
        "{}",
        run.out
    );
    let wrote = run.out.lines().find_map(|line| line.trim().strip_prefix("wrote ")).unwrap();
    assert!(fs::read(wrote).unwrap() == read(&drive, "records/2026-12-08 visit pack.html"), "{wrote}");
}

#[test]
fn what_is_missing_is_known_by_its_steps() {
    let sent = |more: &str| {
        with_visit()
            .school_file("records/2026-12-08 pro forma.yaml", format!("kind: pro-forma\nvisit: 2026-12-08\n{more}"))
    };
    let visit = |more: &str, drive: Drive| drive.school_file("records/2026-12-08 visit.yaml", format!("{VISIT}{more}"));
    let done = "checks: {done: 2026-11-20, by: x}\n";
    let all = json!(["pro-forma-sent", "pro-forma-returned", "checks-done"]);
    let none = open().school_file("records/2026-12-08 visit.yaml", VISIT);
    assert_eq!(missing(&none, &[]), all, "no pro forma");
    assert_eq!(missing(&sent("sent: 2026-11-20\n"), &[]), json!(["pro-forma-returned", "checks-done"]), "sent");
    assert_eq!(missing(&sent("sent: 2026-11-20\nreturned: 2026-11-23\n"), &[]), json!(["checks-done"]), "returned");
    assert_eq!(
        missing(&sent("sent: 2026-11-20\nreturned: 2026-11-24\n"), &[]),
        json!(["pro-forma-returned", "checks-done"]),
        "returned tomorrow is not returned"
    );
    assert_eq!(missing(&visit(done, sent("sent: 2026-11-20\nreturned: 2026-11-23\n")), &[]), json!([]), "everything");
    assert_eq!(missing(&visit(done, sent("sent: 2026-11-20\n")), &[]), json!(["pro-forma-returned"]), "checked");
    let unread = with_visit().school_file("records/2026-12-08 pro forma.yaml", "kind: pro-forma\nvisit: [");
    assert_eq!(missing(&unread, &[]), all, "a pro forma that cannot be read has not been seen to be sent");
    assert_eq!(missing(&visit("", none), &["--for", "school"]), all, "what is missing is told whoever it is for");
    let cancelled = with_visit().school_file("records/2026-12-08 visit.yaml", VISIT.replace("planned", "cancelled"));
    assert_eq!(missing(&cancelled, &["--visit", "2026-12-08"]), json!([]), "nothing falls due of a cancelled visit");
    let closed = with_visit().school_file("school.yaml", SCHOOL);
    assert_eq!(missing(&closed, &[]), json!([]), "nothing falls due at a closed school");
}

#[test]
fn a_pack_lies_with_the_records_and_is_no_problem_there() {
    let drive = with_visit();
    let before = drive.problems();
    let printed = |arguments: &[&str]| {
        packs(drive.path(), &[&["oak"], arguments, &HTML].concat())[0]["path"].as_str().unwrap().to_owned()
    };
    assert_eq!(printed(&[]), format!("{OAKFIELD}/records/2026-12-08 visit pack.html"));
    assert_eq!(printed(&["--for", "school"]), format!("{OAKFIELD}/records/2026-12-08 visit pack for the school.html"));
    let school = read(&drive, "records/2026-12-08 visit pack for the school.html");
    assert_ne!(school, read(&drive, "records/2026-12-08 visit pack.html"));
    assert_eq!(drive.problems(), before);
    printed(&["--for", "school"]);
    assert_eq!(read(&drive, "records/2026-12-08 visit pack for the school.html"), school, "an older one gives way");
}

#[test]
fn a_pack_can_go_elsewhere() {
    let drive = with_visit();
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    packs(drive.path(), &["oak", "--as", "html", "--out", &out("new/folder")]);
    packs(drive.path(), &["oak", "--as", "html", "--out", &out("a name.HTML")]);
    packs(drive.path(), &["oak", "--as", "html", "--out", &out("other.pdf"), "--for", "school"]);
    let expected = ["a name.HTML", "new", "new/folder", "new/folder/2026-12-08 Oakfield visit pack.html", "other.html"];
    assert_eq!(names(folder.path()), expected);
    assert!(!names(drive.path()).iter().any(|name| name.contains("pack")));
    let inside = packs(drive.path(), &["oak", "--as", "html", "--out", "printed"]);
    assert_eq!(inside[0]["path"], "printed/2026-12-08 Oakfield visit pack.html");
    let outside = packs(drive.path(), &["oak", "--as", "html", "--out", &out("x.html")]);
    let path = outside[0]["path"].as_str().unwrap();
    assert!(fs::exists(path).unwrap() && !path.contains('\\'), "{path}");
}

#[cfg(feature = "pdf")]
#[test]
fn both_forms_are_one_pack() {
    let drive = with_visit();
    let found = packs(drive.path(), &["oak", "--as", "html,pdf,html"]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["path"], format!("{OAKFIELD}/records/2026-12-08 visit pack.pdf"));
    assert!(read(&drive, "records/2026-12-08 visit pack.pdf").starts_with(b"%PDF-"));
    assert!(read(&drive, "records/2026-12-08 visit pack.html").starts_with(b"<!DOCTYPE"));
}

fn drive_of_schools(schools: &[(&str, &str)]) -> Drive {
    let mut drive = with_visit();
    for (place, (folder, urn)) in schools.iter().enumerate() {
        let school = SCHOOL
            .replace("closed: 2025-08-31\n", "")
            .replace("100321", urn)
            .replace("Oakfield", &format!("Number {place}"));
        drive = drive
            .file(&format!("{folder}/school.yaml"), school)
            .file(&format!("{folder}/records/2026-12-08 visit.yaml"), VISIT);
    }
    drive
}

fn written(drive: &Drive, arguments: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let found = packs(drive.path(), &[arguments, &["--as", "html", "--out", folder.path().to_str().unwrap()]].concat());
    let files = names(folder.path());
    assert_eq!(files.len(), found.len(), "every pack has a file of its own: {files:?}");
    for pack in &found {
        assert!(fs::exists(pack["path"].as_str().unwrap()).unwrap());
    }
    files
}

#[test]
fn packs_of_one_name_do_not_overwrite_each_other() {
    let twice = drive_of_schools(&[("Sam Rahman/Oakfield", "100322")]);
    assert_eq!(written(&twice, &["--all"]).len(), 2);
    // Nor do schools whose names differ only in characters that a file's name cannot hold, in upper and lower case, or in their last characters.
    let alike = drive_of_schools(&[
        ("Jane Morris/St. Mary's", "100322"),
        ("Jane Morris/St Mary's", "100323"),
        ("Sam Rahman/OAKFIELD", "100324"),
    ]);
    let files = written(&alike, &["--all"]);
    let lower: std::collections::HashSet<_> = files.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!((files.len(), lower.len()), (4, 4), "{files:?}");
    let long = "The Blessed Sacrament Roman Catholic Voluntary Aided Primary School of";
    let long = drive_of_schools(&[
        (&format!("Jane Morris/{long} Northmere"), "100322"),
        (&format!("Jane Morris/{long} Southmere"), "100323"),
        (&format!("Sam Rahman/{long} Northmere"), "100324"),
    ]);
    assert_eq!(written(&long, &["--all"]).len(), 4);
}

#[test]
fn one_after_the_other_packs_of_one_name_do_not_overwrite_each_other() {
    let drive = drive_of_schools(&[("Sam Rahman/Oakfield", "100322")]);
    let folder = tempfile::tempdir().unwrap();
    for urn in ["100321", "100322"] {
        packs(drive.path(), &[urn, "--as", "html", "--out", folder.path().to_str().unwrap()]);
    }
    assert_eq!(names(folder.path()).len(), 2, "{:?}", names(folder.path()));
}

/// The name of the school must not push out the words that tell the copies apart.
#[test]
fn the_copies_of_a_school_with_a_long_name_are_two_files() {
    let long = "The Blessed Sacrament Roman Catholic Voluntary Aided Primary School";
    let drive = drive_of_schools(&[(&format!("Jane Morris/{long}"), "100322")]);
    let folder = tempfile::tempdir().unwrap();
    for audience in ["internal", "school"] {
        packs(drive.path(), &["100322", "--as", "html", "--for", audience, "--out", folder.path().to_str().unwrap()]);
    }
    let files = names(folder.path());
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(
        files.iter().any(|name| name.ends_with("visit pack.html"))
            && files.iter().any(|name| name.ends_with("visit pack for the school.html")),
        "{files:?}"
    );
}

#[test]
fn all_are_those_of_every_coming_visit() {
    let drive = drive_of_schools(&[("Sam Rahman/Elm", "100322")])
        .school_file("records/2026-11-23 visit.yaml", VISIT.replace("12-08", "11-23"))
        .school_file("records/2026-11-20 visit.yaml", VISIT.replace("2026-12-08", "2026-11-20"))
        .school_file(
            "records/2026-12-10 visit.yaml",
            VISIT.replace("2026-12-08", "2026-12-10").replace("planned", "cancelled"),
        )
        .school_file("records/2027-02-09 visit.yaml", VISIT.replace("2026-12-08", "2027-02-09"));
    let found = |arguments: &[&str]| -> Vec<String> {
        let found = packs(drive.path(), &[&["--all"], arguments, &HTML].concat());
        found
            .iter()
            .map(|pack| format!("{} {}", pack["school"].as_str().unwrap(), pack["visit"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(found(&[]), ["Oakfield 2026-11-23", "Oakfield 2026-12-08", "Oakfield 2027-02-09", "Elm 2026-12-08"]);
    assert_eq!(found(&["--term", " autumn 2026 "]), ["Oakfield 2026-11-23", "Oakfield 2026-12-08", "Elm 2026-12-08"]);
    assert_eq!(found(&["--term", "Spring 2027"]), ["Oakfield 2027-02-09"]);
    assert_eq!(found(&["--term", "Autumn 2025"]), Vec::<String>::new());
    assert_eq!(found(&["Sam Rahman"]), ["Elm 2026-12-08"]);
    assert_eq!(found(&["Sam Rahman/Elm", "--term", "Autumn 2026"]), ["Elm 2026-12-08"]);
    let run = say(&drive, &["--all", "--term", "Autumn 2025"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("There is no coming visit"), "{}", run.out);
    let run = say(&drive, &["--all", "--term", "Autumn 2026", "--as", "html"]);
    assert!(run.status == 0 && run.err.is_empty() && run.out.ends_with("3 packs printed\n"), "{run:?}");
    refused(
        &drive,
        &["--all", "--term", "Autumn 2027"],
        &["Autumn 2027", "Autumn 2025, Spring 2026, Summer 2026, Autumn 2026, Spring 2027, Summer 2027"],
    );
    refused(&drive, &["--all", "Nobody"], &["Nobody"]);
}

#[test]
fn a_command_that_is_not_clear_is_refused() {
    let drive = drive_of_schools(&[("Sam Rahman/Oakham", "100322")]);
    refused(&drive, &["oak"], &["Oakfield", "Oakham"]);
    refused(&drive, &["elm"], &["elm"]);
    refused(&drive, &["oakfield", "--visit", "2026-12-09"], &["2026-12-09", "2026-12-08"]);
    refused(&drive, &["oakfield", "--visit", "8/12/2026"], &["--visit"]);
    refused(&drive, &["oakfield", "--term", "Autumn 2026"], &["--all"]);
    refused(&drive, &["oakfield", "--as", "docx"], &["docx"]);
    refused(&drive, &["oakfield", "--for", "everyone"], &["everyone"]);
    refused(&drive, &[], &["SCHOOL"]);
}

#[test]
fn strict_prints_nothing_where_something_is_missing() {
    let drive = with_visit();
    refused(&drive, &["oak", "--strict", "--as", "html"], &["was not printed", "has not come back", "--strict"]);
    refused(
        &drive,
        &["oak", "--strict", "--as", "html", "--for", "school", "--format", "json"],
        &["checks before the visit"],
    );
    let whole = with_visit().school_file("records/2026-12-08 pro forma.yaml", pro_forma(&[], NONE)).school_file(
        "records/2026-12-08 visit.yaml",
        format!("{VISIT}agreed: 2026-09-14\nchecks: {{done: 2026-11-20, by: x}}\n"),
    );
    assert_eq!(whole.problems(), Vec::<String>::new());
    let run = say(&whole, &["oak", "--strict", "--as", "html"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(!run.out.contains("missing:"), "{}", run.out);
}

/// The command says what was written, also where other packs were refused.
#[test]
fn of_all_what_was_written_is_said_and_what_was_not() {
    let drive = with_visit()
        .school_file("records/2026-12-08 pro forma.yaml", pro_forma(&[], NONE))
        .school_file(
            "records/2026-12-08 visit.yaml",
            format!("{VISIT}agreed: 2026-09-14\nchecks: {{done: 2026-11-20, by: x}}\n"),
        )
        .school_file("records/2027-02-09 visit.yaml", VISIT.replace("2026-12-08", "2027-02-09"))
        .file(
            "Sam Rahman/Elm/school.yaml",
            SCHOOL.replace("closed: 2025-08-31\n", "").replace("100321", "100322").replace("Oakfield", "Elm"),
        )
        .file("Sam Rahman/Elm/records/2026-12-08 visit.yaml", VISIT);
    let run = say(&drive, &["--all", "--strict", "--as", "html"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("2027-02-09") && run.err.contains("2026-12-08"), "{}", run.err);
    let written: Vec<_> = names(drive.path()).into_iter().filter(|name| name.ends_with(".html")).collect();
    let said: Vec<_> = run.out.lines().filter(|line| line.contains("wrote ")).collect();
    assert_eq!(written, [format!("{OAKFIELD}/records/2026-12-08 visit pack.html")]);
    assert_eq!(said.len(), written.len(), "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "one line says why and what to do: {}", run.err);
}

#[test]
fn what_is_in_the_way_is_left_and_said() {
    let drive = with_visit().school_file("records/2026-12-08 visit pack.html/keep.txt", "kept").file("a file", "kept");
    refused(&drive, &["oak", "--as", "html"], &["2026-12-08 visit pack.html", "--out"]);
    refused(&drive, &["oak", "--as", "html", "--out", "a file"], &["a file"]);
    refused(&drive, &["oak", "--as", "html", "--out", "a file/x.html"], &["a file"]);
    assert_eq!(read(&drive, "records/2026-12-08 visit pack.html/keep.txt"), b"kept");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_in_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let drive = with_visit();
    let records = drive.path().join(OAKFIELD).join("records");
    let rights = |mode: u32| fs::set_permissions(&records, fs::Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    // The superuser may write anywhere.
    if fs::write(records.join("probe"), "").is_err() {
        refused(&drive, &["oak", "--as", "html"], &["could not be written", "--out"]);
    }
    rights(0o755);
}

/// A limit on the size of files stands for a full disk: a write breaks off in the middle.
#[cfg(unix)]
#[test]
fn a_write_that_ends_in_the_middle_leaves_nothing() {
    let drive = with_visit();
    packs(drive.path(), &["oak", "--as", "html"]);
    let older = read(&drive, "records/2026-12-08 visit pack.html");
    let before = names(drive.path());
    let script = "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"";
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_spoc"),
            "pack",
            "oak",
            "--as",
            "html",
            "--today",
            crate::harness::TODAY,
        ])
        .current_dir(drive.path())
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("could not be written") && err.lines().count() == 1, "{err}");
    assert_eq!(names(drive.path()), before);
    assert_eq!(read(&drive, "records/2026-12-08 visit pack.html"), older);
}

#[test]
fn packs_are_the_same_bytes_whenever_and_however_many_are_made() {
    let drive = crate::harness::project().join("fixtures/northmere");
    let once = |arguments: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        packs(&drive, &[arguments, &["--as", "html", "--out", folder.path().to_str().unwrap()]].concat());
        let files = names(folder.path());
        files.iter().map(|name| (name.clone(), fs::read(folder.path().join(name)).unwrap())).collect::<Vec<_>>()
    };
    let all = once(&["--all"]);
    assert!(all.len() > 20);
    assert_eq!(once(&["--all"]), all);
    let one = once(&["oakfield", "--visit", "2026-11-24"]).remove(0);
    assert!(all.contains(&one));
}

#[test]
fn the_records_are_not_touched() {
    let drive = with_visit();
    let before: Vec<_> = names(drive.path());
    spoc(drive.path(), &["pack", "oak", "--as", "html"]);
    let after: Vec<_> = names(drive.path()).into_iter().filter(|name| !name.ends_with("visit pack.html")).collect();
    assert_eq!(after, before);
    assert_eq!(read(&drive, "records/2026-12-08 visit.yaml"), VISIT.as_bytes());
}
