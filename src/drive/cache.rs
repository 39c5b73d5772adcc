//! What is kept between runs, in the user's own cache folder and never on the drive, so that a file that has not changed is not opened again.
//!
//! For each part of the drive, a school's folder or what lies outside them, there are two files at most:
//!
//! - `….assessment`: what the part came to, under everything that this follows from: the fingerprint of the folder, the content of the policy,
//!   the day and the program. Nothing is read at all where it fits.
//! - `….texts`: the texts of the part's records, each under its size and times. Where one record of a school has changed, or the day, or the
//!   policy, the other records come from here: the drive is asked for that one file.
//!
//! The texts are kept on the user's disk and not in memory because a watch runs for weeks beside other programs, and the records of a
//! large drive would be most of what it holds; and because the next run, and the next command, find them there, too. Both files are compressed.
//!
//! There are children's data in them, as there are on the drive: the folder is the user's alone, a file that is a month old is
//! dropped, so are those of a part that is no longer on the drive, and all together are bounded ([`MOST_BYTES`]), the oldest going first.
//! `--no-cache` does without.
//!
//! A file that is damaged, foreign or of another version is as good as none. A write is whole or not at all; when it fails, nothing is kept
//! and nothing is said. What was changed a moment before it was looked at is not kept ([`super::look`]), nor is what could not be read.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use super::look::is_settled;
use super::stored;
use super::{Assessment, Progress};
use crate::disk::{self, EntryKind, ReadError, Stamp};

/// What is kept of all drives, at most.
pub const MOST_BYTES: u64 = 1 << 30;
/// What is older is dropped.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often the whole of it is looked over.
const TIDIED_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// What a temporary file that nobody finished is left for.
const UNFINISHED: Duration = Duration::from_secs(60 * 60);

/// The first bytes of every file, with the version of its form.
const MAGIC: &[u8] = b"spoc cache 2\n";
/// A file may grow to this: more than all records of a very large school, compressed.
const MOST_OF_A_FILE: u64 = 1 << 29;

/// The part of a drive outside schools' folders, among the paths of schools.
pub(super) const OUTSIDE: &str = "";

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
    /// The cache of the drive at `root` in the folder `all`, which is made, and made the user's alone. `program` tells one version of the program
    /// from another, `now` is the time by which it is judged what has changed only just. None where the folder cannot be had, or lies on
    /// the drive.
    #[must_use]
    pub fn open(all: &Path, root: &Path, program: &str, now: SystemTime) -> Option<Self> {
        // A folder on the drive is not even made.
        let lies_on_drive = |path: &Path| {
            let nearest = path.ancestors().find_map(|folder| disk::absolute(folder).ok());
            nearest.is_none_or(|folder| folder.starts_with(root))
        };
        let whole = std::path::absolute(all).ok()?;
        if lies_on_drive(&whole) {
            return None;
        }
        let folder = whole.join(Fingerprint::of(root).file_name());
        disk::make_private_folder(&whole).and_then(|()| disk::make_private_folder(&folder)).ok()?;
        Some(Self { all: whole, folder, root: root.to_owned(), program: Fingerprint::of(program), now })
    }

    /// The same, at a later time.
    #[must_use]
    pub fn at(&self, now: SystemTime) -> Self {
        Self { now, ..self.clone() }
    }

    /// The time by which it is judged, in nanoseconds from 1970.
    pub(super) fn now(&self) -> i64 {
        disk::nanoseconds(self.now)
    }

    fn file(&self, part: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", Fingerprint::of(part).file_name()))
    }

    fn assessment_key(&self, part: &str, of: impl std::hash::Hash) -> Fingerprint {
        Fingerprint::of((&self.root, part, self.program, of))
    }

    /// What a part came to when everything that it follows from was the same, with the numbers of its files in doubt.
    pub(super) fn assessment(&self, part: &str, of: impl std::hash::Hash) -> Option<(Assessment, Vec<u64>)> {
        let payload = read(&self.file(part, "assessment"), self.assessment_key(part, of))?;
        stored::from_bytes(&payload)
    }

    /// Keeps what a part came to.
    pub(super) fn keep_assessment(
        &self,
        part: &str,
        of: impl std::hash::Hash,
        assessment: &Assessment,
        doubtful: &[u64],
    ) {
        if let Some(payload) = stored::to_bytes(assessment, doubtful) {
            write(&self.file(part, "assessment"), self.assessment_key(part, of), &payload);
        }
    }

    /// Drops what is of schools that are no longer there, and, once a day, what is too old or too much. `parts`: the paths of all schools.
    pub fn tidy<'p>(&self, parts: impl Iterator<Item = &'p str>) {
        let names: HashSet<_> = parts.chain([OUTSIDE]).map(|part| Fingerprint::of(part).file_name()).collect();
        for entry in disk::list(&self.folder).unwrap_or_default() {
            let part = entry.name.split('.').next().unwrap_or_default();
            // What is being written just now begins with a dot.
            if !part.is_empty() && !names.contains(part) {
                let _ = disk::remove(&self.folder.join(&entry.os_name));
            }
        }
        let mark = self.all.join("tidied");
        let age = |modified: i64| Duration::from_nanos(u64::try_from(self.now() - modified).unwrap_or(0));
        let stamped = |folder: &Path| disk::list_stamped(folder, |_| true).unwrap_or_default();
        let last = stamped(&self.all).into_iter().find(|entry| entry.name == "tidied").and_then(|entry| entry.stamp);
        if last.is_some_and(|last| age(last.modified) < TIDIED_EVERY) {
            return;
        }
        let _ = disk::write_private(&mark, b"");
        let mut files = Vec::new();
        for folder in stamped(&self.all).into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let on_disk = self.all.join(&folder.os_name);
            for file in stamped(&on_disk) {
                if let Some(stamp) = file.stamp {
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
        for folder in stamped(&self.all).into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let on_disk = self.all.join(&folder.os_name);
            if on_disk != self.folder && stamped(&on_disk).is_empty() {
                let _ = disk::remove(&on_disk);
            }
        }
    }
}

