//! What was agreed at visits, and the advice that was given.

use chrono::NaiveDate;

use super::builder::Builder;
use crate::pack::model::*;
use crate::record::visit::Action;
use crate::words::{capitalised, number, short_day};

impl Builder<'_> {
    /// The actions agreed at this visit and at earlier ones, cancelled visits included.
    pub(super) fn actions(&self, wanted: impl Fn(&Action) -> bool) -> ActionsModel {
        let today = self.sources.today;
        let visits = self.sources.school.visits.iter().filter(|visit| *visit.record.date <= self.day());
        let rows = visits.flat_map(|visit| {
            visit.record.actions.iter().enumerate().map(move |(place, action)| (*visit.record.date, place, action))
        });
        let (mut done, mut open): (Vec<_>, Vec<_>) = rows
            .filter(|(.., action)| wanted(action))
            .partition(|(.., action)| action.done.is_some_and(|done| *done <= today));
        open.sort_by_key(|(day, _, action)| (action.due, *day));
        done.sort_by_key(|(day, _, action)| (std::cmp::Reverse(action.done), *day));
        let model = |(day, place, action): (NaiveDate, usize, &Action)| ActionModel {
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
            number: self.is_internal().then_some(place + 1),
            child: action.child.as_ref().map(|upn| self.named(upn)).unwrap_or_default(),
        };
        ActionsModel { open: open.into_iter().map(model).collect(), done: done.into_iter().map(model).collect() }
    }

    /// The advice given at the last visit and at this one.
    pub(super) fn advice(&self) -> Vec<AdviceModel> {
        let visits = self.last.into_iter().chain([self.sources.visit]);
        let rows = visits.flat_map(|visit| visit.record.advice.iter().map(move |advice| (*visit.record.date, advice)));
        let model = |(day, advice): (NaiveDate, &crate::record::visit::Advice)| AdviceModel {
            visit: short_day(day),
            topic: capitalised(advice.topic.title()),
            note: advice.note.to_string(),
        };
        rows.map(model).collect()
    }
}
