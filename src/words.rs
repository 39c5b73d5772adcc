//! How days, amounts and lists are said in plain English, in reports, packs and letters alike.

use std::fmt::Display;
use std::io::{self, ErrorKind};

use chrono::NaiveDate;

use crate::record::values::SchoolYear;

/// A day in few letters: `24 Nov 2026`.
#[must_use]
pub fn short_day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// A day in full: `Tuesday 24 November 2026`.
#[must_use]
pub fn long_day(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// Half-days as school days: `2.5 days`.
#[must_use]
pub fn days(half_days: u64) -> String {
    let noun = if half_days == 2 { "day" } else { "days" };
    format!("{} {noun}", day_count(half_days))
}

/// The same without the noun: `2.5`.
#[must_use]
pub fn day_count(half_days: u64) -> String {
    format!("{}{}", half_days / 2, if half_days % 2 == 1 { ".5" } else { "" })
}

/// A number with commas: `1,234`.
#[must_use]
pub fn figures(count: impl Display) -> String {
    let mut digits = count.to_string();
    for at in (1..digits.len()).rev().filter(|at| (digits.len() - at).is_multiple_of(3)).collect::<Vec<_>>() {
        digits.insert(at, ',');
    }
    digits
}

/// A number of things: `1 record`, `2 records`, `1,234 records`.
#[must_use]
pub fn number(count: impl Display, noun: &str) -> String {
    let figures = figures(count);
    let ending = if figures == "1" { "" } else { "s" };
    format!("{figures} {noun}{ending}")
}

/// `1 child`, `2 children`.
#[must_use]
pub fn children(count: usize) -> String {
    if count == 1 { "1 child".to_owned() } else { format!("{count} children") }
}

/// `1st`, `2nd`, `11th`.
#[must_use]
pub fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// `a, b and c`.
#[must_use]
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    joined(names, "and")
}

/// `a, b or c`.
#[must_use]
pub fn either<T: AsRef<str>>(names: &[T]) -> String {
    joined(names, "or")
}

fn joined<T: AsRef<str>>(names: &[T], last_word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last_word} {}", first.join(", "), last.as_ref())
        }
    }
}

/// A year group: `nursery`, `reception`, `year 4`.
#[must_use]
pub fn year_group(year: SchoolYear) -> String {
    match year {
        SchoolYear::Nursery => "nursery".to_owned(),
        SchoolYear::Reception => "reception".to_owned(),
        SchoolYear::Year(year) => format!("year {year}"),
    }
}

/// Why the system did not do what it was asked, in plain English and without its number: ` (os error 17)` helps nobody.
#[must_use]
pub fn system_reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "something else of that name is there already".to_owned(),
        ErrorKind::NotFound => "it is not there".to_owned(),
        ErrorKind::PermissionDenied => "permission is refused".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the drive can only be read".to_owned(),
        ErrorKind::StorageFull => "no storage space".to_owned(),
        _ => {
            let text = error.to_string();
            text.rfind(" (os error ").map_or(text.clone(), |at| text[..at].trim_end_matches('.').to_owned())
        }
    }
}

/// A text whose first letter is a capital.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_are_said_as_people_say_them() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal).join(" "),
            "1st 2nd 3rd 4th 11th 12th 13th 21st 112th"
        );
        assert_eq!([0, 1, 2, 3, 10].map(days).join(", "), "0 days, 0.5 days, 1 day, 1.5 days, 5 days");
        assert_eq!((listed(&["a"]), listed(&["a", "b", "c"])), ("a".to_owned(), "a, b and c".to_owned()));
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
        assert_eq!(capitalised("éa"), "Éa");
    }

    #[test]
    fn a_reason_of_the_system_has_no_number() {
        assert_eq!(
            system_reason(&io::Error::from_raw_os_error(if cfg!(windows) { 183 } else { 17 })),
            "something else of that name is there already"
        );
        assert!(!system_reason(&io::Error::from_raw_os_error(40)).contains("os error"));
        assert_eq!(system_reason(&io::Error::other("it broke")), "it broke");
    }

    #[test]
    fn numbers_have_their_nouns() {
        assert_eq!(number(1, "school"), "1 school");
        assert_eq!(number(1_234_567, "file"), "1,234,567 files");
        assert_eq!(number(100, "file"), "100 files");
    }
}
