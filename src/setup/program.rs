//! The copy of the program: which version it is, how it is put in place while an older one runs, and how it is taken away.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::disk;

/// How the name of a program begins that was moved aside because it ran.
const ASIDE: &str = "spoc.old";

/// The version that a program says it is; none where it is no `spoc` or does not start.
pub(super) fn version_of(program: &Path) -> Option<String> {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    let version = text.trim().strip_prefix("spoc ")?;
    numbers(version).map(|_| version.to_owned())
}

/// Whether a version is newer than another one.
pub(super) fn is_newer(version: &str, than: &str) -> bool {
    matches!((numbers(version), numbers(than)), (Some(version), Some(than)) if version > than)
}

/// The numbers of a version; what follows them after a hyphen or a plus does not count.
fn numbers(version: &str) -> Option<Vec<u32>> {
    let end = version.find(['-', '+']).unwrap_or(version.len());
    version[..end].split('.').map(|number| number.parse().ok()).collect()
}

/// Copies a program. On Windows a copy that runs cannot be replaced: it is moved aside, and removed by the next [`put`] or [`take_away`].
pub(super) fn put(from: &Path, to: &Path) -> io::Result<()> {
    remove_old(to);
    let Err(error) = disk::copy_program(from, to) else { return Ok(()) };
    if !cfg!(windows) || disk::kind(to)?.is_none() {
        return Err(error);
    }
    let aside = free_name(&to.with_file_name(ASIDE))?;
    disk::rename(to, &aside).map_err(|_| error)?;
    disk::copy_program(from, to).inspect_err(|_| {
        // The old one is better than none.
        let _ = disk::rename(&aside, to);
    })
}

/// Removes the copy. On Windows one that runs, such as the one that takes itself away, is moved into another folder, which is told.
pub(super) fn take_away(program: &Path, elsewhere: &Path) -> io::Result<Option<PathBuf>> {
    remove_old(program);
    match disk::remove(program) {
        Ok(()) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if !cfg!(windows) => Err(error),
        Err(error) => {
            let aside = free_name(&elsewhere.join(ASIDE))?;
            disk::rename(program, &aside).map_err(|_| error)?;
            Ok(Some(aside))
        }
    }
}

/// Removes what was moved aside and runs no more.
fn remove_old(program: &Path) {
    let Some(folder) = program.parent() else { return };
    for entry in disk::list(folder).unwrap_or_default() {
        if entry.name.starts_with(ASIDE) {
            let _ = disk::remove(&folder.join(&entry.os_name));
        }
    }
}

/// A name with a number at which nothing stands.
fn free_name(beginning: &Path) -> io::Result<PathBuf> {
    for number in 1..1000 {
        let mut name = beginning.as_os_str().to_owned();
        name.push(format!(".{number}.exe"));
        if disk::kind(Path::new(&name))?.is_none() {
            return Ok(name.into());
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_newer("0.10.0", "0.9.9") && is_newer("1.0.0", "0.99.0") && is_newer("0.1.1", "0.1"));
        assert!(!is_newer("0.2.0", "0.2.0") && !is_newer("0.1.0", "0.2.0") && !is_newer("nonsense", "0.1.0"));
    }

    #[cfg(unix)]
    #[test]
    fn only_a_spoc_says_its_version() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        for (said, version) in [("spoc 1.2.3", Some("1.2.3")), ("notepad 1.2.3", None), ("spoc unknown", None)] {
            disk::write_script(&program, format!("#!/bin/sh\necho '{said}'\n").as_bytes()).unwrap();
            assert_eq!(version_of(&program).as_deref(), version);
        }
        assert_eq!(version_of(&folder.path().join("none")), None);
    }
}
