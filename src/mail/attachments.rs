//! What is attached to a saved e-mail.

use std::ops::ControlFlow;

use super::mime;
use super::msg::{self, Attached, Message};

/// The attachments that are read.
const MOST: usize = 500;
/// The bytes of all of them together.
const MOST_BYTES: usize = 100_000_000;
/// How deep e-mails that are attached as files lie in one another.
const MOST_LEVELS: usize = 5;

/// A file that is attached to an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, on one line, without folders; where it has none, `attachment 2` by its place. It may name a child.
    pub name: String,
    /// What it holds, decoded. Of a file that was cut off, as much as there is.
    pub bytes: Vec<u8>,
}

/// The files that are attached to a saved e-mail, in their order, whichever of the two it is by its first bytes. An e-mail within the e-mail (forwarded, or
/// attached as `.eml` or `.msg`) does not count itself: its own attachments do. None for what is no mail. At most 500 are read, of 100 MB together.
#[must_use]
pub fn attachments(bytes: &[u8]) -> Vec<Attachment> {
    let mut found = Found { files: Vec::new(), left: MOST_BYTES };
    found.gather(bytes, 0);
    found.files
}

struct Found {
    files: Vec<Attachment>,
    left: usize,
}

impl Found {
    fn gather(&mut self, bytes: &[u8], level: usize) {
        if bytes.starts_with(&msg::FIRST_BYTES) {
            if let Some(mut message) = Message::open(bytes) {
                message.attached(self.left, &mut |Attached { name, kind, bytes }| {
                    self.add(name, kind.as_deref(), bytes, level)
                });
            }
            return;
        }
        mime::parts(bytes, &mut |part| {
            if part.is_message() || !part.is_attached() {
                return ControlFlow::Continue(());
            }
            self.add(part.name(), Some(&part.kind), part.bytes().into_owned(), level)
        });
    }

    fn add(&mut self, name: Option<String>, kind: Option<&str>, bytes: Vec<u8>, level: usize) -> ControlFlow<()> {
        if is_mail(name.as_deref(), kind, &bytes) {
            if level < MOST_LEVELS {
                self.gather(&bytes, level + 1);
            }
            return ControlFlow::Continue(());
        }
        let is_full = self.files.len() >= MOST;
        match self.left.checked_sub(bytes.len()) {
            Some(left) if !is_full => {
                self.left = left;
                let name = name.unwrap_or_else(|| format!("attachment {}", self.files.len() + 1));
                self.files.push(Attachment { name, bytes });
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Break(()),
        }
    }
}

/// Whether a file is an e-mail itself. Outlook keeps a signed message whole in an attachment, and tells by its kind what it is.
fn is_mail(name: Option<&str>, kind: Option<&str>, bytes: &[u8]) -> bool {
    let ends_in = |ending: &str| {
        name.and_then(|name| name.rsplit_once('.')).is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
    };
    let is_signed = kind.is_some_and(|kind| kind.starts_with("multipart/"));
    if bytes.starts_with(&msg::FIRST_BYTES) {
        return ends_in("msg") || Message::open(bytes).is_some();
    }
    ends_in("eml") || is_signed
}
