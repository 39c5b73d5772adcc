//! Which files were renamed, among those that went and those that came at the same time: those with the same bytes; those that lay in a folder that was
//! moved so; and in one folder those whose names differ in the date alone, where most of the lines are the same.

use std::collections::{HashMap, HashSet};

use super::git::{Id, Store};
use super::tree::Difference;
use crate::layout;

/// A larger file is told of without a look into it.
pub(super) const MOST_TOLD: u64 = 10_000_000;

/// The files that were renamed, by their numbers among all differences.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Renames {
    /// For a file that came: the one that it was.
    pub from: HashMap<usize, usize>,
    /// The files that went and came again under another name.
    pub gone: HashSet<usize>,
}

/// Finds the files that were renamed. Of several files with the same bytes, those with the same name belong together; of the others, the first and the
/// first. `are_alike` says whether most of two contents is the same.
pub(super) fn renames(differences: &[Difference], are_alike: &dyn Fn(Id, Id) -> bool) -> Renames {
    let went = || differences.iter().filter_map(|one| one.before.filter(|_| one.after.is_none()));
    let came = || differences.iter().filter_map(|one| one.after.filter(|_| one.before.is_none()));
    let mut found = Renames::default();
    if went().next().is_none() || came().next().is_none() {
        return found;
    }
    same_bytes(differences, &mut found);
    if found.gone.len() < went().count() && found.from.len() < came().count() {
        in_moved_folders(differences, &mut found);
        of_another_day(differences, are_alike, &mut found);
    }
    found
}

/// Whether most of two contents of a history is the same; of very large ones that is not looked into.
pub(super) fn alike_in(store: &Store) -> impl Fn(Id, Id) -> bool + '_ {
    let bytes = |id| store.blob_up_to(id, MOST_TOLD).ok().flatten();
    move |old, new| bytes(old).zip(bytes(new)).is_some_and(|(old, new)| are_alike(&old, &new))
}

/// Whether at least half of the lines of two texts are the same, wherever they stand.
fn are_alike(old: &[u8], new: &[u8]) -> bool {
    let lines = |bytes| {
        let lines = <[u8]>::split(bytes, |byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|line| !line.is_empty())
    };
    let mut counts: HashMap<&[u8], usize> = HashMap::new();
    lines(old).for_each(|line| *counts.entry(line).or_default() += 1);
    let same = lines(new).filter(|line| counts.get_mut(line).is_some_and(take_one)).count();
    same > 0 && same * 2 >= lines(old).count().max(lines(new).count())
}

fn take_one(left: &mut usize) -> bool {
    let has = *left > 0;
    *left -= usize::from(has);
    has
}

fn same_bytes(differences: &[Difference], found: &mut Renames) {
    let mut gone: HashMap<Id, Vec<usize>> = HashMap::new();
    for (number, one) in differences.iter().enumerate().rev() {
        if let (Some(before), None) = (one.before, one.after) {
            gone.entry(before).or_default().push(number);
        }
    }
    let name = |number: usize| differences.get(number).map(|one| file_name(&one.path));
    for is_same_name in [true, false] {
        for (number, one) in differences.iter().enumerate() {
            let (None, Some(after)) = (one.before, one.after) else { continue };
            if found.from.contains_key(&number) {
                continue;
            }
            let Some(candidates) = gone.get_mut(&after) else { continue };
            let fits = |old: &usize| !is_same_name || name(*old) == name(number);
            // They lie in the reverse order.
            if let Some(at) = candidates.iter().rposition(fits) {
                let old = candidates.remove(at);
                found.from.insert(number, old);
                found.gone.insert(old);
            }
        }
    }
}

/// A file that was written to while its folder was moved belongs to the one that had its place in the old folder.
fn in_moved_folders(differences: &[Difference], found: &mut Renames) {
    let path = |number: &usize| differences.get(*number).map_or("", |one| &*one.path);
    let moved: HashSet<_> = found.from.iter().filter_map(|(new, old)| moved(path(old), path(new))).collect();
    let gone: HashMap<&str, usize> = left(differences, found, |one| one.after.is_none()).collect();
    for (new, number) in left(differences, found, |one| one.before.is_none()).collect::<Vec<_>>() {
        let old = moved.iter().find_map(|(old_folder, new_folder)| {
            let rest = new.strip_prefix(new_folder.as_str()).filter(|rest| rest.starts_with('/'))?;
            gone.get(&*format!("{old_folder}{rest}")).copied()
        });
        if let Some(old) = old.filter(|old| !found.gone.contains(old)) {
            found.from.insert(number, old);
            found.gone.insert(old);
        }
    }
}

/// The folder that a file's renaming was a move of: what stays when the names that are the same at the end are taken away.
fn moved(old: &str, new: &str) -> Option<(String, String)> {
    let (mut old, mut new) = (old, new);
    let mut is_moved = false;
    while let (Some((old_folder, old_name)), Some((new_folder, new_name))) =
        (old.rsplit_once('/'), new.rsplit_once('/'))
        && old_name == new_name
    {
        (old, new, is_moved) = (old_folder, new_folder, true);
    }
    (is_moved && old != new).then(|| (old.to_owned(), new.to_owned()))
}

