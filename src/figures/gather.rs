//! What the records of one school come to: a number for each measure, in each term and in the whole year, and what each deadline and each visit says.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::{Counts, Someone};
use super::due_visits::{due_visits, is_held};
use super::facts::{DeadlineFact, SchoolFacts, SchoolName, VisitFact};
use super::measure::{Kind, Measure, Standing};
use super::of_visit::{DecidedChild, absence_of, count_absence, decided, decided_children, latest};
use super::period::Period;
use super::sets::Sets;
use crate::layout::date_of;
use crate::policy::Policy;
use crate::procedure::deadlines::{Deadline, Step, told_detail};
use crate::procedure::exclusions::{CountedExclusion, count};
use crate::procedure::review::{review, undecided};
use crate::procedure::{Child, pro_forma_of};
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
    let begun = begun(count(school), deadlines, today);
    counting.exclusions(&begun);
    let deadlines = counting.deadlines(deadlines, &begun, &name);
    let mut visits = counting.visits(&name);
    visits.sort_by_key(|visit| visit.date);
    counting.absence(&mut visits);
    counting.thresholds();
    counting.dates_agreed();
    counting.folder_unread();
    SchoolFacts { school: name, terms: counting.terms, year: counting.year, deadlines, visits }
}

/// An exclusion, and the place among all deadlines of the one by which the authority is to be told, where there is one.
type Begun = (CountedExclusion, Option<usize>);

