//! What is shown of a saved e-mail, and how its texts and people are written.

use chrono::{Datelike, NaiveDate, NaiveTime};

/// What the headers of a saved e-mail say; what a header does not say or cannot be read is left out. The fields are those of an e-mail in
/// Markdown (records.md, section 3). Texts are trimmed, never empty, and on one line: line ends and control characters are spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    /// The day on which it was sent, where the sender was.
    pub date: Option<NaiveDate>,
    /// The time of day, likewise; never without the day.
    pub time: Option<NaiveTime>,
    /// Who wrote it, as `Name <address>` or what there is of these; several are one text.
    pub from: Option<String>,
    /// To whom, likewise, one text each; the members of a group stand for it.
    pub to: Vec<String>,
    /// Copies, likewise. Blind copies are not shown.
    pub cc: Vec<String>,
    /// What it says it is about.
    pub subject: Option<String>,
}

/// All that a saved e-mail says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WholeMail {
    /// What its headers say.
    pub mail: Mail,
    /// Which message it is (`Message-ID`), without angle brackets; likewise those that follow.
    pub id: Option<String>,
    /// The message that it answers; rarely several.
    pub in_reply_to: Vec<String>,
    /// The messages before it in the conversation, the first of them first.
    pub references: Vec<String>,
    /// What it says.
    pub body: Body,
    /// What is attached to it. Pictures that its text shows, as in a signature, are left out; what is attached to an e-mail within it, too.
    pub attached: Vec<AttachedFile>,
}

/// The text of an e-mail: lines parted by line feeds, at most 1 MB.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// As it was written.
    Plain(String),
    /// It was written as HTML alone, which was made plain.
    FromHtml(String),
    /// It is there as Outlook's own rich text alone, which is not read.
    Rtf,
    /// There is none.
    #[default]
    Missing,
}

impl Body {
    /// The text, where it can be read.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Plain(text) | Self::FromHtml(text) => Some(text),
            Self::Rtf | Self::Missing => None,
        }
    }
}

/// A file, or an e-mail, that is attached to an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its name, on one line, without folders; of an e-mail its subject. It may name a child.
    pub name: String,
    /// Its size in bytes; of a message within a `.msg`, which has none of its own, 0.
    pub size: u64,
}

/// A saved e-mail on the drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedMail {
    /// Its file, relative to the drive.
    pub path: String,
    /// What its headers say; none where it cannot be read.
    pub mail: Option<Mail>,
    /// What is attached to it.
    pub attached: Vec<AttachedFile>,
}

/// A text on one line, trimmed; none where nothing is left of it.
pub(super) fn one_line(text: &str) -> Option<String> {
    let words: Vec<_> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A person as people read them: `Name <address>`, or the one of the two that there is.
pub(super) fn person(name: Option<&str>, address: Option<&str>) -> Option<String> {
    let name = name.and_then(one_line);
    // Outlook puts 'a@b.example' in quotes where it knows no name.
    let unquoted = name
        .as_deref()
        .map(|name| name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(name).trim().to_owned());
    let name = unquoted.filter(|name| !name.is_empty());
    match (name, address.and_then(one_line)) {
        (Some(name), Some(address)) if name.eq_ignore_ascii_case(&address) => Some(address),
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (name, address) => name.or(address),
    }
}

/// The name of a file as mail gives it, on one line and without folders; none where nothing is left of it.
pub(super) fn file_name(text: &str) -> Option<String> {
    one_line(one_line(text)?.rsplit(['/', '\\']).next()?)
}

/// Whether mail was sent on such a day: RFC 5322 (3.3) knows none before 1900, and Outlook writes 1 January 4501 for no date.
pub(super) fn is_likely(date: NaiveDate) -> bool {
    (1900..=4500).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(one_line(" RE:\r\n\tSPOC \u{0}visit\u{85}\u{7} "), Some("RE: SPOC visit".to_owned()));
        assert_eq!(one_line("\r\n \u{0}\t"), None);
    }

    #[test]
    fn a_person_is_shown_by_name_and_address() {
        let shown = |name, address| person(name, address);
        assert_eq!(shown(Some("Cole, T"), Some("t@o.example")), Some("Cole, T <t@o.example>".to_owned()));
        assert_eq!(shown(Some("'T@o.example'"), Some("t@o.example")), Some("t@o.example".to_owned()));
        assert_eq!(shown(Some("' '"), Some("t@o.example")), Some("t@o.example".to_owned()));
        assert_eq!(shown(Some("'"), None), Some("'".to_owned()));
        assert_eq!(shown(Some("T Cole"), Some(" ")), Some("T Cole".to_owned()));
        assert_eq!(shown(Some(""), None), None);
    }
}
