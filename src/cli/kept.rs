//! Where the cache lies: in the user's own folder for such things, or where `SPOC_CACHE` says.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Common;
use crate::disk;
use crate::drive::Cache;

impl Common {
    /// What was kept of a drive; none where nothing is to be, or can be.
    pub fn cache(&self, root: &Path) -> Option<Cache> {
        if self.no_cache {
            return None;
        }
        Cache::open(&folder()?, root, &program()?, SystemTime::now())
    }
}

fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = variable("SPOC_CACHE") {
        return Some(folder);
    }
    // What is not a whole path is passed over, as the convention of these variables has it.
    let whole = |name: &str| variable(name).filter(|folder| folder.is_absolute());
    if cfg!(windows) {
        whole("LOCALAPPDATA").map(|folder| folder.join("spoc").join("cache"))
    } else {
        let of_home = |below: &str| whole("HOME").map(|home| home.join(below).join("spoc"));
        let usual = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        whole("XDG_CACHE_HOME").map(|folder| folder.join("spoc")).or_else(|| of_home(usual))
    }
}

/// What tells one version of the program from another: two builds of one version differ, too.
fn program() -> Option<String> {
    let built = disk::stamp(&std::env::current_exe().ok()?)?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), built.size, built.modified))
}
