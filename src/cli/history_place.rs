//! The folder in which a history is to be kept: off the drive, or in a folder of it that every scan leaves alone.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::history_folder::{history_folder, known_folders, of_policy};
use super::output::say;
use crate::destination::Folder;
use crate::drive::shown;
use crate::history::{Archive, HistoryError, is_of_drive, is_there, made};
use crate::layout;

/// The folder of a drive's history, where one may be kept there. It need not be there yet.
pub(super) fn history_place(given: Option<&Path>, root: &Path) -> Result<PathBuf, Failure> {
    let path = history_folder(given, root)?;
    let folder = Folder::find(&path).map_err(|error| Failure::unwritten(error, "--history"))?;
    for drive in folder.drives() {
        let inside = folder.real().strip_prefix(drive).unwrap_or(Path::new(""));
        let is_left_alone =
            inside.components().any(|part| layout::left_alone(&part.as_os_str().to_string_lossy(), true));
        if !is_left_alone {
            return Err(Failure::new(
                format!("{} lies on the drive {}, among the records", shown(&path), shown(drive)),
                "Nothing was written. Name a folder off the drive that only the team can read, or one whose name begins with a dot.",
            ));
        }
    }
    if root.starts_with(folder.real()) {
        return Err(Failure::new(
            format!("{} holds the drive {}", shown(&path), shown(root)),
            "Nothing was written. Name an empty folder, or one that is not there yet.",
        ));
    }
    Ok(folder.real().to_owned())
}

/// Sees to it that there is a folder for the history that was named. Gives whether this computer is to know it as the drive's from now on: not where a
/// second one begins beside one that is there, unless that is meant (`is_new`). The folder may be a slip of the pen.
pub(super) fn named_history(folder: &Path, root: &Path, is_new: bool) -> Result<bool, Failure> {
    let is_begun = is_there(folder).is_err();
    let real = |path: PathBuf| Folder::find(&path).map_or(path, |found| found.real().to_owned());
    // The policy names one folder for everybody, which is on purpose.
    let is_meant = is_new || of_policy(root).is_some_and(|known| real(known) == folder);
    let known: Vec<_> = known_folders(root).into_iter().map(real).filter(|known| known != folder).collect();
    let stands = known.iter().find(|known| is_there(known).is_ok() && is_history_of(known, root));
    let here = shown(folder);
    match (stands.map(|stands| shown(stands)), known.first()) {
        (Some(stands), _) if is_begun && !is_meant => say(&format!(
            "note: {here} held no history: a second one of this drive begins there. This computer goes on to look things up in {stands}. If that was a slip, go on with --history \"{stands}\"; with --new it is the second one that counts from now on"
        )),
        (Some(stands), _) => say(&format!(
            "note: from now on this computer looks things up in the history in {here}, and not in {stands}"
        )),
        (None, Some(gone)) if is_begun && is_there(gone).is_err() => say(&format!(
            "note: the history in {} is not there, or cannot be reached: a new one is begun in {here}, without what that one knows",
            shown(gone)
        )),
        _ => {}
    }
    if is_begun {
        made(folder).map_err(unkept)?;
    }
    Ok(!is_begun || is_meant || stands.is_none())
}

/// Whether the history in a folder is that of a drive, by all that can be seen. One that is damaged is still the drive's.
pub(super) fn is_history_of(folder: &Path, root: &Path) -> bool {
    !matches!(Archive::open(folder).map(|archive| is_of_drive(&archive, root)), Ok(Ok(false)))
}

/// Refuses to leave a history to whoever keeps it, where it is another drive's: of this drive nothing would be kept.
pub(super) fn refuse_other_drive(folder: &Path, root: &Path) -> Result<(), Failure> {
    if is_history_of(folder, root) { Ok(()) } else { Err(unkept(HistoryError::OtherDrive(folder.to_owned()))) }
}

/// A history that cannot be kept.
pub(super) fn unkept(error: HistoryError) -> Failure {
    let hint = match &error {
        HistoryError::Foreign(_) => "Nothing was written. Name an empty folder, or one that is not there yet.",
        HistoryError::Damaged { .. } => {
            "Nothing was written. Put a copy of the folder in its place, or begin anew in another one with --history DIR."
        }
        HistoryError::None(_) => {
            "Look whether the share that it lies on is connected. `spoc keep --history DIR` begins a history in a new folder."
        }
        HistoryError::OtherDrive(_) => {
            "Nothing was kept. Name the history of this drive, or an empty folder, in which a new one begins."
        }
        _ => "Look whether that folder can be reached, whether you may write in it, and whether the disk is full.",
    };
    Failure::new(error, hint)
}
