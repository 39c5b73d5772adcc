//! From a school's records to what a letter says, or why there is nothing to write.

use chrono::NaiveDate;

use super::Audience;
use super::address::{greeted, name_in, salutation};
use super::build::{PackSources, reviewed, topic_words};
use super::letters::*;
use crate::calendar::OutOfRange;
use crate::policy::{Every, Policy};
use crate::procedure::deadlines::dates_agreed_by;
use crate::procedure::review::name_of;
use crate::procedure::{Child, pro_forma_of};
use crate::record::school::SchoolFile;
use crate::record::visit::{DecidedAction, Decision, Threshold, Visit, VisitStatus};
use crate::school::{Filed, School};
use crate::words::{capitalised, day_count, long_day};

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
    /// The day of the letter, on which all that it says holds.
    pub date: NaiveDate,
    /// The day of the visit; the one that goes without saying where left out.
    pub visit: Option<NaiveDate>,
    /// Whether it is an e-mail.
    pub by_email: bool,
    /// To whom it goes; the school's representative, else its head, where empty.
    pub to: &'a [String],
    /// Who writes; the SPOC where left out.
    pub from: Option<&'a str>,
}

/// A letter, ready for its template.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it says.
    pub model: LetterModel,
    /// The words of its file's name; they name no child.
    pub name: String,
    /// What whoever sends it should know or do, a sentence each.
    pub to_do: Vec<String>,
}

/// Why there is no letter to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}. {what_to_do}")]
pub struct NoLetter {
    /// Why.
    pub why: String,
    /// What to do about it.
    pub what_to_do: String,
}

