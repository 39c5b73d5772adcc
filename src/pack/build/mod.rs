//! From a school's records and the review of a visit to all that its pack says.

mod children;
mod contact;
mod glance;
mod lists;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub(super) use self::words::topic_words;
use self::words::*;
use super::{Audience, parts};
use crate::mail::Mail;
use crate::pack::model::*;
use crate::policy::Policy;
use crate::procedure::Child;
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::procedure::exclusions::{CountedExclusion, count_within};
use crate::procedure::review::{Review, name_of, review};
use crate::record::pro_forma::ProForma;
use crate::record::school::Head;
use crate::record::visit::{Action, Decision, Visit, VisitStatus};
use crate::school::{Filed, School};
use crate::words::{capitalised, children, listed, long_day, number, short_day};

/// What a pack is made from.
#[derive(Debug, Clone, Copy)]
pub struct PackSources<'a> {
    /// The school.
    pub school: &'a School,
    /// The visit.
    pub visit: &'a Filed<Visit>,
    /// The policy.
    pub policy: &'a Policy,
    /// Every deadline of the school.
    pub deadlines: &'a [Deadline],
    /// The e-mails that are kept as `.eml` and `.msg`: the path of each and what its headers say, where they can be read.
    pub mail: &'a [(String, Option<Mail>)],
    /// How many errors and warnings `validate` finds in the school.
    pub problems: (usize, usize),
    /// The day.
    pub today: NaiveDate,
    /// For whom it is.
    pub audience: Audience,
}

/// The steps before the visit that are not done: what is missing when the pack is printed (records.md, section 8).
#[must_use]
pub fn missing_steps(sources: &PackSources<'_>) -> Vec<Step> {
    steps(sources).into_iter().filter(|one| !is_done(one)).map(|one| one.step).collect()
}

/// What stands in the way of a good visit, a sentence each. Those about the team's own work come after the school's.
#[must_use]
pub fn gaps(sources: &PackSources<'_>) -> Vec<String> {
    Builder::new(sources).gaps()
}

/// What the pack of a visit says, and its pictures.
#[must_use]
pub fn build(sources: &PackSources<'_>) -> (PackModel, BTreeMap<String, String>) {
    let builder = Builder::new(sources);
    let mut pictures = BTreeMap::new();
    let glance = builder.glance(&mut pictures);
    let model = PackModel {
        authority: sources.policy.authority.as_deref().map(str::to_owned),
        team: sources.policy.team.as_deref().map(str::to_owned),
        internal: builder.is_internal(),
        printed: long_day(sources.today),
        school: builder.school(),
        visit: builder.visit(),
        timeline: builder.timeline(),
        missing: builder.gaps(),
        glance,
        selection: builder.selection(),
        children: builder.children(),
        exclusions: builder.exclusions(),
        moves: builder.moves(),
        alternative_provision: builder.placements(),
        missing_from_education: builder.missing_children(),
        risk: builder.risk(),
        dropped: builder.dropped(),
        returned: builder.is_back(),
        none: builder.none(),
        actions: builder.actions(|_| true),
        contact: builder.contact(),
        contact_since: builder.contact_since(),
        issues: builder.pro_forma().and_then(|record| record.issues.as_deref()).map(str::to_owned),
        general_issues: builder.record().general_issues.as_deref().map(str::to_owned),
        advice: builder.advice(),
        sign_off: builder.sign_off(),
    };
    (model, pictures)
}

/// The children of a visit, in the order of the review, each with what the record of the visit decides: statutory intervention, a referral to
/// Family Early Help.
pub(super) fn reviewed<'a>(sources: &PackSources<'a>) -> Vec<(ChildModel, [Option<&'a Decision>; 2])> {
    let builder = Builder::new(sources);
    let rows = &sources.visit.record.children;
    let decided = |child: &Child| {
        let of_child = || rows.iter().filter(|row| child.is(&row.upn, row.name.as_ref()));
        [
            of_child().find_map(|row| row.statutory_intervention.as_ref()),
            of_child().find_map(|row| row.early_help_referral.as_ref()),
        ]
    };
    let children = builder.reviewed();
    builder.children().into_iter().zip(children.iter().map(decided)).collect()
}

/// The three steps before the visit, where they have deadlines.
fn steps<'a>(sources: &PackSources<'a>) -> Vec<&'a Deadline> {
    let of_visit = |step: Step| {
        sources.deadlines.iter().find(|one| one.step == step && one.visit == Some(*sources.visit.record.date))
    };
    [Step::ProFormaSent, Step::ProFormaReturned, Step::ChecksDone].into_iter().filter_map(of_visit).collect()
}

