//! `spoc new visit`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day};
use super::super::failure::Failure;
use super::super::school::Chosen;
use crate::draft;
use crate::layout::Area;

/// A visit that is planned
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
}

impl NewVisit {
    pub fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let text = draft::visit(self.date, self.time.as_deref(), self.agreed, chosen.file()?);
        let name = draft::file_name(self.date, "visit", "yaml");
        Ok(chosen.folder.file_new(Area::Records, &name, &text, &chosen.policy, common.today())?)
    }
}
