//! What setup remembers of what it did, in a file of the user's own, so that it can be taken back exactly.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::item::{EXTENSION, Shortcut, Value, value_line};
use crate::disk::{self, ReadError};
use crate::drive::shown;
use crate::words::system_reason;

/// Something that setup made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "made", rename_all = "kebab-case")]
pub(super) enum Made {
    /// A folder that was not there.
    Folder { path: String },
    /// The copy of the program.
    Program { path: String },
    /// A file of text, with all that it says.
    File { path: String, text: String },
    /// A symbolic link.
    Link { path: String, target: String },
    /// A shortcut of Windows.
    Shortcut { path: String, link: Shortcut },
    /// A key of the registry.
    Key { key: String },
    /// A value of the registry, and what stood there before.
    Value { key: String, name: String, text: String, former: Option<Value> },
    /// A folder on the user's PATH: the whole PATH as it was before and as it was written.
    PathEntry { folder: String, former: Option<Value>, written: Value },
    /// The extension for VS Code, where VS Code had none before.
    Extension { editor: String },
}

impl Made {
    /// Whether the other is the same thing, whatever it holds.
    pub fn is_same_thing(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder { path }, Self::Folder { path: other })
            | (Self::Program { path }, Self::Program { path: other })
            | (Self::File { path, .. }, Self::File { path: other, .. })
            | (Self::Link { path, .. }, Self::Link { path: other, .. })
            | (Self::Shortcut { path, .. }, Self::Shortcut { path: other, .. }) => path == other,
            (Self::Key { key }, Self::Key { key: other }) => key == other,
            (Self::Value { key, name, .. }, Self::Value { key: other, name: other_name, .. }) => {
                (key, name) == (other, other_name)
            }
            (Self::PathEntry { folder, .. }, Self::PathEntry { folder: other, .. }) => folder == other,
            (Self::Extension { editor }, Self::Extension { editor: other }) => editor == other,
            _ => false,
        }
    }
}

impl Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { path } => write!(f, "a folder: {path}"),
            Self::Program { path } => write!(f, "the program: {path}"),
            Self::File { path, .. } => write!(f, "a file: {path}"),
            Self::Link { path, .. } => write!(f, "a link: {path}"),
            Self::Shortcut { path, .. } => write!(f, "a shortcut: {path}"),
            Self::Key { key } => write!(f, "a key of the registry: {key}"),
            Self::Value { key, name, text, .. } => write!(f, "{}", value_line(key, name, text)),
            Self::PathEntry { folder, .. } => write!(f, "your PATH: {folder}"),
            Self::Extension { editor } => write!(f, "the extension {EXTENSION}, by {editor}"),
        }
    }
}

/// Why nothing can be remembered. Nothing is done then, because it could not be taken back.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The file cannot be read.
    #[error("{} cannot be read: {reason}", shown(.path))]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file cannot be written.
    #[error("{}, in which setup remembers what it did, cannot be written: {reason}", shown(.path))]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The form of the file.
const FORM: u32 = 1;
/// The most bytes that are read of it.
const MOST_BYTES: u64 = 1 << 24;

#[derive(Debug, Serialize, Deserialize)]
struct Written {
    form: u32,
    /// The folders that were made for the file itself.
    own_folders: Vec<String>,
    made: Vec<Made>,
}

/// What setup did and did not take back yet.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    own_folders: Vec<String>,
    /// In the order in which it was made.
    pub(super) made: Vec<Made>,
}

