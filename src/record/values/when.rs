//! Days, times of day and academic years.

use std::fmt;
use std::ops::Deref;

use chrono::{Datelike, NaiveDate, NaiveTime};
use schemars::{Schema, json_schema};

use super::value::{Value, read_from_text, written_as_text};
use super::wrong::Wrong;
use crate::record::dates;

read_from_text!(Date Time AcademicYear);
written_as_text!(Date Time AcademicYear);

/// A day, written `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

impl Value for Date {
    const NAME: &'static str = "Date";
    const FORMAT: &'static str = "date";
    const EXAMPLE: Option<&'static str> = Some("2026-11-24");

    fn parse(text: &str) -> Result<Self, Wrong> {
        dates::iso(text).map(Self).ok_or_else(|| Wrong::Date(dates::meant(text)))
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

impl Deref for Date {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A time of day, written `09:30` or `9:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub NaiveTime);

impl Value for Time {
    const NAME: &'static str = "Time";
    const FORMAT: &'static str = "clock-time";
    const EXAMPLE: Option<&'static str> = Some("09:30");

    fn parse(text: &str) -> Result<Self, Wrong> {
        time(text).map(Self).ok_or_else(|| Wrong::Time { meant: time(&text.trim().replace('.', ":")) })
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"})
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !matches!(hours.len(), 1 | 2) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%H:%M").fmt(f)
    }
}

/// An academic year, written `2026-27`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear {
    begins: u16,
}

impl AcademicYear {
    /// The academic year of a day, from 1 September to 31 August.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let begins = if day.month() >= 9 { day.year() } else { day.year() - 1 };
        Self { begins: u16::try_from(begins).unwrap_or(0) }
    }

    /// The calendar year in whose September it begins.
    #[must_use]
    pub fn begins(self) -> i32 {
        self.begins.into()
    }
}

impl Value for AcademicYear {
    const NAME: &'static str = "AcademicYear";
    const FORMAT: &'static str = "academic-year";
    const EXAMPLE: Option<&'static str> = Some("2026-27");

    fn parse(text: &str) -> Result<Self, Wrong> {
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        let read = || {
            let (begins, ends) = text.split_once('-')?;
            if !digits(begins, 4) || !digits(ends, 2) {
                return None;
            }
            let year = Self { begins: begins.parse().ok()? };
            (year.to_string() == text).then_some(year)
        };
        read().ok_or_else(|| {
            let begins = text.get(..4).filter(|part| digits(part, 4)).and_then(|part| part.parse().ok());
            Wrong::AcademicYear { meant: begins.map(|begins| Self { begins }.to_string()) }
        })
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": "^[0-9]{4}-[0-9]{2}$"})
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.begins, (u32::from(self.begins) + 1) % 100)
    }
}
