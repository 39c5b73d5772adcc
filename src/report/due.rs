//! Writes deadlines for people, programs, spreadsheets and calendars.

use std::collections::HashMap;
use std::io::{self, Write};

use chrono::NaiveDate;
use icalendar::{Calendar, Component, Event, EventLike};
use serde::Serialize;

use super::cell;
use super::excerpt::plain;
use crate::drive::{SchoolDeadline, Withdrawn};
use crate::procedure::deadlines::{About, Deadline, State, Step, VISIT_IS_OVER};
use crate::record::values::Urn;
use crate::words::{capitalised, number};

/// Writes every deadline as one JSON object (records.md, section 8).
pub fn write_json(out: &mut impl Write, today: NaiveDate, deadlines: &[SchoolDeadline]) -> io::Result<()> {
    // Write one at a time, as a large drive has too many to hold the whole text in memory.
    write!(out, "{{\n  \"today\": \"{today}\",\n  \"deadlines\": [")?;
    for (place, one) in deadlines.iter().enumerate() {
        write!(out, "{}    ", if place == 0 { "\n" } else { ",\n" })?;
        serde_json::to_writer(&mut *out, &Written::new(one)).map_err(io::Error::from)?;
    }
    writeln!(out, "{}]\n}}", if deadlines.is_empty() { "" } else { "\n  " })
}

/// A deadline as programs read it.
#[derive(Serialize)]
struct Written<'a> {
    manager: &'a str,
    school: &'a str,
    urn: Option<Urn>,
    visit: Option<NaiveDate>,
    step: &'a str,
    due: NaiveDate,
    state: &'a str,
    done: Option<NaiveDate>,
    working_days: i64,
    detail: &'a str,
    path: &'a str,
}

impl<'a> Written<'a> {
    fn new(one: &'a SchoolDeadline) -> Self {
        let deadline = &one.deadline;
        Self {
            manager: &one.manager,
            school: &one.school,
            urn: one.urn,
            visit: deadline.visit,
            step: deadline.step.as_str(),
            due: deadline.due,
            state: deadline.state.as_str(),
            done: deadline.done,
            working_days: deadline.working_days,
            detail: &deadline.detail,
            path: &deadline.path,
        }
    }
}

/// The columns of a table of deadlines.
pub(super) const COLUMNS: [&str; 11] =
    ["manager", "school", "urn", "visit", "step", "due", "state", "done", "working_days", "detail", "path"];

/// Writes every deadline as a row for a spreadsheet, with a row of names above them.
pub fn write_csv(out: &mut impl Write, deadlines: &[SchoolDeadline]) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    let date = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    for one in deadlines {
        let deadline = &one.deadline;
        rows.write_record([
            &*cell(&one.manager),
            &*cell(&one.school),
            &one.urn.map(|urn| urn.to_string()).unwrap_or_default(),
            &date(deadline.visit),
            deadline.step.as_str(),
            &deadline.due.to_string(),
            deadline.state.as_str(),
            &date(deadline.done),
            &deadline.working_days.to_string(),
            &cell(&deadline.detail),
            &cell(&deadline.path),
        ])?;
    }
    rows.flush()
}

/// Which deadlines a report for people shows besides those that are overdue or due today.
#[derive(Debug, Clone, Copy)]
pub struct Horizon {
    /// Shows those due within this number of working days.
    pub days: i64,
    /// Shows all the others, too.
    pub all: bool,
    /// The columns of the terminal, where lines are broken between words; none where they go elsewhere and stay whole.
    pub width: Option<usize>,
}

