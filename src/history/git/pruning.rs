//! History whose time is over is let go: the commits that stay are written anew on a root without a past, with all that they need, into new packs; then
//! the branch moves, and everything old is removed.
//!
//! A run that is killed before the branch moves leaves the old history as it was. One that is killed later leaves a list of what is still to be removed,
//! by which the next run goes on.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use gix::objs::Kind;

use super::merging::{indices, remove_new, remove_pack};
use super::objects::{Commit, Id};
use super::pack::{Packed, Packing};
use super::references;
use super::writing::{Writing, commit_text, git_time, unwritten};
use crate::disk::{self, EntryKind, ReadError};
use crate::history::HistoryError;

/// The list of what is still to be removed: the commit that the branch moves to and the one that it stood at, then a name on each line.
const LIST: &str = "spoc.letting-go";
const MOST_BYTES: u64 = 10_000_000;

impl Writing {
    /// Lets go of everything but these commits, the newest first, of which the last becomes the root, with this message. `by` and `at`: who does it, and
    /// when. `may_write` is asked now and then, and just before anything is made known. Gives whether everything old is removed already: a file that
    /// another program has open is removed by a later run.
    pub fn prune(
        &mut self,
        commits: &[Commit],
        root_message: &str,
        by: &str,
        at: DateTime<FixedOffset>,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<bool, HistoryError> {
        self.write_out()?;
        let folder = self.store().folder().to_owned();
        let packs = folder.join("objects").join("pack");
        let old = indices(&packs).map_err(HistoryError::io(&packs))?;
        let mut new = Vec::new();
        let written = self.write_anew(commits, root_message, &packs, &mut new, may_write).and_then(|head| {
            self.has_not_moved()?;
            if may_write() { Ok(head) } else { Err(HistoryError::Taken(folder.clone())) }
        });
        let head = match written {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(true),
            Err(error) => {
                remove_new(&new, &old);
                return Err(error);
            }
        };
        let before = self.head().map(|before| format!(" {before}")).unwrap_or_default();
        let goes = old.iter().filter(|index| !new.contains(index));
        let names = goes.filter_map(|index| index.file_stem()).map(|name| name.to_string_lossy().into_owned());
        let list: String = std::iter::once(format!("{head}{before}")).chain(names).map(|line| line + "\n").collect();
        let io = HistoryError::io(&folder);
        let by = format!("{by} <> {}", git_time(at));
        disk::write(&folder.join(LIST), list.as_bytes())
            .and_then(|()| references::begin_anew(&folder, head, &by, "let go of what is older"))
            .map_err(io)?;
        // On Windows a pack that is open cannot be removed.
        self.close_packs()?;
        let is_done = go_on_pruning(&folder).map_err(HistoryError::io(&folder))?;
        self.begin_at(head)?;
        Ok(is_done)
    }

    /// Goes on with what an earlier run could not remove. Gives whether nothing is left to do.
    pub fn go_on_pruning(&mut self) -> Result<bool, HistoryError> {
        self.close_packs()?;
        let is_done = go_on_pruning(self.store().folder()).map_err(HistoryError::io(self.store().folder()))?;
        self.close_packs()?;
        Ok(is_done)
    }

    /// Writes commits and all that they hold into new packs. Gives the newest of them.
    fn write_anew(
        &self,
        commits: &[Commit],
        root_message: &str,
        packs: &Path,
        new: &mut Vec<PathBuf>,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Id>, HistoryError> {
        let folder = self.store().folder();
        let failed = |error| unwritten(folder, error);
        let mut all = HashSet::new();
        for commit in commits {
            self.collect(commit.tree, &mut all)?;
        }
        // In an order, so that a run that is tried again writes the same packs.
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort();
        let mut packing = Packing::default();
        let mut may_go_on = |number: usize| {
            // So many objects are written before it is asked.
            const SOME: usize = 500;
            if !number.is_multiple_of(SOME) || may_write() {
                Ok(())
            } else {
                Err(HistoryError::Taken(folder.to_owned()))
            }
        };
        for (number, (id, _)) in all.iter().enumerate() {
            may_go_on(number)?;
            let (kind, data) = self.store().any_object(*id)?;
            packing.add(Packed::of(kind, &data).map_err(failed)?);
            if packing.is_full() {
                new.extend(packing.write(packs).map_err(failed)?);
            }
        }
        let mut head = None;
        for (number, commit) in commits.iter().rev().enumerate() {
            may_go_on(number)?;
            let message = if number == 0 { root_message } else { &commit.message };
            let text = commit_text(commit.tree, head, &commit.people, message);
            let object = Packed::of(Kind::Commit, text.as_bytes()).map_err(failed)?;
            head = object.id();
            packing.add(object);
            if packing.is_full() {
                new.extend(packing.write(packs).map_err(failed)?);
            }
        }
        new.extend(packing.write(packs).map_err(failed)?);
        Ok(head)
    }

    /// Every folder and file below a folder.
    fn collect(&self, folder: Id, all: &mut HashSet<(Id, bool)>) -> Result<(), HistoryError> {
        if !all.insert((folder, true)) {
            return Ok(());
        }
        for entry in self.store().tree(folder)? {
            if entry.is_folder {
                self.collect(entry.id, all)?;
            } else {
                all.insert((entry.id, false));
            }
        }
        Ok(())
    }
}

/// Removes what a run that was killed had still to remove. Gives whether nothing is left to do.
pub fn go_on_pruning(folder: &Path) -> io::Result<bool> {
    let file = folder.join(LIST);
    let list = match disk::read(&file, MOST_BYTES) {
        Ok(list) => String::from_utf8_lossy(&list).into_owned(),
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(ReadError::Io(error)) => return Err(error),
        Err(ReadError::TooLarge(_)) => String::new(),
    };
    let mut lines = list.lines();
    let mut heads = lines.next().unwrap_or_default().split(' ').map(Id::parse);
    let (new, old) = (heads.next().flatten(), heads.next().flatten());
    let branch = references::branch(folder)?;
    let has_moved = match (new, old) {
        // Since then it may have moved on.
        (Some(_), Some(old)) if branch.is_some() => branch != Some(old),
        // A branch that is damaged is put right first.
        (Some(_), Some(_)) => return Ok(false),
        (new, _) => new.is_some() && branch == new,
    };
    if !has_moved {
        // The old history stands.
        return disk::remove(&file).map(|()| true);
    }
    let packs = folder.join("objects").join("pack");
    let mut is_done = true;
    for name in lines.filter(|name| name.starts_with("pack-") && !name.contains(['/', '\\'])) {
        is_done &= remove_pack(&packs.join(format!("{name}.idx")), true);
    }
    for loose in loose_objects(folder)? {
        is_done &= disk::remove(&loose).is_ok();
    }
    references::forget_other_logs(folder)?;
    if is_done {
        disk::flush_folder(&packs)?;
        disk::remove(&file)?;
    }
    Ok(is_done)
}

/// The loose objects, and what git has noted of commits besides: a history has none but those that another program wrote.
fn loose_objects(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let objects = folder.join("objects");
    let mut found = Vec::new();
    for entry in disk::list(&objects)? {
        let is_loose = entry.name.len() == 2 && entry.name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if entry.kind == EntryKind::Folder && (is_loose || entry.name == "info") {
            let inside = objects.join(&entry.os_name);
            for one in disk::list(&inside)? {
                let path = inside.join(&one.os_name);
                match one.kind {
                    EntryKind::File if is_loose || one.name == "commit-graph" => found.push(path),
                    EntryKind::Folder if one.name == "commit-graphs" => {
                        found.extend(disk::list(&path)?.iter().map(|graph| path.join(&graph.os_name)));
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(found)
}
