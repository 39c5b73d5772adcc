//! `spoc retention`

use std::io::Write;
use std::path::PathBuf;

use super::child::StoryFormat;
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::note_problems;
use super::progress::with_progress_bar;
use super::report_file::OutFile;
use super::target::Target;
use crate::drive::{self, DriveReader};
use crate::problem::Problem;
use crate::report::own;
use crate::report::retention::{write_json, write_page, write_text};
use crate::retention::review;

/// List what was kept as long as policy.toml says after the last contact, with its reason and what holds it; nothing is deleted
#[derive(Debug, clap::Args)]
pub(super) struct RetentionList {
    /// A manager's folder or a school [default: the whole drive]
    path: Option<PathBuf>,

    /// How the list is written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<StoryFormat>,

    #[command(flatten)]
    file: OutFile,
}

impl RetentionList {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        let format = self.file.form(self.format, StoryFormat::Text, StoryFormat::Html)?;
        let (output, before) = match format {
            StoryFormat::Text => (own::RETENTION_TEXT, own::first_line("spoc retention", today).into_bytes()),
            StoryFormat::Json => (own::RETENTION_JSON, Vec::new()),
            StoryFormat::Html => (own::RETENTION_PAGE, Vec::new()),
        };
        let goes = self.file.goes(
            common,
            &target.root,
            ("retention", &target.scope.0),
            &output,
            format == StoryFormat::Html,
        )?;
        let (policy, problems) = drive::policy(&target.root).map_err(Failure::unread)?;
        // A hold that cannot be read would not be seen, and what it holds be listed as if it were free.
        let is_of_retention = |problem: &&Problem| {
            problem.code.leaves_unread() && problem.field.as_deref().is_none_or(|field| field.starts_with("/retention"))
        };
        if let Some(problem) = problems.iter().find(is_of_retention) {
            return Err(Failure::new(
                format!("{}: {}", problem.path, problem.message),
                "Nothing is listed before `[retention]` in policy.toml can be read whole: put that right first.",
            ));
        }
        note_problems(&problems);
        let cache = common.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        let facts =
            with_progress_bar(|progress| reader.with_progress(progress).kept(&policy)).map_err(Failure::unread)?;
        let found = review(&facts, &policy.retention, today, |school| target.scope.touches(school));
        goes.write(&before, out, |mut out| match format {
            StoryFormat::Text => write_text(&mut out, &found, &policy),
            StoryFormat::Json => write_json(&mut out, &found, &policy, today),
            StoryFormat::Html => write_page(&mut out, &found, &policy, today, chrono::Local::now().fixed_offset()),
        })?;
        let is_due = found
            .schools
            .iter()
            .flat_map(|school| &school.due)
            .any(|one| one.held.is_empty() && one.possibly.is_none());
        Ok(if is_due { Outcome::Found } else { Outcome::Clean })
    }
}
