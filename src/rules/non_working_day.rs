//! `non-working-day`: a visit on a weekend, a bank holiday or a day on which the offices are closed.

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("non-working-day", Severity::Warning).quoting_nothing());

/// The page of `spoc explain non-working-day`.
pub const PAGE: Page = Page {
    title: "a visit is on a weekend, a bank holiday or a closed day",
    finds: "A visit, not cancelled, on a Saturday or Sunday, on a bank holiday in England, or on \
            a day in one of the closures of policy.toml.",
    why: "Nobody works on that day, so the visit will not take place. Most often the month or \
            the year is a slip, and the other deadlines are counted from it.",
    clause: "The role of the SPOC: dates are agreed for the termly SPOC visits, and the pro forma \
            is sent and returned by \"working days prior to the visit\".",
    bad: r#"kind: visit
date: 2027-05-03           # the early May bank holiday
status: planned
agreed: 2026-09-14"#,
    good: r#"kind: visit
date: 2027-05-04
status: planned
agreed: 2026-09-14"#,
    remedy: "Look the date up in the emails or ask the school. Write the right day after date: \
            and put it in the file's name and in its pro forma.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for visit in school.visits_not_cancelled() {
        let day = *visit.record.date;
        // A day that the calendar does not reach is a wrong value already.
        if context.policy.calendar.is_working_day(day) == Ok(false) {
            problems.push(visit.problem(
                CODE,
                "/date",
                format!("{} {} is not a working day", day.format("%A"), spoken(day)),
                "Agree a working day with the school, or put the closures in policy.toml right.",
            ));
        }
    }
}
