//! `undecided-child`: a child of a held visit without both decisions.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::review::{review, undecided};
use crate::record::visit::VisitStatus;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("undecided-child", Severity::Error));

/// The page of `spoc explain undecided-child`.
pub const PAGE: Page = Page {
    title: "a child of a visit that was held is without a decision",
    finds: "A child whom a held visit had to review, and for whom the visit's record lacks one \
            of the two decisions, or both: whether to refer for statutory intervention, and \
            whether the school refers to Family Early Help.\n\n\
            The children to review are the top 10% of the persistently absent, those with many \
            days of exclusion in the last three terms, and those at imminent risk of permanent \
            exclusion. \"spoc review\" shows who they are.",
    why: "The child was on the list because somebody was worried. Without a decision nobody \
            knows afterwards whether the child was talked about at all, and nothing follows.",
    clause: "The visit will be used to review the following data: \"In each case, the aim of the \
            discussion will be to\" identify children who meet the two thresholds, provisionally \
            agree whether action should be taken, and \"record the decision in relation to \
            action to be taken\".",
    bad: r#"kind: visit
date: 2026-11-17
status: held
children:
  - upn: B801200005001       # nothing about early help
    why: [persistent-absence]
    statutory_intervention: {threshold: not-met, action: monitor}"#,
    good: r#"kind: visit
date: 2026-11-17
status: held
children:
  - upn: B801200005001
    why: [persistent-absence]
    statutory_intervention: {threshold: not-met, action: monitor}
    early_help_referral: {threshold: met, action: refer}"#,
    remedy: "Ask whoever held the visit, and write both decisions in the child's row under \
            children. That nothing is to be done is a decision too: write threshold: not-met and \
            action: none. A child who was not talked about is to be raised with the school now.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for visit in school.visits.iter().filter(|visit| visit.record.status == VisitStatus::Held) {
        for one in undecided(&review(school, visit, context.policy), &visit.record) {
            let missing = match (one.statutory, one.early_help) {
                (true, false) => "the decision on statutory intervention",
                (false, true) => "the decision on a referral to Family Early Help",
                _ => "both decisions",
            };
            let (field, help) = match one.row {
                Some(number) => (format!("/children/{number}"), "Write what was decided in the child's row."),
                None if visit.record.children.is_empty() => {
                    (String::new(), "Write `children:` and a row for the child with both decisions.")
                }
                None => ("/children".to_owned(), "Add a row for the child with both decisions."),
            };
            problems.push(visit.problem(
                CODE,
                field,
                format!("{} belongs to this visit's review and lacks {missing}", one.child.upn),
                help,
            ));
        }
    }
}
