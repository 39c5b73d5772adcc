//! The children of a visit: each with the reasons, what was decided before, and the two decisions.

use schemars::JsonSchema;
use serde::Serialize;

use super::action::ActionModel;

/// A child for review.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChildModel {
    /// The place in the review, from 1.
    pub number: usize,
    /// The name; the UPN where no record gives one.
    pub name: String,
    /// The year group: `Year 4`.
    pub year: Option<String>,
    /// Unique pupil number, or UN1 to UN5.
    pub upn: String,
    /// Why the child is reviewed, with the arithmetic, a sentence each.
    pub why: Vec<String>,
    /// Sessions missed, in a sentence.
    pub absence: Option<String>,
    /// Half-days of exclusion by term, as school days, for each term that counts; empty where there are none.
    pub exclusions: Vec<TermDaysModel>,
    /// The sum of these terms.
    pub exclusions_total: String,
    /// What is known of the child from before, a sentence each: under a code until its UPN was known, and in the team's copy at the school that
    /// this one took over from.
    pub history: Vec<String>,
    /// What the pro forma notes of the child.
    pub notes: Vec<NoteModel>,
    /// What was decided at earlier visits, the latest first.
    pub previous: Vec<PreviousModel>,
    /// Actions from earlier visits that concern the child, open ones first.
    pub actions: Vec<ActionModel>,
    /// Whether the visit is held: then the decisions are those that were made, else boxes to tick.
    pub held: bool,
    /// Statutory intervention by the authority.
    pub statutory_intervention: DecisionModel,
    /// A referral to Family Early Help.
    pub early_help_referral: DecisionModel,
    /// The team's note on the child at this visit, Markdown; not in the school's copy.
    pub note: Option<String>,
}

/// A child who was reviewed at the last visit and is not in the review of this one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DroppedModel {
    /// The name; the UPN where no record gives one.
    pub name: String,
    /// Unique pupil number.
    pub upn: String,
    /// The day of that visit.
    pub visit: String,
    /// Statutory intervention, in words.
    pub statutory_intervention: String,
    /// Referral to Family Early Help, in words.
    pub early_help_referral: String,
}

/// Exclusion in a term.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TermDaysModel {
    /// The term.
    pub term: String,
    /// School days: `2.5`, with `permanent` where there is such an exclusion; `not known` where nothing was said of the term.
    pub days: String,
}

/// A note of the pro forma.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoteModel {
    /// What it is about: `Absence`, `Risk of permanent exclusion`.
    pub about: String,
    /// The note, Markdown.
    pub text: String,
}

/// What was decided at an earlier visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PreviousModel {
    /// The day of that visit.
    pub visit: String,
    /// Statutory intervention, in words.
    pub statutory_intervention: String,
    /// Referral to Family Early Help, in words.
    pub early_help_referral: String,
    /// The team's note on the child at that visit, Markdown; not in the school's copy.
    pub note: Option<String>,
}

/// One of the two decisions about a child: boxes, ticked where it was made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DecisionModel {
    /// The box `threshold met`: ☐ or ☑.
    pub met: char,
    /// The box `threshold not met`.
    pub not_met: char,
    /// The box `unsure`.
    pub unsure: char,
    /// The box `refer`.
    pub refer: char,
    /// The box `monitor`.
    pub monitor: char,
    /// The box `no action`.
    pub none: char,
    /// Why, Markdown.
    pub reason: Option<String>,
    /// Whether it was made.
    pub made: bool,
}
