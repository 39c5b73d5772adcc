//! The figures as tidy tables: one fact a row, and the same keys in each, so that spreadsheets and databases can join them.
//!
//! No table has a child's name or number, a text of a record, or what a deadline is about.

use chrono::NaiveDate;

use super::columns::{Cell, Table, empty, empty_published};
use super::facts::{SchoolFacts, SchoolName, VisitFact};
use super::measure::{Kind, Measure, Over, Standing};
use super::period::Period;
use super::sums::{Figures, Named, Row, Shown};
use crate::policy::Policy;
use crate::procedure::deadlines::Step;
use crate::record::exclusion::ExclusionType;
use crate::record::visit::{DecidedAction, Threshold};

/// The tables of some terms of a year, in the order in which they are written. `facts`: of the whole year; `period`: whose terms are taken.
#[must_use]
pub fn tables(facts: &[SchoolFacts], policy: &Policy, year: &Period, period: &Period) -> Vec<Table> {
    let mut all = empty();
    let names = year.term_names(policy);
    for school in facts {
        for (place, name) in names.iter().enumerate() {
            let Some(counts) = school.terms.get(place).filter(|counts| !counts.is_nothing()) else { continue };
            if !year.terms.get(place).is_some_and(|term| period.terms.contains(term)) {
                continue;
            }
            let keys = Keys { authority: policy.authority(), year: &year.name, term: name, school: &school.school };
            let of = |measure| counts.get(measure).map_or(Cell::Nothing, Cell::Count);
            all.schools_terms.rows.push(school_row(&keys, of));
            rows_of_deadlines(&mut all.deadlines, &keys, school, place);
            for visit in school.visits.iter().filter(|visit| visit.term == place) {
                all.visits.rows.push(visit_row(&keys, visit));
                all.decisions.rows.extend(decision_rows(&keys, visit));
                all.absence.rows.extend(absence_row(&keys, visit));
            }
            all.exclusions.rows.extend(exclusion_cells(of).into_iter().map(|cells| keys.row(cells)));
            all.thresholds.rows.extend(threshold_cells(of).into_iter().map(|cells| keys.row(cells)));
        }
    }
    all.list()
}

/// The tables of figures that are published: the sums of each school, with what is hidden, and nothing of a single visit or deadline. Those of a term and
/// those of a year are tables of their own.
#[must_use]
pub fn published_tables(figures: &Figures, policy: &Policy) -> Vec<Table> {
    let mut all = empty_published(figures.period.is_year);
    let term = (!figures.period.is_year).then_some(figures.period.name.as_str());
    for row in &figures.schools {
        let Named::School(school) = &row.name else { continue };
        let keys = PublishedKeys { authority: policy.authority(), year: &figures.period.year, term, school };
        let of = |measure| shown_cell(row, measure);
        all.schools.rows.push(keys.row(published_school_cells(school, of)));
        all.decisions.rows.extend(all_decision_cells(of).into_iter().map(|cells| keys.row(cells)));
        all.exclusions.rows.extend(exclusion_cells(of).into_iter().map(|cells| keys.row(cells)));
        all.thresholds.rows.extend(threshold_cells(of).into_iter().map(|cells| keys.row(cells)));
    }
    let mut all = all.list();
    all.iter_mut().for_each(say_what_is_hidden);
    all
}

/// Adds to each row of a published table, as its last cell, which of its numbers are hidden.
fn say_what_is_hidden(table: &mut Table) {
    for row in &mut table.rows {
        let columns = row.iter().zip(&table.columns).filter(|(cell, _)| **cell == Cell::Hidden);
        let hidden: Vec<_> = columns.map(|(_, column)| column.name.as_str()).collect();
        let hidden = words(&hidden.join(","));
        row.push(hidden);
    }
}

fn shown_cell(row: &Row, measure: Measure) -> Cell {
    match row.get(measure) {
        Shown::Number { sum, .. } => Cell::Count(sum),
        Shown::Unknown => Cell::Nothing,
        Shown::Hidden => Cell::Hidden,
    }
}

/// The keys of a row.
struct Keys<'a> {
    authority: &'a str,
    year: &'a str,
    term: &'a str,
    school: &'a SchoolName,
}

/// The keys of a row of a published table.
struct PublishedKeys<'a> {
    authority: &'a str,
    year: &'a str,
    term: Option<&'a str>,
    school: &'a SchoolName,
}

impl PublishedKeys<'_> {
    fn row(&self, more: Vec<Cell>) -> Vec<Cell> {
        let keys = [words(self.authority), words(self.year)].into_iter().chain(self.term.map(words));
        keys.chain([words(&self.school.folder), urn(self.school)]).chain(more).collect()
    }
}

fn urn(school: &SchoolName) -> Cell {
    school.urn.map_or(Cell::Nothing, |urn| Cell::Text(urn.to_string()))
}

fn words(text: &str) -> Cell {
    if text.is_empty() { Cell::Nothing } else { Cell::Text(text.to_owned()) }
}

