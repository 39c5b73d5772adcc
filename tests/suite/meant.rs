//! Which visit a command takes that nobody named, and when it may not take one: a record that cannot be read may be the one that is meant
//! (records.md, section 10). And what is not known makes `due` end with 1.

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, spoc_in};

/// An open school with visits on these days, each with its status.
fn drive(visits: &[(&str, &str)]) -> Drive {
    let open = Drive::with_school().school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""));
    visits.iter().fold(open, |drive, (day, status)| {
        let text = format!("kind: visit\ndate: {day}\nstatus: {status}\n");
        drive.school_file(&format!("records/{day} visit.yaml"), text)
    })
}

/// A bracket is not closed: `#` begins a comment.
const BROKEN: &str =
    "kind: visit\ndate: 2026-12-01\nstatus: planned\nchecks: {done: 2026-11-20, by: Priya Shah, note: ref #4451}\n";

fn run(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[arguments, &["--today", TODAY]].concat())
}

/// The command that takes a visit stops, and names the file and what to do.
fn assert_stops(drive: &Drive, arguments: &[&str], file: &str) {
    let run = run(drive, arguments);
    assert_eq!((run.status, run.out.as_str(), run.err.lines().count()), (2, "", 1), "{arguments:?}: {run:?}");
    assert!(run.err.contains(&format!("{OAKFIELD}/records/{file}")), "{arguments:?}: {}", run.err);
    assert!(run.err.contains("spoc validate"), "{arguments:?}: {}", run.err);
}

#[test]
fn a_record_that_may_be_the_next_visit_stops_every_command() {
    let drive = drive(&[("2026-10-06", "held"), ("2027-02-09", "planned")])
        .school_file("records/2026-12-01 visit.yaml", BROKEN);
    let commands: [&[&str]; 7] = [
        &["review", "oak"],
        &["review", "oak", "--format", "json"],
        &["pack", "oak", "--as", "html"],
        &["pack", "--all", "--as", "html"],
        &["letter", "pro-forma", "oak"],
        &["letter", "reminder", "oak"],
        &["new", "pro-forma", "oak"],
    ];
    for command in commands {
        assert_stops(&drive, command, "2026-12-01 visit.yaml");
    }
    // That visit alone is not there to be taken, and the file is named with that; every other may be named.
    assert_stops(&drive, &["review", "oak", "--visit", "2026-12-01"], "2026-12-01 visit.yaml");
    assert_eq!(run(&drive, &["review", "oak", "--visit", "2027-02-09"]).status, 0);
    assert_eq!(run(&drive, &["pack", "oak", "--visit", "2027-02-09", "--as", "html"]).status, 0);
    // The letter after the last visit that was held is not about a day to come; on that day it may be.
    assert_eq!(run(&drive, &["letter", "after-visit", "oak"]).status, 0);
    let later = ["letter", "after-visit", "oak", "--date", "2026-12-02"];
    assert_stops(&drive, &later, "2026-12-01 visit.yaml");
}

