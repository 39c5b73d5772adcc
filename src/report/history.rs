//! The history of a file, the changes since a day, and what was lost, for people and for programs.

use std::io::{self, Write};

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::excerpt::plain;
use crate::changes::{FieldChange, Said, What};
use crate::history::Seen;
use crate::past::{Lost, Told};
use crate::words::number;

/// How a report on the past is made.
#[derive(Clone, Copy)]
pub struct PastStyle<'a> {
    /// Whether children's names and free text are shown.
    pub show_names: bool,
    /// A time as the clock of this computer has it.
    pub clock: &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime,
}

impl PastStyle<'_> {
    /// A time as an argument takes it: `2026-11-24 17:05:12`.
    #[must_use]
    pub fn time(&self, time: DateTime<Utc>) -> String {
        (self.clock)(time).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// When a change was seen, in words. `done`: what was done.
    #[must_use]
    pub fn seen(&self, seen: Seen, done: &str) -> String {
        let by = self.time(seen.by);
        let Some(after) = seen.after.map(|after| self.time(after)) else {
            return format!("there when the history began, {by}");
        };
        let shorter = match (after.split_once(' '), by.split_once(' ')) {
            (Some((day, _)), Some((other, time))) if day == other => time,
            _ => &by,
        };
        format!("seen {done} between {after} and {shorter}")
    }

    /// When a change was seen, and whose the file is, in words.
    #[must_use]
    pub fn seen_of(&self, one: &Told) -> String {
        let owner = one.owner.as_ref().map(|owner| format!("; owner of the file: {owner}")).unwrap_or_default();
        format!("{}{owner}", self.seen(one.seen, done(one)))
    }
}

/// Writes the versions of a file, the newest first, each with the fields that it changed.
pub fn write_versions(out: &mut impl Write, path: &str, told: &[Told], style: PastStyle<'_>) -> io::Result<()> {
    writeln!(out, "{}: {}, the newest first", plain(path), number(told.len(), "version"))?;
    for (one, number) in told.iter().zip((1..=told.len()).rev()) {
        writeln!(out, "\n{number:>3}  {}  {}", style.time(one.seen.by), plain(&one.changes.in_few_words()))?;
        let name = if one.path == path { String::new() } else { format!("{}: ", one.path) };
        writeln!(out, "     {}", plain(&format!("{name}{}", style.seen_of(one))))?;
        for field in fields_to_tell(one, style.show_names) {
            writeln!(out, "     {}", plain(&field))?;
        }
    }
    Ok(())
}

/// Writes changes, by school, the newest of each first. `since`: from when on, in words.
pub fn write_changes(out: &mut impl Write, since: &str, told: &[Told], style: PastStyle<'_>) -> io::Result<()> {
    if told.is_empty() {
        return writeln!(out, "Nothing has changed since {since}.");
    }
    let groups = by_school(told);
    let schools = groups.iter().filter(|group| group.is_school).count();
    let of = if schools == 0 { String::new() } else { format!(" of {}", number(schools, "school")) };
    writeln!(out, "Changed since {since}: {}{of}", number(told.len(), "change"))?;
    for group in &groups {
        writeln!(out, "\n{}", plain(&group.name))?;
        for line in group.lines() {
            let Some(first) = line.changes.first() else { continue };
            writeln!(out, "  {}  {}", style.time(first.seen.by), plain(&line.what))?;
            writeln!(out, "      {}", plain(&format!("{}: {}", line.place, style.seen_of(first))))?;
            for more in line.more(style.show_names) {
                writeln!(out, "      {}", plain(&more))?;
            }
        }
    }
    Ok(())
}

/// The lines of the fields, but for a single one of which the line before says all.
fn fields_to_tell(one: &Told, show_names: bool) -> Vec<String> {
    let lines: Vec<_> = one.changes.fields.iter().map(|field| field.line(show_names)).collect();
    match lines.as_slice() {
        [only] if *only == one.changes.in_few_words() || one.changes.fields.iter().all(is_told) => Vec::new(),
        _ => lines,
    }
}

fn is_told(field: &FieldChange) -> bool {
    let is_plain = |said: &Option<Said>| said.as_ref().is_none_or(|said| said.is_plain);
    !field.is_row && field.new.is_some() && is_plain(&field.old) && is_plain(&field.new)
}

