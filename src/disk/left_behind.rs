//! What a run that was stopped in the middle has left beside the places it was writing to: files under the program's own temporary names.

use std::io;
use std::path::Path;

use super::{Entry, EntryKind, PREFIX, RANDOM, SUFFIX, folder_of, list, remove, stamp};

/// A temporary file to which nothing was written for so long, in nanoseconds, is waited for by nobody. A write takes seconds, and a day is more than
/// any computer's sleep in the middle of one, or its clock, puts between.
const LEFT_AFTER: i64 = 24 * 3_600 * 1_000_000_000;

/// Removes what other runs have left behind in the folder of a file that was written just now. Its own time says what the clock of the drive shows:
/// the clocks of the computers that write there do not matter. What cannot be removed stays.
pub fn clear_left_behind(written: &Path) {
    if let Some(now) = stamp(written).map(|stamp| stamp.modified).filter(|now| *now > 0) {
        clear_older(folder_of(written), now);
    }
}

fn clear_older(folder: &Path, now: i64) {
    let is_old = |entry: &Entry| {
        let modified = entry.stamp().map(|stamp| stamp.modified).filter(|modified| *modified > 0);
        modified.is_some_and(|modified| now.saturating_sub(modified) > LEFT_AFTER)
    };
    for entry in list(folder).unwrap_or_default() {
        if entry.kind == EntryKind::File && run_of(&entry.name).is_some() && is_old(&entry) {
            // What cannot be removed now is removed after another write.
            let _ = remove(&folder.join(&entry.os_name));
        }
    }
}

/// Removes what a run has left behind in a folder, however new it is. Whoever calls this knows that the run has ended, and under what mark it wrote.
pub fn clear_of_run(folder: &Path, mark: &str) -> io::Result<()> {
    for entry in list(folder)? {
        if entry.kind == EntryKind::File && !mark.is_empty() && run_of(&entry.name) == Some(mark) {
            remove(&folder.join(&entry.os_name))?;
        }
    }
    Ok(())
}

/// The mark of the run that wrote a file, by its temporary name, empty where it has none; nothing where the name is none that the program gives.
fn run_of(name: &str) -> Option<&str> {
    let inner = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let (mark, random) = inner.split_once('-').map_or(("", inner), |(mark, random)| (mark, random));
    let is_random = random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_mark = mark.bytes().all(|byte| byte.is_ascii_hexdigit()) && mark.is_empty() != inner.contains('-');
    (is_random && is_mark).then_some(mark)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn what_was_left_long_ago_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let ours = [".spoc-aB3dE9.tmp", ".spoc-0f1e2d3c-aB3dE9.tmp"];
        let theirs = [
            ".spoc-notes about.tmp",
            ".spoc-aB3dE9.tmp.yaml",
            "spoc-aB3dE9.tmp",
            ".spoc-aB3dE.tmp",
            ".spoc--aB3dE9.tmp",
            ".spoc-zz-aB3dE9.tmp",
            ".spoc-é3dE9.tmp",
            "2026-12-01 visit.yaml",
        ];
        for name in ours.iter().chain(&theirs) {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join(".spoc-aB3dE8.tmp")).unwrap();
        let names = || -> BTreeSet<_> {
            fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        };
        let all = names();
        let now = stamp(&folder.path().join(ours[0])).unwrap().modified;
        // A day is not over, or the clock of the drive was set back.
        for now in [now + LEFT_AFTER / 2, now - 2 * LEFT_AFTER] {
            clear_older(folder.path(), now);
            assert_eq!(names(), all);
        }
        clear_older(folder.path(), now + 2 * LEFT_AFTER);
        assert_eq!(all.difference(&names()).collect::<Vec<_>>(), [ours[1], ours[0]]);
    }

    #[test]
    fn what_a_run_has_left_is_known_by_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".spoc-aB3dE9.tmp", ".spoc-0f1e2d3c-aB3dE9.tmp", ".spoc-0f1e2d3d-aB3dE9.tmp"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        clear_of_run(folder.path(), "").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        clear_of_run(folder.path(), "0f1e2d3c").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert!(!folder.path().join(".spoc-0f1e2d3c-aB3dE9.tmp").exists());
        assert!(clear_of_run(&folder.path().join("none"), "0f1e2d3c").is_err());
    }
}
