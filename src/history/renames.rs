//! Which files were renamed, among those that went and those that came at the same time: those with the same bytes.

use std::collections::{HashMap, HashSet};

use super::git::Id;
use super::tree::Difference;

/// The files that were renamed, by their numbers among all differences.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Renames {
    /// For a file that came: the one that it was.
    pub from: HashMap<usize, usize>,
    /// The files that went and came again under another name.
    pub gone: HashSet<usize>,
}

/// Finds the files that were renamed. Of several files with the same bytes, those with the same name belong together; of the others, the first and the first.
pub(super) fn renames(differences: &[Difference]) -> Renames {
    let mut gone: HashMap<Id, Vec<usize>> = HashMap::new();
    for (number, one) in differences.iter().enumerate().rev() {
        if let (Some(before), None) = (one.before, one.after) {
            gone.entry(before).or_default().push(number);
        }
    }
    let mut found = Renames::default();
    if gone.is_empty() {
        return found;
    }
    let name = |number: usize| differences.get(number).map(|one| one.path.rsplit('/').next().unwrap_or(&one.path));
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
    found
}
