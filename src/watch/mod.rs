//! The watch: looks at the drive again and again, and reports what has appeared and what was settled.
//!
//! The listing is the truth: a part of the drive that looks as it did is taken to be as it was, and none of its files is opened. What the system
//! tells of changes (a hint) only makes the watch look sooner. [`WatchState`] decides, without a clock or a disk; a thread of its own ([`Searcher`])
//! does all that touches the drive; the loop ([`Watch::run`]) carries things between the two and never waits for the drive longer than [`Pace`] says.
//!
//! Nothing is lost when a hint is lost, when the computer sleeps or when its clock is set: the next look sees what is there, and the loop reads the
//! day anew at every turn. One run keeps nothing for the next but the cache, so that it does not matter how a run ends.

mod event;
mod hints;
mod keep;
mod ledger;
mod next;
mod pace;
mod part;
mod picture;
mod run;
mod state;
mod work;

pub use self::event::Event;
pub use self::keep::keeper;
pub use self::ledger::differences;
pub use self::next::NextAction;
pub use self::pace::Pace;
pub use self::picture::{Keeper, Moment, PartNews, Picture};
pub use self::run::{End, Stop, Voices, Watch};
pub use self::state::WatchState;
pub use self::work::{Search, SearchResult, Searcher};
