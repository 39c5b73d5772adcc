//! Which changes become one commit: a file by itself, a file that was renamed, a whole folder that went, came or was renamed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::git::Id;
use super::model::Seen;
use super::renames::renames;
use super::tree::Difference;
use crate::disk::Stamp;

/// A file that changed and has settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    pub path: Arc<str>,
    pub before: Option<Id>,
    pub after: Option<Id>,
    /// The size and times under which it was read, and whether a change would show in these.
    pub stamp: Option<(Stamp, bool)>,
    pub seen: Seen,
    pub owner: Option<Arc<str>>,
}

/// What becomes one commit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub what: What,
    /// The files, by their numbers; of a file that was renamed both.
    pub files: Vec<usize>,
    pub seen: Seen,
}

/// What a commit is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A file that was added, changed or deleted.
    File(usize),
    /// A file that was renamed: the old one and the new one.
    Renamed(usize, usize),
    /// A folder that was deleted.
    Gone(String),
    /// A folder that came.
    New(String),
    /// A folder that was renamed or moved.
    Moved(String, String),
}

/// Tells some paths, one after the other.
pub(super) type Paths<'p> = dyn Fn(&mut dyn FnMut(&str)) + 'p;

/// Plans the commits, in the order in which they are to be written. `was` tells the paths of all files before; `is` of all files after. `are_alike`: as
/// for [`renames`].
pub(super) fn steps(
    settled: &[Settled],
    was: &Paths<'_>,
    is: &Paths<'_>,
    are_alike: &dyn Fn(Id, Id) -> bool,
) -> Vec<Step> {
    let as_difference = |one: &Settled| Difference { path: one.path.to_string(), before: one.before, after: one.after };
    let differences: Vec<_> = settled.iter().map(as_difference).collect();
    let renamed = renames(&differences, are_alike);
    let went = differences.iter().filter(|one| one.after.is_none()).count();
    let came = differences.iter().filter(|one| one.before.is_none()).count();
    // All paths are gone through only where a whole folder may have gone or come.
    let there = if went > 1 { folders(is) } else { HashSet::new() };
    let before = if came > 1 { folders(was) } else { HashSet::new() };
    let gone_with = |path: &str| if went > 1 { topmost(path, &there) } else { None };
    let come_with = |path: &str| if came > 1 { topmost(path, &before) } else { None };

    let mut groups = Groups::default();
    let mut alone = Vec::new();
    for (number, one) in settled.iter().enumerate() {
        if renamed.gone.contains(&number) {
            continue;
        }
        let from = renamed.from.get(&number).and_then(|from| Some((*from, settled.get(*from)?)));
        let went_with = match (&from, one.after) {
            (Some((_, old)), _) => gone_with(&old.path),
            (None, None) => gone_with(&one.path),
            _ => None,
        };
        let came_with = if one.before.is_none() { come_with(&one.path) } else { None };
        let files: Vec<_> = from.iter().map(|(old, _)| *old).chain([number]).collect();
        let is_in_folder = went_with.is_some() || came_with.is_some();
        if is_in_folder {
            groups.add(went_with, came_with, files);
        } else {
            alone.push(files);
        }
    }
    let mut steps = Vec::new();
    for Group { gone, new, files } in groups.into_groups() {
        // A folder with one file is a file.
        if files.len() == 1 || (files.len() == 2 && files.iter().any(|one| renamed.from.contains_key(one))) {
            alone.push(files);
            continue;
        }
        let what = match (gone, new) {
            (Some(gone), Some(new)) => What::Moved(gone, new),
            (Some(gone), None) => What::Gone(gone),
            (None, Some(new)) => What::New(new),
            (None, None) => continue,
        };
        steps.push(step(what, files, settled));
    }
    for files in alone {
        let what = match files.as_slice() {
            [old, new] => What::Renamed(*old, *new),
            [only] => What::File(*only),
            _ => continue,
        };
        steps.push(step(what, files, settled));
    }
    let order = |step: &Step| {
        let first = step.files.first().and_then(|first| settled.get(*first));
        // What goes makes room for what comes under its name.
        (step.seen.by, first.is_some_and(|one| one.after.is_some()), first.map(|one| one.path.clone()))
    };
    steps.sort_by_cached_key(order);
    steps
}

fn step(what: What, files: Vec<usize>, settled: &[Settled]) -> Step {
    let all: Vec<_> = files.iter().filter_map(|file| settled.get(*file)).collect();
    let after = all.iter().map(|one| one.seen.after).min().flatten();
    let by = all.iter().map(|one| one.seen.by).max().unwrap_or_default();
    Step { what, files, seen: Seen { after, by } }
}

/// All folders in which files lie, at any depth.
fn folders(paths: &Paths<'_>) -> HashSet<String> {
    let mut all = HashSet::new();
    paths(&mut |path| {
        let mut above = path;
        while let Some((folder, _)) = above.rsplit_once('/') {
            if all.contains(folder) {
                break;
            }
            all.insert(folder.to_owned());
            above = folder;
        }
    });
    all
}

/// The topmost folder around a path that is none of these.
fn topmost(path: &str, folders: &HashSet<String>) -> Option<String> {
    let mut around = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    around.find(|folder| !folders.contains(*folder)).map(str::to_owned)
}

/// Files that belong together because their folders went and came together.
#[derive(Default)]
struct Groups {
    /// For a folder that went, and for one that came, its group.
    gone: HashMap<String, usize>,
    new: HashMap<String, usize>,
    /// A group that was joined to another one has its number.
    joined: Vec<usize>,
    files: Vec<(usize, Vec<usize>)>,
}

struct Group {
    gone: Option<String>,
    new: Option<String>,
    files: Vec<usize>,
}

