//! Where the page of a report goes that someone wants to see at once and named no file for: the user's own cache folder, never the drive. A page
//! takes the place of the last one on the same part of the drive. It may hold what the drive holds, so that the folder is the user's alone, and
//! what is a month old is dropped from it with the rest of the cache.

use std::path::{Path, PathBuf};

use super::cache_folder::folder;
use super::common::Common;
use super::failure::Failure;
use crate::disk;
use crate::drive::{Fingerprint, shown};

/// The file of the page that a command makes of a part of a drive. Its name tells the parts of all drives apart, and names nobody.
pub(super) fn own_page(common: &Common, command: &str, root: &Path, part: &str) -> Result<PathBuf, Failure> {
    let folder = own_folder(common, root)?.join("pages");
    Ok(folder.join(format!("{command} {}.html", Fingerprint::of((root, part)).digits())))
}

/// The folder for what a user asked for without saying where it is to go: a folder in it is made for each kind of thing.
pub(super) fn own_folder(common: &Common, root: &Path) -> Result<PathBuf, Failure> {
    const NAME_IT: &str = "Say with --out where it is to go.";
    if common.no_cache {
        return Err(Failure::new("with --no-cache nothing is kept on this computer", NAME_IT));
    }
    let folder = folder().and_then(|folder| std::path::absolute(folder).ok());
    let folder = folder.ok_or_else(|| Failure::new("this user has no folder for it", NAME_IT))?;
    let nearest = folder.ancestors().find_map(|folder| disk::absolute(folder).ok());
    if nearest.is_none_or(|nearest| nearest.starts_with(root)) {
        return Err(Failure::new(
            format!("the user's own folder {} lies on the drive, where nothing of it is kept", shown(&folder)),
            NAME_IT,
        ));
    }
    Ok(folder)
}

/// Writes a file of the user's own, with the folder that it lies in.
pub(super) fn write_own(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // Not before: the cache drops folders that are empty.
    let made = file.parent().map_or(Ok(()), disk::make_private_folder);
    made.and_then(|()| disk::write_private(file, bytes)).map_err(|error| Failure::of_system(file, error))
}
