//! A child's story: the entries of all schools, and what stands at the head of the page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::entry::{Detail, Entry, What};
use super::person::{Broken, Unread};
use super::teller::{Sources, Teller, ToldExclusion};
use crate::layout::date_of;
use crate::record::exclusion::ExclusionType;
use crate::record::values::{AcademicYear, SchoolYear};
use crate::veil::Veil;
use crate::words::short_day;

/// A child's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chronology {
    /// What stands at its head.
    pub head: Head,
    /// What is surely about the child, in the order of time.
    pub entries: Vec<Entry>,
    /// What may be about another child, likewise.
    pub possible: Vec<Entry>,
}

/// What stands at the head of a story. Only what is surely about the child counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The name.
    pub name: String,
    /// Other names that records give.
    pub other_names: Vec<String>,
    /// The number.
    pub upn: Option<String>,
    /// The year group in the newest record that has it, and the day of that record.
    pub year: Option<(SchoolYear, NaiveDate)>,
    /// The schools, the first first.
    pub schools: Vec<Stay>,
    /// The first and the last day of which something is told.
    pub seen: Option<(NaiveDate, NaiveDate)>,
    /// The half-days lost by exclusions.
    pub half_days: u64,
    /// Exclusions by academic year, 1 September to 31 August.
    pub by_year: Vec<YearTotals>,
    /// The newest absence figure, and the last day that it counts.
    pub absence: Option<(String, NaiveDate)>,
    /// Records that name the child and cannot be read as a whole, without the names of other children.
    pub broken: Vec<Broken>,
    /// What could not be read, without the names of other children.
    pub unread: Vec<Unread>,
    /// Whether another child with another number has the same name.
    pub has_namesake: bool,
    /// Whether a record has another child's name beside this child's number: a slip, most likely.
    pub has_slip: bool,
}

/// A school of a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Its name.
    pub school: String,
    /// Its folder, relative to the drive.
    pub path: String,
    /// The first and the last day of which its records tell.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

/// The exclusions of an academic year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearTotals {
    /// The year, as in `2026-27`.
    pub year: String,
    /// Fixed-term exclusions.
    pub fixed_term: usize,
    /// Lunchtime exclusions: rows, not lunchtimes.
    pub lunchtime: usize,
    /// Permanent exclusions.
    pub permanent: usize,
    /// The half-days of all of them.
    pub half_days: u64,
}

impl Chronology {
    /// The story without what has no more than a part of the name.
    #[must_use]
    pub fn by_whole_names(&self) -> Self {
        let possible = self.possible.iter().filter(|entry| !entry.is_by_part).cloned().collect();
        Self { head: self.head.clone(), entries: self.entries.clone(), possible }
    }
}

impl Head {
    /// Whether exclusions may be missing from the figures, as something could not be read.
    #[must_use]
    pub fn is_at_least(&self) -> bool {
        self.broken.iter().any(|one| one.may_hold_exclusions) || self.unread.iter().any(Unread::may_hold_exclusions)
    }
}

/// Tells a child's story.
#[must_use]
pub fn of_child(sources: &Sources<'_>) -> Chronology {
    let mut tellers = Vec::new();
    for school in sources.schools {
        let mut teller = Teller::new(school, sources);
        teller.rows();
        teller.visits();
        teller.letters(sources.mails);
        teller.elsewhere();
        for (_, loose) in sources.loose.iter().filter(|(path, _)| *path == school.path) {
            teller.loose(loose);
        }
        tellers.push(teller);
    }
    let (mut all, mut exclusions, mut years) = (Vec::new(), Vec::new(), Vec::new());
    for teller in tellers {
        all.extend(teller.entries);
        exclusions.extend(teller.exclusions);
        years.extend(teller.years);
    }
    let exclusions = each_once(exclusions);
    let by_year = totals(&exclusions);
    all.extend(exclusions.into_iter().map(|one| one.entry));
    all.sort_by_cached_key(Entry::order);
    join_moves(&mut all);
    for place in all.iter_mut().flat_map(|entry| &mut entry.places) {
        place.path = shown_path(sources.veil, &place.path);
    }
    let shown_broken = |one: &Broken| Broken { path: shown_path(sources.veil, &one.path), ..*one };
    let shown = |one: &Unread| Unread { path: shown_path(sources.veil, &one.path), reason: one.reason.clone() };
    let (possible, entries): (Vec<_>, Vec<_>) = all.into_iter().partition(|entry| entry.possible.is_some());
    let person = sources.person;
    let newest = entries.iter().rev().find(|entry| entry.what == What::Absence);
    let days = entries.iter().filter_map(|entry| entry.day);
    let head = Head {
        name: person.name().to_owned(),
        other_names: person.names.iter().skip(1).cloned().collect(),
        upn: person.upn.as_ref().map(ToString::to_string),
        year: years.into_iter().max_by_key(|(day, _)| *day).map(|(day, year)| (year, day)),
        schools: stays(&entries),
        seen: days.clone().min().zip(days.max()),
        half_days: by_year.iter().map(|year| year.half_days).sum(),
        by_year,
        absence: newest.and_then(|entry| Some((entry.title.clone(), entry.day?))),
        broken: sources.broken.iter().map(shown_broken).collect(),
        unread: sources.unread.iter().map(shown).collect(),
        has_namesake: sources.has_namesake,
        has_slip: sources.has_slip,
    };
    Chronology { head, entries, possible }
}

