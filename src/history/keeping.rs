//! Keeps a history: looks at the drive, waits until a change stands still, reads the files that changed, and writes a commit for each change.
//!
//! A file is read only where its size or times differ from those under which it was read before. It is kept where the watch has settled on the very
//! look that its part of the drive has now, or where two looks, the watch's hold apart, saw it the same. What cannot be reached, listed or read was
//! not deleted: it stays as it was last kept. A school's folder that is gone waits a while for one that is new and has not settled: it may be the same.
//!
//! What is known of the drive follows from the newest commit. Only sizes and times are remembered beside it ([`super::remembered`]), and to lose
//! them costs a reading. A drive of any size is looked at in portions: what was seen of one is let go before the next.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::HistoryError;
use super::begin::{self, Begun};
use super::files::{Known, KnownFiles, PartFiles};
use super::git::{Writing, cut_packs};
use super::kept::{KeepError, Kept, Look, SettledPart};
use super::known::{Found, KnownDrive, OUTSIDE, part_of};
use super::message;
use super::owner::Owners;
use super::remembered::{self, Remembered};
use super::tree::all_files;
use crate::disk::Stamp;
use crate::drive::{DriveReader, FileToKeep, Progress, SchoolPlace, Scope};
use crate::watch::Moment;

/// So many schools are looked at before what was seen of them is let go.
const SCHOOLS_AT_ONCE: usize = 64;

/// Keeps the history of a drive.
pub struct Keeping {
    root: PathBuf,
    pub(super) folder: PathBuf,
    /// The name of this computer.
    pub(super) host: String,
    pub(super) writing: Writing,
    pub(super) drive: KnownDrive,
    pub(super) owners: Owners,
    /// What was found damaged at the beginning and put right, in words.
    pub(super) notes: Vec<String>,
    /// When the newest commit says that it was seen.
    pub(super) newest: Option<DateTime<Utc>>,
}

