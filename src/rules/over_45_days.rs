//! `over-45-days`: a child excluded for more than 45 days in one academic year.

use std::collections::BTreeMap;

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::exclusions::count;
use crate::record::exclusion::ExclusionType;
use crate::record::values::AcademicYear;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("over-45-days", Severity::Error));

/// The page of `spoc explain over-45-days`.
pub const PAGE: Page = Page {
    title: "a child is excluded for more than 45 days in one academic year",
    finds: "A child whose fixed-term and lunchtime exclusions in one academic year, 1 September \
            to 31 August, come to more than 45 school days. A lunchtime counts as half a day; a \
            permanent exclusion is not counted. One exclusion that stands in several records is \
            counted once.\n\n\
            It is reported once for a child and a year, on the row with which the 45 days are \
            passed.",
    why: "The law allows no more than 45 school days for one child in one academic year. \
            Either a number is wrong, or the child is being kept out of school unlawfully, and \
            somebody must step in now.",
    clause: "Duty to Inform the Local Authority of Exclusions: exclusions are reported \"as per \
            Section 51A Education Act 2002 and regulations made under that section\". The 45 \
            days are the limit of those regulations (2012).",
    bad: r#"exclusions:
  - {upn: U210212324001, name: Bo Example, year: 9, type: fixed-term,
     from: 2025-11-03, days: 30, told_authority: 2025-11-03}
  - {upn: U210212324001, name: Bo Example, year: 9, type: fixed-term,
     from: 2026-04-20, days: 15.5,        # 30 and 15.5 are 45.5
     told_authority: 2026-04-20}"#,
    good: r#"exclusions:
  - {upn: U210212324001, name: Bo Example, year: 9, type: fixed-term,
     from: 2025-11-03, days: 30, told_authority: 2025-11-03}
  - {upn: U210212324001, name: Bo Example, year: 9, type: fixed-term,
     from: 2026-04-20, days: 5.5,         # 35.5 in all
     told_authority: 2026-04-20}"#,
    remedy: "Ask the school for the days of each exclusion. Look whether an exclusion stands \
            twice under two first days, or under two UPNs. If the numbers are right, ring the \
            head the same day and tell your manager.",
};

/// 45 school days (Education Act 2002, section 51A, and the regulations of 2012 under it).
const MOST_HALF_DAYS: u64 = 90;

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    let counted = count(school);
    for of_child in counted.chunk_by(|a, b| a.child == b.child) {
        let mut half_days: BTreeMap<AcademicYear, u64> = BTreeMap::new();
        for one in of_child.iter().filter(|one| one.kind != ExclusionType::Permanent) {
            let sum = half_days.entry(AcademicYear::of(one.from)).or_default();
            let before = *sum;
            *sum += one.half_days;
            if before <= MOST_HALF_DAYS && *sum > MOST_HALF_DAYS {
                let (days, half) = (*sum / 2, if *sum % 2 == 1 { ".5" } else { "" });
                problems.push(school.problem(
                    CODE,
                    &one.path,
                    &one.field,
                    format!(
                        "with this, {} has {days}{half} days of exclusion in {}: the law allows 45 in a school year",
                        one.child.upn,
                        AcademicYear::of(one.from)
                    ),
                    "Look whether one exclusion stands here with different first days. If the days are right, speak to the head and tell your manager today.",
                ));
            }
        }
    }
}
