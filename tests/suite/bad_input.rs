//! Drives as they should not be: what cannot be read, what is far too large or deep, names that no one should give, and
//! command lines that make no sense. Each is reported for what it is, and never stops the rest.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::{Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, spoc_in, spoc_with, validate};

const VISIT: &str = "kind: visit\ndate: 2026-12-01\nstatus: planned\n";
const LETTER: &str = "---\ndate: 2026-11-10\nfrom: A\nto: B\nsubject: C\n---\nText\n";

fn in_school(path: &str) -> String {
    format!("{OAKFIELD}/{path}")
}

/// A problem of a whole file of the school.
fn whole(path: &str, code: &str) -> String {
    format!("{OAKFIELD}/{path}:-:- {code} -")
}

fn count(run: &Run, name: &str) -> u64 {
    run.json()["counts"][name].as_u64().unwrap()
}

/// Records and documents that were counted.
fn counted(run: &Run) -> (u64, u64) {
    assert_eq!(count(run, "files"), count(run, "records") + count(run, "documents"));
    (count(run, "records"), count(run, "documents"))
}

/// The codes of the one file's problems, and that the visit beside it is still read.
fn codes_beside_a_visit(drive: Drive) -> Vec<String> {
    let run = drive.school_file("records/2027-02-02 vist.yaml", "kind: visit\n").validate();
    let (beside, codes): (Vec<_>, Vec<_>) = run.problems().into_iter().partition(|line| line.contains("vist.yaml"));
    assert_eq!(beside.len(), 2, "{run:?}");
    codes.iter().map(|line| line.split(' ').rev().nth(1).unwrap().to_owned()).collect()
}

fn codes_of_record(content: impl AsRef<[u8]>) -> Vec<String> {
    codes_beside_a_visit(Drive::with_school().school_file("records/2026-12-01 visit.yaml", content))
}

/// The command could not do its work: nothing on standard output, one line on standard error.
fn assert_refused(run: &Run) {
    assert_eq!(run.status, 2, "{run:?}");
    assert_eq!(run.out, "", "{run:?}");
    assert_eq!(run.err.trim_end().lines().count(), 1, "{run:?}");
    assert!(!run.err.contains('\u{1b}'), "{run:?}");
}

// What cannot be read

#[cfg(unix)]
fn forbid(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads all the same.
    fs::File::open(path).is_err()
}

