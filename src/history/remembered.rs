//! Sizes and times under which files were kept, in a file beside the repository: so that the next run need not read every file again. To lose it costs a
//! reading, and it is believed only for files whose content is the one of the newest commit.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::git::Id;
use crate::disk::{self, Stamp};
use crate::drive::shown;

const FILE: &str = "spoc.seen";
/// What the file begins with. Another version of the program reads nothing else.
const MARK: &str = concat!("spoc seen 1 ", env!("CARGO_PKG_VERSION"), "\n");
const MOST_BYTES: u64 = 1_000_000_000;

/// What is remembered.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// For a path: the content, and the size and times under which it was read.
    pub stamps: HashMap<Box<str>, (Id, Stamp)>,
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

#[derive(Serialize, Deserialize)]
struct Line<'p> {
    path: &'p str,
    content: Id,
    size: u64,
    modified: i64,
    changed: i64,
}

/// Reads what was remembered of a drive; nothing where that cannot be used.
pub(super) fn read(folder: &Path, root: &Path, host: &str) -> Remembered {
    try_read(folder, root, host).unwrap_or_default()
}

fn try_read(folder: &Path, root: &Path, host: &str) -> Option<Remembered> {
    let bytes = disk::read(&folder.join(FILE), MOST_BYTES).ok()?;
    let rest = bytes.strip_prefix(MARK.as_bytes())?;
    let (head, rest) = postcard::take_from_bytes::<Head>(rest).ok()?;
    let looked = head.looked.and_then(DateTime::from_timestamp_millis);
    let mut remembered = Remembered { stamps: HashMap::new(), looked };
    if head.host == host && head.root == shown(root) {
        let (lines, mut rest) = postcard::take_from_bytes::<usize>(rest).ok()?;
        // One line after the other: a list of all would be as large again.
        for _ in 0..lines {
            let (line, after) = postcard::take_from_bytes::<Line<'_>>(rest).ok()?;
            let Line { path, content, size, modified, changed } = line;
            remembered.stamps.insert(path.into(), (content, Stamp { size, modified, changed }));
            rest = after;
        }
    }
    Some(remembered)
}

/// Writes down what is to be remembered: for each path the content, and the size and times under which it was read, and when the whole drive was last
/// looked at. That it fails does no harm.
pub(super) fn write(
    folder: &Path,
    root: &Path,
    host: &str,
    stamps: Vec<(&str, (Id, Stamp))>,
    looked: Option<DateTime<Utc>>,
) {
    let _ = try_write(folder, root, host, stamps, looked);
}

fn try_write(
    folder: &Path,
    root: &Path,
    host: &str,
    stamps: Vec<(&str, (Id, Stamp))>,
    looked: Option<DateTime<Utc>>,
) -> Option<()> {
    let looked = looked.map(|looked| looked.timestamp_millis());
    let head = Head { host: host.to_owned(), root: shown(root), looked };
    let mut bytes = postcard::to_extend(&head, MARK.as_bytes().to_vec()).ok()?;
    bytes = postcard::to_extend(&stamps.len(), bytes).ok()?;
    for (path, (content, Stamp { size, modified, changed })) in stamps {
        bytes = postcard::to_extend(&Line { path, content, size, modified, changed }, bytes).ok()?;
    }
    disk::write_private(&folder.join(FILE), &bytes).ok()
}
