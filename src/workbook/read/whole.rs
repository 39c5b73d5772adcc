//! A workbook as a whole: which of its sheets is which, whose it is, and what has no place.

use super::day::day;
use super::found::{Fault, Found, Spot};
use super::hidden::Hidden;
use super::names::key;
use super::table::{self, Read};
use super::value::{is_blank, shown};
use super::visit::Labels;
use crate::record::values::Date;
use crate::workbook::answers::Answers;
use crate::workbook::cells::{Book, open};
use crate::workbook::form::{FORMAT, README_SHEET, SPOC_SHEET, TABLES, Table, VISIT_SHEET};
use crate::workbook::not_read::NotRead;
use crate::workbook::returned::{Places, Returned};

/// A workbook whose hidden sheet is lost is one of ours by so many labels.
const ENOUGH_LABELS: usize = 3;

/// Reads a workbook that came back: `.xlsx`, `.xlsm`, `.xls` or `.ods`, as its bytes tell.
pub fn read(bytes: &[u8]) -> Result<Returned, NotRead> {
    of_book(&open(bytes)?)
}

fn of_book(book: &Book) -> Result<Returned, NotRead> {
    let mut found = Found::default();
    let hidden = Hidden::of(book);
    if let Some(format) = hidden.format.as_ref().filter(|format| **format != FORMAT.to_string()) {
        return Err(NotRead::Format { found: format.chars().filter(|c| !c.is_control()).take(20).collect() });
    }
    let labels = match sheet_of(book, VISIT_SHEET, &mut found) {
        Some(index) => book.sheets.get(index).map(|sheet| Labels::on(index, sheet, &mut found)).unwrap_or_default(),
        None => Labels::default(),
    };
    if hidden.format.is_none() && labels.count() < ENOUGH_LABELS {
        return Err(NotRead::NotOurs);
    }
    let named = labels.given("Visit").and_then(|value| day(value, None).ok());
    let visit = hidden.visit.or(named);
    if let (Some(visit), Some(named)) = (hidden.visit, labels.given("Visit"))
        && day(named, None).ok() != Some(visit)
    {
        found.problem(
            labels.spot_of("Visit"),
            Fault::new(
                format!("the day of the visit was changed here; the workbook is for the visit of {}", Date(visit)),
                "Put the day back. The pro forma of another visit is a workbook of its own.",
            ),
        );
    }
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(
            match sheet_of(book, table.sheet, &mut found).and_then(|index| Some((index, book.sheets.get(index)?))) {
                Some((index, sheet)) => table::read(table, index, sheet, visit, &mut found),
                None => missing(table, book, &mut found),
            },
        );
    }
    let answers = labels.answers(&tables, visit, &mut found);
    leftovers(book, &mut found);
    let school = hidden.school.or_else(|| labels.given("School").map(shown));
    let (rows, places): (Vec<_>, Vec<_>) = tables.into_iter().map(|read| (read.rows, read.place)).unzip();
    let places = Places { labels: labels.places(), tables: places };
    let (problems, left_over, remarks) = found.in_order(book);
    Ok(Returned {
        urn: hidden.urn,
        school,
        visit,
        answers: Answers { labels: answers, tables: rows },
        problems,
        left_over,
        remarks,
        has_macros: book.has_macros,
        places,
    })
}

/// The sheet of a name; where there are two, the first, and the second is a problem.
fn sheet_of(book: &Book, name: &str, found: &mut Found) -> Option<usize> {
    let mut all =
        book.sheets.iter().zip(0..).filter(|(sheet, _)| key(&sheet.name) == key(name)).map(|(_, index)| index);
    let first = all.next()?;
    for second in all {
        found.problem(
            Spot::sheet(second),
            Fault::new(
                "a sheet of this name is there twice",
                "Bring what they hold together on one of them, and delete the other.",
            ),
        );
    }
    Some(first)
}

/// A table whose sheet is not there is empty. Where another sheet looks like it, that is a problem.
fn missing(table: &Table, book: &Book, found: &mut Found) -> Read {
    let like = book.sheets.iter().zip(0..).find(|(sheet, _)| !is_ours(&sheet.name) && table::is_like(table, sheet));
    match like {
        Some((_, index)) => found.problem(
            Spot::sheet(index),
            Fault::new(
                format!("the sheet `{}` is not there; this one has its headings", table.sheet),
                format!("Name this sheet `{}` if it is that one.", table.sheet),
            ),
        ),
        None => found.remark(Spot::missing(table.sheet), "The sheet is not there: it counts as empty."),
    }
    Read::default()
}

