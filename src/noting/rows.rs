//! The rows that are noted as done: the actions of visits and the follow-ups of calls, each by its number in its record.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::asked::{Asked, NotNoted, Note};
use super::what::{Row, What};
use crate::layout::clash_key;
use crate::record::Kind;
use crate::record::values::{Date, quoted};
use crate::school::School;
use crate::words::{long_day, short_day};

/// A row that can be done.
struct Doable {
    number: usize,
    /// The visit of an action.
    visit: Option<NaiveDate>,
    path: String,
    field: String,
    what: String,
    who: String,
    due: Date,
    done: Option<Date>,
}

impl Doable {
    fn is_open(&self, today: NaiveDate) -> bool {
        self.done.is_none_or(|done| *done > today)
    }

    /// The row as an officer knows it. `file`: the name of its record.
    fn shown(&self, file: &str) -> String {
        format!("{} in {file} ({}: {}, by {})", self.number, self.who, one_line(&self.what), short_day(*self.due))
    }
}

/// Notes an action of a visit, or the follow-up of a call, as done. `number`: its row in its record, from 1, as `spoc due`, the board and the
/// team's packs have it. Where a number is open in several records, the visit or the file says which.
pub fn row(asked: &Asked<'_>, row: Row, number: Option<usize>) -> Result<Note, NotNoted> {
    asked.refuse_future()?;
    let all = match row {
        Row::Action => actions(asked.school),
        Row::FollowUp => follow_ups(asked.school),
    };
    let noun = What::Row(row).as_str();
    let files: Vec<_> = all.iter().map(|row| row.path.as_str()).collect();
    let shown = |rows: &[&Doable]| {
        rows.iter().map(|row| row.shown(shortest_name(&row.path, &files))).collect::<Vec<_>>().join("; ")
    };
    let is_meant = |one: &&Doable| {
        asked.visit.is_none_or(|day| one.visit.is_none_or(|visit| visit == day))
            && asked.file.is_none_or(|file| is_named(&one.path, file))
    };
    let rows: Vec<_> = all.iter().filter(is_meant).collect();
    let open_of = |rows: &[&Doable]| {
        let open: Vec<_> = rows.iter().copied().filter(|row| row.is_open(asked.today)).collect();
        if open.is_empty() { format!("There is no open {noun} here.") } else { format!("Open: {}.", shown(&open)) }
    };
    if let Some(file) = asked.file.filter(|_| rows.is_empty()) {
        let why = format!("{} names no record of the school with {noun}s in it", quoted(file));
        return Err(NotNoted::new(why, open_of(&all.iter().collect::<Vec<_>>())));
    }
    let Some(number) = number else {
        return Err(NotNoted::new(format!("which {noun} was done is not said: its number is missing"), open_of(&rows)));
    };
    let mut of_number: Vec<_> = rows.iter().copied().filter(|row| row.number == number).collect();
    // One that is done already is hardly meant where another of that number is open.
    if of_number.iter().any(|row| row.is_open(asked.today)) {
        of_number.retain(|row| row.is_open(asked.today));
    }
    let found = match of_number.as_slice() {
        [one] => *one,
        [] => return Err(NotNoted::new(format!("there is no {noun} {number}"), open_of(&rows))),
        several => {
            let days: HashSet<_> = several.iter().filter_map(|row| row.visit).collect();
            let option = |row: &&Doable| match row.visit {
                Some(day) if days.len() == several.len() => format!("--visit {day}"),
                _ => format!("--in \"{}\"", shortest_name(&row.path, &files)),
            };
            return Err(NotNoted::new(
                format!("there is more than one {noun} {number}: {}", shown(several)),
                format!("Say which: {}.", several.iter().map(option).collect::<Vec<_>>().join(" or ")),
            ));
        }
    };
    if let Some(visit) = found.visit.filter(|visit| *visit > asked.day()) {
        return Err(NotNoted::new(
            format!("{} is before the visit on {}, where it was agreed", short_day(asked.day()), long_day(visit)),
            "Name the day on which it was done with --on.",
        ));
    }
    let name = format!("{noun} {number} ({}: {}) was done on", found.who, one_line(&found.what));
    let changes = asked.dated(&format!("{}/done", found.field), found.done, &name)?;
    let kind = match row {
        Row::Action => Kind::Visit,
        Row::FollowUp => Kind::PhoneLog,
    };
    let said = format!("{name} {}", short_day(asked.day()));
    Ok(Note { path: found.path.clone(), kind, changes, said, visit: found.visit })
}

/// The parts of a path, as they compare on any system: `\` is `/`, capitals aside.
fn parts(path: &str) -> Vec<String> {
    let path = path.replace('\\', "/");
    path.split('/').filter(|part| !part.is_empty() && *part != ".").map(clash_key).collect()
}

/// Whether somebody who writes `named` may mean the file: its name, with its ending or without (Windows hides it), or more of its path.
fn is_named(path: &str, named: &str) -> bool {
    let (path, named) = (parts(path), parts(named));
    let (Some((file, folders)), Some((last, before))) = (path.split_last(), named.split_last()) else {
        return false;
    };
    let is_file = file == last || file.rsplit_once('.').is_some_and(|(stem, _)| stem == last);
    is_file && (folders.ends_with(before) || before.ends_with(folders))
}

/// The end of a path that no other of these files has: mostly its name.
fn shortest_name<'p>(path: &'p str, files: &[&str]) -> &'p str {
    let is_own = |end: &&str| files.iter().all(|other| *other == path || !is_named(other, end));
    let ends = path.rmatch_indices('/').map(|(at, _)| &path[at + 1..]);
    ends.into_iter().find(is_own).unwrap_or(path)
}

fn actions(school: &School) -> Vec<Doable> {
    let rows = school.visits.iter().flat_map(|visit| {
        visit.record.actions.iter().enumerate().map(|(place, action)| Doable {
            number: place + 1,
            visit: Some(*visit.record.date),
            path: visit.path.clone(),
            field: format!("/actions/{place}"),
            what: action.what.to_string(),
            who: action.who.to_string(),
            due: action.due,
            done: action.done,
        })
    });
    rows.collect()
}

fn follow_ups(school: &School) -> Vec<Doable> {
    let rows = school.phone_logs.iter().flat_map(|log| {
        log.record.calls.iter().enumerate().filter_map(|(place, call)| {
            let follow_up = call.follow_up.as_ref()?;
            Some(Doable {
                number: place + 1,
                visit: None,
                path: log.path.clone(),
                field: format!("/calls/{place}/follow_up"),
                what: follow_up.what.to_string(),
                who: call.by.to_string(),
                due: follow_up.due,
                done: follow_up.done,
            })
        })
    });
    rows.collect()
}

/// A text on one line, cut where it is long.
fn one_line(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST { line } else { line.chars().take(MOST - 1).chain(['…']).collect() }
}