/// Writes deadlines for people: what is not known, overdue, due today and due soon, each with what to do next.
pub fn write_text(
    out: &mut impl Write,
    today: NaiveDate,
    deadlines: &[SchoolDeadline],
    horizon: Horizon,
) -> io::Result<()> {
    let state = |one: &SchoolDeadline| one.deadline.state;
    let soon = |one: &SchoolDeadline| state(one) == State::Upcoming && one.deadline.working_days <= horizon.days;
    let unknown = |one: &SchoolDeadline| {
        state(one) == State::Unknown && (horizon.all || one.deadline.working_days <= horizon.days)
    };
    let all_unknown = deadlines.iter().filter(|one| state(one) == State::Unknown).count();
    let group = |title: &str, out: &mut dyn Write, fits: &dyn Fn(&SchoolDeadline) -> bool| -> io::Result<usize> {
        let chosen: Vec<_> = deadlines.iter().filter(|one| fits(one)).collect();
        if !chosen.is_empty() {
            let bold = anstyle::Style::new().bold();
            writeln!(out, "{bold}{title}{bold:#}\n")?;
            for one in &chosen {
                write_one(out, today, one, horizon.width)?;
            }
        }
        Ok(chosen.len())
    };
    // What is not known may be overdue: it comes first.
    let title = format!("{}, because a record cannot be read", capitalised(State::Unknown.title()));
    let not_known = group(&title, out, &unknown)?;
    if all_unknown > not_known {
        let more = if not_known == 0 { "" } else { " more" };
        writeln!(
            out,
            "{}{more}, due later, not known, because a record cannot be read: `spoc validate` names it\n",
            number(all_unknown - not_known, "deadline")
        )?;
    }
    let overdue = group(&capitalised(State::Overdue.title()), out, &|one| state(one) == State::Overdue)?;
    let due = group(&capitalised(State::Due.title()), out, &|one| state(one) == State::Due)?;
    let title = format!("Due in the next {}", number(usize::try_from(horizon.days).unwrap_or(0), "working day"));
    let coming = group(&title, out, &soon)?;
    if horizon.all {
        group("Later", out, &|one| state(one) == State::Upcoming && !soon(one))?;
        group("Done", out, &|one| state(one).is_done())?;
    }
    let not_known = if all_unknown == 0 { String::new() } else { format!(", {all_unknown} not known") };
    writeln!(
        out,
        "{}: {overdue} overdue, {due} due today, {coming} due in the next {}{not_known}",
        today.format("%A %-d %B %Y"),
        number(usize::try_from(horizon.days).unwrap_or(0), "working day"),
    )
}

fn write_one(out: &mut dyn Write, today: NaiveDate, one: &SchoolDeadline, width: Option<usize>) -> io::Result<()> {
    let deadline = &one.deadline;
    let spoc = one.spoc.as_deref().map(|spoc| format!(", SPOC {spoc}")).unwrap_or_default();
    write_line(out, "  ", &format!("{} ({}{spoc})", one.school, one.manager), width)?;
    write_line(out, "    ", &format!("{}: {}", when(deadline), what(deadline)), width)?;
    if !deadline.state.is_done() {
        let command = command(one).map(|command| format!(", or: {command}")).unwrap_or_default();
        write_line(out, "    → ", &format!("{}{command}", next(one, today)), width)?;
    }
    writeln!(out)
}

/// A line; what does not fit into it goes on below its first word.
fn write_line(out: &mut dyn Write, indent: &str, text: &str, width: Option<usize>) -> io::Result<()> {
    let text = plain(text);
    let Some(width) = width else { return writeln!(out, "{indent}{text}") };
    let below = " ".repeat(indent.chars().count());
    // A line that is as wide as the window would be followed by an empty one on some consoles.
    let options = textwrap::Options::new(width.saturating_sub(1)).initial_indent(indent).subsequent_indent(&below);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    writeln!(out, "{}", textwrap::fill(&text, options))
}

/// By when something is due, and how many working days from today that is, or the day on which it was done.
fn when(deadline: &Deadline) -> String {
    let spoken = |day: NaiveDate| day.format("%a %-d %b %Y").to_string();
    let due = spoken(deadline.due);
    let done = deadline.done.map(spoken).unwrap_or_default();
    let days = number(usize::try_from(deadline.working_days.unsigned_abs()).unwrap_or(usize::MAX), "working day");
    match deadline.state {
        State::Done => format!("by {due}, done {done}"),
        State::Late => format!("by {due}, done late, {done}"),
        State::Due => format!("today, {due}"),
        State::Overdue => format!("by {due}, {days} ago"),
        State::Upcoming | State::Unknown if deadline.working_days >= 0 => format!("by {due}, in {days}"),
        State::Upcoming | State::Unknown => format!("by {due}, {days} ago"),
    }
}

