//! What stands in a school's folder: what a command has made there, and its records.

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

/// The records in a school's folder, by their paths in it: the newest date first, then what has none by name.
pub(super) fn records_in(school: &Path) -> Vec<String> {
    let mut found = Vec::new();
    gather(school, "", &mut found);
    found.sort_by_key(|path: &String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let date: String = name.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
        (std::cmp::Reverse(date), path.clone())
    });
    found
}

fn gather(folder: &Path, inside: &str, found: &mut Vec<String>) {
    const ENDINGS: [&str; 5] = ["yaml", "yml", "md", "eml", "msg"];
    for entry in disk::list(folder).unwrap_or_default() {
        let path = format!("{inside}{}", entry.name);
        let ending = Path::new(&entry.name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match entry.kind {
            _ if entry.name.starts_with('.') => {}
            EntryKind::Folder => gather(&folder.join(&entry.os_name), &format!("{path}/"), found),
            EntryKind::File if ending.is_some_and(|ending| ENDINGS.contains(&&*ending)) => found.push(path),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_record_is_offered_first() {
        let school = tempfile::tempdir().unwrap();
        let files = [
            "school.yaml",
            "records/2026-11-24 visit.yaml",
            "records/old/2025-11-24 visit.YAML",
            "emails/2026-11-25 RE.eml",
        ];
        for file in files.into_iter().chain(["records/pack.pdf", "records/.hidden.yaml"]) {
            let file = school.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        assert_eq!(records_in(school.path()), [files[3], files[1], files[2], files[0]]);
    }

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
