//! Takes a child's entries from the records of one school.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::entry::{Entry, Place, What};
use super::person::{About, Broken, Loose, Person, ReadMail, Unread};
use super::spoken::{Shared, Spoken};
use crate::policy::Policy;
use crate::record::exclusion::ExclusionType;
use crate::record::values::SchoolYear;
use crate::school::{Filed, School};
use crate::veil::Veil;

/// What a story is told from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'s> {
    /// Whose story it is.
    pub person: &'s Person,
    /// The schools whose records may speak of the child.
    pub schools: &'s [School],
    /// The schools that are the child's own, by folder: a part of the name alone may mean the child there.
    pub own_schools: &'s BTreeSet<String>,
    /// The saved e-mails that may.
    pub mails: &'s [ReadMail],
    /// Other texts that do, each with its school's folder.
    pub loose: &'s [(String, Loose)],
    /// What could not be read.
    pub unread: &'s [Unread],
    /// Records that name the child and cannot be read as a whole.
    pub broken: &'s [Broken],
    /// The policy.
    pub policy: &'s Policy,
    /// What hides other children.
    pub veil: &'s Veil,
    /// Whether another child with another number has the same name.
    pub has_namesake: bool,
    /// Whether a record has another child's name beside this child's number.
    pub has_slip: bool,
}

/// What an entry is called that comes from the row of another child.
pub const OF_ANOTHER: &str = "Named in what a record says of another child";

/// An exclusion, while it is not known whether another school tells of it, too.
pub(super) struct ToldExclusion {
    pub entry: Entry,
    pub kind: ExclusionType,
    pub half_days: u64,
    /// Whether a head's notice tells of it.
    pub is_notice: bool,
    /// The earliest day on which the authority was told.
    pub told: Option<NaiveDate>,
    /// Why it must be told, where it must.
    pub because: Option<&'static str>,
}

/// Takes a child's entries from the records of one school.
pub(super) struct Teller<'s> {
    pub school: &'s School,
    pub person: &'s Person,
    pub spoken: Spoken<'s>,
    pub policy: &'s Policy,
    veil: &'s Veil,
    name: String,
    pub entries: Vec<Entry>,
    pub exclusions: Vec<ToldExclusion>,
    pub years: Vec<(NaiveDate, SchoolYear)>,
}

impl<'s> Teller<'s> {
    /// Nothing is told yet.
    pub fn new(school: &'s School, sources: &Sources<'s>) -> Self {
        let Sources { person, policy, veil, .. } = *sources;
        let spoken = Spoken::of(person, school, sources.own_schools.contains(&school.path));
        let name = name_of(school);
        Self {
            school,
            person,
            spoken,
            policy,
            veil,
            name,
            entries: Vec::new(),
            exclusions: Vec::new(),
            years: Vec::new(),
        }
    }

    /// An entry of this school.
    pub fn entry(&self, day: Option<NaiveDate>, what: What, title: String, about: About) -> Entry {
        Entry {
            day,
            time: None,
            school: self.name.clone(),
            school_path: self.school.path.clone(),
            what,
            title,
            details: Vec::new(),
            places: Vec::new(),
            is_by_part: about == About::PartOfName,
            possible: about.why(self.veil.is_strict()),
        }
    }

    /// A text of a record without the names of other children.
    pub fn text(&self, text: Option<&str>) -> String {
        self.veil.over(text.unwrap_or_default().trim()).into_owned()
    }

    /// Where a field of a record stands.
    pub fn place<T>(&self, filed: &Filed<T>, field: &str) -> Place {
        let at = filed.source.position(field).filter(|_| !field.is_empty());
        Place::new(&filed.path, at.map(|at| at.line)).at(field)
    }

    /// Takes an entry in.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Takes an exclusion in.
    pub fn exclusion(&mut self, told: ToldExclusion) {
        self.exclusions.push(told);
    }

    /// Notes the child's year group on a day.
    pub fn note_year(&mut self, year: SchoolYear, day: Option<NaiveDate>, entry: &Entry) {
        if let (Some(day), None) = (day, &entry.possible) {
            self.years.push((day, year));
        }
    }

    /// Takes a text in that names the child. Where it stands is found by reading the record once more: look first whether it names the child at all.
    pub fn mention(&mut self, day: Option<NaiveDate>, title: String, text: &str, place: Place) {
        if let Some(about) = self.spoken.in_text(text) {
            self.mention_about(day, title, text, place, about);
        }
    }

    /// Takes a text in from the row of another child, where it names this one. `shared`: the parts of the name that the other has, too.
    pub fn mention_of_another(&mut self, day: Option<NaiveDate>, text: &str, place: Place, shared: &Shared) {
        if let Some(about) = self.spoken.in_text_of(text, shared) {
            self.mention_about(day, OF_ANOTHER.to_owned(), text, place, about);
        }
    }

    /// Takes a text in of which it is known that it names the child.
    pub fn mention_about(&mut self, day: Option<NaiveDate>, title: String, text: &str, place: Place, about: About) {
        let mut entry = self.entry(day, What::Mention, title, about);
        entry.say("Text", self.text(Some(text)));
        entry.places.push(place);
        self.push(entry);
    }

    /// Takes a text in that is no record.
    pub fn loose(&mut self, loose: &Loose) {
        // Only the name of a document stands on no line.
        let (title, why) = match loose.line {
            _ if loose.is_record => ("Named in a record that cannot be read as a whole", "the record cannot be read"),
            None => ("A document has the child in its name", "a document, which is never opened"),
            Some(_) => (
                "Named in a file that is no record, or cannot be read as one",
                "the file is no record that can be read",
            ),
        };
        // What was found by a name that is another child's, after a slip, is not told.
        let Some(about) = self.spoken.in_text(&loose.text) else { return };
        let by_part = about == About::PartOfName;
        let also = if by_part { ", and has a part of the name alone" } else { "" };
        // What has the child's own number in a record is about the child, though the record has a mistake.
        let about = match about {
            About::Surely if loose.is_record => About::Surely,
            About::Surely => About::Possibly(format!("{why}; it has the child's own UPN")),
            _ => About::Possibly(format!("{why}{also}")),
        };
        let mut entry = self.entry(loose.day, What::Mention, title.to_owned(), about);
        entry.is_by_part = by_part;
        entry.say(if loose.line.is_none() { "Document" } else { "Text" }, self.text(Some(&loose.text)));
        entry.places.push(Place::new(&loose.path, loose.line));
        self.push(entry);
    }
}

/// The name of a school; of one whose school.yaml cannot be read that of its folder.
#[must_use]
pub fn name_of(school: &School) -> String {
    school.file.as_ref().map_or_else(|| school.folder.clone(), |file| file.record.name.to_string())
}
