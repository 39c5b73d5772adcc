//! What is kept between runs, in the user's own cache folder and never on the drive, so that a file that has not changed is not opened again.
//!
//! For each part of the drive (a school's folder, or all that lies outside them) there are at most four files, and one for all schools together:
//!
//! - `….assessment`: what the part came to, and a key of everything that this follows from: the fingerprint of the folder, the content of the
//!   policy, the day and the program. Where the key fits, no record is read at all.
//! - `….texts`: the texts of the part's records, each with its size and times. Where the day, the policy or one record of a school has changed,
//!   the other records come from here, and the drive is asked for that one file alone.
//! - `….words` and `….plain`: what the part's records and e-mails say, as it is searched and as it is read ([`super::search`]).
//! - `….schools`: what each school.yaml says of the school's number and name, with its size and times. With it the program finds a school that
//!   someone names without opening the files of all others.
//!
//! The texts are kept on the user's disk and not in memory because a watch runs for weeks beside other programs, and the records of a
//! large drive would be most of what it holds; and because the next run, and the next command, find them there, too. All files are compressed.
//!
//! The files hold children's data, as the drive does. So the folder is the user's alone; a file is dropped when it is a month old, or when its
//! part is no longer on the drive; and all files together are bounded ([`MOST_BYTES`]): the oldest go first. With `--no-cache` nothing is kept.
//!
//! A file that is damaged, foreign or of another version counts as absent. A file is written whole or not at all; when a write fails, nothing is
//! kept and nobody is told, as the next run can do without. Neither is kept what was changed a moment before it was looked at
//! ([`super::snapshot`]), nor what could not be read.

use std::collections::HashSet;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::fingerprint::Fingerprint;
use crate::disk::{self, Entry, EntryKind};

/// The most bytes that are kept, of all drives together.
pub const MOST_BYTES: u64 = 1 << 30;
/// A file that is older is dropped.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often the cache is searched for files that are too old or too many.
const TIDIED_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a temporary file that nobody finished is left alone.
const UNFINISHED: Duration = Duration::from_secs(60 * 60);

/// The first bytes of every file, with the version of its form.
const MAGIC: &[u8] = b"spoc cache 2\n";
/// The file that shows by its time when the cache was searched.
const TIDIED: &str = "tidied";
/// The largest file that is read back: more than all records of a very large school, compressed.
const MOST_OF_A_FILE: u64 = 1 << 29;

/// The part of a drive outside schools' folders, among the paths of schools.
pub(super) const OUTSIDE: &str = "";

/// What is kept of a part of a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// What it came to.
    Assessment,
    /// The texts of its records.
    Texts,
    /// What each school.yaml says of number and name; kept with the part outside schools' folders.
    Schools,
    /// The texts of its records and e-mails as they are searched.
    Words,
    /// The same texts as they are read.
    Plain,
}

impl Kept {
    fn ending(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Texts => "texts",
            Self::Schools => "schools",
            Self::Words => "words",
            Self::Plain => "plain",
        }
    }
}

/// The part of the user's cache folder that is of one drive.
#[derive(Debug, Clone)]
pub struct Cache {
    all: PathBuf,
    folder: PathBuf,
    root: PathBuf,
    program: Fingerprint,
    now: SystemTime,
}

impl Cache {
    /// The cache of the drive at `root` in the folder `all`. The folder is made where it is missing, for this user alone. `program` tells one version
    /// of the program from another; `now` is the time by which it is judged what has changed only just. None where the folder cannot be made, or
    /// lies on the drive.
    #[must_use]
    pub fn open(all: &Path, root: &Path, program: &str, now: SystemTime) -> Option<Self> {
        // Ask before the folder is made: the program makes none on the drive.
        let lies_on_drive = |path: &Path| {
            let nearest = path.ancestors().find_map(|folder| disk::absolute(folder).ok());
            nearest.is_none_or(|folder| folder.starts_with(root))
        };
        let whole = std::path::absolute(all).ok()?;
        if lies_on_drive(&whole) {
            return None;
        }
        let folder = whole.join(Fingerprint::of(root).digits());
        disk::make_private_folder(&whole).and_then(|()| disk::make_private_folder(&folder)).ok()?;
        Some(Self { all: whole, folder, root: root.to_owned(), program: Fingerprint::of(program), now })
    }

