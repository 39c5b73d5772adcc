//! What a run that was killed may leave behind: files that were being written.

use std::path::Path;

use super::references::{BRANCH, inside};
use crate::disk::{self, EntryKind};

/// Clears away the files that a killed run was writing. Whoever calls this has the lease, so that none is being written now. What cannot be removed
/// stays: it does no harm.
pub fn clear(folder: &Path) {
    let branches = inside(folder, "refs/heads");
    let log = inside(&folder.join("logs"), BRANCH);
    for place in [folder, &branches, &inside(folder, "objects/pack"), log.parent().unwrap_or(folder)] {
        for entry in disk::list(place).unwrap_or_default() {
            let is_ours = entry.name.starts_with(".spoc-") && entry.name.ends_with(".tmp");
            if entry.kind == EntryKind::File && is_ours {
                let _ = disk::remove(&place.join(&entry.os_name));
            }
        }
    }
}
