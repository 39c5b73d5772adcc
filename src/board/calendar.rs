//! The terms of the year at a glance: each school a row, each week a column, each step a mark.

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::marks::{legend, mark, mark_of_withdrawn};
use super::model::{Board, Visit, shown_name, visits};
use super::sources::BoardSources;
use crate::calendar::{Span, Term, last_monday};
use crate::drive::Assessment;
use crate::escape::printable;
use crate::page::{name, name_or_none};
use crate::policy::{Every, Policy};
use crate::procedure::deadlines::{State, Step};
use crate::words::number;

/// The most weeks of a term that are drawn. No real term has more; a slip in policy.toml could make one of years.
const MOST_WEEKS: usize = 60;

/// The section. It shows this term (between two terms, the next); the other terms of its year can be opened.
pub(super) fn calendar(sources: &BoardSources<'_>, board: &Board<'_>) -> Markup {
    let terms = shown_terms(sources.policy, sources.today);
    html! {
        section #calendar {
            h2 { "The term at a glance" }
            @match terms.split_first() {
                None => { p.none { "policy.toml has no term." } }
                Some(_) if board.schools.is_empty() => { p.none { "There is no school here." } }
                Some((first, others)) => {
                    @let rows: Vec<_> = board.schools.iter().map(|school| (*school, visits(school))).collect();
                    (legend())
                    (whole_term(sources, first, &rows))
                    @for term in others {
                        details { summary { (name(term.name())) } (whole_term(sources, term, &rows)) }
                    }
                }
            }
        }
        "\n"
    }
}

/// The term that holds today, else the next, else the last; then the other terms of its year.
fn shown_terms(policy: &Policy, today: NaiveDate) -> Vec<&Term> {
    let all = policy.calendar.terms();
    let now = all.iter().find(|term| *term.to >= today).or(all.last());
    let Some(now) = now else { return Vec::new() };
    let year = policy.calendar.years().iter().find(|year| year.terms().contains(now));
    let others = all.iter().filter(|term| *term != now && year.is_some_and(|year| year.terms().contains(term)));
    std::iter::once(now).chain(others).collect()
}

/// A week of a term, by its Monday.
struct Week {
    monday: NaiveDate,
    /// The number of days on which the schools are open.
    open: usize,
    /// Why the schools are closed, where the policy says so.
    why: Option<String>,
    is_now: bool,
}

fn weeks(policy: &Policy, term: &Term, today: NaiveDate) -> Vec<Week> {
    let mondays = last_monday(*term.from).iter_weeks().take_while(|monday| *monday <= *term.to).take(MOST_WEEKS);
    let week = |monday: NaiveDate| {
        let days: Vec<_> = monday.iter_days().take(5).collect();
        let is_open = |day: &&NaiveDate| policy.calendar.is_school_day(**day).unwrap_or(false);
        let open = days.iter().filter(is_open).count();
        let of_week = |span: &&Span| days.iter().any(|day| span.holds(*day));
        let why = policy.holidays().find(of_week).and_then(|span| span.why.as_deref()).map(str::to_owned);
        Week { monday, open, why, is_now: monday <= today && today < monday + Days::new(7) }
    };
    mondays.map(week).collect()
}

/// A term, with a table for the schools of each manager.
fn whole_term(sources: &BoardSources<'_>, term: &Term, rows: &[(&Assessment, Vec<Visit<'_>>)]) -> Markup {
    let weeks = weeks(sources.policy, term, sources.today);
    let day = |day: NaiveDate| day.format("%-d %B %Y");
    html! {
        p.term {
            strong { (name(term.name())) } ", " (day(*term.from)) " to " (day(*term.to))
            ". The columns are weeks, each named by its Monday."
        }
        @for of_manager in rows.chunk_by(|(a, _), (b, _)| a.manager == b.manager) {
            (group(sources, term, &weeks, of_manager))
        }
    }
}

/// The table for the schools of a manager; nothing where none of them is to be shown in this term.
fn group(sources: &BoardSources<'_>, term: &Term, weeks: &[Week], schools: &[(&Assessment, Vec<Visit<'_>>)]) -> Markup {
    let rows: Vec<_> =
        schools.iter().filter_map(|(school, visits)| school_row(sources, term, weeks, school, visits)).collect();
    let Some((first, _)) = schools.first().filter(|_| !rows.is_empty()) else { return html! {} };
    let manager = printable(&first.manager);
    let label = html! { (printable(term.name())) ", schools of " (manager) ", table" };
    html! {
        div.group data-manager=(manager) {
            h3 { (name(&first.manager)) " " span.count { (number(rows.len(), "school")) } }
            div.scroll role="region" aria-label=(label) tabindex="0" {
                table.weeks {
                    (columns(weeks))
                    // Begin each row on a line of its own, so that people who search or compare files find a school by its line.
                    tbody { @for row in &rows { "\n" (row) } }
                }
            }
        }
    }
}

fn columns(weeks: &[Week]) -> Markup {
    let class = |week: &Week| match (week.open, week.is_now) {
        (0, true) => Some("shut now"),
        (0, false) => Some("shut"),
        (_, true) => Some("now"),
        _ => None,
    };
    html! {
        colgroup {
            col.school; col.spoc; col.narrow; col.narrow;
            @for week in weeks { col class=[class(week)]; }
        }
        thead {
            tr {
                @for title in ["School", "SPOC", "Late", "Date"] { th scope="col" { (title) } }
                @for week in weeks { (week_head(week)) }
            }
        }
    }
}

