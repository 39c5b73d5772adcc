//! `spoc setup`: what is put in place, that it is put there once, and that undo leaves all as it was.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod on_windows;
mod registry;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use spoc::setup::{Done, Folders, Item, Memory, Outcome, Part, Place, System, Undone, Value, apply, plan, undo};
#[cfg(unix)]
use spoc::setup::{Editor, PartName};
use tempfile::TempDir;

use self::registry::Registry;
use crate::harness::{assert_refused, project, spoc_in};

/// A user's folders of Windows, with a registry in memory, on whatever system the tests run.
struct User {
    folder: TempDir,
    registry: Registry,
}

impl User {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), registry: Registry::default() }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("Zoë O'Brien & Co, 100%")
    }

    fn place(&self) -> Place {
        let text = |name: &str| self.home().join(name).to_str().unwrap().to_owned();
        let copy = format!(r"{}\spoc.exe", text("Programs"));
        fs::create_dir_all(self.home()).unwrap();
        fs::write(self.home().join("downloaded.exe"), "the program").unwrap();
        Place {
            source: text("downloaded.exe"),
            version: "0.2.0".to_owned(),
            program: copy.clone(),
            copy,
            drive: Some(r"S:\".to_owned()),
            spoc: None,
            editor: None,
            folders: Folders::Windows { menu: text("Menu"), startup: text("Startup"), send_to: text("SendTo") },
        }
    }

    fn memory(&self) -> Memory {
        Memory::open(&self.home().join("state/setup.json")).unwrap()
    }

    fn set_up(&self, parts: &[Part]) -> Vec<Outcome> {
        let mut memory = self.memory();
        let outcome = |done: Done<'_>| done.outcome;
        parts.iter().flat_map(|part| apply(part, &mut memory, &self.registry).unwrap()).map(outcome).collect()
    }

    fn undo(&self) -> Vec<Undone> {
        undo(&mut self.memory(), &self.registry, self.folder.path()).unwrap()
    }

    /// All files with what is in them, all folders, and the registry.
    fn all(&self) -> (BTreeMap<PathBuf, Option<Vec<u8>>>, Registry) {
        (tree(self.folder.path()), self.registry.clone())
    }
}

/// Everything below a folder: files with their bytes, links with their targets, folders with nothing.
pub fn tree(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let content = if let Ok(target) = fs::read_link(&path) {
                Some(target.to_str().unwrap().as_bytes().to_vec())
            } else if path.is_dir() {
                folders.push(path.clone());
                None
            } else {
                Some(fs::read(&path).unwrap())
            };
            found.insert(path, content);
        }
    }
    found
}

/// A VS Code whose extensions are the lines of a file beside it. The version of an extension is all that stands in its file.
#[cfg(unix)]
pub fn vs_code(folder: &Path, extensions: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let program = folder.join("code");
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("extensions"), extensions).unwrap();
    let script = r#"#!/bin/sh
set -e
others() { grep -v "^school-visits.spoc@" extensions || true; }
case "$*" in
"--list-extensions --show-versions") cat extensions ;;
"--install-extension "*" --force")
    version=$(cat "$2")
    { others; echo "school-visits.spoc@$version"; } >new
    mv new extensions ;;
"--uninstall-extension school-visits.spoc")
    others >new
    mv new extensions ;;
*) echo "unknown: $*" >&2; exit 1 ;;
esac
"#;
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn undo_leaves_all_as_it_was_before() {
    let user = User::new();
    let place = user.place();
    // What is there already: a PATH of its own type, another program's menu, and values where setup's go.
    let path = Value::Expanding(r"%JAVA%\bin;C:\tools;".to_owned());
    let odd = Value::Other { kind: 4, bytes: vec![1, 2, 3, 4] };
    let menu = r"Software\Classes\Directory\shell\spoc";
    user.registry.set_value("Environment", "Path", &path).unwrap();
    user.registry.set_value(r"Software\Classes\Directory\shell\other", "", &text("Other")).unwrap();
    user.registry.set_value(menu, "Icon", &text("mine.ico")).unwrap();
    user.registry.set_value(menu, "MUIVerb", &odd).unwrap();
    fs::create_dir_all(user.home().join("Menu")).unwrap();
    let before = user.all();
    let parts = plan(&place);

    let outcomes = user.set_up(&parts);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Wrote { .. })), "{outcomes:?}");
    let folder = user.home().join("Programs");
    let with = Value::Expanding(format!(r"%JAVA%\bin;C:\tools;{}", folder.display()));
    assert_eq!(user.registry.value("Environment", "Path").unwrap(), Some(with));
    assert_eq!(user.registry.value(menu, "MUIVerb").unwrap(), Some(text("School visits (spoc)")));
    assert_eq!(fs::read(&place.copy).unwrap(), b"the program");
    let after = user.all();

    // The second time nothing is left to do, also for undo.
    let outcomes = user.set_up(&parts);
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::AlreadySo), "{outcomes:?}");
    assert!(user.all() == after);

    let undone = user.undo();
    assert!(undone.iter().all(|undone| matches!(undone, Undone::TakenBack(_))), "{undone:?}");
    assert_eq!(user.all(), before);
    assert_eq!(user.undo(), []);
    assert_eq!(user.all(), before);
}

