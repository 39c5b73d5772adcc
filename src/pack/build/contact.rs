//! Contact outside the visits: calls, e-mails and letters.

use chrono::NaiveDate;

use crate::mail::SavedMail;
use crate::pack::model::*;
use crate::procedure::Child;
use crate::record::contact::{Call, Direction, PhoneLog};
use crate::school::Filed;
use crate::words::{long_day, short_day};

use super::builder::Builder;

impl Builder<'_> {
    /// A child by name and number, where a record gives the name.
    pub(super) fn named(&self, upn: &crate::record::values::Upn) -> String {
        match self.name(&Child::of_row(upn, None)).filter(|_| !upn.is_code()) {
            Some(name) => format!("{name}, {upn}"),
            None => upn.to_string(),
        }
    }

    pub(super) fn contact_since(&self) -> String {
        match self.last {
            _ if !self.is_internal() => String::new(),
            Some(last) => format!("since the visit on {}", long_day(*last.record.date)),
            None => "all that is on file, as there was no visit before this one".to_owned(),
        }
    }

    /// Every call, with its log and its place in it.
    pub(super) fn calls(&self) -> impl Iterator<Item = (&Filed<PhoneLog>, usize, &Call)> {
        let logs = self.sources.school.phone_logs.iter();
        logs.flat_map(|log| log.record.calls.iter().enumerate().map(move |(place, call)| (log, place, call)))
    }

    pub(super) fn contact(&self) -> Vec<ContactModel> {
        if !self.is_internal() {
            return Vec::new();
        }
        let since = self.last.map(|last| *last.record.date);
        let counts = |day: NaiveDate| since.is_none_or(|since| day > since) && day <= self.day();
        let school = self.sources.school;
        // Sorted by day; within a day calls by their time, then e-mails, then letters.
        let mut found: Vec<(Option<NaiveDate>, u8, Option<chrono::NaiveTime>, ContactModel)> = Vec::new();
        for (log, place, call) in self.calls().filter(|(.., call)| counts(*call.date)) {
            let role = call.role.as_deref().map(|role| format!(" ({role})")).unwrap_or_default();
            let who = match call.direction {
                Some(Direction::In) => format!("{}{role} called {}", &*call.with, &*call.by),
                Some(Direction::Out) => format!("{} called {}{role}", &*call.by, &*call.with),
                None => format!("{} with {}{role}", &*call.by, &*call.with),
            };
            let follow_up = call.follow_up.as_ref().map(|next| {
                let state = match next.done.filter(|done| **done <= self.sources.today) {
                    Some(done) => format!("done {}", short_day(*done)),
                    None if *next.due < self.sources.today => {
                        format!("overdue since {} ({})", short_day(*next.due), numbered(log, place))
                    }
                    None => format!("due {} ({})", short_day(*next.due), numbered(log, place)),
                };
                format!("{} – {state}", &*next.what)
            });
            let child = call.child.as_ref().map(|upn| format!("; {}", self.named(upn))).unwrap_or_default();
            let model = ContactModel {
                date: short_day(*call.date),
                kind: "Call".to_owned(),
                who,
                about: format!("{}{child}", call.about.title()),
                summary: call.summary.to_string(),
                advice: call.advice.as_deref().unwrap_or_default().to_owned(),
                follow_up: follow_up.unwrap_or_default(),
                attached: String::new(),
            };
            found.push((Some(*call.date), 0, call.time.map(|time| time.0), model));
        }
        let written = |kind: &str, day: Option<NaiveDate>, from: &str, to: &[String], subject: &str| ContactModel {
            date: day.map_or("not known".to_owned(), short_day),
            kind: kind.to_owned(),
            who: match (from, to) {
                ("", []) => "not known".to_owned(),
                (from, []) => format!("from {from}"),
                ("", to) => format!("to {}", to.join(", ")),
                (from, to) => format!("{from} to {}", to.join(", ")),
            },
            about: subject.to_owned(),
            summary: String::new(),
            advice: String::new(),
            follow_up: String::new(),
            attached: String::new(),
        };
        for email in school.emails.iter().map(|filed| &filed.record).filter(|email| counts(*email.date)) {
            let to: Vec<_> = email.to.iter().map(ToString::to_string).collect();
            let model = written("E-mail", Some(*email.date), &email.from, &to, &email.subject);
            found.push((Some(*email.date), 1, None, model));
        }
        for letter in school.letters.iter().map(|filed| &filed.record).filter(|letter| counts(*letter.date)) {
            let to: Vec<_> = letter.to.iter().map(ToString::to_string).collect();
            let model = written("Letter", Some(*letter.date), &letter.from, &to, &letter.subject);
            found.push((Some(*letter.date), 2, None, model));
        }
        for saved in self.sources.mail {
            let name = saved.path.rsplit('/').next().unwrap_or(&saved.path);
            let mail = saved.mail.clone().unwrap_or_default();
            // Where the headers give no date, the file's name may.
            let day = mail.date.or_else(|| crate::layout::date_of(name));
            if day.is_none_or(counts) {
                let subject = mail.subject.unwrap_or_else(|| format!("no subject can be read: {name}"));
                let model = written("E-mail", day, mail.from.as_deref().unwrap_or_default(), &mail.to, &subject);
                let model = ContactModel { attached: attached(saved), ..model };
                found.push((day, 1, mail.time, model));
            }
        }
        found.sort_by_key(|(day, kind, time, _)| (*day, *kind, *time));
        found.into_iter().map(|(.., model)| model).collect()
    }
}

/// The names of what is attached to an e-mail, of many the first.
fn attached(saved: &SavedMail) -> String {
    const MOST: usize = 10;
    let names = saved.attached.iter().take(MOST).map(|file| file.name.as_str());
    let more = saved.attached.len().saturating_sub(MOST);
    let more = (more > 0).then(|| format!("{more} more"));
    names.map(str::to_owned).chain(more).collect::<Vec<_>>().join("; ")
}

/// The number by which `spoc done` knows the follow-up of a call, and its log, whose ending is of no use on paper.
pub(super) fn numbered(log: &Filed<PhoneLog>, place: usize) -> String {
    let name = log.name().rsplit_once('.').map_or(log.name(), |(stem, _)| stem);
    format!("follow-up {} in {name}", place + 1)
}
