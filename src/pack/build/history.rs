//! Who a child was before: under a code until its UPN was known, and at the school that this one took over from. It tells a child's story; no sum,
//! no threshold and no problem is reckoned from it, since one child is one UPN there (records.md, section 6).

use super::builder::Builder;
use crate::pack::model::*;
use crate::procedure::Child;
use crate::procedure::exclusions::CountedExclusion;
use crate::record::exclusion::ExclusionType;
use crate::record::values::{ChildName, Upn};
use crate::words::{days, listed, number, short_day};

impl Builder<'_> {
    /// Whether a row is about a child, by its UPN or by the code that it had before.
    pub(super) fn is_same(&self, child: &Child, upn: &Upn, name: Option<&ChildName>) -> bool {
        child.is(upn, name) || (name.is_some() && self.identities.child(upn, name) == *child)
    }

    /// What is known of a child from before, a sentence each.
    pub(super) fn history(&self, child: &Child) -> Vec<String> {
        let mut history = Vec::new();
        for before in self.identities.before(child) {
            let of_code: Vec<_> = self.counted.iter().filter(|one| one.child == *before).collect();
            let told = match of_code.as_slice() {
                [] => String::new(),
                of_code => format!(": {}. These days are not in the sums here", self.amounts(of_code)),
            };
            history.push(format!("Named as {} before, with the same name and year{told}.", before.upn));
        }
        let earlier: Vec<_> = self.exclusions_of_predecessor().filter(|one| one.child == *child).collect();
        if let Some(predecessor) = self.sources.predecessor.filter(|_| !earlier.is_empty() && !child.upn.is_code()) {
            history.push(format!(
                "At {} before: {}. These days are not in the sums here.",
                predecessor.name,
                self.amounts(&earlier)
            ));
        }
        history
    }

    /// The name of the school that this one took over from, and its exclusions that lie in the terms that count; none in the school's copy.
    pub(super) fn exclusions_before(&self) -> Option<(String, Vec<ExclusionModel>)> {
        let predecessor = self.sources.predecessor.filter(|one| self.is_internal() && one.exclusions.is_some())?;
        let model = |one: &CountedExclusion| {
            self.exclusion_alone(one, one.told_authority.map_or("not told".to_owned(), short_day))
        };
        Some((predecessor.name.clone(), self.exclusions_of_predecessor().map(model).collect()))
    }

    /// That the school which this one took over from is not on the drive.
    pub(super) fn unknown_predecessor(&self) -> Option<String> {
        let predecessor = self.sources.predecessor.filter(|one| one.exclusions.is_none())?;
        Some(format!(
            "{}, which this school took over from, is not on the drive: its exclusions are not known.",
            predecessor.name
        ))
    }

    fn exclusions_of_predecessor(&self) -> impl Iterator<Item = &CountedExclusion> {
        let predecessor = self.sources.predecessor.filter(|_| self.is_internal());
        let all = predecessor.into_iter().flat_map(|one| one.exclusions.iter().flatten());
        all.filter(|one| one.from <= self.day() && self.term_of(one).is_some())
    }

    /// How much some exclusions are, by term.
    fn amounts(&self, exclusions: &[&CountedExclusion]) -> String {
        let of_term = |place: usize| {
            let in_term: Vec<_> = exclusions.iter().filter(|one| self.term_of(one) == Some(place)).collect();
            let half_days: u64 = in_term.iter().map(|one| one.half_days).sum();
            let permanent = in_term.iter().filter(|one| one.kind == ExclusionType::Permanent).count();
            let parts: Vec<_> = [
                (half_days > 0).then(|| format!("{} of exclusion", days(half_days))),
                (permanent > 0).then(|| number(permanent, "permanent exclusion")),
            ]
            .into_iter()
            .flatten()
            .collect();
            (!parts.is_empty()).then(|| format!("{} in {}", listed(&parts), self.term_name(place)))
        };
        self.review.window.clone().filter_map(of_term).collect::<Vec<_>>().join("; ")
    }
}
