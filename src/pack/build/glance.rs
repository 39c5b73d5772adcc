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
            let permanent = in_term.filter(|one| one.kind == ExclusionType::Permanent).count();
            (half_days, permanent, self.is_term_known(place))
        };
        let terms: Vec<_> = self.review.window.clone().map(|place| (self.term_name(place), of_term(place))).collect();
        // What is not known has no bar: a pro forma that did not answer tells nothing.
        let is_known =
            |(half_days, permanent, is_answered): &(u64, usize, bool)| *half_days > 0 || *permanent > 0 || *is_answered;
        if !terms.iter().any(|(_, of_term)| is_known(of_term)) {
            return None;
        }
        let all = terms.iter().map(|(_, (half_days, ..))| half_days).sum();
        let groups = terms.iter().map(|(term, (half_days, permanent, is_answered))| {
            let more = if *permanent > 0 { format!(" + {permanent} perm.") } else { String::new() };
            let is_known = is_known(&(*half_days, *permanent, *is_answered));
            Group {
                label: term.clone(),
                bars: vec![is_known.then_some(*half_days)],
                shown: vec![if is_known { format!("{}{more}", day_count(*half_days)) } else { String::new() }],
            }
        });
        let title = format!("School days of exclusion by term: {} in all", day_count(all));
        let chart = Chart { title: &title, groups: groups.collect(), series: &["days"] };
        pictures.insert("exclusions".to_owned(), chart.svg());
        let said = terms.iter().map(|(term, (half_days, permanent, is_answered))| match permanent {
            _ if !is_known(&(*half_days, *permanent, *is_answered)) => format!("{term} not known"),
            0 => format!("{term} {}", days(*half_days)),
            permanent => format!("{term} {} and {}", days(*half_days), number(*permanent, "permanent exclusion")),
        });
        let said: Vec<_> = said.collect();
        Some(format!("School days of exclusion by term: {}; {} in all.", said.join("; "), days(all)))
    }

    /// The persistently and the severely absent at the last visits.
    pub(super) fn absence_chart(&self, pictures: &mut BTreeMap<String, String>) -> Option<String> {
        const VISITS: usize = 6;
        let PackSources { school, visit, policy, .. } = *self.sources;
        let mut visits: Vec<_> =
            school.visits_not_cancelled().filter(|other| *other.record.date < self.day()).collect();
        visits.push(visit);
        visits.sort_by_key(|other| other.record.date);
        // A visit whose absence is not known keeps its place, without bars.
        let counts = visits.into_iter().map(|other| {
            let is_known = pro_forma_of(school, other).is_some_and(|filed| filed.record.absence.is_some());
            let absence = is_known.then(|| review(school, other, policy).absence);
            (*other.record.date, absence.map(|absence| (absence.persistent.len() as u64, absence.severe as u64)))
        });
        let mut counts: Vec<_> = counts.collect();
        let skipped = counts.len().saturating_sub(VISITS);
        counts.drain(..skipped);
        if counts.iter().all(|(_, counted)| counted.is_none()) {
            return None;
        }
        let groups = counts.iter().map(|(day, counted)| {
            let bars: Vec<_> = match counted {
                Some((persistent, severe)) => vec![Some(*persistent), Some(*severe)],
                None => vec![None, None],
            };
            let shown = |bar: &Option<u64>| bar.map(|count| count.to_string()).unwrap_or_default();
            Group { label: short_day(*day), shown: bars.iter().map(shown).collect(), bars }
        });
        let series = ["persistently absent", "severely absent"];
        let chart = Chart { title: "Absent children at each visit", groups: groups.collect(), series: &series };
        pictures.insert("absence".to_owned(), chart.svg());
        let said = counts.iter().map(|(day, counted)| match counted {
            Some((persistent, severe)) => format!("{} {persistent}, {severe} of them severely", short_day(*day)),
            None => format!("{} not known", short_day(*day)),
        });
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
