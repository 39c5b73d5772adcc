//! `spoc review`

use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::as_of::{AsOf, LaidOut};
use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::report_file::OutFile;
use super::school::Chosen;
use crate::procedure::review::review;
use crate::report::own;
use crate::report::review::{Reviewed, write_json, write_text};
use crate::report::review_page::write_page;

/// Show the children of a school's visit and why each is there, with the arithmetic
#[derive(Debug, clap::Args)]
pub(super) struct ReviewVisit {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// The day of the visit [default: the next visit, today included; else the last one]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// How the review is written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<ReviewFormat>,

    #[command(flatten)]
    file: OutFile,

    #[command(flatten)]
    as_of: AsOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// One page for the browser
    Html,
}

impl ReviewVisit {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        self.as_of
            .answer(common, Some(Path::new(&self.school)), |asked, path, past| self.answer(asked, path, past, out))
    }

    fn answer(
        &self,
        asked: &Common,
        path: Option<&Path>,
        past: Option<&LaidOut>,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        let today = asked.working_today()?;
        let format = self.file.form(self.format, ReviewFormat::Text, ReviewFormat::Html)?;
        let (output, before) = match format {
            ReviewFormat::Text => (own::REVIEW_TEXT, own::first_line("spoc review", today).into_bytes()),
            ReviewFormat::Json => (own::REVIEW_JSON, Vec::new()),
            ReviewFormat::Html => (own::REVIEW_PAGE, Vec::new()),
        };
        let chosen = Chosen::load(asked, &path.map_or(self.school.clone().into(), Path::to_string_lossy), today)?;
        let root = past.map_or(&chosen.folder.root, |past| &past.root);
        let part = &chosen.folder.place.path;
        let goes = self.file.goes(asked, root, ("review", part), &output, format == ReviewFormat::Html)?;
        note_problems(&chosen.policy_problems);
        let (school, policy) = (&chosen.folder.school, &chosen.policy);
        let visit = school.visit_meant(self.visit, today)?;
        let review = review(school, visit, policy);
        let reviewed = Reviewed { school, visit, policy, review: &review, today };
        goes.write(&before, out, |mut out| match format {
            ReviewFormat::Text => write_text(&mut out, &reviewed),
            ReviewFormat::Json => write_json(&mut out, &reviewed),
            ReviewFormat::Html => write_page(&mut out, &reviewed, root, chrono::Local::now().fixed_offset()),
        })?;
        Ok(Outcome::Clean)
    }
}
