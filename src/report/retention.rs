//! What is due for review because it was kept long enough, for people, for programs and as a page. Children are named by number alone.

use std::io::{self, Write};

use anstyle::Style;
use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::excerpt::plain;
use crate::page::{Frame, full_day, moment, name, top, whole_title};
use crate::policy::Policy;
use crate::retention::{Due, Possibly, Review, SchoolDue};
use crate::words::{figures, number, short_day};

/// The command that makes the page.
pub(super) const GENERATOR: &str = "spoc retention";
const STYLE: &str = include_str!("../../templates/report.css");

/// What is said of every list.
const NOTHING_DELETED: &str = "Nothing was deleted, and nothing will be: a person decides on each.";
/// The most rows of a school that are shown to people.
const MOST: usize = 200;

/// Writes the list for people.
pub fn write_text(out: &mut impl Write, review: &Review, policy: &Policy) -> io::Result<()> {
    let bold = Style::new().bold();
    let Some(rule) = rule(policy) else { return writeln!(out, "{NO_RULE}") };
    writeln!(out, "{rule}")?;
    if let Some(unjudged) = unjudged(review) {
        writeln!(out, "{unjudged}")?;
    }
    for school in &review.schools {
        writeln!(out, "\n{bold}{}{bold:#}", plain(&school.path))?;
        for one in school.due.iter().take(MOST) {
            writeln!(out, "  {}", plain(&what(one, school)))?;
            writeln!(out, "      {}", plain(&why(one)))?;
            for hold in &one.held {
                writeln!(out, "      held: {}", plain(hold))?;
            }
            if let Some(possibly) = &one.possibly {
                writeln!(out, "      {}", plain(&in_contact(possibly)))?;
            }
        }
        if school.due.len() > MOST {
            writeln!(
                out,
                "  and {}: name the school to see them in --format json",
                number(school.due.len() - MOST, "more row")
            )?;
        }
        if !school.unjudged.is_empty() {
            writeln!(
                out,
                "  {} without a date, or that cannot be read: look at them yourself",
                number(school.unjudged.len(), "file")
            )?;
        }
    }
    for why in &review.idle_holds {
        writeln!(
            out,
            "\nThe hold \"{}\" is about nothing on this drive: look at its UPN or school in policy.toml.",
            plain(why)
        )?;
    }
    writeln!(out, "\n{}. {NOTHING_DELETED}", summary(review))
}

const NO_RULE: &str = "policy.toml does not say how long records are kept, so nothing is listed. Write `[retention]` with `years_after_last_contact` in it.";

fn rule(policy: &Policy) -> Option<String> {
    let years = policy.retention.years_after_last_contact?;
    Some(format!("Due for review {} after the last contact, by policy.toml", number(years.0, "year")))
}

/// What may change the list: files of which nobody can say when they were written, or that cannot be read.
fn unjudged(review: &Review) -> Option<String> {
    let count: usize = review.schools.iter().map(|school| school.unjudged.len()).sum();
    (count > 0).then(|| format!("{} could not be judged, and may hold later contact.", number(count, "file")))
}

fn summary(review: &Review) -> String {
    let all = || review.schools.iter().flat_map(|school| &school.due);
    let (files, children) =
        (all().filter(|one| one.path.is_some()).count(), all().filter(|one| one.upn.is_some()).count());
    let held = all().filter(|one| !one.held.is_empty()).count();
    let possibly = all().filter(|one| one.possibly.is_some()).count();
    let possibly =
        if possibly == 0 { String::new() } else { format!(", {} possibly still in contact", figures(possibly)) };
    format!(
        "{} and {} due for review, {} of these held{possibly}",
        crate::words::children(children),
        number(files, "file"),
        figures(held)
    )
}

fn in_contact(possibly: &Possibly) -> String {
    format!(
        "possibly in contact: {} has the same name at this school, last contact {} in {}",
        possibly.upn,
        short_day(possibly.last_contact),
        possibly.by
    )
}

