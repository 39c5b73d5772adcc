//! `unanswered`: a pro forma that came back with a question left open.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::visit_of;
use crate::record::pro_forma::{ProForma, Question};
use crate::record::visit::VisitStatus;
use crate::school::School;
use crate::words::listed;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("unanswered", Severity::Warning).quoting_nothing());

/// The page of `spoc explain unanswered`.
pub const PAGE: Page = Page {
    title: "a pro forma came back with a question left open",
    finds: "A pro forma that has come back and leaves out one or more of exclusions, \
            risk_of_permanent_exclusion, managed_moves, alternative_provision and \
            missing_from_education. An empty list, [], is the answer that there are none; a field \
            that is left out, or has nothing after its colon, is no answer.\n\n\
            It is reported once for each pro forma, and no more once the visit was held more \
            than 20 working days ago.",
    why: "Nobody knows then whether no child is missing from education or whether the school \
            passed the question over. The pack says \"not answered\", and the visit has to ask.",
    clause: "The aim of the SPOC visit: it will focus on \"ensuring children do not go 'missing \
            from education'\", on managed moves, alternative provision and exclusions.",
    bad: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-17
exclusions: []
risk_of_permanent_exclusion: []"#,
    good: r#"kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
returned: 2026-11-17
exclusions: []
risk_of_permanent_exclusion: []
managed_moves: {requested: {internally: 0, externally: 0}, moves: []}
alternative_provision: []
missing_from_education: []"#,
    remedy: "Ask the school. Write what it answers, or [] after the field's name where there is \
            nothing.",
};

/// How long after its visit, in working days, an answer is still asked for.
const ASKED_FOR: i64 = 20;

pub(super) fn check(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for pro_forma in &school.pro_formas {
        let record = &pro_forma.record;
        let is_back = record.returned.is_some_and(|returned| *returned <= context.today);
        if !is_back || was_held_long_ago(school, record, context) {
            continue;
        }
        let open: Vec<_> = record.unanswered().map(Question::field).map(|field| format!("`{field}`")).collect();
        if !open.is_empty() {
            problems.push(pro_forma.problem(
                CODE,
                "",
                format!("the pro forma came back without an answer for {}", listed(&open)),
                "Ask the school; write `[]` after a field's name where there is nothing.",
            ));
        }
    }
}

fn was_held_long_ago(school: &School, pro_forma: &ProForma, context: &Context<'_>) -> bool {
    let held = visit_of(school, pro_forma).filter(|visit| visit.record.status == VisitStatus::Held);
    held.is_some_and(|visit| {
        let since = context.policy.calendar.working_days_until(*visit.record.date, context.today);
        since.is_ok_and(|days| days > ASKED_FOR)
    })
}
