//! Exclusions as the procedure counts them: one of each, from notices and pro formas together; and the duty to tell the authority.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{Child, belongs};
use crate::policy::{Duty, Policy};
use crate::record::exclusion::ExclusionType;
use crate::record::values::{ChildName, Count, Date, Days, SchoolYear, Upn};
use crate::record::visit::Visit;
use crate::school::{Filed, School};

/// One exclusion: one child, type and first day, whatever number of records tell of it (records.md, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedExclusion {
    /// The child.
    pub child: Child,
    /// The child's year group in the winning row.
    pub year: SchoolYear,
    /// What it is.
    pub kind: ExclusionType,
    /// The first day.
    pub from: NaiveDate,
    /// A school day is 2, a lunchtime 1; a permanent exclusion has none.
    pub half_days: u64,
    /// Whether a public examination or national curriculum test is missed.
    pub misses_exam: bool,
    /// The earliest day on which, by any record, the authority was told.
    pub told_authority: Option<NaiveDate>,
    /// The record that counts.
    pub path: String,
    /// The place of its row in that record, as a JSON Pointer.
    pub field: String,
    /// The records that give the earliest `told_authority`, sorted.
    pub told_paths: Vec<String>,
}

/// Every exclusion of a school's notices and pro formas, in the order of child, day and type.
#[must_use]
pub fn count(school: &School) -> Vec<CountedExclusion> {
    count_within(school, None, NaiveDate::MIN..=NaiveDate::MAX)
}

/// The same from its notices and its pro formas for visits up to one, where one is given, with the first day within a span. The pro forma that
/// belongs to that visit counts, though the visit was moved to an earlier day than the pro forma has.
#[must_use]
pub fn count_within(
    school: &School,
    until: Option<&Filed<Visit>>,
    span: RangeInclusive<NaiveDate>,
) -> Vec<CountedExclusion> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for notice in school.notices.iter().filter(|notice| span.contains(&*notice.record.from)) {
        let record = &notice.record;
        let rank = Rank::Notice { told: *record.told_authority, name: notice.name(), path: &notice.path };
        rows.push(Row {
            rank,
            upn: &record.upn,
            name: &record.name,
            year: record.year,
            kind: record.kind,
            from: record.from,
            days: record.days,
            lunchtimes: record.lunchtimes,
            misses_exam: record.misses_exam.is_some_and(|yes| yes.0),
            told: Some(*record.told_authority),
            path: &notice.path,
            field: String::new(),
        });
    }
    // Of several pro formas for one visit, the first by file name counts: the lists are in that order.
    for (place, pro_forma) in school.pro_formas.iter().enumerate() {
        let visit = *pro_forma.record.visit;
        let is_later = |until: &Filed<Visit>| visit > *until.record.date && !belongs(school, pro_forma, until);
        if until.is_some_and(is_later) {
            continue;
        }
        let rows_within = pro_forma.record.exclusions.iter().enumerate().filter(|(_, row)| span.contains(&*row.from));
        for (number, row) in rows_within {
            rows.push(Row {
                rank: Rank::ProForma { visit, place: std::cmp::Reverse(place), number },
                upn: &row.upn,
                name: &row.name,
                year: row.year,
                kind: row.kind,
                from: row.from,
                days: row.days,
                lunchtimes: row.lunchtimes,
                misses_exam: row.misses_exam.is_some_and(|yes| yes.0),
                told: row.told_authority.map(|day| *day),
                path: &pro_forma.path,
                field: format!("/exclusions/{number}"),
            });
        }
    }
    merge(rows)
}

struct Row<'s> {
    rank: Rank<'s>,
    upn: &'s Upn,
    name: &'s ChildName,
    year: SchoolYear,
    kind: ExclusionType,
    from: Date,
    days: Option<Days>,
    lunchtimes: Option<Count>,
    misses_exam: bool,
    told: Option<NaiveDate>,
    path: &'s str,
    field: String,
}

/// The rank of a row. Of several rows of one exclusion, the one with the greatest rank wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank<'s> {
    /// Of pro formas, the latest visit's wins; of several for one visit the first; of its rows the last.
    ProForma { visit: NaiveDate, place: std::cmp::Reverse<usize>, number: usize },
    /// A notice wins over every pro forma. Of notices, the one with the latest `told_authority` wins; of several, the one with the later file name.
    Notice { told: NaiveDate, name: &'s str, path: &'s str },
}

