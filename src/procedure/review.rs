//! The review of a visit: which children it is about and why (procedure: The visit will be used to review the following data).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::exclusions::{Because, CountedExclusion, count_within, duty};
use super::{Child, pro_forma_of};
use crate::policy::Policy;
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::{AbsentChild, ProForma};
use crate::record::values::{ChildName, SchoolYear, Upn};
use crate::record::visit::{ReviewedChild, Visit};
use crate::school::{Filed, School};

/// The review of a visit.
#[derive(Debug, Clone)]
pub struct Review<'s> {
    /// The pro forma that belongs to the visit.
    pub pro_forma: Option<&'s Filed<ProForma>>,
    /// The places in the calendar of the terms in which exclusions count, the earliest first.
    pub window: std::ops::Range<usize>,
    /// The persistently absent.
    pub absence: AbsenceReview<'s>,
    /// The children whose exclusions reach the threshold, by UPN.
    pub exclusions: Vec<ExcludedChild>,
    /// The children at risk of permanent exclusion, by UPN, each once.
    pub risk: Vec<Child>,
    /// The window's exclusions of which the authority must be told, by UPN, day and type.
    pub duty: Vec<(CountedExclusion, Because)>,
}

/// The persistently absent of a visit's pro forma.
#[derive(Debug, Clone, Default)]
pub struct AbsenceReview<'s> {
    /// All of them, by rate falling, then UPN.
    pub persistent: Vec<Absent<'s>>,
    /// How many of them are severely absent.
    pub severe: usize,
    /// How many are in the top share, not counting those beyond it who tie with its last.
    pub top: usize,
    /// How many are selected: the top share, and all who tie with its last.
    pub selected: usize,
}

impl<'s> AbsenceReview<'s> {
    /// The children who are reviewed.
    #[must_use]
    pub fn selected(&self) -> &[Absent<'s>] {
        self.persistent.get(..self.selected).unwrap_or_default()
    }
}

/// A child's absence in sessions.
#[derive(Debug, Clone, Copy)]
pub struct Absent<'s> {
    /// The row of the pro forma.
    pub row: &'s AbsentChild,
    /// Sessions missed, with and without leave.
    pub missed: u64,
    /// Sessions that the child could have attended; more than 0.
    pub possible: u64,
}

impl Absent<'_> {
    /// The rate of sessions missed in tenths of a per cent, rounded half up.
    #[must_use]
    pub fn per_mille(&self) -> u64 {
        (self.missed * 2_000 + self.possible) / (self.possible * 2)
    }

    /// Compares two rates exactly, without a division.
    #[must_use]
    pub fn compare_rate(&self, other: &Self) -> std::cmp::Ordering {
        let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
        product(self.missed, other.possible).cmp(&product(other.missed, self.possible))
    }
}

/// A child whose exclusions in the window reach the threshold of its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedChild {
    /// The child.
    pub child: Child,
    /// The year group in the latest exclusion.
    pub year: SchoolYear,
    /// The half-days of exclusion in the window.
    pub half_days: u64,
    /// The number of half-days at which a child of this year is reviewed.
    pub threshold: u64,
    /// Whether one of the exclusions is permanent.
    pub permanent: bool,
    /// Half-days by the term's place in the calendar; only for terms with any.
    pub by_term: Vec<(usize, u64)>,
}

/// The review of a visit of a school.
#[must_use]
pub fn review<'s>(school: &'s School, visit: &Filed<Visit>, policy: &Policy) -> Review<'s> {
    let day = *visit.record.date;
    let pro_forma = pro_forma_of(school, visit);
    let window = window(policy, day);
    // Thresholds and duty both go by terms, so that nothing before the first day of the window's first term counts for either.
    let counted = match policy.calendar.terms().get(window.start) {
        Some(first) => count_within(school, Some(visit), *first.from..=day),
        None => Vec::new(),
    };
    Review {
        pro_forma,
        absence: pro_forma.map(|filed| absence(&filed.record, policy.review.top_percent.0)).unwrap_or_default(),
        exclusions: excluded(&counted, &window, policy),
        risk: pro_forma.map(|filed| at_risk(&filed.record)).unwrap_or_default(),
        duty: told(counted, &window, policy),
        window,
    }
}

