//! The terms of the year at a glance: each school a row, each week a column, each step a mark that can be told apart without colour.

use chrono::{Days, NaiveDate};

use super::BoardSources;
use super::model::{Board, Visit, shown_name, visits};
use super::page::short;
use super::safe::{escaped, name};
use crate::calendar::{Term, last_monday};
use crate::drive::Assessment;
use crate::policy::Every;
use crate::procedure::Terms;
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::words::number;

/// No term has more weeks; what would lie beyond is not drawn.
const MOST_WEEKS: usize = 60;

/// The section: this term (between two terms, the next) for all to see, the others of its year to be opened.
pub(super) fn write(out: &mut String, sources: &BoardSources<'_>, board: &Board<'_>) {
    let terms = shown_terms(sources.terms, sources.today);
    out.push_str("<section id=\"calendar\">\n<h2>The term at a glance</h2>\n");
    let (Some((first, others)), false) = (terms.split_first(), board.schools.is_empty()) else {
        let why = if terms.is_empty() { "policy.toml has no term." } else { "There is no school here." };
        out.push_str(&format!("<p class=\"none\">{why}</p>\n</section>\n"));
        return;
    };
    out.push_str(LEGEND);
    let rows: Vec<_> = board.schools.iter().map(|school| (*school, visits(school))).collect();
    write_term(out, sources, first, &rows);
    for term in others {
        out.push_str(&format!("<details>\n<summary>{}</summary>\n", name(&term.name)));
        write_term(out, sources, term, &rows);
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

const LEGEND: &str = "<ul class=\"legend\" aria-label=\"What the letters mean\">\n\
<li><b>S</b> pro forma sent</li><li><b>R</b> pro forma returned</li><li><b>C</b> checks done</li>\
<li><b>V</b> visit</li><li><b>W</b> written up</li><li><b>D</b> date agreed</li>\n</ul>\n\
<ul class=\"legend\" aria-label=\"What the marks mean\">\n\
<li><i class=\"d\">V</i> done</li><li><i class=\"l\">V</i> done late</li><li><i class=\"u\">V</i> to come</li>\
<li><i class=\"t\">V</i> due today</li><li><i class=\"o\">V!</i> overdue</li><li><i class=\"q\">V?</i> not known</li>\
<li><i class=\"x\">×</i> visit cancelled or moved</li><li><span class=\"swatch\"></span> schools closed</li>\n</ul>\n";

/// The term that today is in, else the next, else the last; then the others of its year.
fn shown_terms(terms: &Terms, today: NaiveDate) -> Vec<&Term> {
    let all = terms.calendar.terms();
    let now = all.iter().find(|term| term.to >= today).or(all.last());
    let Some(now) = now else { return Vec::new() };
    let year = terms.calendar.years().iter().find(|year| year.terms.contains(now));
    let others = all.iter().filter(|term| *term != now && year.is_some_and(|year| year.terms.contains(term)));
    std::iter::once(now).chain(others).collect()
}

/// A week of a term, by its Monday.
struct Week {
    monday: NaiveDate,
    /// Days on which the schools are open.
    open: usize,
    /// Why they are not, where the policy says so.
    why: Option<String>,
    is_now: bool,
}

fn weeks(terms: &Terms, term: &Term, today: NaiveDate) -> Vec<Week> {
    let mondays = last_monday(term.from).iter_weeks().take_while(|monday| *monday <= term.to).take(MOST_WEEKS);
    let week = |monday: NaiveDate| {
        let days: Vec<_> = monday.iter_days().take(5).collect();
        let is_open = |day: &&NaiveDate| terms.calendar.is_school_day(**day).unwrap_or(false);
        let open = days.iter().filter(is_open).count();
        let of_week = |span: &&crate::procedure::NamedSpan| days.iter().any(|day| span.from <= *day && *day <= span.to);
        let why = terms.holidays.iter().find(of_week).map(|span| span.why.clone()).filter(|why| !why.is_empty());
        Week { monday, open, why, is_now: monday <= today && today < monday + Days::new(7) }
    };
    mondays.map(week).collect()
}

fn write_term(out: &mut String, sources: &BoardSources<'_>, term: &Term, rows: &[(&Assessment, Vec<Visit<'_>>)]) {
    let weeks = weeks(sources.terms, term, sources.today);
    out.push_str(&format!(
        "<p class=\"term\"><strong>{}</strong>, {} to {}. The columns are weeks, each named by its Monday.</p>\n",
        name(&term.name),
        term.from.format("%-d %B %Y"),
        term.to.format("%-d %B %Y")
    ));
    for of_manager in rows.chunk_by(|(a, _), (b, _)| a.manager == b.manager) {
        let rows: Vec<_> = of_manager
            .iter()
            .filter_map(|(school, visits)| school_row(sources, term, &weeks, school, visits))
            .collect();
        let Some((first, _)) = of_manager.first().filter(|_| !rows.is_empty()) else { continue };
        let count = number(rows.len(), "school");
        out.push_str(&format!(
            "<div class=\"group\" data-manager=\"{0}\">\n<h3>{1} <span class=\"count\">{count}</span></h3>\n\
             <div class=\"scroll\" role=\"region\" aria-label=\"{2}, schools of {0}, table\" tabindex=\"0\">\n<table class=\"weeks\">\n",
            escaped(&first.manager),
            name(&first.manager),
            escaped(&term.name),
        ));
        write_heads(out, &weeks);
        out.push_str("<tbody>\n");
        rows.iter().for_each(|row| out.push_str(row));
        out.push_str("</tbody>\n</table>\n</div>\n</div>\n");
    }
}

