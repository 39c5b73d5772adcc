//! A termly visit: its date, the checks before it, a decision for each child, the actions after it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::kind::kind_word;
use super::values::{ChildName, Date, List, OneOrMore, Prose, SchoolYear, Text, Time, Upn};
use super::vocabulary::vocabulary;

kind_word!(VisitWord, Visit, "visit");

/// A SPOC visit (procedure: The aim of the SPOC visit).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Visit")]
pub struct Visit {
    /// What this file is.
    pub kind: VisitWord,
    /// The day of the visit; the file's name begins with it.
    pub date: Date,
    /// The time of day at which it begins.
    pub time: Option<Time>,
    /// Whether it is still to come, has been held or has been called off.
    pub status: VisitStatus,
    /// The day on which the school agreed this date.
    pub agreed: Option<Date>,
    /// The day for which the visit was first agreed, where it was moved.
    pub moved_from: Option<Date>,
    /// Why it was called off.
    pub cancelled_because: Option<Prose>,
    /// Who visits; the school's SPOC where left out.
    pub spoc: Option<Text>,
    /// Who took part.
    #[serde(default)]
    pub present: List<Present>,
    /// The checks that the SPOC completes before the visit.
    pub checks: Option<Checks>,
    /// The day on which the visit was written up.
    pub written_up: Option<Date>,
    /// The children who were reviewed, each with its decisions.
    #[serde(default)]
    pub children: List<ReviewedChild>,
    /// Advice that was given.
    #[serde(default)]
    pub advice: List<Advice>,
    /// What the school raised about its work with the authority.
    pub general_issues: Option<Prose>,
    /// What was agreed to be done, by whom and by when.
    #[serde(default)]
    pub actions: List<Action>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

vocabulary! {
    /// Where a visit stands.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    VisitStatus {
        Planned = "planned", "planned";
        Held = "held", "held";
        Cancelled = "cancelled", "cancelled";
    }
}

/// Someone who took part in a visit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Present {
    /// Their name.
    pub name: Text,
    /// What they do.
    pub role: Option<Text>,
}

/// The checks between the return of the pro forma and the visit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// The day on which they were completed.
    pub done: Date,
    /// Who made them.
    pub by: Text,
    /// What they found.
    pub note: Option<Prose>,
}

/// A child who was reviewed at a visit, with the two decisions (procedure: In each case, the aim of the discussion).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewedChild {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: Option<ChildName>,
    /// The year group: N, R or 1 to 14.
    pub year: Option<SchoolYear>,
    /// Why the child was reviewed.
    pub why: OneOrMore<Why>,
    /// Whether the threshold for statutory intervention by the authority is met, and what is done.
    pub statutory_intervention: Option<Decision>,
    /// Whether the threshold for a referral to Family Early Help is met, and what is done.
    pub early_help_referral: Option<Decision>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

vocabulary! {
    /// Why a child is reviewed (procedure: The visit will be used to review the following data).
    #[derive(JsonSchema)]
    #[schemars(inline)]
    Why {
        PersistentAbsence = "persistent-absence", "persistent absence";
        Exclusions = "exclusions", "exclusions";
        RiskOfPermanentExclusion = "risk-of-permanent-exclusion", "risk of permanent exclusion";
        Other = "other", "another reason";
    }
}

/// A decision for a child: whether the threshold is met, and what is done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whether the child meets the threshold.
    pub threshold: Threshold,
    /// What was agreed to be done.
    pub action: DecidedAction,
    /// Why.
    pub reason: Option<Prose>,
}

vocabulary! {
    /// Whether a threshold is met.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    Threshold {
        Met = "met", "threshold met";
        NotMet = "not-met", "threshold not met";
        Unsure = "unsure", "unsure of the threshold";
    }
}

vocabulary! {
    /// What is done about a child.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    DecidedAction {
        Refer = "refer", "refer";
        Monitor = "monitor", "monitor";
        None = "none", "no action";
    }
}

/// Advice that was given at a visit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// What it was about.
    pub topic: Topic,
    /// What was said.
    pub note: Prose,
}

vocabulary! {
    /// What advice is about (procedure: The SPOC is also available to offer advice and guidance).
    #[derive(JsonSchema)]
    #[schemars(inline)]
    Topic {
        EarlyHelp = "early-help", "early help offer";
        Referral = "referral", "referral";
        Safeguarding = "safeguarding", "safeguarding";
        Mash = "mash", "Multi-Agency Safeguarding Hub";
        Other = "other", "other";
    }
}

/// Something that was agreed to be done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What is to be done.
    pub what: Prose,
    /// Who does it.
    pub who: Text,
    /// The day by which it is to be done.
    pub due: Date,
    /// The day on which it was done.
    pub done: Option<Date>,
    /// The child whom it concerns.
    pub child: Option<Upn>,
}
