//! `carried-over`: an action that is not done and was carried over twice.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::record::visit::Visit;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("carried-over", Severity::Warning));

/// The page of `spoc explain carried-over`.
pub const PAGE: Page = Page {
    title: "an action is not done and was carried over twice",
    finds: "An action that stands, not done, in at least three visits of the school that are \
            not cancelled: it was taken over from visit to visit. Its words after what: tell it; \
            capitals, and spaces before and after the words, make no difference.\n\n\
            It is reported once, on the action's row in the latest of these visits.",
    why: "Each time the action gets a new day, nothing shows that it is late. After two visits \
            it is plain that it will not be done in this way, and a child may be waiting for it.",
    clause: "In each case, the aim of the discussion will be to \"provisionally agree whether \
            such action should be taken\" and to \"record the decision in relation to action to \
            be taken\".",
    bad: r#"# the third visit with this action; the others: 2026-02-10, 2026-06-09
kind: visit
date: 2026-11-10
status: held
actions:
  - {what: train staff in first-day calling, who: Ms A Grant, due: 2026-12-18}"#,
    good: r#"kind: visit
date: 2026-11-10
status: held
actions:
  - {what: train staff in first-day calling, who: Ms A Grant, due: 2026-12-18,
     done: 2026-11-20}"#,
    remedy: "Talk with the head about what is in the way. Do it now, give it to somebody else, or \
            agree something smaller that can be done, and write that as a new action. When it is \
            done, write the day after done:.",
};

/// An action stands in so many visits when it has been carried over twice.
const VISITS: usize = 3;

/// The day of its visit, its place there, and the visit.
type OpenAction<'s> = (NaiveDate, usize, &'s Filed<Visit>);

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let mut by_text: BTreeMap<String, Vec<OpenAction<'_>>> = BTreeMap::new();
    for visit in school.visits_not_cancelled() {
        for (number, action) in visit.record.actions.iter().enumerate() {
            if action.done.is_none_or(|done| *done > context.today) {
                let text = action.what.trim().to_lowercase();
                by_text.entry(text).or_default().push((*visit.record.date, number, visit));
            }
        }
    }
    for open in by_text.values_mut() {
        open.sort_by_key(|(day, number, visit)| (*day, visit.path.as_str(), *number));
        open.dedup_by_key(|(_, _, visit)| visit.path.as_str());
        if let (Some((_, number, visit)), true) = (open.last(), open.len() >= VISITS) {
            problems.push(visit.problem(
                CODE,
                format!("/actions/{number}"),
                format!("this action stands open in {} visits: it was carried over again and again", open.len()),
                "Agree with the school what keeps it from being done, and who else can do it; write `done:` where it was done.",
            ));
        }
    }
}
