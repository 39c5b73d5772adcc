//! What `spoc setup` puts on a PC for one user, so that nobody has to open a terminal: a copy of the program, shortcuts, the menus of the file
//! manager, the extension for VS Code, the watch at log-on.
//!
//! The [`plan`] is data: parts, each a list of exact writes ([`Item`]), made from where things are ([`Place`]) and from nothing else. So it can be
//! shown before it is carried out, and tested on any system. [`apply`] carries a part out; [`undo`] takes back what was done.
//!
//! What was done is remembered in a file of the user's own ([`Memory`]), with the value that stood there before. It is written before the
//! first write of a part, so that a run that breaks off can be taken back, too. Two rules follow from it:
//!
//! - Setup writes over nothing of others: a file of the same name that it did not write, or that somebody changed since, is kept, and said.
//! - Undo takes back what setup wrote, and that alone. What was changed since is kept, and said. A second undo finds nothing to do.
//!
//! Everything is this user's: no administrator's right is asked for, nothing is written outside the user's profile.

mod apply;
mod editor;
mod explorer;
mod item;
mod linux_parts;
mod memory;
mod part;
mod place;
mod plan;
mod program;
mod quote;
mod search_path;
mod state;
mod system;
mod undo;
mod windows_parts;

pub use self::apply::{Done, Outcome, apply};
pub use self::item::{EXTENSION, Item, Shortcut, Value};
pub use self::linux_parts::UNIT as WATCH_UNIT;
pub use self::memory::{Memory, MemoryError};
pub use self::part::{Part, PartName};
pub use self::place::{Editor, Folders, Place};
pub use self::plan::plan;
pub use self::state::{State, look};
#[cfg(windows)]
pub use self::system::Known;
pub use self::system::{Here, System};
pub use self::undo::{Undone, undo};
pub use self::windows_parts::WATCH as WATCH_SHORTCUT;
