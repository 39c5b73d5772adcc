//! The repository in which a history lies: bare, and such that any git reads it. These files alone name the libraries for git.

mod leftovers;
mod merging;
mod objects;
mod pack;
mod pruning;
mod references;
mod store;
mod writing;

pub(super) use self::leftovers::clear;
pub(super) use self::merging::{cut_packs, packs_answer};
pub(super) use self::objects::{Commit, Id, TreeEntry};
pub(super) use self::pack::NewContent;
pub(super) use self::pruning::go_on_pruning;
pub(super) use self::references::{logged, set_back};
pub(super) use self::store::Store;
pub(super) use self::writing::{NewCommit, TreeChange, Writing};
