//! `missing-field`: a record without something that it must have.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("missing-field", Severity::Error).leaving_unread().quoting_nothing());

/// The page of `spoc explain missing-field`.
pub const PAGE: Page = Page {
    title: "something that the record must have is missing",
    finds: "A record without a field that its kind must have, or with that field left empty. A \
            text of spaces only is empty, and so is a list without an entry. Each missing field \
            is named, not only the first. A fixed-term exclusion must have its days, an \
            exclusion at lunchtime its lunchtimes.",
    why: "A visit without a status, or a child without a decision, cannot be counted. The \
            record is left out until the field is filled in.",
    clause: "The role of the SPOC: the visit identifies the children who meet a threshold and \
            will \"record the decision in relation to action to be taken\".",
    bad: r#"kind: visit
date: 2026-11-24         # planned, held or cancelled? the status is missing
present:
  - role: Headteacher    # who? the name is missing"#,
    good: r#"kind: visit
date: 2026-11-24
status: planned
present:
  - name: Ms A Grant
    role: Headteacher"#,
    remedy: "Fill in the field that is named. If you do not know it, ask the school or whoever \
            made the record; do not guess.",
};
