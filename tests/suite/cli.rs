//! What the program says of itself: the help of every command, the pages of `explain`, and lines of error.

use snapbox::{assert_data_eq, file};

use crate::harness::{Drive, OAKFIELD, project, spoc_in, spoc_with};

const COMMANDS: [&[&str]; 44] = [
    &[],
    &["validate"],
    &["due"],
    &["watch"],
    &["keep"],
    &["history"],
    &["changed"],
    &["restore"],
    &["lost"],
    &["lsp"],
    &["board"],
    &["digest"],
    &["figures"],
    &["review"],
    &["pack"],
    &["letter"],
    &["letter", "pro-forma"],
    &["letter", "reminder"],
    &["letter", "dates"],
    &["letter", "after-visit"],
    &["pro-forma"],
    &["pro-forma", "send"],
    &["pro-forma", "receive"],
    &["import"],
    &["import", "absence"],
    &["calendar"],
    &["explain"],
    &["schema"],
    &["templates"],
    &["templates", "export"],
    &["init"],
    &["setup"],
    &["new"],
    &["new", "school"],
    &["new", "visit"],
    &["new", "pro-forma"],
    &["new", "notice"],
    &["new", "call"],
    &["new", "letter"],
    &["new", "email"],
    &["done"],
    &["decide"],
    &["move"],
    &["move", "visit"],
];

#[test]
fn every_command_has_its_help() {
    let mut all = String::new();
    for command in COMMANDS {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let run = spoc_in(&project(), &arguments);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{command:?}");
        all.push_str(&format!("$ spoc {}\n{}\n", arguments.join(" "), run.out));
    }
    // On Windows the name of the program ends in `.exe`.
    assert_data_eq!(all.replace("spoc.exe", "spoc"), file!["cli/help.txt"]);
}

#[test]
fn every_code_has_its_page() {
    let list = spoc_in(&project(), &["explain"]);
    let mut all = list.out.clone();
    for code in spoc::rules::RULES.iter().map(|rule| rule.code) {
        let run = spoc_in(&project(), &["explain", code.as_str()]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{code}");
        assert!(list.out.contains(code.as_str()), "{code}");
        all.push_str(&run.out);
    }
    assert_data_eq!(all, file!["cli/explain.txt"]);
}

#[test]
fn a_page_is_found_by_a_code_as_people_type_it() {
    let page = spoc_in(&project(), &["explain", "bad-date"]).out;
    for typed in ["Bad-Date", "bad_date", "bad date"] {
        assert_eq!(spoc_in(&project(), &["explain", typed]).out, page, "{typed}");
    }
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let drive = Drive::with_school();
    let nowhere = Drive::empty().file("2026-11-24 visit.yaml", "");
    let cases: [(&Drive, &[&str], &str); 17] = [
        (&drive, &["validate", "Nowhere"], "there is no Nowhere here"),
        (&drive, &["validate", "--today", "24/11/2026"], "2026-11-24"),
        (&drive, &["validate", "--drive", "elsewhere"], "elsewhere"),
        (&drive, &["validate", "--frmat", "json"], "--format"),
        (&drive, &["validat"], "validate"),
        (&drive, &["review", "oakfield", "primary"], "Text with spaces goes in quotes, as in \"oakfield primary\""),
        (&drive, &["due", "–days", "soon"], "as in 15"),
        (&drive, &["review", "oakfield", "--visit", "12/11/2026"], "write 2026-11-12"),
        (&drive, &["calendar", "2026-28"], "as in 2026 or 2026-27"),
        (&drive, &["explain", "bad-dat"], "Did you mean bad-date?"),
        (&drive, &["explain", "nonsense"], "lists all codes"),
        (&drive, &["explain", "overdue"], "overdue-dates-agreed, overdue-pro-forma-sent"),
        (&drive, &["due", "--days", "soon"], "as in 15"),
        (&drive, &["schema", "visits"], "visit, pro-forma"),
        (&drive, &["new", "visit", "Elm", "2026-12-08"], "there is no school `Elm`"),
        (&nowhere, &["validate"], "no folder above it holds policy.toml"),
        (&nowhere, &["validate", "2026-11-24 visit.yaml"], "no folder above it holds policy.toml"),
    ];
    for (drive, arguments, part) in cases {
        let run = spoc_in(drive.path(), arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.starts_with("spoc: ") && run.err.contains(part), "{arguments:?}: {}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{arguments:?}: {}", run.err);
    }
}

#[test]
fn words_and_numbers_are_taken_as_people_type_them() {
    let drive = Drive::with_school();
    let run = |arguments: &[&str]| spoc_in(drive.path(), arguments);
    assert_eq!(run(&["due", "—format", "JSON"]).json(), run(&["due", "--format", "json"]).json());
    let year = run(&["calendar", "2026-27"]).out;
    assert!(year.starts_with("2026-27, from "), "{year}");
    let notice =
        ["new", "notice", OAKFIELD, "--upn", "b801200005001", "--name", "Ada", "--year", "4", "--type", "Permanent"];
    let made = run(&[&notice[..], &["--from", "2026-10-06"]].concat());
    assert_eq!((made.status, made.err.as_str()), (0, ""), "{}", made.out);
}

#[test]
fn the_drive_is_the_one_named_or_the_one_around_or_that_of_the_environment() {
    let (drive, other) = (Drive::with_school().file("Ann Other/x.pdf", ""), Drive::with_school());
    let elsewhere = Drive::empty();
    let managers = |run: &crate::harness::Run| run.json()["counts"]["managers"].as_u64().unwrap();
    let json = ["validate", "--format", "json"];
    assert_eq!(managers(&spoc_in(drive.path(), &json)), 2);
    assert_eq!(managers(&spoc_in(&drive.path().join(OAKFIELD).join("records"), &json)), 2);
    let named = ["validate", "--format", "json", "--drive", other.path().to_str().unwrap()];
    assert_eq!(managers(&spoc_in(drive.path(), &named)), 1);
    let environment = [("SPOC_DRIVE", drive.path().to_str().unwrap())];
    assert_eq!(managers(&spoc_with(elsewhere.path(), &json, &environment)), 2);
    assert_eq!(managers(&spoc_with(other.path(), &json, &environment)), 1);
    let part = ["validate", "--format", "json", "Jane Morris"];
    assert_eq!(managers(&spoc_with(elsewhere.path(), &part, &environment)), 1);
}

#[test]
fn colours_are_for_terminals() {
    let drive = Drive::with_school().school_file("records/2026-10-06 visit.yaml", "kind: visit\n");
    let run = spoc_in(drive.path(), &["validate"]);
    assert!(run.status == 1 && !run.out.contains('\u{1b}'), "{}", run.out);
    let forced = spoc_with(drive.path(), &["validate"], &[("CLICOLOR_FORCE", "1")]);
    assert!(forced.out.contains('\u{1b}'));
    let refused = spoc_with(drive.path(), &["validate"], &[("NO_COLOR", "1"), ("TERM", "xterm")]);
    assert!(!refused.out.contains('\u{1b}'));
}
