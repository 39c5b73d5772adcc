//! A folder shown through a file system in user space as a slow share shows it: each operation waits, many at once, and is counted.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs::{self, File, FileTimes, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, InitFlags, KernelConfig, LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData,
    ReplyDirectory, ReplyDirectoryPlus, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyWrite, Request, TimeOrNow, WriteFlags,
};

/// How many operations wait at once: more than any command has in flight.
const AT_ONCE: usize = 256;

/// What the kernel asks the file system for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    Lookup,
    Attributes,
    Listing,
    ListingPart,
    Open,
    Read,
    Release,
    /// Whatever changes the folder: create, write, rename and the like.
    Change,
}

/// One operation and the path within the folder that it was about.
pub type Call = (Operation, PathBuf);

/// What a share does to its clients, and what they have asked of it.
#[derive(Debug, Default)]
pub struct Meter {
    /// Microseconds that each operation takes.
    delay: AtomicU64,
    calls: Mutex<Vec<Call>>,
    /// Operations that wait now, and the most that ever did.
    waiting: AtomicUsize,
    most: AtomicUsize,
    /// Paths within the folder that may differ from what they were.
    changed: Mutex<BTreeSet<PathBuf>>,
}

impl Meter {
    pub fn set_delay(&self, delay: Duration) {
        self.delay.store(delay.as_micros() as u64, Ordering::SeqCst);
    }

    /// How many calls have come since they were last taken.
    pub fn calls(&self) -> usize {
        self.calls.lock().unwrap().len()
    }

    /// The calls since this was last asked, in the order in which they came.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    /// The most operations that have waited at once since this was last asked.
    #[allow(dead_code, reason = "the tests ask for it, the bench does not")]
    pub fn take_most_at_once(&self) -> usize {
        self.most.swap(0, Ordering::SeqCst)
    }