fn what(one: &Due, school: &SchoolDue) -> String {
    match (&one.upn, &one.path) {
        (Some(upn), _) => format!("child {upn}"),
        (None, Some(path)) => path.strip_prefix(&school.path).unwrap_or(path).trim_start_matches('/').to_owned(),
        (None, None) => String::new(),
    }
}

fn why(one: &Due) -> String {
    let by = if one.path.as_deref() == Some(one.by.as_str()) { String::new() } else { format!(", in {}", one.by) };
    format!("last contact {}{by}; due since {}", short_day(one.last_contact), short_day(one.since))
}

/// Writes the list as one JSON object.
pub fn write_json(out: &mut impl Write, review: &Review, policy: &Policy, today: NaiveDate) -> io::Result<()> {
    let due = |one: &Due| -> Value {
        json!({
            "path": one.path, "upn": one.upn, "last_contact": one.last_contact, "by": one.by, "due_since": one.since, "held": one.held,
            "possibly_in_contact": one.possibly.as_ref().map(|possibly| json!({"upn": possibly.upn, "last_contact": possibly.last_contact, "by": possibly.by})),
        })
    };
    let school = |school: &SchoolDue| -> Value {
        json!({"path": school.path, "due": school.due.iter().map(due).collect::<Vec<_>>(), "unjudged": school.unjudged})
    };
    let schools: Vec<_> = review.schools.iter().map(school).collect();
    let years = policy.retention.years_after_last_contact.map(|years| years.0);
    let whole =
        json!({"today": today, "years_after_last_contact": years, "schools": schools, "idle_holds": review.idle_holds});
    serde_json::to_writer_pretty(&mut *out, &whole).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes the list as a page.
pub fn write_page(
    out: &mut impl Write,
    review: &Review,
    policy: &Policy,
    today: NaiveDate,
    made: DateTime<FixedOffset>,
) -> io::Result<()> {
    let (title, made) = ("What is due for review: retention", moment(made));
    let content = html! {
        a.skip href="#content" { "Skip to the tables" }
        (top(policy, title, today, &html! { "Made " (made) br; "by " code { (GENERATOR) } }))
        main #content tabindex="-1" {
            p.lead {
                @if let Some(rule) = rule(policy) { (rule) ". " (summary(review)) ". " } @else { (NO_RULE) " " }
                strong { (NOTHING_DELETED) }
            }
            @if let Some(unjudged) = unjudged(review) { p.warning { (unjudged) } }
            @for why in &review.idle_holds { p.warning { "The hold “" (plain(why)) "” is about nothing on this drive: look at its UPN or school in policy.toml." } }
            @for school in &review.schools { (section(school)) }
        }
    };
    let title = whole_title(policy, title);
    let frame = Frame { generator: GENERATOR, title: &title, policy, made: &made, style: STYLE, script: "" };
    out.write_all(frame.around(&content).as_bytes())
}

fn section(school: &SchoolDue) -> Markup {
    html! {
        section {
            h2 { (name(&plain(&school.path))) " " span.count { (figures(school.due.len())) } }
            @if !school.unjudged.is_empty() { p.note { (number(school.unjudged.len(), "file")) " without a date, or that cannot be read: look at them yourself." } }
            div.scroll role="region" aria-label={ (school.path) ", table" } tabindex="0" {
                table.list {
                    thead { tr { @for column in ["Child or file", "Last contact", "Due since", "Where that stands", "Held"] { th scope="col" { (column) } } } }
                    tbody {
                        @for one in &school.due {
                            "\n"
                            tr {
                                th.s scope="row" { (plain(&what(one, school))) }
                                td { (full_day(one.last_contact)) }
                                td { (full_day(one.since)) }
                                td { (plain(&one.by)) }
                                td {
                                    @if one.held.is_empty() { span.quiet { "no" } } @else { (plain(&one.held.join("; "))) }
                                    @if let Some(possibly) = &one.possibly { br; (plain(&in_contact(possibly))) }
                                }
                            }
                        }
                    }
                }
            }
        }
        "\n"
    }
}
