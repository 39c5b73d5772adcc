//! `no-absence-data`: a child with no possible session.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("no-absence-data", Severity::Warning));

/// The page of `spoc explain no-absence-data`.
pub const PAGE: Page = Page {
    title: "a child has no possible sessions",
    finds: "A child in a pro forma for whom the sessions possible are 0. Nothing can be worked \
            out from that: the child is counted neither as persistently absent nor as severely \
            absent.",
    why: "The school has named this child because it is worried. With no sessions the child \
            drops out of the list, perhaps only because a box was left at 0.",
    clause: "The role of the SPOC: the visit will review \"the top 10% of children identified \
            as PA in school\".",
    bad: r#"children:
  - upn: B801200005001
    name: Ada Example
    year: 4
    possible: 0              # not filled in?
    authorised: 0
    unauthorised: 0"#,
    good: r#"children:
  - upn: B801200005001
    name: Ada Example
    year: 4
    possible: 98
    authorised: 6
    unauthorised: 14"#,
    remedy: "Ask the school for the sessions that were possible in the period. If the child \
            joined after it ended, take the row out, and raise the child at the visit in \
            another way.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    for pro_forma in &school.pro_formas {
        for (number, child) in pro_forma.record.absence.iter().flat_map(|absence| absence.children.iter()).enumerate() {
            if child.possible.0 == 0 {
                problems.push(pro_forma.problem(
                    CODE,
                    format!("/absence/children/{number}/possible"),
                    format!("{} has no possible sessions, so nothing can be said of the absence", child.upn),
                    "Ask the school for the number of possible sessions, or take the child off this list.",
                ));
            }
        }
    }
}
