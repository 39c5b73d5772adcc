//! The board as HTML: its head, the numbers, and the tables.

use chrono::{Datelike, NaiveDate};

use super::calendar::{self, mark};
use super::model::{Board, COMING, Found, Row, SOON, VERY_SOON, Visit, shown_name};
use super::safe::{css_string, escaped, file, name, words};
use super::{BoardSources, GENERATOR, KEPT_WITHIN};
use crate::drive::Assessment;
use crate::problem::Severity;
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::words::{capitalised, figures, long_day, number};

const STYLE: &str = include_str!("../../templates/board.css");
const SCRIPT: &str = include_str!("../../templates/board.js");
/// A board that nobody keeps is old after a day.
const MADE_ONCE_MINUTES: u64 = 24 * 60;

/// The whole page.
pub(super) fn page(sources: &BoardSources<'_>, board: &Board<'_>) -> String {
    let mut out = String::with_capacity(1 << 16);
    head(&mut out, sources);
    out.push_str("<body>\n<a class=\"skip\" href=\"#content\">Skip to the tables</a>\n");
    top(&mut out, sources, board);
    out.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    out.push_str(FILTER);
    let of_deadlines = |id, title, count, rows: &[Row<'_>], empty: &str| Table {
        id,
        title,
        count,
        note: String::new(),
        columns: &[("By", ""), ("School", ""), ("What", ""), ("SPOC", ""), ("Manager", "")],
        class: "due",
        rows: rows.iter().map(|row| deadline_row(board, row, sources.today)).collect(),
        empty: empty.to_owned(),
    };
    let overdue = &board.overdue;
    of_deadlines("overdue", "Overdue".to_owned(), overdue.len(), overdue, "Nothing is overdue.").write(&mut out);
    let title = format!("Due today and in the next {SOON} working days");
    let empty = format!("Nothing is due in the next {SOON} working days.");
    of_deadlines("soon", title, board.soon.len(), &board.soon, &empty).write(&mut out);
    visits(board, sources).write(&mut out);
    calendar::write(&mut out, sources, board);
    without_spoc(board).write(&mut out);
    without_dates(board, sources).write(&mut out);
    if !board.unknown.is_empty() {
        let mut table = of_deadlines("unknown", "Not known".to_owned(), board.unknown.len(), &board.unknown, "");
        table.note =
            "A record that might say so cannot be read. Once it is put right, these are known again.".to_owned();
        table.write(&mut out);
    }
    problems(board).write(&mut out);
    summary(&mut out, sources, board);
    out.push_str("</main>\n<script>\n");
    out.push_str(SCRIPT);
    out.push_str("</script>\n</body>\n</html>\n");
    out
}

fn title(sources: &BoardSources<'_>) -> String {
    match sources.scope.0.rsplit('/').next() {
        Some(part) if !part.is_empty() => format!("SPOC board: {part}"),
        _ => "SPOC board".to_owned(),
    }
}

