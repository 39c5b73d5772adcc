//! What is kept for a user from one time to the next: the drive that was worked on last. The menu and `spoc setup` go by it. A command that was typed
//! never does: it must not act on another drive than the one around its folder.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::failure::Failure;
use crate::disk::{self, EntryKind, ReadError};
use crate::drive::shown;
use crate::text;

/// The file with the drive's folder in its first line: plain text, so that a person can read it and put it right.
const FILE: &str = "drive.txt";
/// The most bytes of such a file. The longest path that Windows takes has 32,767 characters.
const MOST_BYTES: u64 = 200_000;

/// The folder of the drive that was remembered, whether or not it can be reached now; none where none was. An error where the file cannot be read or
/// does not say where the drive is: the work goes on without it.
pub(super) fn drive() -> Result<Option<PathBuf>, Failure> {
    folder().map_or(Ok(None), |folder| drive_in(&folder))
}

/// Remembers the drive with this folder. An error where it cannot be written: the work goes on, and the drive is asked for the next time.
pub(super) fn remember_drive(root: &Path) -> Result<(), Failure> {
    let Some(folder) = folder() else {
        return Err(Failure::new(
            "the drive is not remembered: this user has no folder for settings",
            "Name one in SPOC_SETTINGS.",
        ));
    };
    remember_in(&folder, root)
}

/// Forgets the drive, and leaves nothing behind of what [`remember_drive`] wrote.
pub(super) fn forget_drive() -> Result<(), Failure> {
    folder().map_or(Ok(()), |folder| forget_in(&folder))
}

/// The folder of the program's settings: the one that `SPOC_SETTINGS` names, else `%APPDATA%\spoc` on Windows, `~/Library/Preferences/spoc` on a Mac,
/// `$XDG_CONFIG_HOME/spoc` or `~/.config/spoc` elsewhere. It need not be there.
pub(super) fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("SPOC_SETTINGS").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let of_all_programs = choose_native_strategy().ok()?.config_dir();
    Some(of_all_programs.join("spoc")).filter(|folder| folder.is_absolute())
}

fn drive_in(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    let file = folder.join(FILE);
    let bytes = match disk::read(&file, MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(ReadError::Io(error)) => {
            return Err(Failure::caused(format!("{} cannot be read", shown(&file)), error, "The drive is asked for."));
        }
        Err(ReadError::TooLarge(_)) => return Err(no_folder_in(&file)),
    };
    let (text, _) = text::decode_owned(bytes);
    let line = text.lines().next().unwrap_or_default().trim();
    let drive = PathBuf::from(line);
    if line.chars().any(char::is_control) || !drive.is_absolute() { Err(no_folder_in(&file)) } else { Ok(Some(drive)) }
}

fn no_folder_in(file: &Path) -> Failure {
    Failure::new(format!("{} does not say where the drive is", shown(file)), "The drive is asked for.")
}

fn remember_in(folder: &Path, root: &Path) -> Result<(), Failure> {
    let file = folder.join(FILE);
    let line = shown(root);
    if Path::new(&line) != root && !cfg!(windows) {
        return Err(Failure::new(
            format!("the drive {line} is not remembered: its name is no text"),
            "It is asked for the next time.",
        ));
    }
    if matches!(drive_in(folder), Ok(Some(drive)) if drive == Path::new(&line)) {
        return Ok(());
    }
    let written = disk::make_private_folder(folder).and_then(|()| disk::write(&file, format!("{line}\n").as_bytes()));
    written.map_err(|error| {
        let what = format!("the drive is not remembered: {} could not be written", shown(&file));
        Failure::caused(what, error, "It is asked for the next time.")
    })
}

fn forget_in(folder: &Path) -> Result<(), Failure> {
    let file = folder.join(FILE);
    let gone = match disk::kind(&file) {
        Ok(None) => Ok(()),
        Ok(Some(_)) => disk::remove(&file),
        Err(error) => Err(error),
    };
    gone.map_err(|error| {
        Failure::caused(
            format!("{} could not be removed", shown(&file)),
            error,
            "Close it elsewhere, and remove it by hand.",
        )
    })?;
    // The folder goes where nothing else is in it. Where it stays, nothing is wrong.
    if matches!(disk::kind(folder), Ok(Some(EntryKind::Folder))) && disk::list(folder).is_ok_and(|all| all.is_empty()) {
        let _ = disk::remove(folder);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drive_is_remembered_and_forgotten() {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("spoc");
        let drive = kept.path().join("Early Help & Schools");
        assert!(drive_in(&folder).unwrap().is_none());
        remember_in(&folder, &drive).unwrap();
        assert_eq!(drive_in(&folder).unwrap(), Some(drive.clone()));
        let other = kept.path().join("another");
        remember_in(&folder, &other).unwrap();
        assert_eq!(drive_in(&folder).unwrap(), Some(other));
        forget_in(&folder).unwrap();
        assert!(!folder.exists());
        forget_in(&folder).unwrap();
    }

    #[test]
    fn what_else_is_in_the_folder_stays() {
        let kept = tempfile::tempdir().unwrap();
        remember_in(kept.path(), kept.path()).unwrap();
        std::fs::write(kept.path().join("other.txt"), "").unwrap();
        forget_in(kept.path()).unwrap();
        assert!(kept.path().join("other.txt").exists());
    }

    #[test]
    fn a_file_as_notepad_saves_it_is_read() {
        let kept = tempfile::tempdir().unwrap();
        let drive = kept.path().join("Été");
        let line = drive.to_str().unwrap();
        let utf_16 = [0xFEFF].into_iter().chain(format!("{line}\r\n").encode_utf16().collect::<Vec<_>>());
        let utf_16: Vec<u8> = utf_16.flat_map(u16::to_le_bytes).collect();
        for bytes in [format!("\u{feff}{line}\r\n").into_bytes(), utf_16, format!(" {line} ").into_bytes()] {
            std::fs::write(kept.path().join(FILE), bytes).unwrap();
            assert_eq!(drive_in(kept.path()).unwrap(), Some(drive.clone()));
        }
    }

    #[test]
    fn a_damaged_file_is_said_and_does_not_say_where_the_drive_is() {
        let kept = tempfile::tempdir().unwrap();
        for damaged in ["", "Early Help", "\0\0\0\0", "/\u{1}x"] {
            std::fs::write(kept.path().join(FILE), damaged).unwrap();
            let said = drive_in(kept.path()).unwrap_err().to_string();
            assert!(said.ends_with("does not say where the drive is. The drive is asked for."), "{said}");
        }
        // It gives way to what is right.
        remember_in(kept.path(), kept.path()).unwrap();
        assert!(drive_in(kept.path()).unwrap().is_some());
    }

    #[test]
    fn a_profile_that_cannot_be_written_is_said() {
        let kept = tempfile::tempdir().unwrap();
        let file = kept.path().join("file");
        std::fs::write(&file, "").unwrap();
        let said = remember_in(&file.join("spoc"), kept.path()).unwrap_err().to_string();
        assert!(said.starts_with("the drive is not remembered: "), "{said}");
        assert!(said.ends_with("It is asked for the next time."), "{said}");
    }
}
