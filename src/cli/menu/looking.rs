//! What a command has made in a school's folder: what stands there after it and did not before.

use std::path::{Path, PathBuf};

use crate::disk::{self, EntryKind, Stamp};
use crate::layout::Area;

/// The files of one ending in one of a school's three folders, as they were at a time.
pub(super) struct Look {
    folder: Option<PathBuf>,
    ending: &'static str,
    files: Vec<(PathBuf, Option<Stamp>)>,
}

impl Look {
    /// Looks into a school's folder.
    pub fn at(school: &Path, area: Area, ending: &'static str) -> Self {
        let entries = disk::list(school).unwrap_or_default();
        let is_area =
            |entry: &&disk::Entry| entry.kind == EntryKind::Folder && Area::from_folder(&entry.name) == Some(area);
        let folder = entries.iter().find(is_area).map(|entry| school.join(&entry.os_name));
        let files = folder.as_deref().map(|folder| files(folder, ending)).unwrap_or_default();
        Self { folder, ending, files }
    }

    /// The file that has appeared or was written anew since; the latest, where there are several.
    pub fn made_since(&self) -> Option<PathBuf> {
        let now = files(self.folder.as_deref()?, self.ending);
        let made = now.into_iter().filter(|one| !self.files.contains(one));
        made.max_by_key(|(_, stamp)| stamp.map(|stamp| stamp.modified)).map(|(file, _)| file)
    }
}

fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, Option<Stamp>)> {
    let has_ending = |file: &Path| file.extension().is_some_and(|of| of.eq_ignore_ascii_case(ending));
    let entries = disk::list(folder).unwrap_or_default().into_iter().filter(|entry| entry.kind == EntryKind::File);
    let files = entries.map(|entry| (folder.join(&entry.os_name), entry.stamp()));
    files.filter(|(file, _)| has_ending(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_found() {
        let school = tempfile::tempdir().unwrap();
        let emails = school.path().join("Emails");
        std::fs::create_dir(&emails).unwrap();
        std::fs::write(emails.join("old.eml"), "a").unwrap();
        let look = Look::at(school.path(), Area::Emails, "eml");
        assert_eq!(look.made_since(), None);
        std::fs::write(emails.join("other.md"), "").unwrap();
        assert_eq!(look.made_since(), None);
        std::fs::write(emails.join("new.eml"), "").unwrap();
        assert_eq!(look.made_since(), Some(emails.join("new.eml")));
        let nowhere = Look::at(&school.path().join("none"), Area::Emails, "eml");
        assert_eq!(nowhere.made_since(), None);
    }
}
