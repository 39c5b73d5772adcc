//! `spoc new notice`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day, upn};
use super::super::failure::Failure;
use super::super::school::Chosen;
use crate::draft::{self, Fields};
use crate::layout::Area;
use crate::record::exclusion::ExclusionType;

/// A head's notice of an exclusion between visits
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewNotice {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The child's unique pupil number, or UN1 to UN5
    #[arg(long, value_parser = upn)]
    upn: String,
    /// The child's name
    #[arg(long)]
    name: String,
    /// The child's year: N, R or 1 to 14
    #[arg(long)]
    year: String,
    /// What it is: fixed-term goes with --days, lunchtime with --lunchtimes
    #[arg(long = "type", value_name = "TYPE")]
    kind: ExclusionType,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: NaiveDate,
    /// School days, in halves
    #[arg(long)]
    days: Option<String>,
    /// Lunchtimes
    #[arg(long)]
    lunchtimes: Option<String>,
    /// The child misses a public examination or a national curriculum test
    #[arg(long)]
    misses_exam: bool,
    /// The day on which the authority was told [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    told: Option<NaiveDate>,
    /// Who told the authority
    #[arg(long)]
    told_by: Option<String>,
    /// Why
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
}

impl NewNotice {
    pub fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let told = self.told.unwrap_or_else(|| common.today());
        let fields = Fields::default()
            .plain("kind", Some("exclusion-notice"))
            .text("upn", Some(&self.upn))
            .text("name", Some(&self.name))
            .text("year", Some(&self.year))
            .text("type", Some(self.kind.as_str()))
            .plain("from", Some(self.from))
            .text("days", self.days.as_deref())
            .text("lunchtimes", self.lunchtimes.as_deref())
            .plain("misses_exam", self.misses_exam.then_some("yes"))
            .plain("told_authority", Some(told))
            .text("told_by", self.told_by.as_deref())
            .text("reason", self.reason.as_deref());
        let text = draft::record(&fields, "# note: anything worth knowing\n");
        let name = chosen.folder.free_name(Area::Records, told, "exclusion notice", "yaml");
        Ok(chosen.folder.file_new(Area::Records, &name, &text, &chosen.policy, common.today())?)
    }
}
