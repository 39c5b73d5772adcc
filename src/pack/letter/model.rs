//! What a letter says, ready for its template: every variable of the templates `letter-….md.hbs`, with its description. Texts are as they stand in the
//! records, without whatever is internal; days and amounts are words already.

use schemars::JsonSchema;
use serde::Serialize;

/// The letters and e-mails of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterKind {
    /// The covering note with which the pro forma is sent.
    ProForma,
    /// The reminder of a pro forma that is due or late.
    Reminder,
    /// The request for the dates of the year's visits.
    Dates,
    /// The decisions after a visit.
    AfterVisit,
}

/// Everything that the templates of letters may use.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterModel {
    /// The council, from policy.toml.
    pub authority: Option<String>,
    /// The team, from policy.toml.
    pub team: Option<String>,
    /// The protective marking, from policy.toml.
    pub marking: Option<String>,
    /// The day of the letter: `2026-11-23`.
    pub date: String,
    /// Who writes.
    pub from: String,
    /// To whom it goes: addresses for e-mail or names.
    pub to: Vec<String>,
    /// Its subject; it names no child.
    pub subject: String,
    /// What it is about, in the word of the record: `pro-forma`, `visit-dates`, `other`.
    pub about: String,
    /// Whether it is an e-mail; else it is a letter.
    pub by_email: bool,
    /// Whom it greets: `Ms Grant`.
    pub salutation: String,
    /// Who signs it.
    pub signature: String,
    /// Whether that is the SPOC.
    pub signed_by_spoc: bool,
    /// The school's single point of contact.
    pub spoc: Option<String>,
    /// The school's name.
    pub school: String,
    /// What the policy lays down.
    pub procedure: ProcedureModel,
    /// The visit; not in `letter-dates.md.hbs`.
    pub visit: Option<LetterVisitModel>,
    /// The pro forma; in `letter-pro-forma.md.hbs` and `letter-reminder.md.hbs`.
    pub pro_forma: Option<LetterProFormaModel>,
    /// The dates to be agreed; in `letter-dates.md.hbs`.
    pub dates: Option<DatesModel>,
    /// What came of the visit; in `letter-after-visit.md.hbs`.
    pub outcome: Option<OutcomeModel>,
}

/// What the policy lays down, in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProcedureModel {
    /// How long before a visit the pro forma is sent: `ten working days`.
    pub sent_ahead: String,
    /// How long before a visit it is to be back: `five working days`.
    pub returned_ahead: String,
    /// Of the persistently absent, the share that is reviewed: `10`.
    pub top_percent: String,
    /// The terms in which exclusions count: `the last three consecutive terms`.
    pub window: String,
    /// Whether the school may have children to year 6, for whom the first of the two rules on exclusions holds; a middle school has both.
    pub primary: bool,
    /// Whether it has children from year 7, for whom the second holds.
    pub secondary: bool,
    /// How much exclusion brings a child to the review, to year 6: `five school days`.
    pub primary_days: String,
    /// The same from year 7: `ten school days`.
    pub secondary_days: String,
}

/// The visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterVisitModel {
    /// The day: `2026-11-24`.
    pub date: String,
    /// The day in full: `Tuesday 24 November 2026`.
    pub day: String,
    /// The time: `09:30`.
    pub time: Option<String>,
}

/// The pro forma.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterProFormaModel {
    /// The day on which it was sent, in full; nothing where it was not.
    pub sent: Option<String>,
    /// To whom it was sent: `you`, where that is whom the letter greets; else the name.
    pub sent_to: String,
    /// The day of the last reminder, in full.
    pub reminded: Option<String>,
    /// The day by which it is to be back, in full.
    pub return_by: String,
    /// Whether it is earlier than the procedure asks, as the day on which it is due is no school day of this school; in `letter-pro-forma.md.hbs`.
    pub return_early: bool,
    /// Whether it is attached as a workbook (`spoc pro-forma send`); in `letter-pro-forma.md.hbs`.
    pub workbook: bool,
    /// Whether that day is past.
    pub late: bool,
    /// Whether it is the day of the letter.
    pub due_today: bool,
    /// How far that day is from the day of the letter, past or to come: `four working days`.
    pub working_days: String,
}

/// The dates to be agreed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DatesModel {
    /// The school year: `2026-27`.
    pub year: Option<String>,
    /// Whether there is a visit each term; else there is one a year.
    pub every_term: bool,
    /// Whether a single date is asked for.
    pub one: bool,
    /// The terms for which no date is agreed, or the year.
    pub open: Vec<OpenTermModel>,
    /// The day by which dates are to be agreed, in full.
    pub agree_by: String,
    /// Whether that day is past.
    pub late: bool,
}

/// A term for which no date is agreed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OpenTermModel {
    /// The term; or the year, where there is one visit a year.
    pub name: String,
    /// Its days, in words: `Monday 12 April 2027 to Wednesday 21 July 2027`, `until Friday 18 December 2026`.
    pub span: String,
    /// The day that the team has planned, which the school has not agreed yet, with its time.
    pub planned: Option<String>,
}

/// What came of a visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OutcomeModel {
    /// The children of the review, with the decisions.
    pub children: Vec<LetterChildModel>,
    /// What was agreed to be done, the earliest due first.
    pub actions: Vec<LetterActionModel>,
    /// Advice that was given.
    pub advice: Vec<LetterAdviceModel>,
    /// The next visit.
    pub next_visit: Option<NextVisitModel>,
    /// Whether the school closes, so that there may be no next visit.
    pub closes: bool,
}

/// A child of the review.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterChildModel {
    /// The name; the UPN where no record gives one.
    pub name: String,
    /// The year group: `Year 4`.
    pub year: Option<String>,
    /// Unique pupil number, or UN1 to UN5.
    pub upn: String,
    /// Statutory intervention by the authority; nothing where no decision is recorded.
    pub statutory_intervention: Option<LetterDecisionModel>,
    /// A referral to Family Early Help; nothing where no decision is recorded.
    pub early_help_referral: Option<LetterDecisionModel>,
}

/// A decision about a child.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterDecisionModel {
    /// `the threshold is met`, `the threshold is not met`, `it is not yet clear whether the threshold is met`.
    pub threshold: String,
    /// `a referral is to be made`, `the position is to be monitored`, `no action is to be taken`.
    pub action: String,
    /// Why, as a sentence.
    pub reason: Option<String>,
}

/// Something that was agreed to be done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterActionModel {
    /// What, as a sentence.
    pub what: String,
    /// Who.
    pub who: String,
    /// By when, in full.
    pub due: String,
    /// When it was done, in full; nothing where it is open.
    pub done: Option<String>,
    /// The child whom it concerns.
    pub child: Option<String>,
}

/// Advice that was given.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterAdviceModel {
    /// What it was about.
    pub topic: String,
    /// The advice, as a sentence.
    pub note: String,
}

/// The next visit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NextVisitModel {
    /// The day in full.
    pub day: String,
    /// The time.
    pub time: Option<String>,
    /// The day by which its pro forma is sent, in full; nothing where that is past.
    pub pro_forma_by: Option<String>,
}
