//! `bad-upn`: a unique pupil number that cannot be right.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("bad-upn", Severity::Error).leaving_unread());

/// The page of `spoc explain bad-upn`.
pub const PAGE: Page = Page {
    title: "a child's UPN cannot be right",
    finds: "A UPN that no child can have. It has 13 characters: a check letter, 11 digits, and \
            a last digit (or, for a temporary number, a last letter). The check letter is \
            worked out from the other twelve, so one wrong digit or two changed places show at \
            once. Letters are capitals; I, O and S are never used. A child without a UPN yet \
            has UN1, UN2, UN3, UN4 or UN5.",
    why: "The UPN is how one child is known from pro forma to visit to exclusion notice. With a \
            wrong digit two records of one child look like two children, and the days of \
            exclusion are not added up.",
    clause: "The role of the SPOC: the visit reviews the children identified as PA and those \
            with days of fixed-term exclusion in the last three consecutive terms, child by \
            child.",
    bad: r#"children:
  - upn: B801200005010     # two digits have changed places
    why: [persistent-absence]"#,
    good: r#"children:
  - upn: B801200005001
    why: [persistent-absence]"#,
    remedy: "Compare the number with the school's own list, character by character, or ask the \
            school for it. Look for O in place of 0 and I in place of 1. Do not change a digit \
            only to make the number fit.",
};
