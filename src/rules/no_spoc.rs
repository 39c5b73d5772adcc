//! `no-spoc`: an open school without a named single point of contact.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("no-spoc", Severity::Warning));

/// The page of `spoc explain no-spoc`.
pub const PAGE: Page = Page {
    title: "an open school has no SPOC",
    finds: "A school that is open and whose school.yaml names no SPOC. A school is open once \
            its day in opened has come, and until its day in closed has; where neither is \
            given, it is open.",
    why: "Without a named person nobody agrees the visits, sends the pro forma or is there for \
            the school to ring. The school's children are reviewed by nobody.",
    clause: "The role of the SPOC: each school will be allocated a named single point of \
            contact within the FEH Service.",
    bad: r#"name: Oakfield Primary School
urn: 100321
phase: primary
status: maintained
spoc:                      # nobody yet
head: {name: Ms A Grant}"#,
    good: r#"name: Oakfield Primary School
urn: 100321
phase: primary
status: maintained
spoc: Priya Shah
head: {name: Ms A Grant}"#,
    remedy: "Agree who it is to be, and write the name after spoc: in school.yaml. If the \
            school has closed, write the day after closed:.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let Some(file) = &school.file else { return };
    if file.record.spoc.is_none() && school.is_open(context.today) {
        problems.push(file.problem_of_missing(
            CODE,
            "spoc",
            "this school has no single point of contact",
            "Write `spoc:` and the name of the colleague who visits it.",
        ));
    }
}
