//! What can be noted as done.

/// What can be noted as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A step of a visit.
    Step(Mark),
    /// A row of a list.
    Row(Row),
}

/// A step of a visit that can be noted as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The pro forma went to the school.
    Sent,
    /// It came back.
    Returned,
    /// The school was reminded of it.
    Chased,
    /// The checks were completed.
    Checks,
    /// The visit was held.
    Held,
    /// Its decisions were written up.
    WrittenUp,
}

/// A row of a list that can be noted as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// An action of a visit.
    Action,
    /// The follow-up of a call.
    FollowUp,
}

impl What {
    /// Everything, in the order of a visit.
    pub const ALL: [Self; 8] = [
        Self::Step(Mark::Sent),
        Self::Step(Mark::Returned),
        Self::Step(Mark::Chased),
        Self::Step(Mark::Checks),
        Self::Step(Mark::Held),
        Self::Step(Mark::WrittenUp),
        Self::Row(Row::Action),
        Self::Row(Row::FollowUp),
    ];

    /// Its word in a command.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// What was done, as a clause with a capital.
    #[must_use]
    pub fn said(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Step(Mark::Sent) => ("sent", "The pro forma was sent to the school"),
            Self::Step(Mark::Returned) => ("returned", "The pro forma came back"),
            Self::Step(Mark::Chased) => ("chased", "The school was reminded of the pro forma"),
            Self::Step(Mark::Checks) => ("checks", "The checks before the visit were completed"),
            Self::Step(Mark::Held) => ("held", "The visit was held"),
            Self::Step(Mark::WrittenUp) => ("written-up", "The decisions of the visit were written up"),
            Self::Row(Row::Action) => ("action", "An action of a visit was done"),
            Self::Row(Row::FollowUp) => ("follow-up", "The follow-up of a call was done"),
        }
    }
}
