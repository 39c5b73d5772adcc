//! `no-front-matter`: a Markdown file in a school's folders that does not begin with its details.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("no-front-matter", Severity::Error).leaving_unread());

/// The page of `spoc explain no-front-matter`.
pub const PAGE: Page = Page {
    title: "a letter, email or note does not begin with its details",
    finds: "A file whose name ends in .md in records/, emails/ or correspondence/ that does not \
            begin with its details between two lines of three hyphens. The first --- must be \
            the very first line, and there must be a second one to close it.",
    why: "Without a date, a sender and a subject nobody can tell when the school was written \
            to, or which visit it was about.",
    clause: "For internal use only: folders for each school, with sub folders for \"meeting \
            records, emails and correspondence\".",
    bad: r#"Dear Mr Cole,                # the text starts at once

Thank you for returning the pro forma."#,
    good: r#"---
date: 2026-11-10
from: priya.shah@northmere.example
to: t.cole@oakfield.example
subject: SPOC visit 24 November
---
Dear Mr Cole,"#,
    remedy: "Put the details above the text: a line of three hyphens, then date, from, to and \
            subject on a line each, then another line of three hyphens. A record in records/ \
            begins with its kind instead.",
};
