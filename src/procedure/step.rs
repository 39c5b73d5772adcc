//! The steps of the procedure that have deadlines, and what each is called; how a deadline stands.

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

/// What a step is called, wherever it is spoken of.
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
    /// What whoever has to do it does next, without a capital and a stop.
    pub to_do: &'static str,
    /// Its letter on the board; none where the board gives it no mark.
    pub letter: Option<&'static str>,
}

/// Every step, in the contract's order.
static STEPS: [StepWords; 9] = [
    StepWords {
        step: Step::DatesAgreed,
        word: "dates-agreed",
        title: "date of the visit agreed",
        to_come: "Date to be agreed",
        to_do: "agree the date with the school and record the visit with `agreed:`",
        letter: Some("D"),
    },
    StepWords {
        step: Step::ProFormaSent,
        word: "pro-forma-sent",
        title: "pro forma sent",
        to_come: "Pro forma to be sent",
        to_do: "send the pro forma and write `sent:` in it",
        letter: Some("S"),
    },
    StepWords {
        step: Step::ProFormaReturned,
        word: "pro-forma-returned",
        title: "pro forma returned",
        to_come: "Pro forma to come back",
        to_do: "when it comes back, write the day in `returned:`",
        letter: Some("R"),
    },
    StepWords {
        step: Step::ChecksDone,
        word: "checks-done",
        title: "checks done",
        to_come: "Checks to be done",
        to_do: "check every child named in the pro forma; write `checks:` in the visit",
        letter: Some("C"),
    },
    StepWords {
        step: Step::VisitHeld,
        word: "visit-held",
        title: "visit",
        to_come: "Visit to be held",
        to_do: "hold the visit, then write `status: held` and a decision for each child",
        letter: Some("V"),
    },
    StepWords {
        step: Step::WrittenUp,
        word: "written-up",
        title: "decisions written up",
        to_come: "Decisions to be written up",
        to_do: "write the decisions up, then the day in `written_up:`",
        letter: Some("W"),
    },
    StepWords {
        step: Step::Action,
        word: "action",
        title: "action",
        to_come: "Action",
        to_do: "ask who was to do it; write `done:` once it is",
        letter: None,
    },
    StepWords {
        step: Step::FollowUp,
        word: "follow-up",
        title: "follow-up of a call",
        to_come: "Follow-up of a call",
        to_do: "the caller writes `done:` in the call's `follow_up` once it is",
        letter: None,
    },
    StepWords {
        step: Step::ToldAuthority,
        word: "told-authority",
        title: "authority told of an exclusion",
        to_come: "Exclusion to be told to the authority",
        to_do: "ask the head to tell the authority without delay; write the day in `told_authority:`",
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

    /// What it is called.
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

/// How a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// On or before its day.
    Done,
    /// After its day.
    Late,
    /// Not done, its day to come.
    Upcoming,
    /// Not done, its day today.
    Due,
    /// Not done, its day past.
    Overdue,
    /// Not known to be done: a record that might say so cannot be read.
    Unknown,
}

impl State {
    /// The word in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Late => "late",
            Self::Upcoming => "upcoming",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Unknown => "unknown",
        }
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
