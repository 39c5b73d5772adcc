//! A record that is there and is changed in place, or gets another name. Nothing that someone else wrote meanwhile is lost.

use std::io;
use std::path::{Path, PathBuf};

use super::{DestinationError, Folder};
use crate::disk::{self, EntryKind, ReadError};
use crate::drive::shown;

/// A record as it stood when it was read.
#[derive(Debug, Clone)]
pub struct RecordFile {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl RecordFile {
    /// Reads a record that is to be changed. Refused where the rule does not let it be written: through a link, or where it is read-only.
    pub fn read(path: &Path, most: u64) -> Result<Self, DestinationError> {
        let path = path.to_owned();
        Folder::find(path.parent().unwrap_or(Path::new(".")))?;
        match disk::kind(&path) {
            Ok(Some(EntryKind::File)) => {}
            Ok(Some(EntryKind::Link)) => return Err(DestinationError::Link { link: path.clone(), path }),
            Ok(Some(EntryKind::Folder)) => return Err(DestinationError::NoFile { path, what: "a folder" }),
            Ok(Some(EntryKind::Special)) => return Err(DestinationError::NoFile { path, what: "no ordinary file" }),
            Ok(None) => return Err(DestinationError::Gone(path)),
            Err(source) => return Err(DestinationError::Unread { path, source }),
        }
        if disk::is_read_only(&path) {
            return Err(DestinationError::ReadOnly(path));
        }
        match disk::read(&path, most) {
            Ok(bytes) => Ok(Self { path, bytes }),
            Err(ReadError::Io(source)) => Err(DestinationError::Unread { path, source }),
            Err(ReadError::TooLarge(_)) => {
                let source = io::Error::new(io::ErrorKind::FileTooLarge, "it is too large");
                Err(DestinationError::Unread { path, source })
            }
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What stood in it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts new bytes in its place, whole or not at all, where nobody has changed it meanwhile.
    pub fn write(&self, bytes: &[u8]) -> Result<(), DestinationError> {
        disk::replace(&self.path, &self.bytes, bytes).map_err(|source| of_change(&self.path, source))?;
        disk::clear_left_behind(&self.path);
        Ok(())
    }

    /// Gives the file another path and other bytes. Where the old one cannot be removed, everything is as it was.
    pub fn move_to(&self, path: &Path, bytes: &[u8]) -> Result<(), DestinationError> {
        Folder::find(path.parent().unwrap_or(Path::new(".")))?;
        let new = self.write_at(path.to_owned(), bytes)?;
        self.remove().inspect_err(|_| {
            // The old file stands, and is the one that counts.
            let _ = new.remove();
        })
    }

    /// Makes the same record under another name in its folder, with other bytes; the old one stays until [`Self::remove`].
    fn write_as(&self, name: &str, bytes: &[u8]) -> Result<Self, DestinationError> {
        self.write_at(self.path.with_file_name(name), bytes)
    }

    fn write_at(&self, path: PathBuf, bytes: &[u8]) -> Result<Self, DestinationError> {
        match disk::write_new(&path, bytes) {
            Ok(()) => {
                disk::clear_left_behind(&path);
                Ok(Self { path, bytes: bytes.to_vec() })
            }
            Err(source) if source.kind() == io::ErrorKind::AlreadyExists => Err(DestinationError::Taken(path)),
            Err(source) => Err(DestinationError::Unwritten { path, source }),
        }
    }

    /// Removes the file, where it is as it was.
    fn remove(&self) -> Result<(), DestinationError> {
        let now = disk::read(&self.path, u64::MAX - 1);
        match now {
            Ok(now) if now == self.bytes => disk::remove(&self.path)
                .map_err(|source| DestinationError::Unremoved { path: self.path.clone(), source }),
            Ok(_) | Err(ReadError::TooLarge(_)) => Err(DestinationError::Changed(self.path.clone())),
            Err(ReadError::Io(source)) => Err(of_change(&self.path, source)),
        }
    }
}

fn of_change(path: &Path, source: io::Error) -> DestinationError {
    match source.kind() {
        io::ErrorKind::ResourceBusy => DestinationError::Changed(path.to_owned()),
        io::ErrorKind::NotFound => DestinationError::Gone(path.to_owned()),
        _ => DestinationError::Unwritten { path: path.to_owned(), source },
    }
}

/// A record that gets another name.
#[derive(Debug, Clone)]
pub struct Renaming {
    /// The record.
    pub file: RecordFile,
    /// Its new name, in the same folder.
    pub name: String,
    /// What is to stand in it.
    pub bytes: Vec<u8>,
}

/// Why records were not renamed.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// All of them are as they were.
    #[error(transparent)]
    AsBefore(#[from] DestinationError),
    /// They could not all be put back.
    #[error("{why}; and what was done could not all be undone: {}", .left.join("; "))]
    Halfway {
        /// What went wrong first.
        why: DestinationError,
        /// What stands where, a clause for each file that is not as it was.
        left: Vec<String>,
    },
}

/// Gives records other names and other bytes, all of them or none.
pub fn rename_all(renamings: &[Renaming]) -> Result<(), RenameError> {
    let mut made: Vec<RecordFile> = Vec::new();
    let mut removed: Vec<&RecordFile> = Vec::new();
    let is_same_name = |one: &Renaming| one.file.path.file_name().is_some_and(|name| name == one.name.as_str());
    let done = (|| {
        for one in renamings {
            if is_same_name(one) {
                one.file.write(&one.bytes)?;
                made.push(RecordFile { path: one.file.path.clone(), bytes: one.bytes.clone() });
            } else {
                made.push(one.file.write_as(&one.name, &one.bytes)?);
            }
        }
        for one in renamings.iter().filter(|one| !is_same_name(one)) {
            one.file.remove()?;
            removed.push(&one.file);
        }
        Ok(())
    })();
    let Err(why) = done else { return Ok(()) };
    let mut left = Vec::new();
    for file in removed {
        if disk::write_new(&file.path, &file.bytes).is_err() {
            left.push(format!("{} is gone, and what stood in it stands under the new name", shown(&file.path)));
        }
    }
    for (one, new) in renamings.iter().zip(&made) {
        if is_same_name(one) {
            if new.write(one.file.bytes()).is_err() {
                left.push(format!("{} is changed already", shown(&new.path)));
            }
        } else if !matches!(disk::kind(one.file.path()), Ok(Some(EntryKind::File))) {
            // The old file is not there: the new one is all that is left of the record.
        } else if new.remove().is_err() {
            left.push(format!("{} stands there beside {}", shown(&new.path), shown(&one.file.path)));
        }
    }
    Err(if left.is_empty() { RenameError::AsBefore(why) } else { RenameError::Halfway { why, left } })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(path: &Path) -> RecordFile {
        RecordFile::read(path, 1_000).unwrap()
    }

    #[test]
    fn a_record_that_was_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "one").unwrap();
        let file = read(&path);
        fs::write(&path, "theirs").unwrap();
        assert!(matches!(file.write(b"mine"), Err(DestinationError::Changed(_))));
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        read(&path).write(b"mine").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_record_is_not_changed_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.yaml"), "one").unwrap();
        std::os::unix::fs::symlink("a.yaml", folder.path().join("b.yaml")).unwrap();
        let found = RecordFile::read(&folder.path().join("b.yaml"), 1_000);
        assert!(matches!(found, Err(DestinationError::Link { .. })));
    }

