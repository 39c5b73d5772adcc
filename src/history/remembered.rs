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
    pub stamps: HashMap<String, (Id, Stamp)>,
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
struct Line {
    path: String,
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
    let lines: Vec<Line> = postcard::from_bytes(rest).ok()?;
    let looked = head.looked.and_then(DateTime::from_timestamp_millis);
    let mut remembered = Remembered { stamps: HashMap::new(), looked };
    if head.host == host && head.root == shown(root) {
        for Line { path, content, size, modified, changed } in lines {
            remembered.stamps.insert(path, (content, Stamp { size, modified, changed }));
        }
    }
    Some(remembered)
}

/// Writes down what is to be remembered. That it fails does no harm.
pub(super) fn write(folder: &Path, root: &Path, host: &str, remembered: &Remembered) {
    let looked = remembered.looked.map(|looked| looked.timestamp_millis());
    let head = Head { host: host.to_owned(), root: shown(root), looked };
    let line = |(path, (content, stamp)): (&String, &(Id, Stamp))| Line {
        path: path.clone(),
        content: *content,
        size: stamp.size,
        modified: stamp.modified,
        changed: stamp.changed,
    };
    let lines: Vec<_> = remembered.stamps.iter().map(line).collect();
    let mut bytes = MARK.as_bytes().to_vec();
    if let (Ok(head), Ok(lines)) = (postcard::to_allocvec(&head), postcard::to_allocvec(&lines)) {
        bytes.extend(head);
        bytes.extend(lines);
        let _ = disk::write_private(&folder.join(FILE), &bytes);
    }
}
