//! Every figure: its name, what it counts and by which sentence of the contract. This is the data dictionary of the figures.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::procedure::deadlines::{State, Step};
use crate::record::exclusion::ExclusionType;
use crate::record::visit::{DecidedAction, Threshold};
use crate::record::vocabulary;

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Visits that are due.
    VisitsDue,
    /// The same by what became of them.
    Visits(Outcome),
    /// Deadlines of a step of the team or the school, by how they stand.
    Step(Step, Standing),
    /// Records that cannot be read.
    RecordsUnread,
    /// Children who have a row in a visit that was held.
    ChildrenDecided,
    /// Their decisions of a kind, by threshold and action.
    Decision(Kind, Threshold, DecidedAction),
    /// Those of them without a decision of a kind.
    NoDecision(Kind),
    /// Children of a review without both decisions.
    ChildrenUndecided,
    /// Exclusions of all types.
    AllExclusions,
    /// Exclusions of a type.
    Exclusions(ExclusionType),
    /// Half-days of fixed-term exclusion.
    FixedTermHalfDays,
    /// Lunchtimes of exclusion.
    Lunchtimes,
    /// Exclusions of a type under the duty to tell the authority, by how that stands. That it is not known does not occur.
    Told(ExclusionType, Standing),
    /// Exclusions of a type of which the authority need not be told.
    NotUnderDuty(ExclusionType),
    /// Children whose absence the pro formas give.
    AbsentChildren,
    /// Sessions that these could have attended.
    SessionsPossible,
    /// Sessions that these missed.
    SessionsMissed,
    /// The same with leave.
    SessionsAuthorised,
    /// The same without leave.
    SessionsUnauthorised,
    /// Children at or over a threshold.
    Over(Over),
}

vocabulary! {
    /// What became of a visit that is due.
    Outcome {
        Held = "held", "held";
        ToCome = "to-come", "to come";
        NotHeld = "not-held", "not held";
        Unknown = "unknown", "not known";
    }
}

vocabulary! {
    /// How a deadline stands, for figures.
    Standing {
        OnTime = "on-time", "on time";
        Late = "late", "late";
        Overdue = "overdue", "overdue";
        ToCome = "to-come", "to come";
        Unknown = "unknown", "not known";
    }
}

vocabulary! {
    /// What a decision is about.
    Kind {
        StatutoryIntervention = "statutory-intervention", "statutory intervention";
        EarlyHelpReferral = "early-help-referral", "referral to Family Early Help";
    }
}

vocabulary! {
    /// A threshold at which a child is spoken of.
    Over {
        PersistentAbsence = "persistent-absence", "persistently absent";
        SevereAbsence = "severe-absence", "severely absent";
        TopShare = "top-share", "reviewed for absence";
        ExclusionsPrimary = "exclusions-primary", "exclusions, to year 6";
        ExclusionsSecondary = "exclusions-secondary", "exclusions, from year 7";
        Risk = "risk-of-permanent-exclusion", "at risk of permanent exclusion";
        Review = "review", "in a review";
    }
}

/// What figures belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Visits held of those due.
    Visits,
    /// Steps on time.
    Steps,
    /// Decisions by kind.
    Decisions,
    /// Exclusions, and whether the authority was told in time.
    Exclusions,
    /// Absence.
    Absence,
    /// Children at or over each threshold.
    Thresholds,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Visits.
    Visits,
    /// Deadlines.
    Deadlines,
    /// Files.
    Files,
    /// Children.
    Children,
    /// Decisions.
    Decisions,
    /// Exclusions.
    Exclusions,
    /// Half school days; a lunchtime is one.
    HalfDays,
    /// Lunchtimes.
    Lunchtimes,
    /// Sessions, of which a school day has two.
    Sessions,
}

impl Unit {
    /// The word of the data dictionary.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Deadlines => "deadlines",
            Self::Files => "files",
            Self::Children => "children",
            Self::Decisions => "decisions",
            Self::Exclusions => "exclusions",
            Self::HalfDays => "half-days",
            Self::Lunchtimes => "lunchtimes",
            Self::Sessions => "sessions",
        }
    }
}

impl From<State> for Standing {
    fn from(state: State) -> Self {
        match state {
            State::Done => Self::OnTime,
            State::Late => Self::Late,
            State::Overdue => Self::Overdue,
            State::Upcoming | State::Due => Self::ToCome,
            State::Unknown => Self::Unknown,
        }
    }
}