#[test]
fn what_somebody_changed_since_is_kept_and_said() {
    let user = User::new();
    let place = user.place();
    let before = user.all();
    let parts = plan(&place);
    user.set_up(&parts);
    let Folders::Windows { menu, .. } = &place.folders else { panic!() };
    let shortcut = format!(r"{menu}\spoc.lnk");
    let title = r"Software\Classes\spoc.folder\shell\1check";
    fs::write(&shortcut, "not a shortcut any more").unwrap();
    user.registry.set_value(title, "MUIVerb", &text("Check everything")).unwrap();
    let path = format!(r"{};D:\added", user.home().join("Programs").display());
    user.registry.set_value("Environment", "Path", &Value::Expanding(path)).unwrap();

    // Setup does not write over it either.
    let kept = user.set_up(&parts);
    assert_eq!(kept.iter().filter(|outcome| matches!(outcome, Outcome::InTheWay(_))).count(), 2, "{kept:?}");

    let undone = user.undo();
    let kept: Vec<_> = undone.iter().filter(|undone| matches!(undone, Undone::Kept(_))).collect();
    let said = format!("{kept:?}");
    assert!(kept.len() == 2 && said.contains("spoc.lnk") && said.contains("1check, MUIVerb"), "{said}");
    let left = [("Environment", "Path", r"D:\added"), (title, "MUIVerb", "Check everything")];
    assert_eq!(user.registry.value("Environment", "Path").unwrap(), Some(Value::Expanding(left[0].2.to_owned())));
    assert_eq!(user.registry.value(title, "MUIVerb").unwrap(), Some(text(left[1].2)));
    // They are the user's now: a second undo does not speak of them.
    assert_eq!(user.undo(), []);
    fs::remove_file(&shortcut).unwrap();
    // A folder that was made for it is left only where the system's paths have folders here.
    let _ = fs::remove_dir(menu);
    assert_eq!(user.all().0, before.0);
}

#[test]
fn a_part_that_cannot_be_done_stops_no_other() {
    let user = User::new();
    let place = user.place();
    // A policy forbids one of the menus.
    user.registry.forbid(r"Software\Classes\Drive");
    let before = user.all();
    let outcomes = user.set_up(&plan(&place));
    let failed = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count();
    assert_eq!(failed, 4, "{outcomes:?}");
    assert!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Wrote { .. })).count() > 30);
    let undone = user.undo();
    assert!(undone.iter().all(|undone| matches!(undone, Undone::TakenBack(_))), "{undone:?}");
    assert_eq!(user.all(), before);
}

#[test]
fn what_cannot_be_taken_back_is_taken_back_the_next_time() {
    let user = User::new();
    let place = user.place();
    let before = user.all();
    user.set_up(&plan(&place));
    user.registry.forbid(r"Software\Classes\Drive");
    let undone = user.undo();
    assert!(undone.iter().any(|undone| matches!(undone, Undone::Failed(what, _) if what.contains("Drive"))));
    user.registry.forbid("nothing");
    assert!(!user.undo().is_empty());
    user.registry.allow();
    assert_eq!(user.all(), before);
}

#[test]
fn nothing_is_done_that_cannot_be_remembered() {
    let user = User::new();
    let place = user.place();
    let before = user.all();
    let mut memory = Memory::open(&user.home().join("other/setup.json")).unwrap();
    fs::write(user.home().join("other"), "").unwrap();
    for part in plan(&place) {
        assert!(apply(&part, &mut memory, &user.registry).is_err());
    }
    fs::remove_file(user.home().join("other")).unwrap();
    assert_eq!(user.all(), before);
}

#[test]
fn an_older_plan_gives_way_to_a_newer_one() {
    let user = User::new();
    let place = user.place();
    let before = user.all();
    user.set_up(&plan(&place));
    let mut moved = place.clone();
    moved.drive = Some(r"\\server\early help".to_owned());
    fs::remove_file(&place.copy).unwrap();
    fs::write(&place.source, "the new program").unwrap();
    let outcomes = user.set_up(&plan(&moved));
    // The program and the shortcut of the watch.
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Wrote { .. })).count(), 2, "{outcomes:?}");
    fs::write(&place.source, "the program").unwrap();
    user.undo();
    assert_eq!(user.all(), before);
}

