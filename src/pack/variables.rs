//! Whether a template names only variables that exist. Every branch is checked before anything is printed.

use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use serde_json::Value;

/// A variable that does not exist: the line and column where it is named, and its name.
pub(super) type Unknown = (Option<usize>, Option<usize>, String);

/// The first variable that a template names and its model does not have. `schema`: the model's JSON Schema.
pub(super) fn first_unknown(template: &Template, schema: &Value) -> Option<Unknown> {
    Scope { schema, around: vec![Some(schema)] }.of(template)
}

/// The part of the model to which the names in a part of a template refer.
struct Scope<'s> {
    /// The model's schema.
    schema: &'s Value,
    /// The model itself, then the entry of each list or group around the part. None where the schema does not say what an entry is: then every name
    /// is allowed.
    around: Vec<Option<&'s Value>>,
}

impl<'s> Scope<'s> {
    fn of(&mut self, template: &Template) -> Option<Unknown> {
        for (place, element) in template.elements.iter().enumerate() {
            let at = template.mapping.get(place).map(|at| (at.0, at.1)).unzip();
            let found = match element {
                TemplateElement::Expression(call) | TemplateElement::HtmlExpression(call) => self.call(call),
                TemplateElement::HelperBlock(block) => match self.call(block) {
                    Some(unknown) => Some(unknown),
                    None => match self.block(block) {
                        Some(inside) => return Some(inside),
                        None => None,
                    },
                },
                _ => None,
            };
            if let Some(name) = found {
                return Some((at.0, at.1, name));
            }
        }
        None
    }

    /// The first unknown variable that an expression or the head of a block names.
    fn call(&self, call: &HelperTemplate) -> Option<String> {
        let own = call.params.is_empty().then_some(&call.name);
        let named = own.into_iter().chain(&call.params).chain(call.hash.values()).filter_map(Parameter::as_name);
        let is_unknown = |name: &&str| !matches!(*name, "else" | "") && self.find(name).is_none();
        named.filter(|name| !name.starts_with('@')).find(is_unknown).map(str::to_owned)
    }

    /// The first unknown variable within a block.
    fn block(&mut self, block: &HelperTemplate) -> Option<Unknown> {
        let first = block.params.first().and_then(Parameter::as_name);
        let entry = match (block.name.as_name(), first) {
            (Some("each"), Some(list)) => {
                Some(self.find(list).flatten().and_then(|list| self.resolved(list.get("items")?)))
            }
            (Some("with"), Some(group)) => Some(self.find(group).flatten()),
            _ => None,
        };
        let is_entry = entry.is_some();
        if let Some(entry) = entry {
            self.around.push(entry);
        }
        let inside = block.template.as_ref().and_then(|template| self.of(template));
        if is_entry {
            self.around.pop();
        }
        inside.or_else(|| block.inverse.as_ref().and_then(|template| self.of(template)))
    }

    /// The schema of a variable: `None` where there is no such variable, `Some(None)` where there is one of which nothing is known.
    fn find(&self, name: &str) -> Option<Option<&'s Value>> {
        let mut depth = self.around.len().checked_sub(1)?;
        let mut rest = name;
        while let Some(outer) = rest.strip_prefix("../") {
            depth = depth.checked_sub(1)?;
            rest = outer;
        }
        let rest = rest.strip_prefix("./").unwrap_or(rest);
        let mut here = *self.around.get(depth)?;
        for part in rest.split('.').filter(|part| !matches!(*part, "" | "this")) {
            let Some(group) = here else { return Some(None) };
            here = match group.get("properties") {
                Some(fields) => Some(self.resolved(fields.get(part)?)?),
                // A text or a list has no parts.
                None if group.get("type").is_some() => return None,
                None => None,
            };
        }
        Some(here)
    }

    /// The schema to which a schema refers. Of a choice between a reference and nothing, it is the reference's.
    fn resolved(&self, schema: &'s Value) -> Option<&'s Value> {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            return self.schema.pointer(target.strip_prefix('#')?);
        }
        match schema.get("anyOf").and_then(Value::as_array) {
            Some(options) => options
                .iter()
                .find_map(|option| option.get("$ref").and_then(|_| self.resolved(option)))
                .or(Some(schema)),
            None => Some(schema),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(text: &str) -> Option<String> {
        let schema = serde_json::json!({
            "properties": {
                "name": {"type": "string"},
                "group": {"anyOf": [{"$ref": "#/$defs/G"}, {"type": "null"}]},
                "list": {"type": "array", "items": {"$ref": "#/$defs/G"}},
                "texts": {"type": "array", "items": {"type": "string"}},
            },
            "$defs": {"G": {"properties": {"inner": {"type": "string"}}}},
        });
        first_unknown(&Template::compile(text).unwrap(), &schema).map(|(_, _, name)| name)
    }

    #[test]
    fn every_branch_is_looked_at() {
        let right = "{{name}} {{group.inner}} {{#each list}}{{inner}} {{../name}} {{@index}}{{else}}{{name}}{{/each}} {{#each texts}}{{this}}{{/each}} {{#if group}}x{{else}}{{name}}{{/if}} {{note name}}";
        assert_eq!(unknown(right), None);
        let wrong = [
            ("{{nam}}", "nam"),
            ("{{#if wrong}}x{{/if}}", "wrong"),
            ("{{#if name}}x{{else}}{{wrong}}{{/if}}", "wrong"),
            ("{{#if name}}x{{else if wrong}}y{{/if}}", "wrong"),
            ("{{#each wrong}}x{{/each}}", "wrong"),
            ("{{#each list}}{{name}}{{/each}}", "name"),
            ("{{#each list}}{{../wrong}}{{/each}}", "../wrong"),
            ("{{group.wrong}}", "group.wrong"),
            ("{{#unless name}}{{note wrong}}{{/unless}}", "wrong"),
            ("{{name.x}}", "name.x"),
        ];
        for (text, name) in wrong {
            assert_eq!(unknown(text).as_deref(), Some(name), "{text}");
        }
    }
}
