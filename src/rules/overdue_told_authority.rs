//! `overdue-told-authority`: an exclusion of which the authority should have been told by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-told-authority", Severity::Warning));

/// The page of `spoc explain overdue-told-authority`.
pub const PAGE: Page = Page {
    title: "the authority should have been told of an exclusion by now",
    finds: "An exclusion of which the head must tell the authority, where no record gives the \
            day on which that was done, although the next working day after it began has passed.\n\n\
            Since 1 September 2022 every exclusion must be told. Before that day: a permanent \
            one; one by which the child misses a public exam or a national test; and one by \
            which the child's exclusions in a term come to more than five days or ten \
            lunchtimes. policy.toml can choose otherwise under duty.",
    why: "Until it is told, the authority cannot help the child or arrange education. The head \
            has a duty in law to tell it at once.",
    clause: "Duty to Inform the Local Authority of Exclusions: \"the requirement for head \
            teachers, 'without delay', to inform the local authority\".",
    bad: r#"# a row of a pro forma, seen on 23 November 2026
exclusions:
  - upn: B801200005001
    name: Ada Example
    year: 4
    type: fixed-term
    from: 2026-11-16
    days: 2                  # nothing says that the authority was told"#,
    good: r#"exclusions:
  - upn: B801200005001
    name: Ada Example
    year: 4
    type: fixed-term
    from: 2026-11-16
    days: 2
    told_authority: 2026-11-16"#,
    remedy: "Ask the school when it told the authority. If it has, write the day after \
            told_authority:, or file the notice in records/. If it has not, ask the head to do \
            so today. Write the true day, even where it was too late: it then counts as late and \
            is settled.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::ToldAuthority, school, context, problems);
}
