//! What is known of a drive: the files as they were last kept, and what differs from that and has not settled. What a look sees is held against it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::files::{Known, KnownFiles};
use super::git::Id;
use super::kept::SettledPart;
use super::model::Seen;
use crate::disk::Stamp;
use crate::drive::{FileToKeep, PartToKeep, Scope, would_show_a_change};
use crate::layout;
use crate::watch::Moment;

/// Files of more bytes than this are not kept: as for the reading of e-mails.
const MOST_BYTES: u64 = 50_000_000;

/// For so many times the hold a school that is gone waits for one that is new and has not settled.
const MOST_HOLDS: u32 = 8;

/// The part of the drive that lies outside schools' folders, among the paths of schools.
pub(super) const OUTSIDE: &str = "";

/// What is known of a drive.
pub(super) struct KnownDrive {
    pub scope: Scope,
    /// How long a change has to stand still.
    hold: Duration,
    /// The files of the newest commit.
    pub files: KnownFiles,
    /// What differs from that and has not settled, likewise.
    pub pending: Waiting,
    /// When each part was last looked at.
    looked: HashMap<String, DateTime<Utc>>,
    /// When the whole drive was last looked at, by this run or the one before.
    pub whole: Option<DateTime<Utc>>,
}

/// What has not settled, by part and path.
pub(super) type Waiting = BTreeMap<String, BTreeMap<Arc<str>, Pending>>;

/// A change that has not settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    /// Size and times; none where the file is gone.
    pub stamp: Option<Stamp>,
    /// Since when it has looked so, by the clock that nobody can set.
    pub since: Duration,
    pub seen: Seen,
    /// Whether it was found to be gone for good, and waits only for what it may have become.
    pub is_gone: bool,
}

/// What a look found.
#[derive(Default)]
pub(super) struct Found {
    /// Files to be read.
    pub candidates: Vec<Candidate>,
    /// Files that are gone for good.
    pub gone: Vec<(Arc<str>, Pending)>,
    /// What has not settled, by part.
    pub pending: Waiting,
    pub unread: Vec<String>,
    pub too_large: Vec<String>,
    pub without_name: usize,
}

/// A file to be read.
pub(super) struct Candidate {
    pub part: Arc<str>,
    pub file: FileToKeep,
    pub stamp: Stamp,
    pub seen: Seen,
}

impl Found {
    /// Whether a school's folder with known files is not there. `schools`: those that are.
    pub fn lacks_a_school(&self, schools: &HashSet<String>) -> bool {
        let going = self.pending.keys().map(String::as_str);
        going.chain(self.gone.iter().map(|(path, _)| part_of(path))).any(|part| is_away(part, schools))
    }
}

impl KnownDrive {
    /// Nothing is known yet.
    pub fn new(scope: &Scope, hold: Duration) -> Self {
        let (files, pending, looked) = (KnownFiles::default(), BTreeMap::new(), HashMap::new());
        Self { scope: scope.clone(), hold, files, pending, looked, whole: None }
    }

    /// Takes in a file as it was kept.
    pub fn insert(&mut self, path: Arc<str>, known: Known) {
        self.files.change(part_of(&path)).insert(path, known);
    }

    /// A file is not there any more.
    pub fn remove(&mut self, path: &str) {
        self.files.change(part_of(path)).remove(path);
    }

