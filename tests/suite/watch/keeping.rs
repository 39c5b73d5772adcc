//! Several watchers and one file: one writes it at a time, another takes over when that one dies, and records are never touched.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use spoc::drive::Scope;
use spoc::lease::{Holder, Lease};
use spoc::watch::{Event, Keeper, Moment, Pace, Picture, Stop, Voices, Watch, keeper};

use super::{day, line};
use crate::harness::{Drive, TODAY, VISIT, comes_true, in_school};

const BEAT: Duration = Duration::from_millis(50);

fn keeper_of(board: &Path, host: &str) -> Keeper {
    let me = Holder { host: host.to_owned(), process: 1, token: host.to_owned() };
    let (file, host) = (board.to_owned(), host.to_owned());
    let write = move |picture: &Picture| {
        let schools = picture.schools.len();
        spoc::disk::write(&file, format!("{host}: {} problems, {schools} schools", picture.problems.len()).as_bytes())
    };
    keeper(board, Lease::of(board, me, BEAT), Duration::MAX, write)
}

/// A watch with a keeper, on a thread of its own.
struct Live {
    stop: Stop,
    thread: Option<std::thread::JoinHandle<()>>,
    notes: Arc<Mutex<Vec<String>>>,
    events: Arc<Mutex<Vec<String>>>,
    /// The time that the watch was last told, in milliseconds.
    time: Arc<AtomicU64>,
}

impl Live {
    fn at(drive: &Path, keeper: Keeper) -> Self {
        let mut watch = Watch::new(&drive.canonicalize().unwrap(), Scope::default());
        let millis = Duration::from_millis;
        watch.pace = Pace { interval: millis(100), settle: millis(20), hold: millis(60), keep: BEAT, ..Pace::LOCAL };
        (watch.listens, watch.keepers) = (false, vec![keeper]);
        let (notes, events) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
        let (noted, told, stop) = (Arc::clone(&notes), Arc::clone(&events), watch.stop());
        let time = Arc::new(AtomicU64::new(0));
        let clock_time = Arc::clone(&time);
        let thread = std::thread::spawn(move || {
            let begun = Instant::now();
            let clock = move || {
                let steady = begun.elapsed();
                clock_time.store(steady.as_millis() as u64, Ordering::SeqCst);
                let at = chrono::DateTime::UNIX_EPOCH.fixed_offset();
                Moment { at, wall: SystemTime::now(), steady, today: day(TODAY) }
            };
            let mut voices = Voices {
                clock: &clock,
                event: &mut |event: &Event, _: &_| {
                    told.lock().unwrap().push(line(event));
                    Ok(())
                },
                flush: &mut || Ok(()),
                note: &mut |note| noted.lock().unwrap().push(note.to_owned()),
                turn: &mut |_, _| (),
            };
            watch.run(&mut voices).unwrap();
        });
        Self { stop, thread: Some(thread), notes, events, time }
    }

    /// Waits until so much time has passed by the watch's own clock.
    fn goes_on_for(&self, time: Duration) {
        let now = || Duration::from_millis(self.time.load(Ordering::SeqCst));
        let end = now() + time;
        wait_for("the watch goes on", || now() >= end);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.stop.stop();
        self.thread.take().unwrap().join().unwrap();
    }
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    assert!(comes_true(is_so), "{what}");
}

fn says(board: &Path, text: &str) {
    let read = || fs::read_to_string(board).unwrap_or_default();
    wait_for(&format!("{text}, but {}", read()), || read() == text);
}

#[test]
fn one_keeps_the_board_and_another_takes_over() {
    let drive = Drive::with_school();
    let board = drive.path().join("board.html");
    let first = Live::at(drive.path(), keeper_of(&board, "a"));
    says(&board, "a: 0 problems, 1 schools");
    let second = Live::at(drive.path(), keeper_of(&board, "b"));
    wait_for("a note", || second.notes.lock().unwrap().iter().any(|note| note.contains("by a (process 1)")));
    fs::write(drive.path().join(in_school("records/2026-12-01 visit.yaml")), VISIT.replace("planned", "x")).unwrap();
    says(&board, "a: 1 problems, 1 schools");
    // The first watch ends and gives up its lease, so that the other need not wait.
    drop(first);
    says(&board, "b: 1 problems, 1 schools");
    fs::remove_file(drive.path().join(in_school("records/2026-12-01 visit.yaml"))).unwrap();
    says(&board, "b: 0 problems, 1 schools");
    let notes = second.notes.lock().unwrap().clone();
    assert!(notes.last().unwrap().contains("by this watch"), "{notes:?}");
    drop(second);
    // A scan reports neither the board nor its lease.
    assert_eq!((drive.problems(), drive.path().join(".board.html.lease").exists()), (vec![], false));
}

#[test]
fn a_dead_one_is_followed_and_what_is_unreadable_is_left_alone() {
    let drive = Drive::with_school();
    let board = drive.path().join("board.html");
    let lease = drive.path().join(".board.html.lease");
    let claim = r#"{"host":"gone","process":9,"token":"t","counter":5}"#;
    fs::write(&lease, claim).unwrap();
    let live = Live::at(drive.path(), keeper_of(&board, "a"));
    says(&board, "a: 0 problems, 1 schools");
    wait_for("a note", || {
        // The watch may be about to write it itself.
        fs::write(&lease, "damaged").unwrap();
        live.notes.lock().unwrap().iter().any(|note| note.contains("cannot be used"))
    });
    fs::remove_file(&board).unwrap();
    live.goes_on_for(10 * BEAT);
    assert!(!board.exists());
    fs::remove_file(&lease).unwrap();
    says(&board, "a: 0 problems, 1 schools");
}

#[test]
fn a_board_that_cannot_be_written_holds_up_nothing() {
    let drive = Drive::with_school();
    let (elsewhere, tries) = (tempfile::tempdir().unwrap(), Arc::new(AtomicUsize::new(0)));
    let board = elsewhere.path().join("board.html");
    let me = Holder { host: "a".to_owned(), process: 1, token: "a".to_owned() };
    let tried = Arc::clone(&tries);
    let write = move |_: &Picture| {
        tried.fetch_add(1, Ordering::SeqCst);
        Err(std::io::ErrorKind::PermissionDenied.into())
    };
    let live = Live::at(drive.path(), keeper(&board, Lease::of(&board, me, BEAT), Duration::MAX, write));
    wait_for("several tries", || tries.load(Ordering::SeqCst) > 3);
    fs::write(drive.path().join(in_school("records/2026-12-01 visit.yaml")), VISIT.replace("planned", "x")).unwrap();
    wait_for("an event", || live.events.lock().unwrap().len() == 2);
    // It is said once.
    assert_eq!(live.notes.lock().unwrap().len(), 1);
    // Neither does a folder that does not exist.
    drop(live);
    let nowhere = elsewhere.path().join("nowhere/board.html");
    let live = Live::at(drive.path(), keeper_of(&nowhere, "a"));
    wait_for("a note", || !live.notes.lock().unwrap().is_empty());
}
