//! What was deleted and is nowhere else on the drive.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::identity::identity;
use super::plan::on_disk;
use crate::changes::{File, between};
use crate::disk::{self, EntryKind};
use crate::history::{Archive, ContentId, HistoryError, Seen};
use crate::layout::clash_key;

/// A file that was deleted and is nowhere else.
#[derive(Debug, Clone)]
pub struct Lost {
    /// Its path on the drive.
    pub path: String,
    /// What it was: `Oakfield, visit of 24 November`.
    pub subject: String,
    /// Between which two looks it was deleted; none where the history has not seen yet that it is gone.
    pub seen: Option<Seen>,
    /// Its owner, where the system told it.
    pub owner: Option<String>,
    /// What it held last.
    pub content: ContentId,
}

/// The files under a folder (the drive's own: an empty path) that were deleted and are nowhere else on the drive, by path: no file has the same
/// content, and no record is the same one by what it says, under another name or in another folder.
pub fn lost(archive: &Archive, root: &Path, under: &str) -> Result<Vec<Lost>, HistoryError> {
    let Some(newest) = archive.at(None)? else { return Ok(Vec::new()) };
    let kept = newest.files("")?;
    let mut folders = Folders { root, listed: HashMap::new() };
    let mut there: HashMap<String, ContentId> = kept.iter().filter(|(path, _)| folders.holds(path)).cloned().collect();
    let mut gone = BTreeMap::new();
    for (path, content) in &kept {
        if is_within(path, under) && !there.contains_key(path.as_str()) {
            gone.insert(path.clone(), Gone { content: *content, seen: None, owner: None });
        }
    }
    // The newest change of each path decides. A path that was left by a renaming is not lost.
    let mut decided: HashSet<String> = kept.iter().map(|(path, _)| path.clone()).collect();
    for change in archive.changes(under, DateTime::<Utc>::MIN_UTC)? {
        let is_first = decided.insert(change.path.clone());
        decided.extend(change.from);
        let (true, None, Some(content)) = (is_first, change.after, change.before) else { continue };
        if !folders.holds(&change.path) {
            gone.insert(change.path, Gone { content, seen: Some(change.seen), owner: change.owner });
        } else if is_as_it_was(archive, root, &change.path, content)? {
            // It was brought back, and the history has not looked since.
            there.insert(change.path, content);
        }
    }
    let contents: HashSet<ContentId> = there.values().copied().collect();
    gone.retain(|_, gone| !contents.contains(&gone.content));
    let mut elsewhere = Elsewhere::new(archive, &there);
    let mut lost = Vec::new();
    for (path, gone) in gone {
        let bytes = archive.bytes(gone.content)?;
        let own = identity(&path, &bytes);
        if own.as_ref().map(|own| elsewhere.has(&path, own)).transpose()? != Some(true) {
            let subject = between(Some(File { path: &path, bytes: &bytes }), None).subject;
            lost.push((own, Lost { path, subject, seen: gone.seen, owner: gone.owner, content: gone.content }));
        }
    }
    Ok(last_of_each(lost))
}

/// Without the files from which a record had gone to another that was lost later: that one holds more of it.
fn last_of_each(lost: Vec<(Option<String>, Lost)>) -> Vec<Lost> {
    // What the history has not seen yet went last.
    let went = |lost: &Lost| lost.seen.map_or(DateTime::<Utc>::MAX_UTC, |seen| seen.by);
    let mut last: HashMap<String, DateTime<Utc>> = HashMap::new();
    for (own, lost) in &lost {
        if let Some(own) = own {
            let known = last.entry(own.clone()).or_insert_with(|| went(lost));
            *known = (*known).max(went(lost));
        }
    }
    let is_last = |own: &Option<String>, lost: &Lost| {
        own.as_ref().and_then(|own| last.get(own)).is_none_or(|known| *known == went(lost))
    };
    lost.into_iter().filter(|(own, lost)| is_last(own, lost)).map(|(_, lost)| lost).collect()
}

fn is_as_it_was(archive: &Archive, root: &Path, path: &str, content: ContentId) -> Result<bool, HistoryError> {
    let Ok(file) = on_disk(root, path) else { return Ok(false) };
    let bytes = archive.bytes(content)?;
    Ok(disk::read(&file, bytes.len() as u64).is_ok_and(|now| now == bytes))
}

/// Whether the whole of a folder is gone: nothing of it is there now.
#[must_use]
pub fn is_gone(root: &Path, folder: &str) -> bool {
    on_disk(root, folder).is_ok_and(|folder| matches!(disk::kind(&folder), Ok(None)))
}

struct Gone {
    content: ContentId,
    seen: Option<Seen>,
    owner: Option<String>,
}

fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The names in the folders of the drive, each folder listed once.
struct Folders<'a> {
    root: &'a Path,
    /// None where a folder cannot be listed: then it is not known what is missing in it.
    listed: HashMap<String, Option<HashSet<String>>>,
}

impl Folders<'_> {
    fn holds(&mut self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if !self.listed.contains_key(folder) {
            let on_disk = if folder.is_empty() { Ok(self.root.to_owned()) } else { on_disk(self.root, folder) };
            let names = match on_disk.map(|folder| disk::list(&folder)) {
                Ok(Ok(entries)) => {
                    let files = entries.into_iter().filter(|entry| entry.kind != EntryKind::Folder);
                    Some(files.map(|entry| entry.name).collect())
                }
                Ok(Err(error)) if error.kind() == ErrorKind::NotFound => Some(HashSet::new()),
                Ok(Err(_)) | Err(_) => None,
            };
            self.listed.insert(folder.to_owned(), names);
        }
        self.listed.get(folder).is_some_and(|names| names.as_ref().is_none_or(|names| names.contains(name)))
    }
}

/// The records that are there now, by what they are known; asked only of those that may be the same one.
struct Elsewhere<'a> {
    archive: &'a Archive,
    by_name: HashMap<String, Vec<(&'a str, ContentId)>>,
    by_school: HashMap<String, Vec<(&'a str, ContentId)>>,
    known: HashMap<&'a str, Option<String>>,
}

impl<'a> Elsewhere<'a> {
    fn new(archive: &'a Archive, there: &'a HashMap<String, ContentId>) -> Self {
        let mut found = Self { archive, by_name: HashMap::new(), by_school: HashMap::new(), known: HashMap::new() };
        for (path, content) in there {
            let (name, school) = keys(path);
            found.by_name.entry(name).or_default().push((path, *content));
            found.by_school.entry(school).or_default().push((path, *content));
        }
        found
    }

    /// Whether a record that is there now is known by the same: one of the same file name, or one in a school of the same name.
    fn has(&mut self, path: &str, own: &str) -> Result<bool, HistoryError> {
        let (name, school) = keys(path);
        let empty = Vec::new();
        let of_name = self.by_name.get(&name).unwrap_or(&empty);
        let of_school = self.by_school.get(&school).unwrap_or(&empty);
        for (other, content) in of_name.iter().chain(of_school) {
            if !self.known.contains_key(other) {
                let bytes = self.archive.bytes(*content)?;
                self.known.insert(other, identity(other, &bytes));
            }
            if self.known.get(other).and_then(Option::as_deref) == Some(own) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The name of a file, and that of the school in which it stands, as they compare.
fn keys(path: &str) -> (String, String) {
    let name = path.rsplit('/').next().unwrap_or(path);
    (clash_key(name), clash_key(path.split('/').nth(1).unwrap_or_default()))
}
