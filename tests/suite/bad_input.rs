//! Drives as they should not be: files that cannot be read, files that are far too large or deep, names that no one should give, and command lines that
//! make no sense. Each is reported for what it is, and never stops the rest.

use std::fs;
#[cfg(unix)]
use std::{path::Path, process::Command};

use crate::harness::{Drive, VISIT, counted, in_school, whole};
#[cfg(unix)]
use crate::harness::{OAKFIELD, TODAY, assert_refused, count, spoc_in};

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

// What cannot be read

#[cfg(unix)]
fn forbid(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    // Root can read the file all the same.
    fs::File::open(path).is_err()
}

#[cfg(unix)]
fn allow(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

// Not on Windows: Wine knows no permissions.
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

// Not on Windows: to make a link, a test would need rights that it does not have.
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

// Not on Windows: its pipes stand in no folder.
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
    // The text has a lone surrogate, and an odd byte at the end.
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

// Not on Windows: it gives no such names.
#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_reported_and_read() {
    let drive = Drive::with_school();
    let records = drive.path().join(in_school("records"));
    if fs::write(records.join(unix_name(b"2026-12-01 vis\xFFt.yaml")), "kind: visit\n").is_err() {
        // This file system refuses the name.
        return;
    }
    let run = drive.validate();
    assert_eq!(run.codes(), ["unportable-name", "missing-field", "missing-field"]);
    assert!(run.out.contains("2026-12-01 vis\u{FFFD}t.yaml"));
    let report = spoc_in(drive.path(), &["validate", "--today", TODAY]);
    assert!(report.out.contains("2026-12-01 vis\u{FFFD}t.yaml"), "{}", report.out);
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
