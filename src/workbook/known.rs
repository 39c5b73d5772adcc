//! What is known of a school before its pro forma is filled in, so that nobody types it again: the children named last time, and what is still open.
//!
//! - Persistent absence and risk of permanent exclusion: the children of the last pro forma that answers, without figures and evidence. The
//!   school fills these in, or deletes the row.
//! - Managed moves and alternative provision: of each child the rows of the last pro forma that names it, where they are open: a move without an
//!   outcome or under way, a placement of a child on roll without a last day or with one to come.
//! - Children missing from education: those of the last pro forma that answers, as no field says that a child is found.
//!
//! Years are moved on where an academic year has ended since. What the pro forma of the visit itself answers already stands in place of all this.

use chrono::NaiveDate;

use super::answers::{Answers, Row};
use super::form::{TABLES, Table};
use crate::procedure::{Child, pro_forma_of};
use crate::record::pro_forma::{MoveOutcome, ProForma, Question};
use crate::record::values::{AcademicYear, ChildName, SchoolYear, Upn, Value as _};
use crate::record::visit::Visit;
use crate::school::{Filed, School};

/// What is known for a visit on a day, as answers to be filled in.
#[must_use]
pub fn known(school: &School, visit: &Filed<Visit>, today: NaiveDate) -> Answers {
    let own = pro_forma_of(school, visit);
    let mut answers = own.map(|own| Answers::of(&own.record)).unwrap_or_default();
    let day = *visit.record.date;
    let not_own = school.pro_formas.iter().filter(|filed| own.is_none_or(|own| own.path != filed.path));
    let mut earlier: Vec<_> = not_own.map(|filed| &filed.record).filter(|record| *record.visit < day).collect();
    earlier.sort_by_key(|record| std::cmp::Reverse(record.visit));
    for (table, place) in TABLES.iter().zip(0..) {
        let is_answered = own.is_some_and(|own| answers_table(&own.record, table));
        if let Some(rows) = answers.tables.get_mut(place).filter(|_| !is_answered) {
            *rows = rows_known(table, place, &earlier, day, today);
        }
    }
    answers
}

/// The rows of a table that are known from the earlier pro formas, the latest first.
fn rows_known(table: &Table, place: usize, earlier: &[&ProForma], day: NaiveDate, today: NaiveDate) -> Vec<Row> {
    let mut found = Vec::new();
    let mut seen: Vec<Child> = Vec::new();
    let is_of_each_child = matches!(table.question, Some(Question::ManagedMoves | Question::AlternativeProvision));
    for record in earlier.iter().filter(|record| answers_table(record, table)) {
        let years = AcademicYear::of(day).begins() - AcademicYear::of(*record.visit).begins();
        let rows = Answers::of(record).tables.into_iter().nth(place).unwrap_or_default();
        let children = named(record, table, today);
        let still = children.iter().zip(rows).filter(|((child, is_open), _)| *is_open && !seen.contains(child));
        found.extend(still.map(|(_, row)| carried_over(table, row, years)));
        if !is_of_each_child {
            break;
        }
        seen.extend(children.into_iter().map(|(child, _)| child));
    }
    found
}

/// Whether a pro forma answers what a table asks.
fn answers_table(record: &ProForma, table: &Table) -> bool {
    match table.question {
        Some(question) => record.answers(question),
        None => record.absence.is_some(),
    }
}

/// The child of each row of a table, and whether the row still stands.
fn named(record: &ProForma, table: &Table, today: NaiveDate) -> Vec<(Child, bool)> {
    fn all<T>(rows: &[T], of: impl Fn(&T) -> (&Upn, &ChildName, bool)) -> Vec<(Child, bool)> {
        let child = |row| {
            let (upn, name, is_open) = of(row);
            (Child::new(upn, name), is_open)
        };
        rows.iter().map(child).collect()
    }
    match table.question {
        None => {
            let rows = record.absence.as_ref().map(|absence| &*absence.children).unwrap_or_default();
            all(rows, |row| (&row.upn, &row.name, true))
        }
        // The school gives those of its own list each time; the notices between the visits are known to the review.
        Some(Question::Exclusions) => Vec::new(),
        Some(Question::RiskOfPermanentExclusion) => {
            all(&record.risk_of_permanent_exclusion, |row| (&row.upn, &row.name, true))
        }
        Some(Question::ManagedMoves) => {
            let rows = record.managed_moves.as_ref().map(|moves| &*moves.moves).unwrap_or_default();
            let is_open = |outcome: Option<MoveOutcome>| outcome.is_none_or(|outcome| outcome == MoveOutcome::UnderWay);
            all(rows, |row| (&row.upn, &row.name, is_open(row.outcome)))
        }
        Some(Question::AlternativeProvision) => all(&record.alternative_provision, |row| {
            (&row.upn, &row.name, row.on_roll.0 && row.until.is_none_or(|until| *until >= today))
        }),
        Some(Question::MissingFromEducation) => all(&record.missing_from_education, |row| (&row.upn, &row.name, true)),
    }
}

/// A row of an earlier pro forma as it goes into the next one.
fn carried_over(table: &Table, row: Row, years: i32) -> Row {
    let only_who = matches!(table.question, None | Some(Question::RiskOfPermanentExclusion));
    let fields = table.columns.iter().map(|column| column.field);
    let answer = |(field, answer): (&str, Option<String>)| match field {
        "year" => answer.and_then(|year| years_on(&year, years)),
        "upn" | "name" => answer,
        _ if only_who => None,
        _ => answer,
    };
    fields.zip(row).map(answer).collect()
}

