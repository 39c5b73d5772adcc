//! All that a watch knows at a moment, for what is made of it: the board, the history.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::drive::{Fingerprint, PackedAssessment, Progress};
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

/// All that a watch knows at a moment, for what is made of it: the board, the history.
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
    pub schools: Vec<Arc<PackedAssessment>>,
    /// Whether anything differs from the picture before.
    pub has_changed: bool,
    /// The parts of the drive on which the watch has settled since the picture before.
    pub news: Vec<PartNews>,
    /// Every call to the drive is counted here, so that the watch sees that the drive answers.
    pub progress: Arc<Progress>,
}

/// A part of the drive on which the watch has settled: a school's folder, or all that lies outside them.
#[derive(Debug, Clone)]
pub struct PartNews {
    /// The school's folder; empty for what lies outside.
    pub path: String,
    /// What was seen; none where the folder is gone for good.
    pub fingerprint: Option<Fingerprint>,
    /// When the part was last seen as it was before; none where nothing was known of it.
    pub stood: Option<Duration>,
}

/// Makes something of a picture, on the thread that may wait for a drive. What it gives back is shown to the user.
pub type Keeper = Box<dyn FnMut(&Picture) -> Option<String> + Send>;
