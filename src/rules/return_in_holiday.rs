//! `return-in-holiday`: a pro forma that is due back on a day on which the school is away.

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::deadlines::{State, Step};
use crate::school::School;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("return-in-holiday", Severity::Warning).quoting_nothing());

/// The page of `spoc explain return-in-holiday`.
pub const PAGE: Page = Page {
    title: "the pro forma is due back in the school holidays",
    finds: "A visit, not cancelled, whose pro forma has not come back yet and is due back, five \
            working days before the visit, on a day to come (or today) that is no school day: in \
            half term, between two terms, or on one of the school's own closed_days.\n\n\
            It is noticed only where policy.toml has the year of that day; policy.toml can also \
            set another number of days.",
    why: "In the holidays nobody is at the school to fill the pro forma in and return it. It \
            would come after the holidays, when the checks have to be done already.",
    clause: "The role of the SPOC: the school will be asked to return the pro forma \"no later \
            than five working days prior to the meeting in order to enable the SPOC to complete \
            checks prior to the visit\".",
    bad: r#"# seen on 23 November 2026: half term is 15 to 19 February 2027
kind: visit
date: 2027-02-23           # due back by 2027-02-16
status: planned
agreed: 2026-09-14"#,
    good: r#"kind: visit
date: 2027-03-02           # due back by 2027-02-23
status: planned
agreed: 2026-09-14"#,
    remedy: "Agree with the school to return the pro forma before the holidays, and send it \
            early. Or agree a visit at least a week after the holidays. The line goes away once \
            the pro forma is back or the visit has another date.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let calendar = &context.policy.calendar;
    for visit in school.visits_not_cancelled() {
        let open = |state| matches!(state, State::Upcoming | State::Due);
        // While it is not back, the visit's own file is where its return is to be answered.
        let mut of_visit =
            context.deadlines.iter().filter(|one| one.path == visit.path && one.step == Step::ProFormaReturned);
        let Some(due) = of_visit.find(|one| open(one.state)).map(|one| one.due) else {
            continue;
        };
        if calendar.year_of(due).is_some() && school.is_school_day(calendar, due) == Ok(false) {
            problems.push(visit.problem(
                CODE,
                "/date",
                format!("the pro forma is due back on {}, when the school is closed", spoken(due)),
                "Send it early and ask for it back before the holiday, or agree a later day for the visit.",
            ));
        }
    }
}
