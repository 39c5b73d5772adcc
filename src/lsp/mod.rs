//! A language server: it tells an editor what is wrong with a record while it is written, and offers to put it right. Nothing is ever written here;
//! what is changed the editor changes.
//!
//! A request gets an answer where it has a [`Handler`]: a file of its own, and a line in the table of `requests`. All that a handler needs to know of a
//! text it asks [`Workspace::at`].

mod actions;
mod asked;
mod background;
mod changes;
mod commands;
mod completion;
mod diagnostics;
mod document;
mod handler;
mod hints;
mod hover;
mod lenses;
mod open_drive;
mod outline;
mod places;
mod pull;
mod rename;
mod repairs;
mod requests;
mod server;
mod unfound;
mod uri;
mod ways;
mod wire;
mod workspace;

pub use self::changes::{FileChanges, differences, workspace_edit};
pub use self::diagnostics::diagnostics;
pub use self::handler::{Handler, Refusal, typed};
pub use self::places::{Lines, Units};
pub use self::server::{Ended, Host, serve};
pub use self::workspace::{Client, FileText, Here, Workspace};
