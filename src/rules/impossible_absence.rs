//! `impossible-absence`: a child with more sessions missed than there were.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("impossible-absence", Severity::Error));

/// The page of `spoc explain impossible-absence`.
pub const PAGE: Page = Page {
    title: "a child missed more sessions than there were",
    finds: "A child in a pro forma whose authorised and unauthorised absences together are more \
            than the sessions that were possible.",
    why: "The children with the most absence are chosen by these numbers. With a wrong one the \
            child, or another, may be left out of the visit.",
    clause: "The role of the SPOC: the visit will review \"the top 10% of children identified \
            as PA in school\".",
    bad: r#"children:
  - upn: B801200005001
    name: Ada Example
    year: 4
    possible: 98
    authorised: 60
    unauthorised: 41         # 60 and 41 are 101: more than 98"#,
    good: r#"children:
  - upn: B801200005001
    name: Ada Example
    year: 4
    possible: 98
    authorised: 6
    unauthorised: 41"#,
    remedy: "Ask the school for the child's three numbers of the same period. Note that they \
            are sessions, half days each, and not days.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    for pro_forma in &school.pro_formas {
        for (number, child) in pro_forma.record.absence.iter().flat_map(|absence| absence.children.iter()).enumerate() {
            let missed = u64::from(child.authorised.0) + u64::from(child.unauthorised.0);
            let possible = u64::from(child.possible.0);
            if missed > possible {
                problems.push(pro_forma.problem(
                    CODE,
                    format!("/absence/children/{number}"),
                    format!("{} missed {missed} sessions of {possible} possible: more than there were", child.upn),
                    "Ask the school for the right numbers of possible, authorised and unauthorised sessions.",
                ));
            }
        }
    }
}
