//! Keeps a history while a watch runs: on the watch's own thread, which may wait for a drive.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::HistoryError;
use super::archive::Archive;
use super::keeping::Keeping;
use super::kept::{KeepError, Look, SettledPart};
use super::right::Right;
use super::whose::is_of_drive;
use crate::disk;
use crate::drive::{Scope, shown};
use crate::lease::{Holder, Turn};
use crate::watch::{Keeper, PartNews, Picture};

/// What a history that cannot be written waits for before it is tried again.
const AGAIN: Duration = Duration::from_secs(20);
/// How often it is looked whether the time of a part of the history is over.
const A_DAY: Duration = Duration::from_secs(86_400);
/// So often in turn the same parts are looked at in vain, before it is done more seldom.
const TRIES: u32 = 20;
/// How often sizes and times are written down.
const REMEMBERED: Duration = Duration::from_secs(600);
/// How often it is written down that nothing is left to keep.
const NOTED: Duration = Duration::from_secs(60);

/// Keeps the history in a folder for a watch of `scope`. Of several watches with the same folder, one at a time writes it. `hold`: how long a change
/// has to stand still; `beat`: how often the watch calls its keepers when nothing has changed.
#[must_use]
pub fn keeper(folder: &Path, root: &Path, scope: &Scope, me: Holder, hold: Duration, beat: Duration) -> Keeper {
    let host = me.host.clone();
    let mut kept = Watched {
        folder: folder.to_owned(),
        root: root.to_owned(),
        scope: scope.clone(),
        host,
        hold,
        right: Right::to(folder, me, beat),
        keeping: None,
        is_whole: false,
        parts: BTreeSet::new(),
        settled: HashMap::new(),
        is_known: false,
        whose: None,
        told: BTreeSet::new(),
        vain: (BTreeSet::new(), 0, Duration::ZERO),
        failed: None,
        again: Duration::ZERO,
        remembered: Duration::ZERO,
        noted: None,
        let_go: None,
    };
    let mut said = None;
    Box::new(move |picture| {
        kept.take(picture);
        let (word, mut notes) = kept.turn(picture);
        if word != said {
            said.clone_from(&word);
            let name = shown(&kept.folder);
            notes.push(word.unwrap_or_else(|| format!("note: the history in {name} is kept by this watch")));
        }
        (!notes.is_empty()).then(|| notes.join("\n"))
    })
}

struct Watched {
    folder: PathBuf,
    root: PathBuf,
    scope: Scope,
    host: String,
    hold: Duration,
    right: Right,
    /// None while another watch keeps the history, or while it cannot be opened.
    keeping: Option<Keeping>,
    /// Whether the whole drive has been looked at since the history was opened.
    is_whole: bool,
    /// The parts on which the watch has settled, and which have not been looked at since.
    parts: BTreeSet<String>,
    settled: HashMap<String, SettledPart>,
    /// Whether this run has seen a history in the folder: then none is begun there again.
    is_known: bool,
    /// Whether it is another drive's, and when that was asked.
    whose: Option<(bool, Duration)>,
    /// What was said not to be kept: it is said once.
    told: BTreeSet<String>,
    /// The parts that the last look was for, how often in turn nothing came of it, and when that was.
    vain: (BTreeSet<String>, u32, Duration),
    /// What stood in the way the last time.
    failed: Option<String>,
    /// When a history that could not be opened or written is tried again.
    again: Duration,
    /// When sizes and times were last written down.
    remembered: Duration,
    /// When it was last written down that nothing was left to keep.
    noted: Option<Duration>,
    /// When it was last looked whether the time of a part of the history is over.
    let_go: Option<Duration>,
}

impl Watched {
    /// Takes in the parts on which the watch has settled.
    fn take(&mut self, picture: &Picture) {
        let now = picture.moment;
        let at = |steady: Duration| -> Option<DateTime<Utc>> {
            let ago = chrono::TimeDelta::from_std(now.steady.saturating_sub(steady)).ok()?;
            now.at.to_utc().checked_sub_signed(ago)
        };
        for PartNews { path, fingerprint, stood } in &picture.news {
            self.parts.insert(path.clone());
            let stood = stood.and_then(at);
            self.settled.insert(path.clone(), SettledPart { fingerprint: *fingerprint, stood });
        }
    }

