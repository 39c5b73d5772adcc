//! What is to be changed in a record, and why it was not.

/// A change of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A field gets a value, whether it is there or not.
    Set {
        /// The field, as a JSON Pointer.
        field: String,
        /// Its value, as YAML on one line that reads the same in braces.
        value: String,
    },
    /// A list gets one more entry, its last. The list need not be there.
    Add {
        /// The list, as a JSON Pointer.
        list: String,
        /// The entry.
        entry: Entry,
    },
    /// A field that is not there, or empty, gets a value of several lines.
    Put {
        /// The field, as a JSON Pointer.
        field: String,
        /// Its value.
        value: Block,
    },
    /// A field or an entry of a list is taken out. What is left of its group or list must not be nothing. Comments that stand on its lines stay.
    Remove {
        /// The field or entry, as a JSON Pointer.
        field: String,
    },
}

impl Change {
    /// A field gets a value.
    #[must_use]
    pub fn set(field: impl Into<String>, value: impl ToString) -> Self {
        Self::Set { field: field.into(), value: value.to_string() }
    }

    /// What is to be written, as somebody writes it by hand.
    #[must_use]
    pub fn shown(&self) -> String {
        let name = self.field().rsplit('/').next().unwrap_or_default();
        match self {
            Self::Set { value, .. } => format!("`{name}: {value}`"),
            Self::Add { entry, .. } => format!("`{}` under `{name}:`", entry.flow),
            Self::Put { value, .. } => format!("`{name}: {}`", value.flow),
            Self::Remove { .. } => format!("nothing for `{name}`"),
        }
    }

    /// The field that it is about, as a JSON Pointer.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Self::Set { field, .. } | Self::Put { field, .. } | Self::Remove { field } => field,
            Self::Add { list, .. } => list,
        }
    }
}

/// An entry of a list, in both ways in which it may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its lines, the first without the hyphen.
    pub lines: Vec<String>,
    /// The same on one line.
    pub flow: String,
}

/// A value of several lines, in both ways in which it may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the field's colon: nothing, or the mark of a text that keeps its lines.
    pub head: &'static str,
    /// The lines below the field's name, indented as they stand below a name that is not.
    pub lines: Vec<String>,
    /// The same on one line.
    pub flow: String,
}

/// Why a text was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is no YAML.
    #[error("it cannot be read")]
    Broken,
    /// It is laid out in a way that leaves no sure place for the change.
    #[error("it is laid out so that there is no sure place for `{0}`")]
    NoPlace(String),
}
