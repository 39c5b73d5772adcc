//! The only part that touches the disk: list, read, write. A write is whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, FileType};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

mod copying;
mod left_behind;
mod temporary;

pub use self::copying::{NotCopied, copy_new};
pub use self::left_behind::{clear_left_behind, clear_of_run};
pub use self::temporary::TemporaryFolder;

/// With what a temporary name begins and ends. It is one that every scan leaves alone.
const PREFIX: &str = ".spoc-";
const SUFFIX: &str = ".tmp";
/// The characters by which one temporary name differs from another.
const RANDOM: usize = 6;

/// What stands in a folder under a name.
#[derive(Debug)]
pub struct Entry {
    /// The name as the disk has it.
    pub os_name: OsString,
    /// The name as text; what is no text in it is replaced by U+FFFD.
    pub name: String,
    /// What it is, links not followed.
    pub kind: EntryKind,
    listed: fs::DirEntry,
}

impl Entry {
    /// Size and times of a file; none where it is gone again. On Windows they came with the listing; elsewhere they cost a call.
    #[must_use]
    pub fn stamp(&self) -> Option<Stamp> {
        self.listed.metadata().ok().map(|metadata| Stamp::of(&metadata))
    }
}

/// What shows, without opening a file, whether it may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When the content was last changed, in nanoseconds from 1970, as the file system has it.
    pub modified: i64,
    /// When anything about it was last changed, rights and name among that; 0 where the system does not say.
    pub changed: i64,
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = 0;
        Self { size: metadata.len(), modified: metadata.modified().map_or(0, nanoseconds), changed }
    }
}

/// Nanoseconds from 1970; before it, less than 0.
#[must_use]
pub fn nanoseconds(time: SystemTime) -> i64 {
    let nanoseconds = |span: std::time::Duration| i64::try_from(span.as_nanos()).unwrap_or(i64::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link or junction, wherever it points.
    Link,
    /// A pipe, socket or device: never opened.
    Special,
}

impl From<FileType> for EntryKind {
    fn from(kind: FileType) -> Self {
        if kind.is_symlink() {
            Self::Link
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_file() {
            Self::File
        } else {
            Self::Special
        }
    }
}

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// It is larger than was asked for: so many bytes.
    TooLarge(u64),
    /// The system's reason.
    Io(io::Error),
}

impl ReadError {
    /// The same once more: the system's own reasons cannot be cloned.
    #[must_use]
    pub fn copy(&self) -> Self {
        match self {
            Self::TooLarge(bytes) => Self::TooLarge(*bytes),
            Self::Io(error) => Self::Io(copy_of(error)),
        }
    }
}

/// The system's reason once more.
#[must_use]
pub fn copy_of(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The entries of a folder, in the order of the code points of their names. A listing that fails midway is an error: half a folder is not taken
/// for the whole. The folder stays open as long as one of its entries is kept.
///
/// `walkdir` is not used. It gives errors, names and kinds of entries as they are needed here, but it lists one folder after the other on one
/// thread, and asks for the metadata of every folder that a walk begins with. On a share, where the folders of a school are listed at the same
/// time, that is the wait that the walk is to avoid. And of a folder whose listing fails midway it gives the first half as if it were entries
/// to go on with.
pub fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for listed in fs::read_dir(folder)? {
        let listed = listed?;
        let kind = match listed.file_type() {
            Ok(kind) => EntryKind::from(kind),
            // Gone between listing and looking: reading it says so.
            Err(error) if error.kind() == io::ErrorKind::NotFound => EntryKind::File,
            Err(error) => return Err(error),
        };
        let os_name = listed.file_name();
        entries.push(Entry { name: os_name.to_string_lossy().into_owned(), os_name, kind, listed });
    }
    entries.sort_by(|a, b| (&a.name, &a.os_name).cmp(&(&b.name, &b.os_name)));
    Ok(entries)
}

/// Size and times of a file; none where it cannot be looked at.
#[must_use]
pub fn stamp(path: &Path) -> Option<Stamp> {
    fs::metadata(path).ok().map(|metadata| Stamp::of(&metadata))
}

/// The time by the clock of the file system that a folder lies on, in nanoseconds from 1970; none where nothing can be written there.
#[must_use]
pub fn time_in(folder: &Path) -> Option<i64> {
    let probe = temporary_name(PREFIX).tempfile_in(folder).ok()?;
    stamp(probe.path()).map(|stamp| stamp.modified)
}

/// The bytes of a file that has at most `most` of them.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > most {
        return Err(ReadError::TooLarge(length));
    }
    // There is room for one byte more than the file has. A read that leaves it free has met the end: on a share each further read is a wait.
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0).saturating_add(1)];
    let filled = match file.read(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        filled => filled?,
    };
    bytes.truncate(filled);
    if filled as u64 != length || filled == 0 {
        // The file has grown or shrunk meanwhile, or came in parts: never take in more than was allowed.
        file.take((most + 1).saturating_sub(filled as u64)).read_to_end(&mut bytes)?;
    }
    match bytes.len() as u64 {
        length if length > most => Err(ReadError::TooLarge(length)),
        _ => Ok(bytes),
    }
}

