//! `decide` and `move`: the rows of a visit's children from its review, and a visit that gets another day; nothing else of the drive changes.

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, assert_refused, spoc_in};
use crate::writing::files;

const VISIT: &str = "# Ours.\nkind: visit\ndate: 2026-11-24   # a Tuesday\nstatus: planned\nagreed: 2026-09-14\n\n# At the visit:\n# children:\n#   - upn: B801200005001\n#     why: [persistent-absence]\n# general_issues: what the school raised\n";
const FORM: &str = "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10\nreturned: 2026-11-16\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 200\n  children:\n    - {upn: UN1, name: Ada Brown, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n    - {upn: UN1, name: \"Zoë: O'Connor\", year: R, possible: 98, authorised: 6, unauthorised: 14}\nexclusions:\n  - {upn: B801200005001, name: Tom, year: 4, type: fixed-term, from: 2026-10-06, days: 5, told_authority: 2026-10-06}\nrisk_of_permanent_exclusion:\n  - {upn: B801200005001, name: Tom, year: 4, evidence: e}\nmanaged_moves: {requested: {internally: 0, externally: 0}}\nalternative_provision: []\nmissing_from_education: []\n";

fn drive() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-11-24 visit.yaml", VISIT)
        .school_file("records/2026-11-24 pro forma.yaml", FORM)
}

fn spoc(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[arguments, &["--today", TODAY]].concat())
}

fn tree(drive: &Drive) -> Vec<(String, String)> {
    let text = |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8(bytes).unwrap());
    files(drive.path()).into_iter().map(text).collect()
}

#[track_caller]
fn refused(drive: &Drive, arguments: &[&str], parts: &[&str]) {
    let before = files(drive.path());
    let run = spoc(drive, arguments);
    assert_refused(&run);
    for part in parts.iter().chain(&["Nothing was written"]) {
        assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
    }
    assert_eq!(files(drive.path()), before, "{arguments:?}");
}

fn visit_of(drive: &Drive) -> String {
    std::fs::read_to_string(drive.path().join(OAKFIELD).join("records/2026-11-24 visit.yaml")).unwrap()
}

const OPEN: &str = "    # {threshold: met not-met unsure, action: refer monitor none, reason: why}\n    statutory_intervention:\n    early_help_referral:\n";

