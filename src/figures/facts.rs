//! What the records of a school are told as: names, deadlines, visits, and a number for each measure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::{Counts, Someone};
use super::measure::Kind;
use crate::procedure::deadlines::{State, Step};
use crate::record::school::{Phase, Status};
use crate::record::values::Urn;
use crate::record::visit::{DecidedAction, Threshold, VisitStatus};

/// What the records of a school come to in the terms of a year.
#[derive(Debug, Clone)]
pub struct SchoolFacts {
    /// The school.
    pub school: SchoolName,
    /// The numbers of each term of the year, in the order of time.
    pub terms: Vec<Counts>,
    /// The numbers of the whole year. Most are the sums over its terms. Children are counted once in the year, and days of absence that two lists
    /// share once.
    pub year: Counts,
    /// Its deadlines of the year.
    pub deadlines: Vec<DeadlineFact>,
    /// Its visits of the year, by day.
    pub visits: Vec<VisitFact>,
}

/// A school, as tables name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolName {
    /// The manager's folder.
    pub manager: String,
    /// The school's folder.
    pub folder: String,
    /// Its name; none where school.yaml cannot be read, as with all that follows.
    pub name: Option<String>,
    /// Its number.
    pub urn: Option<Urn>,
    /// Its SPOC.
    pub spoc: Option<String>,
    /// The phase of education.
    pub phase: Option<Phase>,
    /// Who maintains it.
    pub status: Option<Status>,
}

/// A deadline. What it is about is left out: it may speak of a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineFact {
    /// Which term of the year it belongs to.
    pub term: usize,
    /// What is to be done.
    pub step: Step,
    /// The visit that it belongs to.
    pub visit: Option<NaiveDate>,
    /// The day by which it is to be done.
    pub due: NaiveDate,
    /// How it stands.
    pub state: State,
    /// The day on which it was done, where that counts.
    pub done: Option<NaiveDate>,
    /// Whose deadline it is: the visit's SPOC, else the school's.
    pub spoc: Option<String>,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFact {
    /// Which term of the year it belongs to.
    pub term: usize,
    /// Its day.
    pub date: NaiveDate,
    /// Whether it is still to come, has been held or has been called off.
    pub status: VisitStatus,
    /// Whether it counts as held: its day is not to come.
    pub is_held: bool,
    /// The day on which its date was agreed.
    pub agreed: Option<NaiveDate>,
    /// The day from which it was moved.
    pub moved_from: Option<NaiveDate>,
    /// The visit's SPOC, else the school's.
    pub spoc: Option<String>,
    /// The day on which its pro forma was sent.
    pub sent: Option<NaiveDate>,
    /// The day on which its pro forma came back.
    pub returned: Option<NaiveDate>,
    /// The day on which the checks were done.
    pub checks_done: Option<NaiveDate>,
    /// The day on which it was written up.
    pub written_up: Option<NaiveDate>,
    /// Children of its review.
    pub in_review: u64,
    /// Of these, how many lack one of the decisions; none where the visit is not held.
    pub undecided: Option<u64>,
    /// Its decisions; empty where the visit is not held.
    pub decided: Decided,
    /// What its pro forma says of absence.
    pub absence: Option<AbsenceFact>,
    /// The rows of that list; empty once they are counted.
    pub(super) listed: Vec<Listed>,
}

/// A row of an absence list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listed {
    /// The child.
    pub who: Someone,
    /// Sessions possible.
    pub possible: u64,
    /// Sessions missed with leave.
    pub authorised: u64,
    /// Sessions missed without.
    pub unauthorised: u64,
}

/// The decisions of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Children with a row.
    pub children: u64,
    /// How many of each kind.
    pub counts: BTreeMap<(Kind, Threshold, DecidedAction), u64>,
}

/// The absence list of a visit's pro forma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbsenceFact {
    /// The first day of the sessions.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Children on roll.
    pub on_roll: u64,
    /// Children listed.
    pub children: u64,
    /// Sessions possible.
    pub possible: u64,
    /// Sessions missed with leave.
    pub authorised: u64,
    /// Sessions missed without.
    pub unauthorised: u64,
    /// Children persistently absent.
    pub persistent: u64,
    /// Children severely absent.
    pub severe: u64,
    /// Children reviewed for absence.
    pub top_share: u64,
    /// Whether the list of a later visit of the year shares a day with this one, so that only that counts for the year.
    pub is_superseded: bool,
}