/// The content of a file that was written under the same key.
fn read(path: &Path, key: Fingerprint) -> Option<Vec<u8>> {
    let bytes = disk::read(path, MOST_OF_A_FILE).ok()?;
    let (written_under, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk()?;
    let (sum, packed) = rest.split_first_chunk()?;
    if *written_under != key.to_bytes() || *sum != Fingerprint::of_bytes(packed).to_bytes() {
        return None;
    }
    lz4_flex::decompress_size_prepended(packed).ok()
}

fn write(path: &Path, key: Fingerprint, payload: &[u8]) {
    let packed = lz4_flex::compress_prepend_size(payload);
    let sum = Fingerprint::of_bytes(&packed);
    let bytes = [MAGIC, &key.to_bytes(), &sum.to_bytes(), &packed].concat();
    // What is not kept is made again.
    let _ = disk::write_private(path, &bytes);
}

/// The texts of a part of the drive: from the cache where a file has not changed, else from the drive.
#[derive(Debug)]
pub(super) struct Texts<'c> {
    cache: Option<(&'c Cache, Fingerprint, PathBuf)>,
    kept: Vec<u8>,
    /// Where each text lies in `kept`.
    places: HashMap<String, (Stamp, std::ops::Range<usize>)>,
    /// What was read from the drive and may be kept.
    new: Mutex<Vec<(String, Stamp, Vec<u8>)>>,
    /// The texts in `kept` that were asked for.
    used: Mutex<HashSet<String>>,
    /// Whether a file was not as long as it looked: somebody was writing it.
    has_moved: AtomicBool,
    progress: &'c Progress,
}

impl<'c> Texts<'c> {
    /// No cache: every text comes from the drive.
    pub fn of_drive(progress: &'c Progress) -> Self {
        let (new, used) = (Mutex::default(), Mutex::default());
        let has_moved = AtomicBool::new(false);
        Self { cache: None, kept: Vec::new(), places: HashMap::new(), new, used, has_moved, progress }
    }

    /// The texts of a part. Where `anew`, all of them are read from the drive, and kept.
    pub fn of_part(cache: Option<&'c Cache>, part: &str, anew: bool, progress: &'c Progress) -> Self {
        let mut texts = Self::of_drive(progress);
        let Some(cache) = cache else { return texts };
        let (key, file) = (Fingerprint::of((&cache.root, part)), cache.file(part, "texts"));
        if !anew && let Some(kept) = read(&file, key) {
            texts.places = places(&kept).unwrap_or_default();
            texts.kept = kept;
        }
        texts.cache = Some((cache, key, file));
        texts
    }

    /// The bytes of a file that has at most `most` of them.
    pub fn read(&self, path: &str, on_disk: &Path, stamp: Option<Stamp>, most: u64) -> Result<Vec<u8>, ReadError> {
        if let Some(bytes) = self.kept(path, stamp) {
            return Ok(bytes.to_vec());
        }
        let read = disk::read(on_disk, most);
        self.progress.steps.fetch_add(1, Ordering::Relaxed);
        if let Ok(bytes) = &read {
            // A program that keeps folders alike may leave a file with the very time and length that it had, though in between it was cut off.
            if stamp.is_some_and(|stamp| stamp.size != bytes.len() as u64) {
                self.has_moved.store(true, Ordering::Relaxed);
            } else {
                self.keep(path, stamp, bytes);
            }
        }
        read
    }

    /// Whether a file can be opened; of one that could be before, it is taken to be so still.
    pub fn probe(&self, path: &str, on_disk: &Path, stamp: Option<Stamp>) -> std::io::Result<()> {
        if self.kept(path, stamp).is_some() {
            return Ok(());
        }
        let probed = disk::probe(on_disk);
        self.progress.steps.fetch_add(1, Ordering::Relaxed);
        if probed.is_ok() {
            self.keep(path, stamp, &[]);
        }
        probed
    }

    /// Whether a file was not as long as it looked, so that nothing that was made of these texts is to be relied on for long.
    pub fn has_moved(&self) -> bool {
        self.has_moved.load(Ordering::Relaxed)
    }

    fn kept(&self, path: &str, stamp: Option<Stamp>) -> Option<&[u8]> {
        let (of, place) = self.places.get(path)?;
        let (cache, ..) = self.cache.as_ref()?;
        if Some(*of) != stamp || !is_settled(*of, cache.now()) {
            return None;
        }
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        self.kept.get(place.clone())
    }

    fn keep(&self, path: &str, stamp: Option<Stamp>, bytes: &[u8]) {
        let (Some((cache, ..)), Some(stamp)) = (&self.cache, stamp) else { return };
        if is_settled(stamp, cache.now()) {
            let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
            new.push((path.to_owned(), stamp, bytes.to_vec()));
        }
    }

    /// Keeps the texts that were asked for, where they are not those that were kept already.
    pub fn save(self) {
        let Some((_, key, file)) = self.cache else { return };
        let new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let used = self.used.into_inner().unwrap_or_else(PoisonError::into_inner);
        if new.is_empty() && used.len() == self.places.len() {
            return;
        }
        let mut payload = Vec::new();
        let mut put = |path: &str, Stamp { size, modified, changed }: Stamp, bytes: &[u8]| {
            let head = TextHead { path, size, modified, changed, length: bytes.len() };
            payload.extend(postcard::to_allocvec(&head).unwrap_or_default());
            payload.extend(bytes);
        };
        for (path, (stamp, place)) in self.places.iter().filter(|(path, _)| used.contains(*path)) {
            put(path, *stamp, self.kept.get(place.clone()).unwrap_or_default());
        }
        new.iter().for_each(|(path, stamp, bytes)| put(path, *stamp, bytes));
        write(&file, key, &payload);
    }
}

/// What stands before each of the texts in a file of them; the bytes of the text follow.
#[derive(Serialize, Deserialize)]
struct TextHead<'a> {
    path: &'a str,
    size: u64,
    modified: i64,
    changed: i64,
    length: usize,
}

