//! Writes the review of a visit: for people, with its arithmetic, and for programs.

use std::collections::BTreeSet;
use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::excerpt::plain;
use crate::policy::Policy;
use crate::procedure::deadlines::Step;
use crate::procedure::exclusions::CountedExclusion;
use crate::procedure::review::{AbsenceReview, Absent, ExcludedChild, Review, name_of};
use crate::procedure::{Child, pro_forma_of};
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::{ProForma, Question};
use crate::record::values::SchoolYear;
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, School};
use crate::words::{capitalised, children, days, listed, number, ordinal, short_day as spoken, year_group};

/// A review with what it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Reviewed<'a> {
    /// The school.
    pub school: &'a School,
    /// The visit.
    pub visit: &'a Filed<Visit>,
    /// The policy.
    pub policy: &'a Policy,
    /// The review itself.
    pub review: &'a Review<'a>,
    /// The day that counts as today.
    pub today: NaiveDate,
}

/// Writes a review as one JSON object (records.md, section 8).
pub fn write_json(out: &mut impl Write, reviewed: &Reviewed<'_>) -> io::Result<()> {
    let Reviewed { school, visit, policy, review, .. } = reviewed;
    let term = |place: usize| policy.calendar.terms().get(place).map_or("", |term| term.name());
    let absence = &review.absence;
    let selected: Vec<_> = absence
        .selected()
        .iter()
        .map(|one| json!({"upn": one.row.upn.as_str(), "absence_percent": percent(one)}))
        .collect();
    let exclusions: Vec<_> = review
        .exclusions
        .iter()
        .map(|one| {
            // Two terms of one name have one entry, with the sum of both, so that the numbers still add up.
            let mut by_term = Map::new();
            for (place, half_days) in &one.by_term {
                let sum = by_term.entry(term(*place)).or_insert_with(|| Value::from(0));
                *sum = Value::from(sum.as_u64().unwrap_or(0) + half_days);
            }
            json!({"upn": one.child.upn.as_str(), "half_days": one.half_days, "permanent": one.permanent, "by_term": by_term})
        })
        .collect();
    let duty: Vec<_> = review
        .duty
        .iter()
        .map(|(one, because)| {
            json!({
                "upn": one.child.upn.as_str(),
                "from": one.from,
                "type": one.kind.as_str(),
                "because": because.as_str(),
                "told_authority": one.told_authority,
            })
        })
        .collect();
    let object = json!({
        "school": school.folder,
        "urn": school.file.as_ref().map(|file| file.record.urn.to_string()),
        "visit": *visit.record.date,
        "window": review.window.clone().map(term).collect::<Vec<_>>(),
        "persistent_absence": {"count": absence.persistent.len(), "severe": absence.severe, "selected": selected},
        "exclusions": exclusions,
        "risk": review.risk.iter().map(|child| child.upn.as_str()).collect::<Vec<_>>(),
        "duty": duty,
    });
    serde_json::to_writer_pretty(&mut *out, &object).map_err(io::Error::from)?;
    writeln!(out)
}

/// A rate in per cent with one decimal. The tenths were reckoned exactly; this is the nearest number to them.
#[allow(clippy::cast_precision_loss, reason = "tenths of a per cent are few; this is output, not reckoning")]
fn percent(one: &Absent<'_>) -> f64 {
    one.per_mille() as f64 / 10.0
}

/// Writes a review for people.
pub fn write_text(out: &mut impl Write, reviewed: &Reviewed<'_>) -> io::Result<()> {
    let text = Text { reviewed };
    text.head(out)?;
    text.absence(out)?;
    text.exclusions(out)?;
    text.risk(out)?;
    text.duty(out)?;
    if let Some(pro_forma) = reviewed.review.pro_forma {
        text.moves(out, &pro_forma.record)?;
        text.alternative_provision(out, &pro_forma.record)?;
        text.missing(out, &pro_forma.record)?;
    }
    text.changes(out)
}

