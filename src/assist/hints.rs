//! Hints at the end of values: working days left, absence in per cent, half-days of exclusion.

use std::ops::Range;

use super::due::{of_field, of_steps};
use super::hover::{absence_word, percent};
use super::open::{OpenFile, Sheet};
use super::reason::{left, punctual};
use super::sketch::What;
use crate::record::Kind;
use crate::record::iso;
use crate::record::values::{Days, Value as _};
use crate::words::{long_day, number};

/// A hint beside a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Behind which byte of the text it is shown.
    pub at: usize,
    /// A few words.
    pub text: String,
    /// More of it; may be empty.
    pub about: String,
}

/// The hints in a stretch of a text, in its order.
#[must_use]
pub fn hints(open: &OpenFile<'_>, within: Range<usize>) -> Vec<Hint> {
    let Some(sheet) = Sheet::new(open, None) else { return Vec::new() };
    let Some(kind) = sheet.kind() else { return Vec::new() };
    let mut found = Vec::new();
    for item in sheet.sketch.numbers().skip(1) {
        let one = sheet.sketch.item(item);
        if one.end < within.start || within.end < one.start || one.is_half {
            continue;
        }
        let way = sheet.sketch.way(item);
        let hint = match (kind, way.as_str()) {
            (Kind::Visit, "date") | (Kind::ProForma, "visit") => next_step(&sheet),
            (Kind::ProForma, "absence/children/*") => {
                found.extend(absence(&sheet, item));
                None
            }
            (Kind::ProForma, "exclusions/*/days") | (Kind::ExclusionNotice, "days") => half_days(&sheet, item),
            (Kind::Visit, "actions/*/due") | (Kind::PhoneLog, "calls/*/follow_up/due") => open_row(&sheet, item),
            _ => field(&sheet, item),
        };
        let at = if one.what == What::Text { one.value.end } else { one.after_name };
        found.extend(hint.map(|(text, about)| Hint { at, text, about }));
    }
    found.sort_by_key(|hint| hint.at);
    found.retain(|hint| within.start <= hint.at && hint.at <= within.end);
    found
}

/// The next step of a visit that is not done.
fn next_step(sheet: &Sheet<'_>) -> Option<(String, String)> {
    let today = sheet.open.today;
    let (due, _) = of_steps(sheet).into_iter().find(|(_, done)| done.is_none_or(|done| done > today))?;
    let left = left(&sheet.open.policy.calendar, today, due.due)?;
    let words = due.step.words();
    Some((format!("{} by {}: {left}", words.title, due.due), format!("{}: by {}", words.to_come, long_day(due.due))))
}

/// How the deadline stands that a field answers.
fn field(sheet: &Sheet<'_>, item: usize) -> Option<(String, String)> {
    let due = of_field(sheet, item)?;
    let (calendar, today) = (&sheet.open.policy.calendar, sheet.open.today);
    let about = format!("{}: by {}", due.step.words().to_come, long_day(due.due));
    let done = sheet.sketch.text_of(item).map(|text| iso(text.trim()));
    let text = match done {
        Some(done) => punctual(calendar, due.due, done.filter(|done| *done <= today)?)?,
        None => format!("by {}: {}", due.due, left(calendar, today, due.due)?),
    };
    Some((text, about))
}

/// How many working days are left for what a row says, where it is not done.
fn open_row(sheet: &Sheet<'_>, item: usize) -> Option<(String, String)> {
    let row = sheet.sketch.item(item).parent;
    if sheet.day_in(row, "done").is_some() {
        return None;
    }
    let due = sheet.day_in(row, "due")?;
    Some((left(&sheet.open.policy.calendar, sheet.open.today, due)?, long_day(due)))
}

