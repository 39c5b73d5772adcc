//! `future-date`: something done on a day that has not come yet.

use chrono::NaiveDate;

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::record::values::Date;
use crate::record::visit::VisitStatus;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("future-date", Severity::Error).quoting_nothing());

/// The page of `spoc explain future-date`.
pub const PAGE: Page = Page {
    title: "something is recorded as done on a day to come",
    finds: "A day after today for something that is said to have happened: the date of a visit \
            held or of a call; agreed, sent, chased, returned, checks done, written up; the day \
            on which the authority was told of an exclusion; the day on which an action or a \
            follow-up was done.\n\n\
            Dates that are meant to lie ahead, like the date of a planned visit or the day an \
            action is due, are left alone.",
    why: "What has not happened yet does not count as done, so the deadline stays open. Most \
            often it is the wrong year or month, and the true day would have been in time.",
    clause: "The role of the SPOC: dates are agreed at the beginning of the school year, the \
            pro forma is forwarded ten working days prior to the visit and returned no later \
            than five. Duty to Inform the Local Authority of Exclusions: \"without delay\".",
    bad: r#"kind: visit
date: 2026-11-24
agreed: 2027-09-14         # written in November 2026
status: planned"#,
    good: r#"kind: visit
date: 2026-11-24
agreed: 2026-09-14
status: planned"#,
    remedy: "Look at the year and the month first, and put the day right. If it has not been \
            done yet, take the date out until it has. A visit that is still to come has the \
            status planned.",
};

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let mut future = Future { today: context.today, problems };
    for visit in &school.visits {
        let record = &visit.record;
        if record.status == VisitStatus::Held {
            future.check(visit, Some(record.date), || "/date".to_owned());
        }
        future.check(visit, record.agreed, || "/agreed".to_owned());
        future.check(visit, record.checks.as_ref().map(|checks| checks.done), || "/checks/done".to_owned());
        future.check(visit, record.written_up, || "/written_up".to_owned());
        for (number, action) in record.actions.iter().enumerate() {
            future.check(visit, action.done, || format!("/actions/{number}/done"));
        }
    }
    for pro_forma in &school.pro_formas {
        let record = &pro_forma.record;
        future.check(pro_forma, record.sent, || "/sent".to_owned());
        for (number, chased) in record.chased.iter().enumerate() {
            future.check(pro_forma, Some(*chased), || format!("/chased/{number}"));
        }
        future.check(pro_forma, record.returned, || "/returned".to_owned());
        for (number, row) in record.exclusions.iter().enumerate() {
            future.check(pro_forma, row.told_authority, || format!("/exclusions/{number}/told_authority"));
        }
        for (number, row) in record.managed_moves.iter().flat_map(|moves| moves.moves.iter()).enumerate() {
            future.check(pro_forma, Some(row.agreed), || format!("/managed_moves/moves/{number}/agreed"));
        }
        for (number, row) in record.missing_from_education.iter().enumerate() {
            future.check(pro_forma, row.told_authority, || format!("/missing_from_education/{number}/told_authority"));
        }
    }
    for notice in &school.notices {
        future.check(notice, Some(notice.record.told_authority), || "/told_authority".to_owned());
    }
    for log in &school.phone_logs {
        for (number, call) in log.record.calls.iter().enumerate() {
            future.check(log, Some(call.date), || format!("/calls/{number}/date"));
            let done = call.follow_up.as_ref().and_then(|follow_up| follow_up.done);
            future.check(log, done, || format!("/calls/{number}/follow_up/done"));
        }
    }
}

struct Future<'p> {
    today: NaiveDate,
    problems: &'p mut Vec<Problem>,
}

impl Future<'_> {
    fn check<T>(&mut self, filed: &Filed<T>, date: Option<Date>, field: impl Fn() -> String) {
        let Some(date) = date.filter(|date| **date > self.today) else {
            return;
        };
        let field = field();
        let name = field.rsplit('/').find(|part| part.parse::<u32>().is_err()).unwrap_or_default().to_owned();
        let (message, help) = if field == "/date" {
            (
                format!("a visit that is held is dated {date}, which is still to come"),
                "Put the date right, or write `status: planned`.".to_owned(),
            )
        } else {
            (
                format!("`{name}` is {date}, which is still to come"),
                "Write the day on which it happened; leave it out until it has.".to_owned(),
            )
        };
        self.problems.push(filed.problem(CODE, field, message, help));
    }
}
