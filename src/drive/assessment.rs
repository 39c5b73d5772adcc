//! What one school comes to: its problems, its deadlines and its number. Nothing of its records is kept.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::place::SchoolPlace;
use crate::problem::Problem;
use crate::procedure::deadlines::Deadline;
use crate::record::values::Urn;
use crate::rules::NumberedSchool;

/// What one school comes to under a policy on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The manager's folder.
    pub manager: Arc<str>,
    /// The school's folder.
    pub school: Arc<str>,
    /// The school's name, where school.yaml can be read.
    pub name: Option<Arc<str>>,
    /// The school's number, where school.yaml can be read.
    pub urn: Option<Urn>,
    /// Its SPOC, where it has one.
    pub spoc: Option<Arc<str>>,
    /// Whether it is open on the day.
    pub is_open: bool,
    /// The problems of its folder; not those that several schools decide together.
    pub problems: Vec<Problem>,
    /// What its folder holds.
    pub counts: Counts,
    /// Its number with its place in school.yaml, for what all schools decide together.
    pub number: Option<NumberedSchool>,
    /// Every deadline, in the order of the records.
    pub deadlines: Vec<SchoolDeadline>,
    /// The visits that were cancelled or moved away.
    pub withdrawn: Vec<Withdrawn>,
}

impl Assessment {
    /// The assessment of a school of which nothing but its place is known.
    pub(super) fn of(place: &SchoolPlace) -> Self {
        Self { manager: place.manager.as_str().into(), school: place.folder.as_str().into(), ..Self::default() }
    }
}

/// Numbers of what was looked at and found (records.md, section 8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Managers' folders.
    pub managers: usize,
    /// Schools' folders.
    pub schools: usize,
    /// Records and documents.
    pub files: usize,
    /// Files that are records by their place and ending, read or not.
    pub records: usize,
    /// All other files.
    pub documents: usize,
    /// Problems that are errors.
    pub errors: usize,
    /// Problems that are warnings.
    pub warnings: usize,
}

impl Counts {
    /// Adds what lies in another part of the drive.
    pub(super) fn add(&mut self, other: Self) {
        self.managers += other.managers;
        self.schools += other.schools;
        self.records += other.records;
        self.documents += other.documents;
    }
}

/// A deadline with its school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolDeadline {
    /// The manager's folder.
    pub manager: Arc<str>,
    /// The school's folder.
    pub school: Arc<str>,
    /// The school's number, where school.yaml can be read.
    pub urn: Option<Urn>,
    /// The SPOC whose deadline it is: the visit's, else the school's.
    pub spoc: Option<Arc<str>>,
    /// The deadline itself.
    pub deadline: Deadline,
}

impl SchoolDeadline {
    /// What deadlines are sorted by: due day, manager, school and step; then whatever else differs between two of them.
    pub(super) fn key(&self) -> impl Ord {
        let deadline = &self.deadline;
        let about = (deadline.visit, deadline.path.as_str(), deadline.field.as_deref(), deadline.detail.as_str());
        (deadline.due, &self.manager, &self.school, deadline.step.as_str(), about)
    }
}

/// A visit of which nothing is due any more: it was cancelled, or moved away from this day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withdrawn {
    /// The manager's folder.
    pub manager: Arc<str>,
    /// The school's folder.
    pub school: Arc<str>,
    /// The school's number, where school.yaml can be read.
    pub urn: Option<Urn>,
    /// The day on which it was to be.
    pub visit: NaiveDate,
}
