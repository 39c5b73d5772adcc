//! The drive, a path on it that may be there no longer, and the drive's history.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, Local, NaiveDateTime, TimeDelta, Utc};

use super::common::Common;
use super::failure::Failure;
pub(super) use super::history_folder::unread;
use super::history_folder::{DAMAGED, history_folder, open_history};
use super::output::say;
use super::target::{Target, named_drive};
use crate::disk;
use crate::drive::{find_root, shown};
use crate::history::{Archive, HistoryError, Seen};
use crate::layout::date_of;
use crate::past::PlanError;

/// A history that is kept by a watch or an hourly task is younger.
const A_WHILE: TimeDelta = TimeDelta::minutes(65);

/// Where the drive's history is, as an argument.
#[derive(Debug, clap::Args)]
pub(super) struct HistoryArgument {
    /// The folder of the drive's history [default: $SPOC_HISTORY, else the one that policy.toml or this computer knows]
    #[arg(long = "history", id = "history", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// A drive with its history, and a path on it.
pub(super) struct PastTarget {
    pub root: PathBuf,
    /// Relative to the drive, with `/`; empty for the whole of it.
    pub path: String,
    /// Whether the history has ever had it.
    pub is_known: bool,
    /// Whether it is on the drive.
    is_there: bool,
    pub archive: Archive,
}

impl PastTarget {
    /// Finds the drive as [`Target::find`] does, and its history. PATH may name what is there no longer: it is read as one from the current folder, else
    /// as one from the drive, whichever the history knows.
    pub fn find(common: &Common, path: Option<&Path>, history: &HistoryArgument) -> Result<Self, Failure> {
        let found = Target::find(common, path);
        let (root, candidates, is_there) = match (found, path) {
            (Ok(target), _) => (target.root, vec![target.scope.0], true),
            (Err(failure), None) => return Err(failure),
            (Err(failure), Some(path)) => match gone(common, path)? {
                Some((root, candidates)) => (root, candidates, false),
                None => return Err(failure),
            },
        };
        let folder = history_folder(history.folder.as_deref(), &root)?;
        let archive = open_history(&folder, &root)?;
        for path in &candidates {
            if knows(&archive, path).map_err(unread)? {
                return Ok(Self { root, path: path.clone(), is_known: true, is_there, archive });
            }
        }
        for path in candidates.iter().filter(|_| !is_there) {
            if let Some(path) = in_other_capitals(&archive, path).map_err(unread)? {
                return Ok(Self { root, path, is_known: true, is_there, archive });
            }
        }
        Ok(Self { root, path: candidates.into_iter().next().unwrap_or_default(), is_known: false, is_there, archive })
    }

    /// An error where neither the drive nor the history has the path: of a slip of the pen nothing can be told.
    pub fn is_anywhere(&self) -> Result<(), Failure> {
        if self.is_known || self.is_there { Ok(()) } else { Err(self.unplanned(PlanError::Unknown(self.path.clone()))) }
    }

    /// When the history begins, in words.
    pub fn begin(&self) -> Result<Option<String>, Failure> {
        let changes = self.archive.changes("", DateTime::<Utc>::MIN_UTC).map_err(unread)?;
        Ok(changes.last().map(|first| clock(first.seen.by).format("%-d %B %Y at %H:%M:%S").to_string()))
    }

    /// Says how far the history goes, where it was not brought up to date for a while before `until` or now: what changed since is not in it.
    pub fn note_end(&self, until: Option<DateTime<Utc>>) -> Result<(), Failure> {
        let now = Utc::now();
        let until = until.map_or(now, |until| until.min(now));
        if let Some(end) = self.archive.up_to_date(now).map_err(unread)?.filter(|end| until - *end > A_WHILE) {
            let end = clock(end).format("%-d %B %Y at %H:%M");
            say(&format!(
                "note: the history was last brought up to date on {end}: what changed on the drive after that is not in it. `spoc keep` looks again."
            ));
        }
        Ok(())
    }

    /// Says where nobody looked at the drive around a time: what was changed meanwhile may have been so then. `next`: when the next change was seen.
    pub fn note_gap(&self, time: DateTime<Utc>, next: Option<Seen>) {
        let Some(Seen { after: Some(after), by }) = next else { return };
        if after < time && by > time && by - after > A_WHILE {
            let [after, by] = [after, by].map(|time| clock(time).format("%-d %B %Y at %H:%M"));
            say(&format!(
                "note: nobody looked at the drive for the history between {after} and {by}: what was changed in between may have been so already."
            ));
        }
    }

    /// Why there is nothing of a time before the history begins.
    pub fn too_early(&self) -> Failure {
        match self.begin() {
            Ok(Some(begin)) => Failure::new(
                format!("the history begins on {begin}"),
                "Name a later time: of an earlier one nothing is kept.",
            ),
            Ok(None) => Failure::new("the history is empty", "`spoc keep` looks at the drive for the first time."),
            Err(failure) => failure,
        }
    }

