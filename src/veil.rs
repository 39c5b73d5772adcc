//! Hides the names and numbers of children in a text that is about somebody else.
//!
//! A name is known from the records: that of each row of a pro forma, a notice or a visit. In a text it is found however it is written: in capitals,
//! without accents, with another apostrophe, the family name first, or a part of it alone. A name that no record has is not known here.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::layout::APOSTROPHES;
use crate::record::values::{Upn, Value as _};
use crate::search::{Query, folded};

/// How much is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// For colleagues: a part of a name that is an ordinary word, and written small, stands: `may`, `grace`.
    Usual,
    /// For what may leave the team: every part of a name.
    Strict,
}

/// Which children are hidden in texts, and who is not.
#[derive(Debug, Clone)]
pub struct Veil {
    care: Care,
    /// What stands in the place of a name.
    mark: &'static str,
    /// The keys of every word that is a part of a name to be hidden.
    parts: HashSet<String>,
    /// Whole names, by the key of their first word.
    names: HashMap<String, Vec<Vec<String>>>,
    /// The names of others that stand, in the same way.
    stands: HashMap<String, Vec<Vec<String>>>,
    shown: HashSet<String>,
    shown_upns: HashSet<String>,
    asked: Option<Query>,
    hides_upns: bool,
}

impl Veil {
    /// Nothing is hidden yet. `mark`: what stands in the place of a name.
    #[must_use]
    pub fn new(care: Care, mark: &'static str) -> Self {
        let (parts, names, shown) = (HashSet::new(), HashMap::new(), HashSet::new());
        let (stands, shown_upns) = (HashMap::new(), HashSet::new());
        Self { care, mark, parts, names, stands, shown, shown_upns, asked: None, hides_upns: false }
    }

    /// Hides a child's name, and each part of it that stands alone.
    pub fn hide(&mut self, name: &str) {
        self.parts.extend(words(name).flat_map(|(_, word)| keys(word)));
        self.hide_whole(name);
    }

    /// Hides a child's name only where all of it stands: of a child whom a text is not likely to be about.
    pub fn hide_whole(&mut self, name: &str) {
        let parts: Vec<_> = words(name).map(|(_, word)| key(word)).collect();
        let mut turned = parts.clone();
        turned.rotate_right(1.min(parts.len()));
        for parts in [parts, turned] {
            let Some(first) = parts.first() else { continue };
            let known = self.names.entry(first.clone()).or_default();
            if !known.contains(&parts) {
                known.push(parts);
            }
        }
    }

    /// Lets the whole name of a grown-up stand, of which a part may be a child's as well. A name of one word is too like a child's.
    pub fn let_stand(&mut self, name: &str) {
        let parts: Vec<_> = words(name).map(|(_, word)| key(word)).collect();
        if let Some(first) = parts.first().filter(|_| parts.len() > 1) {
            self.stands.entry(first.clone()).or_default().push(parts.clone());
        }
    }

    /// Hides every child's number.
    pub fn hide_upns(&mut self) {
        self.hides_upns = true;
    }

    /// Lets a child's name stand, whoever else bears it or a part of it.
    pub fn show(&mut self, name: &str) {
        self.shown.extend(words(name).flat_map(|(_, word)| keys(word)));
    }

    /// Lets a child's number stand.
    pub fn show_upn(&mut self, upn: &str) {
        self.shown_upns.insert(upn.to_uppercase());
    }

    /// Lets the words stand that somebody looks for.
    pub fn show_asked(&mut self, query: &Query) {
        self.asked = Some(query.clone());
    }

