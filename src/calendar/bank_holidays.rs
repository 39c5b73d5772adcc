//! The bank holidays of England, and the Mondays, weekends and Easters by which they are known.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The first year whose bank holidays are built in.
pub const FIRST_YEAR: i32 = 2000;
/// The last year whose bank holidays are built in.
pub const LAST_YEAR: i32 = 2100;

/// The bank holidays of England in a year from 2000 to 2100, each with its name, in the order of time.
///
/// Source: Banking and Financial Dealings Act 1971, schedule 1, and the proclamations under it for the substitute and single days that
/// records.md names.
#[must_use]
pub fn bank_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Vec::new();
    }
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let easter = easter(year);
    let mut found = vec![
        (on_weekday(day(1, 1)), "New Year's Day"),
        (easter - Days::new(2), "Good Friday"),
        (easter + Days::new(1), "Easter Monday"),
        (if year == 2020 { day(5, 8) } else { first_monday(day(5, 1)) }, "Early May bank holiday"),
        (
            match year {
                2002 | 2012 => day(6, 4),
                2022 => day(6, 2),
                _ => last_monday(day(5, 31)),
            },
            "Spring bank holiday",
        ),
        (last_monday(day(8, 31)), "Summer bank holiday"),
    ];
    // Christmas Day and Boxing Day fall on a weekend together or one after the other: the free weekdays after them stand in.
    let (christmas, boxing) = match day(12, 25).weekday() {
        Weekday::Fri => (day(12, 25), day(12, 28)),
        Weekday::Sat => (day(12, 27), day(12, 28)),
        Weekday::Sun => (day(12, 27), day(12, 26)),
        _ => (day(12, 25), day(12, 26)),
    };
    found.extend([(christmas, "Christmas Day"), (boxing, "Boxing Day")]);
    let single = [
        (2002, 6, 3, "Golden Jubilee"),
        (2011, 4, 29, "Royal Wedding"),
        (2012, 6, 5, "Diamond Jubilee"),
        (2022, 6, 3, "Platinum Jubilee"),
        (2022, 9, 19, "State Funeral of Queen Elizabeth II"),
        (2023, 5, 8, "Coronation of King Charles III"),
    ];
    found.extend(
        single.into_iter().filter(|single| single.0 == year).map(|(_, month, of, name)| (day(month, of), name)),
    );
    found.sort_by_key(|(day, _)| *day);
    found
}

/// Easter Sunday by the Gregorian rule (the anonymous algorithm in Meeus, Astronomical Algorithms, chapter 8).
#[must_use]
pub fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs()).unwrap_or_default()
}

/// The first Monday from a day on.
#[must_use]
pub fn first_monday(day: NaiveDate) -> NaiveDate {
    let to_monday = (7 - day.weekday().num_days_from_monday()) % 7;
    day + Days::new(u64::from(to_monday))
}

/// The last Monday up to a day.
#[must_use]
pub fn last_monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// Saturday or Sunday.
#[must_use]
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn on_weekday(day: NaiveDate) -> NaiveDate {
    if is_weekend(day) { first_monday(day) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_the_church_has_it() {
        for known in [
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2019-04-21",
            "2024-03-31",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
        ] {
            let known: NaiveDate = known.parse().unwrap();
            assert_eq!(easter(known.year()), known);
        }
    }
}
