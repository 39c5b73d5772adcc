//! `no-terms`: a policy without the terms of today's academic year.

use chrono::NaiveDate;

use super::rule::{Check, Page, PolicyFile, Rule, spoken};
use crate::calendar::Calendar;
use crate::layout::POLICY_FILE;
use crate::problem::{Code, CodeTraits, Position, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Policy(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("no-terms", Severity::Warning).quoting_nothing());

/// The page of `spoc explain no-terms`.
pub const PAGE: Page = Page {
    title: "policy.toml has no terms for today",
    finds: "A policy.toml with no year that holds today. A year begins with the first day of its \
            first term; it ends where the next year begins, the last one on the 31 August after \
            its last term.",
    why: "Without the terms of this year nobody is reminded to agree the dates of its visits, \
            and a visit in the holidays is not noticed.",
    clause: "The role of the SPOC: dates for the termly SPOC visits are agreed \"at the beginning \
            of the school year\".",
    bad: r#"# written in November 2026: the year 2026-27 is missing
[[year]]
name = "2025-26"
terms = [
  { name = "Autumn 2025", from = 2025-09-02, to = 2025-12-19 },
  { name = "Spring 2026", from = 2026-01-05, to = 2026-03-27 },
  { name = "Summer 2026", from = 2026-04-13, to = 2026-07-21 },
]"#,
    good: r#"[[year]]
name = "2026-27"
terms = [
  { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
  { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 },
  { name = "Summer 2027", from = 2027-04-12, to = 2027-07-21 },
]"#,
    remedy: "Add a [[year]] with the council's term dates to policy.toml, below the last one. \
            Leave the old years in: the exclusions of three terms are looked back upon.",
};

/// That terms are wanted by now ([`Calendar::terms_wanted`]), those of the year to come, too; none where the policy has them.
#[must_use]
pub fn wanted(calendar: &Calendar, today: NaiveDate) -> Option<String> {
    let year = calendar.terms_wanted(today)?;
    Some(format!(
        "{POLICY_FILE} has no terms of {year} yet, so that no dates of its visits can be asked for. Add a [[year]] with them."
    ))
}

pub(super) fn check(file: &PolicyFile<'_>, problems: &mut Vec<Problem>) {
    if file.policy.calendar.year_of(file.today).is_none() {
        problems.push(Problem {
            position: Some(Position { line: 1, column: 1 }),
            field: Some(String::new()),
            ..Problem::of_file(
                CODE,
                file.path,
                format!("no year here holds {}", spoken(file.today)),
                "Add this academic year with its terms and holidays, beginning with a line [[year]].",
            )
        });
    }
}
