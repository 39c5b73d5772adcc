//! `overlapping-exclusions`: a suspension that begins before another of the same child is over.

use chrono::NaiveDate;

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::calendar::Calendar;
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::exclusions::{CountedExclusion, count};
use crate::record::exclusion::ExclusionType;
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("overlapping-exclusions", Severity::Warning));

/// The page of `spoc explain overlapping-exclusions`.
pub const PAGE: Page = Page {
    title: "two suspensions of one child overlap",
    finds: "Two fixed-term exclusions of one child with different first days, of which the later \
            begins before the earlier is over, or on its last day. An exclusion lasts as many \
            working days as it has days, a half-day counted as one, beginning with its first day. \
            What several records tell of one exclusion is one: child, type and first day are the \
            same.",
    why: "Most often it is one exclusion with two first days: the notice has one and the pro \
            forma another. Its days then count twice, and a child may come to the review, or to \
            the 45 days of the law, by a slip.",
    clause: "The visit will be used to review \"all children who have had at least five school \
            days of fixed term exclusions in the last consecutive three terms\".",
    bad: r#"exclusions:
  - {upn: B801200005001, name: Al Example, year: 4, type: fixed-term,
     from: 2026-10-06, days: 2.5}       # 6, 7 and 8 October
  - {upn: B801200005001, name: Al Example, year: 4, type: fixed-term,
     from: 2026-10-07, days: 2.5}"#,
    good: r#"exclusions:
  - {upn: B801200005001, name: Al Example, year: 4, type: fixed-term,
     from: 2026-10-06, days: 2.5}"#,
    remedy: "Ask the school for the first day. Put it right in every record that tells of the \
            exclusion: then it counts once.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let calendar = &context.policy.calendar;
    for of_child in count(school).chunk_by(|a, b| a.child == b.child) {
        // They come by their first days. The one that lasts longest decides.
        let mut longest: Option<(NaiveDate, NaiveDate)> = None;
        for one in of_child.iter().filter(|one| one.kind == ExclusionType::FixedTerm) {
            if let Some((from, last)) = longest.filter(|(_, last)| one.from <= *last) {
                problems.push(school.problem(
                    CODE,
                    &one.path,
                    &one.field,
                    format!(
                        "{} was excluded from {} already, to {}: this exclusion begins before that one is over",
                        one.child.upn,
                        spoken(from),
                        spoken(last)
                    ),
                    "If both are one exclusion, write the right first day in every record of it. If they are two, put the days right.",
                ));
            }
            let last = last_day(one, calendar);
            longest = longest
                .filter(|(_, until)| last.is_none_or(|last| last <= *until))
                .or(last.map(|last| (one.from, last)));
        }
    }
}

/// The last working day of an exclusion: its first day and the working days after it, as many as its days rounded up, less one. None where the
/// calendar does not reach so far.
fn last_day(one: &CountedExclusion, calendar: &Calendar) -> Option<NaiveDate> {
    let days = u32::try_from(one.half_days.div_ceil(2)).ok()?;
    calendar.working_days_after(one.from, days.saturating_sub(1)).ok()
}
