//! What stands in the place of an item of the plan before it is written.

use std::io;
use std::path::Path;

use super::editor;
use super::item::{ENVIRONMENT, Item, PATH, Value};
use super::memory::{Made, Memory};
use super::program;
use super::search_path::{self, Added};
use super::system::System;
use crate::disk::{self, ReadError};
use crate::words::system_reason;

/// What stands in the place of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is as planned.
    AlreadySo,
    /// It is to be written. `instead`: what gives way, for people; empty where nothing does.
    ToWrite {
        /// What gives way.
        instead: String,
    },
    /// Something stands there that does as well, and stays.
    Stands(String),
    /// Something stands there that is not setup's to write over, and stays.
    InTheWay(String),
    /// It cannot be looked at.
    Failed(String),
}

/// The most bytes of a file of text that is compared.
const MOST_BYTES: u64 = 1 << 20;

/// What stands in the place of an item.
#[must_use]
pub fn look(item: &Item, memory: &Memory, system: &dyn System) -> State {
    let looked = match item {
        Item::Program { from, to, version } => of_program(Path::new(from), Path::new(to), version),
        Item::File { path, text, .. } => of_file(path, text, memory),
        Item::Link { path, target } => of_link(path, target, memory),
        Item::Shortcut { path, link } => system.shortcut(Path::new(path)).and_then(|found| {
            let Some(found) = found else { return of_nothing(path) };
            let noted = memory.find(&Made::Shortcut { path: path.clone(), link: link.clone() });
            let is_own = matches!(noted, Some(Made::Shortcut { link, .. }) if found.starts_same(link));
            Ok(compared(found.starts_same(link), is_own))
        }),
        Item::Value { key, name, text } => of_value(key, name, text, memory, system),
        Item::PathEntry { folder } => system.value(ENVIRONMENT, PATH).map(|value| {
            match search_path::with(value.as_ref(), folder, &|name| system.variable(name)) {
                Added::IsThere => State::AlreadySo,
                Added::To(_) => to_write(),
                Added::NoText => State::InTheWay("it is of a type that holds no folders".to_owned()),
            }
        }),
        Item::Extension { editor, version, .. } => editor::version_in(Path::new(editor)).map(|found| match found {
            None => to_write(),
            Some(there) if there == *version => State::AlreadySo,
            Some(there) => other_version(&there, version),
        }),
    };
    looked.unwrap_or_else(|error| State::Failed(system_reason(&error)))
}

fn of_program(from: &Path, to: &Path, version: &str) -> io::Result<State> {
    if disk::kind(to)?.is_none() {
        return Ok(to_write());
    }
    if disk::is_same(from, to)? {
        return Ok(State::AlreadySo);
    }
    Ok(match program::version_of(to) {
        Some(there) => other_version(&there, version),
        None => State::InTheWay("a file is there that is not spoc, or does not start".to_owned()),
    })
}

/// Another version is there: a newer one stays.
fn other_version(there: &str, version: &str) -> State {
    if program::is_newer(there, version) {
        State::Stands(format!("version {there} is there, which is newer than this one, {version}"))
    } else {
        State::ToWrite { instead: format!("version {there}") }
    }
}

fn of_file(path: &str, text: &str, memory: &Memory) -> io::Result<State> {
    if disk::kind(Path::new(path))?.is_none() {
        return Ok(to_write());
    }
    let found = match disk::read(Path::new(path), MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::TooLarge(_)) => return Ok(in_the_way()),
        Err(ReadError::Io(error)) => return Err(error),
    };
    let noted = memory.find(&Made::File { path: path.to_owned(), text: String::new() });
    let is_own = matches!(noted, Some(Made::File { text, .. }) if text.as_bytes() == found);
    Ok(compared(found == text.as_bytes(), is_own))
}

fn of_link(path: &str, target: &str, memory: &Memory) -> io::Result<State> {
    if disk::kind(Path::new(path))?.is_none() {
        return Ok(to_write());
    }
    let Ok(found) = disk::link_target(Path::new(path)) else { return Ok(in_the_way()) };
    let noted = memory.find(&Made::Link { path: path.to_owned(), target: String::new() });
    let is_own = matches!(noted, Some(Made::Link { target, .. }) if Path::new(target) == found);
    Ok(compared(found == Path::new(target), is_own))
}

fn of_value(key: &str, name: &str, text: &str, memory: &Memory, system: &dyn System) -> io::Result<State> {
    let Some(found) = system.value(key, name)? else { return Ok(to_write()) };
    let is = |text: &str| found == Value::Text(text.to_owned());
    if is(text) {
        return Ok(State::AlreadySo);
    }
    let noted =
        memory.find(&Made::Value { key: key.to_owned(), name: name.to_owned(), text: String::new(), former: None });
    Ok(match noted {
        Some(Made::Value { text, .. }) if !is(text) => in_the_way(),
        Some(_) => to_write(),
        None => State::ToWrite { instead: "another value, which undo puts back".to_owned() },
    })
}

/// Where the system finds no shortcut: nothing may be there, or a file that is none.
fn of_nothing(path: &str) -> io::Result<State> {
    Ok(if disk::kind(Path::new(path))?.is_none() { to_write() } else { in_the_way() })
}

fn compared(is_as_planned: bool, is_own: bool) -> State {
    match (is_as_planned, is_own) {
        (true, _) => State::AlreadySo,
        (false, true) => to_write(),
        (false, false) => in_the_way(),
    }
}

fn to_write() -> State {
    State::ToWrite { instead: String::new() }
}

fn in_the_way() -> State {
    State::InTheWay("setup did not write what is there, or somebody has changed it since".to_owned())
}
