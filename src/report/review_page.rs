//! The review of a visit as one HTML page. It says what the report in the terminal says, and is made from it: the lines of that report are told
//! apart by their indents alone, and no text of a record can break a line of it. It names children, so it is for the team.

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use maud::{Markup, html};

use super::problems_page::address;
use super::review::{Reviewed, write_text};
use crate::page::{Frame, moment, top, whole_title};

/// The command that makes the page, as the page names it.
pub(super) const GENERATOR: &str = "spoc review";
const STYLE: &str = include_str!("../../templates/report.css");

/// A part of the report: its heading, and its rows, each with what belongs to it.
struct Part<'t> {
    heading: &'t str,
    rows: Vec<(&'t str, Vec<&'t str>)>,
}

/// Writes the page. `root`: the drive; `made`: when the records were read.
pub fn write_page(
    out: &mut impl Write,
    reviewed: &Reviewed<'_>,
    root: &Path,
    made: DateTime<FixedOffset>,
) -> io::Result<()> {
    let mut report = Vec::new();
    write_text(&mut report, reviewed)?;
    let report = anstream::adapter::strip_str(&String::from_utf8_lossy(&report)).to_string();
    let (title, lead, parts) = parsed(&report);
    let made = moment(made);
    let content = html! {
        a.skip href="#content" { "Skip to the review" }
        (top(reviewed.policy, title, reviewed.today, &html! { "Made " (made) br; "by " code { "spoc review" } }))
        main #content tabindex="-1" {
            div.lead {
                @for line in &lead { p { (line) } }
                p.note {
                    "Children are named here: this page is for the team. "
                    @if let Some(address) = address(root, &reviewed.school.path) { a href=(address) { "Open the school's folder" } }
                }
            }
            @for part in &parts { (section(part)) }
        }
    };
    let title = whole_title(reviewed.policy, title);
    let frame =
        Frame { generator: GENERATOR, title: &title, policy: reviewed.policy, made: &made, style: STYLE, script: "" };
    out.write_all(frame.around(&content).as_bytes())
}

/// The title of the report, the lines below it, and its parts. A part begins with a line of its own after an empty one; its rows stand two spaces
/// in, and what belongs to a row six.
fn parsed(report: &str) -> (&str, Vec<&str>, Vec<Part<'_>>) {
    let (head, body) = report.split_once("\n\n").unwrap_or((report, ""));
    let (title, lead) = head.split_once('\n').unwrap_or((head, ""));
    let mut parts = Vec::<Part<'_>>::new();
    for line in body.lines().filter(|line| !line.is_empty()) {
        let text = line.trim_start_matches(' ');
        let is_more = line.len() - text.len() >= 6;
        match parts.last_mut().filter(|_| text.len() < line.len()) {
            None => parts.push(Part { heading: text, rows: Vec::new() }),
            Some(part) => match part.rows.last_mut().filter(|_| is_more) {
                Some((_, more)) => more.push(text),
                None => part.rows.push((text, Vec::new())),
            },
        }
    }
    (title, lead.lines().collect(), parts)
}

fn section(part: &Part<'_>) -> Markup {
    html! {
        section {
            h2 { (part.heading) }
            ul.rows {
                @for (row, more) in &part.rows {
                    "\n"
                    li { (row) @for line in more { small { (line) } } }
                }
            }
        }
        "\n"
    }
}
