//! The school, the visit and the steps before it; who is present.

use super::builder::{Builder, steps};
use super::words::*;
use crate::pack::model::*;
use crate::procedure::deadlines::{Deadline, Step};
use crate::record::school::Head;
use crate::record::visit::VisitStatus;
use crate::words::{capitalised, listed, long_day, short_day};

impl Builder<'_> {
    pub(super) fn school(&self) -> SchoolModel {
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
            phase: file.map(|file| capitalised(file.phase.title())),
            status: file.map(|file| capitalised(file.status.title())),
            trades: file.and_then(|file| file.trades).map(|trades| {
                let verb = if trades.0 { "Trades" } else { "Does not trade" };
                format!("{verb} with the authority; the procedure applies either way")
            }),
            representative: representative.or_else(|| head.clone()),
            head,
            note: self.internal(file.and_then(|file| file.note.as_deref())),
        }
    }

    pub(super) fn school_name(&self) -> String {
        let school = self.sources.school;
        school.file.as_ref().map_or_else(|| school.folder.clone(), |file| file.record.name.to_string())
    }

    pub(super) fn visit(&self) -> VisitModel {
        let record = self.record();
        VisitModel {
            date: record.date.to_string(),
            day: long_day(self.day()),
            time: record.time.map(|time| time.to_string()),
            status: capitalised(record.status.title()),
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

    /// The steps before the visit. The checks are the team's own work, and not in the school's copy.
    pub(super) fn timeline(&self) -> Vec<StepModel> {
        let own = |one: &&Deadline| self.is_internal() || one.step != Step::ChecksDone;
        let steps = steps(self.sources).into_iter().filter(own).map(|one| StepModel {
            what: capitalised(one.step.words().title),
            due: short_day(one.due),
            done: one.done.map(short_day),
            state: format!("{}{}", state_words(one), self.chased(one.step)),
        });
        steps.collect()
    }

    /// On which days the school was reminded of the pro forma.
    pub(super) fn chased(&self, step: Step) -> String {
        let days = self.pro_forma().filter(|_| step == Step::ProFormaReturned).map(|record| &record.chased);
        let days: Vec<_> = days.into_iter().flat_map(|days| days.iter()).map(|day| short_day(**day)).collect();
        if days.is_empty() { String::new() } else { format!("; chased {}", listed(&days)) }
    }

    pub(super) fn sign_off(&self) -> SignOffModel {
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
        // The SPOC who visits is present, whether the record lists them or not.
        let spoc = self.spoc().filter(|name| present.iter().all(|other| other.name != *name));
        present.extend(spoc.map(|name| PresentModel { name, role: "SPOC".to_owned() }));
        let later = self.sources.school.visits_not_cancelled().map(|other| *other.record.date);
        let next = later.filter(|day| *day > self.day()).min();
        SignOffModel { present, next_visit: next.map(long_day) }
    }
}

fn head(head: &Head) -> PersonModel {
    PersonModel {
        name: head.name.to_string(),
        role: Some("Headteacher".to_owned()),
        email: head.email.as_deref().map(str::to_owned),
        phone: head.phone.as_deref().map(str::to_owned),
    }
}