/// What was done to a file, as a word behind "seen".
fn done(one: &Told) -> &'static str {
    match one.changes.what {
        What::New => "new",
        What::Deleted => "deleted",
        What::Nothing if one.changes.from.is_some() => "renamed",
        _ => "changed",
    }
}

/// The changes of a school, or of a place outside schools.
pub(super) struct Group<'a> {
    pub name: String,
    /// The folder of the school, relative to the drive.
    pub path: String,
    pub is_school: bool,
    school: String,
    pub changes: Vec<&'a Told>,
}

/// One change as it is listed, or many files that came or went in one go.
pub(super) struct Line<'a> {
    /// What was done, without the school's name, under which it stands.
    pub what: String,
    /// The file, or the folder that holds all of them, within the school.
    pub place: String,
    pub changes: Vec<&'a Told>,
}

impl<'a> Group<'a> {
    /// The changes, those of many files that came or went in one go in one.
    pub fn lines(&self) -> Vec<Line<'a>> {
        /// So many files that came or went in one go are told one by one.
        const MOST: usize = 3;
        let is_one_go = |a: &&Told, b: &&Told| {
            a.commit == b.commit
                && a.changes.what == b.changes.what
                && matches!(a.changes.what, What::New | What::Deleted)
        };
        let mut lines = Vec::new();
        for run in self.changes.chunk_by(is_one_go) {
            match run {
                [first, .., last] if run.len() > MOST => lines.push(Line {
                    what: format!("{} {}", number(run.len(), "file"), first.changes.in_few_words()),
                    place: self.within(folder_of_both(&first.path, &last.path)),
                    changes: run.to_vec(),
                }),
                _ => lines.extend(run.iter().map(|one| Line {
                    what: self.line(one),
                    place: self.within(&one.path),
                    changes: vec![*one],
                })),
            }
        }
        lines
    }

    /// The line of a change, without the school's name, under which it stands.
    fn line(&self, one: &Told) -> String {
        let whole = one.changes.summary();
        let prefix = format!("{}, ", self.school);
        whole.strip_prefix(&prefix).map_or(whole.clone(), str::to_owned)
    }

    /// A path within the school.
    fn within(&self, path: &str) -> String {
        let inner = path.strip_prefix(&self.path).map(|rest| rest.trim_start_matches('/'));
        match inner {
            Some("") => "the whole folder".to_owned(),
            Some(inner) => inner.to_owned(),
            None => path.to_owned(),
        }
    }
}

impl Line<'_> {
    /// What there is to be said besides: the fields; of many files what they are.
    pub fn more(&self, show_names: bool) -> Vec<String> {
        match self.changes.as_slice() {
            [one] => fields_to_tell(one, show_names),
            several => {
                let subject = |one: &&Told| {
                    let subject = &one.changes.subject;
                    subject.split_once(", ").map_or(subject.clone(), |(_, what)| what.to_owned())
                };
                vec![several.iter().map(subject).collect::<Vec<_>>().join(", ")]
            }
        }
    }
}

/// The folder that holds two paths.
fn folder_of_both<'p>(one: &'p str, other: &str) -> &'p str {
    let mut folders = one.match_indices('/').map(|(at, _)| one.get(..at).unwrap_or_default());
    let holds = |folder: &&str| other.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    folders.rfind(holds).unwrap_or_default()
}

pub(super) fn by_school(told: &[Told]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for one in told {
        let parts: Vec<_> = one.path.split('/').collect();
        let is_policy_or_file = parts.len() < 3;
        let (path, school, name) = match parts.as_slice() {
            [manager, school, _, ..] => {
                (format!("{manager}/{school}"), (*school).to_owned(), format!("{school} ({manager})"))
            }
            _ => (String::new(), String::new(), "Outside the schools".to_owned()),
        };
        match groups.iter_mut().find(|group| group.path == path) {
            Some(group) => group.changes.push(one),
            None => groups.push(Group { name, path, is_school: !is_policy_or_file, school, changes: vec![one] }),
        }
    }
    groups.sort_by(|a, b| (!a.is_school, &a.path).cmp(&(!b.is_school, &b.path)));
    groups
}

