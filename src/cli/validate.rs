//! `spoc validate`

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::{OutFile, width, write_out};
use super::progress::with_progress_bar;
use super::target::Target;
use crate::drive::{DriveReader, Validation};
use crate::report::{self, Style, own};
use crate::{disk, text, tree};

/// Check every record of a school, a manager or the whole drive, and show each problem with its place and remedy
#[derive(Debug, clap::Args)]
pub(super) struct Validate {
    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// How the problems are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    #[command(flatten)]
    file: OutFile,

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
}

impl Validate {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        let (output, before) = match self.format {
            Format::Text => (own::PROBLEMS_TEXT, own::first_line("spoc validate", today).into_bytes()),
            Format::Json => (own::PROBLEMS_JSON, Vec::new()),
            Format::Csv => (own::PROBLEMS_CSV, own::UTF_8_MARK.to_vec()),
        };
        let file = self.file.destination(&output)?;
        let cache = common.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        let validation =
            with_progress_bar(|progress| reader.with_progress(progress).validate()).map_err(Failure::unread)?;
        write_out(file.as_ref(), &before, out, |mut out| match self.format {
            Format::Json => report::write_json(&mut out, &validation),
            Format::Csv => report::write_csv(&mut out, &validation),
            Format::Text => self.write_text(&mut out, &target, &validation),
        })?;
        Ok(if validation.problems.is_empty() { Outcome::Clean } else { Outcome::Found })
    }

    fn write_text(&self, out: &mut impl Write, target: &Target, validation: &Validation) -> std::io::Result<()> {
        let style = Style { show_names: self.show_names, width: width() };
        report::write_text(out, validation, style, |path| {
            let bytes = disk::read(&target.root.join(path), tree::MOST_BYTES).ok()?;
            Some(text::decode_owned(bytes).0)
        })
    }
}
