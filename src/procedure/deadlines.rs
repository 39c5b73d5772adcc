//! What is due, by when, and how it stands (records.md, section 5; procedure: The role of the SPOC, and the duty to inform).

use std::collections::HashSet;

use chrono::NaiveDate;

use super::exclusions::{CountedExclusion, count, duty};
use super::pro_forma_of;
pub use super::step::{About, State, Step, VISIT_IS_OVER};
use crate::calendar::{DatedYear, OutOfRange};
use crate::layout::date_of;
use crate::policy::{Every, Policy};
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::ProForma;
use crate::record::values::{Date, Time};
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, School};
use crate::words::number;

/// A deadline of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// What is to be done.
    pub step: Step,
    /// The visit that the deadline belongs to.
    pub visit: Option<NaiveDate>,
    /// The day by which it is to be done.
    pub due: NaiveDate,
    /// How it stands.
    pub state: State,
    /// The day on which it was done, where that counts.
    pub done: Option<NaiveDate>,
    /// Working days from today to the due day; negative where that is past.
    pub working_days: i64,
    /// Which term, action, call or exclusion the deadline is about; empty where the step says enough.
    pub detail: String,
    /// Who is to do it, where a record says so.
    pub who: Option<String>,
    /// The SPOC of the visit, where the visit names one of its own.
    pub spoc: Option<String>,
    /// The file that says when it was done, or in which that is to be written.
    pub path: String,
    /// The row that the deadline is about, as a JSON Pointer; none where it is about the whole file.
    pub field: Option<String>,
    /// The time of day of a visit, where it is known.
    pub time: Option<Time>,
}

impl Deadline {
    /// Whether this is a step before a visit whose day is past. Nobody can do the step any more; it can only be written down that it was done.
    #[must_use]
    pub fn is_before_a_past_visit(&self, today: NaiveDate) -> bool {
        let is_before = Step::BEFORE_VISIT.contains(&self.step);
        is_before && self.visit.is_some_and(|visit| visit < today)
    }

    /// The number of its row in its record, from 1; none where it is about no row. That of a follow-up is the number of its call.
    #[must_use]
    pub fn row_number(&self) -> Option<usize> {
        let place: usize = self.field.as_deref()?.split('/').find_map(|part| part.parse().ok())?;
        place.checked_add(1)
    }
}

/// A date from which the calendar cannot count working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreckonable {
    /// The file.
    pub path: String,
    /// The date's field, as a JSON Pointer.
    pub field: String,
}

/// Every deadline of a school, in the order of the records; and the dates from which working days cannot be counted. Of the latter there are no
/// deadlines.
#[must_use]
pub fn deadlines(school: &School, policy: &Policy, today: NaiveDate) -> (Vec<Deadline>, Vec<Unreckonable>) {
    let mut reckoning = Reckoning {
        school,
        policy,
        today,
        found: Vec::new(),
        unreckonable: Vec::new(),
        unread_days: unread_days(school),
    };
    reckoning.dates_agreed();
    for visit in &school.visits {
        reckoning.visit(visit);
    }
    reckoning.follow_ups();
    reckoning.told_authority();
    (reckoning.found, reckoning.unreckonable)
}

/// The day by which the dates of a year are to be agreed with a school: it is counted from the year's first day, or from the day on which the school
/// opened, if that is later (records.md, sections 5 and 10).
pub fn dates_agreed_by(policy: &Policy, year: &DatedYear, opened: Option<NaiveDate>) -> Result<NaiveDate, OutOfRange> {
    let from = opened.map_or(year.from, |opened| opened.max(year.from));
    policy.calendar.working_days_after(from, policy.deadlines.dates_agreed.0)
}

/// The detail of the deadline by which the authority is to be told of an exclusion. These deadlines stand in the order of
/// [`count`], so that with it each is found again that an exclusion has.
#[must_use]
pub fn told_detail(one: &CountedExclusion) -> String {
    let amount = match one.kind {
        ExclusionType::Permanent => String::new(),
        ExclusionType::FixedTerm => format!(", {}", number(one.half_days, "half-day")),
        ExclusionType::Lunchtime => format!(", {}", number(one.half_days, "lunchtime")),
    };
    format!("{} {} from {}{amount}", one.child.upn, one.kind, one.from)
}

/// The days with which the names of unread records begin. What such a record may say is unknown, and so is whether a step of that day was done.
fn unread_days(school: &School) -> HashSet<NaiveDate> {
    let name = |path: &'_ str| path.rsplit('/').next().and_then(date_of);
    school.unread.iter().filter_map(|path| name(path)).collect()
}

