//! The SPOC Visit Pro Forma: sent ten working days before a visit, returned by the school five working days before it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::exclusion::Exclusion;
use super::kind::kind_word;
use super::values::{ChildName, Count, Date, List, Prose, SchoolYear, Text, Upn, YesNo};
use super::vocabulary::vocabulary;

kind_word!(ProFormaWord, ProForma, "pro-forma");

/// A pro forma: made when it is sent, completed when it comes back (procedure: The role of the SPOC).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Pro forma")]
pub struct ProForma {
    /// What this file is.
    pub kind: ProFormaWord,
    /// The day of the visit that it is for; the file's name begins with it.
    pub visit: Date,
    /// The day on which it was sent to the school.
    pub sent: Option<Date>,
    /// To whom it was sent.
    pub sent_to: Option<Text>,
    /// The days on which the school was reminded.
    #[serde(default)]
    pub chased: List<Date>,
    /// The day on which it came back.
    pub returned: Option<Date>,
    /// Who completed it at the school.
    pub completed_by: Option<Text>,
    /// Every child identified as persistently absent.
    pub absence: Option<Absence>,
    /// The exclusions of the last three terms, with those not yet notified.
    #[serde(default)]
    pub exclusions: List<Exclusion>,
    /// Children for whom there is evidence of an imminent risk of permanent exclusion.
    #[serde(default)]
    pub risk_of_permanent_exclusion: List<ChildAtRisk>,
    /// Managed moves: those requested, and those agreed and facilitated.
    pub managed_moves: Option<ManagedMoves>,
    /// Children who remain on roll but are placed in alternative provision.
    #[serde(default)]
    pub alternative_provision: List<Placement>,
    /// Children missing from education.
    #[serde(default)]
    pub missing_from_education: List<MissingChild>,
    /// What the school wants to raise.
    pub issues: Option<Prose>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

/// The absence of every child identified as persistently absent, over a span of days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// The first day counted.
    pub from: Date,
    /// The last day counted.
    pub to: Date,
    /// How many children are on roll.
    pub on_roll: Count,
    /// The children.
    #[serde(default)]
    pub children: List<AbsentChild>,
}

/// A child's absence in sessions; a session is half a school day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsentChild {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// Sessions that the child could have attended.
    pub possible: Count,
    /// Sessions missed with leave.
    pub authorised: Count,
    /// Sessions missed without leave.
    pub unauthorised: Count,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

/// A child at imminent risk of permanent exclusion.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildAtRisk {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// The evidence of the risk.
    pub evidence: Prose,
}

/// Managed moves: how many were requested, and the details of those agreed and facilitated.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManagedMoves {
    /// How many were requested.
    pub requested: Option<RequestedMoves>,
    /// Those agreed.
    #[serde(default)]
    pub moves: List<ManagedMove>,
}

/// How many managed moves were requested.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestedMoves {
    /// By this school.
    pub internally: Count,
    /// By others.
    pub externally: Count,
}

/// A managed move that was agreed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManagedMove {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// The school that the child leaves.
    pub from_school: Text,
    /// The school that the child goes to.
    pub to_school: Text,
    /// The day on which the move was agreed.
    pub agreed: Date,
    /// The child's first day at the new school: the move is facilitated.
    pub started: Option<Date>,
    /// How it went.
    pub outcome: Option<MoveOutcome>,
    /// The days of its reviews.
    #[serde(default)]
    pub reviews: List<Date>,
}

vocabulary! {
    /// How a managed move went.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    MoveOutcome {
        UnderWay = "under-way", "under way";
        Completed = "completed", "completed";
        Returned = "returned", "returned";
    }
}

/// A placement in alternative provision.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// Who provides it.
    pub provider: Text,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
    /// Sessions a week.
    pub sessions_per_week: Option<Count>,
    /// Whether the child remains on the school's roll.
    pub on_roll: YesNo,
    /// The day of the next review.
    pub review: Option<Date>,
}

/// A child missing from education.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingChild {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// The day on which the child was last seen.
    pub last_seen: Date,
    /// The day on which the authority was told.
    pub told_authority: Option<Date>,
}
