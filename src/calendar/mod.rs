//! Working days in England, school days and terms (records.md, section 4). Whole numbers only; out of range is an error, never a guess.

mod bank_holidays;

use chrono::{Datelike, Days, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::record::values::{AcademicYear, Date, Text, Value as _};

pub use self::bank_holidays::{FIRST_YEAR, LAST_YEAR, bank_holidays, easter, first_monday, is_weekend, last_monday};

/// A day outside the years whose bank holidays are known, or the edge that a count would have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the calendar is known from {FIRST_YEAR} to {LAST_YEAR}")]
pub struct OutOfRange;

/// A span of days, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Why.
    pub why: Option<Text>,
}

impl Span {
    /// Whether a day is in it: `from ≤ day ≤ to`.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        *self.from <= day && day <= *self.to
    }
}

/// An academic year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Year {
    /// Such as 2026-27.
    pub name: Option<Text>,
    /// Its terms.
    pub terms: Vec<Term>,
    /// School holidays inside the terms.
    pub holidays: Vec<Span>,
}

/// A term, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Such as Autumn 2026.
    pub name: Option<Text>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Term {
    /// Its name. A term of a [`Calendar`] always has one; elsewhere this is empty where policy.toml gives none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// Whether a day is in it: `from ≤ day ≤ to`.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        *self.from <= day && day <= *self.to
    }

    /// The same term, named by its dates where policy.toml gives no name.
    fn named(&self) -> Self {
        let by_dates = || Text::parse(&format!("{} to {}", self.from, self.to)).ok();
        Self { name: self.name.clone().or_else(by_dates), ..self.clone() }
    }
}

/// An academic year with its place in time: from its first term's first day to the day before the next year's; the last to the 31 August
/// after its last term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedYear {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    year: Year,
}

impl DatedYear {
    /// A year by itself: to the 31 August after its last term. None where it has no term.
    fn new(year: &Year) -> Option<Self> {
        let mut terms: Vec<_> = year.terms.iter().filter(|term| term.from <= term.to).map(Term::named).collect();
        terms.sort_by_key(|term| (term.from, term.to));
        let from = *terms.first()?.from;
        let last = terms.iter().map(|term| *term.to).max().unwrap_or(from);
        Some(Self { from, to: august_after(last), year: Year { terms, ..year.clone() } })
    }

    /// Such as `2026-27`; none where policy.toml gives none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.year.name.as_deref()
    }

    /// Its terms, in the order of time.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.year.terms
    }
}

/// Days on which nobody works, beside weekends and the bank holidays of England.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Calendar")]
pub struct DaysOff {
    /// Spans in which the offices are closed.
    pub closures: Vec<Span>,
    /// Bank holidays that are not built in.
    pub add_bank_holidays: Vec<Date>,
    /// Built-in bank holidays that are not kept.
    pub remove_bank_holidays: Vec<Date>,
}

/// The calendar of an authority.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// For each day from 1 January 2000, and for the day after the last: the working days before it.
    working_before: Vec<u32>,
    /// The same days without closures: what a school day can be.
    is_weekday: Vec<bool>,
    terms: Vec<Term>,
    years: Vec<DatedYear>,
}

impl Default for Calendar {
    /// The calendar of a policy that says nothing: weekends and bank holidays, no year and no term.
    fn default() -> Self {
        Self::new(&DaysOff::default(), &[])
    }
}

impl Calendar {
    /// Lays the calendar out. Years and terms are put in the order of time; years without a term, and terms that end before they begin,
    /// are no part of it.
    #[must_use]
    pub fn new(days_off: &DaysOff, years: &[Year]) -> Self {
        let mut years: Vec<_> = years.iter().filter_map(DatedYear::new).collect();
        years.sort_by_key(|year| year.from);
        let next: Vec<_> = years.iter().skip(1).map(|year| year.from).collect();
        for (year, next) in years.iter_mut().zip(next) {
            year.to = next - Days::new(1);
        }
        // Terms follow one another in time across years, whatever year they stand in.
        let mut terms: Vec<_> = years.iter().flat_map(|year| year.terms().iter().cloned()).collect();
        terms.sort_by_key(|term| (term.from, term.to));
        let mut calendar = Self { working_before: Vec::new(), is_weekday: Vec::new(), terms, years };
        calendar.lay_out_days(days_off);
        calendar
    }

    fn lay_out_days(&mut self, days_off: &DaysOff) {
        let mut holidays: Vec<_> = (FIRST_YEAR..=LAST_YEAR).flat_map(bank_holidays).map(|(day, _)| day).collect();
        holidays.retain(|day| !days_off.remove_bank_holidays.contains(&Date(*day)));
        holidays.extend(days_off.add_bank_holidays.iter().map(|day| **day));
        holidays.sort_unstable();
        let mut before = 0;
        for day in first_day().iter_days().take_while(|day| day.year() <= LAST_YEAR) {
            let weekday = !is_weekend(day) && holidays.binary_search(&day).is_err();
            let working = weekday && !within(&days_off.closures, day);
            self.is_weekday.push(weekday);
            self.working_before.push(before);
            before += u32::from(working);
        }
        self.working_before.push(before);
    }

