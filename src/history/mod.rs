//! The history of a drive: every version of every record that stood still, in a git repository that any git reads.
//!
//! What is kept is what stands on the drive as text or as a saved e-mail, byte by byte: records, school.yaml, policy.toml, the authority's templates,
//! and what staff took for records (strays, copies, files with a hidden ending). Documents are not kept, as they are never opened.
//!
//! [`Archive`] reads; it never writes. [`Keeping`] looks at the drive and writes; of several watches one at a time does.

mod archive;
mod begin;
mod error;
mod files;
mod git;
mod keeping;
mod kept;
mod known;
mod letting_go;
mod message;
mod model;
mod name;
mod owner;
mod plan;
mod remembered;
mod renames;
mod right;
mod storing;
mod tree;
mod watching;
mod whose;
mod words;

pub use self::archive::{Archive, State};
pub use self::error::HistoryError;
pub use self::keeping::Keeping;
pub use self::kept::{KeepError, Kept, Look, SettledPart};
pub use self::model::{Change, ContentId, Seen, Version};
pub use self::right::Right;
pub use self::watching::{is_there, keeper, made};
pub use self::whose::is_of_drive;
