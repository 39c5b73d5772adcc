//! What the folders and names of a drive mean, and what is counted as what.

use std::fs;

use crate::harness::{
    Drive, LETTER, OAKFIELD, POLICY, SCHOOL, VISIT, assert_refused, count, counted, in_school, whole,
};

#[cfg(unix)]
#[test]
fn names_are_matched_without_regard_to_case() {
    let drive = Drive::empty()
        .file("Policy.TOML", POLICY)
        .file("TEMPLATES/visit.yaml", "nonsense")
        .file("Jane Morris/Templates/visit.yaml", "nonsense")
        .file("Jane Morris/Oakfield/School.YAML", SCHOOL)
        .file("Jane Morris/Oakfield/RECORDS/2026-12-01 visit.YAML", VISIT)
        .file("Jane Morris/Oakfield/Emails/RE.MSG", "")
        .file("Jane Morris/Oakfield/Emails/2026-11-10 a.MD", LETTER)
        .file("Jane Morris/Oakfield/CorrespondencE/2026-11-10 a.Md", LETTER)
        .file("Jane Morris/Oakfield/CorrespondencE/THUMBS.DB", "")
        .file("Jane Morris/Oakfield/CorrespondencE/~$A.DOCX", "");
    let run = drive.validate();
    assert_eq!(run.problems(), Vec::<String>::new());
    assert_eq!(counted(&run), (5, 0));
    assert_eq!((count(&run, "managers"), count(&run, "schools")), (1, 1));
}

// What counts as what

