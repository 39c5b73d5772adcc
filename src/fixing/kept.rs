//! What stood in files before they were put right, so that it can be brought back. It lies in the user's own folder, never on the drive.
//!
//! Each run has a folder of its own, named by its time: an index, and the bytes of each file before and after. The index is written before the first
//! file of the drive is touched.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::plan::{FilePlan, Write};
use crate::destination::{DestinationError, RecordFile};
use crate::disk::{self, EntryKind};
use crate::drive::shown;
use crate::tree::MOST_BYTES;

/// The runs of one user.
#[derive(Debug, Clone)]
pub struct Kept {
    folder: PathBuf,
    now: DateTime<FixedOffset>,
}

/// Why a run could not be kept, or not be found.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// What stood in the files could not be kept.
    #[error("what stands in the files now could not be kept in {}", shown(.path))]
    Unkept {
        /// The folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is no run for this drive.
    #[error("nothing that `spoc fix` wrote on {} is left to be taken back", shown(.0))]
    Nothing(PathBuf),
}

/// One run of `spoc fix`.
#[derive(Debug)]
pub struct Run {
    folder: PathBuf,
    index: Index,
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    drive: String,
    at: DateTime<FixedOffset>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    /// The number in the names of the files that hold its bytes.
    number: usize,
    /// The path on the drive before.
    path: String,
    /// The path on the drive after, where it is another.
    to: Option<String>,
    /// A folder that was made.
    is_folder: bool,
    /// Whether it was there before.
    was_there: bool,
}

/// What came of one file that was to be brought back.
#[derive(Debug)]
pub struct TakenBack {
    /// Its path on the drive.
    pub path: String,
    /// Why it was left as it is.
    pub left: Option<String>,
}

/// How many runs are kept, and for how many days.
const MOST_RUNS: usize = 50;
const MOST_DAYS: i64 = 30;
const INDEX: &str = "index.json";

impl Kept {
    /// The runs in a folder of the user's own, which need not be there yet.
    #[must_use]
    pub fn new(folder: PathBuf, now: DateTime<FixedOffset>) -> Self {
        Self { folder, now }
    }

    /// Keeps what stands in files that are about to be changed. Several times in one run of the program each has a folder of its own; their names are in
    /// the order of time.
    pub(super) fn keep(&self, root: &Path, files: &[FilePlan]) -> Result<Run, KeptError> {
        self.tidy();
        let time = self.now.to_utc().format("%Y-%m-%dT%H-%M-%S%.9f");
        let folders = (0..1_000_000_u32).map(|number| self.folder.join(format!("{time} {number:06}")));
        let is_free = |folder: &PathBuf| matches!(disk::kind(folder), Ok(None));
        let folder = folders.into_iter().find(is_free).unwrap_or_else(|| self.folder.join(time.to_string()));
        let unkept = |source| KeptError::Unkept { path: folder.clone(), source };
        disk::make_private_folder(&self.folder).map_err(unkept)?;
        disk::make_private_folder(&folder).map_err(unkept)?;
        let mut entries = Vec::new();
        for (number, plan) in files.iter().enumerate() {
            let is_there = matches!(disk::kind(&root.join(&plan.path)), Ok(Some(_)));
            let mut entry = Entry { number, path: plan.path.clone(), to: None, is_folder: true, was_there: is_there };
            if let Write::File { file, bytes, to, .. } = &plan.write {
                disk::write(&folder.join(format!("{number}.before")), file.bytes()).map_err(unkept)?;
                disk::write(&folder.join(format!("{number}.after")), bytes).map_err(unkept)?;
                entry = Entry { to: to.clone(), is_folder: false, ..entry };
            }
            entries.push(entry);
        }
        let index = Index { drive: root.to_string_lossy().into_owned(), at: self.now, entries };
        let run = Run { folder: folder.clone(), index };
        run.write_index().map_err(unkept)?;
        Ok(run)
    }

    /// The last run on a drive that was not taken back.
    pub fn last(&self, root: &Path) -> Result<Run, KeptError> {
        let drive = root.to_string_lossy();
        let mut runs = self.runs();
        runs.retain(|run| run.index.drive == drive);
        runs.pop().ok_or_else(|| KeptError::Nothing(root.to_owned()))
    }