/// The exclusions that have begun by today: one that is announced has befallen nobody yet, and nothing is to be told of it late. Exclusions and the
/// deadlines of the duty stand in one order.
fn begun(counted: Vec<CountedExclusion>, deadlines: &[Deadline], today: NaiveDate) -> Vec<Begun> {
    let mut of_duty = deadlines.iter().enumerate().filter(|(_, one)| one.step == Step::ToldAuthority).peekable();
    let with_deadline = counted.into_iter().map(|one| {
        let of_duty = of_duty.next_if(|(_, deadline)| deadline.detail == told_detail(&one));
        (one, of_duty.map(|(place, _)| place))
    });
    with_deadline.filter(|(one, _)| one.from <= today).collect()
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

    /// The same of what befell a child.
    fn add_of(&mut self, term: usize, measure: Measure, count: u64, who: Someone) {
        if let Some(counts) = self.terms.get_mut(term) {
            counts.add_of(measure, count, who);
            self.year.add_of(measure, count, who);
        }
    }

    /// A file without a day in its name, and a folder, may be of any term: it counts in each, and once in the year.
    fn records_unread(&mut self) {
        let add_to_all = |counting: &mut Self| {
            counting.terms.iter_mut().for_each(|counts| counts.add(Measure::RecordsUnread, 1));
            counting.year.add(Measure::RecordsUnread, 1);
        };
        if self.school.folder_unread {
            add_to_all(self);
        }
        for path in &self.school.unread {
            match date_of(path.rsplit('/').next().unwrap_or(path)) {
                Some(day) => {
                    if let Some(term) = self.term_of(day) {
                        self.add(term, Measure::RecordsUnread, 1);
                    }
                }
                None => add_to_all(self),
            }
        }
    }

    /// Where a folder of the records cannot be read, any record may be missing: what befell children is not known, not even where some records are there.
    fn folder_unread(&mut self) {
        if !self.school.folder_unread {
            return;
        }
        for counts in self.terms.iter_mut().chain([&mut self.year]) {
            Measure::all().iter().filter(|one| one.is_about_children()).for_each(|one| counts.forget(*one));
        }
    }

    fn exclusions(&mut self, begun: &[Begun]) {
        for (one, told) in begun {
            let Some(term) = self.period.term_of_exclusion(self.policy, one.from) else { continue };
            let who = Someone::of(&one.child);
            self.add_of(term, Measure::AllExclusions, 1, who);
            self.add_of(term, Measure::Exclusions(one.kind), 1, who);
            match one.kind {
                ExclusionType::FixedTerm => self.add_of(term, Measure::FixedTermHalfDays, one.half_days, who),
                ExclusionType::Lunchtime => self.add_of(term, Measure::Lunchtimes, one.half_days, who),
                ExclusionType::Permanent => {}
            }
            if told.is_none() {
                self.add_of(term, Measure::NotUnderDuty(one.kind), 1, who);
            }
        }
    }

    /// Counts the deadlines of the year's terms, and gives them.
    fn deadlines(&mut self, deadlines: &[Deadline], begun: &[Begun], school: &SchoolName) -> Vec<DeadlineFact> {
        let exclusion_of: BTreeMap<usize, &CountedExclusion> =
            begun.iter().filter_map(|(one, place)| Some(((*place)?, one))).collect();
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
                        let who = Someone::of(&exclusion.child);
                        self.add_of(term, Measure::Told(exclusion.kind, standing), 1, who);
                    }
                }
                step @ (Step::Action | Step::FollowUp) => {
                    let who = self.whom_it_is_about(one);
                    self.add_of(term, Measure::Step(step, standing), 1, who);
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

    /// The child whom an action or a follow-up is about. Those that name none may all be about one child: five of them are no five children.
    fn whom_it_is_about(&self, deadline: &Deadline) -> Someone {
        let row = deadline.row_number().map_or(usize::MAX, |number| number - 1);
        let visits = self.school.visits.iter().filter(|visit| visit.path == deadline.path);
        let of_action = visits.filter_map(|visit| visit.record.actions.get(row)?.child.as_ref());
        let logs = self.school.phone_logs.iter().filter(|log| log.path == deadline.path);
        let of_call = logs.filter_map(|log| log.record.calls.get(row)?.child.as_ref());
        match of_action.chain(of_call).next() {
            Some(upn) => Someone::of(&Child::of_row(upn, None)),
            None => Someone::of(&self.school.path),
        }
    }

    /// The dates of the current year alone are among the deadlines: of any other year it is not known how they stood.
    fn dates_agreed(&mut self) {
        let calendar = &self.policy.calendar;
        if calendar.year_of(self.today).is_some_and(|year| calendar.year_of(self.period.from) == Some(year)) {
            return;
        }
        for counts in self.terms.iter_mut().chain([&mut self.year]) {
            Standing::ALL.iter().for_each(|standing| counts.forget(Measure::Step(Step::DatesAgreed, *standing)));
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
            if let (Some(review), Some(sets)) = (&review, self.sets.get_mut(term)) {
                sets.take_review(review);
            }
            let undecided = review.as_ref().filter(|_| is_held).map(|review| undecided(review, record));
            for one in undecided.iter().flatten() {
                self.add_of(term, Measure::ChildrenUndecided, 1, Someone::of(&one.child));
            }
            let children = if is_held { decided_children(record) } else { Vec::new() };
            self.count_decided(term, &children);
            let (absence, listed) = review.as_ref().and_then(absence_of).unzip();
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
                undecided: undecided.map(|children| children.len() as u64),
                decided: decided(&children),
                absence,
                listed: listed.unwrap_or_default(),
            });
        }
        found
    }

    fn count_decided(&mut self, term: usize, children: &[DecidedChild]) {
        for child in children {
            self.add_of(term, Measure::ChildrenDecided, 1, child.who);
            for kind in Kind::ALL {
                self.add_of(term, child.measure(*kind), 1, child.who);
            }
        }
    }

    /// Counts sessions: of lists that share a day, those of the latest visit. Marks those that do not count for the year.
    fn absence(&mut self, visits: &mut [VisitFact]) {
        let of = |places: &[usize]| -> Vec<_> { places.iter().filter_map(|place| visits.get(*place)).collect() };
        for (place, counts) in self.terms.iter_mut().enumerate() {
            count_absence(counts, of(&latest(visits, |visit| visit.term == place)).into_iter());
        }
        let counting = latest(visits, |_| true);
        count_absence(&mut self.year, of(&counting).into_iter());
        for (place, visit) in visits.iter_mut().enumerate() {
            visit.listed = Vec::new();
            if let Some(absence) = &mut visit.absence {
                absence.is_superseded = !counting.contains(&place);
            }
        }
    }

    fn thresholds(&mut self) {
        let mut all = Sets::default();
        self.sets.iter().for_each(|sets| all.add(sets));
        for (counts, sets) in self.terms.iter_mut().zip(&self.sets).chain([(&mut self.year, &all)]) {
            sets.count(counts);
        }
    }
}
