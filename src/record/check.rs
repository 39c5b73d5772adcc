//! The thorough check of a file that does not fit its kind: every wrong field, each at its place, with the nearest right
//! spelling. It knows a kind by its form alone, so that a new field is checked as soon as its struct has it.

use super::Kind;
use super::fault::FaultKind;
use super::form::{Fields, Form};
use super::values::{self, Wrong, quoted};
use crate::problem::Position;
use crate::yaml::{Node, Shape, Tree, push_segment, shown_name};

/// A wrong field of a record, a missing one or one too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In what way it is wrong.
    pub kind: FaultKind,
    /// The field, or the parent of one that is missing, as a JSON Pointer.
    pub field: String,
    /// Where it stands.
    pub position: Position,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Every fault of a record of a kind.
#[must_use]
pub fn check(kind: Kind, tree: &Tree<'_>) -> Vec<Fault> {
    // All but a school's own file may speak of a child: there a name may have slipped into any field.
    walk(Form::of(kind), tree, kind != Kind::School)
}

/// Every fault of a tree against a form.
#[must_use]
pub fn check_form(form: &Form, tree: &Tree<'_>) -> Vec<Fault> {
    walk(form, tree, false)
}

fn walk(form: &Form, tree: &Tree<'_>, childs: bool) -> Vec<Fault> {
    let mut walk = Walk { pointer: String::new(), faults: Vec::new() };
    walk.node(form, tree.root(), "this record", childs);
    walk.faults
}

struct Walk {
    pointer: String,
    faults: Vec<Fault>,
}

impl Walk {
    /// `name`: the field in whose place the node stands. `childs`: whether it stands where a child's name may have slipped in.
    fn node(&mut self, form: &Form, node: Node<'_, '_>, name: &str, childs: bool) {
        match (form, node.shape()) {
            (Form::Fields(fields), Shape::Mapping) => self.fields(fields, node, name, childs),
            (Form::List(entry) | Form::OneOrList(entry), Shape::List) => self.entries(entry, node, name, childs),
            (Form::OneOrList(entry), _) => self.node(entry, node, name, childs),
            (Form::Words(words), Shape::Scalar { text, .. }) => self.word(words, node, text, name, childs),
            (Form::Value(format), Shape::Scalar { text, .. }) => self.value(format, node, text, childs),
            (_, shape) => {
                let (message, help) = wrong_shape(form, shape, name);
                self.fault(FaultKind::WrongValue, node.start(), message, help);
            }
        }
    }

    fn fields(&mut self, fields: &Fields, node: Node<'_, '_>, parent: &str, childs: bool) {
        let holds = |field: &str| node.get(field).filter(|value| !value.is_nothing());
        let conditions = fields.conditions.iter().filter(|condition| {
            let word = holds(&condition.field).and_then(Node::text);
            word.is_some_and(|word| condition.words.iter().any(|w| w == word))
        });
        let conditions: Vec<_> = conditions.collect();
        for (name_node, value) in node.entries() {
            let Some(name) = name_node.text() else { continue };
            if name.starts_with("x_") {
                continue;
            }
            let length = self.pointer.len();
            push_segment(&mut self.pointer, name);
            match fields.get(name) {
                None => self.unknown(fields, name_node, name, parent, childs),
                Some(_) if value.is_nothing() => {}
                Some(field) => match conditions.iter().find(|condition| condition.unneeded.contains(&field.name)) {
                    Some(condition) => {
                        let word = holds(&condition.field).and_then(Node::text).unwrap_or_default();
                        let message = format!("`{name}` does not go with {} `{word}`", condition.field);
                        let help = format!("Delete `{name}` here, or put the {} right.", condition.field);
                        self.fault(FaultKind::WrongValue, value.start(), message, help);
                    }
                    None => self.node(&field.form, value, name, childs || fields.speak_of_a_child()),
                },
            }
            self.pointer.truncate(length);
        }
        for field in &fields.fields {
            let needed_by = conditions.iter().find(|condition| condition.required.contains(&field.name));
            if (field.required || needed_by.is_some()) && holds(&field.name).is_none() {
                let empty = if node.get(&field.name).is_some() { "is empty" } else { "is missing" };
                let because = needed_by.map(|condition| {
                    let word = holds(&condition.field).and_then(Node::text).unwrap_or_default();
                    format!(": {} `{word}` needs it", condition.field)
                });
                let message = format!("`{}` {empty}{}", field.name, because.unwrap_or_default());
                self.fault(FaultKind::MissingField, node.start(), message, how_to_write(&field.name, &field.form));
            }
        }
    }

