//! Where the program may write. One rule for every path that a user names, so that nothing that is written costs a record.
//!
//! - A file that is there gives way only to a newer one of its own kind: each [`Output`] knows the files that this program wrote as that
//!   output. With `force` any other file gives way, too, but never a record, a school.yaml or the policy of a drive.
//! - An output into which somebody wrote since is kept: it gets a name of its own beside the new one ([`Output::was_own`]).
//! - Nothing is written through a link, in place of a folder or a device, or over a file that is read-only.
//! - On a drive an output stands only where it belongs: nothing but records and packs among the records, nothing but templates in
//!   `templates`, no report in a school's folder, and no bundle among the folders of managers and schools. The folders are known by name as
//!   the contract has it (records.md, section 1), on whatever drive the path lies.
//! - A record is changed in place, or gets another name, only by a command that is about it, and only as it was when it was read: [`RecordFile`].
//! - After a write, what stopped runs have left behind in that folder is cleared away ([`disk::clear_left_behind`]).
//!
//! The rule is asked twice: by [`Folder::destination`] before the work begins, and by [`Destination::write`] just before the file is
//! written, so that what appeared meanwhile is not lost.

mod error;
mod record;
mod spot;

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::disk::{self, EntryKind, NotCopied, ReadError};
use crate::drive::policy_file;
use crate::layout::{self, Area, Ending};
use crate::text;

pub use self::error::DestinationError;
pub use self::record::{RecordFile, RenameError, Renaming, rename_all};
pub use self::spot::{BESIDE_SCHOOLS, OUTSIDE_AREAS, Spot};
use self::spot::{POLICY, RECORD, place, record_name, spot};

/// A kind of file that the program writes.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// What it is called in messages, with its article: `a board`.
    pub name: &'static str,
    /// Whether bytes are a file of this kind that the program wrote. None for what is written once and belongs to staff from then on.
    pub is_own: Option<fn(&[u8]) -> bool>,
    /// Whether bytes that are not the program's own are a file of this kind that it wrote and somebody changed. Such a file is kept beside the new one.
    pub was_own: Option<fn(&[u8]) -> bool>,
    /// Where on a drive it belongs, besides [`Spot::Elsewhere`].
    pub belongs: &'static [Spot],
    /// Whether the folder in which it is to stand is made where it is not there.
    pub makes_folder: bool,
}

/// A folder in which something is to be written: no link leads into it, and it is known on which drives it lies.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
    /// The drives around it: one as a rule, more where a drive was copied into another.
    roots: Vec<PathBuf>,
}

/// A file that may be written.
#[derive(Debug, Clone)]
pub struct Destination {
    folder: Folder,
    path: PathBuf,
    output: Output,
    force: bool,
}

/// What stands where a file is to be written.
enum Standing {
    /// Nothing.
    Nothing,
    /// A file that gives way, with its bytes.
    Older(Vec<u8>),
    /// A file of the same kind into which somebody wrote, with its bytes: it gives way and is kept beside.
    WrittenInto(Vec<u8>),
    /// A file that gives way, though it cannot be read.
    Unread,
}

/// Files of more bytes than this are not read to find out what they are.
const MOST_BYTES: u64 = 200_000_000;
/// The most files that are kept beside one output.
const MOST_KEPT: u32 = 10_000;

impl Folder {
    /// The folder, which need not be there yet. Refused where a link on a drive leads to it, or where something on the way is no folder.
    pub fn find(path: &Path) -> Result<Self, DestinationError> {
        let unwritten = |source| DestinationError::Unwritten { path: path.to_owned(), source };
        // Without a slash at its end, behind which a link would be taken for what it leads to.
        let path: PathBuf = if path.as_os_str().is_empty() { ".".into() } else { path.components().collect() };
        let absolute = std::path::absolute(&path).map_err(unwritten)?;
        for step in absolute.ancestors() {
            let is_link = matches!(disk::kind(step), Ok(Some(EntryKind::Link)));
            if is_link && step.parent().is_some_and(|parent| !drives_around(&real(parent)).is_empty()) {
                return Err(DestinationError::Link { path, link: step.to_owned() });
            }
        }
        let real = real(&absolute);
        let there = real.ancestors().find_map(|step| Some((step, disk::kind(step).ok()??)));
        if let Some((step, _)) = there.filter(|(_, kind)| *kind != EntryKind::Folder) {
            return Err(DestinationError::NoFolder(step.to_owned()));
        }
        let roots = drives_around(&real);
        Ok(Self { path, real, roots })
    }

    /// The folder as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The drives in which it lies, the nearest first; the folder itself may be one.
    #[must_use]
    pub fn drives(&self) -> &[PathBuf] {
        &self.roots
    }

