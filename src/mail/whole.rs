//! An e-mail whole: what it says about itself, its text, what is attached, and which e-mails it answers.

use std::ops::ControlFlow;

use super::eml::{self, Headers};
use super::mime::{self, Part};
use super::msg::{self, Message};
use super::plain::{of_html, tidy};
use super::summary::{AttachedFile, Body, WholeMail};
use crate::text;

/// The attachments that are listed.
const MOST_ATTACHED: usize = 500;

/// All that a saved e-mail says, whichever of the two it is by its first bytes. None where it is neither.
#[must_use]
pub fn whole(bytes: &[u8]) -> Option<WholeMail> {
    if bytes.starts_with(&msg::FIRST_BYTES) { whole_msg(bytes) } else { whole_eml(bytes) }
}

fn whole_eml(bytes: &[u8]) -> Option<WholeMail> {
    let mut whole = WholeMail { mail: eml::of_eml(bytes)?, ..WholeMail::default() };
    let decoded = mime::as_sent(bytes);
    chain(&Headers::split(decoded.trim_ascii_start()).0, &mut whole);
    let (mut plain, mut html) = (Vec::new(), Vec::new());
    mime::parts(bytes, &mut |part| {
        if part.within > 0 {
            // What is attached to an e-mail within the e-mail is not this one's.
            return ControlFlow::Continue(());
        }
        if part.is_message() || part.is_attached() {
            if !part.is_shown_within && whole.attached.len() < MOST_ATTACHED {
                whole.attached.push(attached(part, whole.attached.len()));
            }
        } else if part.kind == "text/html" {
            html.push(of_html(&part.text()));
        } else if part.kind == "text/plain" {
            plain.push(tidy(&part.text()));
        }
        ControlFlow::Continue(())
    });
    let (plain, html) = (tidy(&plain.join("\n\n")), tidy(&html.join("\n\n")));
    whole.body = if !plain.trim().is_empty() {
        Body::Plain(plain)
    } else if !html.trim().is_empty() {
        Body::FromHtml(html)
    } else {
        Body::Missing
    };
    Some(whole)
}

fn attached(part: &Part<'_>, place: usize) -> AttachedFile {
    let bytes = part.bytes();
    let subject = || eml::of_eml(&bytes).filter(|_| part.is_message()).and_then(|mail| mail.subject);
    let name = part.name().or_else(subject).unwrap_or_else(|| format!("attachment {}", place + 1));
    AttachedFile { name, size: bytes.len() as u64 }
}

fn whole_msg(bytes: &[u8]) -> Option<WholeMail> {
    let mut whole = WholeMail { mail: msg::of_msg(bytes)?, ..WholeMail::default() };
    let mut message = Message::open(bytes)?;
    if let Some(headers) = message.transport_headers() {
        chain(&Headers::split(headers.trim_start().as_bytes()).0, &mut whole);
    }
    let [id, answers, references] = message.chain();
    if whole.id.is_none() {
        whole.id = id.and_then(|id| ids(&id).pop());
    }
    if whole.in_reply_to.is_empty() {
        whole.in_reply_to = answers.map(|text| ids(&text)).unwrap_or_default();
    }
    if whole.references.is_empty() {
        whole.references = references.map(|text| ids(&text)).unwrap_or_default();
    }
    whole.attached = message.listed(MOST_ATTACHED);
    let plain = message.plain().map(|text| tidy(&text)).filter(|text| !text.trim().is_empty());
    let html = |message: &mut Message<'_>| {
        let html = of_html(&message.html()?);
        (!html.trim().is_empty()).then_some(html)
    };
    whole.body = match plain {
        Some(plain) => Body::Plain(plain),
        None => match html(&mut message) {
            Some(html) => Body::FromHtml(html),
            None if message.is_rtf() => Body::Rtf,
            None => Body::Missing,
        },
    };
    Some(whole)
}

/// Which e-mail it is, and which it answers.
fn chain(headers: &Headers<'_>, whole: &mut WholeMail) {
    let all = |name| headers.values(name).flat_map(|value| ids(&value)).collect::<Vec<_>>();
    whole.id = all("Message-ID").into_iter().next();
    whole.in_reply_to = all("In-Reply-To");
    whole.references = all("References");
}

/// The names of messages in a value, without their angle brackets.
fn ids(value: &str) -> Vec<String> {
    let pieces = value.split('<').skip(1).filter_map(|piece| piece.split_once('>').map(|(id, _)| id));
    let ids = pieces.map(|id| id.split_whitespace().collect::<String>());
    ids.filter(|id| !id.is_empty() && !id.contains(char::is_control)).collect()
}

impl Part<'_> {
    /// Its text, decoded by what it says of itself; where it does not say, by its bytes.
    fn text(&self) -> String {
        let bytes = self.bytes();
        match self.charset() {
            Some(charset) if !charset.eq_ignore_ascii_case("us-ascii") => text::decode_as(charset, &bytes).into_owned(),
            _ => text::decode(&bytes).0.into_owned(),
        }
    }
}