    fn unknown(&mut self, fields: &Fields, name_node: Node<'_, '_>, name: &str, parent: &str, childs: bool) {
        let names = fields.fields.iter().map(|field| field.name.as_str());
        let near = nearest(name, names.clone());
        let shown =
            if near.is_some() || !childs || !may_be_a_name(name) { shown_name(name) } else { "this".to_owned() };
        let help = match near {
            Some(near) => format!("Did you mean `{near}`?"),
            None => {
                let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
                format!("The fields here are {}. A field of your own begins with `x_`.", names.join(", "))
            }
        };
        let place = if parent == "this record" { parent.to_owned() } else { format!("`{parent}`") };
        self.fault(FaultKind::UnknownField, name_node.start(), format!("{shown} is not a field of {place}"), help);
    }

    fn entries(&mut self, form: &Form, node: Node<'_, '_>, name: &str, childs: bool) {
        for (number, entry) in node.items().enumerate() {
            let length = self.pointer.len();
            push_segment(&mut self.pointer, &number.to_string());
            if entry.is_nothing() && matches!(entry.shape(), Shape::Scalar { .. }) {
                let help = "Write the entry, or delete it with its hyphen or comma.";
                self.fault(FaultKind::WrongValue, entry.start(), format!("an entry of `{name}` is empty"), help);
            } else {
                self.node(form, entry, name, childs);
            }
            self.pointer.truncate(length);
        }
    }

    fn word(&mut self, words: &[String], node: Node<'_, '_>, text: &str, name: &str, childs: bool) {
        if words.iter().any(|word| word == text) {
            return;
        }
        let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let near = nearest(text, words.iter().map(String::as_str));
        let shown = if childs && near.is_none() { "this".to_owned() } else { quoted(text) };
        let message = format!("{shown} is not a word for `{name}`");
        let help = match (near, words) {
            (_, [only]) => format!("Write `{only}`."),
            (Some(near), _) => format!("Did you mean `{near}`? It is one of {list}."),
            (None, _) => format!("Write one of {list}."),
        };
        self.fault(FaultKind::WrongValue, node.start(), message, help);
    }

    fn value(&mut self, format: &str, node: Node<'_, '_>, text: &str, childs: bool) {
        if let Some(Err(Wrong { kind, mut message, help })) = values::check(format, text) {
            if childs && !values::may_be_repeated(format, text) {
                message = message.replace(&quoted(text), "this");
            }
            self.fault(kind, node.start(), message, help);
        }
    }

    fn fault(&mut self, kind: FaultKind, position: Position, message: String, help: impl Into<String>) {
        self.faults.push(Fault { kind, field: self.pointer.clone(), position, message, help: help.into() });
    }
}

fn wrong_shape(form: &Form, shape: Shape<'_>, name: &str) -> (String, String) {
    let found = match shape {
        Shape::Scalar { .. } => "a single text",
        Shape::List => "a list",
        Shape::Mapping => "a group of fields",
    };
    let (wanted, help) = match form {
        Form::Fields(fields) => {
            let needed: Vec<_> = fields.fields.iter().filter(|f| f.required).map(|f| format!("`{}`", f.name)).collect();
            let needed = if needed.is_empty() { String::new() } else { format!(" Needed: {}.", needed.join(", ")) };
            (
                "a group of fields",
                format!("Write its fields below it, each on a line of its own and two spaces further in.{needed}"),
            )
        }
        Form::List(entry) if is_word_of(entry, shape) => {
            ("a list", format!("Put it in square brackets: `{name}: [{}]`.", single_text(shape)))
        }
        Form::List(_) | Form::OneOrList(_) => (
            "a list",
            "Begin each entry on a line of its own with a hyphen and a space, or put them in [ ] with commas between."
                .to_owned(),
        ),
        Form::Words(_) | Form::Value(_) => ("one value", how_to_write(name, form)),
    };
    (format!("`{name}` must be {wanted}, but {found} stands here"), help)
}

