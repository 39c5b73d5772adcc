//! What a school came to, in the form in which the cache keeps it: postcard, in which a step, a state or a rule stands as its word.
//!
//! The types here are apart from those of the program, so that those are free to change. They borrow what they write. What is read back counts
//! only where every word is known and no byte is left over.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use super::assessment::{Assessment, Counts, SchoolDeadline, Withdrawn};
use crate::problem::{Position, Problem};
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::record::values::{Time, Urn, Value as _};
use crate::rules::{NumberedSchool, rule_named};

/// An assessment as bytes, with the numbers of the files that looked unfinished.
pub(super) fn to_bytes(assessment: &Assessment, unfinished: &[u64]) -> Option<Vec<u8>> {
    postcard::to_allocvec(&StoredAssessment::of(assessment, unfinished)).ok()
}

/// The same read back; none where the bytes are no such thing.
pub(super) fn from_bytes(bytes: &[u8]) -> Option<(Assessment, Vec<u64>)> {
    let (stored, rest) = postcard::take_from_bytes::<StoredAssessment<'_>>(bytes).ok()?;
    if rest.is_empty() { stored.assessment() } else { None }
}

/// The deadlines of a school as bytes.
pub(super) fn deadlines_to_bytes(assessment: &Assessment) -> Option<Vec<u8>> {
    let deadlines: Vec<_> = assessment.deadlines.iter().map(StoredDeadline::of).collect();
    postcard::to_allocvec(&deadlines).ok()
}

/// The deadlines of the same school read back; none where the bytes are no such thing.
pub(super) fn deadlines_from_bytes(bytes: &[u8], of: &Assessment) -> Option<Vec<SchoolDeadline>> {
    let stored: Vec<StoredDeadline<'_>> = postcard::from_bytes(bytes).ok()?;
    stored.into_iter().map(|stored| stored.of_school(of)).collect()
}

#[derive(Serialize, Deserialize)]
struct StoredAssessment<'a> {
    manager: &'a str,
    school: &'a str,
    name: Option<&'a str>,
    urn: Option<String>,
    spoc: Option<&'a str>,
    is_open: bool,
    #[serde(borrow)]
    problems: Vec<StoredProblem<'a>>,
    counts: StoredCounts,
    number: Option<StoredNumber<'a>>,
    deadlines: Vec<StoredDeadline<'a>>,
    withdrawn: Vec<StoredDay>,
    unfinished: Vec<u64>,
}

/// A day as the number of days from 1970.
type StoredDay = i32;

/// Line and column.
type StoredPosition = Option<(u32, u32)>;

#[derive(Serialize, Deserialize)]
struct StoredProblem<'a> {
    code: &'a str,
    path: &'a str,
    position: StoredPosition,
    field: Option<&'a str>,
    message: &'a str,
    help: &'a str,
}

#[derive(Serialize, Deserialize)]
struct StoredCounts {
    managers: usize,
    schools: usize,
    files: usize,
    records: usize,
    documents: usize,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize, Deserialize)]
struct StoredNumber<'a> {
    urn: String,
    path: &'a str,
    position: StoredPosition,
}

#[derive(Serialize, Deserialize)]
struct StoredDeadline<'a> {
    /// The SPOC whose deadline it is: the visit's, else the school's.
    of: Option<&'a str>,
    step: &'a str,
    visit: Option<StoredDay>,
    due: StoredDay,
    state: &'a str,
    done: Option<StoredDay>,
    working_days: i64,
    detail: &'a str,
    who: Option<&'a str>,
    spoc: Option<&'a str>,
    path: &'a str,
    field: Option<&'a str>,
    /// Seconds from midnight.
    time: Option<u32>,
}

impl<'a> StoredAssessment<'a> {
    fn of(assessment: &'a Assessment, unfinished: &[u64]) -> Self {
        let Assessment { manager, school, name, urn, spoc, is_open, problems, counts, number, deadlines, withdrawn } =
            assessment;
        Self {
            manager,
            school,
            name: name.as_deref(),
            urn: urn.map(|urn| urn.to_string()),
            spoc: spoc.as_deref(),
            is_open: *is_open,
            problems: problems.iter().map(StoredProblem::of).collect(),
            counts: StoredCounts::of(*counts),
            number: number.as_ref().map(StoredNumber::of),
            deadlines: deadlines.iter().map(StoredDeadline::of).collect(),
            withdrawn: withdrawn.iter().map(|one| one.visit.to_epoch_days()).collect(),
            unfinished: unfinished.to_vec(),
        }
    }

