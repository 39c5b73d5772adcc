//! `spoc setup` on Windows, with the real registry of the user who runs the tests, which is afterwards as it was before.

use std::fs;
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use spoc::setup::{Here, Known, System, Value};

use super::tree;
use crate::harness::{Drive, Run, comes_true, files};

/// The keys below `HKEY_CURRENT_USER` that setup could touch.
const KEYS: [&str; 3] = [r"Software\Classes", "Environment", r"Software\Microsoft\Windows\CurrentVersion\Run"];

fn folder(known: Known) -> PathBuf {
    Here.folder(known).unwrap().into()
}

/// The folders that setup could touch.
fn folders() -> [PathBuf; 5] {
    let local = folder(Known::Local);
    [local.join("Programs"), local.join("spoc"), folder(Known::Menu), folder(Known::Startup), folder(Known::SendTo)]
}

/// Everything below those keys, as `reg` says it.
fn registry() -> String {
    let query = |key: &&str| Command::new("reg").args(["query", &format!(r"HKCU\{key}"), "/s"]).output().unwrap();
    KEYS.iter().map(|key| String::from_utf8_lossy(&query(key).stdout).into_owned()).collect()
}

fn run_in(program: &Path, at: &Path, arguments: &[&str], settings: &Path) -> Run {
    let mut command = Command::new(program);
    said(for_user(command.args(arguments).current_dir(at), settings).output().unwrap())
}

/// The program is to keep all that it keeps for its user below one folder.
fn for_user<'c>(command: &'c mut Command, settings: &Path) -> &'c mut Command {
    command.env("SPOC_SETTINGS", settings).env("SPOC_CACHE", settings.join("cache")).env_remove("SPOC_DRIVE")
}

