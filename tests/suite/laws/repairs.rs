//! The laws of repairs: a safe one takes its problem away and adds none, all other bytes stay, and twice is the same as once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use spoc::layout::Area;
use spoc::problem::{Code, Problem};
use spoc::reading::{self, Place};
use spoc::record::Kind;
use spoc::repair::{Certainty, FilePlace, FileText, Repair, Step, all_safe, edited, repairs};
use spoc::text::Encoding;

use super::contract::*;
use super::writer::write;
use super::{cases, plant};

fn place_of(kind: Kind) -> (Place, &'static str) {
    match Area::of(kind) {
        None => (Place::SchoolFile, "A/B/school.yaml"),
        Some(Area::Records) => (Place::In(Area::Records), "A/B/records/r.yaml"),
        Some(Area::Emails) => (Place::In(Area::Emails), "A/B/emails/r.yaml"),
        Some(Area::Correspondence) => (Place::In(Area::Correspondence), "A/B/correspondence/r.yaml"),
    }
}

fn problems(kind: Kind, text: &str) -> Vec<Problem> {
    let (place, path) = place_of(kind);
    reading::faults(place, path, text).problems
}

/// A problem without its place, which moves with what stands before it.
fn key(problem: &Problem) -> (Code, Option<String>, String) {
    (problem.code, problem.field.clone(), problem.message.clone())
}

/// Asserts the laws of a text's repairs. Gives for each problem whether it has a safe one.
fn assert_laws(kind: Kind, text: &str) -> Result<Vec<(Code, bool)>, TestCaseError> {
    let (place, path) = place_of(kind);
    let file = FileText { path, place: FilePlace::Record(place), text, encoding: Encoding::Utf8 };
    let before = problems(kind, text);
    let found = repairs(&file, &before, None);
    let mut told = Vec::new();
    for (problem, repairs) in before.iter().zip(found) {
        let safe: Vec<_> = repairs.iter().filter(|repair| repair.certainty == Certainty::Safe).collect();
        told.push((problem.code, !safe.is_empty()));
        for repair in safe {
            assert_safe(kind, text, &before, problem, repair)?;
        }
    }
    if let Some(all) = all_safe(&file, &[]) {
        let again = FileText { text: &all, ..file };
        prop_assert_eq!(all_safe(&again, &[]), None, "twice is more than once:\n{}\n{}", text, all);
        prop_assert!(problems(kind, &all).len() < before.len() || before.iter().any(hides), "{text}\n{all}");
    } else {
        prop_assert!(told.iter().all(|(_, is_safe)| !is_safe), "{text}\n{told:?}");
    }
    Ok(told)
}

/// Whether nothing else is known of a text with this problem.
fn hides(problem: &Problem) -> bool {
    matches!(problem.code.as_str(), "yaml-syntax" | "unknown-kind" | "no-front-matter")
        || problem.message.starts_with("`kind`")
}

fn assert_safe(
    kind: Kind,
    text: &str,
    before: &[Problem],
    problem: &Problem,
    repair: &Repair,
) -> Result<(), TestCaseError> {
    let (_, path) = place_of(kind);
    let new = edited(text, path, &repair.steps);
    let new = new.ok_or_else(|| TestCaseError::fail(format!("{repair:?} does not fit\n{text}")))?;
    let after = problems(kind, &new);
    let number = |all: &[Problem]| all.iter().filter(|other| key(other) == key(problem)).count();
    if !hides(problem) {
        prop_assert!(number(&after) < number(before), "{problem:?} stays with {repair:?}\n{text}\n{new}");
        let mut left: Vec<_> = before.iter().map(key).collect();
        for one in &after {
            let at = left.iter().position(|other| *other == key(one));
            prop_assert!(at.is_some(), "{repair:?} adds {one:?}\n{text}\n{new}");
            left.swap_remove(at.unwrap_or_default());
        }
    }
    // All that is not in an edit stands there still, in its order.
    let mut at = 0;
    let mut end = 0;
    for step in &repair.steps {
        let Step::Edit { range, text: replacement, .. } = step else { continue };
        let kept = &text[end..range.start];
        prop_assert_eq!(&new[at..at + kept.len()], kept);
        at += kept.len();
        prop_assert_eq!(&new[at..at + replacement.len()], replacement.as_str());
        at += replacement.len();
        end = range.end;
    }
    prop_assert_eq!(&new[at..], &text[end..]);
    Ok(())
}

#[test]
fn a_safe_repair_of_a_field_takes_its_problem_away_and_adds_none() {
    let table = RefCell::new(BTreeMap::<&str, (u32, u32)>::new());
    proptest!(cases(400), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let mut doc = good(&contract(kind), &mut tape);
        plant(&mut doc, &Sort::Group(contract(kind)), &mut String::new(), &mut tape, &mut Vec::new());
        let (written, _) = write(&doc, &mut tape);
        for (code, is_safe) in assert_laws(kind, &written)? {
            let mut table = table.borrow_mut();
            let of_code = table.entry(code.as_str()).or_default();
            *of_code = (of_code.0 + u32::from(is_safe), of_code.1 + 1);
        }
    });
    println!("{:#?}", table.borrow());
}

/// A slip as people make it, on a line of a record: what was there, and what they wrote. The meaning of each is clear to a person.
const SLIPS: [(&str, &str, &str); 16] = [
    ("bad-date", "-11-", "/11/"),
    ("unknown-field", "date:", "Date:"),
    ("unknown-field", "visit:", "vist:"),
    ("unknown-field", "children:", "childern:"),
    ("unknown-field", "summary:", "sumary:"),
    ("unknown-field", "from:", "form:"),
    ("unknown-field", "phase:", "fase:"),
    ("wrong-value", "held", "Held"),
    ("wrong-value", "planned", "planed"),
    ("wrong-value", "primary", "Primary"),
    ("wrong-value", "academy", "acadamy"),
    ("yaml-syntax", "  - ", "\t- "),
    ("yaml-syntax", "kind: ", "kind:\u{a0}"),
    ("yaml-syntax", "note: ", "note: @"),
    ("unknown-kind", "kind: visit", "kind: Visit"),
    ("missing-field", "kind: ", "Kind: "),
];

#[test]
fn the_laws_hold_of_slips_of_the_pen() {
    let table = RefCell::new(BTreeMap::<&str, (u32, u32)>::new());
    proptest!(cases(400), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let doc = good(&contract(kind), &mut tape);
        let (written, _) = write(&doc, &mut tape);
        let fitting: Vec<_> = SLIPS.iter().filter(|(_, right, _)| written.contains(right)).collect();
        prop_assume!(!fitting.is_empty());
        let (code, right, wrong) = **tape.of(&fitting);
        let slipped = written.replacen(right, wrong, 1);
        let found = problems(kind, &slipped);
        let told = assert_laws(kind, &slipped)?;
        // In the text of a note the same letters are no slip.
        if found.iter().any(|problem| problem.code.as_str() == code) {
            let mut table = table.borrow_mut();
            let of_code = table.entry(code).or_default();
            let is_safe = told.iter().any(|(of, is_safe)| of.as_str() == code && *is_safe);
            *of_code = (of_code.0 + u32::from(is_safe), of_code.1 + 1);
        }
    });
    let table = table.into_inner();
    let (safe, all) = table.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{table:#?}");
    assert!(all > 100 && safe * 2 >= all, "{safe} of {all}: {table:?}");
}
