//! Days in cells: real dates, and texts that are read as day, month, year.

use chrono::{Datelike, NaiveDate};

use super::found::Fault;
use super::names::tidy;
use super::number;
use crate::record::values::{Date, Value as _, Wrong};
use crate::record::{Meant, MeantDay, Quote, iso, meant};
use crate::workbook::cells::{Value, day_of};

/// A number without the format of a date is taken for a day this near to the visit: a day that was pasted as a value. So near, no such number reads like a
/// day that is written in figures alone (41026), nor is one of the system of 1904 taken for a day four years before.
const DAYS_AROUND: i64 = 1000;

/// The day that a cell names.
pub fn day(value: &Value, visit: Option<NaiveDate>) -> Result<NaiveDate, Fault> {
    match value {
        Value::Day(time) => Ok(time.date()),
        Value::Number(number) => {
            let near = |day: &NaiveDate| visit.is_some_and(|visit| (visit - *day).num_days().abs() <= DAYS_AROUND);
            day_of(*number).filter(near).ok_or_else(|| wrong(&number::shown(*number)))
        }
        Value::Percent(number) => Err(wrong(&number::percent(*number))),
        Value::Truth(_) => Err(wrong(if *value == Value::Truth(true) { "TRUE" } else { "FALSE" })),
        Value::Text(text) | Value::Error(text) => of_text(&tidy(text)),
    }
}

/// The days that a cell lists, with commas between them.
pub fn days(value: &Value, visit: Option<NaiveDate>) -> Result<Vec<NaiveDate>, Fault> {
    let Value::Text(text) = value else { return day(value, visit).map(|day| vec![day]) };
    // A date may have a comma in itself: Nov 24, 2026.
    if let Ok(day) = of_text(&tidy(text)) {
        return Ok(vec![day]);
    }
    let parts = text.split([',', ';', '\n', '&']).flat_map(|part| part.split(" and "));
    parts.map(tidy).filter(|part| !part.is_empty()).map(|part| of_text(&part)).collect()
}

fn of_text(text: &str) -> Result<NaiveDate, Fault> {
    let day = without_time(text);
    if let Some(day) = iso(day) {
        return Ok(day);
    }
    match meant(day) {
        Some(MeantDay::Day(meant)) if is_month_first(day) => {
            let shown = Wrong::Date(None).message(&quote(text));
            let written = meant.format("%d/%m/%Y");
            Err(Fault::new(
                format!("{shown}: there is no month {}", meant.day()),
                format!("Write the day first, then the month: {written}, if that is the day."),
            ))
        }
        Some(MeantDay::Day(day)) => Ok(day),
        _ => Err(wrong(text)),
    }
}

fn wrong(text: &str) -> Fault {
    let why = Date::parse(text).err().unwrap_or(Wrong::Date(None));
    Fault::new(why.message(&quote(text)), "Write the day, the month and the year, as in 24/11/2026.")
}

fn quote(text: &str) -> String {
    Quote::new(text, Meant::Value { format: Date::FORMAT.to_owned() }, true).shown()
}

/// Whether a date in figures has its month before its day, which is seen where the second number is no month.
fn is_month_first(text: &str) -> bool {
    let numbers: Vec<_> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let is_in_figures = !text.contains(char::is_alphabetic);
    match numbers.as_slice() {
        [first, second, _] => {
            is_in_figures && first.len() <= 2 && second.parse::<u32>().is_ok_and(|number| number > 12)
        }
        _ => false,
    }
}

/// A text without the time of day behind its date: `06/10/2026 00:00`.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.split_once(' ') else { return text };
    let time = time.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let is_time = time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.');
    if is_time && day.contains(|c: char| c.is_ascii_digit()) { day } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<String, String> {
        let fault = |fault: Fault| format!("{}. {}", fault.message, fault.help);
        day(&Value::Text(text.to_owned()), None).map(|day| day.to_string()).map_err(fault)
    }

    #[test]
    fn texts_are_read_as_day_month_year() {
        for text in [
            "6/10/2026",
            "06.10.26",
            "6 Oct 2026",
            "2026-10-06",
            " 6 October 2026 ",
            "6th Oct 26",
            "Tue 6 Oct 2026",
            "06-10-2026",
            "6\u{A0}Oct\u{A0}2026",
            "Oct 6, 2026",
            "06/10/2026 00:00",
            "06/10/2026 09:30:00",
            "2026-10-06T09:30:00",
            "2026/10/06",
        ] {
            assert_eq!(of(text).as_deref(), Ok("2026-10-06"), "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_guessed() {
        assert_eq!(
            of("11/24/2026").unwrap_err(),
            "`11/24/2026` is not a date here: there is no month 24. Write the day first, then the month: 24/11/2026, if that is the day."
        );
        assert!(of("31/11/2026").unwrap_err().starts_with("`31/11/2026` is not a day: November 2026 has 30 days. "));
        for text in ["last week", "24/11", "46301", "November", "6/10/026", "Ada 6/10/2026"] {
            let said = of(text).unwrap_err();
            assert!(said.ends_with("as in 24/11/2026."), "{said}");
            assert!(!said.contains("Ada"), "{said}");
        }
    }

    #[test]
    fn a_number_is_a_day_near_the_visit() {
        let visit = NaiveDate::from_ymd_opt(2026, 11, 24);
        assert!(day(&Value::Number(46301.0), visit).is_ok());
        assert!(day(&Value::Number(46301.0), None).is_err());
        for number in [6.0, 46301.5, 44839.0, 61026.0, 41026.0, 20_261_006.0, -1.0, f64::NAN] {
            assert!(day(&Value::Number(number), visit).is_err(), "{number}");
        }
    }

    #[test]
    fn days_are_listed() {
        let all = |text: &str| days(&Value::Text(text.to_owned()), None).unwrap();
        assert_eq!(all("2026-11-05, 2026-12-05").len(), 2);
        assert_eq!(all("5/11/2026; 5 Dec 2026\n6.12.26 and 7.12.26,").len(), 4);
        assert_eq!(all("Nov 5, 2026").len(), 1);
        assert!(days(&Value::Text("5/11/2026, soon".to_owned()), None).is_err());
    }
}