    /// The paths that were written to since this was last asked.
    pub fn take_changed(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.changed.lock().unwrap())
    }

    /// Counts an operation and waits for as long as it takes.
    fn call(&self, what: Operation, path: &Path) {
        let end = Instant::now() + Duration::from_micros(self.delay.load(Ordering::SeqCst));
        self.calls.lock().unwrap().push((what, path.to_owned()));
        if what == Operation::Change {
            self.changed.lock().unwrap().insert(path.to_owned());
        }
        let waiting = self.waiting.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(waiting, Ordering::SeqCst);
        std::thread::sleep(end.saturating_duration_since(Instant::now()));
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A folder as it is shown behind a mount. The mount is gone with the value.
pub struct Mounted {
    at: tempfile::TempDir,
    pub meter: Arc<Meter>,
    _session: BackgroundSession,
}

impl Mounted {
    /// Shows `folder`. The kernel remembers names and attributes for the time `kept`; with none, each step of a path is asked for
    /// whenever it is walked, and a listing gives names alone.
    ///
    /// # Errors
    ///
    /// Where this computer mounts no such file systems.
    pub fn new(folder: &Path, kept: Duration) -> io::Result<Self> {
        let (at, meter) = (tempfile::tempdir()?, Arc::new(Meter::default()));
        let names = Mutex::new(Names::of(PathBuf::new()));
        let share = Share { folder: folder.canonicalize()?, names, meter: Arc::clone(&meter), kept };
        let mut config = Config::default();
        config.n_threads = Some(AT_ONCE);
        let session = fuser::spawn_mount(share, at.path(), &config)?;
        Ok(Self { at, meter, _session: session })
    }

    /// Where the folder is seen through the mount.
    pub fn root(&self) -> PathBuf {
        self.at.path().to_owned()
    }
}

/// Takes a mount away, from under those who use it, too.
pub fn unmount(at: &Path) {
    let _ = std::process::Command::new("umount").arg("-l").arg(at).output();
}

struct Share {
    folder: PathBuf,
    names: Mutex<Names>,
    meter: Arc<Meter>,
    kept: Duration,
}

/// The numbers by which the kernel knows paths. A path within the folder has one number while it stands.
pub struct Names {
    paths: Vec<PathBuf>,
    numbers: HashMap<PathBuf, u64>,
}

impl Names {
    /// The numbers of a folder, which has the first, and of what is asked for within it.
    pub fn of(folder: PathBuf) -> Self {
        Self { paths: vec![folder.clone()], numbers: HashMap::from([(folder, 1)]) }
    }

    pub fn path(&self, INodeNo(number): INodeNo) -> PathBuf {
        self.paths[number as usize - 1].clone()
    }

    pub fn number(&mut self, path: &Path) -> INodeNo {
        let number = self.numbers.entry(path.to_owned()).or_insert_with(|| {
            self.paths.push(path.to_owned());
            self.paths.len() as u64
        });
        INodeNo(*number)
    }
}

impl Share {
    fn path(&self, number: INodeNo) -> PathBuf {
        self.names.lock().unwrap().path(number)
    }

    fn number(&self, path: &Path) -> INodeNo {
        self.names.lock().unwrap().number(path)
    }

    /// Counts an operation on a node, waits, and gives the node's path within the folder and on this computer.
    fn call(&self, what: Operation, number: INodeNo) -> (PathBuf, PathBuf) {
        self.call_path(what, self.path(number))
    }

    /// The same for a name in a folder.
    fn call_in(&self, what: Operation, parent: INodeNo, name: &OsStr) -> (PathBuf, PathBuf) {
        self.call_path(what, self.path(parent).join(name))
    }

    fn call_path(&self, what: Operation, path: PathBuf) -> (PathBuf, PathBuf) {
        self.meter.call(what, &path);
        let real = self.folder.join(&path);
        (path, real)
    }

    fn attributes(&self, path: &Path) -> io::Result<FileAttr> {
        let metadata = fs::symlink_metadata(self.folder.join(path))?;
        Ok(attributes(self.number(path), &metadata))
    }
}

/// What stands behind a number, as the kernel is told of it.
pub fn attributes(number: INodeNo, metadata: &Metadata) -> FileAttr {
    FileAttr {
        ino: number,
        size: metadata.len(),
        blocks: metadata.blocks(),
        atime: UNIX_EPOCH,
        mtime: UNIX_EPOCH + Duration::new(metadata.mtime() as u64, metadata.mtime_nsec() as u32),
        ctime: UNIX_EPOCH + Duration::new(metadata.ctime() as u64, metadata.ctime_nsec() as u32),
        crtime: UNIX_EPOCH,
        kind: kind(metadata.file_type()),
        perm: metadata.mode() as u16 & 0o7777,
        nlink: 1,
        uid: metadata.uid(),
        gid: metadata.gid(),
        rdev: 0,
        blksize: 4096,
        flags: 0,
    }
}

fn kind(file_type: fs::FileType) -> FileType {
    FileType::from_std(file_type).unwrap_or(FileType::RegularFile)
}

/// The entries of a folder from a place on, each with the place after it.
fn entries(folder: &Path, from: u64) -> io::Result<impl Iterator<Item = (u64, fs::DirEntry)>> {
    let entries = fs::read_dir(folder)?.map_while(Result::ok);
    Ok((1..).zip(entries).skip(from as usize))
}

impl Filesystem for Share {
    /// Asks the kernel to let go of its own limits: several lookups in one folder at once, and many requests that nobody waits for.
    fn init(&mut self, _: &Request, config: &mut KernelConfig) -> io::Result<()> {
        let mut wanted = InitFlags::FUSE_PARALLEL_DIROPS | InitFlags::FUSE_ASYNC_DIO;
        if !self.kept.is_zero() {
            wanted |= InitFlags::FUSE_DO_READDIRPLUS;
        }
        config.add_capabilities(wanted).map_err(|_| io::Error::other("this kernel is too old for the bench"))?;
        let refused = |_| io::Error::other("this kernel refuses so many requests at once");
        config.set_max_background(1024).map_err(refused)?;
        config.set_congestion_threshold(1024).map_err(refused)?;
        Ok(())
    }

    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let (path, _) = self.call_in(Operation::Lookup, parent, name);
        match self.attributes(&path) {
            Ok(attributes) => reply.entry(&self.kept, &attributes, Generation(0)),
            Err(error) => reply.error(error.into()),
        }
    }

    fn getattr(&self, _: &Request, number: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        let (path, _) = self.call(Operation::Attributes, number);
        match self.attributes(&path) {
            Ok(attributes) => reply.attr(&self.kept, &attributes),
            Err(error) => reply.error(error.into()),
        }
    }

    fn opendir(&self, _: &Request, number: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        self.call(Operation::Listing, number);
        reply.opened(FileHandle(0), FopenFlags::empty());
    }

    fn readdir(&self, _: &Request, number: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let (path, real) = self.call(Operation::ListingPart, number);
        let entries = match entries(&real, offset) {
            Ok(entries) => entries,
            Err(error) => return reply.error(error.into()),
        };
        for (next, entry) in entries {
            let name = entry.file_name();
            let Ok(file_type) = entry.file_type() else { continue };
            if reply.add(self.number(&path.join(&name)), next, kind(file_type), name) {
                break;
            }
        }
        reply.ok();
    }

    fn readdirplus(&self, _: &Request, number: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectoryPlus) {
        let (path, real) = self.call(Operation::ListingPart, number);
        let entries = match entries(&real, offset) {
            Ok(entries) => entries,
            Err(error) => return reply.error(error.into()),
        };
        for (next, entry) in entries {
            let name = entry.file_name();
            let Ok(metadata) = entry.metadata() else { continue };
            let attributes = attributes(self.number(&path.join(&name)), &metadata);
            if reply.add(attributes.ino, next, name, &self.kept, &attributes, Generation(0)) {
                break;
            }
        }
        reply.ok();
    }

    fn releasedir(&self, _: &Request, number: INodeNo, _: FileHandle, _: OpenFlags, reply: ReplyEmpty) {
        self.call(Operation::Release, number);
        reply.ok();
    }

    /// Nothing that was read is remembered: each read comes here.
    fn open(&self, _: &Request, number: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        self.call(Operation::Open, number);
        reply.opened(FileHandle(0), FopenFlags::FOPEN_DIRECT_IO);
    }

    fn read(
        &self,
        _: &Request,
        number: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let (_, real) = self.call(Operation::Read, number);
        let mut bytes = vec![0; size as usize];
        match File::open(real).and_then(|file| file.read_at(&mut bytes, offset)) {
            Ok(length) => reply.data(&bytes[..length]),
            Err(error) => reply.error(error.into()),
        }
    }

    fn release(
        &self,
        _: &Request,
        number: INodeNo,
        _: FileHandle,
        _: OpenFlags,
        _: Option<LockOwner>,
        _: bool,
        reply: ReplyEmpty,
    ) {
        self.call(Operation::Release, number);
        reply.ok();
    }

    fn create(&self, _: &Request, parent: INodeNo, name: &OsStr, mode: u32, _: u32, _: i32, reply: ReplyCreate) {
        let (path, real) = self.call_in(Operation::Change, parent, name);
        let made = OpenOptions::new().write(true).create(true).truncate(false).open(&real);
        let made = made.and_then(|file| file.set_permissions(Permissions::from_mode(mode & 0o7777)));
        match made.and_then(|()| self.attributes(&path)) {
            Ok(attributes) => {
                reply.created(&self.kept, &attributes, Generation(0), FileHandle(0), FopenFlags::FOPEN_DIRECT_IO)
            }
            Err(error) => reply.error(error.into()),
        }
    }

    fn write(
        &self,
        _: &Request,
        number: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let (_, real) = self.call(Operation::Change, number);
        match OpenOptions::new().write(true).open(real).and_then(|file| file.write_all_at(data, offset)) {
            Ok(()) => reply.written(data.len() as u32),
            Err(error) => reply.error(error.into()),
        }
    }

    fn fsync(&self, _: &Request, number: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.call(Operation::Change, number);
        reply.ok();
    }

    fn setattr(
        &self,
        _: &Request,
        number: INodeNo,
        mode: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        modified: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let (path, real) = self.call(Operation::Change, number);
        let set = || {
            if let Some(mode) = mode {
                fs::set_permissions(&real, Permissions::from_mode(mode & 0o7777))?;
            }
            if let Some(size) = size {
                OpenOptions::new().write(true).open(&real)?.set_len(size)?;
            }
            if let Some(time) = modified {
                let time = match time {
                    TimeOrNow::SpecificTime(time) => time,
                    TimeOrNow::Now => SystemTime::now(),
                };
                File::open(&real)?.set_times(FileTimes::new().set_modified(time))?;
            }
            self.attributes(&path)
        };
        match set() {
            Ok(attributes) => reply.attr(&self.kept, &attributes),
            Err(error) => reply.error(error.into()),
        }
    }

    fn mkdir(&self, _: &Request, parent: INodeNo, name: &OsStr, _: u32, _: u32, reply: ReplyEntry) {
        let (path, real) = self.call_in(Operation::Change, parent, name);
        match fs::create_dir(real).and_then(|()| self.attributes(&path)) {
            Ok(attributes) => reply.entry(&self.kept, &attributes, Generation(0)),
            Err(error) => reply.error(error.into()),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let (path, real) = self.call_in(Operation::Change, parent, name);
        match fs::remove_file(real) {
            Ok(()) => {
                self.names.lock().unwrap().numbers.remove(&path);
                reply.ok();
            }
            Err(error) => reply.error(error.into()),
        }
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        new_parent: INodeNo,
        new_name: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let (from, real_from) = self.call_in(Operation::Change, parent, name);
        let to = self.path(new_parent).join(new_name);
        let real_to = self.folder.join(&to);
        self.meter.changed.lock().unwrap().insert(to.clone());
        if flags.contains(RenameFlags::RENAME_NOREPLACE) && real_to.symlink_metadata().is_ok() {
            return reply.error(Errno::EEXIST);
        }
        match fs::rename(real_from, real_to) {
            Ok(()) => {
                let Names { paths, numbers } = &mut *self.names.lock().unwrap();
                if let Some(number) = numbers.remove(&from) {
                    paths[number as usize - 1].clone_from(&to);
                    numbers.insert(to, number);
                }
                reply.ok();
            }
            Err(error) => reply.error(error.into()),
        }
    }
}
