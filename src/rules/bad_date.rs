//! `bad-date`: a date that is not written as 2026-11-24, or that no calendar has.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("bad-date", Severity::Error).leaving_unread());

/// The page of `spoc explain bad-date`.
pub const PAGE: Page = Page {
    title: "a date is not written like 2026-11-24",
    finds: "A date in any form but year, month and day, like 2026-11-24, or a day that no \
            calendar has, like 2026-11-31.",
    why: "03/04/2026 is April to one reader and March to another. Every deadline is counted \
            from a date, so there is one form only, which also sorts by itself.",
    clause: "The role of the SPOC: the pro forma is forwarded \"ten working days prior to the \
            visit\" and returned \"no later than five working days prior to the meeting\".",
    bad: r#"kind: pro-forma
visit: 2026-11-24
sent: 10/11/2026         # the 10th of November
returned: 17 Nov 2026"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-17"#,
    remedy: "Write 2026-11-24: the year, the month and the day, with hyphens, and two digits \
            each for month and day. Where the day is clear, the message gives the right \
            spelling.",
};
