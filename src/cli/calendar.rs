//! `spoc calendar`

use std::io::Write;

use chrono::{Datelike, NaiveDate};

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::target::Target;
use crate::calendar::{FIRST_YEAR, LAST_YEAR, OutOfRange, bank_holidays};
use crate::drive;
use crate::policy::Policy;
use crate::record::values::{AcademicYear, Date, Value as _};

/// Show a year's terms, bank holidays and working days; or, for a visit, the days on which its steps are due
#[derive(Debug, clap::Args)]
pub(super) struct ShowCalendar {
    /// A calendar year, such as 2026, or an academic year, such as 2026-27 [default: the academic year that holds today]
    #[arg(value_parser = shown_year)]
    year: Option<ShownYear>,

    /// The day of a visit
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, conflicts_with = "year")]
    visit: Option<NaiveDate>,
}

impl ShowCalendar {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, None)?;
        let (policy, problems) = drive::policy(&target.root).map_err(Failure::unread)?;
        note_problems(&problems);
        match self.visit {
            Some(visit) => write_visit(out, &policy, visit).map_err(|error| {
                Failure::caused(
                    format!("the days of a visit on {visit} cannot be reckoned"),
                    error,
                    "Name another day.",
                )
            })??,
            None => write_year(out, &policy, self.year, today)?,
        }
        Ok(Outcome::Clean)
    }
}

/// The year that is shown.
#[derive(Debug, Clone, Copy)]
enum ShownYear {
    /// From January to December.
    Calendar(i32),
    /// As policy.toml has it, or, where it does not, from September to August.
    Academic(AcademicYear),
}

fn shown_year(text: &str) -> Result<ShownYear, String> {
    if let Ok(year) = AcademicYear::parse(text)
        && (FIRST_YEAR..LAST_YEAR).contains(&year.begins())
    {
        return Ok(ShownYear::Academic(year));
    }
    let year = text.parse().ok().filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year));
    year.map(ShownYear::Calendar)
        .ok_or_else(|| format!("write one year from {FIRST_YEAR} to {LAST_YEAR}, as in 2026 or 2026-27"))
}

fn long(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// Writes the days of a visit's steps. The outer error is that a date is beyond the calendar; the inner one that the output cannot be written.
fn write_visit(out: &mut impl Write, policy: &Policy, visit: NaiveDate) -> Result<std::io::Result<()>, OutOfRange> {
    let (calendar, days) = (&policy.calendar, &policy.deadlines);
    let before = |count: u32| calendar.working_days_before(visit, count);
    let steps = [
        ("send the pro forma by", before(days.pro_forma_sent.0)?),
        ("have it back by", before(days.pro_forma_returned.0)?),
        ("do the checks by", before(days.checks_done.0)?),
        ("visit", visit),
        ("write it up by", calendar.working_days_after(visit, days.written_up.0)?),
    ];
    let working = calendar.is_working_day(visit)?;
    let place = match (calendar.term_of(visit), calendar.is_school_holiday(visit)) {
        (Some(term), false) => format!("It is in {}.", calendar.terms()[term].name()),
        (Some(term), true) => format!("It is in a school holiday in {}.", calendar.terms()[term].name()),
        (None, _) => "It is in no term of policy.toml.".to_owned(),
    };
    let mut write = || {
        for (step, day) in steps {
            writeln!(out, "{:16}  {step}", long(day))?;
        }
        writeln!(out, "\n{place}{}", if working { "" } else { " It is not a working day." })
    };
    Ok(write())
}

fn write_year(out: &mut impl Write, policy: &Policy, year: Option<ShownYear>, today: NaiveDate) -> Result<(), Failure> {
    let calendar = &policy.calendar;
    let of = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let whole = |year: i32| (year.to_string(), of(year, 1, 1), of(year, 12, 31));
    let (name, from, to) = match (year, calendar.year_of(today)) {
        (Some(ShownYear::Calendar(year)), _) => whole(year),
        (Some(ShownYear::Academic(year)), _) => {
            let name = year.to_string();
            // A day in the middle of it: policy.toml may let it begin and end on other days than the first and the last.
            match calendar.year_of(of(year.begins() + 1, 1, 31)) {
                Some(held) => (name, held.from, held.to),
                None => (name, of(year.begins(), 9, 1), of(year.begins() + 1, 8, 31)),
            }
        }
        (None, Some(year)) => (year.name().unwrap_or_default().to_owned(), year.from, year.to),
        (None, None) => whole(today.year()),
    };
    let mut lines: Vec<(NaiveDate, String)> = Vec::new();
    for term in calendar.terms().iter().filter(|term| *term.from <= to && *term.to >= from) {
        lines.push((*term.from, format!("{} begins", term.name())));
        lines.push((*term.to, format!("{} ends", term.name())));
    }
    let holidays = policy.holidays().map(|span| ("school holiday", span));
    let closures = policy.days_off.closures.iter().map(|span| ("closed", span));
    for (what, span) in holidays.chain(closures).filter(|(_, span)| *span.from <= to && *span.to >= from) {
        let why = span.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        lines.push(((*span.from).max(from), format!("{what} to {}{why}", long(*span.to))));
    }
    let built_in = (from.year()..=to.year()).flat_map(bank_holidays);
    let kept = built_in.filter(|(day, _)| !policy.days_off.remove_bank_holidays.contains(&Date(*day)));
    lines.extend(kept.map(|(day, name)| (day, format!("bank holiday: {name}"))));
    lines.extend(policy.days_off.add_bank_holidays.iter().map(|day| (**day, "bank holiday of policy.toml".to_owned())));
    lines.retain(|(day, _)| from <= *day && *day <= to);
    lines.sort();
    writeln!(out, "{name}, from {} to {}\n", long(from), long(to))?;
    for (day, line) in &lines {
        writeln!(out, "{:16}  {line}", long(*day))?;
    }
    writeln!(out, "\nWorking days, with school days among them")?;
    let months = from.iter_days().take_while(|day| *day <= to).filter(|day| day.day() == 1 || *day == from);
    for first in months {
        let month = first.iter_days().take_while(|day| day.month() == first.month() && *day <= to);
        let (working, school) = month.fold((0, 0), |(working, school), day| {
            (
                working + u32::from(calendar.is_working_day(day) == Ok(true)),
                school + u32::from(calendar.is_school_day(day) == Ok(true)),
            )
        });
        // Outside the years of the policy it is not known which days are school days.
        let school = if calendar.year_of(first).is_some() { school.to_string() } else { "–".to_owned() };
        writeln!(out, "  {:15} {working:2}  {school:>2}", first.format("%B %Y").to_string())?;
    }
    Ok(())
}
