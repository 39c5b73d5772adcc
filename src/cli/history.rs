//! `spoc history`

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::ValueEnum;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::past_target::{HistoryArgument, PastTarget, clock, unread};
use crate::past;
use crate::report::history::{PastStyle, changes_json, versions_json, write_changes, write_versions};

/// Show what became of a record: who changed it when, and which fields, old and new; of a folder every change in it
#[derive(Debug, clap::Args)]
pub(super) struct History {
    /// A record, or a folder; it need not be there any longer
    path: PathBuf,

    #[command(flatten)]
    history: HistoryArgument,

    /// How it is written
    #[arg(long, value_enum, default_value_t = PastFormat::Text)]
    format: PastFormat,

    /// Show children's names and free text; they are hidden otherwise
    #[arg(long)]
    show_names: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PastFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl History {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let target = PastTarget::find(common, Some(&self.path), &self.history)?;
        let style = PastStyle { show_names: self.show_names, clock: &clock };
        let versions = past::versions(&target.archive, &target.path).map_err(unread)?;
        if !versions.is_empty() {
            target.note_end(None)?;
            match self.format {
                PastFormat::Text => write_versions(out, &target.path, &versions, style)?,
                PastFormat::Json => write_json(out, &versions_json(&target.path, &versions, self.show_names))?,
            }
            return Ok(Outcome::Clean);
        }
        let all = DateTime::<Utc>::MIN_UTC;
        let changes = past::changes(&target.archive, &target.path, all).map_err(unread)?;
        if changes.is_empty() && !target.path.is_empty() {
            return Err(target.unplanned(past::PlanError::Unknown(target.path.clone())));
        }
        target.note_end(None)?;
        match self.format {
            PastFormat::Text => write_changes(out, "the history began", &changes, style)?,
            PastFormat::Json => write_json(out, &changes_json(&target.path, None, &changes, self.show_names))?,
        }
        Ok(Outcome::Clean)
    }
}

pub(super) fn write_json(out: &mut impl Write, value: &serde_json::Value) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
