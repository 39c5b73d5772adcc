//! `sync-copy`: a copy of a record, made by mistake or by a program that keeps computers alike.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("sync-copy", Severity::Warning));

/// The page of `spoc explain sync-copy`.
pub const PAGE: Page = Page {
    title: "a copy of a record, which is not read",
    finds: "A record whose name shows that it is a copy: \"Copy of name\", \"name copy\", \"name \
            (1)\", \"name - Copy\", \"name - Copy (2)\", or a name with \"conflicted copy\" or \
            \".sync-conflict-\" in it. \
            Programs that keep two computers alike make such copies when two people have \
            changed one file. The copy is not read.",
    why: "Of two versions of one visit only one is right. What a colleague wrote down, perhaps \
            a decision about a child, may stand in the copy alone.",
    clause: "The role of the SPOC: the visit is to \"record the decision in relation to action \
            to be taken\". For internal use only: sub folders for meeting records.",
    bad: r#"records/
  2026-11-24 visit.yaml
  2026-11-24 visit - Copy.yaml     # which of them is right?"#,
    good: r#"records/
  2026-11-24 visit.yaml"#,
    remedy: "Open both files side by side and bring what is right into the one with the plain \
            name. Then delete the copy. If it is a record of its own after all, give it a name \
            of its own.",
};

/// A copy of a record.
#[must_use]
pub fn of_file(path: &str) -> Problem {
    Problem::of_file(
        CODE,
        path,
        "by its name this is a copy of a record, so it is not read",
        "Compare it with the record of the same name, bring over what is missing there, and delete the copy. If it is a record of its own, rename it.",
    )
}
