//! The first line of a commit's message, in the words of the watch.

use super::plan::{Settled, Step, What};
use crate::changes::{File, between};
use crate::words::number;

/// Of a larger file only so many bytes are looked at.
const MOST_BYTES: usize = 10_000_000;

/// What a commit is about, in one line, without a child's name. `bytes`: the content of a file, where it can be had.
pub(super) fn subject(step: &Step, settled: &[Settled], bytes: &dyn Fn(&Settled, bool) -> Option<Vec<u8>>) -> String {
    let files = |count: usize| number(count, "file");
    match &step.what {
        What::First => format!("The first look at the drive: {}", files(step.files.len())),
        What::Gone(folder) => format!("{folder}: the folder was deleted, with {}", files(step.files.len())),
        What::New(folder) => format!("{folder}: the folder is new, with {}", files(step.files.len())),
        What::Moved(old, new) => {
            let now = step.files.iter().filter_map(|file| settled.get(*file)).filter(|one| one.after.is_some());
            format!("{old}: the folder was moved to {new}, with {}", files(now.count()))
        }
        What::File(number) => settled.get(*number).map_or_else(String::new, |one| {
            let (old, new) = (bytes(one, false), bytes(one, true));
            said(one.before.is_some().then_some((&one.path, old)), one.after.is_some().then_some((&one.path, new)))
        }),
        What::Renamed(old, new) => match (settled.get(*old), settled.get(*new)) {
            (Some(old), Some(new)) => {
                let content = bytes(new, true);
                said(Some((&old.path, content.clone())), Some((&new.path, content)))
            }
            _ => String::new(),
        },
    }
}

fn said(old: Option<(&String, Option<Vec<u8>>)>, new: Option<(&String, Option<Vec<u8>>)>) -> String {
    let file = |one: &Option<(&String, Option<Vec<u8>>)>| {
        one.as_ref().map(|(path, bytes)| {
            let mut bytes = bytes.clone().unwrap_or_default();
            bytes.truncate(MOST_BYTES);
            ((*path).clone(), bytes)
        })
    };
    let (old, new) = (file(&old), file(&new));
    fn as_file(one: &Option<(String, Vec<u8>)>) -> Option<File<'_>> {
        one.as_ref().map(|(path, bytes)| File { path, bytes })
    }
    between(as_file(&old), as_file(&new)).summary()
}
