//! What the records of one school come to: a number for each measure, in each term and in the whole year, and what each deadline and each visit says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::counts::Counts;
use super::due_visits::{due_visits, is_held};
use super::measure::{Kind, Measure, Over, Standing};
use super::period::Period;
use crate::layout::date_of;
use crate::policy::Policy;
use crate::procedure::deadlines::{Deadline, State, Step, told_detail};
use crate::procedure::exclusions::{CountedExclusion, count};
use crate::procedure::review::{Review, review, undecided};
use crate::procedure::{Child, pro_forma_of};
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::{Absence, Question};
use crate::record::school::{Phase, Status};
use crate::record::values::{SchoolYear, Urn};
use crate::record::visit::{DecidedAction, Decision, ReviewedChild, Threshold, Visit, VisitStatus};
use crate::school::School;

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

/// The facts of a school in a year. `deadlines`: those of the school.
#[must_use]
pub fn facts(school: &School, deadlines: &[Deadline], policy: &Policy, today: NaiveDate, year: &Period) -> SchoolFacts {
    let file = school.file.as_ref().map(|file| &file.record);
    let text = |text: &crate::record::values::Text| text.to_string();
    let name = SchoolName {
        manager: school.manager.clone(),
        folder: school.folder.clone(),
        name: file.map(|file| text(&file.name)),
        urn: file.map(|file| file.urn),
        spoc: file.and_then(|file| file.spoc.as_ref().map(text)),
        phase: file.map(|file| file.phase),
        status: file.map(|file| file.status),
    };
    let mut counting = Counting {
        terms: vec![Counts::default(); year.terms.len()],
        year: Counts::default(),
        sets: vec![Sets::default(); year.terms.len()],
        school,
        policy,
        today,
        period: year,
    };
    for due in due_visits(school, policy, today, year) {
        counting.add(due.term, Measure::VisitsDue, 1);
        counting.add(due.term, Measure::Visits(due.outcome), 1);
    }
    counting.records_unread();
    let counted = count(school);
    let told = told(&counted, deadlines);
    counting.exclusions(&counted, &told);
    let deadlines = counting.deadlines(deadlines, &counted, &told, &name);
    let mut visits = counting.visits(&name);
    visits.sort_by_key(|visit| visit.date);
    counting.absence(&mut visits);
    counting.thresholds();
    counting.dates_agreed();
    SchoolFacts { school: name, terms: counting.terms, year: counting.year, deadlines, visits }
}

/// The deadlines by which the authority is to be told: for each exclusion, where there is one, its place among all deadlines. Both stand in one
/// order.
fn told(counted: &[CountedExclusion], deadlines: &[Deadline]) -> Vec<Option<usize>> {
    let mut of_duty = deadlines.iter().enumerate().filter(|(_, one)| one.step == Step::ToldAuthority).peekable();
    let of = |one: &CountedExclusion| of_duty.next_if(|(_, deadline)| deadline.detail == told_detail(one));
    counted.iter().map(of).map(|found| found.map(|(place, _)| place)).collect()
}

/// The children of a term, each once. None where it is not known.
#[derive(Debug, Clone, Default)]
struct Sets {
    /// Whether the term has a visit that is not cancelled.
    has_visit: bool,
    /// Whether a pro forma of the term has an absence list.
    knows_absence: bool,
    /// Whether a pro forma of the term answers the question of risk.
    knows_risk: bool,
    children: BTreeMap<Over, BTreeSet<Child>>,
}

impl Sets {
    fn take(&mut self, over: Over, children: impl IntoIterator<Item = Child>) {
        self.children.entry(over).or_default().extend(children);
    }

    fn add(&mut self, other: &Self) {
        self.has_visit |= other.has_visit;
        self.knows_absence |= other.knows_absence;
        self.knows_risk |= other.knows_risk;
        for (over, children) in &other.children {
            self.take(*over, children.iter().cloned());
        }
    }

    fn is_known(&self, over: Over) -> bool {
        match over {
            Over::PersistentAbsence | Over::SevereAbsence | Over::TopShare => self.knows_absence,
            Over::Risk => self.knows_risk,
            Over::ExclusionsPrimary | Over::ExclusionsSecondary | Over::Review => self.has_visit,
        }
    }
}