/// The authority and its team, as far as the policy names them.
fn whose(sources: &BoardSources<'_>) -> String {
    let parts = [sources.terms.authority.as_str(), sources.terms.team.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn head(out: &mut String, sources: &BoardSources<'_>) {
    let (title, whose) = (title(sources), whose(sources));
    let whole = if whose.is_empty() { title.clone() } else { format!("{title}, {whose}") };
    out.push_str("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str(GENERATOR);
    out.push_str("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing is fetched and nothing is sent, whatever stands on the page.
    out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n",
    );
    out.push_str(&format!("<title>{}</title>\n<style>\n{STYLE}", escaped(&whole)));
    let boxes = [
        ("top-left", whole),
        ("top-right", format!("made {}", moment(sources))),
        ("bottom-left", sources.terms.marking.clone()),
    ];
    out.push_str("@page {\n");
    for (at, text) in boxes {
        out.push_str(&format!("  @{at} {{ content: {}; }}\n", css_string(&text)));
    }
    out.push_str("}\n</style>\n</head>\n");
}

/// The day and the time at which the board was made.
fn moment(sources: &BoardSources<'_>) -> String {
    sources.made.format("%A %-d %B %Y, %H:%M:%S").to_string()
}

fn top(out: &mut String, sources: &BoardSources<'_>, board: &Board<'_>) {
    let terms = sources.terms;
    out.push_str("<header>\n");
    if !terms.marking.is_empty() {
        out.push_str(&format!("<div class=\"marking\" role=\"note\">{}</div>\n", escaped(&terms.marking)));
    }
    out.push_str(&format!("<div class=\"top\">\n<div><h1>{}</h1>\n", name(&title(sources))));
    let whose = whose(sources);
    let parts = [terms.authority.as_str(), terms.team.as_str()];
    if !whose.is_empty() {
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(name).collect();
        out.push_str(&format!("<p class=\"whose\">{}</p>\n", parts.join(", ")));
    }
    let by = match sources.watcher {
        Some(watcher) => format!("kept up to date by the watch on <strong>{}</strong>", name(watcher)),
        None => "made once, and not kept up to date by a watch".to_owned(),
    };
    let minutes = sources.watcher.map_or(MADE_ONCE_MINUTES, |_| 2 * KEPT_WITHIN.as_secs() / 60);
    out.push_str(&format!(
        "</div>\n<div class=\"made\"><p>How things stand on <strong>{}</strong></p>\n<p>Made <time id=\"made\" datetime=\"{}\" data-fresh=\"{minutes}\">{}</time>,<br>{by}</p></div>\n</div>\n</header>\n",
        long_day(sources.today),
        sources.made.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        moment(sources),
    ));
    out.push_str("<p id=\"old\" class=\"warning\" role=\"status\" hidden></p>\n");
    if let Some(first) = sources.policy_problems.first() {
        let line = first.position.map(|at| format!(", line {}", at.line)).unwrap_or_default();
        out.push_str(&format!(
            "<p class=\"warning\"><strong>This board may be incomplete.</strong> policy.toml cannot be used as it is: {}{line}.</p>\n",
            with_code(words(first)),
        ));
    }
    tiles(out, board);
}

/// The numbers at the top. Each leads to its table; `data-of` tells the script which rows it counts.
fn tiles(out: &mut String, board: &Board<'_>) {
    let state = |wanted| board.soon.iter().filter(|row| row.deadline.state == wanted).count();
    let very_soon = board.soon.iter().filter(|row| is_very_soon(row.deadline)).count();
    let errors = board.errors();
    let tile = |out: &mut String, to: &str, of: &str, count: usize, words: &str, strong: bool| {
        let class = if strong && count > 0 { " class=\"strong\"" } else { "" };
        let strong = if strong { " data-strong" } else { "" };
        out.push_str(&format!(
            "<li{class}><a href=\"#{to}\"><b data-of=\"{of}\"{strong}>{}</b> <span>{words}</span></a></li>\n",
            figures(count)
        ));
    };
    out.push_str("<nav aria-label=\"Numbers, each leading to its table\">\n<ul class=\"tiles\">\n");
    tile(out, "overdue", "#overdue tbody tr", board.overdue.len(), "overdue", true);
    tile(out, "soon", "#soon tr.today", state(State::Due), "due today", true);
    let words = format!("due in the next {VERY_SOON} working days");
    tile(out, "soon", "#soon tr.near", very_soon, &words, false);
    let words = format!("visits in the next {COMING} working days");
    tile(out, "visits", "#visits tbody tr", board.visits.len(), &words, false);
    tile(out, "problems", "#problems tr.error", errors, "errors in the records", true);
    tile(out, "problems", "#problems tr.warned", board.problems.len() - errors, "other things to look at", false);
    if !board.unknown.is_empty() {
        tile(out, "unknown", "#unknown tbody tr", board.unknown.len(), "not known", true);
    }
    out.push_str("</ul>\n<p><a href=\"#calendar\">Calendar</a> <a href=\"#no-spoc\">Without a SPOC</a> ");
    out.push_str("<a href=\"#no-dates\">Without dates</a> <a href=\"#summary\">By manager and SPOC</a></p>\n</nav>\n");
}

/// Shown by the script: without it, nothing could be filtered.
const FILTER: &str = "<div id=\"filter\" role=\"search\" aria-label=\"Filter\" hidden>
<label>Search <input id=\"f-q\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>
<label>Manager <select id=\"f-manager\"><option value=\"\">all</option></select></label>
<label>SPOC <select id=\"f-spoc\"><option value=\"\">all</option></select></label>
<label>School <select id=\"f-school\"><option value=\"\">all</option></select></label>
<button id=\"f-clear\" type=\"button\">Show all</button>
<p id=\"shown\" role=\"status\" aria-live=\"polite\"></p>
</div>
";

/// A section with a table of rows that can be filtered and sorted.
struct Table<'a> {
    id: &'a str,
    title: String,
    count: usize,
    note: String,
    /// Each with its class.
    columns: &'a [(&'a str, &'a str)],
    class: &'a str,
    rows: Vec<String>,
    /// What is said where there is no row.
    empty: String,
}

impl Table<'_> {
    fn write(&self, out: &mut String) {
        let (id, title) = (self.id, &self.title);
        let count = if self.count == 0 {
            String::new()
        } else {
            format!(" <span class=\"count\">{}</span>", figures(self.count))
        };
        out.push_str(&format!("<section id=\"{id}\">\n<h2>{title}{count}</h2>\n"));
        if !self.note.is_empty() {
            out.push_str(&format!("<p class=\"note\">{}</p>\n", self.note));
        }
        if self.rows.is_empty() {
            out.push_str(&format!("<p class=\"none\">{}</p>\n</section>\n", self.empty));
            return;
        }
        out.push_str(&format!(
            "<div class=\"scroll\" role=\"region\" aria-label=\"{title}, table\" tabindex=\"0\">\n<table class=\"list {}\">\n<thead><tr>",
            self.class
        ));
        for (column, class) in self.columns {
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            out.push_str(&format!("<th scope=\"col\"{class}>{column}</th>"));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        self.rows.iter().for_each(|row| out.push_str(row));
        out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
    }
}

fn deadline_row(board: &Board<'_>, row: &Row<'_>, today: NaiveDate) -> String {
    let deadline = row.deadline;
    let class = match deadline.state {
        State::Due => " class=\"today near\"",
        _ if is_very_soon(deadline) => " class=\"near\"",
        _ => "",
    };
    format!(
        "<tr{class}><td>{}<small>{}</small>{}<td>{}{}{}\n",
        time(deadline.due, "%a %-d %b %Y"),
        from_today(deadline),
        school_cell(row.school),
        what(deadline),
        about(board, deadline, today),
        people(row.spoc, Some(&row.school.manager)),
    )
}

/// Whether it is not due today, but in the few working days that the number at the top counts.
fn is_very_soon(deadline: &Deadline) -> bool {
    deadline.state == State::Upcoming && deadline.working_days <= VERY_SOON
}

fn school_cell(school: &Assessment) -> String {
    format!("<th scope=\"row\" class=\"s\">{}", name(shown_name(school)))
}

fn people(spoc: Option<&str>, manager: Option<&str>) -> String {
    let person = |person: Option<&str>| person.map_or_else(|| "<span class=\"quiet\">none</span>".to_owned(), name);
    format!("<td class=\"p\">{}<td class=\"m\">{}", person(spoc), person(manager))
}

/// How far a day is from today.
fn from_today(deadline: &Deadline) -> String {
    let days = |count: i64| number(usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX), "working day");
    match (deadline.state, deadline.working_days) {
        (State::Due, _) => "today".to_owned(),
        (State::Overdue, 0) => "since the last working day".to_owned(),
        (State::Overdue, count) => format!("{} late", days(count)),
        (_, count) if count < 0 => format!("{} ago", days(count)),
        (_, 0) => "no working day left".to_owned(),
        (_, 1) => "next working day".to_owned(),
        (_, count) => format!("in {}", days(count)),
    }
}

/// What is to be done, without a word of the record.
fn what(deadline: &Deadline) -> String {
    let words = match deadline.step {
        Step::DatesAgreed => return format!("Date to be agreed: {}", name(&deadline.detail)),
        Step::ProFormaSent => "Pro forma to be sent",
        Step::ProFormaReturned => "Pro forma to come back",
        Step::ChecksDone => "Checks to be done",
        Step::VisitHeld => "Visit to be held",
        Step::WrittenUp => "Decisions to be written up",
        Step::Action => "Action",
        Step::FollowUp => "Follow-up of a call",
        Step::ToldAuthority => "Exclusion to be told to the authority",
    };
    words.to_owned()
}

/// Which visit or which row of which file it is about; who is to do it, where that is a colleague whom the board names anyway.
fn about(board: &Board<'_>, deadline: &Deadline, today: NaiveDate) -> String {
    let visit = deadline.visit.map(|day| time(day, "%-d %B"));
    let row = deadline.field.as_deref().and_then(|field| field.split('/').find_map(|part| part.parse::<usize>().ok()));
    let row = |noun: &str| row.map(|row| format!("{noun} {} in ", row + 1)).unwrap_or_default();
    let text = match deadline.step {
        Step::DatesAgreed => return String::new(),
        Step::VisitHeld => deadline.time.map(|time| format!("at {}", time.0.format("%H:%M"))).unwrap_or_default(),
        Step::Action => {
            let who = deadline.who.as_deref().filter(|who| board.knows(who));
            let who = who.map(|who| format!("{}, ", name(who))).unwrap_or_default();
            format!("{who}{}{}", row("action"), escaped(&file(&deadline.path)))
        }
        Step::FollowUp => {
            let who = deadline.who.as_deref().filter(|who| board.knows(who));
            let who = who.map(|who| format!("{}, ", name(who))).unwrap_or_default();
            format!("{who}{}{}", row("call"), escaped(&file(&deadline.path)))
        }
        Step::ToldAuthority => format!("{}{}", row("row"), escaped(&file(&deadline.path))),
        _ if deadline.is_before_a_past_visit(today) => {
            let on = visit.map(|day| format!(" of {day}")).unwrap_or_default();
            format!("the visit{on} is over: the day is to be written down, if it was done")
        }
        _ => visit.map(|day| format!("visit on {day}")).unwrap_or_default(),
    };
    if text.is_empty() { text } else { format!("<small>{text}</small>") }
}

fn visits<'a>(board: &Board<'_>, sources: &BoardSources<'_>) -> Table<'a> {
    let row = |visit: &Visit<'_>| {
        let Some(held) = visit.held() else { return String::new() };
        let at = visit.time().map(|time| time.0.format("%H:%M").to_string());
        let steps: String = (0..3).map(|place| format!("<td>{}", step_cell(visit.steps[place]))).collect();
        format!(
            "<tr><td>{}<small>{}{}</small>{}{steps}{}\n",
            time(held.due, "%a %-d %b %Y"),
            at.map_or("no time yet, ".to_owned(), |at| format!("<b>{at}</b>, ")),
            if held.due == sources.today { "today".to_owned() } else { from_today(held) },
            school_cell(visit.school),
            people(visit.spoc, Some(&visit.school.manager)),
        )
    };
    Table {
        id: "visits",
        title: format!("Visits in the next {COMING} working days"),
        count: board.visits.len(),
        note: String::new(),
        columns: &[
            ("When", ""),
            ("School", ""),
            ("Pro forma sent", ""),
            ("Pro forma back", ""),
            ("Checks", ""),
            ("SPOC", ""),
            ("Manager", ""),
        ],
        class: "visits",
        rows: board.visits.iter().map(row).collect(),
        empty: format!("No visit is planned in the next {COMING} working days."),
    }
}

