//! A pack at a glance: the numbers with their change, and the charts.

use std::collections::BTreeMap;

use crate::pack::charts::{Chart, Group};
use crate::pack::model::*;
use crate::procedure::pro_forma_of;
use crate::procedure::review::{Review, review};
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::ProForma;
use crate::words::{day_count, days, long_day, number, short_day};

use super::builder::{Builder, PackSources};

impl Builder<'_> {
    pub(super) fn glance(&self, pictures: &mut BTreeMap<String, String>) -> GlanceModel {
        let PackSources { school, policy, .. } = *self.sources;
        let earlier = school.visits_not_cancelled().filter(|other| *other.record.date < self.day());
        let with_pro_forma = earlier.filter_map(|other| Some((other, pro_forma_of(school, other)?)));
        let before = with_pro_forma.max_by_key(|(other, _)| other.record.date);
        let numbers = |review: &Review<'_>| {
            let absence = review.pro_forma.and_then(|filed| filed.record.absence.as_ref());
            absence.map(|absence| {
                [u64::from(absence.on_roll.0), review.absence.persistent.len() as u64, review.absence.severe as u64]
            })
        };
        let now = numbers(&self.review);
        let then = before.and_then(|(visit, _)| numbers(&review(school, visit, policy)));
        let counts = ["Children on roll", "Persistently absent", "Severely absent"].into_iter().enumerate();
        let counts = counts.map(|(place, what)| count(what, now.map(|now| now[place]), then.map(|then| then[place])));
        let span = |record: &ProForma| {
            let absence = record.absence.as_ref()?;
            Some(format!("{} to {}", short_day(*absence.from), short_day(*absence.to)))
        };
        GlanceModel {
            counts: counts.collect(),
            compared_with: before.filter(|_| then.is_some()).map(|(visit, _)| long_day(*visit.record.date)),
            absence_span: self.pro_forma().and_then(span),
            compared_span: before.and_then(|(_, pro_forma)| span(&pro_forma.record)),
            exclusions_chart: self.exclusions_chart(pictures),
            absence_chart: self.absence_chart(pictures),
        }
    }

    /// School days of exclusion in each term of the window.
    pub(super) fn exclusions_chart(&self, pictures: &mut BTreeMap<String, String>) -> Option<String> {
        let of_term = |place: usize| {
            let in_term = self.counted.iter().filter(move |one| self.term_of(one) == Some(place));
            let half_days: u64 = in_term.clone().map(|one| one.half_days).sum();
            (half_days, in_term.filter(|one| one.kind == ExclusionType::Permanent).count())
        };
        let terms: Vec<_> = self.review.window.clone().map(|place| (self.term_name(place), of_term(place))).collect();
        if terms.is_empty() {
            return None;
        }
        let groups = terms.iter().map(|(term, (half_days, permanent))| {
            let permanent = if *permanent > 0 { format!(" + {permanent} perm.") } else { String::new() };
            Group {
                label: term.clone(),
                bars: vec![Some(*half_days)],
                shown: vec![format!("{}{permanent}", day_count(*half_days))],
            }
        });
        let chart = Chart { title: "School days of exclusion by term", groups: groups.collect(), series: &["days"] };
        pictures.insert("exclusions".to_owned(), chart.svg());
        let said = terms.iter().map(|(term, (half_days, permanent))| match permanent {
            0 => format!("{term} {}", days(*half_days)),
            permanent => format!("{term} {} and {}", days(*half_days), number(*permanent, "permanent exclusion")),
        });
        Some(format!("School days of exclusion by term: {}.", said.collect::<Vec<_>>().join("; ")))
    }

    /// The persistently and the severely absent at the last visits.
    pub(super) fn absence_chart(&self, pictures: &mut BTreeMap<String, String>) -> Option<String> {
        const VISITS: usize = 6;
        let PackSources { school, visit, policy, .. } = *self.sources;
        let mut visits: Vec<_> =
            school.visits_not_cancelled().filter(|other| *other.record.date < self.day()).collect();
        visits.push(visit);
        visits.sort_by_key(|other| other.record.date);
        let counts = visits.into_iter().filter_map(|other| {
            let pro_forma = pro_forma_of(school, other)?;
            pro_forma.record.absence.as_ref()?;
            let absence = review(school, other, policy).absence;
            Some((*other.record.date, absence.persistent.len() as u64, absence.severe as u64))
        });
        let mut counts: Vec<_> = counts.collect();
        let skipped = counts.len().saturating_sub(VISITS);
        counts.drain(..skipped);
        if counts.is_empty() {
            return None;
        }
        let groups = counts.iter().map(|(day, persistent, severe)| Group {
            label: short_day(*day),
            bars: vec![Some(*persistent), Some(*severe)],
            shown: vec![persistent.to_string(), severe.to_string()],
        });
        let series = ["persistently absent", "severely absent"];
        let chart = Chart { title: "Absent children at each visit", groups: groups.collect(), series: &series };
        pictures.insert("absence".to_owned(), chart.svg());
        let said = counts
            .iter()
            .map(|(day, persistent, severe)| format!("{} {persistent}, {severe} of them severely", short_day(*day)));
        Some(format!("Persistently absent children at each visit: {}.", said.collect::<Vec<_>>().join("; ")))
    }
}

fn count(what: &str, now: Option<u64>, then: Option<u64>) -> CountModel {
    let shown = |count: Option<u64>| count.map_or("not known".to_owned(), |count| count.to_string());
    let change = match (now, then) {
        (Some(now), Some(then)) if now > then => format!("+{}", now - then),
        (Some(now), Some(then)) if now < then => format!("−{}", then - now),
        (Some(_), Some(_)) => "no change".to_owned(),
        _ => "–".to_owned(),
    };
    CountModel { what: what.to_owned(), now: shown(now), before: shown(then), change }
}
