//! What is to be written so that a file or a folder is again as it was.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::identity::identity;
use super::moved::Moved;
use super::plan_path;
use crate::changes::{Changes, File, between};
use crate::disk::{self, EntryKind, ReadError};
use crate::history::{Archive, ContentId, HistoryError, State, Version};

/// What is to be written.
#[derive(Debug)]
pub struct Plan {
    /// The files, by path.
    pub files: Vec<ToWrite>,
    /// How many files are as they were already.
    pub same: usize,
    /// Files of the folder that came later: they are left as they are.
    pub later: Vec<String>,
    /// Files of the folder that stand elsewhere by now, each with the path at which it stands: they would be there twice.
    pub moved: Vec<(String, String)>,
}

/// A file that is to be as it was.
#[derive(Debug)]
pub struct ToWrite {
    /// Its path on the drive, with `/`.
    pub path: String,
    /// What is to stand in it.
    pub bytes: Vec<u8>,
    /// What stands there now.
    pub now: Standing,
    /// What changes by it: from what stands there now to what is to stand there.
    pub changes: Changes,
}

/// What stands where a file is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Nothing,
    /// The newest version that the history has.
    Kept(Vec<u8>),
    /// Something that the history does not have: somebody has changed it since.
    Newer(Vec<u8>),
}

impl Standing {
    /// The bytes that stand there.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Nothing => None,
            Self::Kept(bytes) | Self::Newer(bytes) => Some(bytes),
        }
    }
}

/// Why there is nothing to be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The history cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Nothing of that name was ever kept.
    #[error("the history knows no {0}")]
    Unknown(String),
    /// The history begins later.
    #[error("the history has nothing of that time")]
    TooEarly,
    /// The file or folder was not there at that time.
    #[error("{0} was not there at that time")]
    NotThere(String),
    /// The file or folder has another name now, under which it is on the drive.
    #[error("{old} was renamed: it stands on the drive as {now}")]
    Renamed {
        /// The name that was asked for.
        old: String,
        /// The path at which it stands.
        now: String,
    },
    /// The version had another name, which belongs to what it says.
    #[error("that version of {now} was called {then}, and is a record of that name")]
    OtherName {
        /// The path that was asked for.
        now: String,
        /// The path of the version.
        then: String,
    },
    /// There is no earlier version.
    #[error("the history has no earlier version of {0}")]
    Only(String),
    /// What stands there now cannot be read.
    #[error("{path} cannot be read")]
    Unread {
        /// The path on the drive.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Something else than a file stands there.
    #[error("{0} is no file now")]
    NoFile(String),
    /// The history holds a name that no drive has.
    #[error("the history names {0}, which cannot be a path on a drive")]
    BadName(String),
}

/// Files that were deleted within so long of one another were deleted in one go.
const ONE_GO: TimeDelta = TimeDelta::hours(24);

/// Plans what is to be written at a path: as it was at a time, or, without one, as it was before the last change. Of what is deleted, that is the
/// last version; of a folder all of it that was deleted in one go. A change that the history has not seen yet is the last one.
pub fn plan(archive: &Archive, root: &Path, path: &str, at: Option<DateTime<Utc>>) -> Result<Plan, PlanError> {
    let newest = archive.at(None)?.ok_or(PlanError::TooEarly)?;
    let moved = Moved::of(archive, root);
    if let Some(now) = moved.now(path)? {
        return Err(PlanError::Renamed { old: path.to_owned(), now: now.to_owned() });
    }
    let wanted = match at {
        Some(time) => as_it_was(archive, path, time)?,
        None => before_the_last_change(archive, &newest, root, path)?,
    };
    let mut plan = Plan { files: Vec::new(), same: 0, later: Vec::new(), moved: Vec::new() };
    for (path, content) in &wanted {
        let bytes = archive.bytes(*content)?;
        let now = standing(archive, &newest, root, path)?;
        if now.bytes() == Some(&bytes) {
            plan.same += 1;
            continue;
        }
        if let Some(now) = moved.now(path)? {
            plan.moved.push((path.clone(), now.to_owned()));
            continue;
        }
        let old = now.bytes().map(|bytes| File { path, bytes });
        let changes = between(old, Some(File { path, bytes: &bytes }));
        plan.files.push(ToWrite { path: path.clone(), bytes, now, changes });
    }
    if at.is_some() {
        let known: HashSet<_> = wanted.iter().map(|(path, _)| path.as_str()).collect();
        let later = newest.files(path)?.into_iter().map(|(path, _)| path).filter(|path| !known.contains(path.as_str()));
        plan.later = later.filter(|path| !plan.moved.iter().any(|(_, now)| now == path)).collect();
    }
    Ok(plan)
}

type Files = Vec<(String, ContentId)>;