impl Keeping {
    /// Opens the history in a folder, and makes one where the folder is empty or not there. Whoever calls this has the lease. `hold`: how long a
    /// change has to stand still.
    pub fn open(folder: &Path, root: &Path, scope: &Scope, host: &str, hold: Duration) -> Result<Self, HistoryError> {
        let Begun { store, head, note } = begin::open(folder, &committer(host))?;
        let folder = store.folder().to_owned();
        let mut drive = KnownDrive::new(scope, hold);
        let mut newest = None;
        if let Some(head) = head {
            let commit = store.commit(head)?;
            let mut remembered = Remembered::read(&folder, root, host);
            all_files(&store, commit.tree, &mut |_, path, content| {
                let stamp = remembered.stamp(part_of(&path), &path, content);
                drive.insert(path.into(), Known { content, stamp, is_sure: stamp.is_some() });
            })?;
            let looked = remembered.looked;
            // Before that look nothing is known but what the newest commit says.
            let committed = message::seen(&commit.message, commit.committed).by;
            newest = Some(committed);
            drive.whole = Some(looked.map_or(committed, |looked| looked.max(committed)));
        }
        let cut = cut_packs(&folder).into_iter().map(|pack| {
            format!(
                "{pack} in the history is damaged: older versions may be lost. What is kept from now on is safe. Ask your IT technician to put the folder of the history back from its backup"
            )
        });
        let mut writing = Writing::new(store, head)?;
        if note.is_some() {
            writing.doubt();
        }
        Ok(Self {
            root: root.to_owned(),
            folder,
            host: host.to_owned(),
            writing,
            drive,
            owners: Owners::of_this_computer(),
            notes: note.into_iter().chain(cut).collect(),
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
        self.drive.pending.keys().chain(self.drive.files.unsure_parts()).cloned().collect()
    }

    /// Whether something has not settled that a later look may find settled.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.drive.pending.is_empty()
    }

    /// Looks at the drive, and keeps what has settled. `settled`: the parts on which a watch has settled. `may_write` is asked just before anything is
    /// made known, and now and then: whether the history is still ours to write. After an error the next look has to be at the whole drive.
    pub fn look(
        &mut self,
        look: &Look<'_>,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        progress: &Progress,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Kept, KeepError> {
        let kept = self.try_look(look, settled, now, progress, may_write);
        if kept.is_err() && self.writing.head().is_none() {
            // What the first look took in was not committed.
            self.writing.unstage();
            self.drive.files = KnownFiles::default();
        }
        kept
    }

    fn try_look(
        &mut self,
        look: &Look<'_>,
        settled: &HashMap<String, SettledPart>,
        now: &Moment,
        progress: &Progress,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Kept, KeepError> {
        let root = self.root.clone();
        let reader = DriveReader::new(&root, now.today).at(now.wall).with_progress(progress);
        let mut may_write = || {
            progress.step();
            may_write()
        };
        let (outside, places) = reader.outside_to_keep()?;
        let mut found = Found::default();
        let is_whole = matches!(look, Look::Whole);
        let mut first = self.begin_first();
        // Where other files are known, the drive is read only once one of them is there: it may be another drive.
        let (mut is_known, mut has_files) = (!is_whole || first.is_some(), false);
        let stamps = OnceCell::new();
        let schools: HashSet<_> = places.iter().map(|place| place.path.clone()).collect();
        self.drive.compare_outside(&outside, &schools, settled, now, &mut found);
        drop(outside);
        // A school that is new may be one that was renamed.
        let is_one_away = found.lacks_a_school(&schools);
        let is_wanted = |place: &&SchoolPlace| {
            let is_asked_for = match look {
                Look::Whole => true,
                Look::Parts(parts) => parts.contains(&place.path) || (is_one_away && self.drive.is_new(&place.path)),
            };
            is_asked_for && self.drive.scope.touches(&place.path)
        };
        let wanted: Vec<_> = places.iter().filter(is_wanted).cloned().collect();
        let (mut new, mut is_arriving) = (Vec::new(), false);
        for some in wanted.chunks(SCHOOLS_AT_ONCE) {
            for (place, part) in some.iter().zip(reader.schools_to_keep(some)) {
                has_files |= !part.files.is_empty();
                is_known = is_known || {
                    let files = self.drive.files.of(&place.path);
                    let stamps = || stamps.get_or_init(|| all_stamps(&self.drive.files));
                    part.files.iter().any(|file| is_of(file, &files, &stamps))
                };
                self.drive.compare(&place.path, &part, settled, now, &mut found);
                is_arriving |= is_one_away && self.drive.is_arriving(&place.path, &found);
            }
            if is_known {
                self.read(&mut found, &mut new, &reader, now, &mut may_write)?;
            }
            if let Some(first) = &mut first {
                self.add_to_first(first, &mut new)?;
            }
        }
        // A drive without any school was emptied; one with other schools is another drive.
        if has_files && !is_known && self.drive.lacks_every_school_file(&found) {
            return Err(HistoryError::OtherDrive(self.folder.clone()).into());
        }
        drop(stamps);
        if !found.gone.is_empty() {
            // A drive that goes away while it is looked at was not emptied.
            reader.look_outside()?;
        }
        self.read(&mut found, &mut new, &reader, now, &mut may_write)?;
        if is_arriving {
            let came = new.iter().filter_map(|one| one.after).collect();
            self.drive.let_gone_wait(&schools, &came, now, &mut found);
        }
        // What was not looked at waits on.
        for (part, pending) in std::mem::take(&mut self.drive.pending) {
            if schools.contains(&part) {
                found.pending.entry(part).or_insert(pending);
            }
        }
        let kept = match first {
            Some(mut first) => {
                self.add_to_first(&mut first, &mut new)?;
                self.keep_first(first, found, now, &mut may_write)?
            }
            None => self.keep(new, found, now, &mut may_write)?,
        };
        let parts = wanted.iter().map(|place| place.path.as_str()).chain([OUTSIDE]);
        // Of a part of the drive nothing follows for the rest.
        let is_all = is_whole && self.drive.scope == Scope::default();
        self.drive.note_look((!is_all).then_some(parts), now.at.to_utc());
        Ok(kept)
    }

    /// Writes down the sizes and times under which the files were read, so that the next run need not read them again. That it fails does no harm.
    pub fn remember(&mut self) {
        let Self { drive, folder, root, host, .. } = self;
        remembered::write(folder, root, host, drive.files.packed(), drive.whole);
    }

    /// Writes down that nothing is left to keep of what was on the drive at a time, where the whole drive is looked at.
    pub fn note_up_to_date(&self, at: DateTime<Utc>) {
        if self.drive.scope == Scope::default() {
            remembered::note_up_to_date(&self.folder, at);
        }
    }

    /// Keeps the repository small: many small packs become one.
    pub fn tend(&mut self) -> Result<(), HistoryError> {
        self.writing.merge_packs()
    }
}

/// The committer of what this computer keeps.
pub(super) fn committer(host: &str) -> String {
    format!("spoc on {}", message::person(host))
}

/// Whether a file is known: by its path, or by its size and times, which it keeps when its folder is renamed.
fn is_of<'s>(file: &FileToKeep, known: &PartFiles, stamps: &dyn Fn() -> &'s HashSet<Stamp>) -> bool {
    known.contains_key(&*file.path) || file.stamp.is_some_and(|stamp| stamps().contains(&stamp))
}

fn all_stamps(files: &KnownFiles) -> HashSet<Stamp> {
    let mut stamps = HashSet::new();
    files.each(|_, known| stamps.extend(known.stamp));
    stamps
}
