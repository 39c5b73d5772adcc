//! The Monday e-mails: who gets one, what stands in it, and what never does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, assert_refused, files, project, spoc_in};

/// A draft as a mail program reads it.
struct Draft {
    subject: String,
    text: String,
    html: String,
}

fn digest(folder: &Path, out: &Path, arguments: &[&str]) -> Run {
    let always = ["digest", "--today", TODAY, "--out", out.to_str().unwrap()];
    spoc_in(folder, &[&always, arguments].concat())
}

/// The drafts of a folder, by name.
fn drafts(folder: &Path) -> BTreeMap<String, Draft> {
    let read = |name: &std::path::PathBuf| {
        let bytes = fs::read(folder.join(name)).unwrap();
        assert!(bytes.starts_with(b"X-Unsent: 1\r\n"));
        let mail = mailparse::parse_mail(&bytes).unwrap();
        let header =
            |name: &str| mail.headers.iter().find(|header| header.get_key() == name).map(|one| one.get_value());
        assert_eq!((header("To"), header("From")), (None, None));
        let part = |place: usize| mail.subparts[place].get_body().unwrap().replace("\r\n", "\n");
        (name.to_str().unwrap().to_owned(), Draft { subject: header("Subject").unwrap(), text: part(0), html: part(1) })
    };
    files(folder).iter().map(read).collect()
}

fn open_school() -> String {
    SCHOOL.replace("closed: 2025-08-31\n", "")
}

/// A visit that was held: its actions are due on these days.
fn visit_with_actions(days: &[&str]) -> String {
    let actions: Vec<_> = days
        .iter()
        .map(|day| format!("  - {{what: Checklist for Zoë Brown, who: Mother of Zoë Brown, due: {day}}}\n"))
        .collect();
    format!(
        "kind: visit\ndate: 2026-11-02\nagreed: 2026-09-03\nstatus: held\nchecks: {{done: 2026-10-30, by: x}}\nwritten_up: 2026-11-03\nactions:\n{}",
        actions.concat()
    )
}

const PRO_FORMA: &str = "kind: pro-forma\nvisit: 2026-11-02\nsent: 2026-10-01\nreturned: 2026-10-02\n";

fn drive_with_actions(days: &[&str]) -> Drive {
    Drive::with_school()
        .school_file("school.yaml", open_school())
        .school_file("records/2026-11-02 visit.yaml", visit_with_actions(days))
        .school_file("records/2026-11-02 pro forma.yaml", PRO_FORMA)
}

