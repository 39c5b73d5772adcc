//! A day in a record: which deadlines it has to do with, how these are reckoned, how they stand.

use chrono::NaiveDate;

use super::deadline::{due, line};
use super::field;
use crate::assist::due::of_steps;
use crate::assist::open::Sheet;
use crate::assist::reason::left;
use crate::escape::markdown;
use crate::record::{Kind, iso};
use crate::words::long_day;

/// The explanation of a day that stands in a field.
pub(super) fn text(sheet: &Sheet<'_>, item: usize) -> Option<String> {
    let day = iso(sheet.sketch.text_of(item)?.trim())?;
    let calendar = &sheet.open.policy.calendar;
    let mut text = format!("**{}**", long_day(day));
    if let Some(left) = left(calendar, sheet.open.today, day) {
        text.push_str(&format!(" · {left}"));
    }
    if let Some(due) = due(sheet, item) {
        return Some(format!("{text}\n\n{due}"));
    }
    let way = sheet.sketch.way(item);
    if matches!((sheet.kind(), way.as_str()), (Some(Kind::Visit), "date") | (Some(Kind::ProForma), "visit")) {
        text.push_str(&kind_of_day(sheet, day));
        for (due, done) in of_steps(sheet) {
            text.push_str(&format!("\n- {}", line(sheet, &due, done)));
        }
        return Some(text);
    }
    let field = field::text(sheet, item)?;
    Some(format!("{text}\n\n{field}"))
}

/// What is to be known of the day of a visit.
fn kind_of_day(sheet: &Sheet<'_>, day: NaiveDate) -> String {
    let calendar = &sheet.open.policy.calendar;
    let mut said = String::from("\n");
    if calendar.is_working_day(day) == Ok(false) {
        said.push_str("\nThis is no working day.\n");
    } else if calendar.is_school_day(day) == Ok(false) && calendar.year_of(day).is_some() {
        said.push_str("\nThis is no school day.\n");
    } else if let Some(term) = calendar.term_of(day).and_then(|place| calendar.terms().get(place)) {
        said.push_str(&format!("\n{}.\n", markdown(term.name())));
    }
    said
}
