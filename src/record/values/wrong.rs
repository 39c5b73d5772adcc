//! Why a text is not the value that its field holds: what is wrong, as data, and its words.

use chrono::{Datelike, NaiveTime};

use crate::record::dates::{MeantDay, days_in, month_name};

/// Why a text is not the value that its field holds. It does not hold the text: whoever has it decides whether it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A text is empty.
    Empty,
    /// Neither yes nor no.
    YesNo,
    /// Not a URN.
    Urn,
    /// Not a DfE number.
    DfeNumber,
    /// Not a year group.
    SchoolYear {
        /// The year group that was meant, where that is clear.
        meant: Option<String>,
    },
    /// Not a whole number.
    Count {
        /// The number that was meant, written with commas.
        meant: Option<u32>,
    },
    /// A whole number that is too large.
    TooLarge,
    /// Not a number of days in halves.
    Days,
    /// Not a time of day.
    Time {
        /// The time that was meant, where that is clear.
        meant: Option<NaiveTime>,
    },
    /// Not an academic year.
    AcademicYear {
        /// The academic year that was meant, where that is clear.
        meant: Option<String>,
    },
    /// Not a date: `bad-date`.
    Date(Option<MeantDay>),
    /// Not a UPN: `bad-upn`.
    Upn(WrongUpn),
}

/// Why a text is not a UPN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongUpn {
    /// It is one with spaces or small letters; this is the right spelling.
    Spelling(String),
    /// It has this many characters.
    Length(usize),
    /// The check letter does not fit.
    CheckLetter,
    /// It is not a letter, 11 digits and a digit or letter.
    Pattern,
}

impl Wrong {
    /// What is wrong. `shown`: how the text is named.
    #[must_use]
    pub fn message(&self, shown: &str) -> String {
        let is_not = match self {
            Self::Empty => "is empty",
            Self::YesNo => "is neither yes nor no",
            Self::Urn => "is not a URN",
            Self::DfeNumber => "is not a DfE number",
            Self::SchoolYear { .. } => "is not a year group",
            Self::Count { .. } => "is not a whole number",
            Self::TooLarge => "is too large a number",
            Self::Days => "is not a number of days",
            Self::Time { .. } => "is not a time of day here",
            Self::AcademicYear { .. } => "is not an academic year",
            Self::Date(Some(MeantDay::NotInMonth { year, month })) => {
                let days = days_in(*year, *month);
                return format!("{shown} is not a day: {} {year} has {days} days", month_name(*month));
            }
            Self::Date(_) => "is not a date here",
            Self::Upn(WrongUpn::Spelling(_)) => "is not written as a UPN is",
            Self::Upn(WrongUpn::Length(length)) => {
                return format!("{shown} has {length} characters; a UPN has 13");
            }
            Self::Upn(WrongUpn::CheckLetter) => {
                return format!(
                    "the first letter of {shown} does not go with its digits: one of the characters is mistyped"
                );
            }
            Self::Upn(WrongUpn::Pattern) => "is not a letter, 11 digits and a digit or letter, as a UPN is",
        };
        format!("{shown} {is_not}")
    }

    /// What to write.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Empty => "Write the text, or delete the entry.",
            Self::YesNo => "Write yes or no.",
            Self::Urn => "Write the six digits of the school's unique reference number, as in 100321.",
            Self::DfeNumber => "Write the authority's three digits, a slash and the school's four, as in 317/2045.",
            Self::SchoolYear { meant: Some(year) } => return format!("Write {year}."),
            Self::SchoolYear { meant: None } => {
                "Write N for nursery, R for reception, or the year as a number from 1 to 14."
            }
            Self::Count { meant: Some(number) } => return format!("Write {number}, without a comma."),
            Self::Count { meant: None } => "Write a whole number, 0 or more, in figures.",
            Self::TooLarge => "Write the right number in figures.",
            Self::Days => "Write days and half-days in figures, more than 0, as in 2 or 2.5.",
            Self::Time { meant: Some(time) } => return format!("Write {}.", time.format("%H:%M")),
            Self::Time { meant: None } => "Write hours and minutes by the 24-hour clock, as in 09:30 or 14:00.",
            Self::AcademicYear { meant: Some(year) } => return format!("Write it as {year}."),
            Self::AcademicYear { meant: None } => {
                "Write it as 2026-27: the year in which it begins, a hyphen, and the last two digits of the next."
            }
            Self::Date(Some(MeantDay::Day(day))) => {
                return format!("Write {:04}-{:02}-{:02}.", day.year(), day.month(), day.day());
            }
            Self::Date(Some(MeantDay::NotInMonth { .. })) => "Write the right day as year-month-day, as in 2026-11-24.",
            Self::Date(None) => "Write year-month-day, as in 2026-11-24.",
            Self::Upn(WrongUpn::Spelling(right)) => return format!("Write {right}: capital letters, no spaces."),
            Self::Upn(_) => {
                "Copy the number again from the school's register, or write UN1 to UN5 where the child has none yet."
            }
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::dates::meant;

    #[test]
    fn a_date_is_put_right_where_the_day_is_clear() {
        let words = |text: &str| {
            let wrong = Wrong::Date(meant(text));
            format!("{}. {}", wrong.message("`x`"), wrong.help())
        };
        assert_eq!(words("24/11/2026"), "`x` is not a date here. Write 2026-11-24.");
        assert_eq!(words("soon"), "`x` is not a date here. Write year-month-day, as in 2026-11-24.");
        assert!(words("2026-11-31").starts_with("`x` is not a day: November 2026 has 30 days. "));
    }
}
