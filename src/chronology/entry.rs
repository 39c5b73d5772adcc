//! An entry of a chronology.

use chrono::{NaiveDate, NaiveTime};

use crate::words::capitalised;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Absence figures of a pro forma.
    Absence,
    /// An exclusion.
    Exclusion,
    /// Evidence of an imminent risk of permanent exclusion.
    Risk,
    /// A managed move.
    ManagedMove,
    /// A placement in alternative provision.
    AlternativeProvision,
    /// A child missing from education.
    MissingFromEducation,
    /// A step of a pro forma: sent, chased, returned.
    ProForma,
    /// A visit.
    Visit,
    /// What a visit decided on a child.
    Decision,
    /// What was agreed to be done.
    Action,
    /// A call.
    Call,
    /// An e-mail.
    Email,
    /// A letter.
    Letter,
    /// A text that names the child.
    Mention,
}

impl What {
    /// The word in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absence => "absence",
            Self::Exclusion => "exclusion",
            Self::Risk => "risk",
            Self::ManagedMove => "managed-move",
            Self::AlternativeProvision => "alternative-provision",
            Self::MissingFromEducation => "missing-from-education",
            Self::ProForma => "pro-forma",
            Self::Visit => "visit",
            Self::Decision => "decision",
            Self::Action => "action",
            Self::Call => "call",
            Self::Email => "email",
            Self::Letter => "letter",
            Self::Mention => "mention",
        }
    }

    /// What it is called in plain English.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::Email => "E-mail".to_owned(),
            Self::Mention => "Named in a text".to_owned(),
            Self::Risk => "At risk".to_owned(),
            other => capitalised(&other.as_str().replace('-', " ")),
        }
    }
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the drive, as it is shown: without the names of other children.
    pub path: String,
    /// The line, where the file has lines.
    pub line: Option<u32>,
    /// The file as it is on the drive.
    pub file: String,
    /// The field of the record, as a JSON Pointer; empty where all of the file is meant.
    pub field: String,
}

impl Place {
    /// A place in a file.
    #[must_use]
    pub fn new(path: &str, line: Option<u32>) -> Self {
        Self { path: path.to_owned(), line, file: path.to_owned(), field: String::new() }
    }

    /// The same, of a field of the record.
    #[must_use]
    pub fn at(self, field: &str) -> Self {
        Self { field: field.to_owned(), ..self }
    }
}

/// Something that is said of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is; empty where it needs no name.
    pub label: &'static str,
    /// What is said.
    pub text: String,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The day; none where no record says it.
    pub day: Option<NaiveDate>,
    /// The time of day.
    pub time: Option<NaiveTime>,
    /// The school at the time, as its records have the name.
    pub school: String,
    /// The school's folder, relative to the drive.
    pub school_path: String,
    /// What it is about.
    pub what: What,
    /// The figure, the decision or the subject, in a line.
    pub title: String,
    /// What else is said.
    pub details: Vec<Detail>,
    /// Where it stands, the record that counts first.
    pub places: Vec<Place>,
    /// Why it may be about another child.
    pub possible: Option<String>,
    /// Whether no more than a part of the child's name is the reason to tell of it.
    pub is_by_part: bool,
}

impl Entry {
    /// Adds a detail, unless there is nothing to be said.
    pub(super) fn say(&mut self, label: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.details.push(Detail { label, text });
        }
    }

    /// By what entries are put in order: those without a day come last.
    pub(super) fn order(&self) -> impl Ord + use<> {
        (self.day.is_none(), self.day, self.time, self.what, self.school_path.clone(), self.places.clone())
    }
}
