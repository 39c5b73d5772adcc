//! What each figure means, and by which sentence of the contract or the procedure: the words of the data dictionary.

use super::measure::{Kind, Measure, Outcome, Over, Standing};
use crate::procedure::deadlines::Step;

impl Measure {
    /// What it means, in whole sentences.
    #[must_use]
    pub fn meaning(self) -> String {
        match self {
            Self::VisitsDue => "Visits due: one for each term (each year, where the policy has `every = \"year\"`) of a \
                school that does not close before the term begins nor opens after it ends. The year's one visit belongs to \
                the term of the visit that was held or is to come, else to the year's last term."
                .to_owned(),
            Self::Visits(Outcome::Held) => "Visits due of which one is held: `status: held`, its day not after today. A visit \
                belongs to the term of its day; between two terms to the one before. A second visit in a term answers nothing more."
                .to_owned(),
            Self::Visits(Outcome::ToCome) => "Visits due that are not held, while a visit is to come in the term, or, where \
                none is planned, the term is not over."
                .to_owned(),
            Self::Visits(Outcome::NotHeld) => "Visits due that were not held: the day of the visit that was planned is past and \
                none is to come, or the term is over."
                .to_owned(),
            Self::Visits(Outcome::Unknown) => "Visits due of which it is not known whether they were held: the school's \
                school.yaml, a folder of its records, or a record whose name begins with a day of the term cannot be read."
                .to_owned(),
            Self::Step(step, standing) => {
                let which = match step {
                    Step::DatesAgreed => "It belongs to the term whose visit is to be agreed; it is known of the current year alone",
                    Step::Action | Step::FollowUp => "It belongs to the term of its due day",
                    _ => "It belongs to the term of its visit",
                };
                format!("Deadlines `{}` that {}. {which}.", step.as_str(), standing.said())
            }
            Self::RecordsUnread => "Files in `records` that cannot be read and whose names begin with a day of the period or with no \
                day, and one more for a school with a folder there that cannot be read. What they may say is in no figure; with \
                such a folder the school's numbers of children, and of what befell them, are not known."
                .to_owned(),
            Self::ChildrenDecided => "Children with a row in `children` of a visit that is held, once for each visit.".to_owned(),
            Self::Decision(kind, threshold, action) => format!(
                "Rows of visits held with `{}: {{threshold: {threshold}, action: {action}}}`; a child's first row with such a \
                 decision counts.",
                kind.field()
            ),
            Self::NoDecision(kind) => format!("Children with a row in a visit held and without `{}` in any of their rows.", kind.field()),
            Self::ChildrenUndecided => "Children of the review of a visit that is held who lack one of the two decisions, once for each \
                visit (the problem `undecided-child`)."
                .to_owned(),
            Self::AllExclusions => "Exclusions of all types that have begun by the day of the figures, each child, type and first day once, from notices \
                and pro formas, by the term of the first day."
                .to_owned(),
            Self::Exclusions(kind) => format!("The same of the type `{kind}`."),
            Self::FixedTermHalfDays => "School days of fixed-term exclusion in halves, all in the term of the first day. Schools enter \
                an exclusion as absence, too: do not add these to sessions missed."
                .to_owned(),
            Self::Lunchtimes => "Lunchtimes of exclusion, all in the term of the first day. Each is half a day for the thresholds.".to_owned(),
            Self::Told(kind, standing) => {
                let told = match standing {
                    Standing::OnTime => "told in time",
                    Standing::Late => "told late",
                    Standing::Overdue => "not told, its day past",
                    Standing::ToCome | Standing::Unknown => "not told yet, its day not past",
                };
                format!("Exclusions of the type `{kind}` with the deadline `told-authority` of which the authority was {told}.")
            }
            Self::NotUnderDuty(kind) => format!(
                "Exclusions of the type `{kind}` without that deadline: not under the duty, or its day before the school opened or after it closed."
            ),
            Self::AbsentChildren => "Children in the absence lists of the pro formas of visits that are not cancelled, once for each list, by their first row in it. Where the lists of two \
                visits of the period share a day, only the later visit's counts. Not known where no pro forma has a list."
                .to_owned(),
            Self::SessionsPossible => "Sessions that these children could have attended in the days of the lists.".to_owned(),
            Self::SessionsMissed => "Sessions that they missed, with and without leave: half a day each. The lists hold the persistently \
                absent, not every child."
                .to_owned(),
            Self::SessionsAuthorised => "Those missed with leave.".to_owned(),
            Self::SessionsUnauthorised => "Those missed without leave.".to_owned(),
            Self::Over(over) => over.meaning().to_owned(),
        }
    }

    /// Where in the contract or the procedure it is written.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::VisitsDue | Self::Visits(_) => "procedure, The role of the SPOC; records.md, sections 4 and 5",
            Self::Step(..) => "records.md, section 5",
            Self::RecordsUnread => "records.md, sections 5 and 7",
            Self::ChildrenDecided | Self::Decision(..) | Self::NoDecision(_) => {
                "procedure, In each case; records.md, section 3"
            }
            Self::ChildrenUndecided => "records.md, sections 6 and 7",
            Self::AllExclusions | Self::Exclusions(_) | Self::FixedTermHalfDays | Self::Lunchtimes => {
                "records.md, section 6"
            }
            Self::Told(..) | Self::NotUnderDuty(_) => "procedure, Duty to Inform; records.md, sections 5 and 6",
            Self::AbsentChildren
            | Self::SessionsPossible
            | Self::SessionsMissed
            | Self::SessionsAuthorised
            | Self::SessionsUnauthorised => "records.md, section 3",
            Self::Over(_) => "procedure, The visit will be used to review; records.md, section 6",
        }
    }
}

impl Standing {
    /// As the end of a sentence that begins "deadlines that".
    fn said(self) -> &'static str {
        match self {
            Self::OnTime => "were done on or before their day",
            Self::Late => "were done after their day",
            Self::Overdue => "are not done, their day past",
            Self::ToCome => "are not done, their day today or to come",
            Self::Unknown => "are not known to be done: a record that might say so cannot be read",
        }
    }
}

impl Kind {
    /// The field of a visit's row.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::StatutoryIntervention => "statutory_intervention",
            Self::EarlyHelpReferral => "early_help_referral",
        }
    }
}

impl Over {
    fn meaning(self) -> &'static str {
        match self {
            Self::PersistentAbsence => {
                "Children who missed a tenth or more of their sessions, by the pro formas of visits that are not cancelled, each once in the \
                 period. Not known where no pro forma of the period has an absence list."
            }
            Self::SevereAbsence => "Those who missed half or more.",
            Self::TopShare => {
                "Those in the top share of a review (the policy's `top_percent`), with all who tie with its last."
            }
            Self::ExclusionsPrimary => {
                "Children to year 6 whose exclusions in the window reach `primary_days`, or one of them is permanent, as reckoned at the \
                 visits of the period that are not cancelled; each once in the period. Not known where there is no such visit."
            }
            Self::ExclusionsSecondary => "The same from year 7, with `secondary_days`.",
            Self::Risk => {
                "Children in `risk_of_permanent_exclusion` of the pro formas of those visits, each once in the period. Not known where no pro \
                 forma of the period answers the question."
            }
            Self::Review => {
                "Children who are to have decisions by the reviews of those visits: the top share, those at the threshold of exclusions, those \
                 at risk; each once in the period. Not known where there is no such visit."
            }
        }
    }
}
