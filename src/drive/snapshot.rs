//! What is kept of a walk over a part of the drive, to tell later whether anything has changed.
//!
//! Two walks that found the same have the same [`Fingerprint`]. Only then may what was made of the first walk stand for the second. Of a
//! document, which is never opened, the name alone counts.
//!
//! The fingerprint cannot see everything. A file that is written twice within the grain of the file system's clock, with the same number of
//! bytes, looks the same after both. So a file whose time lies less than [`GRAIN`] before the walk, or after it, is not relied on
//! ([`is_settled`]); it is read again until its time lies further back. A server whose clock is behind this computer's makes that margin smaller;
//! with clocks as fine as those of NTFS and ext4 the margin is never needed. A change that leaves size and time alone is found by the watch's sweep.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use super::fingerprint::{Fingerprint, Fingerprinting, path_number};
use super::walk::WalkedFolder;
use crate::disk::{EntryKind, Stamp};

/// The coarsest grain of a file system's clock that is met: FAT counts in steps of two seconds.
pub const GRAIN: Duration = Duration::from_secs(2);

/// What is kept of a walk over a part of the drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The fingerprint of everything that the walk found.
    pub fingerprint: Fingerprint,
    /// The paths of the files, as numbers, sorted.
    pub files: Box<[u64]>,
}

impl Snapshot {
    /// The snapshot of a part of the drive, in the order of the walk.
    #[must_use]
    pub(super) fn of(folders: &[WalkedFolder]) -> Self {
        let (mut all, mut files, mut bytes) = (Fingerprinting::default(), Vec::new(), Vec::new());
        for folder in folders {
            folder.path.hash(&mut all);
            if let Err(error) = &folder.entries {
                (error.kind() as u64, error.raw_os_error()).hash(&mut all);
            }
            for entry in folder.listed() {
                // Feed the whole entry in one call, for speed: this runs for every file of the drive.
                let name = entry.os_name.as_encoded_bytes();
                bytes.clear();
                bytes.extend((name.len() as u64).to_le_bytes());
                bytes.extend(name);
                bytes.extend([entry.kind as u8, u8::from(entry.stamp.is_some())]);
                if let Some(Stamp { size, modified, changed }) = entry.stamp {
                    bytes.extend(size.to_le_bytes());
                    bytes.extend(modified.to_le_bytes());
                    bytes.extend(changed.to_le_bytes());
                }
                all.write(&bytes);
                if entry.kind != EntryKind::Folder {
                    bytes.clear();
                    bytes.extend(folder.path.as_bytes());
                    bytes.push(b'/');
                    bytes.extend(name);
                    files.push(path_number(&bytes));
                }
            }
            0xFF_u8.hash(&mut all);
        }
        files.sort_unstable();
        Self { fingerprint: all.fingerprint(), files: files.into() }
    }

    /// Whether a file that was there before is missing now.
    #[must_use]
    pub fn lacks_any_of(&self, before: &Self) -> bool {
        before.files.iter().any(|file| self.files.binary_search(file).is_err())
    }
}

/// Whether every file of a part was last changed well before `now`, in nanoseconds from 1970.
pub(super) fn are_all_settled(folders: &[WalkedFolder], now: i64) -> bool {
    let entries = folders.iter().flat_map(WalkedFolder::listed);
    let mut files = entries.filter(|entry| entry.kind == EntryKind::File && entry.role.is_opened());
    // A file without size and times vanished during the walk: it is not relied on either.
    files.all(|file| file.stamp.is_some_and(|stamp| is_settled(stamp, now)))
}

/// Whether a file was last changed well before `now`, in nanoseconds from 1970.
pub(super) fn is_settled(stamp: Stamp, now: i64) -> bool {
    let changed = stamp.modified.max(stamp.changed);
    changed < now.saturating_sub(i64::try_from(GRAIN.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::place::{SchoolPlace, Scope};
    use super::super::progress::Progress;
    use super::super::requests::Connection;
    use super::super::walk::{Stamps, Walker};
    use super::*;

    fn snapshot(root: &Path) -> Snapshot {
        let (connection, progress) = (Connection::to(root), Progress::default());
        let place = SchoolPlace {
            manager: "A".to_owned(),
            folder: "B".to_owned(),
            path: "A/B".to_owned(),
            on_disk: root.join("A").join("B"),
        };
        let walker = Walker { root, connection: &connection, progress: &progress, stamps: Stamps::Asked };
        Snapshot::of(&walker.school(&place, &Scope::default()))
    }

    #[test]
    fn a_snapshot_holds_what_may_matter_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let records = root.path().join("A/B/records/2025-26");
        fs::create_dir_all(&records).unwrap();
        fs::write(records.join("2026-11-24 visit.yaml"), "kind: visit").unwrap();
        fs::write(records.join("scan.pdf"), "1").unwrap();
        let before = snapshot(root.path());
        assert_eq!(before, snapshot(root.path()));
        // A document's content and what editors leave about are nobody's business.
        fs::write(records.join("scan.pdf"), "22").unwrap();
        fs::write(records.join("~$minutes.docx"), "").unwrap();
        fs::create_dir(records.join(".git")).unwrap();
        assert_eq!(before, snapshot(root.path()));
        fs::write(records.join("2026-11-24 visit.yaml"), "kind: visits").unwrap();
        let changed = snapshot(root.path());
        assert!(changed.fingerprint != before.fingerprint && !changed.lacks_any_of(&before));
        fs::rename(records.join("scan.pdf"), records.join("scan 2.pdf")).unwrap();
        let renamed = snapshot(root.path());
        assert!(renamed.fingerprint != changed.fingerprint && renamed.lacks_any_of(&changed));
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
