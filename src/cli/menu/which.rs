//! Which visit an action is for.

use chrono::NaiveDate;

use super::facts::{SchoolFacts, VisitFacts};
use super::form::{Next, Question, Sort};
use crate::words::{long_day, short_day};

pub(super) fn next_day(school: &SchoolFacts) -> Option<NaiveDate> {
    let coming = school.visits.iter().map(|visit| visit.day).find(|day| *day >= school.today);
    coming.or_else(|| school.visits.last().map(|visit| visit.day))
}

pub(super) fn which_visit(school: &SchoolFacts, words: &str, fits: impl Fn(&VisitFacts) -> bool, to_do: &str) -> Next {
    which_visit_from(school, words, fits, next_day(school), to_do)
}

/// Asks for a visit. `start`: the day of the one that is probably meant. `to_do`: what cannot be done where there is no such visit.
pub(super) fn which_visit_from(
    school: &SchoolFacts,
    words: &str,
    fits: impl Fn(&VisitFacts) -> bool,
    start: Option<NaiveDate>,
    to_do: &str,
) -> Next {
    let visits: Vec<_> = school.visits.iter().filter(|visit| fits(visit)).collect();
    if visits.is_empty() {
        return Next::Say(format!(
            "{} has no visit to {to_do}. A visit is planned with \"Plan a visit\".",
            school.name
        ));
    }
    let start = visits.iter().position(|visit| Some(visit.day) == start).unwrap_or(0);
    let options = visits.iter().map(|visit| (said(visit, school.today), visit.day.to_string())).collect();
    Next::Ask(Question { key: "visit", words: words.to_owned(), sort: Sort::Choice { options, start } })
}

/// A visit in a line: its day, and how far it is.
fn said(visit: &VisitFacts, today: NaiveDate) -> String {
    let state = match visit {
        VisitFacts { is_written_up: true, .. } => "held and written up".to_owned(),
        VisitFacts { is_held: true, .. } => "held".to_owned(),
        VisitFacts { returned: Some(day), .. } => format!("pro forma came back {}", short_day(*day)),
        VisitFacts { sent: Some(day), .. } => format!("pro forma sent {}", short_day(*day)),
        _ if visit.day < today => "not noted as held".to_owned(),
        _ => "planned".to_owned(),
    };
    format!("{}, {state}", long_day(visit.day))
}
