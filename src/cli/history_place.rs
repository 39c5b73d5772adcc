//! The folder in which a history is to be kept: off the drive, or in a folder of it that every scan leaves alone.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::history_folder::history_folder;
use crate::destination::Folder;
use crate::drive::shown;
use crate::history::HistoryError;
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

/// A history that cannot be kept.
pub(super) fn unkept(error: HistoryError) -> Failure {
    let hint = match &error {
        HistoryError::Foreign(_) => "Nothing was written. Name an empty folder, or one that is not there yet.",
        HistoryError::Damaged { .. } => {
            "Nothing was written. Put a copy of the folder in its place, or name another one and begin anew."
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