fn as_it_was(archive: &Archive, path: &str, time: DateTime<Utc>) -> Result<Files, PlanError> {
    let state = archive.at(Some(time))?.ok_or(PlanError::TooEarly)?;
    if let Some(content) = state.file(path)? {
        return Ok(vec![(path.to_owned(), content)]);
    }
    let files = state.files(path)?;
    if !files.is_empty() {
        return Ok(files);
    }
    // The file may have had another name then.
    let versions = archive.versions(path)?;
    match versions.iter().find(|version| version.seen.by <= time) {
        Some(version) => {
            let content = version.content.ok_or_else(|| PlanError::NotThere(path.to_owned()))?;
            of_its_name(archive, path, &versions, version, content)
        }
        None if !versions.is_empty() || !archive.changes(path, DateTime::<Utc>::MIN_UTC)?.is_empty() => {
            Err(PlanError::NotThere(path.to_owned()))
        }
        None => Err(PlanError::Unknown(path.to_owned())),
    }
}

fn before_the_last_change(archive: &Archive, newest: &State, root: &Path, path: &str) -> Result<Files, PlanError> {
    let versions = archive.versions(path)?;
    let Some(last) = versions.first() else { return folder_before(archive, newest, root, path) };
    let has_changed_since = || -> Result<bool, PlanError> {
        Ok(match standing(archive, newest, root, path)? {
            Standing::Nothing => last.content.is_some(),
            Standing::Kept(_) => false,
            Standing::Newer(_) => true,
        })
    };
    let older = versions.iter().skip(usize::from(!has_changed_since()?));
    let before = older.filter_map(|version| Some((version, version.content?))).next();
    let (version, content) = before.ok_or_else(|| PlanError::Only(path.to_owned()))?;
    of_its_name(archive, path, &versions, version, content)
}

/// A version of a file, to stand at its path. Refused where the version had another name, and what it says is another record than the file is now: a
/// visit of one day in the file of another would be wrong.
fn of_its_name(
    archive: &Archive,
    path: &str,
    versions: &[Version],
    version: &Version,
    content: ContentId,
) -> Result<Files, PlanError> {
    let now = versions.iter().filter(|version| version.path == path).find_map(|version| version.content);
    if let Some(now) = now.filter(|now| version.path != path && *now != content) {
        let [is, was] = [now, content].map(|content| archive.bytes(content).map(|bytes| identity(path, &bytes)));
        if let (Some(is), Some(was)) = (is?, was?)
            && is != was
        {
            return Err(PlanError::OtherName { now: path.to_owned(), then: version.path.clone() });
        }
    }
    Ok(vec![(path.to_owned(), content)])
}

fn folder_before(archive: &Archive, newest: &State, root: &Path, path: &str) -> Result<Files, PlanError> {
    let mut gone = Vec::new();
    for (file, content) in newest.files(path)? {
        let is_there = matches!(disk::kind(&on_disk(root, &file)?), Ok(Some(_)));
        if !is_there {
            gone.push((file, content));
        }
    }
    if !gone.is_empty() {
        return Ok(gone);
    }
    let changes = archive.changes(path, DateTime::<Utc>::MIN_UTC)?;
    let Some(last) = changes.first() else { return Err(PlanError::Unknown(path.to_owned())) };
    let of_one_go: Vec<_> = if last.after.is_none() {
        let is_deletion = |time: DateTime<Utc>| last.seen.by - time <= ONE_GO;
        changes.iter().take_while(|one| one.after.is_none() && is_deletion(one.seen.by)).collect()
    } else {
        changes.iter().take_while(|one| one.commit == last.commit).collect()
    };
    let mut known = HashSet::new();
    let files: Files = of_one_go
        .into_iter()
        .filter_map(|one| Some((one.path.clone(), one.before?)))
        .filter(|(path, _)| known.insert(path.clone()))
        .collect();
    if files.is_empty() { Err(PlanError::Only(path.to_owned())) } else { Ok(files) }
}

fn standing(archive: &Archive, newest: &State, root: &Path, path: &str) -> Result<Standing, PlanError> {
    let file = on_disk(root, path)?;
    let unread = |source| PlanError::Unread { path: path.to_owned(), source };
    match disk::kind(&file).map_err(unread)? {
        None => return Ok(Standing::Nothing),
        Some(EntryKind::File) => {}
        Some(_) => return Err(PlanError::NoFile(path.to_owned())),
    }
    let bytes = match disk::read(&file, u64::MAX - 1) {
        Ok(bytes) => bytes,
        Err(ReadError::Io(source)) => return Err(unread(source)),
        Err(ReadError::TooLarge(_)) => return Err(PlanError::NoFile(path.to_owned())),
    };
    let kept = newest.file(path)?.map(|content| archive.bytes(content)).transpose()?;
    Ok(if kept.as_ref() == Some(&bytes) { Standing::Kept(bytes) } else { Standing::Newer(bytes) })
}

/// The file of the drive at a path. Refused where a part of it could lead elsewhere.
pub(super) fn on_disk(root: &Path, path: &str) -> Result<PathBuf, PlanError> {
    plan_path::on_disk(root, path).ok_or_else(|| PlanError::BadName(path.to_owned()))
}