    /// Does what is to be done. Gives what stands in the way, and what else the user should know.
    fn turn(&mut self, picture: &Picture) -> (Option<String>, Vec<String>) {
        let (name, now) = (shown(&self.folder), picture.moment.steady);
        let not_kept = |why: &dyn std::fmt::Display| Some(format!("note: the history in {name} is not kept: {why}"));
        if self.keeping.is_none() {
            if now < self.again {
                return (self.failed.clone(), Vec::new());
            }
            let there = if self.is_known { is_there(&self.folder) } else { made(&self.folder) };
            if let Err(error) = there {
                (self.failed, self.again) = (not_kept(&error), now + AGAIN);
                return (self.failed.clone(), Vec::new());
            }
        }
        match self.right.turn(now) {
            Turn::Of(holder) => {
                self.keeping = None;
                if self.is_of_other_drive(now) {
                    return (not_kept(&HistoryError::OtherDrive(self.folder.clone())), Vec::new());
                }
                let of = format!("{} (process {})", holder.host, holder.process);
                return (Some(format!("note: the history in {name} is kept by {of}")), Vec::new());
            }
            Turn::Unclear(error) => {
                self.keeping = None;
                return (not_kept(&format!("{} cannot be used: {error}", shown(self.right.path()))), Vec::new());
            }
            Turn::Ours => {}
        }
        let mut notes = Vec::new();
        match self.keep(picture, &mut notes) {
            // The watch itself tells of a drive that cannot be reached.
            Ok(()) => (None, notes),
            Err(KeepError::Drive(_)) => {
                // What waited in the parts that were looked at is not known any more.
                self.is_whole = false;
                (None, notes)
            }
            Err(error) => {
                (self.keeping, self.failed, self.again) = (None, not_kept(&error), now + AGAIN);
                // Another watch may be able to keep it meanwhile.
                self.right.release();
                (self.failed.clone(), notes)
            }
        }
    }

    /// Whether another drive's history is waited for. It is asked seldom, as all of it is listed for that.
    fn is_of_other_drive(&mut self, now: Duration) -> bool {
        if self.whose.is_none_or(|(_, asked)| now.saturating_sub(asked) >= A_DAY) {
            let is_its = Archive::open(&self.folder).map(|archive| is_of_drive(&archive, &self.root));
            // What cannot be told just now is asked again.
            let Ok(Ok(is_its)) = is_its else { return false };
            self.whose = Some((!is_its, now));
        }
        self.whose.is_some_and(|(is_other, _)| is_other)
    }

    fn keep(&mut self, picture: &Picture, notes: &mut Vec<String>) -> Result<(), KeepError> {
        let now = picture.moment.steady;
        let keeping = match &mut self.keeping {
            Some(keeping) => keeping,
            None => {
                self.is_whole = false;
                let opened = Keeping::open(&self.folder, &self.root, &self.scope, &self.host, self.hold)?;
                self.keeping.insert(opened)
            }
        };
        notes.extend(keeping.take_notes().iter().map(|note| format!("note: {note}")));
        if picture.policy.history.keep_years.is_some()
            && self.is_whole
            && self.let_go.is_none_or(|last| now.saturating_sub(last) >= A_DAY)
        {
            self.let_go = Some(now);
            if let Some(years) = keeping.years(&picture.moment)? {
                let right = &mut self.right;
                let may_write = &mut || {
                    picture.progress.step();
                    right.beat()
                };
                keeping.let_go(years, &picture.moment, may_write)?;
            }
        }
        let parts: BTreeSet<_> = self.parts.iter().cloned().chain(keeping.unsettled_parts()).collect();
        if self.is_whole && parts.is_empty() {
            if self.noted.is_none_or(|noted| now.saturating_sub(noted) >= NOTED) {
                self.noted = Some(now);
                keeping.note_up_to_date(picture.moment.at.to_utc());
            }
            return Ok(());
        }
        // What cannot be read stays so for a while: the drive is not walked at every beat for it.
        let (last, tries, at) = &self.vain;
        if self.is_whole
            && self.parts.is_empty()
            && *last == parts
            && *tries >= TRIES
            && now.saturating_sub(*at) < AGAIN
        {
            return Ok(());
        }
        let look = if self.is_whole { Look::Parts(&parts) } else { Look::Whole };
        let right = &mut self.right;
        let kept = keeping.look(&look, &self.settled, &picture.moment, &picture.progress, &mut || right.beat())?;
        let tries = if kept.commits == 0 && self.vain.0 == parts { self.vain.1 + 1 } else { 0 };
        self.vain = (parts, tries, now);
        let new = kept.not_kept().filter(|what| self.told.insert(what.clone()));
        notes.extend(new.map(|what| format!("note: {what}")));
        (self.is_whole, self.is_known) = (true, true);
        self.parts.clear();
        self.settled.clear();
        if kept.commits > 0 {
            keeping.tend()?;
        }
        if now.saturating_sub(self.remembered) >= REMEMBERED || self.remembered == Duration::ZERO {
            self.remembered = now.max(Duration::from_nanos(1));
            keeping.remember();
        }
        Ok(())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let is_ours = self.right.is_ours();
        if let Some(keeping) = self.keeping.as_mut().filter(|_| is_ours) {
            keeping.remember();
        }
    }
}

/// Whether there is a history in a folder. One that was there and is not may lie on a share that cannot be reached: no new one is begun in its place.
pub fn is_there(folder: &Path) -> Result<(), HistoryError> {
    match disk::kind(&folder.join("HEAD")).map_err(HistoryError::io(folder))? {
        Some(_) => Ok(()),
        None => Err(HistoryError::None(folder.to_owned())),
    }
}

/// Makes the folder of a history, where it is not there: for its owner alone.
pub fn made(folder: &Path) -> Result<(), HistoryError> {
    match disk::kind(folder).map_err(HistoryError::io(folder))? {
        Some(_) => Ok(()),
        None => disk::make_private_folder(folder).map_err(HistoryError::io(folder)),
    }
}
