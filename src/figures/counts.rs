//! A number for each measure, for one school, and who is behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::measure::Measure;

/// A number for each measure, or that it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    numbers: Vec<Option<u64>>,
    behind: BTreeMap<usize, BTreeSet<Someone>>,
}

/// A child behind a number, told from others by a hash alone: neither the name nor the number of a child is kept. By it each is counted once, whatever
/// number of records, terms or schools tells of the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Someone(u64);

impl Someone {
    /// Whoever these words or numbers stand for.
    #[must_use]
    pub fn of(who: &impl Hash) -> Self {
        // The keys of this hash are fixed: the same child is the same in each school.
        let mut hasher = DefaultHasher::new();
        who.hash(&mut hasher);
        Self(hasher.finish())
    }
}

impl Default for Counts {
    /// Nothing was counted yet: each is 0.
    fn default() -> Self {
        Self { numbers: vec![Some(0); Measure::all().len()], behind: BTreeMap::new() }
    }
}

impl Counts {
    /// The number; none where it is not known.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<u64> {
        self.numbers.get(measure.place()).copied().flatten()
    }

    /// The children behind a number, each once: those of whom one of what it counts tells.
    pub fn behind(&self, measure: Measure) -> impl Iterator<Item = Someone> {
        self.behind.get(&measure.place()).into_iter().flatten().copied()
    }

    /// Adds to a number that is known.
    pub fn add(&mut self, measure: Measure, count: u64) {
        if let Some(Some(known)) = self.numbers.get_mut(measure.place()) {
            *known += count;
        }
    }

    /// Adds to a number that is known what befell a child.
    pub fn add_of(&mut self, measure: Measure, count: u64, who: Someone) {
        self.add(measure, count);
        if count > 0 && self.get(measure).is_some() {
            self.behind.entry(measure.place()).or_default().insert(who);
        }
    }

    /// The number is not known.
    pub fn forget(&mut self, measure: Measure) {
        if let Some(known) = self.numbers.get_mut(measure.place()) {
            *known = None;
        }
        self.behind.remove(&measure.place());
    }

    /// Each measure with its number.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Option<u64>)> {
        Measure::all().iter().copied().zip(self.numbers.iter().copied())
    }

    /// Whether nothing was counted: a school that was not open, and of which nothing is recorded.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.iter().all(|(_, count)| count.is_none_or(|count| count == 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_behind_a_number_is_counted_once() {
        let mut counts = Counts::default();
        for who in ["A", "B", "A", "A"] {
            counts.add_of(Measure::AllExclusions, 1, Someone::of(&who));
        }
        counts.add_of(Measure::AllExclusions, 0, Someone::of(&"C"));
        assert_eq!(counts.get(Measure::AllExclusions), Some(4));
        assert_eq!(counts.behind(Measure::AllExclusions).count(), 2);
        counts.forget(Measure::AllExclusions);
        counts.add_of(Measure::AllExclusions, 1, Someone::of(&"A"));
        assert_eq!(counts.get(Measure::AllExclusions), None);
        assert_eq!(counts.behind(Measure::AllExclusions).count(), 0);
    }
}
