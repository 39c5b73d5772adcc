//! Where the cache lies: where `SPOC_CACHE` says, else in the user's own folder for such things.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::common::Common;
use crate::disk;
use crate::drive::Cache;

impl Common {
    /// The cache of a drive; none with `--no-cache`, and where no folder for it can be had.
    pub fn cache(&self, root: &Path) -> Option<Cache> {
        if self.no_cache {
            return None;
        }
        Cache::open(&folder()?, root, &program()?, SystemTime::now())
    }
}

/// `%LOCALAPPDATA%\spoc\cache` on Windows, `~/Library/Caches/spoc` on a Mac, `$XDG_CACHE_HOME/spoc` or `~/.cache/spoc` elsewhere.
fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("SPOC_CACHE").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let of_all_programs = choose_native_strategy().ok()?.cache_dir();
    let folder = of_all_programs.join("spoc");
    // Beside the cache there is room for what else the program may keep for its user one day: on Windows one folder holds it all.
    let folder = if cfg!(windows) { folder.join("cache") } else { folder };
    folder.is_absolute().then_some(folder)
}

/// What tells one version of the program from another: two builds of one version differ, too.
fn program() -> Option<String> {
    let built = disk::stamp(&std::env::current_exe().ok()?)?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), built.size, built.modified))
}
