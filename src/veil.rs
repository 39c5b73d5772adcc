//! Hides the names and numbers of children in a text that is about somebody else.
//!
//! A name is known from the records: that of each row of a pro forma, a notice or a visit. In a text it is found however it is written: in capitals,
//! without accents, with another apostrophe, the family name first, or a part of it alone. A name that no record has is not known here.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

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

/// Whole names, each as its words, by the key of the first of them.
type Names = HashMap<String, BTreeSet<Vec<String>>>;

/// Which children are hidden in texts, and who is not.
#[derive(Debug, Clone)]
pub struct Veil {
    care: Care,
    /// What stands in the place of a name.
    mark: &'static str,
    /// The keys of every word that is a part of a name to be hidden.
    parts: HashSet<String>,
    /// Whole names, by the key of their first word.
    names: Names,
    /// The names of others that stand, in the same way.
    stands: Names,
    /// The whole names of the child who is shown, in the same way.
    own: Names,
    /// Parts of the names of children who are not likely to be meant: hidden where they are written large.
    far: HashSet<String>,
    /// Names, and stretches of names, as one word: in addresses and names of files.
    joined: HashSet<String>,
    /// Names in a script that puts no blanks between words.
    unspaced: Vec<String>,
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
        let (stands, own, shown_upns) = (HashMap::new(), HashMap::new(), HashSet::new());
        let (far, joined, unspaced) = (HashSet::new(), HashSet::new(), Vec::new());
        let (asked, hides_upns) = (None, false);
        Self { care, mark, parts, names, stands, own, far, joined, unspaced, shown, shown_upns, asked, hides_upns }
    }

    /// Hides a child's name, and each part of it that stands alone.
    pub fn hide(&mut self, name: &str) {
        self.parts.extend(words(name).flat_map(|(_, word)| keys(word)));
        self.hide_whole(name);
    }

    /// Hides each part of these names that stands alone, and of no others: for the next of many texts, each of which is about other children.
    pub fn hide_parts_of<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.parts.clear();
        self.parts.extend(names.flat_map(words).flat_map(|(_, word)| keys(word)));
    }

    /// Hides a child's name only where all of it stands: of a child whom a text is not likely to be about.
    pub fn hide_whole(&mut self, name: &str) {
        if self.care == Care::Strict {
            self.far.extend(words(name).flat_map(|(_, word)| keys(word)));
        }
        if name.chars().any(is_unspaced) {
            self.unspaced.push(name.trim().to_owned());
        }
        for parts in both_ways(name) {
            self.joined.extend(stretches(&parts));
            add(&mut self.names, parts);
        }
    }

    /// Lets the whole name of a grown-up stand, of which a part may be a child's as well. A name of one word is too like a child's.
    pub fn let_stand(&mut self, name: &str) {
        let parts: Vec<_> = words(name).map(|(_, word)| key(word)).collect();
        if let Some(first) = parts.first().filter(|_| parts.len() > 1) {
            self.stands.entry(first.clone()).or_default().insert(parts.clone());
        }
    }

    /// Hides every child's number.
    pub fn hide_upns(&mut self) {
        self.hides_upns = true;
    }

    /// Lets a child's name stand, and each part of it that stands alone. Where the name of another child is made of the same words, that is hidden.
    pub fn show(&mut self, name: &str) {
        both_ways(name).into_iter().for_each(|parts| add(&mut self.own, parts));
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

    /// Whether every part of a name is hidden, as in what may leave the team.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.care == Care::Strict
    }

    /// What stands in the place of a name.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        self.mark
    }

    /// Which bytes of a text are hidden, in order. A name of several words is one place.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = self.places_as_written(text);
        // A link has `%20` in the place of a blank, and letters with accents in such numbers, too.
        if let Some((decoded, origins)) = decoded(text) {
            let origin = |at: usize| origins.get(at).copied().unwrap_or(text.len());
            let more = self.places_as_written(&decoded).into_iter().map(|place| origin(place.start)..origin(place.end));
            places.extend(more);
            join_overlaps(&mut places);
        }
        places
    }

    fn places_as_written(&self, text: &str) -> Vec<Range<usize>> {
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
            let digits = self.number_at(text, &words[number..]);
            if digits > 0 {
                hidden[number..number + digits].fill(true);
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
        let mut places: Vec<Range<usize>> = self.unspaced_in(text);
        for ((at, word), _) in words.iter().zip(&hidden).filter(|(_, is_hidden)| **is_hidden) {
            let is_between = |c: char| matches!(c, ' ' | '-' | '\'' | '’' | ',');
            let place = *at..at + own(word).len();
            match places.last_mut() {
                Some(last) if last.end <= place.start && text[last.end..place.start].chars().all(is_between) => {
                    last.end = place.end;
                }
                _ => places.push(place),
            }
        }
        if !self.unspaced.is_empty() {
            join_overlaps(&mut places);
        }
        places
    }

    /// Where names stand that are written without blanks around them.
    fn unspaced_in(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.unspaced.iter().filter(|name| !self.is_shown(&key(name)));
        let mut places: Vec<_> =
            found.flat_map(|name| text.match_indices(name.as_str()).map(|(at, name)| at..at + name.len())).collect();
        places.sort_by_key(|place| place.start);
        places
    }

    /// How many words make up a whole name at the first of some words, and whether it stands; none where there is no name.
    fn name_at(&self, text: &str, words: &[(usize, &str)]) -> Option<(usize, bool)> {
        let (own, other) = (longest_at(&self.own, text, words), longest_at(&self.names, text, words));
        let length = |parts: Option<&Vec<String>>| parts.map_or(0, Vec::len);
        if length(own) > 0 && length(own) >= length(other) {
            return Some((length(own), true));
        }
        let parts = other?;
        let is_asked = |part: &String| self.asked.as_ref().is_some_and(|query| query.asks_for(part));
        // Of one word nobody can say whose it is.
        let is_own = matches!(parts.as_slice(), [only] if self.is_shown(only));
        Some((parts.len(), is_own || parts.iter().any(is_asked)))
    }

    /// How many words make up another child's number that is written with blanks or hyphens, or broken over lines, at the first of some words.
    fn number_at(&self, text: &str, words: &[(usize, &str)]) -> usize {
        if !self.hides_upns {
            return 0;
        }
        let mut number = String::new();
        for (place, (at, word)) in words.iter().enumerate().take(13) {
            let before = place.checked_sub(1).and_then(|place| words.get(place));
            let is_next = before.is_none_or(|(start, before)| {
                text[start + before.len()..*at].chars().all(|c| c.is_whitespace() || matches!(c, '-' | '‑' | '–'))
            });
            if !is_next || !word.is_ascii() || number.len() + word.len() > 13 {
                return 0;
            }
            number.push_str(word);
            if number.len() == 13 {
                return if self.is_hidden_upn(&number) { place + 1 } else { 0 };
            }
        }
        0
    }

    fn is_hidden(&self, word: &str) -> bool {
        if self.hides_upns && self.is_hidden_upn(word) {
            return true;
        }
        let knows_parts = !self.parts.is_empty() || !self.far.is_empty();
        let is_joined = !self.joined.is_empty() && {
            let key = key(word);
            self.joined.contains(&key) || self.joined.contains(without_digits(&key))
        };
        if !knows_parts && !is_joined {
            return false;
        }
        let keys = keys(word);
        if keys.iter().any(|key| self.is_shown(key)) {
            return false;
        }
        let with_s: Vec<_> = keys.iter().map(|key| without_s(key).to_owned()).collect();
        let any = |set: &HashSet<String>| {
            keys.iter().any(|key| set.contains(key))
                || with_s.iter().any(|key| set.contains(key) && !self.is_shown(key))
        };
        let is_large = word.chars().next().is_some_and(|first| !first.is_lowercase());
        if is_joined || (is_large && any(&self.far)) {
            return true;
        }
        if self.care == Care::Strict && glued(word).any(|piece| self.is_hidden(piece)) {
            return true;
        }
        any(&self.parts) && (self.care == Care::Strict || is_large || !is_ordinary(&key(word)))
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

/// The words of some texts. Of most names of a large drive none is among them.
pub(crate) struct TextWords(HashSet<String>);

impl TextWords {
    /// The words of some texts.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut all = HashSet::new();
        let texts = texts
            .flat_map(|text| std::iter::once(Cow::Borrowed(text)).chain(decoded(text).map(|(text, _)| text.into())));
        let keys = |text: Cow<'t, str>| {
            let all = words(&text).flat_map(|(_, word)| std::iter::once(word).chain(glued(word)));
            all.flat_map(|word| std::iter::once(key(word)).chain(keys(word))).collect::<Vec<_>>()
        };
        for word in texts.flat_map(keys) {
            if let Some(whose) = word.strip_suffix('s') {
                all.insert(whose.to_owned());
            }
            all.insert(word);
        }
        Self(all)
    }

    /// Whether a veil may find a name or a part of it in the texts.
    pub fn may_have(&self, name: &str) -> bool {
        let parts = || words(name).flat_map(|(_, word)| std::iter::once(key(word)).chain(keys(word)));
        // What has no blanks between words is no word by itself; a name may stand in an address as one word.
        parts().any(|word| self.0.contains(&word))
            || both_ways(name).iter().flat_map(|parts| stretches(parts)).any(|joined| self.0.contains(&joined))
            || name.chars().any(is_unspaced)
    }
}

