//! The days of a made drive: its three school years, and on which days people work and teach.

use std::fmt;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// A date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    #[allow(clippy::panic, reason = "the days are written down in these files")]
    pub const fn of(year: i32, month: u32, day: u32) -> Self {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => Day(date),
            None => panic!("there is no such day"),
        }
    }

    pub fn plus(self, days: i64) -> Self {
        Day(self.0 + TimeDelta::days(days))
    }

    /// As in `3 May 2026`.
    pub fn in_words(self) -> String {
        self.0.format("%-d %B %Y").to_string()
    }

    fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// This day and those after it, up to another, which is the last.
    fn up_to(self, last: Day) -> impl Iterator<Item = Day> {
        self.0.iter_days().map(Day).take_while(move |&day| day <= last)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The day on which the drives are valid, and nothing on them is overdue.
pub const TODAY: &str = "2026-11-23";

/// [`TODAY`] as a day.
pub fn today() -> Day {
    Day::of(2026, 11, 23)
}

/// The days from one to another, both among them.
#[derive(Clone, Copy)]
pub struct Span {
    pub from: Day,
    pub to: Day,
}

impl Span {
    pub const fn of(from: (i32, u32, u32), to: (i32, u32, u32)) -> Self {
        Span { from: Day::of(from.0, from.1, from.2), to: Day::of(to.0, to.1, to.2) }
    }

    fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The term of [`TODAY`], counted from the first of the first year.
pub const CURRENT_TERM: usize = 6;

/// The school years.
pub const YEAR_NAMES: [&str; 3] = ["2024-25", "2025-26", "2026-27"];

/// The terms, three a year.
pub const TERM_NAMES: [&str; 9] = [
    "Autumn 2024",
    "Spring 2025",
    "Summer 2025",
    "Autumn 2025",
    "Spring 2026",
    "Summer 2026",
    "Autumn 2026",
    "Spring 2027",
    "Summer 2027",
];

/// The first and the last day of each term.
pub const TERMS: [Span; 9] = [
    Span::of((2024, 9, 3), (2024, 12, 20)),
    Span::of((2025, 1, 6), (2025, 4, 4)),
    Span::of((2025, 4, 22), (2025, 7, 22)),
    Span::of((2025, 9, 2), (2025, 12, 19)),
    Span::of((2026, 1, 5), (2026, 3, 27)),
    Span::of((2026, 4, 13), (2026, 7, 21)),
    Span::of((2026, 9, 2), (2026, 12, 18)),
    Span::of((2027, 1, 4), (2027, 3, 25)),
    Span::of((2027, 4, 12), (2027, 7, 21)),
];

/// The half term of each term.
pub const HALF_TERMS: [Span; 9] = [
    Span::of((2024, 10, 28), (2024, 11, 1)),
    Span::of((2025, 2, 17), (2025, 2, 21)),
    Span::of((2025, 5, 26), (2025, 5, 30)),
    Span::of((2025, 10, 27), (2025, 10, 31)),
    Span::of((2026, 2, 16), (2026, 2, 20)),
    Span::of((2026, 5, 25), (2026, 5, 29)),
    Span::of((2026, 10, 26), (2026, 10, 30)),
    Span::of((2027, 2, 15), (2027, 2, 19)),
    Span::of((2027, 5, 31), (2027, 6, 4)),
];

/// The days on which the offices are closed.
pub const CLOSURES: [Span; 3] = [
    Span::of((2024, 12, 24), (2025, 1, 1)),
    Span::of((2025, 12, 24), (2026, 1, 1)),
    Span::of((2026, 12, 24), (2027, 1, 1)),
];

/// The bank holidays in England that fall outside the closures.
const BANK_HOLIDAYS: [Day; 19] = [
    Day::of(2024, 8, 26),
    Day::of(2025, 4, 18),
    Day::of(2025, 4, 21),
    Day::of(2025, 5, 5),
    Day::of(2025, 5, 26),
    Day::of(2025, 8, 25),
    Day::of(2026, 4, 3),
    Day::of(2026, 4, 6),
    Day::of(2026, 5, 4),
    Day::of(2026, 5, 25),
    Day::of(2026, 8, 31),
    Day::of(2027, 3, 26),
    Day::of(2027, 3, 29),
    Day::of(2027, 5, 3),
    Day::of(2027, 5, 31),
    Day::of(2027, 8, 30),
    Day::of(2027, 12, 27),
    Day::of(2027, 12, 28),
    Day::of(2028, 1, 3),
];

/// Which days are working days and school days.
pub struct Calendar {
    pub terms: [Span; 9],
    /// For each day from [`FIRST_DAY`] on: whether it is a working day, whether it is a school day.
    pub days: Vec<(bool, bool)>,
}

const FIRST_DAY: Day = Day::of(2024, 8, 1);

impl Calendar {
    pub fn new() -> Self {
        let days = (0..1280)
            .map(|offset| {
                let day = FIRST_DAY.plus(offset);
                let plain = !day.is_weekend() && !BANK_HOLIDAYS.contains(&day);
                let working = plain && !CLOSURES.iter().any(|span| span.holds(day));
                let taught = TERMS.iter().any(|span| span.holds(day)) && !HALF_TERMS.iter().any(|span| span.holds(day));
                (working, plain && taught)
            })
            .collect();
        Calendar { terms: TERMS, days }
    }

    /// Whether a day is a working day, and whether it is a school day.
    fn kinds(&self, day: Day) -> (bool, bool) {
        let place = usize::try_from((day.0 - FIRST_DAY.0).num_days()).ok();
        place.and_then(|place| self.days.get(place)).copied().unwrap_or((!day.is_weekend(), false))
    }

    fn is_working_day(&self, day: Day) -> bool {
        self.kinds(day).0
    }

    pub fn is_school_day(&self, day: Day) -> bool {
        self.kinds(day).1
    }

    /// The day that is so many working days before another.
    pub fn back(&self, day: Day, count: usize) -> Day {
        self.walk(day, -1, count)
    }

    /// The day that is so many working days after another.
    pub fn forward(&self, day: Day, count: usize) -> Day {
        self.walk(day, 1, count)
    }

    fn walk(&self, mut day: Day, step: i64, mut count: usize) -> Day {
        while count > 0 {
            day = day.plus(step);
            if self.is_working_day(day) {
                count -= 1;
            }
        }
        day
    }

    /// The working days from one day to another.
    pub fn working(&self, from: Day, to: Day) -> Vec<Day> {
        from.up_to(to).filter(|&day| self.is_working_day(day)).collect()
    }

    /// The school days from one day to another.
    pub fn school_days(&self, from: Day, to: Day) -> Vec<Day> {
        from.up_to(to).filter(|&day| self.is_school_day(day)).collect()
    }
}
