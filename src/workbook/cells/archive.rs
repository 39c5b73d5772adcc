//! The zip archive that a workbook is, unpacked within bounds. What the archive says of its sizes is not believed: bytes are counted as they come.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::workbook::not_read::NotRead;

/// An archive holds no more files than this.
const MOST_FILES: usize = 4_000;
/// What is read of it unpacks to no more bytes than this, all in all.
const MOST_BYTES: u64 = 256_000_000;
/// A file that is held in memory as a whole is no larger than this.
const MOST_HELD: u64 = 24_000_000;

/// An archive in memory.
pub struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Archive<'b> {
    /// Opens it.
    pub fn open(bytes: &'b [u8]) -> Result<Self, NotRead> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotRead::Broken)?;
        if zip.len() > MOST_FILES { Err(NotRead::TooLarge) } else { Ok(Self { zip }) }
    }

    /// The full name of a file, whose name is found without regard to case and with either slash.
    pub fn name_of(&self, name: &str) -> Option<String> {
        let tidy = |name: &str| name.replace('\\', "/").trim_start_matches('/').to_lowercase();
        let wanted = tidy(name);
        self.names().find(|file| tidy(file) == wanted)
    }

    /// Whether a file's name ends so, without regard to case.
    pub fn has_ending(&self, ending: &str) -> bool {
        self.names().any(|name| name.to_lowercase().ends_with(ending))
    }

    fn names(&self) -> impl Iterator<Item = String> {
        self.zip.file_names().filter_map(|name| name.ok().map(|name| name.into_owned()))
    }

    /// Unpacks everything that a reader of spreadsheets may look at, keeps nothing of it, and refuses what is too large. `is_held`: whether
    /// a file is held in memory as a whole by whoever reads it.
    pub fn check(&mut self, is_held: impl Fn(&str) -> bool) -> Result<(), NotRead> {
        let mut left = MOST_BYTES;
        for index in 0..self.zip.len() {
            let file = match self.zip.by_index(index) {
                Ok(file) => file,
                Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                    return Err(NotRead::Protected);
                }
                Err(_) => return Err(NotRead::Broken),
            };
            let name = file.name().map(|name| name.to_lowercase()).unwrap_or_default();
            // Pictures, macros and the like are never unpacked.
            if !(name.ends_with(".xml") || name.ends_with(".rels")) {
                continue;
            }
            let most = if is_held(&name) { left.min(MOST_HELD) } else { left };
            let unpacked = io::copy(&mut file.take(most + 1), &mut io::sink()).map_err(|_| NotRead::Broken)?;
            if unpacked > most {
                return Err(NotRead::TooLarge);
            }
            left -= unpacked;
        }
        Ok(())
    }

    /// The bytes of a file; none where it is not there.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, NotRead> {
        let Some(name) = self.name_of(name) else { return Ok(None) };
        let file = self.zip.by_name(&name).map_err(|_| NotRead::Broken)?;
        let mut bytes = Vec::new();
        file.take(MOST_HELD + 1).read_to_end(&mut bytes).map_err(|_| NotRead::Broken)?;
        if bytes.len() as u64 > MOST_HELD { Err(NotRead::TooLarge) } else { Ok(Some(bytes)) }
    }

    /// Whether a file's name begins so, without regard to case.
    pub fn has_beginning(&self, beginning: &str) -> bool {
        self.names().any(|name| name.to_lowercase().starts_with(beginning))
    }

    /// A file as a stream; none where it is not there.
    pub fn stream(&mut self, name: &str) -> Result<Option<impl Read>, NotRead> {
        let Some(name) = self.name_of(name) else { return Ok(None) };
        let file = self.zip.by_name(&name).map_err(|_| NotRead::Broken)?;
        Ok(Some(file.take(MOST_BYTES)))
    }
}