    /// The folder without links.
    #[must_use]
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// A file of this folder, where the rule lets it be written.
    pub fn destination(&self, name: &str, output: &Output, force: bool) -> Result<Destination, DestinationError> {
        let path = if self.path == Path::new(".") { name.into() } else { self.path.join(name) };
        let destination = Destination { folder: self.clone(), path, output: *output, force };
        destination.look().map(|_| destination)
    }
}

impl Destination {
    /// The file at a path, where the rule lets it be written.
    pub fn find(path: &Path, output: &Output, force: bool) -> Result<Self, DestinationError> {
        let path: PathBuf = path.components().collect();
        if path.file_name().is_none() {
            return Err(DestinationError::NoFile { path, what: "a folder" });
        }
        let folder = Folder::find(path.parent().unwrap_or(Path::new(".")))?;
        let destination = Self { folder, path, output: *output, force };
        destination.look().map(|_| destination)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file, whole or not at all, where the rule still lets it be written.
    pub fn write(&self, bytes: &[u8]) -> Result<(), DestinationError> {
        self.write_keeping(bytes).map(drop)
    }

    /// The same; gives the file in which what stood there is kept, where somebody had written into it.
    pub fn write_keeping(&self, bytes: &[u8]) -> Result<Option<PathBuf>, DestinationError> {
        let standing = self.look()?;
        // Keep the old file first: whatever fails then, nothing is lost.
        let kept = match &standing {
            Standing::WrittenInto(old) => Some(self.keep(old)?),
            _ => None,
        };
        let written = match standing {
            Standing::Nothing => self.make_folder().and_then(|()| disk::write_new(&self.path, bytes)),
            Standing::Older(old) | Standing::WrittenInto(old) => disk::replace(&self.path, &old, bytes),
            Standing::Unread => disk::write(&self.path, bytes),
        };
        match written {
            Err(source) if source.kind() == io::ErrorKind::AlreadyExists => {
                // It appeared just now: what it is decides.
                let newly = self.look();
                newly.and_then(|_| Err(DestinationError::Unwritten { path: self.path.clone(), source }))
            }
            Err(source) => Err(DestinationError::Unwritten { path: self.path.clone(), source }),
            Ok(()) => {
                disk::clear_left_behind(&self.path);
                Ok(kept)
            }
        }
    }

    /// Copies a file to this place, where nothing stands yet, whole or not at all, for this user's eyes alone. `step`: told of the bytes of each piece.
    /// The inner error: the file
    /// itself cannot be read.
    pub fn copy(&self, from: &Path, step: &dyn Fn(usize)) -> Result<Result<(), io::Error>, DestinationError> {
        self.make_private_folder()?;
        match disk::copy_new(from, &self.path, step) {
            Ok(()) => {
                disk::clear_left_behind(&self.path);
                Ok(Ok(()))
            }
            Err(NotCopied::Unread(error)) => Ok(Err(error)),
            Err(NotCopied::Unwritten(error)) => Err(self.unwritten(error)),
        }
    }

    /// Writes the file where nothing stands yet, whole or not at all, for this user's eyes alone; so are the folders that are made for it.
    pub fn write_private(&self, bytes: &[u8]) -> Result<(), DestinationError> {
        self.make_private_folder()?;
        disk::write_new_private(&self.path, bytes).map_err(|source| self.unwritten(source))
    }

    /// Makes the folder of a file that is for this user's eyes alone, where nothing stands yet.
    fn make_private_folder(&self) -> Result<(), DestinationError> {
        if !matches!(self.look()?, Standing::Nothing) {
            return Err(DestinationError::Taken(self.path.clone()));
        }
        if self.output.makes_folder {
            disk::make_own_folder(&self.folder.path).map_err(|source| self.unwritten(source))?;
        }
        Ok(())
    }

    fn unwritten(&self, source: io::Error) -> DestinationError {
        DestinationError::Unwritten { path: self.path.clone(), source }
    }

    /// Writes what stood there under a free name beside it.
    fn keep(&self, old: &[u8]) -> Result<PathBuf, DestinationError> {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let ending = self.path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
        let mut number = 1_u32;
        loop {
            let which = if number == 1 { String::new() } else { format!(", {number}") };
            let path = self.path.with_file_name(format!("{stem} (written into{which}){ending}"));
            match disk::write_new(&path, old) {
                Ok(()) => return Ok(path),
                Err(source) if source.kind() == io::ErrorKind::AlreadyExists && number < MOST_KEPT => number += 1,
                Err(source) => return Err(DestinationError::Unwritten { path, source }),
            }
        }
    }

    fn make_folder(&self) -> io::Result<()> {
        if self.output.makes_folder { disk::make_folder(&self.folder.path) } else { Ok(()) }
    }

    /// Asks the whole rule.
    fn look(&self) -> Result<Standing, DestinationError> {
        let Self { path, output, .. } = self;
        let unread = |source| DestinationError::Unread { path: path.clone(), source };
        let name = path.file_name().unwrap_or_default();
        let real = self.folder.real.join(name);
        for spot in self.spots(&real) {
            if spot != Spot::RecordName && spot != Spot::Elsewhere && !output.belongs.contains(&spot) {
                return Err(DestinationError::Misplaced {
                    path: path.clone(),
                    output: output.name,
                    place: place(spot),
                    is_among_folders: OUTSIDE_AREAS.contains(&spot),
                });
            }
        }
        let kind = disk::kind(path).map_err(|source| DestinationError::Unwritten { path: path.clone(), source })?;
        match kind {
            None => self.name_may_be_new(&real).map(|()| Standing::Nothing),
            Some(EntryKind::Link) => Err(DestinationError::Link { path: path.clone(), link: path.clone() }),
            Some(EntryKind::Folder) => Err(DestinationError::NoFile { path: path.clone(), what: "a folder" }),
            Some(EntryKind::Special) => Err(DestinationError::NoFile { path: path.clone(), what: "no ordinary file" }),
            Some(EntryKind::File) if output.is_own.is_none() && !self.force => {
                Err(DestinationError::Taken(path.clone()))
            }
            Some(EntryKind::File) => {
                // The name as the disk has it: on Windows one file answers to several.
                let real = disk::absolute(path).map_err(unread)?;
                let bytes = match disk::read(path, MOST_BYTES) {
                    Ok(bytes) => Ok(bytes),
                    Err(ReadError::TooLarge(_)) => Err(None),
                    Err(ReadError::Io(source)) => Err(Some(source)),
                };
                if let Some(record) = self.record(&real, bytes.as_deref().ok()) {
                    return Err(DestinationError::Record { path: path.clone(), output: output.name, record });
                }
                let is_own = |bytes: &Vec<u8>| output.is_own.is_some_and(|is_own| is_own(bytes));
                let was_own = |bytes: &Vec<u8>| output.was_own.is_some_and(|was_own| was_own(bytes));
                let standing = match bytes {
                    Ok(bytes) if !is_own(&bytes) && was_own(&bytes) => Standing::WrittenInto(bytes),
                    Ok(bytes) if self.force || is_own(&bytes) => Standing::Older(bytes),
                    Err(_) if self.force => Standing::Unread,
                    Err(Some(source)) => return Err(unread(source)),
                    Ok(_) | Err(None) => {
                        return Err(DestinationError::Foreign { path: path.clone(), output: output.name });
                    }
                };
                if disk::is_read_only(path) { Err(DestinationError::ReadOnly(path.clone())) } else { Ok(standing) }
            }
        }
    }

    /// A file that is not there yet must not become a record by its name, and its folder must be there where it is not to be made.
    fn name_may_be_new(&self, real: &Path) -> Result<(), DestinationError> {
        let Self { path, output, .. } = self;
        if !output.belongs.contains(&Spot::RecordName) && self.spots(real).any(|spot| spot == Spot::RecordName) {
            let record = record_name(path).unwrap_or("a record");
            return Err(DestinationError::RecordName { path: path.clone(), output: output.name, record });
        }
        // A policy would make a drive of the folder that it stands in.
        if !output.belongs.contains(&Spot::RecordName)
            && let Some(record) = record_name(path).filter(|record| *record == POLICY)
        {
            return Err(DestinationError::RecordName { path: path.clone(), output: output.name, record });
        }
        if !output.makes_folder && !matches!(disk::kind(&self.folder.real), Ok(Some(EntryKind::Folder))) {
            let source = io::Error::new(io::ErrorKind::NotFound, "the folder is not there");
            return Err(DestinationError::Unwritten { path: path.clone(), source });
        }
        Ok(())
    }

    /// What the place of a file is for, on each of the drives around it.
    fn spots(&self, real: &Path) -> impl Iterator<Item = Spot> {
        self.folder.roots.iter().filter_map(|root| Some(spot(real.strip_prefix(root).ok()?)))
    }

    /// What a file is that is a record. `bytes`: none where it cannot be read.
    fn record(&self, real: &Path, bytes: Option<&[u8]>) -> Option<&'static str> {
        let name = real.file_name().unwrap_or_default().to_string_lossy();
        let is_in = |area: fn(Area) -> bool| self.spots(real).any(|spot| matches!(spot, Spot::Area(of) if area(of)));
        let is_on_a_drive = !self.folder.roots.is_empty();
        let is_markdown_record =
            || is_in(|_| true) || bytes.is_none_or(|bytes| text::front_matter(&text::decode(bytes).0).is_some());
        match Ending::of(&name) {
            // A folder that holds one is a drive.
            _ if name.eq_ignore_ascii_case(layout::POLICY_FILE) => Some(POLICY),
            Ending::Yaml if is_on_a_drive => record_name(real),
            Ending::Markdown if is_on_a_drive && is_markdown_record() => Some(RECORD),
            Ending::Mail if is_in(|area| area == Area::Emails) => Some("a saved e-mail of a school"),
            _ => None,
        }
    }
}

