//! When a school is visited, and which children are excluded.

use std::collections::BTreeMap;

use super::calendar::{CURRENT_TERM, Day, Span, today};
use super::events::{Exclusion, Sanction, Visit};
use super::maker::Maker;
use super::prose::EXCLUSION_REASONS;
use super::random::Rng;

impl Maker<'_> {
    /// Exclusions of the terms up to today's, by date; few of them, and no child has more than 20 days in a year.
    pub fn plan_exclusions(&mut self) -> Vec<Exclusion> {
        let mut exclusions: Vec<Exclusion> = Vec::new();
        let mut halves_in_year = BTreeMap::new();
        let secondary = self.school.phase.oldest > 6;
        for term in 0..=CURRENT_TERM {
            let Span { from, to } = self.calendar.terms[term];
            let days = self.calendar.school_days(from.plus(4), to.min(Day::of(2026, 11, 18)));
            let count = self.rng.below(4) + if secondary { 2 } else { 0 };
            let mut dates: Vec<Day> = (0..count).map(|_| self.rng.pick(&days)).collect();
            dates.sort_unstable();
            for from in dates {
                let prone: Vec<usize> = self
                    .on_roll(term / 3, from)
                    .into_iter()
                    .filter(|&child| {
                        let row = &self.children[child];
                        child % 7 == 4 && row.year_in(term / 3) > 0 && !row.unnumbered()
                    })
                    .collect();
                if prone.is_empty() {
                    continue;
                }
                let child = self.rng.pick(&prone);
                let what = match self.rng.below(50) {
                    0 => Sanction::Permanent,
                    1..=6 => Sanction::Lunchtimes(1 + self.rng.below(5)),
                    _ => Sanction::HalfDays(self.rng.pick(&[1, 2, 2, 2, 3, 4, 4, 5, 6, 9, 10])),
                };
                let halves = halves_in_year.entry((child, term / 3)).or_insert(0);
                let again = exclusions.iter().any(|other| other.child == child && other.from == from);
                if again || *halves + what.halves() > 40 {
                    continue;
                }
                *halves += what.halves();
                if matches!(what, Sanction::Permanent) {
                    self.children[child].left = Some(from);
                }
                let delay = if self.rng.one_in(15) { 2 } else { self.rng.below(2) };
                exclusions.push(Exclusion {
                    child,
                    what,
                    from,
                    told: self.calendar.forward(from, delay),
                    term,
                    noticed: self.rng.one_in(4) || matches!(what, Sanction::Permanent),
                    misses_exam: match self.rng.below(12) {
                        0 if secondary && term % 3 == 2 => Some(true),
                        0..=4 => Some(false),
                        _ => None,
                    },
                    reason: (self.rng.pick(&EXCLUSION_REASONS)).to_owned(),
                });
            }
        }
        exclusions
    }

    /// One visit a term, some of them moved once; held before today, planned after it.
    pub fn plan_visits(&mut self) -> Vec<Visit> {
        let calendar = self.calendar;
        let today = today();
        let mut visits = Vec::new();
        let mut agreed = today;
        for (term, span) in calendar.terms.into_iter().enumerate() {
            if term % 3 == 0 {
                let wait = if self.rng.one_in(12) { 15 } else { 2 };
                agreed = calendar.forward(span.from, wait + self.rng.below(11).min(13));
            }
            let days = calendar.school_days(calendar.forward(span.from, 20), calendar.back(span.to, 6));
            let mut date = self.rng.pick(&days);
            if date == today {
                date = calendar.forward(date, 1);
            }
            let held = date < today;
            let late = |rng: &mut Rng, chance| held && rng.one_in(chance);
            let sent = if late(&mut self.rng, 12) { 8 } else { 10 };
            let sent = calendar.back(date, sent + self.rng.below(2));
            let returned = if late(&mut self.rng, 8) { 2 } else { 5 };
            let returned = calendar.back(date, returned + self.rng.below(2));
            let chased = calendar.back(date, 4);
            let checks = calendar.back(date, 1 + self.rng.below(2));
            let written_up = if late(&mut self.rng, 12) { 7 } else { 2 };
            let written_up = calendar.forward(date, written_up + self.rng.below(4));
            let mut visit = Visit {
                date,
                term,
                held,
                agreed,
                moved_from: None,
                sent: Some(sent).filter(|&day| day <= today),
                returned: Some(returned).filter(|&day| day <= today),
                chased: Some(chased).filter(|&day| day < returned && day <= today),
                checks: Some(checks).filter(|&day| day <= today),
                written_up: held
                    .then_some(written_up)
                    .filter(|&day| day <= today || calendar.forward(date, 5) < today)
                    .map(|day| day.min(today)),
                first_agreed: agreed,
            };
            if self.rng.one_in(10) {
                let mut first = calendar.back(date, 4 + self.rng.below(4));
                while !calendar.is_school_day(first) {
                    first = first.plus(-1);
                }
                let again = calendar.back(first, 1);
                if again <= today {
                    visit.moved_from = Some(first);
                    visit.agreed = again;
                }
            }
            visits.push(visit);
        }
        visits
    }
}
