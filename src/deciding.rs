//! The rows of a visit's `children`, made from its review: each child with the reasons, and the two decisions that are to be taken. Pure.

use std::collections::BTreeSet;

use crate::draft::Fields;
use crate::edit::{Change, Entry};
use crate::policy::Policy;
use crate::procedure::Child;
use crate::procedure::review::{Review, Undecided, name_of, review, undecided};
use crate::record::values::SchoolYear;
use crate::record::visit::{DecidedAction, Threshold, Visit, VisitStatus, Why};
use crate::school::{Filed, NoVisit, School};
use crate::tree::write_text;
use crate::words::{days, year_group};
use chrono::NaiveDate;

/// How a decision is written.
const HOW: &str = "# {threshold: met not-met unsure, action: refer monitor none, reason: why}";

/// A child of the review who lacks a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToDecide {
    /// The child, the row where it has one, and what is missing.
    pub undecided: Undecided,
    /// The name, where a record gives one.
    pub name: Option<String>,
    year: Option<SchoolYear>,
    why: Vec<Why>,
    /// Why the child is reviewed, in words without a name.
    pub reasons: String,
}

/// A decision that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whether the threshold is met.
    pub threshold: Threshold,
    /// What is done.
    pub action: DecidedAction,
    /// Why.
    pub reason: Option<String>,
}

/// The two decisions on a child, as far as they were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Statutory intervention by the authority.
    pub statutory: Option<Taken>,
    /// A referral to Family Early Help.
    pub early_help: Option<Taken>,
}

/// The visit whose decisions are meant: of the day that is named; else today's; else the last that was held, where it lacks decisions; else the next,
/// and where there is none the last.
pub fn visit_meant<'s>(
    school: &'s School,
    policy: &Policy,
    day: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<&'s Filed<Visit>, NoVisit> {
    let next = school.visit_meant(day, today)?;
    if day.is_some() || *next.record.date == today {
        return Ok(next);
    }
    let held = school.visits_not_cancelled().filter(|visit| visit.record.status == VisitStatus::Held);
    let last = held.filter(|visit| *visit.record.date < today).max_by_key(|visit| visit.record.date);
    let lacks = |visit: &&Filed<Visit>| !undecided(&review(school, visit, policy), &visit.record).is_empty();
    match last.filter(lacks) {
        Some(last) => {
            school.sure_of(Some(*last.record.date), today)?;
            Ok(last)
        }
        None => Ok(next),
    }
}

/// The children of a visit's review who lack a decision, in the order of the review.
#[must_use]
pub fn to_decide(school: &School, visit: &Filed<Visit>, policy: &Policy) -> Vec<ToDecide> {
    let review = review(school, visit, policy);
    let mut missing = undecided(&review, &visit.record);
    let order = in_order(&review);
    let place = |child: &Child| order.iter().position(|other| other == child).unwrap_or(order.len());
    missing.sort_by_key(|one| place(&one.child));
    missing.into_iter().map(|one| reasons_for(school, &review, one)).collect()
}

/// The children of a review, each once: the absent, the excluded, those at risk.
fn in_order(review: &Review<'_>) -> Vec<Child> {
    let absent = review.absence.selected().iter().map(|one| Child::new(&one.row.upn, &one.row.name));
    let excluded = review.exclusions.iter().map(|one| one.child.clone());
    let mut seen = BTreeSet::new();
    absent.chain(excluded).chain(review.risk.iter().cloned()).filter(|child| seen.insert(child.clone())).collect()
}

