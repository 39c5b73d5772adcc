//! What the school was asked and did not answer: "none" is said only where the school said so (records.md, section 10).

use super::builder::Builder;
use crate::pack::model::*;
use crate::procedure::deadlines::Step;
use crate::record::pro_forma::{ProForma, Question};
use crate::words::listed;

const NONE: &str = "None.";
const NOT_ANSWERED: &str = "Not answered in the pro forma.";

impl Builder<'_> {
    /// What it means where the pro forma says nothing: nothing, once it has come back; before that, it is not known.
    pub(super) fn none(&self) -> String {
        self.not_back().unwrap_or_else(|| NONE.to_owned())
    }

    /// What an empty list means, for each question.
    pub(super) fn none_of(&self) -> NoneModel {
        let of = |question: Question| self.not_back().unwrap_or_else(|| self.answer(question).to_owned());
        let exclusions = self.is_answered(Question::Exclusions);
        NoneModel {
            children: self.no_children(),
            not_told: match (exclusions, self.is_back()) {
                (true, _) => NONE,
                (false, true) => {
                    "None on file. Exclusions are not answered in the pro forma: ask the school whether there are any."
                }
                (false, false) => {
                    "None on file. The pro forma has not come back: ask the school whether there are others."
                }
            }
            .to_owned(),
            told: if exclusions { NONE } else { "None on file." }.to_owned(),
            risk: of(Question::RiskOfPermanentExclusion),
            moves: self.not_back().unwrap_or_else(|| self.no_moves().to_owned()),
            alternative_provision: of(Question::AlternativeProvision),
            missing_from_education: of(Question::MissingFromEducation),
        }
    }

    /// The sentence on the questions that the pro forma leaves open, once it is back.
    pub(super) fn unanswered(&self) -> Option<String> {
        let record = self.pro_forma().filter(|_| self.is_back())?;
        let open: Vec<_> = record.unanswered().map(title).collect();
        (!open.is_empty()).then(|| format!("Not answered in the pro forma: {}. Ask the school.", listed(&open)))
    }

    /// Whether nothing is known to have happened in a term where no exclusion of it is on file: a pro forma that is back answers for it. That is the
    /// pro forma of this visit, for each of its terms, or one of an earlier visit, for the terms that were over by then.
    pub(super) fn is_term_known(&self, term: usize) -> bool {
        let today = self.sources.today;
        let Some(until) = self.sources.policy.calendar.terms().get(term).map(|term| *term.to) else { return false };
        let answers = |record: &ProForma| {
            record.returned.is_some_and(|day| *day <= today) && record.answers(Question::Exclusions)
        };
        let earlier = self.sources.school.pro_formas.iter().map(|filed| &filed.record);
        self.pro_forma().is_some_and(answers)
            || earlier.filter(|record| until < *record.visit && *record.visit <= self.day()).any(answers)
    }

    /// Whether the pro forma says that there are no managed moves: none requested and none listed.
    pub(super) fn is_without_moves(&self) -> bool {
        let requested = self.pro_forma().and_then(|record| record.managed_moves.as_ref()?.requested.as_ref());
        requested.is_some_and(|requested| requested.internally.0 == 0 && requested.externally.0 == 0)
    }

    fn no_moves(&self) -> &'static str {
        let moves = self.pro_forma().and_then(|record| record.managed_moves.as_ref());
        match moves {
            Some(moves) if moves.moves.is_given() || self.is_without_moves() => NONE,
            Some(moves) if moves.requested.is_some() => "Which of them were agreed is not answered in the pro forma.",
            _ => NOT_ANSWERED,
        }
    }

    fn no_children(&self) -> String {
        if !self.is_back() {
            return "No child is for review by the exclusions on file; absence and risk are not known.".to_owned();
        }
        let is_open = |question: Question| !self.is_answered(question);
        let open: Vec<_> = [Question::Exclusions, Question::RiskOfPermanentExclusion]
            .into_iter()
            .filter(|question| is_open(*question))
            .map(title)
            .collect();
        let absence = self.pro_forma().is_none_or(|record| record.absence.is_none()).then_some("absence");
        let open: Vec<_> = absence.into_iter().chain(open).collect();
        match open.as_slice() {
            [] => "No child is for review.".to_owned(),
            open => {
                format!("No child is for review by what is on file; not answered in the pro forma: {}.", listed(open))
            }
        }
    }

    /// Why nothing is known of the pro forma's lists; none once it is back.
    fn not_back(&self) -> Option<String> {
        let not_back = Step::ProFormaReturned.words().not_done;
        let why = if self.review.pro_forma.is_some() { not_back } else { "there is no pro forma" };
        (!self.is_back()).then(|| format!("Not known: {why}."))
    }

    fn is_answered(&self, question: Question) -> bool {
        self.is_back() && self.pro_forma().is_some_and(|record| record.answers(question))
    }

    fn answer(&self, question: Question) -> &'static str {
        if self.is_answered(question) { NONE } else { NOT_ANSWERED }
    }
}

/// What a question is called.
fn title(question: Question) -> &'static str {
    match question {
        Question::Exclusions => "exclusions",
        Question::RiskOfPermanentExclusion => "children at risk of permanent exclusion",
        Question::ManagedMoves => "managed moves",
        Question::AlternativeProvision => "alternative provision",
        Question::MissingFromEducation => "children missing from education",
    }
}
