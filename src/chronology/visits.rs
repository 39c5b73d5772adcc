//! What visits decided on a child, what was agreed to be done, and texts of visits that name the child.

use super::entry::What;
use super::person::About;
use super::rows::why_in_review;
use super::teller::Teller;
use crate::procedure::review::review;
use crate::record::visit::{Decision, Visit, VisitStatus};
use crate::school::Filed;
use crate::words::{listed, short_day};

impl Teller<'_> {
    /// Everything that the school's visits say.
    pub(super) fn visits(&mut self) {
        let school = self.school;
        if let Some(filed) = &school.file
            && let Some(note) = filed.record.note.as_deref().filter(|note| self.spoken.is_in(note))
        {
            self.mention(None, "Named in school.yaml".to_owned(), note, self.place(filed, "/note"));
        }
        for filed in &school.visits {
            let has_row = self.decisions(filed);
            if !has_row && filed.record.status != VisitStatus::Cancelled {
                self.undecided(filed);
            }
            self.actions(filed);
            self.texts_of_visit(filed);
        }
    }

    fn decisions(&mut self, filed: &Filed<Visit>) -> bool {
        let visit = &filed.record;
        let mut is_named = false;
        for (number, row) in visit.children.iter().enumerate() {
            let Some(about) = self.person.of_row(&row.upn, row.name.as_ref()) else {
                let reason = |decision: &Option<Decision>| {
                    decision.as_ref().and_then(|one| one.reason.as_deref().map(str::to_owned))
                };
                let texts = [
                    reason(&row.statutory_intervention),
                    reason(&row.early_help_referral),
                    row.note.as_deref().map(str::to_owned),
                ];
                let shared = self.spoken.shared_with(Some(&row.upn), row.name.as_deref());
                for text in texts.into_iter().flatten() {
                    let place = self.place(filed, &format!("/children/{number}"));
                    self.mention_of_another(Some(*visit.date), &text, place, &shared);
                }
                continue;
            };
            is_named |= about == About::Surely;
            let title = match visit.status {
                VisitStatus::Held => "Reviewed at the visit",
                VisitStatus::Planned => "To be reviewed at the visit",
                VisitStatus::Cancelled => "In the record of a visit that was cancelled",
            };
            let mut entry = self.entry(Some(*visit.date), What::Decision, title.to_owned(), about);
            entry.time = visit.time.map(|time| time.0);
            let why: Vec<_> = row.why.iter().map(|why| why.title()).collect();
            entry.say("Why", listed(&why));
            entry.say("Statutory intervention", self.decision(row.statutory_intervention.as_ref()));
            entry.say("Referral to early help", self.decision(row.early_help_referral.as_ref()));
            entry.say("Note", self.text(row.note.as_deref()));
            entry.places.push(self.place(filed, &format!("/children/{number}")));
            if let Some(year) = row.year {
                self.note_year(year, Some(*visit.date), &entry);
            }
            self.push(entry);
        }
        is_named
    }

    fn decision(&self, decision: Option<&Decision>) -> String {
        let Some(decision) = decision else { return "no decision recorded".to_owned() };
        let reason = self.text(decision.reason.as_deref());
        let reason = if reason.is_empty() { reason } else { format!(": {reason}") };
        format!("{}, {}{reason}", decision.threshold.title(), decision.action.title())
    }

    /// A child of the review on whom the visit's record says nothing.
    fn undecided(&mut self, filed: &Filed<Visit>) {
        let (school, policy) = (self.school, self.policy);
        let reviewed = review(school, filed, policy);
        let why = why_in_review(&reviewed, |upn, name| self.person.of_row(upn, name));
        if why.is_empty() {
            return;
        }
        let title = match filed.record.status {
            VisitStatus::Held => "In the review of the visit, without a decision in its record",
            _ => "In the review of the visit to come",
        };
        let mut entry = self.entry(Some(*filed.record.date), What::Decision, title.to_owned(), About::Surely);
        entry.say("Why", listed(&why));
        entry.places.push(self.place(filed, ""));
        self.push(entry);
    }

    fn actions(&mut self, filed: &Filed<Visit>) {
        for (number, action) in filed.record.actions.iter().enumerate() {
            let about = match &action.child {
                Some(upn) => {
                    let shared = self.spoken.shared_with(Some(upn), None);
                    self.person.of_row(upn, None).or_else(|| self.spoken.in_text_of(&action.what, &shared))
                }
                None => self.spoken.in_text(&action.what).or_else(|| self.spoken.in_person(&action.who)),
            };
            let Some(about) = about else { continue };
            let what = self.text(Some(&action.what));
            let mut entry = self.entry(Some(*filed.record.date), What::Action, format!("Agreed: {what}"), about);
            // It comes after the decisions of the same visit.
            entry.time = filed.record.time.map(|time| time.0);
            entry.say("Who", self.text(Some(&action.who)));
            let done = action.done.map_or("not done".to_owned(), |day| format!("done on {}", short_day(*day)));
            entry.say("Due", format!("{}, {done}", short_day(*action.due)));
            entry.places.push(self.place(filed, &format!("/actions/{number}")));
            self.push(entry);
        }
    }

    fn texts_of_visit(&mut self, filed: &Filed<Visit>) {
        let visit = &filed.record;
        let named = [
            ("/general_issues", &visit.general_issues),
            ("/note", &visit.note),
            ("/cancelled_because", &visit.cancelled_because),
        ];
        let mut texts: Vec<_> =
            named.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text.as_deref()?))).collect();
        texts.extend(
            visit.checks.iter().filter_map(|checks| Some(("/checks/note".to_owned(), checks.note.as_deref()?))),
        );
        texts.extend(
            visit.advice.iter().enumerate().map(|(number, advice)| (format!("/advice/{number}/note"), &*advice.note)),
        );
        texts.retain(|(_, text)| self.spoken.is_in(text));
        for (field, text) in texts {
            let what = format!("Named in the record of the visit on {}", short_day(*visit.date));
            self.mention(Some(*visit.date), what, text, self.place(filed, &field));
        }
    }
}
