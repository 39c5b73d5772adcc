//! Calls, e-mails and letters about a child.

use super::entry::{Place, What};
use super::person::ReadMail;
use super::spoken::Shared;
use super::teller::Teller;
use crate::layout::date_of;
use crate::record::contact::{Call, Direction, Email, Letter, PhoneLog};
use crate::record::values::{Addresses, Upn};
use crate::school::Filed;
use crate::words::short_day;

impl Teller<'_> {
    /// Every call, e-mail and letter about the child.
    pub(super) fn letters(&mut self, mails: &[ReadMail]) {
        let school = self.school;
        for filed in &school.phone_logs {
            for (number, call) in filed.record.calls.iter().enumerate() {
                self.call(filed, number, call);
            }
            if let Some(note) = filed.record.note.as_deref().filter(|note| self.spoken.is_in(note)) {
                let what = format!("Named in the phone log of {}", filed.record.academic_year);
                self.mention(None, what, note, self.place(filed, "/note"));
            }
        }
        for filed in &school.emails {
            let Email { date, from, to, cc, subject, child, .. } = &filed.record;
            let written = Written { what: What::Email, from, to, cc: cc.as_ref(), subject, child: child.as_ref() };
            self.written(filed, Some(**date), &written);
        }
        for filed in &school.letters {
            let Letter { date, from, to, cc, subject, child, .. } = &filed.record;
            let written = Written { what: What::Letter, from, to, cc: cc.as_ref(), subject, child: child.as_ref() };
            self.written(filed, Some(**date), &written);
        }
        // An e-mail may lie anywhere in the school's folder; what lies in no school's folder is told as one place more.
        let is_here = |path: &str| match school.path.is_empty() {
            true => path.matches('/').count() < 2,
            false => path.strip_prefix(&school.path).is_some_and(|rest| rest.starts_with('/')),
        };
        for mail in mails.iter().filter(|mail| is_here(&mail.path)) {
            self.mail(mail);
        }
    }

    fn call(&mut self, filed: &Filed<PhoneLog>, number: usize, call: &Call) {
        let texts = [Some(&*call.summary), call.advice.as_deref(), call.follow_up.as_ref().map(|next| &*next.what)];
        let in_texts = || {
            let shared = self.spoken.shared_with(call.child.as_ref(), None);
            self.spoken.in_texts(texts.into_iter().flatten(), [&*call.with].into_iter(), &shared)
        };
        let by_field = call.child.as_ref().and_then(|upn| self.person.of_row(upn, None));
        let Some(about) = by_field.or_else(in_texts) else { return };
        let with = self.text(Some(&call.with));
        let role = call.role.as_deref().map(|role| format!(" ({})", self.text(Some(role)))).unwrap_or_default();
        let who = match call.direction {
            Some(Direction::In) => format!("{with}{role} called {}", &*call.by),
            Some(Direction::Out) => format!("{} called {with}{role}", &*call.by),
            None => format!("{} spoke with {with}{role}", &*call.by),
        };
        let mut entry = self.entry(Some(*call.date), What::Call, who, about);
        entry.time = call.time.map(|time| time.0);
        entry.say("About", call.about.title());
        entry.say("Said", self.text(Some(&call.summary)));
        entry.say("Advice", self.text(call.advice.as_deref()));
        if let Some(next) = &call.follow_up {
            let done = next.done.map_or("not done".to_owned(), |day| format!("done on {}", short_day(*day)));
            entry.say("To follow", format!("{} (due {}, {done})", self.text(Some(&next.what)), short_day(*next.due)));
        }
        entry.places.push(self.place(filed, &format!("/calls/{number}")));
        self.push(entry);
    }

    fn written<T>(&mut self, filed: &Filed<T>, day: Option<chrono::NaiveDate>, written: &Written<'_>) {
        let body = filed.source.body();
        let by_field = written.child.and_then(|upn| self.person.of_row(upn, None));
        let in_texts = || {
            let shared = self.spoken.shared_with(written.child, None);
            let people = written.to.iter().chain(written.cc.iter().flat_map(|cc| cc.iter())).map(|one| &**one);
            self.spoken.in_texts([written.subject, body].into_iter(), people.chain([written.from]), &shared)
        };
        let Some(about) = by_field.or_else(in_texts) else { return };
        let mut entry = self.entry(day, written.what, self.text(Some(written.subject)), about);
        entry.say("From", self.text(Some(written.from)));
        entry.say("To", self.people(written.to));
        entry.say("Copies", written.cc.map(|cc| self.people(cc)).unwrap_or_default());
        entry.say("Text", self.text(Some(body.trim())));
        entry.places.push(Place::new(&filed.path, None));
        self.push(entry);
    }

    fn people(&self, addresses: &Addresses) -> String {
        let all: Vec<_> = addresses.iter().map(|one| self.text(Some(one))).collect();
        all.join(", ")
    }

    fn mail(&mut self, read: &ReadMail) {
        let mail = &read.mail.mail;
        let subject = mail.subject.as_deref().unwrap_or_default();
        let body = read.mail.body.text().unwrap_or_default();
        let attached = || read.mail.attached.iter().map(|file| file.name.as_str());
        let people = mail.from.iter().chain(&mail.to).chain(&mail.cc).map(String::as_str);
        let name = read.path.rsplit('/').next().unwrap_or(&read.path);
        let texts = [subject, body].into_iter().chain(attached()).chain([name]);
        let Some(about) = self.spoken.in_texts(texts, people, &Shared::new()) else { return };
        let title = if subject.is_empty() { "no subject" } else { subject };
        let mut entry = self.entry(mail.date.or_else(|| date_of(name)), What::Email, self.text(Some(title)), about);
        entry.time = mail.time;
        entry.say("From", self.text(mail.from.as_deref()));
        entry.say("To", self.text(Some(&mail.to.join(", "))));
        entry.say("Copies", self.text(Some(&mail.cc.join(", "))));
        entry.say("Text", self.text(Some(body.trim())));
        let attached: Vec<_> = attached().map(|name| self.text(Some(name))).collect();
        entry.say("Attached", attached.join("; "));
        entry.places.push(Place::new(&read.path, None));
        self.push(entry);
    }
}

/// What an e-mail and a letter have in common.
struct Written<'a> {
    what: What,
    from: &'a str,
    to: &'a Addresses,
    cc: Option<&'a Addresses>,
    subject: &'a str,
    child: Option<&'a Upn>,
}
