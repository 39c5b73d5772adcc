//! The notices of a watch, received by a real desktop's program for notices: dunst, on a screen that nobody sees. Where it is not there, the tests that
//! need it say so and pass; with `SPOC_WITH_DESKTOP` set, as `.ci/run` sets it, they fail.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Drive, TODAY, VISIT, in_school, project};

/// Ends a program with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A desktop of its own: a bus, a screen, and the program that shows notices.
struct Desktop {
    bus: String,
    screen: String,
    _programs: [Running; 3],
}

impl Desktop {
    /// None where its programs are not there.
    #[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was left out")]
    fn start(folder: &Path) -> Option<Self> {
        let is_there = |program: &str| {
            let paths = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&paths).any(|path| path.join(program).exists())
        };
        if !["dbus-daemon", "Xvfb", "dunst", "dunstctl"].into_iter().all(is_there) {
            assert!(std::env::var_os("SPOC_WITH_DESKTOP").is_none(), "dunst, Xvfb or D-Bus is not there");
            eprintln!("left out: dunst, Xvfb or D-Bus is not there");
            return None;
        }
        let (bus_program, bus) =
            first_line(Command::new("dbus-daemon").args(["--session", "--nofork", "--print-address"]));
        let (screen_program, number) = first_line(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "800x600x24",
            "-nolisten",
            "tcp",
        ]));
        let screen = format!(":{number}");
        let dunst = Command::new("dunst")
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .env("DISPLAY", &screen)
            .env("HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let desktop = Self { bus, screen, _programs: [bus_program, screen_program, Running(dunst)] };
        wait_for("dunst has started", || desktop.control(&["count"]).is_some());
        Some(desktop)
    }

    /// What dunst answers; none where it does not.
    fn control(&self, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("dunstctl");
        let output = self.on(command.args(arguments)).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    fn on<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus).env("DISPLAY", &self.screen)
    }

    fn shown(&self) -> usize {
        self.control(&["count", "displayed"]).map_or(0, |count| count.trim().parse().unwrap())
    }

    /// The title and the text of every notice that was shown and has been closed, the last first.
    fn closed(&self) -> Vec<(String, String)> {
        let history: Value = serde_json::from_str(&self.control(&["history"]).unwrap()).unwrap();
        let text = |notice: &Value, field: &str| notice[field]["data"].as_str().unwrap().to_owned();
        let all = history["data"][0].as_array().unwrap();
        all.iter().map(|notice| (text(notice, "summary"), text(notice, "body"))).collect()
    }

    fn close(&self) {
        self.control(&["close-all"]).unwrap();
        wait_for("the notice is closed", || self.shown() == 0);
    }
}

/// Starts a program, and reads the first line that it writes.
fn first_line(command: &mut Command) -> (Running, String) {
    let mut program = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty(), "{command:?} did not start");
    (Running(program), line.trim().to_owned())
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "not seen in a minute: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A program that opens files, which only writes down what it was to open.
fn opener(folder: &Path) -> String {
    use std::os::unix::fs::PermissionsExt;
    let program = folder.join("xdg-open");
    fs::write(&program, format!("#!/bin/sh\nprintf '%s' \"$1\" >'{}'\n", folder.join("opened").display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

/// Notices at any time of the day on which the tests run.
const AT_ANY_TIME: &str = "[notices]\nfrom = \"00:00\"\nto = \"00:00\"\n";

#[test]
fn a_notice_reaches_the_desktop_once_and_a_click_opens_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let Some(desktop) = Desktop::start(folder.path()) else { return };
    let drive = Drive::with_school();
    let policy = drive.path().join("policy.toml");
    fs::write(&policy, fs::read_to_string(&policy).unwrap() + AT_ANY_TIME).unwrap();
    let file = drive.path().join(in_school("records/2026-12-01 visit.yaml"));
    fs::write(&file, VISIT.replace("planned", "plonned")).unwrap();

    let watch = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoc"));
        command.args(["watch", "--notify", "--today", TODAY, "--interval", "0.5", "--drive"]).arg(drive.path());
        command.current_dir(project()).env("SPOC_CACHE", folder.path().join("cache"));
        command.env("SPOC_SETTINGS", folder.path().join("settings")).env("PATH", opener(folder.path()));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        desktop.on(&mut command).spawn().unwrap()
    };
    let mut first = Running(watch());
    wait_for("a notice is shown", || desktop.shown() == 1);
    desktop.control(&["action"]).unwrap();
    wait_for("the folder is opened", || folder.path().join("opened").exists());
    let records = drive.path().join(in_school("records")).canonicalize().unwrap();
    wait_for("the folder's path is written", || {
        fs::read_to_string(folder.path().join("opened")).unwrap() == records.to_str().unwrap()
    });
    desktop.close();
    let closed = desktop.closed();
    assert_eq!(closed.len(), 1, "{closed:?}");
    assert_eq!(closed[0].0, "1 record to put right");
    assert!(closed[0].1.contains("Oakfield"), "{closed:?}");

    // The next run tells only what is new.
    first.0.kill().unwrap();
    first.0.wait().unwrap();
    let run = |what: &str| {
        let mut once = Command::new(env!("CARGO_BIN_EXE_spoc"));
        once.args(["watch", "--once", "--notify", "--today", TODAY, "--drive"]).arg(drive.path());
        once.current_dir(project()).env("SPOC_CACHE", folder.path().join("cache"));
        once.env("SPOC_SETTINGS", folder.path().join("settings"));
        let output = desktop.on(&mut once).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{what}");
    };
    run("nothing is new");
    assert_eq!(desktop.shown(), 0);
}

#[test]
fn where_there_is_no_desktop_it_is_said_and_the_watch_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", VISIT.replace("planned", "plonned"));
    let policy = drive.path().join("policy.toml");
    fs::write(&policy, fs::read_to_string(&policy).unwrap() + AT_ANY_TIME).unwrap();
    let mut once = Command::new(env!("CARGO_BIN_EXE_spoc"));
    once.args(["watch", "--once", "--notify", "--today", TODAY, "--drive"]).arg(drive.path());
    once.current_dir(project()).env("SPOC_CACHE", folder.path().join("cache"));
    once.env("SPOC_SETTINGS", folder.path().join("settings"));
    once.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all").env_remove("DISPLAY");
    // What nobody saw counts as untold: the next run tries again.
    for run in 1..=2 {
        let output = once.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{run}: {said}");
        assert!(said.starts_with("note: this desktop shows no notices: "), "{run}: {said}");
        assert_eq!(said.lines().count(), 1, "{run}: {said}");
    }
}
