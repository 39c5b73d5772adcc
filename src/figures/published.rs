//! Figures as they may be published.

use std::collections::BTreeMap;

use super::measure::{Kind, Measure};
use super::publish::{Protected, protect};
use super::sums::{Figures, Named, Shown};
use crate::record::exclusion::ExclusionType;

impl Figures {
    /// The same to be published. Numbers of children, and of what befell them, from 1 to 4 are hidden, and with them what would tell of them. Numbers
    /// of visits and of the team's own steps tell of no child and are shown. Figures by SPOC and by manager are left out, as they would name members
    /// of staff; so are those by term, from which more could be worked out: publish the year or its terms, not both.
    #[must_use]
    pub fn published(mut self) -> Self {
        self.is_published = true;
        self.spocs.clear();
        self.managers.clear();
        self.terms.clear();
        for row in &mut self.schools {
            if let Named::School(school) = &mut row.name {
                school.manager = String::new();
                school.spoc = None;
            }
        }
        for (row, measure) in hidden(&self) {
            match self.schools.get_mut(row) {
                Some(school) => school.hide(measure),
                None => self.total.hide(measure),
            }
        }
        self
    }
}

/// What is to be hidden: the place of the school, or, after the last, of the total; and the measure.
fn hidden(figures: &Figures) -> Vec<(usize, Measure)> {
    let mut numbers = Vec::new();
    let mut places = Vec::new();
    for (row, of_row) in figures.schools.iter().chain([&figures.total]).enumerate() {
        let is_total = row == figures.schools.len();
        for (measure, shown) in of_row.iter().filter(|(measure, _)| measure.is_about_children()) {
            let Shown::Number { sum, .. } = shown else { continue };
            let (from, to) = ends(measure, row);
            // What flows through the schools flows back through the total.
            let (from, to) = if is_total { (to, from) } else { (from, to) };
            let least = u64::from(sized_by(measure).is_none());
            let rank = u8::from(is_sum(measure)) + if is_total { 2 } else { 0 };
            numbers.push(Protected { value: sum, least, is_hidden: false, rank, from, to });
            places.push((row, measure));
        }
    }
    let place_of: BTreeMap<_, _> =
        places.iter().enumerate().map(|(place, (row, measure))| ((*row, measure.place()), place)).collect();
    // A size is hidden with the number of those whose size it is: the half-days of a single exclusion tell of one child. What is hidden for the one may hide
    // more of the other, until nothing changes.
    let mut must_be = vec![false; numbers.len()];
    loop {
        for (number, must_be) in numbers.iter_mut().zip(&must_be) {
            number.is_hidden = *must_be;
        }
        protect(&mut numbers);
        let mut has_changed = false;
        for ((row, measure), must_be) in places.iter().zip(&mut must_be) {
            let of = sized_by(*measure).and_then(|of| place_of.get(&(*row, of.place())));
            if !*must_be && of.and_then(|of| numbers.get(*of)).is_some_and(|of| of.is_hidden) {
                *must_be = true;
                has_changed = true;
            }
        }
        if !has_changed {
            break;
        }
    }
    let hidden = numbers.iter().zip(places).filter(|(number, _)| number.is_hidden);
    hidden.map(|(_, place)| place).collect()
}

/// The two nodes between which a number of a row flows. Each measure has a node, at which the numbers of all schools come to the total. Within a row these
/// sums hold: exclusions of a type by whether the authority was told, with those not under the duty, are those of the type, and these are all; the
/// decisions of a kind with the children without one are the children with a row; sessions missed with and without leave are those missed.
fn ends(measure: Measure, row: usize) -> (usize, usize) {
    let (column, ground) = (measure.place(), Measure::all().len());
    let node = |number: usize| ground + 1 + row * 8 + number;
    let of_type = |kind: ExclusionType| node(3 + kind as usize);
    match measure {
        Measure::Told(kind, _) | Measure::NotUnderDuty(kind) => (column, of_type(kind)),
        Measure::Exclusions(kind) => (of_type(kind), node(0)),
        Measure::AllExclusions => (node(0), column),
        Measure::Decision(Kind::StatutoryIntervention, ..) | Measure::NoDecision(Kind::StatutoryIntervention) => {
            (column, node(1))
        }
        Measure::ChildrenDecided => (node(1), node(2)),
        Measure::Decision(Kind::EarlyHelpReferral, ..) | Measure::NoDecision(Kind::EarlyHelpReferral) => {
            (node(2), column)
        }
        Measure::SessionsAuthorised | Measure::SessionsUnauthorised => (column, node(6)),
        Measure::SessionsMissed => (node(6), column),
        _ => (column, ground),
    }
}

/// Whether a measure is the sum of others of a row.
fn is_sum(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::AllExclusions | Measure::Exclusions(_) | Measure::ChildrenDecided | Measure::SessionsMissed
    )
}

/// The number of those whose size a measure is; none where it is no size.
fn sized_by(measure: Measure) -> Option<Measure> {
    match measure {
        Measure::FixedTermHalfDays => Some(Measure::Exclusions(ExclusionType::FixedTerm)),
        Measure::Lunchtimes => Some(Measure::Exclusions(ExclusionType::Lunchtime)),
        Measure::SessionsPossible
        | Measure::SessionsMissed
        | Measure::SessionsAuthorised
        | Measure::SessionsUnauthorised => Some(Measure::AbsentChildren),
        _ => None,
    }
}
