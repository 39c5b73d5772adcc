//! The board as one HTML page: its head, what stands above the tables, and the tables in their order.

use maud::{Markup, html};

use super::calendar::calendar;
use super::model::Board;
use super::numbers::{summary, tiles};
use super::safe::words;
use super::sources::{BoardSources, KEPT_WITHIN};
use super::{deadlines, problems, schools, visits};
use crate::destination::{OUTSIDE_AREAS, Output};
use crate::page::{Frame, is_made_by, message, moment, name, top, whole_title};
use crate::rules::no_terms;

const STYLE: &str = include_str!("../../templates/board.css");
const SCRIPT: &str = include_str!("../../templates/board.js");
/// The command that makes a board, as the page names it.
const GENERATOR: &str = "spoc board";
/// A board that no watch keeps up to date counts as old after a day.
const MADE_ONCE_MINUTES: u64 = 24 * 60;

/// The page.
#[must_use]
pub fn page(sources: &BoardSources<'_>) -> String {
    let board = &Board::new(sources);
    let today = sources.today;
    let content = html! {
        a.skip href="#content" { "Skip to the tables" }
        (top(sources.policy, &title(sources), today, &made(sources)))
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
    };
    let (whole_title, made) = (whole_title(sources.policy, &title(sources)), moment(sources.made));
    let frame = Frame {
        generator: GENERATOR,
        title: &whole_title,
        policy: sources.policy,
        made: &made,
        style: STYLE,
        script: SCRIPT,
    };
    frame.around(&content)
}

/// The board as a file.
pub const OUTPUT: Output =
    Output { name: "a board", is_own: Some(is_board), was_own: None, belongs: OUTSIDE_AREAS, makes_folder: false };

/// Whether a file's content is a board, so that a new one may take its place.
#[must_use]
pub fn is_board(content: &[u8]) -> bool {
    is_made_by(GENERATOR, content)
}

fn title(sources: &BoardSources<'_>) -> String {
    match sources.scope.0.rsplit('/').next() {
        Some(part) if !part.is_empty() => format!("SPOC board: {part}"),
        _ => "SPOC board".to_owned(),
    }
}

/// When and by whom the board was made.
fn made(sources: &BoardSources<'_>) -> Markup {
    let fresh_minutes = sources.watcher.map_or(MADE_ONCE_MINUTES, |_| 2 * KEPT_WITHIN.as_secs() / 60);
    html! {
        "Made " time #made
            datetime=(sources.made.to_rfc3339_opts(chrono::SecondsFormat::Secs, false))
            data-fresh=(fresh_minutes) { (moment(sources.made)) }
        "," br;
        @if let Some(watcher) = sources.watcher {
            "kept up to date by the watch on " strong { (name(watcher)) }
        } @else {
            "made once, and not kept up to date by a watch"
        }
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
