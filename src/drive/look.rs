//! A look at a part of the drive: what stands there, how large, and when it was changed. No file is opened.
//!
//! A part is a school's folder, or all that lies outside schools' folders. Two looks that see the same have the same [`Fingerprint`]; only
//! then may anything that was made of the first stand for the second. Of documents, which are never opened, the name alone counts.
//!
//! The fingerprint cannot see everything. A file that is written twice within the grain of the file system's clock, with the same number of
//! bytes, looks the same after both. So what was changed within [`GRAIN`] of the look, or by its time later than the look, is not trusted
//! ([`Look::is_settled`]); it is read again until it has come of age. A server whose clock is behind this computer's makes that margin smaller; with
//! clocks as fine as those of NTFS and ext4 it is never needed. What changes size and time not at all is found by the watch's sweep.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fingerprint::{Fingerprint, Fingerprinting, path_number};
use super::{DriveError, Progress, SchoolPlace};
use crate::disk::{self, Entry, EntryKind, Stamp};
use crate::layout::{self, Ending};

/// The coarsest grain of a file system's clock that is met: FAT counts in steps of two seconds.
pub const GRAIN: Duration = Duration::from_secs(2);

/// What a look saw, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Everything that it saw.
    pub fingerprint: Fingerprint,
    /// The paths of the files, as numbers, sorted.
    pub files: Box<[u64]>,
}

impl Seen {
    /// Whether it lacks a file that was seen before.
    #[must_use]
    pub fn lacks_any_of(&self, before: &Self) -> bool {
        before.files.iter().any(|file| self.files.binary_search(file).is_err())
    }
}

/// The folders of a part of the drive with their entries, without what is left alone.
pub(super) struct Look<'p> {
    folders: HashMap<String, io::Result<Vec<Entry>>>,
    all: Fingerprinting,
    files: Vec<u64>,
    /// The latest time that any file bears.
    latest: i64,
    progress: &'p Progress,
}

impl<'p> Look<'p> {
    fn new(progress: &'p Progress) -> Self {
        Self { folders: HashMap::new(), all: Fingerprinting::default(), files: Vec::new(), latest: i64::MIN, progress }
    }

    /// A school's folder with all that lies in it.
    pub fn at_school(place: &SchoolPlace, progress: &'p Progress) -> Self {
        let mut look = Self::new(progress);
        look.descend(place.path.clone(), &place.on_disk);
        look
    }

    /// A school's folder alone, for its number.
    pub fn at_school_file(place: &SchoolPlace, progress: &'p Progress) -> Self {
        let mut look = Self::new(progress);
        look.list(place.path.clone(), &place.on_disk);
        look
    }

    /// All but what lies in schools' folders; gives these.
    pub fn outside(root: &Path, progress: &'p Progress) -> Result<(Self, Vec<SchoolPlace>), DriveError> {
        let mut look = Self::new(progress);
        let mut schools = Vec::new();
        let folders = look.list(String::new(), root);
        match look.folders.get("") {
            Some(Ok(entries)) if entries.iter().any(is_policy) => {}
            Some(Err(_)) => {
                let failed = look.folders.remove("").and_then(Result::err);
                let source = failed.unwrap_or_else(|| io::ErrorKind::Other.into());
                return Err(DriveError::Unlisted { path: root.to_owned(), source });
            }
            _ => return Err(DriveError::NoPolicy(root.to_owned())),
        }
        for manager in folders.into_iter().filter(|entry| !layout::is_templates(&entry.name)) {
            let on_disk = root.join(&manager.os_name);
            if !layout::is_manager_or_school(&manager.name) {
                look.descend(manager.name, &on_disk);
                continue;
            }
            let folders = look.list(manager.name.clone(), &on_disk);
            for folder in folders.into_iter().filter(|entry| !layout::is_templates(&entry.name)) {
                let (path, on_disk) = (format!("{}/{}", manager.name, folder.name), on_disk.join(&folder.os_name));
                if layout::is_manager_or_school(&folder.name) {
                    schools.push(SchoolPlace { manager: manager.name.clone(), folder: folder.name, path, on_disk });
                } else {
                    look.descend(path, &on_disk);
                }
            }
        }
        Ok((look, schools))
    }