impl Review<'_> {
    /// Every child who is to have both decisions once the visit is held.
    #[must_use]
    pub fn children(&self) -> BTreeSet<Child> {
        let absent = self.absence.selected().iter().map(|absent| Child::new(&absent.row.upn, &absent.row.name));
        let excluded = self.exclusions.iter().map(|excluded| excluded.child.clone());
        absent.chain(excluded).chain(self.risk.iter().cloned()).collect()
    }
}

/// A child of a review without both decisions in the visit's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The child.
    pub child: Child,
    /// The child's first row in the visit's `children`, where there is one.
    pub row: Option<usize>,
    /// Whether the decision on statutory intervention is missing.
    pub statutory: bool,
    /// Whether the decision on a referral to Family Early Help is missing.
    pub early_help: bool,
}

/// The children of a review without both decisions. A row without a name speaks of whoever has the number; of a code only where one child of the
/// review has it.
#[must_use]
pub fn undecided(review: &Review<'_>, visit: &Visit) -> Vec<Undecided> {
    let children = review.children();
    let of_child = |child: &Child| {
        let of_code = children.iter().filter(|other| other.upn == child.upn).count();
        let named = |row: &ReviewedChild| row.name.is_some() || of_code == 1;
        let rows = visit.children.iter().enumerate();
        let of_child: Vec<_> = rows.filter(|(_, row)| named(row) && child.is(&row.upn, row.name.as_ref())).collect();
        Undecided {
            child: child.clone(),
            row: of_child.first().map(|(number, _)| *number),
            statutory: !of_child.iter().any(|(_, row)| row.statutory_intervention.is_some()),
            early_help: !of_child.iter().any(|(_, row)| row.early_help_referral.is_some()),
        }
    };
    children.iter().map(of_child).filter(|one| one.statutory || one.early_help).collect()
}

/// The places of the last terms: the day's own (or, where it is in none, the last that began before it), and those before, as many as the policy says
/// and the calendar holds.
#[must_use]
pub fn window(policy: &Policy, day: NaiveDate) -> std::ops::Range<usize> {
    let count = usize::try_from(policy.review.window_terms.0).unwrap_or(usize::MAX);
    match policy.calendar.term_or_last_before(day) {
        Some(last) => (last + 1).saturating_sub(count)..last + 1,
        None => 0..0,
    }
}

/// Whether a child is persistently absent: a tenth or more of the possible sessions missed. A child without possible sessions is not (records.md,
/// section 6).
#[must_use]
pub fn is_persistent(missed: u64, possible: u64) -> bool {
    possible > 0 && u128::from(missed) * 10 >= u128::from(possible)
}

/// The persistently absent, and how many of them are so severely: half or more of the possible sessions missed (DfE, Working together to improve
/// school attendance).
fn absence(pro_forma: &ProForma, top_percent: u32) -> AbsenceReview<'_> {
    let rows = pro_forma.absence.iter().flat_map(|absence| absence.children.iter());
    let absent = rows.map(|row| Absent {
        row,
        missed: u64::from(row.authorised.0) + u64::from(row.unauthorised.0),
        possible: u64::from(row.possible.0),
    });
    let mut persistent: Vec<_> = absent.filter(|one| is_persistent(one.missed, one.possible)).collect();
    let name = |one: &Absent<'_>| (one.row.upn.clone(), one.row.name.clone());
    persistent.sort_by(|a, b| b.compare_rate(a).then_with(|| name(a).cmp(&name(b))));
    let severe = persistent.iter().filter(|one| one.missed * 2 >= one.possible).count();
    let share = (persistent.len() as u64 * u64::from(top_percent)).div_ceil(100);
    let top = usize::try_from(share).unwrap_or(usize::MAX).min(persistent.len());
    let ties = match persistent.get(..top).and_then(<[_]>::last) {
        Some(last) => persistent[top..].iter().take_while(|one| one.compare_rate(last).is_eq()).count(),
        None => 0,
    };
    AbsenceReview { severe, top, selected: top + ties, persistent }
}

