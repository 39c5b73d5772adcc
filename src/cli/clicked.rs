//! `spoc clicked`: what the menus of the file manager start, which `spoc setup` makes.
//!
//! A click on a folder or a record becomes a command line. It is shown, so that whoever wants to can learn it. The window of a command that did its
//! work closes, and its page is open. Where it could not, the window stays with the reason until Enter is pressed.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::menu::as_typed;
use super::output::{Screen, say};
use crate::disk;
use crate::drive::{find_root, shown};

/// What the menus start that `spoc setup` makes
#[derive(Debug, clap::Args)]
pub(super) struct Clicked {
    /// What was chosen
    #[arg(value_enum)]
    action: Action,

    /// The folder or record on which somebody clicked
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Check the records
    Check,
    /// What is due
    Due,
    /// The children of the next visit's review
    Review,
    /// Print the pack of the next visit
    Pack,
    /// Open the board
    Board,
    /// The figures of this term
    Figures,
    /// Choose in the menu what to do
    Menu,
}

impl Clicked {
    /// Runs the command line that the click means, by `run`; gives its exit status.
    pub fn run(&self, run: impl FnOnce(Vec<OsString>) -> u8) -> u8 {
        let arguments = self.arguments();
        let mut out = Screen::new();
        let _ = writeln!(out, "{}\n", typed(&arguments)).and_then(|()| out.flush());
        drop(out);
        let status = run(arguments);
        const COULD_NOT: u8 = 2;
        if status == COULD_NOT && std::io::stdin().is_terminal() {
            say("Press Enter to close this window.");
            let _ = std::io::stdin().read_line(&mut String::new());
        }
        status
    }

    /// The command line.
    fn arguments(&self) -> Vec<OsString> {
        let path = as_clicked(&self.path);
        let root = disk::absolute(&path).ok().and_then(|path| find_root(&path));
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let on = |command: &[&str], path: &Path, options: &[&str]| {
            [words(command), vec![path.into()], words(options)].concat()
        };
        match (self.action, root) {
            (Action::Check, _) => on(&["spoc", "validate"], &path, &["--open"]),
            (Action::Due, _) => on(&["spoc", "due"], &path, &["--open"]),
            (Action::Pack, root) => on(&["spoc", "pack"], &school_around(&path, root.as_deref()), &["--open"]),
            (Action::Review, root) => on(&["spoc", "review"], &school_around(&path, root.as_deref()), &["--open"]),
            (Action::Figures, root) => on(&["spoc", "figures"], &school_around(&path, root.as_deref()), &["--open"]),
            // One board for all: that of the drive, from whatever folder it is opened.
            (Action::Board, Some(root)) => on(&["spoc", "board", "--drive"], &root, &["--open"]),
            (Action::Menu, _) => on(&["spoc"], &path, &[]),
            (Action::Board, None) => on(&["spoc", "board"], &path, &["--open"]),
        }
    }
}

/// The path without the `\.` that Explorer's menus put behind a folder, so that a quote may follow `S:\`.
fn as_clicked(path: &Path) -> PathBuf {
    let plain = path.to_str().filter(|_| cfg!(windows)).and_then(|text| text.strip_suffix(r"\."));
    plain.map_or_else(|| path.to_owned(), PathBuf::from)
}

/// The school's folder in which a folder or file lies; the path itself where it lies in none.
fn school_around(path: &Path, root: Option<&Path>) -> PathBuf {
    let whole = disk::absolute(path).ok();
    let inside = whole.as_deref().zip(root).and_then(|(whole, root)| Some((root, whole.strip_prefix(root).ok()?)));
    match inside {
        Some((root, inside)) if inside.components().count() > 2 => {
            let school: PathBuf = inside.components().take(2).collect();
            shown(&root.join(school)).into()
        }
        _ => path.to_owned(),
    }
}

/// The command line as somebody may type it.
fn typed(arguments: &[OsString]) -> String {
    as_typed(&arguments.iter().map(|argument| shown(Path::new(argument))).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(action: Action, path: &Path) -> String {
        typed(&Clicked { action, path: path.to_owned() }.arguments()).replace('\\', "/")
    }

    #[test]
    fn a_click_becomes_a_command_line() {
        let folder = tempfile::tempdir().unwrap();
        // The system's own folder for temporary files may lie behind a link.
        let root = disk::absolute(folder.path()).unwrap().join("Early Help & 100%");
        let records = root.join("Jane O'Brien/Oakfield/records");
        disk::make_folder(&records).unwrap();
        for file in [root.join("policy.toml"), records.join("x.yaml")] {
            std::fs::write(file, "").unwrap();
        }
        let shown = |path: &Path| shown(path).replace('\\', "/");
        let (root_shown, school) = (shown(&root), shown(&root.join("Jane O'Brien/Oakfield")));
        assert_eq!(arguments(Action::Pack, &records), format!("spoc pack \"{school}\" --open"));
        assert_eq!(arguments(Action::Pack, &records.join("x.yaml")), format!("spoc pack \"{school}\" --open"));
        assert_eq!(arguments(Action::Review, &records), format!("spoc review \"{school}\" --open"));
        assert_eq!(arguments(Action::Figures, &records), format!("spoc figures \"{school}\" --open"));
        assert_eq!(arguments(Action::Figures, &root), format!("spoc figures \"{root_shown}\" --open"));
        assert_eq!(arguments(Action::Board, &records), format!("spoc board --drive \"{root_shown}\" --open"));
        assert!(arguments(Action::Check, &records).starts_with(&format!("spoc validate \"{}\"", shown(&records))));
        assert!(arguments(Action::Due, &root).starts_with(&format!("spoc due \"{root_shown}\"")));
        assert_eq!(arguments(Action::Board, Path::new("nowhere")), "spoc board nowhere --open");
    }

    #[cfg(windows)]
    #[test]
    fn what_the_menus_put_behind_a_folder_is_taken_off() {
        for (clicked, folder) in
            [(r"S:\\.", r"S:\"), (r"S:\Early Help\.", r"S:\Early Help"), (r"S:\a.yaml", r"S:\a.yaml")]
        {
            assert_eq!(as_clicked(Path::new(clicked)).to_str(), Some(folder));
        }
    }
}
