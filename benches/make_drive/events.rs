//! What happens at a school: visits, exclusions, and the children whom a visit is about.

use std::collections::BTreeMap;

use super::calendar::Day;

/// A visit and the days of its procedure; those to come are left out.
pub struct Visit {
    pub date: Day,
    pub term: usize,
    pub held: bool,
    pub agreed: Day,
    /// The day on which the first date was agreed, where the visit was moved.
    pub first_agreed: Day,
    pub moved_from: Option<Day>,
    pub sent: Option<Day>,
    pub returned: Option<Day>,
    pub chased: Option<Day>,
    pub checks: Option<Day>,
    pub written_up: Option<Day>,
}

/// The first visit on or after a day, else the last one.
pub fn next_visit(mut visits: impl Iterator<Item = Day>, day: Day) -> Day {
    let mut last = day;
    visits
        .find(|&visit| {
            last = visit;
            visit >= day
        })
        .unwrap_or(last)
}

/// An exclusion of one child.
pub struct Exclusion {
    /// The child, by its place among the school's children.
    pub child: usize,
    pub what: Sanction,
    pub from: Day,
    /// The day on which the authority was told.
    pub told: Day,
    pub term: usize,
    /// There is a notice of it, whether or not a pro forma has it as well.
    pub noticed: bool,
    pub misses_exam: Option<bool>,
    pub reason: String,
}

#[derive(Clone, Copy)]
pub enum Sanction {
    HalfDays(usize),
    Lunchtimes(usize),
    Permanent,
}

impl Sanction {
    /// Half-days: a lunchtime is one.
    pub fn halves(self) -> usize {
        match self {
            Sanction::HalfDays(count) | Sanction::Lunchtimes(count) => count,
            Sanction::Permanent => 0,
        }
    }
}

/// The children to be decided about at a visit, and why; never fewer than the rules select.
#[derive(Default)]
pub struct Review {
    pub selected: BTreeMap<usize, Vec<&'static str>>,
}

impl Review {
    pub fn add(&mut self, child: usize, why: &'static str) {
        self.selected.entry(child).or_default().push(why);
    }

    /// Adds whoever was excluded for long enough in the last three terms.
    pub fn add_exclusions(&mut self, exclusions: &[Exclusion], visit: &Visit) {
        let mut halves = BTreeMap::new();
        for row in exclusions {
            if row.from <= visit.date && row.term + 2 >= visit.term {
                *halves.entry(row.child).or_insert(0) += match row.what {
                    Sanction::Permanent => 10,
                    _ => row.what.halves(),
                };
            }
        }
        for (child, halves) in halves {
            if halves >= 10 {
                self.add(child, "exclusions");
            }
        }
    }
}

/// Half-days as days: `2`, `2.5`.
pub fn in_days(halves: usize) -> String {
    let half = if halves.is_multiple_of(2) { "" } else { ".5" };
    format!("{}{half}", halves / 2)
}