#[test]
fn a_week_begins_on_monday_and_ends_on_sunday() {
    let days = ["2026-11-22", "2026-11-23", "2026-11-29", "2026-11-30", "2026-12-06", "2026-12-07"];
    let (drive, out) = (drive_with_actions(&days), Drive::empty());
    let run = digest(drive.path(), out.path(), &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.contains("Priya Shah (SPOC): 1 overdue, 2 due this week, 2 due next week"), "{}", run.out);
    let drafts = drafts(out.path());
    let names: Vec<_> = drafts.keys().map(String::as_str).collect();
    assert_eq!(names, ["2026-11-23 digest, SPOC Priya Shah.eml", "2026-11-23 digest, manager Jane Morris.eml"]);
    let spoc = &drafts[names[0]];
    assert_eq!(
        spoc.subject,
        "SPOC visits, week of 23 November 2026, for Priya Shah: 1 overdue, 2 due this week, 2 due next week"
    );
    for text in [&spoc.text, &spoc.html] {
        for part in [
            "Overdue (1)",
            "Due this week, until Sunday 29 November (2)",
            "Due next week, 30 November to 6 December (2)",
            "Action 1 from 2 November 2026",
            "Action 5 from 2 November 2026",
            "1 working day late",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        // What is due later has no place in it, and no child has.
        assert!(!text.contains("Action 6") && !text.contains("Zo") && !text.contains("Brown"), "{text}");
    }
    let manager = &drafts[names[1]];
    assert!(manager.text.contains("Priya Shah: 1 overdue, 2 this week, 2 next week"), "{}", manager.text);
    assert!(manager.text.contains("Oakfield (Priya Shah): Action 1"), "{}", manager.text);
}

#[test]
fn whoever_has_nothing_to_do_gets_no_draft_and_is_named() {
    let (drive, out) = (drive_with_actions(&["2027-02-01"]), Drive::empty());
    let run = digest(drive.path(), out.path(), &[]);
    assert_eq!((run.status, files(out.path()).len()), (0, 0), "{run:?}");
    for name in ["Priya Shah (SPOC): nothing overdue", "Jane Morris (manager): nothing overdue"] {
        assert!(run.out.contains(name), "{}", run.out);
    }
}

#[test]
fn a_school_that_cannot_be_read_is_named() {
    let drive = drive_with_actions(&["2027-02-01"])
        .school_file("records/2026-12-01 visit.yaml", "kind: visit\n  bad: [")
        .file("Jane Morris/Elm/school.yaml", "name: [")
        .file("Ann Other/Ash/school.yaml", open_school().replace("100321", "100322").replace("Priya Shah", "Sam Roe"));
    let out = Drive::empty();
    let run = digest(drive.path(), out.path(), &[]);
    assert_eq!(run.status, 0, "{run:?}");
    let drafts = drafts(out.path());
    let text = |who: &str| &drafts[&format!("2026-11-23 digest, {who}.eml")].text;
    for who in ["SPOC Priya Shah", "manager Jane Morris"] {
        assert!(text(who).contains("Oakfield: records that cannot be read (1 problem)"), "{}", text(who));
        assert!(text(who).contains("Elm: its school.yaml is missing or cannot be read"), "{}", text(who));
    }
    // Elm may be a school of this SPOC, for all that is known.
    assert!(text("SPOC Sam Roe").contains("Elm:") && !text("SPOC Sam Roe").contains("Oakfield"));
}

#[test]
fn the_numbers_are_those_of_due() {
    let northmere = project().join("fixtures/northmere");
    let out = Drive::empty();
    assert_eq!(digest(&northmere, out.path(), &[]).status, 0);
    let json = spoc_in(&northmere, &["due", "--format", "json", "--today", TODAY]).json();
    let overdue = |manager: &str| {
        let all = json["deadlines"].as_array().unwrap();
        all.iter().filter(|one| one["state"] == "overdue" && one["manager"] == manager).count()
    };
    for (name, draft) in drafts(out.path()) {
        if let Some(manager) = name.strip_suffix(".eml").unwrap().split_once("manager ").map(|(_, name)| name) {
            assert!(draft.text.contains(&format!("Overdue ({})", overdue(manager))), "{}", draft.text);
        }
        // The name of a child in an action of the example drive.
        assert!(!draft.text.contains("Keira") && !draft.html.contains("Keira"), "{}", draft.text);
        assert!(draft.text.starts_with("OFFICIAL-SENSITIVE"), "{}", draft.text);
    }
}

#[test]
fn one_person_can_be_asked_for() {
    let (drive, out) = (drive_with_actions(&["2026-11-24"]), Drive::empty());
    digest(drive.path(), out.path(), &["--spoc", "shah"]);
    digest(drive.path(), out.path(), &["--manager", "JANE"]);
    assert_eq!(files(out.path()).len(), 2);
    for (option, name) in [("--spoc", "Nobody"), ("--manager", "Nobody")] {
        let run = digest(drive.path(), out.path(), &[option, name]);
        assert_refused(&run);
        assert!(run.err.contains("There are ") && run.err.contains("Nobody"), "{}", run.err);
    }
}

#[test]
fn a_draft_gives_way_to_a_newer_one_and_nothing_else_does() {
    let (drive, out) = (drive_with_actions(&["2026-11-24"]), Drive::empty());
    let folder = out.path().join("digests");
    for _ in 0..2 {
        assert_eq!(digest(drive.path(), &folder, &[]).status, 0);
    }
    let file = folder.join("2026-11-23 digest, SPOC Priya Shah.eml");
    fs::write(&file, "X-Unsent: 1\r\nMessage-ID: <mine>\r\n\r\n").unwrap();
    let before: Vec<_> = files(&folder).iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    let run = digest(drive.path(), &folder, &[]);
    assert_refused(&run);
    assert!(run.err.contains("--force"), "{}", run.err);
    let after: Vec<_> = files(&folder).iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    assert!(before == after);
    assert_eq!(digest(drive.path(), &folder, &["--force"]).status, 0);
    // Among the e-mails of a school a draft would count as one of them.
    assert_refused(&digest(drive.path(), &drive.path().join(OAKFIELD).join("emails"), &[]));
    assert_refused(&digest(drive.path(), &drive.path().join(OAKFIELD).join("records"), &["--force"]));
}
