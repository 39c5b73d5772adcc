//! The term or the year that figures are about.

use chrono::NaiveDate;

use crate::calendar::{DatedYear, Term};
use crate::policy::Policy;
use crate::record::values::AcademicYear;

/// A term, or a year with its terms. A day belongs to the term that it is in, or, in none, to the last begun before it, as an exclusion does
/// (records.md, section 6): so each day of a year belongs to one of its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The name of the term; that of the year, where it is one.
    pub name: String,
    /// The name of the year.
    pub year: String,
    /// The first day of its first term.
    pub from: NaiveDate,
    /// The last day of its last term.
    pub to: NaiveDate,
    /// The places of its terms in the calendar.
    pub terms: Vec<usize>,
    /// Whether it is a year.
    pub is_year: bool,
}

/// A period that is not to be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPeriod {
    /// policy.toml has no term.
    #[error("policy.toml has no terms")]
    NoTerms,
    /// No term has begun yet.
    #[error("no term of policy.toml has begun by {0}")]
    NoneBegun(NaiveDate),
    /// No term, or no year, has this name.
    #[error("policy.toml has no {what} called {name}")]
    Unknown {
        /// `term` or `year`.
        what: &'static str,
        /// The name.
        name: String,
        /// The names that there are, in the order of time.
        known: Vec<String>,
    },
    /// Several terms have this name.
    #[error("policy.toml has {} terms called {name}", .years.len())]
    Several {
        /// The name.
        name: String,
        /// Their years.
        years: Vec<String>,
    },
}

impl NoPeriod {
    /// What to do about it, in whole sentences.
    #[must_use]
    pub fn what_to_do(&self) -> String {
        match self {
            Self::NoTerms => "Write the terms of the academic year into it, as in `spoc explain no-terms`.".to_owned(),
            Self::NoneBegun(_) => "Name a term with --term, or a year with --year.".to_owned(),
            Self::Unknown { known, .. } => format!("There are {}.", known.join(", ")),
            Self::Several { years, .. } => format!("Name the year, too, with --year: {}.", years.join(", ")),
        }
    }
}

impl Period {
    /// The term, or the year, that was asked for; where neither was, the term that holds today, else the last begun before. A term's name may stand in
    /// several years: then the year tells which is meant. Capitals do not matter.
    pub fn find(policy: &Policy, today: NaiveDate, term: Option<&str>, year: Option<&str>) -> Result<Self, NoPeriod> {
        let calendar = &policy.calendar;
        if calendar.terms().is_empty() {
            return Err(NoPeriod::NoTerms);
        }
        let chosen = match year {
            Some(name) => Some(year_called(policy, name)?),
            None => None,
        };
        match (term, chosen) {
            (None, None) => {
                let current = calendar.term_or_last_before(today).ok_or(NoPeriod::NoneBegun(today))?;
                Self::of_term(policy, current).ok_or(NoPeriod::NoTerms)
            }
            (None, Some(year)) => Self::of_year(policy, year).ok_or(NoPeriod::NoTerms),
            (Some(name), chosen) => {
                let is_in_year = |term: &Term| chosen.is_none_or(|year| calendar.year_of(*term.from) == Some(year));
                let all: Vec<_> = calendar.terms().iter().enumerate().filter(|(_, term)| is_in_year(term)).collect();
                let fits: Vec<_> = all.iter().filter(|(_, term)| is_same(term.name(), name)).collect();
                match fits.as_slice() {
                    [(place, _)] => Self::of_term(policy, *place).ok_or(NoPeriod::NoTerms),
                    [] => Err(NoPeriod::Unknown {
                        what: "term",
                        name: name.to_owned(),
                        known: all.iter().map(|(_, term)| term.name().to_owned()).collect(),
                    }),
                    several => {
                        let of = |term: &Term| calendar.year_of(*term.from).map(year_name).unwrap_or_default();
                        let years = several.iter().map(|(_, term)| of(term)).collect();
                        Err(NoPeriod::Several { name: name.to_owned(), years })
                    }
                }
            }
        }
    }

    /// The whole year of this period.
    #[must_use]
    pub fn whole_year(&self, policy: &Policy) -> Self {
        let year = policy.calendar.year_of(self.from).and_then(|year| Self::of_year(policy, year));
        year.unwrap_or_else(|| self.clone())
    }

    /// Which of its terms a day belongs to; none where the day belongs to no term of it. The last year ends with the 31 August after its last term
    /// (records.md, section 4).
    #[must_use]
    pub fn term_of(&self, policy: &Policy, day: NaiveDate) -> Option<usize> {
        let year = policy.calendar.year_of(day)?;
        if policy.calendar.year_of(self.from) != Some(year) {
            return None;
        }
        self.term_of_exclusion(policy, day)
    }