/// A record whose day was changed has the new day in its name, too.
fn of_another_day(differences: &[Difference], are_alike: &dyn Fn(Id, Id) -> bool, found: &mut Renames) {
    let mut gone: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (path, number) in left(differences, found, |one| one.after.is_none()) {
        if let Some(key) = without_day(path) {
            gone.entry(key).or_default().push(number);
        }
    }
    for (path, number) in left(differences, found, |one| one.before.is_none()).collect::<Vec<_>>() {
        let Some(candidates) = without_day(path).and_then(|key| gone.get_mut(&key)) else { continue };
        let content = |number: usize| differences.get(number).and_then(|one| one.before.or(one.after));
        let fits = |old: &usize| content(*old).zip(content(number)).is_some_and(|(old, new)| are_alike(old, new));
        if let Some(at) = candidates.iter().position(fits) {
            let old = candidates.remove(at);
            found.from.insert(number, old);
            found.gone.insert(old);
        }
    }
}

/// The folder, and the name without the day at its beginning.
fn without_day(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.rsplit_once('/')?;
    layout::date_of(name)?;
    Some((folder, name.get(10..)?))
}

/// What went or came, and is no part of a renaming yet: each path with its number.
fn left<'d>(
    differences: &'d [Difference],
    found: &Renames,
    is_one: impl Fn(&Difference) -> bool,
) -> impl Iterator<Item = (&'d str, usize)> {
    let is_left = |(number, one): &(usize, &Difference)| {
        is_one(one) && !found.gone.contains(number) && !found.from.contains_key(number)
    };
    let left: Vec<_> = differences.iter().enumerate().filter(is_left).collect();
    left.into_iter().map(|(number, one)| (&*one.path, number))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(before: &[(&str, u8)], after: &[(&str, u8)], alike: &[(u8, u8)]) -> Vec<String> {
        let id = |content: u8| Id::parse(&format!("{content:040x}")).unwrap();
        let gone = before.iter().map(|(path, content)| (path, Some(id(*content)), None));
        let new = after.iter().map(|(path, content)| (path, None, Some(id(*content))));
        let all = gone.chain(new).map(|(path, before, after)| Difference { path: (*path).to_owned(), before, after });
        let all: Vec<_> = all.collect();
        let are_alike = |old: Id, new: Id| alike.iter().any(|(one, other)| (id(*one), id(*other)) == (old, new));
        let renames = renames(&all, &are_alike);
        assert_eq!(renames.gone, renames.from.values().copied().collect());
        let mut told: Vec<_> =
            renames.from.iter().map(|(new, old)| format!("{} → {}", all[*old].path, all[*new].path)).collect();
        told.sort();
        told
    }

    #[test]
    fn what_was_changed_in_a_folder_that_was_moved_is_the_same_file() {
        let before = [("M/A/records/x.yaml", 1), ("M/A/records/y.yaml", 2), ("M/A/z", 3)];
        let after = [("M/B/records/x.yaml", 1), ("M/B/records/y.yaml", 9), ("M/C/z", 8)];
        let told = ["M/A/records/x.yaml → M/B/records/x.yaml", "M/A/records/y.yaml → M/B/records/y.yaml"];
        assert_eq!(found(&before, &after, &[]), told);
        // Where no file has the same bytes, nothing says that the folder was moved.
        assert_eq!(found(&before[1..], &after[1..], &[(2, 9)]), [] as [&str; 0]);
    }

    #[test]
    fn a_record_of_another_day_is_the_same_where_it_is_alike() {
        let before = [("r/2027-02-09 visit.yaml", 1), ("r/2027-02-09 pro forma.yaml", 2)];
        let after = [("r/2027-02-11 visit.yaml", 3), ("r/2027-02-11 pro forma.yaml", 4)];
        let told = ["r/2027-02-09 visit.yaml → r/2027-02-11 visit.yaml"];
        assert_eq!(found(&before, &after, &[(1, 3), (2, 3), (1, 4)]), told);
        assert_eq!(found(&before, &[("s/2027-02-11 visit.yaml", 3), ("r/visit.yaml", 3)], &[(1, 3)]), [] as [&str; 0]);
    }

    #[test]
    fn half_of_the_lines_make_two_texts_alike() {
        let old = b"kind: visit\ndate: 2027-02-09\nstatus: planned\n\n".as_slice();
        assert!(are_alike(old, b"kind: visit\r\ndate: 2027-02-11\r\nstatus: planned\r\nmoved_from: [2027-02-09]\r\n"));
        assert!(!are_alike(old, b"kind: visit\ndate: 2027-02-11\nstatus: held\nnotes: much\n"));
        assert!(!are_alike(b"", b"") && !are_alike(b"a\n", b"a\na\na\n"));
    }
}
