//! `duplicate-child`: two rows of one child among the children of a visit.

use std::collections::HashSet;

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::Child;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("duplicate-child", Severity::Error));

/// The page of `spoc explain duplicate-child`.
pub const PAGE: Page = Page {
    title: "a child stands twice among the children of a visit",
    finds: "A row of a visit's children whose child has a row above it already. A child is known \
            by the UPN; where that is one of the codes UN1 to UN5, by code and name together.",
    why: "With two rows nobody knows which of the decisions holds. The program takes the first \
            decision of each sort that it finds; what the other row says may be missed.",
    clause: "In each case, the aim of the discussion will be to \"record the decision in relation \
            to action to be taken\".",
    bad: r#"children:
  - upn: B801200005001
    why: [persistent-absence]
    statutory_intervention: {threshold: met, action: refer}
  - upn: B801200005001         # the same child
    why: [exclusions]
    early_help_referral: {threshold: not-met, action: none}"#,
    good: r#"children:
  - upn: B801200005001
    why: [persistent-absence, exclusions]
    statutory_intervention: {threshold: met, action: refer}
    early_help_referral: {threshold: not-met, action: none}"#,
    remedy: "Bring both rows together in one, with every reason after why: and one decision of \
            each sort. If they are two children, one of the UPNs is wrong.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    for visit in &school.visits {
        let mut seen = HashSet::new();
        for (number, row) in visit.record.children.iter().enumerate() {
            if !seen.insert(Child::of_row(&row.upn, row.name.as_ref())) {
                problems.push(visit.problem(
                    CODE,
                    format!("/children/{number}"),
                    format!("there is a row of {} above already", row.upn),
                    "Bring both rows together in one. If they are two children, put the UPN right.",
                ));
            }
        }
    }
}
