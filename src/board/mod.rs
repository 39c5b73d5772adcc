//! The board: one HTML page of how a drive, or a part of it, stands. Nothing is fetched and no server is needed; without JavaScript it is all
//! there, only not to be filtered and sorted.
//!
//! No child is named on it. Of the records' free text nothing is shown: an action, a follow-up and an exclusion appear by their day and by
//! where they stand, a problem by its code and by words of the program that quote nothing.

mod calendar;
mod keep;
mod model;
mod page;
mod safe;

use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};

pub use self::keep::keeper;
use self::model::Board;
use crate::drive::{Assessment, Scope};
use crate::problem::Problem;
use crate::procedure::Terms;

/// The name of a board's file, where no other is asked for.
pub const FILE: &str = "board.html";
/// A watcher that keeps a board writes it anew at least this often, changed or not; a page that is twice as old says so.
pub const KEPT_WITHIN: Duration = Duration::from_secs(10 * 60);
/// By this line a file is known to be a board.
const GENERATOR: &str = "<meta name=\"generator\" content=\"spoc board\">";

/// All that a board is made from. The same sources give the same bytes.
#[derive(Debug, Clone)]
pub struct BoardSources<'a> {
    /// The policy, laid out.
    pub terms: &'a Terms,
    /// The part of the drive that the board is about: nothing outside it is on the page, whatever else is given.
    pub scope: &'a Scope,
    /// The schools.
    pub schools: Vec<&'a Assessment>,
    /// The problems.
    pub problems: &'a [Problem],
    /// Those that keep a part of the policy from holding; they concern every part of the drive.
    pub policy_problems: &'a [Problem],
    /// The day that counts as today.
    pub today: NaiveDate,
    /// When all this was so.
    pub made: DateTime<FixedOffset>,
    /// The computer that watches the drive and keeps the board; none where it was made once.
    pub watcher: Option<&'a str>,
}

/// The page.
#[must_use]
pub fn page(sources: &BoardSources<'_>) -> String {
    page::page(sources, &Board::new(sources))
}

/// Whether a file's content is a board, so that a new one may take its place.
#[must_use]
pub fn is_board(content: &[u8]) -> bool {
    let head = content.get(..1024).unwrap_or(content);
    head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes())
}