struct Counting<'s> {
    terms: Vec<Counts>,
    year: Counts,
    sets: Vec<Sets>,
    school: &'s School,
    policy: &'s Policy,
    today: NaiveDate,
    period: &'s Period,
}

impl Counting<'_> {
    fn term_of(&self, day: NaiveDate) -> Option<usize> {
        self.period.term_of(self.policy, day)
    }

    /// Adds to the numbers of a term and to those of the year.
    fn add(&mut self, term: usize, measure: Measure, count: u64) {
        if let Some(counts) = self.terms.get_mut(term) {
            counts.add(measure, count);
            self.year.add(measure, count);
        }
    }

    /// A file without a day in its name may be of any term: it counts in each, and once in the year.
    fn records_unread(&mut self) {
        for path in &self.school.unread {
            match date_of(path.rsplit('/').next().unwrap_or(path)) {
                Some(day) => {
                    if let Some(term) = self.term_of(day) {
                        self.add(term, Measure::RecordsUnread, 1);
                    }
                }
                None => {
                    self.terms.iter_mut().for_each(|counts| counts.add(Measure::RecordsUnread, 1));
                    self.year.add(Measure::RecordsUnread, 1);
                }
            }
        }
    }

    fn exclusions(&mut self, counted: &[CountedExclusion], told: &[Option<usize>]) {
        for (one, told) in counted.iter().zip(told) {
            let Some(term) = self.period.term_of_exclusion(self.policy, one.from) else { continue };
            self.add(term, Measure::AllExclusions, 1);
            self.add(term, Measure::Exclusions(one.kind), 1);
            match one.kind {
                ExclusionType::FixedTerm => self.add(term, Measure::FixedTermHalfDays, one.half_days),
                ExclusionType::Lunchtime => self.add(term, Measure::Lunchtimes, one.half_days),
                ExclusionType::Permanent => {}
            }
            if told.is_none() {
                self.add(term, Measure::NotUnderDuty(one.kind), 1);
            }
        }
    }

    /// Counts the deadlines of the year's terms, and gives them.
    fn deadlines(
        &mut self,
        deadlines: &[Deadline],
        counted: &[CountedExclusion],
        told: &[Option<usize>],
        school: &SchoolName,
    ) -> Vec<DeadlineFact> {
        let exclusion_of: BTreeMap<usize, &CountedExclusion> =
            told.iter().zip(counted).filter_map(|(place, one)| Some(((*place)?, one))).collect();
        let mut found = Vec::new();
        for (place, one) in deadlines.iter().enumerate() {
            let term_of = |day| self.term_of(day);
            let term = match one.step {
                Step::DatesAgreed => self.first_day_of(&one.detail).and_then(term_of),
                Step::Action | Step::FollowUp => term_of(one.due),
                Step::ToldAuthority => {
                    let exclusion = exclusion_of.get(&place);
                    exclusion.and_then(|one| self.period.term_of_exclusion(self.policy, one.from))
                }
                _ => one.visit.and_then(term_of),
            };
            let Some(term) = term else { continue };
            let standing = Standing::from(one.state);
            match one.step {
                // Visits are counted as those that are due.
                Step::VisitHeld => {}
                Step::ToldAuthority => {
                    if let Some(exclusion) = exclusion_of.get(&place) {
                        self.add(term, Measure::Told(exclusion.kind, standing), 1);
                    }
                }
                step => self.add(term, Measure::Step(step, standing), 1),
            }
            found.push(DeadlineFact {
                term,
                step: one.step,
                visit: one.visit,
                due: one.due,
                state: one.state,
                done: one.done,
                spoc: one.spoc.clone().or_else(|| school.spoc.clone()),
            });
        }
        found
    }

    /// The dates of the current year alone are among the deadlines: of any other year it is not known how they stood.
    fn dates_agreed(&mut self) {
        let calendar = &self.policy.calendar;
        if calendar.year_of(self.today).is_some_and(|year| calendar.year_of(self.period.from) == Some(year)) {
            return;
        }
        for counts in self.terms.iter_mut().chain([&mut self.year]) {
            Standing::ALL.iter().for_each(|standing| counts.set(Measure::Step(Step::DatesAgreed, *standing), None));
        }
    }

    /// The first day of the term, or of the year, for which dates are to be agreed: these deadlines are of the year that holds today.
    fn first_day_of(&self, name: &str) -> Option<NaiveDate> {
        let year = self.policy.calendar.year_of(self.today)?;
        let term = year.terms().iter().find(|term| term.name() == name).map(|term| *term.from);
        Some(term.unwrap_or(year.from))
    }

    /// Counts what the visits of the year's terms decided, takes the children of their reviews, and gives the visits.
    fn visits(&mut self, school: &SchoolName) -> Vec<VisitFact> {
        let all = self.school;
        let mut found = Vec::new();
        for visit in &all.visits {
            let Some(term) = self.term_of(*visit.record.date) else { continue };
            let record = &visit.record;
            let is_held = is_held(visit, self.today);
            let is_cancelled = record.status == VisitStatus::Cancelled;
            let pro_forma = pro_forma_of(all, visit);
            let review = (!is_cancelled).then(|| review(all, visit, self.policy));
            if let Some(review) = &review {
                self.take_children(term, review);
            }
            let undecided = review.as_ref().filter(|_| is_held).map(|review| undecided(review, record).len() as u64);
            let decided = if is_held { decided(record) } else { Decided::default() };
            self.count_decided(term, &decided, undecided.unwrap_or(0));
            let day = |day: Option<crate::record::values::Date>| day.map(|day| *day);
            found.push(VisitFact {
                term,
                date: *record.date,
                status: record.status,
                is_held,
                agreed: day(record.agreed),
                moved_from: day(record.moved_from),
                spoc: record.spoc.as_deref().map(str::to_owned).or_else(|| school.spoc.clone()),
                sent: pro_forma.and_then(|filed| day(filed.record.sent)),
                returned: pro_forma.and_then(|filed| day(filed.record.returned)),
                checks_done: record.checks.as_ref().map(|checks| *checks.done),
                written_up: day(record.written_up),
                in_review: review.as_ref().map_or(0, |review| review.children().len() as u64),
                undecided,
                decided,
                absence: review.as_ref().and_then(absence_of),
            });
        }
        found
    }

    fn take_children(&mut self, term: usize, review: &Review<'_>) {
        let Some(sets) = self.sets.get_mut(term) else { return };
        let pro_forma = review.pro_forma.map(|filed| &filed.record);
        sets.has_visit = true;
        sets.knows_absence |= pro_forma.is_some_and(|record| record.absence.is_some());
        sets.knows_risk |= pro_forma.is_some_and(|record| record.answers(Question::RiskOfPermanentExclusion));
        let child = |absent: &crate::procedure::review::Absent<'_>| Child::new(&absent.row.upn, &absent.row.name);
        let persistent = &review.absence.persistent;
        sets.take(Over::PersistentAbsence, persistent.iter().map(child));
        sets.take(Over::SevereAbsence, persistent.iter().filter(|one| one.missed * 2 >= one.possible).map(child));
        sets.take(Over::TopShare, review.absence.selected().iter().map(child));
        let of_age = |is_primary: bool| {
            let of = review.exclusions.iter().filter(move |one| (one.year <= SchoolYear::Year(6)) == is_primary);
            of.map(|one| one.child.clone())
        };
        sets.take(Over::ExclusionsPrimary, of_age(true));
        sets.take(Over::ExclusionsSecondary, of_age(false));
        sets.take(Over::Risk, review.risk.iter().cloned());
        sets.take(Over::Review, review.children());
    }

    fn count_decided(&mut self, term: usize, decided: &Decided, undecided: u64) {
        self.add(term, Measure::ChildrenUndecided, undecided);
        self.add(term, Measure::ChildrenDecided, decided.children);
        for kind in Kind::ALL {
            let of_kind = decided.counts.iter().filter(|((of, ..), _)| of == kind);
            let mut with = 0;
            for ((_, threshold, action), count) in of_kind {
                self.add(term, Measure::Decision(*kind, *threshold, *action), *count);
                with += count;
            }
            self.add(term, Measure::NoDecision(*kind), decided.children - with);
        }
    }

    /// Counts sessions: of lists that share a day, those of the latest visit. Marks those that do not count for the year.
    fn absence(&mut self, visits: &mut [VisitFact]) {
        for (place, counts) in self.terms.iter_mut().enumerate() {
            let lists = visits.iter().filter(|visit| visit.term == place).filter_map(|visit| visit.absence);
            set_absence(counts, &latest(lists));
        }
        let counting = latest(visits.iter().filter_map(|visit| visit.absence));
        set_absence(&mut self.year, &counting);
        let mut counting = counting.into_iter().peekable();
        for absence in visits.iter_mut().rev().filter_map(|visit| visit.absence.as_mut()) {
            absence.is_superseded = counting.next_if_eq(absence).is_none();
        }
    }

    fn thresholds(&mut self) {
        let mut all = Sets::default();
        self.sets.iter().for_each(|sets| all.add(sets));
        for (counts, sets) in self.terms.iter_mut().zip(&self.sets).chain([(&mut self.year, &all)]) {
            for over in Over::ALL {
                let count = sets.children.get(over).map_or(0, |children| children.len() as u64);
                counts.set(Measure::Over(*over), sets.is_known(*over).then_some(count));
            }
        }
    }
}

