//! Why a history cannot be read or kept.

use std::io;
use std::path::{Path, PathBuf};

use crate::drive::shown;

/// Why a history cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no history in the folder.
    #[error("{} holds no history", shown(.0))]
    None(PathBuf),
    /// The folder holds something else.
    #[error("{} holds files that are no history", shown(.0))]
    Foreign(PathBuf),
    /// The history is that of another drive, by all that can be seen.
    #[error(
        "nothing that the history in {} knows of schools is on this drive: it is that of another drive, or this drive does not show what it holds",
        shown(.0)
    )]
    OtherDrive(PathBuf),
    /// Another process has written to the history since it was opened.
    #[error("another program has written to the history in {} meanwhile", shown(.0))]
    Taken(PathBuf),
    /// The history lacks something, or it cannot be understood.
    #[error("the history in {} is damaged: {why}", shown(.folder))]
    Damaged {
        /// The history.
        folder: PathBuf,
        /// What is wrong, in the words of the library that read it.
        why: String,
    },
    /// The system did not let it be read or written.
    #[error("{}: {source}", shown(.path))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A pack could not be made.
    #[error("the history in {} cannot be written: {why}", shown(.folder))]
    Unwritten {
        /// The history.
        folder: PathBuf,
        /// Why, in the words of the library that writes it.
        why: String,
    },
}

impl HistoryError {
    /// Turns the system's reason into this error.
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}
