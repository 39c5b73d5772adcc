//! The root of a drive: where it is, and why it cannot be read.

use std::path::{Path, PathBuf};

use crate::disk::{self, Entry, EntryKind};
use crate::layout;

/// Why a drive could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// There is no policy.toml in this folder.
    #[error("{} is not a drive of records: it holds no policy.toml", shown(.0))]
    NoPolicy(PathBuf),
    /// The root itself cannot be listed, or none of its folders.
    #[error("{} cannot be read: {source}", shown(.path))]
    Unlisted {
        /// The drive.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// A path as people write it: without the prefix by which Windows marks a long one.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = match text.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => text.strip_prefix(r"\\?\").unwrap_or(&text).to_owned(),
    };
    plain.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The nearest folder upward that holds policy.toml, the path itself included (records.md, section 1).
#[must_use]
pub fn find_root(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| policy_file(folder).is_some()).map(Path::to_owned)
}

/// The name that policy.toml has in a folder, in whatever case; none where there is no such file.
#[must_use]
pub fn policy_file(folder: &Path) -> Option<String> {
    let usual = folder.join(layout::POLICY_FILE);
    if matches!(disk::kind(&usual), Ok(Some(EntryKind::File))) && !cfg!(windows) {
        return Some(layout::POLICY_FILE.to_owned());
    }
    // The name may be in any case. Windows opens a file in any case, so that there only the listing gives the name as it is on the disk.
    let entries = disk::list(folder).ok()?;
    let is_policy =
        |entry: &Entry| entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::POLICY_FILE);
    entries.into_iter().find(is_policy).map(|entry| entry.name)
}
