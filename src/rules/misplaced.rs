//! `misplaced`: a record in a folder that is not its kind's own.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("misplaced", Severity::Error).leaving_unread());

/// The page of `spoc explain misplaced`.
pub const PAGE: Page = Page {
    title: "a record is in the wrong folder",
    finds: "A record in one of the three folders that belongs in another. Visits, pro formas, \
            exclusion notices and phone logs stand in records/, emails in emails/, letters in \
            correspondence/, and school.yaml beside the three folders.",
    why: "Colleagues look for a visit in records/. Where it lies now it is left out: its \
            deadlines, its children and its decisions do not count.",
    clause: "For internal use only: each school's folder has \"sub folders for meeting records, \
            emails and correspondence\".",
    bad: r#"Oakfield Primary School/
  emails/
    2026-11-24 visit.yaml      # kind: visit"#,
    good: r#"Oakfield Primary School/
  records/
    2026-11-24 visit.yaml      # kind: visit"#,
    remedy: "Move the file into the folder of its kind. If it is in the right folder already, \
            put its kind right.",
};
