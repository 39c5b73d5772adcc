//! The deadline that a field answers, in words.

use chrono::NaiveDate;

use crate::assist::due::{FieldDue, of_field};
use crate::assist::open::Sheet;
use crate::assist::reason::{left, punctual};
use crate::record::iso;
use crate::rules::RULES;
use crate::words::{capitalised, long_day};

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

/// A deadline with how it stands.
pub(super) fn line(sheet: &Sheet<'_>, due: &FieldDue, done: Option<NaiveDate>) -> String {
    let calendar = &sheet.open.policy.calendar;
    let today = sheet.open.today;
    let stands = match done.filter(|done| *done <= today) {
        Some(done) => punctual(calendar, due.due, done).map(|how| format!("done {done}, {how}")),
        None => left(calendar, today, due.due),
    };
    let stands = stands.map(|stands| format!(" ({stands})")).unwrap_or_default();
    format!("{}: by **{}**{stands}", capitalised(due.step.words().title), long_day(due.due))
}