impl Memory {
    /// What the file says; nothing where there is no file.
    ///
    /// # Errors
    /// Where the file cannot be read, or was written by another version of the program in another form.
    pub fn open(path: &Path) -> Result<Self, MemoryError> {
        let unread = |reason: String| MemoryError::Unread { path: path.to_owned(), reason };
        let bytes = match disk::read(path, MOST_BYTES) {
            Ok(bytes) => bytes,
            Err(ReadError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { path: path.to_owned(), own_folders: Vec::new(), made: Vec::new() });
            }
            Err(ReadError::Io(error)) => return Err(unread(system_reason(&error))),
            Err(ReadError::TooLarge(_)) => return Err(unread("it is too large".to_owned())),
        };
        let foreign = |_| unread("it is damaged, or another version of spoc wrote it".to_owned());
        let written: Written = serde_json::from_slice(&bytes).map_err(foreign)?;
        if written.form != FORM {
            return Err(unread("another version of spoc wrote it".to_owned()));
        }
        Ok(Self { path: path.to_owned(), own_folders: written.own_folders, made: written.made })
    }

    /// Whether there is nothing to take back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// What there is to take back, a line each, the last first. Folders and keys go with what stands in them.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let speaks = |made: &&Made| !matches!(made, Made::Folder { .. } | Made::Key { .. });
        self.made.iter().rev().filter(speaks).map(Made::to_string)
    }

    /// The same thing, as it was made.
    pub(super) fn find(&self, made: &Made) -> Option<&Made> {
        self.made.iter().find(|one| one.is_same_thing(made))
    }

    /// Notes something that is about to be made; what was noted of the same thing gives way, at its place.
    pub(super) fn note(&mut self, made: Made) {
        match self.made.iter_mut().find(|one| one.is_same_thing(&made)) {
            Some(one) => *one = made,
            None => self.made.push(made),
        }
    }

    /// Writes the file; where there is nothing to remember, removes it with the folders that were made for it.
    pub(super) fn save(&mut self) -> Result<(), MemoryError> {
        let written = if self.made.is_empty() { self.forget() } else { self.write() };
        let unwritten = |error| MemoryError::Unwritten { path: self.path.clone(), reason: system_reason(&error) };
        written.map_err(unwritten)
    }

    fn write(&mut self) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            for missing in missing_folders(folder)? {
                self.own_folders.push(missing);
            }
            disk::make_folder(folder)?;
        }
        let written = Written { form: FORM, own_folders: self.own_folders.clone(), made: self.made.clone() };
        disk::write(&self.path, &serde_json::to_vec_pretty(&written)?)
    }

    fn forget(&mut self) -> std::io::Result<()> {
        match disk::remove(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        for folder in self.own_folders.drain(..).rev() {
            // A folder in which other things lie by now stays.
            let _ = disk::remove(Path::new(&folder));
        }
        Ok(())
    }
}

/// The folders of a path that are not there, the outermost first.
pub(super) fn missing_folders(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut missing = Vec::new();
    for folder in folder.ancestors().filter(|folder| !folder.as_os_str().is_empty()) {
        if disk::kind(folder)?.is_some() {
            break;
        }
        let text = folder.to_str().ok_or_else(|| std::io::Error::other("its name is not Unicode"))?;
        missing.push(text.to_owned());
    }
    missing.reverse();
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_there_again_and_leaves_nothing_when_it_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/spoc/setup.json");
        let mut memory = Memory::open(&file).unwrap();
        assert!(memory.is_empty());
        let key = |key: &str| Made::Key { key: key.to_owned() };
        let value = |text: &str| Made::Value {
            key: "a".to_owned(),
            name: String::new(),
            text: text.to_owned(),
            former: Some(Value::Other { kind: 4, bytes: vec![1, 0, 0, 0] }),
        };
        for made in [key("a"), value("old"), key("b"), value("new")] {
            memory.note(made);
        }
        memory.save().unwrap();
        let mut memory = Memory::open(&file).unwrap();
        assert_eq!(memory.made, [key("a"), value("new"), key("b")]);
        memory.made.clear();
        memory.save().unwrap();
        assert!(!folder.path().join("state").exists());
        assert!(Memory::open(&file).unwrap().is_empty());
    }

    #[test]
    fn a_file_of_another_version_is_not_guessed_at() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("setup.json");
        for text in ["", "{}", r#"{"form": 2, "own_folders": [], "made": []}"#] {
            std::fs::write(&file, text).unwrap();
            assert!(matches!(Memory::open(&file), Err(MemoryError::Unread { .. })), "{text}");
        }
    }
}
