//! The texts of records: from the cache where a file has not changed, else from the drive.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::cache::{Cache, Kept};
use super::held::Held;
use super::progress::Progress;
use super::snapshot::is_settled;
use crate::disk::{self, ReadError, Stamp};

/// Where a text or an assessment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadFrom {
    /// From the cache where nothing has changed, else from the drive.
    CacheWhereUnchanged,
    /// All of it from the drive; what the cache holds is replaced.
    Drive,
}

/// What was made of a file's content.
pub(super) struct Made {
    pub bytes: Vec<u8>,
    /// How long the file was, where all of it was read.
    pub length: Option<u64>,
}

/// The texts of a part of the drive: from the cache where a file has not changed, else from the drive.
#[derive(Debug)]
pub(super) struct RecordTexts<'c> {
    /// The cache, and the part of the drive that the texts are of.
    cache: Option<(&'c Cache, &'c str)>,
    kept: Vec<u8>,
    /// Where each text lies in `kept`.
    places: HashMap<String, (Stamp, std::ops::Range<usize>)>,
    /// What was read from the drive and may be kept.
    new: Mutex<Vec<(String, Stamp, Vec<u8>)>>,
    /// The texts in `kept` that were asked for.
    used: Mutex<HashSet<String>>,
    /// Whether a file was not as long as it looked: somebody was writing it.
    has_moved: AtomicBool,
    /// What is held in memory, where nothing is to be asked of the drive.
    held: Option<&'c Held<'c>>,
    progress: &'c Progress,
}

impl<'c> RecordTexts<'c> {
    /// No cache: every text comes from the drive.
    pub fn of_drive(progress: &'c Progress) -> Self {
        let (new, used) = (Mutex::default(), Mutex::default());
        let has_moved = AtomicBool::new(false);
        Self { cache: None, kept: Vec::new(), places: HashMap::new(), new, used, has_moved, held: None, progress }
    }

    /// What is held in memory, and nothing else: the drive is not asked.
    pub fn of_memory(held: &'c Held<'c>, progress: &'c Progress) -> Self {
        Self { held: Some(held), ..Self::of_drive(progress) }
    }

    /// What is held in memory, where nothing is to be asked of the drive.
    pub fn held(&self) -> Option<&'c Held<'c>> {
        self.held
    }

    /// The texts of a part.
    pub fn of_part(cache: Option<&'c Cache>, part: &'c str, from: ReadFrom, progress: &'c Progress) -> Self {
        let mut texts = Self::of_drive(progress);
        let Some(cache) = cache else { return texts };
        if from == ReadFrom::CacheWhereUnchanged
            && let Some(kept) = cache.get(part, Kept::Texts, ())
        {
            texts.places = places(&kept).unwrap_or_default();
            texts.kept = kept;
        }
        texts.cache = Some((cache, part));
        texts
    }

    /// The bytes of a file that has at most `most` of them.
    pub fn read(&self, path: &str, on_disk: &Path, stamp: Option<Stamp>, most: u64) -> Result<Vec<u8>, ReadError> {
        if let Some(held) = self.held {
            return held.read(path, most);
        }
        if let Some(bytes) = self.kept(path, stamp) {
            return Ok(bytes.to_vec());
        }
        let read = disk::read(on_disk, most);
        self.progress.step();
        if let Ok(bytes) = &read {
            // The listing gave another length: somebody is writing the file. A program that synchronises folders may end with the very time and
            // length that the listing gave, so that keeping these bytes under them would be wrong.
            if stamp.is_some_and(|stamp| stamp.size != bytes.len() as u64) {
                self.has_moved.store(true, Ordering::Relaxed);
            } else {
                self.keep(path, stamp, bytes);
            }
        }
        read
    }

    /// Whether a file can be opened. A file that could be opened before and has not changed is not tried again.
    pub fn probe(&self, path: &str, on_disk: &Path, stamp: Option<Stamp>) -> std::io::Result<()> {
        if let Some(held) = self.held {
            return held.probe(path);
        }
        if self.kept(path, stamp).is_some() {
            return Ok(());
        }
        let probed = disk::probe(on_disk);
        self.progress.step();
        if probed.is_ok() {
            self.keep(path, stamp, &[]);
        }
        probed
    }

