//! Each `fixtures/rules/CODE.txt` holds two drives. The bad one yields the problems that are expected, all of that code; the good one none.
//!
//! A case has the files of both drives in `both/`, those of the bad one alone in `bad/`, those of the good one alone in `good/`, and in
//! `expected/problems` the problems of the bad one, a line each: `path:line:column code field`.

use spoc::rules::RULES;

use crate::harness::{Differences, cases};

/// The codes whose bad drive needs something that Windows, or Wine, does not let everybody make.
const NOT_ON_WINDOWS: [&str; 1] = [
    // A symbolic link.
    "unreadable",
];

#[test]
fn every_code_has_its_case() {
    let cases: Vec<_> = cases("fixtures/rules").into_iter().map(|case| case.name).collect();
    let mut codes: Vec<_> = RULES.iter().map(|rule| rule.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(cases, codes);
}

#[test]
fn the_bad_drive_yields_its_code_and_the_good_one_nothing() {
    let mut differences = Differences::default();
    for case in cases("fixtures/rules") {
        if cfg!(windows) && NOT_ON_WINDOWS.contains(&case.name.as_str()) {
            continue;
        }
        let bad = case.drive_of(&["both", "bad"]).validate();
        let problems: String = bad.problems().iter().map(|problem| format!("{problem}\n")).collect();
        differences.check(&case, "problems", &problems);
        let others: Vec<_> = bad.codes().into_iter().filter(|code| *code != case.name).collect();
        if !others.is_empty() || bad.status != 1 {
            differences.add(&case, &format!("the bad drive yields {others:?}, status {}", bad.status));
        }
        let good = case.drive_of(&["both", "good"]).validate();
        if !good.codes().is_empty() || good.status != 0 {
            let problems = good.problems().join("\n");
            differences.add(&case, &format!("the good drive yields, status {}:\n{problems}", good.status));
        }
    }
    differences.assert_none();
}
