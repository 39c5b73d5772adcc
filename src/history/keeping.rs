//! Keeps a history: looks at the drive, waits until a change stands still, reads the files that changed, and writes a commit for each change.
//!
//! A file is read only where its size or times differ from those under which it was read before. It is kept where the watch has settled on the very
//! look that its part of the drive has now, or where two looks, the watch's hold apart, saw it the same. What cannot be reached, listed or read was
//! not deleted: it stays as it was last kept.
//!
//! What is known of the drive follows from the newest commit. Only sizes and times are remembered beside it ([`super::remembered`]), and to lose
//! them costs a reading.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::HistoryError;
use super::begin::{self, Begun};
use super::git::{Id, NewCommit, NewContent, Store, TreeChange, Writing};
use super::message;
use super::model::Seen;
use super::owner::Owners;
use super::plan::{Settled, Step, What, steps};
use super::remembered::{self, Remembered};
use super::tree::files_below;
use super::words::{MOST_BYTES as MOST_TOLD, subject};
use crate::disk::{OpenFile, Stamp};
use crate::drive::would_show_a_change;
use crate::drive::{DriveError, DriveReader, FileToKeep, Fingerprint, PartToKeep, Progress, SchoolPlace, Scope};
use crate::layout;
use crate::watch::Moment;
use crate::words::number;

/// Files of more bytes than this are not kept: as for the reading of e-mails.
const MOST_BYTES: u64 = 50_000_000;
/// So many commits are written before the branch moves.
const COMMITS_AT_ONCE: usize = 1_000;
/// After so many commits it is asked whether the history is still ours.
const SHOWN: usize = 50;
/// Files are read in lots of at most so many, and of about so many bytes.
const LOT: usize = 256;
const LOT_BYTES: u64 = 8_000_000;
/// So many schools are looked at before what was seen of them is let go.
const SCHOOLS_AT_ONCE: usize = 64;

/// The part of the drive that lies outside schools' folders, among the paths of schools.
const OUTSIDE: &str = "";

/// Keeps the history of a drive.
pub struct Keeping {
    root: PathBuf,
    scope: Scope,
    folder: PathBuf,
    /// The name of this computer.
    pub(super) host: String,
    /// How long a change has to stand still.
    hold: Duration,
    pub(super) writing: Writing,
    /// The files of the newest commit, by part and path.
    files: BTreeMap<String, BTreeMap<String, Known>>,
    /// What differs from that and has not settled, likewise.
    pending: BTreeMap<String, BTreeMap<String, Pending>>,
    /// When each part was last looked at.
    looked: HashMap<String, DateTime<Utc>>,
    /// When the whole drive was last looked at, by this run or the one before.
    whole: Option<DateTime<Utc>>,
    owners: Owners,
    /// What was found damaged at the beginning and put right, in words.
    pub(super) notes: Vec<String>,
    /// When the newest commit says that it was seen.
    newest: Option<DateTime<Utc>>,
}

/// A file as it was kept.
#[derive(Debug, Clone, Copy)]
struct Known {
    content: Id,
    /// The size and times under which it was read; none where that is not known.
    stamp: Option<Stamp>,
    /// Whether a change would show in these.
    is_sure: bool,
}

/// A change that has not settled.
#[derive(Debug, Clone, Copy)]
struct Pending {
    /// Size and times; none where the file is gone.
    stamp: Option<Stamp>,
    /// Since when it has looked so, by the clock that nobody can set.
    since: Duration,
    seen: Seen,
}

/// What is looked at.
#[derive(Debug)]
pub enum Look<'l> {
    /// The whole drive.
    Whole,
    /// What lies outside schools' folders, and these schools, by path.
    Parts(&'l BTreeSet<String>),
}

/// A part on which the watch has settled.
#[derive(Debug, Clone, Copy)]
pub struct SettledPart {
    /// What the watch saw; none where the folder is gone for good.
    pub fingerprint: Option<Fingerprint>,
    /// When the watch last saw the part as it was before.
    pub stood: Option<DateTime<Utc>>,
}

