//! Where the cache lies: in the folder that `SPOC_CACHE` names, else in the user's own folder for caches.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::common::Common;
use crate::disk;
use crate::drive::Cache;

impl Common {
    /// The cache of a drive; none with `--no-cache`, or where its folder cannot be made.
    pub fn cache(&self, root: &Path) -> Option<Cache> {
        if self.no_cache {
            return None;
        }
        Cache::open(&folder()?, root, &program()?, SystemTime::now())
    }
}

/// Removes what is kept of all drives, so that no child's data stays on this computer.
pub(super) fn clear_cache() {
    if let Some(folder) = folder() {
        Cache::clear(&folder);
    }
}

/// `%LOCALAPPDATA%\spoc\cache` on Windows, `~/Library/Caches/spoc` on a Mac, `$XDG_CACHE_HOME/spoc` or `~/.cache/spoc` elsewhere.
pub(super) fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("SPOC_CACHE").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let of_all_programs = choose_native_strategy().ok()?.cache_dir();
    let folder = of_all_programs.join("spoc");
    // Windows has one folder for all that a program keeps for its user. A folder `cache` in it leaves room for other things.
    let folder = if cfg!(windows) { folder.join("cache") } else { folder };
    folder.is_absolute().then_some(folder)
}

/// A text that differs between versions of the program, and between two builds of one version.
fn program() -> Option<String> {
    let built = disk::stamp(&std::env::current_exe().ok()?)?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), built.size, built.modified))
}
