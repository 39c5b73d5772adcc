//! `overdue-action`: an action of a visit that should be done by now.

use super::rule::{Check, Context, Page, Rule, overdue};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::Step;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overdue-action", Severity::Warning));

/// The page of `spoc explain overdue-action`.
pub const PAGE: Page = Page {
    title: "an action agreed at a visit should be done by now",
    finds: "An action in a visit's record that has no day after done: although its day after \
            due: has passed. The actions of a cancelled visit count too.",
    why: "The action was agreed to help a child or the school. If nobody does it, the visit \
            has changed nothing.",
    clause: "In each case, the aim of the discussion will be to \"record the decision in relation \
            to action to be taken\".",
    bad: r#"# seen on 23 November 2026
actions:
  - what: send the school the leaflet on early help
    who: Priya Shah
    due: 2026-11-13          # not done"#,
    good: r#"actions:
  - what: send the school the leaflet on early help
    who: Priya Shah
    due: 2026-11-13
    done: 2026-11-12"#,
    remedy: "Ask the one who was to do it. Write the day after done:, or agree a new day with \
            everybody and write it after due:. If it is no longer needed, write the day on which \
            that was agreed after done:, and say so in the visit's note.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    overdue(CODE, Step::Action, school, context, problems);
}