#[test]
fn only_a_date_that_may_be_meant_counts() {
    let review = |visits: &[(&str, &str)], file: &str| {
        let drive = drive(visits).school_file(&format!("records/{file}"), "kind: visit\ndate: soon\n");
        let run = run(&drive, &["review", "oak", "--format", "json"]);
        assert!(run.status != 2 || run.err.contains(file), "{run:?}");
        (run.status == 0).then(|| run.json()["visit"].as_str().unwrap().to_owned())
    };
    let coming = [("2026-10-06", "held"), ("2027-02-09", "planned")];
    let taken = |visits: &[(&str, &str)], file: &str| review(visits, file).unwrap_or_default();
    // Before the visit that is taken, today included; in whatever folder, of whatever kind.
    for file in ["2026-11-23 visit.yaml", "2027-02-08 x.yml", "old/2026-12-01 visit.md", "2026-12-01 pro forma.yaml"] {
        assert_eq!(review(&coming, file), None, "{file}");
    }
    // Past, on the day of a visit that can be read, later, or without a date.
    for file in ["2026-11-22 visit.yaml", "2027-02-09 pro forma.yaml", "2027-02-10 visit.yaml", "visit.yaml"] {
        assert_eq!(taken(&coming, file), "2027-02-09", "{file}");
    }
    // A cancelled visit stands on its day, too.
    let cancelled = [("2026-12-01", "cancelled"), ("2027-02-09", "planned")];
    assert_eq!(taken(&cancelled, "2026-12-01 pro forma.yaml"), "2027-02-09");
    // Where all are past, whatever is later than the last of them may be meant.
    let past = [("2026-06-16", "held"), ("2026-10-06", "held")];
    for file in ["2026-10-07 visit.yaml", "2026-11-23 visit.yaml", "2027-02-09 visit.yaml"] {
        assert_eq!(review(&past, file), None, "{file}");
    }
    for file in ["2026-06-17 visit.yaml", "2026-10-06 pro forma.yaml"] {
        assert_eq!(taken(&past, file), "2026-10-06", "{file}");
    }
    assert_eq!(taken(&[("2026-11-23", "planned")], "2026-12-01 visit.yaml"), "2026-11-23");
    // Nothing at all can be read.
    assert_eq!(review(&[], "2026-12-01 visit.yaml"), None);
}

#[test]
fn many_packs_are_printed_where_no_first_visit_is_in_doubt() {
    let later = drive(&[("2026-12-01", "planned")]).school_file("records/2027-02-09 visit.yaml", "kind: visit\n");
    let run = run(&later, &["pack", "--all", "--as", "html"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.contains("note: ") && run.out.contains("2027-02-09 visit.yaml cannot be read"), "{}", run.out);
    let all = |term: &str| self::run(&later, &["pack", "--all", "--as", "html", "--term", term]);
    assert_eq!((all("Autumn 2026").status, all("Summer 2027").status), (0, 0));
    assert!(!all("Autumn 2026").out.contains("2027-02-09"));
    assert_stops(&later, &["pack", "--all", "--as", "html", "--term", "Spring 2027"], "2027-02-09 visit.yaml");
    // A school in doubt does not keep the others from their packs.
    let others = later
        .school_file("records/2026-11-24 visit.yaml", "kind: visit\n")
        .file("Jane Morris/Elm/school.yaml", SCHOOL.replace("100321", "100322").replace("closed: 2025-08-31\n", ""))
        .file("Jane Morris/Elm/records/2026-12-08 visit.yaml", "kind: visit\ndate: 2026-12-08\nstatus: planned\n");
    let run = self::run(&others, &["pack", "--all", "--as", "html"]);
    assert_eq!(run.status, 2);
    assert!(run.out.contains("2026-12-08 visit pack.html") && !run.out.contains("2026-12-01"), "{}", run.out);
    assert!(run.err.contains("2026-11-24 visit.yaml"), "{}", run.err);
}

#[test]
fn what_is_not_known_is_said_first_and_found() {
    let drive =
        drive(&[("2026-12-15", "planned")]).school_file("records/2026-12-15 pro forma.yaml", "kind: pro-forma\n");
    let text = run(&drive, &["due"]);
    assert_eq!(text.status, 1, "{}", text.out);
    assert!(text.out.starts_with("Not known, because a record cannot be read\n"), "{}", text.out);
    assert!(text.out.contains("0 overdue"), "{}", text.out);
    let json = run(&drive, &["due", "--format", "json"]);
    assert_eq!((json.status, json.json()["deadlines"].as_array().unwrap().is_empty()), (1, false));
    // What is due later only is not listed, but said all the same.
    let few = run(&drive, &["due", "--days", "0"]);
    assert_eq!(few.status, 1);
    assert!(few.out.lines().next().unwrap().contains("not known, because a record cannot be read"), "{}", few.out);
    let clean = self::drive(&[("2026-12-15", "planned")]);
    assert_eq!(run(&clean, &["due"]).status, 0);
}
