//! `yaml-syntax`: a record whose lines do not fit together.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("yaml-syntax", Severity::Error).leaving_unread());

/// The page of `spoc explain yaml-syntax`.
pub const PAGE: Page = Page {
    title: "a record cannot be made out",
    finds: "A record whose lines do not fit together, so that the program cannot tell what \
            belongs where: a quotation mark that is never closed, a line that is set in too far \
            or not far enough, a colon in the middle of a text without quotes, a tab at the \
            start of a line, a field that is there twice. The same goes for a file that is \
            empty, that holds only loose text or several records one after another, or that is \
            far too large, or set in far too deep, for a record. For policy.toml the same holds \
            in its own way of writing.\n\n\
            A field that is there twice could mean either; the program does not choose for you.",
    why: "Until this is put right the whole record is left out: its visit, its children and its \
            dates count nowhere.",
    clause: "For internal use only: each FEH team manager will have a named file on the Family \
            Early Help shared drive with folders for each school, and sub folders for meeting \
            records, emails and correspondence.",
    bad: r#"kind: visit
date: 2026-11-24
status: planned
note: Head is away: ask for Mr Cole     # a second colon, and no quotes"#,
    good: r#"kind: visit
date: 2026-11-24
status: planned
note: "Head is away: ask for Mr Cole""#,
    remedy: "Look at the line that is named, and at the one above it. Put a text that holds a \
            colon or a # into \"double quotes\", set lines that belong together equally far in, \
            use spaces and never tabs, and keep each field once.",
};