/// How a step before a visit stands, in words and by its mark.
fn step_cell(step: Option<&Deadline>) -> String {
    let Some(step) = step else { return "<span class=\"quiet\">not due</span>".to_owned() };
    let short = |day: NaiveDate| time(day, "%-d %b");
    let words = match (step.state, step.done) {
        (State::Done | State::Late, Some(done)) => {
            format!("{}{}", short(done), if step.state == State::Late { ", late" } else { "" })
        }
        (State::Overdue, _) => format!("was due {}", short(step.due)),
        (State::Due, _) => "due today".to_owned(),
        (State::Unknown, _) => "not known".to_owned(),
        _ => format!("by {}", short(step.due)),
    };
    format!("{} {words}", mark(step, true))
}

fn without_spoc<'a>(board: &Board<'_>) -> Table<'a> {
    let row = |school: &&Assessment| {
        let why = if school.name.is_none() {
            "not known: school.yaml is missing or cannot be read"
        } else {
            "school.yaml names none"
        };
        format!("<tr>{}<td>{why}<td class=\"m\">{}\n", school_cell(school), name(&school.manager))
    };
    Table {
        id: "no-spoc",
        title: "Schools without a SPOC".to_owned(),
        count: board.without_spoc.len(),
        note: String::new(),
        columns: &[("School", ""), ("Why", ""), ("Manager", "")],
        class: "bare",
        rows: board.without_spoc.iter().map(row).collect(),
        empty: "Every open school has a SPOC.".to_owned(),
    }
}

