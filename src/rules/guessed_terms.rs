//! `guessed-terms`: a policy whose terms are still those that `spoc init` guessed.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Position, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("guessed-terms", Severity::Warning).quoting_nothing());

/// With this the comment begins that `spoc init` puts above the terms that it guessed.
pub const MARK: &str = "# FILL IN: the terms";

/// The page of `spoc explain guessed-terms`.
pub const PAGE: Page = Page {
    title: "the terms in policy.toml are still a guess",
    finds: "A policy.toml that still holds the comment with which spoc init says that it guessed \
            the terms: a line that begins with # FILL IN: the terms.",
    why: "Each council sets its own terms. By the guessed ones a reminder may come a week late, \
            a visit may fall into the holidays unnoticed, and a review may look back over the \
            wrong days.",
    clause: "The role of the SPOC: dates for the termly SPOC visits are agreed \"at the beginning \
            of the school year\".",
    bad: r#"# FILL IN: the terms of this, the last and the next year. The dates below are a guess.
[[year]]
name = "2026-27"
terms = [
  { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
]"#,
    good: r#"[[year]]
name = "2026-27"
terms = [
  { name = "Autumn 2026", from = 2026-09-03, to = 2026-12-18 },
]"#,
    remedy: "Put the council's own term dates and holidays into policy.toml, compare each with \
            the council's page, and delete the comment that begins with # FILL IN.",
};

/// The problem of a policy's text that still holds the comment; it stands on the comment. `path`: the policy's name on the drive.
#[must_use]
pub fn in_policy(path: &str, text: &str) -> Option<Problem> {
    let (line, _) = (1..).zip(text.lines()).find(|(_, line)| line.starts_with(MARK))?;
    let problem = Problem::of_file(
        CODE,
        path,
        "the terms here are still those that `spoc init` guessed",
        "Put the council's own terms and holidays in their place, then delete the comment that begins with `# FILL IN`.",
    );
    Some(Problem { position: Some(Position { line, column: 1 }), ..problem })
}
