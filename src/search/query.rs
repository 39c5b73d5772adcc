//! What someone looks for: words that are all to be found, and phrases.

use std::ops::Range;

use memchr::memmem;

use super::fold::folded;

/// What someone looks for in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    needles: Vec<Needle>,
}

/// A word that is found where a word begins so; or a phrase that is found as it stands, from the beginning of a word to the end of one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Needle {
    text: String,
    is_phrase: bool,
}

impl Query {
    /// What a text asks for: its words, and what stands in quotation marks as phrases. A quotation mark that is not closed reaches to the end.
    /// None where nothing is asked for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = folded(text);
        let mut needles = Vec::new();
        for (place, part) in text.split('"').enumerate() {
            if place % 2 == 1 {
                needles.push(Needle { text: part.trim().to_owned(), is_phrase: true });
            } else {
                needles.extend(part.split(' ').map(|word| Needle { text: word.to_owned(), is_phrase: false }));
            }
        }
        Self::of(needles)
    }

    /// A text as one phrase.
    #[must_use]
    pub fn phrase(text: &str) -> Option<Self> {
        Self::of(vec![Needle { text: folded(text).trim().replace('"', ""), is_phrase: true }])
    }

    fn of(mut needles: Vec<Needle>) -> Option<Self> {
        needles.retain(|needle| needle.text.contains(|c: char| !c.is_whitespace()));
        (!needles.is_empty()).then_some(Self { needles })
    }

    /// Whether a folded text holds all of it.
    #[must_use]
    pub fn is_in(&self, folded: &str) -> bool {
        self.needles.iter().all(|needle| needle.places(folded).next().is_some())
    }

    /// Whether a folded text holds all of it close together, in any order: with at most so many bytes between one part and the next.
    #[must_use]
    pub fn is_close_in(&self, folded: &str, most_between: usize) -> bool {
        let places = |(number, needle): (usize, &Needle)| -> Vec<(usize, usize, usize)> {
            needle.places(folded).map(|place| (place.start, place.end, number)).collect()
        };
        let mut places: Vec<_> = self.needles.iter().enumerate().flat_map(places).collect();
        places.sort_unstable();
        // For each part, the number of the run of close places in which it was seen last.
        let mut seen = vec![0_usize; self.needles.len()];
        let (mut run, mut end) = (1, 0);
        places.into_iter().any(|(start, stop, number)| {
            if start.saturating_sub(end) > most_between {
                run += 1;
            }
            end = end.max(stop);
            if let Some(seen) = seen.get_mut(number) {
                *seen = run;
            }
            seen.iter().all(|seen| *seen == run)
        })
    }

    /// Where a folded text holds any of it, in order, without overlaps.
    #[must_use]
    pub fn places(&self, folded: &str) -> Vec<Range<usize>> {
        let mut places: Vec<_> = self.needles.iter().flat_map(|needle| needle.places(folded)).collect();
        // Of several that begin at one place the longest counts.
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        let mut end = 0;
        places.retain(|place| {
            let is_apart = place.start >= end;
            end = end.max(place.end);
            is_apart
        });
        places
    }

    /// Whether a folded word is one that was asked for.
    #[must_use]
    pub fn asks_for(&self, word: &str) -> bool {
        self.needles.iter().any(|needle| match needle.is_phrase {
            true => {
                needle.places(word).next().is_some()
                    || needle.text.split(|c: char| !c.is_alphanumeric()).any(|one| one == word)
            }
            false => needle.places(word).next().is_some(),
        })
    }
}

impl Needle {
    fn places<'t>(&'t self, folded: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let found = memmem::find_iter(folded.as_bytes(), &self.text).map(|at| at..at + self.text.len());
        found.filter(|place| {
            let before = folded[..place.start].chars().next_back();
            let after = folded[place.end..].chars().next();
            let begins = !continues(before, self.text.chars().next());
            begins && (!self.is_phrase || !continues(self.text.chars().next_back(), after))
        })
    }
}

/// Whether two characters that follow one another stand within one word. Scripts that put no blanks between words have no such places.
fn continues(before: Option<char>, after: Option<char>) -> bool {
    let is_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && u32::from(c) < 0x2E80);
    is_of_word(before) && is_of_word(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(query: &str, text: &str) -> bool {
        Query::parse(query).unwrap().is_in(&folded(text))
    }

    #[test]
    fn words_are_close_where_little_stands_between_one_and_the_next() {
        let is_close = |text: &str| Query::parse("Zoe Lee").unwrap().is_close_in(&folded(text), 8);
        assert!(is_close("Lee, Zoë") && is_close("zoe\n   lees") && is_close("Lee and far away from it Lee Zoe"));
        assert!(!is_close("Zoe went home with Amy Lee") && !is_close("Zoe") && !is_close("azoe lee"));
    }

    #[test]
    fn all_words_are_found_in_any_order_and_a_phrase_as_it_stands() {
        let text = "Zoë Łęcka was late.\nO''Connor: the school’s plan for non-attendance";
        for query in [
            "zoe",
            "ZOË lecka",
            "lecka zoe",
            "plan o'connor",
            "\"zoe lecka\"",
            "“the school's plan” late",
            "attend",
            "non-att",
            "\"late. o'connor",
            "(none)? no".split(' ').next_back().unwrap(),
        ] {
            assert!(is_found(query, text), "{query}");
        }
        for query in ["zoe ann", "\"lecka zoe\"", "\"zoe leck\"", "ecka", "lan", "\"plan late\""] {
            assert!(!is_found(query, text), "{query}");
        }
        assert!(is_found("明", "李明") && is_found("7946", "020 7946 0001"));
        for nothing in ["", "  ", "\"\"", "\" \""] {
            assert_eq!(Query::parse(nothing), None);
        }
    }

    #[test]
    fn places_do_not_overlap() {
        let query = Query::parse("ann anna lee").unwrap();
        assert_eq!(query.places("anna lee and ann"), [0..4, 5..8, 13..16]);
    }
}
