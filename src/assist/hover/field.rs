//! What a field means, whether it is required, which words it takes, when it is due.

use super::{deadline, policy};
use crate::assist::open::{Sheet, Subject};
use crate::record::Form;
use crate::record::values::example;

/// The explanation of a field; none where the form does not know it.
pub(super) fn text(sheet: &Sheet<'_>, item: usize) -> Option<String> {
    let (group, field) = sheet.field_of(item)?;
    let need = if field.required { "required" } else { "may be left out" };
    let mut text = format!("**`{}`** · {}, {need}\n\n{}", field.name, what(&field.form), field.about);
    if let Form::Words(words) = single(&field.form)
        && words.len() > 1
    {
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        text.push_str(&format!("\n\nOne of {}.", words.join(", ")));
    }
    if sheet.subject == Subject::Policy {
        let effect = policy::effect(sheet, item).map(|effect| format!("\n\n{effect}"));
        return Some(text + &effect.unwrap_or_else(|| "\n\n*records.md, section 4*".to_owned()));
    }
    if let Some(due) = deadline::due(sheet, item) {
        return Some(format!("{text}\n\n{due}"));
    }
    let inner = match single(&field.form) {
        Form::Fields(fields) => fields.about.as_str(),
        _ => "",
    };
    let clause = [field.about.as_str(), inner, &group.about].into_iter().find_map(clause);
    let source = clause.map_or("*records.md, section 3*".to_owned(), |clause| format!("*Procedure: {clause}*"));
    Some(format!("{text}\n\n{source}"))
}

/// The clause of the procedure that a description names in brackets.
fn clause(about: &str) -> Option<&str> {
    let (_, rest) = about.split_once("(procedure: ")?;
    Some(rest.rsplit_once(')')?.0)
}

fn single(form: &Form) -> &Form {
    match form {
        Form::OneOrList(entry) | Form::List(entry) => entry,
        other => other,
    }
}

/// What a field holds, in a few words.
fn what(form: &Form) -> String {
    match form {
        Form::Fields(_) => "a group of fields".to_owned(),
        Form::List(_) => "a list".to_owned(),
        Form::OneOrList(_) => "one or a list".to_owned(),
        Form::Named(_) => "values by their names".to_owned(),
        Form::Words(words) if words.len() == 1 => words.first().map(|word| format!("`{word}`")).unwrap_or_default(),
        Form::Words(_) => "a word".to_owned(),
        Form::Either { value, .. } => format!("{}, or a group of fields", what(value)),
        Form::Value(format) => {
            let name = match format.as_str() {
                "date" => "a date",
                "clock-time" => "a time",
                "yes-no" => "yes or no",
                "count" => "a whole number",
                "days" => "days, in halves",
                "upn" => "a UPN",
                "urn" => "a URN",
                "school-year" => "a year group",
                "academic-year" => "an academic year",
                _ => "text",
            };
            example(format).map_or(name.to_owned(), |example| format!("{name} such as `{example}`"))
        }
    }
}