    /// Takes in when the whole drive, or only some parts of it were looked at.
    pub fn note_look<'p>(&mut self, parts: Option<impl Iterator<Item = &'p str>>, at: DateTime<Utc>) {
        match parts {
            None => {
                self.whole = Some(at);
                self.looked.clear();
            }
            Some(parts) => self.looked.extend(parts.map(|part| (part.to_owned(), at))),
        }
    }

    /// Whether the drive has not one file of all those that are known of schools.
    pub fn lacks_every_school_file(&self, found: &Found) -> bool {
        let mut known = 0;
        self.files.each(|path, _| known += usize::from(part_of(path) != OUTSIDE && self.scope.holds(path)));
        let gone = found.gone.iter().filter(|(path, _)| part_of(path) != OUTSIDE).count();
        let waits = found.pending.iter().filter(|(part, _)| *part != OUTSIDE);
        let going = waits.flat_map(|(_, files)| files.values()).filter(|waits| waits.stamp.is_none()).count();
        known > 0 && gone + going == known
    }

    /// Holds what lies outside schools' folders against what is known of it. A school's folder that is gone is part of its manager's.
    pub fn compare_outside(
        &mut self,
        outside: &PartToKeep,
        schools: &HashSet<String>,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        found: &mut Found,
    ) {
        self.compare(OUTSIDE, outside, settled, now, found);
        let parts = self.files.parts().chain(self.pending.keys());
        let parts = parts.filter(|part| is_away(part, schools));
        let parts: BTreeSet<_> = parts.filter(|part| !is_below_any(part, &outside.unlisted)).cloned().collect();
        for part in parts {
            self.compare(&part, &PartToKeep::of_nothing(), settled, now, found);
        }
    }

    /// Whether nothing of a school that is new to the history has settled, and something will.
    pub fn is_arriving(&self, school: &str, found: &Found) -> bool {
        let has_settled = || found.candidates.iter().any(|one| &*one.part == school);
        found.pending.contains_key(school) && !has_settled() && self.is_new(school)
    }

    /// Whether the history knows no file of a school.
    pub fn is_new(&self, school: &str) -> bool {
        self.files.of(school).is_empty()
    }

    /// Lets schools that are gone wait, for a while, so that one that was renamed is not first deleted and then new. What has come under another name
    /// already (`came`: its contents) does not wait.
    pub fn let_gone_wait(&self, schools: &HashSet<String>, came: &HashSet<Id>, now: &Moment, found: &mut Found) {
        let most = self.hold * MOST_HOLDS;
        let mut parts: BTreeMap<String, Vec<(Arc<str>, Pending)>> = BTreeMap::new();
        for (path, waits) in std::mem::take(&mut found.gone) {
            parts.entry(part_of(&path).to_owned()).or_default().push((path, waits));
        }
        for (part, files) in parts {
            let has_come = || self.files.of(&part).values().any(|known| came.contains(&known.content));
            let is_over = |(_, waits): &(Arc<str>, Pending)| now.steady.saturating_sub(waits.since) >= most;
            if is_away(&part, schools) && !files.iter().any(is_over) && !has_come() {
                let wait = files.into_iter().map(|(path, waits)| (path, Pending { is_gone: true, ..waits }));
                found.pending.entry(part).or_default().extend(wait);
            } else {
                found.gone.extend(files);
            }
        }
    }

    /// Holds what was seen of a part against what is known of it.
    pub fn compare(
        &mut self,
        name: &str,
        part: &PartToKeep,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        found: &mut Found,
    ) {
        let watched = settled.get(name);
        let has_settled = watched.is_some_and(|watched| watched.fingerprint == part.fingerprint);
        let looked = self.looked.get(name).copied().max(watched.and_then(|watched| watched.stood)).max(self.whole);
        // What waits is let go as it is looked at: both lists of a whole drive would be large.
        let waiting = self.pending.remove(name);
        let (files, waiting) = (self.files.of(name), waiting.as_ref());
        let mut pending = BTreeMap::new();
        let mut there = HashSet::with_capacity(part.files.len());
        let wait = |path: &str, stamp: Option<Stamp>| {
            let before = waiting.and_then(|waiting| waiting.get(path));
            let after = before.map_or(looked, |before| before.seen.after);
            match before.filter(|before| before.stamp == stamp) {
                Some(same) => *same,
                None => {
                    let seen = Seen { after, by: now.at.to_utc() };
                    Pending { stamp, since: now.steady, seen, is_gone: false }
                }
            }
        };
        let has_stood = |waits: &Pending| now.steady.saturating_sub(waits.since) >= self.hold;
        let part_name: Arc<str> = name.into();
        for file in part.files.iter().filter(|file| self.scope.holds(&file.path)) {
            there.insert(file.path.as_str());
            // A file that vanished just now is seen to be gone the next time.
            let Some(stamp) = file.stamp else { continue };
            let known = files.get(&*file.path);
            let is_as_known = known.is_some_and(|known| known.stamp == Some(stamp));
            if is_as_known && known.is_some_and(|known| known.is_sure) {
                continue;
            }
            if stamp.size > MOST_BYTES {
                found.too_large.push(file.path.clone());
                continue;
            }
            let waits = wait(&file.path, Some(stamp));
            let is_ready = if is_as_known {
                // It was read when a further change might not have shown.
                would_show_a_change(stamp, now.wall)
            } else {
                (has_settled && file.is_in_fingerprint) || has_stood(&waits)
            };
            if is_ready {
                let (part, file) = (part_name.clone(), file.clone());
                found.candidates.push(Candidate { part, file, stamp, seen: waits.seen });
            } else if !is_as_known {
                pending.insert(file.path.as_str().into(), waits);
            }
        }
        let is_gone = |path: &str| !there.contains(path) && self.scope.holds(path);
        for path in files.keys().filter(|path| is_gone(path)) {
            if is_below_any(path, &part.unlisted) {
                continue;
            }
            let waits = wait(path, None);
            if has_stood(&waits) || has_settled || waits.is_gone {
                found.gone.push((path.clone(), waits));
            } else {
                pending.insert(path.clone(), waits);
            }
        }
        found.without_name += part.without_name;
        found.unread.extend(part.unlooked.iter().filter(|file| self.scope.holds(file)).cloned());
        found.unread.extend(part.unlisted.iter().filter(|folder| self.scope.touches(folder)).cloned());
        if !pending.is_empty() {
            found.pending.insert(name.to_owned(), pending);
        }
    }
}

/// Whether a part is a school's folder that is not there. `schools`: those that are.
fn is_away(part: &str, schools: &HashSet<String>) -> bool {
    part != OUTSIDE && !schools.contains(part)
}

/// The part of the drive that a file lies in.
pub(super) fn part_of(path: &str) -> &str {
    let mut ends = path.match_indices('/').map(|(at, _)| at);
    let (Some(manager), Some(school)) = (ends.next(), ends.next()) else { return OUTSIDE };
    let names = [path.get(..manager), path.get(manager + 1..school)];
    if names.into_iter().flatten().all(layout::is_manager_or_school) {
        path.get(..school).unwrap_or(OUTSIDE)
    } else {
        OUTSIDE
    }
}

fn is_below_any(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
}
