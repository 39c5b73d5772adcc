//! A term by commands alone: the pro forma goes out as a workbook, is filled in and saved by LibreOffice, comes back in an e-mail, is received,
//! and the visit is reviewed and packed. No record is written by hand. The commands are those of the tour in `docs/tour.md`.

use std::fs;

use data_encoding::BASE64_MIME;
use spoc::policy::Policy;
use spoc::workbook::{Answers, Outgoing, read, write};

use super::office;
use crate::harness::{Drive, Run, project, spoc_in};

const SCHOOL: &str = "Jane Morris/Oakfield Primary School";
const VISIT: &str = "2027-02-09";

/// The commands of the tour, in order, each as its words.
fn tour() -> Vec<Vec<String>> {
    let text = fs::read_to_string(project().join("docs/tour.md")).unwrap();
    let commands = text.lines().filter_map(|line| line.strip_prefix("spoc "));
    let words = |command: &str| {
        let parts = command.split('"').enumerate();
        let words = parts.flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().map(ToOwned::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    };
    commands.map(words).collect()
}

/// The next command of the tour, run in the drive's folder; its first words and its end must be these.
fn next(drive: &Drive, tour: &mut Vec<Vec<String>>, begins: &[&str], status: i32) -> Run {
    let command = tour.remove(0);
    assert_eq!(command[..begins.len()], *begins);
    let words: Vec<_> = command.iter().map(String::as_str).collect();
    let run = spoc_in(drive.path(), &words);
    assert_eq!(run.status, status, "{command:?}: {}{}", run.out, run.err);
    run
}

/// The workbook as the school's office fills it in: the children whose rows are there already get their figures, one is new, one goes.
fn filled_in(sent: &[u8]) -> Vec<u8> {
    let returned = read(sent).unwrap();
    let mut answers: Answers = returned.answers.clone();
    assert!(answers.tables[0].len() > 3, "the children named last time stand there");
    answers.tables[0].truncate(3);
    for (row, (authorised, unauthorised)) in answers.tables[0].iter_mut().zip([("9", "31"), ("12", "0"), ("6", "10")]) {
        for (column, figure) in [(3, "104"), (4, authorised), (5, unauthorised)] {
            row[column] = Some(figure.to_owned());
        }
    }
    for (label, answer) in [
        ("Completed by", "Mr T Cole"),
        ("Absence from", "2026-11-16"),
        ("Absence to", "2027-01-29"),
        ("Children on roll", "415"),
        ("No children at risk", "yes"),
        ("Managed moves requested internally", "0"),
        ("Managed moves requested externally", "0"),
        ("No children missing", "yes"),
        ("Issues to raise", "The breakfast club:\nstill no money #2"),
    ] {
        answers.set(label, Some(answer.to_owned()));
    }
    answers.tables[2].clear();
    answers.tables[5].clear();
    let row = [
        "B801200005001",
        "Poppy Lister-Ng",
        "6",
        "fixed-term",
        "2027-01-14",
        "1.5",
        "",
        "no",
        "2027-01-14",
        "hit a dinner lady",
    ];
    answers.tables[1] = vec![row.iter().map(|text| Some((*text).to_owned()).filter(|text| !text.is_empty())).collect()];
    write(&Outgoing {
        school: "Oakfield Primary School",
        folder: returned.school.as_deref().unwrap(),
        urn: returned.urn.as_deref().unwrap(),
        visit: returned.visit.unwrap(),
        return_by: "2027-02-02".parse().unwrap(),
        sent: "2027-01-25".parse().unwrap(),
        return_to: "Priya Shah",
        policy: &Policy::default(),
        answers: &answers,
    })
    .unwrap()
}

/// The school's e-mail, as Outlook saves it.
fn reply(workbook: &[u8], name: &str) -> String {
    let attached = BASE64_MIME.encode(workbook);
    format!(
        "From: Mr T Cole <t.cole@oakfield.example>\r\nTo: priya.shah@northmere.example\r\nDate: Mon, 1 Feb 2027 15:12:09 +0000\r\n\
         Subject: RE: SPOC visit 9 February\r\nMessage-ID: <1@oakfield.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHere it is.\r\n\
         --b1\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{attached}\r\n--b1--\r\n"
    )
}

fn term(ending: &str, by_office: bool) {
    let drive = Drive::northmere();
    let school = drive.path().join(SCHOOL);
    let at = |path: &str| school.join(path);
    let mut tour = tour();
    let run = next(&drive, &mut tour, &["pro-forma", "send"], 0);
    assert!(run.out.contains("2027-02-09 pro forma.xlsx"), "{}", run.out);
    let sent = fs::read(at("records/2027-02-09 pro forma.xlsx")).unwrap();
    let mut workbook = filled_in(&sent);
    if by_office {
        workbook = office::saved_as(&workbook, ending);
    }
    fs::write(at("emails/RE SPOC visit 9 February.eml"), reply(&workbook, &format!("pro forma.{ending}"))).unwrap();

    let noticed = "pro-forma-in-mail";
    assert!(next(&drive, &mut tour, &["validate", SCHOOL], 1).out.contains(noticed), "validate sees that it came back");
    let preview = next(&drive, &mut tour, &["pro-forma", "receive"], 0);
    assert!(preview.out.contains("nothing is wrong with it"), "{}", preview.out);
    let run = next(&drive, &mut tour, &["pro-forma", "receive"], 0);
    assert!(run.out.contains("next: Checks"), "{}", run.out);
    let record = fs::read_to_string(at("records/2027-02-09 pro forma.yaml")).unwrap();
    for part in [
        "visit: 2027-02-09\n",
        "sent: 2027-01-25",
        "returned: 2027-02-01\n",
        "completed_by: Mr T Cole\n",
        "  on_roll: 415\n",
        "risk_of_permanent_exclusion: []\n",
        "missing_from_education: []\n",
        "issues: |-\n  The breakfast club:\n  still no money #2\n",
        "{upn: B801200005001, name: Poppy Lister-Ng, year: 6, type: fixed-term, from: 2027-01-14, days: 1.5, misses_exam: no, \
         told_authority: 2027-01-14, reason: hit a dinner lady}",
        "possible: 104, authorised: 9, unauthorised: 31",
    ] {
        assert!(record.contains(part), "{part}: {record}");
    }
    assert!(at(&format!("records/2027-02-09 pro forma returned.{ending}")).is_file());
    let whole = spoc_in(drive.path(), &["validate", SCHOOL, "--today", "2027-02-01"]);
    assert!(!whole.out.contains(noticed), "what was received is not waited for: {}", whole.out);

    // Nothing is wrong with it, both deadlines are met, and no line of YAML was written by hand.
    next(&drive, &mut tour, &["validate"], 0);
    let run = next(&drive, &mut tour, &["due", SCHOOL], 1);
    assert!(!run.out.contains("pro forma sent") && !run.out.contains("pro forma returned"), "{}", run.out);
    let json = spoc_in(drive.path(), &["due", SCHOOL, "--format", "json", "--today", "2027-02-01"]).json();
    let state = |step: &str| {
        let of_visit = |one: &&serde_json::Value| one["visit"] == VISIT && one["step"] == step;
        json["deadlines"].as_array().unwrap().iter().find(of_visit).unwrap()["state"].clone()
    };
    assert_eq!((state("pro-forma-sent"), state("pro-forma-returned")), ("done".into(), "done".into()));
    let review = next(&drive, &mut tour, &["review", "oakfield"], 0);
    assert!(review.out.contains("persistently absent"), "{}", review.out);
    let json =
        spoc_in(drive.path(), &["review", "oakfield", "--visit", VISIT, "--format", "json", "--today", "2027-02-01"])
            .json();
    assert_eq!(json["persistent_absence"]["count"], 3, "{json}");
    next(&drive, &mut tour, &["pack", "oakfield"], 0);
    let packs: Vec<_> = fs::read_dir(drive.path().join("packs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(packs.len() == 1 && packs[0].extension().is_some_and(|ending| ending == "html"), "{packs:?}");
    assert_eq!(tour, Vec::<Vec<String>>::new(), "the tour goes on");
}

#[test]
fn a_term_by_commands_alone() {
    term("xlsx", false);
}

#[test]
fn a_term_whose_workbook_libreoffice_saved() {
    if office::is_there() {
        term("xlsx", true);
        term("ods", true);
    }
}
