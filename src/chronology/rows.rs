//! What pro formas and notices say of a child: absence, exclusions, risk, managed moves, alternative provision, missing from education. A row that
//! several pro formas repeat is one entry.

use std::collections::BTreeMap;

use super::entry::{Entry, Place, What};
use super::person::About;
use super::teller::{Teller, ToldExclusion};
use crate::procedure::exclusions::{Because, count, duty};
use crate::procedure::review::{Absent, Review, is_persistent, review};
use crate::procedure::visit_of;
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::ProForma;
use crate::record::values::{ChildName, Upn};
use crate::school::Filed;
use crate::words::{days, number, short_day};

impl Teller<'_> {
    /// Everything that the pro formas and notices of the school say.
    pub(super) fn rows(&mut self) {
        let school = self.school;
        for filed in &school.pro_formas {
            self.absence(filed);
            self.texts_of_pro_forma(filed);
        }
        self.exclusions();
        self.risk();
        self.moves();
        self.placements();
        self.missing();
    }

    fn absence(&mut self, filed: &Filed<ProForma>) {
        let Some(absence) = &filed.record.absence else { return };
        for (number, row) in absence.children.iter().enumerate() {
            let Some(about) = self.person.of_row(&row.upn, Some(&row.name)) else {
                if let Some(note) = row.note.as_deref().filter(|note| self.spoken.is_in(note)) {
                    let place = self.place(filed, &format!("/absence/children/{number}"));
                    let shared = self.spoken.shared_with(Some(&row.upn), Some(&row.name));
                    self.mention_of_another(Some(*absence.to), note, place, &shared);
                }
                continue;
            };
            let missed = u64::from(row.authorised.0) + u64::from(row.unauthorised.0);
            let possible = u64::from(row.possible.0);
            let absent = Absent { row, missed, possible };
            let rate = match possible {
                0 => "no sessions were possible".to_owned(),
                _ => format!("{}.{}%", absent.per_mille() / 10, absent.per_mille() % 10),
            };
            let degree = match is_persistent(missed, possible) {
                true if missed * 2 >= possible => ", severely absent",
                true => ", persistently absent",
                false => "",
            };
            let (from, to) = (short_day(*absence.from), short_day(*absence.to));
            let mut entry = self.entry(Some(*absence.to), What::Absence, format!("Absent {rate}{degree}"), about);
            entry.say(
                "Sessions",
                format!(
                    "{missed} of {possible} missed, {} authorised and {} unauthorised, {from} to {to}",
                    row.authorised.0, row.unauthorised.0
                ),
            );
            // Where rows are missing, it is not known who is in the top share.
            let visit = visit_of(self.school, &filed.record).filter(|_| !self.school.unread.contains(&filed.path));
            if let Some(visit) = visit {
                let selected = review(self.school, visit, self.policy);
                let is_selected = selected.absence.selected().iter().any(|one| std::ptr::eq(one.row, row));
                let day = short_day(*visit.record.date);
                entry.say(
                    "Review",
                    if is_selected { format!("in the top share, for the visit on {day}") } else { String::new() },
                );
            }
            entry.say("Note", self.text(row.note.as_deref()));
            entry.places.push(self.place(filed, &format!("/absence/children/{number}")));
            self.note_year(row.year, Some(*absence.to), &entry);
            self.push(entry);
        }
    }

    fn texts_of_pro_forma(&mut self, filed: &Filed<ProForma>) {
        for (field, text) in [("/issues", &filed.record.issues), ("/note", &filed.record.note)] {
            let Some(text) = text.as_deref().filter(|text| self.spoken.is_in(text)) else { continue };
            let what = format!("Named in the pro forma for the visit on {}", short_day(*filed.record.visit));
            let day = filed.record.returned.or(filed.record.sent).map_or(*filed.record.visit, |day| *day);
            self.mention(Some(day), what, text, self.place(filed, field));
        }
    }

    fn exclusions(&mut self) {
        let counted = count(self.school);
        let because = duty(&counted, self.policy);
        for (one, because) in counted.iter().zip(because) {
            let Some((name, reason, note)) = self.row_of(&one.path, &one.field) else { continue };
            let (reason, note) = (reason.map(str::to_owned), note.map(str::to_owned));
            let is_named = [&reason, &note].into_iter().flatten().any(|text| self.spoken.is_in(text));
            if is_named && self.person.of_row(&one.child.upn, Some(name)).is_none() {
                let place =
                    Place::new(&one.path, self.school.position(&one.path, &one.field).map(|at| at.line)).at(&one.field);
                let shared = self.spoken.shared_with(Some(&one.child.upn), Some(name));
                for text in [&reason, &note].into_iter().flatten() {
                    self.mention_of_another(Some(one.from), text, place.clone(), &shared);
                }
            }
            let Some((name, ..)) = self.row_of(&one.path, &one.field) else { continue };
            let (reason, note) = (reason.as_deref(), note.as_deref());
            let Some(about) = self.person.of_row(&one.child.upn, Some(name)) else { continue };
            let amount = match one.kind {
                ExclusionType::FixedTerm => format!(", {}", days(one.half_days)),
                ExclusionType::Lunchtime => format!(", {}", number(one.half_days, "lunchtime")),
                ExclusionType::Permanent => String::new(),
            };
            let title = format!("Excluded: {}{amount}", one.kind.title());
            let mut entry = self.entry(Some(one.from), What::Exclusion, title, about);
            entry.say("Examination", if one.misses_exam { "misses a public examination or a test" } else { "" });
            entry.say("Reason", self.text(reason));
            entry.say("Note", self.text(note));
            let line = self.school.position(&one.path, &one.field).map(|at| at.line);
            entry.places.push(Place::new(&one.path, line).at(&one.field));
            let others: Vec<_> = self.other_rows(&one.child.upn, name, one.kind, one.from);
            entry.places.extend(others.into_iter().filter(|place| place.path != one.path));
            self.note_year(one.year, Some(one.from), &entry);
            let (kind, half_days) = (one.kind, one.half_days);
            let (is_notice, told) = (one.field.is_empty(), one.told_authority);
            let because = because.map(because_words);
            self.exclusion(ToldExclusion { entry, kind, half_days, is_notice, told, because });
        }
    }

    /// The name, the reason and the note of the row of an exclusion.
    fn row_of(&self, path: &str, field: &str) -> Option<(&ChildName, Option<&str>, Option<&str>)> {
        if field.is_empty() {
            let notice = &self.school.notices.iter().find(|filed| filed.path == path)?.record;
            return Some((&notice.name, notice.reason.as_deref(), notice.note.as_deref()));
        }
        let number: usize = field.rsplit('/').next()?.parse().ok()?;
        let row = self.school.pro_formas.iter().find(|filed| filed.path == path)?.record.exclusions.get(number)?;
        Some((&row.name, row.reason.as_deref(), None))
    }

    /// Every record that tells of an exclusion.
    fn other_rows(&self, upn: &Upn, name: &ChildName, kind: ExclusionType, from: chrono::NaiveDate) -> Vec<Place> {
        let child = crate::procedure::Child::new(upn, name);
        let notices = self.school.notices.iter().filter(|filed| {
            let one = &filed.record;
            child.is(&one.upn, Some(&one.name)) && one.kind == kind && *one.from == from
        });
        let mut places: Vec<_> = notices.map(|filed| self.place(filed, "")).collect();
        for filed in &self.school.pro_formas {
            for (number, row) in filed.record.exclusions.iter().enumerate() {
                if child.is(&row.upn, Some(&row.name)) && row.kind == kind && *row.from == from {
                    places.push(self.place(filed, &format!("/exclusions/{number}")));
                }
            }
        }
        places
    }

    fn risk(&mut self) {
        let school = self.school;
        for filed in &school.pro_formas {
            for (number, row) in filed.record.risk_of_permanent_exclusion.iter().enumerate() {
                let day = filed.record.returned.map_or(*filed.record.visit, |day| *day);
                let Some(about) = self.person.of_row(&row.upn, Some(&row.name)) else {
                    if self.spoken.is_in(&row.evidence) {
                        let place = self.place(filed, &format!("/risk_of_permanent_exclusion/{number}"));
                        let shared = self.spoken.shared_with(Some(&row.upn), Some(&row.name));
                        self.mention_of_another(Some(day), &row.evidence, place, &shared);
                    }
                    continue;
                };
                let mut entry =
                    self.entry(Some(day), What::Risk, "At imminent risk of permanent exclusion".to_owned(), about);
                entry.say("Evidence", self.text(Some(&row.evidence)));
                entry.places.push(self.place(filed, &format!("/risk_of_permanent_exclusion/{number}")));
                self.note_year(row.year, Some(day), &entry);
                self.push(entry);
            }
        }
    }

    fn moves(&mut self) {
        let mut found: BTreeMap<_, Entry> = BTreeMap::new();
        let school = self.school;
        for filed in in_time(&school.pro_formas) {
            let rows = filed.record.managed_moves.iter().flat_map(|moves| moves.moves.iter().enumerate());
            for (number, row) in rows {
                let Some(about) = self.person.of_row(&row.upn, Some(&row.name)) else { continue };
                let (from, to) = (self.text(Some(&row.from_school)), self.text(Some(&row.to_school)));
                let mut entry = self.entry(
                    Some(*row.agreed),
                    What::ManagedMove,
                    format!("Managed move from {from} to {to}"),
                    about,
                );
                entry.say("Agreed", short_day(*row.agreed));
                entry.say("Started", row.started.map(|day| short_day(*day)).unwrap_or_default());
                entry.say("Outcome", row.outcome.map_or("", |outcome| outcome.title()));
                let reviews: Vec<_> = row.reviews.iter().map(|day| short_day(**day)).collect();
                entry.say("Reviews", reviews.join(", "));
                entry.places.push(self.place(filed, &format!("/managed_moves/moves/{number}")));
                self.note_year(row.year, Some(*row.agreed), &entry);
                newest((row.upn.clone(), *row.agreed, from, to), entry, &mut found);
            }
        }
        found.into_values().for_each(|entry| self.push(entry));
    }

    fn placements(&mut self) {
        let mut found: BTreeMap<_, Entry> = BTreeMap::new();
        let school = self.school;
        for filed in in_time(&school.pro_formas) {
            for (number, row) in filed.record.alternative_provision.iter().enumerate() {
                let Some(about) = self.person.of_row(&row.upn, Some(&row.name)) else { continue };
                let provider = self.text(Some(&row.provider));
                let title = format!("In alternative provision: {provider}");
                let mut entry = self.entry(Some(*row.from), What::AlternativeProvision, title, about);
                let until = row.until.map_or("not ended".to_owned(), |day| format!("to {}", short_day(*day)));
                entry.say("From", format!("{}, {until}", short_day(*row.from)));
                entry
                    .say("Sessions a week", row.sessions_per_week.map(|count| count.0.to_string()).unwrap_or_default());
                entry.say("On roll", if row.on_roll.0 { "yes" } else { "no" });
                entry.say("Next review", row.review.map(|day| short_day(*day)).unwrap_or_default());
                entry.places.push(self.place(filed, &format!("/alternative_provision/{number}")));
                self.note_year(row.year, Some(*row.from), &entry);
                newest((row.upn.clone(), *row.from, provider), entry, &mut found);
            }
        }
        found.into_values().for_each(|entry| self.push(entry));
    }

    fn missing(&mut self) {
        let mut found: BTreeMap<_, Entry> = BTreeMap::new();
        let school = self.school;
        for filed in in_time(&school.pro_formas) {
            for (number, row) in filed.record.missing_from_education.iter().enumerate() {
                let Some(about) = self.person.of_row(&row.upn, Some(&row.name)) else { continue };
                let seen = short_day(*row.last_seen);
                let title = format!("Missing from education, last seen on {seen}");
                let mut entry = self.entry(Some(*row.last_seen), What::MissingFromEducation, title, about);
                let told =
                    row.told_authority.map_or("not told".to_owned(), |day| format!("told on {}", short_day(*day)));
                entry.say("Authority", told);
                entry.places.push(self.place(filed, &format!("/missing_from_education/{number}")));
                self.note_year(row.year, Some(*row.last_seen), &entry);
                newest((row.upn.clone(), *row.last_seen), entry, &mut found);
            }
        }
        found.into_values().for_each(|entry| self.push(entry));
    }
}

