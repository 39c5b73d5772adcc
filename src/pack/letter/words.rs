//! The words for days, notes and amounts in a letter.

use chrono::NaiveDate;

use crate::words::{capitalised, day_count};

/// `24 November 2026`.
pub(super) fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A note as a sentence: it begins with a capital and ends with a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = capitalised(text.trim());
    let closed = text.trim_end_matches(['"', '\'', '”', '’', ')']).ends_with(['.', '!', '?', '…']);
    if closed { text } else { format!("{}.", text.trim_end_matches([';', ',', ':'])) }
}

/// A number of things; numbers up to ten in words: `five working days`.
pub(super) fn spelt(count: u64, noun: &str) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = usize::try_from(count).ok().and_then(|count| WORDS.get(count));
    let word = word.map_or_else(|| count.to_string(), |word| (*word).to_owned());
    format!("{word} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Half-days as school days in words: `five school days`, `2.5 school days`.
pub(super) fn school_days(half_days: u64) -> String {
    if half_days.is_multiple_of(2) {
        spelt(half_days / 2, "school day")
    } else {
        format!("{} school days", day_count(half_days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelt_up_to_ten() {
        assert_eq!([0, 1, 10, 11].map(|count| spelt(count, "day")), ["no days", "one day", "ten days", "11 days"]);
        assert_eq!([2, 5, 20].map(school_days), ["one school day", "2.5 school days", "ten school days"]);
    }

    #[test]
    fn notes_become_sentences() {
        let cases = [
            ("no leave", "No leave."),
            ("Why?", "Why?"),
            ("(so.)", "(so.)"),
            (" éa; ", "Éa."),
            ("He said “no.”", "He said “no.”"),
        ];
        for (text, expected) in cases {
            assert_eq!(sentence(text), expected);
        }
    }
}
