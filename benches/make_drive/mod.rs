//! Makes drives of any size, for benches and tests: the same number of records gives the same drive, byte for byte.
//!
//! Every record is valid on [`TODAY`], nothing is overdue on that day, and the names, the prose and the mix of YAML
//! styles are such as staff would write. All of it is invented.
//!
//! From a bench: `mod make_drive;`. As a program: see `main.rs`.

mod calendar;
mod child;
mod drive;
mod events;
mod folder;
mod maker;
mod message;
mod names;
mod notice;
mod phone_log;
mod plan;
mod policy;
mod pro_forma;
mod prose;
mod random;
mod school;
mod school_file;
mod visit;
mod yaml;

pub use calendar::TODAY;
pub use drive::{kept, make_drive};
