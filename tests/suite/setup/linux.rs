//! `spoc setup` on a Linux desktop, in a home of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{tree, vs_code};
use crate::harness::{Drive, Run, comes_true, spoc_with};

/// A user whose name a shell, a desktop entry and systemd could misread.
struct User {
    folder: tempfile::TempDir,
}

impl User {
    fn new() -> Self {
        let user = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(user.home()).unwrap();
        user
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("Zoë O'Brien & $HOME 100%")
    }

    fn run(&self, at: &Path, arguments: &[&str]) -> Run {
        let environment = self.environment();
        let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
        spoc_with(at, arguments, &environment)
    }

    /// Runs a program that is not the one of the tests, with a PATH of its own.
    fn run_program(&self, program: &Path, path: &Path, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).envs(self.environment()).env("PATH", path);
        let output = command.env_remove("SPOC_DRIVE").output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{out}{}", String::from_utf8_lossy(&output.stderr));
        out
    }

    fn environment(&self) -> [(&'static str, String); 6] {
        let home = self.home();
        let at_home = |name: &str| home.join(name).to_str().unwrap().to_owned();
        [
            ("HOME", at_home("")),
            ("XDG_DATA_HOME", at_home("data")),
            ("XDG_CONFIG_HOME", at_home("config")),
            ("XDG_STATE_HOME", at_home("state")),
            ("SPOC_CACHE", at_home("cache")),
            // Without it the user's own systemd is not spoken to.
            ("XDG_RUNTIME_DIR", String::new()),
        ]
    }
}

#[test]
fn setup_puts_all_in_place_and_undo_leaves_nothing() {
    let (user, drive) = (User::new(), Drive::with_school());
    fs::create_dir(user.home().join("data")).unwrap();
    let before = tree(&user.home());
    let shown = user.run(drive.path(), &["setup", "--check"]);
    assert_eq!((shown.status, shown.err.as_str()), (0, ""), "{}", shown.out);
    assert!(shown.out.ends_with("Nothing was written.\n"), "{}", shown.out);
    assert_eq!(tree(&user.home()), before);

    let made = user.run(drive.path(), &["setup", "--yes"]);
    assert_eq!((made.status, made.err.as_str()), (0, ""), "{}", made.out);
    let unit = fs::read_to_string(user.home().join("config/systemd/user/spoc-watch.service")).unwrap();
    let root = fs::canonicalize(drive.path()).unwrap();
    assert!(unit.contains(&format!("/.local/bin/spoc\" watch --notify --drive \"{}\"\n", root.display())), "{unit}");
    assert!(user.home().join("config/systemd/user/default.target.wants/spoc-watch.service").exists());
    assert!(user.home().join("data/applications/spoc.desktop").exists());
    let copy = user.home().join(".local/bin/spoc");
    let version = Command::new(&copy).arg("--version").output().unwrap();
    assert!(version.stdout.starts_with(b"spoc "), "{version:?}");

    // A script of the right-click menu hands over whatever folder there is.
    let school = user.home().join("Jane & 100% \"x\" O'Brien $HOME 日本");
    fs::create_dir(&school).unwrap();
    let script = user.home().join("data/nautilus/scripts/School visits/Check the records");
    let shows = user.folder.path().join("bin");
    fs::create_dir(&shows).unwrap();
    fs::write(shows.join("zenity"), "#!/bin/sh\nprintf '%s' \"$3\" >\"$SAID\"\n").unwrap();
    let path = format!("{}:{}", shows.display(), std::env::var("PATH").unwrap());
    let said = user.folder.path().join("said");
    make_program(&shows.join("zenity"));
    let status = Command::new(script).arg(&school).env("PATH", path).env("SAID", &said).status().unwrap();
    assert!(status.success());
    let said = fs::read_to_string(said).unwrap();
    let quoted = school.to_str().unwrap().replace('\'', r"'\''");
    assert!(said.contains(&format!("spoc validate '{quoted}'")), "{said}");
    assert!(said.contains("lies on no drive of records"), "{said}");
    fs::remove_dir(&school).unwrap();
    // What is kept of the records goes, too.
    let due = user.run(drive.path(), &["due"]);
    assert!(due.status < 2 && user.home().join("cache").exists(), "{due:?}");

    fs::write(user.home().join("config/spoc/notices-00ff.json"), "{}").unwrap();

    let again = user.run(drive.path(), &["setup", "--yes"]);
    assert_eq!((again.status, again.err.as_str()), (0, ""), "{}", again.out);
    assert!(!again.out.contains("wrote"), "{}", again.out);

    let undone = user.run(drive.path(), &["setup", "--undo", "--yes"]);
    assert_eq!((undone.status, undone.err.as_str()), (0, ""), "{}", undone.out);
    assert_eq!(tree(&user.home()), before);
    let undone = user.run(drive.path(), &["setup", "--undo", "--yes"]);
    assert_eq!((undone.status, undone.out.as_str()), (0, "There is nothing to take back.\n"));
    assert_eq!(tree(&user.home()), before);
}