/// The words of a name as they are compared, with the family name last and first.
fn both_ways(name: &str) -> Vec<Vec<String>> {
    let parts: Vec<_> = words(name).map(|(_, word)| key(word)).filter(|key| !key.is_empty()).collect();
    let mut turned = parts.clone();
    turned.rotate_right(1.min(parts.len()));
    if turned == parts { vec![parts] } else { vec![parts, turned] }
}

/// Each stretch of at least two words of a name, as one word.
fn stretches(parts: &[String]) -> impl Iterator<Item = String> + '_ {
    let from = 0..parts.len().saturating_sub(1);
    from.flat_map(move |from| (from + 2..=parts.len()).filter_map(move |to| Some(parts.get(from..to)?.concat())))
}

/// The pieces of a word in which capitals begin words: `KofiBoateng`. None where it is one piece.
fn glued(word: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = word
        .char_indices()
        .zip(word.chars().skip(1))
        .filter(|((_, one), next)| one.is_lowercase() && next.is_uppercase())
        .map(|((at, one), _)| at + one.len_utf8())
        .collect();
    if !ends.is_empty() {
        ends.push(word.len());
    }
    let mut start = 0;
    ends.into_iter().filter_map(move |end| word.get(std::mem::replace(&mut start, end)..end))
}

/// A key without the digits before and behind it: a file's number stands beside a name without a blank.
fn without_digits(key: &str) -> &str {
    key.trim_matches(|c: char| c.is_ascii_digit())
}

