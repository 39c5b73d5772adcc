//! `overdue-checks-done`: a visit whose checks should be done by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-checks-done", Severity::Warning));

/// The page of `spoc explain overdue-checks-done`.
pub const PAGE: Page = Page {
    title: "the checks before a visit should be done by now",
    finds: "A visit, not cancelled, without a day under checks: done:, although the last working \
            day before the visit has passed. policy.toml can set another number of days.",
    why: "The checks show what other services know about a child. Without them the decisions \
            of the visit rest on half of the story.",
    clause: "The role of the SPOC: the pro forma is returned in time \"in order to enable the \
            SPOC to complete checks prior to the visit\".",
    bad: r#"# seen on 23 November 2026
kind: visit
date: 2026-11-17
status: held               # and no checks: due by 2026-11-16
written_up: 2026-11-19"#,
    good: r#"kind: visit
date: 2026-11-17
status: held
checks: {done: 2026-11-16, by: Priya Shah}
written_up: 2026-11-19"#,
    remedy: "Do the checks, and write the day and the name under checks:. If the visit has been \
            held without them, do them now, and tell the school if they change a decision. Write \
            the true day, even where it was too late: it then counts as late and is settled.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::ChecksDone, school, context, problems);
}
