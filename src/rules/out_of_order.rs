//! `out-of-order`: two dates of which the later comes first.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::record::school::ClosedDays;
use crate::record::values::Date;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("out-of-order", Severity::Error).quoting_nothing());

/// The page of `spoc explain out-of-order`.
pub const PAGE: Page = Page {
    title: "two dates are in the wrong order",
    finds: "Two dates that cannot both be right, because the second thing comes before the \
            first: a pro forma returned before it was sent, a managed move started before it \
            was agreed, an alternative provision that ends (until) before it begins (from), a \
            period of absence or a span of closed_days whose to is before its from, or an \
            action done before the visit that asked for it.",
    why: "One of the two dates is wrong, and a deadline or a child's time away from school is \
            counted from it.",
    clause: "The role of the SPOC: the pro forma is forwarded, then returned; the visit records \
            managed moves \"actually agreed and facilitated\" and children placed in \
            alternative provision.",
    bad: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-03       # a week before it was sent"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-13"#,
    remedy: "Look the two dates up in the emails or the phone log, and put the wrong one right. \
            Often only the month or the year is a slip.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    if let Some(file) = &school.file {
        for (number, days) in file.record.closed_days.iter().enumerate() {
            let ClosedDays::Span(span) = days else { continue };
            let field = || format!("/closed_days/{number}/to");
            compare(file, field, Some(span.from), Some(span.to), to_before_from, problems);
        }
    }
    for visit in &school.visits {
        for (number, action) in visit.record.actions.iter().enumerate() {
            let held = Some(visit.record.date);
            let words = |done, held| format!("the action was done on {done}, before the visit on {held}");
            compare(visit, || format!("/actions/{number}/done"), held, action.done, words, problems);
        }
    }
    for pro_forma in &school.pro_formas {
        let record = &pro_forma.record;
        let words = |returned, sent| format!("the pro forma came back on {returned}, before it was sent on {sent}");
        compare(pro_forma, || "/returned".to_owned(), record.sent, record.returned, words, problems);
        if let Some(absence) = &record.absence {
            let field = || "/absence/to".to_owned();
            compare(pro_forma, field, Some(absence.from), Some(absence.to), to_before_from, problems);
        }
        for (number, row) in record.managed_moves.iter().flat_map(|moves| moves.moves.iter()).enumerate() {
            let field = || format!("/managed_moves/moves/{number}/started");
            let words = |started, agreed| format!("the move started on {started}, before it was agreed on {agreed}");
            compare(pro_forma, field, Some(row.agreed), row.started, words, problems);
        }
        for (number, row) in record.alternative_provision.iter().enumerate() {
            let field = || format!("/alternative_provision/{number}/until");
            let words = |until, from| format!("`until` is {until}, before `from`, which is {from}");
            compare(pro_forma, field, Some(row.from), row.until, words, problems);
        }
    }
}

fn to_before_from(to: Date, from: Date) -> String {
    format!("`to` is {to}, before `from`, which is {from}")
}

/// A problem on `field` where the later date is before the earlier one. `words`: what to say of the later and the earlier.
fn compare<T>(
    filed: &Filed<T>,
    field: impl Fn() -> String,
    earlier: Option<Date>,
    later: Option<Date>,
    words: impl Fn(Date, Date) -> String,
    problems: &mut Vec<Problem>,
) {
    let (Some(earlier), Some(later)) = (earlier, later) else {
        return;
    };
    if later < earlier {
        let message = words(later, earlier);
        let help = "Put the one of the two dates right that is wrong.";
        problems.push(filed.problem(CODE, field(), message, help));
    }
}
