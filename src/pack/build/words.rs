//! The words for what the records say in codes: decisions, steps, reasons.

use crate::pack::model::*;
use crate::procedure::deadlines::{Deadline, State};
use crate::procedure::exclusions::Because;
use crate::procedure::review::Absent;
use crate::record::visit::{DecidedAction, Decision, Threshold};
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
    let (threshold, action) = (decision.threshold.title(), decision.action.title());
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
        State::Due => State::Due.title().to_owned(),
        State::Overdue => format!("overdue by {}", number(count, "working day")),
        State::Unknown => format!("{}, as a record cannot be read", State::Unknown.title()),
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
