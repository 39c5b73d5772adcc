//! `duplicate-record`: two visits on one day, or two pro formas for one visit.

use std::collections::HashMap;

use super::rule::{Check, Context, Page, Rule, spoken};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::procedure::visit_of;
use crate::record::pro_forma::ProForma;
use crate::record::values::Date;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("duplicate-record", Severity::Error));

/// The page of `spoc explain duplicate-record`.
pub const PAGE: Page = Page {
    title: "two records of the same visit or pro forma",
    finds: "Two visits of one school on one date, neither of them cancelled, or two pro formas \
            for one visit; a pro forma of the day from which a visit was moved is one of that \
            visit. It is reported on the one whose name comes later.",
    why: "With two records of one visit nobody knows in which the decisions stand. The program \
            goes by the first; what stands in the second alone may be missed.",
    clause: "The role of the SPOC: dates are agreed for the termly SPOC visits, and the SPOC \
            will forward the SPOC Visit Pro Forma for each.",
    bad: r#"records/
  2026-11-24 SPOC visit.yaml     # date: 2026-11-24, status: planned
  2026-11-24 visit.yaml          # date: 2026-11-24, status: planned"#,
    good: r#"records/
  2026-11-24 visit.yaml          # date: 2026-11-24, status: planned"#,
    remedy: "Bring what is right into one of the two and delete the other. If one of two visits \
            did not take place, set its status to cancelled. If one is of another day, put its \
            date right.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    let visits = school.visits_not_cancelled().map(|visit| (visit, (None, visit.record.date)));
    repeated(
        visits,
        |visit, day, first| {
            visit.problem(
            CODE,
            "/date",
            format!("there is another visit on {day} already: {first}"),
            "Keep one of the two and bring over what is missing in it. If one did not take place, write `status: cancelled` in it.",
        )
        },
        problems,
    );
    // A visit that was moved may have a pro forma of its old day and one of its new one.
    let for_which = |pro_forma: &ProForma| {
        let visit = visit_of(school, pro_forma);
        visit.map_or((None, pro_forma.visit), |visit| (Some(visit.path.as_str()), visit.record.date))
    };
    let pro_formas = school.pro_formas.iter().map(|pro_forma| (pro_forma, for_which(&pro_forma.record)));
    repeated(
        pro_formas,
        |pro_forma, day, first| {
            pro_forma.problem(
                CODE,
                "/visit",
                format!("there is another pro forma for the visit of {day} already: {first}"),
                "Keep one of the two and bring over what is missing in it.",
            )
        },
        problems,
    );
}

/// Names every record but the first of those of the same visit and day; they come in the order of their names.
fn repeated<'s, T: 's>(
    records: impl Iterator<Item = (&'s Filed<T>, (Option<&'s str>, Date))>,
    problem: impl Fn(&Filed<T>, String, &str) -> Problem,
    problems: &mut Vec<Problem>,
) {
    let mut first_of: HashMap<_, &str> = HashMap::new();
    for (record, of) in records {
        match first_of.get(&of) {
            None => {
                first_of.insert(of, record.name());
            }
            Some(first) => problems.push(problem(record, spoken(*of.1), first)),
        }
    }
}