fn merge(rows: Vec<Row<'_>>) -> Vec<CountedExclusion> {
    let mut same: BTreeMap<(Child, NaiveDate, ExclusionType), Vec<Row<'_>>> = BTreeMap::new();
    for row in rows {
        same.entry((Child::new(row.upn, row.name), *row.from, row.kind)).or_default().push(row);
    }
    let counted = same.into_iter().filter_map(|((child, from, kind), rows)| {
        let told_authority = rows.iter().filter_map(|row| row.told).min();
        let mut told_paths: Vec<_> = rows
            .iter()
            .filter(|row| row.told.is_some() && row.told == told_authority)
            .map(|row| row.path.to_owned())
            .collect();
        told_paths.sort();
        told_paths.dedup();
        let winner = rows.into_iter().max_by_key(|row| row.rank)?;
        let half_days = match kind {
            ExclusionType::FixedTerm => winner.days.map_or(0, |days| u64::from(days.half_days())),
            ExclusionType::Lunchtime => winner.lunchtimes.map_or(0, |lunchtimes| u64::from(lunchtimes.0)),
            ExclusionType::Permanent => 0,
        };
        Some(CountedExclusion {
            child,
            year: winner.year,
            kind,
            from,
            half_days,
            misses_exam: winner.misses_exam,
            told_authority,
            path: winner.path.to_owned(),
            field: winner.field,
            told_paths,
        })
    });
    counted.collect()
}

/// Why the school must tell the authority of an exclusion without delay (procedure: Duty to Inform the Local Authority of Exclusions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// Any permanent exclusion.
    Permanent,
    /// The child misses a public examination or national curriculum test.
    MissesExam,
    /// More than five school days, or ten lunchtimes, in the term.
    OverFiveDays,
    /// Every exclusion, by the policy or from 1 September 2022.
    EveryExclusion,
}

impl Because {
    /// The word in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::MissesExam => "misses-exam",
            Self::OverFiveDays => "over-five-days",
            Self::EveryExclusion => "every-exclusion",
        }
    }
}

/// The authority must be told where a child has more half-days of exclusion than this in a term: five school days, or ten lunchtimes.
const DUTY_HALF_DAYS: u64 = 10;

/// For each exclusion, the first reason that fits why the authority must be told of it; none where it need not be told. `exclusions`: all of the
/// school's that count, in the order of [`count`].
#[must_use]
pub fn duty(exclusions: &[CountedExclusion], policy: &Policy) -> Vec<Option<Because>> {
    let term_of: Vec<_> = exclusions.iter().map(|one| policy.calendar.term_or_last_before(one.from)).collect();
    // The exclusions are in the order of their children, so that those of one child lie side by side and a binary search finds them.
    let same_child = |place: usize| {
        let child = &exclusions[place].child;
        let first = exclusions.partition_point(|other| other.child < *child);
        let last = exclusions.partition_point(|other| other.child <= *child);
        first..last
    };
    let over_five_days = |place: usize| {
        let one = &exclusions[place];
        // An exclusion before all terms of the policy is in no term, so that its days are added to no other's.
        let same_term = |other: usize| other == place || (term_of[place].is_some() && term_of[other] == term_of[place]);
        let until_then = same_child(place).filter(|other| same_term(*other) && exclusions[*other].from <= one.from);
        until_then.map(|other| exclusions[other].half_days).sum::<u64>() > DUTY_HALF_DAYS
    };
    let reason = |place: usize| {
        let one = &exclusions[place];
        if one.kind == ExclusionType::Permanent {
            Some(Because::Permanent)
        } else if one.misses_exam {
            Some(Because::MissesExam)
        } else if over_five_days(place) {
            Some(Because::OverFiveDays)
        } else {
            every_exclusion(policy.exclusions.duty, one.from).then_some(Because::EveryExclusion)
        }
    };
    (0..exclusions.len()).map(reason).collect()
}

/// From 1 September 2022 the authority is told of every exclusion (DfE, Suspension and Permanent Exclusion guidance, 2022).
fn every_exclusion(duty: Duty, from: NaiveDate) -> bool {
    match duty {
        Duty::Every => true,
        Duty::Thresholds => false,
        Duty::ByDate => NaiveDate::from_ymd_opt(2022, 9, 1).is_some_and(|first| from >= first),
    }
}