#[cfg(unix)]
#[test]
fn a_newer_program_is_not_replaced_by_an_older_one() {
    use std::os::unix::fs::PermissionsExt;
    let user = User::new();
    let place = user.place();
    let program = [plan(&place).remove(0)];
    let put = |said: &str| {
        fs::create_dir_all(Path::new(&place.copy).parent().unwrap()).unwrap();
        fs::write(&place.copy, format!("#!/bin/sh\necho {said}\n")).unwrap();
        fs::set_permissions(&place.copy, fs::Permissions::from_mode(0o755)).unwrap();
    };
    put("spoc 0.10.0");
    let outcomes = user.set_up(&program);
    assert!(matches!(&outcomes[..], [Outcome::Stands(why)] if why.contains("0.10.0") && why.contains("0.2.0")));
    put("something else");
    assert!(matches!(user.set_up(&program)[..], [Outcome::InTheWay(_)]));
    put("spoc 0.1.9");
    let outcomes = user.set_up(&program);
    assert!(matches!(&outcomes[..], [Outcome::Wrote { instead }] if instead == "version 0.1.9"), "{outcomes:?}");
    assert_eq!(fs::read(&place.copy).unwrap(), b"the program");
}

/// The part with the extension, version 0.2.0, for a VS Code that has these already; and the file in which they are.
#[cfg(unix)]
fn with_editor(user: &User, extensions: &str) -> ([Part; 1], PathBuf) {
    let mut place = user.place();
    let program = vs_code(&user.home().join("VS Code"), extensions);
    let extension = user.home().join("spoc-0.2.0.vsix");
    fs::write(&extension, "0.2.0").unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    place.editor = Some(Editor { program: text(&program), extension: text(&extension) });
    let part = plan(&place).into_iter().find(|part| part.name == PartName::Editor).unwrap();
    ([part], program.with_file_name("extensions"))
}

#[cfg(unix)]
#[test]
fn vs_code_gets_the_extension_once_and_undo_takes_it_out() {
    let user = User::new();
    let (part, list) = with_editor(&user, "redhat.vscode-yaml@1.2.3\n");
    let before = user.all();
    assert_eq!(user.set_up(&part), [Outcome::Wrote { instead: String::new() }]);
    assert_eq!(fs::read_to_string(&list).unwrap(), "redhat.vscode-yaml@1.2.3\nschool-visits.spoc@0.2.0\n");
    let after = user.all();
    assert_eq!(user.set_up(&part), [Outcome::AlreadySo]);
    assert!(user.all() == after);
    // A version that VS Code fetched since is the same extension.
    fs::write(&list, "school-visits.spoc@0.3.0\nredhat.vscode-yaml@1.2.3\n").unwrap();
    let stays = user.set_up(&part);
    assert!(matches!(&stays[..], [Outcome::Stands(why)] if why.contains("0.3.0")), "{stays:?}");
    assert!(matches!(&user.undo()[..], [Undone::TakenBack(what)] if what.contains("school-visits.spoc")));
    assert_eq!(user.all(), before);
    // Where VS Code itself is gone, nothing is left to take back.
    user.set_up(&part);
    fs::remove_file(list.with_file_name("code")).unwrap();
    assert_eq!(user.undo(), []);
}

#[cfg(unix)]
#[test]
fn an_extension_that_was_there_before_stays() {
    let user = User::new();
    let (part, list) = with_editor(&user, "school-visits.spoc@0.1.9\n");
    let outcomes = user.set_up(&part);
    assert!(matches!(&outcomes[..], [Outcome::Wrote { instead }] if instead == "version 0.1.9"), "{outcomes:?}");
    assert_eq!(user.set_up(&part), [Outcome::AlreadySo]);
    assert_eq!(user.undo(), []);
    assert_eq!(fs::read_to_string(&list).unwrap(), "school-visits.spoc@0.2.0\n");
}

#[cfg(unix)]
#[test]
fn what_vs_code_does_not_take_is_not_remembered() {
    let user = User::new();
    let (part, _) = with_editor(&user, "");
    fs::remove_file(user.home().join("spoc-0.2.0.vsix")).unwrap();
    let before = user.all();
    let outcomes = user.set_up(&part);
    assert!(matches!(&outcomes[..], [Outcome::Failed(why)] if why.contains("spoc-0.2.0.vsix")), "{outcomes:?}");
    assert_eq!(user.all(), before);
}

#[test]
fn the_extension_is_known_by_the_name_that_its_package_has() {
    let package = fs::read_to_string(project().join(".ci/vscode/package.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let text = |name: &str| package[name].as_str().unwrap().to_owned();
    assert_eq!(format!("{}.{}", text("publisher"), text("name")), spoc::setup::EXTENSION);
}

#[test]
fn without_a_terminal_it_asks_for_yes() {
    let run = spoc_in(&project(), &["setup"]);
    assert_refused(&run);
    assert!(run.err.contains("--check") && run.err.contains("--yes"), "{run:?}");
    assert_refused(&spoc_in(&project(), &["setup", "--undo"]));
}

#[test]
fn every_item_says_where_it_stands() {
    for part in plan(&User::new().place()) {
        for item in part.items {
            let line = item.to_string();
            let at = match &item {
                Item::Program { to: at, .. }
                | Item::File { path: at, .. }
                | Item::Link { path: at, .. }
                | Item::Shortcut { path: at, .. }
                | Item::Value { key: at, .. }
                | Item::PathEntry { folder: at }
                | Item::Extension { editor: at, .. } => at,
            };
            assert!(line.contains(at.as_str()), "{line}");
        }
    }
}