/// Whether a sheet is one of the form's.
fn is_ours(name: &str) -> bool {
    let ours = [README_SHEET, VISIT_SHEET, SPOC_SHEET].into_iter().chain(TABLES.iter().map(|table| table.sheet));
    ours.map(key).any(|ours| ours == key(name))
}

/// What stands on other sheets, in comments and in boxes.
fn leftovers(book: &Book, found: &mut Found) {
    for (sheet, index) in book.sheets.iter().zip(0..) {
        if !is_ours(&sheet.name) {
            for (at, value) in sheet.cells.iter().filter(|(_, value)| !is_blank(value)) {
                found.left_over(Spot::cell(index, *at), "on another sheet", shown(value));
            }
        }
        for (at, text) in &sheet.comments {
            found.left_over(Spot::cell(index, *at), "a comment", text.clone());
        }
        for text in &sheet.drawn {
            found.left_over(Spot::sheet(index), "a text box", text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

    use super::*;
    use crate::workbook::arbitrary;
    use crate::workbook::cells::{Area, At, Sheet, Value};
    use crate::workbook::form::{LABELS, Taken};

    /// A sheet of rows of texts; what reads as a number is one, and an empty text is no cell.
    fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
        let mut cells = BTreeMap::new();
        for (row, texts) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*texts) {
                let number = text.parse::<f64>().ok().map(Value::Number);
                if !text.is_empty() {
                    cells.insert(At { row, column }, number.unwrap_or_else(|| Value::Text((*text).to_owned())));
                }
            }
        }
        Sheet { name: name.to_owned(), cells, ..Sheet::default() }
    }

    const HIDDEN: &[&[&str]] =
        &[&["format", "1"], &["urn", "100321"], &["school", "Oakfield"], &["visit", "2026-11-24"]];
    const VISIT: &[&[&str]] = &[
        &["School", "Oakfield Primary School"],
        &["Visit", "24/11/2026"],
        &["Return by", "17/11/2026"],
        &["Completed by", "Mr T Cole"],
        &["Absence from", "2/9/2026"],
        &["Absence to", "13/11/2026"],
        &["Children on roll", "412"],
    ];
    const HEADINGS: &[&str] =
        &["UPN", "Name", "Year", "Possible sessions", "Authorised", "Unauthorised", "Missed", "Absence %", "Note"];
    const CHILD: &[&str] = &["B801200005001", "Ada", "4", "98", "6", "14", "20", "0.2", "moved"];

    fn book(sheets: Vec<Sheet>) -> Book {
        let hidden = Sheet { is_hidden: true, ..sheet("spoc", HIDDEN) };
        Book { sheets: sheets.into_iter().chain([hidden]).collect(), has_macros: false }
    }

    fn problems(sheets: Vec<Sheet>) -> Vec<String> {
        let returned = of_book(&book(sheets)).unwrap();
        returned.problems.iter().map(|problem| format!("{problem}. {}", problem.help)).collect()
    }

    fn absence(rows: &[&[&str]]) -> Returned {
        of_book(&book(vec![sheet("Visit", VISIT), sheet("Absence", rows)])).unwrap()
    }

    fn row(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect()
    }

    const ANSWERS: &[&str] = &["B801200005001", "Ada", "4", "98", "6", "14", "", "", "moved"];

    #[test]
    fn a_table_becomes_answers() {
        let returned = absence(&[HEADINGS, CHILD]);
        assert_eq!(returned.problems, []);
        assert_eq!(returned.left_over, []);
        assert_eq!(returned.answers.tables[0], [row(ANSWERS)]);
        assert_eq!(returned.answers.label("Absence from"), Some("2026-09-02"));
        assert_eq!(returned.answers.label("Children on roll"), Some("412"));
        assert_eq!(returned.answers.label("School"), None);
        assert_eq!((returned.urn.as_deref(), returned.school.as_deref()), (Some("100321"), Some("Oakfield")));
        assert_eq!(returned.visit.unwrap().to_string(), "2026-11-24");
        let place = returned.place_of("/absence/children/0/unauthorised").unwrap();
        assert_eq!(place.to_string(), "Absence, F2");
        assert_eq!(returned.place_of("/absence/to").unwrap().to_string(), "Visit, B6");
    }

    #[test]
    fn sheets_columns_and_rows_may_stand_anywhere() {
        let mut headings = HEADINGS.to_vec();
        let mut child = CHILD.to_vec();
        headings.reverse();
        child.reverse();
        headings[0] = " NOTE ";
        let blank: &[&str] = &["", " ", "\u{A0}"];
        let mut visit = VISIT.to_vec();
        visit.reverse();
        visit.insert(2, &["", ""]);
        let returned = of_book(&book(vec![
            sheet(" ABSENCE", &[&headings, blank, &[], &child, &["", "", "", "", "", "", "", "", " "]]),
            sheet("visit ", &visit),
        ]))
        .unwrap();
        assert_eq!(returned.problems, []);
        assert_eq!(returned.left_over, []);
        assert_eq!(returned.answers.tables[0], [row(ANSWERS)]);
        assert_eq!(returned.place_of("/absence/children/0/upn").unwrap().to_string(), " ABSENCE, I4");
    }

    #[test]
    fn headings_pushed_down_are_found_and_said() {
        let returned = absence(&[&["Oakfield autumn"], &[], HEADINGS, CHILD]);
        assert_eq!(returned.problems, []);
        assert_eq!(returned.answers.tables[0], [row(ANSWERS)]);
        assert_eq!(returned.remarks[0].text, "The headings stand in row 3, not in row 1.");
        assert_eq!(
            (returned.left_over[0].what, returned.left_over[0].text.as_str()),
            ("a text above the table", "Oakfield autumn")
        );
    }

    #[test]
    fn every_wrong_cell_is_said_with_its_place_and_no_name() {
        let said = problems(vec![
            sheet("Visit", &[&["Visit", "25/11/2026"], &["School", "O"], &["Absence to", "soon"]]),
            sheet("Absence", &[HEADINGS, &["A80120000500A", "", "15", "98", "-1", "Ada"]]),
        ]);
        let begins = [
            "Visit: the label `Absence from` is missing, and its answer. ",
            "Visit: the label `Children on roll` is missing, and its answer. ",
            "Visit, B1: the day of the visit was changed here; the workbook is for the visit of 2026-11-24. ",
            "Visit, B3: this is not a date here. ",
            "Absence, A2: the check letter of the UPN should be M. ",
            "Absence, B2: `Name` is missing in this row. ",
            "Absence, C2: `15` is not a year group. ",
            "Absence, E2: `-1` is not a whole number. ",
            "Absence, F2: this is not a whole number. ",
        ];
        assert!(said.iter().zip(begins).all(|(said, begins)| said.starts_with(begins)), "{said:#?}");
        assert_eq!(said.len(), begins.len(), "{said:#?}");
    }

    #[test]
    fn what_has_no_place_is_left_over() {
        let mut visit = sheet("Visit", VISIT);
        visit.cells.insert(At { row: 3, column: 2 }, Value::Text("and Ms B".to_owned()));
        visit.cells.insert(At { row: 9, column: 0 }, Value::Text("Telephone".to_owned()));
        visit.comments.push((At { row: 6, column: 1 }, "as of today".to_owned()));
        let mut headings = HEADINGS.to_vec();
        headings.push("Tutor");
        let mut child = CHILD.to_vec();
        child.push("Ms B");
        let total: &[&str] = &["Total", "", "", "98"];
        let other = sheet("Sheet1", &[&["4"]]);
        let below: &[&str] = &["These are all."];
        let returned = of_book(&book(vec![
            visit,
            sheet("Absence", &[&headings, &child, &[], total, below]),
            other,
            sheet("Read me", &[below]),
        ]))
        .unwrap();
        assert_eq!(returned.problems, []);
        let said: Vec<_> =
            returned.left_over.iter().map(|one| format!("{} ({}): {}", one.place, one.what, one.text)).collect();
        assert_eq!(
            said,
            [
                "Visit, C4 (a text beside the answers): and Ms B",
                "Visit, B7 (a comment): as of today",
                "Visit, A10 (a text beside the answers): Telephone",
                "Absence, J1 (a text beside the table): Tutor",
                "Absence, J2 (a text beside the table): Ms B",
                "Absence, A4 (a text below the table): Total",
                "Absence, D4 (a text below the table): 98",
                "Absence, A5 (a text below the table): These are all.",
                "Sheet1, A1 (on another sheet): 4",
            ]
        );
    }

    #[test]
    fn none_is_said_at_its_label() {
        let exclusions: &[&[&str]] = &[&["UPN", "Name", "Year", "Type", "From", "Days"]];
        let with = |label: &[&str], rows: &[&[&str]]| {
            let visit: Vec<_> = VISIT.iter().copied().chain([label]).collect();
            of_book(&book(vec![sheet("Visit", &visit), sheet("Exclusions", rows)])).unwrap()
        };
        let said = with(&["No exclusions", "Yes"], exclusions);
        assert_eq!((said.answers.label("No exclusions"), said.problems.len()), (Some("yes"), 0));
        let said = with(&["No exclusions", "no"], exclusions);
        assert_eq!((said.answers.label("No exclusions"), said.problems.len()), (None, 0));
        assert_eq!(said.remarks[0].place.to_string(), "Visit, B8");
        let row: &[&str] = &["B801200005001", "Ada", "4", "suspension", "6/10/2026", "2.5"];
        let said = with(&["No exclusions", "yes"], &[exclusions[0], row]);
        assert_eq!(said.problems.len(), 1);
        assert_eq!(said.problems[0].place.to_string(), "Visit, B8");
        let said = with(&["No exclusions"], exclusions);
        assert_eq!((said.answers.label("No exclusions"), said.problems.len()), (None, 0));
    }

    #[test]
    fn none_in_place_of_a_child_is_said_once() {
        let headings: &[&str] = &["UPN", "Name", "Year", "Type", "From", "Days"];
        for word in ["None", "nil ", "N/A", "-"] {
            let said = problems(vec![sheet("Exclusions", &[headings, &[word]])]);
            assert_eq!(
                said,
                [
                    "Exclusions, A2: a child's UPN is expected here, and this says that there is none. Clear this cell, and choose yes beside `No exclusions` on the sheet `Visit`."
                ]
            );
        }
        // A dash where nothing need stand is no answer.
        let row: &[&str] = &["B801200005001", "-", "4", "permanent", "6/10/2026", "n/a"];
        let returned = of_book(&book(vec![sheet("Exclusions", &[headings, row])])).unwrap();
        assert_eq!(returned.problems, []);
        assert_eq!(returned.answers.tables[1][0][1].as_deref(), Some("-"));
        // A name alone is a row that is not finished.
        let said = problems(vec![sheet("Exclusions", &[headings, row, &["Ada Brown"]])]);
        assert_eq!(said.len(), 5, "{said:#?}");
    }

    #[test]
    fn moves_are_counted_both_or_neither() {
        let with = |rows: &[&[&str]]| {
            let labels = [
                &["Managed moves requested internally"][..],
                &["Managed moves requested externally"],
                &["No managed moves"],
            ];
            let rows: Vec<Vec<&str>> =
                labels.iter().zip(rows).map(|(label, answer)| label.iter().chain(*answer).copied().collect()).collect();
            let rows: Vec<&[&str]> = VISIT.iter().copied().chain(rows.iter().map(Vec::as_slice)).collect();
            of_book(&book(vec![sheet("Visit", &rows)])).unwrap()
        };
        let counts = |returned: &Returned| {
            ["Managed moves requested internally", "Managed moves requested externally"]
                .map(|label| returned.answers.label(label).map(str::to_owned))
        };
        let none = with(&[&[], &[], &["yes"]]);
        assert_eq!(counts(&none), [Some("0".to_owned()), Some("0".to_owned())]);
        let one = with(&[&["2"], &[], &[]]);
        assert_eq!(one.problems.len(), 1);
        assert_eq!(one.problems[0].place.to_string(), "Visit, B9");
        assert_eq!(counts(&with(&[&[], &[], &[]])), [None, None]);
        assert_eq!(with(&[&["2"], &["1"], &[]]).problems, []);
    }

    #[test]
    fn an_exclusion_has_the_amount_of_its_type() {
        let headings: &[&str] = &["UPN", "Name", "Year", "Type", "From", "Days", "Lunchtimes"];
        let child = ["B801200005001", "Ada", "4"];
        let rows = [
            ["fixed term", "6/10/2026", "", "3"],
            ["lunchtime", "6/10/2026", "", ""],
            ["permanent", "6/10/2026", "1", ""],
        ];
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| child.iter().chain(row).copied().collect()).collect();
        let rows: Vec<&[&str]> = [headings].into_iter().chain(rows.iter().map(Vec::as_slice)).collect();
        let said = problems(vec![sheet("Exclusions", &rows)]);
        let begins = [
            "Exclusions, F2: `Days` is missing in this row. ",
            "Exclusions, G2: `Lunchtimes` does not go with a fixed term exclusion. ",
            "Exclusions, G3: `Lunchtimes` is missing in this row. ",
            "Exclusions, F4: `Days` does not go with a permanent exclusion. ",
        ];
        assert!(said.iter().zip(begins).all(|(said, begins)| said.starts_with(begins)), "{said:#?}");
        assert_eq!(said.len(), begins.len(), "{said:#?}");
    }

    #[test]
    fn what_is_there_twice_or_not_at_all_is_said() {
        let mut headings = HEADINGS.to_vec();
        headings[1] = "year";
        let said = problems(vec![
            sheet("Visit", VISIT),
            sheet("Absence", &[&headings, CHILD]),
            sheet("absence ", &[HEADINGS]),
        ]);
        let begins = [
            "Absence: the column `Name` is missing. ",
            "Absence, C1: this heading is there twice. ",
            "Absence, B2: this is not a year group. ",
            "absence : a sheet of this name is there twice. ",
        ];
        assert!(said.iter().zip(begins).all(|(said, begins)| said.starts_with(begins)), "{said:#?}");
        let said = problems(vec![sheet("Absence (2)", &[HEADINGS, CHILD])]);
        assert_eq!(
            said,
            [
                "Absence (2): the sheet `Absence` is not there; this one has its headings. Name this sheet `Absence` if it is that one."
            ]
        );
        let said = problems(vec![sheet("Absence", &[CHILD])]);
        assert!(said[0].starts_with("Absence: the headings of the table are not there. "), "{said:#?}");
    }

    #[test]
    fn a_merged_cell_stands_for_its_rows() {
        let mut table = sheet("Absence", &[HEADINGS, CHILD, &["", "Bo", "5", "98", "0", "10", "", "", ""], &[]]);
        table.merged = vec![Area { first: At { row: 1, column: 0 }, last: At { row: 3, column: 0 } }];
        let returned = of_book(&book(vec![sheet("Visit", VISIT), table])).unwrap();
        assert_eq!(returned.problems, []);
        assert_eq!(returned.answers.tables[0][1][0].as_deref(), Some("B801200005001"));
        assert_eq!((returned.answers.tables[0].len(), !returned.remarks.is_empty()), (2, true));
    }

    #[test]
    fn a_workbook_of_another_is_not_read() {
        let of = |sheets| of_book(&Book { sheets, has_macros: false });
        assert_eq!(of(vec![sheet("Sheet1", &[&["4"]])]), Err(NotRead::NotOurs));
        assert_eq!(of(vec![sheet("Visit", &[&["Visit", "x"]])]), Err(NotRead::NotOurs));
        assert_eq!(of(vec![sheet("spoc", &[&["format", "2"]])]), Err(NotRead::Format { found: "2".to_owned() }));
        let lost = of(vec![sheet("Visit", VISIT)]).unwrap();
        assert_eq!((lost.urn, lost.school.as_deref()), (None, Some("Oakfield Primary School")));
        assert_eq!(lost.visit.unwrap().to_string(), "2026-11-24");
    }

    /// A workbook with these answers, as another program fills it in.
    fn written(answers: &Answers) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(VISIT_SHEET).unwrap();
        for ((label, answer), row) in LABELS.iter().zip(&answers.labels).zip(0..) {
            sheet.write_string(row, 0, label.heading).unwrap();
            put(sheet, row, 1, label.taken, answer.as_deref());
        }
        for (table, rows) in TABLES.iter().zip(&answers.tables) {
            let sheet = book.add_worksheet().set_name(table.sheet).unwrap();
            for (column, place) in table.columns.iter().zip(0_u16..) {
                sheet.write_string(0, place, column.heading).unwrap();
                for (answers, row) in rows.iter().zip(1..) {
                    put(sheet, row, place, column.taken, answers[usize::from(place)].as_deref());
                }
            }
        }
        let hidden = book.add_worksheet().set_name(SPOC_SHEET).unwrap();
        hidden.write_string(0, 0, "format").unwrap().write_number(0, 1, FORMAT).unwrap();
        book.save_to_buffer().unwrap()
    }

    fn put(sheet: &mut Worksheet, row: u32, column: u16, taken: Taken, answer: Option<&str>) {
        let Some(answer) = answer else { return };
        let number = answer.parse::<f64>().ok().filter(|_| matches!(taken, Taken::Count | Taken::Days | Taken::Year));
        if let Some(number) = number {
            sheet.write_number(row, column, number).unwrap();
        } else if matches!(taken, Taken::Date) {
            let day = ExcelDateTime::parse_from_str(answer).unwrap();
            sheet.write_datetime_with_format(row, column, day, &Format::new().set_num_format("d mmm yyyy")).unwrap();
        } else if matches!(taken, Taken::Word(_)) {
            sheet.write_string(row, column, answer.replace('-', " ")).unwrap();
        } else {
            sheet.write_string(row, column, answer).unwrap();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn answers_come_back_as_they_were_written(answers in arbitrary::answers()) {
            let returned = read(&written(&answers)).unwrap();
            prop_assert_eq!(&returned.problems, &[]);
            prop_assert_eq!(&returned.left_over, &[]);
            prop_assert_eq!(&returned.answers, &answers);
        }
    }
}
