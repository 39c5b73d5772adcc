//! The steps of the procedure that have deadlines, and all that is said of each; how a deadline stands.

use crate::record::vocabulary;

/// What is to be said of a step before a visit that is over: it can only be written down.
pub const VISIT_IS_OVER: &str = "the visit is over: write down on which day it was done, if it was";

/// A step of the procedure that has a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// At the beginning of the year the SPOC agrees the dates of the visits with the school.
    DatesAgreed,
    /// Ten working days before the visit the pro forma goes to the school.
    ProFormaSent,
    /// Five working days before the visit it is back.
    ProFormaReturned,
    /// Before the visit the SPOC completes the checks.
    ChecksDone,
    /// The visit itself.
    VisitHeld,
    /// After the visit the decisions are written up.
    WrittenUp,
    /// Something that was agreed at a visit.
    Action,
    /// Something that was agreed in a call.
    FollowUp,
    /// The head tells the authority of an exclusion without delay.
    ToldAuthority,
}

/// All that is said of a step, wherever it is spoken of.
#[derive(Debug)]
pub struct StepWords {
    /// The step.
    pub step: Step,
    /// The word in output for programs (records.md, section 5).
    pub word: &'static str,
    /// What it is called once it is done, in lower case.
    pub title: &'static str,
    /// What it is called while it is to come, with a capital.
    pub to_come: &'static str,
    /// That it is not done, as a sentence without a capital and a stop.
    pub not_done: &'static str,
    /// What whoever has to do it does next, without a capital and a stop. It is given who that is, where a record says so.
    pub to_do: fn(who: Option<&str>) -> String,
    /// The same once its day is past, where that is something else.
    pub to_do_late: Option<&'static str>,
    /// How it is put right once its day is past, in full sentences.
    pub remedy: &'static str,
    /// What tells one deadline of this step from another of the school.
    pub about: About,
    /// What it is called above a column of the board; none where it has no column.
    pub heading: Option<&'static str>,
    /// Its letter on the board; none where the board gives it no mark.
    pub letter: Option<&'static str>,
}

/// What tells a deadline from another of the same step and school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The visit that it belongs to.
    Visit,
    /// Its own day: it is a visit.
    Day,
    /// A term or a year, which its detail names.
    Term,
    /// A row of a record.
    Row {
        /// What such a row is called, before its number.
        name: &'static str,
        /// Whether its detail is somebody's own words, which may speak of a child.
        is_free_text: bool,
    },
}