/// The absence of a row in per cent, behind the last of its figures.
fn absence(sheet: &Sheet<'_>, row: usize) -> Option<Hint> {
    let figure = |name: &str| {
        let field = sheet.sketch.field(row, name)?;
        let count: u32 = sheet.sketch.text_of(field)?.trim().parse().ok()?;
        Some((u64::from(count), sheet.sketch.item(field).value.end))
    };
    let figures = [figure("possible")?, figure("authorised")?, figure("unauthorised")?];
    let at = figures.iter().map(|(_, end)| *end).max()?;
    let [(possible, _), (authorised, _), (unauthorised, _)] = figures;
    let missed = authorised + unauthorised;
    let rate = percent(missed, possible)?;
    let word = absence_word(missed, possible);
    Some(Hint { at, text: rate, about: format!("{missed} of {} missed{word}", number(possible, "session")) })
}

/// Days of exclusion as half-days, by which the review counts.
fn half_days(sheet: &Sheet<'_>, item: usize) -> Option<(String, String)> {
    let days = Days::parse(sheet.sketch.text_of(item)?.trim()).ok()?;
    Some((number(days.half_days(), "half-day"), "A day is two half-days, a lunchtime is one.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::sample::{LOG, NOTICE, PRO_FORMA, Sample, VISIT};

    /// The text with each hint in brackets where it is shown.
    fn shown(path: &str, text: &str) -> String {
        let sample = Sample::new();
        let mut shown = text.to_owned();
        for hint in hints(&sample.open(path, text), 0..text.len()).into_iter().rev() {
            shown.insert_str(hint.at, &format!("‹{}›", hint.text));
        }
        shown
    }

    #[test]
    fn hints_stand_behind_their_values() {
        for (path, after) in [
            (
                PRO_FORMA,
                "kind: pro-forma\nvisit: 2026-11-24‹pro forma sent by 2026-11-10: 2 working days ago›\nsent:‹by 2026-11-10: 2 working days ago›\n\
                 returned:‹by 2026-11-17: 3 working days left›   # not yet\n",
            ),
            (
                PRO_FORMA,
                "kind: pro-forma\nvisit: 2026-11-24‹pro forma returned by 2026-11-17: 3 working days left›\nsent: 2026-11-10‹in time›\n\
                 absence:\n  children:\n    - {upn: UN1, possible: 98, authorised: 6, unauthorised: 14‹20.4%›, note: x}\n    \
                 - upn: UN2\n      unauthorised: 1\n      authorised: 0\n      possible: 0\n    - {upn: UN3, possible: 98, authorised: x}\n\
                 exclusions:\n  - {upn: UN1, type: fixed-term, from: 2026-11-06, days: 2.5‹5 half-days›, told_authority: 2026-11-10‹1 working day late›}\n",
            ),
            (
                VISIT,
                "kind: visit\ndate: 2026-11-24‹pro forma returned by 2026-11-17: 3 working days left›\nstatus: planned\nagreed: 2026-09-14‹in time›\n\
                 actions:\n  - {what: x, due: 2026-11-10‹2 working days ago›}\n  - {what: y, due: 2026-11-10, done: 2026-11-11‹1 working day late›}\n",
            ),
            (VISIT, "kind: visit\ndate: 2026-11-24\nstatus: cancelled\nwritten_up:\n"),
            (LOG, "kind: phone-log\ncalls: [{follow_up: {what: x, due: 2026-11-12‹today›"),
            (
                NOTICE,
                "kind: exclusion-notice\ntype: fixed-term\nfrom: 2026-11-11\ndays: 1‹2 half-days›\ntold_authority: 2026-11-12‹in time›\n",
            ),
        ] {
            let plain: String =
                after.split('‹').map(|part| part.split_once('›').map_or(part, |(_, rest)| rest)).collect();
            assert_eq!(shown(path, &plain), after);
        }
    }

    #[test]
    fn only_what_is_in_sight_has_hints() {
        let sample = Sample::new();
        let text = "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10\n";
        let found = hints(&sample.open(PRO_FORMA, text), 0..20);
        assert_eq!(found, []);
    }
}
