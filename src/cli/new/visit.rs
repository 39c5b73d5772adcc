//! `spoc new visit`

use std::io::Write;

use chrono::NaiveDate;

use super::super::common::{Common, day};
use super::super::failure::Failure;
use super::super::school::Chosen;
use super::super::steps::{say_steps, unless_anyway};
use crate::draft;
use crate::drive::shown;
use crate::filing::ANY_DAY;
use crate::layout::Area;
use crate::rules::return_in_holiday;

/// A visit that is planned: as in `spoc new visit oakfield 2026-12-08`
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewVisit {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The day of the visit
    #[arg(value_name = "YYYY-MM-DD", value_parser = day)]
    date: NaiveDate,
    /// The time at which it begins, as in 09:30
    #[arg(long)]
    time: Option<String>,
    /// The day on which the school agreed this date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    agreed: Option<NaiveDate>,
    /// Also on a day that is past, no working day, or one on which the school is closed
    #[arg(long)]
    anyway: bool,
}

impl NewVisit {
    pub fn write(&self, common: &Common, out: &mut impl Write) -> Result<(), Failure> {
        let today = common.today();
        let chosen = Chosen::load(common, &self.school, today)?;
        chosen.file()?;
        chosen.refuse_taken(self.date)?;
        chosen.refuse_day(self.date, today, self.anyway)?;
        let text = draft::visit(self.date, self.time.as_deref(), self.agreed);
        let name = draft::file_name(self.date, "visit", "yaml");
        // That the return falls in a holiday is said below: the visit may be right all the same.
        let mut allowed = vec![return_in_holiday::CODE];
        allowed.extend(ANY_DAY.into_iter().filter(|_| self.anyway));
        let filed = chosen.folder.file_new_allowing(Area::Records, &name, &text, &chosen.policy, today, &allowed);
        let file = filed.map_err(unless_anyway)?;
        writeln!(out, "wrote {}", shown(&file))?;
        let chosen = Chosen::load(common, &self.school, today)?;
        say_steps(out, &chosen.folder.school, self.date, &chosen.policy, today)?;
        Ok(())
    }
}
