//! The children for review: who they are, why, and what was decided before.

use chrono::NaiveDate;

use crate::pack::model::*;
use crate::procedure::Child;
use crate::procedure::exclusions::CountedExclusion;
use crate::procedure::review::Absent;
use crate::record::exclusion::ExclusionType;
use crate::record::values::SchoolYear;
use crate::record::visit::{Action, Decision};
use crate::words::{capitalised, children, day_count, days, listed, number, ordinal, short_day, year_group};

use super::builder::Builder;
use super::words::*;

impl Builder<'_> {
    pub(super) fn term_of(&self, one: &CountedExclusion) -> Option<usize> {
        self.sources.policy.calendar.term_or_last_before(one.from).filter(|place| self.review.window.contains(place))
    }

    pub(super) fn selection(&self) -> String {
        let absence = &self.review.absence;
        let policy = &self.sources.policy.review;
        let first = match self.pro_forma().map(|record| record.absence.as_ref()) {
            None | Some(None) => "Persistent absence is not known.".to_owned(),
            Some(Some(_)) if absence.persistent.is_empty() => "No child is persistently absent.".to_owned(),
            Some(Some(_)) => {
                let percent = policy.top_percent.0;
                let share = absence.persistent.len() as u64 * u64::from(percent);
                let rounded = match share % 100 {
                    0 => String::new(),
                    rest => {
                        let digits = format!("{rest:02}");
                        format!(" ({}.{} rounded up)", share / 100, digits.trim_end_matches('0'))
                    }
                };
                let ties = if absence.selected > absence.top {
                    format!("; with those who tie with the last of them, {}", absence.selected)
                } else {
                    String::new()
                };
                format!(
                    "Persistently absent, missing a tenth or more of their sessions: {}, {} of them severely (half or more). The top \
                     {percent}% is {}{rounded}{ties}.",
                    children(absence.persistent.len()),
                    if absence.severe == 0 { "none".to_owned() } else { absence.severe.to_string() },
                    absence.top,
                )
            }
        };
        let names = self.window_names();
        let second = match names.as_slice() {
            [] => "No term of the policy lies on or before the visit, so that no exclusion counts.".to_owned(),
            names => format!(
                "Exclusions count in {}: {} or more to year 6, {} or more from year 7.",
                listed(names),
                days(u64::from(policy.primary_days.half_days())),
                days(u64::from(policy.secondary_days.half_days())),
            ),
        };
        format!("{first} {second}")
    }

    /// The children of the review, each once at its first place; then those whom the visit's record adds.
    pub(super) fn children(&self) -> Vec<ChildModel> {
        self.reviewed().iter().enumerate().map(|(place, child)| self.child(place + 1, child)).collect()
    }

    pub(super) fn reviewed(&self) -> Vec<Child> {
        let absent = self.review.absence.selected().iter().map(|one| Child::new(&one.row.upn, &one.row.name));
        let excluded = self.review.exclusions.iter().map(|one| one.child.clone());
        let mut found: Vec<Child> = Vec::new();
        for child in absent.chain(excluded).chain(self.review.risk.iter().cloned()) {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        for row in self.record().children.iter() {
            if !found.iter().any(|child| child.is(&row.upn, row.name.as_ref())) {
                found.push(Child::of_row(&row.upn, row.name.as_ref()));
            }
        }
        found
    }

    pub(super) fn child(&self, number: usize, child: &Child) -> ChildModel {
        let rows: Vec<_> = self.record().children.iter().filter(|row| child.is(&row.upn, row.name.as_ref())).collect();
        let absent = self
            .pro_forma()
            .and_then(|record| record.absence.as_ref())
            .and_then(|absence| absence.children.iter().find(|row| child.is(&row.upn, Some(&row.name))));
        let of_child = || self.counted.iter().filter(|one| one.child == *child);
        let risk = self.pro_forma().into_iter().flat_map(|record| record.risk_of_permanent_exclusion.iter());
        let risk: Vec<_> = risk.filter(|row| child.is(&row.upn, Some(&row.name))).collect();
        // The record of a visit that was held comes first: there the school said which year the child is in.
        let said = rows.iter().find_map(|row| row.year).filter(|_| self.is_held());
        let year = said
            .or_else(|| absent.map(|row| row.year))
            .or_else(|| of_child().max_by_key(|one| one.from).map(|one| one.year));
        let year = year.or_else(|| risk.first().map(|row| row.year)).or_else(|| rows.iter().find_map(|row| row.year));
        let name = self.name(child).or_else(|| rows.iter().find_map(|row| row.name.as_ref()).map(ToString::to_string));
        let mut notes = Vec::new();
        if let Some(note) = absent.and_then(|row| row.note.as_deref()) {
            notes.push(NoteModel { about: "The school’s note on absence".to_owned(), text: note.to_owned() });
        }
        notes.extend(
            risk.iter().map(|row| NoteModel {
                about: "Risk of permanent exclusion".to_owned(),
                text: row.evidence.to_string(),
            }),
        );
        let held = self.is_held();
        let decision = |of: fn(&crate::record::visit::ReviewedChild) -> Option<&Decision>| {
            decision(rows.iter().find_map(|row| of(row)).filter(|_| held))
        };
        let note: Vec<_> = rows.iter().filter_map(|row| row.note.as_deref()).collect();
        let upn = child.upn.clone();
        ChildModel {
            number,
            name: name.unwrap_or_else(|| child.upn.to_string()),
            year: year.map(|year| capitalised(&year_group(year))),
            upn: child.upn.to_string(),
            why: self.why(child, &rows),
            absence: absent.map(|row| {
                let missed = u64::from(row.authorised.0) + u64::from(row.unauthorised.0);
                let possible = u64::from(row.possible.0);
                let rate = match possible {
                    0 => "no sessions were possible, so there is no rate".to_owned(),
                    _ => format!(
                        "{} of {possible} sessions missed, {}%",
                        missed,
                        per_cent(&Absent { row, missed, possible })
                    ),
                };
                format!("{rate}: {} authorised, {} unauthorised", row.authorised.0, row.unauthorised.0)
            }),
            exclusions: self.by_term(of_child),
            exclusions_total: self.total(of_child),
            history: self.history(child),
            notes,
            previous: self.previous(child),
            actions: {
                let ActionsModel { open, done } =
                    self.actions(|action: &Action| action.child.as_ref().is_some_and(|of| *of == upn));
                open.into_iter().chain(done).collect()
            },
            held,
            statutory_intervention: decision(|row| row.statutory_intervention.as_ref()),
            early_help_referral: decision(|row| row.early_help_referral.as_ref()),
            note: self.internal((!note.is_empty()).then(|| note.join("\n\n"))),
        }
    }

    /// Why a child is reviewed, with the arithmetic.
    pub(super) fn why(&self, child: &Child, rows: &[&crate::record::visit::ReviewedChild]) -> Vec<String> {
        let mut why = Vec::new();
        let persistent = &self.review.absence.persistent;
        let same = |one: &&Absent<'_>| child.is(&one.row.upn, Some(&one.row.name));
        if let Some(one) = self.review.absence.selected().iter().find(same) {
            let rank = persistent.iter().position(|other| other.compare_rate(one).is_eq()).unwrap_or(0) + 1;
            let tied = persistent.iter().filter(|other| other.compare_rate(one).is_eq()).count() > 1;
            let severe = if one.missed * 2 >= one.possible { ", severely absent" } else { "" };
            why.push(format!(
                "Persistently absent: {} ÷ {} = {}%{severe}; {}{} of {}, within the top {}%.",
                one.missed,
                one.possible,
                per_cent(one),
                if tied { "joint " } else { "" },
                ordinal(rank),
                persistent.len(),
                self.sources.policy.review.top_percent.0,
            ));
        }
        if let Some(one) = self.review.exclusions.iter().find(|one| one.child == *child) {
            let years = if one.year <= SchoolYear::Year(6) { "to year 6" } else { "from year 7" };
            if one.permanent {
                why.push("Permanently excluded.".to_owned());
            }
            if one.half_days >= one.threshold {
                let parts: Vec<_> = one.by_term.iter().map(|(_, half_days)| day_count(*half_days)).collect();
                let sum = if parts.len() > 1 { format!("{} = ", parts.join(" + ")) } else { String::new() };
                why.push(format!(
                    "Exclusions: {sum}{} in the last {}; {years} the threshold is {}.",
                    days(one.half_days),
                    number(self.review.window.len(), "term"),
                    days(one.threshold)
                ));
            }
        }
        if self.review.risk.contains(child) {
            why.push("At imminent risk of permanent exclusion.".to_owned());
        }
        if why.is_empty() {
            let words = rows.iter().flat_map(|row| row.why.iter()).map(|why| why.title());
            let words: Vec<_> = words.collect();
            why.push(match words.as_slice() {
                [] | ["another reason"] => "Raised at the visit.".to_owned(),
                words => format!("Raised at the visit: {}.", listed(words)),
            });
        }
        why
    }

    pub(super) fn by_term<'s, I: Iterator<Item = &'s CountedExclusion>>(
        &self,
        of_child: impl Fn() -> I,
    ) -> Vec<TermDaysModel> {
        if of_child().next().is_none() {
            return Vec::new();
        }
        let terms = self.review.window.clone().map(|place| {
            let in_term = || of_child().filter(|one| self.term_of(one) == Some(place));
            let half_days: u64 = in_term().map(|one| one.half_days).sum();
            let permanent = in_term().any(|one| one.kind == ExclusionType::Permanent);
            let days = match (half_days, permanent) {
                (0, true) => "permanent".to_owned(),
                (0, false) if !self.is_term_known(place) => "not known".to_owned(),
                (half_days, true) => format!("{}, permanent", day_count(half_days)),
                (half_days, false) => day_count(half_days),
            };
            TermDaysModel { term: self.term_name(place), days }
        });
        terms.collect()
    }

    /// The sum of the terms that count.
    pub(super) fn total<'s, I: Iterator<Item = &'s CountedExclusion>>(&self, all: impl Fn() -> I) -> String {
        let in_window = || all().filter(|one| self.term_of(one).is_some());
        let permanent = in_window().filter(|one| one.kind == ExclusionType::Permanent).count();
        let half_days = in_window().map(|one| one.half_days).sum();
        let sum = match (half_days, permanent) {
            (half_days, 0) => day_count(half_days),
            (0, permanent) => format!("{permanent} permanent"),
            (half_days, permanent) => format!("{}, {permanent} permanent", day_count(half_days)),
        };
        // Where nothing was said of a term, there may be more than what is on file.
        let is_open = |place| in_window().all(|one| self.term_of(one) != Some(place)) && !self.is_term_known(place);
        if self.review.window.clone().any(is_open) { format!("{sum} on file") } else { sum }
    }

    /// The severely absent children whom the top share does not hold.
    pub(super) fn severely_absent(&self) -> Vec<SeverelyAbsentModel> {
        let absence = &self.review.absence;
        let others = absence.persistent.iter().skip(absence.selected).filter(|one| one.missed * 2 >= one.possible);
        let model = |one: &Absent<'_>| SeverelyAbsentModel {
            name: one.row.name.to_string(),
            year: capitalised(&year_group(one.row.year)),
            upn: one.row.upn.to_string(),
            absence: format!("{} of {} sessions missed, {}%", one.missed, one.possible, per_cent(one)),
        };
        others.map(model).collect()
    }

    /// What earlier visits decided, the latest first.
    pub(super) fn previous(&self, child: &Child) -> Vec<PreviousModel> {
        let earlier = self.sources.school.visits_not_cancelled().filter(|other| *other.record.date < self.day());
        let mut found: Vec<_> = earlier
            .flat_map(|visit| visit.record.children.iter().map(move |row| (*visit.record.date, row)))
            .filter(|(_, row)| self.is_same(child, &row.upn, row.name.as_ref()))
            .filter(|(_, row)| row.statutory_intervention.is_some() || row.early_help_referral.is_some())
            .collect();
        found.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
        let model = |(day, row): (NaiveDate, &crate::record::visit::ReviewedChild)| PreviousModel {
            visit: short_day(day),
            statutory_intervention: decision_words(row.statutory_intervention.as_ref()),
            early_help_referral: decision_words(row.early_help_referral.as_ref()),
            note: self.internal(row.note.as_deref()),
        };
        found.into_iter().map(model).collect()
    }

    /// The children whom the last visit reviewed and this one does not. The pack names them, so that nobody is forgotten from one visit to the next.
    pub(super) fn dropped(&self) -> Vec<DroppedModel> {
        let Some(last) = self.last else { return Vec::new() };
        let reviewed = self.reviewed();
        let mut found: Vec<Child> = Vec::new();
        for row in last.record.children.iter() {
            let child = Child::of_row(&row.upn, row.name.as_ref());
            if reviewed.iter().all(|other| !self.is_same(other, &row.upn, row.name.as_ref())) && !found.contains(&child)
            {
                found.push(child);
            }
        }
        let model = |child: &Child| {
            let rows = || last.record.children.iter().filter(|row| child.is(&row.upn, row.name.as_ref()));
            let name = rows().find_map(|row| row.name.as_ref()).map(ToString::to_string).or_else(|| self.name(child));
            DroppedModel {
                name: name.unwrap_or_else(|| child.upn.to_string()),
                upn: child.upn.to_string(),
                visit: short_day(*last.record.date),
                statutory_intervention: decision_words(rows().find_map(|row| row.statutory_intervention.as_ref())),
                early_help_referral: decision_words(rows().find_map(|row| row.early_help_referral.as_ref())),
            }
        };
        found.iter().map(model).collect()
    }
}
