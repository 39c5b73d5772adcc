//! `spoc import absence`: what a school's own system exports becomes a pro forma's absence, and nothing else of the record changes.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Drive, Run, SCHOOL, TODAY, VISIT, assert_refused, in_school, project, spoc_in};

const PRO_FORMA: &str = "kind: pro-forma\nvisit: 2026-12-01\nsent: 2026-11-17 # by post\nx_ours: 1\n";
const FORM: &str = "records/2026-12-01 pro forma.yaml";
const SPAN: [&str; 6] = ["--from", "2026-09-02", "--to", "2026-11-13", "--on-roll", "412"];

/// An export of one of the systems, lines ending with LF.
fn export(name: &str) -> String {
    fs::read_to_string(project().join("tests/suite/import").join(name)).unwrap().replace("\r\n", "\n")
}

/// A school with a visit and its pro forma.
fn school(pro_forma: &str) -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-12-01 visit.yaml", VISIT)
        .school_file(FORM, pro_forma)
}

struct Desk {
    drive: Drive,
    outside: tempfile::TempDir,
}

impl Desk {
    fn new(pro_forma: &str) -> Self {
        Self { drive: school(pro_forma), outside: tempfile::tempdir().unwrap() }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.outside.path().join(name);
        fs::write(&file, bytes).unwrap();
        file
    }

    fn import(&self, bytes: impl AsRef<[u8]>, options: &[&str]) -> Run {
        let file = self.put("export.csv", bytes);
        self.import_file(&file, options)
    }

    fn import_file(&self, file: &std::path::Path, options: &[&str]) -> Run {
        let drive = self.drive.path().to_str().unwrap();
        let mut arguments =
            vec!["import", "absence", "oakfield", file.to_str().unwrap(), "--drive", drive, "--today", TODAY];
        arguments.extend(options);
        spoc_in(&project(), &arguments)
    }

    fn record(&self) -> String {
        fs::read_to_string(self.drive.path().join(in_school(FORM))).unwrap()
    }

    /// The UPNs of the record's absence, in order.
    fn upns(&self) -> Vec<String> {
        let record = self.record();
        record.split("upn: ").skip(1).map(|rest| rest[..13].to_owned()).collect()
    }
}

/// The children at or over the threshold in every one of the exports.
const TAKEN: [&str; 5] = ["B801200005001", "A801200005008", "M80120000500A", "L801200005036", "C801200005050"];

#[test]
fn exports_of_three_systems_say_the_same() {
    let mut records = Vec::new();
    for (name, options) in [("sims.csv", &SPAN[4..]), ("arbor.csv", &SPAN[..]), ("bromcom.csv", &SPAN[..])] {
        let desk = Desk::new(PRO_FORMA);
        let run = desk.import(export(name), options);
        assert_eq!((run.status, run.err.as_str()), (i32::from(name == "sims.csv"), ""), "{name}: {}", run.out);
        assert_eq!(desk.upns(), TAKEN, "{name}: {}", desk.record());
        assert_eq!(desk.drive.problems(), Vec::<String>::new(), "{name}");
        for child in ["Lovelace", "Brontë", "Null", "Wrong", "Hopper"] {
            assert!(!run.out.contains(child), "{name}: {}", run.out);
        }
        let again = desk.import(export(name), options);
        assert!(again.out.contains("says all of it already; nothing was written"), "{name}: {}", again.out);
        assert!(again.out.contains("at or over 10%: 5 children\n"), "{name}: {}", again.out);
        records.push(desk.record());
    }
    assert_eq!(records[0], records[1]);
    assert_eq!(records[0], records[2]);
    assert!(
        records[0].starts_with("kind: pro-forma\nvisit: 2026-12-01\nsent: 2026-11-17 # by post\n"),
        "{}",
        records[0]
    );
    assert!(records[0].contains("x_ours: 1\n"));
    assert!(records[0].contains("  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n"), "{}", records[0]);
    let first =
        "    - {upn: B801200005001, name: Ada Lovelace, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n";
    assert!(records[0].contains(first), "{}", records[0]);
}