/// Every step, in the contract's order.
static STEPS: [StepWords; 9] = [
    StepWords {
        step: Step::DatesAgreed,
        word: "dates-agreed",
        title: "date of the visit agreed",
        to_come: "Date to be agreed",
        not_done: "the dates of the visits are not agreed",
        to_do: |_| "agree the date with the school and record the visit with `agreed:`".to_owned(),
        to_do_late: None,
        remedy: "Agree the date with the school and record the visit with `agreed:`; where it was agreed, write the day in `agreed:` of the term's visit.",
        about: About::Term,
        heading: None,
        letter: Some("D"),
    },
    StepWords {
        step: Step::ProFormaSent,
        word: "pro-forma-sent",
        title: "pro forma sent",
        to_come: "Pro forma to be sent",
        not_done: "the pro forma has not been sent",
        to_do: |_| "send the pro forma and write `sent:` in it".to_owned(),
        to_do_late: None,
        remedy: "Send it today and write `sent:` in it (`spoc new pro-forma` makes it).",
        about: About::Visit,
        heading: Some("Pro forma sent"),
        letter: Some("S"),
    },
    StepWords {
        step: Step::ProFormaReturned,
        word: "pro-forma-returned",
        title: "pro forma returned",
        to_come: "Pro forma to come back",
        not_done: "the pro forma has not come back",
        to_do: |_| "when it comes back, write the day in `returned:`".to_owned(),
        to_do_late: Some("chase the school's representative; write the day in `chased:`"),
        remedy: "Chase the school's representative, and write the day in `chased:`, and in `returned:` once it is back.",
        about: About::Visit,
        heading: Some("Pro forma back"),
        letter: Some("R"),
    },
    StepWords {
        step: Step::ChecksDone,
        word: "checks-done",
        title: "checks done",
        to_come: "Checks to be done",
        not_done: "the checks before the visit are not recorded",
        to_do: |_| "check every child named in the pro forma; write `checks:` in the visit".to_owned(),
        to_do_late: None,
        remedy: "Check every child of the pro forma and write `checks:` in the visit.",
        about: About::Visit,
        heading: Some("Checks"),
        letter: Some("C"),
    },
    StepWords {
        step: Step::VisitHeld,
        word: "visit-held",
        title: "visit",
        to_come: "Visit to be held",
        not_done: "the visit is not recorded as held",
        to_do: |_| "hold the visit, then write `status: held` and a decision for each child".to_owned(),
        to_do_late: Some("write `status: held` and a decision for each child, or `status: cancelled` and why"),
        remedy: "Write `status: held` and the decisions, or `status: cancelled` and why.",
        about: About::Day,
        heading: None,
        letter: Some("V"),
    },
    StepWords {
        step: Step::WrittenUp,
        word: "written-up",
        title: "decisions written up",
        to_come: "Decisions to be written up",
        not_done: "the visit is not written up",
        to_do: |_| "write the decisions up, then the day in `written_up:`".to_owned(),
        to_do_late: None,
        remedy: "Write the decisions and actions up, and the day in `written_up:`.",
        about: About::Visit,
        heading: None,
        letter: Some("W"),
    },
    StepWords {
        step: Step::Action,
        word: "action",
        title: "action",
        to_come: "Action",
        not_done: "an action is not done",
        to_do: |who| format!("ask {}; write `done:` once it is", who.unwrap_or("who was to do it")),
        to_do_late: None,
        remedy: "Ask who was to do it, and write `done:` in its row once it is.",
        about: About::Row { name: "action", is_free_text: true },
        heading: None,
        letter: None,
    },
    StepWords {
        step: Step::FollowUp,
        word: "follow-up",
        title: "follow-up of a call",
        to_come: "Follow-up of a call",
        not_done: "the follow-up of a call is not done",
        to_do: |who| format!("{} writes `done:` in the call's `follow_up` once it is", who.unwrap_or("the caller")),
        to_do_late: None,
        remedy: "Do it, and write `done:` in the call's `follow_up`.",
        about: About::Row { name: "follow-up", is_free_text: true },
        heading: None,
        letter: None,
    },
    StepWords {
        step: Step::ToldAuthority,
        word: "told-authority",
        title: "authority told of an exclusion",
        to_come: "Authority to be told of an exclusion",
        not_done: "the authority has not been told of an exclusion",
        to_do: |_| "ask the head to tell the authority without delay; write the day in `told_authority:`".to_owned(),
        to_do_late: None,
        remedy: "Ask the head to tell the authority without delay, and write the day in `told_authority:`.",
        about: About::Row { name: "row", is_free_text: false },
        heading: None,
        letter: None,
    },
];

impl Step {
    /// Every step, in the contract's order.
    pub const ALL: [Self; 9] = [
        Self::DatesAgreed,
        Self::ProFormaSent,
        Self::ProFormaReturned,
        Self::ChecksDone,
        Self::VisitHeld,
        Self::WrittenUp,
        Self::Action,
        Self::FollowUp,
        Self::ToldAuthority,
    ];

    /// The steps before a visit.
    pub const BEFORE_VISIT: [Self; 3] = [Self::ProFormaSent, Self::ProFormaReturned, Self::ChecksDone];

    /// The steps of each visit.
    pub const OF_VISIT: [Self; 5] =
        [Self::ProFormaSent, Self::ProFormaReturned, Self::ChecksDone, Self::VisitHeld, Self::WrittenUp];

    /// What is said of it.
    #[must_use]
    pub fn words(self) -> &'static StepWords {
        &STEPS[self as usize]
    }

    /// The word in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.words().word
    }
}

vocabulary! {
    /// How a deadline stands.
    State {
        /// On or before its day.
        Done = "done", "done";
        /// After its day.
        Late = "late", "done late";
        /// Not done, its day to come.
        Upcoming = "upcoming", "to come";
        /// Not done, its day today.
        Due = "due", "due today";
        /// Not done, its day past.
        Overdue = "overdue", "overdue";
        /// Not known to be done: a record that might say so cannot be read.
        Unknown = "unknown", "not known";
    }
}

impl State {
    /// Whether it is done, in time or not.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_own_words() {
        assert_eq!(Step::ALL.map(|step| step.words().step), Step::ALL);
    }
}
