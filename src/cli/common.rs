//! The arguments that every command takes, and how a command ends.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};

use super::failure::Failure;
use crate::calendar::{FIRST_YEAR, LAST_YEAR, OutOfRange};

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

/// A day as an argument.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    crate::record::iso(text).ok_or_else(|| "write the day as year-month-day, as in 2026-11-24".to_owned())
}