fn excluded(counted: &[CountedExclusion], window: &std::ops::Range<usize>, policy: &Policy) -> Vec<ExcludedChild> {
    let mut found = Vec::new();
    for of_child in counted.chunk_by(|a, b| a.child == b.child) {
        let mut by_term: Vec<(usize, u64)> = Vec::new();
        let mut permanent = false;
        let mut year = None;
        for one in of_child {
            let Some(term) = policy.calendar.term_or_last_before(one.from).filter(|term| window.contains(term)) else {
                continue;
            };
            // The exclusions are in the order of their days, and the year of the last day counts. Where two rows of that day give different years, the
            // lower counts, whose threshold is usually the lower, so that no child is left out because of a slip.
            year = match year {
                Some((day, lower)) if day == one.from => Some((day, one.year.min(lower))),
                _ => Some((one.from, one.year)),
            };
            permanent |= one.kind == ExclusionType::Permanent;
            match by_term.iter_mut().find(|(place, _)| *place == term) {
                Some((_, half_days)) => *half_days += one.half_days,
                None => by_term.push((term, one.half_days)),
            }
        }
        let Some(((_, year), child)) = year.zip(of_child.first().map(|one| one.child.clone())) else { continue };
        by_term.retain(|(_, half_days)| *half_days > 0);
        by_term.sort_unstable();
        let half_days = by_term.iter().map(|(_, half_days)| half_days).sum();
        let threshold = threshold(year, policy);
        if permanent || half_days >= threshold {
            found.push(ExcludedChild { child, year, half_days, threshold, permanent, by_term });
        }
    }
    found
}

/// The number of half-days at which a child is reviewed. The procedure says five days for primary and ten for secondary schools; the child's own year
/// decides which: up to year 6, or from year 7.
#[must_use]
pub fn threshold(year: SchoolYear, policy: &Policy) -> u64 {
    let days = if year <= SchoolYear::Year(6) { policy.review.primary_days } else { policy.review.secondary_days };
    u64::from(days.half_days())
}

fn at_risk(pro_forma: &ProForma) -> Vec<Child> {
    let children: BTreeSet<_> =
        pro_forma.risk_of_permanent_exclusion.iter().map(|row| Child::new(&row.upn, &row.name)).collect();
    children.into_iter().collect()
}

fn told(
    counted: Vec<CountedExclusion>,
    window: &std::ops::Range<usize>,
    policy: &Policy,
) -> Vec<(CountedExclusion, Because)> {
    let because = duty(&counted, policy);
    let under_duty = counted.into_iter().zip(because).filter_map(|(one, because)| Some((one, because?)));
    let in_window = |one: &CountedExclusion| {
        policy.calendar.term_or_last_before(one.from).is_some_and(|term| window.contains(&term))
    };
    let mut told: Vec<_> = under_duty.filter(|(one, _)| in_window(one)).collect();
    // The exclusions are in the order of children, who may share a code (UN1) and differ by name; the list is in the order of UPN and day.
    told.sort_by(|(a, _), (b, _)| (&a.child.upn, a.from, a.kind).cmp(&(&b.child.upn, b.from, b.kind)));
    told
}

/// A child's name, for output that may show it: the name in the latest pro forma that has one, else in a notice.
#[must_use]
pub fn name_of<'s>(school: &'s School, child: &Child) -> Option<&'s ChildName> {
    child_names(school).find(|(upn, name)| child.is(upn, Some(name))).map(|(_, name)| name)
}

/// Every child whom a school's pro formas and notices name.
pub fn child_names(school: &School) -> impl Iterator<Item = (&Upn, &ChildName)> {
    let rows = school.pro_formas.iter().rev().flat_map(|filed| filed.record.children());
    rows.chain(school.notices.iter().map(|filed| (&filed.record.upn, &filed.record.name)))
}
