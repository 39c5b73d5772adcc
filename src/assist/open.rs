//! A file that is open in an editor, and what is known around it.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

use super::sketch::{self, Sketch, What};
use crate::layout::{Area, Ending, Role, date_of};
use crate::policy::Policy;
use crate::record::{Field, Fields, Form, Kind, iso};
use crate::school::School;
use crate::text::{front_matter, line_starts};

/// A file that is open in an editor, with all that helps to write it. Nothing of it is on the disk yet; it may be broken.
#[derive(Debug, Clone, Copy)]
pub struct OpenFile<'a> {
    /// The file, relative to the drive.
    pub path: &'a str,
    /// What it is by its place on the drive.
    pub role: Role,
    /// Its text as it stands in the editor, without a byte order mark.
    pub text: &'a str,
    /// The school that it belongs to, as it was read last. Of this file it may hold an older text or none.
    pub school: Option<&'a School>,
    /// The policy.
    pub policy: &'a Policy,
    /// The day.
    pub today: NaiveDate,
    /// The SPOCs of the drive, as far as they are known.
    pub spocs: &'a [String],
    /// The names of the drive's schools, as far as they are known.
    pub schools: &'a [String],
}

/// With longer texts nobody is helped while they type, so that no keystroke waits: no record is anywhere near as long.
const LONGEST: usize = 1_000_000;

/// A stretch of a text becomes another. Places are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced; empty where something is put in.
    pub range: Range<usize>,
    /// What stands there then.
    pub text: String,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A record of this kind.
    Record(Kind),
    /// A record that does not say of which kind.
    AnyRecord,
    /// The policy.
    Policy,
}

/// An open file as a sketch, with the form that it ought to have.
pub(super) struct Sheet<'a> {
    pub(super) open: OpenFile<'a>,
    pub(super) sketch: Sketch<'a>,
    pub(super) subject: Subject,
    /// The stretch of the text that the sketch is of.
    pub(super) range: Range<usize>,
}

impl<'a> Sheet<'a> {
    /// None where the file is neither a record nor the policy, or where the cursor stands outside of its fields.
    pub(super) fn new(open: &OpenFile<'a>, cursor: Option<usize>) -> Option<Self> {
        let (open, text) = (*open, open.text);
        if text.len() > LONGEST {
            return None;
        }
        let range = match open.role {
            Role::Policy => 0..text.len(),
            Role::SchoolFile | Role::Record(_) => yaml_range(open.path, text)?,
            _ => return None,
        };
        if cursor.is_some_and(|cursor| cursor < range.start || range.end < cursor || !text.is_char_boundary(cursor)) {
            return None;
        }
        if open.role == Role::Policy {
            return Some(Self { open, sketch: sketch::toml(text, cursor), subject: Subject::Policy, range });
        }
        let sketch = sketch::yaml(text, range.clone(), cursor);
        let subject = kind_of(&open, &sketch).map_or(Subject::AnyRecord, Subject::Record);
        Some(Self { open, sketch, subject, range })
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        match self.subject {
            Subject::Record(kind) => Some(kind),
            Subject::AnyRecord | Subject::Policy => None,
        }
    }

