//! `pro-forma send`: the workbook, its record and the draft, what the workbook holds, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, SheetVisible, Xlsx};

use crate::harness::{Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, assert_refused, files, spoc_in, validate};

/// The sheets with their headings, as the contract has them (records.md, section 9).
const TABLES: [(&str, &str); 6] = [
    ("Absence", "UPN, Name, Year, Possible sessions, Authorised, Unauthorised, Missed, Absence %, Note"),
    ("Exclusions", "UPN, Name, Year, Type, From, Days, Lunchtimes, Misses an exam, Authority told, Reason"),
    ("At risk", "UPN, Name, Year, Evidence"),
    ("Managed moves", "UPN, Name, Year, From school, To school, Agreed, Started, Outcome, Reviews"),
    ("Alternative provision", "UPN, Name, Year, Provider, From, Until, Sessions a week, On roll, Review"),
    ("Missing from education", "UPN, Name, Year, Last seen, Authority told"),
];
/// The labels of the sheet `Visit` (sections 9 and 10).
const LABELS: &str = "School, Visit, Return by, Completed by, Absence from, Absence to, Children on roll, No exclusions, No children at risk, \
                      Managed moves requested internally, Managed moves requested externally, No managed moves, No alternative provision, \
                      No children missing, Issues to raise, Note";

fn send(root: &Path, arguments: &[&str]) -> Run {
    spoc_in(root, &[&["pro-forma", "send"], arguments, &["--today", TODAY]].concat())
}

/// Sends a pro forma; gives the new files by their endings, and what was said.
fn sent(drive: &Drive, arguments: &[&str]) -> (BTreeMap<String, String>, String) {
    let before = files(drive.path());
    let run = send(drive.path(), arguments);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    let new = files(drive.path()).into_iter().filter(|path| !before.contains(path));
    let slashed = new.map(|path| path.to_str().unwrap().replace('\\', "/"));
    (slashed.map(|path| (path.rsplit('.').next().unwrap().to_owned(), path)).collect(), run.out)
}

fn refused(drive: &Drive, arguments: &[&str], part: &str) {
    let content = || -> Vec<_> {
        let read = |path| (fs::read(drive.path().join(&path)).unwrap(), path);
        files(drive.path()).into_iter().map(read).collect()
    };
    let before = content();
    let run = send(drive.path(), arguments);
    assert_refused(&run);
    assert!(run.err.contains(part) && run.err.contains("Nothing was written"), "{arguments:?}: {}", run.err);
    assert!(content() == before, "{arguments:?}");
}

/// A workbook that was written.
struct Book {
    bytes: Vec<u8>,
}

impl Book {
    fn of(drive: &Drive, path: &str) -> Self {
        Self { bytes: fs::read(drive.path().join(path)).unwrap() }
    }

    fn open(&self) -> Xlsx<Cursor<&[u8]>> {
        Xlsx::new(Cursor::new(&*self.bytes)).unwrap()
    }

