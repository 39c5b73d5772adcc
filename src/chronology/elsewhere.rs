//! Whatever else names the child in a record: in a field or a comment of which no entry tells. So the story holds what a search finds.

use std::collections::BTreeSet;

use super::entry::{Entry, Place, What};
use super::person::{About, name_key};
use super::spoken::{Shared, Spoken};
use super::teller::Teller;
use crate::layout::date_of;
use crate::record::values::{Upn, Value as _};
use crate::school::Source;
use crate::tree::{Node, push_segment};

impl Teller<'_> {
    /// Everything in the school's records that names the child and was not told yet. It comes after all else.
    pub(super) fn elsewhere(&mut self) {
        let school = self.school;
        let adults: BTreeSet<_> = school.adults().map(name_key).collect();
        let speaking: Vec<_> = school.sources().filter(|(_, source)| self.spoken.is_in(source.text())).collect();
        for (path, source) in speaking {
            let Some(tree) = source.tree() else { continue };
            let mut gathering = Gathering { spoken: &self.spoken, texts: Vec::new() };
            gathering.gather(tree.root(), &mut String::new(), &Shared::new());
            let mut texts = gathering.texts;
            texts.retain(|(_, text, ..)| !adults.contains(&name_key(text)));
            let day = date_of(path.rsplit('/').next().unwrap_or(path));
            for (field, text, line, about) in &texts {
                if !self.is_told(path, field, text) {
                    let place = Place::new(path, Some(*line)).at(field);
                    self.mention_about(day, "Named in a record".to_owned(), text, place, about.clone());
                }
            }
            for (line, comment) in comments(source) {
                // What looks like a comment may stand within a text.
                if !texts.iter().any(|(_, text, ..)| text.contains(comment)) {
                    let title = "Named in a comment of a record".to_owned();
                    self.mention(day, title, comment, Place::new(path, Some(line)).at(&format!("#{line}")));
                }
            }
        }
    }

    /// Whether an entry tells of a field's text.
    fn is_told(&self, path: &str, field: &str, text: &str) -> bool {
        let shown = self.text(Some(text));
        let is_within = |of: &str| field == of || field.strip_prefix(of).is_some_and(|rest| rest.starts_with('/'));
        let tells = |entry: &Entry| match entry.what {
            // A mention tells of its own text alone; a child's place in a review of no text at all.
            What::Mention => entry.details.iter().any(|detail| detail.text == shown),
            What::Decision => entry.places.iter().any(|place| place.file == path && !place.field.is_empty()),
            _ => true,
        };
        let all = self.entries.iter().chain(self.exclusions.iter().map(|told| &told.entry));
        all.filter(|entry| tells(entry))
            .any(|entry| entry.places.iter().any(|place| place.file == path && is_within(&place.field)))
    }
}

/// Gathers the texts of a record that may speak of the child, each with its field and line. The names and numbers of rows are none: whose they are is
/// decided elsewhere.
struct Gathering<'g> {
    spoken: &'g Spoken<'g>,
    texts: Vec<(String, String, u32, About)>,
}

impl Gathering<'_> {
    /// `shared`: the parts of the name that the child of the row has, too.
    fn gather(&mut self, node: Node<'_, '_>, field: &mut String, shared: &Shared) {
        let length = field.len();
        if let Some(text) = node.text() {
            let about = match is_of_a_person(field) {
                true => self.spoken.in_person(text).filter(|_| shared.is_empty()),
                false => self.spoken.in_text_of(text, shared),
            };
            self.texts.extend(about.map(|about| (field.clone(), text.to_owned(), node.start().line, about)));
        }
        let said = |name: &str| node.get(name).and_then(Node::text);
        let upn = said("upn").or_else(|| said("child")).and_then(|upn| Upn::parse(upn).ok());
        let of_row = self.spoken.shared_with(upn.as_ref(), said("name"));
        let shared: Shared = shared.union(&of_row).cloned().collect();
        for (name, value) in node.entries() {
            let name = name.text().unwrap_or_default();
            if matches!(name, "name" | "upn" | "child") {
                continue;
            }
            push_segment(field, name);
            self.gather(value, field, &shared);
            field.truncate(length);
        }
        for (number, item) in node.items().enumerate() {
            push_segment(field, &number.to_string());
            self.gather(item, field, &shared);
            field.truncate(length);
        }
    }
}

/// Whether a field says who somebody is.
fn is_of_a_person(field: &str) -> bool {
    field.split('/').any(|name| matches!(name, "from" | "to" | "cc" | "with" | "by" | "who" | "spoc"))
}

/// What stands behind a `#` in a record's fields, each with its line.
fn comments(source: &Source) -> impl Iterator<Item = (u32, &str)> {
    let lines = (source.first_line()..).zip(source.yaml().lines());
    lines.filter_map(|(number, line)| {
        let start = if line.trim_start().starts_with('#') { line.find('#') } else { line.find(" #").map(|at| at + 1) };
        let comment = line[start?..].trim_matches(['#', ' ', '\t', '\r']);
        Some((number, comment)).filter(|_| !comment.is_empty())
    })
}
