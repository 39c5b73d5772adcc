//! What the board shows, picked out of what is known of the schools and put in order.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::sources::BoardSources;
use crate::drive::{Assessment, SchoolDeadline};
use crate::problem::{Code, Problem, Severity};
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::record::values::Time;
use crate::rules::no_spoc;

/// A deadline is due soon where it is due within this number of working days.
pub(super) const SOON: i64 = 10;
/// A visit is coming where it takes place within this number of working days.
pub(super) const COMING: i64 = 20;

/// What the board shows.
pub(super) struct Board<'a> {
    /// Every school of the scope, in the order of managers and names.
    pub schools: Vec<&'a Assessment>,
    pub overdue: Vec<Row<'a>>,
    /// Due today and soon.
    pub soon: Vec<Row<'a>>,
    pub unknown: Vec<Row<'a>>,
    pub visits: Vec<Visit<'a>>,
    /// Open schools without a SPOC, and those whose school.yaml cannot be read: whether these have one is not known.
    pub without_spoc: Vec<&'a Assessment>,
    pub without_dates: Vec<Undated<'a>>,
    /// What is wrong with the records. What is overdue has tables of its own.
    pub problems: Vec<Found<'a>>,
    /// By manager.
    pub managers: BTreeMap<&'a str, Numbers>,
    /// By SPOC.
    pub spocs: BTreeMap<&'a str, Numbers>,
}

/// A deadline of a school.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub school: &'a Assessment,
    pub spoc: Option<&'a str>,
    pub deadline: &'a Deadline,
}

/// A visit with its steps, in the order of [`Step::OF_VISIT`].
pub(super) struct Visit<'a> {
    pub school: &'a Assessment,
    pub spoc: Option<&'a str>,
    pub steps: [Option<&'a Deadline>; 5],
}

/// A school for which a date is still to be agreed.
pub(super) struct Undated<'a> {
    pub school: &'a Assessment,
    pub deadlines: Vec<&'a Deadline>,
}

/// A problem with its school; without one where it is of the drive or of a manager's folder.
pub(super) struct Found<'a> {
    pub problem: &'a Problem,
    pub manager: Option<&'a str>,
    pub school: Option<&'a Assessment>,
}

/// How a manager's or SPOC's schools stand.
#[derive(Default)]
pub(super) struct Numbers {
    pub schools: usize,
    pub overdue: usize,
    pub soon: usize,
    pub visits: usize,
    pub problems: usize,
}

impl<'a> Board<'a> {
    pub fn new(sources: &BoardSources<'a>) -> Self {
        let within = |school: &&Assessment| sources.scope.holds(&format!("{}/{}", school.manager, school.school));
        let mut schools: Vec<_> = sources.schools.iter().copied().filter(within).collect();
        schools.sort_by_cached_key(|school| {
            (school.manager.clone(), shown_name(school).to_lowercase(), school.school.clone())
        });
        let mut board = Self {
            overdue: Vec::new(),
            soon: Vec::new(),
            unknown: Vec::new(),
            visits: Vec::new(),
            without_spoc: Vec::new(),
            without_dates: Vec::new(),
            problems: Vec::new(),
            managers: BTreeMap::new(),
            spocs: BTreeMap::new(),
            schools,
        };
        for school in board.schools.clone() {
            board.school(school);
        }
        for rows in [&mut board.overdue, &mut board.soon, &mut board.unknown] {
            rows.sort_by_key(|row| row.deadline.due);
        }
        board.visits.sort_by_key(|visit| (visit.day(), visit.time().map(|time| time.0)));
        board.problems(sources);
        board.count();
        board
    }

    fn school(&mut self, school: &'a Assessment) {
        for one in &school.deadlines {
            let row = Row::new(school, one);
            let is_near = one.deadline.working_days <= SOON;
            match one.deadline.state {
                State::Overdue => self.overdue.push(row),
                State::Due => self.soon.push(row),
                State::Upcoming if is_near => self.soon.push(row),
                State::Unknown if is_near => self.unknown.push(row),
                _ => {}
            }
        }
        self.visits.extend(visits(school).into_iter().filter(Visit::is_coming));
        if school.name.is_none() || (school.is_open && school.spoc.is_none()) {
            self.without_spoc.push(school);
        }
        let of_dates = school.deadlines.iter().map(|one| &one.deadline).filter(|one| one.step == Step::DatesAgreed);
        let deadlines: Vec<_> = of_dates.filter(|one| !one.state.is_done()).collect();
        if !deadlines.is_empty() {
            self.without_dates.push(Undated { school, deadlines });
        }
    }

