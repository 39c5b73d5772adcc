//! Prints packs: through the program into a folder of their own, or within this process.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use spoc::drive::{self, DriveReader};
use spoc::pack::{Audience, Pack, PackModel, PackSources, TemplateError, Templates, build};
use spoc::typeset;

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, project, spoc_in};

/// A drive with an open school.
pub fn open() -> Drive {
    Drive::with_school().school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
}

/// A drive with an open school, a planned visit and its pro forma.
pub fn with_visit() -> Drive {
    open()
        .school_file("records/2026-12-08 visit.yaml", VISIT)
        .school_file("records/2026-12-08 pro forma.yaml", "kind: pro-forma\nvisit: 2026-12-08\nsent: 2026-11-20\n")
}

pub const VISIT: &str = "kind: visit\ndate: 2026-12-08\nstatus: planned\n";

/// The program on a drive.
pub fn spoc(drive: &Path, arguments: &[&str]) -> Run {
    spoc_in(drive, &[arguments, &["--today", TODAY]].concat())
}

/// Runs `pack --format json`.
pub fn packs(drive: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let run = spoc(drive, &[&["pack"], arguments, &["--format", "json"]].concat());
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    run.json()["packs"].as_array().unwrap().clone()
}

/// The only pack, in one form, written outside the drive.
pub fn printed(drive: &Path, form: &str, arguments: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("pack.{form}"));
    let root = if drive.is_absolute() { drive.to_owned() } else { project().join(drive) };
    let run = spoc(&root, &[&["pack"], arguments, &["--as", form, "--out", file.to_str().unwrap()]].concat());
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [file.file_name().unwrap()]);
    fs::read(file).unwrap()
}

pub fn html(drive: &Path, arguments: &[&str]) -> String {
    String::from_utf8(printed(drive, "html", arguments)).unwrap()
}

#[cfg(feature = "pdf")]
pub fn pdf(drive: &Path, arguments: &[&str]) -> super::pdf::PdfText {
    super::pdf::PdfText::read(&printed(drive, "pdf", arguments))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A pack of the first school of a drive within this process: its model and its words.
pub fn made(root: &Path, visit: &str, today: &str, audience: Audience) -> (PackModel, Result<Pack, TemplateError>) {
    let (policy, _) = drive::policy(root).unwrap();
    let today = day(today);
    let reader = DriveReader::new(root, today);
    let place = reader.school_places().unwrap().into_iter().find(|place| place.folder == "Oakfield").unwrap();
    let (school, deadlines, problems) = reader.assess_school(&place, &policy);
    let mail = reader.read_mail_of(&school);
    let sources = PackSources {
        school: &school,
        visit: school.visits.iter().find(|filed| *filed.record.date == day(visit)).unwrap(),
        policy: &policy,
        deadlines: &deadlines,
        mail: &mail,
        predecessor: None,
        problems: (problems.len(), problems.len()),
        today,
        audience,
    };
    let names: Vec<_> = Templates::names().collect();
    let templates = Templates::new(drive::template_files(root, &names).unwrap().texts);
    (build(&sources).0, templates.pack(&sources, "OFFICIAL", None))
}

/// The page of the visit on 8 December, made within this process.
pub fn page(drive: &Drive, audience: Audience) -> String {
    typeset::html(&made(drive.path(), "2026-12-08", TODAY, audience).1.unwrap(), "")
}

/// A valid UPN made from a number.
pub fn upn(number: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    let digits = format!("{:012}", 801_200_000_000 + number);
    let sum: usize = digits.bytes().zip(2..).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{}{digits}", char::from(LETTERS[sum % 23]))
}

/// Any text as YAML.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            out.push_str(&format!("\\U{:08X}", u32::from(c)));
        }
    }
    out.push('"');
    out
}

/// A pro forma for 8 December that has come back with these children. All have the same absence, so that all are for review, in this order.
pub fn pro_forma(names: &[String], more: &str) -> String {
    let mut numbers: Vec<_> = (0..names.len()).map(upn).collect();
    numbers.sort();
    let rows = names.iter().zip(numbers).map(|(name, upn)| {
        format!(
            "    - {{upn: {upn}, name: {}, year: 4, possible: 98, authorised: 6, unauthorised: 14}}\n",
            quoted(name)
        )
    });
    // What the school does not name it answers with none.
    let lists = [
        "exclusions",
        "risk_of_permanent_exclusion",
        "managed_moves",
        "alternative_provision",
        "missing_from_education",
    ];
    let is_left_out = |list: &&&str| !more.lines().any(|line| line.starts_with(&format!("{list}:")));
    let none: String = lists.iter().filter(is_left_out).map(|list| format!("{list}: []\n")).collect();
    format!(
        "kind: pro-forma\nvisit: 2026-12-08\nsent: 2026-11-20\nreturned: 2026-11-23\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  \
         on_roll: 412\n  children:\n{}{none}{more}",
        rows.collect::<String>()
    )
}

/// A file of the school, read.
pub fn read(drive: &Drive, path: &str) -> Vec<u8> {
    fs::read(drive.path().join(OAKFIELD).join(path)).unwrap()
}

/// Every file and folder below a folder, with `/`, in order.
pub fn names(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}
