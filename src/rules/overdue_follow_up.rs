//! `overdue-follow-up`: a follow-up of a call that should be done by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-follow-up", Severity::Warning));

/// The page of `spoc explain overdue-follow-up`.
pub const PAGE: Page = Page {
    title: "a follow-up of a call should be done by now",
    finds: "A call in a phone log with a follow-up that has no day after done: although its day \
            after due: has passed.",
    why: "Somebody at the school was promised this, often for one child. They may think that \
            it is in hand.",
    clause: "For internal use only: \"SPOCs will need to maintain phone logs for all contact held \
            outside of the SPOC visit\".",
    bad: r#"# seen on 23 November 2026
calls:
  - date: 2026-11-09
    by: Priya Shah
    with: Ms A Grant
    about: referral
    summary: She asks how to refer a family.
    follow_up: {what: send the form, due: 2026-11-11}"#,
    good: r#"calls:
  - date: 2026-11-09
    by: Priya Shah
    with: Ms A Grant
    about: referral
    summary: She asks how to refer a family.
    follow_up: {what: send the form, due: 2026-11-11, done: 2026-11-10}"#,
    remedy: "Do it, and write the day after done: in the follow_up of the call. If another day \
            was agreed, write that after due:.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::FollowUp, school, context, problems);
}
