//! Puts a fault into words: what is wrong with what, and what to do. The only place where these sentences are made.

use super::fault::{Fault, Found, Subject, WrongWith};
use super::form::Form;
use super::values::example;

/// A fault in an officer's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Fault {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn words(&self) -> Words {
        let subject = &self.subject;
        let (message, help) = match &self.wrong {
            WrongWith::Missing { name, form, is_empty, because } => {
                let state = if *is_empty { "is empty" } else { "is missing" };
                let because = because.as_ref().map(|other| format!(": {} `{}` needs it", other.field, other.word));
                (format!("`{name}` {state}{}", because.unwrap_or_default()), how_to_write(name, form))
            }
            WrongWith::UnknownField { name, near, known } => {
                let help = match near {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => {
                        format!("The fields here are {}. A field of your own begins with `x_`.", in_backticks(known))
                    }
                };
                (format!("{} is not a field of {}", name.shown(), whole_or_name(subject)), help)
            }
            WrongWith::Unneeded(other) => (
                format!("{} does not go with {} `{}`", whole_or_name(subject), other.field, other.word),
                format!("Delete {} here, or put the {} right.", whole_or_name(subject), other.field),
            ),
            WrongWith::Empty => (
                format!("{} is empty", precisely(subject)),
                "Write the entry, or delete it with its hyphen or comma.".to_owned(),
            ),
            WrongWith::NotAWord { text, near, words } => {
                let help = match (near, words.as_slice()) {
                    (_, [only]) => format!("Write `{only}`."),
                    (Some(near), _) => format!("Did you mean `{near}`? It is one of {}.", in_backticks(words)),
                    (None, _) => format!("Write one of {}.", in_backticks(words)),
                };
                (format!("{} is not a word for {}", text.shown(), whole_or_name(subject)), help)
            }
            WrongWith::Value { text, wrong } => (wrong.message(&text.shown()), wrong.help()),
            WrongWith::Shape { found, form } => wrong_shape(subject, found, form),
        };
        Words { message, help }
    }
}

/// The field, an entry being called by the list that it is in.
fn whole_or_name(subject: &Subject) -> String {
    match subject {
        Subject::Record(kind) => kind.with_article().to_owned(),
        Subject::Policy => "the policy".to_owned(),
        Subject::Field(name) | Subject::Entry(name) => format!("`{name}`"),
    }
}

/// The same, an entry being told from its list.
fn precisely(subject: &Subject) -> String {
    match subject {
        Subject::Entry(name) => format!("an entry of `{name}`"),
        other => whole_or_name(other),
    }
}

fn wrong_shape(subject: &Subject, found: &Found, form: &Form) -> (String, String) {
    let name = match subject {
        Subject::Field(name) | Subject::Entry(name) => name,
        Subject::Record(_) | Subject::Policy => "",
    };
    let stands = match found {
        Found::Text | Found::RightEntry(_) => "a single text",
        Found::List => "a list",
        Found::Fields => "a group of fields",
    };
    let (wanted, help) = match (form, found) {
        (Form::Fields(fields), _) => {
            let needed = fields.fields.iter().filter(|field| field.required).map(|field| field.name.clone());
            let needed: Vec<_> = needed.collect();
            let needed = if needed.is_empty() { String::new() } else { format!(" Needed: {}.", in_backticks(&needed)) };
            let help = "Write its fields below it, each on a line of its own and two spaces further in.";
            ("a group of fields", format!("{help}{needed}"))
        }
        (Form::Named(_), _) => {
            ("a group of names with a value each", "Write each name with its value on a line of its own.".to_owned())
        }
        (Form::List(_), Found::RightEntry(text)) => {
            ("a list", format!("Put it in square brackets: `{name}: [{text}]`."))
        }
        (Form::List(_) | Form::OneOrList(_), _) => (
            "a list",
            "Begin each entry on a line of its own with a hyphen and a space, or put them in [ ] with commas between."
                .to_owned(),
        ),
        (Form::Words(_) | Form::Value(_), _) => ("one value", how_to_write(name, form)),
        (Form::Either { .. }, _) => ("one value or a group of fields", how_to_write(name, form)),
    };
    (format!("{} must be {wanted}, but {stands} stands here", precisely(subject)), help)
}

fn how_to_write(name: &str, form: &Form) -> String {
    let example = match form {
        Form::Fields(_) | Form::Named(_) => {
            return format!("Write `{name}:` and its fields below it, two spaces further in.");
        }
        Form::List(entry) | Form::OneOrList(entry) => match entry.as_ref() {
            Form::Words(words) => format!("[{}]", words.first().map_or("", String::as_str)),
            _ => {
                return format!(
                    "Write `{name}:` and at least one entry below it, beginning with a hyphen and a space."
                );
            }
        },
        Form::Either { value, .. } => return how_to_write(name, value),
        Form::Words(words) if words.len() > 1 => {
            return format!("Write `{name}: …` with one of {}.", in_backticks(words));
        }
        Form::Words(words) => words.first().cloned().unwrap_or_default(),
        Form::Value(format) => match example(format) {
            Some(example) => example.to_owned(),
            None => return format!("Write `{name}:`, a space and the text."),
        },
    };
    format!("Write it as in `{name}: {example}`.")
}

fn in_backticks(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::record::{Kind, check};
    use crate::tree::parse_yaml;

    fn words(kind: Kind, text: &str) -> Vec<String> {
        let faults = check(kind, &parse_yaml(text, 1).unwrap());
        faults.iter().map(|fault| fault.words()).map(|words| format!("{}. {}", words.message, words.help)).collect()
    }

    #[test]
    fn a_value_is_named_as_it_stands_whatever_it_says() {
        let school = "name: Oakfield\nurn: 100321\nphase: this record\nstatus: a school\nhead: {name: Ms A Grant}\n";
        let words = words(Kind::School, school);
        assert!(words[0].starts_with("`this record` is not a word for `phase`. "), "{words:?}");
        assert!(words[1].starts_with("`a school` is not a word for `status`. "), "{words:?}");
    }

    #[test]
    fn an_entry_is_told_from_its_list() {
        let visit = "kind: visit\ndate: 2026-10-06\nstatus: planned\nadvice: [mash, ~]\npresent: x\nthis record: 1\nchased: []\n";
        let words = words(Kind::Visit, visit);
        let begins = [
            "an entry of `advice` must be a group of fields, but a single text stands here. ",
            "an entry of `advice` is empty. ",
            "`present` must be a list, but a single text stands here. ",
            "this is not a field of a visit. The fields here are ",
            "`chased` is not a field of a visit. ",
        ];
        assert!(words.iter().zip(begins).all(|(words, begins)| words.starts_with(begins)), "{words:#?}");
        assert_eq!(words.len(), begins.len());
    }

    #[test]
    fn a_childs_name_is_not_repeated() {
        let text = "kind: visit\ndate: 2026-10-06\nstatus: planned\nchildren:\n  - upn: Ada Brown\n    year: Ada Brown\n    why: [Ada Brown]\n";
        let faults = check(Kind::Visit, &parse_yaml(text, 1).unwrap());
        assert_eq!(faults.len(), 3, "{faults:#?}");
        for fault in faults {
            assert!(!format!("{fault:?}{:?}", fault.words()).contains("Ada"), "{fault:#?}");
        }
    }
}
