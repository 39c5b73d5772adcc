//! The contact with a school: visits, pro formas, notices, calls, e-mails and letters, in the order of time.

use chrono::NaiveDate;

use super::entry::{Entry, Place, What};
use super::person::ReadMail;
use super::teller::name_of;
use crate::layout::date_of;
use crate::record::contact::{Direction, PhoneLog};
use crate::record::exclusion::ExclusionType;
use crate::record::visit::VisitStatus;
use crate::school::{Filed, School};
use crate::veil::Veil;
use crate::words::{children, days, listed, number, short_day};

/// What the contact with a school is told from.
#[derive(Debug, Clone, Copy)]
pub struct ContactOf<'s> {
    /// The school.
    pub school: &'s School,
    /// Its saved e-mails.
    pub mails: &'s [ReadMail],
    /// What hides children; none where they are shown.
    pub veil: Option<&'s Veil>,
}

/// Every contact with a school.
#[must_use]
pub fn of_school(contact: &ContactOf<'_>) -> Vec<Entry> {
    let mut entries = contact.visits();
    entries.extend(contact.pro_formas());
    entries.extend(contact.notices());
    entries.extend(contact.school.phone_logs.iter().flat_map(|log| contact.calls(log)));
    entries.extend(contact.written());
    entries.extend(contact.mails.iter().map(|mail| contact.mail(mail)));
    entries.sort_by_cached_key(Entry::order);
    entries
}

