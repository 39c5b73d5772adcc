//! Files of the drive that are asked for one by one: a saved e-mail, the authority's own templates.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::disk::{self, Entry, EntryKind, ReadError};
use crate::layout;
use crate::mail::{self, Mail, SavedMail};
use crate::text;
use crate::tree::MOST_BYTES;

/// What the headers of a saved e-mail say (records.md, section 3). `path`: one of [`crate::school::School::mail`], relative to the drive. None where
/// the file cannot be read, is over 50 MB, or is no mail; `spoc validate` reports a file that cannot be opened. A file whose name is no valid text
/// is not found, as its path differs from the one on the disk.
#[must_use]
pub fn read_mail(root: &Path, path: &str) -> Option<Mail> {
    mail::of_file(&bytes_of_mail(root, path)?)
}

/// The same with what is attached, but for the draft of a letter, which nobody has sent: then there is nothing.
pub(super) fn read_sent_mail(root: &Path, path: &str) -> Option<SavedMail> {
    let bytes = bytes_of_mail(root, path);
    if bytes.as_deref().is_some_and(mail::is_draft) {
        return None;
    }
    let whole = bytes.as_deref().and_then(mail::whole);
    let (mail, attached) = whole.map(|whole| (whole.mail, whole.attached)).unzip();
    Some(SavedMail { path: path.to_owned(), mail, attached: attached.unwrap_or_default() })
}

pub(super) fn bytes_of_mail(root: &Path, path: &str) -> Option<Vec<u8>> {
    const MOST_BYTES: u64 = 50_000_000;
    let mut on_disk = root.to_owned();
    // Add the path name by name: after the prefix of a long path, Windows takes a slash for a part of a name.
    on_disk.extend(path.split('/'));
    disk::read(&on_disk, MOST_BYTES).ok()
}

/// What the authority keeps in the drive's folder `templates`.
#[derive(Debug, Clone, Default)]
pub struct TemplateFiles {
    /// The text of each file that stands there under one of the names asked for.
    pub texts: BTreeMap<String, String>,
    /// The bytes of `logo.svg` or `logo.png`, and whether it is the former.
    pub logo: Option<(Vec<u8>, bool)>,
    /// The bytes of `logo.png`, where there is one, be it beside an SVG: not every file can hold an SVG.
    pub png: Option<Vec<u8>>,
}

/// Reads the files of these names, and the logo, from the drive's folder `templates`. Nothing is found where there is no such folder. A file that
/// cannot be read is an error that names the file.
pub fn template_files(root: &Path, names: &[&str]) -> io::Result<TemplateFiles> {
    let mut found = TemplateFiles::default();
    let is_folder = |entry: &&Entry| entry.kind == EntryKind::Folder && layout::is_templates(&entry.name);
    let entries = disk::list(root)?;
    let Some(folder) = entries.iter().find(is_folder) else { return Ok(found) };
    let on_disk = root.join(&folder.os_name);
    for entry in disk::list(&on_disk)?.into_iter().filter(|entry| entry.kind == EntryKind::File) {
        let is_logo = layout::is_logo(&entry.name);
        let name = names.iter().find(|name| name.eq_ignore_ascii_case(&entry.name));
        if name.is_none() && is_logo.is_none() {
            continue;
        }
        let bytes = disk::read(&on_disk.join(&entry.os_name), MOST_BYTES).map_err(|error| {
            let why = match error {
                ReadError::Io(error) => error,
                ReadError::TooLarge(_) => io::Error::new(io::ErrorKind::FileTooLarge, "it is over 10 MB large"),
            };
            io::Error::new(why.kind(), format!("{}/{} cannot be read: {why}", folder.name, entry.name))
        })?;
        match (name, is_logo) {
            (Some(name), _) => drop(found.texts.insert((*name).to_owned(), text::decode_owned(bytes).0)),
            (None, Some(is_svg)) => {
                if !is_svg {
                    found.png = Some(bytes.clone());
                }
                // An SVG is preferred to a PNG, as it is sharp at any size.
                if is_svg || found.logo.is_none() {
                    found.logo = Some((bytes, is_svg));
                }
            }
            (None, None) => {}
        }
    }
    Ok(found)
}