fn write_heads(out: &mut String, weeks: &[Week]) {
    out.push_str("<colgroup><col class=\"school\"><col class=\"spoc\"><col class=\"narrow\"><col class=\"narrow\">");
    for week in weeks {
        out.push_str(match (week.open, week.is_now) {
            (0, true) => "<col class=\"shut now\">",
            (0, false) => "<col class=\"shut\">",
            (_, true) => "<col class=\"now\">",
            _ => "<col>",
        });
    }
    out.push_str(
        "</colgroup>\n<thead><tr><th scope=\"col\">School</th><th scope=\"col\">SPOC</th><th scope=\"col\">Late</th><th scope=\"col\">Date</th>",
    );
    for week in weeks {
        let now = if week.is_now { " class=\"now\" aria-current=\"date\"" } else { "" };
        let more = match (week.open, &week.why) {
            (0, Some(why)) => format!("<small>{}</small>", name(why)),
            (0, None) => "<small>closed</small>".to_owned(),
            (5, _) => String::new(),
            (1, _) => "<small>1 day</small>".to_owned(),
            (days, _) => format!("<small>{days} days</small>"),
        };
        let this = if week.is_now { "<small class=\"this\">this week</small>" } else { "" };
        out.push_str(&format!("<th scope=\"col\"{now}>{}{this}{more}</th>", week.monday.format("%-d<br>%b")));
    }
    out.push_str("</tr></thead>\n");
}

