//! A child's story, and the contact with a school, for people at a terminal and for programs.

use std::io::{self, Write};

use anstyle::Style;
use serde_json::{Value, json};

use super::excerpt::plain;
use crate::chronology::{Chronology, Entry, YearTotals, head_lines, places};
use crate::words::{day_count, short_day};

/// How wide a line of text is before it is broken.
const LABEL: usize = 24;

/// Writes a child's story for people.
pub fn write_text(out: &mut impl Write, told: &Chronology, width: usize) -> io::Result<()> {
    let bold = Style::new().bold();
    let head = &told.head;
    writeln!(out, "{bold}{}{bold:#}", plain(&head.name))?;
    for (label, text) in head_lines(head) {
        writeln!(out, "  {label:<LABEL$}{}", plain(&text))?;
    }
    writeln!(out)?;
    if told.entries.is_empty() {
        writeln!(out, "No record is surely about this child.")?;
    }
    write_entries(out, &told.entries, width)?;
    if !told.possible.is_empty() {
        writeln!(out, "\n{bold}Possible: may be about another child{bold:#}\n")?;
        write_entries(out, &told.possible, width)?;
    }
    Ok(())
}

/// Writes the contact with a school for people.
pub fn write_contact(out: &mut impl Write, title: &str, entries: &[Entry], width: usize) -> io::Result<()> {
    let bold = Style::new().bold();
    writeln!(out, "{bold}Contact with {}{bold:#}\n", plain(title))?;
    if entries.is_empty() {
        return writeln!(out, "No contact is on file.");
    }
    write_entries(out, entries, width)
}

fn write_entries(out: &mut impl Write, entries: &[Entry], width: usize) -> io::Result<()> {
    const INDENT: usize = 14;
    let bold = Style::new().bold();
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        let day = entry.day.map_or_else(|| "no date".to_owned(), short_day);
        let title = if entry.title.is_empty() { entry.what.title() } else { entry.title.clone() };
        writeln!(
            out,
            "{day:<INDENT$}{bold}{}{bold:#} ({}; {})",
            plain(&title),
            entry.what.title().to_lowercase(),
            plain(&entry.school)
        )?;
        if let Some(why) = &entry.possible {
            write_wrapped(out, &format!("possible: {why}"), INDENT, width)?;
        }
        for detail in &entry.details {
            let text = if detail.label.is_empty() {
                detail.text.clone()
            } else {
                format!("{}: {}", detail.label, detail.text)
            };
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                write_wrapped(out, line, INDENT, width)?;
            }
        }
        write_wrapped(out, &format!("→ {}", places(&entry.places)), INDENT, width)?;
    }
    Ok(())
}

fn write_wrapped(out: &mut impl Write, text: &str, indent: usize, width: usize) -> io::Result<()> {
    for line in textwrap::wrap(&plain(text), width.saturating_sub(indent).max(30)) {
        writeln!(out, "{:indent$}{line}", "")?;
    }
    Ok(())
}

/// A child's story as one JSON object.
#[must_use]
pub fn as_json(told: &Chronology) -> Value {
    let head = &told.head;
    let schools: Vec<_> = head
        .schools
        .iter()
        .map(|stay| json!({"school": stay.school, "path": stay.path, "first": stay.first, "last": stay.last}))
        .collect();
    let years: Vec<_> = head.by_year.iter().map(year_json).collect();
    let (first, last) = head.seen.unzip();
    let child = json!({
        "upn": head.upn, "name": head.name, "other_names": head.other_names, "year": head.year.map(|(year, _)| year.to_string()),
        "schools": schools, "first": first, "last": last, "days_lost": half(head.half_days), "exclusions": years,
        "at_least": head.is_at_least(), "has_namesake": head.has_namesake,
    });
    let entries = |all: &[Entry]| all.iter().map(entry_json).collect::<Vec<_>>();
    let broken: Vec<_> = head.broken.iter().map(|one| &one.path).collect();
    let unread: Vec<_> = head.unread.iter().map(|one| json!({"path": one.path, "reason": one.reason})).collect();
    json!({"child": child, "entries": entries(&told.entries), "possible": entries(&told.possible), "unread": unread, "not_read_whole": broken})
}

fn year_json(year: &YearTotals) -> Value {
    json!({
        "year": year.year, "fixed_term": year.fixed_term, "lunchtime": year.lunchtime, "permanent": year.permanent,
        "days": half(year.half_days),
    })
}

/// Half-days as a number of days, written without floating point.
fn half(half_days: u64) -> Value {
    serde_json::from_str(&day_count(half_days)).unwrap_or(Value::Null)
}

fn entry_json(entry: &Entry) -> Value {
    let details: Vec<_> = entry.details.iter().map(|one| json!({"label": one.label, "text": one.text})).collect();
    let places: Vec<_> = entry.places.iter().map(|place| json!({"path": place.path, "line": place.line})).collect();
    let time = entry.time.map(|time| time.format("%H:%M").to_string());
    json!({
        "date": entry.day, "time": time, "school": entry.school, "school_path": entry.school_path, "what": entry.what.as_str(),
        "title": entry.title, "details": details, "sources": places, "possible": entry.possible,
    })
}

/// Writes a child's story as one JSON object.
pub fn write_json(out: &mut impl Write, told: &Chronology) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &as_json(told)).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes the contact with a school as one JSON object.
pub fn write_contact_json(out: &mut impl Write, school: &str, entries: &[Entry]) -> io::Result<()> {
    let entries: Vec<_> = entries.iter().map(entry_json).collect();
    serde_json::to_writer_pretty(&mut *out, &json!({"school": school, "contact": entries})).map_err(io::Error::from)?;
    writeln!(out)
}
