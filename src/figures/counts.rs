//! A number for each measure, for one school.

use super::measure::Measure;

/// A number for each measure, or that it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(Vec<Option<u64>>);

impl Default for Counts {
    /// Nothing was counted yet: each is 0.
    fn default() -> Self {
        Self(vec![Some(0); Measure::all().len()])
    }
}

impl Counts {
    /// The number; none where it is not known.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<u64> {
        self.0.get(measure.place()).copied().flatten()
    }

    /// Adds to a number that is known.
    pub fn add(&mut self, measure: Measure, count: u64) {
        if let Some(Some(known)) = self.0.get_mut(measure.place()) {
            *known += count;
        }
    }

    /// The number is this, or it is not known.
    pub fn set(&mut self, measure: Measure, count: Option<u64>) {
        if let Some(known) = self.0.get_mut(measure.place()) {
            *known = count;
        }
    }

    /// Each measure with its number.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Option<u64>)> {
        Measure::all().iter().copied().zip(self.0.iter().copied())
    }

    /// Whether nothing was counted: a school that was not open, and of which nothing is recorded.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.iter().all(|(_, count)| count.is_none_or(|count| count == 0))
    }
}
