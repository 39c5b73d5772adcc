//! What a check finds: a [`Problem`] with its code, its place and its remedy (records.md, section 7).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// How grave a problem is. Both make `validate` end with status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The record says something that cannot be so, or cannot be read.
    Error,
    /// The record can be used, but someone should look at it.
    Warning,
}

impl Severity {
    /// The word used in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One finding on the drive, with everything that a reader of it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The rule that found it.
    pub code: Code,
    /// The file or folder, relative to the drive, with `/`.
    pub path: String,
    /// Line and column; none where the problem is the file's or folder's own.
    pub position: Option<Position>,
    /// The field as a JSON Pointer (RFC 6901), `""` being the whole record.
    pub field: Option<String>,
    /// What is wrong, in an officer's words.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// A problem of a whole file or folder.
    pub fn of_file(code: Code, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, path: path.into(), position: None, field: None, message: message.into(), help: help.into() }
    }

    /// The order of every list of problems: path, line, column, code; then field and message, so that it is total.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let key = |p: &Self| (p.position, p.code.as_str());
        self.path
            .cmp(&other.path)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.field.cmp(&other.field))
            .then_with(|| self.message.cmp(&other.message))
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("problem", 8)?;
        object.serialize_field("code", self.code.as_str())?;
        object.serialize_field("severity", self.code.severity().as_str())?;
        object.serialize_field("path", &self.path)?;
        object.serialize_field("line", &self.position.map(|p| p.line))?;
        object.serialize_field("column", &self.position.map(|p| p.column))?;
        object.serialize_field("field", &self.field)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("help", &self.help)?;
        object.end()
    }
}

/// A place in a text: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in characters (Unicode scalar values).
    pub column: u32,
}

/// The code of a problem. Each rule declares its own with what is fixed for it; `rules::RULES` lists them all. Two codes are the same where
/// their names are.
#[derive(Clone, Copy)]
pub struct Code(&'static CodeTraits);

/// What is fixed for a code.
#[derive(Debug)]
pub struct CodeTraits {
    name: &'static str,
    severity: Severity,
    leaves_unread: bool,
    may_quote: bool,
}

impl CodeTraits {
    /// A code of this name and severity, whose problems leave a record read and may quote it.
    #[must_use]
    pub const fn new(name: &'static str, severity: Severity) -> Self {
        Self { name, severity, leaves_unread: false, may_quote: true }
    }

    /// The same code, whose problems leave a record unread.
    #[must_use]
    pub const fn leaving_unread(self) -> Self {
        Self { leaves_unread: true, ..self }
    }

    /// The same code, whose problems quote nothing of a record but dates and the names of fields.
    #[must_use]
    pub const fn quoting_nothing(self) -> Self {
        Self { may_quote: false, ..self }
    }
}

impl Code {
    /// The code with these traits.
    #[must_use]
    pub const fn of(traits: &'static CodeTraits) -> Self {
        Self(traits)
    }

    /// The code as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Error or warning: fixed for a code.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.0.severity
    }

    /// Whether a record with such a problem cannot be read and takes no further part (the first seven lines of section 7).
    #[must_use]
    pub const fn leaves_unread(self) -> bool {
        self.0.leaves_unread
    }

    /// Whether the words of such a problem may hold more of a record than dates and the names of fields.
    #[must_use]
    pub const fn may_quote(self) -> bool {
        self.0.may_quote
    }

    /// Whether it is one of the codes `overdue-STEP`.
    #[must_use]
    pub fn is_overdue(self) -> bool {
        self.0.name.starts_with("overdue-")
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.name.cmp(other.0.name)
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
