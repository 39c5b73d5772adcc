//! `no-such-visit`: a pro forma for a visit that has no record.

use std::collections::HashSet;

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::layout::date_of;
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::visit_of;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("no-such-visit", Severity::Error).quoting_nothing());

/// The page of `spoc explain no-such-visit`.
pub const PAGE: Page = Page {
    title: "a pro forma belongs to no visit",
    finds: "A pro forma whose visit is a day on which the school has no visit in its records, and \
            from which no visit was moved (moved_from). A cancelled visit counts as being there.",
    why: "A pro forma without its visit has no deadline: nobody is reminded to send it, to \
            chase it, or to look at the children whom the school has named.",
    clause: "The role of the SPOC: \"ten working days prior to the visit, the SPOC will forward \
            the SPOC Visit Pro Forma\".",
    bad: r#"records/
  2026-11-24 visit.yaml
  2026-11-26 pro forma.yaml      # visit: 2026-11-26, and there is none"#,
    good: r#"records/
  2026-11-24 visit.yaml
  2026-11-24 pro forma.yaml      # visit: 2026-11-24"#,
    remedy: "If the visit was moved, write its old date after moved_from in the visit, or its new \
            date in the pro forma, and rename the file. \
            If the visit has no record yet, make one with the status planned. If the visit's \
            record is there but has a problem of its own, put that right first.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    let days: HashSet<_> = school.visits.iter().map(|visit| visit.record.date).collect();
    for pro_forma in &school.pro_formas {
        let day = pro_forma.record.visit;
        if days.contains(&day) || visit_of(school, &pro_forma.record).is_some() {
            continue;
        }
        let unread = school.unread.iter().find(|path| {
            let name = path.rsplit_once('/').map_or(path.as_str(), |(_, name)| name);
            date_of(name) == Some(*day)
        });
        let message = format!("there is no visit on {} that this pro forma could be for", spoken(*day));
        problems.push(match unread {
            Some(path) => pro_forma.problem(
                CODE,
                "/visit",
                message,
                format!("A file of that day cannot be read: put {path} right first."),
            ),
            None => pro_forma.problem(
                CODE,
                "/visit",
                message,
                format!("Write the visit as `{day} visit.yaml` in records/, or put `visit` right."),
            ),
        });
    }
}
