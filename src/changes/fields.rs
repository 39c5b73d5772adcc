//! The fields in which two versions of a record differ.

use super::content::Content;
use super::field::{FieldChange, Said};
use super::rows::{self, Matched};
use crate::record::pro_forma::Question;
use crate::record::values::{self, TEXT_FORMATS};
use crate::record::{Form, Kind};
use crate::tree::{Node, Shape, push_segment};

/// The fields that changed, in the order of the file; none where one of the two cannot be parsed.
pub(super) fn changed(old: &Content<'_>, new: &Content<'_>) -> Option<Vec<FieldChange>> {
    let (old_tree, new_tree) = (old.tree.as_ref()?, new.tree.as_ref()?);
    let mut walk = Walk { old, new, found: Vec::new() };
    let form = new.form.or(old.form);
    walk.node(&Place::default(), form, Some(old_tree.root()), Some(new_tree.root()));
    walk.body();
    Some(walk.found)
}

struct Walk<'a, 't> {
    old: &'a Content<'t>,
    new: &'a Content<'t>,
    found: Vec<FieldChange>,
}

/// Where a field stands, in either version.
#[derive(Debug, Clone, Default)]
struct Place {
    old: String,
    new: String,
    words: Vec<String>,
}

impl Place {
    fn of_field(&self, name: &str, shown: Option<&str>) -> Self {
        let mut place = self.clone();
        if let Some(shown) = shown {
            push_segment(&mut place.old, name);
            push_segment(&mut place.new, name);
            place.words.push(shown.replace('_', " "));
        } else {
            // The name may be a child's.
            place.words.push("a field of another name".to_owned());
        }
        place
    }

    fn of_row(&self, old: Option<usize>, new: Option<usize>, label: &str) -> Self {
        let mut place = self.clone();
        push_segment(&mut place.old, &old.or(new).unwrap_or_default().to_string());
        push_segment(&mut place.new, &new.or(old).unwrap_or_default().to_string());
        let number = new.or(old).unwrap_or_default() + 1;
        let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
        place.words.push(format!("row {number}{label}"));
        place
    }
}

impl Walk<'_, '_> {
    fn node(&mut self, place: &Place, form: Option<&Form>, old: Option<Node<'_, '_>>, new: Option<Node<'_, '_>>) {
        let (old, new) = (self.said(place, old), self.said(place, new));
        let are = |is: fn(Shape<'_>) -> bool| [old, new].into_iter().flatten().all(|node| is(node.shape()));
        if old.is_none() && new.is_none() {
            return;
        }
        let entry = match form {
            Some(Form::List(entry) | Form::OneOrList(entry)) => Some(&**entry),
            _ => None,
        };
        if are(|shape| shape == Shape::Mapping) {
            self.group(place, form, old, new);
        } else if are(|shape| shape == Shape::List) || entry.is_some_and(|entry| !matches!(entry, Form::Fields(_))) {
            self.list(place, entry, old, new);
        } else if old.and_then(Node::text).is_none()
            || new.and_then(Node::text).is_none()
            || old.and_then(Node::text) != new.and_then(Node::text)
        {
            let said = [(old, self.old), (new, self.new)].map(|(node, of)| node.map(|node| whole(of, form, node)));
            self.push(place, false, said);
        }
    }

    /// A node, where it says something. An empty list says something where it answers a question of the pro forma.
    fn said<'n, 't>(&self, place: &Place, node: Option<Node<'n, 't>>) -> Option<Node<'n, 't>> {
        let is_answer = |node: &Node<'_, '_>| {
            let name = place.new.rsplit('/').next().unwrap_or_default();
            let is_question = name == "moves" || Question::ALL.iter().any(|question| question.field() == name);
            node.shape() == Shape::List && is_question && self.new.kind == Some(Kind::ProForma)
        };
        node.filter(|node| !node.is_nothing() || is_answer(node))
    }

    fn group(&mut self, place: &Place, form: Option<&Form>, old: Option<Node<'_, '_>>, new: Option<Node<'_, '_>>) {
        let names = |node: Option<Node<'_, '_>>| -> Vec<String> {
            let entries = node.into_iter().flat_map(Node::entries);
            entries.filter_map(|(name, _)| name.text().map(str::to_owned)).collect()
        };
        let (before, mut order) = (names(old), names(new));
        for (at, name) in before.iter().enumerate().filter(|(_, name)| new.and_then(|new| new.get(name)).is_none()) {
            // What is no longer there is told behind what stood before it.
            let behind = before.get(..at).unwrap_or_default().iter().rev();
            let behind = behind.filter_map(|one| order.iter().position(|other| one == other)).next();
            order.insert(behind.map_or(0, |at| at + 1), name.clone());
        }
        for name in order {
            let value = |node: Option<Node<'_, '_>>, of: &Content<'_>| {
                let (name, _) = node?.entries().find(|(one, _)| one.text() == Some(&name))?;
                Some(of.is_private(name))
            };
            let is_private = value(old, self.old).unwrap_or(false) || value(new, self.new).unwrap_or(false);
            let place = place.of_field(&name, (!is_private).then_some(&*name));
            let form = form.and_then(|form| form_of(form, &name));
            self.node(&place, form, old.and_then(|old| old.get(&name)), new.and_then(|new| new.get(&name)));
        }
    }

