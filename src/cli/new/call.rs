//! `spoc new call`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day, upn};
use super::super::failure::Failure;
use super::super::school::Chosen;
use crate::draft::Fields;
use crate::record::contact::{About, Direction};

/// A call, added to the year's phone log
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewCall {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// With whom
    #[arg(long, value_name = "NAME")]
    with: String,
    /// What it was about
    #[arg(long, value_name = "WORD")]
    about: About,
    /// What was said
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    summary: String,
    /// Who of the team spoke [default: the school's SPOC]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The day of the call [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<NaiveDate>,
    /// The time, as in 10:15
    #[arg(long)]
    time: Option<String>,
    /// What the other person does at the school
    #[arg(long)]
    role: Option<String>,
    /// in, where they called; out, where the team did
    #[arg(long)]
    direction: Option<Direction>,
    /// The UPN of the child whom it concerned
    #[arg(long, value_name = "UPN", value_parser = upn)]
    child: Option<String>,
    /// Advice that was given
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    advice: Option<String>,
    /// What is to be done after it
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT", requires = "due")]
    follow_up: Option<String>,
    /// The day by which that is to be done
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "follow_up")]
    due: Option<NaiveDate>,
}

impl NewCall {
    pub fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let date = self.date.unwrap_or_else(|| common.today());
        let spoc = chosen.file().ok().and_then(|file| file.spoc.as_deref());
        let by = self.by.as_deref().or(spoc).ok_or_else(|| {
            Failure::new(
                "it is not known who spoke: school.yaml names no SPOC",
                "Nothing was written. Say who it was with --by NAME.",
            )
        })?;
        let follow_up =
            self.follow_up.as_deref().map(|what| Fields::default().text("what", Some(what)).plain("due", self.due));
        let call = Fields::default()
            .plain("date", Some(date))
            .text("time", self.time.as_deref())
            .text("by", Some(by))
            .text("with", Some(&self.with))
            .text("role", self.role.as_deref())
            .text("direction", self.direction.map(Direction::as_str))
            .text("about", Some(self.about.as_str()))
            .text("child", self.child.as_deref())
            .text("summary", Some(&self.summary))
            .text("advice", self.advice.as_deref())
            .group("follow_up", follow_up.as_ref());
        Ok(chosen.folder.file_call(date, &call, &chosen.policy, common.today())?)
    }
}
