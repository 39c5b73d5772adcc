//! Reads the files that have settled, and writes the commits.

use std::collections::HashSet;
use std::sync::Arc;

use super::HistoryError;
use super::files::Known;
use super::git::{NewCommit, NewContent, Store, TreeChange};
use super::keeping::{Keeping, committer};
use super::kept::{KeepError, Kept};
use super::known::{Candidate, Found, Pending, part_of};
use super::message;
use super::model::Seen;
use super::plan::{Settled, Step, What, steps};
use super::renames::{MOST_TOLD, alike_in};
use super::words::{first_look, subject};
use crate::disk::OpenFile;
use crate::drive::{DriveReader, would_show_a_change};
use crate::watch::Moment;

/// So many commits are written before the branch moves.
const COMMITS_AT_ONCE: usize = 1_000;
/// After so many commits it is asked whether the history is still ours.
const SHOWN: usize = 50;
/// Files are read in lots of at most so many, and of about so many bytes.
const LOT: usize = 256;
const LOT_BYTES: u64 = 8_000_000;

/// What the first look of all has taken in: it becomes one commit.
#[derive(Default)]
pub(super) struct FirstLook {
    files: usize,
    by: chrono::DateTime<chrono::Utc>,
    owners: HashSet<Option<Arc<str>>>,
}

/// What came of reading a file.
enum ReadFile {
    Content(NewContent, Option<u32>),
    /// It was written to meanwhile.
    Moved,
    Unread,
}