    fn list(&mut self, place: &Place, entry: Option<&Form>, old: Option<Node<'_, '_>>, new: Option<Node<'_, '_>>) {
        let before = old.map(rows::entries).unwrap_or_default();
        let after = new.map(rows::entries).unwrap_or_default();
        let is_scalar = |node: &Node<'_, '_>| node.text().is_some();
        if before.iter().chain(&after).all(is_scalar) {
            let texts = |of: &[Node<'_, '_>]| of.iter().filter_map(|node| node.text()).collect::<Vec<_>>().join("\n");
            if texts(&before) != texts(&after) || old.is_some() != new.is_some() {
                let said = [(old, &before, self.old), (new, &after, self.new)]
                    .map(|(node, entries, of)| node.map(|_| joined(of, entry, entries)));
                self.push(place, false, said);
            }
            return;
        }
        for row in rows::matched(&before, &after) {
            match row {
                Matched::Both(one, other) => {
                    let (Some(old), Some(new)) = (before.get(one), after.get(other)) else { continue };
                    let place = place.of_row(Some(one), Some(other), &rows::label(self.new, *new));
                    let form = entry.map(|entry| match (entry, new.shape()) {
                        (Form::Either { fields, .. }, Shape::Mapping) => &**fields,
                        _ => entry,
                    });
                    self.node(&place, form, Some(*old), Some(*new));
                }
                Matched::Gone(one) => {
                    let Some(old) = before.get(one) else { continue };
                    let place = place.of_row(Some(one), None, &rows::label(self.old, *old));
                    self.push(&place, true, [Some(whole(self.old, entry, *old)), None]);
                }
                Matched::New(other) => {
                    let Some(new) = after.get(other) else { continue };
                    let place = place.of_row(None, Some(other), &rows::label(self.new, *new));
                    self.push(&place, true, [None, Some(whole(self.new, entry, *new))]);
                }
            }
        }
    }

    /// The text below the front matter: an e-mail's or a letter's own, of other records the note.
    fn body(&mut self) {
        let body = |of: &Content<'_>| {
            let text = of.body?.trim();
            (!text.is_empty()).then(|| Said { text: text.to_owned(), safe: None, is_plain: false })
        };
        let (old, new) = (body(self.old), body(self.new));
        if old != new {
            let is_mail = matches!(self.new.kind, Some(Kind::Email | Kind::Letter));
            let words = vec![if is_mail { "text" } else { "note" }.to_owned()];
            self.push(&Place { words, ..Place::default() }, false, [old, new]);
        }
    }

    fn push(&mut self, place: &Place, is_row: bool, [old, new]: [Option<Said>; 2]) {
        let field = if new.is_some() { place.new.clone() } else { place.old.clone() };
        self.found.push(FieldChange { field, name: place.words.join(", "), is_row, old, new });
    }
}

fn form_of<'f>(form: &'f Form, name: &str) -> Option<&'f Form> {
    match form {
        Form::Fields(fields) => fields.get(name).map(|field| &field.form),
        Form::Named(value) => Some(value),
        Form::Either { fields, .. } => form_of(fields, name),
        Form::List(_) | Form::OneOrList(_) | Form::Words(_) | Form::Value(_) => None,
    }
}

/// What a value says, whatever it is: of a group or a row each of its fields.
fn whole(of: &Content<'_>, form: Option<&Form>, node: Node<'_, '_>) -> Said {
    match node.shape() {
        Shape::Scalar { text, .. } => {
            let safe = (!of.is_private(node)).then(|| text.to_owned());
            Said { text: text.to_owned(), is_plain: safe.is_some() && is_plain(form, text), safe }
        }
        Shape::List => {
            let entry = match form {
                Some(Form::List(entry) | Form::OneOrList(entry)) => Some(&**entry),
                _ => None,
            };
            joined(of, entry, &rows::entries(node))
        }
        Shape::Mapping => {
            let (mut text, mut safe) = (Vec::new(), Vec::new());
            for (name, value) in node.entries().filter(|(_, value)| !value.is_nothing()) {
                let shown = name.text().unwrap_or_default();
                // The row is called by it already.
                if shown == "upn" {
                    continue;
                }
                let said = whole(of, form.and_then(|form| form_of(form, shown)), value);
                let shown = shown.replace('_', " ");
                if let Some(part) = said.safe.filter(|_| !of.is_private(name)) {
                    safe.push(format!("{shown}: {part}"));
                }
                text.push(format!("{shown}: {}", said.text));
            }
            let safe = if safe.is_empty() { None } else { Some(safe.join("; ")) };
            Said { text: text.join("; "), safe, is_plain: false }
        }
    }
}

fn joined(of: &Content<'_>, entry: Option<&Form>, entries: &[Node<'_, '_>]) -> Said {
    if entries.is_empty() {
        return Said { text: "none".to_owned(), safe: Some("none".to_owned()), is_plain: true };
    }
    let all: Vec<_> = entries.iter().map(|node| whole(of, entry, *node)).collect();
    let text = all.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(", ");
    let safe: Option<Vec<_>> = all.iter().map(|said| said.safe.as_deref()).collect();
    Said { text, safe: safe.map(|safe| safe.join(", ")), is_plain: all.iter().all(|said| said.is_plain) }
}

/// Whether a value is a date, a number, or a word from a list.
fn is_plain(form: Option<&Form>, text: &str) -> bool {
    match form {
        Some(Form::Words(words)) => words.iter().any(|word| word == text),
        Some(Form::Value(format)) => {
            let is_text = TEXT_FORMATS.iter().any(|(name, _)| name == format);
            !is_text && values::check(format, text).is_some_and(|checked| checked.is_ok())
        }
        Some(Form::Either { value, .. } | Form::OneOrList(value)) => is_plain(Some(value), text),
        _ => false,
    }
}