/// Where each text lies; none where the bytes are not such a list.
fn places(kept: &[u8]) -> Option<HashMap<String, (Stamp, std::ops::Range<usize>)>> {
    let mut places = HashMap::new();
    let mut from = kept;
    while !from.is_empty() {
        let (head, rest) = postcard::take_from_bytes::<TextHead<'_>>(from).ok()?;
        let TextHead { path, size, modified, changed, length } = head;
        (_, from) = rest.split_at_checked(length)?;
        let end = kept.len() - from.len();
        places.insert(path.to_owned(), (Stamp { size, modified, changed }, end - length..end));
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const MOST: u64 = 1_000;

    #[test]
    fn a_text_is_kept_only_where_it_is_as_it_looked() {
        let (drive, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let now = SystemTime::now() + Duration::from_secs(60);
        let root = drive.path().canonicalize().unwrap();
        let cache = Cache::open(folder.path(), &root, "test", now).unwrap();
        let (progress, file) = (Progress::default(), root.join("visit.yaml"));
        fs::write(&file, "kind: visit\n").unwrap();
        let stamp = disk::stamp(&file).unwrap();
        let read = |stamp, anew| {
            let texts = Texts::of_part(Some(&cache), "A/B", anew, &progress);
            let bytes = texts.read("A/B/visit.yaml", &file, Some(stamp), MOST).unwrap();
            let has_moved = texts.has_moved();
            texts.save();
            (String::from_utf8(bytes).unwrap(), has_moved)
        };
        // Somebody was writing it: it was shorter than it looked.
        let longer = Stamp { size: stamp.size + 1, ..stamp };
        assert_eq!(read(longer, false), ("kind: visit\n".to_owned(), true));
        assert_eq!(read(stamp, false), ("kind: visit\n".to_owned(), false));
        // From here on it comes from what is kept, as long as it looks the same.
        fs::write(&file, "kind: leter\n").unwrap();
        assert_eq!(read(stamp, false).0, "kind: visit\n");
        assert_eq!(read(Stamp { modified: stamp.modified + 1, ..stamp }, false).0, "kind: leter\n");
        assert_eq!(read(stamp, true).0, "kind: leter\n");
        assert_eq!(read(stamp, false).0, "kind: leter\n");
        // What is just now written is not kept.
        let fresh = Stamp { modified: disk::nanoseconds(now), ..stamp };
        assert_eq!(read(fresh, false).0, "kind: leter\n");
        fs::write(&file, "kind: email\n").unwrap();
        assert_eq!(read(fresh, false).0, "kind: email\n");
    }

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
            cache.keep_assessment(part, 1, &Assessment::default(), &[]);
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
}
