//! A drive behind a mount that counts calls, can be slow, and can freeze: a file system in user space that shows a folder as it is.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation, INodeNo,
    LockOwner, OpenFlags, ReplyAttr, ReplyData, ReplyDirectory, ReplyEntry, ReplyOpen, Request,
};
use spoc::drive::{Cache, Mount, Progress, Scope, mount_of};
use spoc::watch::{Event, NextAction, Pace, Search, Searcher, Voices, Watch, WatchState};

use super::{SECOND, day, line};
use crate::harness::{Drive, TODAY, VISIT, comes_true, in_school};
// How a folder is shown is the same for the mount of the bench, which `share` takes over whole. What this one does besides (it freezes, it hides
// times) would be in the bench's way, and the bench counts each sort of call and writes, which a watch does not need.
use crate::share::mount::{Names, attributes, unmount};

/// What the mount is to do, and what it has counted.
#[derive(Debug, Default)]
struct Meter {
    /// Files opened.
    opens: AtomicUsize,
    /// All calls.
    calls: AtomicUsize,
    /// How long each call takes, in microseconds.
    delay: AtomicUsize,
    is_frozen: AtomicBool,
    /// Calls that a frozen drive has held up.
    held_up: AtomicUsize,
    /// Whether every file shows the same times.
    hides_times: AtomicBool,
}

impl Meter {
    fn call(&self) {
        self.calls.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_micros(self.delay.load(Ordering::SeqCst) as u64));
        if self.is_frozen.load(Ordering::SeqCst) {
            self.held_up.fetch_add(1, Ordering::SeqCst);
        }
        while self.is_frozen.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

struct Shown {
    names: Mutex<Names>,
    meter: Arc<Meter>,
}

impl Shown {
    fn path(&self, number: INodeNo) -> PathBuf {
        self.names.lock().unwrap().path(number)
    }

    fn number(&self, path: &Path) -> INodeNo {
        self.names.lock().unwrap().number(path)
    }

    fn attributes(&self, path: &Path) -> Result<FileAttr, Errno> {
        let metadata = fs::symlink_metadata(path).map_err(|_| Errno::ENOENT)?;
        let mut attributes = attributes(self.number(path), &metadata);
        if self.meter.hides_times.load(Ordering::SeqCst) {
            attributes.mtime = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
            attributes.ctime = attributes.mtime;
        }
        Ok(attributes)
    }
}

/// How long the system may remember what it was told: of files not at all, so that every call comes here; of folders for a while, which is quicker.
fn kept(attributes: &FileAttr) -> Duration {
    if attributes.kind == FileType::Directory { SECOND } else { Duration::ZERO }
}

impl Filesystem for Shown {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        self.meter.call();
        match self.attributes(&self.path(parent).join(name)) {
            Ok(attributes) => reply.entry(&kept(&attributes), &attributes, Generation(0)),
            Err(error) => reply.error(error),
        }
    }

    fn getattr(&self, _: &Request, number: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        self.meter.call();
        match self.attributes(&self.path(number)) {
            Ok(attributes) => reply.attr(&kept(&attributes), &attributes),
            Err(error) => reply.error(error),
        }
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        self.meter.call();
        self.meter.opens.fetch_add(1, Ordering::SeqCst);
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
        self.meter.call();
        let mut bytes = vec![0; size as usize];
        match File::open(self.path(number)).and_then(|file| file.read_at(&mut bytes, offset)) {
            Ok(length) => reply.data(&bytes[..length]),
            Err(_) => reply.error(Errno::EIO),
        }
    }

    fn readdir(&self, _: &Request, number: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        self.meter.call();
        let path = self.path(number);
        let Ok(entries) = fs::read_dir(&path) else { return reply.error(Errno::ENOENT) };
        for (place, entry) in entries.enumerate().skip(offset as usize) {
            let entry = entry.unwrap();
            let kind = if entry.path().is_dir() { FileType::Directory } else { FileType::RegularFile };
            if reply.add(self.number(&entry.path()), place as u64 + 1, kind, entry.file_name()) {
                break;
            }
        }
        reply.ok();
    }
}

/// A drive behind a mount, which is removed with the value.
struct Mounted {
    at: tempfile::TempDir,
    meter: Arc<Meter>,
    _session: BackgroundSession,
}

impl Mounted {
    /// None where this computer has no such mounts.
    fn of(drive: &Path) -> Option<Self> {
        let (at, meter) = (tempfile::tempdir().unwrap(), Arc::new(Meter::default()));
        let root = drive.canonicalize().unwrap();
        let names = Mutex::new(Names::of(root));
        let mounted = fuser::spawn_mount(Shown { names, meter: Arc::clone(&meter) }, at.path(), &Config::default());
        match mounted {
            Ok(session) => Some(Self { at, meter, _session: session }),
            Err(error) => {
                #[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what they did not try")]
                let () = eprintln!("left out: nothing can be mounted here ({error})");
                None
            }
        }
    }

