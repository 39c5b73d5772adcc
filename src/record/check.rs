//! The thorough check of a file that does not fit its kind: every wrong field, each at its place. It knows a kind by its form
//! alone, so that a new field is checked as soon as its struct has it.

use super::fault::{Condition, Fault, Found, Subject, WrongWith};
use super::form::{self, Fields, Form};
use super::kind::Kind;
use super::likeness::nearest;
use super::privacy::{Meant, Quote};
use super::values::{self, Date, Value as _};
use crate::problem::Position;
use crate::tree::{Node, Shape, Tree, push_segment};

/// Every fault of a record of a kind.
#[must_use]
pub fn check(kind: Kind, tree: &Tree<'_>) -> Vec<Fault> {
    walk(Form::of(kind), tree, Subject::Record(kind), kind.may_speak_of_children())
}

/// Every fault of a policy against its form.
#[must_use]
pub fn check_policy(form: &Form, tree: &Tree<'_>) -> Vec<Fault> {
    walk(form, tree, Subject::Policy, false)
}

fn walk(form: &Form, tree: &Tree<'_>, whole: Subject, among_children: bool) -> Vec<Fault> {
    let is_record = matches!(whole, Subject::Record(_));
    let mut walk = Walk { pointer: String::new(), faults: Vec::new(), is_record };
    walk.node(form, tree.root(), &Place { subject: whole, among_children });
    walk.faults
}

/// Where a node stands.
#[derive(Clone)]
struct Place {
    /// What is wrong where the node is.
    subject: Subject,
    /// Whether a child's name may have slipped in here.
    among_children: bool,
}

struct Walk {
    pointer: String,
    faults: Vec<Fault>,
    /// Whether it is a record that is looked at, and not the policy.
    is_record: bool,
}

impl Walk {
    fn node(&mut self, form: &Form, node: Node<'_, '_>, place: &Place) {
        match (form, node.shape()) {
            (Form::Fields(fields), Shape::Mapping) => self.fields(fields, node, place),
            (Form::List(entry) | Form::OneOrList(entry), Shape::List) => self.entries(entry, node, place),
            (Form::OneOrList(entry), _) => self.node(entry, node, place),
            (Form::Named(value), Shape::Mapping) => self.named(value, node, place),
            (Form::Either { value, .. }, Shape::Scalar { .. }) => self.node(value, node, place),
            (Form::Either { fields, .. }, Shape::Mapping) => self.node(fields, node, place),
            (Form::Words(words), Shape::Scalar { text, .. }) => self.word(words, node, text, place),
            (Form::Value(format), Shape::Scalar { text, .. }) => self.value(format, node, text, place),
            (_, shape) => {
                let wrong = WrongWith::Shape { found: found(form, shape), form: form.clone() };
                self.fault(node.start(), place, wrong);
            }
        }
    }

    fn fields(&mut self, fields: &Fields, node: Node<'_, '_>, place: &Place) {
        let holds = |field: &str| node.get(field).filter(|value| !value.is_nothing());
        let conditions = fields.conditions.iter().filter(|condition| {
            let word = holds(&condition.field).and_then(Node::text);
            word.is_some_and(|word| condition.words.iter().any(|w| w == word))
        });
        let conditions: Vec<_> = conditions.collect();
        let because = |condition: &form::Condition| Condition {
            field: condition.field.clone(),
            word: holds(&condition.field).and_then(Node::text).unwrap_or_default().to_owned(),
        };
        for (name_node, value) in node.entries() {
            let Some(name) = name_node.text() else { continue };
            if name.starts_with("x_") {
                continue;
            }
            let Some(field) = fields.get(name) else {
                self.unknown(fields, name_node, name, place);
                continue;
            };
            if value.is_nothing() {
                continue;
            }
            let among_children = place.among_children || fields.speak_of_a_child();
            let inner = Place { subject: Subject::Field(name.to_owned()), among_children };
            self.inside(name, |walk| {
                match conditions.iter().find(|condition| condition.unneeded.contains(&field.name)) {
                    Some(condition) => walk.fault(value.start(), &inner, WrongWith::Unneeded(because(condition))),
                    None => walk.node(&field.form, value, &inner),
                }
            });
        }
        for field in &fields.fields {
            let needed_by = conditions.iter().find(|condition| condition.required.contains(&field.name));
            if (field.required || needed_by.is_some()) && holds(&field.name).is_none() {
                let wrong = WrongWith::Missing {
                    name: field.name.clone(),
                    form: field.form.clone(),
                    is_empty: node.get(&field.name).is_some(),
                    because: needed_by.map(|condition| because(condition)),
                };
                self.fault(node.place_of_missing(&field.name), place, wrong);
            }
        }
    }