/// The first bytes of a file, at most so many: one call, where the system gives them at once.
pub fn read_start(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(most).unwrap_or(0));
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the last bytes of a file: `most` of them, or all where it has fewer.
pub fn read_end(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size.saturating_sub(most)))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that is open for reading.
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    /// Size and times when it was opened.
    pub stamp: Stamp,
    /// The number of its owner, where the system knows owners by numbers.
    pub owner: Option<u32>,
}

impl OpenFile {
    /// Opens a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        #[cfg(unix)]
        let owner = Some(std::os::unix::fs::MetadataExt::uid(&metadata));
        #[cfg(not(unix))]
        let owner = None;
        Ok(Self { file, stamp: Stamp::of(&metadata), owner })
    }

    /// Its size and times now.
    pub fn stamp_now(&self) -> io::Result<Stamp> {
        self.file.metadata().map(|metadata| Stamp::of(&metadata))
    }
}

impl Read for OpenFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.file.read(into)
    }
}

/// Holds a file for this process alone: as long as it lives, no other process that asks gets it. When the process ends, however it ends, the system
/// lets the file go.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Takes a file, which is made where it is not there. None where another process has it. An error of kind `Unsupported` where the file system
    /// knows no such thing.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        let mut options = File::options();
        // The umask takes its part: a colleague who may write in the folder can take it, too.
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Whether a file can be opened.
pub fn probe(path: &Path) -> io::Result<()> {
    File::open(path).map(drop)
}

/// What a path is, links not followed; none where nothing is there.
pub fn kind(path: &Path) -> io::Result<Option<EntryKind>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type().into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a file is marked as one that is not to be changed.
#[must_use]
pub fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// Whether a link may stand for a folder. A link that leads nowhere may stand for anything, unless its name has an ending, as files have.
#[must_use]
pub fn may_be_folder(link: &Path) -> bool {
    fs::metadata(link).map_or_else(|_| link.extension().is_none(), |target| target.is_dir())
}

/// The path from the root of the file system, links in it resolved.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        // Some network and virtual drives on Windows know no such thing: then the path as it is written has to do.
        Err(error) if error.kind() != io::ErrorKind::NotFound && path.exists() => std::path::absolute(path),
        other => other,
    }
}

/// Makes a folder and those that it lies in, where they are not there.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Writes a new file, whole or not at all. An existing file is left alone: an error of kind `AlreadyExists`.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    persist_new(write_beside(path, bytes)?, path)
}

fn persist_new(temporary: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    let failed = match temporary.persist_noclobber(path) {
        Ok(_) => return Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => return Err(failed.error),
        Err(failed) => failed,
    };
    // Some network drives know no renaming that leaves an existing file alone: there it is looked at first.
    match kind(path)? {
        None => failed.file.persist(path).map(drop).map_err(|error| error.error),
        Some(_) => Err(io::ErrorKind::AlreadyExists.into()),
    }
}

/// Writes a new file, whole or not at all, for this user's eyes alone. An existing file is left alone: an error of kind `AlreadyExists`.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    persist_new(written(private_file_beside(path)?, bytes)?, path)
}

/// Puts new bytes in place of the old ones of a file, whole or not at all. A file that someone has changed meanwhile is left
/// alone: an error of kind `ResourceBusy`.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    persist_over(write_beside(path, new)?, path, old)
}

fn persist_over(temporary: tempfile::NamedTempFile, path: &Path, old: &[u8]) -> io::Result<()> {
    if let Ok(metadata) = fs::metadata(path) {
        // Best effort: the new file gets the rights of the old one where the file system knows them.
        let _ = fs::set_permissions(temporary.path(), metadata.permissions());
    }
    if fs::read(path)? != old {
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, "someone has changed the file meanwhile"));
    }
    temporary.persist(path).map(drop).map_err(|error| error.error)
}

/// Writes a file, whole or not at all; one that is there gives way.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_beside(path, bytes)?.persist(path).map(drop).map_err(|error| error.error)
}

