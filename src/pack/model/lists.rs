//! The lists of the pro forma: exclusions, managed moves, placements, children missing and at risk.

use schemars::JsonSchema;
use serde::Serialize;

use super::child::TermDaysModel;

/// Exclusions and the duty to tell the authority.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExclusionsModel {
    /// The terms that are looked at, in words.
    pub window: String,
    /// School days of exclusion in each of these terms.
    pub by_term: Vec<TermDaysModel>,
    /// The sum of these terms.
    pub total: String,
    /// Those of which the authority was told.
    pub told: Vec<ExclusionModel>,
    /// Those of which it has not been told yet.
    pub not_told: Vec<ExclusionModel>,
    /// The school that this one took over from, where it stands on the drive; none in the school's copy.
    pub predecessor: Option<String>,
    /// The exclusions of these terms at that school; they are in no sum and no threshold.
    pub before: Vec<ExclusionModel>,
}

/// An exclusion.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExclusionModel {
    /// The child's name.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// What it is: `fixed term`, `lunchtime`, `permanent`.
    pub kind: String,
    /// The first day.
    pub from: String,
    /// How much: `2.5 days`, `3 lunchtimes`; empty for a permanent one.
    pub amount: String,
    /// Why the authority must be told, in words; empty where it need not be told without delay.
    pub because: String,
    /// The day by which it must be told; empty where there is none.
    pub due: String,
    /// When it was told and whether in time; else how long it is overdue.
    pub told: String,
    /// Why the child was excluded, Markdown.
    pub reason: Option<String>,
    /// The note of the head's notice, Markdown; not in the school's copy.
    pub note: Option<String>,
}

/// Managed moves.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MovesModel {
    /// How many were requested internally; `not known` or `not answered` where the pro forma does not say.
    pub requested_internally: String,
    /// How many were requested externally.
    pub requested_externally: String,
    /// How many were agreed; `not known` until the pro forma says so.
    pub agreed: String,
    /// How many of these were facilitated: the child has started.
    pub facilitated: String,
    /// Those agreed.
    pub moves: Vec<MoveModel>,
}

/// A managed move that was agreed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MoveModel {
    /// The child's name.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// The school that the child leaves.
    pub from_school: String,
    /// The school that the child goes to.
    pub to_school: String,
    /// The day on which it was agreed.
    pub agreed: String,
    /// The child's first day there, or `not yet`.
    pub started: String,
    /// How it went.
    pub outcome: String,
    /// The days of its reviews, in words.
    pub reviews: String,
}

/// A placement in alternative provision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlacementModel {
    /// The child's name.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// Who provides it.
    pub provider: String,
    /// From when until when.
    pub span: String,
    /// Sessions a week; a dash where it is not said.
    pub sessions: String,
    /// The next review and whether it is overdue.
    pub review: String,
}

/// A child missing from education.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MissingChildModel {
    /// The child's name.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// The day on which the child was last seen.
    pub last_seen: String,
    /// When the authority was told, or that it was not.
    pub told: String,
}

/// A child at imminent risk of permanent exclusion.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RiskModel {
    /// The child's name.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// The evidence, Markdown.
    pub evidence: String,
}
