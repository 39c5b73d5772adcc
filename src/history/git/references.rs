//! The branch of a history, and the log of where it stood.
//!
//! Both are written here, by this program's own means of writing a file whole and flushed, as the library does not flush what it writes: after a power
//! cut the branch would be an empty file. The log is written first: a branch that was damaged all the same can then be found again.

use std::io;
use std::path::{Path, PathBuf};

use super::objects::Id;
use crate::disk::{self, ReadError};

/// The branch that a history lies on.
pub(super) const BRANCH: &str = "refs/heads/main";
/// The lines of the log that are kept.
const LINES: usize = 200;
const MOST_BYTES: u64 = 10_000_000;
const NONE: &str = "0000000000000000000000000000000000000000";

/// Moves the branch, whole and flushed. `by`: who does it and when, as git writes it.
pub(super) fn move_branch(folder: &Path, from: Option<Id>, to: Id, by: &str, why: &str) -> io::Result<()> {
    let mut lines = log_lines(folder)?;
    lines.drain(..lines.len().saturating_sub(LINES - 1));
    let before = from.map_or_else(|| NONE.to_owned(), |id| id.to_string());
    lines.push(format!("{before} {to} {by}\t{why}"));
    write_log(folder, &lines)?;
    disk::write(&inside(folder, BRANCH), format!("{to}\n").as_bytes())?;
    disk::flush_folder(&inside(folder, "refs/heads"))
}

/// Moves the branch to a commit before which nothing was, and forgets where it stood.
pub(super) fn begin_anew(folder: &Path, to: Id, by: &str, why: &str) -> io::Result<()> {
    write_log(folder, &[format!("{NONE} {to} {by}\t{why}")])?;
    disk::write(&inside(folder, BRANCH), format!("{to}\n").as_bytes())?;
    disk::flush_folder(&inside(folder, "refs/heads"))
}

/// Puts a branch right that was damaged, and drops from the log what names a commit that cannot be read.
pub fn mend(folder: &Path, to: Id, mut is_there: impl FnMut(Id) -> bool) -> io::Result<()> {
    let mut is_whole = |line: &String| {
        let ids = line.split(' ').take(2).filter_map(Id::parse);
        let mut real = ids.filter(|id| id.to_string() != NONE);
        real.all(&mut is_there)
    };
    let mut lines = log_lines(folder)?;
    lines.retain(&mut is_whole);
    write_log(folder, &lines)?;
    disk::write(&inside(folder, BRANCH), format!("{to}\n").as_bytes())
}

/// Where the branch stands by its own file.
pub(super) fn branch(folder: &Path) -> io::Result<Option<Id>> {
    match disk::read(&inside(folder, BRANCH), MOST_BYTES) {
        Ok(bytes) => Ok(Id::parse(String::from_utf8_lossy(&bytes).trim())),
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(ReadError::Io(error)) => Err(error),
        Err(ReadError::TooLarge(_)) => Ok(None),
    }
}

/// Removes the log of HEAD, which other programs write.
pub(super) fn forget_other_logs(folder: &Path) -> io::Result<()> {
    match disk::remove(&inside(folder, "logs/HEAD")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where the branch stood, the newest first. A log that cannot be read says nothing.
pub fn logged(folder: &Path) -> Vec<Id> {
    let to = |line: &String| line.split(' ').nth(1).and_then(Id::parse);
    log_lines(folder).unwrap_or_default().iter().rev().filter_map(to).collect()
}

/// The lines of the log that are whole.
fn log_lines(folder: &Path) -> io::Result<Vec<String>> {
    let bytes = match disk::read(&log(folder), MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(ReadError::Io(error)) => return Err(error),
        // Nobody needs a log of that length.
        Err(ReadError::TooLarge(_)) => return Ok(Vec::new()),
    };
    let text = String::from_utf8_lossy(&bytes);
    let is_whole = |line: &&str| {
        let mut ids = line.split(' ').take(2);
        let mut is_id = || ids.next().and_then(Id::parse).is_some();
        is_id() && is_id() && line.contains('\t')
    };
    Ok(text.lines().filter(is_whole).map(str::to_owned).collect())
}

fn write_log(folder: &Path, lines: &[String]) -> io::Result<()> {
    let file = log(folder);
    if let Some(above) = file.parent() {
        disk::make_folder(above)?;
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    disk::write(&file, text.as_bytes())
}

fn log(folder: &Path) -> PathBuf {
    inside(&folder.join("logs"), BRANCH)
}

/// A path below a folder, added name by name: after the prefix of a long path, Windows takes a slash for a part of a name.
pub(super) fn inside(folder: &Path, path: &str) -> PathBuf {
    let mut whole = folder.to_owned();
    whole.extend(path.split('/'));
    whole
}
