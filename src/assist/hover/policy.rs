//! What a value of the policy does: on which day a step is due then, how many children are reviewed, which days fall out.

use chrono::{Days, NaiveDate};

use crate::assist::open::Sheet;
use crate::assist::reason::Count;
use crate::escape::markdown;
use crate::policy::{Duty, Every};
use crate::procedure::review::window;
use crate::record::iso;
use crate::words::{listed, long_day, number, short_day};

/// What the value of a field does; none where its description says all.
pub(super) fn effect(sheet: &Sheet<'_>, item: usize) -> Option<String> {
    let text = sheet.sketch.text_of(item);
    let number_typed = text.as_deref().and_then(|text| text.trim().parse::<u32>().ok());
    let way = sheet.sketch.way(item);
    match way.as_str() {
        "deadlines/dates_agreed" => {
            let year = sheet.open.policy.calendar.year_of(sheet.open.today)?;
            Some(due(sheet, "The dates are agreed", Count { from: year.from, days: number_typed?, is_before: false }))
        }
        "deadlines/pro_forma_sent" => of_visit(sheet, "the pro forma is sent", number_typed?, true),
        "deadlines/pro_forma_returned" => of_visit(sheet, "the pro forma is back", number_typed?, true),
        "deadlines/checks_done" => of_visit(sheet, "the checks are done", number_typed?, true),
        "deadlines/written_up" => of_visit(sheet, "it is written up", number_typed?, false),
        "deadlines/tell_authority" => {
            let count = Count { from: sheet.open.today, days: number_typed?, is_before: false };
            Some(due(sheet, "For an exclusion from today on the authority is told", count))
        }
        "review/top_percent" => {
            let of = |all: u64| (all * u64::from(number_typed.unwrap_or(0))).div_ceil(100).min(all);
            Some(format!(
                "Of 12 children who are persistently absent a visit reviews the first {}, of 60 the first {}, and all who tie with the last of these.",
                of(12),
                of(60)
            ))
        }
        "review/window_terms" => {
            let policy = sheet.open.policy;
            let terms = policy.calendar.terms().get(window(policy, sheet.open.today))?;
            let names: Vec<_> = terms.iter().map(|term| markdown(term.name())).collect();
            Some(format!("For a visit today, by the policy as it was saved last: {}.", listed(&names)))
        }
        "review/primary_days" => Some(days(&text?, "Up to year 6")),
        "review/secondary_days" => Some(days(&text?, "From year 7")),
        "exclusions/duty" => duty(&text?),
        "visits/every" => every(&text?),
        "calendar/closures/*/from" | "calendar/closures/*/to" => {
            let [from, to] = span(sheet, item)?;
            let weekdays =
                from.iter_days().take_while(|day| *day <= to).filter(|day| !crate::calendar::is_weekend(*day)).count();
            Some(format!(
                "{} to {}: {} fall out of the deadlines, bank holidays among them.",
                short_day(from),
                short_day(to),
                number(weekdays, "weekday")
            ))
        }
        "year/*/terms/*/from" | "year/*/terms/*/to" | "year/*/holidays/*/from" | "year/*/holidays/*/to" => {
            let [from, to] = span(sheet, item)?;
            let weeks = ((to - from).num_days() + 1).div_euclid(7);
            Some(format!("{} to {}: {}.", long_day(from), long_day(to), number(weeks, "week")))
        }
        _ => None,
    }
}

fn of_visit(sheet: &Sheet<'_>, what: &str, days: u32, is_before: bool) -> Option<String> {
    let today = sheet.open.today;
    let visits = sheet.open.school.into_iter().flat_map(|school| school.visits_not_cancelled());
    let next = visits.map(|visit| *visit.record.date).filter(|day| *day >= today).min();
    // Without a school an example shows it: a visit in four weeks.
    let from = next.or_else(|| today.checked_add_days(Days::new(28)))?;
    let kind = if next.is_some() { "For the next visit" } else { "For a visit" };
    Some(due(sheet, &format!("{kind} on {}, {what}", long_day(from)), Count { from, days, is_before }))
}

fn due(sheet: &Sheet<'_>, what: &str, count: Count) -> String {
    let policy = sheet.open.policy;
    match (count.end(&policy.calendar), count.words(policy)) {
        (Some(end), Some(words)) => format!("{what} by **{}**. {words}", long_day(end)),
        _ => format!("{what}: the calendar does not reach so far."),
    }
}

fn days(text: &str, who: &str) -> String {
    format!(
        "{who}, a child with {} school days of exclusion in the terms that count is reviewed: a lunchtime is half a day.",
        markdown(text.trim())
    )
}

fn duty(text: &str) -> Option<String> {
    let words = |duty: Duty| match duty {
        Duty::ByDate => {
            "`by-date`: of exclusions before 1 September 2022 by the thresholds, of every one from then on."
        }
        Duty::Thresholds => {
            "`thresholds`: of permanent ones, of those that miss an examination, and from the one on that takes a child over five days (or ten lunchtimes) in a term."
        }
        Duty::Every => "`every`: of every exclusion.",
    };
    let duty = Duty::ALL.iter().copied().find(|duty| duty.as_str() == text.trim())?;
    Some(format!("The authority is told without delay {}", words(duty)))
}

fn every(text: &str) -> Option<String> {
    let every = Every::ALL.iter().copied().find(|every| every.as_str() == text.trim())?;
    Some(match every {
        Every::Term => "For each term of the year a visit is to be agreed at the year's beginning.".to_owned(),
        Every::Year => "For the year one visit is to be agreed at its beginning.".to_owned(),
    })
}

/// Both ends of the span that a field is an end of.
fn span(sheet: &Sheet<'_>, item: usize) -> Option<[NaiveDate; 2]> {
    let row = sheet.sketch.item(item).parent;
    let day = |name| iso(sheet.sketch.field_text(row, name)?.trim());
    let (from, to) = (day("from")?, day("to")?);
    (from <= to).then_some([from, to])
}
