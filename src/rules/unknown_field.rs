//! `unknown-field`: a field that the records do not have.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("unknown-field", Severity::Error).leaving_unread());

/// The page of `spoc explain unknown-field`.
pub const PAGE: Page = Page {
    title: "a field that is not known here",
    finds: "A field whose name is not one of those that the record may have: most often a slip \
            of the pen, a capital letter, or a field of another kind of record. The message \
            names the nearest one. A field whose name begins with x_ is your authority's own \
            and is left alone.",
    why: "A date under a wrong name is not seen. A pro forma returned in good time would look \
            as if it had never come back.",
    clause: "The role of the SPOC: the school returns the pro forma \"no later than five \
            working days prior to the meeting\"; what is recorded must be found again.",
    bad: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
retuned: 2026-11-17      # a letter is missing"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-17
x_scanned_by: KL         # x_ : the authority's own"#,
    remedy: "Write the name that the message offers. If the field is your authority's own, \
            begin its name with x_. If there is no field for what you want to say, put it in \
            note.",
};
