//! The names of fields that may be written at a place: those that are required and missing first, never those that are there.

use super::offer::{CompletionSort, Offer};
use crate::assist::open::{Sheet, Subject, fields_of};
use crate::policy::Policy;
use crate::record::{Field, Fields, Form};

/// How a field is written.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// On a line of its own, at this column.
    Line(usize),
    /// Within brackets.
    Flow,
    /// In TOML.
    Toml,
    /// Its name alone: the colon is there.
    NameOnly,
}

/// The fields that a group may have and has not. `group`: the group in the text, where there is one; `typed`: the field that is being typed.
pub(super) fn offers(
    sheet: &Sheet<'_>,
    fields: &'static Fields,
    group: Option<usize>,
    typed: Option<usize>,
    style: Style,
) -> Vec<Offer> {
    let sketch = &sheet.sketch;
    let others: Vec<_> =
        group.into_iter().flat_map(|group| sketch.children(group)).filter(|one| Some(*one) != typed).collect();
    let is_there =
        |name: &str| others.iter().any(|one| !sketch.item(*one).is_half && sketch.name(*one).as_deref() == Some(name));
    let holds = fields.conditions.iter().filter(|condition| {
        let word = group.and_then(|group| sketch.field_text(group, &condition.field));
        word.is_some_and(|word| condition.words.iter().any(|one| *one == word.trim()))
    });
    let conditions: Vec<_> = holds.collect();
    let is_required = |field: &Field| field.required || conditions.iter().any(|one| one.required.contains(&field.name));
    let is_unneeded = |field: &Field| conditions.iter().any(|one| one.unneeded.contains(&field.name));
    let mut missing: Vec<_> =
        fields.fields.iter().filter(|field| !is_there(&field.name) && !is_unneeded(field)).collect();
    missing.sort_by_key(|field| !is_required(field));
    let offer = |field: &'static Field| {
        let detail = if is_required(field) { "required" } else { "" };
        let mut offer = Offer::new(CompletionSort::Field, &field.name, detail);
        offer.about = about(field, fields);
        offer.text = written(sheet, field, style);
        offer
    };
    missing.into_iter().map(offer).collect()
}

/// What a field means, with the clause of the procedure that its group serves.
pub(super) fn about(field: &Field, group: &Fields) -> String {
    let own = own_about(field);
    match clause(&group.about) {
        Some(clause) if !own.contains("procedure:") => format!("{own} Procedure: {clause}."),
        _ => own,
    }
}

fn own_about(field: &Field) -> String {
    if field.about.is_empty() { field.name.replace('_', " ") } else { field.about.clone() }
}

/// The clause of the procedure that a description names in brackets.
pub(super) fn clause(about: &str) -> Option<&str> {
    let (_, rest) = about.split_once("(procedure: ")?;
    Some(rest.rsplit_once(')')?.0.trim_end_matches('.'))
}

fn written(sheet: &Sheet<'_>, field: &Field, style: Style) -> String {
    let (name, end) = (&field.name, sheet.line_break());
    match (style, &field.form) {
        (Style::NameOnly, _) => name.clone(),
        (Style::Toml, _) => format!("{name} = "),
        (Style::Flow, _) => format!("{name}: "),
        (Style::Line(column), Form::Fields(_)) => format!("{name}:{end}{}", " ".repeat(column + 2)),
        (Style::Line(column), Form::List(_)) => format!("{name}:{end}{}- ", " ".repeat(column + 2)),
        (Style::Line(_), _) => format!("{name}: "),
    }
}

/// The tables of the policy that are not there yet. `open`: how many brackets stand before the name already.
pub(super) fn tables(sheet: &Sheet<'_>, open: usize) -> Vec<Offer> {
    let (Subject::Policy, Some(fields)) = (sheet.subject, fields_of(Policy::form())) else {
        return Vec::new();
    };
    let is_there = |name: &str| sheet.sketch.field(0, name).is_some();
    let table = |field: &&'static Field| match field.form {
        Form::Fields(_) => open < 2 && !is_there(&field.name),
        Form::List(_) => open != 1,
        _ => false,
    };
    let offer = |field: &'static Field| {
        let brackets = if matches!(field.form, Form::List(_)) { 2 } else { 1 };
        let (before, after) = (&"[["[..brackets - open.min(brackets)], &"]]"[..brackets]);
        let mut offer = Offer::new(CompletionSort::Field, format!("[{}]", field.name), "table");
        offer.about = about(field, fields);
        offer.also = field.name.clone();
        offer.text = format!("{before}{}{after}{}", field.name, sheet.line_break());
        offer
    };
    fields.fields.iter().filter(table).map(offer).collect()
}
