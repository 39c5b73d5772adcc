//! One run of a command over the share, with the drive and the cache as they should be before it.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use super::commands::{Command, Kept};
use super::make_drive;
use super::mount::{Call, Mounted};

/// The drive that is measured: a copy of the made one, put right again after each run and removed with the value.
pub struct Drive {
    /// Holds the copy and the caches: each bench its own, so that two may run at a time.
    desk: tempfile::TempDir,
    /// As it was made.
    made: PathBuf,
    /// What is shown through the mount.
    pub folder: PathBuf,
    /// The path within the drive of the school that a command is about.
    pub school: PathBuf,
    /// When a file of the drive was last written.
    written: Cell<Instant>,
}

impl Drive {
    pub fn new(records: usize) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let made = make_drive::kept(target, records);
        let desk = tempfile::tempdir_in(target).unwrap();
        let folder = desk.path().join("drive");
        copy_folder(&made, &folder);
        let folders = |folder: &Path| {
            let inside = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let mut inside: Vec<_> = inside.filter(|path| path.is_dir()).collect();
            inside.sort();
            inside
        };
        let schools: Vec<_> = folders(&made).iter().flat_map(|manager| folders(manager)).collect();
        let school = schools[schools.len() / 2].strip_prefix(&made).unwrap().to_owned();
        Self { desk, made, folder, school, written: Cell::new(Instant::now()) }
    }

    /// Makes a path as it was when the drive was made.
    fn restore(&self, path: &Path) {
        self.written.set(Instant::now());
        let (made, here) = (self.made.join(path), self.folder.join(path));
        if made.is_dir() {
            return;
        }
        if made.exists() {
            copy_file(&made, &here);
        } else if here.is_dir() {
            fs::remove_dir_all(&here).unwrap();
        } else if here.exists() {
            fs::remove_file(&here).unwrap();
        }
        let parent = path.parent().unwrap_or(Path::new(""));
        keep_time(&self.made.join(parent), &self.folder.join(parent));
    }

    /// A record of the school, changed as an officer would: its words are others, its length and time as well.
    fn change_record(&self) -> PathBuf {
        let file = self.school.join("school.yaml");
        let text = fs::read_to_string(self.folder.join(&file)).unwrap();
        fs::write(self.folder.join(&file), format!("{text}# changed\n")).unwrap();
        set_time(&self.folder.join(&file), SystemTime::now() - Duration::from_secs(3_600));
        file
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy_folder(&entry.path(), &to) } else { copy_file(&entry.path(), &to) }
    }
    keep_time(from, to);
}

fn copy_file(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap();
    keep_time(from, to);
}

fn keep_time(from: &Path, to: &Path) {
    set_time(to, from.metadata().unwrap().modified().unwrap());
}

fn set_time(path: &Path, time: SystemTime) {
    File::open(path).unwrap().set_modified(time).unwrap();
}

/// A program that is measured, and its cache.
pub struct Program {
    file: PathBuf,
    threads: Option<usize>,
    /// Where a run finds its cache.
    cache: PathBuf,
    /// A cache that holds everything.
    full: PathBuf,
    /// When that was made.
    filled: Option<Instant>,
}

impl Program {
    /// `threads` sets `RAYON_NUM_THREADS`; `name` is that of its cache.
    pub fn new(name: &str, file: &Path, threads: Option<usize>, drive: &Drive) -> Self {
        let [cache, full] = ["cache", "full"].map(|kind| drive.desk.path().join(format!("{name}-{kind}")));
        Self { file: file.to_owned(), threads, cache, full, filled: None }
    }

    /// Makes the cache that holds everything, where there is none of the drive as it is.
    fn fill(&mut self, drive: &Drive, mounted: &Mounted) {
        if self.filled.is_some_and(|filled| filled > drive.written.get()) {
            return;
        }
        let _ = fs::remove_dir_all(&self.full);
        // What has only just been written would not be kept.
        let grown_old = drive.written.get() + spoc::drive::GRAIN + Duration::from_millis(100);
        std::thread::sleep(grown_old.saturating_duration_since(Instant::now()));
        self.start(&["validate".to_owned()], &self.full, mounted);
        self.filled = Some(Instant::now());
    }

    fn start(&self, arguments: &[String], cache: &Path, mounted: &Mounted) {
        let mut command = std::process::Command::new(&self.file);
        command.args(arguments).arg("--drive").arg(mounted.root()).args(["--today", make_drive::TODAY]);
        if let Some(threads) = self.threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        let output = command.env("SPOC_CACHE", cache).stdin(Stdio::null()).stdout(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
    }
}

/// What a run cost.
pub struct Run {
    pub seconds: f64,
    pub calls: Vec<Call>,
}

/// Runs a command once.
pub fn run(command: &Command, program: &mut Program, drive: &Drive, mounted: &Mounted, delay: Duration) -> Run {
    let out = program.cache.with_extension("out");
    fs::create_dir_all(&out).unwrap();
    let _ = fs::remove_dir_all(&program.cache);
    if command.kept != Kept::Nothing {
        program.fill(drive, mounted);
        copy_folder(&program.full, &program.cache);
    }
    let changed = (command.kept == Kept::AllButOneRecord).then(|| drive.change_record());
    let name = drive.school.file_name().unwrap().to_string_lossy();
    let word = |word: &&str| match *word {
        "SCHOOL" => drive.school.to_string_lossy().into_owned(),
        "NAME" => name.clone().into_owned(),
        other => other.replace("OUT/", &format!("{}/", out.display())),
    };
    let arguments: Vec<String> = command.arguments.iter().map(word).collect();

    settle(mounted, Duration::ZERO);
    mounted.meter.take_calls();
    mounted.meter.set_delay(delay);
    let begun = Instant::now();
    program.start(&arguments, &program.cache, mounted);
    let seconds = begun.elapsed().as_secs_f64();
    settle(mounted, delay);
    let calls = mounted.meter.take_calls();
    mounted.meter.set_delay(Duration::ZERO);
    for path in mounted.meter.take_changed().into_iter().chain(changed) {
        drive.restore(&path);
    }
    let _ = fs::remove_dir_all(out);
    Run { seconds, calls }
}

/// Waits until whatever the system still sends after a run has come and is over: releases are not waited for by who caused them.
fn settle(mounted: &Mounted, delay: Duration) {
    let mut seen = None;
    loop {
        let count = mounted.meter.calls();
        if seen == Some(count) {
            break;
        }
        seen = Some(count);
        std::thread::sleep(Duration::from_millis(20) + 2 * delay);
    }
}
