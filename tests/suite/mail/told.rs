//! An e-mail that tells of an exclusion becomes a command to look at, and nothing is recorded.

use std::fs;

use crate::harness::{Drive, OAKFIELD, TODAY, assert_refused, spoc_in};

const TOLD: &str = "Date: Tue, 06 Oct 2026 15:12:00 +0100\r\nFrom: Ms A Grant <head@oakfield.example>\r\nSubject: suspension\r\n\r\n\
    Dear Priya,\r\n\r\nPupil name: Ada Hill\r\nUPN: B801200005001\r\nType of exclusion: fixed period\r\nStart date: 6 October 2026\r\n\
    Number of days: 2.5\r\nReason: She said \"no\" $(and left)\r\n";

fn run(drive: &Drive, file: &str) -> crate::harness::Run {
    spoc_in(drive.path(), &["new", "notice", "oakfield", "--from-email", file, "--today", TODAY])
}

#[test]
fn a_command_is_shown_with_what_was_read_where_and_what_was_not() {
    let drive = Drive::with_school().school_file("emails/told.eml", TOLD);
    let run = run(&drive, &format!("{OAKFIELD}/emails/told.eml"));
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    let command = run.out.lines().next().unwrap();
    assert_eq!(
        command,
        "spoc new notice oakfield --upn B801200005001 --name \"Ada Hill\" --year YEAR --type fixed-term --from 2026-10-06 --days 2.5 \
         --reason \"She said 'no'  (and left)\" --told 2026-10-06 --told-by \"Ms A Grant\""
    );
    for said in [
        "from: 2026-10-06, from the line: Start date: 6 October 2026",
        "Not found in it: year.",
        "Nothing was recorded.",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let records = fs::read_dir(drive.path().join(OAKFIELD).join("records")).unwrap();
    assert!(records.map(|entry| entry.unwrap().file_name()).all(|name| !name.to_string_lossy().contains("notice")));
}

#[test]
fn what_tells_of_none_is_refused() {
    let drive = Drive::with_school()
        .school_file("emails/thanks.eml", "Subject: a\n\nThank you for the visit to Year 4 on 6 October 2026.\n")
        .school_file("emails/none.eml", "no mail");
    for file in ["thanks.eml", "none.eml", "gone.eml"] {
        assert_refused(&run(&drive, &format!("{OAKFIELD}/emails/{file}")));
    }
    assert_refused(&spoc_in(drive.path(), &["new", "notice", "oakfield", "--today", TODAY]));
}