impl NoLetter {
    fn new(why: impl Into<String>, what_to_do: impl Into<String>) -> Self {
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

/// What a letter says.
pub fn compose(sources: &LetterSources<'_>) -> Result<Letter, NoLetter> {
    // Asked here, so that it is said of the letter's own day.
    sources.policy.calendar.is_working_day(sources.date)?;
    match sources.kind {
        LetterKind::ProForma => sources.covering_note(),
        LetterKind::Reminder => sources.reminder(),
        LetterKind::Dates => sources.request_for_dates(),
        LetterKind::AfterVisit => sources.decisions(),
    }
}

impl<'a> LetterSources<'a> {
    fn covering_note(&self) -> Result<Letter, NoLetter> {
        let visit = self.coming_visit()?;
        let day = *visit.record.date;
        self.not_back_yet(visit, "Write the covering note of another visit with --visit.")?;
        let mut letter = self.letter(Some(visit), "pro-forma", format!("SPOC visit on {}: pro forma", date(day)))?;
        letter.name = format!("pro forma for {}", day.format("%-d %B"));
        let form = self.pro_forma(visit, &letter.model)?;
        letter.to_do.push("Put the pro forma with it before you send it.".to_owned());
        match (&form.sent, pro_forma_of(self.school, visit)) {
            (Some(_), _) => {}
            (None, None) => letter.to_do.push(format!(
                "Once it is sent, record the day: spoc new pro-forma \"{}\" --visit {day}",
                self.school.folder
            )),
            (None, Some(record)) => {
                letter.to_do.push(format!("Once it is sent, write the day in {}: `sent: {}`.", record.path, self.date))
            }
        }
        letter.model.pro_forma = Some(form);
        Ok(letter)
    }

    fn reminder(&self) -> Result<Letter, NoLetter> {
        let visit = self.coming_visit()?;
        let day = *visit.record.date;
        self.not_back_yet(visit, "There is nothing to chase; name another visit with --visit.")?;
        if self.school.may_be_unread(day) {
            return Err(NoLetter::new(
                format!("{}: a record of {day} cannot be read, so that the pro forma may be back", self.school.path),
                "Put the record right first: `spoc validate` tells what is wrong with it.",
            ));
        }
        let subject = format!("SPOC visit on {}: reminder of the pro forma", date(day));
        let mut letter = self.letter(Some(visit), "pro-forma", subject)?;
        letter.name = format!("reminder of pro forma for {}", day.format("%-d %B"));
        let form = self.pro_forma(visit, &letter.model)?;
        if form.sent.is_none() {
            letter.to_do.push(
                "There is no record that the pro forma was sent, and the text says so: put it with this, and record the day."
                    .to_owned(),
            );
        }
        letter.to_do.push(match pro_forma_of(self.school, visit) {
            Some(record) => format!("Once it is sent, add {} to `chased:` of {}.", self.date, record.path),
            None => format!(
                "Once it is sent, record it: spoc new pro-forma \"{}\" --visit {day}; further reminders go under `chased:` of that record.",
                self.school.folder
            ),
        });
        letter.model.pro_forma = Some(form);
        Ok(letter)
    }

    fn request_for_dates(&self) -> Result<Letter, NoLetter> {
        let Some(year) = self.policy.calendar.year_of(self.date) else {
            return Err(NoLetter::new(
                format!("policy.toml has no school year that holds {}", self.date),
                "Add the year with its terms to policy.toml.",
            ));
        };
        let named = year.name();
        let every_term = self.policy.visits.every == Every::Term;
        let spans: Vec<_> = if every_term {
            year.terms().iter().map(|term| (term.name().to_owned(), *term.from, *term.to)).collect()
        } else {
            let name = named.map_or("this school year".to_owned(), |name| format!("the school year {name}"));
            let last = year.terms().iter().map(|term| *term.to).max().unwrap_or(year.to);
            vec![(name, year.from, last)]
        };
        let (opened, closed) = (self.file.opened.map(|day| *day), self.file.closed.map(|day| *day));
        // A term that is over cannot be agreed any more, and a school that is not open is not visited.
        let still_to_come = spans.into_iter().filter(|(_, from, to)| {
            *to >= self.date && opened.is_none_or(|opened| *to >= opened) && closed.is_none_or(|closed| *from < closed)
        });
        let still_to_come: Vec<_> = still_to_come.collect();
        if still_to_come.is_empty() {
            return Err(NoLetter::new(
                format!(
                    "{} has no visit to agree: no term of the year in which it is open is still to come",
                    self.school.path
                ),
                "Look at `opened` and `closed` in school.yaml, and at the terms in policy.toml.",
            ));
        }
        let mut open = Vec::new();
        for (name, from, to) in still_to_come {
            let within = |day: NaiveDate| from <= day && day <= to;
            let visits = || self.school.visits_not_cancelled().filter(move |visit| within(*visit.record.date));
            let is_agreed = |visit: &Filed<Visit>| {
                visit.record.status == VisitStatus::Held || visit.record.agreed.is_some_and(|day| *day <= self.date)
            };
            if visits().any(is_agreed) {
                continue;
            }
            if self.school.may_be_unread_within(from, to) {
                return Err(NoLetter::new(
                    format!("{}: a record in {name} cannot be read, so that its visit may be agreed", self.school.path),
                    "Put the record right first: `spoc validate` tells what is wrong with it.",
                ));
            }
            let planned =
                visits().filter(|visit| *visit.record.date >= self.date).min_by_key(|visit| visit.record.date);
            let from = from.max(opened.unwrap_or(from));
            let span = if from <= self.date {
                format!("until {}", long_day(to))
            } else {
                format!("{} to {}", long_day(from), long_day(to))
            };
            open.push(OpenTermModel { name, span, planned: planned.map(|visit| day_and_time(&visit.record)) });
        }
        if open.is_empty() {
            let which = named.map_or("this school year".to_owned(), |name| format!("the school year {name}"));
            return Err(NoLetter::new(
                format!("{}: the dates of all visits still to come in {which} are agreed", self.school.path),
                "There is nothing to ask for; `spoc due --all` shows the dates.",
            ));
        }
        let agree_by = dates_agreed_by(self.policy, year)?;
        let of_year = named.map(|name| format!(" in {name}")).unwrap_or_default();
        let subject =
            if every_term { format!("SPOC visits{of_year}: dates") } else { format!("SPOC visit{of_year}: date") };
        let mut letter = self.letter(None, "visit-dates", subject)?;
        letter.name = format!("visit dates {}", named.unwrap_or_default());
        letter.to_do.push(format!(
            "Once a date is agreed, record it: spoc new visit \"{}\" DATE --agreed DATE; where the visit is on record, write `agreed:` in it.",
            self.school.folder
        ));
        letter.model.dates = Some(DatesModel {
            year: named.map(str::to_owned),
            every_term,
            one: open.len() == 1,
            open,
            agree_by: Some(agree_by).filter(|by| opened.is_none_or(|opened| opened <= *by)).map(long_day),
            late: agree_by < self.date,
        });
        Ok(letter)
    }

    fn decisions(&self) -> Result<Letter, NoLetter> {
        let visit = match self.visit {
            Some(day) => self.visit_on(day)?,
            None => {
                let held = self.school.visits_not_cancelled().filter(|visit| visit.record.status == VisitStatus::Held);
                held.filter(|visit| *visit.record.date <= self.date).max_by_key(|visit| visit.record.date).ok_or_else(
                    || {
                        NoLetter::new(
                            format!("{} has no visit that was held", self.school.path),
                            "Write `status: held` and the decisions in the visit's record first.",
                        )
                    },
                )?
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
                .map(|one| LetterAdviceModel { topic: topic_words(one.topic).to_owned(), note: sentence(&one.note) })
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

    /// The visit that a pro forma is for: the one that was named, else the next that is planned, that of the day included.
    fn coming_visit(&self) -> Result<&'a Filed<Visit>, NoLetter> {
        let Some(day) = self.visit else {
            let planned = self.school.visits.iter().filter(|visit| visit.record.status == VisitStatus::Planned);
            let next = planned.filter(|visit| *visit.record.date >= self.date).min_by_key(|visit| visit.record.date);
            return next.ok_or_else(|| {
                NoLetter::new(
                    format!("{} has no visit to come", self.school.path),
                    "Make it first with `spoc new visit`; `spoc validate` tells of one that cannot be read.",
                )
            });
        };
        let visit = self.visit_on(day)?;
        let why = match visit.record.status {
            VisitStatus::Cancelled => "was cancelled",
            VisitStatus::Held => "is held already",
            VisitStatus::Planned if day < self.date => "is past",
            VisitStatus::Planned => return Ok(visit),
        };
        Err(NoLetter::new(
            format!("the visit on {} {why}", long_day(day)),
            "Name a visit that is still to come with --visit.",
        ))
    }

    /// The visit of a day, one that is not cancelled before one that is.
    fn visit_on(&self, day: NaiveDate) -> Result<&'a Filed<Visit>, NoLetter> {
        let school = self.school;
        let found = school.visits_not_cancelled().chain(&school.visits).find(|visit| *visit.record.date == day);
        found.ok_or_else(|| {
            let days: Vec<_> = school.visits.iter().map(|visit| visit.record.date.to_string()).collect();
            let known = match days.as_slice() {
                [] => "It has none that can be read: `spoc new visit` makes one.".to_owned(),
                days => format!("Its visits are on {}.", days.join(", ")),
            };
            NoLetter::new(format!("{} has no visit on {day}", school.path), known)
        })
    }

    fn not_back_yet(&self, visit: &Filed<Visit>, what_to_do: &str) -> Result<(), NoLetter> {
        let returned = pro_forma_of(self.school, visit).and_then(|filed| filed.record.returned);
        match returned.filter(|day| **day <= self.date) {
            None => Ok(()),
            Some(back) => Err(NoLetter::new(
                format!(
                    "the pro forma for the visit on {} came back on {}",
                    long_day(*visit.record.date),
                    long_day(*back)
                ),
                what_to_do,
            )),
        }
    }

    fn pro_forma(&self, visit: &Filed<Visit>, letter: &LetterModel) -> Result<LetterProFormaModel, NoLetter> {
        let calendar = &self.policy.calendar;
        let record = pro_forma_of(self.school, visit).map(|filed| &filed.record);
        let by_now = |day: NaiveDate| day <= self.date;
        let return_by = calendar.working_days_before(*visit.record.date, self.policy.deadlines.pro_forma_returned.0)?;
        let apart = calendar.working_days_until(self.date, return_by)?.unsigned_abs();
        let sent_to =
            record.and_then(|record| record.sent_to.as_deref()).filter(|to| !letter.to.iter().any(|one| one == to));
        let sent_to = sent_to.map(|to| self.name_behind(to).map_or_else(|| to.to_owned(), greeted));
        Ok(LetterProFormaModel {
            sent: record.and_then(|record| record.sent).map(|day| *day).filter(|day| by_now(*day)).map(long_day),
            sent_to: sent_to.filter(|name| *name != letter.salutation).unwrap_or_else(|| "you".to_owned()),
            reminded: record
                .and_then(|record| record.chased.iter().map(|day| **day).filter(|day| by_now(*day)).max())
                .map(long_day),
            return_by: long_day(return_by),
            late: return_by < self.date,
            due_today: return_by == self.date,
            working_days: spelt(apart, "working day"),
        })
    }

    /// A letter with all that is the same in each.
    fn letter(&self, visit: Option<&Filed<Visit>>, about: &str, subject: String) -> Result<Letter, NoLetter> {
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
        // An address for e-mail is signed by the SPOC where it is the SPOC's.
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
        Ok(Letter { model, name: String::new(), to_do: Vec::new() })
    }

    /// To whom it goes, and how they are greeted.
    fn addressees(&self) -> (Vec<String>, String) {
        let head = (&*self.file.head.name, self.file.head.email.as_deref());
        let representative = self.file.representative.as_ref().map(|one| (&*one.name, one.email.as_deref()));
        let (name, address) = representative.unwrap_or(head);
        if self.to.is_empty() {
            return (vec![address.unwrap_or(name).to_owned()], salutation([Some(name)]));
        }
        (self.to.to_vec(), salutation(self.to.iter().map(|to| self.name_behind(to))))
    }

    /// The name of whoever a letter is addressed to; the school's own addresses are known.
    fn name_behind<'t>(&self, to: &'t str) -> Option<&'t str>
    where
        'a: 't,
    {
        let (head, representative) = (&self.file.head, self.file.representative.as_ref());
        let known = representative.map(|one| (&*one.name, one.email.as_deref()));
        let mut known = known.into_iter().chain([(&*head.name, head.email.as_deref())]);
        let is_theirs = |email: Option<&str>| email.is_some_and(|email| to.trim().eq_ignore_ascii_case(email));
        known.find(|(_, email)| is_theirs(*email)).map(|(name, _)| name).or_else(|| name_in(to))
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

/// `24 November 2026`.
fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn day_and_time(visit: &Visit) -> String {
    let time = visit.time.map(|time| format!(" at {time}")).unwrap_or_default();
    format!("{}{time}", long_day(*visit.date))
}

/// A note as a sentence: a capital before it and a stop after it.
fn sentence(text: &str) -> String {
    let text = capitalised(text.trim());
    let closed = text.trim_end_matches(['"', '\'', '”', '’', ')']).ends_with(['.', '!', '?', '…']);
    if closed { text } else { format!("{}.", text.trim_end_matches([';', ',', ':'])) }
}

/// A number of things in words, up to ten: `five working days`.
fn spelt(count: u64, noun: &str) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = usize::try_from(count).ok().and_then(|count| WORDS.get(count));
    let word = word.map_or_else(|| count.to_string(), |word| (*word).to_owned());
    format!("{word} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Half-days as school days in words: `five school days`, `2.5 school days`.
fn school_days(half_days: u64) -> String {
    if half_days.is_multiple_of(2) {
        spelt(half_days / 2, "school day")
    } else {
        format!("{} school days", day_count(half_days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelt_up_to_ten() {
        assert_eq!([0, 1, 10, 11].map(|count| spelt(count, "day")), ["no days", "one day", "ten days", "11 days"]);
        assert_eq!([2, 5, 20].map(school_days), ["one school day", "2.5 school days", "ten school days"]);
    }

    #[test]
    fn notes_become_sentences() {
        let cases = [
            ("no leave", "No leave."),
            ("Why?", "Why?"),
            ("(so.)", "(so.)"),
            (" éa; ", "Éa."),
            ("He said “no.”", "He said “no.”"),
        ];
        for (text, expected) in cases {
            assert_eq!(sentence(text), expected);
        }
    }
}
