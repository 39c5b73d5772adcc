//! `spoc board`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::opening::Open;
use super::output::{Force, note_problems};
use super::progress::with_progress_bar;
use super::target::Target;
use crate::board::{self, BoardSources};
use crate::destination::Destination;
use crate::disk::{self, EntryKind};
use crate::drive::{DriveReader, shown};
use crate::layout;

/// Write the board: one HTML page of what is overdue, due and coming, and the term at a glance, without a child's name
#[derive(Debug, clap::Args)]
pub(super) struct WriteBoard {
    /// A manager's folder or a school: only what is theirs [default: the whole drive]
    path: Option<PathBuf>,

    /// Write to this file [default: board.html in the folder that the board is about]; it replaces only a board
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,

    #[command(flatten)]
    open: Open,
}

impl WriteBoard {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        let folder = folder_of(&target)?;
        let file = self.out.clone().unwrap_or_else(|| folder.join(board::FILE));
        let file = destination(&file, &self.force, "--out")?;
        let cache = common.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        let whole =
            with_progress_bar(|progress| reader.with_progress(progress).assessments()).map_err(Failure::unread)?;
        note_problems(&whole.policy_problems);
        let page = board::page(&BoardSources {
            policy: &whole.policy,
            scope: &target.scope,
            schools: whole.schools.iter().collect(),
            problems: &whole.problems,
            policy_problems: &whole.policy_problems,
            today,
            made: chrono::Local::now().fixed_offset(),
            watcher: None,
        });
        file.write(page.as_bytes()).map_err(|error| Failure::unwritten(error, "--out"))?;
        writeln!(out, "wrote {}", shown(file.path()))?;
        out.flush()?;
        self.open.show(file.path());
        Ok(Outcome::Clean)
    }
}

/// The folder that a board is about: the drive, a manager's or a school's.
pub(super) fn folder_of(target: &Target) -> Result<PathBuf, Failure> {
    let names: Vec<_> = target.scope.0.split('/').filter(|name| !name.is_empty()).collect();
    let mut folder = target.root.clone();
    // Add the path name by name: after the prefix of a long path, Windows takes a slash for a part of a name.
    folder.extend(&names);
    let is_folder = matches!(disk::kind(&folder), Ok(Some(EntryKind::Folder)));
    if is_folder && names.len() <= 2 && names.iter().all(|name| layout::is_manager_or_school(name)) {
        return Ok(folder);
    }
    Err(Failure::new(
        format!("a board is about a manager or a school, and {} is neither", shown(Path::new(&target.scope.0))),
        "Name a manager's folder or a school's.",
    ))
}

/// The file of a board. `option`: the option with which the user names it.
pub(super) fn destination(file: &Path, force: &Force, option: &str) -> Result<Destination, Failure> {
    Destination::find(file, &board::OUTPUT, force.given).map_err(|error| Failure::unwritten(error, option))
}