#[test]
fn the_review_becomes_rows_without_decisions() {
    let drive = drive();
    let run = spoc(&drive, &["decide", "oak"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(
        run.out.contains("3 children without both decisions at the visit on Tuesday 24 November 2026"),
        "{}",
        run.out
    );
    assert!(run.out.contains("wrote 3 rows under `children:`"), "{}", run.out);
    // Two children with one code are two.
    let rows = format!(
        "children:\n  - upn: UN1\n    name: Ada Brown\n    year: 4\n    why: [persistent-absence]   # absent 20 of 98 sessions, 20.4%\n{OPEN}  - upn: UN1\n    name: \"Zoë: O'Connor\"\n    year: R\n    why: [persistent-absence]   # absent 20 of 98 sessions, 20.4%\n{OPEN}  - upn: B801200005001\n    name: Tom\n    year: 4\n    why: [exclusions, risk-of-permanent-exclusion]   # excluded 5 days; at risk of permanent exclusion\n{OPEN}"
    );
    let hint = "#     why: [persistent-absence]\n";
    assert_eq!(visit_of(&drive), VISIT.replace(hint, &format!("{hint}{rows}")));
    let validate = |drive: &Drive| spoc(drive, &["validate", "--format", "json"]).codes();
    assert_eq!(validate(&drive), Vec::<String>::new());
    // Once the visit is held, each of them is still to be decided.
    let held = visit_of(&drive)
        .replace("status: planned", "status: held\nchecks: {done: 2026-11-19, by: P}")
        .replace("2026-11-24", "2026-11-20");
    let drive = drive
        .school_file("records/2026-11-20 visit.yaml", held)
        .school_file("records/2026-11-20 pro forma.yaml", FORM.replace("2026-11-24", "2026-11-20"));
    assert_eq!(validate(&drive), ["undecided-child"; 3]);
    // Of a visit that was held the rows are written just so; who is not decided on stays a problem.
    let no_rows = "kind: visit\ndate: 2026-11-20\nstatus: held\n";
    let bare = Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-11-20 visit.yaml", no_rows)
        .school_file("records/2026-11-20 pro forma.yaml", FORM.replace("2026-11-24", "2026-11-20"));
    let run = spoc(&bare, &["decide", "oak"]);
    assert!(run.status == 0 && run.out.contains("wrote 3 rows under `children:`"), "{run:?}");
    assert_eq!(validate(&bare).iter().filter(|code| *code == "undecided-child").count(), 3);
    // A row that is there stays as it is, whatever stands in it.
    let before = tree(&drive);
    let run = spoc(&drive, &["decide", "oak"]);
    assert!(run.status == 0 && run.out.contains("nothing was written"), "{run:?}");
    assert!(run.out.contains("2026-11-20 visit.yaml") && run.out.contains("20 November 2026"), "{run:?}");
    assert_eq!(tree(&drive), before);
}

#[test]
fn rows_that_are_there_are_not_touched() {
    let rows = "children:   # as agreed\n- {upn: B801200005001, why: [other], note: \"Tom, says A\"}   # first\n\n- upn: UN1\n  name: Ada Brown\n  why: [persistent-absence]\n  statutory_intervention: {threshold: met, action: refer}\n  early_help_referral: {threshold: not-met, action: none}\n# the end";
    let drive = drive().school_file("records/2026-11-24 visit.yaml", format!("{VISIT}{rows}").replace('\n', "\r\n"));
    assert_eq!(spoc(&drive, &["decide", "oak"]).status, 0);
    let open = OPEN.replace("    ", "  ");
    let new = format!(
        "\n- upn: UN1\n  name: \"Zoë: O'Connor\"\n  year: R\n  why: [persistent-absence]   # absent 20 of 98 sessions, 20.4%\n{open}"
    );
    let expected = format!("{VISIT}{}", rows.replace("# the end", &format!("{new}# the end"))).replace('\n', "\r\n");
    assert_eq!(visit_of(&drive), expected);
}

#[test]
fn a_visit_moves_with_its_pro_forma() {
    let drive = drive();
    let before = tree(&drive);
    let run = spoc(&drive, &["move", "visit", "oak", "2026-11-24", "2026-12-01", "--agreed", "2026-11-20"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("the visit on Tuesday 24 November 2026 is now on Tuesday 1 December 2026"), "{}", run.out);
    assert!(run.out.contains("Visit to be held, by Tuesday 1 December 2026, in 6 working days"), "{}", run.out);
    let moved = |(name, text): &(String, String)| {
        let text = match name.rsplit('/').next().unwrap() {
            "2026-11-24 visit.yaml" => text
                .replace("date: 2026-11-24 ", "date: 2026-12-01 ")
                .replace("agreed: 2026-09-14\n", "agreed: 2026-11-20\nmoved_from: 2026-11-24\n"),
            _ => text.replace("visit: 2026-11-24", "visit: 2026-12-01"),
        };
        (name.replace("2026-11-24", "2026-12-01"), text)
    };
    assert_eq!(tree(&drive), before.iter().map(moved).collect::<Vec<_>>());
    assert_eq!(spoc(&drive, &["validate", "--format", "json"]).problems(), Vec::<String>::new());
    // Moved once more, `moved_from` stays the day that was agreed first.
    assert_eq!(spoc(&drive, &["move", "visit", "oak", "2026-12-01", "2026-12-08"]).status, 0);
    let text = tree(&drive).into_iter().find(|(name, _)| name.ends_with("2026-12-08 visit.yaml")).unwrap().1;
    assert!(text.contains("moved_from: 2026-11-24\n"), "{text}");
}

#[test]
fn a_visit_is_not_moved_where_it_cannot_be() {
    let drive = drive()
        .school_file("records/2027-02-09 visit.yaml", "kind: visit\ndate: 2027-02-09\nstatus: planned\n")
        .school_file("records/2026-12-02 visit.yaml", "kind: visit\ndate: 2026-12-02\nstatus: cancelled\n")
        .school_file("records/2026-12-03 pro forma.yaml", "kind: pro-forma\n- x\n")
        .school_file("records/2026-11-19 visit.yaml", "kind: visit\ndate: 2026-11-19\nstatus: held\n");
    let to = |day: &'static str| ["move", "visit", "oak", "2026-11-24", day];
    refused(&drive, &to("2027-02-09"), &["there is a visit on Tuesday 9 February 2027 already"]);
    refused(&drive, &to("2026-11-20"), &["is past", "--anyway"]);
    refused(&drive, &to("2026-11-28"), &["not a working day", "--anyway"]);
    refused(&drive, &to("2026-12-29"), &["between the terms", "--anyway"]);
    refused(&drive, &to("2026-11-24"), &["already"]);
    refused(&drive, &to("2026-12-02"), &["is there already"]);
    // The visit could be written, its pro forma not: both stay as they were.
    refused(&drive, &to("2026-12-03"), &["is there already"]);
    refused(&drive, &["move", "visit", "oak", "2026-11-19", "2026-12-08"], &["was held"]);
    refused(&drive, &["move", "visit", "oak", "2026-12-02", "2026-12-08"], &["was cancelled"]);
    let run = spoc(&drive, &[&to("2026-11-28")[..], &["--anyway"]].concat());
    assert_eq!(run.status, 0, "{run:?}");
}
