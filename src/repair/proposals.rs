//! What may be meant, or has to be filled in: a person decides.

use std::collections::BTreeSet;

use super::doc::Doc;
use super::draft::Draft;
use super::kinds::Certainty;
use super::writing::quotation_marks;
use crate::deciding::{Decisions, to_decide};
use crate::edit::{self, Block, Change};
use crate::layout::search_key;
use crate::problem::Problem;
use crate::procedure::review::child_names;
use crate::reading::Faults;
use crate::record::values::{Upn, Value as _, Wrong, WrongUpn};
use crate::record::{Fault, Form, Kind, WrongWith, field_order};
use crate::rules::{Context, cut_text, overdue_action, overdue_follow_up, overdue_written_up, undecided_child};
use crate::school::School;

/// Drafts that are never made without being looked at.
pub(super) fn drafts(
    doc: &Doc<'_>,
    problem: &Problem,
    faults: &Faults,
    school: Option<(&School, &Context<'_>)>,
) -> Vec<Draft> {
    let fault = faults.of(problem);
    let mut drafts = Vec::new();
    if let Some(fault) = fault {
        drafts.extend(missing_field(doc, fault).filter(|_| !is_misspelt(fault, faults)));
        drafts.extend(right_upns(doc, fault, school.map(|(school, _)| school)));
    }
    if problem.code == cut_text::CODE {
        drafts.extend(whole_text(doc, problem));
    }
    if let Some((school, context)) = school {
        drafts.extend(done_today(doc, problem, context));
        drafts.extend(decision(doc, problem, school, context));
    }
    drafts
}

/// A field that is required, with what belongs there in a comment: `validate` still reports it until somebody fills it in.
fn missing_field(doc: &Doc<'_>, fault: &Fault) -> Option<Draft> {
    let WrongWith::Missing { name, form, is_empty: false, .. } = &fault.wrong else { return None };
    let field = format!("{}/{name}", fault.field);
    let title = format!("Add `{name}:`");
    // In braces there is no place for a comment.
    let hinted = hint(form).and_then(|hint| changed(doc, &Change::set(&field, format!("  # {hint}"))));
    let new = hinted.or_else(|| changed(doc, &Change::set(&field, "")))?;
    Some(Draft::between(title, Certainty::Proposal, doc.file.text, &new))
}

/// Whether the field that is missing stands there under another name.
fn is_misspelt(fault: &Fault, faults: &Faults) -> bool {
    let WrongWith::Missing { name, .. } = &fault.wrong else { return false };
    faults.all().any(|other| {
        let group = other.field.rsplit_once('/').map(|(group, _)| group);
        let near = match &other.wrong {
            WrongWith::UnknownField { near, .. } => near.as_deref(),
            _ => None,
        };
        group == Some(&fault.field) && near == Some(name)
    })
}

fn hint(form: &Form) -> Option<String> {
    match form {
        Form::Words(words) => Some(words.join(" ")),
        Form::Value(format) => crate::record::values::example(format).map(|example| format!("as in {example}")),
        Form::List(entry) | Form::OneOrList(entry) => match entry.as_ref() {
            Form::Words(words) => Some(format!("one or more of {}, in [ ]", words.join(" "))),
            _ => None,
        },
        Form::Either { value, .. } => hint(value),
        Form::Fields(_) | Form::Named(_) => None,
    }
}

/// The UPN of the child of this name elsewhere in the school, and the one with the right check letter.
fn right_upns(doc: &Doc<'_>, fault: &Fault, school: Option<&School>) -> Vec<Draft> {
    let WrongWith::Value { wrong: Wrong::Upn(wrong), .. } = &fault.wrong else { return Vec::new() };
    let Some(tree) = doc.tree() else { return Vec::new() };
    let Some((_, node)) = tree.at(&fault.field) else { return Vec::new() };
    let (Some(text), Some(range)) = (node.text(), doc.inside(node)) else { return Vec::new() };
    let mut drafts = Vec::new();
    let row = fault.field.rsplit_once('/').and_then(|(row, _)| tree.at(row));
    let name = row.and_then(|(_, row)| row.get("name")?.text());
    if let (Some(name), Some(school)) = (name, school) {
        let upns = upns_of(school, name);
        let mut upns = upns.iter();
        if let (Some(upn), None) = (upns.next(), upns.next()) {
            let title = format!("Write {upn}, by which the child of this name stands in other records");
            drafts.push(Draft::new(title, Certainty::Proposal, range.clone(), upn.to_string()));
        }
    }
    if *wrong == WrongUpn::CheckLetter
        && let Some(letter) = Upn::check_letter_of(text)
    {
        let upn = format!("{letter}{}", text.get(1..).unwrap_or_default());
        let title = format!("Write {upn}, with the check letter that goes with the digits");
        if Upn::parse(&upn).is_ok() && !drafts.iter().any(|draft| draft.edits.iter().any(|(_, text)| *text == upn)) {
            drafts.push(Draft::new(title, Certainty::Proposal, range, upn));
        }
    }
    drafts
}

/// The UPNs by which a child of this name stands in a school's records; the codes of those who have none yet aside.
fn upns_of<'s>(school: &'s School, name: &str) -> BTreeSet<&'s Upn> {
    let wanted = search_key(name);
    let of_name = child_names(school).filter(|(upn, name)| !upn.is_code() && search_key(name) == wanted);
    of_name.map(|(upn, _)| upn).collect()
}

