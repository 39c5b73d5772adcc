//! What a pack says, ready for its template: every variable of `visit-pack.md.hbs`, with its description. Texts are as they stand in the
//! records; days and amounts are words already.

mod action;
mod child;
mod lists;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::action::{ActionModel, ActionsModel};
pub use self::child::{ChildModel, DecisionModel, DroppedModel, NoteModel, PreviousModel, TermDaysModel};
pub use self::lists::{
    ExclusionModel, ExclusionsModel, MissingChildModel, MoveModel, MovesModel, PlacementModel, RiskModel,
};

/// Everything that the template of a visit pack may use.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PackModel {
    /// The council, from policy.toml.
    pub authority: Option<String>,
    /// The team, from policy.toml.
    pub team: Option<String>,
    /// Whether this is the team's own copy; in the school's copy whatever is internal is not there at all.
    pub internal: bool,
    /// The day on which it was printed, in full.
    pub printed: String,
    /// The school.
    pub school: SchoolModel,
    /// The visit.
    pub visit: VisitModel,
    /// The steps before the visit: pro forma sent and returned, and in the team's copy the checks.
    pub timeline: Vec<StepModel>,
    /// What is missing, a sentence each, the most important first.
    pub missing: Vec<String>,
    /// At a glance: numbers and charts.
    pub glance: GlanceModel,
    /// How the children for review were found, in a sentence.
    pub selection: String,
    /// Two children of one name, a sentence for each such name; empty where every name is that of one child.
    pub cautions: Vec<String>,
    /// How many per cent of the persistently absent are reviewed: the top share.
    pub top_percent: u32,
    /// Severely absent children outside the top share, the highest rate first: to be known of, not to be decided about.
    pub severely_absent: Vec<SeverelyAbsentModel>,
    /// The children for review, in the order of the review, each once.
    pub children: Vec<ChildModel>,
    /// Exclusions and the duty to tell the authority.
    pub exclusions: ExclusionsModel,
    /// Managed moves.
    pub moves: MovesModel,
    /// Children who remain on roll but are placed in alternative provision.
    pub alternative_provision: Vec<PlacementModel>,
    /// Children missing from education.
    pub missing_from_education: Vec<MissingChildModel>,
    /// Children at imminent risk of permanent exclusion, with the evidence.
    pub risk: Vec<RiskModel>,
    /// What earlier pro formas and calls left open and the pro forma of this visit does not name.
    pub not_named: Vec<NotNamedModel>,
    /// Children reviewed at the last visit who are not among the children for review.
    pub dropped: Vec<DroppedModel>,
    /// Whether the pro forma is back: before that what it would tell is not known.
    pub returned: bool,
    /// What it means where the pro forma says nothing: `None.`, or that it is not known.
    pub none: String,
    /// What an empty list means, for each question of the pro forma: `None.`, that it is not known, or that the question is not answered.
    pub none_of: NoneModel,
    /// What was agreed at earlier visits.
    pub actions: ActionsModel,
    /// Calls, e-mails and letters since the last visit, the earliest first; none in the school's copy.
    pub contact: Vec<ContactModel>,
    /// Since when contact is listed, in words; empty in the school's copy.
    pub contact_since: String,
    /// What the school wants to raise, from the pro forma; Markdown.
    pub issues: Option<String>,
    /// What the school raised at the visit, once it is held; Markdown.
    pub general_issues: Option<String>,
    /// Advice given at this visit and the one before it.
    pub advice: Vec<AdviceModel>,
    /// Who was present, the next visit.
    pub sign_off: SignOffModel,
}

/// What an empty list means, for each question of the pro forma.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoneModel {
    /// No child is for review.
    pub children: String,
    /// No exclusion is waiting to be notified.
    pub not_told: String,
    /// No exclusion was notified.
    pub told: String,
    /// No child is at imminent risk of permanent exclusion.
    pub risk: String,
    /// No managed move was agreed.
    pub moves: String,
    /// No child is in alternative provision.
    pub alternative_provision: String,
    /// No child is missing from education.
    pub missing_from_education: String,
}

/// A severely absent child outside the top share.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SeverelyAbsentModel {
    /// The name.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// Sessions missed, and the rate.
    pub absence: String,
}

/// Something that was left open and that the pro forma of this visit does not name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NotNamedModel {
    /// What it is: `Managed move`, `Alternative provision`, `Missing from education`, `Follow-up of a call`.
    pub what: String,
    /// The child's name; empty where it is about no child.
    pub name: String,
    /// The year group, as it was then.
    pub year: String,
    /// Unique pupil number.
    pub upn: String,
    /// What was said.
    pub said: String,
    /// When and where: `pro forma of 24 Nov 2026`.
    pub when: String,
}

