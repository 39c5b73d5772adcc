//! A step that was done: in which record it is noted, and what is written there. Pure: the records, the policy and the day in, the change out.

mod asked;
mod rows;
mod steps;
mod what;

pub use self::asked::{Asked, NotNoted, Note};
pub use self::rows::row;
pub use self::steps::{MOST_AHEAD, step};
pub use self::what::{Mark, Row, What};
