//! The letter after a visit: what was decided and agreed.

use chrono::NaiveDate;

use super::model::*;
use super::sources::{Letter, LetterSources, NoLetter};
use super::words::{date, sentence};
use crate::pack::build::{PackSources, reviewed};
use crate::pack::ready::Audience;
use crate::procedure::Child;
use crate::procedure::review::name_of;
use crate::record::visit::{DecidedAction, Decision, Threshold, Visit, VisitStatus};
use crate::school::NoVisit;
use crate::words::{capitalised, long_day};

impl LetterSources<'_> {
    pub(super) fn decisions(&self) -> Result<Letter, NoLetter> {
        let visit = match self.visit {
            Some(day) => self.visit_on(day)?,
            None => {
                let held = self.school.visits_not_cancelled().filter(|visit| visit.record.status == VisitStatus::Held);
                let last = held.filter(|visit| *visit.record.date <= self.date).max_by_key(|visit| visit.record.date);
                // A record of a day to come is not that of a visit that was held.
                let taken = last.map(|visit| *visit.record.date);
                let may_be_meant = |day: NaiveDate| day <= self.date && taken.is_none_or(|taken| day > taken);
                if let Some((_, file)) = self.school.unread_without_a_visit().find(|(day, _)| may_be_meant(*day)) {
                    return Err(NoVisit::Unread { file: file.to_owned(), taken }.into());
                }
                last.ok_or_else(|| {
                    NoLetter::new(
                        format!("{} has no visit that was held", self.school.path),
                        "Write `status: held` and the decisions in the visit's record first.",
                    )
                })?
            }
        };
        let (record, day) = (&visit.record, *visit.record.date);
        if record.status != VisitStatus::Held || day > self.date {
            return Err(NoLetter::new(
                format!("the visit on {} is not held yet", long_day(day)),
                format!("Write `status: held` and the decisions in {} first.", visit.path),
            ));
        }
        let mut letter = self.letter(Some(visit), "other", format!("SPOC visit on {}: decisions", date(day)))?;
        letter.name = format!("decisions of {}", day.format("%-d %B"));
        let mail = [];
        let pack = PackSources {
            school: self.school,
            visit,
            policy: self.policy,
            deadlines: &[],
            mail: &mail,
            predecessor: None,
            problems: (0, 0),
            today: self.date,
            audience: Audience::School,
        };
        let children = reviewed(&pack).into_iter().map(|(child, [statutory, early_help])| LetterChildModel {
            name: child.name,
            year: child.year,
            upn: child.upn,
            statutory_intervention: statutory.map(decision),
            early_help_referral: early_help.map(decision),
        });
        let children: Vec<_> = children.collect();
        let is_open =
            |child: &&LetterChildModel| child.statutory_intervention.is_none() || child.early_help_referral.is_none();
        let undecided = children.iter().filter(is_open).count();
        if undecided > 0 {
            let (child, have) = if undecided == 1 { ("child", "has") } else { ("children", "have") };
            letter.to_do.push(format!(
                "{undecided} {child} of the review {have} no decision on record, and the text says so: complete {} first.",
                visit.path
            ));
        }
        if record.written_up.is_none() {
            letter.to_do.push(format!("The visit is not recorded as written up: `written_up:` of {}.", visit.path));
        }
        letter.model.outcome = Some(OutcomeModel {
            children,
            actions: self.actions(record),
            advice: record
                .advice
                .iter()
                .map(|one| LetterAdviceModel { topic: capitalised(one.topic.title()), note: sentence(&one.note) })
                .collect(),
            next_visit: self.next_visit(day)?,
            closes: self.file.closed.is_some(),
        });
        Ok(letter)
    }

    fn actions(&self, visit: &Visit) -> Vec<LetterActionModel> {
        let mut actions: Vec<_> = visit.actions.iter().collect();
        actions.sort_by_key(|action| action.due);
        let model = |action: &crate::record::visit::Action| {
            let child = action.child.as_ref().map(|upn| {
                let name = name_of(self.school, &Child::of_row(upn, None)).filter(|_| !upn.is_code());
                name.map_or_else(|| upn.to_string(), ToString::to_string)
            });
            LetterActionModel {
                what: sentence(&action.what),
                who: action.who.to_string(),
                due: long_day(*action.due),
                done: action.done.filter(|done| **done <= self.date).map(|done| long_day(*done)),
                child,
            }
        };
        actions.into_iter().map(model).collect()
    }

    fn next_visit(&self, after: NaiveDate) -> Result<Option<NextVisitModel>, NoLetter> {
        let later = self.school.visits_not_cancelled().filter(|visit| {
            let day = *visit.record.date;
            visit.record.status == VisitStatus::Planned && day > after && day >= self.date
        });
        let Some(next) = later.min_by_key(|visit| visit.record.date) else { return Ok(None) };
        let day = *next.record.date;
        let by = self.policy.calendar.working_days_before(day, self.policy.deadlines.pro_forma_sent.0)?;
        Ok(Some(NextVisitModel {
            day: long_day(day),
            time: next.record.time.map(|time| time.to_string()),
            pro_forma_by: Some(by).filter(|by| *by >= self.date).map(long_day),
        }))
    }
}

fn decision(made: &Decision) -> LetterDecisionModel {
    LetterDecisionModel {
        threshold: match made.threshold {
            Threshold::Met => "the threshold is met",
            Threshold::NotMet => "the threshold is not met",
            Threshold::Unsure => "it is not yet clear whether the threshold is met",
        }
        .to_owned(),
        action: match made.action {
            DecidedAction::Refer => "a referral is to be made",
            DecidedAction::Monitor => "the position is to be monitored",
            DecidedAction::None => "no action is to be taken",
        }
        .to_owned(),
        reason: made.reason.as_deref().map(sentence),
    }
}
