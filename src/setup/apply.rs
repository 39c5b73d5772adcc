//! A part of the plan is carried out.

use std::io;
use std::path::Path;

use super::editor;
use super::item::{ENVIRONMENT, Item, PATH, Value};
use super::memory::{Made, Memory, MemoryError, missing_folders};
use super::part::Part;
use super::program;
use super::search_path::{self, Added};
use super::state::{State, look};
use super::system::System;
use crate::disk;
use crate::words::system_reason;

/// What became of an item.
#[derive(Debug)]
pub struct Done<'a> {
    /// The item.
    pub item: &'a Item,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was written. `instead`: what gave way, for people; empty where nothing did.
    Wrote {
        /// What gave way.
        instead: String,
    },
    /// It was so already.
    AlreadySo,
    /// Something that does as well was kept.
    Stands(String),
    /// Something that is not setup's to write over was kept.
    InTheWay(String),
    /// It could not be written.
    Failed(String),
}

/// Carries out a part. What cannot be done is said, the rest is done.
///
/// # Errors
/// Where what is done cannot be remembered: then nothing is done.
pub fn apply<'a>(part: &'a Part, memory: &mut Memory, system: &dyn System) -> Result<Vec<Done<'a>>, MemoryError> {
    let before = memory.made.clone();
    let looked: Vec<_> = part.items.iter().map(|item| (item, look(item, memory, system))).collect();
    let mut todo = Vec::new();
    for (item, state) in looked {
        let noted = match &state {
            State::AlreadySo | State::ToWrite { .. } => note(item, &state, memory, system),
            State::Stands(_) | State::InTheWay(_) | State::Failed(_) => Ok(()),
        };
        let state = noted.map_or_else(|error| State::Failed(system_reason(&error)), |()| state);
        todo.push((item, state));
    }
    if memory.made != before
        && let Err(error) = memory.save()
    {
        memory.made = before;
        return Err(error);
    }
    let mut done = Vec::new();
    for (item, state) in todo {
        let outcome = match state {
            State::ToWrite { instead } => match write(item, memory, system) {
                Ok(()) => Outcome::Wrote { instead },
                Err(error) => Outcome::Failed(system_reason(&error)),
            },
            State::AlreadySo => Outcome::AlreadySo,
            State::Stands(why) => Outcome::Stands(why),
            State::InTheWay(why) => Outcome::InTheWay(why),
            State::Failed(why) => Outcome::Failed(why),
        };
        done.push(Done { item, outcome });
    }
    if done.iter().any(|done| matches!(done.outcome, Outcome::Failed(_))) {
        let failed: Vec<_> = done.iter().filter(|done| matches!(done.outcome, Outcome::Failed(_))).collect();
        forget(&failed, &before, memory, system);
        memory.save()?;
    }
    Ok(done)
}

/// Notes what an item will make, with the folders and keys that are made for it.
fn note(item: &Item, state: &State, memory: &mut Memory, system: &dyn System) -> io::Result<()> {
    match item {
        Item::Program { to, .. } => {
            note_folders(to, memory)?;
            memory.note(Made::Program { path: to.clone() });
        }
        Item::File { path, text, .. } => {
            note_folders(path, memory)?;
            memory.note(Made::File { path: path.clone(), text: text.clone() });
        }
        Item::Link { path, target } => {
            note_folders(path, memory)?;
            memory.note(Made::Link { path: path.clone(), target: target.clone() });
        }
        Item::Shortcut { path, link } => {
            note_folders(path, memory)?;
            memory.note(Made::Shortcut { path: path.clone(), link: link.clone() });
        }
        Item::Value { key, name, text } => {
            note_keys(key, memory, system)?;
            let found = system.value(key, name)?;
            let mut made = Made::Value { key: key.clone(), name: name.clone(), text: text.clone(), former: None };
            let first = match memory.find(&made) {
                // What stood there before the first setup is what undo puts back.
                Some(Made::Value { former, .. }) => former.clone(),
                _ => found.filter(|found| *found != Value::Text(text.clone())),
            };
            if let Made::Value { former, .. } = &mut made {
                *former = first;
            }
            memory.note(made);
        }
        Item::PathEntry { folder } => {
            let former = system.value(ENVIRONMENT, PATH)?;
            // An entry that stands there already may be anybody's, and stays.
            if let Added::To(written) = search_path::with(former.as_ref(), folder, &|name| system.variable(name)) {
                note_keys(ENVIRONMENT, memory, system)?;
                memory.note(Made::PathEntry { folder: folder.clone(), former, written });
            }
        }
        Item::Extension { editor, .. } => {
            // One that VS Code has already may be anybody's, and stays.
            if matches!(state, State::ToWrite { instead } if instead.is_empty()) {
                memory.note(Made::Extension { editor: editor.clone() });
            }
        }
    }
    Ok(())
}

