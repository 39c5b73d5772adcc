//! `outside-term`: a visit on a day that is in no term or in a school holiday.

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("outside-term", Severity::Warning).quoting_nothing());

/// The page of `spoc explain outside-term`.
pub const PAGE: Page = Page {
    title: "a visit is on a day on which the school is closed",
    finds: "A visit, not cancelled, whose date lies in no term of policy.toml, in one of the \
            holidays that stand there (half term, say), or on one of the closed_days that \
            stand in school.yaml (a training day, say).\n\n\
            A date of which no year of policy.toml knows anything is left alone.",
    why: "On such a day nobody is at the school to be visited. The visit will not take place \
            on that day, and the pro forma's deadlines are counted back from a wrong one.",
    clause: "The role of the SPOC: \"at the beginning of the school year, the SPOC will contact \
            the School Head or other designated representative to agree dates for the termly \
            SPOC visits\".",
    bad: r#"kind: visit
date: 2026-10-27           # half term
status: planned
agreed: 2026-09-14"#,
    good: r#"kind: visit
date: 2026-11-03
moved_from: 2026-10-27
status: planned
agreed: 2026-09-14"#,
    remedy: "Agree a day in term with the school, write it after date: and put the new date in \
            the file's name and in its pro forma. If the school is open on that day after all, \
            put the terms and holidays right in policy.toml, or closed_days in school.yaml.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let calendar = &context.policy.calendar;
    for visit in school.visits_not_cancelled() {
        let day = *visit.record.date;
        if calendar.year_of(day).is_none() {
            continue;
        }
        let why = if calendar.term_of(day).is_none() {
            "lies between the terms"
        } else if calendar.is_school_holiday(day) {
            "is in a school holiday"
        } else if school.is_closed_on(day) {
            "is one of the school's closed_days"
        } else {
            continue;
        };
        problems.push(visit.problem(
            CODE,
            "/date",
            format!("{} {why}: the school is closed", spoken(day)),
            "Agree another day with the school, or put the terms and holidays in policy.toml right, or closed_days in school.yaml.",
        ));
    }
}