/// The row of a school; none where it is closed, or not open yet, and nothing of it is in the term.
fn school_row(
    sources: &BoardSources<'_>,
    term: &Term,
    weeks: &[Week],
    school: &Assessment,
    visits: &[Visit<'_>],
) -> Option<String> {
    let mut cells = vec![Vec::new(); weeks.len()];
    let week_of =
        |day: NaiveDate| weeks.iter().rposition(|week| week.monday <= day).filter(|_| day <= term.to + Days::new(2));
    let mut days = Vec::new();
    for visit in visits {
        days.extend(visit.day());
        for deadline in visit.steps.iter().flatten() {
            // Where it was done, else where it is due; what was done before the term began or after it ended is left where it was due.
            let at = deadline.done.and_then(week_of).or_else(|| week_of(deadline.due));
            if let Some(week) = at {
                let day = deadline.done.unwrap_or(deadline.due);
                cells[week].push((day, order(deadline.step), mark_on(deadline, false, sources.today)));
            }
        }
    }
    let mut gone: Vec<_> = school.withdrawn.iter().map(|one| one.visit).filter(|day| !days.contains(day)).collect();
    gone.sort_unstable();
    gone.dedup();
    for day in gone {
        if let Some(week) = week_of(day) {
            let title = format!("Visit of {} cancelled or moved", short(day, sources.today));
            cells[week].push((day, 9, format!("<i class=\"x\" role=\"img\" title=\"{title}\">×</i>")));
        }
    }
    if !school.is_open && cells.iter().all(Vec::is_empty) {
        return None;
    }
    let spoc = school.spoc.as_deref().map_or_else(|| "<span class=\"quiet\">none</span>".to_owned(), name);
    let late = school.deadlines.iter().filter(|one| one.deadline.state == State::Overdue).count();
    let late = if late == 0 { String::new() } else { format!("<b class=\"late\">{late}!</b>") };
    let unread = if school.name.is_none() { "<small>school.yaml cannot be read</small>" } else { "" };
    let closed = if school.is_open { "" } else { "<small>not open</small>" };
    let mut out = format!(
        "<tr><th scope=\"row\" class=\"s\">{}{unread}{closed}<td class=\"p\">{spoc}<td>{late}<td>{}",
        name(shown_name(school)),
        date_agreed(sources, term, school),
    );
    for mut cell in cells {
        cell.sort();
        out.push_str("<td>");
        cell.iter().for_each(|(.., mark)| out.push_str(mark));
    }
    out.push('\n');
    Some(out)
}

/// The mark of the dates of a term, or of its year where they are agreed for the year.
fn date_agreed(sources: &BoardSources<'_>, term: &Term, school: &Assessment) -> String {
    let years = sources.terms.calendar.years();
    let name = match sources.terms.every {
        Every::Term => Some(&term.name),
        Every::Year => years.iter().find(|year| year.terms.contains(term)).map(|year| &year.name),
    };
    let mut deadlines = school.deadlines.iter().map(|one| &one.deadline);
    let found = deadlines.find(|one| one.step == Step::DatesAgreed && Some(&one.detail) == name);
    found.map(|deadline| mark_on(deadline, false, sources.today)).unwrap_or_default()
}

/// The mark of a step. `beside_words`: words beside it say how it stands, so that it is a picture for the eye alone.
pub(super) fn mark(deadline: &Deadline, beside_words: bool) -> String {
    mark_on(deadline, beside_words, deadline.due)
}

fn mark_on(deadline: &Deadline, beside_words: bool, today: NaiveDate) -> String {
    let letter = match deadline.step {
        Step::DatesAgreed => "D",
        Step::ProFormaSent => "S",
        Step::ProFormaReturned => "R",
        Step::ChecksDone => "C",
        Step::WrittenUp => "W",
        _ => "V",
    };
    let (class, sign) = match deadline.state {
        State::Done => ("d", ""),
        State::Late => ("l", ""),
        State::Upcoming => ("u", ""),
        State::Due => ("t", ""),
        State::Overdue => ("o", "!"),
        State::Unknown => ("q", "?"),
    };
    if beside_words {
        return format!("<i class=\"{class}\" aria-hidden=\"true\">{letter}{sign}</i>");
    }
    format!("<i class=\"{class}\" role=\"img\" title=\"{}\">{letter}{sign}</i>", said(deadline, today))
}

/// A mark in words.
fn said(deadline: &Deadline, today: NaiveDate) -> String {
    let day = |day: NaiveDate| format!("{} {}", day.format("%a"), short(day, today));
    let subject = match deadline.step {
        Step::DatesAgreed => "Date agreed",
        Step::ProFormaSent => "Pro forma sent",
        Step::ProFormaReturned => "Pro forma returned",
        Step::ChecksDone => "Checks done",
        Step::WrittenUp => "Written up",
        _ => "Visit",
    };
    let at = deadline.time.map(|time| format!(" {}", time.0.format("%H:%M"))).unwrap_or_default();
    let due = day(deadline.due);
    match (deadline.state, deadline.done) {
        (State::Done, Some(done)) if deadline.step == Step::VisitHeld => format!("Visit held {}{at}", day(done)),
        (State::Done, Some(done)) => format!("{subject} {}", day(done)),
        (State::Late, Some(done)) => format!("{subject} late, {}; due {due}", day(done)),
        (State::Due, _) => format!("{subject}: due today{at}"),
        (State::Overdue, _) => format!("{subject}: overdue since {due}"),
        (State::Unknown, _) => format!("{subject}: not known, due {due}"),
        _ if deadline.step == Step::VisitHeld => format!("Visit planned {due}{at}"),
        _ => format!("{subject}: due {due}"),
    }
}

/// The place of a step among those of one day.
fn order(step: Step) -> usize {
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
        let terms = Terms::new(&policy);
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        let weeks = weeks(&terms, shown_terms(&terms, today)[0], today);
        assert_eq!(weeks.len(), 16);
        assert_eq!((weeks[0].monday.day(), weeks[0].open), (31, 3));
        assert_eq!((weeks[8].open, weeks[8].why.as_deref()), (0, Some("half term")));
        let now: Vec<_> = weeks.iter().filter(|week| week.is_now).map(|week| week.monday.day()).collect();
        assert_eq!(now, [23]);
    }
}
