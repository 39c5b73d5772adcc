//! The language server, driven by a client that follows a script.

mod actions;
mod editor;
mod faults;
mod law;
mod protocol;
mod typing;

pub use self::editor::{Edit, Editor};
