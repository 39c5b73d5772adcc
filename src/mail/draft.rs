//! An e-mail that is ready to be sent: a file that Outlook and others open as a draft.

use chrono::{NaiveDate, NaiveTime};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

/// The header that says that a message was not sent.
pub(super) const UNSENT: &str = "X-Unsent";

/// An e-mail that was not sent.
#[derive(Debug, Clone)]
pub struct MailDraft<'a> {
    /// Who writes: an address, or a name with one in angle brackets. Without an address the sender's program puts it in.
    pub from: &'a str,
    /// To whom, likewise; whoever has no address is left out.
    pub to: &'a [String],
    /// The day.
    pub date: NaiveDate,
    /// What tells it apart from other messages.
    pub id: String,
    /// What it is about.
    pub subject: &'a str,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The files that go with it.
    pub attachments: Vec<Enclosure>,
}

/// A file that goes with an e-mail.
#[derive(Debug, Clone)]
pub struct Enclosure {
    /// Its name with its ending. Other characters than ASCII are written as RFC 2231 has it.
    pub name: String,
    /// What it is, such as `application/pdf`.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl MailDraft<'_> {
    /// Those to whom it goes whose address is not known.
    #[must_use]
    pub fn without_address(&self) -> Vec<&str> {
        self.to.iter().map(String::as_str).filter(|to| address(to).is_none()).collect()
    }

    /// The bytes of the file.
    #[must_use]
    pub fn write(self) -> Vec<u8> {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        let mut message = MessageBuilder::new()
            .header(UNSENT, Raw::new("1"))
            .date(self.date.and_time(nine).and_utc().timestamp())
            .message_id(self.id)
            .subject(self.subject)
            .text_body(self.text)
            .html_body(self.html);
        if let Some(from) = address(self.from) {
            message = message.from(from);
        }
        let to: Vec<_> = self.to.iter().filter_map(|to| address(to)).collect();
        if !to.is_empty() {
            message = message.to(Address::new_list(to));
        }
        for Enclosure { name, content_type, bytes } in self.attachments {
            let content_type = ContentType::new(content_type).attribute("name", name.clone());
            message.attachments.get_or_insert_default().push(MimePart::new(content_type, bytes).attachment(name));
        }
        // Memory takes every byte.
        message.write_to_vec().unwrap_or_default()
    }
}

/// `t.cole@oakfield.example` or `Mr T Cole <t.cole@oakfield.example>`; none where there is no address.
fn address(text: &str) -> Option<Address<'_>> {
    let (name, address) = match text.split_once('<') {
        Some((name, rest)) => (Some(name.trim().trim_matches('"')), rest.split('>').next().unwrap_or_default().trim()),
        None => (None, text.trim()),
    };
    let is_address = address.contains('@') && !address.contains(char::is_whitespace);
    is_address.then(|| Address::new_address(name.filter(|name| !name.is_empty()), address))
}

#[cfg(test)]
mod tests {
    use super::super::{is_draft, of_eml};
    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_written() {
        let to = ["Mr T Cole <t.cole@oakfield.example>".to_owned(), "Ms A Grant".to_owned(), "b@c.example".to_owned()];
        let draft = MailDraft {
            from: "Priya Shah",
            to: &to,
            date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
            id: "a@spoc.invalid".to_owned(),
            subject: "SPOC visit on 24 November – Zoë’s school",
            text: "Dear Mr Cole,\n\nÉté.\n".to_owned(),
            html: "<html><body><p>Dear Mr Cole,</p></body></html>".to_owned(),
            attachments: Vec::new(),
        };
        assert_eq!(draft.without_address(), ["Ms A Grant"]);
        let bytes = draft.write();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with("X-Unsent: 1\r\n"), "{text}");
        assert!(text.contains("multipart/alternative") && text.contains("text/plain") && text.contains("text/html"));
        assert!(!text.contains("\nFrom:") && !text.replace("\r\n", "").contains('\n'), "{text}");
        let mail = of_eml(&bytes).unwrap();
        assert_eq!(mail.subject.as_deref(), Some("SPOC visit on 24 November – Zoë’s school"));
        assert_eq!(mail.to, ["Mr T Cole <t.cole@oakfield.example>", "b@c.example"]);
        assert_eq!(mail.date, NaiveDate::from_ymd_opt(2026, 11, 23));
        assert!(is_draft(&bytes) && !is_draft(b"Subject: x\r\nX-Unsent: 0\r\n\r\n"));
    }

    #[test]
    fn what_is_attached_has_its_name_and_its_bytes() {
        let (first, second) = ((0..=255).collect::<Vec<u8>>(), b"PK".to_vec());
        let attached = |name: &str, bytes: &[u8]| Enclosure {
            name: name.to_owned(),
            content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes: bytes.to_vec(),
        };
        let draft = MailDraft {
            from: "a@b.example",
            to: &["c@d.example".to_owned()],
            date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
            id: "a@spoc.invalid".to_owned(),
            subject: "x",
            text: "x".to_owned(),
            html: "<p>x</p>".to_owned(),
            attachments: vec![attached("2026-11-24 pro forma.xlsx", &first), attached("Zoë’s école.xlsx", &second)],
        };
        let bytes = draft.write();
        let mail = mailparse::parse_mail(&bytes).unwrap();
        assert_eq!(mail.ctype.mimetype, "multipart/mixed");
        let parts: Vec<_> = mail.subparts.iter().collect();
        assert_eq!(parts[0].ctype.mimetype, "multipart/alternative");
        for (part, name, bytes) in
            [(parts[1], "2026-11-24 pro forma.xlsx", &first), (parts[2], "Zoë’s école.xlsx", &second)]
        {
            assert_eq!(part.ctype.mimetype, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
            assert_eq!(part.get_content_disposition().params.get("filename").map(String::as_str), Some(name));
            assert_eq!(part.get_body_raw().unwrap(), *bytes);
        }
        assert!(bytes.is_ascii());
    }
}
