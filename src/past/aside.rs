//! What stood in files that were written over and is in no history: it is kept in the user's own folder, never on the drive.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, FixedOffset};
use serde_json::json;

use super::plan::ToWrite;
use crate::disk::{self, EntryKind};
use crate::drive::shown;

/// The folder of what was put aside.
#[derive(Debug, Clone)]
pub struct Aside {
    folder: PathBuf,
    now: DateTime<FixedOffset>,
}

/// What stands in files now could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("what stands there now could not be kept in {}", shown(.path))]
pub struct Unkept {
    /// The folder.
    path: PathBuf,
    /// The system's reason.
    source: std::io::Error,
}

/// For how many days it is kept.
const MOST_DAYS: u64 = 90;
const FORM: &str = "%Y-%m-%d %H-%M-%S%.9f";

impl Aside {
    /// In a folder of the user's own, which need not be there yet.
    #[must_use]
    pub fn new(folder: PathBuf, now: DateTime<FixedOffset>) -> Self {
        Self { folder, now }
    }

    /// The folder in which restores are noted that have begun.
    pub(super) fn begun(&self) -> PathBuf {
        self.folder.join("begun")
    }

    /// Keeps what stands in files now, each under its number, with a list that says which is which. Gives the folder.
    pub(super) fn keep(&self, root: &Path, files: &[&ToWrite]) -> Result<PathBuf, Unkept> {
        self.tidy();
        let folder = self.folder.join(self.now.format(FORM).to_string());
        let unkept = |source| Unkept { path: folder.clone(), source };
        disk::make_private_folder(&self.folder).map_err(unkept)?;
        disk::make_private_folder(&folder).map_err(unkept)?;
        let mut list = Vec::new();
        for (number, file) in (1..).zip(files) {
            let ending = file.path.rsplit_once('.').map_or("", |(_, ending)| ending);
            let name = if ending.contains('/') || ending.is_empty() {
                format!("{number}")
            } else {
                format!("{number}.{ending}")
            };
            disk::write(&folder.join(&name), file.now.bytes().unwrap_or_default()).map_err(unkept)?;
            list.push(json!({"file": name, "path": file.path}));
        }
        let list = json!({"drive": root.to_string_lossy(), "at": self.now.to_rfc3339(), "files": list});
        disk::write(&folder.join("index.json"), format!("{list:#}\n").as_bytes()).map_err(unkept)?;
        Ok(folder)
    }

    /// Drops what is too old.
    fn tidy(&self) {
        let oldest = self.now.checked_sub_days(Days::new(MOST_DAYS)).unwrap_or(self.now).format(FORM).to_string();
        for entry in disk::list(&self.folder).unwrap_or_default() {
            // The names are in the order of time.
            if entry.kind != EntryKind::Folder || entry.name >= oldest {
                continue;
            }
            let folder = self.folder.join(&entry.os_name);
            for file in disk::list(&folder).unwrap_or_default() {
                drop(disk::remove(&folder.join(&file.os_name)));
            }
            drop(disk::remove(&folder));
        }
    }
}