/// A file that is written beside its place and waits for its name. Dropped, it is gone again.
#[derive(Debug)]
pub struct Staged {
    temporary: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Staged {
    /// Writes the bytes of a file beside its place, flushed to the disk. `mark`: of the run, hexadecimal digits, or nothing; it stands in the name.
    pub fn beside(path: &Path, bytes: &[u8], mark: &str) -> io::Result<Self> {
        Ok(Self { temporary: written(marked_file_beside(path, mark)?, bytes)?, path: path.to_owned() })
    }

    /// Gives it its name where nothing stands yet; else an error of kind `AlreadyExists`.
    pub fn put_new(self) -> io::Result<()> {
        persist_new(self.temporary, &self.path)
    }

    /// Puts it in place of the file that stands there with these bytes; an error of kind `ResourceBusy` where it has others by now.
    pub fn put_over(self, old: &[u8]) -> io::Result<()> {
        persist_over(self.temporary, &self.path, old)
    }
}

/// Writes a script that can be started, whole or not at all; a file that is there gives way.
pub fn write_script(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = write_beside(path, bytes)?;
    let_start(temporary.as_file())?;
    temporary.persist(path).map(drop).map_err(|error| error.error)
}

/// Copies a program, whole or not at all; a file that is there gives way.
pub fn copy_program(from: &Path, to: &Path) -> io::Result<()> {
    let mut temporary = write_beside(to, b"")?;
    io::copy(&mut File::open(from)?, temporary.as_file_mut())?;
    let_start(temporary.as_file())?;
    temporary.as_file().sync_all()?;
    temporary.persist(to).map(drop).map_err(|error| error.error)
}

/// Lets a file be started by whoever may read it. On Windows its name says that it is a program.
fn let_start(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let readable = file.metadata()?.permissions().mode() & 0o444;
        let mode = file.metadata()?.permissions().mode() | readable >> 2;
        file.set_permissions(fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    file.metadata().map(drop)
}

/// Whether two files hold the same bytes.
pub fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    let length = one.metadata()?.len();
    if length != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut bytes, mut others) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut left = length;
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        one.read_exact(&mut bytes[..part])?;
        other.read_exact(&mut others[..part])?;
        if bytes[..part] != others[..part] {
            return Ok(false);
        }
        left -= part as u64;
    }
    Ok(true)
}

/// Gives a file another name. On Windows a program that runs can be renamed, though not replaced or removed.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Whether a file can be written to at this moment; a program that runs cannot.
pub fn is_free(path: &Path) -> bool {
    File::options().write(true).open(path).is_ok()
}

/// Where a symbolic link points.
pub fn link_target(path: &Path) -> io::Result<PathBuf> {
    fs::read_link(path)
}

/// Makes a symbolic link.
pub fn make_link(path: &Path, target: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, path);
    #[cfg(not(unix))]
    return Err(io::Error::new(io::ErrorKind::Unsupported, format!("{} to {}", path.display(), target.display())));
}

/// Writes a file that can be made again at any time: whole or not at all for whoever reads it, but without waiting for the disk, and for this
/// user's eyes alone.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = private_file_beside(path)?;
    temporary.write_all(bytes)?;
    temporary.persist(path).map(drop).map_err(|error| error.error)
}

/// Makes a folder that is this user's alone, with those that it lies in; one that is there is made so.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    make_own_folder(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes a folder and those that it lies in, where they are not there: what is made is this user's alone. One that is there keeps its rights.
pub fn make_own_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Waits until the names in a folder are on the disk, where the system knows such a thing: a file that was flushed may have no name after a power cut.
pub fn flush_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match File::open(path)?.sync_all() {
        // Some network drives cannot.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        flushed => flushed,
    }
    #[cfg(not(unix))]
    fs::metadata(path).map(drop)
}

/// Removes a file, or a folder that is empty.
pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|error| fs::remove_dir(path).map_err(|_| error))
}

/// Removes a folder with all that is in it. A link in it is removed, and what it leads to stays.
pub fn remove_all(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    written(file_beside(path)?, bytes)
}

fn written(mut temporary: tempfile::NamedTempFile, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// How a temporary file is named.
fn temporary_name(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    builder
}

/// A new file beside a place, which goes where it is not given that name.
fn file_beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    marked_file_beside(path, "")
}

/// The same for this user's eyes alone: the usual rights of a temporary file are its owner's. On Windows the folder decides.
fn private_file_beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    temporary_name(PREFIX).tempfile_in(folder_of(path))
}

/// The same as [`file_beside`] with the mark of the run in its name, by which what the run leaves behind is known: hexadecimal digits, or nothing.
fn marked_file_beside(path: &Path, mark: &str) -> io::Result<tempfile::NamedTempFile> {
    let prefix = if mark.is_empty() { PREFIX.to_owned() } else { format!("{PREFIX}{mark}-") };
    let builder = temporary_name(&prefix);
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        let mut builder = builder;
        // The umask takes its part: a colleague can read what is written, as with any editor.
        builder.permissions(fs::Permissions::from_mode(0o666));
        builder
    };
    builder.tempfile_in(folder_of(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_or_said_to_be_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        for length in [0, 1, 8_191, 8_192, 8_193, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|byte: u32| byte.to_le_bytes()[0]).collect();
            fs::write(&file, &bytes).unwrap();
            assert_eq!(read(&file, u64::from(length)).unwrap(), bytes);
            assert_eq!(read(&file, 1_000_000).unwrap(), bytes);
            if let Some(less) = u64::from(length).checked_sub(1) {
                assert!(matches!(read(&file, less), Err(ReadError::TooLarge(of)) if of == u64::from(length)));
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_whose_length_is_not_told_is_read_whole() {
        // The system makes these as they are read, and says that they have no bytes.
        let status = read(Path::new("/proc/self/status"), 1_000_000).unwrap();
        assert!(status.starts_with(b"Name:") && status.ends_with(b"\n"));
    }
}
