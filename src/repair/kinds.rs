//! What a repair is, and a file that can be repaired.

use std::ops::Range;

use crate::reading::Place;
use crate::text::Encoding;

/// What puts a problem right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What it does, in an officer's words: "Write `2026-11-24`".
    pub title: String,
    /// Whether its meaning is certain.
    pub certainty: Certainty,
    /// What is done, all of it or nothing.
    pub steps: Vec<Step>,
}

/// Whether a repair may be made without looking at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Its meaning is certain, the problem is gone with it, and none is added.
    Safe,
    /// A person has to say whether this was meant, or fill in what is missing.
    Proposal,
}

/// A part of a repair. Paths are relative to the drive, with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A stretch of a file's text becomes another.
    Edit {
        /// The file.
        path: String,
        /// The stretch, in bytes of the text as it was decoded, without a byte order mark.
        range: Range<usize>,
        /// What stands there then.
        text: String,
    },
    /// The file is saved anew as UTF-8.
    SaveAsUtf8 {
        /// The file.
        path: String,
    },
    /// A file gets another name, or another folder.
    Rename {
        /// The file.
        path: String,
        /// Its path afterwards.
        to: String,
    },
    /// A folder is made.
    MakeFolder {
        /// The folder.
        path: String,
    },
}

/// A file as it was read.
#[derive(Debug, Clone, Copy)]
pub struct FileText<'a> {
    /// Its path, relative to the drive.
    pub path: &'a str,
    /// What it is.
    pub place: FilePlace,
    /// Its text, decoded, without a byte order mark.
    pub text: &'a str,
    /// The encoding that it was in.
    pub encoding: Encoding,
}

/// What a file is that can be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePlace {
    /// A record, in this place.
    Record(Place),
    /// The drive's policy.toml.
    Policy,
}