/// What a deadline is about, in a few words; a row that a command notes as done with its number.
pub(super) fn what(deadline: &Deadline) -> String {
    match (deadline.step.words().about, deadline.row_number()) {
        (About::Row { name, is_free_text: true }, Some(number)) => {
            let of_visit = about(deadline);
            let place = if of_visit.is_empty() { format!(" in {}", file_name(deadline)) } else { of_visit };
            format!("{name} {number}{place}: {}", deadline.detail)
        }
        (About::Row { .. }, _) => format!("{}: {}", title(deadline), deadline.detail),
        _ => title(deadline),
    }
}

fn file_name(deadline: &Deadline) -> &str {
    deadline.path.rsplit('/').next().unwrap_or_default()
}

/// The command that notes a row as done; none where there is no such command, or where it is not known whether the row is done.
pub(super) fn command(one: &SchoolDeadline) -> Option<String> {
    let deadline = &one.deadline;
    let number = deadline.row_number().filter(|_| deadline.state != State::Unknown)?;
    let place = match (deadline.step, deadline.visit) {
        (Step::Action, Some(visit)) => format!("--visit {visit}"),
        (Step::FollowUp, _) => format!("--in \"{}\"", file_name(deadline)),
        _ => return None,
    };
    Some(format!("spoc done \"{}\" {} {number} {place}", one.school, deadline.step.as_str()))
}

/// What a deadline is about, without a word of a row: a calendar is seen by others.
fn title(deadline: &Deadline) -> String {
    format!("{}{}", deadline.step.words().title, about(deadline))
}

/// The same of something that is not done yet, with a capital: a calendar has no heading above it that says so.
pub(super) fn title_to_come(deadline: &Deadline) -> String {
    let words = deadline.step.words();
    match words.about {
        About::Day => capitalised(&title(deadline)),
        _ => format!("{}{}", words.to_come, about(deadline)),
    }
}

/// Which visit, day, term or record it is about.
fn about(deadline: &Deadline) -> String {
    let spoken = |day: NaiveDate| day.format("%-d %B %Y");
    let of_visit = |of: &str| deadline.visit.map(|day| format!(" {of} {}", spoken(day))).unwrap_or_default();
    match deadline.step.words().about {
        About::Visit => of_visit("for the visit on"),
        About::Day => format!(" on {}", spoken(deadline.due)),
        About::Term => format!(": {}", deadline.detail),
        About::Row { .. } => of_visit("from"),
    }
}

/// What to do next.
pub(super) fn next(one: &SchoolDeadline, today: NaiveDate) -> String {
    let deadline = &one.deadline;
    if deadline.state == State::Unknown {
        return "put the record right that cannot be read: `spoc validate` names it".to_owned();
    }
    if deadline.is_before_a_past_visit(today) {
        return VISIT_IS_OVER.to_owned();
    }
    let words = deadline.step.words();
    match words.to_do_late.filter(|_| deadline.state == State::Overdue) {
        Some(late) => late.to_owned(),
        None => (words.to_do)(deadline.who.as_deref()),
    }
}

/// The program that made a calendar, as the file has it.
pub(super) const PRODUCT: &str = "-//spoc//SPOC visits and deadlines//EN";

