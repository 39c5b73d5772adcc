//! `spoc review`

use std::io::Write;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::school::Chosen;
use crate::procedure::review::review;
use crate::report::review::{Reviewed, write_json, write_text};

/// Show the children of a school's visit and why each is there, with the arithmetic
#[derive(Debug, clap::Args)]
pub(super) struct ReviewVisit {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// The day of the visit [default: the next visit, today included; else the last one]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// How the review is written
    #[arg(long, value_enum, default_value_t = ReviewFormat::Text)]
    format: ReviewFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl ReviewVisit {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let chosen = Chosen::load(common, &self.school, today)?;
        note_problems(&chosen.policy_problems);
        let (school, policy) = (&chosen.folder.school, &chosen.policy);
        let visit = school.visit_meant(self.visit, today)?;
        let review = review(school, visit, policy);
        let reviewed = Reviewed { school, visit, policy, review: &review, today };
        match self.format {
            ReviewFormat::Text => write_text(out, &reviewed)?,
            ReviewFormat::Json => write_json(out, &reviewed)?,
        }
        Ok(Outcome::Clean)
    }
}
