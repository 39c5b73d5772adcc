//! What has appeared and what was settled between two lists of problems.

use std::collections::HashMap;
use std::hash::Hash;

use crate::problem::Problem;

/// The problems of the first list that were settled, and those of the second that appeared.
///
/// A problem is the same one as before where its code and file are the same, and either its field is the same, whatever its words (an overdue
/// step is a day later every day), or its words are the same and its field has moved (a row was put in above it). Its line does not matter.
#[must_use]
pub fn differences<'p>(before: &'p [Problem], after: &'p [Problem]) -> (Vec<&'p Problem>, Vec<&'p Problem>) {
    let (mut gone, mut new): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
    strike_pairs(&mut gone, &mut new, |one| (one.code, &one.path, &one.field, &one.message));
    strike_pairs(&mut gone, &mut new, |one| (one.code, &one.path, &one.message));
    strike_pairs(&mut gone, &mut new, |one| (one.code, &one.path, &one.field));
    (gone, new)
}

/// Takes the problems with the same key out of both lists, pair by pair.
fn strike_pairs<'p, K: Hash + Eq>(
    gone: &mut Vec<&'p Problem>,
    new: &mut Vec<&'p Problem>,
    key: impl Fn(&'p Problem) -> K,
) {
    if gone.is_empty() || new.is_empty() {
        return;
    }
    let mut count = HashMap::<K, usize>::new();
    for one in &*new {
        *count.entry(key(one)).or_default() += 1;
    }
    let mut paired = HashMap::<K, usize>::new();
    gone.retain(|one| match count.get_mut(&key(one)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            *paired.entry(key(one)).or_default() += 1;
            false
        }
        _ => true,
    });
    new.retain(|one| match paired.get_mut(&key(one)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Position;

    fn problem(field: &str, line: u32, message: &str) -> Problem {
        Problem {
            position: Some(Position { line, column: 1 }),
            field: Some(field.to_owned()),
            ..Problem::of_file(crate::rules::bad_date::CODE, "A/B/records/x.yaml", message, "help")
        }
    }

    fn counts(before: &[Problem], after: &[Problem]) -> (usize, usize) {
        let (gone, new) = differences(before, after);
        (gone.len(), new.len())
    }

    #[test]
    fn a_problem_that_moves_or_is_said_otherwise_is_the_same() {
        let one = [problem("/calls/0/date", 3, "a")];
        assert_eq!(counts(&one, &[problem("/calls/0/date", 9, "a")]), (0, 0));
        assert_eq!(counts(&one, &[problem("/calls/1/date", 9, "a")]), (0, 0));
        assert_eq!(counts(&one, &[problem("/calls/0/date", 3, "b")]), (0, 0));
        assert_eq!(counts(&one, &[problem("/calls/1/date", 3, "b")]), (1, 1));
    }

    #[test]
    fn every_problem_counts() {
        let two = [problem("/a", 3, "a"), problem("/b", 4, "a")];
        assert_eq!(counts(&two, &two[..1]), (1, 0));
        assert_eq!(counts(&two[1..], &two), (0, 1));
        assert_eq!(counts(&[], &two), (0, 2));
        let (gone, new) = differences(&two, &two[1..]);
        assert_eq!((gone, new), (vec![&two[0]], vec![]));
    }
}