/// The first row of each child with a decision of each kind.
fn decided(visit: &Visit) -> Decided {
    let mut decided = Decided::default();
    let rows = || visit.children.iter();
    let children: BTreeSet<_> = rows().map(child_of).collect();
    decided.children = children.len() as u64;
    for kind in Kind::ALL {
        let mut seen = BTreeSet::new();
        for row in rows() {
            let decision = match kind {
                Kind::StatutoryIntervention => row.statutory_intervention.as_ref(),
                Kind::EarlyHelpReferral => row.early_help_referral.as_ref(),
            };
            let Some(Decision { threshold, action, .. }) = decision else { continue };
            if seen.insert(child_of(row)) {
                *decided.counts.entry((*kind, *threshold, *action)).or_default() += 1;
            }
        }
    }
    decided
}

fn child_of(row: &ReviewedChild) -> Child {
    Child::of_row(&row.upn, row.name.as_ref())
}

/// What the pro forma of a review says of absence.
fn absence_of(review: &Review<'_>) -> Option<AbsenceFact> {
    let pro_forma = &review.pro_forma?.record;
    let absence: &Absence = pro_forma.absence.as_ref()?;
    let sum = |of: fn(&crate::record::pro_forma::AbsentChild) -> u32| {
        absence.children.iter().map(|row| u64::from(of(row))).sum()
    };
    let children: BTreeSet<_> = absence.children.iter().map(|row| Child::new(&row.upn, &row.name)).collect();
    Some(AbsenceFact {
        from: *absence.from,
        to: *absence.to,
        on_roll: u64::from(absence.on_roll.0),
        children: children.len() as u64,
        possible: sum(|row| row.possible.0),
        authorised: sum(|row| row.authorised.0),
        unauthorised: sum(|row| row.unauthorised.0),
        persistent: review.absence.persistent.len() as u64,
        severe: review.absence.severe as u64,
        top_share: review.absence.selected().len() as u64,
        is_superseded: false,
    })
}

/// The lists that count, the latest visit's first: each that shares no day with one that counts already. `lists`: by the day of the visit.
fn latest(lists: impl DoubleEndedIterator<Item = AbsenceFact>) -> Vec<AbsenceFact> {
    let mut counting: Vec<AbsenceFact> = Vec::new();
    for list in lists.rev() {
        let is_apart = |other: &AbsenceFact| list.to < other.from || other.to < list.from;
        if counting.iter().all(is_apart) {
            counting.push(list);
        }
    }
    counting
}

fn set_absence(counts: &mut Counts, lists: &[AbsenceFact]) {
    let sum = |of: fn(&AbsenceFact) -> u64| (!lists.is_empty()).then(|| lists.iter().map(of).sum());
    counts.set(Measure::AbsentChildren, sum(|list| list.children));
    counts.set(Measure::SessionsPossible, sum(|list| list.possible));
    counts.set(Measure::SessionsMissed, sum(|list| list.authorised + list.unauthorised));
    counts.set(Measure::SessionsAuthorised, sum(|list| list.authorised));
    counts.set(Measure::SessionsUnauthorised, sum(|list| list.unauthorised));
}