/// Quotation marks around a text whose end stands in a comment.
fn whole_text(doc: &Doc<'_>, problem: &Problem) -> Option<Draft> {
    let (_, node) = doc.tree()?.at(problem.field.as_deref()?)?;
    let start = doc.whole(node)?.start;
    let line = (1..=doc.lines()).filter_map(|number| doc.line(number)).find(|line| line.contains(&start))?;
    let text = doc.text(start..line.end).trim_end();
    let title = "Put the whole text in quotation marks".to_owned();
    Some(Draft { title, certainty: Certainty::Proposal, edits: quotation_marks(text, start)? })
}

/// Today as the day on which something was done.
fn done_today(doc: &Doc<'_>, problem: &Problem, context: &Context<'_>) -> Option<Draft> {
    let field = match problem.code {
        code if code == overdue_action::CODE || code == overdue_follow_up::CODE => {
            format!("{}/done", problem.field.as_deref()?)
        }
        code if code == overdue_written_up::CODE => "/written_up".to_owned(),
        _ => return None,
    };
    let name = field.rsplit('/').next().unwrap_or_default().to_owned();
    let new = changed(doc, &Change::set(&field, context.today))?;
    Some(Draft::between(format!("Write `{name}: {}`", context.today), Certainty::Proposal, doc.file.text, &new))
}

/// The row, or the decisions in it, of a child who was to be decided on, for somebody to fill in.
fn decision(doc: &Doc<'_>, problem: &Problem, school: &School, context: &Context<'_>) -> Option<Draft> {
    if problem.code != undecided_child::CODE {
        return None;
    }
    let visit = school.visits.iter().find(|visit| visit.path == problem.path)?;
    let missing = to_decide(school, visit, context.policy);
    let child = missing.iter().find(|one| {
        problem.message.starts_with(&format!("{} ", one.undecided.child.upn)) && row_of(problem) == one.undecided.row
    })?;
    let changes = match child.undecided.row {
        None => child.changes(&Decisions::default()),
        Some(row) => {
            let wanted = [
                ("statutory_intervention", child.undecided.statutory),
                ("early_help_referral", child.undecided.early_help),
            ];
            let wanted = wanted.into_iter().filter(|(_, is_missing)| *is_missing);
            wanted
                .map(|(name, _)| Change::Put { field: format!("/children/{row}/{name}"), value: blank_decision() })
                .collect()
        }
    };
    let new = edit::change(doc.file.path, doc.file.text, &changes, &field_order(Kind::Visit)).ok()?;
    Some(Draft::between("Add the decisions, to be filled in", Certainty::Proposal, doc.file.text, &new))
}

fn row_of(problem: &Problem) -> Option<usize> {
    problem.field.as_deref()?.strip_prefix("/children/")?.parse().ok()
}

fn blank_decision() -> Block {
    let lines = ["  threshold:   # met not-met unsure", "  action:   # refer monitor none"];
    Block { head: "", lines: lines.map(str::to_owned).to_vec(), flow: "{threshold: , action: }".to_owned() }
}

fn changed(doc: &Doc<'_>, change: &Change) -> Option<String> {
    let order =
        [Kind::Visit, Kind::ProForma, Kind::PhoneLog, Kind::School, Kind::ExclusionNotice, Kind::Email, Kind::Letter];
    let kind = doc.tree()?.root().get("kind").and_then(|kind| Kind::from_word(kind.text()?));
    let order = kind.filter(|kind| order.contains(kind)).map(field_order).unwrap_or_default();
    edit::change(doc.file.path, doc.file.text, std::slice::from_ref(change), &order).ok()
}
