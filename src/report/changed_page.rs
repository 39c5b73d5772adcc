//! What has changed since a day as one HTML page, by school: for a manager's Monday, or before a visit. Children's names and free text are hidden.

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{Markup, html};

use super::excerpt::plain;
use super::history::{Group, PastStyle, by_school};
use super::problems_page::address;
use crate::page::{Frame, moment, name, top, whole_title};
use crate::past::Told;
use crate::policy::Policy;
use crate::words::{capitalised, figures, number};

/// The command that makes the page, as the page names it.
pub(super) const GENERATOR: &str = "spoc changed";
const STYLE: &str = include_str!("../../templates/report.css");

/// What the page is made from.
#[derive(Clone, Copy)]
pub struct ChangedPage<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The changes, the newest first.
    pub told: &'a [Told],
    /// From when on, in words.
    pub since: &'a str,
    /// How they are told.
    pub style: PastStyle<'a>,
    /// The part of the drive that was asked about.
    pub part: &'a str,
    /// The drive.
    pub root: &'a Path,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// When it was made.
    pub made: DateTime<FixedOffset>,
}

/// Writes the page.
pub fn write_page(out: &mut impl Write, page: &ChangedPage<'_>) -> io::Result<()> {
    let part = page.part.rsplit('/').next().filter(|part| !part.is_empty());
    let title = part.map_or("What has changed".to_owned(), |part| format!("What has changed: {part}"));
    let groups = by_school(page.told);
    let made = moment(page.made);
    let content = html! {
        a.skip href="#content" { "Skip to the changes" }
        (top(page.policy, &title, page.today, &html! { "Made " (made) br; "by " code { "spoc changed" } }))
        main #content tabindex="-1" {
            div.lead {
                p { "Since " strong { (plain(page.since)) } ": " (number(page.told.len(), "change")) "." }
                @if !page.style.show_names { p.note { "Children's names and free text are hidden." } }
            }
            @if groups.is_empty() {
                section.clear { h2 { "Nothing has changed" } p { "All records say what they said then." } }
            }
            @for group in &groups { (section(group, page)) }
        }
    };
    let title = whole_title(page.policy, &title);
    let frame =
        Frame { generator: GENERATOR, title: &title, policy: page.policy, made: &made, style: STYLE, script: "" };
    out.write_all(frame.around(&content).as_bytes())
}

fn section(group: &Group<'_>, page: &ChangedPage<'_>) -> Markup {
    html! {
        section {
            h2 { (name(&plain(&group.name))) " " span.count { (figures(group.changes.len())) } }
            @if group.is_school {
                @if let Some(address) = address(page.root, &group.path) { p.note { a href=(address) { "Open the school's folder" } } }
            }
            ul.rows {
                @for line in group.lines() {
                    "\n"
                    li {
                        (capitalised(&plain(&line.what)))
                        @for more in line.more(page.style.show_names) { small { (plain(&more)) } }
                        @if let Some(first) = line.changes.first() {
                            small { (name(&plain(&line.place))) ": " (plain(&page.style.seen_of(first))) }
                        }
                    }
                }
            }
        }
        "\n"
    }
}