fn week_head(week: &Week) -> Markup {
    html! {
        th scope="col" class=[week.is_now.then_some("now")] aria-current=[week.is_now.then_some("date")] {
            (week.monday.format("%-d")) br; (week.monday.format("%b"))
            @if week.is_now { small.this { "this week" } }
            @match (week.open, &week.why) {
                (0, Some(why)) => { small { (name(why)) } }
                (0, None) => { small { "closed" } }
                (5, _) => {}
                (1, _) => { small { "1 day" } }
                (days, _) => { small { (days) " days" } }
            }
        }
    }
}

/// The row of a school; none where the school is closed, or not open yet, and nothing of it is in the term.
fn school_row(
    sources: &BoardSources<'_>,
    term: &Term,
    weeks: &[Week],
    school: &Assessment,
    visits: &[Visit<'_>],
) -> Option<Markup> {
    let cells = marks_by_week(sources, term, weeks, school, visits);
    if !school.is_open && cells.iter().all(Vec::is_empty) {
        return None;
    }
    let late = school.deadlines.iter().filter(|one| one.deadline.state == State::Overdue).count();
    Some(html! {
        tr {
            th.s scope="row" {
                (name(shown_name(school)))
                @if school.name.is_none() { small { "school.yaml cannot be read" } }
                @if !school.is_open { small { "not open" } }
            }
            td.p { (name_or_none(school.spoc.as_deref())) }
            td { @if late > 0 { b.late { (late) "!" } } }
            td { @if let Some(mark) = date_agreed(sources, term, school) { (mark) } }
            @for cell in cells { td { @for mark in cell { (mark) } } }
        }
    })
}

/// The marks of a school for each week of a term, in the order of their days and steps.
fn marks_by_week(
    sources: &BoardSources<'_>,
    term: &Term,
    weeks: &[Week],
    school: &Assessment,
    visits: &[Visit<'_>],
) -> Vec<Vec<Markup>> {
    let mut cells = vec![Vec::new(); weeks.len()];
    let mut put = |week: usize, key: (NaiveDate, usize), mark: Markup| {
        if let Some(cell) = cells.get_mut(week) {
            cell.push((key, mark.into_string()));
        }
    };
    let week_of =
        |day: NaiveDate| weeks.iter().rposition(|week| week.monday <= day).filter(|_| day <= *term.to + Days::new(2));
    for visit in visits {
        for deadline in visit.steps.iter().flatten() {
            // The mark stands in the week in which the step was done, else in the week in which it is due. A step that was done outside the term stands
            // in the week in which it was due.
            if let Some(week) = deadline.done.and_then(week_of).or_else(|| week_of(deadline.due)) {
                let day = deadline.done.unwrap_or(deadline.due);
                put(week, (day, place_in_visit(deadline.step)), mark(deadline, sources.today));
            }
        }
    }
    for day in withdrawn_days(school, visits) {
        if let Some(week) = week_of(day) {
            put(week, (day, Step::OF_VISIT.len()), mark_of_withdrawn(day, sources.today));
        }
    }
    let in_order = |mut cell: Vec<(_, String)>| {
        cell.sort();
        cell.into_iter().map(|(_, mark)| maud::PreEscaped(mark)).collect()
    };
    cells.into_iter().map(in_order).collect()
}

/// The days of visits that were cancelled or moved, without those on which another visit stands.
fn withdrawn_days(school: &Assessment, visits: &[Visit<'_>]) -> Vec<NaiveDate> {
    let taken: Vec<_> = visits.iter().filter_map(Visit::day).collect();
    let mut days: Vec<_> = school.withdrawn.iter().map(|one| one.visit).filter(|day| !taken.contains(day)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The mark that says whether the dates of a term are agreed, or those of its year where dates are agreed for a year.
fn date_agreed(sources: &BoardSources<'_>, term: &Term, school: &Assessment) -> Option<Markup> {
    let years = sources.policy.calendar.years();
    let agreed_for = match sources.policy.visits.every {
        Every::Term => term.name(),
        Every::Year => years.iter().find(|year| year.terms().contains(term))?.name().unwrap_or_default(),
    };
    let mut deadlines = school.deadlines.iter().map(|one| &one.deadline);
    let found = deadlines.find(|one| one.step == Step::DatesAgreed && one.detail == agreed_for)?;
    Some(mark(found, sources.today))
}

/// The place of a step among the marks of one day.
fn place_in_visit(step: Step) -> usize {
    Step::OF_VISIT.iter().position(|one| *one == step).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;

    use super::*;

    #[test]
    fn every_week_of_a_term_is_a_column() {
        let policy = "[[year]]\nterms = [{ from = 2026-09-02, to = 2026-12-18 }]\nholidays = [{ from = 2026-10-26, to = 2026-10-30, why = \"half term\" }]\n";
        let (policy, _) = crate::reading::read_policy("policy.toml", policy, crate::text::Encoding::Utf8);
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        let weeks = weeks(&policy, shown_terms(&policy, today)[0], today);
        assert_eq!(weeks.len(), 16);
        assert_eq!((weeks[0].monday.day(), weeks[0].open), (31, 3));
        assert_eq!((weeks[8].open, weeks[8].why.as_deref()), (0, Some("half term")));
        let now: Vec<_> = weeks.iter().filter(|week| week.is_now).map(|week| week.monday.day()).collect();
        assert_eq!(now, [23]);
    }
}
