//! `pro-forma-in-mail`: a pro forma that has come back in a saved e-mail, and that nobody has taken in yet.

use chrono::{Days, NaiveDate};

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::pro_forma_of;
use crate::record::pro_forma::ProForma;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("pro-forma-in-mail", Severity::Warning).quoting_nothing());

/// The page of `spoc explain pro-forma-in-mail`.
pub const PAGE: Page = Page {
    title: "a pro forma has come back in an e-mail and is not taken in",
    finds: "A saved e-mail (.eml, .msg) to which the filled-in workbook of a pro forma is attached, \
            where that pro forma was sent and no day stands after returned:. The workbook is \
            that of this school and of a visit that is not cancelled and at most a year ago. An \
            e-mail from before the day on which the pro forma was sent is not looked into, nor is a \
            draft, nor a workbook that nobody has filled in yet. Where no pro forma is awaited, \
            no e-mail is opened for this.",
    why: "The school has done its part and the record says that it has not: the pro forma shows as \
            overdue, the school is chased for nothing, and the checks before the visit wait.",
    clause: "The role of the SPOC: the school will be asked to return the pro forma \"no later \
            than five working days prior to the meeting in order to enable the SPOC to complete \
            checks prior to the visit\".",
    bad: r#"# emails/RE pro forma.eml has the filled-in workbook for 24 November attached
# records/2026-11-24 pro forma.yaml
kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-17       # and what the workbook says"#,
    remedy: "Take it in: spoc pro-forma receive and the e-mail. The command writes the answers \
            into the record, and --on says on which day it came back.",
};

/// The pro formas that a school was sent and has not returned, of visits that are not cancelled and at most a year ago.
#[must_use]
pub fn awaited(school: &School, today: NaiveDate) -> Vec<&Filed<ProForma>> {
    let earliest = today.checked_sub_days(Days::new(366)).unwrap_or(NaiveDate::MIN);
    let visits = school.visits_not_cancelled().filter(|visit| *visit.record.date >= earliest);
    let pro_formas = visits.filter_map(|visit| pro_forma_of(school, visit));
    pro_formas.filter(|filed| filed.record.sent.is_some() && filed.record.returned.is_none()).collect()
}

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let awaited = awaited(school, context.today);
    for came in &school.came_back {
        if !awaited.iter().any(|filed| *filed.record.visit == came.visit) {
            continue;
        }
        problems.push(Problem::of_file(
            CODE,
            came.path.as_str(),
            format!(
                "the pro forma for {} seems to have come back in this e-mail: `spoc pro-forma receive` takes it in",
                spoken(came.visit)
            ),
            format!("In the drive's folder: spoc pro-forma receive \"{}\"", came.path),
        ));
    }
}
