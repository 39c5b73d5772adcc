//! Why a command could not do its work, and the one line that says so.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display};
use std::io;
use std::path::{Path, PathBuf};

use crate::bundle::BundleError;
use crate::destination::DestinationError;
use crate::disk;
use crate::drive::shown;
use crate::filing::FilingError;
use crate::press::PressError;
use crate::school::NoVisit;
use crate::words::system_reason;

/// Why a command could not do its work: what happened, with its causes, and what to do about it.
#[derive(Debug)]
pub(super) struct Failure {
    what: Box<dyn Error + Send + Sync>,
    hint: Cow<'static, str>,
}

impl Failure {
    /// `what`: an error, or a text without its full stop. `hint`: whole sentences that say what to do; empty where the error says that itself.
    pub fn new(what: impl Into<Box<dyn Error + Send + Sync>>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }

    /// A failure with the error that caused it. `what` and `hint` as in [`Self::new`].
    pub fn caused(
        what: String,
        source: impl Into<Box<dyn Error + Send + Sync>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Caused { what, source: source.into() }, hint)
    }

    /// A drive, or a file on it, that cannot be read.
    pub fn unread(what: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(what, "Look whether the drive is connected and whether you may read it.")
    }

    /// A file or folder that the system did not let the program write.
    pub fn of_system(path: &Path, source: io::Error) -> Self {
        Self::unwritten(DestinationError::Unwritten { path: path.to_owned(), source }, "")
    }

    /// A file that may not be written, or that the system did not let the program write. `option`: the option with which a user names another file;
    /// empty where there is none.
    pub fn unwritten(error: DestinationError, option: &str) -> Self {
        let another =
            if option.is_empty() { "Name another file".to_owned() } else { format!("Name another file with {option}") };
        let nothing = "Nothing was written.";
        let apart = "outside the drive, or in a folder of its root whose name begins with _";
        let hint = match &error {
            DestinationError::Misplaced { .. } if option == "--bundle" => {
                format!("{nothing} Name another folder with {option}: one {apart}.")
            }
            DestinationError::Misplaced { is_among_folders: true, .. } => format!("{nothing} {another}: one {apart}."),
            DestinationError::Foreign { .. } => {
                format!("{nothing} {another}, move that one away, or write over it with --force.")
            }
            DestinationError::Taken(_) => format!("{nothing} Open that file, or choose another day."),
            DestinationError::Record { .. }
            | DestinationError::RecordName { .. }
            | DestinationError::Misplaced { .. }
            | DestinationError::NoFile { .. }
            | DestinationError::NoFolder(_) => format!("{nothing} {another}."),
            DestinationError::Link { .. } => format!("{nothing} {another}, on a path without links."),
            DestinationError::ReadOnly(_) => format!("{nothing} {another}, or let that one be written to."),
            DestinationError::Unread { .. } if option.is_empty() => {
                format!("{nothing} Close it elsewhere and try again.")
            }
            DestinationError::Unread { .. } => format!("{nothing} Close it elsewhere, or {}.", lower_first(&another)),
            DestinationError::Gone(_) => format!("{nothing} Look whether it was moved, and run the command again."),
            DestinationError::Changed(_) => format!("{nothing} Run the command again."),
            DestinationError::Unremoved { .. } => {
                format!("{nothing} Close it in other programs and run the command again.")
            }
            DestinationError::Unwritten { path, source } => hint_of_system(path, source, option),
        };
        Self::new(error, hint)
    }
}

/// A failure with the error that caused it.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct Caused {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let what = "the output could not be written".to_owned();
        Self::caused(what, error, "Look whether the disk is full, and run the command again.")
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::File(error) => Self::unwritten(error, "--bundle"),
            error => Self::new(error, "Name another folder with --bundle: a new one, or one with nothing in it."),
        }
    }
}

impl From<NoVisit> for Failure {
    fn from(error: NoVisit) -> Self {
        let hint = error.what_to_do();
        Self::new(error, hint)
    }
}