impl Keeping {
    /// Reads the files that are to be read, and adds those that have changed to `new`. A file that cannot be read, or was written to meanwhile, waits.
    pub(super) fn read(
        &mut self,
        found: &mut Found,
        new: &mut Vec<Settled>,
        reader: &DriveReader<'_>,
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<(), KeepError> {
        let candidates = std::mem::take(&mut found.candidates);
        for lot in lots(&candidates) {
            for (one, read) in lot.iter().zip(reader.for_each_file(lot, read)) {
                let path = one.file.path.as_str();
                let (content, owner) = match read {
                    ReadFile::Content(content, owner) => (content, owner),
                    ReadFile::Moved | ReadFile::Unread => {
                        if matches!(read, ReadFile::Unread) {
                            found.unread.push(path.to_owned());
                        }
                        let wait =
                            Pending { stamp: Some(one.stamp), since: now.steady, seen: one.seen, is_gone: false };
                        found.pending.entry(one.part.to_string()).or_default().insert(path.into(), wait);
                        continue;
                    }
                };
                let known = self.drive.files.change(&one.part).get_mut(path);
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
                let owner = owner.map(|owner| self.owners.name(owner));
                let stamp = Some((one.stamp, is_sure));
                new.push(Settled { path: path.into(), before, after: Some(id), stamp, seen: one.seen, owner });
            }
            if !may_write() {
                return Err(KeepError::Lost);
            }
        }
        Ok(())
    }

    /// What the first look takes in; none where there is a commit already.
    pub(super) fn begin_first(&self) -> Option<FirstLook> {
        self.writing.head().is_none().then(FirstLook::default)
    }

    /// Takes files into the first commit, and lets go of them.
    pub(super) fn add_to_first(&mut self, first: &mut FirstLook, new: &mut Vec<Settled>) -> Result<(), HistoryError> {
        let changes: Vec<_> = new.iter().map(change).collect();
        self.writing.stage(&changes)?;
        drop(changes);
        first.files += new.len();
        for one in std::mem::take(new) {
            first.by = first.by.max(one.seen.by);
            first.owners.insert(one.owner.clone());
            self.note(one);
        }
        Ok(())
    }

    /// Writes the first commit.
    pub(super) fn keep_first(
        &mut self,
        first: FirstLook,
        found: Found,
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Kept, KeepError> {
        let mut kept = self.begin_keeping(found);
        if first.files > 0 {
            let seen = Seen { after: None, by: first.by };
            self.write_commit(&[], &first_look(first.files), seen, &first.owners, now)?;
            self.finish(now, may_write)?;
            (kept.commits, kept.added) = (1, first.files);
        }
        kept.commit = self.writing.head().map(|head| head.to_string());
        Ok(kept)
    }

    /// Keeps what has changed, each change as a commit.
    pub(super) fn keep(
        &mut self,
        mut new: Vec<Settled>,
        mut found: Found,
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Kept, KeepError> {
        for (path, Pending { seen, .. }) in std::mem::take(&mut found.gone) {
            let before = self.drive.files.change(part_of(&path)).get(&path).map(|known| known.content);
            new.push(Settled { path, before, after: None, stamp: None, seen, owner: None });
        }
        let mut kept = self.begin_keeping(found);
        if !new.is_empty() {
            self.commit(&new, now, may_write, &mut kept)?;
        }
        kept.commit = self.writing.head().map(|head| head.to_string());
        Ok(kept)
    }

    fn begin_keeping(&mut self, found: Found) -> Kept {
        let Found { pending, unread, too_large, without_name, .. } = found;
        let unsettled = pending.values().map(std::collections::BTreeMap::len).sum();
        self.drive.pending = pending;
        Kept { unread, too_large, without_name, unsettled, ..Kept::default() }
    }

    fn commit(
        &mut self,
        settled: &[Settled],
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
        kept: &mut Kept,
    ) -> Result<(), KeepError> {
        let gone: HashSet<_> = settled.iter().filter(|one| one.after.is_none()).map(|one| &*one.path).collect();
        let was = |tell: &mut dyn FnMut(&str)| self.drive.files.each(|path, _| tell(path));
        let is = |tell: &mut dyn FnMut(&str)| {
            self.drive.files.each(|path, _| {
                if !gone.contains(path) {
                    tell(path);
                }
            });
            settled.iter().filter(|one| one.after.is_some()).for_each(|one| tell(&one.path));
        };
        // What a commit is about, and its words, are made from what was written.
        self.writing.write_out()?;
        let plan = steps(settled, &was, &is, &alike_in(self.writing.store()));
        for some in plan.chunks(COMMITS_AT_ONCE) {
            for (number, step) in some.iter().enumerate() {
                // Long work is shown to be alive.
                if number % SHOWN == SHOWN - 1 && !may_write() {
                    return Err(KeepError::Lost);
                }
                self.commit_step(step, settled, now)?;
            }
            self.finish(now, may_write)?;
            for step in some {
                kept.commits += 1;
                count(step, settled, kept);
            }
            // A folder that was moved has its files in two parts, one after the other: each part is opened once.
            let files = some.iter().flat_map(|step| &step.files).filter_map(|file| settled.get(*file));
            let mut files: Vec<_> = files.cloned().collect();
            files.sort_by(|a, b| part_of(&a.path).cmp(part_of(&b.path)));
            files.into_iter().for_each(|one| self.note(one));
        }
        Ok(())
    }

    fn commit_step(&mut self, step: &Step, settled: &[Settled], now: &Moment) -> Result<(), KeepError> {
        let subject = {
            let store: &Store = self.writing.store();
            let bytes = |one: &Settled, is_new: bool| {
                let id = if is_new { one.after } else { one.before };
                id.and_then(|id| store.blob_up_to(id, MOST_TOLD).ok().flatten())
            };
            subject(step, settled, &bytes)
        };
        let files: Vec<_> = step.files.iter().filter_map(|file| settled.get(*file)).collect();
        // What goes makes room for what comes.
        let (gone, there): (Vec<_>, Vec<_>) =
            files.iter().map(|one| change(one)).partition(|change| change.content.is_none());
        let changes: Vec<_> = gone.into_iter().chain(there).collect();
        let owners = files.iter().filter(|one| one.after.is_some()).map(|one| one.owner.clone()).collect();
        self.write_commit(&changes, &subject, step.seen, &owners, now)
    }

    fn write_commit(
        &mut self,
        changes: &[TreeChange<'_>],
        subject: &str,
        seen: Seen,
        owners: &HashSet<Option<Arc<str>>>,
        now: &Moment,
    ) -> Result<(), KeepError> {
        let author = if owners.len() > 1 {
            message::SEVERAL_OWNERS.to_owned()
        } else {
            message::author(owners.iter().next().and_then(Option::as_deref))
        };
        // The times grow from commit to commit, though the clocks of two computers differ. Where one differs by more than that, nobody knows which.
        const APART: chrono::TimeDelta = chrono::TimeDelta::days(1);
        let by = match self.newest {
            Some(newest) if newest.signed_duration_since(seen.by) <= APART => newest.max(seen.by),
            _ => seen.by,
        };
        self.newest = Some(by);
        let at = by.with_timezone(now.at.offset());
        let text = message::message(subject, Seen { by, ..seen });
        let committer = committer(&self.host);
        let commit = NewCommit { author: &author, committer: &committer, at, message: &text };
        self.writing.commit(changes, &commit)?;
        Ok(())
    }

    /// Moves the branch to what was written, where the history is still ours.
    fn finish(&mut self, now: &Moment, may_write: &mut dyn FnMut() -> bool) -> Result<(), KeepError> {
        if !may_write() {
            return Err(KeepError::Lost);
        }
        self.writing.finish(&committer(&self.host), now.at, "keep")?;
        Ok(())
    }

    /// Takes in a file that was written.
    fn note(&mut self, one: Settled) {
        match one.after {
            Some(content) => {
                let is_sure = one.stamp.is_some_and(|(_, is_sure)| is_sure);
                self.drive.insert(one.path, Known { content, stamp: one.stamp.map(|(stamp, _)| stamp), is_sure });
            }
            None => self.drive.remove(&one.path),
        }
    }
}

/// Counts what a commit holds.
fn count(step: &Step, settled: &[Settled], kept: &mut Kept) {
    let (mut gone, mut new) = (0, 0);
    for one in step.files.iter().filter_map(|file| settled.get(*file)) {
        match (one.before, one.after) {
            (Some(_), Some(_)) => kept.changed += 1,
            (None, Some(_)) => new += 1,
            (_, None) => gone += 1,
        }
    }
    if matches!(step.what, What::Renamed(..) | What::Moved(..)) {
        let renamed = gone.min(new);
        kept.renamed += renamed;
        (gone, new) = (gone - renamed, new - renamed);
    }
    (kept.added, kept.deleted) = (kept.added + new, kept.deleted + gone);
}

fn change(one: &Settled) -> TreeChange<'_> {
    TreeChange { path: &one.path, content: one.after }
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
