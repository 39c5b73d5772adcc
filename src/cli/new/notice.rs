//! `spoc new notice`

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day, upn};
use super::super::failure::Failure;
use super::super::school::Chosen;
use super::offer;
use crate::draft::{self, Fields};
use crate::layout::Area;
use crate::record::exclusion::ExclusionType;

/// A head's notice of an exclusion between visits
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewNotice {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The child's unique pupil number, or UN1 to UN5
    #[arg(long, value_parser = upn, required_unless_present_any = ["from_email", "from_form"])]
    upn: Option<String>,
    /// The child's name
    #[arg(long, required_unless_present_any = ["from_email", "from_form"])]
    name: Option<String>,
    /// The child's year: N, R or 1 to 14
    #[arg(long, required_unless_present_any = ["from_email", "from_form"])]
    year: Option<String>,
    /// What it is: fixed-term goes with --days, lunchtime with --lunchtimes
    #[arg(long = "type", value_name = "TYPE", required_unless_present_any = ["from_email", "from_form"])]
    kind: Option<ExclusionType>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, required_unless_present_any = ["from_email", "from_form"])]
    from: Option<NaiveDate>,
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
    /// Read an e-mail (.eml, .msg) that tells of an exclusion, and show the command that records it; nothing is recorded
    #[arg(long, value_name = "FILE", conflicts_with_all = ["upn", "name", "year", "kind", "from", "days", "lunchtimes", "misses_exam", "told", "told_by", "reason"])]
    from_email: Option<PathBuf>,
    /// Read the export of an online form (CSV or a workbook, a row a response), and show the command for each response of this school; nothing is recorded
    #[arg(long, value_name = "FILE", conflicts_with_all = ["upn", "name", "year", "kind", "from", "days", "lunchtimes", "misses_exam", "told", "told_by", "reason", "from_email"])]
    from_form: Option<PathBuf>,
    /// The row of the one response that is meant, with what was read from which answer
    #[arg(long, value_name = "N", requires = "from_form")]
    row: Option<u32>,
}

impl NewNotice {
    /// Gives the file that was written; none where a command was only shown.
    pub fn write(&self, common: &Common, out: &mut impl Write) -> Result<Option<PathBuf>, Failure> {
        if let Some(file) = &self.from_email {
            return offer::from_email(&self.school, file, common, out).map(|()| None);
        }
        if let Some(file) = &self.from_form {
            return offer::from_form(&self.school, file, self.row, common, out).map(|()| None);
        }
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let told = self.told.unwrap_or_else(|| common.today());
        let fields = Fields::default()
            .plain("kind", Some("exclusion-notice"))
            .text("upn", self.upn.as_deref())
            .text("name", self.name.as_deref())
            .text("year", self.year.as_deref())
            .text("type", self.kind.map(ExclusionType::as_str))
            .plain("from", self.from)
            .text("days", self.days.as_deref())
            .text("lunchtimes", self.lunchtimes.as_deref())
            .plain("misses_exam", self.misses_exam.then_some("yes"))
            .plain("told_authority", Some(told))
            .text("told_by", self.told_by.as_deref())
            .text("reason", self.reason.as_deref());
        let text = draft::record(&fields, "# note: anything worth knowing\n");
        let name = chosen.folder.free_name(Area::Records, told, "exclusion notice", "yaml");
        Ok(Some(chosen.folder.file_new(Area::Records, &name, &text, &chosen.policy, common.today())?))
    }
}
