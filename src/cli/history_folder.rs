//! Which history belongs to a drive: the one that was named, else the one that the policy, the environment or this computer knows.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::remembered_history;
use crate::drive::{policy, shown};
use crate::history::{Archive, HistoryError, KeepError, is_of_drive};

/// The folder of a drive's history: the one that `--history` names, else `$SPOC_HISTORY`, else `[history] folder` in policy.toml, else the one that was
/// last kept for this drive from this computer. It need not be there.
pub(super) fn history_folder(given: Option<&Path>, root: &Path) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    if let Some(folder) = of_environment() {
        return Ok(folder);
    }
    if let Some(folder) = policy_folder(root) {
        let path = PathBuf::from(&folder);
        if !path.is_absolute() {
            return Err(Failure::new(
                format!("`folder` in `[history]` of policy.toml is {folder}, which is no whole path"),
                "Write it there from its beginning, as in \\\\server\\share\\history, or name the folder with --history DIR.",
            ));
        }
        return Ok(path);
    }
    // A note that cannot be read is none: the message below says what to do.
    if let Some(folder) = remembered_history::history_of(root) {
        return Ok(folder);
    }
    Err(Failure::new(
        format!("no history of {} is known on this computer", shown(root)),
        "Name its folder with --history DIR or in `[history]` of policy.toml. `spoc keep --history DIR` begins one.",
    ))
}

/// The history in a folder, opened to be read for a drive; an error where it is another drive's.
pub(super) fn open_history(folder: &Path, root: &Path) -> Result<Archive, Failure> {
    let archive = Archive::open(folder).map_err(unread)?;
    let is_its = is_of_drive(&archive, root).map_err(|error| match error {
        KeepError::Drive(error) => Failure::unread(error),
        KeepError::History(error) => unread(error),
        KeepError::Lost => Failure::new(KeepError::Lost, ""),
    })?;
    if is_its {
        return Ok(archive);
    }
    Err(Failure::new(
        HistoryError::OtherDrive(folder.to_owned()),
        format!(
            "It knows no manager and no school of {}. Name the history of this drive with --history DIR.",
            shown(root)
        ),
    ))
}

/// What to do about a damaged history.
pub(super) const DAMAGED: &str = "Ask your IT technician to put the folder of the history back from its backup, and to keep the damaged one beside it until then: `git fsck` in it says what is damaged.";

/// A history that cannot be read.
pub(super) fn unread(error: HistoryError) -> Failure {
    let hint = match &error {
        HistoryError::Damaged { .. } => DAMAGED,
        _ => "Look whether that folder can be reached, and whether you may read it.",
    };
    Failure::new(error, hint)
}

/// Whether whoever runs the program names the folder. What only the policy or this computer knows was begun before, and is not begun again: the share
/// that it lies on may not be there.
pub(super) fn is_named(given: Option<&Path>) -> bool {
    given.is_some() || of_environment().is_some()
}

/// The folder that policy.toml names.
pub(super) fn of_policy(root: &Path) -> Option<PathBuf> {
    policy_folder(root).map(PathBuf::from).filter(|folder| folder.is_absolute())
}

/// Every folder that is known to hold this drive's history, without one that is named for this run alone.
pub(super) fn known_folders(root: &Path) -> Vec<PathBuf> {
    [of_environment(), of_policy(root), remembered_history::history_of(root)].into_iter().flatten().collect()
}

fn of_environment() -> Option<PathBuf> {
    std::env::var_os("SPOC_HISTORY").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn policy_folder(root: &Path) -> Option<String> {
    let (policy, _) = policy(root).ok()?;
    policy.history.folder.as_deref().map(str::to_owned)
}
