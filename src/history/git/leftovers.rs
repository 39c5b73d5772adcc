//! What a run that was killed may leave behind: files that were being written.

use std::path::Path;

use super::references::{BRANCH, inside};
use crate::disk::{self, EntryKind};

/// A pack that has no index for so long, in nanoseconds, will get none: git, which asks for no lease, is not in the middle of writing it.
const STALE: i64 = 3_600_000_000_000;

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
    let packs = inside(folder, "objects/pack");
    if let Some(now) = disk::time_in(&packs) {
        clear_packs(&packs, now);
    }
}

/// Clears away packs without an index, and what another program was writing that was killed: nobody sees them, but what was let go may lie in them.
fn clear_packs(packs: &Path, now: i64) {
    for entry in disk::list(packs).unwrap_or_default() {
        let path = packs.join(&entry.os_name);
        let is_lone = entry.name.starts_with("pack-") && entry.name.ends_with(".pack") && {
            matches!(disk::kind(&path.with_extension("idx")), Ok(None))
        };
        let is_half = entry.name.starts_with("tmp_");
        let age = disk::stamp(&path).map(|stamp| now.saturating_sub(stamp.modified.max(stamp.changed)));
        if entry.kind == EntryKind::File && (is_lone || is_half) && age.is_some_and(|age| age > STALE) {
            let _ = disk::remove(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_pack_that_gets_no_index_is_cleared_away_in_time() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pack-a.pack", "pack-b.pack", "pack-b.idx", "tmp_pack_X1", "notes.txt"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let there = || fs::read_dir(folder.path()).unwrap().count();
        let now = disk::time_in(folder.path()).unwrap();
        clear_packs(folder.path(), now);
        assert_eq!(there(), 5);
        clear_packs(folder.path(), now + 2 * STALE);
        assert_eq!(there(), 3);
        assert!(!folder.path().join("pack-a.pack").exists() && folder.path().join("pack-b.pack").exists());
    }
}
