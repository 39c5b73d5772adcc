//! Many small packs become one, so that a history of single changes stays quick to read.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::objects::Id;
use super::pack::{FULL, Packed, Packing};
use super::writing::{Writing, unwritten};
use crate::disk;
use crate::history::HistoryError;

/// Packs below this size are small: well below one that this program fills, which is not to be written anew again and again.
const SMALL: u64 = FULL as u64 / 2;
/// So many small packs may lie side by side.
const MANY: usize = 24;

impl Writing {
    /// Makes one pack of the small ones, where there are many. The new pack is on the disk, and was read through, before the old ones go; a pack that
    /// another program has open stays until the next time.
    pub fn merge_packs(&mut self) -> Result<(), HistoryError> {
        let folder = self.store().folder().join("objects").join("pack");
        let small = small_packs(&folder).map_err(HistoryError::io(&folder))?;
        if small.len() <= MANY {
            return Ok(());
        }
        let mut new = Vec::new();
        if let Err(error) = self.repack(&small, &folder, &mut new) {
            remove_new(&new, &small);
            return Err(error);
        }
        // On Windows a pack that is open cannot be removed.
        self.close_packs()?;
        for index in small.iter().filter(|index| !new.contains(index)) {
            remove_pack(index, false);
        }
        self.close_packs()
    }

    /// Writes the objects of some packs into new ones, each once.
    fn repack(&self, packs: &[PathBuf], folder: &Path, new: &mut Vec<PathBuf>) -> Result<(), HistoryError> {
        let failed = |error| unwritten(self.store().folder(), error);
        let mut packing = Packing::default();
        let mut written = HashSet::new();
        for index in packs {
            for id in ids(index).map_err(|why| self.store().damaged(why))? {
                if !written.insert(id) {
                    continue;
                }
                let (kind, data) = self.store().any_object(id)?;
                packing.add(Packed::of(kind, &data).map_err(failed)?);
                if packing.is_full() {
                    new.extend(packing.write(folder).map_err(failed)?);
                }
            }
        }
        new.extend(packing.write(folder).map_err(failed)?);
        Ok(())
    }
}

/// Removes packs that were written for nothing, but for those that were there before.
pub(super) fn remove_new(new: &[PathBuf], old: &[PathBuf]) {
    for index in new.iter().filter(|index| !old.contains(index)) {
        remove_pack(index, false);
    }
}

/// Removes a pack with all that lies beside it, and the index of several packs, which git makes anew. Gives whether that could be done. `even_kept`: also
/// one that somebody marked to be kept.
pub(super) fn remove_pack(index: &Path, even_kept: bool) -> bool {
    let is_gone = |path: &Path| match disk::remove(path) {
        Ok(()) => true,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    let _ = index.parent().is_none_or(|folder| is_gone(&folder.join("multi-pack-index")));
    if even_kept {
        is_gone(&index.with_extension("keep"));
    }
    // Without its index a pack is not seen.
    is_gone(index)
        & ["rev", "bitmap", "mtimes", "pack"]
            .map(|ending| is_gone(&index.with_extension(ending)))
            .iter()
            .all(|one| *one)
}

/// Whether every pack can be read just now. The library takes no notice of a pack that the system does not show it, as if its objects had never been.
/// A pack that is not there at all is no error here.
pub(in crate::history) fn packs_answer(history: &Path) -> Result<(), HistoryError> {
    let folder = history.join("objects").join("pack");
    for index in indices(&folder).map_err(HistoryError::io(&folder))? {
        for file in [index.with_extension("pack"), index] {
            match disk::read_start(&file, 4) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(HistoryError::io(&file)(error));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// The names of the packs that do not end with the checksum that their index has of them: they are cut short, or not the packs that were written. What
/// cannot be read just now is not among them.
pub(in crate::history) fn cut_packs(history: &Path) -> Vec<String> {
    const DIGEST: usize = 20;
    let indices = indices(&history.join("objects").join("pack")).unwrap_or_default();
    let is_cut = |index: &PathBuf| {
        let ends =
            (disk::read_end(index, 2 * DIGEST as u64), disk::read_end(&index.with_extension("pack"), DIGEST as u64));
        matches!(ends, (Ok(index), Ok(pack)) if index.get(..DIGEST) != Some(&pack))
    };
    let cut = indices.into_iter().filter(is_cut);
    cut.filter_map(|index| Some(index.with_extension("pack").file_name()?.to_string_lossy().into_owned())).collect()
}

/// The indices of all packs.
pub(super) fn indices(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let paths = disk::list(folder)?.into_iter().map(|entry| folder.join(&entry.os_name));
    Ok(paths.filter(|path| path.extension().is_some_and(|ending| ending == "idx")).collect())
}

/// The indices of the small packs, but for those that somebody marked to be kept.
fn small_packs(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let is_small = |index: &PathBuf| {
        let is_theirs = matches!(disk::kind(&index.with_extension("keep")), Ok(Some(_)));
        let size = disk::stamp(&index.with_extension("pack")).map(|stamp| stamp.size);
        !is_theirs && size.is_some_and(|size| size < SMALL)
    };
    Ok(indices(folder)?.into_iter().filter(is_small).collect())
}

/// The names of the objects in a pack.
pub(super) fn ids(index: &Path) -> Result<Vec<Id>, String> {
    let file = gix_pack::index::File::at(index, gix::hash::Kind::Sha1).map_err(|error| error.to_string())?;
    Ok(file.iter().filter_map(|entry| Id::of(&entry.oid)).collect())
}