fn some_words(text: Option<&str>) -> Cell {
    text.map_or(Cell::Nothing, words)
}

fn day(day: Option<NaiveDate>) -> Cell {
    day.map_or(Cell::Nothing, Cell::Date)
}

impl Keys<'_> {
    fn row(&self, more: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
        let keys = [
            words(self.authority),
            words(self.year),
            words(self.term),
            words(&self.school.manager),
            words(&self.school.folder),
            urn(self.school),
        ];
        keys.into_iter().chain(more).collect()
    }
}

fn school_row(keys: &Keys<'_>, of: impl Fn(Measure) -> Cell) -> Vec<Cell> {
    let school = keys.school;
    let about = [
        some_words(school.name.as_deref()),
        some_words(school.spoc.as_deref()),
        some_words(school.phase.map(|phase| phase.as_str())),
        some_words(school.status.map(|status| status.as_str())),
    ];
    keys.row(about.into_iter().chain(Measure::all().iter().map(|measure| of(*measure))))
}

fn published_school_cells(school: &SchoolName, of: impl Fn(Measure) -> Cell) -> Vec<Cell> {
    let about = [
        some_words(school.name.as_deref()),
        some_words(school.phase.map(|phase| phase.as_str())),
        some_words(school.status.map(|status| status.as_str())),
    ];
    about.into_iter().chain(Measure::all().iter().map(|measure| of(*measure))).collect()
}

fn rows_of_deadlines(table: &mut Table, keys: &Keys<'_>, school: &SchoolFacts, term: usize) {
    for one in school.deadlines.iter().filter(|one| one.term == term) {
        table.rows.push(keys.row([
            some_words(one.spoc.as_deref()),
            words(one.step.as_str()),
            day(one.visit.filter(|_| one.step != Step::DatesAgreed)),
            Cell::Date(one.due),
            words(one.state.as_str()),
            day(one.done),
        ]));
    }
}

fn visit_row(keys: &Keys<'_>, visit: &VisitFact) -> Vec<Cell> {
    keys.row([
        some_words(visit.spoc.as_deref()),
        Cell::Date(visit.date),
        words(visit.status.as_str()),
        Cell::YesNo(visit.is_held),
        day(visit.agreed),
        day(visit.moved_from),
        day(visit.sent),
        day(visit.returned),
        day(visit.checks_done),
        day(visit.written_up),
        Cell::Count(visit.in_review),
        Cell::Count(visit.decided.children),
        visit.undecided.map_or(Cell::Nothing, Cell::Count),
    ])
}

fn decision_rows<'a>(keys: &'a Keys<'a>, visit: &'a VisitFact) -> impl Iterator<Item = Vec<Cell>> + 'a {
    visit.decided.counts.iter().map(move |((kind, threshold, action), count)| {
        keys.row([
            Cell::Date(visit.date),
            words(kind.as_str()),
            words(threshold.as_str()),
            words(action.as_str()),
            Cell::Count(*count),
        ])
    })
}

fn all_decision_cells(of: impl Fn(Measure) -> Cell) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        for threshold in Threshold::ALL {
            for action in DecidedAction::ALL {
                let count = of(Measure::Decision(*kind, *threshold, *action));
                rows.push(vec![words(kind.as_str()), words(threshold.as_str()), words(action.as_str()), count]);
            }
        }
    }
    rows
}

fn absence_row(keys: &Keys<'_>, visit: &VisitFact) -> Option<Vec<Cell>> {
    let absence = visit.absence?;
    let counts = [
        absence.on_roll,
        absence.children,
        absence.possible,
        absence.authorised,
        absence.unauthorised,
        absence.persistent,
        absence.severe,
        absence.top_share,
    ];
    let days = [visit.date, absence.from, absence.to].map(Cell::Date);
    Some(keys.row(days.into_iter().chain(counts.map(Cell::Count)).chain([Cell::YesNo(absence.is_superseded)])))
}

fn exclusion_cells(of: impl Fn(Measure) -> Cell) -> Vec<Vec<Cell>> {
    let row = |kind: &ExclusionType| {
        let half_days = match kind {
            ExclusionType::FixedTerm => of(Measure::FixedTermHalfDays),
            ExclusionType::Lunchtime => of(Measure::Lunchtimes),
            ExclusionType::Permanent => Cell::Nothing,
        };
        vec![
            words(kind.as_str()),
            of(Measure::Exclusions(*kind)),
            half_days,
            of(Measure::Told(*kind, Standing::OnTime)),
            of(Measure::Told(*kind, Standing::Late)),
            of(Measure::Told(*kind, Standing::Overdue)),
            of(Measure::Told(*kind, Standing::ToCome)),
            of(Measure::NotUnderDuty(*kind)),
        ]
    };
    ExclusionType::ALL.iter().map(row).collect()
}

fn threshold_cells(of: impl Fn(Measure) -> Cell) -> Vec<Vec<Cell>> {
    Over::ALL.iter().map(|over| vec![words(over.as_str()), of(Measure::Over(*over))]).collect()
}
