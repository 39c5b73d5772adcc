//! A child by what the school's records say: absence, exclusions in the terms that count, decisions, open actions.

use chrono::NaiveDate;

use crate::assist::open::Sheet;
use crate::escape::markdown;
use crate::policy::Policy;
use crate::procedure::Child;
use crate::procedure::exclusions::{CountedExclusion, count};
use crate::procedure::review::{is_persistent, name_of, threshold, window};
use crate::record::exclusion::ExclusionType;
use crate::record::values::{ChildName, Upn, Value as _};
use crate::record::visit::Decision;
use crate::school::School;
use crate::words::{days, listed, number, short_day, year_group};

/// Absences, decisions and the like are shown from so many records, the latest first.
const MOST: usize = 3;

/// The explanation of a UPN, or of the name of a child in a row; none where it is no right UPN or nothing is known.
pub(super) fn text(sheet: &Sheet<'_>, item: usize) -> Option<String> {
    let (sketch, school) = (&sheet.sketch, sheet.open.school?);
    let row = sketch.item(item).parent;
    let is_name = sketch.name(item).as_deref() == Some("name");
    let upn = if is_name { sketch.field_text(row, "upn") } else { sketch.text_of(item) }?;
    let upn = Upn::parse(upn.trim()).ok()?;
    let is_row = sketch.field(row, "upn").is_some();
    let name = sketch.field_text(row, "name").filter(|_| is_row).and_then(|name| ChildName::parse(name.trim()).ok());
    let child = Child::of_row(&upn, name.as_ref());
    let name = name.as_ref().or_else(|| name_of(school, &child));
    let day = sheet.own_day().unwrap_or(sheet.open.today);

    let mut lines = Vec::new();
    absence(school, &child, &mut lines);
    exclusions(school, sheet.open.policy, &child, day, &mut lines);
    decisions(school, &child, &mut lines);
    actions(school, &upn, &mut lines);
    let name = name.map(|name| format!("{} · ", markdown(name))).unwrap_or_default();
    let said =
        if lines.is_empty() { "No other record of the school names this child.".to_owned() } else { lines.join("\n") };
    Some(format!("**{name}{upn}**\n\n{said}"))
}

fn absence(school: &School, child: &Child, lines: &mut Vec<String>) {
    let mut forms: Vec<_> = school.pro_formas.iter().map(|filed| &filed.record).collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.visit));
    let rows = forms.iter().flat_map(|form| {
        let rows = form.absence.iter().flat_map(|absence| absence.children.iter());
        rows.filter(|row| child.is(&row.upn, Some(&row.name))).map(|row| (*form.visit, row))
    });
    for (visit, row) in rows.take(MOST) {
        let (missed, possible) =
            (u64::from(row.authorised.0) + u64::from(row.unauthorised.0), u64::from(row.possible.0));
        let rate = percent(missed, possible).unwrap_or_else(|| "no figures".to_owned());
        let what = absence_word(missed, possible);
        lines.push(format!(
            "- Absence: {rate}, {missed} of {} missed{what} (pro forma of {})",
            number(possible, "session"),
            short_day(visit)
        ));
    }
}

/// Sessions missed as a percentage to one decimal, half up; none where none were possible.
pub(in crate::assist) fn percent(missed: u64, possible: u64) -> Option<String> {
    let per_mille = (missed * 2_000 + possible).checked_div(possible * 2)?;
    Some(format!("{}.{}%", per_mille / 10, per_mille % 10))
}

/// What such an absence is called, after a comma; nothing where it is not persistent.
pub(in crate::assist) fn absence_word(missed: u64, possible: u64) -> &'static str {
    match is_persistent(missed, possible) {
        false => "",
        true if missed * 2 >= possible => ", severely absent",
        true => ", persistently absent",
    }
}

fn exclusions(school: &School, policy: &Policy, child: &Child, day: NaiveDate, lines: &mut Vec<String>) {
    let terms = policy.calendar.terms();
    let window = window(policy, day);
    let term_of =
        |one: &CountedExclusion| policy.calendar.term_or_last_before(one.from).filter(|term| window.contains(term));
    let counted: Vec<_> = count(school)
        .into_iter()
        .filter(|one| one.child == *child && one.from <= day && term_of(one).is_some())
        .collect();
    let Some(last) = counted.iter().max_by_key(|one| one.from) else { return };
    let by_term: Vec<_> = window
        .clone()
        .filter_map(|place| {
            let half_days: u64 =
                counted.iter().filter(|one| term_of(one) == Some(place)).map(|one| one.half_days).sum();
            let term = terms.get(place).filter(|_| half_days > 0)?;
            Some(format!("{} in {}", days(half_days), markdown(term.name())))
        })
        .collect();
    let half_days: u64 = counted.iter().map(|one| one.half_days).sum();
    let threshold = threshold(last.year, policy);
    let permanent = counted.iter().any(|one| one.kind == ExclusionType::Permanent);
    let stands = match (permanent, half_days >= threshold) {
        (true, _) => "this one is, as one of them is permanent",
        (false, true) => "this one is",
        (false, false) => "this one is not",
    };
    lines.push(format!(
        "- Exclusions in the terms that count: {}{}. From {} on a child in {} is reviewed: {stands}",
        days(half_days),
        if by_term.is_empty() { String::new() } else { format!(" ({})", listed(&by_term)) },
        days(threshold),
        year_group(last.year),
    ));
    let told = counted.iter().filter(|one| one.told_authority.is_none()).count();
    if told > 0 {
        lines.push(format!("- Of {} no record says when the authority was told", number(told, "exclusion")));
    }
}

fn decisions(school: &School, child: &Child, lines: &mut Vec<String>) {
    let mut visits: Vec<_> = school.visits.iter().map(|filed| &filed.record).collect();
    visits.sort_by_key(|visit| std::cmp::Reverse(visit.date));
    let rows = visits.iter().flat_map(|visit| {
        let rows = visit.children.iter().filter(|row| child.is(&row.upn, row.name.as_ref()));
        rows.map(|row| (*visit.date, row))
    });
    let words = |decision: &Option<Decision>| match decision {
        Some(decision) => format!("{}, {}", decision.threshold.title(), decision.action.title()),
        None => "not decided".to_owned(),
    };
    for (day, row) in rows.take(MOST) {
        lines.push(format!(
            "- Visit of {}: statutory intervention: {}; early help: {}",
            short_day(day),
            words(&row.statutory_intervention),
            words(&row.early_help_referral)
        ));
    }
}

fn actions(school: &School, upn: &Upn, lines: &mut Vec<String>) {
    let all = school.visits_not_cancelled().flat_map(|visit| visit.record.actions.iter());
    let mut open: Vec<_> = all.filter(|action| action.child.as_ref() == Some(upn) && action.done.is_none()).collect();
    open.sort_by_key(|action| action.due);
    for action in open.into_iter().take(MOST) {
        lines.push(format!(
            "- Open: {} ({}, by {})",
            markdown(&action.what),
            markdown(&action.who),
            short_day(*action.due)
        ));
    }
}