    /// The drive as it is seen through the mount.
    fn root(&self) -> PathBuf {
        self.at.path().canonicalize().unwrap()
    }

    /// The cost of something: the number of files opened, and of all calls.
    fn cost(&self, mut what: impl FnMut()) -> (usize, usize) {
        let count = || (self.meter.opens.load(Ordering::SeqCst), self.meter.calls.load(Ordering::SeqCst));
        let before = count();
        what();
        let after = count();
        (after.0 - before.0, after.1 - before.1)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.meter.is_frozen.store(false, Ordering::SeqCst);
        self.meter.delay.store(0, Ordering::SeqCst);
        // Take the mount away even if a call that was held up has not come back yet.
        unmount(self.at.path());
    }
}

/// The time by which what was written until now has settled.
fn later() -> SystemTime {
    SystemTime::now() + spoc::drive::GRAIN + Duration::from_millis(100)
}

/// 50 schools of 200 records each.
fn large_drive() -> Drive {
    let mut drive = Drive::with_school();
    let records = |number: usize| match number % 4 {
        0 => (format!("records/2026-12-{:02} visit {number}.yaml", number % 28 + 1), VISIT.to_owned()),
        _ => (format!("emails/2026-11-10 {number}.md"), crate::harness::LETTER.to_owned()),
    };
    for school in 0..50 {
        let folder = format!("Jane Morris/School {school:02}");
        let file = crate::harness::SCHOOL.replace("100321", &format!("1004{school:02}"));
        drive = drive.file(&format!("{folder}/school.yaml"), file);
        for number in 0..199 {
            let (path, content) = records(number);
            drive = drive.file(&format!("{folder}/{path}"), content);
        }
    }
    drive
}

#[test]
fn an_unchanged_scan_opens_nothing_and_a_changed_file_costs_little() {
    let drive = large_drive();
    let Some(mounted) = Mounted::of(drive.path()) else { return };
    let kept = tempfile::tempdir().unwrap();
    let searcher = |now| Searcher {
        root: mounted.root(),
        scope: Scope::default(),
        cache: Cache::open(kept.path(), &mounted.root(), "test", now),
        progress: Arc::new(Progress::default()),
    };
    let first = searcher(later());
    let mut state = WatchState::new(Scope::default(), Pace::NETWORK, day(TODAY));
    let (mut now, mut events) = (SECOND, Vec::new());
    let mut pass = |state: &mut WatchState, time: Duration| {
        let end = now + time;
        loop {
            match state.next(now) {
                NextAction::Search(search) => state.found(first.search(search, later()).unwrap(), now),
                NextAction::Wait(until) if until > end => break now = end,
                NextAction::Wait(until) => now = until,
            }
            events.extend(state.take_events());
        }
        std::mem::take(&mut events)
    };
    let (opens, _) = mounted.cost(|| drop(pass(&mut state, SECOND)));
    assert!(opens >= 10_000, "{opens}");
    let (opens, calls) = mounted.cost(|| drop(pass(&mut state, 2 * Pace::NETWORK.interval)));
    assert_eq!(opens, 0, "of {calls} calls");
    // Another run opens nothing either.
    let again = searcher(later());
    let (opens, _) = mounted.cost(|| drop(again.search(Search::ReadAll(day(TODAY)), later()).unwrap()));
    assert_eq!(opens, 0);
    // Another day is worked out from what was kept.
    let tomorrow = || drop(again.search(Search::ReadAll(day("2026-11-24")), later()).unwrap());
    assert_eq!(mounted.cost(tomorrow).0, 0);
    let visit = "Jane Morris/School 07/records/2026-12-01 visit 0.yaml";
    fs::write(drive.path().join(visit), VISIT.replace("planned", "plonned")).unwrap();
    let mut reported = Vec::new();
    let (opens, _) = mounted.cost(|| reported = pass(&mut state, 2 * Pace::NETWORK.interval));
    assert!((1..=4).contains(&opens), "{opens}");
    assert!(reported.iter().any(|event| line(event) == format!("+ wrong-value {visit}")), "{reported:?}");
    fs::write(drive.path().join(visit), VISIT).unwrap();
    let (opens, _) = mounted.cost(|| drop(again.search(Search::ReadAll(day(TODAY)), later()).unwrap()));
    assert!((1..=4).contains(&opens), "{opens}");
}

