//! `overdue-visit-held`: a visit whose day has passed and that is still planned.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-visit-held", Severity::Warning));

/// The page of `spoc explain overdue-visit-held`.
pub const PAGE: Page = Page {
    title: "the day of a visit has passed and it is still planned",
    finds: "A visit whose date is past and whose status is still planned: neither held nor \
            cancelled.",
    why: "Either the visit was held and nothing has been written down, or it fell through and \
            nobody has made a new date. In both cases the children on its list wait.",
    clause: "The aim of the SPOC visit: \"a regular opportunity for schools to review their \
            response to children flagged as persistently absent\". The role of the SPOC: termly \
            SPOC visits.",
    bad: r#"# seen on 23 November 2026
kind: visit
date: 2026-11-17
status: planned"#,
    good: r#"kind: visit
date: 2026-11-17
status: held
present: [{name: Ms A Grant, role: Headteacher}]
written_up: 2026-11-19"#,
    remedy: "If it was held, write status: held, who was present and what was decided. If it was \
            not, write status: cancelled and cancelled_because:, and make a new visit with a new \
            date.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::VisitHeld, school, context, problems);
}
