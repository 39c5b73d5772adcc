//! Sizes and times under which files were kept, in a file beside the repository: so that the next run need not read every file again. To lose it costs a
//! reading, and it is believed only for files whose content is the one of the newest commit.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::files::{PackedFiles, PartFiles};
use super::git::Id;
use crate::disk::{self, Stamp};
use crate::drive::shown;

const FILE: &str = "spoc.seen";
/// The file that says until when the history goes: one line, which any version of the program reads.
const UP_TO_DATE: &str = "spoc.looked";
/// What the file begins with. Another version of the program reads nothing else.
const MARK: &str = concat!("spoc seen 2 ", env!("CARGO_PKG_VERSION"), "\n");
const MOST_BYTES: u64 = 1_000_000_000;

/// What is remembered of a drive.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    parts: BTreeMap<String, PackedFiles>,
    /// The part that was asked for last.
    last: Option<(String, PartFiles)>,
    /// When the whole drive was last looked at.
    pub looked: Option<DateTime<Utc>>,
}

/// What the stamps are of: another computer may see other times, and another path may be another drive.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Head {
    host: String,
    root: String,
    looked: Option<i64>,
}

impl Remembered {
    /// Reads what was remembered of a drive; nothing where that cannot be used.
    pub fn read(folder: &Path, root: &Path, host: &str) -> Self {
        Self::try_read(folder, root, host).unwrap_or_default()
    }

    fn try_read(folder: &Path, root: &Path, host: &str) -> Option<Self> {
        let bytes = disk::read(&folder.join(FILE), MOST_BYTES).ok()?;
        let rest = bytes.strip_prefix(MARK.as_bytes())?;
        let (head, rest) = postcard::take_from_bytes::<Head>(rest).ok()?;
        let looked = head.looked.and_then(DateTime::from_timestamp_millis);
        let is_of_this = head.host == host && head.root == shown(root);
        let parts = if is_of_this { postcard::from_bytes(rest).ok()? } else { BTreeMap::new() };
        Some(Self { parts, last: None, looked })
    }

    /// The size and times under which a file of a part was read, where it had this content and a change would show in them.
    pub fn stamp(&mut self, part: &str, path: &str, content: Id) -> Option<Stamp> {
        if self.last.as_ref().is_none_or(|(last, _)| last != part) {
            let files = self.parts.get(part).and_then(|packed| packed.unpack(part));
            self.last = Some((part.to_owned(), files.unwrap_or_default()));
        }
        let (_, files) = self.last.as_ref()?;
        files.get(path).filter(|known| known.content == content && known.is_sure)?.stamp
    }
}

/// When the history in a folder was last up to date with the drive, as far as was written down.
pub(super) fn up_to_date(folder: &Path) -> Option<DateTime<Utc>> {
    let text = disk::read(&folder.join(UP_TO_DATE), 100).ok()?;
    let time = DateTime::parse_from_rfc3339(std::str::from_utf8(&text).ok()?.trim()).ok()?;
    Some(time.to_utc())
}

/// Writes down that a history is up to date. That it fails does no harm.
pub(super) fn note_up_to_date(folder: &Path, at: DateTime<Utc>) {
    let text = format!("{}\n", at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    let _ = disk::write_private(&folder.join(UP_TO_DATE), text.as_bytes());
}

/// Writes down what is to be remembered: the files of each part, and when the whole drive was last looked at. That it fails does no harm.
pub(super) fn write(
    folder: &Path,
    root: &Path,
    host: &str,
    parts: &BTreeMap<String, PackedFiles>,
    looked: Option<DateTime<Utc>>,
) {
    let looked = looked.map(|looked| looked.timestamp_millis());
    let head = Head { host: host.to_owned(), root: shown(root), looked };
    let bytes = postcard::to_extend(&head, MARK.as_bytes().to_vec());
    if let Ok(bytes) = bytes.and_then(|bytes| postcard::to_extend(parts, bytes)) {
        let _ = disk::write_private(&folder.join(FILE), &bytes);
    }
}
