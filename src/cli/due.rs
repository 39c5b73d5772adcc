//! `spoc due`

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use super::progress::with_progress_bar;
use super::target::Target;
use super::{Common, Failure, Outcome};
use crate::drive::{self, SchoolDeadline};
use crate::procedure::deadlines::State;
use crate::report::due::{Horizon, write_csv, write_ics, write_json, write_text};

/// Show what is overdue, due today and due soon: which school, what, and what to do next
#[derive(Debug, clap::Args)]
pub(super) struct Due {
    /// A manager's folder or a school [default: the whole drive]
    path: Option<PathBuf>,

    /// How the deadlines are written
    #[arg(long, value_enum, default_value_t = DueFormat::Text)]
    format: DueFormat,

    /// What is due in so many working days is due soon
    #[arg(long, value_name = "N", default_value_t = 10, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(0..=40_000))]
    days: i64,

    /// Only the deadlines of this SPOC, by the name or a part of it
    #[arg(long, value_name = "NAME")]
    spoc: Option<String>,

    /// Everything, also what is done and what is due later
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DueFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a spreadsheet
    Csv,
    /// For Outlook and other calendars
    Ics,
}

impl Due {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        let mut deadlines = with_progress_bar(|progress| drive::due(&target.root, &target.scope, today, progress))
            .map_err(|error| Failure::new(error, "Look whether the drive is connected and whether you may read it."))?;
        if let Some(name) = &self.spoc {
            let name = name.trim().to_lowercase();
            deadlines.retain(|one| is_of(one, &name));
        }
        match self.format {
            DueFormat::Text => write_text(out, today, &deadlines, Horizon { days: self.days, all: self.all })?,
            DueFormat::Json => write_json(out, today, &deadlines)?,
            DueFormat::Csv => write_csv(out, &deadlines)?,
            DueFormat::Ics => write_ics(out, today, &deadlines)?,
        }
        let overdue = deadlines.iter().any(|one| one.deadline.state == State::Overdue);
        Ok(if overdue { Outcome::Found } else { Outcome::Clean })
    }
}

/// Whether a deadline is a SPOC's: by who is to do it, where that is said, or as the school's.
fn is_of(one: &SchoolDeadline, name: &str) -> bool {
    let named = |person: Option<&str>| person.is_some_and(|person| person.to_lowercase().contains(name));
    named(one.spoc.as_deref()) || named(one.deadline.who.as_deref())
}
