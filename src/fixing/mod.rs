//! Puts problems right on the drive: what is to be changed is planned first, then written whole or not at all, and kept so that it can be taken
//! back. Only safe repairs are planned; a proposal is planned by itself, when a person has said yes to it.

mod apply;
mod found;
mod kept;
mod plan;

pub use self::apply::{NotDone, apply, is_open};
pub use self::found::{Sources, repairs_of};
pub use self::kept::{Kept, KeptError, Run, TakenBack};
pub use self::plan::{FilePlan, Plan, Said, Write, plan, plan_of_repair};