    /// Whether there are folders in the root and none of them can be listed, though nobody refuses it: so it is with a drive that is going away.
    pub fn sees_nothing(&self) -> bool {
        let failed = |entries: &io::Result<Vec<Entry>>| {
            entries.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::PermissionDenied)
        };
        let mut below = self.folders.iter().filter(|(path, _)| !path.is_empty()).peekable();
        below.peek().is_some() && below.all(|(_, entries)| failed(entries))
    }

    fn descend(&mut self, path: String, on_disk: &Path) {
        let folders = self.list(path.clone(), on_disk);
        for folder in folders {
            self.descend(format!("{path}/{}", folder.name), &on_disk.join(&folder.os_name));
        }
    }

    /// Lists a folder and takes it in; gives the folders in it.
    fn list(&mut self, path: String, on_disk: &Path) -> Vec<Entry> {
        let is_root = path.is_empty();
        let is_wanted = |name: &str| {
            Ending::of(name) != Ending::Other || (is_root && name.eq_ignore_ascii_case(layout::POLICY_FILE))
        };
        let mut listed = disk::list_stamped(on_disk, is_wanted);
        self.progress.steps.fetch_add(1, Ordering::Relaxed);
        path.hash(&mut self.all);
        let (mut folders, mut bytes) = (Vec::new(), Vec::new());
        match &mut listed {
            Ok(entries) => {
                entries.retain(|entry| !layout::left_alone(&entry.name, entry.kind == EntryKind::Folder));
                for entry in &*entries {
                    // All of an entry at once: it is done for every file of the drive.
                    let name = entry.os_name.as_encoded_bytes();
                    bytes.clear();
                    bytes.extend((name.len() as u64).to_le_bytes());
                    bytes.extend(name);
                    bytes.push(entry.kind as u8);
                    if let Some(Stamp { size, modified, changed }) = entry.stamp {
                        bytes.extend(size.to_le_bytes());
                        bytes.extend(modified.to_le_bytes());
                        bytes.extend(changed.to_le_bytes());
                    }
                    self.all.write(&bytes);
                    match entry.kind {
                        EntryKind::Folder => folders.push(entry.clone()),
                        _ => self.files.push(path_number(&[path.as_bytes(), name].join(&b'/'))),
                    }
                    if entry.kind == EntryKind::File && is_wanted(&entry.name) {
                        // One that went while it was looked at is not to be trusted either.
                        self.latest = self.latest.max(entry.stamp.map_or(i64::MAX, time_of));
                    }
                }
            }
            Err(error) => (error.kind() as u64, error.raw_os_error()).hash(&mut self.all),
        }
        0xFF_u8.hash(&mut self.all);
        self.folders.insert(path, listed);
        folders
    }

    /// The entries of a folder, once; none where it was not looked at.
    pub fn take(&mut self, path: &str) -> Option<io::Result<Vec<Entry>>> {
        self.folders.remove(path)
    }

    /// What is kept of it.
    pub fn seen(&self) -> Seen {
        let mut files = self.files.clone();
        files.sort_unstable();
        Seen { fingerprint: self.all.fingerprint(), files: files.into() }
    }

    /// Whether every file was last changed well before `now`, in nanoseconds from 1970.
    pub fn is_settled(&self, now: i64) -> bool {
        is_before_grain(self.latest, now)
    }
}

fn is_policy(entry: &Entry) -> bool {
    entry.kind == EntryKind::File && entry.name.eq_ignore_ascii_case(layout::POLICY_FILE)
}

fn time_of(stamp: Stamp) -> i64 {
    stamp.modified.max(stamp.changed)
}

/// Whether a file was last changed well before `now`, in nanoseconds from 1970.
pub(super) fn is_settled(stamp: Stamp, now: i64) -> bool {
    is_before_grain(time_of(stamp), now)
}

fn is_before_grain(time: i64, now: i64) -> bool {
    time < now.saturating_sub(i64::try_from(GRAIN.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn place(root: &Path) -> SchoolPlace {
        SchoolPlace {
            manager: "A".to_owned(),
            folder: "B".to_owned(),
            path: "A/B".to_owned(),
            on_disk: root.join("A").join("B"),
        }
    }

    #[test]
    fn a_look_sees_what_may_matter_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let records = root.path().join("A/B/records/2025-26");
        fs::create_dir_all(&records).unwrap();
        fs::write(records.join("2026-11-24 visit.yaml"), "kind: visit").unwrap();
        fs::write(records.join("scan.pdf"), "1").unwrap();
        let progress = Progress::default();
        let look = || Look::at_school(&place(root.path()), &progress).seen();
        let before = look();
        assert_eq!(before, look());
        // A document's content and what editors leave about are nobody's business.
        fs::write(records.join("scan.pdf"), "22").unwrap();
        fs::write(records.join("~$minutes.docx"), "").unwrap();
        fs::create_dir(records.join(".git")).unwrap();
        assert_eq!(before, look());
        fs::write(records.join("2026-11-24 visit.yaml"), "kind: visits").unwrap();
        let changed = look();
        assert!(changed.fingerprint != before.fingerprint && !changed.lacks_any_of(&before));
        fs::rename(records.join("scan.pdf"), records.join("scan 2.pdf")).unwrap();
        assert!(look().fingerprint != changed.fingerprint && look().lacks_any_of(&changed));
    }

    #[test]
    fn what_was_changed_just_now_or_later_is_not_settled() {
        let stamp = |modified| Stamp { size: 1, modified, changed: 0 };
        let second = 1_000_000_000;
        assert!(is_settled(stamp(10 * second), 13 * second));
        assert!(!is_settled(stamp(10 * second), 11 * second));
        assert!(!is_settled(stamp(10 * second), 9 * second));
    }
}
