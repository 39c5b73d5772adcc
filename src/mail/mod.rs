//! What a saved e-mail says, and what is attached to it: `.eml`, the text as it was sent, and `.msg`, Outlook's compound file. The only files that name
//! the crates for them. Mail comes from anywhere: nothing in it is trusted to be whole, small or well formed.

mod attachments;
mod draft;
mod eml;
mod encoded;
mod mime;
mod msg;
mod plain;
mod summary;
mod transfer;
mod whole;

pub use self::attachments::{Attachment, attachments};
pub use self::draft::{Enclosure, MailDraft};
pub use self::eml::{is_draft, of_eml};
pub use self::msg::of_msg;
pub use self::summary::{AttachedFile, Body, Mail, SavedMail, WholeMail};
pub use self::whole::whole;

/// What a saved e-mail says, whichever of the two it is by its first bytes: staff rename files, and programs disagree on endings. None where
/// it is neither.
#[must_use]
pub fn of_file(bytes: &[u8]) -> Option<Mail> {
    if bytes.starts_with(&msg::FIRST_BYTES) { of_msg(bytes) } else { of_eml(bytes) }
}
