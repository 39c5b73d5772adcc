//! One answer in one cell: days as real dates, numbers as numbers, every text as text, whatever it begins with.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet};

use super::outgoing::{MOST_TEXT, Unwritten};
use crate::record::iso;
use crate::words::short_day;
use crate::workbook::form::Taken;

/// Puts an answer, as the text that stands in the record, into a cell. `field` names it in an error.
pub(super) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    taken: Taken,
    answer: &str,
    format: &Format,
    field: impl Fn() -> String,
) -> Result<(), Unwritten> {
    let day = iso(answer).filter(|_| matches!(taken, Taken::Date)).and_then(excel_day);
    let number = answer.parse::<f64>().ok().filter(|_| matches!(taken, Taken::Count | Taken::Days | Taken::Year));
    if let Some(day) = day {
        sheet.write_datetime_with_format(row, column, day, format)?;
    } else if let Some(number) = number {
        sheet.write_number_with_format(row, column, number, format)?;
    } else {
        let text = shown(taken, answer);
        let length = text.encode_utf16().count();
        if length > MOST_TEXT {
            return Err(Unwritten::TooLong { field: field(), length });
        }
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// A word of a list as the workbook has it: a space for each hyphen.
pub(super) fn shown_word(word: &str) -> String {
    word.replace('-', " ")
}

/// A day as Excel counts it; none before March 1900, where Excel and other programs count otherwise.
pub(super) fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let first = NaiveDate::from_ymd_opt(1900, 3, 1)?;
    let year = u16::try_from(day.year()).ok().filter(|_| day >= first)?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

fn shown(taken: Taken, answer: &str) -> String {
    match taken {
        Taken::Word(_) => shown_word(answer),
        Taken::Dates => {
            let day = |text: &str| iso(text.trim()).filter(|day| day.year() >= 1000).map(short_day);
            let days = answer.split(',').map(|text| day(text).unwrap_or_else(|| text.trim().to_owned()));
            days.collect::<Vec<_>>().join(", ")
        }
        _ => answer.to_owned(),
    }
}
