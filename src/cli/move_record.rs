//! `spoc move`

use std::io::Write;

use chrono::NaiveDate;
use clap::Subcommand;

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::school::Chosen;
use super::steps::{say_steps, unless_anyway};
use crate::drive::shown;
use crate::record::visit::VisitStatus;
use crate::words::long_day;

/// Move a visit to another day
#[derive(Debug, clap::Args)]
pub(super) struct Move {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Visit(MoveVisit),
}

/// A visit and its pro forma get another day and other file names: as in `spoc move visit oakfield 2026-11-24 2026-12-01`
#[derive(Debug, clap::Args)]
struct MoveVisit {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// The day on which the visit is planned
    #[arg(value_name = "FROM", value_parser = day)]
    from: NaiveDate,

    /// The day to which it is moved
    #[arg(value_name = "TO", value_parser = day)]
    to: NaiveDate,

    /// The day on which the school agreed the new date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    agreed: Option<NaiveDate>,

    /// Also to a day that is past, no working day, or one on which the school is closed
    #[arg(long)]
    anyway: bool,
}

impl Move {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let What::Visit(visit) = &self.what;
        visit.run(common, out)
    }
}

impl MoveVisit {
    fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let chosen = Chosen::load(common, &self.school, today)?;
        let (from, to) = (self.from, self.to);
        let school = &chosen.folder.school;
        let visit = school.visit_meant(Some(from), today)?;
        let nothing = |what_to_do: &str| format!("Nothing was written. {what_to_do}");
        match visit.record.status {
            VisitStatus::Planned => {}
            VisitStatus::Held => {
                return Err(Failure::new(
                    format!("the visit on {} was held, and stays on its day", long_day(from)),
                    nothing("Plan another with `spoc new visit`."),
                ));
            }
            VisitStatus::Cancelled => {
                return Err(Failure::new(
                    format!("the visit on {} was cancelled", long_day(from)),
                    nothing("Plan another with `spoc new visit`."),
                ));
            }
        }
        if from == to {
            return Err(Failure::new(
                format!("the visit is on {} already", long_day(to)),
                nothing("Name another day to move it to."),
            ));
        }
        chosen.refuse_taken(to)?;
        chosen.refuse_day(to, today, self.anyway)?;
        let moved = chosen.folder.move_visit(visit, to, self.agreed, &chosen.policy, today, self.anyway);
        let files = moved.map_err(unless_anyway)?;
        note_problems(&chosen.policy_problems);
        writeln!(out, "{}: the visit on {} is now on {}", school.folder, long_day(from), long_day(to))?;
        for file in files {
            writeln!(out, "wrote {}", shown(&file))?;
        }
        let chosen = Chosen::load(common, &self.school, today)?;
        say_steps(out, &chosen.folder.school, to, &chosen.policy, today)?;
        Ok(Outcome::Clean)
    }
}
