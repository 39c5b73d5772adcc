//! The words of a story that its page, its text and its print have in common.

use super::child::{Head, YearTotals};
use super::entry::Place;
use crate::words::{days, number, short_day, year_group};

/// What stands at the head of a story: what it is, and what it says.
#[must_use]
pub fn head_lines(head: &Head) -> Vec<(&'static str, String)> {
    let mut lines = vec![("UPN", head.upn.clone().unwrap_or_else(|| "none in any record".to_owned()))];
    if !head.other_names.is_empty() {
        lines.push(("Also written", head.other_names.join("; ")));
    }
    if let Some((year, day)) = head.year {
        lines.push(("Year group", format!("{}, on {}", year_group(year), short_day(day))));
    }
    for stay in &head.schools {
        let span = if stay.first == stay.last {
            short_day(stay.first)
        } else {
            format!("{} to {}", short_day(stay.first), short_day(stay.last))
        };
        lines.push(("School", format!("{}, in its records {span}", stay.school)));
    }
    if let Some((first, last)) = head.seen {
        lines.push(("First and last told of", format!("{} and {}", short_day(first), short_day(last))));
    }
    if let Some((title, day)) = &head.absence {
        lines.push(("Newest absence figure", format!("{}, to {}", title.to_lowercase(), short_day(*day))));
    }
    lines.push(("Days lost to exclusions", days_lost(head)));
    let at_least = if head.is_at_least() { "at least " } else { "" };
    for year in &head.by_year {
        lines.push(("", format!("{}: {at_least}{}", year.year, totals(year))));
    }
    for one in &head.broken {
        let what = "it names the child, and cannot be read as a whole. `spoc validate` says what is wrong in it";
        lines.push(("Not read whole", format!("{}: {what}", one.path)));
    }
    for one in &head.unread {
        lines.push(("Not read", format!("{}: {}. It may speak of the child, too", one.path, one.reason)));
    }
    if head.has_slip {
        let text =
            "a record gives this UPN a name that another child has: is it a slip? `spoc find` and the UPN show it";
        lines.push(("Caution", text.to_owned()));
    }
    if head.has_namesake {
        lines.push((
            "Caution",
            "another child has this name, with another number: a text that has the name alone may be about that child"
                .to_owned(),
        ));
    }
    lines
}

/// The days lost in words. What could not be read may hold more of them.
fn days_lost(head: &Head) -> String {
    let why = match head.broken.iter().find(|one| one.may_hold_exclusions) {
        None => "not everything could be read".to_owned(),
        Some(one) => format!("a record that names the child could not be read as a whole: {}", one.path),
    };
    match (head.by_year.is_empty(), head.is_at_least()) {
        (true, false) => "none is on file".to_owned(),
        (true, true) => format!("not known: {why}"),
        (false, false) => days(head.half_days),
        (false, true) => format!("at least {}: {why}", days(head.half_days)),
    }
}

/// The exclusions of a year in words.
fn totals(year: &YearTotals) -> String {
    let counts = [
        (year.fixed_term, "fixed-term exclusion"),
        (year.lunchtime, "lunchtime exclusion"),
        (year.permanent, "permanent exclusion"),
    ];
    let parts: Vec<_> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| number(*count, noun)).collect();
    format!("{}, {}", days(year.half_days), parts.join(", "))
}

/// Where an entry stands, in words.
#[must_use]
pub fn places(places: &[Place]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for place in places {
        let text = place.line.map_or_else(|| place.path.clone(), |line| format!("{}:{line}", place.path));
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    shown.join("; ")
}