/// The pro formas in the order of their visits.
fn in_time(pro_formas: &[Filed<ProForma>]) -> Vec<&Filed<ProForma>> {
    let mut all: Vec<_> = pro_formas.iter().collect();
    all.sort_by_key(|filed| *filed.record.visit);
    all
}

/// Takes the newest row of several that say the same; where the others stand is kept.
fn newest<K: Ord>(key: K, mut entry: Entry, found: &mut BTreeMap<K, Entry>) {
    if let Some(before) = found.remove(&key) {
        entry.places.extend(before.places);
    }
    found.insert(key, entry);
}

fn because_words(because: Because) -> &'static str {
    match because {
        Because::Permanent => "it is permanent",
        Because::MissesExam => "an examination or test is missed",
        Because::OverFiveDays => "over five days or ten lunchtimes in the term",
        Because::EveryExclusion => "as of every exclusion",
    }
}

/// Why a review names a child, in words.
pub(super) fn why_in_review(
    review: &Review<'_>,
    is_child: impl Fn(&Upn, Option<&ChildName>) -> Option<About>,
) -> Vec<&'static str> {
    let mut why = Vec::new();
    if review.absence.selected().iter().any(|one| is_child(&one.row.upn, Some(&one.row.name)) == Some(About::Surely)) {
        why.push("persistent absence");
    }
    if review.exclusions.iter().any(|one| is_child(&one.child.upn, None) == Some(About::Surely)) {
        why.push("exclusions");
    }
    if review.risk.iter().any(|child| is_child(&child.upn, None) == Some(About::Surely)) {
        why.push("risk of permanent exclusion");
    }
    why
}
