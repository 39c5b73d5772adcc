//! The lists of a pack: exclusions, managed moves, placements, children missing and at risk.

use crate::pack::model::*;
use crate::procedure::Child;
use crate::procedure::exclusions::{Because, CountedExclusion};
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::MoveOutcome;
use crate::record::values::Date;
use crate::words::{capitalised, days, listed, number, short_day, year_group};

use super::builder::{Builder, PackSources};
use super::words::*;

impl Builder<'_> {
    pub(super) fn exclusions(&self) -> ExclusionsModel {
        let because =
            |one: &CountedExclusion| self.review.duty.iter().find(|(of, _)| of == one).map(|(_, because)| *because);
        let mut in_window: Vec<_> = self.counted.iter().filter(|one| self.term_of(one).is_some()).collect();
        in_window.sort_by_key(|one| (one.from, &one.child, one.kind));
        let is_told = |one: &CountedExclusion| one.told_authority.is_some_and(|told| told <= self.sources.today);
        let told = in_window.iter().filter(|one| is_told(one) && because(one).is_some());
        let not_told = in_window.iter().filter(|one| !is_told(one));
        let model = |one: &&CountedExclusion| self.exclusion(one, because(one));
        let names = self.window_names();
        let before = self.exclusions_before();
        ExclusionsModel {
            window: listed(&names),
            by_term: self.by_term(|| self.counted.iter()),
            total: self.total(|| self.counted.iter()),
            told: told.map(model).collect(),
            not_told: not_told.map(model).collect(),
            predecessor: before.as_ref().map(|(name, _)| name.clone()),
            before: before.map(|(_, exclusions)| exclusions).unwrap_or_default(),
        }
    }

    pub(super) fn exclusion(&self, one: &CountedExclusion, because: Option<Because>) -> ExclusionModel {
        let PackSources { policy, school, today, .. } = *self.sources;
        let due =
            because.and_then(|_| policy.calendar.working_days_after(one.from, policy.deadlines.tell_authority.0).ok());
        let told = match (one.told_authority.filter(|told| *told <= today), due) {
            (Some(told), Some(due)) if told <= due => format!("{}, in time", short_day(told)),
            (Some(told), Some(_)) => format!("{}, late", short_day(told)),
            (Some(told), None) => short_day(told),
            (None, Some(due)) if due < today => {
                let late = policy.calendar.working_days_until(today, due).map(i64::unsigned_abs).unwrap_or_default();
                format!("not told, overdue by {}", number(usize::try_from(late).unwrap_or(usize::MAX), "working day"))
            }
            (None, Some(due)) if due == today => "not told, due today".to_owned(),
            (None, _) => "not told yet".to_owned(),
        };
        // Take the reason from the row that counts.
        let filed = school.notices.iter().find(|filed| filed.path == one.path);
        let notice = filed.map(|filed| &filed.record.reason);
        let note = filed.and_then(|filed| filed.record.note.as_deref().or(Some(filed.source.body())));
        let row = one.field.strip_prefix("/exclusions/").and_then(|number| number.parse::<usize>().ok());
        let pro_forma = school.pro_formas.iter().find(|filed| filed.path == one.path);
        let reason = notice.or_else(|| Some(&pro_forma?.record.exclusions.get(row?)?.reason));
        ExclusionModel {
            because: because.map(because_words).unwrap_or_default().to_owned(),
            due: due.map(short_day).unwrap_or_default(),
            reason: reason.and_then(|reason| reason.as_deref()).map(str::to_owned),
            note: self.internal(note),
            ..self.exclusion_alone(one, told)
        }
    }

    /// An exclusion without what the duty asks of it, and without what its record says besides.
    pub(super) fn exclusion_alone(&self, one: &CountedExclusion, told: String) -> ExclusionModel {
        ExclusionModel {
            name: self.name(&one.child).unwrap_or_else(|| one.child.upn.to_string()),
            year: capitalised(&year_group(one.year)),
            upn: one.child.upn.to_string(),
            kind: one.kind.title().to_owned(),
            from: short_day(one.from),
            amount: amount(one),
            because: String::new(),
            due: String::new(),
            told,
            reason: None,
            note: None,
        }
    }

    pub(super) fn moves(&self) -> MovesModel {
        let moves = self.pro_forma().and_then(|record| record.managed_moves.as_ref());
        let requested = moves.and_then(|moves| moves.requested.as_ref());
        // Once the pro forma is back, what it does not say is not answered.
        let unsaid = || if self.is_back() { "not answered" } else { "not known" }.to_owned();
        let count = |count: Option<u32>| count.map_or_else(unsaid, |count| count.to_string());
        let is_listed = moves.is_some_and(|moves| moves.moves.is_given());
        let rows = || moves.into_iter().flat_map(|moves| moves.moves.iter());
        let is_facilitated = |day: Option<Date>| day.is_some_and(|day| *day <= self.sources.today.max(self.day()));
        // While the pro forma has not come back, an empty list does not mean that there are none.
        let known = |number: usize| match number {
            0 if !self.is_back() || !(is_listed || self.is_without_moves()) => unsaid(),
            number => number.to_string(),
        };
        MovesModel {
            requested_internally: count(requested.map(|requested| requested.internally.0)),
            requested_externally: count(requested.map(|requested| requested.externally.0)),
            agreed: known(rows().count()),
            facilitated: known(rows().filter(|row| is_facilitated(row.started)).count()),
            moves: rows()
                .map(|row| MoveModel {
                    name: row.name.to_string(),
                    year: capitalised(&year_group(row.year)),
                    upn: row.upn.to_string(),
                    from_school: row.from_school.to_string(),
                    to_school: row.to_school.to_string(),
                    agreed: short_day(*row.agreed),
                    started: row.started.map_or("not yet".to_owned(), |day| short_day(*day)),
                    outcome: row.outcome.map_or("not said", MoveOutcome::title).to_owned(),
                    reviews: row.reviews.iter().map(|day| short_day(**day)).collect::<Vec<_>>().join(", "),
                })
                .collect(),
        }
    }

    /// The placements of children on roll. A placement that has ended is left out, as is that of a child who has left the roll: the visit reviews neither.
    pub(super) fn placements(&self) -> Vec<PlacementModel> {
        let rows = self.pro_forma().into_iter().flat_map(|record| record.alternative_provision.iter());
        let today = self.sources.today;
        let model = |row: &crate::record::pro_forma::Placement| PlacementModel {
            name: row.name.to_string(),
            year: capitalised(&year_group(row.year)),
            upn: row.upn.to_string(),
            provider: row.provider.to_string(),
            span: match row.until {
                Some(until) => format!("{} to {}", short_day(*row.from), short_day(*until)),
                None => format!("since {}", short_day(*row.from)),
            },
            sessions: row.sessions_per_week.map_or("–".to_owned(), |count| count.0.to_string()),
            review: match row.review {
                _ if row.until.is_some_and(|until| *until < today) => "it has ended".to_owned(),
                Some(day) if *day < today => format!("{}, overdue", short_day(*day)),
                Some(day) => short_day(*day),
                None => "none planned".to_owned(),
            },
        };
        rows.filter(|row| row.on_roll.0).map(model).collect()
    }

    pub(super) fn missing_children(&self) -> Vec<MissingChildModel> {
        let rows = self.pro_forma().into_iter().flat_map(|record| record.missing_from_education.iter());
        let model = |row: &crate::record::pro_forma::MissingChild| MissingChildModel {
            name: row.name.to_string(),
            year: capitalised(&year_group(row.year)),
            upn: row.upn.to_string(),
            last_seen: short_day(*row.last_seen),
            told: row.told_authority.map_or("not told".to_owned(), |day| short_day(*day)),
        };
        rows.map(model).collect()
    }

    pub(super) fn risk(&self) -> Vec<RiskModel> {
        let rows = self.pro_forma().into_iter().flat_map(|record| record.risk_of_permanent_exclusion.iter());
        let model = |child: &Child| {
            let of_child: Vec<_> = rows.clone().filter(|row| child.is(&row.upn, Some(&row.name))).collect();
            let evidence: Vec<_> = of_child.iter().map(|row| row.evidence.to_string()).collect();
            RiskModel {
                name: of_child.first().map_or_else(|| child.upn.to_string(), |row| row.name.to_string()),
                year: of_child.first().map(|row| capitalised(&year_group(row.year))).unwrap_or_default(),
                upn: child.upn.to_string(),
                evidence: evidence.join("\n\n"),
            }
        };
        self.review.risk.iter().map(model).collect()
    }
}

/// How much an exclusion is, in words; nothing for a permanent one.
fn amount(one: &CountedExclusion) -> String {
    match one.kind {
        ExclusionType::FixedTerm => days(one.half_days),
        ExclusionType::Lunchtime => number(one.half_days, "lunchtime"),
        ExclusionType::Permanent => String::new(),
    }
}