    #[test]
    fn all_get_their_new_names_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let files = || {
            let mut names: Vec<_> = fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap())
                .map(|entry| {
                    let text = fs::read_to_string(entry.path()).unwrap();
                    format!("{} {text}", entry.file_name().to_str().unwrap())
                })
                .collect();
            names.sort();
            names
        };
        fs::write(at("1 a"), "A").unwrap();
        fs::write(at("1 b"), "B").unwrap();
        let renaming = |name: &str, new: &str| Renaming {
            file: read(&at(name)),
            name: new.to_owned(),
            bytes: new.as_bytes().to_vec(),
        };
        let both = [renaming("1 a", "2 a"), renaming("1 b", "2 b")];
        // A name is taken: what was made already goes again.
        fs::write(at("2 b"), "theirs").unwrap();
        assert!(matches!(rename_all(&both), Err(RenameError::AsBefore(DestinationError::Taken(_)))));
        assert_eq!(files(), ["1 a A", "1 b B", "2 b theirs"]);
        fs::remove_file(at("2 b")).unwrap();
        // Someone changed the second meanwhile: the first, which was removed already, comes back.
        fs::write(at("1 b"), "theirs").unwrap();
        assert!(matches!(rename_all(&both), Err(RenameError::AsBefore(DestinationError::Changed(_)))));
        assert_eq!(files(), ["1 a A", "1 b theirs"]);
        let both = [renaming("1 a", "2 a"), renaming("1 b", "1 b")];
        rename_all(&both).unwrap();
        assert_eq!(files(), ["1 b 1 b", "2 a 2 a"]);
    }
}
