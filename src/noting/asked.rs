//! What is asked of a record that notes something as done, what is answered, and what both kinds of question share.

use chrono::NaiveDate;

use crate::calendar::OutOfRange;
use crate::edit::Change;
use crate::policy::Policy;
use crate::record::Kind;
use crate::record::values::Date;
use crate::school::{NoVisit, School};
use crate::words::{long_day, short_day};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The school.
    pub school: &'a School,
    /// The policy.
    pub policy: &'a Policy,
    /// The day.
    pub today: NaiveDate,
    /// The day on which it was done, where one was given: else today.
    pub on: Option<NaiveDate>,
    /// The day of the visit, where one was given.
    pub visit: Option<NaiveDate>,
    /// The file of the record that holds the row, where one was given: its name, with its ending or without, or more of its path.
    pub file: Option<&'a str>,
    /// Who did it, where that is asked.
    pub by: Option<&'a str>,
    /// Whether a day that is noted already gives way.
    pub again: bool,
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The record.
    pub path: String,
    /// Its kind.
    pub kind: Kind,
    /// What changes in it; nothing where it is noted already.
    pub changes: Vec<Change>,
    /// What is so then, as a clause.
    pub said: String,
    /// The visit that it is about.
    pub visit: Option<NaiveDate>,
}

/// Why a step was not noted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}. Nothing was written. {what_to_do}")]
pub struct NotNoted {
    why: String,
    what_to_do: String,
}

impl NotNoted {
    pub(super) fn new(why: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { why: why.into(), what_to_do: what_to_do.into() }
    }
}

impl From<NoVisit> for NotNoted {
    fn from(error: NoVisit) -> Self {
        Self::new(error.to_string(), error.what_to_do())
    }
}

impl From<OutOfRange> for NotNoted {
    fn from(error: OutOfRange) -> Self {
        Self::new(format!("working days cannot be counted: {error}"), "Put the day of the visit right.")
    }
}

impl Asked<'_> {
    pub(super) fn day(&self) -> NaiveDate {
        self.on.unwrap_or(self.today)
    }

    pub(super) fn refuse_future(&self) -> Result<(), NotNoted> {
        let day = self.day();
        if day <= self.today {
            return Ok(());
        }
        let why = format!("{} is still to come, and what is done was done by today", long_day(day));
        Err(NotNoted::new(why, "Name the day on which it was done with --on."))
    }

    /// The field of a day that may be noted already.
    pub(super) fn dated(&self, field: &str, old: Option<Date>, what: &str) -> Result<Vec<Change>, NotNoted> {
        let day = self.day();
        match old {
            Some(old) if *old == day => Ok(Vec::new()),
            Some(old) if !self.again => Err(NotNoted::new(
                format!("it is noted already that {what} {}", short_day(*old)),
                format!("To put {day} in its place, add --again."),
            )),
            _ => Ok(vec![Change::set(field, day)]),
        }
    }
}
