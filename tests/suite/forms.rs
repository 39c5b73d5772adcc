//! The export of an online form that tells of exclusions becomes commands to look at, and nothing is recorded.

use std::fs;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, assert_refused, files, project, spoc_in};

/// Responses of three schools, as Google's forms export them.
fn responses() -> String {
    fs::read_to_string(project().join("tests/suite/forms/responses.csv")).unwrap().replace("\r\n", "\n")
}

fn drive() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .file("Jane Morris/Elm Park/school.yaml", "")
}

fn offer(drive: &Drive, bytes: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("export");
    fs::write(&file, bytes).unwrap();
    let before = files(drive.path());
    let mut arguments = vec!["new", "notice", "oakfield", "--from-form", file.to_str().unwrap(), "--today", TODAY];
    arguments.extend(options);
    let run = spoc_in(drive.path(), &arguments);
    assert_eq!(files(drive.path()), before, "{run:?}");
    run
}

const FIRST: &str = "spoc new notice oakfield --upn B801200005001 --name \"Ada Hill\" --year 4 --type fixed-term --from 2026-10-06 --days 2.5 \
    --reason \"She said 'no'  (and left)\" --told 2026-10-06 --told-by \"Ms A Grant\"";
const SECOND: &str = "spoc new notice oakfield --upn UPN --name \"Tim Bell\" --year 9 --type TYPE --from FROM --told 2026-11-02 --told-by \"Ms A Grant\" --misses-exam";