/// The steps whose deadlines are counted as such. Visits and exclusions have figures of their own.
const STEPS: [Step; 7] = [
    Step::DatesAgreed,
    Step::ProFormaSent,
    Step::ProFormaReturned,
    Step::ChecksDone,
    Step::WrittenUp,
    Step::Action,
    Step::FollowUp,
];

/// How the duty to tell the authority may stand.
pub const TOLD: [Standing; 4] = [Standing::OnTime, Standing::Late, Standing::Overdue, Standing::ToCome];

static ALL: LazyLock<Vec<Measure>> = LazyLock::new(list);

static PLACES: LazyLock<HashMap<Measure, usize>> =
    LazyLock::new(|| ALL.iter().enumerate().map(|(place, measure)| (*measure, place)).collect());

fn list() -> Vec<Measure> {
    let mut all = vec![Measure::VisitsDue];
    all.extend(Outcome::ALL.iter().map(|outcome| Measure::Visits(*outcome)));
    for step in STEPS {
        all.extend(Standing::ALL.iter().map(|standing| Measure::Step(step, *standing)));
    }
    all.push(Measure::RecordsUnread);
    all.push(Measure::ChildrenDecided);
    for kind in Kind::ALL {
        for threshold in Threshold::ALL {
            all.extend(DecidedAction::ALL.iter().map(|action| Measure::Decision(*kind, *threshold, *action)));
        }
        all.push(Measure::NoDecision(*kind));
    }
    all.push(Measure::ChildrenUndecided);
    all.push(Measure::AllExclusions);
    all.extend(ExclusionType::ALL.iter().map(|kind| Measure::Exclusions(*kind)));
    all.extend([Measure::FixedTermHalfDays, Measure::Lunchtimes]);
    for kind in ExclusionType::ALL {
        all.extend(TOLD.map(|standing| Measure::Told(*kind, standing)));
        all.push(Measure::NotUnderDuty(*kind));
    }
    all.extend([
        Measure::AbsentChildren,
        Measure::SessionsPossible,
        Measure::SessionsMissed,
        Measure::SessionsAuthorised,
        Measure::SessionsUnauthorised,
    ]);
    all.extend(Over::ALL.iter().map(|over| Measure::Over(*over)));
    all
}