#[test]
fn vs_code_gets_its_extension_where_both_are_there() {
    let user = User::new();
    let put = user.run(user.folder.path(), &["setup", "--yes", "--without", "menu,right-click,watch,editor"]);
    assert_eq!((put.status, put.out.contains("VS Code")), (0, false), "{put:?}");
    let copy = user.home().join(".local/bin/spoc");
    let (empty, programs) = (user.folder.path().join("empty"), user.folder.path().join("programs"));
    // A folder that is called as the program is none.
    fs::create_dir_all(empty.join("code")).unwrap();
    vs_code(&programs, "");
    fs::rename(programs.join("code"), programs.join("codium")).unwrap();
    let without = ["setup", "--yes", "--without", "program,menu,right-click,watch"];
    let said = user.run_program(&copy, &empty, &without);
    assert!(said.contains("left out: VS Code is not on this PC\n"), "{said}");
    let file = format!("spoc-{}.vsix", env!("CARGO_PKG_VERSION"));
    let usual = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths([programs.clone()].into_iter().chain(std::env::split_paths(&usual))).unwrap();
    let path = Path::new(&path);
    let said = user.run_program(&copy, path, &without);
    assert!(said.contains(&format!("left out: the extension is not there: {}", copy.with_file_name(&file).display())));

    fs::write(copy.with_file_name(&file), env!("CARGO_PKG_VERSION")).unwrap();
    let line = concat!("the extension school-visits.spoc, version ", env!("CARGO_PKG_VERSION"), ", by ");
    let shown = user.run_program(&copy, path, &["setup", "--check", "--without", "program,menu,right-click,watch"]);
    assert!(shown.contains(&format!("  to be written: {line}{}\n", programs.join("codium").display())), "{shown}");
    let wrote = user.run_program(&copy, path, &without);
    assert!(wrote.contains(&format!("  wrote {line}")), "{wrote}");
    assert!(user.run_program(&copy, path, &without).contains("  is so already\n"));
    let undone = user.run_program(&copy, path, &["setup", "--undo", "--yes"]);
    assert!(undone.contains("took back the extension school-visits.spoc, by "), "{undone}");
    assert_eq!(fs::read_to_string(programs.join("extensions")).unwrap(), "");
}

fn make_program(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_cannot_be_done_is_said_and_the_rest_is_done() {
    let user = User::new();
    // No drive is known, and a file stands where the menu of applications should be.
    fs::create_dir(user.home().join("data")).unwrap();
    fs::write(user.home().join("data/applications"), "").unwrap();
    let before = tree(&user.home());
    let run = user.run(user.folder.path(), &["setup", "--yes", "--without", "program"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("2 parts of setup could not be done"), "{run:?}");
    assert!(run.out.contains("no drive of records is known") && run.out.contains("spoc.desktop: "), "{}", run.out);
    let script = fs::read_to_string(user.home().join("data/nautilus/scripts/School visits/What is due")).unwrap();
    assert!(script.contains(env!("CARGO_BIN_EXE_spoc")), "{script}");
    assert_eq!(user.run(user.folder.path(), &["setup", "--undo", "--yes"]).status, 0);
    assert_eq!(tree(&user.home()), before);
    let without = user.run(user.folder.path(), &["setup", "--yes", "--without", "program,menu,watch"]);
    assert_eq!((without.status, without.err.as_str()), (0, ""), "{}", without.out);
}

#[test]
fn a_watch_without_a_window_ends_when_its_mark_is_gone() {
    let (user, drive) = (User::new(), Drive::with_school());
    let mark = user.home().join("state/spoc/watch");
    std::thread::scope(|scope| {
        let start = || scope.spawn(|| user.run(drive.path(), &["watch", "--background", "--interval", "0.2"]));
        let first = start();
        assert!(comes_true(|| mark.exists()));
        let text = fs::read(&mark).unwrap();
        // A newer one takes over.
        let second = start();
        assert!(comes_true(|| fs::read(&mark).is_ok_and(|now| now != text)));
        assert_eq!(first.join().unwrap().status, 0);
        fs::remove_file(&mark).unwrap();
        assert_eq!(second.join().unwrap().status, 0);
    });
}

#[test]
fn a_watch_without_a_window_waits_for_its_drive() {
    let user = User::new();
    let mark = user.home().join("state/spoc/watch");
    let away = user.home().join("away");
    std::thread::scope(|scope| {
        let watch =
            scope.spawn(|| user.run(user.folder.path(), &["watch", "--background", "--drive", away.to_str().unwrap()]));
        assert!(comes_true(|| mark.exists()));
        assert!(!watch.is_finished());
        fs::remove_file(&mark).unwrap();
        assert_eq!(watch.join().unwrap().status, 0);
    });
}
