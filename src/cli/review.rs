//! `spoc review`

use std::io::Write;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::found::Found;
use super::{Common, Failure, Outcome, day, note_problems};
use crate::drive;
use crate::procedure::review::review;
use crate::record::visit::{Visit, VisitStatus};
use crate::report::review::{Reviewed, write_json, write_text};
use crate::school::{Filed, School};

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
        let found = Found::school(common, &self.school)?;
        let (policy, problems) = drive::policy(&found.root)
            .map_err(|error| Failure::new(error, "Look whether the drive is connected and whether you may read it."))?;
        note_problems(&problems);
        let mut school = found.school;
        drive::reckon(&mut school, &policy, today, &mut Vec::new());
        let visit = choose(&school, self.visit, today)?;
        let review = review(&school, visit, &policy);
        let reviewed = Reviewed { school: &school, visit, policy: &policy, review: &review, today };
        match self.format {
            ReviewFormat::Text => write_text(out, &reviewed)?,
            ReviewFormat::Json => write_json(out, &reviewed)?,
        }
        Ok(Outcome::Clean)
    }
}

/// The visit of a day; without one the next that is not cancelled, today included, else the last one.
pub(super) fn choose(school: &School, wanted: Option<NaiveDate>, today: NaiveDate) -> Result<&Filed<Visit>, Failure> {
    let not_cancelled = || school.visits.iter().filter(|visit| visit.record.status != VisitStatus::Cancelled);
    let found = match wanted {
        Some(day) => not_cancelled().chain(&school.visits).find(|visit| *visit.record.date == day),
        None => {
            let next =
                not_cancelled().filter(|visit| *visit.record.date >= today).min_by_key(|visit| visit.record.date);
            next.or_else(|| not_cancelled().rev().max_by_key(|visit| visit.record.date))
                .or_else(|| school.visits.iter().rev().max_by_key(|visit| visit.record.date))
        }
    };
    found.ok_or_else(|| {
        let days: Vec<_> = school.visits.iter().map(|visit| visit.record.date.to_string()).collect();
        let what_to_do = match days.as_slice() {
            [] => {
                "It has none that can be read: `spoc new visit` makes one, `spoc validate` tells what cannot be read."
                    .to_owned()
            }
            days => format!("Its visits are on {}.", days.join(", ")),
        };
        let which = wanted.map(|day| format!(" on {day}")).unwrap_or_default();
        Failure::new(format!("{} has no visit{which}", school.path), what_to_do)
    })
}
