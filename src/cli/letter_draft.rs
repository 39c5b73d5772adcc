//! A letter as an e-mail that is ready to be sent: read back from its record, so that both say the same.

use chrono::NaiveDate;

use super::failure::Failure;
use crate::filing::{SchoolFolder, child_named_in};
use crate::layout::Area;
use crate::mail::{Enclosure, MailDraft};
use crate::reading::{Place, read};
use crate::record::Record;
use crate::record::values::{Text, quoted};
use crate::text::front_matter;
use crate::typeset::{letter_html, letter_text};
use crate::words::listed;

/// What the head of a letter says, as its record has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
}

/// The head of a letter from the text of its record, which is to stand under a name in a folder.
pub(super) fn head(folder: &SchoolFolder, area: Area, name: &str, text: &str) -> Head {
    let record = read(Place::In(area), &folder.path(area, name), text.as_bytes().to_vec()).record;
    let addresses = |to: &[Text]| to.iter().map(ToString::to_string).collect();
    match record.map(|(record, _)| record) {
        Some(Record::Email(email)) => {
            Head { from: email.from.to_string(), to: addresses(&email.to), subject: email.subject.to_string() }
        }
        Some(Record::Letter(letter)) => {
            Head { from: letter.from.to_string(), to: addresses(&letter.to), subject: letter.subject.to_string() }
        }
        _ => Head::default(),
    }
}

/// The bytes of the e-mail, and what the sender has to do before it goes.
pub(super) fn draft(
    head: &Head,
    text: &str,
    date: NaiveDate,
    id: String,
    attachments: Vec<Enclosure>,
) -> (Vec<u8>, Vec<String>) {
    let body = front_matter(text).map_or(text, |front| front.body).trim();
    let draft = MailDraft {
        from: &head.from,
        to: &head.to,
        date,
        id,
        subject: &head.subject,
        text: letter_text(body),
        html: letter_html(body),
        attachments,
    };
    let unknown = draft.without_address();
    let to_do = match unknown.is_empty() {
        true => Vec::new(),
        false => vec![format!("No address is known of {}: put it into the draft.", listed(&unknown))],
    };
    (draft.write(), to_do)
}

/// What tells the draft of a school apart from all other messages: its file's name, and the school's number.
pub(super) fn id(stem: &str, urn: &str) -> String {
    let stem: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{stem}.{urn}@spoc.invalid")
}

/// An authority's own template may be sound and yet give no record, or put a child's name into the subject.
pub(super) fn check_own(
    template: &str,
    folder: &SchoolFolder,
    area: Area,
    name: &str,
    text: &str,
) -> Result<(), Failure> {
    let reading = read(Place::In(area), &folder.path(area, name), text.as_bytes().to_vec());
    if let Some(problem) = reading.problems.first() {
        let line = problem.position.map(|at| format!(" (line {} of what it writes)", at.line)).unwrap_or_default();
        return Err(broken_template(format!(
            "{template}: it gives no letter that can be read{line}: {}",
            problem.message
        )));
    }
    let head = head(folder, area, name, text);
    match child_named_in(&head.subject, &folder.school) {
        Some(child) => Err(broken_template(format!("{template}: its subject names a child, {}", quoted(child)))),
        None => Ok(()),
    }
}

/// A template that gives no letter.
pub(super) fn broken_template(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::new(
        error,
        "Nothing was written. Put the template right, or move it out of the drive's folder `templates`: then the built-in one holds.",
    )
}