    fn assessment(self) -> Option<(Assessment, Vec<u64>)> {
        let (manager, school) = (Arc::<str>::from(self.manager), Arc::<str>::from(self.school));
        let urn = self.urn.map(|urn| Urn::parse(&urn)).transpose().ok()?;
        let withdrawn_visit = |day: StoredDay| {
            let visit = NaiveDate::from_epoch_days(day)?;
            Some(Withdrawn { manager: Arc::clone(&manager), school: Arc::clone(&school), urn, visit })
        };
        let mut assessment = Assessment {
            name: self.name.map(Arc::from),
            is_open: self.is_open,
            problems: self.problems.into_iter().map(StoredProblem::problem).collect::<Option<_>>()?,
            counts: self.counts.counts(),
            number: match self.number {
                Some(number) => Some(number.number()?),
                None => None,
            },
            deadlines: Vec::new(),
            withdrawn: self.withdrawn.into_iter().map(withdrawn_visit).collect::<Option<_>>()?,
            urn,
            spoc: self.spoc.map(Arc::from),
            manager,
            school,
        };
        let deadlines = self.deadlines.into_iter().map(|stored| stored.of_school(&assessment));
        assessment.deadlines = deadlines.collect::<Option<_>>()?;
        Some((assessment, self.unfinished))
    }
}

impl<'a> StoredProblem<'a> {
    fn of(problem: &'a Problem) -> Self {
        let Problem { code, path, position, field, message, help } = problem;
        Self { code: code.as_str(), path, position: stored_position(*position), field: field.as_deref(), message, help }
    }

    fn problem(self) -> Option<Problem> {
        Some(Problem {
            code: rule_named(self.code)?.code,
            path: self.path.to_owned(),
            position: position(self.position),
            field: self.field.map(str::to_owned),
            message: self.message.to_owned(),
            help: self.help.to_owned(),
        })
    }
}

impl StoredCounts {
    fn of(counts: Counts) -> Self {
        let Counts { managers, schools, files, records, documents, errors, warnings } = counts;
        Self { managers, schools, files, records, documents, errors, warnings }
    }

    fn counts(self) -> Counts {
        let Self { managers, schools, files, records, documents, errors, warnings } = self;
        Counts { managers, schools, files, records, documents, errors, warnings }
    }
}

impl<'a> StoredNumber<'a> {
    fn of(number: &'a NumberedSchool) -> Self {
        let NumberedSchool { urn, path, position } = number;
        Self { urn: urn.to_string(), path, position: stored_position(*position) }
    }

    fn number(self) -> Option<NumberedSchool> {
        let urn = Urn::parse(&self.urn).ok()?;
        Some(NumberedSchool { urn, path: self.path.to_owned(), position: position(self.position) })
    }
}

impl<'a> StoredDeadline<'a> {
    fn of(of_school: &'a SchoolDeadline) -> Self {
        // Manager, school and number stand with the assessment.
        let SchoolDeadline { manager: _, school: _, urn: _, spoc: of, deadline } = of_school;
        let Deadline { step, visit, due, state, done, working_days, detail, who, spoc, path, field, time } = deadline;
        Self {
            of: of.as_deref(),
            step: step.as_str(),
            visit: visit.map(|day| day.to_epoch_days()),
            due: due.to_epoch_days(),
            state: state.as_str(),
            done: done.map(|day| day.to_epoch_days()),
            working_days: *working_days,
            detail,
            who: who.as_deref(),
            spoc: spoc.as_deref(),
            path,
            field: field.as_deref(),
            time: time.map(|time| time.0.num_seconds_from_midnight()),
        }
    }

    fn of_school(self, school: &Assessment) -> Option<SchoolDeadline> {
        let own = school.spoc.as_ref();
        Some(SchoolDeadline {
            manager: Arc::clone(&school.manager),
            school: Arc::clone(&school.school),
            urn: school.urn,
            // Most deadlines are the school's own SPOC's: they share one text.
            spoc: if self.of == own.map(|spoc| &**spoc) { own.cloned() } else { self.of.map(Arc::from) },
            deadline: self.deadline()?,
        })
    }

    fn deadline(self) -> Option<Deadline> {
        let time = |seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).map(Time);
        Some(Deadline {
            step: Step::ALL.into_iter().find(|step| step.as_str() == self.step)?,
            visit: self.visit.and_then(NaiveDate::from_epoch_days),
            due: NaiveDate::from_epoch_days(self.due)?,
            state: State::ALL.iter().copied().find(|state| state.as_str() == self.state)?,
            done: self.done.and_then(NaiveDate::from_epoch_days),
            working_days: self.working_days,
            detail: self.detail.to_owned(),
            who: self.who.map(str::to_owned),
            spoc: self.spoc.map(str::to_owned),
            path: self.path.to_owned(),
            field: self.field.map(str::to_owned),
            time: self.time.and_then(time),
        })
    }
}

fn stored_position(position: Option<Position>) -> StoredPosition {
    position.map(|Position { line, column }| (line, column))
}

fn position(stored: StoredPosition) -> Option<Position> {
    stored.map(|(line, column)| Position { line, column })
}
