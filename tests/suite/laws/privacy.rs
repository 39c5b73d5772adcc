//! The law of names: whatever is wrong with a record that may be about children, no problem repeats a child's name.

use proptest::prelude::*;
use spoc::layout::Area;
use spoc::reading::{self, Place};
use spoc::record::Kind;

use super::cases;
use super::contract::*;
use super::writer::write;

/// Names as they may slip into any field, alone or beside what belongs there. Each holds `quil`, by which the test finds it again.
const NAMES: [&str; 14] = [
    "Quilla",
    "Quilla Brown",
    "quilla brown",
    "Zoë-Quil O'Dea",
    "d'Quil",
    "(Quilla)",
    "Quilla 24/11/2026",
    "24 Nov 2026 Quilla",
    "2026-11-24T: Quilla",
    "Quilla 20110412",
    "Quilla held",
    "Al-Quil 4",
    "x_Quilla",
    "Quilla: held",
];

/// Puts names into a record: in place of values and of the names of fields, beside them, as fields of their own, and twice.
fn plant(doc: &mut Doc, tape: &mut Tape) {
    let name = (*tape.of(&NAMES)).to_owned();
    match doc {
        Doc::List(entries) => {
            entries.iter_mut().for_each(|entry| plant(entry, tape));
            if tape.one_in(6) {
                entries.push(text(name));
            }
        }
        Doc::Fields(entries) => {
            for (field, value) in entries.iter_mut() {
                if field != "kind" {
                    plant(value, tape);
                } else if tape.one_in(20) {
                    *value = text(&name);
                }
                if field != "kind" && tape.one_in(12) {
                    field.clone_from(&name);
                }
            }
            if tape.one_in(6) {
                let inner = if tape.one_in(2) { text("x") } else { Doc::Fields(vec![(name.clone(), text("x")); 2]) };
                entries.push((name, inner));
            }
        }
        Doc::Nothing | Doc::Text(_) if tape.one_in(4) => *doc = text(name),
        Doc::Nothing | Doc::Text(_) => {}
    }
}

fn place_of(kind: Kind) -> (Place, &'static str) {
    match Area::of(kind) {
        Some(Area::Emails) => (Place::In(Area::Emails), "Manager/School/emails/dates.md"),
        Some(Area::Correspondence) => (Place::In(Area::Correspondence), "Manager/School/correspondence/dates.md"),
        _ => (Place::In(Area::Records), "Manager/School/records/visit.yaml"),
    }
}

#[test]
fn no_problem_of_reading_repeats_a_name() {
    let mut seen = std::collections::BTreeMap::new();
    let mut runner = proptest::test_runner::TestRunner::new(cases(1500));
    let seen_cell = std::cell::RefCell::new(&mut seen);
    let run = runner.run(&(tape(), any::<bool>()), |(mut tape, slips)| {
        let kind = a_kind(&mut tape);
        if kind == Kind::School {
            return Ok(());
        }
        let mut doc = good(&contract(kind), &mut tape);
        plant(&mut doc, &mut tape);
        let (mut written, _) = write(&doc, &mut tape);
        if slips {
            let places: Vec<_> = written.char_indices().map(|(at, _)| at).collect();
            let at = *tape.of(&places);
            let slip = *tape.of(&[":", "\"", "{", "]", "*", "\t", "- "]);
            written.insert_str(at, slip);
        }
        let (place, path) = place_of(kind);
        let text = if path.ends_with(".md") { format!("---\n{written}\n---\n") } else { written };
        for problem in reading::read(place, path, text.clone().into_bytes()).problems {
            let said = format!("{} {} {:?}", problem.message, problem.help, problem.field);
            prop_assert!(!said.to_lowercase().contains("quil"), "{said}\n{text}");
            *seen_cell.borrow_mut().entry(problem.code.as_str()).or_insert(0) += 1;
        }
        Ok(())
    });
    run.unwrap();
    // Assert that every code came up: of one that did not, the law would say nothing.
    for code in ["yaml-syntax", "unknown-kind", "missing-field", "unknown-field", "wrong-value", "bad-date", "bad-upn"]
    {
        assert!(seen.get(code).is_some_and(|times| *times > 20), "{seen:?}");
    }
}
