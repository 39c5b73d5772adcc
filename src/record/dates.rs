//! Dates as people write them: the one right spelling, and what someone meant who wrote another.

use chrono::{Datelike, NaiveDate};

use super::values::{Date, Value as _, may_be_repeated, quoted};

/// The day that `2026-11-24` names; none for any other spelling, or a day that no month has.
#[must_use]
pub fn iso(text: &str) -> Option<NaiveDate> {
    let digits = |range: std::ops::Range<usize>| {
        text.as_bytes()
            .get(range)?
            .iter()
            .try_fold(0_u32, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
    };
    let [_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes() else {
        return None;
    };
    let year = i32::try_from(digits(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(5..7)?, digits(8..10)?)
}

/// Whether a text names a day, in whatever spelling, and nothing besides.
pub(super) fn is_clear(text: &str) -> bool {
    meant(text).is_some()
}

/// What is wrong with a text that is no date here, and what to write: the right spelling where the day is clear. Where it is not and there are
/// letters, it is not repeated: it may be a child's name that slipped into the wrong field.
pub(super) fn correction(text: &str) -> (String, String) {
    let shown = if may_be_repeated(Date::FORMAT, text) { quoted(text) } else { "this".to_owned() };
    match meant(text) {
        Some(Meant::Day(day)) => (
            format!("{shown} is not a date here"),
            format!("Write {:04}-{:02}-{:02}.", day.year(), day.month(), day.day()),
        ),
        Some(Meant::NoSuchDay { year, month }) => {
            let name = MONTHS.get(month as usize - 1).map_or("this month", |names| names.0);
            (
                format!("{shown} is not a day: {name} {year} has {} days", days_in(year, month)),
                "Write the right day as year-month-day, as in 2026-11-24.".to_owned(),
            )
        }
        None => (format!("{shown} is not a date here"), "Write year-month-day, as in 2026-11-24.".to_owned()),
    }
}

enum Meant {
    Day(NaiveDate),
    NoSuchDay { year: i32, month: u32 },
}

const MONTHS: [(&str, &str); 12] = [
    ("January", "jan"),
    ("February", "feb"),
    ("March", "mar"),
    ("April", "apr"),
    ("May", "may"),
    ("June", "jun"),
    ("July", "jul"),
    ("August", "aug"),
    ("September", "sep"),
    ("October", "oct"),
    ("November", "nov"),
    ("December", "dec"),
];

/// Reads day, month and year in any order that leaves no doubt; figures in the British order, day first.
fn meant(text: &str) -> Option<Meant> {
    let (mut numbers, mut month_name) = (Vec::new(), None);
    let date_part = text.split_once('T').map_or(text, |(day, time)| if time.contains(':') { day } else { text });
    for word in date_part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let figures = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = lower.get(figures.len()..)?;
        match figures.parse::<u32>() {
            Ok(number) if matches!(ending, "" | "st" | "nd" | "rd" | "th") => numbers.push((number, figures.len())),
            Ok(_) => return None,
            Err(_) => {
                let month = MONTHS.iter().position(|(_, short)| lower.starts_with(short));
                match (month, is_weekday(&lower)) {
                    (Some(month), _) if month_name.is_none() => month_name = Some(month as u32 + 1),
                    (None, true) => {}
                    _ => return None,
                }
            }
        }
    }
    let (day, month, year) = match (numbers.as_slice(), month_name) {
        ([year, day], Some(month)) if year.1 == 4 => (day.0, month, *year),
        ([day, year], Some(month)) => (day.0, month, *year),
        ([year, month, day], None) if year.1 == 4 => (day.0, month.0, *year),
        ([day, month, year], None) if month.0 <= 12 => (day.0, month.0, *year),
        ([month, day, year], None) => (day.0, month.0, *year),
        _ => return None,
    };
    let year = match year {
        (short, 2) => 2000 + short,
        (full, 4) => full,
        _ => return None,
    };
    let year = i32::try_from(year).ok()?;
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => Some(Meant::Day(date)),
        None if (1..=12).contains(&month) && (29..=31).contains(&day) => Some(Meant::NoSuchDay { year, month }),
        None => None,
    }
}

fn is_weekday(lower: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| lower.starts_with(day))
}

fn days_in(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap_or(31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_is_a_date() {
        assert!(iso("2026-11-24").is_some());
        for other in
            ["24/11/2026", "2026-11-31", "2026-1-4", "20261124", " 2026-11-24", "2026-11-24 ", "２026-11-2", ""]
        {
            assert_eq!(iso(other), None, "{other}");
        }
    }

    #[test]
    fn the_right_spelling_is_given_where_the_day_is_clear() {
        let clear = [
            "24/11/2026",
            "24.11.26",
            "24-11-2026",
            "2026/11/24",
            "2026-11-24T09:30",
            "24 Nov 2026",
            "24th November 2026",
            "Tuesday 24 November 2026",
            "Nov 24, 2026",
            "11/24/2026",
            "2026 November 24",
        ];
        for text in clear {
            assert_eq!(correction(text).1, "Write 2026-11-24.", "{text}");
        }
        assert_eq!(correction("3/4/2026").1, "Write 2026-04-03.");
        assert_eq!(correction("2026-1-4").1, "Write 2026-01-04.");
        for unclear in ["next week", "24/11", "November 2026", "24/13/2026/1", "24 Nov Dec 2026", ""] {
            assert_eq!(correction(unclear).1, "Write year-month-day, as in 2026-11-24.", "{unclear}");
        }
    }

    #[test]
    fn a_day_that_no_month_has_is_said_to_be_so() {
        assert_eq!(correction("2026-11-31").0, "`2026-11-31` is not a day: November 2026 has 30 days");
        assert_eq!(correction("29 Feb 2027").0, "`29 Feb 2027` is not a day: February 2027 has 28 days");
    }

    #[test]
    fn a_name_is_not_repeated() {
        assert_eq!(correction("Ada Brown").0, "this is not a date here");
    }
}
