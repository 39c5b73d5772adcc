//! `overdue-written-up`: a held visit that should be written up by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-written-up", Severity::Warning));

/// The page of `spoc explain overdue-written-up`.
pub const PAGE: Page = Page {
    title: "a visit that was held should be written up by now",
    finds: "A visit that was held and has no day after written_up:, although the fifth working \
            day after it has passed. policy.toml can set another number of days.",
    why: "Who decided what is forgotten within days. What is not written up cannot be followed \
            up, and a colleague who stands in finds nothing.",
    clause: "In each case, the aim of the discussion will be to \"record the decision in relation \
            to action to be taken\". For internal use only: sub folders for meeting records.",
    bad: r#"# seen on 23 November 2026
kind: visit
date: 2026-11-10
status: held
written_up:                # due by 2026-11-17"#,
    good: r#"kind: visit
date: 2026-11-10
status: held
written_up: 2026-11-13"#,
    remedy: "Write the decisions, the actions and the notes into the visit's record today, and \
            the day after written_up:. Write the true day, even where it was too late: it then \
            counts as late and is settled.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::WrittenUp, school, context, problems);
}