#[cfg(unix)]
fn allow(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

// Wine knows no permissions; as root they do not hold.
#[cfg(unix)]
#[test]
fn a_file_without_permission_is_unreadable_and_counted() {
    let path = "records/2026-12-01 visit.yaml";
    let drive = Drive::with_school().school_file(path, VISIT);
    if forbid(&drive.path().join(in_school(path))) {
        let run = drive.validate();
        assert_eq!(run.problems(), [whole(path, "unreadable")]);
        assert_eq!(counted(&run), (2, 0));
    }
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_unreadable() {
    for folder in ["records/2026-27", "emails", "Old", ".", "../../_Archive"] {
        let drive = Drive::with_school()
            .file("_Archive/a.pdf", "")
            .school_file("records/2026-27/2026-12-01 visit.yaml", VISIT)
            .school_file("Old/a.pdf", "");
        let path = drive.path().join(OAKFIELD).join(folder).canonicalize().unwrap();
        if forbid(&path) {
            let relative = path.strip_prefix(drive.path().canonicalize().unwrap()).unwrap();
            assert_eq!(drive.problems(), [format!("{}:-:- unreadable -", relative.display())]);
        }
        allow(&path);
    }
}

#[cfg(unix)]
#[test]
fn a_drive_without_permission_is_refused() {
    let drive = Drive::with_school();
    if forbid(drive.path()) {
        assert_refused(&drive.validate());
    }
    allow(drive.path());
}

// A link needs rights on Windows that a test has not.
#[cfg(unix)]
#[test]
fn links_are_not_followed_and_not_counted() {
    use std::os::unix::fs::symlink;
    let outside = Drive::with_school().school_file("records/2026-12-01 visit.yaml", "nonsense");
    let drive = Drive::with_school().school_file("Plans/a.pdf", "");
    let link = |to: &Path, path: &str| symlink(to, drive.path().join(path)).unwrap();
    link(Path::new("nowhere"), &in_school("records/2026-12-01 dangling.yaml"));
    link(Path::new("2026-12-02 loop.yaml"), &in_school("records/2026-12-02 loop.yaml"));
    link(Path::new(".."), &in_school("records/loop"));
    link(&outside.path().join(in_school("records")), &in_school("records/outside"));
    link(&outside.path().join(in_school("school.yaml")), &in_school("emails/2026-11-10 a.md"));
    link(outside.path(), "Jane Morris/School");
    link(outside.path(), "Manager");
    link(outside.path(), &in_school("Plans/all.pdf"));
    link(outside.path(), &in_school("records/.hidden"));
    let run = drive.validate();
    let mut expected: Vec<_> = [
        "emails/2026-11-10 a.md",
        "Plans/all.pdf",
        "records/2026-12-01 dangling.yaml",
        "records/2026-12-02 loop.yaml",
        "records/loop",
        "records/outside",
    ]
    .map(|path| whole(path, "unreadable"))
    .into();
    expected.extend(["Jane Morris/School", "Manager"].map(|path| format!("{path}:-:- unreadable -")));
    expected.sort();
    assert_eq!(run.problems(), expected);
    assert_eq!(counted(&run), (1, 1));
    assert_eq!((count(&run, "managers"), count(&run, "schools")), (1, 1));
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_three_folders_is_one_problem() {
    let drive = Drive::with_school();
    let emails = drive.path().join(in_school("emails"));
    fs::remove_dir(&emails).unwrap();
    std::os::unix::fs::symlink("records", &emails).unwrap();
    assert_eq!(drive.problems(), [whole("emails", "unreadable")]);
}

#[cfg(unix)]
fn make_pipe(drive: &Drive, path: &str) {
    let made = Command::new("mkfifo").arg(drive.path().join(in_school(path))).status().unwrap();
    assert!(made.success());
}

// Windows has no pipes with a place in a folder.
#[cfg(unix)]
#[test]
fn a_pipe_is_never_waited_for() {
    let drive = Drive::with_school();
    let pipes = [
        "correspondence/2026-11-10 a.md",
        "correspondence/scan.pdf",
        "emails/a.eml",
        "notes.md",
        "records/2026-12-01 visit.yaml",
        "visit.yaml",
    ];
    for path in pipes {
        make_pipe(&drive, path);
    }
    assert_eq!(drive.problems(), pipes.map(|path| whole(path, "unreadable")));
    let report = spoc_in(drive.path(), &["validate", "--today", TODAY]);
    assert_eq!(report.out.matches("error[unreadable]").count(), pipes.len(), "{report:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_for_a_school_file_or_a_policy_is_never_waited_for() {
    let drive = Drive::with_school();
    fs::remove_file(drive.path().join(in_school("school.yaml"))).unwrap();
    make_pipe(&drive, "school.yaml");
    assert_eq!(drive.problems(), [whole("school.yaml", "unreadable")]);
    fs::remove_file(drive.path().join("policy.toml")).unwrap();
    make_pipe(&drive, "../../policy.toml");
    assert_refused(&drive.validate());
}

// What is too large, too deep, or no text

fn make_large(drive: &Drive, path: &str, bytes: u64) {
    let file = fs::File::create(drive.path().join(in_school(path))).unwrap();
    file.set_len(bytes).unwrap();
}

#[test]
fn a_large_file_is_not_taken_in() {
    let drive = Drive::with_school();
    make_large(&drive, "records/2026-12-01 visit.yaml", 200_000_000);
    make_large(&drive, "correspondence/2026-11-10 letter.md", 200_000_000);
    make_large(&drive, "correspondence/scan.pdf", 200_000_000);
    make_large(&drive, "emails/a.msg", 200_000_000);
    make_large(&drive, "notes.md", 200_000_000);
    let run = drive.validate();
    let large = ["correspondence/2026-11-10 letter.md", "records/2026-12-01 visit.yaml"];
    assert_eq!(run.problems(), large.map(|path| whole(path, "yaml-syntax")));
    assert_eq!(counted(&run), (4, 2));
}

#[test]
fn ten_million_bytes_are_not_too_many() {
    let padded = |bytes: usize| {
        let comment = "# nothing\n".repeat((bytes - VISIT.len()) / 10);
        let rest = "#".repeat(bytes - VISIT.len() - comment.len());
        format!("{VISIT}{comment}{rest}")
    };
    assert_eq!(padded(10_000_000).len(), 10_000_000);
    assert_eq!(codes_of_record(padded(10_000_000)), Vec::<String>::new());
    assert_eq!(codes_of_record(padded(10_000_001)), ["yaml-syntax"]);
}

#[test]
fn an_empty_file_is_no_record() {
    let drive = Drive::with_school()
        .school_file("records/2026-12-01 visit.yaml", "")
        .school_file("records/2026-12-02 visit.md", "")
        .school_file("emails/a.eml", "")
        .school_file("correspondence/scan.pdf", "");
    let expected = [
        whole("records/2026-12-01 visit.yaml", "yaml-syntax"),
        whole("records/2026-12-02 visit.md", "no-front-matter"),
    ];
    assert_eq!(drive.problems(), expected);
}

#[test]
fn what_is_no_text_is_no_record() {
    let every_byte: Vec<u8> = (0..=255).collect();
    let files: [&[u8]; 8] = [
        &every_byte,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xFF\xD8\xFF\xE0\0\x10JFIF",
        b"PK\x03\x04\x14\0\x06\0\x08\0",
        b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0",
        &[0; 4096],
        b"kind: visit\ndate: \0\n",
    ];
    for bytes in files {
        let codes = codes_of_record(bytes);
        assert!(codes.contains(&"yaml-syntax".to_owned()), "{bytes:?}: {codes:?}");
        assert!(codes.iter().all(|code| code == "yaml-syntax" || code == "not-utf8"), "{bytes:?}: {codes:?}");
    }
}

#[test]
fn halves_of_utf_16_are_no_text() {
    // A lone surrogate, and an odd byte at the end.
    for tail in [&b"\x00\xD8"[..], b"x"] {
        let text = format!("{VISIT}note: a");
        let mut bytes = b"\xFF\xFE".to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend(tail);
        assert!(codes_of_record(&bytes).contains(&"not-utf8".to_owned()));
    }
}

/// A visit with lists inside one another: the root is the first level.
fn levels(levels: usize) -> String {
    format!("{VISIT}x_deep: {}{}\n", "[".repeat(levels - 1), "]".repeat(levels - 1))
}

#[test]
fn a_hundred_levels_are_not_too_many() {
    assert_eq!(codes_of_record(levels(100)), Vec::<String>::new());
    assert_eq!(codes_of_record(levels(101)), ["yaml-syntax"]);
    assert_eq!(codes_of_record(levels(10_000)), ["yaml-syntax"]);
}

#[test]
fn a_hundred_levels_of_blocks_are_not_too_many() {
    let blocks = |levels: usize| format!("{VISIT}x_deep:\n  {}a: 1\n", "- ".repeat(levels - 2));
    assert_eq!(codes_of_record(blocks(100)), Vec::<String>::new());
    for more in [101, 10_000, 100_000] {
        assert_eq!(codes_of_record(blocks(more)), ["yaml-syntax"], "{more}");
    }
    let mut indented = VISIT.to_owned();
    for level in 0..2_000 {
        indented += &format!("{}x_a:\n", " ".repeat(level));
    }
    assert_eq!(codes_of_record(indented), ["yaml-syntax"]);
}

#[test]
fn levels_count_with_aliases_expanded() {
    let nested = |levels: usize| format!("{VISIT}x_a: &a {}{}\nx_b: [[*a]]\n", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(codes_of_record(nested(97)), Vec::<String>::new());
    assert_eq!(codes_of_record(nested(98)), ["yaml-syntax"]);
}

#[test]
fn brackets_without_end_are_no_record() {
    for opened in ["[", "{", "{a: ", "[{a: ", "? ", "- ", "\"", "&a ", "!a ", "a: ", "# ", "\\", "|\n", "%"] {
        let text = format!("{VISIT}x_a: {}", opened.repeat(100_000));
        let codes = codes_of_record(text);
        assert!(
            codes == ["yaml-syntax"] || (opened == "# " || opened == "\\") && codes.is_empty(),
            "{opened}: {codes:?}"
        );
    }
}

#[test]
fn a_hundred_thousand_nodes_are_not_too_many() {
    // The root, three fields with their names, the name of the list and the list: nine nodes beside the entries.
    let nodes = |nodes: usize| format!("{VISIT}x_many: [{}]\n", vec!["1"; nodes - 9].join(","));
    assert_eq!(codes_of_record(nodes(100_000)), Vec::<String>::new());
    assert_eq!(codes_of_record(nodes(100_001)), ["yaml-syntax"]);
}

#[test]
fn a_billion_laughs_are_no_record() {
    let mut laughs = format!("{VISIT}x_a: &a [ha, ha]\n");
    for (name, of) in ('b'..='j').zip('a'..) {
        laughs += &format!("x_{name}: &{name} [{}]\n", vec![format!("*{of}"); 10].join(", "));
    }
    assert_eq!(codes_of_record(laughs), ["yaml-syntax"]);
    let long = format!("{VISIT}x_a: &a {}\nx_b: [{}]\n", "z".repeat(1_000_000), vec!["*a"; 10_000].join(","));
    assert_eq!(codes_of_record(long), ["yaml-syntax"]);
}

#[test]
fn a_policy_is_bounded_too() {
    let deep = ["[", "{a=", "[{a="].map(|open| format!("a = {}", open.repeat(50_000)));
    let dotted = [format!("{} = 1", vec!["a"; 50_000].join(".")), format!("[{}]", vec!["a"; 50_000].join("."))];
    for policy in deep.into_iter().chain(dotted) {
        let run = Drive::with_school().file("policy.toml", policy).validate();
        assert!(run.codes().iter().all(|code| code == "yaml-syntax" || code == "no-terms"), "{run:?}");
        assert!(run.codes().contains(&"yaml-syntax".to_owned()));
    }
}

// Names

#[cfg(unix)]
fn unix_name(bytes: &[u8]) -> &std::ffi::OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(bytes)
}

// Windows gives no such names.
#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_reported_and_read() {
    let drive = Drive::with_school();
    let records = drive.path().join(in_school("records"));
    if fs::write(records.join(unix_name(b"2026-12-01 vis\xFFt.yaml")), "kind: visit\n").is_err() {
        // Some file systems refuse it.
        return;
    }
    let run = drive.validate();
    assert_eq!(run.codes(), ["unportable-name", "missing-field", "missing-field"]);
    assert!(run.out.contains("2026-12-01 vis\u{FFFD}t.yaml"));
    spoc_in(drive.path(), &["validate", "--today", TODAY]);
}

#[cfg(unix)]
#[test]
fn names_and_values_do_not_steer_the_terminal() {
    let evil = "2026-12-01 \u{1b}[2J\u{1b}]0;owned\u{7}\r\n\u{9b}31m\u{8}visit.yaml";
    let drive = Drive::with_school()
        .school_file(
            &format!("records/{evil}"),
            "kind: visit\n\"\\e[31m\\u009b2J\": \"\\e[31m\"\nstatus: \"\\e[2J\\r\\b\"\n",
        )
        .school_file("records/2026-12-02 visit.yaml", "kind: visit\ndate: \u{1b}[31m\n")
        .file(&format!("{evil}/\u{1b}[2J/school.yaml"), "");
    let report = spoc_in(drive.path(), &["validate", "--today", TODAY]);
    assert_eq!(report.status, 1);
    let steering = |c: char| c.is_control() && c != '\n';
    assert!(!report.out.contains(steering) && !report.err.contains(steering), "{report:?}");
    assert!(!report.out.lines().any(|line| line.contains("\u{9b}") || line.trim() == "31mvisit.yaml"));
    drive.validate().json();
    assert_refused(&spoc_in(drive.path(), &["validate", "\u{1b}[31m\n\nno such file"]));
}

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
    // school.yaml, two visits, a misplaced letter; two e-mails; a letter.
    // The root's and the manager's file, the copy, plan.docx, two e-mails out of place, b.pdf, the stray, two notes.
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

// Which drive, and which part of it

fn spoc(folder: &Path, arguments: &[&str]) -> Run {
    let mut all = vec!["validate", "--today", TODAY, "--format", "json"];
    all.extend(arguments);
    spoc_in(folder, &all)
}

#[test]
fn a_command_that_cannot_work_says_so_in_one_line() {
    let (drive, nothing) = (Drive::with_school(), Drive::empty());
    let nowhere = nothing.path().join("nowhere");
    let (on, off) = (drive.path(), nothing.path());
    let (drive_path, nothing_path, nowhere) = (on.to_str().unwrap(), off.to_str().unwrap(), nowhere.to_str().unwrap());
    for (folder, arguments) in [
        (off, vec![]),
        (off, vec!["."]),
        (off, vec![nowhere]),
        (on, vec![nothing_path]),
        (on, vec!["nowhere"]),
        (on, vec!["jane"]),
        (on, vec!["policy.toml/a"]),
        (on, vec![""]),
        (on, vec!["--drive", nothing_path]),
        (on, vec!["--drive", nowhere]),
        (on, vec!["--drive", "Jane Morris"]),
        (on, vec!["--drive", "policy.toml"]),
        (on, vec!["--drive", ""]),
        (off, vec!["--drive", drive_path, nothing_path]),
        (off, vec!["--drive", drive_path, "nowhere"]),
        (on, vec!["--frmat", "json"]),
        (on, vec!["Jane Morris", "Oakfield"]),
        (on, vec!["--drive"]),
    ] {
        assert_refused(&spoc(folder, &arguments));
    }
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_in_one_line() {
    let drive = Drive::with_school();
    for arguments in [
        &["validate", "--today", "24/11/2026"][..],
        &["validate", "--today", "2026-11-31"],
        &["validate", "--today", "today"],
        &["validate", "--today", ""],
        &["validate", "--format", "xml"],
        &["validate", "--today", "2026-11-24", "--today", "2026-11-25"],
        &["valdate"],
        &["--no-such-option"],
    ] {
        assert_refused(&spoc_in(drive.path(), arguments));
    }
}

#[test]
fn help_is_no_failure() {
    for arguments in [&["--help"][..], &["validate", "--help"], &["--version"]] {
        let run = spoc_in(&std::env::temp_dir(), arguments);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        assert!(!run.out.is_empty() && !run.out.contains('\u{1b}'));
    }
}

#[test]
fn the_drive_is_named_by_option_path_folder_or_environment() {
    let (drive, nothing) = (Drive::with_school().file("a.yaml", ""), Drive::empty());
    let (other, wrong) = (Drive::with_school(), nothing.path().join("nowhere"));
    let path = drive.path().to_str().unwrap();
    let arguments = ["validate", "--today", TODAY, "--format", "json"];
    let with = |folder: &Path, more: &[&str], environment: &str| {
        let all: Vec<_> = arguments.iter().chain(more).copied().collect();
        spoc_with(folder, &all, &[("SPOC_DRIVE", environment)])
    };
    let (wrong, elsewhere) = (wrong.to_str().unwrap(), other.path().to_str().unwrap());
    for run in [
        with(nothing.path(), &[], path),
        with(nothing.path(), &[path], wrong),
        with(nothing.path(), &["a.yaml"], path),
        with(drive.path(), &[], wrong),
        with(&drive.path().join(OAKFIELD), &[], elsewhere),
        with(other.path(), &["--drive", path], elsewhere),
        with(other.path(), &["--drive", path, "a.yaml"], elsewhere),
        with(other.path(), &[path], elsewhere),
    ] {
        assert_eq!(run.problems(), ["a.yaml:-:- stray-record -"]);
    }
    assert_refused(&with(nothing.path(), &[], wrong));
    assert_refused(&with(nothing.path(), &[], nothing.path().to_str().unwrap()));
    assert_refused(&with(nothing.path(), &[], ""));
}

/// Two managers, three schools, a URN in two of them, and a problem in each.
fn two_managers() -> Drive {
    let mut drive = Drive::empty().file("policy.toml", POLICY).file("a.yaml", "");
    for (school, urn) in
        [("Jane Morris/Ash", "100001"), ("Jane Morris/Beech", "100002"), ("Tom Hughes/Cedar", "100001")]
    {
        drive = drive.file(&format!("{school}/school.yaml"), SCHOOL.replace("100321", urn));
        for folder in ["records", "emails", "correspondence"] {
            drive =
                drive.file(&format!("{school}/{folder}/a.pdf"), "").file(&format!("{school}/{folder}/sub/b.yaml"), "");
        }
    }
    drive
}

#[test]
fn a_path_narrows_problems_and_counts() {
    let drive = two_managers();
    for (path, problems, schools, counts) in [
        ("", 12, 3, (12, 10)),
        ("Jane Morris", 7, 2, (8, 6)),
        ("Jane Morris/Ash", 4, 1, (4, 3)),
        ("Jane Morris/Beech", 3, 1, (4, 3)),
        ("Jane Morris/Ash/records", 1, 1, (1, 1)),
        ("Jane Morris/Ash/records/sub", 1, 1, (1, 0)),
        ("Jane Morris/Ash/records/sub/b.yaml", 1, 1, (1, 0)),
        ("Jane Morris/Ash/records/a.pdf", 0, 1, (0, 1)),
        ("Tom Hughes/Cedar/school.yaml", 1, 1, (1, 0)),
        ("a.yaml", 1, 0, (0, 1)),
        ("policy.toml", 0, 0, (0, 0)),
    ] {
        let run = validate(&drive.path().join(path));
        assert_eq!(run.codes().len(), problems, "{path}: {:?}", run.problems());
        assert_eq!(run.status, i32::from(problems > 0), "{path}");
        assert_eq!((count(&run, "schools"), counted(&run)), (schools, counts), "{path}");
        let found = run.json()["problems"].as_array().unwrap().len() as u64;
        assert_eq!(count(&run, "errors") + count(&run, "warnings"), found);
    }
}

#[test]
fn a_urn_twice_is_seen_from_one_school() {
    let drive = two_managers();
    let run = validate(&drive.path().join("Tom Hughes/Cedar/school.yaml"));
    assert_eq!(run.problems(), ["Tom Hughes/Cedar/school.yaml:2:6 duplicate-urn /urn"]);
    assert_eq!(validate(&drive.path().join("Jane Morris/Beech")).codes(), ["yaml-syntax"; 3]);
}

#[test]
fn a_path_is_taken_from_the_current_folder_else_from_the_drive() {
    let drive = two_managers();
    let ash = drive.path().join("Jane Morris/Ash");
    let only = |run: Run, path: &str| assert_eq!(run.problems(), [format!("{path}:-:- yaml-syntax -")]);
    let records = "Jane Morris/Ash/records/sub/b.yaml";
    only(spoc(&ash, &["records"]), records);
    only(spoc(&ash, &["./records/../records/sub"]), records);
    only(spoc(&ash, &["Jane Morris/Ash/records"]), records);
    only(spoc(&ash, &["../Beech/emails"]), "Jane Morris/Beech/emails/sub/b.yaml");
    only(spoc(&ash.join("records"), &["Tom Hughes/Cedar/emails"]), "Tom Hughes/Cedar/emails/sub/b.yaml");
    only(spoc(&ash.join("records"), &["sub/b.yaml"]), records);
    assert_eq!(spoc(&ash, &["."]).codes().len(), 4);
    assert_eq!(spoc(&ash, &[]).codes().len(), 12);
    assert_eq!(spoc(&ash, &[".."]).codes().len(), 7);
    assert_refused(&spoc(&ash, &["../../.."]));
}

// What comes out

#[test]
fn status_is_0_for_nothing_and_1_for_a_warning() {
    assert_eq!(Drive::with_school().validate().status, 0);
    let warned = Drive::with_school().file("a.yaml", "").validate();
    assert_eq!((warned.status, warned.codes()), (1, vec!["stray-record".to_owned()]));
    assert_eq!(warned.err, "");
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let drive = Drive::with_school()
        .file("a.yaml", "")
        .school_file("records/2026-12-01 visit.yaml", "kind: visit\ndate: 2026-12-01\nstate: planned\n");
    let json = drive.validate().json();
    assert_eq!(keys(&json), ["today", "problems", "counts"]);
    assert_eq!(json["today"], TODAY);
    let counts = ["managers", "schools", "files", "records", "documents", "errors", "warnings"];
    assert_eq!(keys(&json["counts"]), counts);
    for problem in json["problems"].as_array().unwrap() {
        let fields = ["code", "severity", "path", "line", "column", "field", "message", "help"];
        assert_eq!(keys(problem), fields);
        for text in ["message", "help"] {
            let text = problem[text].as_str().unwrap();
            assert!(!text.is_empty() && !text.contains('\n'), "{text}");
        }
    }
    let places: Vec<_> = json["problems"].as_array().unwrap().iter().map(|p| p.as_object().unwrap().clone()).collect();
    let expected = [
        json!({"code": "missing-field", "severity": "error", "path": in_school("records/2026-12-01 visit.yaml"), "line": 1, "column": 1, "field": ""}),
        json!({"code": "unknown-field", "severity": "error", "path": in_school("records/2026-12-01 visit.yaml"), "line": 3, "column": 1, "field": "/state"}),
        json!({"code": "stray-record", "severity": "warning", "path": "a.yaml", "line": null, "column": null, "field": null}),
    ];
    assert_eq!(places.len(), expected.len());
    for (place, expected) in places.iter().zip(&expected) {
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&place[name], value);
        }
    }
    assert_eq!(
        json["counts"],
        json!({"managers": 1, "schools": 1, "files": 3, "records": 2, "documents": 1, "errors": 2, "warnings": 1})
    );
}

#[test]
fn problems_are_sorted_by_path_line_column_and_code() {
    let rows = "present: [{a: 1, b: 2, name: [x]}]\nchecks: {b: 1}\ndate: 1\nkind: visit\n";
    let drive = two_managers()
        .file("Jane Morris/Ash/records/10.yaml", rows)
        .file("Jane Morris/Ash/records/9.yaml", rows)
        .file("Jane Morris/Ash/records/É.yaml", rows)
        .file("Jane Morris/Ash-Grove/records/Z.yaml", rows);
    let json = drive.validate().json();
    let key = |problem: &Value| {
        let number = |name: &str| problem[name].as_u64().unwrap_or(0);
        let text = |name: &str| problem[name].as_str().unwrap().to_owned();
        (text("path"), number("line"), number("column"), text("code"))
    };
    let found: Vec<_> = json["problems"].as_array().unwrap().iter().map(key).collect();
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(found, sorted);
    assert!(found.len() > 30);
}

#[test]
fn csv_has_a_row_for_each_problem() {
    let drive = two_managers()
        .file("Jane Morris/Ash/records/a, “b”; c.yaml", "kind: \"Visit,\\n \\\"x\\\"\"\n")
        .file("Jane Morris/Ash/records/2026-12-01 visit.yaml", "kind: visit\n\"a,\\\"b\\nc\": 1\n");
    let run = spoc_in(drive.path(), &["validate", "--today", TODAY, "--format", "csv"]);
    let mut reader = csv::ReaderBuilder::new().from_reader(run.out.as_bytes());
    let names = reader.headers().unwrap().clone();
    assert_eq!(names, vec!["code", "severity", "path", "line", "column", "field", "message", "help"]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let json = drive.validate().json();
    let problems = json["problems"].as_array().unwrap();
    assert_eq!(rows.len(), problems.len());
    for (row, problem) in rows.iter().zip(problems) {
        for (name, cell) in names.iter().zip(row) {
            let value = &problem[name];
            let text =
                value.as_str().map_or(if value.is_null() { String::new() } else { value.to_string() }, str::to_owned);
            assert_eq!(cell, text);
        }
    }
}

#[test]
fn a_pipe_gets_no_colours() {
    let drive = two_managers();
    for environment in
        [&[][..], &[("NO_COLOR", "1")], &[("TERM", "xterm-256color")], &[("NO_COLOR", "1"), ("TERM", "dumb")]]
    {
        for format in ["text", "json", "csv"] {
            let run = spoc_with(drive.path(), &["validate", "--today", TODAY, "--format", format], environment);
            assert!(!run.out.contains('\u{1b}') && run.err.is_empty(), "{run:?}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let row = "- {a: 1}\n".repeat(20_000);
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", format!("{VISIT}present:\n{row}"));
    for format in ["json", "csv"] {
        let mut spoc = Command::new(env!("CARGO_BIN_EXE_spoc"))
            .args(["validate", "--today", TODAY, "--format", format])
            .current_dir(drive.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(spoc.stdout.take());
        let output = spoc.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!err.contains("panicked") && err.is_empty(), "{err}");
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

// Windows has no such device.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let drive = two_managers();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_spoc"))
        .args(["validate", "--today", TODAY])
        .current_dir(drive.path())
        .stdout(full)
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), err.lines().count()), (Some(2), 1), "{err}");
}

// What stays out

/// A child's row, or another place where a child's name stands, with something wrong in it.
const NAMED: [(&str, &str); 24] = [
    ("name beside a wrong year", "children:\n  - {upn: UN1, name: Zebedee Quill, year: 44, why: [other]}\n"),
    ("name in a list", "children:\n  - {upn: UN1, name: [Zebedee, Quill], why: [other]}\n"),
    ("name in a group", "children:\n  - {upn: UN1, name: {first: Zebedee, last: Quill}, why: [other]}\n"),
    ("name misspelt", "children:\n  - {upn: UN1, nmae: Zebedee Quill, why: [other]}\n"),
    ("name twice", "children:\n  - {upn: UN1, name: Zebedee Quill, name: Zebedee Quill, why: [other]}\n"),
    ("name for a row", "children:\n  - Zebedee Quill\n"),
    ("names for the rows", "children: Zebedee Quill\n"),
    ("name without its space", "children:\n  - {upn: UN1, name:Zebedee Quill, why: [other]}\n"),
    ("name without its space, in a block", "children:\n  - upn: UN1\n    name:Zebedee Quill\n    why: [other]\n"),
    ("name for a field", "children:\n  - {upn: UN1, Zebedee Quill: 4, why: [other]}\n"),
    ("name for a UPN", "children:\n  - {upn: Zebedee Quill, why: [other]}\n"),
    ("name with a UPN", "children:\n  - {upn: Zebedee Quill 801200, why: [other]}\n"),
    ("name for a year", "children:\n  - {upn: UN1, year: Zebedee Quill, why: [other]}\n"),
    ("name with a year", "children:\n  - {upn: UN1, year: Zebedee Quill 4, why: [other]}\n"),
    ("name for a reason", "children:\n  - {upn: UN1, why: [Zebedee Quill]}\n"),
    (
        "name for a threshold",
        "children:\n  - {upn: UN1, why: [other], early_help_referral: {threshold: Zebedee Quill, action: none}}\n",
    ),
    ("name for a decision", "children:\n  - {upn: UN1, why: [other], early_help_referral: Zebedee Quill}\n"),
    ("name in a comment", "children:\n  - {upn: UN9, why: [other]} # Zebedee Quill\n"),
    ("name for an action's child", "actions: [{what: a, who: b, due: 2026-12-08, child: Zebedee Quill}]\n"),
    ("name in an action's text", "actions: [{what: Ring Zebedee Quill, who: b, due: soon}]\n"),
    ("broken after a name", "children:\n  - {upn: UN1, name: Zebedee Quill, why: [other\n"),
    ("broken after a quoted name", "children:\n  - {upn: UN1, \"name\": \"Zebedee Quill\", why: [other\n"),
    (
        "broken after a name with a space before its colon",
        "children:\n  - {upn: UN1, name : Zebedee Quill, why: [other\n",
    ),
    ("broken in a text", "note: \"Seen\n  year: Zebedee Quill said: status: no\n"),
];

/// Those of them in which the name is that of a field.
const NAMED_AS_FIELDS: [&str; 2] = ["name without its space", "name for a field"];

/// The formats in whose output the name stands.
fn formats_that_name(drive: &Drive) -> Vec<&'static str> {
    let names = |format: &&str| {
        let run = spoc_in(drive.path(), &["validate", "--today", TODAY, "--format", format]);
        assert_eq!(run.status, 1, "nothing is wrong: {run:?}");
        run.out.contains("Zebedee") || run.out.contains("Quill")
    };
    ["text", "json", "csv"].into_iter().filter(names).collect()
}

#[test]
fn childrens_names_stay_out_of_every_report() {
    let named = NAMED.into_iter().filter_map(|(case, rows)| {
        let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", format!("{VISIT}{rows}"));
        let mut formats = formats_that_name(&drive);
        if NAMED_AS_FIELDS.contains(&case) {
            // The JSON Pointer of a field that is not known is its name, whatever that is; people see neither.
            formats.retain(|format| *format == "text");
        }
        (!formats.is_empty()).then(|| format!("{case}: {}", formats.join(", ")))
    });
    let named: Vec<_> = named.collect();
    assert!(named.is_empty(), "{}", named.join("\n"));
}

#[test]
fn names_stay_out_of_records_of_no_known_kind() {
    let row = "children: [{upn: UN1, name: Zebedee Quill, why: [other]}]";
    let quoted = "\"children\": [{\"upn\": \"UN1\", \"name\": \"Zebedee Quill\", \"why\": [\"other\"]}]";
    for text in [
        format!("{{kind: Visit, {row}}}"),
        format!("{{date: 2026-12-01, {row}}}"),
        format!("{{kind: letter, {row}}}"),
        format!("{{\"kind\": \"Visit\", {quoted}}}"),
        format!("{{{quoted}}}"),
        "Zebedee Quill\n".to_owned(),
        "- Zebedee Quill\n- UN1\n".to_owned(),
    ] {
        let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", &text);
        assert_eq!(formats_that_name(&drive), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn names_are_shown_to_who_asks() {
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", format!("{VISIT}{}", NAMED[0].1));
    let run = spoc_in(drive.path(), &["validate", "--today", TODAY, "--show-names"]);
    assert!(run.out.contains("Zebedee Quill"), "{run:?}");
}