/// Writes what was lost: each file, or a whole folder in one, with when it was deleted and the command line that brings it back.
pub fn write_lost(out: &mut impl Write, lost: &[LostPart<'_>], style: PastStyle<'_>) -> io::Result<()> {
    if lost.is_empty() {
        return writeln!(
            out,
            "Nothing is lost: whatever was deleted is there again, or stands elsewhere on the drive."
        );
    }
    let files: usize = lost.iter().map(|part| part.files.len()).sum();
    writeln!(out, "{} deleted, and nowhere else on the drive", number(files, "file"))?;
    for part in lost {
        let what = match part.files.as_slice() {
            [one] => one.subject.clone(),
            several => format!("the whole folder, {}", number(several.len(), "file")),
        };
        writeln!(out, "\n{}", plain(part.path))?;
        let owners: Vec<_> = part.files.iter().filter_map(|file| file.owner.as_deref()).collect();
        let owner = match owners.first() {
            Some(first) if owners.iter().all(|owner| owner == first) => format!("; owner of the file: {first}"),
            _ => String::new(),
        };
        let seen = part.files.iter().find_map(|file| file.seen);
        let when = seen.map_or("gone since the history last looked".to_owned(), |seen| style.seen(seen, "deleted"));
        writeln!(out, "  {}", plain(&what))?;
        writeln!(out, "  {}{}", when, plain(&owner))?;
        writeln!(out, "  spoc restore \"{}\"", plain(part.path))?;
    }
    Ok(())
}

/// A file that was lost, or a folder of which everything was.
#[derive(Debug)]
pub struct LostPart<'a> {
    /// Its path on the drive.
    pub path: &'a str,
    /// The files.
    pub files: Vec<&'a Lost>,
}

/// The versions of a file as one JSON object.
#[must_use]
pub fn versions_json(path: &str, told: &[Told], show_names: bool) -> Value {
    json!({"path": path, "versions": told.iter().map(|one| json_of(one, show_names)).collect::<Vec<_>>()})
}

/// Changes as one JSON object. `since`: from when on; none for all of them.
#[must_use]
pub fn changes_json(path: &str, since: Option<DateTime<Utc>>, told: &[Told], show_names: bool) -> Value {
    json!({
        "path": path,
        "since": since.map(rfc),
        "changes": told.iter().map(|one| json_of(one, show_names)).collect::<Vec<_>>(),
    })
}

/// What was lost as one JSON object.
#[must_use]
pub fn lost_json(path: &str, lost: &[Lost]) -> Value {
    let one = |file: &Lost| {
        json!({
            "path": file.path,
            "what": file.subject,
            "seen": file.seen.map(seen_json),
            "owner": file.owner,
            "restore": format!("spoc restore \"{}\"", file.path),
        })
    };
    json!({"path": path, "lost": lost.iter().map(one).collect::<Vec<_>>()})
}

fn json_of(one: &Told, show_names: bool) -> Value {
    let what = match one.changes.what {
        What::New => "new",
        What::Deleted => "deleted",
        What::Fields => "fields",
        What::Lines { .. } => "lines",
        What::Layout => "layout",
        What::Bytes => "bytes",
        What::Nothing => "nothing",
    };
    json!({
        "path": one.path,
        "from": one.changes.from,
        "time": rfc(one.seen.by),
        "seen": seen_json(one.seen),
        "owner": one.owner,
        "what": what,
        "summary": one.changes.summary(),
        "fields": one.changes.fields.iter().map(|field| field_json(field, show_names)).collect::<Vec<_>>(),
        "commit": one.commit,
    })
}

/// A field as an object. What is private and hidden is null, as is what is not there; `hidden` tells the two apart.
#[must_use]
pub fn field_json(field: &FieldChange, show_names: bool) -> Value {
    let shown = |said: &Option<Said>| said.as_ref().and_then(|said| said.shown(show_names)).map(str::to_owned);
    let is_hidden = |said: &Option<Said>| said.as_ref().is_some_and(|said| said.shown(show_names) != Some(&said.text));
    json!({
        "field": field.field,
        "name": field.name,
        "row": field.is_row,
        "old": shown(&field.old),
        "new": shown(&field.new),
        "hidden": is_hidden(&field.old) || is_hidden(&field.new),
    })
}

fn seen_json(seen: Seen) -> Value {
    json!({"after": seen.after.map(rfc), "by": rfc(seen.by)})
}

fn rfc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
