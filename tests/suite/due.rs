//! `due`, `review` and `calendar` as people and programs see them, and what they say to bad input.

use snapbox::{assert_data_eq, file};

use crate::harness::{Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, project, spoc_in};

fn northmere(arguments: &[&str]) -> Run {
    spoc_in(&project(), &[arguments, &["--drive", "fixtures/northmere", "--today", TODAY]].concat())
}

/// A drive with an open school.
fn drive() -> Drive {
    Drive::with_school().school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
}

fn run(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[arguments, &["--today", TODAY]].concat())
}

#[test]
fn due_reads_well() {
    let run = northmere(&["due"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert_data_eq!(run.out, file!["due/due.txt"]);
}

#[test]
fn reviews_read_well() {
    let schools = [
        "oakfield",
        "kelder",
        "oswin",
        "thrushwood",
        "marlcross",
        "harbour",
        "fernhay",
        "tollbar",
        "stanmoor",
        "sixth",
        "greywell",
        "forge",
    ];
    let all: String = schools
        .iter()
        .map(|school| {
            let run = northmere(&["review", school]);
            assert_eq!((run.status, run.err.as_str()), (0, ""), "{school}");
            format!("$ spoc review {school}\n{}\n", run.out)
        })
        .collect();
    assert_data_eq!(all, file!["due/review.txt"]);
}

#[test]
fn calendars_read_well() {
    let year = northmere(&["calendar"]);
    let visit = northmere(&["calendar", "--visit", "2026-11-24"]);
    assert_eq!((year.status, visit.status), (0, 0));
    assert_data_eq!(format!("{}\n{}", year.out, visit.out), file!["due/calendar.txt"]);
}

#[test]
fn a_part_of_the_drive_has_its_deadlines() {
    let all = northmere(&["due", "--format", "json"]).json();
    let of_jane = |one: &&serde_json::Value| one["manager"] == "Jane Morris";
    let expected: Vec<_> = all["deadlines"].as_array().unwrap().iter().filter(of_jane).cloned().collect();
    let part = northmere(&["due", "Jane Morris", "--format", "json"]).json();
    assert_eq!(part["deadlines"].as_array().unwrap(), &expected);
    assert!(expected.len() > 50);
}

#[test]
fn the_formats_tell_the_same() {
    let json = northmere(&["due", "--format", "json"]).json();
    let deadlines = json["deadlines"].as_array().unwrap();
    let keys: Vec<_> = deadlines[0].as_object().unwrap().keys().collect();
    let expected =
        ["manager", "school", "urn", "visit", "step", "due", "state", "done", "working_days", "detail", "path"];
    assert_eq!(keys, expected);
    let csv = northmere(&["due", "--format", "csv"]).out;
    let mut rows = csv_rows(&csv);
    assert_eq!(rows.remove(0), expected);
    assert_eq!(rows.len(), deadlines.len());
    for (row, deadline) in rows.iter().zip(deadlines) {
        assert_eq!(row[5], deadline["due"].as_str().unwrap());
        assert_eq!(row[8], deadline["working_days"].to_string());
    }
    let text = northmere(&["due", "--all"]).out;
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("    ") && line.contains(" 20"))
            .filter(|line| !line.contains("→"))
            .count(),
        deadlines.len()
    );
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_deadlines_are_sorted() {
    let json = northmere(&["due", "--format", "json"]).json();
    let key = |one: &serde_json::Value| {
        ["due", "manager", "school", "step"].map(|name| one[name].as_str().unwrap().to_owned())
    };
    let keys: Vec<_> = json["deadlines"].as_array().unwrap().iter().map(key).collect();
    assert!(keys.is_sorted());
}

#[test]
fn a_spoc_sees_their_own() {
    let run = northmere(&["due", "--spoc", "priya shah"]);
    assert!(run.out.contains("Oakfield") && !run.out.contains("Tollbar"), "{}", run.out);
    // None of her deadlines is overdue, but it is not known whether a pro forma was sent.
    assert!(run.out.contains("0 overdue") && run.out.contains("2 not known"), "{}", run.out);
    assert_eq!(run.status, 1);
    let none = northmere(&["due", "--spoc", "Nobody At All"]);
    assert_eq!((none.status, none.out.as_str()), (2, ""));
    assert!(none.err.contains("Priya Shah"), "{}", none.err);
}

#[test]
fn a_calendar_file_is_brought_up_to_date_by_a_second_import() {
    let uids = |text: &str| -> Vec<String> {
        let unfolded = text.replace("\r\n ", "").replace("\n ", "");
        unfolded.lines().filter_map(|line| line.strip_prefix("UID:").map(|uid| uid.trim().to_owned())).collect()
    };
    let today = northmere(&["due", "--format", "ics"]).out;
    let first = uids(&today);
    let arguments = ["due", "--format", "ics", "--drive", "fixtures/northmere", "--today", "2026-11-30"];
    let later = spoc_in(&project(), &arguments).out;
    assert_eq!(first, uids(&later));
    let distinct: std::collections::HashSet<_> = first.iter().collect();
    assert_eq!(distinct.len(), first.len());
    assert_ne!(today, later);
    assert_eq!(today.lines().filter(|line| line.starts_with("PRODID:")).count(), 1);
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//spoc//SPOC visits and deadlines//EN", "END:VCALENDAR"] {
        assert_eq!(today.lines().filter(|one| *one == line).count(), 1, "{line}");
    }
}

