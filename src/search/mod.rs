//! A text that someone looks for, and where it stands in another: capitals, accents, line ends and the kind of apostrophe do not matter. Pure.

mod excerpt;
mod fold;
mod query;

pub use self::excerpt::{Excerpt, excerpt, lines};
pub use self::fold::{Folded, folded};
pub use self::query::Query;