struct Text<'a> {
    reviewed: &'a Reviewed<'a>,
}

impl Text<'_> {
    fn head(&self, out: &mut impl Write) -> io::Result<()> {
        let Reviewed { school, visit, review, policy, today } = self.reviewed;
        let bold = anstyle::Style::new().bold();
        let name = school.file.as_ref().map_or(school.folder.as_str(), |file| &file.record.name);
        let day = visit.record.date.format("%A %-d %B %Y");
        writeln!(out, "{bold}{}: visit on {day}{bold:#}", plain(name))?;
        let status = visit.record.status.title();
        writeln!(out, "The visit is {status}. {}", self.pro_forma_line())?;
        let names: Vec<_> = policy
            .calendar
            .terms()
            .get(review.window.clone())
            .unwrap_or_default()
            .iter()
            .map(|term| term.name())
            .collect();
        match names.as_slice() {
            [] => writeln!(out, "No term of policy.toml lies on or before the visit, so that no exclusion counts.")?,
            names => {
                let wanted = policy.review.window_terms.0;
                let few = if names.len() < wanted as usize {
                    format!(
                        " policy.toml holds no earlier term: {} of {wanted} count, and exclusions before them do not.",
                        names.len()
                    )
                } else {
                    String::new()
                };
                writeln!(out, "Exclusions count in {}.{few}", plain(&listed(names)))?;
            }
        }
        if !school.unread.is_empty() || school.folder_unread {
            let folder = if school.folder_unread { " A folder cannot be read, either." } else { "" };
            let count = number(school.unread.len(), "record");
            writeln!(
                out,
                "{count} of this school cannot be read and do not count here: `spoc validate` names them.{folder}"
            )?;
        }
        if visit.record.status != VisitStatus::Held && *visit.record.date >= *today && visit.record.checks.is_none() {
            writeln!(out, "{}.", capitalised(Step::ChecksDone.words().not_done))?;
        }
        Ok(())
    }

    fn pro_forma_line(&self) -> String {
        let on = |day: Option<crate::record::values::Date>| day.map(|day| spoken(*day));
        match self.reviewed.review.pro_forma {
            None if self.reviewed.school.may_be_unread(*self.reviewed.visit.record.date) => {
                "A file of that day cannot be read, which may be its pro forma: absence, risk, moves and placements are not known.".to_owned()
            }
            None => "There is no pro forma for it: absence, risk, moves and placements are not known; the exclusions still count.".to_owned(),
            Some(pro_forma) => match (on(pro_forma.record.returned), on(pro_forma.record.sent)) {
                (Some(returned), _) => format!("The pro forma came back on {returned}."),
                (None, Some(sent)) => format!("The pro forma was sent on {sent} and has not come back."),
                (None, None) => format!("{}.", capitalised(Step::ProFormaSent.words().not_done)),
            },
        }
    }

    fn absence(&self, out: &mut impl Write) -> io::Result<()> {
        let AbsenceReview { persistent, severe, top, selected } = &self.reviewed.review.absence;
        if self.reviewed.review.pro_forma.is_none() {
            return Ok(());
        }
        heading(out, "Persistently absent")?;
        if persistent.is_empty() {
            let known = self.reviewed.review.pro_forma.is_some_and(|filed| filed.record.absence.is_some());
            return writeln!(out, "  {}", if known { "None." } else { "Not known: the pro forma gives no absence." });
        }
        let percent = self.reviewed.policy.review.top_percent.0;
        let share = persistent.len() as u64 * u64::from(percent);
        let rounded = match share % 100 {
            0 => String::new(),
            rest => format!(" ({}.{} rounded up)", share / 100, trimmed(rest)),
        };
        let ties = if selected > top {
            format!("; with those who tie with the last of them, {selected}")
        } else {
            String::new()
        };
        writeln!(
            out,
            "  {}, {severe} of them severely. The top {percent}% is {top}{rounded}{ties}.",
            children(persistent.len())
        )?;
        for (place, one) in self.reviewed.review.absence.selected().iter().enumerate() {
            let rank = persistent.iter().position(|other| other.compare_rate(one).is_eq()).unwrap_or(place) + 1;
            let severe = if one.missed * 2 >= one.possible { ", severe" } else { "" };
            let tied = persistent.iter().filter(|other| other.compare_rate(one).is_eq()).count() > 1;
            let rank = format!("{}{}", if tied { "joint " } else { "" }, ordinal(rank));
            writeln!(
                out,
                "  {}\n      {} of {} sessions, {}.{}%{severe}; {rank} of {} persistently absent",
                self.child(&Child::new(&one.row.upn, &one.row.name), Some(one.row.year)),
                one.missed,
                one.possible,
                one.per_mille() / 10,
                one.per_mille() % 10,
                persistent.len(),
            )?;
        }
        Ok(())
    }

    fn exclusions(&self, out: &mut impl Write) -> io::Result<()> {
        heading(out, "Exclusions at the threshold")?;
        if self.reviewed.review.exclusions.is_empty() {
            return writeln!(out, "  None.");
        }
        for one in &self.reviewed.review.exclusions {
            writeln!(out, "  {}\n      {}", self.child(&one.child, Some(one.year)), self.half_days(one))?;
        }
        Ok(())
    }

    fn half_days(&self, one: &ExcludedChild) -> String {
        let term = |place: usize| self.reviewed.policy.calendar.terms().get(place).map_or("", |term| term.name());
        let by_term: Vec<_> =
            one.by_term.iter().map(|(place, half_days)| format!("{} {half_days}", term(*place))).collect();
        let by_term = if by_term.is_empty() { String::new() } else { format!(" ({})", by_term.join(", ")) };
        let years = if one.year <= SchoolYear::Year(6) { "to year 6" } else { "from year 7" };
        let permanent = if one.permanent { "permanently excluded; " } else { "" };
        plain(&format!(
            "{permanent}{}{by_term}; {years} the threshold is {} ({})",
            number(one.half_days, "half-day"),
            one.threshold,
            days(one.threshold),
        ))
    }

    fn risk(&self, out: &mut impl Write) -> io::Result<()> {
        if self.reviewed.review.pro_forma.is_none() {
            return Ok(());
        }
        heading(out, "At imminent risk of permanent exclusion")?;
        if self.reviewed.review.risk.is_empty() {
            return self.none(out, Question::RiskOfPermanentExclusion);
        }
        let rows = self
            .reviewed
            .review
            .pro_forma
            .into_iter()
            .flat_map(|filed| filed.record.risk_of_permanent_exclusion.iter());
        for child in &self.reviewed.review.risk {
            let row = rows.clone().find(|row| child.is(&row.upn, Some(&row.name)));
            writeln!(out, "  {}", self.child(child, row.map(|row| row.year)))?;
            if let Some(row) = row {
                writeln!(out, "      {}", plain(row.evidence.trim()))?;
            }
        }
        Ok(())
    }

    fn duty(&self, out: &mut impl Write) -> io::Result<()> {
        heading(out, "Exclusions of which the authority must be told without delay")?;
        if self.reviewed.review.duty.is_empty() {
            return writeln!(out, "  None.");
        }
        for (one, because) in &self.reviewed.review.duty {
            let because = because.as_str().replace('-', " ");
            writeln!(out, "  {} ({because})\n      {}", self.exclusion(one), self.told(one))?;
        }
        Ok(())
    }

    fn exclusion(&self, one: &CountedExclusion) -> String {
        let amount = match one.kind {
            ExclusionType::FixedTerm => format!(", {}", days(one.half_days)),
            ExclusionType::Lunchtime => {
                format!(", {}", number(one.half_days, "lunchtime"))
            }
            ExclusionType::Permanent => String::new(),
        };
        format!("{}: {} from {}{amount}", self.child(&one.child, None), one.kind.as_str(), spoken(one.from))
    }

    fn told(&self, one: &CountedExclusion) -> String {
        let policy = self.reviewed.policy;
        let due = policy.calendar.working_days_after(one.from, policy.deadlines.tell_authority.0).ok();
        let by = due.map(|due| format!(" (by {})", spoken(due))).unwrap_or_default();
        let told = one.told_authority.filter(|told| *told <= self.reviewed.today);
        match (told, due) {
            (Some(told), Some(due)) if told <= due => format!("told on {}, in time{by}", spoken(told)),
            (Some(told), _) => format!("told on {}, late{by}", spoken(told)),
            (None, Some(due)) if self.reviewed.today <= due => format!("not told yet{by}"),
            (None, _) => format!("not told{by}: ask the head to tell the authority"),
        }
    }

    fn moves(&self, out: &mut impl Write, pro_forma: &ProForma) -> io::Result<()> {
        heading(out, "Managed moves")?;
        let Some(moves) = pro_forma.managed_moves.as_ref().filter(|_| pro_forma.answers(Question::ManagedMoves)) else {
            return self.none(out, Question::ManagedMoves);
        };
        let started = moves.moves.iter().filter(|one| one.started.is_some()).count();
        let requested = match &moves.requested {
            Some(requested) => {
                format!("{} requested internally, {} externally", requested.internally.0, requested.externally.0)
            }
            None => "how many were requested is not said".to_owned(),
        };
        let agreed = if moves.moves.is_given() {
            format!("{} agreed, {started} of them started", moves.moves.len())
        } else {
            "which were agreed is not said".to_owned()
        };
        writeln!(out, "  {requested}; {agreed}.")?;
        for one in moves.moves.iter() {
            let started = one.started.map_or("not started".to_owned(), |day| format!("started {}", spoken(*day)));
            let child = self.child(&Child::new(&one.upn, &one.name), Some(one.year));
            let schools = plain(&format!("{} to {}", &*one.from_school, &*one.to_school));
            writeln!(out, "  {child}\n      {schools}; agreed {}, {started}", spoken(*one.agreed))?;
        }
        Ok(())
    }

    fn alternative_provision(&self, out: &mut impl Write, pro_forma: &ProForma) -> io::Result<()> {
        heading(out, "In alternative provision while on roll")?;
        let on_roll: Vec<_> = pro_forma.alternative_provision.iter().filter(|one| one.on_roll.0).collect();
        if on_roll.is_empty() {
            return self.none(out, Question::AlternativeProvision);
        }
        for one in on_roll {
            let ended = one.until.is_some_and(|until| *until < self.reviewed.today);
            let review = match one.review {
                _ if ended => "it has ended".to_owned(),
                Some(day) if *day < self.reviewed.today => format!("review overdue since {}", spoken(*day)),
                Some(day) => format!("review on {}", spoken(*day)),
                None => "no review is planned".to_owned(),
            };
            let until = one.until.map(|day| format!(" until {}", spoken(*day))).unwrap_or_default();
            let child = self.child(&Child::new(&one.upn, &one.name), Some(one.year));
            writeln!(out, "  {child}\n      {} from {}{until}; {review}", plain(&one.provider), spoken(*one.from))?;
        }
        Ok(())
    }

    fn missing(&self, out: &mut impl Write, pro_forma: &ProForma) -> io::Result<()> {
        heading(out, "Missing from education")?;
        if pro_forma.missing_from_education.is_empty() {
            return self.none(out, Question::MissingFromEducation);
        }
        for one in pro_forma.missing_from_education.iter() {
            let told = one
                .told_authority
                .map_or("the authority has not been told".to_owned(), |day| format!("authority told {}", spoken(*day)));
            let child = self.child(&Child::new(&one.upn, &one.name), Some(one.year));
            writeln!(out, "  {child}\n      last seen {}; {told}", spoken(*one.last_seen))?;
        }
        Ok(())
    }

    /// Writes what differs from the pro forma of the last visit before this one.
    fn changes(&self, out: &mut impl Write) -> io::Result<()> {
        let Reviewed { school, visit, review, policy, .. } = self.reviewed;
        let Some(now) = review.pro_forma else { return Ok(()) };
        let earlier = school.visits_not_cancelled().filter(|other| other.record.date < visit.record.date);
        let earlier = earlier.filter_map(|other| Some((other, pro_forma_of(school, other)?)));
        heading(out, "Since the last visit")?;
        let Some((last, then)) = earlier.max_by_key(|(other, _)| other.record.date) else {
            return writeln!(out, "  There is no earlier visit with a pro forma to compare with.");
        };
        if now.record.absence.is_none() {
            let day = spoken(*last.record.date);
            return writeln!(out, "  The pro forma gives no absence yet that could be compared with that of {day}.");
        }
        let before = crate::procedure::review::review(school, last, policy);
        let on_roll = |pro_forma: &ProForma| pro_forma.absence.as_ref().map(|absence| absence.on_roll.0.to_string());
        let counts = [
            ("on roll", on_roll(&then.record), on_roll(&now.record)),
            (
                "persistently absent",
                Some(before.absence.persistent.len().to_string()),
                Some(review.absence.persistent.len().to_string()),
            ),
            ("severely absent", Some(before.absence.severe.to_string()), Some(review.absence.severe.to_string())),
        ];
        let unknown = || "not known".to_owned();
        let counts: Vec<_> = counts
            .into_iter()
            .map(|(what, then, now)| {
                format!("{what} {} → {}", then.unwrap_or_else(unknown), now.unwrap_or_else(unknown))
            })
            .collect();
        writeln!(out, "  Compared with {}: {}.", spoken(*last.record.date), counts.join(", "))?;
        let children = |review: &Review<'_>| -> BTreeSet<Child> {
            review
                .absence
                .persistent
                .iter()
                .map(|one| Child::new(&one.row.upn, &one.row.name))
                .chain(review.risk.iter().cloned())
                .collect()
        };
        let (then, now) = (children(&before), children(review));
        for (title, list) in [("New", now.difference(&then)), ("No longer", then.difference(&now))] {
            let list: Vec<_> = list.map(|child| self.child(child, None)).collect();
            if !list.is_empty() {
                writeln!(out, "  {title} among the absent and those at risk: {}.", list.join("; "))?;
            }
        }
        Ok(())
    }

    /// What it means that a pro forma names nobody: nobody, where it has come back and answers the question.
    fn none(&self, out: &mut impl Write, question: Question) -> io::Result<()> {
        let record = self.reviewed.review.pro_forma.map(|filed| &filed.record);
        match record.filter(|record| record.returned.is_some()) {
            None => writeln!(out, "  Not known: {}.", Step::ProFormaReturned.words().not_done),
            Some(record) if record.answers(question) => writeln!(out, "  None."),
            Some(_) => writeln!(out, "  Not answered in the pro forma."),
        }
    }

    fn child(&self, child: &Child, year: Option<SchoolYear>) -> String {
        let name = name_of(self.reviewed.school, child).map(|name| format!(" {}", &**name)).unwrap_or_default();
        let year = year.map(|year| format!(", {}", year_group(year))).unwrap_or_default();
        plain(&format!("{}{name}{year}", child.upn))
    }
}

fn heading(out: &mut impl Write, title: &str) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    writeln!(out, "\n{bold}{title}{bold:#}")
}

/// Hundredths as the digits after the point: `40` is `4`.
fn trimmed(hundredths: u64) -> String {
    let text = format!("{hundredths:02}");
    text.trim_end_matches('0').to_owned()
}
