//! The terms and years that have begun, for which there are figures.

use chrono::NaiveDate;

use crate::policy::Policy;
use crate::record::values::AcademicYear;

/// The most terms that are offered, and the most years.
const MOST_TERMS: usize = 6;
const MOST_YEARS: usize = 3;

/// A term or a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// The name of the term; empty where it is a year.
    pub term: String,
    /// The name of the year; empty where the term's name is enough.
    pub year: String,
}

/// The terms that have begun by a day, the newest first, then their years.
pub(super) fn begun(policy: &Policy, today: NaiveDate) -> Vec<Period> {
    let calendar = &policy.calendar;
    let year_of = |day: NaiveDate| {
        let year = calendar.year_of(day)?;
        Some(year.name().map_or_else(|| AcademicYear::of(year.from).to_string(), str::to_owned))
    };
    let mut terms: Vec<_> = calendar.terms().iter().filter(|term| *term.from <= today).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(*term.from));
    let mut years: Vec<_> = terms.iter().filter_map(|term| year_of(*term.from)).collect();
    years.dedup();
    let is_alone = |name: &str| {
        let key = name.trim().to_lowercase();
        calendar.terms().iter().filter(|term| term.name().trim().to_lowercase() == key).count() == 1
    };
    let terms = terms.iter().take(MOST_TERMS).map(|term| {
        let name = term.name().to_owned();
        let year = if is_alone(&name) { None } else { year_of(*term.from) };
        Period { term: name, year: year.unwrap_or_default() }
    });
    let years = years.into_iter().take(MOST_YEARS).map(|year| Period { term: String::new(), year });
    terms.chain(years).collect()
}

impl Period {
    /// What it is called in a list.
    pub fn words(&self) -> String {
        match (&*self.term, &*self.year) {
            ("", year) => format!("The whole year {year}"),
            (term, "") => term.to_owned(),
            (term, year) => format!("{term} ({year})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_begun_is_offered_and_two_terms_of_one_name_are_told_apart() {
        let policy = r#"
[[year]]
name = "2025-26"
terms = [{ name = "Autumn", from = 2025-09-02, to = 2025-12-19 }, { name = "Summer 2026", from = 2026-04-13, to = 2026-07-21 }]
[[year]]
terms = [{ name = "Autumn", from = 2026-09-02, to = 2026-12-18 }, { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 }]
"#;
        let policy = Policy::read(policy).unwrap().0;
        let words = |day: &str| begun(&policy, day.parse().unwrap()).iter().map(Period::words).collect::<Vec<_>>();
        let expected =
            ["Autumn (2026-27)", "Summer 2026", "Autumn (2025-26)", "The whole year 2026-27", "The whole year 2025-26"];
        assert_eq!(words("2026-11-23"), expected);
        assert_eq!(words("2025-08-01"), [""; 0]);
    }
}