/// A calendar has no heading that says which entries are still to be done: each says so itself, and what is done is left out.
#[test]
fn a_calendar_file_holds_what_is_to_be_done_in_the_words_of_that() {
    let text = northmere(&["due", "--format", "ics"]).out.replace("\r\n ", "").replace("\n ", "");
    let titles: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("SUMMARY:").map(str::trim)).collect();
    let says = |words: &str| titles.iter().any(|title| title.contains(words));
    assert!(
        says(": Authority to be told of an exclusion") && says(": Pro forma to come back for the visit on "),
        "{titles:#?}"
    );
    assert!(says(": Visit on "), "{titles:#?}");
    for words in ["✓", "authority told", "pro forma returned", "checks done"] {
        assert!(!says(words), "{words}: {titles:#?}");
    }
    let json = northmere(&["due", "--format", "json"]).json();
    let deadlines = json["deadlines"].as_array().unwrap();
    let is_done = |one: &&serde_json::Value| ["done", "late"].contains(&one["state"].as_str().unwrap());
    let done = deadlines.iter().filter(is_done).count();
    let withdrawn = text.matches("STATUS:CANCELLED").count();
    assert!(done > 0);
    assert_eq!(titles.len() - withdrawn, deadlines.len() - done);
}

#[test]
fn a_visit_without_a_pro_forma_is_reviewed_as_far_as_it_goes() {
    let drive =
        drive().school_file("records/2026-12-08 visit.yaml", "kind: visit\ndate: 2026-12-08\nstatus: planned\n");
    let run = run(&drive, &["review", "oak"]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("There is no pro forma for it"), "{}", run.out);
}

