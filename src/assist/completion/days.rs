//! The days that may be meant in a field, the likeliest first.

use chrono::NaiveDate;

use super::offer::{CompletionSort, Offer};
use crate::assist::due::{next_working_day, of_field, visit_day};
use crate::assist::open::Sheet;
use crate::record::Kind;
use crate::record::visit::VisitStatus;
use crate::words::{capitalised, long_day};

/// The days to choose from for the value of an item.
pub(super) fn offers(sheet: &Sheet<'_>, item: usize) -> Vec<Offer> {
    let mut days = Days { found: Vec::new() };
    let way = sheet.sketch.way(item);
    of_place(sheet, &way, item, &mut days);
    days.found
        .into_iter()
        .map(|(day, why)| {
            let mut offer = Offer::new(CompletionSort::Day, day.to_string(), why.join("; "));
            offer.about = capitalised(&long_day(day));
            offer
        })
        .collect()
}

struct Days {
    found: Vec<(NaiveDate, Vec<String>)>,
}

impl Days {
    fn add(&mut self, day: Option<NaiveDate>, why: &str) {
        let Some(day) = day else { return };
        match self.found.iter_mut().find(|(known, _)| *known == day) {
            Some((_, reasons)) if reasons.iter().any(|known| known == why) => {}
            Some((_, reasons)) => reasons.push(why.to_owned()),
            None => self.found.push((day, vec![why.to_owned()])),
        }
    }
}

fn of_place(sheet: &Sheet<'_>, way: &str, item: usize, days: &mut Days) {
    let today = sheet.open.today;
    let calendar = &sheet.open.policy.calendar;
    let visit = || visit_day(sheet);
    let name = way.rsplit('/').find(|part| *part != "*").unwrap_or_default();
    match (sheet.kind(), way) {
        (Some(Kind::Visit | Kind::Email | Kind::Letter), "date")
        | (Some(Kind::ProForma), "visit")
        | (Some(Kind::ExclusionNotice), "told_authority") => {
            days.add(sheet.day_of_name(), "the day of the file's name");
            if sheet.kind() == Some(Kind::ProForma) {
                visits(sheet, days);
            }
            days.add(Some(today), "today");
        }
        (Some(Kind::Email | Kind::Letter), "visit") => visits(sheet, days),
        (Some(Kind::ProForma), "absence/from") => {
            let term = calendar.term_or_last_before(visit().unwrap_or(today));
            let term = term.and_then(|place| calendar.terms().get(place));
            days.add(
                term.map(|term| *term.from),
                &format!("the first day of {}", term.map_or("the term", |term| term.name())),
            );
        }
        (Some(Kind::ProForma), "absence/to") => {
            days.add(
                calendar.working_days_before(sheet.day("sent").unwrap_or(today), 1).ok(),
                "the working day before",
            );
            days.add(Some(today), "today");
        }
        _ if name == "due" => {
            let from = if sheet.kind() == Some(Kind::Visit) { visit().unwrap_or(today) } else { today };
            for (count, words) in
                [(5, "5 working days later"), (10, "10 working days later"), (1, "the next working day")]
            {
                days.add(calendar.working_days_after(from, count).ok(), words);
            }
            let next = sheet.open.school.into_iter().flat_map(|school| school.visits_not_cancelled());
            let next = next.map(|visit| *visit.record.date).filter(|day| *day > from).min();
            days.add(next, "the next visit");
        }
        // What is written here has happened: a day to come would be a fault.
        _ if HAS_HAPPENED.contains(&name) => {
            days.add(Some(today), "today");
            if let Some(due) = of_field(sheet, item) {
                let why = format!("{}: the last day in time", due.step.words().title);
                if due.due <= today {
                    days.add(Some(due.due), &why);
                } else if let Some((_, reasons)) = days.found.first_mut() {
                    reasons.push(format!("in time until {}", due.due));
                }
            }
            days.add(calendar.working_days_before(today, 1).ok(), "the working day before");
            days.add(visit().filter(|day| *day <= today && way.contains("written")), "the day of the visit");
        }
        _ => {
            days.add(Some(today), "today");
            days.add(next_working_day(sheet, today), "the next working day");
            days.add(visit(), "the day of the visit");
        }
    }
}

/// The fields that say on which day something was done.
const HAS_HAPPENED: [&str; 9] =
    ["agreed", "sent", "chased", "returned", "done", "written_up", "told_authority", "last_seen", "started"];

/// The days of the school's visits, the next one first; of a pro forma those without one before the others.
fn visits(sheet: &Sheet<'_>, days: &mut Days) {
    let Some(school) = sheet.open.school else { return };
    let today = sheet.open.today;
    let visits = school.visits.iter().filter(|visit| visit.record.status != VisitStatus::Cancelled);
    let mut all: Vec<_> = visits.map(|visit| *visit.record.date).collect();
    let has_pro_forma = |day: NaiveDate| {
        let others = school.pro_formas.iter().filter(|filed| filed.path != sheet.open.path);
        sheet.kind() == Some(Kind::ProForma) && others.into_iter().any(|filed| *filed.record.visit == day)
    };
    all.sort_by_key(|day| (has_pro_forma(*day), *day < today, (*day - today).abs()));
    for day in all {
        let why = match (has_pro_forma(day), day < today) {
            (true, _) => "a visit with a pro forma",
            (false, false) => "a visit to come",
            (false, true) => "a visit",
        };
        days.add(Some(day), why);
    }
}
