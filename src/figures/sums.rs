//! The figures of a term or a year: each school's, and their sums by SPOC, by manager, by term and in all.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::Counts;
use super::facts::{SchoolFacts, SchoolName};
use super::measure::Measure;
use super::period::Period;
use super::share::{Share, per_mille};
use crate::policy::Policy;

/// The figures of a term or a year.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The term or the year.
    pub period: Period,
    /// The part of the drive that they are about, with `/`; empty for the whole.
    pub part: String,
    /// The day as on which they are reckoned.
    pub today: NaiveDate,
    /// Whether they are made to be published: small numbers are hidden, and staff are not named.
    pub is_published: bool,
    /// Of each school, by manager and name.
    pub schools: Vec<Row>,
    /// Of the schools of each SPOC.
    pub spocs: Vec<Row>,
    /// Of the schools of each manager.
    pub managers: Vec<Row>,
    /// Of each term, where the period is a year.
    pub terms: Vec<Row>,
    /// Of all schools.
    pub total: Row,
}

/// Figures of a school, a person, a term, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whose figures they are.
    pub name: Named,
    /// The number of schools.
    pub schools: usize,
    shown: Vec<Shown>,
    /// Of a school's row and of that of all: how many children are behind each number.
    behind: Vec<usize>,
}

/// Whose figures a row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A school's.
    School(SchoolName),
    /// Those of the schools of a SPOC; none where a school has none, or where that is not known.
    Spoc(Option<String>),
    /// Those of a manager's schools.
    Manager(String),
    /// Those of a term.
    Term(String),
    /// Those of all schools.
    All,
}

/// A number as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The sum over the schools of which it is known, and the number of schools of which it is not.
    Number {
        /// The sum.
        sum: u64,
        /// Schools of which it is not known.
        unknown: u64,
    },
    /// It is known of no school.
    Unknown,
    /// It is small, or would tell of one that is.
    Hidden,
}

impl Shown {
    /// The number, where it is shown.
    #[must_use]
    pub fn number(self) -> Option<u64> {
        match self {
            Self::Number { sum, .. } => Some(sum),
            Self::Unknown | Self::Hidden => None,
        }
    }

    fn sum(numbers: impl Iterator<Item = Option<u64>>) -> Self {
        let (mut sum, mut known, mut unknown) = (0, 0_u64, 0);
        for number in numbers {
            match number {
                Some(number) => {
                    sum += number;
                    known += 1;
                }
                None => unknown += 1,
            }
        }
        if known == 0 && unknown > 0 { Self::Unknown } else { Self::Number { sum, unknown } }
    }
}

impl Row {
    fn of(name: Named, counts: &[&Counts]) -> Self {
        let shown =
            Measure::all().iter().map(|measure| Shown::sum(counts.iter().map(|counts| counts.get(*measure)))).collect();
        let behind = match name {
            Named::School(_) | Named::All => {
                Measure::all().iter().map(|measure| children_behind(*measure, counts)).collect()
            }
            Named::Spoc(_) | Named::Manager(_) | Named::Term(_) => Vec::new(),
        };
        Self { name, schools: counts.len(), shown, behind }
    }

