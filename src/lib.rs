//! `spoc` keeps the folders of an early help team's school visits dependable.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod append;
pub mod cli;
pub mod disk;
pub mod draft;
pub mod drive;
pub mod layout;
pub mod policy;
pub mod problem;
pub mod reading;
pub mod record;
pub mod report;
pub mod rules;
pub mod schemas;
pub mod school;
pub mod text;
pub mod yaml;