    /// All runs, the last one last.
    fn runs(&self) -> Vec<Run> {
        let entries = disk::list(&self.folder).unwrap_or_default();
        let folders = entries.into_iter().filter(|entry| entry.kind == EntryKind::Folder);
        let run = |name: String| {
            let folder = self.folder.join(name);
            let bytes = disk::read(&folder.join(INDEX), MOST_BYTES).ok()?;
            Some(Run { index: serde_json::from_slice(&bytes).ok()?, folder })
        };
        folders.filter_map(|entry| run(entry.name)).collect()
    }

    /// Drops what is too old, or too much.
    fn tidy(&self) {
        let runs = self.runs();
        let too_many = runs.len().saturating_sub(MOST_RUNS);
        for (number, run) in runs.iter().enumerate() {
            if number < too_many || (self.now - run.index.at).num_days() > MOST_DAYS {
                run.drop_files();
            }
        }
    }
}

impl Run {
    /// When it was.
    #[must_use]
    pub fn at(&self) -> DateTime<FixedOffset> {
        self.index.at
    }

    /// The files and folders that it changed, by their paths on the drive.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.index.entries.iter().map(|entry| entry.path.as_str())
    }

    /// Forgets the files that were not written after all.
    pub(super) fn settle(&mut self, is_written: impl Fn(usize) -> bool) {
        self.index.entries.retain(|entry| is_written(entry.number));
        self.write_or_forget();
    }

    /// Brings back what stood in the files. A file that somebody has changed since is left alone. What is back is forgotten.
    #[must_use]
    pub fn take_back(mut self, root: &Path) -> Vec<TakenBack> {
        let entries = self.index.entries.iter().rev();
        let back: Vec<_> = entries
            .map(|entry| TakenBack { path: entry.path.clone(), left: self.entry_back(root, entry).err() })
            .collect();
        let is_left = |entry: &Entry| back.iter().any(|one| one.path == entry.path && one.left.is_some());
        self.index.entries.retain(is_left);
        self.write_or_forget();
        back
    }

    fn write_or_forget(&self) {
        if self.index.entries.is_empty() {
            self.drop_files();
        } else {
            // Where it cannot be written, the older index stands: what it holds too much of is as it was on the drive, which is found out again.
            let _ = self.write_index();
        }
    }

    fn write_index(&self) -> std::io::Result<()> {
        disk::write(&self.folder.join(INDEX), &serde_json::to_vec_pretty(&self.index)?)
    }

    fn entry_back(&self, root: &Path, entry: &Entry) -> Result<(), String> {
        let (path, number) = (root.join(&entry.path), entry.number);
        if entry.is_folder && entry.was_there {
            return Ok(());
        }
        if entry.is_folder {
            return match disk::list(&path) {
                Ok(entries) if entries.is_empty() => disk::remove(&path).map_err(|error| error.to_string()),
                Ok(_) => Err("it is no longer empty".to_owned()),
                Err(_) => Ok(()),
            };
        }
        let kept = |what: &str| {
            disk::read(&self.folder.join(format!("{number}.{what}")), MOST_BYTES)
                .map_err(|_| format!("what stood in it cannot be read in {}", shown(&self.folder)))
        };
        let (before, after) = (kept("before")?, kept("after")?);
        let now = root.join(entry.to.as_deref().unwrap_or(&entry.path));
        let changed = || {
            format!(
                "somebody has changed it since; what stood in it is {}",
                shown(&self.folder.join(format!("{number}.before")))
            )
        };
        let stands = |path: &Path, bytes: &[u8]| disk::read(path, MOST_BYTES).is_ok_and(|now| now == bytes);
        if entry.to.is_some() && stands(&path, &before) && stands(&now, &after) {
            // The program was stopped between the two names.
            return disk::remove(&now).map_err(|error| error.to_string());
        }
        // It was not written then, or is back already.
        if disk::read(&path, MOST_BYTES).is_ok_and(|bytes| bytes == before)
            && (entry.to.is_none() || disk::kind(&now).is_ok_and(|kind| kind.is_none()))
        {
            return Ok(());
        }
        let said = |error: DestinationError| error.to_string();
        let file = RecordFile::read(&now, MOST_BYTES).map_err(said)?;
        if file.bytes() != after {
            return Err(changed());
        }
        match entry.to {
            None => file.write(&before).map_err(said),
            Some(_) => file.move_to(&path, &before).map_err(said),
        }
    }

    fn drop_files(&self) {
        // What cannot be removed now goes another time.
        for entry in disk::list(&self.folder).unwrap_or_default() {
            let _ = disk::remove(&self.folder.join(entry.os_name));
        }
        let _ = disk::remove(&self.folder);
    }
}
