//! What a template may say of a child's story.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::chronology::{Chronology, Entry, head_lines, places};
use crate::policy::Policy;
use crate::words::{long_day, short_day};

/// A child's story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryModel {
    /// The authority; empty where the policy names none.
    pub authority: String,
    /// The team; empty where the policy names none.
    pub team: String,
    /// The child's name; the UPN, where no record has a name.
    pub name: String,
    /// The day on which it was made.
    pub made: String,
    /// What is said above everything else: that it is a draft for a person to check. Empty where it is for the team alone.
    pub draft: String,
    /// What could not be read; empty where all was.
    pub unread: String,
    /// What stands at the head.
    pub head: Vec<FactModel>,
    /// What is surely about the child, in the order of time.
    pub entries: Vec<EntryModel>,
    /// What may be about another child, likewise.
    pub possible: Vec<EntryModel>,
}

/// Something that is said, with what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactModel {
    /// What it is.
    pub label: String,
    /// What is said, a line each; the first of them.
    pub first: String,
    /// The lines after the first.
    pub more: Vec<String>,
}

/// An entry of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntryModel {
    /// The day.
    pub day: String,
    /// The time of day; empty where none is on file.
    pub time: String,
    /// The school at the time.
    pub school: String,
    /// What it is about: an exclusion, a call.
    pub what: String,
    /// The figure, the decision or the subject.
    pub title: String,
    /// Why it may be about another child; empty where it is sure.
    pub why: String,
    /// What else is said.
    pub details: Vec<FactModel>,
    /// Where it stands: file and line.
    pub sources: String,
}

impl StoryModel {
    /// The model of a story. `draft`: what is said above everything else; `unread`: what could not be read.
    #[must_use]
    pub fn of(told: &Chronology, policy: &Policy, today: NaiveDate, draft: &str, unread: &str) -> Self {
        let mut head: Vec<FactModel> = Vec::new();
        for (label, text) in head_lines(&told.head) {
            match head.last_mut().filter(|last| label.is_empty() || last.label == label) {
                Some(last) => last.more.push(text),
                None => head.push(FactModel { label: label.to_owned(), first: text, more: Vec::new() }),
            }
        }
        let entries = |all: &[Entry]| all.iter().map(entry).collect();
        Self {
            authority: policy.authority().to_owned(),
            team: policy.team().to_owned(),
            name: told.head.name.clone(),
            made: long_day(today),
            draft: draft.to_owned(),
            unread: unread.to_owned(),
            head,
            entries: entries(&told.entries),
            possible: entries(&told.possible),
        }
    }
}

fn entry(entry: &Entry) -> EntryModel {
    let detail = |label: &str, text: &str| {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        FactModel { label: label.to_owned(), first: lines.next().unwrap_or_default(), more: lines.collect() }
    };
    EntryModel {
        day: entry.day.map_or_else(|| "No date".to_owned(), short_day),
        time: entry.time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default(),
        school: entry.school.clone(),
        what: entry.what.title(),
        title: if entry.title.is_empty() { entry.what.title() } else { entry.title.clone() },
        why: entry.possible.clone().unwrap_or_default(),
        details: entry.details.iter().map(|one| detail(one.label, &one.text)).collect(),
        sources: places(&entry.places),
    }
}
