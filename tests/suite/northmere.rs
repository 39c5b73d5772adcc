//! The example drive: `validate` finds the mistakes that are planted in it, and nothing else.

use std::fs;

use snapbox::{assert_data_eq, file};

use crate::harness::{TODAY, project, spoc_in, validate};

#[test]
fn what_is_planted_is_found() {
    let run = validate(&project().join("fixtures/northmere"));
    let expected = fs::read_to_string(project().join("tests/suite/northmere/expected.txt")).unwrap();
    assert_eq!(run.problems(), expected.lines().collect::<Vec<_>>());
    let counts = &run.json()["counts"];
    let number = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(number("managers"), 3);
    assert_eq!(number("schools"), 12);
    assert_eq!(number("files"), number("records") + number("documents"));
    assert_eq!(number("errors") + number("warnings"), run.codes().len() as u64);
}

#[test]
fn the_report_reads_well() {
    let run = spoc_in(&project(), &["validate", "fixtures/northmere", "--today", TODAY]);
    assert_eq!(run.status, 1);
    assert_data_eq!(run.out, file!["northmere/report.txt"]);
}

#[test]
fn the_report_hides_the_names_of_children() {
    let hidden = spoc_in(&project(), &["validate", "fixtures/northmere", "--today", TODAY]).out;
    let shown = spoc_in(&project(), &["validate", "fixtures/northmere", "--today", TODAY, "--show-names"]).out;
    let (hidden, shown): (Vec<_>, Vec<_>) = (hidden.lines().collect(), shown.lines().collect());
    assert_eq!(hidden.len(), shown.len());
    let differ: Vec<_> = hidden.iter().zip(&shown).filter(|(a, b)| a != b).collect();
    assert!(!differ.is_empty());
    for (hidden, shown) in differ {
        assert!(hidden.contains('•') && !shown.contains('•'), "{hidden}\n{shown}");
    }
}

#[test]
fn a_part_of_the_drive_is_a_part_of_the_problems() {
    let whole = validate(&project().join("fixtures/northmere")).json();
    let part = validate(&project().join("fixtures/northmere/Jane Morris")).json();
    let of_jane = |problem: &&serde_json::Value| problem["path"].as_str().unwrap().starts_with("Jane Morris/");
    let expected: Vec<_> = whole["problems"].as_array().unwrap().iter().filter(of_jane).collect();
    assert!(!expected.is_empty());
    assert_eq!(part["problems"].as_array().unwrap().iter().collect::<Vec<_>>(), expected);
    assert_eq!(part["counts"]["managers"], 1);
    assert_eq!(part["counts"]["schools"], 4);
}
