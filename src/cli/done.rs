//! `spoc done`

use std::io::Write;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::school::Chosen;
use super::steps::next_step;
use crate::drive::shown;
use crate::noting::{self, Asked, Mark, Row};

/// Note that a step was done, in the record where it belongs: as in `spoc done oakfield returned`, `spoc done oakfield action 2`
#[derive(Debug, clap::Args)]
pub(super) struct Done {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// What was done
    #[arg(value_enum)]
    what: What,

    /// Which action or follow-up: its number in its record, as on the board
    #[arg(value_name = "N")]
    number: Option<usize>,

    /// The day on which it was done [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<NaiveDate>,

    /// The day of the visit [default: the next visit to which the step can belong by now, today included; else the last]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// Who made the checks [default: the SPOC of the visit, else of the school]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,

    /// Put this day in place of another that is noted already
    #[arg(long)]
    again: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The pro forma was sent to the school
    Sent,
    /// The pro forma came back
    Returned,
    /// The school was reminded of the pro forma
    Chased,
    /// The checks before the visit were completed
    Checks,
    /// The visit was held
    Held,
    /// The decisions of the visit were written up
    WrittenUp,
    /// An action of a visit was done
    Action,
    /// The follow-up of a call was done
    FollowUp,
}

impl Done {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let chosen = Chosen::load(common, &self.school, today)?;
        let asked = Asked {
            school: &chosen.folder.school,
            policy: &chosen.policy,
            today,
            on: self.on,
            visit: self.visit,
            by: self.by.as_deref(),
            again: self.again,
        };
        let step = |mark: Mark| match self.number {
            None => noting::step(&asked, mark).map_err(|error| Failure::new(error, "")),
            Some(number) => Err(Failure::new(
                format!("the number {number} goes with `action` and `follow-up` alone"),
                "Nothing was written. Name a visit with --visit, a day with --on.",
            )),
        };
        let row = |row: Row| noting::row(&asked, row, self.number).map_err(|error| Failure::new(error, ""));
        let note = match self.what {
            What::Sent => step(Mark::Sent),
            What::Returned => step(Mark::Returned),
            What::Chased => step(Mark::Chased),
            What::Checks => step(Mark::Checks),
            What::Held => step(Mark::Held),
            What::WrittenUp => step(Mark::WrittenUp),
            What::Action => row(Row::Action),
            What::FollowUp => row(Row::FollowUp),
        }?;
        let folder = &chosen.folder;
        let school = if note.changes.is_empty() {
            writeln!(out, "{}: {}: so it is noted already", folder.school.folder, note.said)?;
            folder.school.clone()
        } else {
            let (changed, school) = folder.change(&note.path, note.kind, &note.changes, &chosen.policy, today)?;
            let file = folder.write(&changed)?;
            writeln!(out, "{}: {}", folder.school.folder, note.said)?;
            writeln!(out, "wrote {} in {}", changed.written, shown(&file))?;
            school
        };
        note_problems(&chosen.policy_problems);
        if let Some(next) = note.visit.and_then(|visit| next_step(&school, visit, &chosen.policy, today)) {
            writeln!(out, "{next}")?;
        }
        Ok(Outcome::Clean)
    }
}
