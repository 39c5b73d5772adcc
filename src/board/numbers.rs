//! The numbers of the board: those at the top, and those of each manager and each SPOC.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::model::{Board, COMING, Numbers, SOON};
use crate::drive::Scope;
use crate::page::name;
use crate::procedure::deadlines::State;
use crate::words::figures;

/// A number at the top of the page.
struct Tile {
    /// The table that it leads to.
    to: &'static str,
    /// A CSS selector of the rows that it counts. While the page is filtered, the script counts those of them that are shown.
    rows: &'static str,
    count: usize,
    words: String,
    /// Whether the number is to catch the eye when it is not zero.
    is_strong: bool,
}

/// The numbers at the top, and links to the other tables. What is due today and what is due after it are together the rows of one table.
pub(super) fn tiles(board: &Board<'_>) -> Markup {
    let due_today = board.soon.iter().filter(|row| row.deadline.state == State::Due).count();
    let errors = board.errors();
    let tile = |to, rows, count, words: &str, is_strong| Tile { to, rows, count, words: words.to_owned(), is_strong };
    let mut tiles = vec![
        tile("overdue", "#overdue tbody tr", board.overdue.len(), State::Overdue.title(), true),
        tile("soon", "#soon tr.today", due_today, State::Due.title(), true),
        tile(
            "soon",
            "#soon tr.near:not(.today)",
            board.soon.len() - due_today,
            &format!("due in the next {SOON} working days"),
            false,
        ),
        tile(
            "visits",
            "#visits tbody tr",
            board.visits.len(),
            &format!("visits in the next {COMING} working days"),
            false,
        ),
        tile("problems", "#problems tr.error", errors, "errors in the records", true),
        tile("problems", "#problems tr.warned", board.problems.len() - errors, "other things to look at", false),
    ];
    if !board.unknown.is_empty() {
        tiles.push(tile("unknown", "#unknown tbody tr", board.unknown.len(), State::Unknown.title(), true));
    }
    html! {
        nav aria-label="Numbers, each leading to its table" {
            ul.tiles { @for tile in &tiles { (tile_item(tile)) } }
            p {
                a href="#calendar" { "Calendar" } " "
                a href="#no-spoc" { "Without a SPOC" } " "
                a href="#no-dates" { "Without dates" } " "
                a href="#summary" { "By manager and SPOC" }
            }
        }
        "\n"
    }
}

fn tile_item(tile: &Tile) -> Markup {
    html! {
        li class=[(tile.is_strong && tile.count > 0).then_some("strong")] {
            a href={ "#" (tile.to) } {
                b data-of=(tile.rows) data-strong[tile.is_strong] { (figures(tile.count)) }
                " " span { (tile.words) }
            }
        }
    }
}

/// The numbers of each manager and each SPOC. The script does not filter these rows: a click on one sets the filter.
pub(super) fn summary(board: &Board<'_>, scope: &Scope) -> Markup {
    let is_whole_drive = scope.0.is_empty();
    html! {
        section #summary {
            h2 { "By manager and SPOC" }
            div.pair {
                @if is_whole_drive { (numbers_by("Manager", "manager", &board.managers)) }
                (numbers_by("SPOC", "spoc", &board.spocs))
            }
            @if board.schools.is_empty() { p.none { "There is no school here." } }
        }
        "\n"
    }
}

/// A table of numbers by name. `key`: which filter a click on a name sets.
fn numbers_by(title: &str, key: &str, rows: &BTreeMap<&str, Numbers>) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let due = format!("Due in {SOON} days");
    html! {
        div.scroll role="region" aria-label={ "Numbers by " (title) ", table" } tabindex="0" {
            table.numbers {
                thead {
                    tr {
                        th scope="col" { (title) }
                        @for column in ["Schools", "Overdue", &due, "Visits", "Problems"] {
                            th.right scope="col" { (column) }
                        }
                    }
                }
                tbody {
                    @for (person, numbers) in rows {
                        "\n"
                        tr {
                            th scope="row" data-by=(key) { (name(person)) }
                            @for count in [
                                numbers.schools, numbers.overdue, numbers.soon, numbers.visits, numbers.problems,
                            ] {
                                td class=(if count == 0 { "right quiet" } else { "right" }) { (figures(count)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