fn reasons_for(school: &School, review: &Review<'_>, undecided: Undecided) -> ToDecide {
    let child = &undecided.child;
    let (mut why, mut reasons, mut year) = (Vec::new(), Vec::new(), None);
    let absent = review.absence.selected().iter().find(|one| child.is(&one.row.upn, Some(&one.row.name)));
    if let Some(one) = absent {
        let rate = one.per_mille();
        why.push(Why::PersistentAbsence);
        reasons.push(format!("absent {} of {} sessions, {}.{}%", one.missed, one.possible, rate / 10, rate % 10));
        year = Some(one.row.year);
    }
    if let Some(one) = review.exclusions.iter().find(|one| one.child == *child) {
        why.push(Why::Exclusions);
        let permanent = if one.permanent { "permanent exclusion" } else { "" };
        let fixed = if one.half_days > 0 { format!("excluded {}", days(one.half_days)) } else { String::new() };
        let both = [permanent.to_owned(), fixed];
        reasons.extend(both.into_iter().filter(|part| !part.is_empty()));
        year = year.or(Some(one.year));
    }
    if review.risk.contains(child) {
        why.push(Why::RiskOfPermanentExclusion);
        reasons.push("at risk of permanent exclusion".to_owned());
        let rows = review.pro_forma.iter().flat_map(|form| form.record.risk_of_permanent_exclusion.iter());
        let mut of_child = rows.filter(|row| child.is(&row.upn, Some(&row.name))).map(|row| row.year);
        year = year.or(of_child.next_back());
    }
    let name = name_of(school, child).map(ToString::to_string);
    ToDecide { name, year, why, reasons: reasons.join("; "), undecided }
}

impl ToDecide {
    /// Who it is, in a line for the team.
    #[must_use]
    pub fn who(&self) -> String {
        let name = self.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
        let year = self.year.map(|year| format!(", {}", year_group(year))).unwrap_or_default();
        format!("{}{name}{year}", self.undecided.child.upn)
    }

    /// What is to be written for the child: a row, where it has none; in one that is there the decisions that are missing and were taken.
    #[must_use]
    pub fn changes(&self, decisions: &Decisions) -> Vec<Change> {
        let Some(row) = self.undecided.row else {
            return vec![Change::Add { list: "/children".to_owned(), entry: self.row(decisions) }];
        };
        let missing = [
            ("statutory_intervention", self.undecided.statutory, &decisions.statutory),
            ("early_help_referral", self.undecided.early_help, &decisions.early_help),
        ];
        let taken = missing.into_iter().filter(|(_, is_missing, _)| *is_missing);
        taken
            .filter_map(|(name, _, taken)| {
                Some(Change::set(format!("/children/{row}/{name}"), taken.as_ref()?.written().flow()))
            })
            .collect()
    }

    fn row(&self, decisions: &Decisions) -> Entry {
        let why: Vec<_> = self.why.iter().map(|why| why.as_str()).collect();
        let fields = Fields::default()
            .plain("upn", Some(&self.undecided.child.upn))
            .text("name", self.name.as_deref())
            .plain("year", self.year)
            .plain("why", Some(format!("[{}]", why.join(", "))));
        let taken = |taken: &Option<Taken>| taken.as_ref().map(|taken| taken.written().flow()).unwrap_or_default();
        let fields = fields
            .plain("statutory_intervention", Some(taken(&decisions.statutory)))
            .plain("early_help_referral", Some(taken(&decisions.early_help)));
        let flow = fields.flow();
        let commented = |line: String| match line.as_str() {
            line if line.starts_with("why: ") => vec![format!("{line}   # {}", self.reasons)],
            // How a decision is written stands above it: behind it, the end of a reason would look cut off.
            "statutory_intervention: " => vec![HOW.to_owned(), "statutory_intervention:".to_owned()],
            "early_help_referral: " => vec!["early_help_referral:".to_owned()],
            line => vec![line.to_owned()],
        };
        Entry { lines: fields.lines().into_iter().flat_map(commented).collect(), flow }
    }
}

impl Taken {
    fn written(&self) -> Fields {
        let reason = self.reason.as_deref().map(write_text);
        Fields::default()
            .plain("threshold", Some(self.threshold.as_str()))
            .plain("action", Some(self.action.as_str()))
            .plain("reason", reason)
    }
}
