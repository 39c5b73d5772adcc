//! All that is known at a moment, for whatever is made of it.

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
    /// The time that files are held against.
    pub wall: SystemTime,
    /// A time that nobody can set, from any beginning.
    pub steady: Duration,
    /// The day that counts as today.
    pub today: NaiveDate,
}

/// All that is known at a moment, for whatever is made of it: the board.
#[derive(Debug)]
pub struct Picture {
    /// When it was so.
    pub moment: Moment,
    /// The policy.
    pub policy: Policy,
    /// Every problem of the part that is watched, in the order of [`Problem::order`].
    pub problems: Vec<Problem>,
    /// The problems that keep a part of the policy from holding, whatever part of the drive is watched.
    pub policy_problems: Vec<Problem>,
    /// Each school of the part that is watched, by path.
    pub schools: Vec<Arc<Assessment>>,
    /// Whether anything is otherwise than in the picture before.
    pub has_changed: bool,
}

/// Makes something of a picture, on the thread that may wait for a drive; what it gives back is said to the user.
pub type Keeper = Box<dyn FnMut(Picture) -> Option<String> + Send>;
