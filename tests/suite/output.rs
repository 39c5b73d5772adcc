//! Which drive and which part of it a command looks at, and what it writes: statuses, JSON, CSV, text.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::{
    Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, VISIT, assert_refused, count, counted, in_school, spoc_in, spoc_with,
    validate,
};

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
    assert_eq!(keys(&json), ["today", "problems", "counts", "repairs"]);
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

// Not on Windows: it has no such device.
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

#[test]
fn a_school_may_be_named_where_a_path_is_asked_for() {
    let drive = Drive::with_school();
    for text in ["oak", "OAKFIELD", "100321", "Oakfield Primary School"] {
        let run = spoc(drive.path(), &[text]);
        assert_eq!((run.status, count(&run, "schools")), (0, 1), "{text}: {run:?}");
    }
    assert_refused(&spoc(drive.path(), &["elm"]));
}

#[test]
fn output_goes_into_a_file_that_is_named() {
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", "kind: visit\n");
    let out = Drive::empty();
    for command in ["validate", "due"] {
        let file = out.path().join(format!("{command}.csv"));
        let to = spoc_in(drive.path(), &[command, "--format", "csv", "--today", TODAY]).out;
        let run =
            spoc_in(drive.path(), &[command, "--format", "csv", "--today", TODAY, "--out", file.to_str().unwrap()]);
        assert!(run.out.starts_with("wrote ") && run.out.lines().count() == 1, "{run:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("\u{feff}{to}"));
    }
    let nowhere = out.path().join("nowhere").join("problems.csv");
    let run = spoc(drive.path(), &["--out", nowhere.to_str().unwrap()]);
    assert_eq!((run.status, run.err.lines().count()), (2, 1), "{run:?}");
}

#[test]
fn what_stands_in_a_file_is_what_its_name_says() {
    let (drive, out) = (Drive::northmere(), Drive::empty());
    let run = |command: &[&str], name: &str| {
        let file = out.path().join(name);
        let run = spoc_in(drive.path(), &[command, &["--today", TODAY, "--out", file.to_str().unwrap()]].concat());
        let begins: String = fs::read_to_string(&file).unwrap_or_default().chars().take(9).collect();
        let _ = fs::remove_file(&file);
        (run, begins)
    };
    let commands: [&[&str]; 7] = [
        &["validate"],
        &["due"],
        &["review", "oakfield"],
        &["child", "V999204521041"],
        &["contact", "oakfield"],
        &["retention"],
        &["figures"],
    ];
    for command in commands {
        let text = format!("spoc {}, ", command[0]).chars().take(9).collect::<String>();
        for (name, begins) in [
            ("a.html", "<!DOCTYPE"),
            ("a.HTM", "<!DOCTYPE"),
            ("a.txt", &text),
            // The name says nothing of the form.
            ("a.x", &text),
            ("a.about", &text),
        ] {
            let (run, found) = run(command, name);
            assert!(run.status <= 1 && found == begins, "{command:?} {name}: {found} {run:?}");
        }
        assert!(run(command, "a.json").1.starts_with(['{', '[']), "{command:?}");
        for (more, name) in [
            (&[][..], "a.docx"),
            (&[], "a.rtf"),
            (&["--format", "json"], "a.html"),
            (&["--format", "html"], "a.json"),
            (&["--format", "text"], "a.pdf"),
        ] {
            let (run, found) = run(&[command, more].concat(), name);
            assert_refused(&run);
            assert!(found.is_empty() && run.err.contains("Nothing was written. "), "{command:?}: {run:?}");
            let fitting = if more.is_empty() { ".txt, .json" } else { "Leave --format out, or name another file" };
            assert!(run.err.contains(fitting), "{command:?}: {run:?}");
        }
        if command[0] != "child" {
            assert_refused(&run(command, "a.pdf").0);
        }
    }
    let (refused, _) = run(&["contact", "oakfield"], "a.pdf");
    assert!(refused.err.ends_with("Name another file with --out that ends in .txt, .json or .html.\n"), "{refused:?}");
    assert!(run(&["due"], "a.ics").1.starts_with("BEGIN:VCA"));
    assert!(run(&["validate"], "a.CSV").1.starts_with('\u{feff}'));
    // A word for the screen says what this command has.
    let (pdf, _) = run(&["child", "V999204521041"], "a.pdf");
    if cfg!(feature = "pdf") {
        assert_eq!(pdf.status, 0, "{pdf:?}");
    } else {
        assert_refused(&pdf);
        assert!(pdf.err.contains("Write --format html") && !pdf.err.contains("--as"), "{pdf:?}");
    }
}