#[test]
fn files_are_counted_as_what_they_are() {
    let drive = Drive::with_school()
        .file("templates/a.yaml", "x")
        .file("readme.txt", "")
        .file("Jane Morris/notes.pdf", "")
        .file(".git/a.yaml", "x")
        .school_file("records/2026-12-01 visit.yaml", VISIT)
        .school_file("records/2026-12-02 visit.yml", "broken: [")
        .school_file("records/2026-12-01 visit (1).yaml", VISIT)
        .school_file("records/letter.yaml", "kind: letter\n")
        .school_file("records/plan.docx", "")
        .school_file("records/a.eml", "")
        .school_file("records/a.yaml~", "")
        .school_file("records/.a.yaml.swp", "")
        .school_file("records/~$plan.docx", "")
        .school_file("records/4913", "")
        .school_file("emails/a.eml", "")
        .school_file("emails/b.msg", "")
        .school_file("emails/b.pdf", "")
        .school_file("correspondence/2026-11-10 a.md", LETTER)
        .school_file("correspondence/b.eml", "")
        .school_file("correspondence/desktop.ini", "")
        .school_file("old/a.yaml", "x")
        .school_file("notes.md", "no record")
        .school_file("notes.txt", "");
    let run = drive.validate();
    // Records: school.yaml, two visits, a misplaced letter; two e-mails; a letter.
    // Documents: the root's and the manager's file, the copy, plan.docx, two e-mails out of place, b.pdf, the stray record, two notes.
    assert_eq!(counted(&run), (7, 10));
    let codes = ["stray-record", "sync-copy", "yaml-syntax", "misplaced"];
    let mut found = run.codes();
    found.sort();
    let mut expected = codes.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn folders_inside_the_three_count_as_these() {
    let deep = "records/2026-27/autumn/a/b/c/d/e/f";
    let drive = Drive::with_school()
        .school_file(&format!("{deep}/2026-12-01 visit.yaml"), VISIT)
        .school_file("records/emails/2026-12-02 visit.yaml", "kind: visit\n")
        .school_file("emails/_old/2026-11-10 a.md", LETTER)
        .school_file("correspondence/templates/2026-11-10 a.md", LETTER)
        .school_file("correspondence/.git/2026-11-10 a.md", "none");
    let run = drive.validate();
    let missing = format!("{}:1:1 missing-field \"\"", in_school("records/emails/2026-12-02 visit.yaml"));
    assert_eq!(run.problems(), vec![missing; 2]);
    assert_eq!(counted(&run), (5, 0));
}

#[test]
fn folders_with_an_underscore_are_no_managers_and_no_schools() {
    let drive = Drive::with_school()
        .file("_Archive/Oakfield/school.yaml", "x")
        .file("_Archive/Oakfield/records/2026-12-01 visit.yaml", "x")
        .file("Jane Morris/_Old/records/2026-12-01 visit.md", LETTER)
        .file("Jane Morris/_Old/records/minutes.md", "Minutes\n");
    let run = drive.validate();
    let expected = [
        "Jane Morris/_Old/records/2026-12-01 visit.md:-:- stray-record -",
        "_Archive/Oakfield/records/2026-12-01 visit.yaml:-:- stray-record -",
        "_Archive/Oakfield/school.yaml:-:- stray-record -",
    ];
    assert_eq!(run.problems(), expected);
    assert_eq!((count(&run, "managers"), count(&run, "schools")), (1, 1));
    assert_eq!(counted(&run), (1, 4));
}

#[test]
fn strays_are_found_wherever_they_stand() {
    let drive = Drive::with_school()
        .file("a.yaml", "x")
        .file("b.md", LETTER)
        .file("c.md", "no record")
        .file("Jane Morris/a.YML", "x")
        .school_file("school.yml", "x")
        .school_file("record/2026-12-01 visit.yaml", VISIT);
    let places = [
        "Jane Morris/Oakfield/record/2026-12-01 visit.yaml",
        "Jane Morris/Oakfield/school.yml",
        "Jane Morris/a.YML",
        "a.yaml",
        "b.md",
    ];
    assert_eq!(drive.problems(), places.map(|path| format!("{path}:-:- stray-record -")));
}

#[test]
fn a_copy_is_known_by_its_own_name_not_its_folders() {
    let drive = Drive::with_school()
        .school_file("old (1).yaml/2026-12-01 visit.yaml", VISIT)
        .school_file("Jane's conflicted copy of it/2026-12-01 visit.yaml", VISIT)
        .school_file("records/Jane's conflicted copy/2026-12-01 visit.yaml", VISIT)
        .school_file("school (1).yaml", SCHOOL);
    let expected = [
        whole("Jane's conflicted copy of it/2026-12-01 visit.yaml", "stray-record"),
        whole("old (1).yaml/2026-12-01 visit.yaml", "stray-record"),
        whole("school (1).yaml", "sync-copy"),
    ];
    assert_eq!(drive.problems(), expected);
}

#[test]
fn a_file_in_the_place_of_a_folder_is_no_folder() {
    let drive = Drive::with_school();
    fs::remove_dir(drive.path().join(in_school("emails"))).unwrap();
    fs::remove_file(drive.path().join(in_school("school.yaml"))).unwrap();
    let drive = drive.school_file("emails", "").school_file("school.yaml/a.pdf", "");
    let expected = ["missing-folder", "no-school-file"].map(|code| format!("{OAKFIELD}:-:- {code} -"));
    assert_eq!(drive.problems(), expected);
}

#[test]
fn front_matter_is_needed_in_each_folder() {
    let drive = Drive::with_school()
        .school_file("records/a.md", "text")
        .school_file("emails/2026/a.md", "text")
        .school_file("correspondence/a.MD", "---\nkind: letter\n");
    let places = ["correspondence/a.MD", "emails/2026/a.md", "records/a.md"];
    assert_eq!(drive.problems(), places.map(|path| whole(path, "no-front-matter")));
}

// The policy

#[test]
fn a_broken_policy_does_not_stop_the_records() {
    for (policy, code) in
        [("[deadlines\n", "yaml-syntax"), ("a = \"\u{7}", "yaml-syntax"), ("autority = 1\n", "unknown-field")]
    {
        let drive = Drive::with_school().file("policy.toml", policy).school_file("records/a.yaml", "");
        let problems = drive.problems();
        assert!(problems.contains(&whole("records/a.yaml", "yaml-syntax")), "{policy}: {problems:?}");
        let of_policy = |line: &&String| line.starts_with("policy.toml:") && line.contains(code);
        assert!(problems.iter().any(|line| of_policy(&line)), "{policy}: {problems:?}");
    }
}

#[test]
fn a_policy_in_another_encoding_is_read() {
    let policy = POLICY.replace("Northmere", "Ørestad");
    let utf_16: Vec<u8> = [0xFEFF].into_iter().chain(policy.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let windows: Vec<u8> = policy.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [utf_16, windows] {
        let drive = Drive::with_school().file("policy.toml", bytes);
        assert_eq!(drive.problems(), ["policy.toml:-:- not-utf8 -"]);
    }
}

#[test]
fn a_folder_is_no_policy() {
    let drive = Drive::empty().file("policy.toml/a.txt", "").file("Jane Morris/Oakfield/school.yaml", SCHOOL);
    assert_refused(&drive.validate());
}
