//! `pro-forma receive`: what a workbook becomes, what is refused, and that nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use spoc::policy::Policy;
use spoc::workbook::{Answers, Outgoing, write};

use crate::harness::{Drive, OAKFIELD, Run, assert_refused, files, spoc_in, validate};

const SCHOOL: &str = "name: Oakfield Primary School\nurn: 100321\nphase: primary\nstatus: maintained\nspoc: Priya Shah\nhead: {name: Ms A Grant, email: head@oakfield.example}\n";
const VISIT: &str = "kind: visit\ndate: 2026-11-24\nstatus: planned\nagreed: 2026-09-10\n";
const RECORD: &str = "records/2026-11-24 pro forma.yaml";
const TODAY: &str = "2026-11-17";

/// A school whose pro forma for the visit on 24 November was sent.
fn sent() -> Drive {
    let text = "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10   # by e-mail\nsent_to: Ms A Grant\nx_ref: 7\n\n# When it comes back:\n# returned: 2026-11-17\n";
    Drive::with_school()
        .school_file("school.yaml", SCHOOL)
        .school_file("records/2026-11-24 visit.yaml", VISIT)
        .school_file(RECORD, text)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The workbook of the visit on a day with such answers.
fn workbook_of(visit: &str, urn: &str, answers: &Answers) -> Vec<u8> {
    let policy = Policy::default();
    write(&Outgoing {
        school: "Oakfield Primary School",
        folder: "Oakfield",
        urn,
        visit: day(visit),
        return_by: day("2026-11-17"),
        sent: day("2026-11-10"),
        return_to: "Priya Shah",
        policy: &policy,
        answers,
    })
    .unwrap()
}

fn workbook(answers: &Answers) -> Vec<u8> {
    workbook_of("2026-11-24", "100321", answers)
}

/// A row of a table, from texts; an empty one is no answer.
fn row(answers: &[&str], columns: usize) -> Vec<Option<String>> {
    let mut row: Vec<_> = answers.iter().map(|text| Some((*text).to_owned()).filter(|text| !text.is_empty())).collect();
    row.resize(columns, None);
    row
}

fn answers() -> Answers {
    let mut answers = Answers::default();
    for (label, answer) in [
        ("Completed by", "Mr T Cole"),
        ("Absence from", "2026-09-02"),
        ("Absence to", "2026-11-06"),
        ("Children on roll", "412"),
        ("No children at risk", "yes"),
        ("Issues to raise", "The gate:\n#3 leaks"),
    ] {
        answers.set(label, Some(answer.to_owned()));
    }
    answers.tables[0].push(row(&["B801200005001", "=Tyler O'Connor", "4", "98", "6", "14"], 9));
    answers.tables[1].push(row(
        &["B801200005001", "Tyler", "4", "fixed-term", "2026-10-06", "2.5", "", "no", "2026-10-06", "r"],
        10,
    ));
    answers
}

/// Receives a workbook that lies outside the drive.
fn receive(drive: &Drive, bytes: &[u8], arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Pro forma from Oakfield.xlsx");
    fs::write(&file, bytes).unwrap();
    receive_file(drive, &file, arguments)
}

fn receive_file(drive: &Drive, file: &Path, arguments: &[&str]) -> Run {
    let file = file.to_str().unwrap();
    let today: &[&str] = if arguments.contains(&"--today") { &[] } else { &["--today", TODAY] };
    spoc_in(drive.path(), &[&["pro-forma", "receive", file], arguments, today].concat())
}

fn record(drive: &Drive) -> String {
    fs::read_to_string(drive.path().join(OAKFIELD).join(RECORD)).unwrap()
}

fn content(drive: &Drive) -> Vec<(PathBuf, Vec<u8>)> {
    let read = |path: PathBuf| (path.clone(), fs::read(drive.path().join(path)).unwrap());
    files(drive.path()).into_iter().map(read).collect()
}

#[test]
fn what_came_back_becomes_the_record() {
    let drive = sent();
    let bytes = workbook(&answers());
    let before = content(&drive);
    let preview = receive(&drive, &bytes, &["--check"]);
    assert_eq!((preview.status, preview.err.as_str()), (0, ""));
    assert!(content(&drive) == before, "a preview writes nothing");
    let run = receive(&drive, &bytes, &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    let expected = "kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10   # by e-mail
sent_to: Ms A Grant
returned: 2026-11-17
completed_by: Mr T Cole
absence:
  from: 2026-09-02
  to: 2026-11-06
  on_roll: 412
  children:
    - {upn: B801200005001, name: \"=Tyler O'Connor\", year: 4, possible: 98, authorised: 6, unauthorised: 14}
exclusions:
  - {upn: B801200005001, name: Tyler, year: 4, type: fixed-term, from: 2026-10-06, days: 2.5, misses_exam: no, told_authority: 2026-10-06, reason: r}
risk_of_permanent_exclusion: []
issues: |-
  The gate:
  #3 leaks
x_ref: 7

# When it comes back:
# returned: 2026-11-17
";
    let said = record(&drive);
    // Where the record shows how a field is written, it follows that.
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&said), sorted(expected), "{said}");
    assert!(preview.out.contains(said.trim_end()), "{}", preview.out);
    let kept = drive.path().join(OAKFIELD).join("records/2026-11-24 pro forma returned.xlsx");
    assert!(fs::read(kept).unwrap() == bytes);
    assert!(run.out.contains("next: "), "{}", run.out);
    let codes = validate(drive.path()).codes();
    assert!(!codes.iter().any(|code| code.starts_with("overdue-pro-forma")), "{codes:?}");
    // The same once more changes nothing.
    let before = content(&drive);
    let again = receive(&drive, &bytes, &["--today", "2026-11-19"]);
    assert_eq!(again.status, 0);
    assert!(content(&drive) == before && again.out.contains("already"), "{}", again.out);
}

#[test]
fn a_record_that_is_not_there_is_made() {
    let drive = sent();
    fs::remove_file(drive.path().join(OAKFIELD).join(RECORD)).unwrap();
    assert_eq!(receive(&drive, &workbook(&answers()), &["--on", "2026-11-16"]).status, 0);
    assert!(
        record(&drive).starts_with("kind: pro-forma\nvisit: 2026-11-24\nreturned: 2026-11-16\n"),
        "{}",
        record(&drive)
    );
}

#[test]
fn other_content_is_refused_with_the_difference_and_taken_with_merge() {
    let drive = sent();
    assert_eq!(receive(&drive, &workbook(&answers()), &[]).status, 0);
    let mut newer = answers();
    newer.tables[0][0][4] = Some("8".to_owned());
    newer.tables[1].clear();
    newer.set("No exclusions", Some("yes".to_owned()));
    let path = drive.path().join(OAKFIELD).join(RECORD);
    fs::write(&path, record(&drive).replace("unauthorised: 14}", "unauthorised: 14, x_own: 1}   # rang")).unwrap();
    let before = content(&drive);
    let run = receive(&drive, &workbook(&newer), &["--today", "2026-11-18"]);
    assert_refused(&run);
    let first = "Absence, B801200005001, Authorised: 6 in the record, 8 in the workbook";
    assert!(run.err.contains(first), "{}", run.err);
    let run = receive(&drive, &workbook(&newer), &["--today", "2026-11-18", "--check"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert!(run.out.contains(first), "{}", run.out);
    assert!(run.out.contains("Exclusions, B801200005001: in the record, not in the workbook"), "{}", run.out);
    assert!(!run.out.contains("Tyler") && !run.err.contains("Tyler"));
    assert!(content(&drive) == before);
    let run = receive(&drive, &workbook(&newer), &["--merge", "--today", "2026-11-18"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let said = record(&drive);
    assert!(said.contains("authorised: 8, unauthorised: 14, x_own: 1}   # rang\n"), "{said}");
    assert!(
        said.contains("exclusions: []\n") && said.contains("returned: 2026-11-17\n"),
        "the first day counts: {said}"
    );
    assert_eq!(
        receive(&drive, &workbook(&newer), &["--on", "2026-11-18", "--merge", "--today", "2026-11-18"]).status,
        0
    );
    assert!(record(&drive).contains("returned: 2026-11-18\n"));
    let names: Vec<_> =
        files(drive.path()).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert!(names.contains(&"2026-11-24 pro forma returned 2.xlsx".to_owned()), "{names:?}");
}

#[test]
fn what_the_rules_say_is_said_of_the_cell() {
    let drive = sent();
    let mut wrong = answers();
    wrong.tables[0].push(row(&["M80120000500A", "Zed", "5", "10", "6", "5"], 9));
    wrong.tables[1][0][8] = Some("2026-12-01".to_owned());
    let before = content(&drive);
    let run = receive(&drive, &workbook(&wrong), &[]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert!(run.out.contains("Absence, A3: ") && run.out.contains("Exclusions, I2: "), "{}", run.out);
    assert!(run.out.contains("2 problems; nothing was written") && !run.out.contains("Zed"), "{}", run.out);
    assert!(content(&drive) == before);
    let run = receive(&drive, &workbook(&wrong), &["--reply"]);
    assert_eq!(run.status, 1);
    let draft = drive.path().join(OAKFIELD).join("emails/2026-11-17 pro forma to put right.eml");
    let draft = fs::read(draft).unwrap();
    let text = String::from_utf8(draft.clone()).unwrap();
    assert!(text.starts_with("X-Unsent: 1\r\n") && text.contains("Absence, A3"), "{text}");
    assert_eq!(spoc::mail::of_eml(&draft).unwrap().to, ["Ms A Grant <head@oakfield.example>"]);
    assert!(!text.contains("Zed") && !text.contains("Tyler"));
    assert_eq!(record(&drive), record(&sent()));
}

#[test]
fn what_is_so_is_recorded_however_unwelcome() {
    let drive = sent();
    let mut long = answers();
    long.tables[1][0][5] = Some("46".to_owned());
    long.tables[0][0][3] = Some("0".to_owned());
    (long.tables[0][0][4], long.tables[0][0][5]) = (Some("0".to_owned()), Some("0".to_owned()));
    let run = receive(&drive, &workbook(&long), &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(run.out.contains("note: Exclusions, ") && run.out.contains("note: Absence, "), "{}", run.out);
    assert!(record(&drive).contains("days: 46"));
}

#[test]
fn a_wrong_school_visit_day_or_file_is_refused() {
    let drive = sent().school_file("records/2027-02-09 visit.yaml", "kind: visit\ndate: 2027-02-09\nstatus: planned\n");
    let before = content(&drive);
    let refused = |bytes: &[u8], arguments: &[&str], part: &str| {
        let run = receive(&drive, bytes, arguments);
        assert_refused(&run);
        assert!(run.err.contains(part), "{}", run.err);
        assert!(content(&drive) == before);
    };
    refused(&workbook_of("2026-11-24", "100999", &answers()), &[], "100999");
    refused(&workbook_of("2026-11-23", "100321", &answers()), &[], "2026-11-24, 2027-02-09");
    refused(&workbook(&answers()), &["--on", "2026-11-09"], "came back on 2026-11-09, before it was sent");
    refused(&workbook(&answers()), &["--on", "2026-11-20"], "still to come");
    refused(&workbook(&Answers::default()), &[], "nothing in the workbook is filled in");
    refused(b"PK\x03\x04 no workbook", &[], "broken");
    refused(b"Dear Ms Shah, here it is.", &[], "not a workbook");
    let run = receive_file(&drive, Path::new("nothing.xlsx"), &[]);
    assert_refused(&run);
}

#[test]
fn a_workbook_in_another_schools_folder_or_open_in_excel_is_refused() {
    let drive = sent();
    let other = drive.path().join("Jane Morris/Elm Park/emails");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("a.xlsx"), workbook(&answers())).unwrap();
    let run = receive_file(&drive, &other.join("a.xlsx"), &[]);
    assert_refused(&run);
    assert!(run.err.contains("lies in the folder of Jane Morris/Elm Park"), "{}", run.err);
    let emails = drive.path().join(OAKFIELD).join("emails");
    for lock in ["~$a.xlsx", ".~lock.a.xlsx#"] {
        fs::write(emails.join("a.xlsx"), workbook(&answers())).unwrap();
        fs::write(emails.join(lock), "").unwrap();
        let run = receive_file(&drive, &emails.join("a.xlsx"), &[]);
        assert_refused(&run);
        assert!(run.err.contains("open in another program"), "{}", run.err);
        fs::remove_file(emails.join(lock)).unwrap();
    }
    assert_eq!(receive_file(&drive, &emails.join("a.xlsx"), &[]).status, 0);
}

#[test]
fn a_visit_that_was_moved_keeps_its_workbook() {
    let drive = sent();
    let moved = spoc_in(drive.path(), &["move", "visit", "oakfield", "2026-11-24", "2026-12-01", "--today", TODAY]);
    assert_eq!(moved.status, 0, "{}", moved.err);
    let run = receive(&drive, &workbook(&answers()), &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let record = fs::read_to_string(drive.path().join(OAKFIELD).join("records/2026-12-01 pro forma.yaml")).unwrap();
    assert!(record.contains("visit: 2026-12-01\n") && record.contains("returned: 2026-11-17\n"), "{record}");
    assert!(record.contains("x_ref: 7") && record.contains("B801200005001"));
}

#[test]
fn our_own_draft_is_no_reply() {
    let drive = Drive::northmere();
    let send = ["pro-forma", "send", "oakfield", "--visit", "2027-02-09", "--today", "2027-01-25"];
    assert_eq!(spoc_in(drive.path(), &send).status, 0);
    let draft = drive.path().join("Jane Morris/Oakfield Primary School/emails/2027-01-25 pro forma for 9 February.eml");
    let run = receive_file(&drive, &draft, &["--today", "2027-01-26"]);
    assert_refused(&run);
    assert!(run.err.contains("is a draft of ours"), "{}", run.err);
}

#[test]
fn an_unreadable_record_of_the_day_is_named() {
    let drive = sent().school_file(RECORD, "kind: pro-forma\nvisit: [\n");
    let run = receive(&drive, &workbook(&answers()), &[]);
    assert_refused(&run);
    assert!(run.err.contains("2026-11-24 pro forma.yaml cannot be read"), "{}", run.err);
}
