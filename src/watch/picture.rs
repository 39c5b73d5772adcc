//! All that a watch knows at a moment, for what is made of it: the board.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::drive::Assessment;
use crate::policy::Policy;
use crate::problem::Problem;

/// A moment, as the clocks of this computer have it.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The time of day with its offset.
    pub at: DateTime<FixedOffset>,
    /// The time by which it is judged which files have changed only just.
    pub wall: SystemTime,
    /// The time since a moment that does not matter, by a clock that nobody can set.
    pub steady: Duration,
    /// The day that counts as today.
    pub today: NaiveDate,
}

/// All that a watch knows at a moment, for what is made of it: the board.
#[derive(Debug)]
pub struct Picture {
    /// The moment.
    pub moment: Moment,
    /// The policy.
    pub policy: Policy,
    /// Every problem of the part that is watched, in the order of [`Problem::order`].
    pub problems: Vec<Problem>,
    /// The problems that keep a part of the policy from holding, whatever part of the drive is watched.
    pub policy_problems: Vec<Problem>,
    /// Each school of the part that is watched, by path.
    pub schools: Vec<Arc<Assessment>>,
    /// Whether anything differs from the picture before.
    pub has_changed: bool,
}

/// Makes something of a picture, on the thread that may wait for a drive. What it gives back is shown to the user.
pub type Keeper = Box<dyn FnMut(Picture) -> Option<String> + Send>;