/// Every folder upward that is a drive, the folder itself included.
fn drives_around(folder: &Path) -> Vec<PathBuf> {
    folder.ancestors().filter(|folder| policy_file(folder).is_some()).map(Path::to_owned).collect()
}

/// The path without links, as far as it is there; the rest as it is written.
fn real(path: &Path) -> PathBuf {
    let found = path.ancestors().find_map(|there| Some((there, disk::absolute(there).ok()?)));
    let Some((there, mut real)) = found else { return path.to_owned() };
    for part in path.strip_prefix(there).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    real
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const REPORT: Output = Output {
        name: "a report",
        is_own: Some(|bytes| bytes == b"mine"),
        was_own: Some(|bytes| bytes.starts_with(b"mine, ")),
        belongs: OUTSIDE_AREAS,
        makes_folder: false,
    };

    #[test]
    fn what_a_place_is_for_is_known_by_its_names() {
        for (path, expected) in [
            ("A/B/records/x.txt", Spot::Area(Area::Records)),
            ("A/B/RECORDS/2026/x.yaml", Spot::Area(Area::Records)),
            ("A/B/Emails/x", Spot::Area(Area::Emails)),
            ("A/B/correspondence", Spot::Area(Area::Correspondence)),
            ("Templates/x.yaml", Spot::Templates),
            ("policy.toml", Spot::RecordName),
            ("Policy.TOML", Spot::RecordName),
            ("A/policy.toml", Spot::Manager),
            ("A/B/School.yaml", Spot::RecordName),
            ("A/x.YML", Spot::RecordName),
            ("A/records/x.txt", Spot::School),
            ("x.txt", Spot::Top),
            ("A/x.txt", Spot::Manager),
            ("A/_B/x.txt", Spot::Elsewhere),
            ("_A/x.txt", Spot::Elsewhere),
            ("A/B/C/x.txt", Spot::School),
            ("_old/B/records/x.txt", Spot::Elsewhere),
            ("A/B/x.txt", Spot::School),
            ("templates", Spot::Top),
        ] {
            assert_eq!(spot(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn what_appears_meanwhile_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        let destination = Destination::find(&file, &REPORT, false).unwrap();
        fs::write(&file, "theirs").unwrap();
        assert!(matches!(destination.write(b"mine"), Err(DestinationError::Foreign { .. })));
        assert_eq!(fs::read(&file).unwrap(), b"theirs");
        fs::write(&file, "mine").unwrap();
        destination.write(b"newer").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"newer");
        // With leave to write over files of others, still not over a record that came to stand there.
        let file = folder.path().join("a.md");
        let forced = Destination::find(&file, &REPORT, true).unwrap();
        fs::write(&file, "---\nkind: visit\n---\n").unwrap();
        forced.write(b"mine").unwrap();
        fs::write(folder.path().join("Policy.toml"), "").unwrap();
        let forced = Destination::find(&folder.path().join("b.md"), &REPORT, true).unwrap();
        fs::write(folder.path().join("b.md"), "---\nkind: visit\n---\n").unwrap();
        assert!(matches!(forced.write(b"mine"), Err(DestinationError::Record { .. })));
    }

    #[test]
    fn what_somebody_wrote_into_is_kept_beside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a b.txt");
        for (force, changed, name) in
            [(false, "mine, and theirs", "a b (written into).txt"), (true, "mine, again", "a b (written into, 2).txt")]
        {
            fs::write(&file, changed).unwrap();
            let kept = Destination::find(&file, &REPORT, force).unwrap().write_keeping(b"mine").unwrap();
            assert_eq!(kept, Some(folder.path().join(name)));
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), changed);
            assert_eq!(fs::read(&file).unwrap(), b"mine");
        }
        assert_eq!(Destination::find(&file, &REPORT, false).unwrap().write_keeping(b"newer").unwrap(), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_path_is_taken_as_it_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("A/B/emails")).unwrap();
        fs::write(folder.path().join("policy.toml"), "").unwrap();
        let find = |path: &str| Destination::find(&folder.path().join(path), &REPORT, true);
        for path in
            ["A/B/records/../emails/x.txt", "A/B/emails/x.txt/", "A/./B/emails/x.txt/.", "A/B/emails/none/x.txt"]
        {
            assert!(matches!(find(path), Err(DestinationError::Misplaced { .. })), "{path}: {:?}", find(path));
        }
        for path in ["A/B/emails/..", "A/B", "A/"] {
            assert!(matches!(find(path), Err(DestinationError::NoFile { .. })), "{path}: {:?}", find(path));
        }
        assert!(find("A/B/emails/../x.txt").is_ok());
    }
}
