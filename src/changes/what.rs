//! What became of a file.

use super::field::FieldChange;

/// A version of a file.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path on the drive, with `/`.
    pub path: &'a str,
    /// What is in it, as it lies on the disk.
    pub bytes: &'a [u8],
}

/// What has changed between two versions of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// What became of the file.
    pub what: What,
    /// Its path on the drive; the last one, where it is deleted.
    pub to: String,
    /// The path that it had before, where it was another.
    pub from: Option<String>,
    /// What the file is, as an officer calls it: `Oakfield, visit of 24 November`.
    pub subject: String,
    /// The fields that changed, in the order of the file. None of a file that is new or deleted.
    pub fields: Vec<FieldChange>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It was not there before.
    New,
    /// It is no longer there.
    Deleted,
    /// Fields of it say something else.
    Fields,
    /// One of the two versions cannot be read as a record: so many lines were taken out and put in.
    Lines {
        /// Lines that are no longer there.
        out: usize,
        /// Lines that were not there.
        put_in: usize,
    },
    /// All fields say what they said: comments, the order or the layout are others, or the encoding.
    Layout,
    /// Its bytes are others, and it is no record in words: a saved e-mail.
    Bytes,
    /// Nothing in it.
    Nothing,
}
