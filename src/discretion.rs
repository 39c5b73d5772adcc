//! Keeps the names of children out of file names.

use std::collections::HashSet;

use crate::procedure::review::child_names;
use crate::school::School;
use crate::veil::{keys, words as parts};

/// Words for a file's name without any that is a name, or a part of one, of a child in the school's records. Capitals, accents and the kind of
/// apostrophe do not matter, nor an ’s at the end; parts of one letter do not count.
#[must_use]
pub fn without_children(words: &str, school: &School) -> String {
    let of_visits =
        school.visits.iter().flat_map(|visit| visit.record.children.iter().filter_map(|row| row.name.as_ref()));
    let names = child_names(school).map(|(_, name)| name).chain(of_visits);
    let names: HashSet<String> = names.flat_map(|name| parts(name).flat_map(|(_, part)| keys(part))).collect();
    let mut kept = String::with_capacity(words.len());
    let mut end = 0;
    let mut is_shorter = false;
    for (start, word) in parts(words) {
        kept.push_str(&words[end..start]);
        end = start + word.len();
        let without_s = |key: String| [key.strip_suffix('s').map(str::to_owned), Some(key)];
        let is_name = keys(word).into_iter().flat_map(without_s).flatten().any(|key| names.contains(&key));
        is_shorter |= is_name;
        if !is_name {
            kept.push_str(word);
        }
    }
    kept.push_str(&words[end..]);
    if !is_shorter {
        return words.to_owned();
    }
    // What is left of `Lacey-Mae` is a hyphen, and of `(Ada)` a pair of brackets.
    let has_word = |word: &&str| *word == "&" || word.contains(char::is_alphanumeric);
    let trimmed = |word: &str| word.trim_matches(|c: char| matches!(c, '-' | '_')).to_owned();
    kept.split_whitespace().filter(has_word).map(trimmed).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Area;
    use crate::reading::{Place, read};

    #[test]
    fn a_name_is_left_out_however_it_is_written() {
        let mut school = School::default();
        for (number, name) in ["Tyler O’Connor", "Zoë Łęcka", "Lacey-Mae D Dunn", "李明"].into_iter().enumerate()
        {
            let text = format!(
                "kind: exclusion-notice\nupn: UN1\nname: {name}\nyear: 4\ntype: permanent\nfrom: 2026-10-06\ntold_authority: 2026-10-06\n"
            );
            let path = format!("records/{number}.yaml");
            let (record, source) = read(Place::In(Area::Records), &path, text.into_bytes()).record.unwrap();
            school.take(path, source, record);
        }
        for (words, kept) in [
            ("Tyler O'Connor: plan", ": plan"),
            ("Plan for TYLER", "Plan for"),
            ("tyler's plan, O`Connors and oconnor", "plan, and"),
            ("Zoe Lecka and ZOE\u{308}", "and"),
            ("Lacey-Mae (Dunn) D", "D"),
            ("Lacey’s review", "review"),
            ("Tylers lane", "lane"),
            ("李明", ""),
            ("Dunnock and Zoology: 2 plans", "Dunnock and Zoology: 2 plans"),
            ("Dates: spring & summer?", "Dates: spring & summer?"),
        ] {
            let found = without_children(words, &school);
            let words_of = |text: &str| {
                let is_word = |word: &&str| word.contains(char::is_alphanumeric);
                text.split_whitespace().filter(is_word).map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(words_of(&found), words_of(kept), "{words}: {found}");
        }
    }
}