fn without_dates<'a>(board: &Board<'_>, sources: &BoardSources<'_>) -> Table<'a> {
    let row = |undated: &super::model::Undated<'_>| {
        let terms: Vec<_> =
            undated.deadlines.iter().map(|one| format!("{} {}", mark(one, true), name(&one.detail))).collect();
        let by = undated.deadlines.iter().min_by_key(|one| one.due);
        let by = by.map(|one| format!("{}<small>{}</small>", time(one.due, "%a %-d %b %Y"), from_today(one)));
        format!(
            "<tr>{}<td>{}<td>{}{}\n",
            school_cell(undated.school),
            terms.join("<br>"),
            by.unwrap_or_default(),
            people(undated.school.spoc.as_deref(), Some(&undated.school.manager)),
        )
    };
    let year = sources.terms.calendar.year_of(sources.today);
    Table {
        id: "no-dates",
        title: "Schools without agreed dates".to_owned(),
        count: board.without_dates.len(),
        note: String::new(),
        columns: &[("School", ""), ("Date to be agreed for", ""), ("By", ""), ("SPOC", ""), ("Manager", "")],
        class: "undated",
        rows: board.without_dates.iter().map(row).collect(),
        empty: match year {
            Some(year) if year.name.is_empty() => "All dates of this year are agreed.".to_owned(),
            Some(year) => format!("All dates of {} are agreed.", name(&year.name)),
            None => "policy.toml has no year that holds today, so that no dates are due.".to_owned(),
        },
    }
}

