//! A section of a page with a table. The script of the board filters and sorts its rows.

use maud::{Markup, Render, html};

use crate::words::figures;

/// A section and its table.
#[derive(Debug)]
pub struct Table<'a> {
    /// The section's anchor, to which the links at the top of the page lead.
    pub id: &'a str,
    /// Its heading.
    pub title: String,
    /// What is said above the table.
    pub note: Option<Markup>,
    /// The headings of the columns.
    pub columns: Vec<&'a str>,
    /// The class of the table in the stylesheet.
    pub class: &'a str,
    /// Each a `tr`.
    pub rows: Vec<Markup>,
    /// What is said where there is no row.
    pub empty: Markup,
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        html! {
            section id=(self.id) {
                h2 { (self.title) @if !self.rows.is_empty() { " " span.count { (figures(self.rows.len())) } } }
                @if let Some(note) = &self.note { p.note { (note) } }
                @if self.rows.is_empty() { p.none { (self.empty) } } @else { (self.scrolling()) }
            }
            "\n"
        }
    }
}

impl Table<'_> {
    /// The table alone. Where the window is narrower than the table, the table scrolls. `tabindex` lets it scroll by keyboard, too.
    fn scrolling(&self) -> Markup {
        html! {
            div.scroll role="region" aria-label={ (self.title) ", table" } tabindex="0" {
                table class={ "list " (self.class) } {
                    thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                    // Begin each row on a line of its own, so that people who search or compare files find a school by its line.
                    tbody { @for row in &self.rows { "\n" (row) } }
                }
            }
        }
    }
}
