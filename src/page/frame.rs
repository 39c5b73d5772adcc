//! The frame of a page: what stands around its content, on a screen and in the margins of paper.

use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::cells::name;
use crate::escape::{css_string, printable};
use crate::policy::Policy;
use crate::words::long_day;

const STYLE: &str = include_str!("../../templates/page.css");

/// A page without its content.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Which command makes the page. By this the program knows its own page again.
    pub generator: &'static str,
    /// The title, which stands at the head of each sheet of paper, too.
    pub title: &'a str,
    /// Whose page it is.
    pub policy: &'a Policy,
    /// When it was made, in words.
    pub made: &'a str,
    /// What the page's own content looks like, besides what all pages have in common.
    pub style: &'static str,
    /// What makes it easier to use; empty where there is no such thing.
    pub script: &'static str,
}

impl Frame<'_> {
    /// The page around its content.
    #[must_use]
    pub fn around(&self, content: &Markup) -> String {
        let page = html! {
            (DOCTYPE) "\n"
            html lang="en-GB" {
                (self.head())
                body {
                    (content)
                    @if !self.script.is_empty() { script { (PreEscaped(self.script)) } }
                }
            }
            "\n"
        };
        page.into_string()
    }

    fn head(&self) -> Markup {
        // Let the page fetch and send nothing, whatever stands on it.
        let script = if self.script.is_empty() { "" } else { " script-src 'unsafe-inline';" };
        let may = format!("default-src 'none'; style-src 'unsafe-inline';{script} base-uri 'none'; form-action 'none'");
        html! {
            head {
                meta charset="utf-8"; "\n"
                (PreEscaped(mark_of(self.generator))) "\n"
                meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
                meta http-equiv="Content-Security-Policy" content=(may); "\n"
                title { (printable(self.title)) } "\n"
                style { (PreEscaped(STYLE)) (PreEscaped(self.style)) (PreEscaped(self.margins())) } "\n"
            }
            "\n"
        }
    }

    /// What stands in the margins of each page of paper, as CSS.
    fn margins(&self) -> String {
        format!(
            "@page {{\n  @top-left {{ content: {}; }}\n  @top-right {{ content: {}; }}\n  @bottom-left {{ content: {}; }}\n}}\n",
            css_string(self.title),
            css_string(&format!("made {}", self.made)),
            css_string(self.policy.marking()),
        )
    }
}

/// Whether a file's content is a page that this command made.
#[must_use]
pub fn is_made_by(generator: &str, content: &[u8]) -> bool {
    let (head, mark) = (content.get(..1024).unwrap_or(content), mark_of(generator));
    head.windows(mark.len()).any(|part| part == mark.as_bytes())
}

/// The line that shows which command made a page.
fn mark_of(generator: &str) -> String {
    format!("<meta name=\"generator\" content=\"{generator}\">")
}

/// What stands at the top of a page: the authority's marking, the title, whose page it is, the day that it is about, and when and by whom it was
/// made.
#[must_use]
pub fn top(policy: &Policy, title: &str, today: NaiveDate, made: &Markup) -> Markup {
    let marking = policy.marking();
    let whose: Vec<_> = [policy.authority(), policy.team()].into_iter().filter(|part| !part.is_empty()).collect();
    html! {
        header {
            @if !marking.is_empty() { div.marking role="note" { (printable(marking)) } }
            div.top {
                div {
                    h1 { (name(title)) }
                    @if !whose.is_empty() {
                        p.whose { @for (place, part) in whose.iter().enumerate() { @if place > 0 { ", " } (name(part)) } }
                    }
                }
                div.made {
                    p { "How things stand on " strong { (long_day(today)) } }
                    p { (made) }
                }
            }
        }
        "\n"
    }
}

/// The title with the authority and its team.
#[must_use]
pub fn whole_title(policy: &Policy, title: &str) -> String {
    let parts = [title, policy.authority(), policy.team()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A day and a time in words.
#[must_use]
pub fn moment(at: DateTime<FixedOffset>) -> String {
    at.format("%A %-d %B %Y, %H:%M:%S").to_string()
}
