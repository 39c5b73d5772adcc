//! What the records of one school come to: a number for each measure, in each term and in the whole year, and what each deadline and each visit says.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::Counts;
use super::due_visits::{due_visits, is_held};
use super::facts::{DeadlineFact, Decided, SchoolFacts, SchoolName, VisitFact};
use super::measure::{Kind, Measure, Over, Standing};
use super::of_visit::{absence_of, decided, latest, set_absence};
use super::period::Period;
use super::sets::Sets;
use crate::layout::date_of;
use crate::policy::Policy;
use crate::procedure::deadlines::{Deadline, Step, told_detail};
use crate::procedure::exclusions::{CountedExclusion, count};
use crate::procedure::pro_forma_of;
use crate::procedure::review::{review, undecided};
use crate::record::exclusion::ExclusionType;
use crate::record::visit::VisitStatus;
use crate::school::School;

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
                if let Some(sets) = self.sets.get_mut(term) {
                    sets.take_review(review);
                }
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