    /// The cells of a sheet, row by row.
    fn rows(&self, sheet: &str) -> Vec<Vec<Data>> {
        self.open().worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    /// The same as texts.
    fn texts(&self, sheet: &str) -> Vec<Vec<String>> {
        self.rows(sheet).iter().map(|row| row.iter().map(text).collect()).collect()
    }

    /// The answer at a label of the sheet `Visit`.
    fn label(&self, label: &str) -> String {
        self.texts("Visit").into_iter().find(|row| row[0] == label).unwrap()[1].clone()
    }

    /// A file in the workbook.
    fn part(&self, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(&*self.bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// The markup of a sheet; `Read me` is the first.
    fn markup(&self, sheet: &str) -> String {
        let place = self.open().sheet_names().iter().position(|name| name == sheet).unwrap();
        self.part(&format!("xl/worksheets/sheet{}.xml", place + 1))
    }

    /// Whether a cell of a sheet is locked, where the sheet is protected.
    fn is_locked(&self, markup: &str, cell: &str) -> bool {
        let at = markup.split(&format!("<c r=\"{cell}\"")).nth(1).unwrap_or_else(|| panic!("{cell}"));
        let style = at.split("s=\"").nth(1).unwrap().split('"').next().unwrap().parse::<usize>().unwrap();
        let styles = self.part("xl/styles.xml");
        let cells = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
        !cells.split("<xf ").nth(style + 1).unwrap().contains("locked=\"0\"")
    }
}

/// A day as a real date is shown by it; a number, a text as they are.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => {
            let zero = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            (zero + chrono::Days::new(day.as_f64() as u64)).to_string()
        }
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

/// A school with a visit on 1 December, whose pro forma is sent by 17 November.
fn oakfield() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", "opened: 2026-11-16\n"))
        .school_file(
            "records/2026-12-01 visit.yaml",
            "kind: visit\ndate: 2026-12-01\nstatus: planned\nagreed: 2026-11-16\n",
        )
}

#[test]
fn the_workbook_its_record_and_the_draft_are_written() {
    let drive = Drive::northmere();
    let before = validate(drive.path()).problems();
    let (new, said) = sent(&drive, &["Thrushwood"]);
    let school = "Jane Morris/Thrushwood Nursery School";
    assert_eq!(new.len(), 3, "{new:?}");
    assert_eq!(new["xlsx"], format!("{school}/records/2026-12-08 pro forma.xlsx"));
    assert_eq!(new["yaml"], format!("{school}/records/2026-12-08 pro forma.yaml"));
    assert_eq!(new["eml"], format!("{school}/emails/2026-11-23 pro forma for 8 December.eml"));
    assert!(said.contains("4 rows in “Absence”") && said.contains("next: Pro forma to come back"), "{said}");
    assert_eq!(validate(drive.path()).problems(), before);
    let record = fs::read_to_string(drive.path().join(&new["yaml"])).unwrap();
    assert!(record.starts_with("kind: pro-forma\nvisit: 2026-12-08\nsent: 2026-11-23\nsent_to: "), "{record}");
}

#[test]
fn the_draft_has_the_workbook_with_it() {
    let drive = Drive::northmere();
    let (new, said) = sent(&drive, &["Thrushwood", "--to", "Miss Entwistle", "--from", "m.bell@northmere.example"]);
    assert!(said.contains("No address is known of Miss Entwistle"), "{said}");
    let bytes = fs::read(drive.path().join(&new["eml"])).unwrap();
    assert!(spoc::mail::is_draft(&bytes));
    let head = spoc::mail::of_eml(&bytes).unwrap();
    assert_eq!(head.subject.as_deref(), Some("SPOC visit on 8 December 2026: pro forma"));
    assert_eq!(head.from.as_deref(), Some("m.bell@northmere.example"));
    let mail = mailparse::parse_mail(&bytes).unwrap();
    let [text, workbook] = &*mail.subparts else { panic!("{}", mail.subparts.len()) };
    assert!(text.subparts[0].get_body().unwrap().contains("choose “yes” for it on the sheet “Visit”"));
    let name = workbook.get_content_disposition().params["filename"].clone();
    assert_eq!(name, "2026-12-08 pro forma.xlsx");
    assert_eq!(workbook.ctype.mimetype, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(workbook.get_body_raw().unwrap(), fs::read(drive.path().join(&new["xlsx"])).unwrap());
    let record = fs::read_to_string(drive.path().join(&new["yaml"])).unwrap();
    assert!(record.contains("sent_to: Miss Entwistle\n"), "{record}");
}

#[test]
fn the_sheets_are_those_of_the_contract() {
    let drive = Drive::northmere();
    let (new, _) = sent(&drive, &["Oakfield", "--visit", "2027-02-09"]);
    let book = Book::of(&drive, &new["xlsx"]);
    let sheets = book.open().sheets_metadata().to_vec();
    let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let tables = TABLES.iter().map(|(sheet, _)| *sheet);
    assert_eq!(names, ["Read me", "Visit"].into_iter().chain(tables).chain(["spoc"]).collect::<Vec<_>>());
    for sheet in &sheets {
        let is_hidden = sheet.visible != SheetVisible::Visible;
        assert_eq!(is_hidden, sheet.name == "spoc", "{}", sheet.name);
    }
    for (sheet, headings) in TABLES {
        assert_eq!(book.texts(sheet)[0].join(", "), headings, "{sheet}");
        let markup = book.markup(sheet);
        assert!(!markup.contains("<sheetProtection"), "{sheet}");
        for part in ["state=\"frozen\"", "paperSize=\"9\"", "orientation=\"landscape\"", "OFFICIAL-SENSITIVE"] {
            assert!(markup.contains(part), "{sheet} has no {part}");
        }
    }
    let labels: Vec<_> = book.texts("Visit").iter().map(|row| row[0].clone()).collect();
    assert_eq!(labels.join(", "), LABELS);
    assert_eq!(book.label("School"), "Oakfield Primary School");
    assert_eq!((book.label("Visit"), book.label("Return by")), ("2027-02-09".to_owned(), "2027-02-02".to_owned()));
    let spoc: Vec<_> = book.texts("spoc").iter().map(|row| row.join(": ")).collect();
    assert_eq!(spoc, ["format: 1", "urn: 900321", "school: Oakfield Primary School", "visit: 2027-02-09"]);
    let visit = book.markup("Visit");
    for row in 1..=16 {
        assert_eq!(book.is_locked(&visit, &format!("B{row}")), row <= 3, "B{row}");
    }
    for may in ["insertRows", "deleteRows", "sort", "autoFilter", "formatCells", "formatRows", "objects"] {
        let hinders = visit.split("<sheetProtection").nth(1).unwrap().split('>').next().unwrap().to_owned();
        let is_let = hinders.contains(&format!("{may}=\"0\"")) || may == "objects" && !hinders.contains("objects");
        assert!(is_let, "{may}: {hinders}");
    }
}

#[test]
fn what_is_known_is_filled_in_and_blank_leaves_it_out() {
    let drive = Drive::northmere();
    let (new, _) = sent(&drive, &["Oakfield", "--visit", "2027-02-09"]);
    let book = Book::of(&drive, &new["xlsx"]);
    let absence = book.rows("Absence");
    assert_eq!(absence.len(), 15);
    let first: Vec<_> = absence[1].iter().map(text).collect();
    assert_eq!(first.join("|"), "R999204521095|Lacey-Mae Dunn|5||||||");
    assert!(matches!(absence[1][2], Data::Float(5.0)), "{:?}", absence[1]);
    assert_eq!(
        book.texts("Managed moves")[1].join("|"),
        "U999204521050|Brody Cullen|5|Oakfield Primary School|Marlcross Middle School|2026-10-21|2026-11-02|under way|16 Nov 2026"
    );
    assert_eq!(
        book.texts("Alternative provision")[1].join("|"),
        "V999204521041|Reuben Achebe|5|The Woodland Room at Tollbar Lane|2026-11-02||4|yes|2026-12-07"
    );
    assert_eq!(
        book.texts("Missing from education")[1].join("|"),
        "G999204522090|Oliver Stockdale|4|2026-10-22|2026-11-09"
    );
    assert_eq!(book.texts("At risk")[1].join("|"), "V999204521041|Reuben Achebe|5|");
    // No child stands in a file's name.
    for (_, path) in new {
        assert!(!path.contains("Dunn") && !path.contains("Achebe"), "{path}");
    }
    let drive = Drive::northmere();
    let (new, said) = sent(&drive, &["Oakfield", "--visit", "2027-02-09", "--blank"]);
    assert!(said.contains("filled in: the school and the dates\n"), "{said}");
    let book = Book::of(&drive, &new["xlsx"]);
    for (sheet, _) in TABLES {
        assert!(book.texts(sheet)[1..].concat().iter().all(String::is_empty), "{sheet}");
    }
    assert!(!book.part("xl/sharedStrings.xml").contains("Lacey"));
}

#[test]
fn the_first_sheet_says_what_to_do_in_few_words() {
    let drive = Drive::northmere();
    let (new, _) = sent(&drive, &["Oakfield", "--visit", "2027-02-09"]);
    let rows = Book::of(&drive, &new["xlsx"]).texts("Read me");
    let lines: Vec<_> = rows.iter().map(|row| row.join(" ").trim().to_owned()).collect();
    let end = lines.iter().position(|line| line == "What the words mean").unwrap();
    let to_do = lines[..end].join("\n");
    assert!(to_do.split_whitespace().count() < 120, "{}", to_do.split_whitespace().count());
    for part in ["Tuesday 2 February 2027", "Priya Shah", "delete the rows", "choose yes", "secure route"] {
        assert!(to_do.contains(part), "{to_do}");
    }
    assert!(lines[end..].iter().any(|line| line.starts_with("Persistently absent Having missed 10% or more")));
}

#[test]
fn the_same_pro_forma_is_the_same_bytes() {
    let make = || {
        let drive = Drive::northmere();
        let (new, _) = sent(&drive, &["Thrushwood"]);
        fs::read(drive.path().join(&new["xlsx"])).unwrap()
    };
    assert!(make() == make());
}

#[test]
fn a_record_that_is_there_is_filled_in_and_gets_the_day() {
    let absent = "{upn: B801200005001, name: Ada, year: R, possible: 90, authorised: 9, unauthorised: 36}";
    let record = format!(
        "kind: pro-forma\nvisit: 2026-12-01   # the autumn one\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 30\n  children:\n  - {absent}\n\
         exclusions:\n- {{upn: UN1, name: Ben, year: 4, type: fixed-term, from: 2026-10-06, days: 2.5, misses_exam: no, reason: '+44'}}\nrisk_of_permanent_exclusion: []\n\
         issues: '=1+1'\nnote: \"@home\\n-1\"\n"
    );
    let drive = oakfield().school_file("records/2026-12-01 pro forma.yaml", &record);
    let (new, said) = sent(&drive, &["Oakfield", "--on", "2026-11-20"]);
    assert_eq!(new.keys().collect::<Vec<_>>(), ["eml", "xlsx"]);
    assert!(said.contains("wrote `sent: 2026-11-20` and `sent_to: Ms A Grant` in "), "{said}");
    let written = fs::read_to_string(drive.path().join(OAKFIELD).join("records/2026-12-01 pro forma.yaml")).unwrap();
    let lines = ["sent: 2026-11-20\n", "sent_to: Ms A Grant\n"];
    assert_eq!(lines.iter().fold(written.clone(), |text, line| text.replacen(line, "", 1)), record, "{written}");
    let book = Book::of(&drive, &new["xlsx"]);
    assert_eq!((book.label("Absence from"), book.label("Children on roll")), ("2026-09-02".into(), "30".into()));
    assert_eq!((book.label("No children at risk"), book.label("No exclusions")), ("yes".into(), String::new()));
    assert_eq!(book.texts("Absence")[1].join("|"), "B801200005001|Ada|R|90|9|36|45|0.5|");
    assert_eq!(book.texts("Exclusions")[1].join("|"), "UN1|Ben|4|fixed term|2026-10-06|2.5||no||+44");
    // What begins like a formula is a text.
    assert_eq!((book.label("Issues to raise"), book.label("Note")), ("=1+1".into(), "@home\n-1".into()));
    for sheet in ["Visit", "Exclusions"] {
        assert!(!book.markup(sheet).contains("<f>"), "{sheet}");
    }
}

#[test]
fn cells_check_what_is_typed_and_mark_what_is_wrong() {
    let drive = oakfield();
    let (new, _) = sent(&drive, &["Oakfield"]);
    let book = Book::of(&drive, &new["xlsx"]);
    for (sheet, parts) in [
        ("Absence", &["SUMPRODUCT(", "type=\"whole\"", "H2&gt;=0.5", "H2&gt;=0.1", "A2:A501"][..]),
        ("Exclusions", &["\"fixed term,lunchtime,permanent\"", "\"yes,no\"", "type=\"date\"", "type=\"custom\""]),
        ("Managed moves", &["\"under way,completed,returned\"", "type=\"date\""]),
        ("Alternative provision", &["\"yes,no\""]),
        ("Visit", &["\"yes\"", "type=\"date\"", "COUNTA(rows_of_Exclusions)=0"]),
    ] {
        let markup = book.markup(sheet).replace("&quot;", "\"");
        for part in parts {
            assert!(markup.contains(part), "{sheet} has no {part}: {markup}");
        }
    }
    // A UPN is text from the first row to the last, dates are days.
    let upn = book.markup("Absence").split("<col ").nth(1).unwrap().split("style=\"").nth(1).unwrap().to_owned();
    let style = upn.split('"').next().unwrap().parse::<usize>().unwrap();
    let styles = book.part("xl/styles.xml");
    let cells = styles.split("<cellXfs").nth(1).unwrap().to_owned();
    assert!(cells.split("<xf ").nth(style + 1).unwrap().contains("numFmtId=\"49\""), "{cells}");
}

#[test]
fn what_makes_no_sense_is_refused_and_nothing_is_written() {
    let drive = Drive::northmere();
    refused(&drive, &["Oakfield", "--visit", "2026-11-24"], "was sent on 10 Nov 2026");
    refused(&drive, &["Oakfield"], "sent by 26 Jan 2027 only, 39 working days ahead");
    refused(&drive, &["Oakfield", "--visit", "2026-11-25"], "has no visit on 2026-11-25");
    refused(&drive, &["Kelder", "--visit", "2026-11-05"], "was sent on ");
    refused(&drive, &["Thrushwood", "--on", "2026-11-24"], "still to come");
    sent(&drive, &["Thrushwood"]);
    let lies = "the workbook is Jane Morris/Thrushwood Nursery School/records/2026-12-08 pro forma.xlsx";
    refused(&drive, &["Thrushwood", "--visit", "2026-12-08"], lies);
    refused(&drive, &["Thrushwood"], lies);

    let drive = oakfield().school_file("records/2026-12-01 pro forma.xlsx", "theirs");
    refused(&drive, &["Oakfield"], "is there already");
    let drive = oakfield().school_file("records/2026-12-01 pro forma.yaml", "kind: pro-forma\nvisit: 1/12/2026\n");
    refused(&drive, &["Oakfield"], "cannot be read");
    refused(&drive, &["Oakfield", "--visit", "2026-12-01"], "cannot be read");
    let long = format!("kind: pro-forma\nvisit: 2026-12-01\nissues: {}\n", "x".repeat(40_000));
    let drive = oakfield().school_file("records/2026-12-01 pro forma.yaml", long);
    refused(&drive, &["Oakfield"], "`issues` is 40000 characters long");
    let drive = oakfield().file("policy.toml", POLICY);
    fs::remove_dir(drive.path().join(OAKFIELD).join("emails")).unwrap();
    let drive = drive.school_file("emails", "a file");
    refused(&drive, &["Oakfield"], "is no folder");
    let cancelled = "kind: visit\ndate: 2026-12-01\nstatus: cancelled\n";
    let drive = oakfield().school_file("records/2026-12-01 visit.yaml", cancelled);
    refused(&drive, &["Oakfield", "--visit", "2026-12-01"], "was cancelled");
    refused(&drive, &["Oakfield"], "has no visit to come");
    let held = "kind: visit\ndate: 2026-11-20\nstatus: held\nagreed: 2026-11-16\n";
    let drive = oakfield().school_file("records/2026-11-20 visit.yaml", held);
    refused(&drive, &["Oakfield", "--visit", "2026-11-20"], "is held already");
    let nobody = SCHOOL.replace("closed: 2025-08-31\n", "opened: 2026-11-16\n").replace("spoc: Priya Shah\n", "");
    let drive = oakfield().school_file("school.yaml", nobody);
    refused(&drive, &["Oakfield"], "--from NAME");
}
