//! `unknown-kind`: a record of a kind that is none of the known ones.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("unknown-kind", Severity::Error).leaving_unread());

/// The page of `spoc explain unknown-kind`.
pub const PAGE: Page = Page {
    title: "a record is of no known kind",
    finds: "A record whose kind is none of these: visit, pro-forma, exclusion-notice, \
            phone-log, email, letter, school. They are written in small letters, just so.",
    why: "The kind tells what the record is. With another word there it is left out altogether: \
            a visit would look as if it had never been arranged.",
    clause: "For internal use only: sub folders for \"meeting records, emails and \
            correspondence\", and \"phone logs for all contact held outside of the SPOC \
            visit\".",
    bad: r#"kind: Visit            # a capital letter
date: 2026-11-24
status: planned"#,
    good: r#"kind: visit
date: 2026-11-24
status: planned"#,
    remedy: "Write one of the seven kinds, in small letters: visit, pro-forma, \
            exclusion-notice, phone-log, email, letter or school.",
};
