//! What is wrong with a field of a record, as data: where it stands, what it is about, in what way it is wrong.
//!
//! A fault holds no sentence. `wording` puts it into words, once; `privacy` decides which texts of the record the words repeat.

use super::form::Form;
use super::kind::Kind;
use super::privacy::Quote;
use super::values::Wrong;
use crate::problem::Position;

/// Something wrong in a record or in the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field as a JSON Pointer: the parent of one that is missing or empty, or whose name may be a child's.
    pub field: String,
    /// Where it stands.
    pub position: Position,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong with it.
    pub wrong: WrongWith,
}

/// In what way a field is wrong. Each is a code of its own in section 7 of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// A required field is missing or empty.
    MissingField,
    /// The kind of record has no such field.
    UnknownField,
    /// The field cannot hold this.
    WrongValue,
    /// The field holds a date, and this is none.
    BadDate,
    /// The field holds a UPN, and this is none.
    BadUpn,
}

/// What a fault is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A whole record of this kind.
    Record(Kind),
    /// The whole policy.
    Policy,
    /// The field of this name, which the kind has.
    Field(String),
    /// An entry of the list in the field of this name.
    Entry(String),
}

/// What is wrong with the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongWith {
    /// It lacks a field that is required.
    Missing {
        /// The field's name.
        name: String,
        /// What it is to hold.
        form: Form,
        /// Whether the name stands there with nothing after it.
        is_empty: bool,
        /// The field whose word makes it required, where it is not always.
        because: Option<Condition>,
    },
    /// It holds a field that it does not have.
    UnknownField {
        /// The name that stands there.
        name: Quote,
        /// The name that was probably meant.
        near: Option<String>,
        /// Every name that may stand there.
        known: Vec<String>,
    },
    /// It does not go with the word of another field.
    Unneeded(Condition),
    /// It is an entry with nothing in it.
    Empty,
    /// It is none of the words for it.
    NotAWord {
        /// What stands there.
        text: Quote,
        /// The word that was probably meant.
        near: Option<String>,
        /// Every word that may stand there.
        words: Vec<String>,
    },
    /// It is not the value that the field holds.
    Value {
        /// What stands there.
        text: Quote,
        /// In what way it is wrong.
        wrong: Wrong,
    },
    /// It is a text, a list or a group of fields where something else belongs.
    Shape {
        /// What stands there.
        found: Found,
        /// What belongs there.
        form: Form,
    },
}

/// A word of another field, on which it depends whether a field is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The other field.
    pub field: String,
    /// The word that it holds, which is one of its own.
    pub word: String,
}

/// What stands where something else belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A text.
    Text,
    /// A text that would be right as an entry of the list that belongs there, so that it may be repeated.
    RightEntry(String),
    /// A list.
    List,
    /// A group of fields.
    Fields,
}

impl Fault {
    /// In what way it is wrong.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        match &self.wrong {
            WrongWith::Missing { .. } => FaultKind::MissingField,
            WrongWith::UnknownField { .. } => FaultKind::UnknownField,
            WrongWith::Value { wrong: Wrong::Date(_), .. } => FaultKind::BadDate,
            WrongWith::Value { wrong: Wrong::Upn(_), .. } => FaultKind::BadUpn,
            WrongWith::Unneeded(_)
            | WrongWith::Empty
            | WrongWith::NotAWord { .. }
            | WrongWith::Value { .. }
            | WrongWith::Shape { .. } => FaultKind::WrongValue,
        }
    }
}
