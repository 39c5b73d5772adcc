//! Where the histories are that this computer has kept, each with its drive.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::remembered;
use crate::disk;
use crate::drive::shown;
use crate::text;

/// The file with a line for each drive: its folder, a tab, and the folder of its history.
const FILE: &str = "histories.txt";
const MOST_BYTES: u64 = 1_000_000;
/// The most drives that are remembered.
const MOST_DRIVES: usize = 100;

/// The history that was last kept for a drive; none where none is known.
pub(super) fn history_of(root: &Path) -> Option<PathBuf> {
    let drive = shown(root);
    let lines = lines(&remembered::folder()?);
    lines.into_iter().find(|(of, _)| *of == drive).map(|(_, history)| history.into())
}

/// Remembers the history of a drive. Both are whole paths. An error where it cannot be written: the work goes on, and the folder has to be named again.
pub(super) fn remember_history(root: &Path, history: &Path) -> Result<(), Failure> {
    let Some(folder) = remembered::folder() else { return Ok(()) };
    let (drive, history) = (shown(root), shown(history));
    let mut all = lines(&folder);
    if all.first().is_some_and(|first| *first == (drive.clone(), history.clone())) {
        return Ok(());
    }
    all.retain(|(of, _)| *of != drive);
    all.insert(0, (drive, history));
    all.truncate(MOST_DRIVES);
    let text: String = all.iter().map(|(of, history)| format!("{of}\t{history}\n")).collect();
    let file = folder.join(FILE);
    let written = disk::make_private_folder(&folder).and_then(|()| disk::write(&file, text.as_bytes()));
    written.map_err(|error| {
        let what = format!("the folder of the history is not remembered: {} could not be written", shown(&file));
        Failure::caused(what, error, "Name it with --history DIR the next time.")
    })
}

fn lines(folder: &Path) -> Vec<(String, String)> {
    let Ok(bytes) = disk::read(&folder.join(FILE), MOST_BYTES) else { return Vec::new() };
    let (text, _) = text::decode_owned(bytes);
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    let whole = lines.filter(|(_, history)| Path::new(history).is_absolute());
    whole.map(|(of, history)| (of.to_owned(), history.to_owned())).collect()
}
