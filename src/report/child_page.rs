//! A child's story, and the contact with a school, as one HTML page.

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{Markup, html};

use super::excerpt::plain;
use super::problems_page::address;
use crate::chronology::{Chronology, Entry, addresses, head_lines};
use crate::page::{Frame, full_day, moment, name, top, whole_title};
use crate::policy::Policy;
use crate::words::figures;

/// The command that makes a child's page, as the page names it.
pub(super) const GENERATOR: &str = "spoc child";
/// The command that makes a school's page.
pub(super) const CONTACT_GENERATOR: &str = "spoc contact";
const STYLE: &str = concat!(include_str!("../../templates/report.css"), include_str!("../../templates/story.css"));

/// What both pages are made with.
#[derive(Debug, Clone, Copy)]
pub struct StoryPage<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The drive; none where the page leads to no folder of it.
    pub root: Option<&'a Path>,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// When it was looked at.
    pub made: DateTime<FixedOffset>,
    /// What is said above everything else.
    pub draft: Option<&'a str>,
    /// What could not be read: how many files, and the first of them with the reason.
    pub unread: Option<(usize, &'a str)>,
}

/// Writes a child's page.
pub fn write_page(out: &mut impl Write, page: &StoryPage<'_>, told: &Chronology) -> io::Result<()> {
    let head = html! {
        dl.head { @for (label, text) in head_lines(&told.head) { @if !label.is_empty() { dt { (label) } } dd { (plain(&text)) } } }
    };
    let content = html! {
        (page.first(&told.head.name, GENERATOR))
        main #content tabindex="-1" {
            (page.notes())
            (head)
            (section("surely", "In the order of time", None, &told.entries, page))
            @if !told.possible.is_empty() {
                (section("possible", "Possible", Some("These may be about another child: a record has a code or a former number, or a text has the name, or a part of it, alone. Somebody has to decide."), &told.possible, page))
            }
        }
    };
    page.write(out, &told.head.name, GENERATOR, &content)
}

/// Writes a school's page.
pub fn write_contact_page(
    out: &mut impl Write,
    page: &StoryPage<'_>,
    school: &str,
    entries: &[Entry],
) -> io::Result<()> {
    let title = format!("Contact with {school}");
    let content = html! {
        (page.first(&title, CONTACT_GENERATOR))
        main #content tabindex="-1" {
            (page.notes())
            (section("surely", "In the order of time", None, entries, page))
        }
    };
    page.write(out, &title, CONTACT_GENERATOR, &content)
}

impl StoryPage<'_> {
    /// What stands at the top of a page.
    pub(super) fn first(&self, title: &str, command: &str) -> Markup {
        html! {
            a.skip href="#content" { "Skip to the story" }
            @if let Some(draft) = self.draft { p.draft role="note" { (draft) } }
            (top(self.policy, title, self.today, &html! { "Made " (moment(self.made)) br; "by " code { (command) } }))
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some((count, first)) = self.unread {
                p.warning {
                    strong { "This page may be incomplete." } " " (figures(count)) @if count == 1 { " file" } @else { " files" }
                    " could not be read. " (plain(first))
                }
            }
        }
    }

    /// Writes a page around its content. A draft says so at the head of each sheet of paper.
    pub(super) fn write(
        &self,
        out: &mut impl Write,
        title: &str,
        generator: &'static str,
        content: &Markup,
    ) -> io::Result<()> {
        let title = self.draft.map_or_else(|| title.to_owned(), |draft| format!("{draft}: {title}"));
        let title = whole_title(self.policy, &title);
        let made = moment(self.made);
        let frame = Frame { generator, title: &title, policy: self.policy, made: &made, style: STYLE, script: "" };
        out.write_all(frame.around(content).as_bytes())
    }
}

fn section(id: &str, title: &str, note: Option<&str>, entries: &[Entry], page: &StoryPage<'_>) -> Markup {
    html! {
        section id=(id) {
            h2 { (title) " " span.count { (figures(entries.len())) } }
            @if let Some(note) = note { p.note { (note) } }
            @if entries.is_empty() { p.none { "Nothing is on file." } }
            ol.story { @for entry in entries { "\n" (item(entry, page)) } }
        }
        "\n"
    }
}

fn item(entry: &Entry, page: &StoryPage<'_>) -> Markup {
    let title = if entry.title.is_empty() { entry.what.title() } else { entry.title.clone() };
    html! {
        li class=(entry.what.as_str()) {
            div.when {
                @if let Some(day) = entry.day { (full_day(day)) } @else { span.quiet { "no date" } }
                @if let Some(time) = entry.time { small { (time.format("%H:%M")) } }
                small.kind { (entry.what.title()) }
            }
            div.what {
                h3 { @if page.draft.is_some() { (with_marks(&title)) } @else { (plain(&title)) } }
                p.where { (name(&plain(&entry.school))) }
                @if let Some(why) = &entry.possible { p.why { strong { "Possible: " } (plain(why)) } }
                @if !entry.details.is_empty() {
                    dl { @for one in &entry.details { dt { (one.label) } dd { (lines(&one.text, page.draft.is_some())) } } }
                }
                p.source { @for (number, place) in unique(entry).into_iter().enumerate() { @if number > 0 { br; } (source(&place.0, place.1, page)) } }
            }
        }
    }
}

/// The places of an entry, each once.
fn unique(entry: &Entry) -> Vec<(String, Option<u32>)> {
    let mut all: Vec<(String, Option<u32>)> = Vec::new();
    for place in &entry.places {
        let one = (place.path.clone(), place.line);
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn source(path: &str, line: Option<u32>, page: &StoryPage<'_>) -> Markup {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    html! {
        (name(&plain(path))) @if let Some(line) = line { ", line " (line) }
        @if let Some(address) = page.root.and_then(|root| address(root, folder)) { " " a.open href=(address) { "open the folder" } }
    }
}

/// A text with its line ends; in a draft grown-ups' addresses are marked.
fn lines(text: &str, is_draft: bool) -> Markup {
    html! {
        @for (number, line) in text.trim().lines().enumerate() {
            @if number > 0 { br; }
            @if is_draft { (with_marks(line)) } @else { (plain(line)) }
        }
    }
}

fn with_marks(line: &str) -> Markup {
    let mut end = 0;
    let mut parts = Vec::new();
    for place in addresses(line) {
        parts.push((line.get(end..place.start).unwrap_or_default(), line.get(place.clone()).unwrap_or_default()));
        end = place.end;
    }
    html! {
        @for (before, address) in parts { (plain(before)) mark.address { (plain(address)) } }
        (plain(line.get(end..).unwrap_or_default()))
    }
}
