//! `done`: what is noted stands in the right record, every other byte of the drive is as it was, and what makes no sense is refused with a remedy.

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, assert_refused, spoc_in};
use crate::writing::files;

const VISIT: &str = "# Ours.\r\nkind: visit\r\ndate: 2026-11-24   # a Tuesday\r\nstatus: planned # or held\r\nactions:\r\n  - what: ring the nurse\r\n    who: Ms A Grant\r\n    due: 2026-12-08   # by then\r\n  - {what: \"send, the form\", who: Priya Shah, due: 2026-12-01}\r\nnote: |\r\n  # checks: {done: 2026-11-20}\r\n# the end";
const FORM: &str = "\u{feff}kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10   # by e-mail\n\n# When it comes back:\n# returned: 2026-11-17\n\nissues: 'none: they said'\n";
const LOG: &str = "kind: phone-log\nacademic_year: 2026-27\ncalls:\n- {date: 2026-09-10, by: P, with: A, about: other, summary: s}\n- date: 2026-09-11\n  by: P\n  with: A\n  about: other\n  summary: s\n  follow_up: {what: ring, due: 2026-09-17}   # soon\n";
const FEBRUARY: &str = "kind: visit\ndate: 2027-02-09\nstatus: planned\n";

fn drive() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-11-24 visit.yaml", VISIT)
        .school_file("records/2026-11-24 pro forma.yaml", FORM)
        .school_file("records/2027-02-09 visit.yaml", FEBRUARY)
        .school_file("records/phone log 2026-27.yaml", LOG)
}

fn done(drive: &Drive, today: &str, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[&["done", "oak"], arguments, &["--today", today]].concat())
}

/// Notes something: one record of the drive has one text in place of another, and all else is as it was.
#[track_caller]
fn noted(drive: &Drive, today: &str, arguments: &[&str], file: &str, change: (&str, &str)) -> String {
    let before = files(drive.path());
    let run = done(drive, today, arguments);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    let path = format!("{OAKFIELD}/records/{file}");
    let expected: Vec<_> = before
        .into_iter()
        .map(|(name, bytes)| {
            if name != path {
                return (name, String::from_utf8(bytes).unwrap());
            }
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(text.matches(change.0).count(), 1, "{text}");
            (name, text.replace(change.0, change.1))
        })
        .collect();
    let after = files(drive.path()).into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
    assert_eq!(after.collect::<Vec<_>>(), expected, "{arguments:?}");
    run.out
}

#[track_caller]
fn refused(drive: &Drive, today: &str, arguments: &[&str], parts: &[&str]) {
    let before = files(drive.path());
    let run = done(drive, today, arguments);
    assert_refused(&run);
    for part in parts.iter().chain(&["Nothing was written"]) {
        assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
    }
    assert_eq!(files(drive.path()), before, "{arguments:?}");
}

const FORM_FILE: &str = "2026-11-24 pro forma.yaml";
const VISIT_FILE: &str = "2026-11-24 visit.yaml";

#[test]
fn each_step_is_noted_where_it_belongs() {
    let drive = drive();
    let said =
        noted(&drive, "2026-11-18", &["chased"], FORM_FILE, ("# by e-mail\n", "# by e-mail\nchased: [2026-11-18]\n"));
    assert!(said.contains("was reminded on 18 Nov 2026") && said.contains("next: Pro forma to come back"), "{said}");
    noted(&drive, "2026-11-19", &["chased"], FORM_FILE, ("[2026-11-18]", "[2026-11-18, 2026-11-19]"));
    let said = noted(
        &drive,
        "2026-11-20",
        &["returned", "--on", "2026-11-19"],
        FORM_FILE,
        ("# returned: 2026-11-17\n", "# returned: 2026-11-17\nreturned: 2026-11-19\n"),
    );
    let expected = "Oakfield: the pro forma for the visit on Tuesday 24 November 2026 came back on 19 Nov 2026\nwrote `returned: 2026-11-19` in ";
    assert!(said.starts_with(expected), "{said}");
    assert!(said.contains("next: Checks to be done, by Monday 23 November 2026, in 1 working day\n"), "{said}");
    noted(
        &drive,
        "2026-11-20",
        &["checks"],
        VISIT_FILE,
        (
            "status: planned # or held\r\n",
            "status: planned # or held\r\nchecks: {done: 2026-11-20, by: Priya Shah}\r\n",
        ),
    );
    let said = noted(&drive, "2026-11-24", &["held"], VISIT_FILE, ("status: planned", "status: held"));
    assert!(said.contains("next: Decisions to be written up, by Tuesday 1 December 2026, in 5 working days"), "{said}");
    noted(
        &drive,
        "2026-11-27",
        &["written-up"],
        VISIT_FILE,
        ("by: Priya Shah}\r\n", "by: Priya Shah}\r\nwritten_up: 2026-11-27\r\n"),
    );
    noted(
        &drive,
        "2026-12-04",
        &["action", "1"],
        VISIT_FILE,
        ("# by then\r\n", "# by then\r\n    done: 2026-12-04\r\n"),
    );
    let said = noted(
        &drive,
        "2026-12-04",
        &["action", "2", "--on", "2026-12-01"],
        VISIT_FILE,
        ("due: 2026-12-01}", "due: 2026-12-01, done: 2026-12-01}"),
    );
    assert!(said.contains("action 2 (Priya Shah: send, the form) was done on 1 Dec 2026"), "{said}");
    noted(
        &drive,
        "2026-12-04",
        &["follow-up", "2"],
        "phone log 2026-27.yaml",
        ("due: 2026-09-17}", "due: 2026-09-17, done: 2026-12-04}"),
    );
    let problems = crate::harness::spoc_in(drive.path(), &["validate", "--format", "json", "--today", "2026-12-04"]);
    let codes = problems.codes();
    assert!(codes.iter().all(|code| code == "unanswered"), "{codes:?}");
}

