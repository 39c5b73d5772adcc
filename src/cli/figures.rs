//! `spoc figures`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::figures_export::{export, write_workbook};
use super::output::note_problems;
use super::progress::with_progress_bar;
use super::report_file::OutFile;
use super::target::Target;
use crate::disk::{self, EntryKind};
use crate::drive::{self, DriveReader};
use crate::figures::{Figures, Period, facts};
use crate::report::figures::{write_json, write_text};
use crate::report::figures_page::{FiguresPage, write_page};
use crate::report::own;

/// Show what the records come to in numbers, for a term or a year: visits held of those due, steps on time, decisions, exclusions, absence, children at
/// each threshold; no child is named
#[derive(Debug, clap::Args)]
pub(super) struct ShowFigures {
    /// A manager's folder or a school [default: the whole drive]
    path: Option<PathBuf>,

    /// The term, as in "Autumn 2026" [default: the term that holds today, else the last begun before]
    #[arg(long, value_name = "NAME")]
    term: Option<String>,

    /// The year, as in 2026-27; with --term, the year in which the term is
    #[arg(long, value_name = "NAME")]
    year: Option<String>,

    /// To be published: hide numbers of children from 1 to 4 and what would tell of them, and leave out managers and SPOCs
    #[arg(long)]
    publish: bool,

    /// How the figures are written [default: by the ending of --out, a folder for tables; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<FiguresFormat>,

    #[command(flatten)]
    file: OutFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FiguresFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// One page for the browser, with plots
    Html,
    /// A workbook of tidy tables; it needs --out
    Xlsx,
    /// A folder with a workbook and each table of the whole year as Parquet and CSV, for databases; it needs --out
    Tables,
}

impl ShowFigures {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        if self.format.is_none() && self.file.path().is_some_and(is_of_one_table) {
            return Err(Failure::new(
                "--out names a file for one table, and the figures are several tables",
                "Name a folder, as in --out figures: every table is written there as CSV and as Parquet. Or a workbook, as in --out figures.xlsx.",
            ));
        }
        let asked =
            self.format.or_else(|| self.file.path().filter(|path| is_for_tables(path)).map(|_| FiguresFormat::Tables));
        let format = self.file.form(asked, FiguresFormat::Text, FiguresFormat::Html)?;
        let (output, before) = match format {
            FiguresFormat::Text => (own::FIGURES_TEXT, own::first_line("spoc figures", today).into_bytes()),
            FiguresFormat::Json => (own::FIGURES_JSON, Vec::new()),
            FiguresFormat::Html => (own::FIGURES_PAGE, Vec::new()),
            FiguresFormat::Xlsx | FiguresFormat::Tables => (own::FIGURES_WORKBOOK, Vec::new()),
        };
        if matches!(format, FiguresFormat::Xlsx | FiguresFormat::Tables) && self.file.path().is_none() {
            return Err(Failure::new("a workbook and tables go to files", "Name a file or a folder with --out."));
        }
        if format == FiguresFormat::Tables && !target.scope.0.is_empty() {
            return Err(Failure::new(
                "tables for databases are of the whole drive, and a part of it was named",
                "Leave the part out, or write a workbook of it, as in --out figures.xlsx. Nothing was written. Name another file with --out.",
            ));
        }
        if self.publish && !target.scope.0.is_empty() {
            return Err(Failure::new(
                "figures of a part of the drive are not published: with those of the whole they would tell what is hidden there",
                "Leave the part out: the figures of the whole drive have a line for each school.",
            ));
        }
        let is_page = format == FiguresFormat::Html;
        let goes = match format {
            FiguresFormat::Tables => None,
            _ => Some(self.file.goes(common, &target.root, ("figures", &target.scope.0), &output, is_page)?),
        };
        let (policy, _) = drive::policy(&target.root).map_err(Failure::unread)?;
        let period = Period::find(&policy, today, self.term.as_deref(), self.year.as_deref()).map_err(|error| {
            let what_to_do = error.what_to_do();
            Failure::new(error, what_to_do)
        })?;
        let year = period.whole_year(&policy);
        let cache = common.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        let read = with_progress_bar(|progress| {
            reader
                .with_progress(progress)
                .each_school(|school, deadlines, policy| facts(school, deadlines, policy, today, &year))
        });
        let read = read.map_err(Failure::unread)?;
        note_problems(&read.problems);
        let figures = Figures::new(&read.made, &read.policy, &year, &period, today).of_part(&target.scope.0);
        let figures = if self.publish { figures.published() } else { figures };
        let made = (&figures, read.made.as_slice(), &read.policy, &year);
        let Some(goes) = goes else {
            export(&self.file, made, out)?;
            return Ok(Outcome::Clean);
        };
        if format == FiguresFormat::Xlsx {
            write_workbook(&self.file, made, out)?;
            return Ok(Outcome::Clean);
        }
        goes.write(&before, out, |mut out| match format {
            FiguresFormat::Text => write_text(&mut out, &figures, &read.policy),
            FiguresFormat::Json => write_json(&mut out, &figures, &read.policy),
            _ => {
                let page = FiguresPage {
                    figures: &figures,
                    policy: &read.policy,
                    problems: &read.problems,
                    made: chrono::Local::now().fixed_offset(),
                };
                write_page(&mut out, &page)
            }
        })?;
        Ok(Outcome::Clean)
    }
}

/// Whether a path that is no folder has the ending of a table.
fn is_of_one_table(path: &Path) -> bool {
    let ending = path
        .extension()
        .is_some_and(|ending| ["csv", "parquet", "tsv"].iter().any(|table| ending.eq_ignore_ascii_case(table)));
    ending && !matches!(disk::kind(path), Ok(Some(EntryKind::Folder)))
}

/// Whether a path is that of a folder for tables: one that is there, or a name without an ending.
fn is_for_tables(path: &Path) -> bool {
    path.extension().is_none() || matches!(disk::kind(path), Ok(Some(EntryKind::Folder)))
}
