//! Places on a drive: a school's folder, and the part of a drive that someone asked about.

use std::path::{Path, PathBuf};

/// What stands in the place of a school's name where a file lies in no school's folder.
const OUTSIDE: &str = "outside the schools' folders";

/// A school's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolPlace {
    /// The manager's folder.
    pub manager: String,
    /// The school's folder.
    pub folder: String,
    /// The school's folder, relative to the drive.
    pub path: String,
    /// The school's folder, as the disk knows it.
    pub on_disk: PathBuf,
}

impl SchoolPlace {
    /// What lies outside the schools' folders, as one place more.
    pub(super) fn outside(root: &Path) -> Self {
        let (manager, path) = (String::new(), String::new());
        Self { manager, folder: OUTSIDE.to_owned(), path, on_disk: root.to_owned() }
    }

    /// Whether it is no school's folder, but what lies outside of them.
    pub(super) fn is_outside(&self) -> bool {
        self.path.is_empty()
    }

    /// What it is called on the drive: its path.
    #[must_use]
    pub fn shown(&self) -> &str {
        if self.is_outside() { &self.folder } else { &self.path }
    }
}

/// The part of the drive that someone asked about: a path relative to the drive, empty for all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope(pub String);

impl Scope {
    /// Whether a file or folder lies in the part, or is the part.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        is_within(path, &self.0)
    }

    /// Whether a folder lies in the part, is the part, or holds it.
    #[must_use]
    pub fn touches(&self, folder: &str) -> bool {
        self.holds(folder) || is_within(&self.0, folder)
    }
}

/// Whether a path is that of a folder, or of something in the folder. The folder without a name is the drive: everything lies in it.
pub(super) fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_what_lies_in_it() {
        let scope = |path: &str| Scope(path.to_owned());
        assert!(scope("").holds("anything") && scope("A").holds("A") && scope("A").holds("A/b"));
        assert!(!scope("A").holds("AB") && !scope("A/b").holds("A"));
        assert!(scope("A/b").touches("A") && scope("A").touches("A/b") && !scope("A/b").touches("A/c"));
    }
}
