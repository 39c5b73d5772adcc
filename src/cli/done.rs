//! `spoc done`

use std::io::Write;

use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::school::Chosen;
use super::steps::next_step;
use crate::drive::shown;
use crate::noting::{self, Asked, Row, What};

/// Note that a step was done, in the record where it belongs: as in `spoc done oakfield returned`, `spoc done oakfield action 2`
#[derive(Debug, clap::Args)]
pub(super) struct Done {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// What was done
    #[arg(value_enum)]
    what: What,

    /// Which action or follow-up: its number in its record, as in `spoc due`, on the board and in the team's packs
    #[arg(value_name = "N")]
    number: Option<usize>,

    /// The day on which it was done [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<NaiveDate>,

    /// The day of the visit [default: the next visit to which the step can belong by now, today included; else the last]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// The record of the action or follow-up, where several have that number open: `--in "phone log 2025-26"`
    #[arg(long = "in", value_name = "FILE")]
    file: Option<String>,

    /// Who made the checks [default: the SPOC of the visit, else of the school]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,

    /// Put this day in place of another that is noted already
    #[arg(long)]
    again: bool,
}

impl ValueEnum for What {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(self.said()))
    }
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
            file: self.file.as_deref(),
            by: self.by.as_deref(),
            again: self.again,
        };
        let note = match (self.what, self.number) {
            (What::Step(_), Some(number)) => {
                return Err(Failure::new(
                    format!("the number {number} goes with `action` and `follow-up` alone"),
                    "Nothing was written. Name a visit with --visit, a day with --on.",
                ));
            }
            (What::Step(_), None) if self.file.is_some() => {
                return Err(Failure::new(
                    "--in goes with `action` and `follow-up` alone",
                    "Nothing was written. Name a visit with --visit.",
                ));
            }
            (What::Row(Row::FollowUp), _) if self.visit.is_some() => {
                return Err(Failure::new(
                    "--visit goes with no follow-up: that is of a call, and a call of no visit",
                    "Nothing was written. Where several phone logs have that number open, name the one that is meant with --in.",
                ));
            }
            (What::Step(mark), None) => noting::step(&asked, mark),
            (What::Row(row), number) => noting::row(&asked, row, number),
        };
        let note = note.map_err(|error| Failure::new(error, ""))?;
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
