//! Shares: how many of how many, and the percentage to one decimal, worked out in whole numbers.

use super::measure::{Measure, Outcome, Standing};
use crate::procedure::deadlines::Step;
use crate::record::exclusion::ExclusionType;

/// One figure as a share of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its name in tables and for programs.
    pub name: String,
    /// What it is called in plain English.
    pub title: String,
    /// What is counted.
    pub of: Vec<Measure>,
    /// What it is a share of, itself among them. What is to come or not known is in none.
    pub among: Vec<Measure>,
}

impl Share {
    /// Every share.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self {
            name: "visits_held_percent".to_owned(),
            title: "visits held, of those held and not held".to_owned(),
            of: vec![Measure::Visits(Outcome::Held)],
            among: vec![Measure::Visits(Outcome::Held), Measure::Visits(Outcome::NotHeld)],
        }];
        all.extend(Measure::steps().iter().map(|step| Self::of_step(*step)));
        all.push(Self::of_told());
        all.push(Self {
            name: "absence_percent".to_owned(),
            title: "sessions missed, of those possible, by the children listed".to_owned(),
            of: vec![Measure::SessionsMissed],
            among: vec![Measure::SessionsPossible],
        });
        all
    }

    /// How much of a step was done on time, of what was or ought to be done.
    #[must_use]
    pub fn of_step(step: Step) -> Self {
        let standings = [Standing::OnTime, Standing::Late, Standing::Overdue];
        Self {
            name: format!("{}_on_time_percent", step.as_str().replace('-', "_")),
            title: format!("{} on time, of those done and overdue", step.words().title),
            of: vec![Measure::Step(step, Standing::OnTime)],
            among: standings.map(|standing| Measure::Step(step, standing)).to_vec(),
        }
    }

    /// Of how many exclusions the authority was told in time, of those of which it was or ought to be told.
    #[must_use]
    pub fn of_told() -> Self {
        let of = |standing: Standing| ExclusionType::ALL.iter().map(move |kind| Measure::Told(*kind, standing));
        Self {
            name: "authority_told_on_time_percent".to_owned(),
            title: "authority told in time, of the exclusions of which it was or ought to be told".to_owned(),
            of: of(Standing::OnTime).collect(),
            among: [Standing::OnTime, Standing::Late, Standing::Overdue].into_iter().flat_map(of).collect(),
        }
    }
}

/// A share in tenths of a per cent, rounded half up; none of nothing.
#[must_use]
pub fn per_mille(part: u64, whole: u64) -> Option<u64> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    (whole > 0).then(|| u64::try_from((part * 2_000 + whole) / (whole * 2)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_rounded_half_up() {
        for (part, whole, expected) in [
            (0, 3, Some(0)),
            (1, 3, Some(333)),
            (2, 3, Some(667)),
            (1, 2_000, Some(1)),
            (1, 2_001, Some(0)),
            (7, 7, Some(1000)),
            (0, 0, None),
            (u64::MAX, u64::MAX, Some(1000)),
        ] {
            assert_eq!(per_mille(part, whole), expected, "{part} of {whole}");
        }
    }
}
