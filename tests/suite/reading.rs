//! `reading/CASE.{yaml,md}`: a record, and in `CASE.expected` what reading it yields.
//!
//! The first line of an `.expected` file says where in a school's folder the record stands; each line after it is a problem,
//! `line:column code field`, in the program's order. `*:*` stands for any place, where the contract names none. Every case is
//! a school of its own on one drive, with a visit on 1 December 2026 for the pro formas.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::harness::{Drive, POLICY, SCHOOL, problem_line, project};

/// A visit for the pro formas, in the way of no other record.
const VISIT: &str = "kind: visit\ndate: 2026-12-01\nstatus: planned\n";

struct Case {
    name: String,
    record: PathBuf,
    path: String,
    expected: Vec<String>,
}

impl Case {
    fn load(expected: PathBuf) -> Self {
        let text = fs::read_to_string(&expected).unwrap();
        let mut lines = text.lines().map(str::to_owned);
        let path = lines.next().unwrap();
        let ending = path.rsplit_once('.').unwrap().1;
        Self {
            name: expected.file_stem().unwrap().to_str().unwrap().to_owned(),
            record: expected.with_extension(ending),
            path,
            expected: lines.collect(),
        }
    }

    fn folder(&self) -> String {
        format!("Jane Morris/{}", self.name)
    }

    /// Puts the case on the drive, with what else a school needs; `number` keeps the URNs apart.
    fn put(&self, drive: Drive, number: usize) -> Drive {
        let folder = self.folder();
        let mut drive = drive;
        for area in ["records", "emails", "correspondence"] {
            drive = drive.file(&format!("{folder}/{area}/.gitkeep"), "");
        }
        if self.path != "school.yaml" {
            let school = SCHOOL.replace("100321", &(100_000 + number).to_string());
            drive = drive
                .file(&format!("{folder}/school.yaml"), school)
                .file(&format!("{folder}/records/2026-12-01 visit.yaml"), VISIT);
        }
        drive.file(&format!("{folder}/{}", self.path), fs::read(&self.record).unwrap())
    }

    /// A problem as `.expected` has it; one of another file keeps its path.
    fn line(&self, problem: &Value) -> String {
        let line = problem_line(problem);
        let own = format!("{}/{}:", self.folder(), self.path);
        line.strip_prefix(&own).map_or(line.clone(), str::to_owned)
    }

    fn complaint(&self, found: &[String]) -> Option<String> {
        let fits =
            self.expected.len() == found.len() && self.expected.iter().zip(found).all(|(e, f)| is_expected(e, f));
        (!fits).then(|| {
            let (expected, found) = (self.expected.join("\n    "), found.join("\n    "));
            format!("{}\n  expected\n    {expected}\n  found\n    {found}\n", self.name)
        })
    }
}

fn is_expected(expected: &str, found: &str) -> bool {
    match expected.strip_prefix("*:* ") {
        Some(rest) => found.split_once(' ').is_some_and(|(_, found)| found == rest),
        None => expected == found,
    }
}

fn cases() -> Vec<Case> {
    let folder = project().join("tests/suite/reading");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut expected: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "expected")).collect();
    expected.sort();
    expected.into_iter().map(Case::load).collect()
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
    let cases = cases();
    let mut drive = Drive::empty().file("policy.toml", POLICY);
    for (number, case) in cases.iter().enumerate() {
        drive = case.put(drive, number);
    }
    let json = drive.validate().json();
    let problems = by_school(json["problems"].as_array().unwrap());
    let complaints = cases.iter().filter_map(|case| {
        let found = problems.get(&case.folder()).into_iter().flatten();
        case.complaint(&found.map(|problem| case.line(problem)).collect::<Vec<_>>())
    });
    let complaints: Vec<_> = complaints.collect();
    assert!(complaints.is_empty(), "{} of {} cases:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
    assert_eq!(json["counts"]["schools"], cases.len());
}

#[test]
fn every_case_has_its_record_and_the_reverse() {
    for case in cases() {
        assert!(case.record.is_file(), "{} has no record", case.name);
    }
    let files = fs::read_dir(project().join("tests/suite/reading")).unwrap().count();
    assert_eq!(files, 2 * cases().len());
}