/// A year group so many academic years later; none beyond year 14, where the school knows better.
fn years_on(year: &str, years: i32) -> Option<String> {
    SchoolYear::parse(year).ok()?.later(years).map(|year| year.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Area;
    use crate::reading::{Place, read};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn school(files: &[(&str, &str)]) -> School {
        let mut school = School::default();
        for (name, text) in files {
            let path = format!("A/B/records/{name}.yaml");
            let reading = read(Place::In(Area::Records), &path, text.as_bytes().to_vec());
            let (record, source) = reading.record.unwrap_or_else(|| panic!("{:?}", reading.problems));
            school.take(path, source, record);
        }
        school.sort();
        school
    }

    fn rows(answers: &Answers, sheet: &str) -> Vec<String> {
        let place = TABLES.iter().position(|table| table.sheet == sheet).unwrap();
        let text = |row: &Row| row.iter().map(|answer| answer.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(" ");
        answers.tables[place].iter().map(text).collect()
    }

    const ADA: &str = "upn: B801200005001, name: Ada, year: 4";
    const BEN: &str = "upn: E942200024001, name: Ben, year: R";
    const VISIT: (&str, &str) = ("2026-11-24 visit", "kind: visit\ndate: 2026-11-24\nstatus: planned\n");

    #[test]
    fn the_children_named_last_time_are_filled_in() {
        let july = format!(
            "kind: pro-forma\nvisit: 2026-06-09\nabsence: {{from: 2026-04-13, to: 2026-05-22, on_roll: 9, children: [{{{ADA}, possible: 9, authorised: 1, unauthorised: 1, note: n}}]}}
risk_of_permanent_exclusion: [{{{BEN}, evidence: e}}]
managed_moves: {{requested: {{internally: 1, externally: 0}}, moves: [{{{ADA}, from_school: F, to_school: T, agreed: 2026-05-01}}, {{{BEN}, from_school: F, to_school: T, agreed: 2026-05-02, outcome: completed}}]}}
alternative_provision: [{{{ADA}, provider: P, from: 2026-05-01, on_roll: yes}}, {{{BEN}, provider: P, from: 2026-05-01, until: 2026-11-09, on_roll: yes}}]
missing_from_education: [{{{BEN}, last_seen: 2026-05-05}}]\n"
        );
        let march = format!(
            "kind: pro-forma\nvisit: 2026-03-09\nmissing_from_education: [{{{ADA}, last_seen: 2026-03-01}}]
managed_moves: {{moves: [{{{BEN}, from_school: F, to_school: T, agreed: 2026-03-01}}]}}\n"
        );
        let school = school(&[VISIT, ("2026-06-09 pro forma", &july), ("2026-03-09 pro forma", &march)]);
        let answers = known(&school, &school.visits[0], day("2026-11-10"));
        assert_eq!(rows(&answers, "Absence"), ["B801200005001 Ada 5 - - - - - -"]);
        assert_eq!(rows(&answers, "At risk"), ["E942200024001 Ben 1 -"]);
        assert_eq!(rows(&answers, "Managed moves"), ["B801200005001 Ada 5 F T 2026-05-01 - - -"]);
        assert_eq!(rows(&answers, "Alternative provision"), ["B801200005001 Ada 5 P 2026-05-01 - - yes -"]);
        assert_eq!(rows(&answers, "Missing from education"), ["E942200024001 Ben 1 2026-05-05 -"]);
        assert!(rows(&answers, "Exclusions").is_empty());
        assert!(answers.labels.iter().all(Option::is_none));
    }

    #[test]
    fn what_the_own_record_answers_stands() {
        let last = format!(
            "kind: pro-forma\nvisit: 2026-10-01\nabsence: {{from: 2026-09-02, to: 2026-09-30, on_roll: 9, children: [{{{ADA}, possible: 9, authorised: 1, unauthorised: 1}}]}}\nmissing_from_education: [{{{BEN}, last_seen: 2026-05-05}}]\n"
        );
        let own = "kind: pro-forma\nvisit: 2026-11-24\nmissing_from_education: []\nissues: i\n";
        let later =
            format!("kind: pro-forma\nvisit: 2027-01-12\nrisk_of_permanent_exclusion: [{{{BEN}, evidence: e}}]\n");
        let school = school(&[
            VISIT,
            ("2026-10-01 pro forma", &last),
            ("2026-11-24 pro forma", own),
            ("2027-01-12 pro forma", &later),
        ]);
        let answers = known(&school, &school.visits[0], day("2026-11-10"));
        assert_eq!(rows(&answers, "Absence"), ["B801200005001 Ada 4 - - - - - -"]);
        assert!(rows(&answers, "Missing from education").is_empty() && rows(&answers, "At risk").is_empty());
        assert_eq!((answers.label("No children missing"), answers.label("Issues to raise")), (Some("yes"), Some("i")));
    }

    #[test]
    fn years_move_on() {
        let on = |year: &str, years| years_on(year, years);
        assert_eq!(
            (on("N", 0).as_deref(), on("N", 1).as_deref(), on("R", 2).as_deref()),
            (Some("N"), Some("R"), Some("2"))
        );
        assert_eq!((on("13", 1).as_deref(), on("14", 1), on("4", -1).as_deref()), (Some("14"), None, Some("4")));
    }
}
