//! The JSON Schemas as files: one a kind, one for any record of `records/`, one for the policy. Generated from the types.

use serde_json::{Value, json};

use crate::layout::Area;
use crate::policy::Policy;
use crate::record::Kind;

/// The names of all schemas.
pub const NAMES: [&str; 9] =
    ["school", "visit", "pro-forma", "exclusion-notice", "phone-log", "email", "letter", "record", "policy"];

/// The file of a schema in `schema/`, and in the settings that `spoc init` writes.
#[must_use]
pub fn file_name(name: &str) -> String {
    format!("{name}.schema.json")
}

/// The text of a schema's file; none where there is no such schema.
#[must_use]
pub fn text(name: &str) -> Option<String> {
    let schema = match name {
        "policy" => Policy::schema().to_value(),
        "record" => any_record(),
        kind => Kind::from_word(kind)?.schema().to_value(),
    };
    serde_json::to_string_pretty(&head_first(schema)).ok().map(|text| text + "\n")
}

/// What a schema is comes before what it holds.
fn head_first(schema: Value) -> Value {
    let Value::Object(mut object) = schema else {
        return schema;
    };
    let mut sorted = serde_json::Map::new();
    for name in ["$schema", "title", "description"] {
        sorted.extend(object.remove(name).map(|value| (name.to_owned(), value)));
    }
    sorted.extend(object);
    Value::Object(sorted)
}

/// Editors choose a schema by a file's path, which tells the folder and not the kind: this one goes by `kind:`.
fn any_record() -> Value {
    let kinds = || Kind::ALL.into_iter().filter(|kind| Area::of(*kind) == Some(Area::Records));
    let mut definitions = serde_json::Map::new();
    let mut by_kind = Vec::new();
    for kind in kinds() {
        let mut schema = kind.schema().to_value();
        if let Some(object) = schema.as_object_mut() {
            // Definitions of one name are the same in every kind: they come from one type.
            if let Some(Value::Object(parts)) = object.remove("$defs") {
                definitions.extend(parts);
            }
            object.remove("$schema");
        }
        definitions.insert(kind.as_str().to_owned(), schema);
        by_kind.push(json!({
            "if": {"properties": {"kind": {"const": kind.as_str()}}, "required": ["kind"]},
            "then": {"$ref": format!("#/$defs/{}", kind.as_str())},
        }));
    }
    let words: Vec<_> = kinds().map(Kind::as_str).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A record in records/",
        "description": "A visit, a pro forma, an exclusion notice or a phone log, as `kind` says.",
        "type": "object",
        "properties": {"kind": {"description": "What this file is.", "enum": words}},
        "required": ["kind"],
        "allOf": by_kind,
        "$defs": definitions,
    })
}
