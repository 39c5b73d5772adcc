//! Whose history it is, told by the names of managers and schools.

use std::path::Path;

use chrono::NaiveDate;

use super::archive::Archive;
use super::kept::KeepError;
use crate::drive::DriveReader;

/// Whether a history is that of a drive, by all that can be seen: one of them knows no school yet, or they have a manager or a school in common.
pub fn is_of_drive(archive: &Archive, root: &Path) -> Result<bool, KeepError> {
    let newest = archive.at(None)?;
    let known = newest.map(|newest| newest.managers_and_schools()).transpose()?.unwrap_or_default();
    let places = DriveReader::new(root, NaiveDate::default()).school_places()?;
    let is_known = |name: &str| known.contains(&name.to_lowercase());
    let has_one = places.iter().any(|place| is_known(&place.manager) || is_known(&place.folder));
    Ok(has_one || places.is_empty() || known.is_empty())
}
