//! The workbook as a whole: its sheets in order, the hidden one that says whose it is, and the document's properties.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, Workbook, Worksheet};

use super::cells::excel_day;
use super::checks::Checks;
use super::looks::{Looks, plain};
use super::outgoing::{Outgoing, Unwritten};
use super::{ranges, read_me, tables, visit};
use crate::words::long_day;
use crate::workbook::form::{FORMAT, README_SHEET, SPOC_SHEET, TABLES, VISIT_SHEET};

/// The bytes of the workbook: the same for the same input.
pub fn write(outgoing: &Outgoing<'_>) -> Result<Vec<u8>, Unwritten> {
    let looks = Looks::new();
    let mut checks = Checks::default();
    let mut book = Workbook::new();
    const ROW_PIXELS: u32 = 20;
    const COLUMN_PIXELS: u32 = 64;
    book.set_default_format(&plain(), ROW_PIXELS, COLUMN_PIXELS)?;
    book.set_properties(&properties(outgoing));
    read_me::write(named(&mut book, README_SHEET)?, outgoing, &looks)?;
    visit::write(named(&mut book, VISIT_SHEET)?, outgoing, &looks, &mut checks)?;
    for (table, rows) in TABLES.iter().zip(&outgoing.answers.tables) {
        tables::write(named(&mut book, table.sheet)?, table, rows, outgoing, &looks, &mut checks)?;
        // The sheet `Visit` asks by this name whether the table has rows: a mark cannot look at another sheet but by a name.
        book.define_name(ranges::name_of_rows(table), &ranges::rows(table, rows.len()))?;
    }
    let spoc = named(&mut book, SPOC_SHEET)?;
    whose(spoc, outgoing, &looks)?;
    checks.write_lists(spoc)?;
    for (name, range) in checks.names() {
        book.define_name(name, &range)?;
    }
    Ok(book.save_to_buffer()?)
}

fn named<'b>(book: &'b mut Workbook, name: &str) -> Result<&'b mut Worksheet, Unwritten> {
    Ok(book.add_worksheet().set_name(name)?)
}

/// The hidden sheet: whose workbook it is, for the program that reads it.
fn whose(sheet: &mut Worksheet, outgoing: &Outgoing<'_>, looks: &Looks) -> Result<(), Unwritten> {
    sheet.set_hidden(true);
    sheet.write_string(0, 0, "format")?.write_number(0, 1, FORMAT)?;
    sheet.write_string(1, 0, "urn")?.write_string_with_format(1, 1, outgoing.urn, &looks.text)?;
    sheet.write_string(2, 0, "school")?.write_string_with_format(2, 1, outgoing.folder, &looks.text)?;
    sheet.write_string(3, 0, "visit")?;
    match excel_day(outgoing.visit) {
        Some(day) => sheet.write_datetime_with_format(3, 1, day, &looks.date)?,
        None => sheet.write_string(3, 1, outgoing.visit.to_string())?,
    };
    sheet.set_column_width(0, 12)?.set_column_width(1, 40)?;
    Ok(())
}

fn properties(outgoing: &Outgoing<'_>) -> DocProperties {
    let properties = DocProperties::new()
        .set_title(format!("SPOC visit pro forma: {}, {}", outgoing.school, long_day(outgoing.visit)))
        .set_subject("SPOC visit pro forma")
        .set_author(outgoing.sender())
        .set_company(outgoing.policy.authority.as_deref().unwrap_or_default())
        .set_category(outgoing.policy.pack.marking.as_deref().unwrap_or_default())
        .set_custom_property("Language", "en-GB");
    // The day and no clock: the same workbook is the same bytes.
    let nine = |day: NaiveDate| {
        let year = u16::try_from(day.year()).ok()?;
        rust_xlsxwriter::ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()?.and_hms(9, 0, 0).ok()
    };
    match nine(outgoing.sent) {
        Some(time) => properties.set_creation_datetime(&time),
        None => properties,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::answers::Answers;
    use super::super::super::{arbitrary, read};
    use super::*;
    use crate::policy::Policy;

    fn written(answers: &Answers) -> Vec<u8> {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let outgoing = Outgoing {
            school: "St Peter & St Paul's",
            folder: "St Peter & St Paul's",
            urn: "000321",
            visit: day("2026-11-24"),
            return_by: day("2026-11-17"),
            sent: day("2026-11-10"),
            return_to: "Priya Shah",
            policy: &Policy::default(),
            answers,
        };
        write(&outgoing).unwrap()
    }

    #[test]
    fn a_workbook_says_whose_it_is() {
        let returned = read(&written(&Answers::default())).unwrap();
        assert_eq!(returned.urn.as_deref(), Some("000321"));
        assert_eq!(returned.school.as_deref(), Some("St Peter & St Paul's"));
        assert_eq!(returned.visit, NaiveDate::from_ymd_opt(2026, 11, 24));
        assert!(returned.left_over.is_empty(), "{:?}", returned.left_over);
    }

    #[test]
    fn a_text_that_begins_or_ends_with_space_comes_back() {
        for text in [
            " a",
            "a ",
            "\n\na",
            "a\n",
            "\ta",
            "a\r\nb",
            "_x0041_",
            "\u{1}",
            "\u{FFFE}",
            "\u{a0}a",
            "a\u{2028}b",
            "'a",
            "<&>",
        ] {
            let mut answers = Answers::default();
            answers.set("Issues to raise", Some(text.to_owned()));
            let returned = read(&written(&answers)).unwrap();
            assert_eq!(returned.answers.label("Issues to raise"), Some(text), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_written_is_read_as_it_was(answers in arbitrary::answers()) {
            let bytes = written(&answers);
            prop_assert!(bytes == written(&answers));
            let returned = read(&bytes).unwrap();
            prop_assert_eq!(&returned.answers, &answers);
            prop_assert!(returned.left_over.is_empty(), "{:?}", returned.left_over);
        }
    }
}
