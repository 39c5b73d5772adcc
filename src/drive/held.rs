//! What was read of a part of the drive and is held in memory, with the texts that someone is editing: for a school that is judged again and again
//! without a call to the drive.
//!
//! A text that is being edited counts as if it were saved as UTF-8. As long as it is the very text of a file in another encoding, the file counts
//! as it is: nobody has changed it, and what its encoding says of it still stands.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::disk::{ReadError, Stamp};
use crate::reading::Reading;
use crate::text::{self, Encoding};

/// A number that tells one content from every other that this process has met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ContentId(u64);

impl ContentId {
    /// A number that no content has yet.
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The content of a file of the drive, or why it cannot be read. Of a saved e-mail only that is known.
#[derive(Debug)]
pub(super) struct HeldFile {
    id: ContentId,
    /// Its size and times when it was listed.
    pub stamp: Option<Stamp>,
    /// Whether it is sure that a later change would show in its size and times.
    pub is_settled: bool,
    content: Result<Vec<u8>, ReadError>,
    /// Its text, where it is not UTF-8.
    in_other_encoding: Option<String>,
}

impl HeldFile {
    /// A file that was read. `before`: the same as it was held before; where it has the same bytes, it is the same content.
    pub fn after(
        before: Option<&Self>,
        stamp: Option<Stamp>,
        is_settled: bool,
        content: Result<Vec<u8>, ReadError>,
    ) -> Self {
        let bytes = content.as_ref().ok();
        let is_same = |before: &&Self| bytes.is_some() && before.content.as_ref().ok() == bytes;
        let id = before.filter(is_same).map_or_else(ContentId::new, |before| before.id);
        let in_other_encoding = content.as_ref().ok().and_then(|bytes| {
            let (text, encoding) = text::decode(bytes);
            (encoding != Encoding::Utf8).then(|| text.into_owned())
        });
        Self { id, stamp, is_settled, content, in_other_encoding }
    }

    /// Its bytes, where it can be read.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.content.as_deref().ok()
    }
}

/// The files of a part of the drive by path.
pub(super) type HeldFiles = HashMap<String, Arc<HeldFile>>;

/// A text that someone is editing.
#[derive(Debug, Clone)]
pub(super) struct OpenText {
    id: ContentId,
    pub text: Arc<str>,
}

impl OpenText {
    pub fn new(text: Arc<str>) -> Self {
        Self { id: ContentId::new(), text }
    }
}

/// A record file that was read.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub reading: Reading,
    /// Whether the file looks as if it were still being written: it is empty, or cannot be used and breaks off in the middle of a line.
    pub is_unfinished: bool,
}

/// What was read of records, so that one whose content is the same is not read again.
#[derive(Debug, Default)]
pub(super) struct Readings(Mutex<HashMap<String, (ContentId, Arc<Read>)>>);

impl Readings {
    /// Forgets what was read of files that are not asked for any more.
    pub fn keep_only(&self, is_kept: impl Fn(&str) -> bool) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|path, _| is_kept(path));
    }
}

/// What was found in an e-mail from a day on, with the size and times that the e-mail had then.
pub(super) type MadeOfMail = HashMap<(String, NaiveDate), (Option<Stamp>, Option<Vec<u8>>)>;

/// All that is held of a part of the drive.
#[derive(Debug)]
pub(super) struct Held<'a> {
    pub files: &'a HeldFiles,
    /// The texts that someone is editing, by the path of the file.
    pub open: &'a HashMap<String, OpenText>,
    /// The links, and whether each may stand for a folder.
    pub links: &'a HashMap<String, bool>,
    pub mail: &'a MadeOfMail,
    pub readings: &'a Readings,
    /// The e-mails that would have to be looked into, each with the day from which on.
    pub missed: Mutex<BTreeSet<(String, NaiveDate)>>,
}

enum Content<'a> {
    Open(&'a OpenText),
    File(&'a HeldFile),
}

impl Held<'_> {
    fn content(&self, path: &str) -> Option<Content<'_>> {
        let (open, file) = (self.open.get(path), self.files.get(path));
        match (open, file) {
            (Some(open), Some(file)) if file.in_other_encoding.as_deref() == Some(&*open.text) => {
                Some(Content::File(file))
            }
            (Some(open), _) => Some(Content::Open(open)),
            (None, file) => file.map(|file| Content::File(file)),
        }
    }

    /// The bytes of a file that has at most `most` of them.
    pub fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, ReadError> {
        match self.content(path) {
            Some(Content::Open(open)) if open.text.len() as u64 > most => {
                Err(ReadError::TooLarge(open.text.len() as u64))
            }
            Some(Content::Open(open)) => Ok(open.text.as_bytes().to_vec()),
            Some(Content::File(file)) => file.content.as_ref().map(Vec::clone).map_err(ReadError::copy),
            None => Err(io::Error::from(io::ErrorKind::NotFound).into()),
        }
    }

    /// Whether a file could be opened.
    pub fn probe(&self, path: &str) -> io::Result<()> {
        match self.files.get(path).map(|file| &file.content) {
            Some(Err(ReadError::Io(error))) => Err(crate::disk::copy_of(error)),
            Some(_) => Ok(()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Whether a link may stand for a folder.
    pub fn may_be_folder(&self, path: &str) -> bool {
        self.links.get(path).is_some_and(|may_be| *may_be)
    }

    /// What was found in an e-mail from a day on. What nobody has looked for yet is noted as missed.
    pub fn made_of_mail(&self, path: &str, since: NaiveDate, stamp: Option<Stamp>) -> Option<&[u8]> {
        match self.mail.get(&(path.to_owned(), since)) {
            Some((of, made)) if *of == stamp => made.as_deref(),
            _ => {
                self.missed.lock().unwrap_or_else(PoisonError::into_inner).insert((path.to_owned(), since));
                None
            }
        }
    }

    /// What is read of a file; it is read once for each content.
    pub fn reading(&self, path: &str, read: impl FnOnce() -> Read) -> Read {
        let id = match self.content(path) {
            Some(Content::Open(open)) => open.id,
            Some(Content::File(file)) => file.id,
            None => return read(),
        };
        let readings = || self.readings.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = readings().get(path).filter(|(of, _)| *of == id).map(|(_, read)| Arc::clone(read)) {
            return Read::clone(&kept);
        }
        let read = read();
        readings().insert(path.to_owned(), (id, Arc::new(read.clone())));
        read
    }
}
