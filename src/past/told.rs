//! The versions of a file, and the changes under a folder, each with the fields that it changed.

use chrono::{DateTime, Utc};

use crate::changes::{Changes, File, between};
use crate::history::{Archive, ContentId, HistoryError, Seen};

/// A change as it is told: to which file, when, by whom, and in what.
#[derive(Debug, Clone)]
pub struct Told {
    /// The file's path after it; the last one, where it was deleted.
    pub path: String,
    /// Between which two looks it happened.
    pub seen: Seen,
    /// The owner of the file, where the system told it.
    pub owner: Option<String>,
    /// The commit that keeps it.
    pub commit: String,
    /// What is in the file now; none where it was deleted.
    pub content: Option<ContentId>,
    /// What changed in it.
    pub changes: Changes,
}

/// The versions of a file, the newest first. A deletion is one, too. None where the history knows no such file.
pub fn versions(archive: &Archive, path: &str) -> Result<Vec<Told>, HistoryError> {
    let versions = archive.versions(path)?;
    let mut told = Vec::with_capacity(versions.len());
    let mut newer: Option<Option<Vec<u8>>> = None;
    for (number, version) in versions.iter().enumerate() {
        let now = match newer.take() {
            Some(bytes) => bytes,
            None => bytes_of(archive, version.content)?,
        };
        let older = versions.get(number + 1);
        let before = older.map(|older| bytes_of(archive, older.content)).transpose()?.flatten();
        let old_path = older.map_or(version.path.as_str(), |older| older.path.as_str());
        let changes = between(file(old_path, before.as_deref()), file(&version.path, now.as_deref()));
        told.push(Told {
            path: version.path.clone(),
            seen: version.seen,
            owner: version.owner.clone(),
            commit: version.commit.clone(),
            content: version.content,
            changes,
        });
        newer = Some(before);
    }
    Ok(told)
}

/// The changes under a folder (the drive's own: an empty path) that were seen after a time, the newest first.
pub fn changes(archive: &Archive, under: &str, since: DateTime<Utc>) -> Result<Vec<Told>, HistoryError> {
    let mut told = Vec::new();
    for change in archive.changes(under, since)? {
        let (before, after) = (bytes_of(archive, change.before)?, bytes_of(archive, change.after)?);
        let old_path = change.from.as_deref().unwrap_or(&change.path);
        let changes = between(file(old_path, before.as_deref()), file(&change.path, after.as_deref()));
        told.push(Told {
            path: change.path,
            seen: change.seen,
            owner: change.owner,
            commit: change.commit,
            content: change.after,
            changes,
        });
    }
    Ok(told)
}

fn file<'f>(path: &'f str, bytes: Option<&'f [u8]>) -> Option<File<'f>> {
    bytes.map(|bytes| File { path, bytes })
}

fn bytes_of(archive: &Archive, content: Option<ContentId>) -> Result<Option<Vec<u8>>, HistoryError> {
    content.map(|content| archive.bytes(content)).transpose()
}
