//! The pages of a bundle for a subject access request: its index with what needs eyes, and an extract of each source.

use std::collections::BTreeSet;
use std::io::{self, Write};

use chrono::NaiveDate;
use maud::{Markup, html};

use super::child_page::StoryPage;
use super::excerpt::plain;
use crate::chronology::{Extract, Line, Piece, Unread, What};
use crate::page::full_day;

/// The command that makes the pages.
const GENERATOR: &str = "spoc child --bundle";

/// A source in the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleSource {
    /// Its number in the bundle.
    pub number: usize,
    /// Its day, where it has one.
    pub day: Option<NaiveDate>,
    /// What it tells of.
    pub what: BTreeSet<What>,
    /// Its path on the drive, without the names of others.
    pub path: String,
    /// The extract or the copy, relative to the bundle; none where it could not be made.
    pub file: Option<String>,
    /// What a person has to look at in it, a sentence each.
    pub eyes: Vec<String>,
}

/// What the index is made from.
#[derive(Debug, Clone, Copy)]
pub struct IndexPage<'a> {
    /// What all pages of the bundle have in common.
    pub frame: StoryPage<'a>,
    /// The child.
    pub name: &'a str,
    /// The sources.
    pub sources: &'a [BundleSource],
    /// Whether the story is there as PDF.
    pub has_pdf: bool,
    /// What could not be read.
    pub unread: &'a [Unread],
}

/// Writes the index.
pub fn write_index(out: &mut impl Write, page: &IndexPage<'_>) -> io::Result<()> {
    let content = html! {
        (page.frame.first(&format!("Bundle: {}", page.name), GENERATOR))
        main #content tabindex="-1" {
            section {
                h2 { "Before anything of this goes out" }
                p { "A program made this from the records of the drive. It hid the names and UPNs of the other children whom the records name, and left their rows out. It cannot know a nickname, a brother who is in no record, or who may see what. " strong { "A person has to read every page." } }
                p { "The story: " a href="chronology.html" { "chronology.html" } @if page.has_pdf { ", " a href="chronology.pdf" { "chronology.pdf" } } ", " a href="chronology.json" { "chronology.json" } }
            }
            section #eyes {
                h2 { "What needs eyes" }
                ul.eyes {
                    li { "Every free text of every extract and of the story, whatever is said of it here." }
                    li { "Grown-ups’ e-mail addresses, telephone numbers and postcodes: marked in the pages, streets and houses are not; in the PDF and the JSON of the story they stand as they are." }
                    @for source in page.sources { @for eye in &source.eyes { "\n" li { strong { "No. " (source.number) ": " } (plain(eye)) } } }
                    @for one in page.unread { "\n" li { strong { "Not read: " } (plain(&one.path)) ": " (plain(&one.reason)) ". It may speak of the child, too." } }
                }
            }
            section #sources {
                h2 { "Sources" }
                div.scroll role="region" aria-label="Sources, table" tabindex="0" {
                    table.list {
                        thead { tr { @for column in ["No.", "Day", "What", "On the drive", "Here"] { th scope="col" { (column) } } } }
                        tbody { @for source in page.sources { "\n" (row(source)) } }
                    }
                }
            }
        }
    };
    page.frame.write(out, &format!("Bundle: {}", page.name), GENERATOR, &content)
}

fn row(source: &BundleSource) -> Markup {
    let what: Vec<_> = source.what.iter().map(|what| what.title()).collect();
    html! {
        tr {
            th scope="row" { (source.number) }
            td { @if let Some(day) = source.day { (full_day(day)) } @else { span.quiet { "none" } } }
            td { (what.join(", ")) }
            td { (plain(&source.path)) }
            td { @if let Some(file) = &source.file { a href=(file.replace(' ', "%20")) { (file) } } @else { "not copied" } }
        }
    }
}

/// Writes the extract of a source.
pub fn write_extract(
    out: &mut impl Write,
    frame: &StoryPage<'_>,
    source: &BundleSource,
    extract: &Extract,
) -> io::Result<()> {
    let title = format!("Source {}", source.number);
    let content = html! {
        (frame.first(&title, GENERATOR))
        main #content tabindex="-1" {
            p.note { "An extract of " (plain(&source.path)) @if extract.left_out > 0 { "; rows about others left out: " (extract.left_out) } ". " a href="../index.html" { "Index" } }
            dl.extract { @for line in &extract.lines { "\n" (extract_line(line)) } }
        }
    };
    frame.write(out, &title, GENERATOR, &content)
}

fn extract_line(line: &Line) -> Markup {
    html! {
        div style={ "margin-left:" (line.depth.min(6) * 2) "rem" } {
            dt { (plain(&line.label)) }
            dd { @for piece in &line.pieces { (marked(piece)) } }
        }
    }
}

fn marked(piece: &Piece) -> Markup {
    html! {
        @match piece {
            Piece::Plain(text) => @for (number, line) in text.split('\n').enumerate() { @if number > 0 { br; } (plain(line)) },
            Piece::Hidden(text) => mark.hidden-name { (text) },
            Piece::Address(text) => mark.address title="A grown-up's address: decide whether it goes" { (plain(text)) },
        }
    }
}