/// What a look has kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Commits written.
    pub commits: usize,
    /// Files that are new.
    pub added: usize,
    /// Files that were changed.
    pub changed: usize,
    /// Files that were renamed or moved.
    pub renamed: usize,
    /// Files that were deleted.
    pub deleted: usize,
    /// Changes that have not settled yet.
    pub unsettled: usize,
    /// Files and folders that could not be read, by path. They stay as they were last kept.
    pub unread: Vec<String>,
    /// Files that are too large to be kept, by path.
    pub too_large: Vec<String>,
    /// Files whose names are no valid text, so that another one has their path. They are not kept.
    pub without_name: usize,
    /// The newest commit.
    pub commit: Option<String>,
}

/// Why a look kept nothing, or not all.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The drive cannot be read.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The history cannot be read or written.
    #[error(transparent)]
    History(HistoryError),
    /// Another watch has taken the history over.
    #[error("another watch keeps the history now")]
    Lost,
}

impl From<HistoryError> for KeepError {
    fn from(error: HistoryError) -> Self {
        if matches!(error, HistoryError::Taken(_)) { Self::Lost } else { Self::History(error) }
    }
}

/// What a look found.
#[derive(Default)]
struct Found {
    /// Files to be read.
    candidates: Vec<Candidate>,
    /// Files that are gone for good.
    gone: Vec<(String, Seen)>,
    /// What has not settled, by part.
    pending: BTreeMap<String, BTreeMap<String, Pending>>,
    unread: Vec<String>,
    too_large: Vec<String>,
    without_name: usize,
}

struct Candidate {
    part: String,
    file: FileToKeep,
    stamp: Stamp,
    seen: Seen,
}

/// What came of reading a file.
enum ReadFile {
    Content(NewContent, Option<u32>),
    /// It was written to meanwhile.
    Moved,
    Unread,
}

impl Kept {
    /// What is not kept, in words, each path in its own line.
    pub fn not_kept(&self) -> impl Iterator<Item = String> {
        let unread = self.unread.iter().map(|path| format!("{path} cannot be read: it stays as it was last kept"));
        let too_large = self.too_large.iter().map(|path| format!("{path} is over 50 MB large: it is not kept"));
        let without_name = (self.without_name > 0).then(|| {
            let files = number(self.without_name, "file");
            format!("{files} cannot be kept, as the name is no valid text: rename it")
        });
        unread.chain(too_large).chain(without_name)
    }

    /// Adds what a later look has kept.
    pub fn add(&mut self, later: Self) {
        self.commits += later.commits;
        self.added += later.added;
        self.changed += later.changed;
        self.renamed += later.renamed;
        self.deleted += later.deleted;
        self.unsettled = later.unsettled;
        self.without_name = self.without_name.max(later.without_name);
        for (all, new) in [(&mut self.unread, later.unread), (&mut self.too_large, later.too_large)] {
            let new: Vec<_> = new.into_iter().filter(|path| !all.contains(path)).collect();
            all.extend(new);
        }
        self.commit = later.commit.or(self.commit.take());
    }
}

impl Keeping {
    /// Opens the history in a folder, and makes one where the folder is empty or not there. Whoever calls this has the lease.
    pub fn open(folder: &Path, root: &Path, scope: &Scope, host: &str, hold: Duration) -> Result<Self, HistoryError> {
        let Begun { store, head, note } = begin::open(folder, &committer(host))?;
        let folder = store.folder().to_owned();
        let mut remembered = remembered::read(&folder, root, host);
        let mut files: BTreeMap<String, BTreeMap<String, Known>> = BTreeMap::new();
        let mut newest = None;
        if let Some(head) = head {
            let commit = store.commit(head)?;
            files_below(&store, commit.tree, "", &mut |path, content| {
                let stamp = remembered.stamps.remove(&path).filter(|(of, _)| *of == content).map(|(_, stamp)| stamp);
                let known = Known { content, stamp, is_sure: stamp.is_some() };
                files.entry(part_of(&path).to_owned()).or_default().insert(path, known);
            })?;
            // Before that look nothing is known but what the newest commit says.
            let committed = message::seen(&commit.message, commit.committed).by;
            newest = Some(committed);
            remembered.looked = Some(remembered.looked.map_or(committed, |looked| looked.max(committed)));
        }
        let mut writing = Writing::new(store, head)?;
        if note.is_some() {
            writing.doubt();
        }
        Ok(Self {
            root: root.to_owned(),
            scope: scope.clone(),
            folder,
            host: host.to_owned(),
            hold,
            writing,
            files,
            pending: BTreeMap::new(),
            looked: HashMap::new(),
            whole: head.and(remembered.looked),
            owners: Owners::of_this_computer(),
            notes: note.into_iter().collect(),
            newest,
        })
    }

