//! What is found while the folders and files of a part of the drive are read: problems, counts, and what looks unfinished.

use super::assessment::Counts;
use super::fingerprint::path_number;
use super::place::Scope;
use super::requests::Connection;
use super::texts::RecordTexts;
use super::walk::{WalkedEntry, WalkedFolder};
use crate::disk::{EntryKind, ReadError};
use crate::layout::{self, Ending, Role};
use crate::problem::Problem;
use crate::rules::{Folder, check_folder, stray_record, sync_copy, unreadable, yaml_syntax};
use crate::text;
use crate::tree::MOST_BYTES;

/// What the reading of a part of the drive needs.
pub(super) struct Sources<'a> {
    pub scope: &'a Scope,
    pub texts: &'a RecordTexts<'a>,
    pub connection: &'a Connection,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub problems: Vec<Problem>,
    pub counts: Counts,
    /// The files that look as if they were still being written, as numbers.
    pub unfinished: Vec<u64>,
}

impl Findings {
    /// Reports what is wrong with a folder and with the names in it, whatever their content: a folder that cannot be listed, a link, two names
    /// that clash.
    pub fn check_names(&mut self, folder: &WalkedFolder) {
        if let Err(error) = &folder.entries {
            self.problems.push(unreadable::of_error(&folder.path, error));
        }
        let is_checked = |entry: &&WalkedEntry| entry.kind == EntryKind::Folder || !layout::is_sync_copy(&entry.name);
        let names: Vec<_> = folder.listed().iter().filter(is_checked).map(|entry| entry.name.clone()).collect();
        check_folder(&Folder { path: &folder.path, names: &names }, &mut self.problems);
        for entry in folder.listed() {
            match entry.kind {
                EntryKind::Link => self.problems.push(unreadable::of_link(&folder.path_of(entry))),
                EntryKind::Special => self.problems.push(unreadable::of_special(&folder.path_of(entry))),
                EntryKind::File | EntryKind::Folder => {}
            }
        }
    }

    /// Counts the files that stand where no record belongs, and reports those among them that are records all the same.
    pub fn read_out_of_place(&mut self, folders: &[WalkedFolder], sources: &Sources<'_>) {
        let mut to_be_read = Vec::new();
        for folder in folders {
            for entry in folder.listed() {
                let is_counted = matches!(entry.kind, EntryKind::File | EntryKind::Special);
                let is_out_of_place = entry.role == Role::OutOfPlace
                    || (entry.role == Role::Document && !matches!(folder.role, Role::Area(_)));
                let path = folder.path_of(entry);
                if !is_counted || !is_out_of_place || !sources.scope.holds(&path) {
                    continue;
                }
                self.counts.documents += 1;
                if entry.kind == EntryKind::File && entry.role == Role::OutOfPlace {
                    to_be_read.push((folder, entry, path));
                }
            }
        }
        let readings = sources.connection.for_each(&to_be_read, |(folder, entry, path)| {
            if Ending::of(&entry.name) == Ending::Yaml {
                return Ok(true);
            }
            match sources.texts.read(path, &folder.on_disk_of(entry), entry.stamp, MOST_BYTES) {
                Ok(bytes) => Ok(text::front_matter(&text::decode(&bytes).0).is_some()),
                Err(ReadError::TooLarge(_)) => Ok(false),
                Err(ReadError::Io(error)) => Err(error),
            }
        });
        for ((_, entry, path), is_record) in to_be_read.iter().zip(readings) {
            match is_record {
                Ok(true) if layout::is_sync_copy(&entry.name) => self.problems.push(sync_copy::of_file(path)),
                Ok(true) => self.problems.push(stray_record::of_file(path)),
                Ok(false) => {}
                Err(error) => self.problems.push(unreadable::of_error(path, &error)),
            }
        }
    }

    /// Notes that a file looks as if it were still being written.
    pub fn note_unfinished(&mut self, path: &str) {
        self.unfinished.push(path_number(path.as_bytes()));
    }
}

/// The problem of a file that is larger than any record may be, and so is not read.
pub(super) fn too_large(path: &str, length: u64) -> Problem {
    Problem::of_file(
        yaml_syntax::CODE,
        path,
        format!("the file is {} MB large; a record is at most {} MB", length / 1_000_000, MOST_BYTES / 1_000_000),
        "Look whether something else was saved under this name. Give a scan or an archive its own ending.",
    )
}
