//! What can be wrong with a field of a record.

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