fn note_folders(path: &str, memory: &mut Memory) -> io::Result<()> {
    let Some(folder) = Path::new(path).parent() else { return Ok(()) };
    for path in missing_folders(folder)? {
        memory.note(Made::Folder { path });
    }
    Ok(())
}

/// Notes the keys that are not there, and those that are setup's own by their name, so that none of them is left empty.
fn note_keys(key: &str, memory: &mut Memory, system: &dyn System) -> io::Result<()> {
    let ends = key.match_indices('\\').map(|(at, _)| at).chain([key.len()]);
    for end in ends {
        let key = &key[..end];
        let is_own = key.split('\\').any(|part| part == "spoc" || part.to_lowercase().starts_with("spoc."));
        if is_own || !system.has_key(key)? {
            memory.note(Made::Key { key: key.to_owned() });
        }
    }
    Ok(())
}

fn write(item: &Item, memory: &Memory, system: &dyn System) -> io::Result<()> {
    match item {
        Item::Program { from, to, .. } => {
            make_folder_of(to)?;
            program::put(Path::new(from), Path::new(to))
        }
        Item::File { path, text, is_script } => {
            make_folder_of(path)?;
            let write = if *is_script { disk::write_script } else { disk::write };
            write(Path::new(path), text.as_bytes())
        }
        Item::Link { path, target } => {
            make_folder_of(path)?;
            if disk::kind(Path::new(path))?.is_some() {
                disk::remove(Path::new(path))?;
            }
            disk::make_link(Path::new(path), Path::new(target))
        }
        Item::Shortcut { path, link } => {
            make_folder_of(path)?;
            system.write_shortcut(Path::new(path), link)
        }
        Item::Value { key, name, text } => system.set_value(key, name, &Value::Text(text.clone())),
        Item::PathEntry { folder } => {
            let noted = memory.made.iter().find_map(|made| match made {
                Made::PathEntry { folder: of, written, .. } if of == folder => Some(written),
                _ => None,
            });
            noted.map_or(Ok(()), |written| system.set_value(ENVIRONMENT, PATH, written))
        }
        Item::Extension { editor, file, .. } => editor::put(Path::new(editor), Path::new(file)),
    }
}

fn make_folder_of(path: &str) -> io::Result<()> {
    Path::new(path).parent().map_or(Ok(()), disk::make_folder)
}

/// Forgets what was noted of items that could not be written, unless it was noted before, or is there all the same.
fn forget(failed: &[&Done<'_>], before: &[Made], memory: &mut Memory, system: &dyn System) {
    let is_failed = |made: &Made| {
        failed.iter().any(|done| match (done.item, made) {
            (Item::Program { to, .. }, Made::Program { path }) => to == path,
            (Item::File { path, .. }, Made::File { path: other, .. })
            | (Item::Link { path, .. }, Made::Link { path: other, .. })
            | (Item::Shortcut { path, .. }, Made::Shortcut { path: other, .. }) => path == other,
            (Item::Value { key, name, .. }, Made::Value { key: other, name: other_name, .. }) => {
                (key, name) == (other, other_name)
            }
            (Item::PathEntry { folder }, Made::PathEntry { folder: other, .. }) => folder == other,
            (Item::Extension { editor, .. }, Made::Extension { editor: other }) => editor == other,
            _ => false,
        })
    };
    let is_there = |made: &Made| match made {
        Made::Folder { path } => matches!(disk::kind(Path::new(path)), Ok(Some(_))),
        Made::Key { key } => system.has_key(key).unwrap_or(true),
        other => !is_failed(other),
    };
    let now = std::mem::take(&mut memory.made);
    for made in now {
        match before.iter().find(|one| one.is_same_thing(&made)) {
            Some(earlier) if is_failed(&made) => memory.made.push(earlier.clone()),
            Some(_) => memory.made.push(made),
            None if is_there(&made) => memory.made.push(made),
            None => {}
        }
    }
}
