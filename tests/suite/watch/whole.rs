//! The watch as a program of its own: its output, its status, and how it ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use super::SECOND;
use crate::harness::{Drive, TODAY, VISIT, assert_refused, in_school, problem_line, project, spoc_in, spoc_with};

const VISIT_FILE: &str = "records/2026-12-01 visit.yaml";

fn broken() -> String {
    VISIT.replace("planned", "plonned")
}

/// The lines of a watch, as JSON.
fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn one_look_says_what_there_is() {
    let drive = Drive::with_school().school_file(VISIT_FILE, broken());
    let once = ["watch", "--once", "--today", TODAY, "--format", "json"];
    let run = spoc_in(drive.path(), &once);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    let said = lines(&run.out);
    assert_eq!(said.len(), 2, "{}", run.out);
    assert_eq!((&said[0]["event"], &said[1]["event"]), (&"appeared".into(), &"ready".into()));
    assert_eq!(said[0]["problem"], drive.validate().json()["problems"][0]);
    assert_eq!(said[1]["problems"], 1);
    for line in &said {
        let at = line["at"].as_str().unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(at).is_ok(), "{at}");
    }
    let text = spoc_in(drive.path(), &["watch", "--once", "--today", TODAY]);
    assert!(text.out.contains(&format!("new: {}, line 3 (wrong-value)", in_school(VISIT_FILE))), "{}", text.out);
    assert!(text.out.contains("ready: 1 problem stands on "), "{}", text.out);
    fs::write(drive.path().join(in_school(VISIT_FILE)), VISIT).unwrap();
    let run = spoc_in(drive.path(), &once);
    assert_eq!((run.status, lines(&run.out).len()), (0, 1));
    fs::remove_file(drive.path().join("policy.toml")).unwrap();
    assert_refused(&spoc_in(drive.path(), &once));
    assert_refused(&spoc_in(drive.path(), &["watch", "--interval", "soon"]));
}

#[test]
fn a_part_may_be_watched() {
    let drive = Drive::with_school()
        .school_file(VISIT_FILE, broken())
        .file("Ann Other/Elm/records/2026-12-01 visit.yaml", broken());
    let part = spoc_in(drive.path(), &["watch", "--once", "Ann Other", "--today", TODAY, "--format", "json"]);
    let said = lines(&part.out);
    assert!(said.len() > 2);
    assert!(said.iter().all(|line| line["event"] == "ready"
        || line["problem"]["path"].as_str().is_some_and(|path| path.starts_with("Ann Other/"))));
}

/// A watch that runs.
struct Running {
    process: Child,
    said: Receiver<Value>,
}

impl Running {
    fn at(drive: &Path, kept: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_spoc"))
            .args(["watch", "--today", TODAY, "--format", "json", "--interval", "1", "--drive"])
            .arg(drive)
            // Do not run the program in the drive: Windows lets nobody move a folder in which a program runs.
            .current_dir(project())
            .env("SPOC_CACHE", kept)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(process.stdout.take().unwrap());
        let (tell, said) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { process, said }
    }

    /// The next line that the watch writes. A line that should not have been written would show up here.
    fn next(&self) -> Value {
        self.said.recv_timeout(30 * SECOND).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn it_says_what_appears_and_what_is_settled_as_it_happens() {
    let (drive, kept) = (Drive::with_school().school_file(VISIT_FILE, VISIT), tempfile::tempdir().unwrap());
    let visit = drive.path().join(in_school(VISIT_FILE));
    let running = Running::at(drive.path(), kept.path());
    assert_eq!(running.next()["event"], "ready");
    for _ in 0..3 {
        fs::write(&visit, broken()).unwrap();
        let said = running.next();
        assert_eq!(said["event"], "appeared");
        assert_eq!(problem_line(&said["problem"]), format!("{}:3:9 wrong-value /status", in_school(VISIT_FILE)));
        fs::write(&visit, VISIT).unwrap();
        assert_eq!(running.next()["event"], "settled");
        // An editor saves so: the file is empty for a moment, which is not reported.
        fs::write(&visit, "").unwrap();
        std::thread::sleep(Duration::from_millis(50));
        fs::write(&visit, VISIT).unwrap();
    }
    let away = drive.path().with_extension("away");
    fs::rename(drive.path(), &away).unwrap();
    assert_eq!(running.next()["event"], "unreachable");
    fs::write(away.join(in_school(VISIT_FILE)), broken()).unwrap();
    fs::rename(&away, drive.path()).unwrap();
    assert_eq!(
        (running.next()["event"].clone(), running.next()["event"].clone()),
        ("reachable".into(), "appeared".into())
    );
    // The system tells of changes on the drive that came back.
    fs::write(&visit, VISIT).unwrap();
    assert_eq!(running.next()["event"], "settled");
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    for signal in ["-INT", "-TERM"] {
        let (drive, kept) = (Drive::with_school(), tempfile::tempdir().unwrap());
        let mut running = Running::at(drive.path(), kept.path());
        running.next();
        let pid = running.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert_eq!(running.process.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn after_it_was_killed_the_next_start_is_right() {
    let mut drive = Drive::with_school();
    for number in 1..200 {
        drive = drive.school_file(&format!("records/2026-12-01 visit {number}.yaml"), broken());
    }
    let kept = tempfile::tempdir().unwrap();
    let environment = [("SPOC_CACHE", kept.path().to_str().unwrap())];
    // The watch is killed at eight moments of its work.
    for turn in 0..8_u64 {
        let running = Running::at(drive.path(), kept.path());
        std::thread::sleep(Duration::from_millis(turn * 15));
        let content = if turn % 2 == 0 { VISIT.to_owned() } else { broken() };
        fs::write(drive.path().join(in_school(&format!("records/2026-12-01 visit {}.yaml", turn + 1))), content)
            .unwrap();
        std::thread::sleep(Duration::from_millis(turn * 15));
        drop(running);
        let once = ["watch", "--once", "--today", TODAY, "--format", "json"];
        let said = lines(&spoc_with(drive.path(), &once, &environment).out);
        let problems: Vec<_> = said.iter().filter_map(|line| line.get("problem")).cloned().collect();
        let json = ["validate", "--today", TODAY, "--format", "json", "--no-cache"];
        let fresh = spoc_in(drive.path(), &json).json();
        assert_eq!(fresh["problems"].as_array().unwrap(), &problems);
        assert_eq!(said.last().unwrap()["problems"], problems.len());
    }
}

/// From June on the first look asks for next year's terms, once, beside the events.
#[test]
fn next_years_terms_are_asked_for_from_june_on() {
    let drive = Drive::with_school();
    let watch = |today, format| spoc_in(drive.path(), &["watch", "--once", "--today", today, "--format", format]);
    let wanted = "note: policy.toml has no terms of 2027-28 yet, so that no dates of its visits can be asked for. Add a [[year]] with them.\n";
    for format in ["text", "json"] {
        assert_eq!(watch("2027-05-31", format).err, "");
        let run = watch("2027-06-01", format);
        assert_eq!((run.status, run.err.as_str()), (0, wanted), "{run:?}");
        assert!(!run.out.contains("2027-28"), "{}", run.out);
    }
    // Where today's own terms are missing, that is a problem among the others, and said as such alone.
    let run = watch("2027-10-01", "json");
    assert_eq!(run.err, "");
    assert_eq!(lines(&run.out)[0]["problem"]["code"], "no-terms");
}