    /// Removes what is kept of all drives in the folder `all`, as far as it can be removed; what else lies there stays.
    pub fn clear(all: &Path) {
        const ENDINGS: [Kept; 5] = [Kept::Assessment, Kept::Texts, Kept::Schools, Kept::Words, Kept::Plain];
        let is_own = |name: &str| {
            name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.iter().any(|kept| kept.ending() == ending))
                || name.starts_with(".spoc-")
        };
        for folder in disk::list(all).unwrap_or_default().into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let on_disk = all.join(&folder.os_name);
            // The pages and the drafts that somebody opened without naming a file for them.
            let is_page = |name: &str| folder.name == "pages" && name.ends_with(".html");
            let is_draft = |name: &str| folder.name.starts_with("digest ") && name.ends_with(".eml");
            let is_kept = |file: &Entry| is_own(&file.name) || is_page(&file.name) || is_draft(&file.name);
            for file in disk::list(&on_disk).unwrap_or_default().into_iter().filter(is_kept) {
                let _ = disk::remove(&on_disk.join(&file.os_name));
            }
            remove_if_empty(&on_disk);
        }
        let _ = disk::remove(&all.join(TIDIED));
        remove_if_empty(all);
    }

    /// The same, at a later time.
    #[must_use]
    pub fn at(&self, now: SystemTime) -> Self {
        Self { now, ..self.clone() }
    }

    /// The time by which it is judged what has changed only just, in nanoseconds from 1970.
    pub(super) fn now(&self) -> i64 {
        disk::nanoseconds(self.now)
    }

    fn file(&self, part: &str, kind: Kept) -> PathBuf {
        self.folder.join(format!("{}.{}", Fingerprint::of(part).digits(), kind.ending()))
    }

    fn key(&self, part: &str, kind: Kept, follows_from: impl Hash) -> Fingerprint {
        match kind {
            // The text of a file is the same for every version of the program.
            Kept::Texts => Fingerprint::of((&self.root, part, kind.ending(), follows_from)),
            Kept::Assessment | Kept::Schools | Kept::Words | Kept::Plain => {
                Fingerprint::of((&self.root, part, kind.ending(), self.program, follows_from))
            }
        }
    }

    /// What was kept of a part when everything that it follows from was the same.
    pub(super) fn get(&self, part: &str, kind: Kept, follows_from: impl Hash) -> Option<Vec<u8>> {
        let key = self.key(part, kind, follows_from);
        let bytes = disk::read(&self.file(part, kind), MOST_OF_A_FILE).ok()?;
        let (written_under, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk()?;
        let (sum, packed) = rest.split_first_chunk()?;
        if *written_under != key.to_bytes() || *sum != Fingerprint::of_bytes(packed).to_bytes() {
            return None;
        }
        lz4_flex::decompress_size_prepended(packed).ok()
    }

    /// Keeps something of a part; says whether it is kept.
    pub(super) fn keep(&self, part: &str, kind: Kept, follows_from: impl Hash, content: &[u8]) -> bool {
        let key = self.key(part, kind, follows_from);
        let packed = lz4_flex::compress_prepend_size(content);
        let sum = Fingerprint::of_bytes(&packed);
        let bytes = [MAGIC, &key.to_bytes(), &sum.to_bytes(), &packed].concat();
        // If the write fails, the next run reads the drive again.
        disk::write_private(&self.file(part, kind), &bytes).is_ok()
    }

    /// Drops the files of schools that are no longer there, and, once a day, those that are too old or too many. `parts`: the paths of all schools.
    pub fn tidy<'p>(&self, parts: impl Iterator<Item = &'p str>) {
        let names: HashSet<_> = parts.chain([OUTSIDE]).map(|part| Fingerprint::of(part).digits()).collect();
        for entry in disk::list(&self.folder).unwrap_or_default() {
            let part = entry.name.split('.').next().unwrap_or_default();
            // The name of a file that is being written just now begins with a dot.
            if !part.is_empty() && !names.contains(part) {
                let _ = disk::remove(&self.folder.join(&entry.os_name));
            }
        }
        let mark = self.all.join(TIDIED);
        let age = |modified: i64| Duration::from_nanos(u64::try_from(self.now() - modified).unwrap_or(0));
        let list = |folder: &Path| disk::list(folder).unwrap_or_default();
        let last = list(&self.all).iter().find(|entry| entry.name == TIDIED).and_then(Entry::stamp);
        if last.is_some_and(|last| age(last.modified) < TIDIED_EVERY) {
            return;
        }
        let _ = disk::write_private(&mark, b"");
        let mut files = Vec::new();
        for folder in list(&self.all).into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let on_disk = self.all.join(&folder.os_name);
            for file in list(&on_disk) {
                if let Some(stamp) = file.stamp().filter(|_| file.kind == EntryKind::File) {
                    files.push((stamp.modified, stamp.size, on_disk.join(&file.os_name)));
                }
            }
        }
        files.sort_by_key(|file| std::cmp::Reverse(file.0));
        let mut sum = 0_u64;
        for (modified, size, path) in files {
            sum = sum.saturating_add(size);
            let unfinished = path.extension().is_some_and(|ending| ending == "tmp");
            if sum > MOST_BYTES || age(modified) > if unfinished { UNFINISHED } else { OLDEST } {
                let _ = disk::remove(&path);
            }
        }
        for folder in list(&self.all).into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let on_disk = self.all.join(&folder.os_name);
            if on_disk != self.folder && list(&on_disk).is_empty() {
                let _ = disk::remove(&on_disk);
            }
        }
    }
}

