//! `spoc due`

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::as_of::{AsOf, LaidOut};
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::{note_problems, say};
use super::progress::with_progress_bar;
use super::report_file::OutFile;
use super::target::Target;
use crate::drive::{DriveReader, SchoolDeadline};
use crate::procedure::deadlines::State;
use crate::report::due::{Horizon, write_csv, write_ics, write_json, write_text};
use crate::report::due_page::{DuePage, write_page};
use crate::report::own;

/// Show what is overdue, due today and due soon: which school, what, and what to do next
#[derive(Debug, clap::Args)]
pub(super) struct Due {
    /// A manager's folder or a school [default: the whole drive]
    path: Option<PathBuf>,

    /// How the deadlines are written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<DueFormat>,

    #[command(flatten)]
    file: OutFile,

    #[command(flatten)]
    as_of: AsOf,

    /// What is due in so many working days is due soon (in the report for people; the other formats hold everything)
    #[arg(long, value_name = "N", default_value_t = 10, allow_negative_numbers = true, value_parser = working_days)]
    days: i64,

    /// Only the deadlines of this SPOC, by the name or a part of it
    #[arg(long, value_name = "NAME")]
    spoc: Option<String>,

    /// Everything, also what is done and what is due later
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DueFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a spreadsheet
    Csv,
    /// For Outlook and other calendars
    Ics,
    /// One page for the browser
    Html,
}

impl Due {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        self.as_of.answer(common, self.path.as_deref(), |asked, path, past| self.answer(asked, path, past, out))
    }

    fn answer(
        &self,
        asked: &Common,
        path: Option<&Path>,
        past: Option<&LaidOut>,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        let today = asked.working_today()?;
        let target = Target::find(asked, path)?;
        let root = past.map_or(&target.root, |past| &past.root);
        let format = self.file.form(self.format, DueFormat::Text, DueFormat::Html)?;
        let (output, before) = match format {
            DueFormat::Text => (own::DEADLINES_TEXT, own::first_line("spoc due", today).into_bytes()),
            DueFormat::Json => (own::DEADLINES_JSON, Vec::new()),
            DueFormat::Csv => (own::DEADLINES_CSV, own::UTF_8_MARK.to_vec()),
            DueFormat::Ics => (own::DEADLINES_ICS, Vec::new()),
            DueFormat::Html => (own::DEADLINES_PAGE, Vec::new()),
        };
        let goes = self.file.goes(asked, root, ("due", &target.scope.0), &output, format == DueFormat::Html)?;
        let cache = asked.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        let due = with_progress_bar(|progress| reader.with_progress(progress).due()).map_err(Failure::unread)?;
        note_problems(&due.problems);
        if let Some(wanted) = due.terms_wanted.as_ref().filter(|_| due.problems.is_empty()) {
            say(&format!("note: {wanted}"));
        }
        let mut deadlines = due.deadlines;
        if let Some(name) = &self.spoc {
            deadlines = of_spoc(deadlines, name)?;
        }
        let horizon = Horizon { days: self.days, all: self.all, width: self.file.columns() };
        goes.write(&before, out, |mut out| match format {
            DueFormat::Text => write_text(&mut out, today, &deadlines, horizon),
            DueFormat::Json => write_json(&mut out, today, &deadlines),
            DueFormat::Csv => write_csv(&mut out, &deadlines),
            DueFormat::Ics => write_ics(&mut out, today, &deadlines, &due.withdrawn),
            DueFormat::Html => {
                let page = DuePage {
                    policy: &due.policy,
                    deadlines: &deadlines,
                    problems: &due.problems,
                    terms_wanted: due.terms_wanted.as_deref(),
                    horizon,
                    spoc: self.spoc.as_deref(),
                    scope: &target.scope,
                    root,
                    today,
                    made: chrono::Local::now().fixed_offset(),
                };
                write_page(&mut out, &page)
            }
        })?;
        let is_found = |one: &SchoolDeadline| matches!(one.deadline.state, State::Overdue | State::Unknown);
        Ok(if deadlines.iter().any(is_found) { Outcome::Found } else { Outcome::Clean })
    }
}

fn working_days(text: &str) -> Result<i64, String> {
    let days = text.parse().ok().filter(|days| (0..=40_000).contains(days));
    days.ok_or_else(|| "write a whole number of working days, as in 15".to_owned())
}

/// The deadlines of a SPOC. A name that no SPOC has is an error: an empty list would look like an all-clear.
fn of_spoc(mut deadlines: Vec<SchoolDeadline>, name: &str) -> Result<Vec<SchoolDeadline>, Failure> {
    let wanted = name.trim().to_lowercase();
    let all: BTreeSet<_> = deadlines.iter().filter_map(|one| one.spoc.clone()).collect();
    if !all.iter().any(|spoc| spoc.to_lowercase().contains(&wanted)) {
        let names: Vec<_> = all.iter().map(|spoc| &**spoc).take(30).collect();
        let what_to_do = if names.is_empty() {
            "No school here has one.".to_owned()
        } else {
            format!("There are {}.", names.join(", "))
        };
        return Err(Failure::new(format!("no SPOC is called {}", crate::record::values::quoted(name)), what_to_do));
    }
    deadlines.retain(|one| one.spoc.as_ref().is_some_and(|spoc| spoc.to_lowercase().contains(&wanted)));
    Ok(deadlines)
}
