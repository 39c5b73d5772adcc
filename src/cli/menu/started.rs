//! When the menu begins: the program was started with nothing but a path, or with nothing at all, in a person's terminal.

use std::ffi::OsString;
use std::io::{IsTerminal, stderr, stdin, stdout};
use std::path::{Path, PathBuf};

use clap::Parser;

use super::super::common::Common;
use super::arrows::Arrows;
use super::asking::Asker;
use super::lines::of_terminal;
use super::session::{Begin, Host, Session};
use super::wanted::is_returned;
use crate::disk::{self, EntryKind};

/// The command line of the menu.
#[derive(Debug, Parser)]
#[command(name = "spoc", disable_help_flag = true, disable_version_flag = true)]
struct MenuArguments {
    paths: Vec<PathBuf>,

    #[command(flatten)]
    common: Common,
}

/// What a command line asks of the menu.
enum Asked {
    /// The menu.
    Menu(Begin),
    /// The check of a record.
    Check(PathBuf),
    /// Too much was dragged onto the program at once.
    Several(usize),
}

/// Does what a command line asks of the menu, and gives the exit status. None where it asks nothing of it, or where no person is there to be asked.
/// `is_command`: whether a word is a command.
pub(in crate::cli) fn start(typed: &[OsString], host: &Host<'_>, is_command: impl Fn(&str) -> bool) -> Option<u8> {
    let arguments = MenuArguments::try_parse_from(typed).ok()?;
    let asked = asked(&arguments.paths, is_command)?;
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return None;
    }
    // In plain lines nothing moves: for screen readers, and for what is no full terminal. The lists are shown on standard error.
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if is_set("SPOC_PLAIN") || is_set("NO_COLOR") || is_dumb || !stderr().is_terminal() {
        Some(go_on(&asked, &mut of_terminal(), host, &arguments.common))
    } else {
        Some(go_on(&asked, &mut Arrows::new(), host, &arguments.common))
    }
}

fn go_on(asked: &Asked, asker: &mut impl Asker, host: &Host<'_>, common: &Common) -> u8 {
    match asked {
        Asked::Menu(begin) => match common.working_today() {
            Ok(today) => {
                Session { asker, host, common, today }.run(begin);
                0
            }
            Err(failure) => {
                asker.say(&failure.to_string());
                let _ = asker.wait();
                2
            }
        },
        Asked::Check(record) => {
            let mut words: Vec<OsString> = vec!["spoc".into(), "validate".into(), record.into()];
            if let Some(drive) = &common.drive {
                words.extend(["--drive".into(), drive.into()]);
            }
            if let Some(today) = common.today {
                words.extend(["--today".into(), today.to_string().into()]);
            }
            let status = (host.run)(words);
            // The window of a program that was started by a double-click closes with it.
            let _ = asker.wait();
            status
        }
        Asked::Several(count) => {
            asker.say(&format!("{count} files or folders were given at once. Drag one at a time onto spoc."));
            let _ = asker.wait();
            2
        }
    }
}

/// What some paths ask of the menu. None where one of them is a command, or does not exist: then it is a command line to be understood.
fn asked(paths: &[PathBuf], is_command: impl Fn(&str) -> bool) -> Option<Asked> {
    let kind = |path: &Path| disk::kind(&disk::absolute(path).ok()?).ok()?;
    if paths.iter().any(|path| path.to_str().is_some_and(&is_command) || kind(path).is_none()) {
        return None;
    }
    Some(match paths {
        [] => Asked::Menu(Begin::Drive),
        [path] if kind(path) == Some(EntryKind::Folder) => Asked::Menu(Begin::Part(path.clone())),
        [path] if is_returned(path) => Asked::Menu(Begin::Receipt(path.clone())),
        [path] => Asked::Check(path.clone()),
        several => Asked::Several(several.len()),
    })
}
