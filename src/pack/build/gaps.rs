//! What stands in the way of a good visit.

use super::builder::{Builder, steps};
use super::words::state_words;
use crate::pack::model::ChildModel;
use crate::procedure::deadlines::{State, Step};
use crate::record::visit::VisitStatus;
use crate::words::{capitalised, children, listed, number, short_day};

impl Builder<'_> {
    pub(super) fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let school = self.sources.school;
        if self.record().status == VisitStatus::Cancelled {
            gaps.push("This visit was cancelled.".to_owned());
        }
        let may_be_unread = school.may_be_unread(self.day());
        if self.review.pro_forma.is_none() {
            let why =
                if may_be_unread { "a file of that day cannot be read, which may be it" } else { "none is on file" };
            gaps.push(format!(
                "There is no pro forma for this visit: {why}. Absence, risk, managed moves and placements are not known; the exclusions \
                 on file still count."
            ));
        }
        let is_sent = self.pro_forma().and_then(|record| record.sent).is_some_and(|day| *day <= self.sources.today);
        for step in steps(self.sources).into_iter().filter(|one| !one.state.is_done()) {
            let is_left_out = match step.step {
                // What has not been sent cannot come back: one line says both.
                Step::ProFormaReturned => !is_sent && step.state == State::Upcoming,
                // The checks are the team's own.
                Step::ChecksDone => !self.is_internal(),
                _ => false,
            };
            if is_left_out {
                continue;
            }
            let what = capitalised(step.step.words().not_done);
            gaps.push(format!("{what} ({}: {}).", short_day(step.due), state_words(step)));
        }
        if self.review.pro_forma.is_some_and(|filed| filed.record.returned.is_some() && filed.record.absence.is_none())
        {
            gaps.push("The pro forma came back without any absence: persistent absence is not known.".to_owned());
        }
        gaps.extend(self.unanswered());
        if self.is_held() {
            let undecided = self.children().iter().filter(|child| !is_decided(child)).count();
            if undecided > 0 {
                gaps.push(format!("{} of this review without both decisions.", capitalised(&children(undecided))));
            }
        }
        if self.spoc().is_none() {
            gaps.push("No SPOC is named for this school.".to_owned());
        }
        if self.is_internal() {
            if !school.unread.is_empty() || school.folder_unread {
                let folder = if school.folder_unread { " A folder cannot be read, either." } else { "" };
                let records = number(school.unread.len(), "record");
                gaps.push(format!(
                    "{records} of this school cannot be read and so {} not in this pack.{folder}",
                    if school.unread.len() == 1 { "is" } else { "are" }
                ));
            }
            gaps.extend(self.unknown_predecessor());
            let (errors, warnings) = self.sources.problems;
            let counts: Vec<_> = [(errors, "error"), (warnings, "warning")]
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, noun)| number(count, noun))
                .collect();
            if !counts.is_empty() {
                gaps.push(format!("The records of this school have {} to be put right.", listed(&counts)));
            }
        }
        gaps
    }
}

fn is_decided(child: &ChildModel) -> bool {
    child.statutory_intervention.made && child.early_help_referral.made
}
