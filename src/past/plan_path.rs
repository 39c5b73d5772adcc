//! A path of a history as one on the drive.

use std::path::{Path, PathBuf};

use crate::layout;

/// The file of the drive at a path, name by name; none where a part of it could lead elsewhere.
pub(super) fn on_disk(root: &Path, path: &str) -> Option<PathBuf> {
    let mut file = root.to_owned();
    for name in path.split('/') {
        let leads_elsewhere = name.is_empty() || name == "." || name == ".." || name.contains('\0');
        if leads_elsewhere || (cfg!(windows) && layout::unportable(name).is_some()) {
            return None;
        }
        file.push(name);
    }
    Some(file)
}