/// Whether a text is a right entry of a list whose brackets are missing, so that it may be repeated.
fn is_word_of(entry: &Form, shape: Shape<'_>) -> bool {
    let Shape::Scalar { text, .. } = shape else { return false };
    match entry {
        Form::Words(words) => words.iter().any(|word| word == text),
        Form::Value(format) => format == "date" && values::check(format, text) == Some(Ok(())),
        _ => false,
    }
}

fn single_text(shape: Shape<'_>) -> &str {
    match shape {
        Shape::Scalar { text, .. } => text,
        Shape::List | Shape::Mapping => "",
    }
}

fn how_to_write(name: &str, form: &Form) -> String {
    let example = match form {
        Form::Fields(_) => return format!("Write `{name}:` and its fields below it, two spaces further in."),
        Form::List(entry) | Form::OneOrList(entry) => match entry.as_ref() {
            Form::Words(words) => format!("[{}]", words.first().map_or("", String::as_str)),
            _ => {
                return format!(
                    "Write `{name}:` and at least one entry below it, beginning with a hyphen and a space."
                );
            }
        },
        Form::Words(words) if words.len() > 1 => {
            let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            return format!("Write `{name}: …` with one of {list}.");
        }
        Form::Words(words) => words.first().cloned().unwrap_or_default(),
        Form::Value(format) => match format.as_str() {
            "date" => "2026-11-24".to_owned(),
            "clock-time" => "09:30".to_owned(),
            "yes-no" => "yes".to_owned(),
            "count" => "12".to_owned(),
            "days" => "2.5".to_owned(),
            "upn" => "B801200005001".to_owned(),
            "urn" => "100321".to_owned(),
            "dfe-number" => "317/2045".to_owned(),
            "school-year" => "4".to_owned(),
            "academic-year" => "2026-27".to_owned(),
            _ => return format!("Write `{name}:`, a space and the text."),
        },
    };
    format!("Write it as in `{name}: {example}`.")
}

/// Whether a field's name that is not known may be a child's: fields are written small.
pub(super) fn may_be_a_name(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase) || shown_name(name) == "this"
}

/// The likeliest of the names or words that someone meant; none where none is near.
#[must_use]
pub fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    // Only a name of some length can be likened to another; a very long text is none of these words.
    let wanted = plain(&text.chars().take(100).collect::<String>());
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&wanted, &plain(name));
    let scored = names.map(|name| (likeness(name), name));
    let (likeness, name) = scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    (likeness >= 0.6).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn the_nearest_word_is_found() {
        let words = || ["maintained", "academy", "free-school", "independent"].into_iter();
        assert_eq!(nearest("maintaned", words()), Some("maintained"));
        assert_eq!(nearest("Free School", words()), Some("free-school"));
        assert_eq!(nearest("church", words()), None);
        assert_eq!(nearest("Date", ["time", "date"].into_iter()), Some("date"));
    }

    #[test]
    fn a_childs_name_is_not_repeated() {
        let text = "kind: visit\ndate: 2026-10-06\nstatus: planned\nchildren:\n  - upn: Ada Brown\n    year: Ada Brown\n    why: [Ada Brown]\n";
        let faults = check(Kind::Visit, &parse(text, 1).unwrap());
        assert_eq!(faults.len(), 3, "{faults:#?}");
        assert!(faults.iter().all(|fault| !format!("{fault:?}").contains("Ada")), "{faults:#?}");
    }
}