fn remove_if_empty(folder: &Path) {
    if disk::list(folder).is_ok_and(|entries| entries.is_empty()) {
        let _ = disk::remove(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_or_too_much_is_dropped() {
        let (drive, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = drive.path().canonicalize().unwrap();
        let open = |days: u64| {
            let now = SystemTime::now() + Duration::from_secs(days * 24 * 3600);
            Cache::open(folder.path(), &root, "test", now).unwrap()
        };
        let names = || {
            let mut names: Vec<_> = disk::list(&open(0).folder).unwrap().into_iter().map(|entry| entry.name).collect();
            names.sort();
            names.len()
        };
        let cache = open(0);
        for part in ["A/B", "A/C"] {
            cache.keep(part, Kept::Assessment, 1, b"something");
            assert_eq!(cache.get(part, Kept::Assessment, 1).unwrap(), b"something");
            assert_eq!(cache.get(part, Kept::Assessment, 2), None);
        }
        cache.tidy(["A/B", "A/C"].into_iter());
        assert_eq!(names(), 2);
        cache.tidy(["A/B"].into_iter());
        assert_eq!(names(), 1);
        open(29).tidy(["A/B"].into_iter());
        assert_eq!(names(), 1);
        open(31).tidy(["A/B"].into_iter());
        assert_eq!(names(), 0);
    }

    #[test]
    fn a_cache_is_cleared_of_all_that_is_its_own() {
        let (drive, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let all = folder.path().join("cache");
        let cache = || {
            let cache = Cache::open(&all, &drive.path().canonicalize().unwrap(), "test", SystemTime::now()).unwrap();
            cache.keep("A/B", Kept::Texts, 1, b"something");
            cache.tidy(["A/B"].into_iter());
        };
        cache();
        Cache::clear(&all);
        assert!(!all.exists());
        cache();
        std::fs::write(all.join("notes.txt"), "mine").unwrap();
        Cache::clear(&all);
        assert_eq!(disk::list(&all).unwrap().len(), 1);
    }
}
