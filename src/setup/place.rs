//! Where things are: all that a plan is made from.

/// Where things are. All paths are absolute.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file of the program that runs.
    pub source: String,
    /// Its version.
    pub version: String,
    /// The file to which it is copied.
    pub copy: String,
    /// The program that shortcuts and menus start: the copy, or the program that runs, where no copy is made.
    pub program: String,
    /// The drive of records that is watched from log-on on.
    pub drive: Option<String>,
    /// The SPOC whose schools alone the watch tells of.
    pub spoc: Option<String>,
    /// VS Code and the extension for it, where both are there.
    pub editor: Option<Editor>,
    /// The user's folders.
    pub folders: Folders,
}

/// VS Code, or an editor that takes the same commands, and what goes into it.
#[derive(Debug, Clone)]
pub struct Editor {
    /// Its command, such as `code.cmd`.
    pub program: String,
    /// The file of the extension.
    pub extension: String,
}

/// The user's folders in which a system looks for what setup writes.
#[derive(Debug, Clone)]
pub enum Folders {
    /// Those of Windows.
    Windows {
        /// The programs of the Start menu.
        menu: String,
        /// What is started at log-on.
        startup: String,
        /// What "Send to" offers.
        send_to: String,
    },
    /// Those of a Linux desktop.
    Linux {
        /// The menu of applications (`.desktop` files).
        applications: String,
        /// The scripts of Files (Nautilus).
        scripts: String,
        /// The user's units of systemd.
        units: String,
    },
}

impl Place {
    /// Whether shortcuts and menus start the copy.
    #[must_use]
    pub fn starts_copy(&self) -> bool {
        self.program == self.copy
    }
}
