//! The JSON Schemas as files: one a kind, one for any record of `records/`, one for the policy. Generated from the types.

use serde_json::{Value, json};

use crate::layout::Area;
use crate::policy::Policy;
use crate::record::Kind;

/// The names of all schemas.
pub const NAMES: [&str; 9] =
    ["school", "visit", "pro-forma", "exclusion-notice", "phone-log", "email", "letter", "record", "policy"];

/// The folder on a drive in which `spoc init` writes schemas for editors.
pub const FOLDER: &str = ".vscode/schema";

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
    let mut schema = head_first(schema);
    allow_nothing(&mut schema);
    serde_json::to_string_pretty(&schema).ok().map(|text| text + "\n")
}

/// Lets every field that is not required be empty: only spaces, an empty list or an empty group (records.md, section 3). The program's own check
/// allows this without a schema that says so; editors need it written down.
fn allow_nothing(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(allow_nothing),
        Value::Object(object) => {
            object.values_mut().for_each(allow_nothing);
            let closed = object.get("additionalProperties") == Some(&Value::Bool(false));
            let required = object.get("required").cloned().unwrap_or_default();
            let required = |name: &str| required.as_array().is_some_and(|all| all.iter().any(|one| one == name));
            let Some(Value::Object(properties)) = object.get_mut("properties").filter(|_| closed) else { return };
            for (_, field) in properties.iter_mut().filter(|(name, _)| !required(name)) {
                let Value::Object(part) = field else { continue };
                let description = part.remove("description");
                let mut wrapped = serde_json::Map::new();
                wrapped.extend(description.map(|text| ("description".to_owned(), text)));
                let nothing = json!({"anyOf": [{"type": "null"}, {"type": "string", "pattern": "^\\s*$"}, {"type": "array", "maxItems": 0}, {"type": "object", "maxProperties": 0}]});
                wrapped.insert("anyOf".to_owned(), json!([field, nothing]));
                *field = Value::Object(wrapped);
            }
        }
        _ => {}
    }
}

/// Puts the title and the description of a schema before what it holds.
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
