//! `overdue-dates-agreed`: a term for whose visit no date was agreed in time.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-dates-agreed", Severity::Warning));

/// The page of `spoc explain overdue-dates-agreed`.
pub const PAGE: Page = Page {
    title: "the date of a term's visit is not agreed and should be",
    finds: "A term of this academic year for which no visit has a date that the school has \
            agreed, although the fifteen working days from the first day of the year are over. \
            Where policy.toml says every = \"year\", one agreed visit in the year is enough. It \
            can also set another number of days.\n\n\
            Cancelled visits do not count, nor do terms that end before the school opens or \
            begin after it closes.",
    why: "A visit without an agreed date is easily never held. Then the term passes, and \
            nobody has looked at the children who stay away or are at risk of exclusion.",
    clause: "The role of the SPOC: \"at the beginning of the school year, the SPOC will contact \
            the School Head or other designated representative to agree dates for the termly \
            SPOC visits\".",
    bad: r#"# the only visit of spring 2027, seen on 23 November 2026
kind: visit
date: 2027-02-09
status: planned
agreed:                    # not yet"#,
    good: r#"kind: visit
date: 2027-02-09
status: planned
agreed: 2026-09-14         # the day on which the school agreed the date"#,
    remedy: "Ring the school and agree a date for each term. Write a visit for each, with the day \
            of the agreement after agreed:. Write the true day, even where it was too late: it \
            then counts as late and is settled.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::DatesAgreed, school, context, problems);
}