    fn problems(&mut self, sources: &BoardSources<'a>) {
        let schools: HashMap<_, _> = self.schools.iter().map(|one| ((&*one.manager, &*one.school), *one)).collect();
        let managers: HashMap<&str, &'a str> = self.schools.iter().map(|one| (&*one.manager, &*one.manager)).collect();
        // These problems have tables of their own.
        let is_elsewhere = |code: Code| code == no_spoc::CODE || code.is_overdue();
        let all = sources.problems.iter().filter(|one| sources.scope.holds(&one.path) && !is_elsewhere(one.code));
        self.problems = all
            .map(|problem| {
                let mut parts = problem.path.split('/');
                let manager = parts.next().unwrap_or_default();
                let school = parts.next().and_then(|school| schools.get(&(manager, school)).copied());
                Found { problem, manager: managers.get(manager).copied(), school }
            })
            .collect();
    }

    fn count(&mut self) {
        let mut add = |manager: Option<&'a str>, spoc: Option<&'a str>, count: fn(&mut Numbers) -> &mut usize| {
            if let Some(manager) = manager {
                *count(self.managers.entry(manager).or_default()) += 1;
            }
            if let Some(spoc) = spoc {
                *count(self.spocs.entry(spoc).or_default()) += 1;
            }
        };
        for school in &self.schools {
            add(Some(&school.manager), school.spoc.as_deref(), |numbers| &mut numbers.schools);
        }
        for row in &self.overdue {
            add(Some(&row.school.manager), row.spoc, |numbers| &mut numbers.overdue);
        }
        for row in &self.soon {
            add(Some(&row.school.manager), row.spoc, |numbers| &mut numbers.soon);
        }
        for visit in &self.visits {
            add(Some(&visit.school.manager), visit.spoc, |numbers| &mut numbers.visits);
        }
        for found in &self.problems {
            let spoc = found.school.and_then(|school| school.spoc.as_deref());
            add(found.manager, spoc, |numbers| &mut numbers.problems);
        }
    }

    /// Whether a name is that of a colleague who stands on the board anyway: a SPOC or a manager.
    pub fn knows(&self, name: &str) -> bool {
        self.spocs.contains_key(name) || self.managers.contains_key(name)
    }

    /// How many of the problems are errors.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|found| found.problem.code.severity() == Severity::Error).count()
    }
}

impl<'a> Row<'a> {
    fn new(school: &'a Assessment, one: &'a SchoolDeadline) -> Self {
        Self { school, spoc: one.spoc.as_deref(), deadline: &one.deadline }
    }
}

impl Visit<'_> {
    /// The visit itself; none where the school opens or closes between the steps, so that this one has no deadline.
    pub fn held(&self) -> Option<&Deadline> {
        self.steps[3]
    }

    pub fn day(&self) -> Option<NaiveDate> {
        self.steps.iter().flatten().find_map(|step| step.visit)
    }

    pub fn time(&self) -> Option<Time> {
        self.held().and_then(|held| held.time)
    }

    fn is_coming(&self) -> bool {
        self.held().is_some_and(|held| {
            matches!(held.state, State::Upcoming | State::Due | State::Unknown)
                && (0..=COMING).contains(&held.working_days)
        })
    }
}

/// The visits of a school, each with its steps. The deadlines come in the order of the records, so that the steps of a visit follow one another.
pub(super) fn visits(school: &Assessment) -> Vec<Visit<'_>> {
    let mut found: Vec<Visit<'_>> = Vec::new();
    let mut last = None;
    for one in &school.deadlines {
        let deadline = &one.deadline;
        let Some(place) = Step::OF_VISIT.iter().position(|step| *step == deadline.step) else {
            last = None;
            continue;
        };
        let goes_on = last.is_some_and(|(visit, before)| visit == deadline.visit && before < place);
        if !goes_on {
            found.push(Visit { school, spoc: one.spoc.as_deref(), steps: [None; 5] });
        }
        last = Some((deadline.visit, place));
        if let Some(visit) = found.last_mut() {
            visit.steps[place] = Some(deadline);
        }
    }
    found
}

/// The name of a school; the name of its folder where school.yaml cannot be read.
pub(super) fn shown_name(school: &Assessment) -> &str {
    school.name.as_deref().unwrap_or(&school.school)
}