fn said(output: Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    Run { status: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
}

/// Every command line below the classes that setup registered, and the path that Explorer puts in.
fn command_lines() -> Vec<String> {
    let all = registry();
    let command =
        |line: &str| Some(line.trim().strip_prefix("(Default)")?.trim().strip_prefix("REG_SZ")?.trim().to_owned());
    let lines: Vec<_> = all.lines().filter_map(command).filter(|line| line.contains(" clicked ")).collect();
    assert_eq!(lines.len(), 7 + 3, "{all}");
    lines
}

/// Starts a command line as Windows does, which splits it nowhere: the program takes it apart itself.
fn start(line: &str, settings: &Path) -> Run {
    let (program, rest) = line.strip_prefix('"').unwrap().split_once('"').unwrap();
    said(for_user(Command::new(program).raw_arg(rest.trim_start()), settings).output().unwrap())
}

#[test]
fn setup_puts_all_in_place_and_undo_leaves_registry_and_disk_as_they_were() {
    let (drive, settings) = (Drive::with_school(), tempfile::tempdir().unwrap());
    let settings = settings.path().join("spoc");
    let program = Path::new(env!("CARGO_BIN_EXE_spoc"));
    let copy = folder(Known::Local).join(r"Programs\spoc\spoc.exe");
    // What a run left behind that broke off.
    run_in(program, drive.path(), &["setup", "--undo", "--yes"], &settings);
    let before = (registry(), folders().map(|folder| tree(&folder)));
    let at = drive.path();

    let made = run_in(program, at, &["setup", "--yes"], &settings);
    assert_eq!((made.status, made.err.as_str()), (0, ""), "{}", made.out);
    assert_eq!(fs::metadata(&copy).unwrap().len(), fs::metadata(program).unwrap().len());
    let path = Here.value("Environment", "Path").unwrap().unwrap();
    let (Value::Text(path) | Value::Expanding(path)) = path else { panic!("{path:?}") };
    assert!(path.split(';').any(|entry| Path::new(entry) == copy.parent().unwrap()), "{path}");

    // The menus lead to their choices.
    for class in ["Directory", r"Directory\Background", "Drive"] {
        let leads = Here.value(&format!(r"Software\Classes\{class}\shell\spoc"), "ExtendedSubCommandsKey").unwrap();
        assert_eq!(leads, Some(Value::Text("spoc.folder".to_owned())));
    }
    // Each choice gets the folder that was clicked.
    let awkward = tempfile::tempdir().unwrap();
    let name = "Jane & Söhne 100% (50%V) O'Brien ^%PATH% 日本";
    let (school, record) = (awkward.path().join(name), awkward.path().join(name).join("a & b.yaml"));
    fs::create_dir(&school).unwrap();
    fs::write(&record, "kind: visit\n").unwrap();
    for line in command_lines() {
        let is_file = line.contains("%1");
        let targets =
            if is_file { vec![record.clone()] } else { vec![school.clone(), r"C:\".into(), r"C:\windows".into()] };
        for target in targets {
            let path = target.to_str().unwrap();
            // Explorer puts the path in once, and takes `%%` for a `%`.
            let line = line.replace(if is_file { "%1" } else { "%V" }, path);
            let run = start(&line, &settings);
            let shown = if path.contains(' ') { format!("\"{path}\"") } else { path.to_owned() };
            let first = run.out.lines().next().unwrap_or_default();
            let is_whole = first.ends_with(&shown) || first.contains(&format!("{shown} "));
            assert!(first.starts_with("spoc ") && is_whole, "{line}\n{run:?}");
            // The menu needs a person.
            let has_reason = run.err.contains("on no drive of records") || line.contains(" clicked menu ");
            assert!(has_reason || run.status < 2, "{line}\n{run:?}");
        }
    }

    // The shortcuts start the copy; that of the watch names the drive.
    for shortcut in [folder(Known::Menu).join("spoc.lnk"), folder(Known::SendTo).join("spoc.lnk")] {
        let link = Here.shortcut(&shortcut).unwrap().unwrap();
        assert_eq!((Path::new(&link.target), link.arguments.as_str()), (copy.as_path(), ""));
    }
    let link = Here.shortcut(&folder(Known::Startup).join("spoc watch.lnk")).unwrap().unwrap();
    assert_eq!(Path::new(&link.target), copy);
    let arguments = link.arguments.strip_prefix("watch --background --notify ").unwrap();
    let mut checks = Command::new(&link.target);
    let checks = for_user(checks.raw_arg(format!("validate --format json {arguments}")), &settings).output().unwrap();
    assert_eq!(said(checks).json()["counts"]["managers"], 1);
    // It runs, from the copy.
    let mark = folder(Known::Local).join(r"spoc\watch");
    assert!(comes_true(|| mark.exists()));

    // A second time nothing is to be done. Another build takes the place of the copy, though the copy runs.
    let again = run_in(program, at, &["setup", "--yes"], &settings);
    assert!(again.status == 0 && !again.out.contains("wrote"), "{again:?}");
    let newer = awkward.path().join("spoc.exe");
    let mut bytes = fs::read(program).unwrap();
    bytes.extend(b"another build");
    fs::write(&newer, &bytes).unwrap();
    let updated = run_in(&newer, at, &["setup", "--yes"], &settings);
    assert!(updated.status == 0 && updated.out.contains("in place of version "), "{updated:?}");
    assert_eq!(fs::metadata(&copy).unwrap().len(), bytes.len() as u64);

    let undone = run_in(&newer, at, &["setup", "--undo", "--yes"], &settings);
    assert_eq!((undone.status, undone.err.as_str()), (0, ""), "{}", undone.out);
    assert!(!undone.out.contains("kept") && !undone.out.contains("moved"), "{}", undone.out);
    assert_eq!(registry(), before.0);
    assert_eq!(folders().map(|folder| tree(&folder)), before.1);
    assert!(!settings.exists());
    let undone = run_in(program, at, &["setup", "--undo", "--yes"], &settings);
    assert_eq!(undone.out, "There is nothing to take back.\n");

    // The copy takes itself away, too: Windows lets it be moved, not removed.
    let made = run_in(program, at, &["setup", "--yes", "--without", "watch"], &settings);
    assert_eq!((made.status, made.err.as_str()), (0, ""), "{}", made.out);
    let undone = run_in(&copy, at, &["setup", "--undo", "--yes"], &settings);
    assert_eq!((undone.status, undone.err.as_str()), (0, ""), "{}", undone.out);
    let moved = undone.out.split("it was moved to ").nth(1).and_then(|rest| rest.split(": delete").next()).unwrap();
    fs::remove_file(moved).unwrap();
    assert_eq!(registry(), before.0);
    assert_eq!(folders().map(|folder| tree(&folder)), before.1);
    assert_eq!(files(drive.path()).len(), 2);
}
