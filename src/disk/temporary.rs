//! A folder for the program's own use that goes when the work is done; where the program was killed, the next one removes it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{EntryKind, absolute, list};

/// With what the names of these folders begin.
const PREFIX: &str = "spoc-as-of-";
/// The file in each that its program holds locked as long as it lives: the system lets go of it, however the program ends.
const HELD: &str = ".spoc-held";
/// After so long a folder without that file is left behind: its program was stopped before it was made, or while all of it was removed.
const LEFT_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder for the program's own use, for this user's eyes alone. It goes with the value.
#[derive(Debug)]
pub struct TemporaryFolder {
    /// It is let go of before the folder is removed.
    _held: File,
    /// It removes the folder when it goes.
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl TemporaryFolder {
    /// A new folder, empty for every scan.
    pub fn new() -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir()?;
        let path = absolute(folder.path())?;
        let held = File::create_new(path.join(HELD))?;
        // Where the file system knows no locks, the folder is only not removed by another program.
        let _ = held.try_lock();
        Ok(Self { _held: held, _folder: folder, path })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folders beside it that other runs of this user have left behind. What cannot be removed stays.
    pub fn remove_left_behind(&self) {
        let Some(beside) = self.path.parent() else { return };
        let Ok(own) = fs::symlink_metadata(&self.path) else { return };
        for entry in list(beside).unwrap_or_default() {
            let folder = beside.join(&entry.os_name);
            let is_other = entry.kind == EntryKind::Folder && entry.name.starts_with(PREFIX) && folder != self.path;
            if is_other && is_left_behind(&folder, &own) {
                let _ = fs::remove_dir_all(&folder);
            }
        }
    }

    /// Writes a file in it, name by name, with the folders that it needs. No name leads out of it.
    pub fn write(&self, names: &[&str], bytes: &[u8]) -> io::Result<()> {
        let (file, folders) = names.split_last().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = self.folder_of(folders)?;
        fs::write(folder.join(one_name(file)?), bytes)
    }

    /// Makes a folder in it, with those that it lies in.
    pub fn make_folder(&self, names: &[&str]) -> io::Result<()> {
        self.folder_of(names).map(drop)
    }

    fn folder_of(&self, names: &[&str]) -> io::Result<PathBuf> {
        let mut folder = self.path.clone();
        for name in names {
            folder.push(one_name(name)?);
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// Whether a folder is this user's, and no program holds it. `own`: what the system says of a folder that was made just now.
fn is_left_behind(folder: &Path, own: &fs::Metadata) -> bool {
    let Ok(found) = fs::symlink_metadata(folder) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if found.uid() != own.uid() {
            return false;
        }
    }
    match File::options().read(true).write(true).open(folder.join(HELD)) {
        Ok(held) => held.try_lock().is_ok(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let age =
                own.modified().ok().zip(found.modified().ok()).and_then(|(now, then)| now.duration_since(then).ok());
            age.is_some_and(|age| age > LEFT_AFTER)
        }
        Err(_) => false,
    }
}

/// A name that stands for an entry of a folder, and for nothing else.
fn one_name(name: &str) -> io::Result<&str> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(std::path::Component::Normal(part)), None) if part == name => Ok(name),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "a name leads out of the folder")),
    }
}