/// A text whose `%20` and the like are decoded, and for each of its bytes where it stands in the text; none where there is nothing to decode.
fn decoded(text: &str) -> Option<(String, Vec<usize>)> {
    let bytes = text.as_bytes();
    let byte_at = |at: usize| {
        let hex = text.get(at + 1..at + 3).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u8::from_str_radix(hex, 16).ok().filter(|byte| *byte >= b' ')
    };
    let mut percents = text.match_indices('%').filter_map(|(at, _)| Some((at, byte_at(at)?))).peekable();
    percents.peek()?;
    let (mut out, mut origins, mut at) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len() + 1), 0);
    for (percent, byte) in percents {
        if percent < at {
            continue;
        }
        out.extend_from_slice(bytes.get(at..percent)?);
        out.push(byte);
        origins.extend(at..=percent);
        at = percent + 3;
    }
    out.extend_from_slice(bytes.get(at..)?);
    origins.extend(at..=bytes.len());
    // What is no text after that is read as it is written alone.
    String::from_utf8(out).ok().map(|text| (text, origins))
}

/// Puts places in order, and makes those that overlap one: nothing of either stands.
fn join_overlaps(places: &mut Vec<Range<usize>>) {
    places.sort_by_key(|place| place.start);
    places.dedup_by(|next, last| {
        let overlaps = next.start < last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
}

fn add(names: &mut Names, parts: Vec<String>) {
    let Some(first) = parts.first() else { return };
    names.entry(first.clone()).or_default().insert(parts);
}

fn is_unspaced(c: char) -> bool {
    u32::from(c) >= 0x2E80 && c.is_alphabetic()
}

/// The longest of some names that stands at the first of some words.
fn longest_at<'n>(names: &'n Names, text: &str, words: &[(usize, &str)]) -> Option<&'n Vec<String>> {
    let (_, first) = words.first().filter(|_| !names.is_empty())?;
    let first = key(first);
    let known = names.get(&first).or_else(|| names.get(without_s(&first)))?;
    let fits = |parts: &&Vec<String>| {
        let here = words.get(..parts.len()).unwrap_or_default();
        // What is between two words of a name is blanks, a comma, a hyphen, marks of Markdown, the end of a line.
        let is_near = |pair: &[(usize, &str)]| match pair {
            [(at, word), (next, _)] => text[at + word.len()..*next].chars().count() <= 40,
            _ => true,
        };
        let is_part = |(word, part): (&str, &String)| {
            let key = key(word);
            key == *part || without_s(&key) == *part
        };
        here.len() == parts.len()
            && here.iter().map(|(_, word)| *word).zip(parts.iter()).all(is_part)
            && here.windows(2).all(is_near)
    };
    known.iter().filter(fits).max_by_key(|parts| parts.len())
}