#[test]
fn each_response_of_the_school_is_offered_and_those_of_others_are_counted() {
    let run = offer(&drive(), responses(), &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    let said: Vec<_> = run.out.lines().collect();
    assert_eq!(
        said,
        [
            "line 3:",
            FIRST,
            "",
            "line 7:",
            SECOND,
            "",
            "Nothing was recorded. Hold each against its row; --row N shows what was read from which answer.",
            "Put a value in place of each word in capitals.",
            "It is not clear whose they are; --row shows one: row 6.",
            "Of other schools, and not shown: 1 response.",
        ],
        "{}",
        run.out
    );
}

#[test]
fn a_row_is_shown_with_what_was_read_from_which_answer() {
    let run = offer(&drive(), responses(), &["--row", "7"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(run.out.lines().next(), Some(SECOND));
    for said in [
        "Nothing was recorded. Hold it against line 7,",
        "  name: Tim Bell, from the answer: Pupil's name: Bell, Tim\n",
        "  year: 9, from the answer: Year group: Year 9\n",
        "  told: 2026-11-02, from the answer: Date you told the local authority: 02/11/2026\n",
        "Not found in it: upn, type and from. Put the value in place of each word in capitals.\n",
        "Questions that were not read: `End date` and `Have parents been informed?`.\n",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let unclear = offer(&drive(), responses(), &["--row", "6"]);
    assert!(
        unclear.out.contains("Look first whether it is this school's: it does not name its school."),
        "{}",
        unclear.out
    );
    for row in ["4", "99", "1"] {
        assert_refused(&offer(&drive(), responses(), &["--row", row]));
    }
}

#[test]
fn letters_and_marks_are_read_as_forms_write_them() {
    let text = responses();
    let crlf = text.replace('\n', "\r\n");
    let windows: Vec<u8> = crlf.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let tabs = text.replace("Bell, Tim", "Tim Bell").replace(',', "\t");
    let semicolons = text.replace("Bell, Tim", "Tim Bell").replace(',', ";");
    for bytes in [
        crlf.clone().into_bytes(),
        format!("\u{FEFF}{crlf}").into_bytes(),
        windows,
        tabs.into_bytes(),
        semicolons.into_bytes(),
    ] {
        let run = offer(&drive(), bytes, &[]);
        assert!(run.out.contains(FIRST) && run.out.contains(SECOND), "{run:?}");
    }
}

#[test]
fn what_is_recorded_already_is_not_offered_again() {
    let notice = "kind: exclusion-notice\nupn: B801200005001\nname: Ada Hill\nyear: 4\ntype: suspension\nfrom: 2026-10-06\ndays: 2.5\ntold_authority: 2026-10-06\n";
    let drive = drive().school_file("records/2026-10-06 exclusion notice.yaml", notice);
    let run = offer(&drive, responses(), &[]);
    assert_eq!(run.out.lines().next(), Some(SECOND), "{}", run.out);
    assert!(run.out.contains("Recorded already, and not shown: 1 response.\n"), "{}", run.out);
    let run = offer(&drive, responses(), &["--row", "3"]);
    let said = format!("It is recorded already: {OAKFIELD}/records/2026-10-06 exclusion notice.yaml.\n");
    assert!(run.out.contains(&said), "{}", run.out);
}

/// As Microsoft's forms export them: with days as days, and the name of who filled it in.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("m/d/yy h:mm:ss");
    let questions = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Last modified time",
        "Which school are you from?",
        "School URN",
        "Pupil’s first name",
        "Pupil’s surname",
        "UPN",
        "Which year is the pupil in?",
        "Type of exclusion",
        "Number of days or lunchtimes",
        "When does it start? (suspension or exclusion)",
        "What happened?",
        "Will the pupil miss a public exam?",
    ];
    let answers = [
        "1",
        "",
        "",
        "office@oakfield.example",
        "Mr T Cole",
        "",
        "Oakfield Primary",
        "100321",
        "Zoë",
        "Brontë",
        "m80120000500a",
        "Reception",
        "Lunchtime suspension",
        "3",
        "",
        "A long story",
        "No",
    ];
    for (column, (question, answer)) in (0..).zip(questions.into_iter().zip(answers)) {
        sheet.write(0, column, question).unwrap();
        if !answer.is_empty() {
            sheet.write(1, column, answer).unwrap();
        }
    }
    let time = ExcelDateTime::from_ymd(2026, 10, 7).unwrap().and_hms(9, 12, 33).unwrap();
    for (column, time) in [(1, &time), (2, &time), (14, &ExcelDateTime::from_ymd(2026, 10, 6).unwrap())] {
        sheet.write_with_format(1, column, time, &day).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_and_a_single_response_shown_whole() {
    let run = offer(&drive(), workbook(), &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(
        run.out.lines().next().unwrap(),
        "spoc new notice oakfield --upn M80120000500A --name \"Zoë Brontë\" --year R --type lunchtime --from 2026-10-06 --lunchtimes 3 \
         --told 2026-10-07 --told-by \"Mr T Cole\""
    );
    for said in ["misses-exam: no, from the answer: Will the pupil miss a public exam?: No\n", "`What happened?`"] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
}

#[test]
fn the_command_that_is_shown_records_what_it_says() {
    let drive = drive();
    let run = offer(&drive, workbook(), &[]);
    let command = run.out.lines().next().unwrap();
    // The names alone stand in quotes there.
    let words: Vec<_> = command
        .split('"')
        .enumerate()
        .flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect();
    let recorded = spoc_in(drive.path(), &[&words[1..], &["--today", TODAY]].concat());
    assert_eq!(recorded.status, 0, "{recorded:?}");
    assert_eq!(drive.problems().iter().filter(|problem| problem.contains("notice")).count(), 0);
    let again = offer(&drive, workbook(), &[]);
    assert_eq!(again.out, "Recorded already, and not shown: 1 response.\n");
}

#[test]
fn ten_thousand_responses_are_bounded() {
    let (questions, rest) = responses().split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let first = rest.lines().next().unwrap();
    let many = format!("{questions}\n{}", format!("{first}\n").repeat(10_000));
    let run = offer(&drive(), many, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.out.matches("spoc new notice").count(), 20);
    assert!(run.out.contains("Earlier ones, and not shown: 9,980 responses.\n"), "{}", run.out);
}

#[test]
fn what_is_no_form_is_refused() {
    let drive = drive();
    let mut broken = workbook();
    broken.truncate(broken.len() / 2);
    let others = responses().replace("Oakfield", "Elm Park");
    let others = others.lines().filter(|line| !line.contains(",,Pat")).collect::<Vec<_>>().join("\n");
    let foreign: [&[u8]; 6] = [b"", b"%PDF-1.7", b"a,b\n1,2\n", b"a\x01b", &broken, others.as_bytes()];
    for bytes in foreign {
        assert_refused(&offer(&drive, bytes, &[]));
    }
    let gone = ["new", "notice", "oakfield", "--from-form", "gone.csv", "--today", TODAY];
    assert_refused(&spoc_in(drive.path(), &gone));
    assert_refused(&spoc_in(drive.path(), &["new", "notice", "oakfield", "--row", "3", "--today", TODAY]));
    assert_refused(&offer(&drive, responses(), &["--days", "2"]));
}
