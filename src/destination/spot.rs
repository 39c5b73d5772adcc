//! What a place on a drive is for, by its names alone.

use std::path::Path;

use crate::layout::{self, Area, Ending};

/// What a place on a drive is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// One of the three folders of a school, at any depth.
    Area(Area),
    /// The drive's folder `templates`.
    Templates,
    /// The drive's own folder.
    Top,
    /// A manager's folder.
    Manager,
    /// A school's folder, outside its three folders, at any depth.
    School,
    /// A name that is read as a record outside these folders: policy.toml in the root, and every `.yaml` and `.yml`.
    RecordName,
    /// None of these: a place in which the drive holds no records.
    Elsewhere,
}

/// Where on a drive a list belongs that tells of no child: beside the folders of managers and schools, though a folder there would be taken for one.
pub const BESIDE_SCHOOLS: &[Spot] = &[Spot::Top, Spot::Manager];
/// Where on a drive a board belongs, or whatever a user asks for by a path: everywhere but in the three folders of schools and in `templates`.
pub const OUTSIDE_AREAS: &[Spot] = &[Spot::Top, Spot::Manager, Spot::School];

pub(super) const POLICY: &str = "the policy of a drive";
pub(super) const RECORD: &str = "a record";

/// As what a file is read on a drive, by its name alone; none where it is no record.
pub(super) fn record_name(path: &Path) -> Option<&'static str> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.eq_ignore_ascii_case(layout::POLICY_FILE) {
        Some(POLICY)
    } else if name.eq_ignore_ascii_case(layout::SCHOOL_FILE) {
        Some("the school.yaml of a school")
    } else {
        (Ending::of(&name) == Ending::Yaml).then_some(RECORD)
    }
}

/// What a place is for, by its path within a drive.
pub(super) fn spot(inside: &Path) -> Spot {
    let names: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let names: Vec<_> = names.iter().map(|name| &**name).collect();
    match names.as_slice() {
        [templates, _, ..] if layout::is_templates(templates) => Spot::Templates,
        [manager, school, area, ..]
            if layout::is_manager_or_school(manager)
                && layout::is_manager_or_school(school)
                && Area::from_folder(area).is_some() =>
        {
            Area::from_folder(area).map_or(Spot::Elsewhere, Spot::Area)
        }
        _ if record_name(inside).is_some_and(|record| record != POLICY || names.len() == 1) => Spot::RecordName,
        [_] => Spot::Top,
        [manager, _] if layout::is_manager_or_school(manager) => Spot::Manager,
        [manager, school, ..] if [manager, school].into_iter().all(|name| layout::is_manager_or_school(name)) => {
            Spot::School
        }
        _ => Spot::Elsewhere,
    }
}

pub(super) fn place(spot: Spot) -> &'static str {
    match spot {
        Spot::Area(Area::Records) => "the records of a school",
        Spot::Area(Area::Emails) => "the emails of a school",
        Spot::Area(Area::Correspondence) => "the correspondence of a school",
        Spot::Templates => "the templates of a drive",
        Spot::Top => "the drive's own folder",
        Spot::Manager => "what is read as a manager's folder",
        Spot::School => "what is read as a school's folder",
        Spot::RecordName | Spot::Elsewhere => "a place for records",
    }
}
