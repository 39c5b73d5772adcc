//! The board as one HTML page: its head, what stands above the tables, and the tables in their order.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::calendar::calendar;
use super::cells::{message, name};
use super::model::Board;
use super::numbers::{summary, tiles};
use super::safe::words;
use super::sources::{BoardSources, KEPT_WITHIN};
use super::{deadlines, problems, schools, visits};
use crate::destination::Output;
use crate::escape::{css_string, printable};
use crate::rules::no_terms;
use crate::words::long_day;

const STYLE: &str = include_str!("../../templates/board.css");
const SCRIPT: &str = include_str!("../../templates/board.js");
/// The line that shows that a file is a board.
const GENERATOR: &str = "<meta name=\"generator\" content=\"spoc board\">";
/// A board that no watch keeps up to date counts as old after a day.
const MADE_ONCE_MINUTES: u64 = 24 * 60;

/// The page.
#[must_use]
pub fn page(sources: &BoardSources<'_>) -> String {
    let board = &Board::new(sources);
    let today = sources.today;
    let page = html! {
        (DOCTYPE) "\n"
        html lang="en-GB" {
            (head(sources))
            body {
                a.skip href="#content" { "Skip to the tables" }
                (top(sources))
                (warnings(sources))
                (tiles(board))
                main #content tabindex="-1" {
                    (filter())
                    (deadlines::overdue(board, today))
                    (deadlines::soon(board, today))
                    (visits::visits(board, today))
                    (calendar(sources, board))
                    (schools::without_spoc(board))
                    (schools::without_dates(board, sources.policy, today))
                    @if let Some(unknown) = deadlines::unknown(board, today) { (unknown) }
                    (problems::problems(board))
                    (summary(board, sources.scope))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
        "\n"
    };
    page.into_string()
}

/// The board as a file.
pub const OUTPUT: Output =
    Output { name: "a board", is_own: Some(is_board), was_own: None, belongs: &[], makes_folder: false };

/// Whether a file's content is a board, so that a new one may take its place.
#[must_use]
pub fn is_board(content: &[u8]) -> bool {
    let head = content.get(..1024).unwrap_or(content);
    head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes())
}

fn head(sources: &BoardSources<'_>) -> Markup {
    let whose = whose(sources).join(", ");
    let whole = if whose.is_empty() { title(sources) } else { format!("{}, {whose}", title(sources)) };
    html! {
        head {
            meta charset="utf-8"; "\n"
            (PreEscaped(GENERATOR)) "\n"
            meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
            // Let the page fetch and send nothing, whatever stands on it.
            meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"; "\n"
            title { (printable(&whole)) } "\n"
            style { (PreEscaped(STYLE)) (PreEscaped(margins(sources, &whole))) } "\n"
        }
        "\n"
    }
}

/// What stands in the margins of each page of paper, as CSS.
fn margins(sources: &BoardSources<'_>, whole_title: &str) -> String {
    format!(
        "@page {{\n  @top-left {{ content: {}; }}\n  @top-right {{ content: {}; }}\n  @bottom-left {{ content: {}; }}\n}}\n",
        css_string(whole_title),
        css_string(&format!("made {}", moment(sources))),
        css_string(sources.policy.marking()),
    )
}

fn title(sources: &BoardSources<'_>) -> String {
    match sources.scope.0.rsplit('/').next() {
        Some(part) if !part.is_empty() => format!("SPOC board: {part}"),
        _ => "SPOC board".to_owned(),
    }
}

/// The authority and its team, as far as the policy names them.
fn whose<'a>(sources: &BoardSources<'a>) -> Vec<&'a str> {
    let parts = [sources.policy.authority(), sources.policy.team()];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// The day and the time at which the board was made.
fn moment(sources: &BoardSources<'_>) -> String {
    sources.made.format("%A %-d %B %Y, %H:%M:%S").to_string()
}

/// Whose board it is, and when and by whom it was made.
fn top(sources: &BoardSources<'_>) -> Markup {
    let marking = sources.policy.marking();
    let whose = whose(sources);
    let fresh_minutes = sources.watcher.map_or(MADE_ONCE_MINUTES, |_| 2 * KEPT_WITHIN.as_secs() / 60);
    html! {
        header {
            @if !marking.is_empty() { div.marking role="note" { (printable(marking)) } }
            div.top {
                div {
                    h1 { (name(&title(sources))) }
                    @if !whose.is_empty() {
                        p.whose {
                            @for (place, part) in whose.iter().enumerate() { @if place > 0 { ", " } (name(part)) }
                        }
                    }
                }
                div.made {
                    p { "How things stand on " strong { (long_day(sources.today)) } }
                    p {
                        "Made " time #made
                            datetime=(sources.made.to_rfc3339_opts(chrono::SecondsFormat::Secs, false))
                            data-fresh=(fresh_minutes) { (moment(sources)) }
                        "," br;
                        @if let Some(watcher) = sources.watcher {
                            "kept up to date by the watch on " strong { (name(watcher)) }
                        } @else {
                            "made once, and not kept up to date by a watch"
                        }
                    }
                }
            }
        }
        "\n"
    }
}

/// The warning that the board is old, which the script fills in; the one that the policy is broken, else the one that it lacks terms.
fn warnings(sources: &BoardSources<'_>) -> Markup {
    html! {
        p #old .warning role="status" hidden {}
        @if let Some(first) = sources.policy_problems.first() {
            p.warning {
                strong { "This board may be incomplete." } " policy.toml cannot be used as it is: "
                (message(words(first))) @if let Some(at) = first.position { ", line " (at.line) } "."
            }
        } @else if let Some(wanted) = no_terms::wanted(&sources.policy.calendar, sources.today) {
            p.warning { (wanted) }
        }
        "\n"
    }
}

/// The fields of the filter. They are hidden until the script shows them, as they do nothing without it.
fn filter() -> Markup {
    html! {
        div #filter role="search" aria-label="Filter" hidden {
            label { "Search " input #f-q type="search" autocomplete="off" spellcheck="false"; }
            @for (title, id) in [("Manager", "f-manager"), ("SPOC", "f-spoc"), ("School", "f-school")] {
                label { (title) " " select id=(id) { option value="" { "all" } } }
            }
            button #f-clear type="button" { "Show all" }
            p #shown role="status" aria-live="polite" {}
        }
        "\n"
    }
}