/// A real watch of a mount, a hundred times as fast. It gathers the lines that are reported.
struct Live {
    lines: Arc<Mutex<Vec<String>>>,
    turns: Arc<AtomicUsize>,
    stop: spoc::watch::Stop,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Live {
    fn at(root: &Path) -> Self {
        let mut watch = Watch::new(root, Scope::default());
        let millis = Duration::from_millis;
        watch.pace = Pace {
            interval: millis(200),
            settle: millis(20),
            hold: millis(60),
            unreadable: millis(300),
            frozen: millis(500),
            ..Pace::LOCAL
        };
        watch.listens = false;
        let (stop, lines) = (watch.stop(), Arc::new(Mutex::new(Vec::new())));
        let told = Arc::clone(&lines);
        let (begun, turns) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&turns);
        let clock = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let at = chrono::DateTime::UNIX_EPOCH.fixed_offset();
            spoc::watch::Moment { at, wall: SystemTime::now(), steady: begun.elapsed(), today: day(TODAY) }
        };
        let thread = std::thread::spawn(move || {
            let mut event = |event: &Event, _: &_| {
                told.lock().unwrap().push(line(event));
                Ok(())
            };
            let mut voices = Voices {
                clock: &clock,
                event: &mut event,
                flush: &mut || Ok(()),
                note: &mut |note| panic!("{note}"),
                turn: &mut |_, _| (),
            };
            watch.run(&mut voices).unwrap();
        });
        Self { lines, turns, stop, thread: Some(thread) }
    }

    fn wait_for(&self, wanted: &[&str]) {
        let is_so = comes_true(|| *self.lines.lock().unwrap() == wanted);
        assert!(is_so, "{:?} is not {wanted:?}", self.lines.lock().unwrap());
    }

    /// Waits until the watch has asked its clock this many more times.
    fn goes_on_for(&self, turns: usize) {
        let end = self.turns.load(Ordering::SeqCst) + turns;
        assert!(comes_true(|| self.turns.load(Ordering::SeqCst) >= end), "the watch stands still");
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.stop.stop();
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking());
    }
}

#[test]
fn a_drive_that_freezes_is_said_to_be_away_and_is_back_as_it_was() {
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", VISIT.replace("planned", "plonned"));
    let Some(mounted) = Mounted::of(drive.path()) else { return };
    let problem = format!("+ wrong-value {}", in_school("records/2026-12-01 visit.yaml"));
    let live = Live::at(&mounted.root());
    live.wait_for(&[&problem, "ready 1"]);
    mounted.meter.is_frozen.store(true, Ordering::SeqCst);
    live.wait_for(&[&problem, "ready 1", "unreachable"]);
    // It is said once.
    live.goes_on_for(30);
    live.wait_for(&[&problem, "ready 1", "unreachable"]);
    // What happens meanwhile is seen afterwards.
    fs::write(drive.path().join(in_school("records/2026-12-01 visit.yaml")), VISIT).unwrap();
    mounted.meter.is_frozen.store(false, Ordering::SeqCst);
    let settled = problem.replace('+', "-");
    live.wait_for(&[&problem, "ready 1", "unreachable", "reachable", &settled]);
    // The watch ends though the drive is frozen.
    let before = mounted.meter.held_up.load(Ordering::SeqCst);
    mounted.meter.is_frozen.store(true, Ordering::SeqCst);
    assert!(comes_true(|| mounted.meter.held_up.load(Ordering::SeqCst) > before));
    drop(live);
}

#[test]
fn a_slow_drive_is_not_a_frozen_one() {
    let mut drive = Drive::with_school();
    for number in 1..30 {
        drive = drive.school_file(&format!("emails/2026-11-10 {number}.md"), crate::harness::LETTER);
    }
    let Some(mounted) = Mounted::of(drive.path()) else { return };
    mounted.meter.delay.store(5_000, Ordering::SeqCst);
    let before = mounted.meter.calls.load(Ordering::SeqCst);
    let live = Live::at(&mounted.root());
    live.wait_for(&["ready 0"]);
    // All its calls together took longer than a drive may stand still.
    let calls = mounted.meter.calls.load(Ordering::SeqCst) - before;
    assert!(calls * 5 > 500, "{calls}");
}

#[test]
fn the_sweep_finds_what_size_and_times_do_not_show() {
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", VISIT);
    let Some(mounted) = Mounted::of(drive.path()) else { return };
    mounted.meter.hides_times.store(true, Ordering::SeqCst);
    let mut desk = super::Desk::at(&mounted.root());
    assert_eq!(desk.lines(10 * SECOND), ["ready 0"]);
    fs::write(drive.path().join(in_school("records/2026-12-01 visit.yaml")), VISIT.replace("planned", "plonned"))
        .unwrap();
    assert_eq!(desk.lines(3_000 * SECOND), [""; 0]);
    assert_eq!(desk.lines(700 * SECOND).len(), 1);
    desk.assert_right();
}

#[test]
fn a_mount_of_this_sort_is_polled() {
    let drive = Drive::with_school();
    let Some(mounted) = Mounted::of(drive.path()) else { return };
    assert_eq!(mount_of(&mounted.root()), Mount::Network("fuse".to_owned()));
    assert_eq!(mount_of(&drive.path().canonicalize().unwrap()), Mount::Local);
}