    /// What may stand as the value of an item; none where its field is not known.
    pub(super) fn form_of(&self, item: usize) -> Option<&'static Form> {
        let root = match self.subject {
            Subject::Record(kind) => Form::of(kind),
            Subject::Policy => Policy::form(),
            Subject::AnyRecord => return None,
        };
        self.sketch.line_of(item).into_iter().try_fold(root, |form, item| match self.sketch.name(item) {
            Some(name) => match form {
                Form::Named(value) => Some(&**value),
                _ => fields_of(form)?.get(&name).map(|field| &field.form),
            },
            None => entry_of(form),
        })
    }

    /// The group that an item is a field of, and its own part in it.
    pub(super) fn field_of(&self, item: usize) -> Option<(&'static Fields, &'static Field)> {
        let group = fields_of(self.form_of(self.sketch.item(item).parent)?)?;
        let field = group.get(&self.sketch.name(item)?)?;
        Some((group, field))
    }

    /// The day that a field of the root holds.
    pub(super) fn day(&self, name: &str) -> Option<NaiveDate> {
        iso(self.sketch.root_text(name)?.trim())
    }

    /// The day that a field of an item holds.
    pub(super) fn day_in(&self, item: usize, name: &str) -> Option<NaiveDate> {
        iso(self.sketch.field_text(item, name)?.trim())
    }

    /// The day with which the file's name begins.
    pub(super) fn day_of_name(&self) -> Option<NaiveDate> {
        date_of(self.open.path.rsplit('/').next().unwrap_or_default())
    }

    /// The day of the record: of its visit, or on which it was sent or told.
    pub(super) fn own_day(&self) -> Option<NaiveDate> {
        let field = match self.kind()? {
            Kind::Visit | Kind::Email | Kind::Letter => "date",
            Kind::ProForma => "visit",
            Kind::ExclusionNotice => "told_authority",
            Kind::School | Kind::PhoneLog => return None,
        };
        self.day(field).or_else(|| self.day_of_name())
    }

    /// How a line ends in this file.
    pub(super) fn line_break(&self) -> &'static str {
        line_break(self.open.text)
    }

    /// The line that a place is on, from 1. `starts`: where the lines of the text begin.
    pub(super) fn line_of(starts: &[usize], place: usize) -> u32 {
        u32::try_from(starts.partition_point(|start| *start <= place)).unwrap_or(u32::MAX)
    }

    pub(super) fn line_starts(&self) -> Vec<usize> {
        line_starts(self.open.text)
    }
}

/// How a line ends in a text.
pub(super) fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the YAML of a record stands in its text. Front matter that is not closed yet goes to the end; a Markdown file without any has none.
pub(super) fn yaml_range(path: &str, text: &str) -> Option<Range<usize>> {
    if Ending::of(path) != Ending::Markdown {
        return Some(0..text.len());
    }
    if let Some(front) = front_matter(text) {
        return Some(front.yaml);
    }
    let end = text.find('\n')?;
    (text[..end].trim_end() == "---").then_some(end + 1..text.len())
}

/// The fields that may stand at a place; none where it takes no fields.
pub(super) fn fields_of(form: &'static Form) -> Option<&'static Fields> {
    match form {
        Form::Fields(fields) => Some(fields),
        Form::Either { fields, .. } => fields_of(fields),
        _ => None,
    }
}

/// What each entry of a list may be; none where the place takes no list.
pub(super) fn entry_of(form: &'static Form) -> Option<&'static Form> {
    match form {
        Form::List(entry) | Form::OneOrList(entry) => Some(entry),
        _ => None,
    }
}

/// The kind of record by its own word; where that is missing or wrong, by the place; then by the words of the file's name.
fn kind_of(open: &OpenFile<'_>, sketch: &Sketch<'_>) -> Option<Kind> {
    let word: Option<Cow<'_, str>> = sketch.root_text("kind");
    let said = word.and_then(|word| Kind::from_word(word.trim()));
    if said.is_some() || sketch.item(0).what == What::Rows {
        return said;
    }
    match open.role {
        Role::SchoolFile => Some(Kind::School),
        Role::Record(Area::Emails) => Some(Kind::Email),
        Role::Record(Area::Correspondence) => Some(Kind::Letter),
        Role::Record(Area::Records) => {
            let name = open.path.rsplit('/').next().unwrap_or_default().to_lowercase();
            let name = name.replace('-', " ");
            let kinds = [
                ("pro forma", Kind::ProForma),
                ("exclusion notice", Kind::ExclusionNotice),
                ("phone log", Kind::PhoneLog),
                ("visit", Kind::Visit),
            ];
            kinds.into_iter().find(|(words, _)| name.contains(words)).map(|(_, kind)| kind)
        }
        _ => None,
    }
}
