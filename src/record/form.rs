//! The form of a record: which fields it has and what each holds. It is read off the JSON Schema of the kind.

use std::collections::HashSet;
use std::sync::LazyLock;

use schemars::Schema;
use serde_json::Value as Json;

use super::kind::Kind;
use super::values::TEXT_FORMATS;

/// What belongs at a place of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Named fields, of which no others are allowed.
    Fields(Fields),
    /// A list of such entries.
    List(Box<Form>),
    /// A list of such entries, or one alone.
    OneOrList(Box<Form>),
    /// Such values by names that whoever writes them chooses.
    Named(Box<Form>),
    /// One of these words.
    Words(Vec<String>),
    /// A text of this format.
    Value(String),
    /// One value, or named fields that say more.
    Either {
        /// The form of the one value.
        value: Box<Form>,
        /// The form of the fields.
        fields: Box<Form>,
    },
}

/// A group of named fields.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Fields {
    pub fields: Vec<Field>,
    pub conditions: Vec<Condition>,
    /// What such a group is, in a sentence; its clause of the procedure stands in brackets where it has one.
    pub about: String,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Field {
    pub name: String,
    pub required: bool,
    pub form: Form,
    /// What it holds, in a sentence.
    pub about: String,
}

/// A dependence between fields: where `field` holds one of `words`, the fields in `required` are required and those in `unneeded` may not stand.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Condition {
    pub field: String,
    pub words: Vec<String>,
    pub required: Vec<String>,
    pub unneeded: Vec<String>,
}

impl Fields {
    /// Whether there is a child's name or UPN among the fields. Then any wrong value here may be a child's name.
    #[must_use]
    pub fn speak_of_a_child(&self) -> bool {
        let of_child = |form: &Form| matches!(form, Form::Value(format) if format == "child-name" || format == "upn");
        self.fields.iter().any(|field| of_child(&field.form))
    }

    /// The field of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Form {
    /// The form of a kind of record.
    #[must_use]
    pub fn of(kind: Kind) -> &'static Self {
        static FORMS: LazyLock<Vec<(Kind, Form)>> =
            LazyLock::new(|| Kind::ALL.into_iter().map(|kind| (kind, Form::new(&kind.schema()))).collect());
        static NONE: Form = Form::Words(Vec::new());
        FORMS.iter().find(|(of, _)| *of == kind).map_or(&NONE, |(_, form)| form)
    }

    /// The form that a schema of this program describes. Other schemas may use what is not read here.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let root = schema.as_value();
        SchemaReader { definitions: root.get("$defs") }.form(root)
    }

    /// Whether any text is right here.
    fn is_text(&self) -> bool {
        matches!(self, Self::Value(format) if TEXT_FORMATS.iter().any(|(name, _)| name == format))
    }

    /// Whether excerpts hide what stands here.
    #[must_use]
    pub fn is_private(&self) -> bool {
        match self {
            Self::Value(format) => TEXT_FORMATS.iter().any(|(name, private)| name == format && *private),
            Self::List(entry) | Self::OneOrList(entry) | Self::Named(entry) => entry.is_private(),
            Self::Fields(_) | Self::Words(_) | Self::Either { .. } => false,
        }
    }
}

/// The names of a kind's own fields, in the order of the contract.
#[must_use]
pub fn field_order(kind: Kind) -> Vec<&'static str> {
    match Form::of(kind) {
        Form::Fields(fields) => fields.fields.iter().map(|field| field.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// The names of all fields, of whatever kind and at whatever depth.
#[must_use]
pub fn field_names() -> &'static HashSet<String> {
    static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let mut names = HashSet::new();
        Kind::ALL.into_iter().for_each(|kind| add_names(Form::of(kind), &mut names));
        names
    });
    &NAMES
}

/// Whether a field, of whatever kind and at whatever depth, has this name.
#[must_use]
pub fn is_field_name(name: &str) -> bool {
    field_names().contains(name)
}

/// Whether every field of this name, of whatever kind and at whatever depth, holds a text.
#[must_use]
pub fn is_text_field(name: &str) -> bool {
    fn all_text(form: &Form, name: &str) -> bool {
        match form {
            Form::Fields(fields) => fields.fields.iter().all(|field| {
                let is_text = field.form.is_text();
                (field.name != name || is_text) && all_text(&field.form, name)
            }),
            Form::List(entry) | Form::OneOrList(entry) | Form::Named(entry) => all_text(entry, name),
            Form::Either { fields, .. } => all_text(fields, name),
            Form::Words(_) | Form::Value(_) => true,
        }
    }
    is_field_name(name) && Kind::ALL.into_iter().all(|kind| all_text(Form::of(kind), name))
}

