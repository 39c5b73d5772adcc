//! What setup did is taken back.

use std::io;
use std::path::Path;

use super::editor;
use super::item::{ENVIRONMENT, PATH, Value};
use super::memory::{Made, Memory, MemoryError};
use super::program;
use super::search_path;
use super::system::System;
use crate::disk::{self, ReadError};
use crate::drive::shown;
use crate::words::system_reason;

/// What became of something that setup made.
#[derive(Debug, PartialEq, Eq)]
pub enum Undone {
    /// It was taken back.
    TakenBack(String),
    /// Somebody has changed it since: it was kept.
    Kept(String),
    /// It could not be taken back: what it is, and why.
    Failed(String, String),
}

/// Takes back what is remembered, the last first; what could not be taken back stays remembered. What is gone by itself is not spoken of. A program that
/// runs cannot be removed on Windows: it is moved into the folder `elsewhere`.
///
/// # Errors
/// Where it cannot be written down what is left.
pub fn undo(memory: &mut Memory, system: &dyn System, elsewhere: &Path) -> Result<Vec<Undone>, MemoryError> {
    let (mut said, mut left) = (Vec::new(), Vec::new());
    let made = std::mem::take(&mut memory.made);
    for made in made.into_iter().rev() {
        match take_back(&made, system, elsewhere) {
            // What holds something that could not be taken back is looked at again with it.
            Ok(None) if !left.is_empty() && is_still_there(&made, system) => left.push(made),
            Ok(became) => said.extend(became),
            Err(error) => {
                said.push(Undone::Failed(made.to_string(), system_reason(&error)));
                left.push(made);
            }
        }
    }
    left.reverse();
    memory.made = left;
    memory.save()?;
    Ok(said)
}

/// Whether a folder or key is there after all.
fn is_still_there(made: &Made, system: &dyn System) -> bool {
    match made {
        Made::Folder { path } => matches!(disk::kind(Path::new(path)), Ok(Some(_))),
        Made::Key { key } => system.has_key(key).unwrap_or(true),
        _ => false,
    }
}

/// What became of it; none where it was gone, or is not worth a word.
fn take_back(made: &Made, system: &dyn System, elsewhere: &Path) -> io::Result<Option<Undone>> {
    let is_own = match made {
        Made::Folder { path } => {
            remove_if_empty(Path::new(path))?;
            return Ok(None);
        }
        Made::Key { key } => {
            system.remove_empty_key(key)?;
            return Ok(None);
        }
        Made::PathEntry { folder, former, written } => return off_path(made, folder, former.as_ref(), written, system),
        Made::Extension { editor } => return extension_gone(made, Path::new(editor)),
        Made::Program { path } => return program_gone(made, Path::new(path), elsewhere),
        Made::Value { key, name, text, .. } => system.value(key, name)?.map(|found| found == Value::Text(text.clone())),
        Made::File { path, text } => match disk::read(Path::new(path), text.len() as u64) {
            Ok(bytes) => Some(bytes == text.as_bytes()),
            Err(ReadError::TooLarge(_)) => Some(false),
            Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(ReadError::Io(error)) => return Err(error),
        },
        Made::Link { path, target } => match disk::kind(Path::new(path))? {
            Some(disk::EntryKind::Link) => Some(disk::link_target(Path::new(path))? == Path::new(target)),
            found => found.map(|_| false),
        },
        Made::Shortcut { path, link } => {
            let found = system.shortcut(Path::new(path))?.map(|found| found.starts_same(link));
            // A file that is no shortcut is not setup's.
            found.or(disk::kind(Path::new(path))?.map(|_| false))
        }
    };
    match is_own {
        None => Ok(None),
        Some(false) => Ok(Some(Undone::Kept(made.to_string()))),
        Some(true) => {
            remove(made, system)?;
            Ok(Some(Undone::TakenBack(made.to_string())))
        }
    }
}

fn remove(made: &Made, system: &dyn System) -> io::Result<()> {
    match made {
        Made::Value { key, name, former: Some(former), .. } => system.set_value(key, name, former),
        Made::Value { key, name, former: None, .. } => system.remove_value(key, name),
        Made::File { path, .. } | Made::Link { path, .. } | Made::Shortcut { path, .. } => {
            disk::remove(Path::new(path))
        }
        Made::Folder { .. }
        | Made::Program { .. }
        | Made::Key { .. }
        | Made::PathEntry { .. }
        | Made::Extension { .. } => Ok(()),
    }
}

/// The PATH as it was before; where others changed it since, without the folder that setup added.
fn off_path(
    made: &Made,
    folder: &str,
    former: Option<&Value>,
    written: &Value,
    system: &dyn System,
) -> io::Result<Option<Undone>> {
    let Some(found) = system.value(ENVIRONMENT, PATH)? else { return Ok(None) };
    let new = if found == *written {
        former.cloned()
    } else {
        let Some(without) = search_path::without(&found, folder) else { return Ok(None) };
        (former.is_some() || !search_path::is_empty(&without)).then_some(without)
    };
    match new {
        Some(new) => system.set_value(ENVIRONMENT, PATH, &new)?,
        None => system.remove_value(ENVIRONMENT, PATH)?,
    }
    Ok(Some(Undone::TakenBack(made.to_string())))
}

fn program_gone(made: &Made, program: &Path, elsewhere: &Path) -> io::Result<Option<Undone>> {
    if disk::kind(program)?.is_none() {
        return Ok(None);
    }
    let moved = program::take_away(program, elsewhere)?;
    let moved =
        moved.map(|to| format!("; it runs, so it was moved to {}: delete it there when it has ended", shown(&to)));
    Ok(Some(Undone::TakenBack(format!("{made}{}", moved.unwrap_or_default()))))
}

/// The extension goes, whichever version it is by now; nothing is left where VS Code itself is gone.
fn extension_gone(made: &Made, editor: &Path) -> io::Result<Option<Undone>> {
    if disk::kind(editor)?.is_none() || editor::version_in(editor)?.is_none() {
        return Ok(None);
    }
    editor::take_away(editor)?;
    Ok(Some(Undone::TakenBack(made.to_string())))
}

fn remove_if_empty(folder: &Path) -> io::Result<()> {
    match disk::list(folder) {
        Ok(entries) if entries.is_empty() => disk::remove(folder),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
