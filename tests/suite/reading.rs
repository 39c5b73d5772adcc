//! Each `reading/NAME.txt` is a record at its path in a school's folder, with the problems that reading it yields in `expected/problems`.
//!
//! Each line there is a problem, `line:column code field`, in the program's order. `*:*` stands for any place, where the contract names
//! none. Every case is a school of its own on one drive, with a visit on 1 December 2026 for the pro formas.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::case::{Entry, put};
use crate::harness::{CaseFile, Differences, Drive, POLICY, SCHOOL, VISIT, cases, problem_line};

/// The path of the case's record.
fn path(case: &CaseFile) -> &str {
    let mut records = case.case.entries.iter().filter(|(path, _)| !path.starts_with("expected/"));
    let path = &records.next().unwrap_or_else(|| panic!("{} has no record", case.name)).0;
    assert!(records.next().is_none(), "{} has more than one record", case.name);
    path
}

fn folder(case: &CaseFile) -> String {
    format!("Jane Morris/{}", case.name)
}

/// Puts the case on the drive, with what else a school needs. `number`: makes the school's URN differ from others.
fn put_on(drive: &Drive, case: &CaseFile, number: usize) {
    let text = |text: &str| Entry::File(text.as_bytes().to_vec());
    let school = text(&SCHOOL.replace("100321", &(100_000 + number).to_string()));
    let (visit, folder) = (text(VISIT), drive.path().join(folder(case)));
    let areas = ["records", "emails", "correspondence"].map(|area| (area, &Entry::Folder));
    put(areas, &folder).unwrap();
    if path(case) != "school.yaml" {
        put([("school.yaml", &school), ("records/2026-12-01 visit.yaml", &visit)], &folder).unwrap();
    }
    let own = case.case.entries.iter().filter(|(path, _)| !path.starts_with("expected/"));
    put(own.map(|(path, entry)| (path.as_str(), entry)), &folder).unwrap();
}

/// A problem as a line of a case. A problem of another file keeps its path.
fn line(case: &CaseFile, problem: &Value) -> String {
    let line = problem_line(problem);
    let own = format!("{}/{}:", folder(case), path(case));
    line.strip_prefix(&own).map_or(line.clone(), str::to_owned)
}

/// What was found, with `*:*` for the place where the case has that and the rest of the line is as expected.
fn with_any_place(expected: &str, found: &[String]) -> String {
    let mut expected = expected.lines();
    let lines = found.iter().map(|found| {
        let any = expected.next().filter(|expected| {
            let (expected, found) = (expected.strip_prefix("*:* "), found.split_once(' '));
            found.is_some_and(|(_, found)| expected == Some(found))
        });
        format!("{}\n", any.unwrap_or(found))
    });
    lines.collect()
}

/// The problems of each school's folder.
fn by_school(problems: &[Value]) -> BTreeMap<String, Vec<&Value>> {
    let mut schools = BTreeMap::<_, Vec<_>>::new();
    for problem in problems {
        let path = problem["path"].as_str().unwrap();
        let folder: Vec<_> = path.split('/').take(2).collect();
        schools.entry(folder.join("/")).or_default().push(problem);
    }
    schools
}

#[test]
fn every_record_is_read_as_its_case_says() {
    let cases = cases("tests/suite/reading");
    let drive = Drive::empty().file("policy.toml", POLICY);
    for (number, case) in cases.iter().enumerate() {
        put_on(&drive, case, number);
    }
    let json = drive.validate().json();
    let problems = by_school(json["problems"].as_array().unwrap());
    let mut differences = Differences::default();
    for case in &cases {
        let found: Vec<_> = problems.get(&folder(case)).into_iter().flatten().map(|one| line(case, one)).collect();
        let expected = case.case.file("expected/problems").unwrap();
        differences.check(case, "problems", &with_any_place(expected, &found));
    }
    differences.assert_none();
    assert_eq!(json["counts"]["schools"], cases.len());
}
