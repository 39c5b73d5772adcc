//! How a deadline comes about: the day, and every day that was passed over on the way.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Calendar, bank_holidays, is_weekend};
use crate::policy::Policy;
use crate::words::{listed, long_day, number, short_day};

/// So many working days before or after a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) from: NaiveDate,
    pub(super) days: u32,
    pub(super) is_before: bool,
}

impl Count {
    /// The day on which it ends; none where the calendar does not reach so far.
    pub(super) fn end(self, calendar: &Calendar) -> Option<NaiveDate> {
        let end = if self.is_before {
            calendar.working_days_before(self.from, self.days)
        } else {
            calendar.working_days_after(self.from, self.days)
        };
        end.ok()
    }

    /// The same in words, with every weekday named that is no working day: "10 working days before …".
    pub(super) fn words(self, policy: &Policy) -> Option<String> {
        let end = self.end(&policy.calendar)?;
        let day = long_day(self.from);
        if self.days == 0 {
            return Some(format!("The day itself: {day}."));
        }
        let direction = if self.is_before { "before" } else { "after" };
        let counted = format!("{} {direction} {day}.", number(self.days, "working day"));
        let (first, last) = if self.is_before { (end, self.from) } else { (self.from, end) };
        let between = first.iter_days().skip(1).take_while(|day| *day < last);
        let passed_over: Vec<_> = between.filter(|day| policy.calendar.is_working_day(*day) == Ok(false)).collect();
        let weekend = passed_over.iter().filter(|day| is_weekend(**day)).count();
        let mut named = spans(passed_over.into_iter().filter(|day| !is_weekend(*day)), policy);
        if named.is_empty() && weekend == 0 {
            return Some(counted);
        }
        if weekend > 0 {
            named.push("Saturdays and Sundays".to_owned());
        }
        Some(format!("{counted} Not counted: {}.", listed(&named)))
    }
}

/// Days with why they are no working days; those of one closure that follow one another are one span.
fn spans(days: impl Iterator<Item = NaiveDate>, policy: &Policy) -> Vec<String> {
    let mut spans: Vec<(NaiveDate, NaiveDate, String)> = Vec::new();
    for day in days {
        let why = why(day, policy);
        match spans.last_mut() {
            Some(span) if span.2 == why && is_joined(span.1, day, policy) => span.1 = day,
            _ => spans.push((day, day, why)),
        }
    }
    let shown = |(from, to, why): &(NaiveDate, NaiveDate, String)| {
        if from == to {
            format!("{} ({why})", short_day(*from))
        } else {
            format!("{} to {} ({why})", short_day(*from), short_day(*to))
        }
    };
    spans.iter().map(shown).collect()
}

/// Whether only a weekend lies between two days.
fn is_joined(one: NaiveDate, other: NaiveDate, policy: &Policy) -> bool {
    let mut between = one.iter_days().skip(1).take_while(|day| *day < other);
    between.all(|day| is_weekend(day) && policy.calendar.is_working_day(day) == Ok(false))
}

/// Why a weekday is no working day.
fn why(day: NaiveDate, policy: &Policy) -> String {
    let removed = &policy.days_off.remove_bank_holidays;
    let built_in = bank_holidays(day.year()).into_iter().find(|(holiday, _)| *holiday == day);
    if let Some((_, name)) = built_in.filter(|_| !removed.iter().any(|removed| **removed == day)) {
        return name.to_owned();
    }
    if policy.days_off.add_bank_holidays.iter().any(|added| **added == day) {
        return "bank holiday by policy.toml".to_owned();
    }
    let closure = policy.days_off.closures.iter().find(|span| span.holds(day));
    closure.and_then(|span| span.why.as_deref()).unwrap_or("closed").to_owned()
}

/// How a day lies to today, in working days: `3 working days left`, `today`, `2 working days ago`.
pub(super) fn left(calendar: &Calendar, today: NaiveDate, due: NaiveDate) -> Option<String> {
    let days = calendar.working_days_until(today, due).ok()?;
    Some(match days {
        _ if due == today => "today".to_owned(),
        // Between the two lies no working day.
        0 if due > today => "before the next working day".to_owned(),
        0 => "just past".to_owned(),
        days if days > 0 => format!("{} left", number(days, "working day")),
        days => format!("{} ago", number(-days, "working day")),
    })
}

/// How something was done that was due on a day: `in time`, `2 working days late`.
pub(super) fn punctual(calendar: &Calendar, due: NaiveDate, done: NaiveDate) -> Option<String> {
    if done <= due {
        return Some("in time".to_owned());
    }
    let days = calendar.working_days_until(due, done).ok()?;
    Some(if days == 0 { "late".to_owned() } else { format!("{} late", number(days, "working day")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "[calendar]\nclosures = [{ from = 2026-12-24, to = 2027-01-01, why = \"offices closed\" }]\n";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_days_that_do_not_count_are_named() {
        let policy = Policy::read(POLICY).unwrap().0;
        let words = |from, days, is_before| Count { from: day(from), days, is_before }.words(&policy).unwrap();
        assert_eq!(
            words("2026-11-24", 10, true),
            "10 working days before Tuesday 24 November 2026. Not counted: Saturdays and Sundays."
        );
        assert_eq!(
            words("2027-01-05", 3, true),
            "3 working days before Tuesday 5 January 2027. Not counted: 24 Dec 2026 (offices closed), 25 Dec 2026 (Christmas Day), \
             28 Dec 2026 (Boxing Day), 29 Dec 2026 to 31 Dec 2026 (offices closed), 1 Jan 2027 (New Year's Day) and Saturdays and Sundays."
        );
        assert_eq!(words("2026-11-24", 1, true), "1 working day before Tuesday 24 November 2026.");
        assert_eq!(words("2026-11-24", 0, true), "The day itself: Tuesday 24 November 2026.");
    }

    #[test]
    fn a_day_is_said_in_working_days() {
        let calendar = Calendar::default();
        let left = |today, due| left(&calendar, day(today), day(due)).unwrap();
        assert_eq!(left("2026-11-20", "2026-11-24"), "2 working days left");
        assert_eq!(left("2026-11-24", "2026-11-24"), "today");
        assert_eq!(left("2026-11-21", "2026-11-22"), "before the next working day");
        assert_eq!(left("2026-11-25", "2026-11-24"), "1 working day ago");
        assert_eq!(left("2026-11-22", "2026-11-21"), "just past");
        let punctual = |due, done| punctual(&calendar, day(due), day(done)).unwrap();
        assert_eq!(punctual("2026-11-10", "2026-11-10"), "in time");
        assert_eq!(punctual("2026-11-10", "2026-11-12"), "2 working days late");
        assert_eq!(punctual("2026-11-13", "2026-11-14"), "late");
    }
}