#[test]
fn it_says_what_it_read_and_what_it_left_out() {
    let desk = Desk::new(PRO_FORMA);
    let run = desk.import(export("sims.csv"), &SPAN[4..]);
    let said = run.out.replace(&desk.drive.path().to_str().unwrap().replace('\\', "/"), "DRIVE");
    let said: Vec<_> = said.lines().filter(|line| !line.contains("wrote") && !line.starts_with("next:")).collect();
    assert_eq!(
        said,
        [
            "Oakfield: absence for the visit on Tuesday 1 December 2026",
            "  read as text with commas, in UTF-8",
            "  line 4 holds the headings:",
            "    `UPN` is the UPN",
            "    `Legal Surname` is the surname",
            "    `Legal Forename` is the forename",
            "    `Year` is the year",
            "    `Possible` is the sessions possible",
            "    `Authorised Absences` is the sessions missed with leave",
            "    `Unauthorised Absences` is the sessions missed without leave",
            "    not needed: `Preferred Surname`, `Preferred Forename`, `Reg`, `% Attend`",
            "  line 2: counted from 2 Sep 2026 to 13 Nov 2026",
            "  at or over 10%: 5 children",
            "  below it, left out: 2 children",
            "  no sessions possible, left out: line 11",
            "  totals, left out: line 15",
            "  left out, look at it: line 13: it has no UPN; 21 of 98 sessions are missed",
            "  left out, look at it: line 14: the check letter of the UPN should be B; 21 of 98 sessions are missed",
        ],
        "{}",
        run.out
    );
}

#[test]
fn letters_lines_and_marks_are_read_as_systems_write_them() {
    let text = export("sims.csv");
    let crlf = text.replace('\n', "\r\n");
    let windows: Vec<u8> = crlf.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let tabs = text.replace("\"Absence by pupil, 02", "\"Absence by pupil 02").replace(',', "\t");
    let utf_16: Vec<u8> = [0xFEFF].into_iter().chain(tabs.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{FEFF}{crlf}");
    let expected = {
        let desk = Desk::new(PRO_FORMA);
        desk.import(&text, &SPAN[4..]);
        desk.record()
    };
    assert!(expected.contains("name: Zoë Brontë"), "{expected}");
    for (bytes, said) in [
        (crlf.clone().into_bytes(), "commas, in UTF-8"),
        (windows, "commas, in Windows-1252"),
        (marked.into_bytes(), "commas, in UTF-8"),
        (utf_16, "tabs, in UTF-16"),
        (format!("sep=\t\n{}", tabs.replacen("\n\n", "\n", 1)).into_bytes(), "tabs, in UTF-8"),
    ] {
        let desk = Desk::new(PRO_FORMA);
        let run = desk.import(&bytes, &SPAN[4..]);
        assert!(run.out.contains(&format!("read as text with {said}\n")), "{run:?}");
        assert_eq!(desk.record(), expected, "{said}");
    }
}

#[test]
fn a_workbook_is_read_like_a_text() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Notes").unwrap();
    sheet.write(0, 0, "Printed for the authority").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Autumn").unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(0, 0, "From").unwrap();
    sheet.write_with_format(0, 1, rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 9, 2).unwrap(), &day).unwrap();
    sheet.write(0, 2, "to").unwrap();
    sheet.write_with_format(0, 3, rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 13).unwrap(), &day).unwrap();
    for (heading, column) in
        ["Name", "UPN", "Year", "Sessions possible", "Sessions authorised", "Sessions unauthorised", "Attendance"]
            .iter()
            .zip(0..)
    {
        sheet.write(2, column, *heading).unwrap();
    }
    for (row, (name, upn, figures)) in (3..).zip([
        ("=HYPERLINK(1)", "B801200005001", [98.0, 6.0, 14.0]),
        ("+Lovelace, Ada", "M80120000500A", [98.0, 0.0, 9.0]),
    ]) {
        sheet.write_string(row, 0, name).unwrap();
        sheet.write_string(row, 1, upn).unwrap();
        sheet.write_string(row, 2, "Year 4").unwrap();
        for (figure, column) in figures.iter().zip(3..) {
            sheet.write_number(row, column, *figure).unwrap();
        }
    }
    sheet.write_formula(3, 5, rust_xlsxwriter::Formula::new("=7+7").set_result("14")).unwrap();
    // One stray cell far out costs nothing.
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let desk = Desk::new(PRO_FORMA);
    let file = desk.put("export.xlsx", book.save_to_buffer().unwrap());
    let run = desk.import_file(&file, &SPAN[4..]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.contains("“Autumn”, row 3 holds the headings"), "{}", run.out);
    assert!(run.out.contains("sheets that are no such list: `Notes`"), "{}", run.out);
    assert!(run.out.contains("“Autumn”, row 1: counted from 2 Sep 2026 to 13 Nov 2026"), "{}", run.out);
    assert_eq!(desk.upns(), ["B801200005001"]);
    assert!(
        desk.record().contains("name: \"=HYPERLINK(1)\", year: 4, possible: 98, authorised: 6, unauthorised: 14"),
        "{}",
        desk.record()
    );
    assert_eq!(desk.drive.problems(), Vec::<String>::new());
}