    /// Why nothing could be planned.
    pub fn unplanned(&self, error: PlanError) -> Failure {
        let hint = match &error {
            PlanError::TooEarly => return self.too_early(),
            PlanError::Unknown(_) => {
                "Write the path as it was, from the drive on, in quotes. `spoc lost` lists what was deleted.".to_owned()
            }
            PlanError::NotThere(path) => format!("`spoc history \"{path}\"` says when it was there."),
            PlanError::Renamed { old, now } => {
                let back = moved_back(now, old).unwrap_or_else(|| "Give it its old name again".to_owned());
                format!(
                    "Nothing was written: it would be there twice. `spoc history \"{now}\"` shows its versions. {back}, if it is to stand there, and run the command again."
                )
            }
            PlanError::OtherName { now, then } => {
                let back = moved_back(now, then).unwrap_or_else(|| "Give the file that name again".to_owned());
                format!("Nothing was written. {back}, and then name \"{then}\" to the command.")
            }
            PlanError::Only(path) => format!("`spoc history \"{path}\"` shows what is known of it."),
            PlanError::Unread { .. } => "Nothing was written. Close it elsewhere and try again.".to_owned(),
            PlanError::NoFile(_) => "Nothing was written. Move that away, and run the command again.".to_owned(),
            PlanError::History(HistoryError::Damaged { .. }) => format!("Nothing was written. {DAMAGED}"),
            PlanError::BadName(_) | PlanError::History(_) => "Nothing was written.".to_owned(),
        };
        Failure::new(error, hint)
    }
}

/// The command that moves a visit, and its pro forma with it, back to another day; none where it is no visit that was moved.
fn moved_back(now: &str, then: &str) -> Option<String> {
    let (school, name) = now.rsplit_once('/')?;
    let old = then.rsplit('/').next()?;
    let (from, to) = (date_of(name)?, date_of(old)?);
    let is_of_visit = [name, old].iter().all(|name| name.contains(" visit.") || name.contains(" pro forma."));
    let school = school.split('/').nth(1).filter(|_| is_of_visit && from != to)?;
    Some(format!("Move the visit back with `spoc move visit \"{school}\" {from} {to}`"))
}

/// A time as the clock of this computer has it.
pub(super) fn clock(time: DateTime<Utc>) -> NaiveDateTime {
    time.with_timezone(&Local).naive_local()
}

/// Whether the history has ever had a file at a path, or a folder.
fn knows(archive: &Archive, path: &str) -> Result<bool, HistoryError> {
    if path.is_empty() {
        return Ok(true);
    }
    if let Some(newest) = archive.at(None)?
        && !newest.files(path)?.is_empty()
    {
        return Ok(true);
    }
    Ok(!archive.versions(path)?.is_empty() || !archive.changes(path, DateTime::<Utc>::MIN_UTC)?.is_empty())
}

/// The path of the history that differs from this one in nothing but capitals; none where there are several. Windows takes them for one.
fn in_other_capitals(archive: &Archive, path: &str) -> Result<Option<String>, HistoryError> {
    let (key, depth) = (path.to_lowercase(), path.split('/').count());
    let mut found = BTreeSet::new();
    let mut look = |whole: &str| {
        let part: Vec<_> = whole.split('/').take(depth).collect();
        let part = part.join("/");
        if part.to_lowercase() == key {
            found.insert(part);
        }
    };
    if let Some(newest) = archive.at(None)? {
        newest.files("")?.iter().for_each(|(path, _)| look(path));
    }
    for change in archive.changes("", DateTime::<Utc>::MIN_UTC)? {
        look(&change.path);
        change.from.iter().for_each(|path| look(path));
    }
    Ok(found.pop_first().filter(|_| found.is_empty()))
}

/// The drive of a path that is not there, and what the path may mean on it.
fn gone(common: &Common, path: &Path) -> Result<Option<(PathBuf, Vec<String>)>, Failure> {
    let absolute = std::path::absolute(path).map_err(Failure::from)?;
    let there = absolute.ancestors().find_map(|part| Some((part, disk::absolute(part).ok()?)));
    let whole = there.and_then(|(part, real)| Some((real.clone(), real.join(absolute.strip_prefix(part).ok()?))));
    let root = match &common.drive {
        Some(drive) => Some(named_drive(drive, "--drive")?),
        None => whole.as_ref().and_then(|(real, _)| find_root(real)),
    };
    let root = match root {
        Some(root) => root,
        // The drive of the current folder, or the one of the environment.
        None => match Target::find(common, None) {
            Ok(target) => target.root,
            Err(_) => return Ok(None),
        },
    };
    let from_here = whole.and_then(|(_, whole)| Some(names(whole.strip_prefix(&root).ok()?)));
    let from_drive = path.is_relative().then(|| names(path));
    let candidates: Vec<_> = [from_here, from_drive].into_iter().flatten().collect();
    if candidates.is_empty() {
        return Err(Failure::new(
            format!("{} lies outside the drive {}", shown(path), shown(&root)),
            "Name a manager, a school, a folder or a file of the drive.",
        ));
    }
    Ok(Some((root, candidates)))
}

/// A path with `/`, without steps up and empty steps.
fn names(path: &Path) -> String {
    let mut names = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => names.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => drop(names.pop()),
            _ => {}
        }
    }
    names.join("/")
}
