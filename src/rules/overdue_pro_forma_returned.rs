//! `overdue-pro-forma-returned`: a pro forma that should be back from the school by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-pro-forma-returned", Severity::Warning));

/// The page of `spoc explain overdue-pro-forma-returned`.
pub const PAGE: Page = Page {
    title: "the pro forma should be back by now",
    finds: "A visit, not cancelled, whose pro forma has not come back although the fifth working \
            day before it has passed: no day stands after returned:, or there is no pro forma \
            for it. policy.toml can set another number of days.",
    why: "The checks cannot be made without it, and the visit cannot review children whom \
            nobody has named.",
    clause: "The role of the SPOC: the school will be asked to return the pro forma \"no later \
            than five working days prior to the meeting in order to enable the SPOC to complete \
            checks prior to the visit\".",
    bad: r#"# 2026-11-24 pro forma.yaml, seen on 23 November 2026
kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned:                  # due by 2026-11-17"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
chased: [2026-11-18]
returned: 2026-11-19       # late, but here
completed_by: Mr T Cole"#,
    remedy: "Ring the school, and write the day after chased:. When the pro forma is back, copy \
            it in and write the day after returned:. Write the true day, even where it was too \
            late: it then counts as late and is settled.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::ProFormaReturned, school, context, problems);
}