    /// Monday to Friday, not a bank holiday, not in a closure.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, OutOfRange> {
        let at = place(day)?;
        Ok(self.working_before[at + 1] > self.working_before[at])
    }

    /// Monday to Friday, not a bank holiday, inside a term and not in its year's holidays; closures do not matter.
    pub fn is_school_day(&self, day: NaiveDate) -> Result<bool, OutOfRange> {
        let weekday = self.is_weekday[place(day)?];
        Ok(weekday && self.term_of(day).is_some() && !self.is_school_holiday(day))
    }

    /// In a school holiday of its year.
    #[must_use]
    pub fn is_school_holiday(&self, day: NaiveDate) -> bool {
        self.year_of(day).is_some_and(|year| within(&year.year.holidays, day))
    }

    /// So many working days before a day, which never counts itself; 0 is the day.
    pub fn working_days_before(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, OutOfRange> {
        let at = place(day)?;
        if count == 0 {
            return Ok(day);
        }
        let wanted = self.working_before[at].checked_sub(count).ok_or(OutOfRange)?;
        // The last day with so many before it is the working day that is wanted.
        Ok(self.day_at(self.working_before.partition_point(|before| *before <= wanted) - 1))
    }

    /// So many working days after a day, which never counts itself; 0 is the day.
    pub fn working_days_after(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, OutOfRange> {
        let at = place(day)?;
        if count == 0 {
            return Ok(day);
        }
        let wanted = self.working_before[at + 1].checked_add(count).ok_or(OutOfRange)?;
        let after = self.working_before.partition_point(|before| *before < wanted);
        if after >= self.working_before.len() { Err(OutOfRange) } else { Ok(self.day_at(after - 1)) }
    }

    /// The working days d with today < d ≤ due; where due is past, minus those with due < d ≤ today.
    pub fn working_days_until(&self, today: NaiveDate, due: NaiveDate) -> Result<i64, OutOfRange> {
        let up_to = |day: NaiveDate| place(day).map(|at| i64::from(self.working_before[at + 1]));
        Ok(up_to(due)? - up_to(today)?)
    }

    /// All terms, in the order of time.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// All years, in the order of time.
    #[must_use]
    pub fn years(&self) -> &[DatedYear] {
        &self.years
    }

    /// The place in [`Self::terms`] of the term that a day is in.
    #[must_use]
    pub fn term_of(&self, day: NaiveDate) -> Option<usize> {
        self.terms.iter().position(|term| term.holds(day))
    }

    /// The term that a day is in, or, in none, the last begun before it.
    #[must_use]
    pub fn term_or_last_before(&self, day: NaiveDate) -> Option<usize> {
        self.term_of(day).or_else(|| self.terms.iter().rposition(|term| *term.from <= day))
    }

    /// The year that holds a day.
    #[must_use]
    pub fn year_of(&self, day: NaiveDate) -> Option<&DatedYear> {
        self.years.iter().find(|year| year.from <= day && day <= year.to)
    }

    /// The academic year whose terms are wanted by now and are not here: that of the day, or, from 1 June on, the next one. Its dates are agreed
    /// with the schools at its beginning, so that its terms are needed before.
    #[must_use]
    pub fn terms_wanted(&self, today: NaiveDate) -> Option<AcademicYear> {
        let missing = |day| self.year_of(day).is_none().then(|| AcademicYear::of(day));
        let next_autumn = (6..=8).contains(&today.month()).then(|| today.with_day(1)?.with_month(10)).flatten();
        missing(today).or_else(|| next_autumn.and_then(missing))
    }

    fn day_at(&self, place: usize) -> NaiveDate {
        first_day() + Days::new(place as u64)
    }
}

fn within(spans: &[Span], day: NaiveDate) -> bool {
    spans.iter().any(|span| span.holds(day))
}

fn august_after(day: NaiveDate) -> NaiveDate {
    let of = |year| NaiveDate::from_ymd_opt(year, 8, 31).unwrap_or(NaiveDate::MAX);
    if day <= of(day.year()) { of(day.year()) } else { of(day.year() + 1) }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default()
}

/// The place of a day, 1 January 2000 being 0.
fn place(day: NaiveDate) -> Result<usize, OutOfRange> {
    if day.year() > LAST_YEAR {
        return Err(OutOfRange);
    }
    usize::try_from((day - first_day()).num_days()).map_err(|_| OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The policy of records.md, section 4.
    fn calendar() -> Calendar {
        let text = |text| Text::parse(text).ok();
        let term = |name, from, to| Term { name: text(name), from: Date(day(from)), to: Date(day(to)) };
        let span = |from, to| Span { from: Date(day(from)), to: Date(day(to)), why: None };
        let year = Year {
            name: text("2026-27"),
            terms: vec![
                term("Autumn 2026", "2026-09-02", "2026-12-18"),
                term("Spring 2027", "2027-01-04", "2027-03-25"),
                term("Summer 2027", "2027-04-12", "2027-07-21"),
            ],
            holidays: vec![span("2026-10-26", "2026-10-30")],
        };
        let closures = vec![span("2026-12-24", "2027-01-01")];
        Calendar::new(&DaysOff { closures, ..DaysOff::default() }, &[year])
    }

    #[test]
    fn the_contracts_vectors() {
        let calendar = calendar();
        for (visit, send, back) in [
            ("2026-11-24", "2026-11-10", "2026-11-17"),
            ("2024-01-09", "2023-12-21", "2024-01-02"),
            ("2022-06-10", "2022-05-25", "2022-06-01"),
        ] {
            assert_eq!(calendar.working_days_before(day(visit), 10), Ok(day(send)), "{visit}");
            assert_eq!(calendar.working_days_before(day(visit), 5), Ok(day(back)), "{visit}");
        }
    }

    /// The definition, a day at a time.
    fn slowly(calendar: &Calendar, from: NaiveDate, count: u32, back: bool) -> Result<NaiveDate, OutOfRange> {
        let (mut at, mut left) = (from, count);
        while left > 0 {
            at = if back { at - Days::new(1) } else { at + Days::new(1) };
            left -= u32::from(calendar.is_working_day(at)?);
        }
        Ok(at)
    }

    #[test]
    fn counting_is_what_it_is_defined_as() {
        let calendar = calendar();
        for start in day("2025-12-01").iter_days().take(800) {
            for count in [0, 1, 2, 5, 10, 15, 260] {
                assert_eq!(
                    calendar.working_days_before(start, count),
                    slowly(&calendar, start, count, true),
                    "{start} - {count}"
                );
                assert_eq!(
                    calendar.working_days_after(start, count),
                    slowly(&calendar, start, count, false),
                    "{start} + {count}"
                );
            }
        }
    }

    #[test]
    fn days_until_count_working_days_alone() {
        let calendar = calendar();
        let until = |today, due| calendar.working_days_until(day(today), day(due)).unwrap();
        assert_eq!(until("2026-11-23", "2026-11-24"), 1);
        assert_eq!(until("2026-11-23", "2026-11-23"), 0);
        assert_eq!(until("2026-11-20", "2026-11-23"), 1);
        assert_eq!(until("2026-11-23", "2026-11-20"), -1);
        assert_eq!(until("2026-11-23", "2026-11-21"), -1);
        assert_eq!(until("2026-12-23", "2027-01-05"), 2);
    }

    #[test]
    fn the_edges_are_errors() {
        let calendar = calendar();
        assert_eq!(calendar.is_working_day(day("1999-12-31")), Err(OutOfRange));
        assert_eq!(calendar.is_working_day(day("2101-01-01")), Err(OutOfRange));
        assert_eq!(calendar.is_working_day(day("2000-01-03")), Ok(false));
        assert_eq!(calendar.working_days_before(day("2000-01-05"), 1), Ok(day("2000-01-04")));
        assert_eq!(calendar.working_days_before(day("2000-01-05"), 2), Err(OutOfRange));
        assert_eq!(calendar.working_days_after(day("2100-12-30"), 1), Ok(day("2100-12-31")));
        assert_eq!(calendar.working_days_after(day("2100-12-30"), 2), Err(OutOfRange));
        assert_eq!(calendar.working_days_before(day("2026-11-24"), u32::MAX), Err(OutOfRange));
    }

    #[test]
    fn terms_and_years() {
        let calendar = calendar();
        let term = |on| calendar.term_or_last_before(day(on)).map(|at| calendar.terms()[at].name().to_owned());
        assert_eq!(term("2026-09-01"), None);
        assert_eq!(term("2026-12-25").as_deref(), Some("Autumn 2026"));
        assert_eq!(term("2030-01-01").as_deref(), Some("Summer 2027"));
        assert_eq!(calendar.year_of(day("2027-08-31")).and_then(DatedYear::name), Some("2026-27"));
        assert_eq!(calendar.year_of(day("2027-09-01")), None);
        assert_eq!(calendar.is_school_day(day("2026-10-27")), Ok(false));
        assert_eq!(calendar.is_school_day(day("2026-11-24")), Ok(true));
        assert_eq!(calendar.is_working_day(day("2026-10-27")), Ok(true));
    }

    #[test]
    fn next_years_terms_are_asked_for_from_june() {
        let wanted = |today| calendar().terms_wanted(day(today)).map(|year| year.to_string());
        assert_eq!((wanted("2026-09-02"), wanted("2027-05-31")), (None, None));
        for today in ["2027-06-01", "2027-08-31", "2027-09-01", "2028-05-01"] {
            assert_eq!(wanted(today).as_deref(), Some("2027-28"), "{today}");
        }
        assert_eq!(wanted("2026-08-31").as_deref(), Some("2025-26"));
    }
}