fn is_done(deadline: &Deadline) -> bool {
    matches!(deadline.state, State::Done | State::Late)
}

struct Builder<'a> {
    sources: &'a PackSources<'a>,
    review: Review<'a>,
    /// The exclusions in the review's window.
    counted: Vec<CountedExclusion>,
    /// The last visit before this one that was not cancelled.
    last: Option<&'a Filed<Visit>>,
}

impl<'a> Builder<'a> {
    fn new(sources: &'a PackSources<'a>) -> Self {
        let PackSources { school, visit, policy, .. } = *sources;
        let day = *visit.record.date;
        let review = review(school, visit, policy);
        let counted = match policy.calendar.terms().get(review.window.start) {
            Some(first) => count_within(school, Some(day), *first.from..=day),
            None => Vec::new(),
        };
        let last = school.visits_not_cancelled().filter(|other| *other.record.date < day);
        Self { sources, review, counted, last: last.max_by_key(|other| other.record.date) }
    }

    fn is_internal(&self) -> bool {
        self.sources.audience == Audience::Internal
    }

    fn record(&self) -> &'a Visit {
        &self.sources.visit.record
    }

    fn day(&self) -> NaiveDate {
        *self.record().date
    }

    fn pro_forma(&self) -> Option<&'a ProForma> {
        self.review.pro_forma.map(|filed| &filed.record)
    }

    fn is_held(&self) -> bool {
        self.record().status == VisitStatus::Held
    }

    /// A text that only the team may read.
    fn internal<T: AsRef<str>>(&self, text: Option<T>) -> Option<String> {
        text.filter(|_| self.is_internal()).map(|text| text.as_ref().trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn name(&self, child: &Child) -> Option<String> {
        name_of(self.sources.school, child).map(|name| name.to_string())
    }

    fn term_name(&self, place: usize) -> String {
        self.sources.policy.calendar.terms().get(place).map(|term| term.name().to_owned()).unwrap_or_default()
    }

    fn window_names(&self) -> Vec<String> {
        self.review.window.clone().map(|place| self.term_name(place)).collect()
    }

    fn school(&self) -> SchoolModel {
        let school = self.sources.school;
        let file = school.file.as_ref().map(|file| &file.record);
        let head = file.map(|file| head(&file.head));
        let representative = file.and_then(|file| file.representative.as_ref()).map(|person| PersonModel {
            name: person.name.to_string(),
            role: person.role.as_deref().map(str::to_owned),
            email: person.email.as_deref().map(str::to_owned),
            phone: person.phone.as_deref().map(str::to_owned),
        });
        SchoolModel {
            name: self.school_name(),
            urn: file.map(|file| file.urn.to_string()),
            dfe_number: file.and_then(|file| file.dfe_number.as_ref()).map(ToString::to_string),
            phase: file.map(|file| phase(file.phase).to_owned()),
            status: file.map(|file| status(file.status).to_owned()),
            trades: file.and_then(|file| file.trades).map(|trades| {
                let not = if trades.0 { "Trades" } else { "Does not trade" };
                format!("{not} with the authority; the procedure applies either way")
            }),
            representative: representative.or_else(|| head.clone()),
            head,
            note: self.internal(file.and_then(|file| file.note.as_deref())),
        }
    }

    fn school_name(&self) -> String {
        let school = self.sources.school;
        school.file.as_ref().map_or_else(|| school.folder.clone(), |file| file.record.name.to_string())
    }

    fn spoc(&self) -> Option<String> {
        let of_school = || self.sources.school.file.as_ref().and_then(|file| file.record.spoc.as_deref());
        self.record().spoc.as_deref().or_else(of_school).map(str::to_owned)
    }

    fn visit(&self) -> VisitModel {
        let record = self.record();
        VisitModel {
            date: record.date.to_string(),
            day: long_day(self.day()),
            time: record.time.map(|time| time.to_string()),
            status: match record.status {
                VisitStatus::Planned => "Planned",
                VisitStatus::Held => "Held",
                VisitStatus::Cancelled => "Cancelled",
            }
            .to_owned(),
            held: self.is_held(),
            cancelled: record.status == VisitStatus::Cancelled,
            cancelled_because: self.internal(record.cancelled_because.as_deref()),
            moved_from: record.moved_from.map(|day| long_day(*day)),
            term: self.sources.policy.calendar.term_or_last_before(self.day()).map(|place| self.term_name(place)),
            spoc: self.spoc(),
            note: self.internal(record.note.as_deref().or(Some(self.sources.visit.source.body()))),
            pro_forma_note: self.internal(
                self.review.pro_forma.and_then(|filed| filed.record.note.as_deref().or(Some(filed.source.body()))),
            ),
            checks_note: self.internal(record.checks.as_ref().and_then(|checks| checks.note.as_deref())),
        }
    }

    /// The steps before the visit; the checks are the team's own.
    fn timeline(&self) -> Vec<StepModel> {
        let own = |one: &&Deadline| self.is_internal() || one.step != Step::ChecksDone;
        let steps = steps(self.sources).into_iter().filter(own).map(|one| StepModel {
            what: step_words(one.step).to_owned(),
            due: short_day(one.due),
            done: one.done.map(short_day),
            state: format!("{}{}", state_words(one), self.chased(one.step)),
        });
        steps.collect()
    }

    /// On which days the school was reminded of the pro forma.
    fn chased(&self, step: Step) -> String {
        let days = self.pro_forma().filter(|_| step == Step::ProFormaReturned).map(|record| &record.chased);
        let days: Vec<_> = days.into_iter().flat_map(|days| days.iter()).map(|day| short_day(**day)).collect();
        if days.is_empty() { String::new() } else { format!("; chased {}", listed(&days)) }
    }

    fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let school = self.sources.school;
        if self.record().status == VisitStatus::Cancelled {
            gaps.push("This visit was cancelled.".to_owned());
        }
        let may_be_unread = school.may_be_unread(self.day());
        if self.review.pro_forma.is_none() {
            let why =
                if may_be_unread { "a file of that day cannot be read, which may be it" } else { "none is on file" };
            gaps.push(format!(
                "There is no pro forma for this visit: {why}. Absence, risk, managed moves and placements are not known; the exclusions \
                 on file still count."
            ));
        }
        let is_sent = self.pro_forma().and_then(|record| record.sent).is_some_and(|day| *day <= self.sources.today);
        for step in steps(self.sources).into_iter().filter(|one| !is_done(one)) {
            let what = match step.step {
                Step::ProFormaSent => "The pro forma has not been sent",
                // What has not been sent cannot come back: one line says both.
                Step::ProFormaReturned if !is_sent && step.state == State::Upcoming => continue,
                Step::ProFormaReturned => "The pro forma has not come back",
                _ if !self.is_internal() => continue,
                _ => "The checks before the visit are not recorded",
            };
            gaps.push(format!("{what} ({}: {}).", short_day(step.due), state_words(step)));
        }
        if self.review.pro_forma.is_some_and(|filed| filed.record.returned.is_some() && filed.record.absence.is_none())
        {
            gaps.push("The pro forma came back without any absence: persistent absence is not known.".to_owned());
        }
        if self.is_held() {
            let undecided = self.children().iter().filter(|child| !is_decided(child)).count();
            if undecided > 0 {
                gaps.push(format!("{} of this review without both decisions.", capitalised(&children(undecided))));
            }
        }
        if self.spoc().is_none() {
            gaps.push("No SPOC is named for this school.".to_owned());
        }
        if self.is_internal() {
            if !school.unread.is_empty() || school.folder_unread {
                let folder = if school.folder_unread { " A folder cannot be read, either." } else { "" };
                let records = number(school.unread.len(), "record");
                gaps.push(format!(
                    "{records} of this school cannot be read and so {} not in this pack.{folder}",
                    if school.unread.len() == 1 { "is" } else { "are" }
                ));
            }
            let (errors, warnings) = self.sources.problems;
            let counts: Vec<_> = [(errors, "error"), (warnings, "warning")]
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, noun)| number(count, noun))
                .collect();
            if !counts.is_empty() {
                gaps.push(format!(
                    "The records of this school have {}: run spoc validate to see what they are.",
                    listed(&counts)
                ));
            }
        }
        gaps
    }

    /// What an empty list of the pro forma means: nobody, once it has come back.
    fn none(&self) -> String {
        let why =
            if self.review.pro_forma.is_some() { "the pro forma has not come back" } else { "there is no pro forma" };
        if self.is_back() { "None.".to_owned() } else { format!("Not known: {why}.") }
    }

    fn is_back(&self) -> bool {
        self.pro_forma().and_then(|record| record.returned).is_some_and(|day| *day <= self.sources.today)
    }

    /// Actions of this visit and those before it, of cancelled ones, too.
    fn actions(&self, wanted: impl Fn(&Action) -> bool) -> ActionsModel {
        let today = self.sources.today;
        let visits = self.sources.school.visits.iter().filter(|visit| *visit.record.date <= self.day());
        let rows = visits.flat_map(|visit| visit.record.actions.iter().map(move |action| (*visit.record.date, action)));
        let (mut done, mut open): (Vec<_>, Vec<_>) = rows
            .filter(|(_, action)| wanted(action))
            .partition(|(_, action)| action.done.is_some_and(|done| *done <= today));
        open.sort_by_key(|(day, action)| (action.due, *day));
        done.sort_by_key(|(day, action)| (std::cmp::Reverse(action.done), *day));
        let model = |(day, action): (NaiveDate, &Action)| ActionModel {
            what: action.what.to_string(),
            who: action.who.to_string(),
            due: short_day(*action.due),
            state: match action.done.filter(|done| **done <= today) {
                Some(done) => format!("done {}", short_day(*done)),
                None if *action.due == today => "due today".to_owned(),
                None if *action.due < today => {
                    let late = self.sources.policy.calendar.working_days_until(today, *action.due).unwrap_or_default();
                    let late = usize::try_from(late.unsigned_abs()).unwrap_or(usize::MAX);
                    format!("overdue by {}", number(late, "working day"))
                }
                None => "open".to_owned(),
            },
            visit: short_day(day),
            child: action.child.as_ref().map(|upn| self.named(upn)).unwrap_or_default(),
        };
        ActionsModel { open: open.into_iter().map(model).collect(), done: done.into_iter().map(model).collect() }
    }

    /// Advice of the last visit and of this one.
    fn advice(&self) -> Vec<AdviceModel> {
        let visits = self.last.into_iter().chain([self.sources.visit]);
        let rows = visits.flat_map(|visit| visit.record.advice.iter().map(move |advice| (*visit.record.date, advice)));
        let model = |(day, advice): (NaiveDate, &crate::record::visit::Advice)| AdviceModel {
            visit: short_day(day),
            topic: topic_words(advice.topic).to_owned(),
            note: advice.note.to_string(),
        };
        rows.map(model).collect()
    }

    fn sign_off(&self) -> SignOffModel {
        let school = self.school();
        let present: Vec<_> = self
            .record()
            .present
            .iter()
            .map(|one| PresentModel {
                name: one.name.to_string(),
                role: one.role.as_deref().unwrap_or_default().to_owned(),
            })
            .collect();
        let expected = || {
            let mut expected: Vec<PresentModel> = Vec::new();
            let people = [(school.representative, "Representative"), (school.head, "Headteacher")];
            for (person, role) in people.into_iter().filter_map(|(person, role)| Some((person?, role))) {
                if expected.iter().all(|other| other.name != person.name) {
                    expected.push(PresentModel { name: person.name, role: person.role.unwrap_or(role.to_owned()) });
                }
            }
            expected
        };
        let mut present = if present.is_empty() { expected() } else { present };
        // Whoever visits is present, written down or not.
        let spoc = self.spoc().filter(|name| present.iter().all(|other| other.name != *name));
        present.extend(spoc.map(|name| PresentModel { name, role: "SPOC".to_owned() }));
        let later = self.sources.school.visits_not_cancelled().map(|other| *other.record.date);
        let next = later.filter(|day| *day > self.day()).min();
        SignOffModel { present, next_visit: next.map(long_day) }
    }
}

/// The title of a pack, and what stands at the head of its pages.
pub(super) fn furniture(sources: &PackSources<'_>) -> (String, String, String, (i32, u8, u8)) {
    let name = Builder::new(sources).school_name();
    let day = long_day(*sources.visit.record.date);
    let copy = if sources.audience == Audience::School { ", the school's copy" } else { "" };
    (format!("SPOC visit pack: {name}, {day}{copy}"), name, day, parts(sources.today))
}

fn head(head: &Head) -> PersonModel {
    PersonModel {
        name: head.name.to_string(),
        role: Some("Headteacher".to_owned()),
        email: head.email.as_deref().map(str::to_owned),
        phone: head.phone.as_deref().map(str::to_owned),
    }
}

fn is_decided(child: &ChildModel) -> bool {
    child.statutory_intervention.made && child.early_help_referral.made
}
