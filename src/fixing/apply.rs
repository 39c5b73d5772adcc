//! What is planned is written, file by file. A file that somebody has open or has changed is left alone, and the others are written all the same.

use std::path::Path;

use super::kept::{Kept, KeptError};
use super::plan::{FilePlan, Write};
use crate::destination::{DestinationError, RenameError, Renaming, rename_all};
use crate::disk;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// It may not be written, or was not.
    #[error(transparent)]
    Unwritten(#[from] DestinationError),
    /// It did not get its other name.
    #[error(transparent)]
    Unrenamed(#[from] RenameError),
    /// Another program has it open.
    #[error("{0} is open in another program")]
    Open(String),
    /// The folder was not made.
    #[error("the folder {path} could not be made")]
    NoFolder {
        /// The folder.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl NotDone {
    /// The reason, with the system's own where there is one.
    #[must_use]
    pub fn said(&self) -> String {
        let source = std::error::Error::source(self).map(|source| format!(" ({source})")).unwrap_or_default();
        format!("{self}{source}")
    }
}

/// Writes what is planned, each file whole or not at all. What stood there is kept before anything is written; where that cannot be done, nothing is.
/// Gives what came of each file.
pub fn apply(root: &Path, files: &[FilePlan], kept: &Kept) -> Result<Vec<Result<(), NotDone>>, KeptError> {
    let mut run = kept.keep(root, files)?;
    let done: Vec<_> = files.iter().map(|file| write(root, file)).collect();
    run.settle(|number| done.get(number).is_some_and(Result::is_ok));
    Ok(done)
}

fn write(root: &Path, plan: &FilePlan) -> Result<(), NotDone> {
    let Write::File { file, bytes, to, .. } = &plan.write else {
        let made = disk::make_folder(&root.join(&plan.path));
        return made.map_err(|source| NotDone::NoFolder { path: plan.path.clone(), source });
    };
    if is_open(file.path()) {
        return Err(NotDone::Open(plan.path.clone()));
    }
    match to {
        None => file.write(bytes)?,
        Some(to) if folder_of(to) == folder_of(&plan.path) => {
            let name = to.rsplit('/').next().unwrap_or(to).to_owned();
            rename_all(&[Renaming { file: (**file).clone(), name, bytes: bytes.clone() }])?;
        }
        Some(to) => file.move_to(&root.join(to), bytes)?,
    }
    Ok(())
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a program has the file open, as far as it shows: the lock file of an office program or an editor beside it, or a system that does not
/// let it be written to.
#[must_use]
pub fn is_open(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let locks = [format!(".~lock.{name}#"), format!("~${name}"), format!(".{name}.swp")];
    let is_there = |lock: &String| matches!(disk::kind(&path.with_file_name(lock)), Ok(Some(_)));
    locks.iter().any(is_there) || !disk::is_free(path)
}
