//! `spoc lost`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::history::{PastFormat, write_json};
use super::history_folder::{history_folder, open_history};
use super::past_target::{HistoryArgument, PastTarget, clock, unread};
use crate::past::{self, is_gone};
use crate::report::history::{LostPart, PastStyle, lost_json, write_lost};
use crate::words::number;

/// List what was deleted and is nowhere else on the drive, and how to bring it back
#[derive(Debug, clap::Args)]
pub(super) struct ListLost {
    /// A manager's folder, a school or a folder [default: the whole drive]
    path: Option<PathBuf>,

    #[command(flatten)]
    history: HistoryArgument,

    /// How it is written
    #[arg(long, value_enum, default_value_t = PastFormat::Text)]
    format: PastFormat,
}

impl ListLost {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let target = PastTarget::find(common, self.path.as_deref(), &self.history)?;
        target.is_anywhere()?;
        target.note_end(None)?;
        let lost = past::lost(&target.archive, &target.root, &target.path).map_err(unread)?;
        match self.format {
            PastFormat::Text => {
                let style = PastStyle { show_names: false, clock: &clock };
                write_lost(out, &parts(&target.root, &lost), style)?;
            }
            PastFormat::Json => write_json(out, &lost_json(&target.path, &lost))?,
        }
        Ok(if lost.is_empty() { Outcome::Clean } else { Outcome::Found })
    }
}

/// What was lost in a part of a drive, for a list to choose from: the path of each folder or file, and what is said of it.
pub(super) fn for_list(root: &Path, under: &str) -> Result<Vec<(String, String)>, Failure> {
    let archive = open_history(&history_folder(None, root)?, root)?;
    let lost = past::lost(&archive, root, under).map_err(unread)?;
    let said = |part: &LostPart<'_>| {
        let within = part.path.strip_prefix(under).map_or(part.path, |path| path.trim_start_matches('/'));
        let gone = part.files.iter().filter_map(|file| file.seen).map(|seen| seen.by).max();
        let gone = gone.map(|by| format!(", gone by {}", clock(by).format("%-d %b %Y"))).unwrap_or_default();
        let is_folder = part.files.iter().any(|file| file.path != part.path);
        let files = if is_folder { format!(", {}", number(part.files.len(), "file")) } else { String::new() };
        format!("{within}{files}{gone}")
    };
    Ok(parts(root, &lost).iter().map(|part| (part.path.to_owned(), said(part))).collect())
}

/// What was lost, a folder of a school or a manager in one where all of it is gone and went within a day: so `spoc restore` brings it back in one.
fn parts<'a>(root: &Path, lost: &'a [past::Lost]) -> Vec<LostPart<'a>> {
    let mut parts: BTreeMap<&str, Vec<&past::Lost>> = BTreeMap::new();
    for file in lost {
        parts.entry(highest_gone(root, &file.path)).or_default().push(file);
    }
    let mut found = Vec::new();
    for (path, files) in parts {
        let times: Vec<_> = files.iter().filter_map(|file| file.seen).map(|seen| seen.by).collect();
        let span = times.iter().max().zip(times.iter().min()).map(|(last, first)| *last - *first);
        let is_one_go =
            span.is_none_or(|span| span <= TimeDelta::hours(24)) && (times.is_empty() || times.len() == files.len());
        if files.len() > 1 && is_one_go {
            found.push(LostPart { path, files });
        } else {
            found.extend(files.into_iter().map(|file| LostPart { path: &file.path, files: vec![file] }));
        }
    }
    found
}

/// The highest folder around a file that is gone, at most the manager's; the file itself where its folder is there.
fn highest_gone<'p>(root: &Path, path: &'p str) -> &'p str {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    folders.into_iter().find(|folder| is_gone(root, folder)).unwrap_or(path)
}