/// Writes the visits and deadlines that are not done as a calendar file (RFC 5545). The UIDs stay the same, so that a second import brings the
/// first up to date; `withdrawn`: the visits that were cancelled or moved. The import takes their entries out of the calendar again.
pub fn write_ics(
    out: &mut impl Write,
    today: NaiveDate,
    deadlines: &[SchoolDeadline],
    withdrawn: &[Withdrawn],
) -> io::Result<()> {
    let mut calendar = Calendar::new();
    calendar.name("SPOC visits and deadlines");
    let stamp = today.and_time(chrono::NaiveTime::MIN).and_utc();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut unique = |uid: String| {
        // Two visits on one day have the same steps, which would have the same UID.
        let times = seen.entry(uid.clone()).and_modify(|times| *times += 1).or_insert(1);
        if *times > 1 { format!("{times}-{uid}") } else { uid }
    };
    // Number the version of an entry by the day, so that a later file replaces an earlier one (RFC 5545, 3.8.7.4).
    let sequence = u32::try_from((today - NaiveDate::default()).num_days()).unwrap_or(0);
    for one in deadlines {
        let deadline = &one.deadline;
        let school = SchoolOf { urn: one.urn, manager: &one.manager, folder: &one.school };
        // One that is done has its UID, too, so that the numbers of others of the same name stay as they are.
        let uid = unique(uid(&school, deadline));
        if deadline.state.is_done() {
            continue;
        }
        let mut event = Event::new();
        match deadline.time {
            // Write local time without a zone: a visit takes place where the school is, whatever the zone of the reader's computer.
            Some(time) => {
                let begins = deadline.due.and_time(time.0);
                event.starts(begins).ends(begins + chrono::TimeDelta::hours(1));
            }
            None => all_day(&mut event, deadline.due),
        }
        event
            .description(&next(one, today))
            .uid(&uid)
            .timestamp(stamp)
            .sequence(sequence)
            .summary(&format!("{}: {}", one.school, title_to_come(deadline)))
            .add_property("TRANSP", if deadline.step == Step::VisitHeld { "OPAQUE" } else { "TRANSPARENT" });
        calendar.push(event.done());
    }
    for one in withdrawn {
        let school = SchoolOf { urn: one.urn, manager: &one.manager, folder: &one.school };
        for step in Step::OF_VISIT {
            let uid = uid_of(&school, step, Some(one.visit), "");
            if seen.contains_key(&uid) {
                continue;
            }
            let mut event = Event::new();
            all_day(&mut event, one.visit);
            event
                .uid(&uid)
                .timestamp(stamp)
                .sequence(sequence)
                .summary(&format!("Cancelled: {}, visit on {}", one.school, one.visit.format("%-d %B %Y")))
                .add_property("STATUS", "CANCELLED")
                .add_property("TRANSP", "TRANSPARENT");
            calendar.push(event.done());
        }
    }
    // The crate names itself as the product. The product is this program, and a file may name only one.
    let text = calendar.done().to_string().replacen("PRODID:ICALENDAR-RS", &format!("PRODID:{PRODUCT}"), 1);
    out.write_all(text.as_bytes())
}

/// Makes an event last a whole day: its end is the day after (RFC 5545, 3.6.1).
fn all_day(event: &mut Event, day: NaiveDate) {
    event.starts(day).ends(day.succ_opt().unwrap_or(day));
}

/// What tells a school apart in a calendar.
struct SchoolOf<'a> {
    urn: Option<Urn>,
    manager: &'a str,
    folder: &'a str,
}

/// The UID of a deadline. It follows from the school, the step and what the deadline is about. It does not follow from the day, the state or the
/// place in a file, which may change.
fn uid(school: &SchoolOf<'_>, deadline: &Deadline) -> String {
    let about = match deadline.step {
        // Leave the amount out: it may be corrected later. Child, type and first day make the exclusion what it is.
        Step::ToldAuthority => deadline.detail.split(", ").next().unwrap_or_default(),
        _ => &deadline.detail,
    };
    uid_of(school, deadline.step, deadline.visit, about)
}

fn uid_of(school: &SchoolOf<'_>, step: Step, visit: Option<NaiveDate>, about: &str) -> String {
    let school = school.urn.map_or_else(|| format!("{}/{}", school.manager, school.folder), |urn| urn.to_string());
    let visit = visit.map(|day| day.to_string()).unwrap_or_default();
    // Others see a calendar, and the words may name a child: a number stands for them.
    let number = fnv_1a(format!("{school}\n{visit}\n{about}").as_bytes());
    format!("{}-{number:016x}@spoc", step.as_str())
}

/// A short number for a text, the same on every machine and in every version (Fowler, Noll and Vo, FNV-1a).
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_between_words_where_there_is_a_terminal() {
        let text = "by Tue 24 Nov 2026, 3 working days ago: Action 2 of the visit: Ring Ms Featherstonehaugh-Cholmondeley about the half-term plan";
        let written = |width: Option<usize>| {
            let mut out = Vec::new();
            write_line(&mut out, "    → ", text, width).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(None), format!("    → {text}\n"));
        let broken = written(Some(80));
        assert!(broken.lines().count() > 1 && broken.lines().all(|line| line.chars().count() < 80), "{broken}");
        assert!(broken.lines().skip(1).all(|line| line.starts_with("      ")), "{broken}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&broken), words(&format!("→ {text}")));
    }
}
