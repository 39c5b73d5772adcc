//! JSON Schemas from types: one way of making them for every kind of record and for the policy.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};

/// The JSON Schema of a type, its parts referred to by name; the authority's own `x_` fields are allowed everywhere.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with_transform(schemars::transform::RecursiveTransform(own_fields));
    settings.into_generator().into_root_schema_for::<T>()
}

fn own_fields(schema: &mut Schema) {
    let closed = schema.get("additionalProperties").is_some_and(|value| value == false);
    if closed {
        schema.insert("patternProperties".to_owned(), serde_json::json!({"^x_": true}));
    }
}