#[test]
fn the_next_visit_is_reviewed_or_else_the_last() {
    let visit = |day: &str, status: &str| format!("kind: visit\ndate: {day}\nstatus: {status}\n");
    let drive = drive()
        .school_file("records/2026-10-06 visit.yaml", visit("2026-10-06", "planned"))
        .school_file("records/2026-11-23 visit.yaml", visit("2026-11-23", "planned"))
        .school_file("records/2026-11-24 visit.yaml", visit("2026-11-24", "cancelled"));
    let which = |today: &str, more: &[&str]| {
        let run = spoc_in(drive.path(), &[&["review", "100321", "--format", "json", "--today", today], more].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        run.json()["visit"].as_str().unwrap().to_owned()
    };
    assert_eq!(which("2026-10-01", &[]), "2026-10-06");
    assert_eq!(which("2026-11-23", &[]), "2026-11-23");
    assert_eq!(which("2026-12-24", &[]), "2026-11-23");
    assert_eq!(which("2026-11-23", &["--visit", "2026-11-24"]), "2026-11-24");
}

#[test]
fn what_cannot_be_shown_is_said_in_one_line() {
    let drive = drive().file("Jane Morris/Oakham/school.yaml", SCHOOL.replace("100321", "100322"));
    let cases: [(&[&str], &str); 9] = [
        (&["review", "oakfield"], "has no visit"),
        (&["review", "oak"], "Jane Morris/Oakfield; Jane Morris/Oakham"),
        (&["review", "elm"], "there is no school `elm`"),
        (&["review", "oakfield", "--visit", "2026-12-08"], "has no visit on 2026-12-08"),
        (&["due", "--today", "1999-12-31"], "2000 to 2100"),
        (&["due", "--days", "-1"], "--days"),
        (&["calendar", "--visit", "2100-12-31"], "cannot be reckoned"),
        (&["calendar", "1999"], "1999"),
        (&["due", "Nowhere"], "there is no Nowhere"),
    ];
    for (arguments, part) in cases {
        let run =
            if arguments.contains(&"--today") { spoc_in(drive.path(), arguments) } else { run(&drive, arguments) };
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(part) && run.err.lines().count() == 1, "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_date_that_the_calendar_does_not_reach_is_a_wrong_value() {
    let drive = drive()
        .school_file("records/1999-12-08 visit.yaml", "kind: visit\ndate: 1999-12-08\nstatus: planned\n")
        .school_file(
            "records/2026-12-08 visit.yaml",
            "kind: visit\ndate: 2026-12-08\nstatus: planned\nactions: [{what: a, who: b, due: 2101-01-04}]\n",
        )
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31", "opened: 1958-09-01"));
    let expected = [
        format!("{OAKFIELD}/records/1999-12-08 visit.yaml:2:7 wrong-value /date"),
        format!("{OAKFIELD}/records/2026-12-08 visit.yaml:4:34 wrong-value /actions/0/due"),
    ];
    assert_eq!(drive.problems(), expected);
    assert_eq!(run(&drive, &["due", "--format", "json"]).json()["deadlines"].as_array().unwrap().len(), 3);
}

#[test]
fn a_policy_of_odd_numbers_is_clear_and_the_rest_still_works() {
    let visit = "kind: visit\ndate: 2026-12-08\nstatus: planned\n";
    let with = |policy: &str| {
        let policy = POLICY.replace("dates_agreed = 200", policy);
        drive().file("policy.toml", policy).school_file("records/2026-12-08 visit.yaml", visit)
    };
    assert_eq!(with("dates_agreed = 200\nchecks_done = 0").problems(), Vec::<String>::new());
    assert_eq!(
        with("dates_agreed = 200\nchecks_done = -1").problems(),
        ["policy.toml:5:15 wrong-value /deadlines/checks_done"]
    );
    assert_eq!(with("dates_agreed = 10000").problems(), Vec::<String>::new());
    let far = with("dates_agreed = 200\npro_forma_sent = 10000").problems();
    assert_eq!(far, [format!("{OAKFIELD}/records/2026-12-08 visit.yaml:2:7 wrong-value /date")]);
    let twice = POLICY.replace("from = 2027-01-04", "from = 2026-12-01");
    let drive = drive().file("policy.toml", twice);
    let codes = drive.validate().codes();
    assert_eq!(codes, ["out-of-order"]);
    assert_eq!(run(&drive, &["due"]).status, 0);
}

#[test]
fn a_row_without_a_name_decides_for_one_child_of_a_code_and_not_for_two() {
    let risk = |names: &[&str]| {
        let rows = names.iter().map(|name| format!("  - {{upn: UN2, name: {name}, year: 4, evidence: e}}\n"));
        let pro_forma = "kind: pro-forma\nvisit: 2026-10-06\nsent: 2026-09-22\nreturned: 2026-09-29\n".to_owned();
        pro_forma + "risk_of_permanent_exclusion:\n" + &rows.collect::<String>()
    };
    let decision = "{threshold: met, action: monitor}";
    let visit = format!(
        "kind: visit\ndate: 2026-10-06\nstatus: held\nchecks: {{done: 2026-10-05, by: P}}\nwritten_up: 2026-10-07\nchildren:\n  - upn: UN2\n    why: [other]\n    statutory_intervention: {decision}\n    early_help_referral: {decision}\n"
    );
    let codes = |names: &[&str]| {
        let drive = drive()
            .school_file("records/2026-10-06 visit.yaml", &visit)
            .school_file("records/2026-10-06 pro forma.yaml", risk(names));
        drive.validate().codes()
    };
    assert_eq!(codes(&["Ann Bee"]), Vec::<String>::new());
    assert_eq!(codes(&["Ann Bee", "Al Cox"]), ["undecided-child", "undecided-child"]);
}

#[test]
fn terms_of_one_name_are_added_up() {
    let policy =
        POLICY.replace("Autumn 2025", "Autumn").replace("Autumn 2026", "Autumn") + "\n[review]\nwindow_terms = 4\n";
    let notice = |from: &str, days: u32| {
        format!(
            "kind: exclusion-notice\nupn: B801200005001\nname: A\nyear: 4\ntype: fixed-term\nfrom: {from}\ndays: {days}\ntold_authority: {from}\n"
        )
    };
    let drive = drive()
        .file("policy.toml", policy)
        .school_file("records/2026-11-24 visit.yaml", "kind: visit\ndate: 2026-11-24\nstatus: planned\n")
        .school_file("records/2025-10-06 exclusion notice.yaml", notice("2025-10-06", 2))
        .school_file("records/2026-10-06 exclusion notice.yaml", notice("2026-10-06", 4));
    let json = run(&drive, &["review", "oakfield", "--format", "json"]).json();
    assert_eq!(json["exclusions"][0]["by_term"], serde_json::json!({"Autumn": 12}));
}

#[test]
fn a_visit_that_is_moved_or_cancelled_is_taken_out_of_the_calendar() {
    let visit =
        |day: &str, more: &str| format!("kind: visit\ndate: {day}\nstatus: planned\nspoc: Tomasz Nowak\n{more}");
    let events = |drive: &Drive| -> Vec<(String, bool)> {
        let text = run(drive, &["due", "--format", "ics"]).out.replace("\n ", "");
        let events = text.split("BEGIN:VEVENT").skip(1);
        let uid = |event: &str| event.lines().find_map(|line| line.strip_prefix("UID:").map(str::to_owned)).unwrap();
        events.map(|event| (uid(event), event.contains("STATUS:CANCELLED"))).collect()
    };
    let before = drive().school_file("records/2026-12-08 visit.yaml", visit("2026-12-08", ""));
    let first = events(&before);
    let held: Vec<_> = first.iter().filter(|(uid, _)| uid.starts_with("visit-held")).collect();
    assert!(held.len() == 1 && !held[0].1);
    let moved = drive().school_file("records/2026-12-10 visit.yaml", visit("2026-12-10", "moved_from: 2026-12-08\n"));
    let cancelled =
        drive().school_file("records/2026-12-08 visit.yaml", visit("2026-12-08", "").replace("planned", "cancelled"));
    for after in [events(&moved), events(&cancelled)] {
        assert!(after.contains(&(held[0].0.clone(), true)), "{after:#?}");
    }
    // The visit's own SPOC comes before the school's.
    assert!(run(&before, &["due", "--spoc", "tomasz", "--days", "20"]).out.contains("SPOC Tomasz Nowak"));
}

#[test]
fn a_broken_policy_is_not_passed_over() {
    let visit = "kind: visit\ndate: 2026-12-08\nstatus: planned\n";
    let drive =
        drive().file("policy.toml", "authority = \"Northmere").school_file("records/2026-12-08 visit.yaml", visit);
    for command in [&["due"][..], &["due", "Jane Morris"], &["due", "oak"], &["review", "oak"], &["calendar"]] {
        let run = run(&drive, command);
        assert!(run.status < 2 && run.err.starts_with("note: what is shown may be incomplete. policy.toml"), "{run:?}");
        assert_eq!(run.err.lines().count(), 1);
    }
}

#[test]
fn a_review_tells_of_what_cannot_be_read() {
    let drive = drive()
        .school_file("records/2026-12-08 visit.yaml", "kind: visit\ndate: 2026-12-08\nstatus: planned\n")
        .school_file("records/2026-12-08 pro forma.yaml", "kind: pro-forma\nvisit: 8/12/2026\n");
    let out = run(&drive, &["review", "oak"]).out;
    assert!(out.contains("1 record of this school cannot be read") && !out.contains("There is no pro forma"), "{out}");
}

#[test]
fn terms_and_holidays_count_by_date_and_year() {
    // A term in last year's list whose dates were mistyped into this year counts by its dates.
    let policy = POLICY.replace("from = 2026-04-13, to = 2026-07-21", "from = 2027-04-05, to = 2027-04-06");
    let drive = drive()
        .file("policy.toml", policy)
        .school_file("records/2026-11-24 visit.yaml", "kind: visit\ndate: 2026-11-24\nstatus: planned\n");
    let json = run(&drive, &["review", "oak", "--format", "json"]).json();
    assert_eq!(json["window"], serde_json::json!(["Autumn 2025", "Spring 2026", "Autumn 2026"]));
    let holidays =
        POLICY.replacen("]\n\n[[year]]", "]\nholidays = [{ from = 2026-11-23, to = 2026-11-27 }]\n\n[[year]]", 1);
    assert_ne!(holidays, POLICY);
    let drive = drive.file("policy.toml", holidays);
    assert!(!drive.validate().codes().contains(&"outside-term".to_owned()));
}

#[test]
fn so_many_working_days_as_no_calendar_holds_are_a_wrong_value() {
    let drive = drive().file("policy.toml", POLICY.replace("dates_agreed = 200", "dates_agreed = 30000"));
    assert_eq!(drive.problems(), ["policy.toml:17:34 wrong-value /year/1/terms/0/from"]);
}

#[test]
fn before_a_visit_that_is_over_nothing_is_to_be_chased() {
    let visit = |day: &str, status: &str| format!("kind: visit\ndate: {day}\nstatus: {status}\n");
    let over = "the visit is over: write down on which day it was done, if it was";
    let past = drive().school_file("records/2026-10-06 visit.yaml", visit("2026-10-06", "held"));
    let out = run(&past, &["due"]).out;
    assert!(out.matches(over).count() == 3 && !out.contains("chase"), "{out}");
    let coming = drive().school_file("records/2026-11-24 visit.yaml", visit("2026-11-24", "planned"));
    let out = run(&coming, &["due"]).out;
    assert!(!out.contains(over) && out.contains("chase"), "{out}");
}
