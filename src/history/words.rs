//! The first line of a commit's message, in the words of the watch.

use std::collections::HashSet;

use super::plan::{Settled, Step, What};
use crate::changes::{File, between};
use crate::layout::folder_without_names as shown;
use crate::words::number;

/// What the first commit is about.
pub(super) fn first_look(files: usize) -> String {
    format!("The first look at the drive: {}", number(files, "file"))
}

/// What a commit is about, in one line, without a child's name. `bytes`: the content of a file, where it can be had.
pub(super) fn subject(step: &Step, settled: &[Settled], bytes: &dyn Fn(&Settled, bool) -> Option<Vec<u8>>) -> String {
    let files = |count: usize| number(count, "file");
    match &step.what {
        What::Gone(folder) => format!("{}: the folder was deleted, with {}", shown(folder), files(step.files.len())),
        What::New(folder) => format!("{}: the folder is new, with {}", shown(folder), files(step.files.len())),
        What::Moved(old, new) => {
            let all = || step.files.iter().filter_map(|file| settled.get(*file));
            let before: HashSet<_> = all().filter_map(|one| one.before).collect();
            let now = || all().filter_map(|one| one.after);
            let changed = match now().filter(|content| !before.contains(content)).count() {
                0 => String::new(),
                changed => format!(", {changed} of them changed"),
            };
            format!("{}: the folder was moved to {}, with {}{changed}", shown(old), shown(new), files(now().count()))
        }
        What::File(number) => settled.get(*number).map_or_else(String::new, |one| {
            let (old, new) = (bytes(one, false).unwrap_or_default(), bytes(one, true).unwrap_or_default());
            let file = |bytes| File { path: &one.path, bytes };
            between(one.before.map(|_| file(&old)), one.after.map(|_| file(&new))).summary()
        }),
        What::Renamed(old, new) => match (settled.get(*old), settled.get(*new)) {
            (Some(old), Some(new)) => {
                let (was, is) = (bytes(old, false).unwrap_or_default(), bytes(new, true).unwrap_or_default());
                between(Some(File { path: &old.path, bytes: &was }), Some(File { path: &new.path, bytes: &is }))
                    .summary()
            }
            _ => String::new(),
        },
    }
}