    /// What was found damaged at the beginning, and what was done about it; each is told once.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// The folder of the history, without links.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The parts that are to be looked at again, as something in them has not settled, or was changed so lately that another change might not show.
    #[must_use]
    pub fn unsettled_parts(&self) -> BTreeSet<String> {
        let unsure = self.files.iter().filter(|(_, files)| files.values().any(|known| !known.is_sure));
        self.pending.keys().chain(unsure.map(|(part, _)| part)).cloned().collect()
    }

    /// Whether something has not settled that a later look may find settled.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Looks at the drive, and keeps what has settled. `settled`: the parts on which a watch has settled. `may_write` is asked just before anything is
    /// made known, and now and then: whether the history is still ours to write.
    pub fn look(
        &mut self,
        look: &Look<'_>,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        progress: &Progress,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Kept, KeepError> {
        let (root, scope) = (self.root.clone(), self.scope.clone());
        let reader = DriveReader::new(&root, now.today).at(now.wall).with_progress(progress);
        let (outside, places) = reader.outside_to_keep()?;
        let mut found = Found::default();
        let (mut is_known, mut has_files) = (false, false);
        let is_whole = matches!(look, Look::Whole);
        let files = self.files.values().flat_map(BTreeMap::values).filter(|_| is_whole);
        let known: HashSet<_> = files.filter_map(|file| file.stamp).collect();
        let schools: HashSet<_> = places.iter().map(|place| place.path.clone()).collect();
        self.compare_outside(&outside, &schools, settled, now, &mut found);
        drop(outside);
        let is_wanted = |place: &&SchoolPlace| {
            let is_asked_for = match look {
                Look::Whole => true,
                Look::Parts(parts) => parts.contains(&place.path),
            };
            is_asked_for && scope.touches(&place.path)
        };
        let wanted: Vec<_> = places.iter().filter(is_wanted).cloned().collect();
        for some in wanted.chunks(SCHOOLS_AT_ONCE) {
            for (place, part) in some.iter().zip(reader.schools_to_keep(some)) {
                let files = self.files.get(&place.path);
                has_files |= !part.files.is_empty();
                is_known |= is_whole && part.files.iter().any(|file| is_of(file, files, &known));
                self.compare(&place.path, &part, settled, now, &mut found);
            }
        }
        drop(known);
        // A drive without any school was emptied; one with other schools is another drive.
        if is_whole && has_files && !is_known && self.lacks_every_school_file(&found) {
            return Err(HistoryError::OtherDrive(self.folder.clone()).into());
        }
        if !found.gone.is_empty() {
            // A drive that goes away while it is looked at was not emptied.
            reader.look_outside()?;
        }
        // What was not looked at waits on.
        let is_looked_at = |part: &String| part == OUTSIDE || wanted.iter().any(|place| place.path == *part);
        for (part, pending) in std::mem::take(&mut self.pending) {
            if !is_looked_at(&part) && schools.contains(&part) {
                found.pending.insert(part, pending);
            }
        }
        let mut may_write = || {
            progress.step();
            may_write()
        };
        let kept = self.keep(found, &reader, now, &mut may_write)?;
        if is_whole {
            self.whole = Some(now.at.to_utc());
            self.looked.clear();
        } else {
            let parts = wanted.iter().map(|place| place.path.as_str()).chain([OUTSIDE]);
            self.looked.extend(parts.map(|part| (part.to_owned(), now.at.to_utc())));
        }
        Ok(kept)
    }

    /// Writes down the sizes and times under which the files were read, so that the next run need not read them again. That it fails does no harm.
    pub fn remember(&self) {
        let all = self.files.values().flatten().filter(|(_, known)| known.is_sure);
        let stamps = all.filter_map(|(path, known)| Some((path.clone(), (known.content, known.stamp?)))).collect();
        remembered::write(&self.folder, &self.root, &self.host, &Remembered { stamps, looked: self.whole });
    }

