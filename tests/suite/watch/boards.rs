//! The board that a watch keeps says the same as the one that `spoc board` writes.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant, SystemTime};

use spoc::drive::Scope;
use spoc::lease::Holder;
use spoc::watch::{Moment, Voices, Watch};

use super::day;
use crate::harness::{Drive, OAKFIELD, POLICY, SCHOOL, TODAY, VISIT, spoc_in};

/// The page that a watch of `scope` keeps, as it is after the first scan.
fn kept(drive: &Path, scope: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (file, scope) = (folder.path().join("board.html"), Scope(scope.to_owned()));
    let me = Holder { host: "FEH-PC-07".to_owned(), process: 1, token: "a".to_owned() };
    let mut watch = Watch::new(&drive.canonicalize().unwrap(), scope.clone());
    let mut keep = spoc::board::keeper(&file, false, &scope, me, watch.pace.keep);
    let (tell, told) = channel();
    watch.keepers.push(Box::new(move |picture| {
        let said = keep(picture);
        let _ = tell.send(said.clone());
        said
    }));
    watch.listens = false;
    let (stop, begun) = (watch.stop(), Instant::now());
    let notes = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let mut voices = Voices {
                clock: &|| Moment {
                    at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
                    wall: SystemTime::now(),
                    steady: begun.elapsed(),
                    today: day(TODAY),
                },
                event: &mut |_, _| Ok(()),
                flush: &mut || Ok(()),
                note: &mut |note| notes.lock().unwrap().push(note.to_owned()),
                turn: &mut |_, _| (),
            };
            watch.run(&mut voices).unwrap();
        });
        let said = told.recv_timeout(Duration::from_secs(60));
        stop.stop();
        assert_eq!(said, Ok(None), "the first picture is written and nothing stands in the way");
    });
    fs::read_to_string(file).unwrap()
}

/// The page that `spoc board` writes.
fn written(drive: &Path, scope: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("board.html");
    let arguments = ["board", scope, "--today", TODAY, "--out", file.to_str().unwrap()];
    let run = spoc_in(drive, &arguments.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>());
    assert_eq!(run.status, 0, "{run:?}");
    fs::read_to_string(file).unwrap()
}

/// A page without the words that say when and by whom it was made.
fn without_maker(page: &str) -> String {
    let (before, rest) = page.split_once("<div class=\"made\">").unwrap();
    let (_, after) = rest.split_once("</div>").unwrap();
    let lines = before.lines().filter(|line| !line.trim_start().starts_with("@top-right { content:"));
    format!("{}{after}", lines.collect::<Vec<_>>().join("\n"))
}

#[test]
fn the_kept_board_is_the_written_one_but_for_the_time_and_the_watcher() {
    const INCOMPLETE: &str = "This board may be incomplete.";
    let policies = [
        (POLICY.to_owned(), false),
        (format!("{POLICY}\n[unknown_table]\na = 1\n"), true),
        (POLICY.replace("2026-12-18", "\"18 December\""), true),
        ("authority = \"North".to_owned(), true),
        (String::new(), false),
    ];
    let open = SCHOOL.replace("closed: 2025-08-31\n", "");
    for (policy, is_broken) in policies {
        let drive = Drive::with_school()
            .file("policy.toml", &policy)
            .school_file("school.yaml", &open)
            .school_file("records/2026-12-01 visit.yaml", VISIT)
            .school_file("records/2026-12-08 visit.yaml", VISIT.replace("planned", "x"))
            .file("Samir Rahman/Elm/school.yaml", open.replace("Oakfield", "Elm"))
            .file("Samir Rahman/stray.yaml", VISIT);
        for scope in ["", "Jane Morris", "Samir Rahman", OAKFIELD] {
            let (kept, written) = (kept(drive.path(), scope), written(drive.path(), scope));
            assert_eq!(written.contains(INCOMPLETE), is_broken, "{scope} under {policy}");
            assert!(kept.contains("by the watch on") && written.contains("made once"));
            assert!(
                without_maker(&kept) == without_maker(&written),
                "{scope} under {policy}: kept\n{}\nwritten\n{}",
                without_maker(&kept),
                without_maker(&written)
            );
        }
    }
}