/// Words that are names, too, and far more often none where they are written small.
const ORDINARY: [&str; 93] = [
    "amber", "angel", "art", "autumn", "baker", "banks", "bell", "best", "bill", "bird", "bishop", "black", "brook",
    "brown", "bush", "carter", "case", "chance", "chase", "child", "church", "coach", "cook", "crystal", "dawn", "day",
    "dean", "drew", "early", "english", "faith", "field", "fields", "fox", "frank", "french", "friend", "good",
    "grace", "grant", "gray", "green", "grey", "guy", "hall", "harmony", "head", "hill", "hope", "house", "hunter",
    "ivy", "jack", "joy", "king", "little", "long", "love", "mark", "marsh", "mason", "may", "miles", "moss", "north",
    "nurse", "page", "parent", "park", "pearl", "street", "poppy", "price", "read", "rich", "rob", "rose", "short",
    "sky", "small", "stone", "sue", "summer", "ward", "waters", "west", "white", "will", "wise", "wood", "woods",
    "year", "young",
];

/// Whether a word, as it is compared, is a name and far more often none where it is written small.
pub(crate) fn is_ordinary(key: &str) -> bool {
    ORDINARY.contains(&key)
}

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
    let takes_no_room = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}');
    c.is_alphanumeric() || is_apostrophe(c) || ('\u{300}'..='\u{36F}').contains(&c) || takes_no_room
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
    let bare = Some(without_digits(&whole)).filter(|bare| *bare != whole).map(str::to_owned);
    std::iter::once(whole).chain(pieces).chain(bare).filter(is_long).collect()
}

fn plain(piece: &str) -> String {
    if piece.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return piece.to_ascii_lowercase();
    }
    folded(piece).trim().to_owned()
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
            ("upn: B801200005001; b801200005001.", "upn: [child]; [child]."),
            ("UN1 and A801200005001", "UN1 and A801200005001"),
            ("Dunnock and Zoology", "Dunnock and Zoology"),
        ] {
            assert_eq!(veil.over(text), hidden, "{text}");
        }
    }

    #[test]
    fn names_of_others_are_hidden_in_every_form_where_it_matters() {
        let mut veil = super::Veil::new(Care::Strict, "[child]");
        for name in ["Lee Williams", "Tyler O’Connor", "Jörg Strauß", "Sam Zoe"] {
            veil.hide(name);
        }
        for name in ["Grace Hopper", "李明", "李明明"] {
            veil.hide_whole(name);
        }
        veil.show("Zoe Lee Williams");
        veil.hide_upns();
        for (text, hidden) in [
            ("Zoe Lee Williams and Lee Williams", "Zoe Lee Williams and [child]"),
            ("Williams, Zoe Lee", "Williams, Zoe Lee"),
            ("tyleroconnor@x.example, TylerOConnor.docx", "[child]@x.example, [child].docx"),
            ("Joerg STRAUSS, Strauss", "Joerg [child]"),
            ("O\u{ad}Con\u{ad}nor", "[child]"),
            ("B8012 0000 5001 and M801-200\n00500A", "[child] and [child]\n[child]"),
            (
                "**Grace** **Hopper**, Grace\n    Hopper; Hopper",
                "**[child]** **[child]**, [child]\n    [child]; [child]",
            ),
            ("hopper", "hopper"),
            ("昨日李明来了", "昨日[child]来了"),
            ("昨日李明明来了", "昨日[child]来了"),
            ("Williams's and William", "Williams's and William"),
            ("x/Plans/Tyler%20O%27Connor%20plan.docx", "x/Plans/[child]%20plan.docx"),
            ("Joerg%20Strauss and J%C3%B6rg", "Joerg%[child] and [child]"),
            ("TylerOConnor2026.docx Grace=20Hopper, HOPPER2", "[child].docx [child]=[child]"),
            ("100% of Zoe, 5%20%", "100% of Zoe, 5%20%"),
        ] {
            assert_eq!(veil.over(text), hidden, "{text}");
        }
    }

    #[test]
    fn a_name_that_a_veil_finds_may_be_among_the_words_of_a_text() {
        let names = ["Tyler O’Connor", "Zoë Łęcka", "Lacey-Mae Dunn", "李明"];
        for text in ["tyleroconnor@x", "OConnorTyler.docx", "Connor was", "TYLERS", "Zoe’s", "dunn", "昨日李明来了"]
        {
            let here = TextWords::of([text].into_iter());
            let mut veil = super::Veil::new(Care::Strict, "-");
            names.iter().filter(|name| here.may_have(name)).for_each(|name| veil.hide(name));
            assert!(veil.over(text).contains('-'), "{text}");
        }
        assert!(!TextWords::of(["The school is open"].into_iter()).may_have("Tyler O’Connor"));
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
        assert_eq!(veil.over("Lacey Dunn; Lacey; Dunn; Tom Dunn"), "Lacey Dunn; Lacey; Dunn; [child]");
    }
}