    /// Keeps the repository small: many small packs become one.
    pub fn tend(&mut self) -> Result<(), HistoryError> {
        self.writing.merge_packs()
    }

    // What was seen is held against what was kept.

    /// Whether the drive has not one file of all those that are known of schools.
    fn lacks_every_school_file(&self, found: &Found) -> bool {
        let known = self.files.iter().filter(|(part, _)| *part != OUTSIDE);
        let known = known.flat_map(|(_, files)| files.keys()).filter(|path| self.scope.holds(path)).count();
        let gone = found.gone.iter().filter(|(path, _)| part_of(path) != OUTSIDE).count();
        let waits = found.pending.iter().filter(|(part, _)| *part != OUTSIDE);
        let going = waits.flat_map(|(_, files)| files.values()).filter(|waits| waits.stamp.is_none()).count();
        known > 0 && gone + going == known
    }

    fn compare_outside(
        &self,
        outside: &PartToKeep,
        schools: &HashSet<String>,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        found: &mut Found,
    ) {
        self.compare(OUTSIDE, outside, settled, now, found);
        // A school's folder that is gone is part of its manager's.
        let parts: BTreeSet<_> = self.files.keys().chain(self.pending.keys()).collect();
        for part in parts.into_iter().filter(|part| *part != OUTSIDE && !schools.contains(*part)) {
            if !is_below_any(part, &outside.unlisted) {
                self.compare(part, &PartToKeep::of_nothing(), settled, now, found);
            }
        }
    }