    fn unknown(&mut self, fields: &Fields, name_node: Node<'_, '_>, name: &str, place: &Place) {
        let known: Vec<_> = fields.fields.iter().map(|field| field.name.clone()).collect();
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        // A name may have slipped in for a field in any record, in that of a school, too; in the policy there is none.
        let quote = Quote::new(name, Meant::Name { near: near.clone() }, place.among_children || self.is_record);
        // What may be a child's name does not stand in the pointer either: that ends at the parent.
        let pointed_at = quote.may_be_shown() || !self.is_record;
        let wrong = WrongWith::UnknownField { name: quote, near, known };
        if pointed_at {
            self.inside(name, |walk| walk.fault(name_node.start(), place, wrong));
        } else {
            self.fault(name_node.start(), place, wrong);
        }
    }

    fn named(&mut self, form: &Form, node: Node<'_, '_>, place: &Place) {
        for (name, value) in node.entries().filter(|(_, value)| !value.is_nothing()) {
            let Some(name) = name.text().filter(|name| !name.starts_with("x_")) else { continue };
            let inner = Place { subject: Subject::Field(name.to_owned()), among_children: place.among_children };
            self.inside(name, |walk| walk.node(form, value, &inner));
        }
    }

    fn entries(&mut self, form: &Form, node: Node<'_, '_>, place: &Place) {
        let subject = match &place.subject {
            Subject::Field(name) | Subject::Entry(name) => Subject::Entry(name.clone()),
            whole => whole.clone(),
        };
        let entry_place = Place { subject, among_children: place.among_children };
        for (number, entry) in node.items().enumerate() {
            self.inside(&number.to_string(), |walk| {
                if entry.is_nothing() && matches!(entry.shape(), Shape::Scalar { .. }) {
                    walk.fault(entry.start(), &entry_place, WrongWith::Empty);
                } else {
                    walk.node(form, entry, &entry_place);
                }
            });
        }
    }

    fn word(&mut self, words: &[String], node: Node<'_, '_>, text: &str, place: &Place) {
        if words.iter().any(|word| word == text) {
            return;
        }
        let near = nearest(text, words.iter().map(String::as_str)).map(str::to_owned);
        let text = Quote::new(text, Meant::Word { near: near.clone() }, place.among_children);
        self.fault(node.start(), place, WrongWith::NotAWord { text, near, words: words.to_vec() });
    }

    fn value(&mut self, format: &str, node: Node<'_, '_>, text: &str, place: &Place) {
        if let Some(Err(wrong)) = values::check(format, text) {
            let text = Quote::new(text, Meant::Value { format: format.to_owned() }, place.among_children);
            self.fault(node.start(), place, WrongWith::Value { text, wrong });
        }
    }

    /// Goes one step further in for as long as `visit` takes.
    fn inside(&mut self, segment: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        visit(self);
        self.pointer.truncate(length);
    }

    fn fault(&mut self, position: Position, place: &Place, wrong: WrongWith) {
        self.faults.push(Fault { field: self.pointer.clone(), position, subject: place.subject.clone(), wrong });
    }
}

fn found(form: &Form, shape: Shape<'_>) -> Found {
    match (form, shape) {
        (Form::List(entry), Shape::Scalar { text, .. }) if is_right_entry(entry, text) => {
            Found::RightEntry(text.to_owned())
        }
        (_, Shape::Scalar { .. }) => Found::Text,
        (_, Shape::List) => Found::List,
        (_, Shape::Mapping) => Found::Fields,
    }
}

/// Whether a text is a right entry of a list whose brackets are missing: one of its words, or a date.
fn is_right_entry(entry: &Form, text: &str) -> bool {
    match entry {
        Form::Words(words) => words.iter().any(|word| word == text),
        Form::Value(format) => format == Date::FORMAT && values::check(format, text) == Some(Ok(())),
        Form::Either { value, .. } => is_right_entry(value, text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::parse_yaml;

    fn places(kind: Kind, text: &str) -> Vec<String> {
        let faults = check(kind, &parse_yaml(text, 1).unwrap());
        let at = |fault: &Fault| format!("{}:{} {}", fault.position.line, fault.position.column, fault.field);
        faults.iter().map(at).collect()
    }

    #[test]
    fn a_name_that_may_be_a_childs_is_not_pointed_at() {
        let text = "kind: visit\ndate: 2026-10-06\nstatus: planned\nchildren:\n  - {upn: UN1, why: [other], Ada Brown: 1, Yeer: 4, Colour: 1}\nnoet: x\n";
        let expected = ["5:30 /children/0", "5:44 /children/0/Yeer", "5:53 /children/0", "6:1 /noet"];
        assert_eq!(places(Kind::Visit, text), expected);
    }
}
