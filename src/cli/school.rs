//! A school that a command was given by name, number or folder.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::common::Common;
use super::failure::Failure;
use super::target::Target;
use crate::drive::{self, DriveReader, SchoolPlace, shown};
use crate::filing::SchoolFolder;
use crate::layout::SCHOOL_FILE;
use crate::policy::Policy;
use crate::problem::Problem;
use crate::record::school::SchoolFile;
use crate::record::values::quoted;

/// A school with its records, and the policy.
pub(super) struct Chosen {
    pub folder: SchoolFolder,
    pub policy: Policy,
    /// The problems that keep a part of the policy from holding.
    pub policy_problems: Vec<Problem>,
}

impl Chosen {
    /// Finds the school and loads its records.
    pub fn load(common: &Common, text: &str, today: NaiveDate) -> Result<Self, Failure> {
        let (root, place) = find(common, text)?;
        Self::at(&root, place, today)
    }

    /// Loads the records of a school that was found.
    pub fn at(root: &Path, place: SchoolPlace, today: NaiveDate) -> Result<Self, Failure> {
        let (policy, policy_problems) = drive::policy(root).map_err(Failure::unread)?;
        let school = DriveReader::new(root, today).load_school(&place, &policy);
        Ok(Self { folder: SchoolFolder { root: root.to_owned(), place, school }, policy, policy_problems })
    }

    /// What school.yaml says.
    pub fn file(&self) -> Result<&SchoolFile, Failure> {
        self.folder.school.file.as_ref().map(|file| &file.record).ok_or_else(|| {
            Failure::new(
                format!("{} has no {SCHOOL_FILE} that can be read", self.folder.place.path),
                "Nothing was written. `spoc validate` says what is wrong with it.",
            )
        })
    }
}

/// The one school that a text means, and its drive. The text may be a path, which names the drive as well; else it is a name or a number of a school on
/// the drive of the current folder.
pub(super) fn find(common: &Common, text: &str) -> Result<(PathBuf, SchoolPlace), Failure> {
    let Target { root, scope } = Target::find(common, Some(Path::new(text))).or_else(|_| Target::find(common, None))?;
    let cache = common.cache(&root);
    let reader = DriveReader::new(&root, common.today()).of_part(&scope).with_cache(cache.as_ref());
    let mut places = reader.find_schools(text).map_err(Failure::unread)?;
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Ok((root, place)),
        (Some(last), false) => {
            let names: Vec<_> = places.iter().chain([&last]).map(|place| place.path.as_str()).collect();
            Err(Failure::new(
                format!("{} fits {} schools: {}", quoted(text), names.len(), names.join("; ")),
                "Write more of the name, the URN, or the folder.",
            ))
        }
        (None, _) => Err(Failure::new(
            format!("there is no school {} on the drive {}", quoted(text), shown(&root)),
            "Write its folder, its URN, or a part of its name.",
        )),
    }
}