    fn compare(
        &self,
        name: &str,
        part: &PartToKeep,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        found: &mut Found,
    ) {
        let watched = settled.get(name);
        let has_settled = watched.is_some_and(|watched| watched.fingerprint == part.fingerprint);
        let looked = self.looked.get(name).copied().max(watched.and_then(|watched| watched.stood)).max(self.whole);
        let (files, waiting) = (self.files.get(name), self.pending.get(name));
        let mut pending = BTreeMap::new();
        let mut there = HashSet::with_capacity(part.files.len());
        let wait = |path: &str, stamp: Option<Stamp>| {
            let before = waiting.and_then(|waiting| waiting.get(path));
            let after = before.map_or(looked, |before| before.seen.after);
            match before.filter(|before| before.stamp == stamp) {
                Some(same) => *same,
                None => Pending { stamp, since: now.steady, seen: Seen { after, by: now.at.to_utc() } },
            }
        };
        let has_stood = |waits: &Pending| now.steady.saturating_sub(waits.since) >= self.hold;
        for file in part.files.iter().filter(|file| self.scope.holds(&file.path)) {
            there.insert(file.path.as_str());
            // A file that vanished just now is seen to be gone the next time.
            let Some(stamp) = file.stamp else { continue };
            let known = files.and_then(|files| files.get(&file.path));
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
                let (part, file) = (name.to_owned(), file.clone());
                found.candidates.push(Candidate { part, file, stamp, seen: waits.seen });
            } else if !is_as_known {
                pending.insert(file.path.clone(), waits);
            }
        }
        let is_gone = |path: &str| !there.contains(path) && self.scope.holds(path);
        for path in files.into_iter().flat_map(BTreeMap::keys).filter(|path| is_gone(path)) {
            if is_below_any(path, &part.unlisted) {
                continue;
            }
            let waits = wait(path, None);
            if has_stood(&waits) || has_settled {
                found.gone.push((path.clone(), waits.seen));
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

    // What has settled is kept.

    fn keep(
        &mut self,
        found: Found,
        reader: &DriveReader<'_>,
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Kept, KeepError> {
        let Found { candidates, gone, pending, unread, too_large, without_name } = found;
        self.pending = pending;
        let mut kept = Kept { unread, too_large, without_name, ..Kept::default() };
        let mut settled = Vec::new();
        let mut stamps = HashMap::new();
        for lot in lots(&candidates) {
            for (one, read) in lot.iter().zip(reader.for_each_file(lot, read)) {
                let path = &one.file.path;
                let wait = Pending { stamp: Some(one.stamp), since: now.steady, seen: one.seen };
                let (content, owner) = match read {
                    ReadFile::Content(content, owner) => (content, owner),
                    ReadFile::Moved | ReadFile::Unread => {
                        if matches!(read, ReadFile::Unread) {
                            kept.unread.push(path.clone());
                        }
                        self.pending.entry(one.part.clone()).or_default().insert(path.clone(), wait);
                        continue;
                    }
                };
                let known = self.files.get_mut(&one.part).and_then(|files| files.get_mut(path));
                let is_sure = would_show_a_change(one.stamp, now.wall);
                let id = content.id().ok_or_else(|| HistoryError::Unwritten {
                    folder: self.folder.clone(),
                    why: "a file without a name".to_owned(),
                })?;
                let before = known.as_ref().map(|known| known.content);
                if let Some(known) = known.filter(|known| known.content == id) {
                    (known.stamp, known.is_sure) = (Some(one.stamp), is_sure);
                    continue;
                }
                let id = self.writing.add_content(content)?;
                stamps.insert(path.clone(), (one.stamp, is_sure));
                let owner = owner.map(|owner| self.owners.name(owner));
                settled.push(Settled { path: path.clone(), before, after: Some(id), seen: one.seen, owner });
            }
            if !may_write() {
                return Err(KeepError::Lost);
            }
        }
        for (path, seen) in gone {
            let before = self.files.get(part_of(&path)).and_then(|files| files.get(&path)).map(|known| known.content);
            settled.push(Settled { path, before, after: None, seen, owner: None });
        }
        kept.unsettled = self.pending.values().map(BTreeMap::len).sum();
        if !settled.is_empty() {
            self.commit(&settled, &stamps, now, may_write, &mut kept)?;
        }
        kept.commit = self.writing.head().map(|head| head.to_string());
        Ok(kept)
    }

    fn commit(
        &mut self,
        settled: &[Settled],
        stamps: &HashMap<String, (Stamp, bool)>,
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
        kept: &mut Kept,
    ) -> Result<(), KeepError> {
        let plan = {
            let was = || self.files.values().flat_map(BTreeMap::keys).map(String::as_str);
            let gone: HashSet<_> =
                settled.iter().filter(|one| one.after.is_none()).map(|one| one.path.as_str()).collect();
            let new = settled.iter().filter(|one| one.after.is_some()).map(|one| one.path.as_str());
            let is = was().filter(|path| !gone.contains(path)).chain(new);
            steps(settled, self.writing.head().is_none(), was(), is)
        };
        // The words of a commit are made from what was written.
        self.writing.write_out()?;
        let committer = committer(&self.host);
        for some in plan.chunks(COMMITS_AT_ONCE) {
            for (number, step) in some.iter().enumerate() {
                // Long work is shown to be alive.
                if number % SHOWN == SHOWN - 1 && !may_write() {
                    return Err(KeepError::Lost);
                }
                self.commit_step(step, settled, &committer, now)?;
            }
            if !may_write() {
                return Err(KeepError::Lost);
            }
            self.writing.finish(&committer, now.at, "keep")?;
            for step in some {
                kept.commits += 1;
                self.note_step(step, settled, stamps, kept);
            }
        }
        Ok(())
    }

    fn commit_step(
        &mut self,
        step: &Step,
        settled: &[Settled],
        committer: &str,
        now: &Moment,
    ) -> Result<(), KeepError> {
        let subject = {
            let store: &Store = self.writing.store();
            let bytes = |one: &Settled, is_new: bool| {
                let id = if is_new { one.after } else { one.before };
                id.and_then(|id| store.blob_up_to(id, MOST_TOLD).ok().flatten())
            };
            subject(step, settled, &bytes)
        };
        let files: Vec<_> = step.files.iter().filter_map(|file| settled.get(*file)).collect();
        let change = |one: &&Settled| TreeChange { path: one.path.clone(), content: one.after };
        // What goes makes room for what comes.
        let (gone, there): (Vec<_>, Vec<_>) = files.iter().map(change).partition(|change| change.content.is_none());
        let changes: Vec<_> = gone.into_iter().chain(there).collect();
        let owners: HashSet<_> =
            files.iter().filter(|one| one.after.is_some()).map(|one| one.owner.as_deref()).collect();
        let author =
            if owners.len() > 1 { message::SEVERAL_OWNERS.to_owned() } else { message::author(step.owner.as_deref()) };
        // The times grow from commit to commit, though the clocks of two computers differ. Where one differs by more than that, nobody knows which.
        const APART: chrono::TimeDelta = chrono::TimeDelta::days(1);
        let by = match self.newest {
            Some(newest) if newest.signed_duration_since(step.seen.by) <= APART => newest.max(step.seen.by),
            _ => step.seen.by,
        };
        self.newest = Some(by);
        let at = by.with_timezone(now.at.offset());
        let text = message::message(&subject, Seen { by, ..step.seen });
        self.writing.commit(&changes, &NewCommit { author: &author, committer, at, message: &text })?;
        Ok(())
    }

    /// Takes in what was written.
    fn note_step(
        &mut self,
        step: &Step,
        settled: &[Settled],
        stamps: &HashMap<String, (Stamp, bool)>,
        kept: &mut Kept,
    ) {
        let files: Vec<_> = step.files.iter().filter_map(|file| settled.get(*file)).collect();
        let (mut gone, mut new) = (0, 0);
        for one in files {
            let files = self.files.entry(part_of(&one.path).to_owned()).or_default();
            match one.after {
                Some(content) => {
                    let stamp = stamps.get(&one.path);
                    let is_sure = stamp.is_some_and(|(_, is_sure)| *is_sure);
                    files.insert(one.path.clone(), Known { content, stamp: stamp.map(|(stamp, _)| *stamp), is_sure });
                    if one.before.is_some() { kept.changed += 1 } else { new += 1 }
                }
                None => {
                    files.remove(&one.path);
                    gone += 1;
                }
            }
        }
        if matches!(step.what, What::Renamed(..) | What::Moved(..)) {
            let renamed = gone.min(new);
            kept.renamed += renamed;
            (gone, new) = (gone - renamed, new - renamed);
        }
        (kept.added, kept.deleted) = (kept.added + new, kept.deleted + gone);
    }
}

/// The committer of what this computer keeps.
pub(super) fn committer(host: &str) -> String {
    format!("spoc on {}", message::person(host))
}

/// The part of the drive that a file lies in.
fn part_of(path: &str) -> &str {
    let mut ends = path.match_indices('/').map(|(at, _)| at);
    let (Some(manager), Some(school)) = (ends.next(), ends.next()) else { return OUTSIDE };
    let names = [path.get(..manager), path.get(manager + 1..school)];
    if names.into_iter().flatten().all(layout::is_manager_or_school) {
        path.get(..school).unwrap_or(OUTSIDE)
    } else {
        OUTSIDE
    }
}

/// Whether a file is known: by its path, or by its size and times, which it keeps when its folder is renamed.
fn is_of(file: &FileToKeep, known: Option<&BTreeMap<String, Known>>, stamps: &HashSet<Stamp>) -> bool {
    known.is_some_and(|known| known.contains_key(&file.path)) || file.stamp.is_some_and(|stamp| stamps.contains(&stamp))
}

fn is_below_any(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
}

/// Files in lots, none of which holds too much.
fn lots(candidates: &[Candidate]) -> Vec<&[Candidate]> {
    let mut lots = Vec::new();
    let (mut begin, mut bytes) = (0, 0_u64);
    for (number, one) in candidates.iter().enumerate() {
        if number - begin >= LOT || (bytes + one.stamp.size > LOT_BYTES && number > begin) {
            lots.extend(candidates.get(begin..number));
            (begin, bytes) = (number, 0);
        }
        bytes += one.stamp.size;
    }
    lots.extend(candidates.get(begin..).filter(|rest| !rest.is_empty()));
    lots
}

/// Reads a file that is to look after the reading as it looked before.
fn read(one: &Candidate) -> ReadFile {
    let Ok(mut file) = OpenFile::open(&one.file.on_disk) else { return ReadFile::Unread };
    if file.stamp != one.stamp {
        return ReadFile::Moved;
    }
    let owner = file.owner;
    match NewContent::read(one.stamp.size, &mut file) {
        Err(_) => ReadFile::Unread,
        Ok(None) => ReadFile::Moved,
        Ok(Some(content)) => match file.stamp_now() {
            Ok(stamp) if stamp == one.stamp => ReadFile::Content(content, owner),
            Ok(_) => ReadFile::Moved,
            Err(_) => ReadFile::Unread,
        },
    }
}
