//! What a command made is opened with the desktop's own program: a page in the browser, a PDF in its reader, a folder in the file manager.
//!
//! Where it cannot be opened the command's work is done all the same. So a note on standard error says what could not be opened, why, and where
//! it lies, and the exit status stays what it was: a script that looks at it learns of the work, not of the desktop.

use std::path::{Path, PathBuf};

use super::output::say;
use crate::drive::shown;
use crate::words::system_reason;

/// The wish to see at once what was written.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Open {
    /// Open what was written with the program that this computer has for it
    #[arg(id = "open", long)]
    pub given: bool,
}

impl Open {
    /// Opens what was written, where that was asked for; says so where it cannot be opened.
    pub fn show(self, path: &Path) {
        if self.given
            && let Err(error) = open(path)
        {
            say(&format!("note: {error}. It was written, and lies there."));
        }
    }
}

/// Why something was not opened.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be opened: {reason}", shown(.path))]
pub(super) struct NotOpened {
    path: PathBuf,
    reason: String,
}

/// Opens a file or a folder with the desktop's own program, and does not wait until that is closed. It is not known whether the program can show it.
pub(super) fn open(path: &Path) -> Result<(), NotOpened> {
    let failed = |reason: String| NotOpened { path: path.to_owned(), reason };
    // A path from the root begins with no hyphen, which the program would take for an option, and with no scheme of the web.
    let whole = std::path::absolute(path).map_err(|error| failed(system_reason(&error)))?;
    opener::open(for_the_desktop(&whole)).map_err(|error| {
        failed(match error {
            opener::OpenError::Io(error) => system_reason(&error),
            opener::OpenError::Spawn { cmds, .. } => format!("this computer has no program that opens files ({cmds})"),
            other => other.to_string(),
        })
    })
}

/// The folder that holds all of some files: their own, else the nearest above all of them.
pub(super) fn folder_of_all<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Option<PathBuf> {
    let whole = |file: &PathBuf| std::path::absolute(file).ok()?.parent().map(Path::to_owned);
    files.into_iter().map(whole).reduce(|one, other| nearest_above(&one?, &other?))?
}

fn nearest_above(one: &Path, other: &Path) -> Option<PathBuf> {
    one.ancestors().find(|folder| other.starts_with(folder)).map(Path::to_owned)
}

/// A path without the prefix by which Windows marks a long one: its desktop takes none with it. What has no other name keeps it.
fn for_the_desktop(path: &Path) -> PathBuf {
    match path.to_str().and_then(without_prefix) {
        Some(plain) => plain.into(),
        None => path.to_owned(),
    }
}

fn without_prefix(path: &str) -> Option<String> {
    let rest = path.strip_prefix(r"\\?\")?;
    if let Some(share) = rest.strip_prefix(r"UNC\") {
        return Some(format!(r"\\{share}"));
    }
    let is_drive = matches!(rest.as_bytes(), [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic());
    is_drive.then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_gets_a_path_without_prefix() {
        for (path, plain) in [
            (r"\\?\S:\Jane Morris\Oakfield", r"S:\Jane Morris\Oakfield"),
            (r"\\?\S:\", r"S:\"),
            (r"\\?\UNC\server\share\Jane & Co\100%.html", r"\\server\share\Jane & Co\100%.html"),
            (r"S:\board.html", r"S:\board.html"),
            (r"\\server\share\board.html", r"\\server\share\board.html"),
            (
                r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\a",
                r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\a",
            ),
            (r"\\?\S:", r"\\?\S:"),
            ("/srv/Zoë/é.html", "/srv/Zoë/é.html"),
        ] {
            assert_eq!(for_the_desktop(Path::new(path)), PathBuf::from(plain), "{path}");
        }
    }

    #[test]
    fn many_files_are_shown_in_the_nearest_folder_above_all() {
        let root = if cfg!(windows) { r"C:\drive" } else { "/drive" };
        let folder = |files: &[&str]| {
            let files: Vec<_> = files.iter().map(|file| Path::new(root).join(file)).collect();
            folder_of_all(&files)
        };
        let below = |path: &str| Some(Path::new(root).join(path));
        assert_eq!(folder(&["A/B/records/a.pdf"]), below("A/B/records"));
        assert_eq!(folder(&["A/B/records/a.pdf", "A/B/records/b.pdf"]), below("A/B/records"));
        assert_eq!(folder(&["A/B/records/a.pdf", "A/Bee/records/b.pdf"]), below("A"));
        assert_eq!(folder(&["A/B/records/a.pdf", "C/D/records/b.pdf"]), Some(root.into()));
        assert_eq!(folder(&[]), None);
    }
}
