//! What a letter is made from, and what is the same in every letter.

use chrono::NaiveDate;

use super::address::{name_in, salutation};
use super::model::*;
use super::words::{school_days, spelt};
use crate::calendar::OutOfRange;
use crate::policy::Policy;
use crate::record::school::{Phase, SchoolFile};
use crate::record::visit::Visit;
use crate::school::{Filed, NoVisit, School};
use crate::words::long_day;

/// What a letter is made from.
#[derive(Debug, Clone, Copy)]
pub struct LetterSources<'a> {
    /// The school.
    pub school: &'a School,
    /// What school.yaml says.
    pub file: &'a SchoolFile,
    /// The policy.
    pub policy: &'a Policy,
    /// Which letter it is.
    pub kind: LetterKind,
    /// The day of the letter. It says what is so on that day.
    pub date: NaiveDate,
    /// The day of the visit. Where left out: the next visit, or for the letter after a visit the last one that was held.
    pub visit: Option<NaiveDate>,
    /// Whether the letter is sent as an e-mail.
    pub by_email: bool,
    /// To whom the letter goes. Where empty: the school's representative, else its head.
    pub to: &'a [String],
    /// Who writes. Where left out: the SPOC.
    pub from: Option<&'a str>,
}

/// A letter, ready for its template.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What the letter says.
    pub model: LetterModel,
    /// The lines above it on paper: to whom it goes, and the school.
    pub addressee: Vec<String>,
    /// The words of its file's name; they name no child.
    pub name: String,
    /// What the sender should know or do, a sentence each.
    pub to_do: Vec<String>,
    /// The day by which it asks for the pro forma; of the covering note alone.
    pub return_by: Option<NaiveDate>,
}

/// Why no letter can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}. {what_to_do}")]
pub struct NoLetter {
    /// The reason.
    pub why: String,
    /// What to do about it.
    pub what_to_do: String,
}

impl NoLetter {
    pub(super) fn new(why: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { why: why.into(), what_to_do: format!("Nothing was written. {}", what_to_do.into()) }
    }
}

impl From<OutOfRange> for NoLetter {
    fn from(error: OutOfRange) -> Self {
        Self::new(
            format!("working days cannot be counted: {error}"),
            "Put the day of the visit or of the letter right.",
        )
    }
}

impl From<NoVisit> for NoLetter {
    fn from(error: NoVisit) -> Self {
        Self::new(error.to_string(), error.what_to_do())
    }
}

impl<'a> LetterSources<'a> {
    /// A letter with what is the same in every letter.
    pub(super) fn letter(
        &self,
        visit: Option<&Filed<Visit>>,
        about: &str,
        subject: String,
    ) -> Result<Letter, NoLetter> {
        let file = self.file;
        let visit = visit.map(|filed| &filed.record);
        let spoc = visit.and_then(|visit| visit.spoc.as_deref()).or(file.spoc.as_deref());
        let from = self.from.or(spoc).ok_or_else(|| {
            NoLetter::new(
                "it is not known who writes: neither the visit nor school.yaml names a SPOC",
                "Say who it is with --from NAME.",
            )
        })?;
        let (to, salutation) = self.addressees();
        // Where the writer is given as the SPOC's own address, the letter is signed with the SPOC's name.
        let is_theirs = |spoc: &&str| {
            let last = spoc.split_whitespace().last().unwrap_or_default().to_lowercase();
            !last.is_empty() && from.to_lowercase().contains(&last)
        };
        let signature = name_in(from).or_else(|| spoc.filter(is_theirs)).unwrap_or(from);
        let (days, review) = (&self.policy.deadlines, &self.policy.review);
        let model = LetterModel {
            authority: self.policy.authority.as_deref().map(str::to_owned),
            team: self.policy.team.as_deref().map(str::to_owned),
            marking: self.policy.pack.marking.as_deref().map(str::to_owned),
            date: self.date.to_string(),
            from: from.to_owned(),
            to,
            subject,
            about: about.to_owned(),
            by_email: self.by_email,
            salutation,
            signature: signature.to_owned(),
            signed_by_spoc: spoc == Some(signature),
            spoc: spoc.map(str::to_owned),
            school: file.name.to_string(),
            procedure: ProcedureModel {
                sent_ahead: spelt(u64::from(days.pro_forma_sent.0), "working day"),
                returned_ahead: spelt(u64::from(days.pro_forma_returned.0), "working day"),
                top_percent: review.top_percent.0.to_string(),
                window: match review.window_terms.0 {
                    1 => "the term of the visit".to_owned(),
                    terms => format!("the last {}", spelt(u64::from(terms), "consecutive term")),
                },
                primary: !matches!(file.phase, Phase::Secondary | Phase::SixteenPlus),
                secondary: !matches!(file.phase, Phase::Nursery | Phase::Primary),
                primary_days: school_days(review.primary_days.half_days().into()),
                secondary_days: school_days(review.secondary_days.half_days().into()),
            },
            visit: visit.map(|visit| LetterVisitModel {
                date: visit.date.to_string(),
                day: long_day(*visit.date),
                time: visit.time.map(|time| time.to_string()),
            }),
            pro_forma: None,
            dates: None,
            outcome: None,
        };
        Ok(Letter { model, addressee: self.address_lines(), name: String::new(), to_do: Vec::new(), return_by: None })
    }

    /// Who stands above a letter on paper: each addressee whose name is known, the representative with the role, and the school.
    fn address_lines(&self) -> Vec<String> {
        let representative = self.file.representative.as_ref();
        let usual = [representative.map_or(&*self.file.head.name, |one| &*one.name)];
        let given = self.to.iter().filter_map(|to| self.name_behind(to));
        let names: Vec<_> = if self.to.is_empty() { usual.to_vec() } else { given.collect() };
        let with_role = |name: &&str| {
            let role = representative.filter(|one| &*one.name == *name).and_then(|one| one.role.as_deref());
            role.map_or_else(|| (*name).to_owned(), |role| format!("{name}, {role}"))
        };
        names.iter().map(with_role).chain([self.file.name.to_string()]).collect()
    }

    /// To whom the letter goes, and how they are greeted.
    pub(super) fn addressees(&self) -> (Vec<String>, String) {
        let head = (&*self.file.head.name, self.file.head.email.as_deref());
        let representative = self.file.representative.as_ref().map(|one| (&*one.name, one.email.as_deref()));
        let (name, address) = representative.unwrap_or(head);
        if self.to.is_empty() {
            return (vec![address.unwrap_or(name).to_owned()], salutation([Some(name)]));
        }
        (self.to.to_vec(), salutation(self.to.iter().map(|to| self.name_behind(to))))
    }

    /// The name of an addressee. The head and the representative are recognised by their addresses, too.
    pub(super) fn name_behind<'t>(&self, to: &'t str) -> Option<&'t str>
    where
        'a: 't,
    {
        let (head, representative) = (&self.file.head, self.file.representative.as_ref());
        let known = representative.map(|one| (&*one.name, one.email.as_deref()));
        let mut known = known.into_iter().chain([(&*head.name, head.email.as_deref())]);
        let is_theirs = |email: Option<&str>| email.is_some_and(|email| to.trim().eq_ignore_ascii_case(email));
        known.find(|(_, email)| is_theirs(*email)).map(|(name, _)| name).or_else(|| name_in(to))
    }

    /// The visit on a day; of several, one that is not cancelled.
    pub(super) fn visit_on(&self, day: NaiveDate) -> Result<&'a Filed<Visit>, NoLetter> {
        Ok(self.school.visit_meant(Some(day), self.date)?)
    }
}
