//! What the history of a drive tells: who changed what and when, what was lost, and how to have it back.

mod aside;
mod begun;
mod identity;
mod lay_out;
mod lost;
mod moved;
mod plan;
mod plan_path;
mod put_back;
mod told;

pub use self::aside::{Aside, Unkept};
pub use self::lay_out::{NotLaidOut, Part, lay_out};
pub use self::lost::{Lost, is_gone, lost};
pub use self::plan::{Plan, PlanError, Standing, ToWrite, plan};
pub use self::put_back::{NotPutBack, put_back};
pub use self::told::{Told, changes, versions};