#[test]
fn what_is_noted_already_stays_unless_it_is_said_again() {
    let drive = drive();
    let today = "2026-11-20";
    let run = done(&drive, today, &["sent", "--on", "2026-11-10"]);
    assert!(run.status == 0 && run.out.contains("so it is noted already"), "{run:?}");
    refused(&drive, today, &["sent"], &["noted already that", "was sent on 10 Nov 2026", "--again"]);
    noted(
        &drive,
        today,
        &["sent", "--on", "2026-11-11", "--again"],
        FORM_FILE,
        ("sent: 2026-11-10", "sent: 2026-11-11"),
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let drive = drive();
    let today = "2026-11-20";
    refused(&drive, today, &["returned", "--on", "2026-11-23"], &["still to come", "--on"]);
    refused(&drive, today, &["returned", "--on", "2026-11-09"], &["was sent on 10 Nov 2026, after 9 Nov 2026"]);
    refused(
        &drive,
        today,
        &["sent", "--visit", "2027-02-09"],
        &["no pro forma on file", "spoc new pro-forma \"Oakfield\" --visit 2027-02-09 --sent 2026-11-20"],
    );
    refused(&drive, today, &["sent", "--visit", "2027-02-10"], &["no visit on 2027-02-10", "2026-11-24, 2027-02-09"]);
    refused(&drive, today, &["held"], &["still to come", "spoc move visit"]);
    refused(
        &drive,
        today,
        &["written-up", "--visit", "2026-11-24"],
        &["not noted as held", "spoc done \"Oakfield\" held"],
    );
    refused(&drive, today, &["checks"], &["not back", "returned"]);
    refused(
        &drive,
        today,
        &["action"],
        &["number is missing", "1 in 2026-11-24 visit.yaml (Ms A Grant: ring the nurse, by 8 Dec 2026); 2 in"],
    );
    refused(&drive, today, &["action", "3"], &["there is no action 3", "ring the nurse"]);
    refused(
        &drive,
        today,
        &["follow-up", "1"],
        &["there is no follow-up 1", "2 in phone log 2026-27.yaml (P: ring, by 17 Sep 2026)"],
    );
    refused(
        &drive,
        "2026-09-17",
        &["follow-up", "2", "--visit", "2026-11-24"],
        &["--visit goes with no follow-up", "--in"],
    );
    refused(&drive, today, &["action", "1"], &["is before the visit"]);
    refused(&drive, today, &["sent", "2"], &["goes with `action`"]);
}

#[test]
fn the_visit_is_the_one_that_an_officer_means() {
    let form = "kind: pro-forma\nvisit: 2027-02-09\nsent: 2026-12-01\n";
    let drive = drive().school_file("records/2027-02-09 pro forma.yaml", form);
    // On the day after the visit the pro forma of November is still out, and that of February is far away.
    refused(
        &drive,
        "2026-12-02",
        &["returned"],
        &["the next visit is on Tuesday 9 February 2027", "--visit 2027-02-09", "--visit 2026-11-24"],
    );
    noted(
        &drive,
        "2026-12-02",
        &["returned", "--visit", "2026-11-24"],
        FORM_FILE,
        ("# returned: 2026-11-17\n", "# returned: 2026-11-17\nreturned: 2026-12-02\n"),
    );
    // What is noted already is not noted of another visit in its place.
    let drive = self::drive();
    done(&drive, "2026-11-20", &["returned"]);
    refused(&drive, "2026-11-23", &["returned"], &["noted already that", "came back on 20 Nov 2026"]);
    // A record that cannot be read may be the pro forma that is meant, or the visit.
    let drive = self::drive().school_file("records/2027-02-09 form.yaml", "kind: pro-forma\nnote: {\n");
    refused(
        &drive,
        "2027-02-01",
        &["returned", "--visit", "2027-02-09"],
        &["2027-02-09 form.yaml cannot be read, and may be the pro forma"],
    );
    let drive = self::drive().school_file("records/2026-11-23 visit.yaml", "kind: visit\nnote: {\n");
    refused(&drive, "2026-11-20", &["returned"], &["2026-11-23 visit.yaml"]);
    let run = done(&drive, "2026-11-20", &["returned", "--visit", "2026-11-24"]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn the_encoding_and_front_matter_stay() {
    let drive = drive();
    let visit =
        "---\r\nkind: visit\r\ndate: 2026-11-19\r\nstatus: planned\r\n---\r\nstatus: planned, says Zoë’s note\r\n";
    // Windows-1252, as Notepad's “ANSI”.
    let byte = |c: char| if c == '’' { 0x92 } else { u8::try_from(u32::from(c)).unwrap() };
    let bytes: Vec<u8> = visit.chars().map(byte).collect();
    let drive = drive.school_file("records/2026-11-19 visit.md", &bytes);
    assert_eq!(done(&drive, "2026-11-20", &["held"]).status, 0);
    let after = std::fs::read(drive.path().join(OAKFIELD).join("records/2026-11-19 visit.md")).unwrap();
    let at = bytes.windows(15).position(|part| part == b"status: planned").unwrap();
    let expected = [&bytes[..at], b"status: held", &bytes[at + 15..]].concat();
    assert_eq!(after, expected);
}

#[test]
fn a_record_without_a_sure_place_is_left_alone() {
    let drive = drive().school_file(
        "records/2026-11-24 pro forma.yaml",
        "kind: pro-forma\nvisit: &day 2026-11-24\nsent: *day\nreturned:\n",
    );
    refused(
        &drive,
        "2026-11-24",
        &["sent", "--again", "--on", "2026-11-10"],
        &["was left alone", "Write `sent: 2026-11-10` in it in the editor"],
    );
}

/// Last year's log has a follow-up of the same number as this year's, and so has one in a folder of its own.
fn drive_of_logs() -> Drive {
    let old = LOG.replace("2026-27", "2025-26").replace("ring", "write");
    let older = LOG.replace("2026-27", "2025-26").replace("ring", "ask");
    drive()
        .school_file("records/phone log 2025-26.yaml", old)
        .school_file("records/2025-26/phone log 2025-26.yaml", older)
}

#[test]
fn a_number_that_several_records_have_is_chosen_by_its_file() {
    let drive = drive_of_logs();
    let today = "2026-12-04";
    let noted_in = |file: &str, named: &str| {
        let expected = ("due: 2026-09-17}", "due: 2026-09-17, done: 2026-12-04}");
        noted(&drive, today, &["follow-up", "2", "--in", named], file, expected);
    };
    refused(
        &drive,
        today,
        &["follow-up", "2"],
        &[
            "more than one follow-up 2: 2 in 2025-26/phone log 2025-26.yaml (P: ask, by 17 Sep 2026); 2 in records/phone log 2025-26.yaml (P: write",
            "--in \"2025-26/phone log 2025-26.yaml\" or --in \"records/phone log 2025-26.yaml\" or --in \"phone log 2026-27.yaml\"",
        ],
    );
    refused(&drive, today, &["follow-up", "2", "--in", "phone log 2025-26"], &["more than one", "--in \"2025-26/"]);
    refused(
        &drive,
        today,
        &["follow-up", "2", "--in", "phone log 2024-25"],
        &["names no record", "2 in phone log 2026"],
    );
    refused(
        &drive,
        today,
        &["follow-up", "1", "--in", "phone log 2026-27"],
        &["no follow-up 1", "2 in phone log 2026"],
    );
    refused(&drive, today, &["held", "--in", VISIT_FILE], &["--in goes with `action`"]);
    noted_in("phone log 2026-27.yaml", "Phone log 2026-27");
    noted_in("2025-26/phone log 2025-26.yaml", "2025-26\\phone log 2025-26.yaml");
    let whole = drive.path().join(OAKFIELD).join("records/phone log 2025-26.yaml");
    noted_in("phone log 2025-26.yaml", whole.to_str().unwrap());
}

#[test]
fn an_action_that_two_visits_have_is_chosen_by_its_visit_or_its_file() {
    let again = "kind: visit\ndate: 2026-12-01\nstatus: held\nactions: [{what: x, who: y, due: 2026-12-08}]\n";
    let drive = drive().school_file("records/2026-12-01 visit.yaml", again);
    let done_now = ("due: 2026-12-08}", "due: 2026-12-08, done: 2026-12-04}");
    refused(&drive, "2026-12-04", &["action", "1"], &["Say which: --visit 2026-11-24 or --visit 2026-12-01"]);
    noted(&drive, "2026-12-04", &["action", "1", "--visit", "2026-12-01"], "2026-12-01 visit.yaml", done_now);
    // Two visits on one day: one was cancelled, and its actions remain.
    let cancelled = again.replace("2026-12-01", "2026-11-24").replace("held", "cancelled");
    let drive = self::drive().school_file("records/2026-11-24 cancelled.yaml", cancelled);
    let which = "--in \"2026-11-24 cancelled.yaml\" or --in \"2026-11-24 visit.yaml\"";
    refused(&drive, "2026-12-04", &["action", "1", "--visit", "2026-11-24"], &[which]);
    noted(
        &drive,
        "2026-12-04",
        &["action", "1", "--in", "2026-11-24 cancelled.yaml"],
        "2026-11-24 cancelled.yaml",
        done_now,
    );
}

/// The numbers of open actions and follow-ups are the same wherever an officer reads them.
#[test]
fn the_numbers_are_those_of_due_the_board_and_the_pack() {
    let today = "2026-12-04";
    let drive = drive_of_logs();
    std::fs::remove_dir_all(drive.path().join(OAKFIELD).join("records/2025-26")).unwrap();
    let run = spoc_in(drive.path(), &["due", "--today", today]);
    for what in [
        "action 1 from 24 November 2026: ring the nurse",
        "action 2 from 24 November 2026: send, the form",
        "follow-up 2 in phone log 2025-26.yaml: write",
        "follow-up 2 in phone log 2026-27.yaml: ring",
    ] {
        assert!(run.out.contains(what), "{what}: {}", run.out);
    }
    spoc_in(drive.path(), &["board", "--out", "board.html", "--today", today]);
    let board = std::fs::read_to_string(drive.path().join("board.html")).unwrap();
    for what in [
        "action 1 in 2026-11-24",
        "action 2 in 2026-11-24",
        "follow-up 2 in phone log 2025",
        "follow-up 2 in phone log 2026",
    ] {
        assert!(board.contains(what), "{what}");
    }
    let pack = |audience| {
        let page = drive.path().join("pack.html");
        let page = page.to_str().unwrap();
        let of_visit =
            ["pack", "oak", "--visit", "2027-02-09", "--for", audience, "--as", "html", "--out", page, "--force"];
        let run = spoc_in(drive.path(), &[&of_visit[..], &["--today", today]].concat());
        assert_eq!(run.status, 0, "{run:?}");
        std::fs::read_to_string(page).unwrap()
    };
    let numbers = [
        "24 Nov 2026, action 1",
        "24 Nov 2026, action 2",
        "follow-up 2 in phone log 2025",
        "follow-up 2 in phone log 2026",
    ];
    let (internal, of_school) = (pack("internal"), pack("school"));
    for what in numbers {
        assert!(internal.contains(what), "{what}: {internal}");
        assert!(!of_school.contains(what), "{what}");
    }
    // Each open row of `spoc due` stands with the command that notes it, and no other.
    let commands: Vec<_> = run.out.lines().filter_map(|line| line.split_once(", or: spoc ")).collect();
    assert_eq!(commands.len(), 4, "{}", run.out);
    for (_, command) in commands {
        let words: Vec<_> = command
            .split('"')
            .enumerate()
            .flat_map(|(place, part)| match place % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            })
            .collect();
        let run = spoc_in(drive.path(), &[&words[..], &["--today", today]].concat());
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{command}");
    }
    let run = spoc_in(drive.path(), &["due", "--today", today]);
    assert!(!run.out.contains("spoc done"), "{}", run.out);
}
