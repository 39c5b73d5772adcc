//! What a board is made from.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::drive::{Assessment, Scope};
use crate::policy::Policy;
use crate::problem::Problem;

/// The name of a board's file, where no other is asked for.
pub const FILE: &str = "board.html";
/// A watcher that keeps a board writes it at least this often, changed or not. A page that is more than twice as old says so.
pub const KEPT_WITHIN: Duration = Duration::from_secs(10 * 60);

/// All that a board is made from. The same sources give the same bytes.
#[derive(Debug, Clone)]
pub struct BoardSources<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The part of the drive that the board is about. Nothing outside it is on the page, whatever the other sources hold.
    pub scope: &'a Scope,
    /// The schools.
    pub schools: Vec<&'a Assessment>,
    /// The problems.
    pub problems: &'a [Problem],
    /// The problems that keep a part of the policy from holding; they concern every part of the drive.
    pub policy_problems: &'a [Problem],
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The moment at which all this was so.
    pub made: DateTime<FixedOffset>,
    /// The computer that watches the drive and keeps the board; none where the board was made once.
    pub watcher: Option<&'a str>,
}