fn problems<'a>(board: &Board<'_>) -> Table<'a> {
    let row = |found: &Found<'_>| {
        let problem = found.problem;
        let (class, severity) = match problem.code.severity() {
            Severity::Error => ("error", "error"),
            Severity::Warning => ("warned", "warning"),
        };
        let school = match found.school {
            Some(school) => school_cell(school),
            None => "<th scope=\"row\" class=\"w\">the drive".to_owned(),
        };
        let at = problem.position.map(|at| format!(", line {}", at.line)).unwrap_or_default();
        // A folder has no more to say than the column of the school.
        let place = if problem.path.split('/').count() > 2 || found.school.is_none() {
            format!("<small>{}{at}</small>", escaped(&file(&problem.path)))
        } else {
            String::new()
        };
        let spoc = found.school.and_then(|school| school.spoc.as_deref());
        format!(
            "<tr class=\"{class}\">{school}<td><span class=\"severity\">{severity}</span><td>{}{place}<td><code>{}</code>{}\n",
            with_code(&capitalised(words(problem))),
            problem.code,
            people(spoc, found.manager),
        )
    };
    Table {
        id: "problems",
        title: "Problems in the records".to_owned(),
        count: board.problems.len(),
        note: "Beside what is overdue. <code>spoc validate</code> shows each with its place and what to do; \
               <code>spoc explain</code> and the code tell more."
            .to_owned(),
        columns: &[("School", ""), ("Kind", ""), ("What", ""), ("Code", ""), ("SPOC", ""), ("Manager", "")],
        class: "problems",
        rows: board.problems.iter().map(row).collect(),
        empty: "No record has a problem.".to_owned(),
    }
}

/// The numbers of each manager and each SPOC; not filtered, as the filter is by them.
fn summary(out: &mut String, sources: &BoardSources<'_>, board: &Board<'_>) {
    out.push_str("<section id=\"summary\">\n<h2>By manager and SPOC</h2>\n<div class=\"pair\">\n");
    let of_one = !sources.scope.0.is_empty();
    let people = [("Manager", "manager", &board.managers), ("SPOC", "spoc", &board.spocs)];
    for (title, key, rows) in people {
        if rows.is_empty() || (of_one && key == "manager") {
            continue;
        }
        out.push_str(&format!(
            "<div class=\"scroll\" role=\"region\" aria-label=\"Numbers by {title}, table\" tabindex=\"0\">\n<table class=\"numbers\">\n<thead><tr><th scope=\"col\">{title}</th>"
        ));
        let due = format!("Due in {SOON} days");
        for column in ["Schools", "Overdue", &due, "Visits", "Problems"] {
            out.push_str(&format!("<th scope=\"col\" class=\"right\">{column}</th>"));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for (person, numbers) in rows {
            out.push_str(&format!("<tr><th scope=\"row\" data-by=\"{key}\">{}", name(person)));
            for number in [numbers.schools, numbers.overdue, numbers.soon, numbers.visits, numbers.problems] {
                let class = if number == 0 { "right quiet" } else { "right" };
                out.push_str(&format!("<td class=\"{class}\">{}", figures(number)));
            }
            out.push('\n');
        }
        out.push_str("</tbody>\n</table>\n</div>\n");
    }
    out.push_str("</div>\n");
    if board.schools.is_empty() {
        out.push_str("<p class=\"none\">There is no school here.</p>\n");
    }
    out.push_str("</section>\n");
}

/// A day, also for the script to sort by.
pub(super) fn time(day: NaiveDate, form: &str) -> String {
    format!("<time datetime=\"{day}\">{}</time>", day.format(form))
}

/// A message as HTML: what stands between backticks is a word of a record.
fn with_code(message: &str) -> String {
    let parts: Vec<_> = escaped(message).split('`').map(str::to_owned).collect();
    if parts.len().is_multiple_of(2) {
        return parts.join("`");
    }
    let part =
        |(place, part): (usize, &String)| if place % 2 == 1 { format!("<code>{part}</code>") } else { part.clone() };
    parts.iter().enumerate().map(part).collect()
}

/// The day in few letters, with the year only where it is another than today's.
pub(super) fn short(day: NaiveDate, today: NaiveDate) -> String {
    day.format(if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}
