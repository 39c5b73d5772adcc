//! The law: after any sequence of edits, deletions, renames and runs that break off anywhere, every version that stood still for longer than the hold
//! while somebody looked can be had back to the byte.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use spoc::drive::Progress;
use spoc::history::{Archive, Keeping, Look};

use super::{Clock, HOLD, assert_whole, newest, on_drive, open};
use crate::harness::{Drive, VISIT};

/// Something that happens on the drive, or to the keeper of its history.
#[derive(Debug, Clone)]
enum Event {
    Write(u8, u8),
    Append(u8),
    Delete(u8),
    Rename(u8, u8),
    RenameSchool(u8, u8),
    DeleteSchool(u8),
    /// Time goes on by so many quarters of the hold.
    Wait(u8),
    Look,
    /// The keeper is asked so often whether it may go on, and is then gone.
    Break(u8),
    /// A new keeper begins, and has forgotten the times of the files.
    Begin,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => (0..12_u8, any::<u8>()).prop_map(|(file, text)| Event::Write(file, text)),
        2 => (0..12_u8).prop_map(Event::Append),
        1 => (0..12_u8).prop_map(Event::Delete),
        2 => (0..12_u8, 0..12_u8).prop_map(|(from, to)| Event::Rename(from, to)),
        1 => (0..3_u8, 0..3_u8).prop_map(|(from, to)| Event::RenameSchool(from, to)),
        1 => (0..3_u8).prop_map(Event::DeleteSchool),
        4 => (1..8_u8).prop_map(Event::Wait),
        6 => Just(Event::Look),
        2 => (0..4_u8).prop_map(Event::Break),
        1 => Just(Event::Begin),
    ];
    prop::collection::vec(event, 1..40)
}

fn school(number: u8) -> String {
    format!("Jane Morris/School {}", number % 3)
}

fn file(number: u8) -> String {
    format!("{}/records/2026-12-{:02} visit.yaml", school(number), 1 + number / 3)
}

/// What happens on the drive. What cannot happen does not.
fn happen(drive: &Path, event: &Event, count: usize) {
    let write = |path: &str, text: String| {
        let path = drive.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    match event {
        Event::Write(number, text) => write(&file(*number), format!("{VISIT}# {text} {count}\n")),
        Event::Append(number) => {
            if let Ok(old) = fs::read_to_string(drive.join(file(*number))) {
                write(&file(*number), format!("{old}# more\n"));
            }
        }
        Event::Delete(number) => drop(fs::remove_file(drive.join(file(*number)))),
        Event::Rename(from, to) => {
            fs::create_dir_all(drive.join(school(*to)).join("records")).unwrap();
            let _ = fs::rename(drive.join(file(*from)), drive.join(file(*to)));
        }
        Event::RenameSchool(from, to) => drop(fs::rename(drive.join(school(*from)), drive.join(school(*to)))),
        Event::DeleteSchool(number) => drop(fs::remove_dir_all(drive.join(school(*number)))),
        Event::Wait(_) | Event::Look | Event::Break(_) | Event::Begin => {}
    }
}

fn look(keeping: &mut Keeping, clock: &Clock, mut left: Option<u8>) -> bool {
    let mut may_write = || match &mut left {
        None => true,
        Some(left) => {
            let may = *left > 0;
            *left = left.saturating_sub(1);
            may
        }
    };
    keeping.look(&Look::Whole, &HashMap::new(), &clock.now(), &Progress::new(), &mut may_write).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_stood_still_can_be_had_back(events in events()) {
        let drive = Drive::with_school();
        let folder = tempfile::tempdir().unwrap();
        let mut clock = Clock::at("2026-11-23T09:00:00Z");
        let mut keeping = Some(open(drive.path(), folder.path()));
        // What two looks of one keeper saw the same, the hold apart, must be in the history.
        let mut must = Vec::<(String, Vec<u8>)>::new();
        let mut seen: BTreeMap<String, (Vec<u8>, Duration)> = BTreeMap::new();
        for (count, event) in events.iter().chain([&Event::Begin, &Event::Look, &Event::Wait(8), &Event::Look]).enumerate() {
            happen(drive.path(), event, count);
            match event {
                Event::Wait(quarters) => clock.go_on(HOLD / 4 * u32::from(*quarters)),
                Event::Begin => {
                    drop(keeping.take());
                    let _ = fs::remove_file(folder.path().join("spoc.seen"));
                    seen.clear();
                }
                Event::Look | Event::Break(_) => {
                    let keeper = keeping.get_or_insert_with(|| open(drive.path(), folder.path()));
                    let left = if let Event::Break(left) = event { Some(*left) } else { None };
                    if look(keeper, &clock, left) {
                        let now = on_drive(drive.path());
                        seen.retain(|path, (bytes, _)| now.get(path) == Some(bytes));
                        for (path, bytes) in now {
                            let since = seen.entry(path.clone()).or_insert_with(|| (bytes.clone(), clock.steady)).1;
                            if clock.steady - since >= HOLD {
                                must.push((path, bytes));
                            }
                        }
                    } else {
                        // It was killed.
                        drop(keeping.take());
                        seen.clear();
                    }
                }
                _ => {}
            }
            // A history may be read at any time, and never lacks anything.
            let archive = Archive::open(folder.path()).unwrap();
            prop_assert!(archive.at(None).is_ok());
        }
        assert_whole(folder.path());
        prop_assert_eq!(newest(folder.path()), on_drive(drive.path()));
        let archive = Archive::open(folder.path()).unwrap();
        let mut versions: HashMap<String, Vec<Vec<u8>>> = HashMap::new();
        for (path, bytes) in must {
            let kept = versions.entry(path.clone()).or_insert_with(|| {
                let all = archive.versions(&path).unwrap();
                all.into_iter().filter_map(|one| Some(archive.bytes(one.content?).unwrap())).collect()
            });
            prop_assert!(kept.contains(&bytes), "{} lacks {}", path, String::from_utf8_lossy(&bytes));
        }
    }
}