const WITH_ABSENCE: &str = "kind: pro-forma
visit: 2026-12-01
absence:
  from: 2026-09-02
  to: 2026-11-13
  on_roll: 412
  children:
    # of the first visit
    - {upn: B801200005001, name: ada lovelace, year: 4, possible: 98, authorised: 5, unauthorised: 14, note: Has moved house, x_ours: 7} # see letter
    - {upn: W801200005015, name: Finn O'Neil, year: 5, possible: 98, authorised: 0, unauthorised: 12}
    - {upn: E942200024001, name: Nell Gwyn, year: 6, possible: 90, authorised: 0, unauthorised: 12}
";

#[test]
fn what_the_record_says_already_is_taken_over_by_merge_alone() {
    let desk = Desk::new(WITH_ABSENCE);
    let refused = desk.import(export("arbor.csv"), &[]);
    assert_refused(&refused);
    assert!(refused.err.contains("B801200005001, authorised: 5 in the record, 6 in line 5."), "{}", refused.err);
    assert!(refused.err.contains("Nothing was written. Add --merge"), "{}", refused.err);
    assert_eq!(desk.record(), WITH_ABSENCE);

    let checked = desk.import(export("arbor.csv"), &["--check"]);
    assert_eq!(checked.status, 1, "{checked:?}");
    assert!(
        checked.out.contains("  differs: B801200005001, authorised: 5 in the record, 6 in line 5\n"),
        "{}",
        checked.out
    );
    assert_eq!(desk.record(), WITH_ABSENCE);

    let merged = desk.import(export("arbor.csv"), &["--merge"]);
    assert_eq!(merged.status, 0, "{merged:?}");
    assert!(merged.out.contains("4 children new, 1 child changed"), "{}", merged.out);
    assert!(
        merged.out.contains("in the record and below the threshold in the export, kept as they are: W801200005015\n"),
        "{}",
        merged.out
    );
    assert!(merged.out.contains("kept as they are: E942200024001\n"), "{}", merged.out);
    let record = desk.record();
    assert!(record.starts_with(&WITH_ABSENCE.replace("authorised: 5,", "authorised: 6,")), "{record}");
    assert_eq!(desk.upns().len(), 7, "{record}");
    let again = desk.import(export("arbor.csv"), &[]);
    assert!(again.out.contains("nothing was written"), "{again:?}");
    assert_eq!(desk.record(), record);
}

#[test]
fn the_days_and_the_roll_are_given_once() {
    let desk = Desk::new(PRO_FORMA);
    let refused = desk.import(export("arbor.csv"), &SPAN[..2]);
    assert_refused(&refused);
    assert!(refused.err.contains("--to and --on-roll are needed"), "{}", refused.err);
    assert!(
        refused.err.contains("The export names 8 children: where these are all on roll, it is --on-roll 8."),
        "{}",
        refused.err
    );
    assert_eq!(desk.record(), PRO_FORMA);

    let desk = Desk::new(WITH_ABSENCE);
    let refused = desk.import(export("arbor.csv"), &["--on-roll", "400"]);
    assert!(
        refused.err.contains("Children on roll: 412 in the record, 400 now; and in 1 other place"),
        "{}",
        refused.err
    );
    let merged = desk.import(export("arbor.csv"), &["--on-roll", "400", "--to", "2026-11-20", "--merge"]);
    assert_eq!(merged.status, 0, "{merged:?}");
    assert!(desk.record().contains("  to: 2026-11-20\n  on_roll: 400\n"), "{}", desk.record());
    // What would be wrong in the record is not written.
    let before = desk.record();
    let refused = desk.import(export("arbor.csv"), &["--to", "2026-09-01", "--merge"]);
    assert_refused(&refused);
    assert_eq!(desk.record(), before);
}

#[test]
fn check_writes_nothing() {
    let desk = Desk::new(PRO_FORMA);
    let checked = desk.import(export("arbor.csv"), &[&SPAN[..], &["--check"]].concat());
    assert_eq!(checked.status, 0, "{checked:?}");
    assert!(
        checked.out.contains("records/2026-12-01 pro forma.yaml would say:\n\nkind: pro-forma\n"),
        "{}",
        checked.out
    );
    assert_eq!(desk.record(), PRO_FORMA);
}

#[test]
fn what_cannot_be_read_is_refused_in_one_line() {
    let desk = Desk::new(PRO_FORMA);
    let row = "B801200005001,A,4,98,6,14\n";
    for (bytes, said) in [
        (
            format!("UPN,Name,Year,% attendance\n{row}"),
            "percentages alone, and no sessions. Nothing was written. Sessions are needed",
        ),
        (
            format!("UPN,Name,Year,Possible,Authorised,Lates\n{row}"),
            "name no column for the sessions missed without leave. Nothing was written. Add it to the export; or, where one of `Lates` holds it, say so in policy.toml",
        ),
        (format!("Name,Year,Possible,Authorised,Unauthorised\n{row}"), "name no column for the UPN"),
        ("a,b\nc,d\n".to_owned(), "no row of headings"),
        (String::new(), "no row of headings"),
        (
            format!("UPN,Name,Year,Possible,Authorised,Unauthorised\n\"{}", row.repeat(100)),
            "a cell that begins in line 2 has no end",
        ),
        ("%PDF-1.7\n".to_owned(), "this is a PDF"),
        ("<html>".to_owned(), "a web page or XML"),
        ("PK\u{3}\u{4} and no archive".to_owned(), "the workbook is broken"),
    ] {
        let run = desk.import(&bytes, &SPAN);
        assert_refused(&run);
        assert!(run.err.contains(said), "{said}: {}", run.err);
        assert_eq!(desk.record(), PRO_FORMA);
    }
    let text = export("arbor.csv");
    let file = desk.put("open.csv", &text);
    desk.put(".~lock.open.csv#", "");
    let open = desk.import_file(&file, &SPAN);
    assert_refused(&open);
    assert!(open.err.contains("is open in another program"), "{}", open.err);
    let gone = desk.import_file(&desk.outside.path().join("none.csv"), &SPAN);
    assert_refused(&gone);
}

#[test]
fn the_policy_maps_headings() {
    let text = export("arbor.csv").replacen("Possible\nsessions", "Maximum", 1);
    let desk = Desk::new(PRO_FORMA);
    assert_refused(&desk.import(&text, &SPAN));
    let policy = fs::read_to_string(desk.drive.path().join("policy.toml")).unwrap();
    let with = |more: &str| {
        fs::write(desk.drive.path().join("policy.toml"), format!("{policy}\n[import.absence]\n{more}")).unwrap()
    };
    with("maximum = \"possible\"\n\"Nobody's heading / 4\" = \"ignore\"\n");
    assert_eq!(desk.drive.problems(), Vec::<String>::new());
    assert_eq!(desk.import(&text, &SPAN).status, 0);
    assert_eq!(desk.upns(), TAKEN);
    with("maximum = \"posible\"\n\"a/b\" = [1]\n");
    let found = desk.drive.problems();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("wrong-value /import/absence/maximum"), "{found:?}");
    assert!(found[1].ends_with("wrong-value /import/absence/a~1b"), "{found:?}");
}

#[test]
fn the_record_is_made_first() {
    let desk = Desk {
        drive: Drive::with_school().school_file("records/2026-12-01 visit.yaml", VISIT),
        outside: tempfile::tempdir().unwrap(),
    };
    let run = desk.import(export("arbor.csv"), &SPAN);
    assert_refused(&run);
    assert!(run.err.contains("the visit on Tuesday 1 December 2026 has no pro forma yet. Nothing was written. Make it first: spoc new pro-forma \"Oakfield\" --visit 2026-12-01."), "{}", run.err);
    let run = desk.import(export("arbor.csv"), &["--visit", "2026-12-02"]);
    assert_refused(&run);
    let unread = Desk::new("kind: pro-forma\nvisit: 01/12/2026\n");
    let run = unread.import(export("arbor.csv"), &SPAN);
    assert_refused(&run);
    assert!(run.err.contains("pro forma.yaml cannot be read"), "{}", run.err);
}
