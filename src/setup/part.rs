//! The parts of a plan, which are asked about one by one.

use super::item::Item;

/// A part of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which it is.
    pub name: PartName,
    /// What it is for, in a few words.
    pub title: String,
    /// What is written, in this order.
    pub items: Vec<Item>,
}

/// Which part of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartName {
    /// The copy of the program.
    Program,
    /// The folder of the copy among those in which typed commands are looked for.
    Path,
    /// The menu with the programs.
    Menu,
    /// Explorer's "Send to".
    SendTo,
    /// The right-click menus of the file manager.
    RightClick,
    /// The extension for VS Code.
    Editor,
    /// The watch that begins when the user logs on.
    Watch,
}
