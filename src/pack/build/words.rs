//! The words for what the records say in codes: decisions, steps, reasons, phases.

use crate::pack::model::*;
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::procedure::exclusions::Because;
use crate::procedure::review::Absent;
use crate::record::contact::About;
use crate::record::school::{Phase, Status};
use crate::record::visit::{DecidedAction, Decision, Threshold, Topic, Why};
use crate::words::number;

pub(in crate::pack) fn per_cent(one: &Absent<'_>) -> String {
    format!("{}.{}", one.per_mille() / 10, one.per_mille() % 10)
}

pub(in crate::pack) fn decision(made: Option<&Decision>) -> DecisionModel {
    let ticked = |is: bool| if is { '☑' } else { '☐' };
    let threshold = |of: Threshold| ticked(made.is_some_and(|decision| decision.threshold == of));
    let action = |of: DecidedAction| ticked(made.is_some_and(|decision| decision.action == of));
    DecisionModel {
        met: threshold(Threshold::Met),
        not_met: threshold(Threshold::NotMet),
        unsure: threshold(Threshold::Unsure),
        refer: action(DecidedAction::Refer),
        monitor: action(DecidedAction::Monitor),
        none: action(DecidedAction::None),
        reason: made.and_then(|decision| decision.reason.as_deref()).map(str::to_owned),
        made: made.is_some(),
    }
}

pub(in crate::pack) fn decision_words(decision: Option<&Decision>) -> String {
    let Some(decision) = decision else { return "no decision recorded".to_owned() };
    let threshold = match decision.threshold {
        Threshold::Met => "threshold met",
        Threshold::NotMet => "threshold not met",
        Threshold::Unsure => "unsure of the threshold",
    };
    let action = match decision.action {
        DecidedAction::Refer => "refer",
        DecidedAction::Monitor => "monitor",
        DecidedAction::None => "no action",
    };
    let reason = decision.reason.as_deref().map(|reason| format!(" – {reason}")).unwrap_or_default();
    format!("{threshold}, {action}{reason}")
}

/// How a step before the visit stands, in words.
pub(in crate::pack) fn state_words(deadline: &Deadline) -> String {
    let count = usize::try_from(deadline.working_days.unsigned_abs()).unwrap_or(usize::MAX);
    match deadline.state {
        State::Done => "in time".to_owned(),
        State::Late => "late".to_owned(),
        State::Upcoming => format!("due in {}", number(count, "working day")),
        State::Due => "due today".to_owned(),
        State::Overdue => format!("overdue by {}", number(count, "working day")),
        State::Unknown => "not known, as a record cannot be read".to_owned(),
    }
}

pub(in crate::pack) fn step_words(step: Step) -> &'static str {
    match step {
        Step::ProFormaSent => "Pro forma sent",
        Step::ProFormaReturned => "Pro forma returned",
        _ => "Checks done",
    }
}

pub(in crate::pack) fn why_words(why: Why) -> &'static str {
    match why {
        Why::PersistentAbsence => "persistent absence",
        Why::Exclusions => "exclusions",
        Why::RiskOfPermanentExclusion => "risk of permanent exclusion",
        Why::Other => "another reason",
    }
}

pub(in crate::pack) fn because_words(because: Because) -> &'static str {
    match because {
        Because::Permanent => "permanent",
        Because::MissesExam => "misses an examination or test",
        Because::OverFiveDays => "over five days or ten lunchtimes in the term",
        Because::EveryExclusion => "every exclusion",
    }
}

pub(in crate::pack) fn about_words(about: About) -> &'static str {
    match about {
        About::VisitDates => "visit dates",
        About::ProForma => "pro forma",
        About::Child => "child",
        About::Referral => "referral",
        About::Safeguarding => "safeguarding",
        About::Mash => "MASH",
        About::Exclusion => "exclusion",
        About::Other => "other",
    }
}

pub(in crate::pack) fn topic_words(topic: Topic) -> &'static str {
    match topic {
        Topic::EarlyHelp => "Early help offer",
        Topic::Referral => "Referral",
        Topic::Safeguarding => "Safeguarding",
        Topic::Mash => "Multi-Agency Safeguarding Hub",
        Topic::Other => "Other",
    }
}

pub(in crate::pack) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Nursery => "Nursery",
        Phase::Primary => "Primary",
        Phase::MiddleDeemedPrimary => "Middle, deemed primary",
        Phase::MiddleDeemedSecondary => "Middle, deemed secondary",
        Phase::Secondary => "Secondary",
        Phase::AllThrough => "All-through",
        Phase::Special => "Special",
        Phase::PupilReferralUnit => "Pupil referral unit",
        Phase::AlternativeProvision => "Alternative provision",
        Phase::SixteenPlus => "16 plus",
    }
}

pub(in crate::pack) fn status(status: Status) -> &'static str {
    match status {
        Status::Maintained => "Maintained",
        Status::Academy => "Academy",
        Status::FreeSchool => "Free school",
        Status::Independent => "Independent",
    }
}