/// A path without the names of other children in what comes after the school's folder.
#[must_use]
pub fn shown_path(veil: &Veil, path: &str) -> String {
    // Of a file outside the schools' folders its name is veiled, too.
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let is_file = path.get(name..).is_some_and(|name| name.contains('.'));
    let ends = if is_file { name } else { path.len() };
    let after = path.match_indices('/').nth(1).map_or(ends, |(at, _)| at + 1);
    let (folder, file) = path.split_at(after);
    format!("{folder}{}", veil.over(file))
}

fn stays(entries: &[Entry]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for entry in entries {
        // What lies outside the schools' folders is no stay at a school.
        let Some(day) = entry.day.filter(|_| !entry.school_path.is_empty()) else { continue };
        match stays.iter_mut().find(|stay| stay.path == entry.school_path) {
            Some(stay) => stay.last = stay.last.max(day),
            None => stays.push(Stay {
                school: entry.school.clone(),
                path: entry.school_path.clone(),
                first: day,
                last: day,
            }),
        }
    }
    stays
}

/// One exclusion once: a school that takes a child on may repeat what the one before has told. It is told where it was told of first, that of a
/// head's notice before all others.
fn each_once(mut told: Vec<ToldExclusion>) -> Vec<ToldExclusion> {
    let first_told = |one: &ToldExclusion| {
        let days = one.entry.places.iter().filter_map(|place| date_of(place.path.rsplit('/').next()?));
        (one.entry.possible.is_some(), Reverse(one.is_notice), one.told.is_none(), one.told, days.min())
    };
    told.sort_by_cached_key(|one| (first_told(one), one.entry.places.clone()));
    let mut once: BTreeMap<(bool, NaiveDate, ExclusionType), ToldExclusion> = BTreeMap::new();
    for one in told {
        let Some(day) = one.entry.day else { continue };
        let key = (one.entry.possible.is_some(), day, one.kind);
        match once.get_mut(&key) {
            Some(before) => {
                if before.entry.school_path != one.entry.school_path {
                    before.entry.say("Told of again", format!("in the records of {}", one.entry.school));
                }
                before.told = before.told.into_iter().chain(one.told).min();
                before.because = before.because.or(one.because);
                before.entry.places.extend(one.entry.places);
            }
            None => drop(once.insert(key, one)),
        }
    }
    let with_authority = |mut one: ToldExclusion| {
        let text = match (one.told.map(short_day), one.because) {
            (Some(told), _) => Some(format!("told on {told}")),
            (None, Some(because)) => Some(format!("not told; it must be told ({because})")),
            (None, None) => None,
        };
        let detail = text.map(|text| Detail { label: "Authority", text });
        one.entry.details.splice(0..0, detail);
        one
    };
    once.into_values().map(with_authority).collect()
}

/// A managed move stands in the records of both schools: it is told once, as the school has it that tells more.
fn join_moves(entries: &mut Vec<Entry>) {
    let is_move = |entry: &Entry| entry.what == What::ManagedMove;
    let mut place = 0;
    while let Some(entry) = entries.get(place) {
        let is_same = |other: &Entry| {
            is_move(entry) && is_move(other) && (other.day, &other.possible) == (entry.day, &entry.possible)
        };
        let Some(other) = entries.iter().skip(place + 1).position(is_same).map(|at| place + 1 + at) else {
            place += 1;
            continue;
        };
        let mut second = entries.remove(other);
        let Some(first) = entries.get_mut(place) else { continue };
        if second.details.len() > first.details.len() {
            std::mem::swap(first, &mut second);
        }
        if first.school_path != second.school_path {
            first.say("Told of again", format!("in the records of {}", second.school));
        }
        first.places.extend(second.places);
    }
}

fn totals(exclusions: &[ToldExclusion]) -> Vec<YearTotals> {
    let mut years: BTreeMap<i32, YearTotals> = BTreeMap::new();
    for one in exclusions.iter().filter(|one| one.entry.possible.is_none()) {
        let Some(day) = one.entry.day else { continue };
        let year = AcademicYear::of(day);
        let totals = years.entry(year.begins()).or_default();
        totals.year = year.to_string();
        totals.half_days += one.half_days;
        match one.kind {
            ExclusionType::FixedTerm => totals.fixed_term += 1,
            ExclusionType::Lunchtime => totals.lunchtime += 1,
            ExclusionType::Permanent => totals.permanent += 1,
        }
    }
    years.into_values().collect()
}
