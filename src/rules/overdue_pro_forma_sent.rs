//! `overdue-pro-forma-sent`: a pro forma that should have gone to the school by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-pro-forma-sent", Severity::Warning));

/// The page of `spoc explain overdue-pro-forma-sent`.
pub const PAGE: Page = Page {
    title: "the pro forma should have been sent by now",
    finds: "A visit, not cancelled, whose pro forma has not been sent although the tenth working \
            day before it has passed: there is no pro forma for it, or no day after sent:. \
            policy.toml can set another number of days.",
    why: "The school needs the days to look up attendance and exclusions. Sent late, the pro \
            forma comes back late or half filled in, and children are missed.",
    clause: "The role of the SPOC: \"ten working days prior to the visit, the SPOC will forward \
            the SPOC Visit Pro Forma to the identified school representative\".",
    bad: r#"# 2026-11-24 pro forma.yaml, seen on 23 November 2026
kind: pro-forma
visit: 2026-11-24
sent:                      # due by 2026-11-10"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
sent_to: Mr T Cole"#,
    remedy: "Send the pro forma today, and write the day after sent:. If it has been sent, look \
            the day up in the emails. If too little time is left, agree a later visit. Write the \
            true day, even where it was too late: it then counts as late and is settled.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::ProFormaSent, school, context, problems);
}
