//! What a restore notes in the user's own folder before it writes. Where it is stopped in the middle, the next one knows by that what it has left
//! behind on the drive, and that nobody is waiting for it any more.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk::{self, Hold, clear_of_run};
use crate::drive::policy_file;
use crate::lease::Holder;

/// A restore that has begun.
#[derive(Debug)]
pub(super) struct Begun {
    /// The mark in the names of its temporary files.
    pub mark: String,
    note: PathBuf,
    /// It is held as long as the program lives: the system lets go of it, however the program ends.
    held: PathBuf,
    hold: Option<Hold>,
}

/// What is noted.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// The computer: whether something is held shows on the same one alone.
    host: String,
    mark: String,
    /// The drive.
    root: String,
    /// The folders that are written in.
    folders: BTreeSet<String>,
}

const NOTE: &str = "json";
const HELD: &str = "held";
/// So many hexadecimal digits tell one restore from another.
const MARK: usize = 8;
const MOST_BYTES: u64 = 50_000_000;

impl Begun {
    /// Notes in `own` that a restore begins in these folders of a drive; none where that cannot be noted. Then what it may leave behind stays for a day.
    pub fn note<'p>(own: &Path, root: &Path, folders: impl Iterator<Item = &'p Path>) -> Option<Self> {
        let Holder { host, token, .. } = Holder::this_process();
        let mark = token.get(..MARK)?.to_owned();
        disk::make_private_folder(own).ok()?;
        let [note, held] = [NOTE, HELD].map(|ending| own.join(format!("{mark}.{ending}")));
        let hold = Some(Hold::take(&held).ok()??);
        let begun = Self { mark, note, held, hold };
        let folders = folders.filter_map(Path::to_str).map(str::to_owned).collect();
        let note = Note { host, mark: begun.mark.clone(), root: root.to_str()?.to_owned(), folders };
        let text = serde_json::to_vec(&note).ok()?;
        disk::write(&begun.note, &text).ok()?;
        Some(begun)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        // The note goes while it is held: nobody takes this restore for one that was stopped.
        let _ = disk::remove(&self.note);
        drop(self.hold.take());
        let _ = disk::remove(&self.held);
    }
}

/// Clears away what restores of this user on this computer have left behind that were stopped in the middle. What cannot be reached now is cleared
/// away by a later one.
pub(super) fn clear_stopped(own: &Path) {
    let host = Holder::this_process().host;
    for entry in disk::list(own).unwrap_or_default() {
        let note = own.join(&entry.os_name);
        let held = note.with_extension(HELD);
        if note.extension().is_none_or(|ending| ending != NOTE) {
            continue;
        }
        let Ok(Some(hold)) = Hold::take(&held) else { continue };
        let is_done = disk::read(&note, MOST_BYTES).is_ok_and(|bytes| match serde_json::from_slice::<Note>(&bytes) {
            Ok(note) => note.host == host && note.clear(),
            // A note that cannot be understood names nothing.
            Err(_) => true,
        });
        if is_done {
            let _ = disk::remove(&note);
        }
        drop(hold);
        if !matches!(disk::kind(&note), Ok(Some(_))) {
            let _ = disk::remove(&held);
        }
    }
}

impl Note {
    /// Clears away what is left. Whether nothing is any more.
    fn clear(&self) -> bool {
        let cleared = |folder: &String| match clear_of_run(Path::new(folder), &self.mark) {
            Err(error) => error.kind() == io::ErrorKind::NotFound,
            Ok(()) => true,
        };
        let cleared: Vec<_> = self.folders.iter().map(cleared).collect();
        // On a drive that cannot be reached every folder seems to be gone.
        policy_file(Path::new(&self.root)).is_some() && cleared.iter().all(|is_cleared| *is_cleared)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::disk::Staged;

    #[test]
    fn what_a_stopped_restore_has_left_goes_and_what_a_running_one_writes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (own, place) = (folder.path().join("own"), folder.path().join("place"));
        fs::create_dir(&place).unwrap();
        fs::write(place.join("policy.toml"), "").unwrap();
        let count = |folder: &Path| fs::read_dir(folder).unwrap().count();
        let begin = || Begun::note(&own, &place, [place.as_path(), &place.join("gone")].into_iter()).unwrap();
        let (running, mut stopped) = (begin(), begin());
        let of_running = Staged::beside(&place.join("a.yaml"), b"a", &running.mark).unwrap();
        fs::write(place.join(format!(".spoc-{}-aB3dE9.tmp", stopped.mark)), "b").unwrap();
        // As when the program is killed: the system lets go of what it held, and nothing else is done.
        drop(stopped.hold.take());
        std::mem::forget(stopped);
        assert_eq!(count(&place), 3);
        // The drive cannot be reached: it is left to a later restore.
        fs::rename(&place, folder.path().join("elsewhere")).unwrap();
        clear_stopped(&own);
        fs::rename(folder.path().join("elsewhere"), &place).unwrap();
        clear_stopped(&own);
        assert_eq!((count(&place), count(&own)), (2, 2));
        of_running.put_new().unwrap();
        assert_eq!(fs::read(place.join("a.yaml")).unwrap(), b"a");
        drop(running);
        assert_eq!(count(&own), 0);
    }
}
