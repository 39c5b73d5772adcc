//! A day in a record: which deadlines it has to do with, how these are reckoned, how they stand.

use chrono::NaiveDate;

use crate::assist::due::{FieldDue, of_field, of_steps};
use crate::assist::open::Sheet;
use crate::assist::reason::{left, punctual};
use crate::record::{Kind, iso};
use crate::rules::RULES;
use crate::words::{capitalised, long_day};

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
    let field = super::field::text(sheet, item)?;
    Some(format!("{text}\n\n{field}"))
}

/// The deadline that a field answers: its day, how it stands, how it is reckoned, its clause. None where the field answers none.
pub(super) fn due(sheet: &Sheet<'_>, item: usize) -> Option<String> {
    let due = of_field(sheet, item)?;
    let done = sheet.sketch.text_of(item).and_then(|text| iso(text.trim()));
    let mut text = line(sheet, &due, done);
    if let Some(words) = due.count.and_then(|count| count.words(sheet.open.policy)) {
        text.push_str(&format!("\n\n{words}"));
    }
    let code = format!("overdue-{}", due.step.as_str());
    if let Some(rule) = RULES.iter().find(|rule| rule.code.as_str() == code) {
        text.push_str(&format!("\n\n*{}*", rule.page.clause));
    }
    Some(text)
}

fn line(sheet: &Sheet<'_>, due: &FieldDue, done: Option<NaiveDate>) -> String {
    let calendar = &sheet.open.policy.calendar;
    let today = sheet.open.today;
    let stands = match done.filter(|done| *done <= today) {
        Some(done) => punctual(calendar, due.due, done).map(|how| format!("done {done}, {how}")),
        None => left(calendar, today, due.due),
    };
    let stands = stands.map(|stands| format!(" ({stands})")).unwrap_or_default();
    format!("{}: by **{}**{stands}", capitalised(due.step.words().title), long_day(due.due))
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
        said.push_str(&format!("\n{}.\n", crate::escape::markdown(term.name())));
    }
    said
}