impl ContactOf<'_> {
    fn entry(&self, day: Option<NaiveDate>, what: What, title: String, place: Place) -> Entry {
        let path =
            place.file.strip_prefix(&self.school.path).map(|rest| format!("{}{}", self.school.path, self.text(rest)));
        let path = path.unwrap_or_else(|| place.file.clone());
        Entry {
            day,
            time: None,
            school: name_of(self.school),
            school_path: self.school.path.clone(),
            what,
            title,
            details: Vec::new(),
            places: vec![Place { path, ..place }],
            possible: None,
            is_by_part: false,
        }
    }

    fn text(&self, text: &str) -> String {
        self.veil.map_or_else(|| text.trim().to_owned(), |veil| veil.over(text.trim()).into_owned())
    }

    fn visits(&self) -> Vec<Entry> {
        let entry = |filed: &Filed<crate::record::visit::Visit>| {
            let visit = &filed.record;
            let title = match visit.status {
                VisitStatus::Planned => "Visit planned",
                VisitStatus::Held => "Visit held",
                VisitStatus::Cancelled => "Visit cancelled",
            };
            let mut entry = self.entry(Some(*visit.date), What::Visit, title.to_owned(), Place::new(&filed.path, None));
            entry.time = visit.time.map(|time| time.0);
            entry.say("Why cancelled", self.text(visit.cancelled_because.as_deref().unwrap_or_default()));
            entry.say("Date agreed", visit.agreed.map(|day| short_day(*day)).unwrap_or_default());
            entry.say("Moved from", visit.moved_from.map(|day| short_day(*day)).unwrap_or_default());
            let present: Vec<_> = visit.present.iter().map(|one| self.text(&one.name)).collect();
            entry.say("Present", listed(&present));
            if let Some(checks) = &visit.checks {
                entry.say("Checks", format!("done on {} by {}", short_day(*checks.done), &*checks.by));
            }
            entry.say(
                "Children",
                if visit.children.is_empty() { String::new() } else { children(visit.children.len()) },
            );
            let actions = visit.actions.len();
            entry.say("Actions", if actions == 0 { String::new() } else { number(actions, "action") });
            entry.say("Raised by the school", self.text(visit.general_issues.as_deref().unwrap_or_default()));
            entry.say("Written up", visit.written_up.map(|day| short_day(*day)).unwrap_or_default());
            entry
        };
        self.school.visits.iter().map(entry).collect()
    }

    fn pro_formas(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for filed in &self.school.pro_formas {
            let record = &filed.record;
            let visit = short_day(*record.visit);
            let mut step = |day: NaiveDate, field: &str, done: &str, label: &'static str, who: Option<&str>| {
                let line = filed.source.position(field).map(|at| at.line);
                let place = Place::new(&filed.path, line);
                let title = format!("Pro forma {done}, for the visit on {visit}");
                let mut entry = self.entry(Some(day), What::ProForma, title, place);
                entry.say(label, self.text(who.unwrap_or_default()));
                entries.push(entry);
            };
            if let Some(day) = record.sent {
                step(*day, "/sent", "sent", "To", record.sent_to.as_deref());
            }
            for (place, day) in record.chased.iter().enumerate() {
                step(**day, &format!("/chased/{place}"), "chased", "To", record.sent_to.as_deref());
            }
            if let Some(day) = record.returned {
                step(*day, "/returned", "returned", "By", record.completed_by.as_deref());
            }
        }
        entries
    }

    fn notices(&self) -> Vec<Entry> {
        let entry = |filed: &Filed<crate::record::exclusion::ExclusionNotice>| {
            let notice = &filed.record;
            let amount = match (notice.kind, notice.days, notice.lunchtimes) {
                (ExclusionType::FixedTerm, Some(length), _) => format!(", {}", days(u64::from(length.half_days()))),
                (ExclusionType::Lunchtime, _, Some(count)) => format!(", {}", number(count.0, "lunchtime")),
                _ => String::new(),
            };
            let title = format!("Notice of an exclusion: {}{amount}", notice.kind.title());
            let place = Place::new(&filed.path, None);
            let mut entry = self.entry(Some(*notice.told_authority), What::Exclusion, title, place);
            let name = if self.veil.is_none() { format!("{}, ", &*notice.name) } else { String::new() };
            entry.say("Child", format!("{name}{}", notice.upn));
            entry.say("From", short_day(*notice.from));
            entry.say("Told by", self.text(notice.told_by.as_deref().unwrap_or_default()));
            entry
        };
        self.school.notices.iter().map(entry).collect()
    }

    fn calls(&self, filed: &Filed<PhoneLog>) -> Vec<Entry> {
        let entry = |(place, call): (usize, &crate::record::contact::Call)| {
            let with = self.text(&call.with);
            let role = call.role.as_deref().map(|role| format!(" ({})", self.text(role))).unwrap_or_default();
            let who = match call.direction {
                Some(Direction::In) => format!("{with}{role} called {}", &*call.by),
                Some(Direction::Out) => format!("{} called {with}{role}", &*call.by),
                None => format!("{} spoke with {with}{role}", &*call.by),
            };
            let line = filed.source.position(&format!("/calls/{place}")).map(|at| at.line);
            let mut entry = self.entry(Some(*call.date), What::Call, who, Place::new(&filed.path, line));
            entry.time = call.time.map(|time| time.0);
            entry.say("About", call.about.title());
            entry.say("Child", call.child.as_ref().map(ToString::to_string).unwrap_or_default());
            entry.say("Said", self.text(&call.summary));
            entry.say("Advice", self.text(call.advice.as_deref().unwrap_or_default()));
            if let Some(next) = &call.follow_up {
                let done = next.done.map_or("not done".to_owned(), |day| format!("done on {}", short_day(*day)));
                entry.say("To follow", format!("{} (due {}, {done})", self.text(&next.what), short_day(*next.due)));
            }
            entry
        };
        filed.record.calls.iter().enumerate().map(entry).collect()
    }

    fn written(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut add = |what, path: &str, day: NaiveDate, subject: &str, from: &str, to: &[String], body: &str| {
            let mut entry = self.entry(Some(day), what, self.text(subject), Place::new(path, None));
            entry.say("From", self.text(from));
            entry.say("To", self.text(&to.join(", ")));
            entry.say("Text", self.text(body));
            entries.push(entry);
        };
        for filed in &self.school.emails {
            let (record, body) = (&filed.record, filed.source.body());
            let to: Vec<_> = record.to.iter().map(ToString::to_string).collect();
            add(What::Email, &filed.path, *record.date, &record.subject, &record.from, &to, body);
        }
        for filed in &self.school.letters {
            let (record, body) = (&filed.record, filed.source.body());
            let to: Vec<_> = record.to.iter().map(ToString::to_string).collect();
            add(What::Letter, &filed.path, *record.date, &record.subject, &record.from, &to, body);
        }
        entries
    }

    fn mail(&self, read: &ReadMail) -> Entry {
        let mail = &read.mail.mail;
        let name = read.path.rsplit('/').next().unwrap_or(&read.path);
        let title = mail.subject.as_deref().unwrap_or("no subject");
        let day = mail.date.or_else(|| date_of(name));
        let mut entry = self.entry(day, What::Email, self.text(title), Place::new(&read.path, None));
        entry.time = mail.time;
        entry.say("From", self.text(mail.from.as_deref().unwrap_or_default()));
        entry.say("To", self.text(&mail.to.join(", ")));
        entry.say("Text", self.text(read.mail.body.text().unwrap_or_default()));
        let attached: Vec<_> = read.mail.attached.iter().map(|file| self.text(&file.name)).collect();
        entry.say("Attached", attached.join("; "));
        entry
    }
}