    /// Whether a link may stand for a folder.
    pub fn may_be_folder(&self, path: &str, on_disk: &Path) -> bool {
        self.held.map_or_else(|| disk::may_be_folder(on_disk), |held| held.may_be_folder(path))
    }

    /// What was made of a file's content, in bytes: from the cache where the file has not changed, else made anew. `what` tells it apart from other
    /// things that are made of the same file. None where it cannot be made; nothing is kept then.
    pub fn made(
        &self,
        path: &str,
        what: &str,
        stamp: Option<Stamp>,
        make: impl FnOnce() -> Option<Made>,
    ) -> Option<Vec<u8>> {
        // No path holds a zero.
        let key = format!("{path}\0{what}");
        if let Some(bytes) = self.kept(&key, stamp) {
            return Some(bytes.to_vec());
        }
        let made = make();
        self.progress.step();
        let Made { bytes, length } = made?;
        match (stamp, length) {
            (Some(stamp), Some(length)) if stamp.size != length => self.has_moved.store(true, Ordering::Relaxed),
            _ => self.keep(&key, stamp, &bytes),
        }
        Some(bytes)
    }

    /// Whether a file was not as long as it looked: then nothing that was made of these texts may be kept.
    pub fn has_moved(&self) -> bool {
        self.has_moved.load(Ordering::Relaxed)
    }

    fn kept(&self, path: &str, stamp: Option<Stamp>) -> Option<&[u8]> {
        let (of, place) = self.places.get(path)?;
        let (cache, _) = self.cache?;
        if Some(*of) != stamp || !is_settled(*of, cache.now()) {
            return None;
        }
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        self.kept.get(place.clone())
    }

    fn keep(&self, path: &str, stamp: Option<Stamp>, bytes: &[u8]) {
        let (Some((cache, _)), Some(stamp)) = (self.cache, stamp) else { return };
        if is_settled(stamp, cache.now()) {
            let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
            new.push((path.to_owned(), stamp, bytes.to_vec()));
        }
    }

    /// Keeps the texts that were asked for, unless they are exactly those that the cache holds already.
    pub fn save(self) {
        let Some((cache, part)) = self.cache else { return };
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
        cache.keep(part, Kept::Texts, (), &payload);
    }
}

/// What stands before each text in a file of the cache. The bytes of the text follow.
#[derive(Serialize, Deserialize)]
struct TextHead<'a> {
    path: &'a str,
    size: u64,
    modified: i64,
    changed: i64,
    length: usize,
}

/// Where each text lies in a file of the cache; none where the bytes are no such file.
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
    use std::time::{Duration, SystemTime};

    use super::ReadFrom::CacheWhereUnchanged;
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
        let read = |stamp, from| {
            let texts = RecordTexts::of_part(Some(&cache), "A/B", from, &progress);
            let bytes = texts.read("A/B/visit.yaml", &file, Some(stamp), MOST).unwrap();
            let has_moved = texts.has_moved();
            texts.save();
            (String::from_utf8(bytes).unwrap(), has_moved)
        };
        // Somebody was writing it: it was shorter than it looked.
        let longer = Stamp { size: stamp.size + 1, ..stamp };
        assert_eq!(read(longer, CacheWhereUnchanged), ("kind: visit\n".to_owned(), true));
        assert_eq!(read(stamp, CacheWhereUnchanged), ("kind: visit\n".to_owned(), false));
        // From here on it comes from what is kept, as long as it looks the same.
        fs::write(&file, "kind: leter\n").unwrap();
        assert_eq!(read(stamp, CacheWhereUnchanged).0, "kind: visit\n");
        assert_eq!(read(Stamp { modified: stamp.modified + 1, ..stamp }, CacheWhereUnchanged).0, "kind: leter\n");
        assert_eq!(read(stamp, ReadFrom::Drive).0, "kind: leter\n");
        assert_eq!(read(stamp, CacheWhereUnchanged).0, "kind: leter\n");
        // What is just now written is not kept.
        let fresh = Stamp { modified: disk::nanoseconds(now), ..stamp };
        assert_eq!(read(fresh, CacheWhereUnchanged).0, "kind: leter\n");
        fs::write(&file, "kind: email\n").unwrap();
        assert_eq!(read(fresh, CacheWhereUnchanged).0, "kind: email\n");
    }
}