impl From<FilingError> for Failure {
    fn from(error: FilingError) -> Self {
        let hint = match &error {
            FilingError::Problem(problem) => format!("{} Nothing was written.", problem.help),
            FilingError::MarkdownLog(_) => "Nothing was written. Add the call to it in the editor.".to_owned(),
            FilingError::MaybeLog(_) => {
                "Nothing was written. `spoc validate` tells what is wrong with it; put that right first.".to_owned()
            }
            FilingError::Unread(_) => "Close it elsewhere and try again.".to_owned(),
            FilingError::NotUtf8(_) => "Nothing was written. Save it as UTF-8 in the editor and try again.".to_owned(),
            FilingError::Call { .. } => "Put that right, or add the call in the editor.".to_owned(),
            FilingError::NoEdit { by_hand, .. } => {
                format!("Nothing was written. Write {by_hand} in it in the editor.")
            }
            FilingError::Encoding(_) => {
                "Nothing was written. Save it as UTF-8 in the editor and run the command again.".to_owned()
            }
            FilingError::Rename(_) => "Put the files right by hand, then look with `spoc validate`.".to_owned(),
            FilingError::File(_) => String::new(),
        };
        match error {
            FilingError::File(error) => Self::unwritten(error, ""),
            error => Self::new(error, hint),
        }
    }
}

impl From<PressError> for Failure {
    fn from(error: PressError) -> Self {
        let hint = match error {
            PressError::File(error) => return Self::unwritten(error, "--out"),
            PressError::Visit(error) => return error.into(),
            PressError::Drive(error) => return Self::unread(error),
            PressError::NoPdf => "Write --as html, or build with the feature `pdf`.".to_owned(),
            PressError::OneFile(_) => "Name a folder with --out.".to_owned(),
            PressError::Templates(_) => "Look whether you may read it, or move it out of the folder.".to_owned(),
            PressError::Logo(_) => {
                "Save it as PNG or SVG under that name, or move it out of the drive's folder `templates`.".to_owned()
            }
            PressError::Template(_) | PressError::Look(_) => {
                "Put the template right, or move it out of the drive's folder `templates`: then the built-in one holds."
                    .to_owned()
            }
            PressError::Term { ref known, .. } if known.is_empty() => "policy.toml has no terms.".to_owned(),
            PressError::Term { ref known, .. } => format!("The terms are {}.", known.join(", ")),
            PressError::Gaps { .. } => "Put that right, or print it without --strict.".to_owned(),
        };
        Self::new(error, hint)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = self.what.to_string();
        let mut cause = self.what.source();
        while let Some(error) = cause {
            let as_it_is = error.to_string();
            let text = error.downcast_ref().map_or_else(|| as_it_is.clone(), system_reason);
            // Do not repeat the cause where the error has said it already.
            if let Some(before) = line.strip_suffix(&as_it_is) {
                line = format!("{before}{text}");
            } else if !line.ends_with(&text) {
                line = format!("{line}: {text}");
            }
            cause = error.source();
        }
        match &*self.hint {
            "" => f.write_str(&line),
            hint => write!(f, "{}. {hint}", line.trim_end_matches('.')),
        }
    }
}

/// What to do where the system did not let the program write a file.
fn hint_of_system(path: &Path, error: &io::Error, option: &str) -> String {
    if error.kind() == io::ErrorKind::StorageFull {
        return "Make room on the disk and run the command again; nothing was left half-written.".to_owned();
    }
    // Where another program holds the file, Windows says access denied, a sharing violation (32) or a locked region (33).
    let is_held = matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy)
        || cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    let is_there = matches!(disk::kind(path), Ok(Some(disk::EntryKind::File)));
    if is_held && is_there && !option.is_empty() {
        return format!(
            "It may be open in another program, or its folder read-only: close it there and run the command again, or write beside it \
             with {option} \"{}\".",
            shown(&name_beside(path))
        );
    }
    let another = if option.is_empty() { String::new() } else { format!(", or name another file with {option}") };
    format!("Look whether the folder is there, whether you may write in it and whether the disk is full{another}.")
}

/// The path of a file that does not exist yet, beside one that is taken: its name with a number.
fn name_beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = file.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let named = |number: usize| file.with_file_name(format!("{stem} {number}{ending}"));
    (2..100).map(named).find(|other| matches!(disk::kind(other), Ok(None))).unwrap_or_else(|| named(2))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_with_its_causes_and_what_to_do() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let unwritten = DestinationError::Unwritten { path: "a.csv".into(), source: full() };
        assert_eq!(
            Failure::unwritten(unwritten, "--out").to_string(),
            "a.csv could not be written: no storage space. Make room on the disk and run the command again; nothing was left half-written."
        );
        let unlisted = crate::drive::DriveError::Unlisted { path: "D".into(), source: full() };
        assert_eq!(
            Failure::unread(unlisted).to_string(),
            "D cannot be read: no storage space. Look whether the drive is connected and whether you may read it."
        );
        assert_eq!(Failure::new("it is so", "").to_string(), "it is so");
    }
}