struct Reckoning<'s> {
    school: &'s School,
    policy: &'s Policy,
    today: NaiveDate,
    found: Vec<Deadline>,
    unreckonable: Vec<Unreckonable>,
    unread_days: HashSet<NaiveDate>,
}

/// A deadline before its state is worked out.
struct Open {
    step: Step,
    visit: Option<NaiveDate>,
    due: Result<NaiveDate, OutOfRange>,
    done: Option<Date>,
    may_be_unknown: bool,
    detail: String,
    who: Option<String>,
    spoc: Option<String>,
    /// The file that says when it was done, once one does.
    answered: String,
    /// The file in which that is to be written.
    unanswered: String,
    field: Option<String>,
    time: Option<Time>,
    /// The file and the field of the date from which working days are counted; both empty where that date stands in the policy.
    counted_from: (String, String),
}

impl Reckoning<'_> {
    fn dates_agreed(&mut self) {
        let Some(year) = self.policy.calendar.year_of(self.today).cloned() else {
            return;
        };
        let due = dates_agreed_by(self.policy, &year, self.opened());
        let spans: Vec<_> = match self.policy.visits.every {
            Every::Year => vec![(year.name().unwrap_or_default().to_owned(), year.from, year.to)],
            Every::Term => year.terms().iter().map(|term| (term.name().to_owned(), *term.from, *term.to)).collect(),
        };
        for (name, from, to) in spans {
            let within = |day: NaiveDate| from <= day && day <= to;
            if self.opened().is_some_and(|opened| to < opened) || self.closed().is_some_and(|closed| from >= closed) {
                continue;
            }
            let agreed = self.school.visits_not_cancelled().filter(|visit| within(*visit.record.date));
            let earliest = agreed
                .filter_map(|visit| Some((visit.record.agreed?, visit.record.date, visit)))
                .min_by_key(|(agreed, date, _)| (*agreed, *date));
            let file = self.school.file_path.as_ref().unwrap_or(&self.school.path).clone();
            let unknown = self.school.folder_unread || self.unread_days.iter().any(|day| within(*day));
            self.add(Open {
                step: Step::DatesAgreed,
                visit: None,
                due,
                done: earliest.map(|(agreed, ..)| agreed),
                may_be_unknown: unknown,
                detail: name,
                who: None,
                spoc: None,
                answered: earliest.map_or(file.clone(), |(_, _, visit)| visit.path.clone()),
                unanswered: file,
                field: None,
                time: None,
                // A date in the policy that is beyond the calendar is reported with the policy: see [`dates_agreed_by`]. A school that opens in the
                // last days of the calendar has no such deadline.
                counted_from: (String::new(), String::new()),
            });
        }
    }

    /// The steps of a visit and the actions agreed at it. A cancelled visit has no steps; its actions remain.
    fn visit(&mut self, visit: &Filed<Visit>) {
        let unknown = self.school.folder_unread
            || self.unread_days.contains(&*visit.record.date)
            || visit.record.moved_from.is_some_and(|from| self.may_be_answered_on(*from));
        if visit.record.status != VisitStatus::Cancelled {
            self.steps_of_visit(visit, unknown);
        }
        self.actions_of_visit(visit, unknown);
    }

    fn steps_of_visit(&mut self, visit: &Filed<Visit>, unknown: bool) {
        let (record, day) = (&visit.record, *visit.record.date);
        let (calendar, days) = (&self.policy.calendar, &self.policy.deadlines);
        let before = |count: u32| calendar.working_days_before(day, count);
        let filed_pro_forma = pro_forma_of(self.school, visit);
        let of_pro_forma = |date: fn(&ProForma) -> Option<Date>| filed_pro_forma.and_then(|filed| date(&filed.record));
        let pro_forma_path = filed_pro_forma.map_or(&visit.path, |filed| &filed.path);
        let is_held = record.status == VisitStatus::Held;
        let held = is_held.then_some(record.date);
        let checks = record.checks.as_ref().map(|checks| checks.done);
        let (sent, returned) = (of_pro_forma(|form| form.sent), of_pro_forma(|form| form.returned));
        let steps = [
            (Step::ProFormaSent, before(days.pro_forma_sent.0), sent, pro_forma_path),
            (Step::ProFormaReturned, before(days.pro_forma_returned.0), returned, pro_forma_path),
            (Step::ChecksDone, before(days.checks_done.0), checks, &visit.path),
            (Step::VisitHeld, before(0), held, &visit.path),
        ];
        let write_up_by = calendar.working_days_after(day, days.written_up.0);
        let after = is_held.then_some((Step::WrittenUp, write_up_by, record.written_up, &visit.path));
        for (step, due, done, answered) in steps.into_iter().chain(after) {
            self.add(Open {
                step,
                visit: Some(day),
                due,
                done,
                may_be_unknown: unknown,
                detail: String::new(),
                who: None,
                spoc: record.spoc.as_deref().map(str::to_owned),
                answered: answered.clone(),
                unanswered: visit.path.clone(),
                field: None,
                time: record.time.filter(|_| step == Step::VisitHeld),
                counted_from: (visit.path.clone(), "/date".to_owned()),
            });
        }
    }

    fn actions_of_visit(&mut self, visit: &Filed<Visit>, unknown: bool) {
        let record = &visit.record;
        for (number, action) in record.actions.iter().enumerate() {
            self.add(Open {
                step: Step::Action,
                visit: Some(*record.date),
                due: Ok(*action.due),
                done: action.done,
                may_be_unknown: unknown,
                detail: action.what.to_string(),
                who: Some(action.who.to_string()),
                spoc: record.spoc.as_deref().map(str::to_owned),
                answered: visit.path.clone(),
                unanswered: visit.path.clone(),
                field: Some(format!("/actions/{number}")),
                time: None,
                counted_from: (visit.path.clone(), format!("/actions/{number}/due")),
            });
        }
    }

    /// Whether a record that cannot be read may be the pro forma of a visit that was moved from this day.
    fn may_be_answered_on(&self, moved_from: NaiveDate) -> bool {
        let is_taken = || self.school.visits.iter().any(|visit| *visit.record.date == moved_from);
        self.unread_days.contains(&moved_from) && !is_taken()
    }

    fn follow_ups(&mut self) {
        for log in &self.school.phone_logs {
            for (number, call) in log.record.calls.iter().enumerate() {
                let Some(follow_up) = &call.follow_up else { continue };
                self.add(Open {
                    step: Step::FollowUp,
                    visit: None,
                    due: Ok(*follow_up.due),
                    done: follow_up.done,
                    may_be_unknown: false,
                    detail: follow_up.what.to_string(),
                    who: Some(call.by.to_string()),
                    spoc: None,
                    answered: log.path.clone(),
                    unanswered: log.path.clone(),
                    field: Some(format!("/calls/{number}/follow_up")),
                    time: None,
                    counted_from: (log.path.clone(), format!("/calls/{number}/follow_up/due")),
                });
            }
        }
    }

    fn told_authority(&mut self) {
        let counted = count(self.school);
        let because = duty(&counted, self.policy);
        let days = self.policy.deadlines.tell_authority.0;
        for (one, _) in counted.into_iter().zip(because).filter(|(_, because)| because.is_some()) {
            let answered = match one.told_paths.first() {
                Some(first) if !one.told_paths.contains(&one.path) => first.clone(),
                _ => one.path.clone(),
            };
            self.add(Open {
                step: Step::ToldAuthority,
                visit: None,
                due: self.policy.calendar.working_days_after(one.from, days),
                done: one.told_authority.map(Date),
                may_be_unknown: false,
                detail: told_detail(&one),
                who: None,
                spoc: None,
                answered,
                unanswered: one.path.clone(),
                counted_from: (one.path, format!("{}/from", one.field)),
                field: Some(one.field),
                time: None,
            });
        }
    }

    fn add(&mut self, open: Open) {
        let reckoned = open.due.and_then(|due| Ok((due, self.policy.calendar.working_days_until(self.today, due)?)));
        let Ok((due, working_days)) = reckoned else {
            let (path, field) = open.counted_from;
            let date = Unreckonable { path, field };
            if !date.path.is_empty() && !self.unreckonable.contains(&date) {
                self.unreckonable.push(date);
            }
            return;
        };
        if self.opened().is_some_and(|opened| due < opened) || self.closed().is_some_and(|closed| due >= closed) {
            return;
        }
        let done = open.done.map(|done| *done).filter(|done| *done <= self.today);
        let state = match done {
            Some(done) if done <= due => State::Done,
            Some(_) => State::Late,
            None if open.may_be_unknown => State::Unknown,
            None if self.today < due => State::Upcoming,
            None if self.today == due => State::Due,
            None => State::Overdue,
        };
        self.found.push(Deadline {
            step: open.step,
            visit: open.visit,
            due,
            state,
            done,
            working_days,
            detail: open.detail,
            who: open.who,
            spoc: open.spoc,
            path: if done.is_some() { open.answered } else { open.unanswered },
            field: open.field,
            time: open.time,
        });
    }

    fn opened(&self) -> Option<NaiveDate> {
        self.school.file.as_ref().and_then(|file| file.record.opened).map(|day| *day)
    }

    fn closed(&self) -> Option<NaiveDate> {
        self.school.file.as_ref().and_then(|file| file.record.closed).map(|day| *day)
    }
}
