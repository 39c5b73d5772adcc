//! Dates as people write them: the one right spelling, and what someone meant who wrote another.

use chrono::NaiveDate;

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

/// The day that a text names in another spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeantDay {
    /// This one.
    Day(NaiveDate),
    /// One that the month does not have.
    NotInMonth {
        /// The year.
        year: i32,
        /// The month, from 1.
        month: u32,
    },
}

/// The month's name.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or("this month")
}

/// The number of days in a month.
#[must_use]
pub fn days_in(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap_or(31)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads day, month and year in any order that leaves no doubt, and nothing besides; figures in the British order, day first.
#[must_use]
pub fn meant(text: &str) -> Option<MeantDay> {
    let (mut numbers, mut month_name) = (Vec::new(), None);
    let is_time = |time: &str| time.contains(':') && !time.contains(|c: char| c.is_alphabetic() && c != 'Z');
    let date_part = text.split_once('T').map_or(text, |(day, time)| if is_time(time) { day } else { text });
    for word in date_part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let figures = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = lower.get(figures.len()..)?;
        match figures.parse::<u32>() {
            Ok(number) if matches!(ending, "" | "st" | "nd" | "rd" | "th") => numbers.push((number, figures.len())),
            Ok(_) => return None,
            Err(_) => match (month_of(&lower), is_weekday(&lower)) {
                (Some(month), _) if month_name.is_none() => month_name = Some(month),
                (None, true) => {}
                _ => return None,
            },
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
        Some(date) => Some(MeantDay::Day(date)),
        None if (1..=12).contains(&month) && (29..=31).contains(&day) => Some(MeantDay::NotInMonth { year, month }),
        None => None,
    }
}

/// The month, from 1, of its name in small letters, whole or cut short.
fn month_of(word: &str) -> Option<u32> {
    let month = MONTHS.iter().position(|month| is_short_for(word, month) || (word == "sept" && *month == "September"));
    u32::try_from(month?).ok()?.checked_add(1)
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    word == "weds" || DAYS.iter().any(|day| is_short_for(word, day))
}

/// Whether a word in small letters is a name, or at least its first three letters. More would take a child's name for a date: Augusta, Satish.
fn is_short_for(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.to_lowercase().starts_with(word)
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
    fn a_day_that_is_clear_is_understood() {
        let day = |text| NaiveDate::from_ymd_opt(2026, 11, 24).filter(|day| meant(text) == Some(MeantDay::Day(*day)));
        let clear = [
            "24/11/2026",
            "24.11.26",
            "24-11-2026",
            "2026/11/24",
            "2026-11-24T09:30",
            "24 Nov 2026",
            "24th November 2026",
            "Tuesday 24 November 2026",
            "Tues 24 Nov 2026",
            "Nov 24, 2026",
            "11/24/2026",
            "2026 November 24",
        ];
        for text in clear {
            assert!(day(text).is_some(), "{text}");
        }
        assert_eq!(meant("3/4/2026"), iso("2026-04-03").map(MeantDay::Day));
        assert_eq!(meant("2026-1-4"), iso("2026-01-04").map(MeantDay::Day));
        for unclear in [
            "next week",
            "24/11",
            "November 2026",
            "24/13/2026/1",
            "24 Nov Dec 2026",
            "Ada 24/11/2026",
            "2026-11-24T: Ada",
            "",
        ] {
            assert_eq!(meant(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn a_day_that_no_month_has_is_seen() {
        assert_eq!(meant("2026-11-31"), Some(MeantDay::NotInMonth { year: 2026, month: 11 }));
        assert_eq!(meant("29 Feb 2027"), Some(MeantDay::NotInMonth { year: 2027, month: 2 }));
        assert_eq!((month_name(2), days_in(2027, 2), days_in(2028, 2)), ("February", 28, 29));
    }
}
