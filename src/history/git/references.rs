//! The branch of a history, and the log of where it stood.
//!
//! Both are written here, by this program's own means of writing a file whole and flushed, as the library does not flush what it writes: after a power
//! cut the branch would be an empty file. The log is written first: a branch that was damaged all the same can then be found again.

use std::io;
use std::path::{Path, PathBuf};

use super::objects::{Commit, Id};
use crate::disk::{self, ReadError};

/// The branch that a history lies on.
pub(super) const BRANCH: &str = "refs/heads/main";
/// Where the names of commits lie that were left as damaged.
pub(super) const ABANDONED: &str = "refs/spoc/damaged";
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

/// Moves the branch back to a commit that is whole. `from`: the commit that is left, where there is one that can be read; it keeps a name of its own,
/// so that no program takes it for a leftover. What names a commit that cannot be read is dropped from the log.
pub fn set_back(
    folder: &Path,
    from: Option<Id>,
    to: &Commit,
    by: &str,
    mut is_there: impl FnMut(Id) -> bool,
) -> io::Result<()> {
    let mut lines = log_lines(folder)?;
    lines.retain(|line| {
        let ids = line.split(' ').take(2).filter_map(Id::parse);
        ids.filter(|id| id.to_string() != NONE).all(&mut is_there)
    });
    write_log(folder, &lines)?;
    if let Some(left) = from {
        let place = inside(folder, ABANDONED);
        disk::make_folder(&place)?;
        disk::write(&place.join(left.to_string()), format!("{left}\n").as_bytes())?;
        disk::flush_folder(&place)?;
    }
    let by = format!("{by} <> {} +0000", to.committed.timestamp());
    move_branch(folder, from, to.id, &by, "go back, as what is newer is damaged")
}

/// Where the branch stands by its own file, or by the list into which git gathers such files.
pub(super) fn branch(folder: &Path) -> io::Result<Option<Id>> {
    let read = |name: &str| match disk::read(&inside(folder, name), MOST_BYTES) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(ReadError::Io(error)) => Err(error),
        Err(ReadError::TooLarge(_)) => Ok(Some(String::new())),
    };
    if let Some(text) = read(BRANCH)? {
        return Ok(Id::parse(text.trim()));
    }
    let gathered = read("packed-refs")?.unwrap_or_default();
    let mut lines = gathered.lines().filter_map(|line| line.split_once(' '));
    Ok(lines.find_map(|(id, name)| if name == BRANCH { Id::parse(id) } else { None }))
}

/// Removes the log of HEAD, which other programs write.
pub(super) fn forget_other_logs(folder: &Path) -> io::Result<()> {
    match disk::remove(&inside(folder, "logs/HEAD")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where the branch stood, the newest first.
pub fn logged(folder: &Path) -> io::Result<Vec<Id>> {
    let to = |line: &String| line.split(' ').nth(1).and_then(Id::parse);
    Ok(log_lines(folder)?.iter().rev().filter_map(to).collect())
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
