//! `wrong-value`: a value that its field cannot hold.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("wrong-value", Severity::Error).leaving_unread());

/// The page of `spoc explain wrong-value`.
pub const PAGE: Page = Page {
    title: "a value does not fit its field",
    finds: "A value that its field cannot hold: a word that is not on the list, or that is on \
            it in small letters only; days that are not whole or half; a count that is below 0 \
            or not whole; a time that no clock shows; a URN that is not six digits; a text \
            where a list belongs. An exclusion may give only what belongs to its type: days for \
            fixed-term, lunchtimes for lunchtime, neither for permanent. In policy.toml and the \
            records alike it is also a date for which the working days cannot be reckoned.",
    why: "The program never guesses what was meant. Until it is put right the record is left \
            out, and with it the visit, the child or the call.",
    clause: "The role of the SPOC: the visit is used to review children by their absence and by \
            their days of fixed-term exclusion; they must be right to be counted.",
    bad: r#"kind: visit
date: 2026-11-24
time: 9.30 am            # a time is 09:30 or 9:30
status: Held             # small letters only"#,
    good: r#"kind: visit
date: 2026-11-24
time: 09:30
status: held"#,
    remedy: "Write the value in the form that the message gives.",
};
