//! A file that a school sent back: a workbook, or an e-mail that one is attached to.

use std::path::Path;

use super::super::failure::Failure;
use crate::disk::{self, ReadError};
use crate::drive::shown;
use crate::mail;
use crate::record::values::quoted;
use crate::words::listed;
use crate::workbook::{self, NotRead, Returned};

/// The most bytes of a file that is received: an e-mail with all that is attached to it.
const MOST_BYTES: u64 = 60_000_000;

/// A workbook that was read.
pub(super) struct ReturnedFile {
    pub returned: Returned,
    /// The workbook's bytes.
    pub bytes: Vec<u8>,
    /// The ending of its kind.
    pub ending: &'static str,
}

impl ReturnedFile {
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = disk::read(path, MOST_BYTES).map_err(|error| match error {
            ReadError::Io(error) => Failure::caused(
                format!("{} cannot be read", shown(path)),
                error,
                "Look whether it is there, and close it in other programs.",
            ),
            ReadError::TooLarge(_) => Failure::new(
                format!("{} is over {} MB large, and no pro forma", shown(path), MOST_BYTES / 1_000_000),
                "Nothing was written. Look whether it is the right file.",
            ),
        })?;
        let not_read = |error: NotRead| {
            let help = error.help();
            Failure::new(format!("{}: {error}", shown(path)), format!("Nothing was written. {help}"))
        };
        if !is_mail(path, &bytes) {
            let returned = workbook::read(&bytes).map_err(not_read)?;
            let ending = ending(&path.to_string_lossy(), &bytes);
            return Ok(Self { returned, bytes, ending });
        }
        if mail::is_draft(&bytes) {
            return Err(Failure::new(
                format!("{} is a draft of ours, not an e-mail from the school", shown(path)),
                "Nothing was written. Receive the school's reply.",
            ));
        }
        let mut found: Vec<(String, Self)> = Vec::new();
        let mut refused = None;
        for attachment in mail::attachments(&bytes) {
            match workbook::read(&attachment.bytes) {
                Ok(returned) => {
                    let ending = ending(&attachment.name, &attachment.bytes);
                    found.push((attachment.name, Self { returned, bytes: attachment.bytes, ending }));
                }
                Err(NotRead::NotAWorkbook) => {}
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        // The same workbook twice in one e-mail is one.
        found.dedup_by(|(_, a), (_, b)| a.bytes == b.bytes);
        match (found.pop(), found.is_empty(), refused) {
            (Some((_, one)), true, _) => Ok(one),
            (Some((last, _)), false, _) => {
                let names: Vec<_> =
                    found.iter().map(|(name, _)| name).chain([&last]).map(|name| quoted(name)).collect();
                Err(Failure::new(
                    format!("{} has {} pro formas attached: {}", shown(path), names.len(), listed(&names)),
                    "Nothing was written. Save the right one from the e-mail and receive that.",
                ))
            }
            (None, _, Some(error)) => Err(not_read(error)),
            (None, _, None) => Err(Failure::new(
                format!("{} is an e-mail without a workbook", shown(path)),
                "Nothing was written. Receive the e-mail that the pro forma is attached to, or the workbook itself.",
            )),
        }
    }
}

/// Refuses a file that is open in Excel or LibreOffice: what is on the disk may be older than what is on somebody's screen.
pub(in crate::cli) fn refuse_open(path: &Path) -> Result<(), Failure> {
    if !is_open_elsewhere(path) {
        return Ok(());
    }
    Err(Failure::new(
        format!("{} is open in another program, and may not be saved yet", shown(path)),
        "Nothing was written. Save and close it there. Where nobody has it open, delete the hidden file `~$…` or `.~lock…` beside it.",
    ))
}

/// Whether a file that Excel, Word or LibreOffice lays beside one that is open is there.
pub(super) fn is_open_elsewhere(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { return false };
    let marks = [format!("~${name}"), format!(".~lock.{name}#")];
    marks.iter().any(|mark| matches!(disk::kind(&path.with_file_name(mark)), Ok(Some(disk::EntryKind::File))))
}

/// Whether a file is an e-mail: by its ending, or where it is no workbook by its first bytes.
fn is_mail(path: &Path, bytes: &[u8]) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "eml" | "msg" => true,
        "xlsx" | "xlsm" | "xls" | "ods" => false,
        _ => !bytes.starts_with(b"PK") && mail::of_file(bytes).is_some(),
    }
}

/// The ending that goes with a workbook's kind: its own, where that is one of them.
fn ending(name: &str, bytes: &[u8]) -> &'static str {
    let name = name.to_lowercase();
    let own = ["xlsx", "xlsm", "xls", "ods"].into_iter().find(|ending| name.ends_with(&format!(".{ending}")));
    own.unwrap_or(if bytes.starts_with(b"PK") { "xlsx" } else { "xls" })
}
