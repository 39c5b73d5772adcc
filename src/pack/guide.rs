//! The page for people who write their own templates: how a template is written, and what every variable holds.

use schemars::Schema;

use super::letter::LetterModel;
use super::model::PackModel;
use super::story::StoryModel;
use super::templates::{LETTERS, STORY, VISIT_PACK};
use crate::words::listed;

/// The page, in Markdown.
#[must_use]
pub fn variables() -> String {
    let mut page = String::from(include_str!("../../templates/variables.md"));
    page.push_str(&format!("\n## {VISIT_PACK}\n"));
    describe(&schemars::schema_for!(PackModel), &mut page);
    let letters: Vec<_> = LETTERS.iter().map(|(_, name)| *name).collect();
    page.push_str(&format!("\n## {}\n", listed(&letters)));
    describe(&schemars::schema_for!(LetterModel), &mut page);
    page.push_str(&format!("\n## {STORY}\n"));
    describe(&schemars::schema_for!(StoryModel), &mut page);
    page
}

/// Writes the variables of a model, read off its schema: a table for the model itself and one for each group that is a part of it.
fn describe(schema: &Schema, page: &mut String) {
    let value = schema.as_value();
    let definitions = value.get("$defs").and_then(|defs| defs.as_object());
    let parts = definitions.into_iter().flatten().map(|(name, part)| (Some(name.as_str()), part));
    for (name, part) in std::iter::once((None, value)).chain(parts) {
        if let Some(name) = name {
            let description = part.get("description").and_then(|text| text.as_str()).unwrap_or_default();
            page.push_str(&format!("\n### {}\n\n{description}\n", plain_name(name)));
        }
        page.push_str("\n| Variable | What it is | Form |\n| --- | --- | --- |\n");
        for (field, about) in part.get("properties").and_then(|fields| fields.as_object()).into_iter().flatten() {
            let description = about.get("description").and_then(|text| text.as_str()).unwrap_or_default();
            let description = description.replace('|', "\\|").replace('\n', " ");
            page.push_str(&format!("| `{field}` | {description} | {} |\n", form(about)));
        }
    }
}

/// What a variable holds, in words.
fn form(about: &serde_json::Value) -> String {
    let reference = |value: &serde_json::Value| {
        let target = value.get("$ref")?.as_str()?;
        Some(plain_name(target.rsplit('/').next().unwrap_or(target)))
    };
    if let Some(name) = reference(about) {
        return format!("group: {name}");
    }
    if let Some(options) = about.get("anyOf").and_then(|options| options.as_array()) {
        let group = options.iter().find_map(reference);
        return group.map_or("text, or nothing".to_owned(), |name| format!("group: {name}, or nothing"));
    }
    if let Some(items) = about.get("items") {
        return reference(items).map_or("list of texts".to_owned(), |name| format!("list: {name}"));
    }
    let kinds: Vec<_> = match about.get("type") {
        Some(serde_json::Value::Array(kinds)) => kinds.iter().filter_map(|kind| kind.as_str()).collect(),
        Some(kind) => kind.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    let word = |kind: &&str| match *kind {
        "boolean" => "yes or no",
        "integer" => "number",
        "null" => "nothing",
        _ => "text",
    };
    kinds.iter().map(word).collect::<Vec<_>>().join(", or ")
}

/// `ChildModel` is `child`, `TermDaysModel` is `term days`.
fn plain_name(name: &str) -> String {
    let mut words = String::new();
    for c in name.strip_suffix("Model").unwrap_or(name).chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}
