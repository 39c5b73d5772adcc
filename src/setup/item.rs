//! One exact write of a plan.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

/// One exact write. Paths are as the system writes them; keys are below `HKEY_CURRENT_USER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// This program's file is copied.
    Program {
        /// The file of the program that runs.
        from: String,
        /// Where the copy goes.
        to: String,
        /// The version of the program that runs.
        version: String,
    },
    /// A file of text.
    File {
        /// Where it stands.
        path: String,
        /// All that it says.
        text: String,
        /// Whether it can be started.
        is_script: bool,
    },
    /// A symbolic link.
    Link {
        /// Where it stands.
        path: String,
        /// What it points to.
        target: String,
    },
    /// A shortcut of Windows, a `.lnk` file.
    Shortcut {
        /// Where it stands.
        path: String,
        /// What it starts.
        link: Shortcut,
    },
    /// A text in the registry.
    Value {
        /// The key, below `HKEY_CURRENT_USER`.
        key: String,
        /// The name of the value; empty for the key's default value.
        name: String,
        /// The text.
        text: String,
    },
    /// A folder in which Windows looks for programs that somebody types.
    PathEntry {
        /// The folder.
        folder: String,
    },
    /// The extension for VS Code.
    Extension {
        /// VS Code's command, which puts it in place.
        editor: String,
        /// The file of the extension.
        file: String,
        /// Its version.
        version: String,
    },
}

/// What a shortcut starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortcut {
    /// The program.
    pub target: String,
    /// Its arguments, quoted as a Windows command line.
    pub arguments: String,
    /// What Explorer says of it.
    pub about: String,
    /// Whether its window begins minimised.
    pub minimised: bool,
}

impl Shortcut {
    /// Whether both start the same. How the window begins is the user's to change.
    pub(super) fn starts_same(&self, other: &Self) -> bool {
        (&self.target, &self.arguments) == (&other.target, &other.arguments)
    }
}

/// A value of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// A text (`REG_SZ`).
    Text(String),
    /// A text in which `%NAME%` stands for a variable (`REG_EXPAND_SZ`).
    Expanding(String),
    /// Anything else, as it is.
    Other {
        /// The number of its type.
        kind: u32,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

impl Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program { to, version, .. } => write!(f, "the program, version {version}: {to}"),
            Self::File { path, .. } => write!(f, "a file: {path}"),
            Self::Link { path, target } => write!(f, "a link: {path} to {target}"),
            Self::Shortcut { path, link } => {
                write!(f, "a shortcut: {path} to {} {}", link.target, link.arguments)
            }
            Self::Value { key, name, text } => write!(f, "{}", value_line(key, name, text)),
            Self::PathEntry { folder } => write!(f, "your PATH ({}): {folder}", environment()),
            Self::Extension { editor, version, .. } => {
                write!(f, "the extension {EXTENSION}, version {version}, by {editor}")
            }
        }
    }
}

/// A value of the registry, as people write it.
pub(super) fn value_line(key: &str, name: &str, text: &str) -> String {
    let name = if name.is_empty() { "(Default)" } else { name };
    format!("the registry: {HIVE}\\{key}, {name} = {text}")
}

/// The extension, as VS Code knows it.
pub const EXTENSION: &str = "school-visits.spoc";
/// The key with the variables of this user.
pub(super) const ENVIRONMENT: &str = "Environment";
/// The variable with the folders of programs.
pub(super) const PATH: &str = "Path";
const HIVE: &str = "HKEY_CURRENT_USER";

fn environment() -> String {
    format!("{HIVE}\\{ENVIRONMENT}, {PATH}")
}
