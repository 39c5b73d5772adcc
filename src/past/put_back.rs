//! What is planned is written: all of it or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::aside::{Aside, Unkept};
use super::begun::{Begun, clear_stopped};
use super::plan::{Plan, PlanError, Standing, ToWrite, on_disk};
use crate::destination::{DestinationError, Folder};
use crate::disk::{self, EntryKind, Staged};
use crate::drive::shown;
use crate::fixing::is_open;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotPutBack {
    /// Somebody has changed these files since the history last looked.
    #[error("{} changed since the history last looked: {}", if .0.len() == 1 { "this file was" } else { "these files were" }, .0.join("; "))]
    Newer(Vec<String>),
    /// A path cannot be one on a drive.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// It may not be written there, or writing it failed.
    #[error(transparent)]
    Unwritten(#[from] DestinationError),
    /// Another program has a file open.
    #[error("{0} is open in another program")]
    Open(String),
    /// What stands in the files now could not be kept.
    #[error(transparent)]
    Unkept(#[from] Unkept),
    /// Writing failed, and what was written already could not all be undone.
    #[error("{why}; and what was written already could not all be undone: {}", .left.join("; "))]
    Halfway {
        /// What went wrong first.
        why: Box<NotPutBack>,
        /// What is not as it was.
        left: Vec<String>,
    },
}

/// Writes what is planned: every file is made beside its place first, and then all get their names. Where one of them cannot be written, all are as
/// they were. What stands there now and is not in the history is kept in `aside` first; gives the folder in which it is, where there was anything.
pub fn put_back(root: &Path, plan: &Plan, aside: &Aside, replace_newer: bool) -> Result<Option<PathBuf>, NotPutBack> {
    let newer: Vec<_> = plan.files.iter().filter(|file| matches!(file.now, Standing::Newer(_))).collect();
    if !newer.is_empty() && !replace_newer {
        return Err(NotPutBack::Newer(newer.iter().map(|file| file.path.clone()).collect()));
    }
    clear_stopped(&aside.begun());
    let kept = if newer.is_empty() { None } else { Some(aside.keep(root, &newer)?) };
    let mut made = Vec::new();
    let mut written = Vec::new();
    let begun = note_begun(root, &plan.files, aside)?;
    let mark = begun.as_ref().map_or("", |begun| begun.mark.as_str());
    let done = write_all(root, &plan.files, mark, &mut made, &mut written);
    drop(begun);
    let Err(why) = done else {
        // One file of each folder is enough.
        let folders: BTreeMap<_, _> = written.iter().map(|(_, file)| (file.parent(), file)).collect();
        folders.values().for_each(|file| disk::clear_left_behind(file));
        return Ok(kept);
    };
    let left = undo(&written);
    // Folders that were made go again, the innermost first; one in which something stands stays.
    made.iter().rev().for_each(|folder| drop(disk::remove(folder)));
    Err(if left.is_empty() { why } else { NotPutBack::Halfway { why: Box::new(why), left } })
}

type Written<'a> = (&'a ToWrite, PathBuf);

fn write_all<'a>(
    root: &Path,
    files: &'a [ToWrite],
    mark: &str,
    made: &mut Vec<PathBuf>,
    written: &mut Vec<Written<'a>>,
) -> Result<(), NotPutBack> {
    let mut staged = Vec::new();
    for one in files {
        let file = on_disk(root, &one.path)?;
        let folder = file.parent().unwrap_or(root);
        Folder::find(folder)?;
        if one.now != Standing::Nothing && disk::is_read_only(&file) {
            return Err(DestinationError::ReadOnly(file).into());
        }
        if one.now != Standing::Nothing && is_open(&file) {
            return Err(NotPutBack::Open(one.path.clone()));
        }
        let unwritten = |source| DestinationError::Unwritten { path: file.clone(), source };
        make_folders(folder, made).map_err(unwritten)?;
        staged.push((one, file.clone(), Staged::beside(&file, &one.bytes, mark).map_err(unwritten)?));
    }
    for (one, file, new) in staged {
        let put = match one.now.bytes() {
            None => new.put_new(),
            Some(old) => new.put_over(old),
        };
        put.map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::ResourceBusy => {
                DestinationError::Changed(file.clone())
            }
            std::io::ErrorKind::NotFound => DestinationError::Gone(file.clone()),
            _ => DestinationError::Unwritten { path: file.clone(), source },
        })?;
        written.push((one, file));
    }
    Ok(())
}

/// Notes that a restore begins, and where.
fn note_begun(root: &Path, files: &[ToWrite], aside: &Aside) -> Result<Option<Begun>, PlanError> {
    let paths = files.iter().map(|one| on_disk(root, &one.path)).collect::<Result<Vec<_>, _>>()?;
    Ok(Begun::note(&aside.begun(), root, paths.iter().filter_map(|path| path.parent())))
}

/// Makes a folder and those around it that are not there, and remembers them.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let is_missing = |folder: &&Path| !matches!(disk::kind(folder), Ok(Some(EntryKind::Folder)));
    let missing: Vec<_> = folder.ancestors().take_while(is_missing).map(Path::to_owned).collect();
    disk::make_folder(folder)?;
    made.extend(missing.into_iter().rev());
    Ok(())
}

/// Takes back what was written. Gives what is not as it was.
fn undo(written: &[Written<'_>]) -> Vec<String> {
    let mut left = Vec::new();
    for (one, file) in written.iter().rev() {
        let is_undone = match one.now.bytes() {
            Some(old) => disk::replace(file, &one.bytes, old).is_ok(),
            None => {
                let is_ours = disk::read(file, u64::MAX - 1).is_ok_and(|now| now == one.bytes);
                is_ours && disk::remove(file).is_ok()
            }
        };
        if !is_undone {
            left.push(format!("{} is changed already", shown(file)));
        }
    }
    left
}