impl Measure {
    /// Every figure, in the order of the tables.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The steps whose deadlines are counted as such.
    #[must_use]
    pub fn steps() -> &'static [Step] {
        &STEPS
    }

    /// Its place in [`Self::all`].
    #[must_use]
    pub fn place(self) -> usize {
        PLACES.get(&self).copied().unwrap_or(usize::MAX)
    }

    /// Its name in tables and for programs.
    #[must_use]
    pub fn name(self) -> String {
        let name = match self {
            Self::VisitsDue => "visits_due".to_owned(),
            Self::Visits(outcome) => format!("visits_{outcome}"),
            Self::Step(step, standing) => format!("{}_{standing}", step.as_str()),
            Self::RecordsUnread => "records_unread".to_owned(),
            Self::ChildrenDecided => "children_decided".to_owned(),
            Self::Decision(kind, threshold, action) => format!("{kind}_{threshold}_{action}"),
            Self::NoDecision(kind) => format!("{kind}_not_recorded"),
            Self::ChildrenUndecided => "children_undecided".to_owned(),
            Self::AllExclusions => "exclusions".to_owned(),
            Self::Exclusions(kind) => format!("exclusions_{kind}"),
            Self::FixedTermHalfDays => "fixed_term_half_days".to_owned(),
            Self::Lunchtimes => "lunchtimes".to_owned(),
            Self::Told(kind, Standing::Overdue) => format!("{kind}_authority_not_told"),
            Self::Told(kind, standing) => format!("{kind}_authority_told_{standing}"),
            Self::NotUnderDuty(kind) => format!("{kind}_not_under_duty"),
            Self::AbsentChildren => "absence_children".to_owned(),
            Self::SessionsPossible => "absence_sessions_possible".to_owned(),
            Self::SessionsMissed => "absence_sessions_missed".to_owned(),
            Self::SessionsAuthorised => "absence_sessions_authorised".to_owned(),
            Self::SessionsUnauthorised => "absence_sessions_unauthorised".to_owned(),
            Self::Over(over) => format!("children_{over}"),
        };
        name.replace('-', "_")
    }

    /// What it is called in plain English, in lower case.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::VisitsDue => "visits due".to_owned(),
            Self::Visits(outcome) => format!("visits {}", outcome.title()),
            Self::Step(step, standing) => format!("{}: {}", step.words().title, standing.title()),
            Self::RecordsUnread => "records that cannot be read".to_owned(),
            Self::ChildrenDecided => "children with a row in a visit held".to_owned(),
            Self::Decision(kind, threshold, action) => {
                format!("{}: {}, {}", kind.title(), threshold.title(), action.title())
            }
            Self::NoDecision(kind) => format!("{}: no decision in the row", kind.title()),
            Self::ChildrenUndecided => "children of a review without both decisions".to_owned(),
            Self::AllExclusions => "exclusions".to_owned(),
            Self::Exclusions(kind) => format!("{} exclusions", kind.title()),
            Self::FixedTermHalfDays => "half-days of fixed-term exclusion".to_owned(),
            Self::Lunchtimes => "lunchtimes of exclusion".to_owned(),
            Self::Told(kind, Standing::Overdue) => format!("{} exclusions: authority not told", kind.title()),
            Self::Told(kind, standing) => format!("{} exclusions: authority told, {}", kind.title(), standing.title()),
            Self::NotUnderDuty(kind) => format!("{} exclusions not under the duty", kind.title()),
            Self::AbsentChildren => "children whose absence is given".to_owned(),
            Self::SessionsPossible => "sessions possible".to_owned(),
            Self::SessionsMissed => "sessions missed".to_owned(),
            Self::SessionsAuthorised => "sessions missed with leave".to_owned(),
            Self::SessionsUnauthorised => "sessions missed without leave".to_owned(),
            Self::Over(over) => format!("children {}", over.title()),
        }
    }

    /// What it belongs to.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::VisitsDue | Self::Visits(_) | Self::RecordsUnread => Group::Visits,
            Self::Step(..) => Group::Steps,
            Self::ChildrenDecided | Self::Decision(..) | Self::NoDecision(_) | Self::ChildrenUndecided => {
                Group::Decisions
            }
            Self::AllExclusions
            | Self::Exclusions(_)
            | Self::FixedTermHalfDays
            | Self::Lunchtimes
            | Self::Told(..)
            | Self::NotUnderDuty(_) => Group::Exclusions,
            Self::AbsentChildren
            | Self::SessionsPossible
            | Self::SessionsMissed
            | Self::SessionsAuthorised
            | Self::SessionsUnauthorised => Group::Absence,
            Self::Over(_) => Group::Thresholds,
        }
    }

    /// Whether it tells of children or of what befell them, so that a small number of it may point at one. Numbers of visits and of the team's own
    /// steps do not.
    #[must_use]
    pub fn is_about_children(self) -> bool {
        match self {
            Self::Step(step, _) => matches!(step, Step::Action | Step::FollowUp),
            _ => !matches!(self.group(), Group::Visits | Group::Steps),
        }
    }

    /// What it counts.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::VisitsDue | Self::Visits(_) => Unit::Visits,
            Self::Step(..) => Unit::Deadlines,
            Self::RecordsUnread => Unit::Files,
            Self::Decision(..) => Unit::Decisions,
            Self::ChildrenDecided
            | Self::NoDecision(_)
            | Self::ChildrenUndecided
            | Self::AbsentChildren
            | Self::Over(_) => Unit::Children,
            Self::AllExclusions | Self::Exclusions(_) | Self::Told(..) | Self::NotUnderDuty(_) => Unit::Exclusions,
            Self::FixedTermHalfDays => Unit::HalfDays,
            Self::Lunchtimes => Unit::Lunchtimes,
            Self::SessionsPossible | Self::SessionsMissed | Self::SessionsAuthorised | Self::SessionsUnauthorised => {
                Unit::Sessions
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_figure_has_a_name_and_a_meaning_of_its_own() {
        let names: BTreeSet<_> = Measure::all().iter().map(|measure| measure.name()).collect();
        assert_eq!(names.len(), Measure::all().len());
        for measure in Measure::all() {
            let name = measure.name();
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
            assert_eq!(Measure::all()[measure.place()], *measure, "{name}");
            let meaning = measure.meaning();
            assert!(meaning.ends_with('.') && !meaning.contains("  "), "{name}: {meaning}");
            assert!(!measure.source().is_empty() && !measure.title().is_empty(), "{name}");
        }
    }
}
