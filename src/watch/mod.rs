//! The watch: looks at the drive again and again, and reports what has appeared and what was settled.
//!
//! The listing is the truth: parts of the drive that look as they did are as they were, and no file of them is opened. What the system tells of
//! changes only makes it look sooner. [`WatchState`] decides, without a clock or a disk; a thread of its own does what touches the drive; the loop
//! here carries things between the two and never waits for the drive longer than it is told to.
//!
//! Nothing is lost when hints are, when the computer sleeps or when its clock is set: the next look sees what is there, and the day is read
//! anew at every turn. Nothing is kept of one run for the next but the cache, so that it does not matter how a run ends.

mod hints;
mod keep;
mod ledger;
mod pace;
mod picture;
mod run;
mod state;
mod work;

pub use self::keep::keeper;
pub use self::ledger::differences;
pub use self::pace::Pace;
pub use self::picture::{Keeper, Moment, Picture};
pub use self::run::{End, Stop, Voices, Watch};
pub use self::state::{Event, NextAction, WatchState};
pub use self::work::{Search, SearchResult, Searcher};