    /// A text in which those children are hidden.
    #[must_use]
    pub fn over<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let places = self.places(text);
        if places.is_empty() {
            return text.into();
        }
        let mut out = String::with_capacity(text.len());
        let mut end = 0;
        for place in places {
            out.push_str(&text[end..place.start]);
            out.push_str(self.mark);
            end = place.end;
        }
        out.push_str(&text[end..]);
        out.into()
    }

    /// What stands in the place of a name.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        self.mark
    }

    /// Which bytes of a text are hidden, in order. A name of several words is one place.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let words: Vec<_> = words(text).collect();
        let mut hidden = vec![false; words.len()];
        let mut shown_until = 0;
        for (number, (_, word)) in words.iter().enumerate() {
            if hidden[number] {
                continue;
            }
            if number < shown_until {
                continue;
            }
            match self.name_at(text, &words[number..]) {
                Some((length, true)) => shown_until = number + length,
                Some((length, false)) => hidden[number..number + length].fill(true),
                None => match longest_at(&self.stands, text, &words[number..]) {
                    Some(parts) => shown_until = number + parts.len(),
                    None => hidden[number] = self.is_hidden(word),
                },
            }
        }
        let mut places: Vec<Range<usize>> = Vec::new();
        for ((at, word), _) in words.iter().zip(&hidden).filter(|(_, is_hidden)| **is_hidden) {
            let is_between = |c: char| matches!(c, ' ' | '-' | '\'' | '’' | ',');
            match places.last_mut() {
                Some(last) if text[last.end..*at].chars().all(is_between) => last.end = at + own(word).len(),
                _ => places.push(*at..at + own(word).len()),
            }
        }
        places
    }

    /// How many words make up a whole name at the first of some words, and whether it stands; none where there is no name.
    fn name_at(&self, text: &str, words: &[(usize, &str)]) -> Option<(usize, bool)> {
        let parts = longest_at(&self.names, text, words)?;
        let is_asked = |part: &String| self.asked.as_ref().is_some_and(|query| query.asks_for(part));
        Some((parts.len(), parts.iter().all(|part| self.is_shown(part)) || parts.iter().any(is_asked)))
    }

    fn is_hidden(&self, word: &str) -> bool {
        if self.hides_upns && self.is_hidden_upn(word) {
            return true;
        }
        let is_part = |key: &String| self.parts.contains(key) && !self.is_shown(key);
        let keys = keys(word);
        let with_s = keys.iter().map(|key| without_s(key).to_owned());
        if !keys.iter().cloned().chain(with_s).any(|key| is_part(&key)) {
            return false;
        }
        let is_large = word.chars().next().is_some_and(|first| !first.is_lowercase());
        self.care == Care::Strict || is_large || !ORDINARY.contains(&key(word).as_str())
    }

    fn is_shown(&self, key: &str) -> bool {
        self.shown.contains(key) || self.asked.as_ref().is_some_and(|query| query.asks_for(key))
    }

    fn is_hidden_upn(&self, word: &str) -> bool {
        const LENGTH: usize = 13;
        if word.len() < LENGTH || !word.is_ascii() {
            return false;
        }
        let capitals = word.to_uppercase();
        let is_other = |at: usize| {
            let part = &capitals[at..at + LENGTH];
            Upn::parse(part).is_ok()
                && !self.shown_upns.contains(part)
                && !self.asked.as_ref().is_some_and(|query| query.asks_for(&folded(part)))
        };
        (0..=capitals.len() - LENGTH).any(is_other)
    }
}

/// The longest of some names that stands at the first of some words.
fn longest_at<'n>(
    names: &'n HashMap<String, Vec<Vec<String>>>,
    text: &str,
    words: &[(usize, &str)],
) -> Option<&'n Vec<String>> {
    let (_, first) = words.first()?;
    let known = names.get(&key(first)).or_else(|| names.get(without_s(&key(first))))?;
    let fits = |parts: &&Vec<String>| {
        let here = words.get(..parts.len()).unwrap_or_default();
        // What is between two words of a name is a blank, a comma, a hyphen.
        let is_near = |pair: &[(usize, &str)]| match pair {
            [(at, word), (next, _)] => text[at + word.len()..*next].chars().count() <= 3,
            _ => true,
        };
        let is_part = |(word, part): (&str, &String)| key(word) == *part || without_s(&key(word)) == *part;
        here.len() == parts.len()
            && here.iter().map(|(_, word)| *word).zip(parts.iter()).all(is_part)
            && here.windows(2).all(is_near)
    };
    known.iter().filter(fits).max_by_key(|parts| parts.len())
}

/// Words that are names, too, and far more often none where they are written small.
const ORDINARY: [&str; 88] = [
    "amber", "angel", "art", "autumn", "baker", "banks", "bell", "best", "bill", "bird", "bishop", "black", "brook",
    "brown", "bush", "carter", "case", "chance", "chase", "church", "coach", "cook", "crystal", "dawn", "day", "dean",
    "drew", "early", "english", "faith", "field", "fields", "fox", "frank", "french", "good", "grace", "grant", "gray",
    "green", "grey", "guy", "hall", "harmony", "head", "hill", "hope", "house", "hunter", "ivy", "jack", "joy", "king",
    "little", "long", "love", "mark", "marsh", "mason", "may", "miles", "moss", "north", "page", "park", "pearl",
    "poppy", "price", "read", "rich", "rob", "rose", "short", "sky", "small", "stone", "sue", "summer", "ward",
    "waters", "west", "white", "will", "wise", "wood", "woods", "year", "young",
];