    /// Which of its terms an exclusion belongs to: that of its first day, or, in none, the last begun before it, however long ago (records.md, section 6).
    #[must_use]
    pub fn term_of_exclusion(&self, policy: &Policy, from: NaiveDate) -> Option<usize> {
        let place = policy.calendar.term_or_last_before(from)?;
        self.terms.iter().position(|of| *of == place)
    }

    /// The names of its terms, in the order of time.
    #[must_use]
    pub fn term_names(&self, policy: &Policy) -> Vec<String> {
        let name = |place: &usize| policy.calendar.terms().get(*place).map(|term| term.name().to_owned());
        self.terms.iter().filter_map(name).collect()
    }

    fn of_term(policy: &Policy, place: usize) -> Option<Self> {
        let term = policy.calendar.terms().get(place)?;
        Some(Self {
            name: term.name().to_owned(),
            year: policy.calendar.year_of(*term.from).map(year_name).unwrap_or_default(),
            from: *term.from,
            to: *term.to,
            terms: vec![place],
            is_year: false,
        })
    }

    fn of_year(policy: &Policy, year: &DatedYear) -> Option<Self> {
        let calendar = &policy.calendar;
        let of_year =
            |place: &usize| calendar.terms().get(*place).is_some_and(|term| calendar.year_of(*term.from) == Some(year));
        let terms: Vec<_> = (0..calendar.terms().len()).filter(of_year).collect();
        let of = |place: &usize| calendar.terms().get(*place);
        Some(Self {
            name: year_name(year),
            year: year_name(year),
            from: *of(terms.first()?)?.from,
            to: terms.iter().filter_map(of).map(|term| *term.to).max()?,
            terms,
            is_year: true,
        })
    }
}

/// The name of a year; of one that has none, as an academic year is called.
fn year_name(year: &DatedYear) -> String {
    year.name().map_or_else(|| AcademicYear::of(year.from).to_string(), str::to_owned)
}

fn year_called<'p>(policy: &'p Policy, name: &str) -> Result<&'p DatedYear, NoPeriod> {
    let years = policy.calendar.years();
    years.iter().find(|year| is_same(&year_name(year), name)).ok_or_else(|| NoPeriod::Unknown {
        what: "year",
        name: name.to_owned(),
        known: years.iter().map(year_name).collect(),
    })
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"
[[year]]
name = "2025-26"
terms = [
  { name = "Autumn", from = 2025-09-02, to = 2025-12-19 },
  { name = "Summer 2026", from = 2026-04-13, to = 2026-07-21 },
]
[[year]]
terms = [{ name = "Autumn", from = 2026-09-02, to = 2026-12-18 }, { from = 2027-01-04, to = 2027-03-25 }]
"#;

    fn found(today: &str, term: Option<&str>, year: Option<&str>) -> Result<String, String> {
        let policy = Policy::read(POLICY).unwrap().0;
        let period = Period::find(&policy, today.parse().unwrap(), term, year);
        let said = |error: NoPeriod| format!("{error}. {}", error.what_to_do());
        period.map(|one| format!("{} of {}, {} terms", one.name, one.year, one.terms.len())).map_err(said)
    }

    #[test]
    fn a_term_or_a_year_is_found_by_its_name() {
        let today = "2026-11-23";
        for (term, year, expected) in [
            (None, None, "Autumn of 2026-27, 1 terms"),
            (None, Some("2025-26"), "2025-26 of 2025-26, 2 terms"),
            (None, Some("2026-27"), "2026-27 of 2026-27, 2 terms"),
            (Some(" summer 2026"), None, "Summer 2026 of 2025-26, 1 terms"),
            (Some("AUTUMN"), Some("2025-26"), "Autumn of 2025-26, 1 terms"),
            (Some("2027-01-04 to 2027-03-25"), None, "2027-01-04 to 2027-03-25 of 2026-27, 1 terms"),
        ] {
            assert_eq!(found(today, term, year).as_deref(), Ok(expected), "{term:?} {year:?}");
        }
        for (term, year, expected) in [
            (
                Some("Autumn"),
                None,
                "policy.toml has 2 terms called Autumn. Name the year, too, with --year: 2025-26, 2026-27.",
            ),
            (None, Some("2027-28"), "policy.toml has no year called 2027-28. There are 2025-26, 2026-27."),
            (Some("Spring"), Some("2025-26"), "policy.toml has no term called Spring. There are Autumn, Summer 2026."),
        ] {
            assert_eq!(found(today, term, year).unwrap_err(), expected, "{term:?} {year:?}");
        }
        assert_eq!(found("2026-08-01", None, None).unwrap(), "Summer 2026 of 2025-26, 1 terms");
        assert_eq!(
            found("2025-08-01", None, None).unwrap_err(),
            "no term of policy.toml has begun by 2025-08-01. Name a term with --term, or a year with --year."
        );
    }
}