/// The school.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SchoolModel {
    /// Its name; the folder's where school.yaml cannot be read.
    pub name: String,
    /// Its unique reference number.
    pub urn: Option<String>,
    /// The authority's and the school's number.
    pub dfe_number: Option<String>,
    /// Its phase: `Primary`.
    pub phase: Option<String>,
    /// Who maintains it: `Maintained`, `Academy`.
    pub status: Option<String>,
    /// Whether it trades with the authority, in words.
    pub trades: Option<String>,
    /// The head.
    pub head: Option<PersonModel>,
    /// The representative for the visits; the head where none is named.
    pub representative: Option<PersonModel>,
    /// The team's note on the school, Markdown; not in the school's copy.
    pub note: Option<String>,
}

/// Someone at the school.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonModel {
    /// The name.
    pub name: String,
    /// What they do.
    pub role: Option<String>,
    /// The address for e-mail.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
}

/// The visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VisitModel {
    /// The day: `2026-11-24`.
    pub date: String,
    /// The day in full: `Tuesday 24 November 2026`.
    pub day: String,
    /// The time: `09:30`.
    pub time: Option<String>,
    /// `Planned`, `Held` or `Cancelled`.
    pub status: String,
    /// Whether it has been held.
    pub held: bool,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Why it was cancelled; not in the school's copy.
    pub cancelled_because: Option<String>,
    /// The day for which it was agreed at first, in full.
    pub moved_from: Option<String>,
    /// The term that it is in, or the last begun before it.
    pub term: Option<String>,
    /// Who visits.
    pub spoc: Option<String>,
    /// The team's note on the visit, Markdown; not in the school's copy.
    pub note: Option<String>,
    /// What the checks found, Markdown; not in the school's copy.
    pub checks_note: Option<String>,
    /// The note of the pro forma, Markdown; not in the school's copy.
    pub pro_forma_note: Option<String>,
}

/// A step before the visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepModel {
    /// What is done: `Pro forma sent`.
    pub what: String,
    /// The day by which.
    pub due: String,
    /// The day on which it was done.
    pub done: Option<String>,
    /// How it stands: `in time`, `late`, `due on …`, `overdue by 3 working days`, `not known`.
    pub state: String,
}

/// Numbers and charts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GlanceModel {
    /// Numbers with their change since the last visit.
    pub counts: Vec<CountModel>,
    /// The visit with which they are compared, its day in full.
    pub compared_with: Option<String>,
    /// Over which days absence was counted, in words.
    pub absence_span: Option<String>,
    /// Over which days it was counted for the last visit.
    pub compared_span: Option<String>,
    /// What the chart of exclusions by term shows, in words; it is drawn by `![…](picture:exclusions)`.
    pub exclusions_chart: Option<String>,
    /// What the chart of absence at each visit shows, in words; it is drawn by `![…](picture:absence)`.
    pub absence_chart: Option<String>,
}

/// A number at a glance.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CountModel {
    /// What is counted.
    pub what: String,
    /// How many at this visit; `not known` without a pro forma.
    pub now: String,
    /// How many at the last visit with a pro forma.
    pub before: String,
    /// The difference: `+2`, `−1`, `no change`, or a dash where it is not known.
    pub change: String,
}

/// A call, an e-mail or a letter.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContactModel {
    /// The day; `not known` where an e-mail does not say.
    pub date: String,
    /// `Call`, `E-mail`, `Letter`.
    pub kind: String,
    /// Who with whom, in words.
    pub who: String,
    /// What it was about: the subject, or the word of the record.
    pub about: String,
    /// What was said in a call, Markdown; empty for others.
    pub summary: String,
    /// Advice that was given in a call, Markdown; empty for others.
    pub advice: String,
    /// What is to be done after a call and how that stands, in words; empty where nothing is.
    pub follow_up: String,
    /// The names of the files that are attached to an e-mail; empty where none is.
    pub attached: String,
}

/// Advice that was given.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AdviceModel {
    /// The visit at which it was given.
    pub visit: String,
    /// What it was about.
    pub topic: String,
    /// The advice, Markdown.
    pub note: String,
}

/// Who was present, the next visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SignOffModel {
    /// Who was present at a visit that is held; for one to come, who is expected.
    pub present: Vec<PresentModel>,
    /// The day of the next visit, in full, where it is agreed.
    pub next_visit: Option<String>,
}

/// Someone at a visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PresentModel {
    /// The name.
    pub name: String,
    /// What they do.
    pub role: String,
}