    /// A number as it is shown.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Shown {
        self.shown.get(measure.place()).copied().unwrap_or(Shown::Unknown)
    }

    /// How many children are behind a number, each once, in the row of a school and in that of all schools. It is not shown: by it the number is
    /// hidden.
    pub(super) fn behind(&self, measure: Measure) -> usize {
        self.behind.get(measure.place()).copied().unwrap_or(0)
    }

    /// Each measure as it is shown.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Shown)> {
        Measure::all().iter().copied().zip(self.shown.iter().copied())
    }

    /// A share in tenths of a per cent. None where there is nothing of which it could be one, or where one of its numbers is not shown.
    #[must_use]
    pub fn share(&self, share: &Share) -> Option<u64> {
        let (part, whole) = self.parts(share)?;
        per_mille(part, whole)
    }

    /// The part and the whole of a share, where all of its numbers are shown.
    #[must_use]
    pub fn parts(&self, share: &Share) -> Option<(u64, u64)> {
        Some((self.sum(&share.of).number()?, self.sum(&share.among).number()?))
    }

    /// The sum of some numbers: hidden where one of them is, not known where none is known.
    #[must_use]
    pub fn sum(&self, measures: &[Measure]) -> Shown {
        let all = || measures.iter().map(|measure| self.get(*measure));
        if all().any(|shown| shown == Shown::Hidden) {
            return Shown::Hidden;
        }
        let (mut whole, mut most_unknown, mut is_known) = (0, 0, measures.is_empty());
        for shown in all() {
            if let Shown::Number { sum, unknown } = shown {
                whole += sum;
                most_unknown = most_unknown.max(unknown);
                is_known = true;
            }
        }
        if is_known { Shown::Number { sum: whole, unknown: most_unknown } } else { Shown::Unknown }
    }

    pub(super) fn hide(&mut self, measure: Measure) {
        if let Some(shown) = self.shown.get_mut(measure.place()) {
            *shown = Shown::Hidden;
        }
    }
}

impl Figures {
    /// The figures of a period, from the facts of its year. `year`: that for which the facts were gathered.
    #[must_use]
    pub fn new(facts: &[SchoolFacts], policy: &Policy, year: &Period, period: &Period, today: NaiveDate) -> Self {
        let place = period.terms.first().and_then(|term| year.terms.iter().position(|of| of == term));
        let of = |facts: &'_ SchoolFacts| -> Option<Counts> {
            if period.is_year { Some(facts.year.clone()) } else { facts.terms.get(place?).cloned() }
        };
        // A school that was not open in the period, and of which nothing is recorded there, is none of its schools.
        let of_period = facts.iter().filter_map(|facts| Some((&facts.school, of(facts)?)));
        let mut counted: Vec<_> = of_period.filter(|(_, counts)| !counts.is_nothing()).collect();
        counted.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
        let all: Vec<_> = counted.iter().map(|(_, counts)| counts).collect();
        let schools = counted.iter().map(|(school, counts)| Row::of(Named::School((*school).clone()), &[counts]));
        let mut spocs: BTreeMap<(bool, Option<&String>), Vec<&Counts>> = BTreeMap::new();
        let mut managers: BTreeMap<&String, Vec<&Counts>> = BTreeMap::new();
        for (school, counts) in &counted {
            spocs.entry((school.spoc.is_none(), school.spoc.as_ref())).or_default().push(counts);
            managers.entry(&school.manager).or_default().push(counts);
        }
        let terms = if period.is_year {
            let names = year.term_names(policy).into_iter().enumerate();
            let of_term = |place: usize| -> Vec<_> {
                facts.iter().filter_map(|facts| facts.terms.get(place)).filter(|counts| !counts.is_nothing()).collect()
            };
            names.map(|(place, name)| Row::of(Named::Term(name), &of_term(place))).collect()
        } else {
            Vec::new()
        };
        Self {
            schools: schools.collect(),
            spocs: spocs.into_iter().map(|((_, spoc), of)| Row::of(Named::Spoc(spoc.cloned()), &of)).collect(),
            managers: managers.into_iter().map(|(manager, of)| Row::of(Named::Manager(manager.clone()), &of)).collect(),
            terms,
            total: Row::of(Named::All, &all),
            period: period.clone(),
            part: String::new(),
            today,
            is_published: false,
        }
    }

    /// The same figures, said to be of a part of the drive. `part`: its path, with `/`.
    #[must_use]
    pub fn of_part(mut self, part: &str) -> Self {
        self.part = part.to_owned();
        self
    }
}

fn children_behind(measure: Measure, counts: &[&Counts]) -> usize {
    let mut all: Vec<_> = counts.iter().flat_map(|counts| counts.behind(measure)).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// The order of schools in tables: by manager, then by name.
fn order(school: &SchoolName) -> (String, String, &str) {
    (school.manager.to_lowercase(), shown_name(school).to_lowercase(), &school.folder)
}

fn shown_name(school: &SchoolName) -> &str {
    school.name.as_deref().unwrap_or(&school.folder)
}
