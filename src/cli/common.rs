//! The arguments that every command takes, and how a command ends.

use std::convert::Infallible;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};

use super::failure::Failure;
use crate::calendar::{FIRST_YEAR, LAST_YEAR, OutOfRange};
use crate::record::values::{Upn, Value as _};
use crate::record::{self, MeantDay};

/// The arguments that every command takes.
#[derive(Debug, clap::Args)]
pub(super) struct Common {
    /// Take this day as today, as in 2026-11-24
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "For every command")]
    pub today: Option<NaiveDate>,

    /// The drive: the folder that holds policy.toml [default: the one around PATH or the current folder, else $SPOC_DRIVE]
    #[arg(long, global = true, value_name = "DIR", help_heading = "For every command")]
    pub drive: Option<PathBuf>,

    /// Read every record anew, and keep nothing of them in this computer's cache folder for the next run
    #[arg(long, global = true, help_heading = "For every command")]
    pub no_cache: bool,
}

impl Common {
    pub fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| chrono::Local::now().date_naive())
    }

    /// The day that counts as today, where working days are counted from it; an error where the calendar does not reach that day.
    pub fn working_today(&self) -> Result<NaiveDate, Failure> {
        let today = self.today();
        if (FIRST_YEAR..=LAST_YEAR).contains(&today.year()) {
            return Ok(today);
        }
        Err(Failure::new(
            format!("{today} cannot be today: {OutOfRange}"),
            "Name another day with --today, or set the computer's clock.",
        ))
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing was found that someone should look at.
    Clean,
    /// Something was found that someone should look at.
    Found,
}

/// A day as an argument. Where it is written otherwise and the day is clear, the message has the right spelling, as that of a record has.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    record::iso(text).ok_or_else(|| match record::meant(text) {
        Some(MeantDay::Day(day)) => format!("write {day}: the year, the month and the day"),
        Some(MeantDay::NotInMonth { year, month }) => {
            format!("{} {year} has {} days", record::month_name(month), record::days_in(year, month))
        }
        None => "write the day as year-month-day, as in 2026-11-24".to_owned(),
    })
}

/// A child's number as an argument; small letters are taken for capitals.
pub(super) fn upn(text: &str) -> Result<String, Infallible> {
    let capitals = text.trim().to_uppercase();
    Ok(if Upn::parse(&capitals).is_ok() { capitals } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_clear_is_named_in_the_right_spelling() {
        assert_eq!(day("2026-11-12"), Ok(NaiveDate::from_ymd_opt(2026, 11, 12).unwrap()));
        for (text, said) in [
            ("12/11/2026", "write 2026-11-12: the year, the month and the day"),
            ("12 Nov 2026", "write 2026-11-12: the year, the month and the day"),
            ("2027-02-29", "February 2027 has 28 days"),
            ("tomorrow", "write the day as year-month-day, as in 2026-11-24"),
        ] {
            assert_eq!(day(text), Err(said.to_owned()), "{text}");
        }
    }

    #[test]
    fn small_letters_of_a_number_are_taken_for_capitals() {
        assert_eq!(upn("b801200005001"), Ok("B801200005001".to_owned()));
        assert_eq!(upn("un1"), Ok("UN1".to_owned()));
        assert_eq!(upn("b80"), Ok("b80".to_owned()));
    }
}
