//! Which schools of the drive someone means.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::assess::school_file;
use super::cache::Texts;
use super::scan::Scan;
use super::{DriveError, Progress, Scope, is_within};
use crate::layout;
use crate::school::School;

/// A school's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolPlace {
    /// The manager's folder.
    pub manager: String,
    /// The school's folder.
    pub folder: String,
    /// The school's folder, relative to the drive.
    pub path: String,
    /// The same as the disk knows it.
    pub on_disk: PathBuf,
}

/// The schools that a text means: a folder, a URN, or a part of a folder's or a school's name. One school where the text is clear;
/// else every candidate (records.md, section 8).
pub fn find_schools(root: &Path, scope: &Scope, text: &str) -> Result<Vec<SchoolPlace>, DriveError> {
    let mut places = places(root)?;
    if let Some(inside) = places.iter().position(|place| !scope.0.is_empty() && is_within(&scope.0, &place.path)) {
        return Ok(vec![places.swap_remove(inside)]);
    }
    let wanted = layout::search_key(text);
    let known: Vec<_> = places
        .into_par_iter()
        .map(|place| {
            let file = school_file(root, &place);
            let name = file.as_ref().map(|file| layout::search_key(&file.record.name)).unwrap_or_default();
            (file.map(|file| file.record.urn.to_string()), [layout::search_key(&place.folder), name], place)
        })
        .collect();
    type Known = (Option<String>, [String; 2], SchoolPlace);
    let select = |fits: &dyn Fn(&Known) -> bool| {
        known.iter().filter(|one| fits(one)).map(|one| one.2.clone()).collect::<Vec<_>>()
    };
    let by_number = select(&|(urn, _, _)| urn.as_deref() == Some(wanted.as_str()));
    let by_name = select(&|(_, names, _)| names.contains(&wanted));
    let by_part = || select(&|(_, names, _)| names.iter().any(|name| name.contains(&wanted)));
    Ok(if !by_number.is_empty() {
        by_number
    } else if by_name.len() == 1 {
        by_name
    } else {
        by_part()
    })
}

/// The schools with a number.
pub fn schools_with_urn(root: &Path, urn: &str) -> Result<Vec<SchoolPlace>, DriveError> {
    let places = places(root)?;
    let has_it = |place: &SchoolPlace| school_file(root, place).is_some_and(|file| file.record.urn.to_string() == urn);
    Ok(places.into_par_iter().filter(has_it).collect())
}

/// A school with all its records, as far as they can be read; what is wrong with them is for [`super::validate`] to say.
#[must_use]
pub fn read_school(root: &Path, place: &SchoolPlace) -> School {
    let progress = Progress::default();
    Scan::new(root, &Scope::default(), &Texts::of_drive(&progress)).read_school(place)
}

/// The schools of a part of the drive, in the order of their managers and folders.
pub fn schools(root: &Path, scope: &Scope) -> Result<Vec<SchoolPlace>, DriveError> {
    let mut places = places(root)?;
    places.retain(|place| scope.touches(&place.path));
    Ok(places)
}

fn places(root: &Path) -> Result<Vec<SchoolPlace>, DriveError> {
    let progress = Progress::default();
    Scan::new(root, &Scope::default(), &Texts::of_drive(&progress)).list_drive()
}
