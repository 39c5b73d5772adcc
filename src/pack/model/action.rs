//! What was agreed at visits.

use schemars::JsonSchema;
use serde::Serialize;

/// What was agreed at earlier visits.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionsModel {
    /// Open ones, the earliest due first.
    pub open: Vec<ActionModel>,
    /// Those done, the latest first.
    pub done: Vec<ActionModel>,
}

/// Something that was agreed to be done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionModel {
    /// What.
    pub what: String,
    /// Who.
    pub who: String,
    /// By when.
    pub due: String,
    /// When it was done; else `overdue by 3 working days`, `due today`, `open`.
    pub state: String,
    /// The visit at which it was agreed.
    pub visit: String,
    /// Its number in the record of that visit, by which `spoc done` knows it; not in the school's copy.
    pub number: Option<usize>,
    /// The child whom it concerns, by name and UPN; empty where it concerns none.
    pub child: String,
}
