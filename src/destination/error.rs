//! Why a file may not be written, or was not.

use std::io;
use std::path::PathBuf;

use crate::drive::shown;

/// Why a file may not be written, or was not.
#[derive(Debug, thiserror::Error)]
pub enum DestinationError {
    /// Another file stands there.
    #[error("{} is there and is not {output} that spoc wrote", shown(.path))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What was to be written.
        output: &'static str,
    },
    /// A record stands there.
    #[error("{} is there and is not {output} but {record}", shown(.path))]
    Record {
        /// The file.
        path: PathBuf,
        /// What was to be written.
        output: &'static str,
        /// What it is: `a record`, `the policy of a drive`.
        record: &'static str,
    },
    /// Something stands where a new file was to be made.
    #[error("{} is there already", shown(.0))]
    Taken(PathBuf),
    /// A file of that name would be read as a record.
    #[error("{} could not be written: a file of this name is read as {record}, and {output} is none", shown(.path))]
    RecordName {
        /// The file.
        path: PathBuf,
        /// What was to be written.
        output: &'static str,
        /// As what it would be read.
        record: &'static str,
    },
    /// The place is kept for something else.
    #[error("{} lies in {place}, where {output} does not belong", shown(.path))]
    Misplaced {
        /// The file.
        path: PathBuf,
        /// What was to be written.
        output: &'static str,
        /// The place: `the records of a school`.
        place: &'static str,
        /// Whether it is among the folders of managers and schools, and not kept for a kind of file.
        is_among_folders: bool,
    },
    /// The path is a link, or leads through one on a drive.
    #[error("{} could not be written: {} is a link, and nothing is written through links", shown(.path), shown(.link))]
    Link {
        /// The file.
        path: PathBuf,
        /// The link.
        link: PathBuf,
    },
    /// The path is that of a folder, a device or the like.
    #[error("{} could not be written: it is {what}", shown(.path))]
    NoFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Something in the place of a folder is none.
    #[error("{} is no folder", shown(.0))]
    NoFolder(PathBuf),
    /// The file is marked as read-only.
    #[error("{} could not be written: it is read-only", shown(.0))]
    ReadOnly(PathBuf),
    /// The file that stands there cannot be read, so that it is not known what it is.
    #[error("{} is there and cannot be read", shown(.path))]
    Unread {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The record that was to be changed is not there any more.
    #[error("{} is not there any more", shown(.0))]
    Gone(PathBuf),
    /// Someone else has changed the record since it was read.
    #[error("{}: someone has changed the file meanwhile", shown(.0))]
    Changed(PathBuf),
    /// The system did not let it be removed.
    #[error("{} could not be renamed", shown(.path))]
    Unremoved {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The system did not let it be written.
    #[error("{} could not be written", shown(.path))]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl DestinationError {
    /// Whether the reason is that a file, or whatever it is, stands there already.
    #[must_use]
    pub fn is_there(&self) -> bool {
        matches!(self, Self::Foreign { .. } | Self::Record { .. } | Self::Taken(_) | Self::NoFile { .. })
    }
}