impl Groups {
    fn add(&mut self, gone: Option<String>, new: Option<String>, files: Vec<usize>) {
        let mut group = None;
        for (names, name) in [(true, gone), (false, new)] {
            let Some(name) = name else { continue };
            let known = if names { &mut self.gone } else { &mut self.new };
            let next = self.joined.len();
            let number = *known.entry(name).or_insert(next);
            if number == next {
                self.joined.push(next);
            }
            let number = self.last(number);
            match group {
                None => group = Some(number),
                Some(other) if other != number => {
                    if let Some(joined) = self.joined.get_mut(number) {
                        *joined = other;
                    }
                }
                Some(_) => {}
            }
        }
        if let Some(group) = group {
            self.files.push((group, files));
        }
    }

    fn last(&self, mut number: usize) -> usize {
        while let Some(next) = self.joined.get(number).filter(|next| **next != number) {
            number = *next;
        }
        number
    }

    fn into_groups(self) -> Vec<Group> {
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for (number, files) in &self.files {
            let group = groups.entry(self.last(*number)).or_insert(Group { gone: None, new: None, files: Vec::new() });
            group.files.extend(files);
        }
        // Of several folders that went into one, or one into several, the first by name stands for all.
        for (names, is_gone) in [(&self.gone, true), (&self.new, false)] {
            let mut sorted: Vec<_> = names.iter().collect();
            sorted.sort();
            for (name, number) in sorted {
                if let Some(group) = groups.get_mut(&self.last(*number)) {
                    let place = if is_gone { &mut group.gone } else { &mut group.new };
                    place.get_or_insert_with(|| name.clone());
                }
            }
        }
        groups.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(content: u8) -> Id {
        Id::parse(&format!("{content:040x}")).unwrap()
    }

    fn planned(before: &[(&str, u8)], after: &[(&str, u8)]) -> Vec<String> {
        let by_path = |files: &[(&str, u8)]| -> BTreeMap<String, Id> {
            files.iter().map(|(path, content)| ((*path).to_owned(), id(*content))).collect()
        };
        let (was, is) = (by_path(before), by_path(after));
        let seen = Seen { after: None, by: Default::default() };
        let paths: std::collections::BTreeSet<_> = was.keys().chain(is.keys()).collect();
        let changed = paths.into_iter().filter(|path| was.get(*path) != is.get(*path));
        let settled: Vec<_> = changed
            .map(|path| Settled {
                path: path.as_str().into(),
                before: was.get(path).copied(),
                after: is.get(path).copied(),
                stamp: None,
                seen,
                owner: None,
            })
            .collect();
        let paths = |of: &BTreeMap<String, Id>, tell: &mut dyn FnMut(&str)| of.keys().for_each(|path| tell(path));
        let steps = steps(&settled, &|tell| paths(&was, tell), &|tell| paths(&is, tell), &|_, _| false);
        let mut covered: Vec<_> = steps.iter().flat_map(|step| step.files.clone()).collect();
        covered.sort_unstable();
        assert_eq!(covered, (0..settled.len()).collect::<Vec<_>>());
        let name = |number: &usize| settled[*number].path.to_string();
        let told = |step: &Step| match &step.what {
            What::File(file) => name(file),
            What::Renamed(old, new) => format!("{} → {}", name(old), name(new)),
            What::Gone(folder) => format!("-{folder} {}", step.files.len()),
            What::New(folder) => format!("+{folder} {}", step.files.len()),
            What::Moved(old, new) => format!("{old} → {new} {}", step.files.len()),
        };
        steps.iter().map(told).collect()
    }

    #[test]
    fn a_change_is_a_file_or_a_folder() {
        let before = [("A/B/r/x.yaml", 1), ("A/B/r/y.yaml", 2), ("A/C/r/z.yaml", 3), ("p", 9)];
        assert_eq!(planned(&before, &before), Vec::<String>::new());
        let changed = [("A/B/r/x.yaml", 4), ("A/B/r/y.yaml", 5), ("A/C/r/z.yaml", 3), ("p", 9), ("q", 8)];
        assert_eq!(planned(&before, &changed), ["A/B/r/x.yaml", "A/B/r/y.yaml", "q"]);
        assert_eq!(planned(&before, &before[2..]), ["-A/B 2"]);
        assert_eq!(planned(&before[2..], &before), ["+A/B 2"]);
        assert_eq!(planned(&before, &before[3..]), ["-A 3"]);
        assert_eq!(planned(&before, &before[..2]), ["A/C/r/z.yaml", "p"]);
        let one = [("A/B/r/x.yaml", 1), ("A/B/r/w.yaml", 2), ("A/C/r/z.yaml", 3), ("p", 9)];
        assert_eq!(planned(&before, &one), ["A/B/r/y.yaml → A/B/r/w.yaml"]);
    }

    #[test]
    fn a_folder_that_was_renamed_is_one_change() {
        let before = [("A/B/r/x.yaml", 1), ("A/B/r/y.yaml", 2), ("A/B/s.yaml", 7), ("p", 9)];
        let after = [("A/E/r/x.yaml", 1), ("A/E/r/y.yaml", 3), ("A/E/s.yaml", 7), ("p", 9)];
        assert_eq!(planned(&before, &after), ["A/B → A/E 6"]);
        // To another manager, who is there already.
        let after = [("A/B/s.yaml", 7), ("D/B/r/x.yaml", 1), ("D/B/r/y.yaml", 2), ("p", 9)];
        assert_eq!(planned(&before, &after), ["A/B/r → D 4"]);
        // Two files with the same bytes keep their names.
        let before = [("A/r/x.yaml", 1), ("A/r/y.yaml", 1)];
        let after = [("A/r/z/x.yaml", 1), ("A/r/z/y.yaml", 1)];
        assert_eq!(planned(&before, &after).len(), 1);
    }
}
