//! What a pack is made from, and what several parts of the pack need.

use chrono::NaiveDate;

use super::identities::Identities;
use crate::mail::SavedMail;
use crate::pack::ready::Audience;
use crate::policy::Policy;
use crate::procedure::Child;
use crate::procedure::deadlines::{Deadline, Step};
use crate::procedure::exclusions::{CountedExclusion, count_within};
use crate::procedure::review::{Review, name_of, review};
use crate::record::pro_forma::ProForma;
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, School};

/// The school that a school took over from (`predecessor` in its school.yaml).
#[derive(Debug, Clone)]
pub struct Predecessor {
    /// Its name; its URN where it is not on the drive.
    pub name: String,
    /// Its exclusions; none where it is not on the drive.
    pub exclusions: Option<Vec<CountedExclusion>>,
}

/// What a pack is made from.
#[derive(Debug, Clone, Copy)]
pub struct PackSources<'a> {
    /// The school.
    pub school: &'a School,
    /// The visit.
    pub visit: &'a Filed<Visit>,
    /// The policy.
    pub policy: &'a Policy,
    /// Every deadline of the school.
    pub deadlines: &'a [Deadline],
    /// The e-mails that are kept as `.eml` and `.msg`.
    pub mail: &'a [SavedMail],
    /// The school that this one took over from, where it names one.
    pub predecessor: Option<&'a Predecessor>,
    /// How many errors and warnings `validate` finds in the school.
    pub problems: (usize, usize),
    /// The day that counts as today.
    pub today: NaiveDate,
    /// For whom the pack is.
    pub audience: Audience,
}

/// Builds the parts of a pack. Its methods stand in one file for each part.
pub(super) struct Builder<'a> {
    pub(super) sources: &'a PackSources<'a>,
    pub(super) review: Review<'a>,
    /// The exclusions in the review's window.
    pub(super) counted: Vec<CountedExclusion>,
    /// The last visit before this one that was not cancelled.
    pub(super) last: Option<&'a Filed<Visit>>,
    /// Which children had a code before their UPN was known.
    pub(super) identities: Identities,
}

impl<'a> Builder<'a> {
    pub(super) fn new(sources: &'a PackSources<'a>) -> Self {
        let PackSources { school, visit, policy, .. } = *sources;
        let day = *visit.record.date;
        let review = review(school, visit, policy);
        let counted = match policy.calendar.terms().get(review.window.start) {
            Some(first) => count_within(school, Some(visit), *first.from..=day),
            None => Vec::new(),
        };
        let last = school.visits_not_cancelled().filter(|other| *other.record.date < day);
        let last = last.max_by_key(|other| other.record.date);
        Self { sources, review, counted, last, identities: Identities::of(school) }
    }

    pub(super) fn is_internal(&self) -> bool {
        self.sources.audience == Audience::Internal
    }

    pub(super) fn record(&self) -> &'a Visit {
        &self.sources.visit.record
    }

    pub(super) fn day(&self) -> NaiveDate {
        *self.record().date
    }

    pub(super) fn pro_forma(&self) -> Option<&'a ProForma> {
        self.review.pro_forma.map(|filed| &filed.record)
    }

    pub(super) fn is_held(&self) -> bool {
        self.record().status == VisitStatus::Held
    }

    /// A text that only the team may read: none in the school's copy.
    pub(super) fn internal<T: AsRef<str>>(&self, text: Option<T>) -> Option<String> {
        text.filter(|_| self.is_internal()).map(|text| text.as_ref().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The name of a child, where a record of the school gives one.
    pub(super) fn name(&self, child: &Child) -> Option<String> {
        name_of(self.sources.school, child).map(|name| name.to_string())
    }

    pub(super) fn term_name(&self, place: usize) -> String {
        self.sources.policy.calendar.terms().get(place).map(|term| term.name().to_owned()).unwrap_or_default()
    }

    /// The names of the terms whose exclusions count.
    pub(super) fn window_names(&self) -> Vec<String> {
        self.review.window.clone().map(|place| self.term_name(place)).collect()
    }

    /// Who visits: the SPOC of the visit, else of the school.
    pub(super) fn spoc(&self) -> Option<String> {
        let of_school = || self.sources.school.file.as_ref().and_then(|file| file.record.spoc.as_deref());
        self.record().spoc.as_deref().or_else(of_school).map(str::to_owned)
    }

    /// Whether the pro forma has come back.
    pub(super) fn is_back(&self) -> bool {
        self.pro_forma().and_then(|record| record.returned).is_some_and(|day| *day <= self.sources.today)
    }
}

/// The three steps before the visit, where they have deadlines.
pub(super) fn steps<'a>(sources: &PackSources<'a>) -> Vec<&'a Deadline> {
    let of_visit = |step: Step| {
        sources.deadlines.iter().find(|one| one.step == step && one.visit == Some(*sources.visit.record.date))
    };
    Step::BEFORE_VISIT.into_iter().filter_map(of_visit).collect()
}