/// The words of a text, each with the byte at which it begins.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + text[end..].find(is_of_word)?;
        end = start + text[start..].find(|c| !is_of_word(c)).unwrap_or(text.len() - start);
        Some((start, &text[start..end]))
    })
}

/// The words of a text as they are compared.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = String> {
    words(text).map(|(_, word)| key(word))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c) || ('\u{300}'..='\u{36F}').contains(&c)
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || APOSTROPHES.contains(&c)
}

/// A word as it is compared: small letters without accents and apostrophes.
pub(crate) fn key(word: &str) -> String {
    word.split(is_apostrophe).map(plain).collect()
}

fn without_s(key: &str) -> &str {
    key.strip_suffix('s').unwrap_or(key)
}

/// A word without the `'s` of whom something is.
fn own(word: &str) -> &str {
    let before = word.strip_suffix(['s', 'S']).and_then(|word| word.strip_suffix(is_apostrophe));
    before.filter(|word| !word.is_empty()).unwrap_or(word)
}

/// By what a word is known: the whole of it without apostrophes, and each piece between them; small letters without accents. What has less than two
/// letters is nothing to be known by.
pub(crate) fn keys(word: &str) -> Vec<String> {
    let pieces: Vec<_> = word.split(is_apostrophe).map(plain).collect();
    let whole = pieces.concat();
    let is_long = |key: &String| key.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let pieces = if pieces.len() > 1 { pieces } else { Vec::new() };
    std::iter::once(whole).chain(pieces).filter(is_long).collect()
}

fn plain(piece: &str) -> String {
    let letters = piece.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).flat_map(char::to_lowercase);
    letters
        .map(|c| match c {
            'ł' => 'l',
            'ø' => 'o',
            'đ' | 'ð' => 'd',
            'ħ' => 'h',
            'ı' => 'i',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn veil(care: Care) -> Veil {
        let mut veil = Veil::new(care, "[child]");
        for name in ["Tyler O’Connor", "Zoë Łęcka", "Lacey-Mae Dunn", "李明", "Grace Will", "Tom Dunn"] {
            veil.hide(name);
        }
        veil.hide_whole("Ada Brown");
        veil.hide_upns();
        veil
    }

    #[test]
    fn others_are_hidden_however_they_are_written() {
        let veil = veil(Care::Usual);
        for (text, hidden) in [
            ("Tyler O'Connor: plan", "[child]: plan"),
            ("TYLER's plan and O''Connors, Zoë’s", "[child]'s plan and [child]’s"),
            ("Zoe Lecka, ZOE\u{308}", "[child]"),
            ("Dunn, Lacey-Mae (lacey)", "[child] ([child])"),
            ("李明 was", "[child] was"),
            ("It will be by the grace of Grace", "It will be by the grace of [child]"),
            ("Brown said that Ada Brown, or brown, ada, came", "Brown said that [child], or [child], came"),
            ("upn: B801200005001, b801200005001.", "upn: [child], [child]."),
            ("UN1 and A801200005001", "UN1 and A801200005001"),
            ("Dunnock and Zoology", "Dunnock and Zoology"),
        ] {
            assert_eq!(veil.over(text), hidden, "{text}");
        }
    }

    #[test]
    fn who_is_shown_stands_and_nobody_else() {
        let mut veil = veil(Care::Strict);
        veil.show("Lacey-Mae Dunn");
        veil.show_upn("B801200005001");
        let text = "Lacey Dunn (B801200005001), her brother Tom Dunn, M80120000500A, and Tom; will";
        assert_eq!(veil.over(text), "Lacey Dunn (B801200005001), her brother [child], and [child]; [child]");
        let mut veil = super::Veil::new(Care::Usual, "[child]");
        veil.hide("Lacey Dunn");
        veil.show_asked(&Query::parse("lac").unwrap());
        veil.hide("Tom Dunn");
        assert_eq!(veil.over("Lacey Dunn, Lacey, Dunn, Tom Dunn"), "Lacey Dunn, Lacey, [child]");
    }
}