/// The words that fields hold, of whatever kind.
#[must_use]
pub fn words() -> &'static HashSet<String> {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let mut words = HashSet::new();
        Kind::ALL.into_iter().for_each(|kind| add_words(Form::of(kind), &mut words));
        words
    });
    &WORDS
}

fn add_names(form: &Form, names: &mut HashSet<String>) {
    match form {
        Form::Fields(fields) => {
            for field in &fields.fields {
                names.insert(field.name.clone());
                add_names(&field.form, names);
            }
        }
        Form::List(entry) | Form::OneOrList(entry) | Form::Named(entry) => add_names(entry, names),
        Form::Either { fields, .. } => add_names(fields, names),
        Form::Words(_) | Form::Value(_) => {}
    }
}

fn add_words(form: &Form, words: &mut HashSet<String>) {
    match form {
        Form::Fields(fields) => fields.fields.iter().for_each(|field| add_words(&field.form, words)),
        Form::List(entry) | Form::OneOrList(entry) | Form::Named(entry) => add_words(entry, words),
        Form::Words(all) => words.extend(all.iter().cloned()),
        Form::Either { value, fields } => {
            add_words(value, words);
            add_words(fields, words);
        }
        Form::Value(_) => {}
    }
}

struct SchemaReader<'a> {
    definitions: Option<&'a Json>,
}

impl SchemaReader<'_> {
    fn form(&self, schema: &Json) -> Form {
        if let Some(name) = schema.get("$ref").and_then(Json::as_str) {
            let name = name.rsplit('/').next().unwrap_or(name);
            return self
                .definitions
                .and_then(|all| all.get(name))
                .map_or(Form::Words(Vec::new()), |part| self.form(part));
        }
        if let Some(format) = schema.get("format").and_then(Json::as_str) {
            return Form::Value(format.to_owned());
        }
        if let Some(words) = schema.get("enum") {
            return Form::Words(strings(words));
        }
        if let Some(word) = schema.get("const").and_then(Json::as_str) {
            return Form::Words(vec![word.to_owned()]);
        }
        if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) {
            return self.choice(choices);
        }
        if let Some(entries) = schema.get("items") {
            return Form::List(Box::new(self.form(entries)));
        }
        if let Some(value) = schema.get("additionalProperties").filter(|value| value.is_object()) {
            return Form::Named(Box::new(self.form(value)));
        }
        self.fields(schema)
    }

    fn choice(&self, choices: &[Json]) -> Form {
        let choices: Vec<_> = choices.iter().filter(|choice| choice.get("type") != Some(&Json::from("null"))).collect();
        let forms: Vec<_> = choices.iter().map(|choice| self.form(choice)).collect();
        match forms.as_slice() {
            [one] => one.clone(),
            [_, Form::List(entry)] => Form::OneOrList(entry.clone()),
            [value @ Form::Value(_), fields @ Form::Fields(_)] => {
                Form::Either { value: Box::new(value.clone()), fields: Box::new(fields.clone()) }
            }
            _ => Form::Words(
                forms
                    .into_iter()
                    .filter_map(|form| if let Form::Words(words) = form { Some(words) } else { None })
                    .flatten()
                    .collect(),
            ),
        }
    }

    fn fields(&self, schema: &Json) -> Form {
        let required = schema.get("required").map(strings).unwrap_or_default();
        let properties = schema.get("properties").and_then(Json::as_object);
        let fields = properties.into_iter().flatten().map(|(name, part)| Field {
            name: name.clone(),
            required: required.contains(name),
            form: self.form(part),
            about: about(part),
        });
        let conditions = schema.get("allOf").and_then(Json::as_array).into_iter().flatten().filter_map(condition);
        Form::Fields(Fields { fields: fields.collect(), conditions: conditions.collect(), about: about(schema) })
    }
}

/// The description of a schema, on one line.
fn about(schema: &Json) -> String {
    let description = schema.get("description").and_then(Json::as_str).unwrap_or_default();
    description.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn condition(schema: &Json) -> Option<Condition> {
    let (field, words) = schema.pointer("/if/properties")?.as_object()?.iter().next()?;
    let then = schema.get("then")?;
    Some(Condition {
        field: field.clone(),
        words: strings(words.get("enum")?),
        required: then.get("required").map(strings).unwrap_or_default(),
        unneeded: then
            .get("properties")
            .and_then(Json::as_object)
            .map(|all| all.keys().cloned().collect())
            .unwrap_or_default(),
    })
}

fn strings(list: &Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}
