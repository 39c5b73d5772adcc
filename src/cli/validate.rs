//! `spoc validate`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;
use serde_json::Value;

use super::as_of::{AsOf, LaidOut};
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::fix::{school_of, text_of};
use super::output::width;
use super::progress::with_progress_bar;
use super::report_file::OutFile;
use super::target::Target;
use crate::disk::{self, EntryKind};
use crate::drive::{Assessments, DriveReader, Validation};
use crate::fixing::{self, Sources};
use crate::problem::Problem;
use crate::repair::{Certainty, Repair};
use crate::report::problems_page::{ProblemsPage, write_page};
use crate::report::{self, Style, own};

/// Check every record of a school, a manager or the whole drive, and show each problem with its place and remedy
#[derive(Debug, clap::Args)]
pub(super) struct Validate {
    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// How the problems are written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<Format>,

    #[command(flatten)]
    file: OutFile,

    #[command(flatten)]
    as_of: AsOf,

    /// Show children's names and free text in excerpts; they are hidden otherwise
    #[arg(long)]
    show_names: bool,
}

/// How the problems are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a spreadsheet
    Csv,
    /// One page for the browser
    Html,
}

impl Validate {
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
        let format = self.file.form(self.format, Format::Text, Format::Html)?;
        let (output, before) = match format {
            Format::Text => (own::PROBLEMS_TEXT, own::first_line("spoc validate", today).into_bytes()),
            Format::Json => (own::PROBLEMS_JSON, Vec::new()),
            Format::Csv => (own::PROBLEMS_CSV, own::UTF_8_MARK.to_vec()),
            Format::Html => (own::PROBLEMS_PAGE, Vec::new()),
        };
        let goes = self.file.goes(asked, root, ("validate", &target.scope.0), &output, format == Format::Html)?;
        let cache = asked.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        if format == Format::Html {
            let whole =
                with_progress_bar(|progress| reader.with_progress(progress).assessments()).map_err(Failure::unread)?;
            goes.write(&before, out, |mut out| self.write_page(&mut out, &target, root, &whole, today))?;
            return Ok(outcome(&whole.problems));
        }
        let validation =
            with_progress_bar(|progress| reader.with_progress(progress).validate()).map_err(Failure::unread)?;
        goes.write(&before, out, |mut out| match format {
            Format::Json => {
                // What stood there once cannot be put right now.
                let found = if past.is_none() { repairs(&target, &validation, today) } else { Vec::new() };
                report::write_json(&mut out, &validation, &as_json(&target, &validation, &found))
            }
            Format::Csv => report::write_csv(&mut out, &validation),
            Format::Text | Format::Html => self.write_text(&mut out, &target, &validation, past.is_none()),
        })?;
        Ok(outcome(&validation.problems))
    }

    /// `may_be_fixed`: whether the records that were read stand on the drive, where they can be put right.
    fn write_text(
        &self,
        out: &mut impl Write,
        target: &Target,
        validation: &Validation,
        may_be_fixed: bool,
    ) -> std::io::Result<()> {
        let style = Style { show_names: self.show_names, width: width() };
        let found = repairs(target, validation, validation.today);
        let is_safe = |repairs: &&Vec<Repair>| repairs.iter().any(|repair| repair.certainty == Certainty::Safe);
        let fixable = if may_be_fixed { found.iter().filter(is_safe).count() } else { 0 };
        report::write_text(out, validation, style, |path| source(target, path), fixable)
    }

    fn write_page(
        &self,
        out: &mut impl Write,
        target: &Target,
        root: &Path,
        whole: &Assessments,
        today: NaiveDate,
    ) -> std::io::Result<()> {
        let page = ProblemsPage {
            whole,
            scope: &target.scope,
            root,
            today,
            made: chrono::Local::now().fixed_offset(),
            show_names: self.show_names,
        };
        let is_folder = |path: &str| matches!(disk::kind(&target.root.join(path)), Ok(Some(EntryKind::Folder)));
        write_page(out, &page, |path| source(target, path), is_folder)
    }
}

/// The repairs of each problem that its own file decides.
fn repairs(target: &Target, validation: &Validation, today: NaiveDate) -> Vec<Vec<Repair>> {
    let sources = Sources {
        text: &|path| text_of(&target.root, path),
        school: &|path| school_of(&target.root, path, today),
        policy: None,
        today,
    };
    fixing::repairs_of(&validation.problems, &sources)
}

/// The repairs as objects, each with the number of its problem.
fn as_json(target: &Target, validation: &Validation, repairs: &[Vec<Repair>]) -> Vec<Value> {
    let mut objects = Vec::new();
    let mut text: Option<(&str, String)> = None;
    for (number, (problem, repairs)) in validation.problems.iter().zip(repairs).enumerate() {
        if !repairs.is_empty() && text.as_ref().is_none_or(|(path, _)| *path != problem.path) {
            text = Some((&problem.path, source(target, &problem.path).unwrap_or_default()));
        }
        let source = text.as_ref().map_or("", |(_, text)| text);
        for repair in repairs {
            let mut object = report::repair_json(repair, source);
            object["problem"] = number.into();
            objects.push(object);
        }
    }
    objects
}

fn outcome(problems: &[Problem]) -> Outcome {
    if problems.is_empty() { Outcome::Clean } else { Outcome::Found }
}

/// The text of a file of the drive, where it can be read.
fn source(target: &Target, path: &str) -> Option<String> {
    text_of(&target.root, path).map(|(text, _)| text)
}
