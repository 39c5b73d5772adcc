//! How the texts of a school may speak of a child: by a number or a whole name, and, at a school of the child's own, by a part of the name alone, as people
//! write of a child whom both sides know ("Reuben's nana rang").

use std::collections::BTreeSet;
use std::ops::Range;

use super::addresses::addresses;
use super::person::{About, Person};
use crate::school::School;
use crate::search::folded;
use crate::veil::{Care, Veil, key, words, words_of};

/// How the texts of a school may speak of a child.
#[derive(Debug, Clone)]
pub struct Spoken<'p> {
    person: &'p Person,
    /// What finds a part of the name alone; none where that says nothing.
    parts: Option<Parts>,
}

#[derive(Debug, Clone)]
struct Parts {
    /// The parts as they stand in folded texts without apostrophes.
    keys: BTreeSet<String>,
    /// Those of them that are first names.
    given: BTreeSet<String>,
    /// "Hides" each of them, and lets whole names of others stand.
    veil: Veil,
}

impl<'p> Spoken<'p> {
    /// By numbers and whole names: at a school that is not the child's own.
    #[must_use]
    pub fn by_whole_names(person: &'p Person) -> Self {
        Self { person, parts: None }
    }

    /// By a part of the name, too: at a school of the child's own. Whole names of its other children and of grown-ups, and the school's own name, do not
    /// speak of the child.
    #[must_use]
    pub fn at(person: &'p Person, school: &School) -> Self {
        let school_names: Vec<&str> =
            school.file.iter().map(|file| &*file.record.name).chain([&*school.folder]).collect();
        Self::among(person, children(school), school.adults(), &school_names)
    }

    fn among<'s>(
        person: &'p Person,
        children: impl Iterator<Item = &'s str>,
        adults: impl Iterator<Item = &'s str>,
        school_names: &[&str],
    ) -> Self {
        // A school is called by the first word of its name. In its own texts that word is not a child's family name.
        let called: Vec<String> = school_names.iter().filter_map(|name| words_of(name).next()).collect();
        let is_of_child = |(is_given, word): &(bool, &str)| *is_given || !called.contains(&key(word));
        let names: BTreeSet<&str> = parts_of_names(&person.names).filter(is_of_child).map(|(_, word)| word).collect();
        let keys: BTreeSet<String> = names.iter().map(|name| key(name)).collect();
        if keys.is_empty() {
            return Self::by_whole_names(person);
        }
        let given =
            parts_of_names(&person.names).filter(|(is_given, _)| *is_given).map(|(_, word)| key(word)).collect();
        let mut veil = Veil::new(Care::Usual, "");
        veil.hide_parts_of(names.into_iter());
        let has_part = |name: &str| words_of(name).any(|word| keys.contains(&word));
        let others: BTreeSet<&str> = children.filter(|name| has_part(name) && !person.is_called(name)).collect();
        for name in others {
            veil.let_stand(name);
            veil.let_stand(&family_first(name));
        }
        let adults: BTreeSet<&str> = adults.filter(|name| has_part(name)).collect();
        for name in adults {
            veil.let_stand(name);
            let family = name.split_whitespace().next_back().unwrap_or(name);
            TITLES.iter().for_each(|title| veil.let_stand(&format!("{title} {family}")));
        }
        for name in school_names {
            veil.let_stand(name);
            let pairs = words(name).zip(words(name).skip(1));
            for ((_, saint), (_, word)) in pairs.filter(|((_, word), _)| matches!(&*key(word), "st" | "saint")) {
                veil.let_stand(&format!("{saint} {word}"));
            }
        }
        Self { person, parts: Some(Parts { keys, given, veil }) }
    }

    /// The child.
    #[must_use]
    pub fn person(&self) -> &'p Person {
        self.person
    }

    /// Whether a text may speak of the child.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.in_text(text).is_some()
    }

    /// Whether a text speaks of the child.
    pub(super) fn in_text(&self, text: &str) -> Option<About> {
        let by_part = || self.parts.as_ref().is_some_and(|parts| parts.are_in(text)).then_some(About::PartOfName);
        self.person.in_text(text).or_else(by_part)
    }

    /// Whether a sender, a receiver or somebody who was spoken with is the child, or perhaps a relative. A first name before another family name is
    /// somebody else's.
    pub(super) fn in_person(&self, text: &str) -> Option<About> {
        let is_other = || self.parts.as_ref().is_some_and(|parts| parts.has_another_family_name(text));
        self.in_text(text).filter(|about| *about != About::PartOfName || !is_other())
    }

    /// Whether one of some texts, or of some people, speaks of the child or is perhaps the child's relative, and how surely.
    pub(super) fn in_texts<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
        people: impl Iterator<Item = &'t str>,
    ) -> Option<About> {
        let people = people.filter_map(|person| self.in_person(person));
        texts.filter_map(|text| self.in_text(text)).chain(people).min_by_key(About::doubt)
    }
}

impl Parts {
    fn are_in(&self, text: &str) -> bool {
        // Most texts have no part of the name at all, and that is soon found.
        let plain = folded(text).replace('\'', "");
        if !self.keys.iter().any(|key| plain.contains(key.as_str())) {
            return false;
        }
        let addresses = addresses(text);
        let is_in_address = |at: usize| addresses.iter().any(|address| address.contains(&at));
        let speaks = |place: &Range<usize>| {
            let words = words(text.get(place.clone()).unwrap_or_default());
            let mut words = words.map(|(at, word)| (place.start + at, word)).filter(|(_, word)| self.is_part(word));
            words.any(|(at, word)| {
                let here = at..at + word.len();
                !is_in_address(at) && !is_of_the_calendar(text, &here) && !is_of_a_greeting(text, &here)
            })
        };
        self.veil.places(text).iter().any(speaks)
    }

    /// Whether a first name of the child's stands before a family name that is not the child's: `Emma Hill` is not Emma Dunn.
    fn has_another_family_name(&self, text: &str) -> bool {
        let words: Vec<&str> = words(text).map(|(_, word)| word).collect();
        let is_name = |word: &str| word.starts_with(char::is_uppercase);
        words.windows(2).any(|pair| match pair {
            [first, next] => self.given.contains(&key(first)) && is_name(next) && !self.is_part(next),
            _ => false,
        })
    }

    /// Whether a word is one of the parts, and not a piece of it alone: `Connor` is another than `O'Connor`.
    fn is_part(&self, word: &str) -> bool {
        let word = key(word);
        self.keys.contains(&word) || word.strip_suffix('s').is_some_and(|word| self.keys.contains(word))
    }
}

/// The parts of some names by which people call a child: all words but the small ones between a first and a last name. Of each, whether it is the first.
pub fn parts_of_names(names: &[String]) -> impl Iterator<Item = (bool, &str)> {
    names.iter().flat_map(|name| {
        let all: Vec<&str> = words(name).map(|(_, word)| word).collect();
        let last = all.len().saturating_sub(1);
        let is_part = move |(place, word): &(usize, &str)| *place == 0 || *place == last || !is_between(word);
        all.into_iter().enumerate().filter(is_part).map(|(place, word)| (place == 0, word))
    })
}

/// Whether a word stands between the parts of many names: `de`, `van`.
fn is_between(word: &str) -> bool {
    const BETWEEN: [&str; 22] = [
        "al", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la",
        "le", "ten", "ter", "van", "von", "y",
    ];
    BETWEEN.contains(&key(word).as_str())
}

/// Whether a word is a month beside a number, or a season beside "term" and its like, and no name: `12 May`, `the autumn term`.
fn is_of_the_calendar(text: &str, place: &Range<usize>) -> bool {
    let word = folded(text.get(place.clone()).unwrap_or_default());
    let before = || words_of(text.get(..place.start).unwrap_or_default()).last().unwrap_or_default();
    let after = || words_of(text.get(place.end..).unwrap_or_default()).next().unwrap_or_default();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    match word.trim() {
        "april" | "august" | "january" | "june" | "may" => is_number(&before()) || is_number(&after()),
        "autumn" | "summer" => {
            let after = after();
            is_number(&after) || ["term", "terms", "half", "holiday", "holidays", "break"].contains(&&*after)
        }
        _ => false,
    }
}

/// Whether a name is that of somebody who is written to, or writes: in `Dear Amy,`, or alone on the line below `Kind regards,`.
fn is_of_a_greeting(text: &str, place: &Range<usize>) -> bool {
    const BEGIN: [&str; 8] = ["dear", "hi", "hello", "good", "morning", "afternoon", "evening", "all"];
    const END: [&str; 12] = [
        "regards",
        "kind",
        "best",
        "wishes",
        "thanks",
        "thank",
        "you",
        "many",
        "warm",
        "yours",
        "sincerely",
        "faithfully",
    ];
    let before = text.get(..place.start).unwrap_or_default();
    let (above, begin) = before.rsplit_once('\n').unwrap_or(("", before));
    let end = text.get(place.end..).unwrap_or_default().lines().next().unwrap_or_default();
    let words: Vec<String> = words_of(begin).chain(words_of(end)).filter(|word| word != "s").collect();
    if !words.is_empty() {
        let is_greeting = |word: &String| BEGIN.contains(&word.as_str()) || END.contains(&word.as_str());
        return words.iter().all(is_greeting);
    }
    let mut last = words_of(above.trim_end().lines().next_back().unwrap_or_default()).peekable();
    last.peek().is_some() && last.all(|word| END.contains(&word.as_str()))
}

/// The names of the children in a school's records.
fn children(school: &School) -> impl Iterator<Item = &str> {
    let in_pro_formas = school.pro_formas.iter().flat_map(|filed| filed.record.children()).map(|(_, name)| &**name);
    let in_notices = school.notices.iter().map(|filed| &*filed.record.name);
    let in_visits =
        school.visits.iter().flat_map(|filed| filed.record.children.iter()).filter_map(|row| row.name.as_deref());
    in_pro_formas.chain(in_notices).chain(in_visits)
}

/// A name with its last word first.
fn family_first(name: &str) -> String {
    match name.trim().rsplit_once(char::is_whitespace) {
        Some((given, family)) => format!("{family} {given}"),
        None => name.to_owned(),
    }
}

const TITLES: [&str; 6] = ["Mr", "Mrs", "Miss", "Ms", "Mx", "Dr"];

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> Vec<String> {
        parts_of_names(&[name.to_owned()]).map(|(_, word)| key(word)).collect()
    }

    #[test]
    fn small_words_between_names_are_no_parts() {
        assert_eq!(parts("Ana de la Cruz"), ["ana", "cruz"]);
        assert_eq!(parts("Al Ben Van"), ["al", "ben", "van"]);
    }

    /// How a school's texts speak of a child: at St Thomas Oak School, with a head called Ms A Grant and a pupil called Amy Lee.
    fn told(child: &str, text: &str) -> Option<About> {
        let person = Person::new(None, vec![child.to_owned()]);
        let school = ["St Thomas Oak School", "Oak"];
        Spoken::among(&person, ["Amy Lee", child].into_iter(), ["Ms A Grant"].into_iter(), &school).in_text(text)
    }

    #[test]
    fn a_part_of_the_name_alone_is_told_and_the_name_of_another_is_not() {
        for (child, text) in [
            ("Reuben Achebe", "Reuben's nana rang; she is well"),
            ("Reuben Achebe", "ACHEBE: plan in draft"),
            ("Reuben Achebe", "reuben was late, Mrs Achebe said"),
            ("Zoë O'Connor", "Zoe was late"),
            ("Zoë O'Connor", "the O’Connors"),
            ("Amy Dunn", "Amy was late"),
            ("Amy Dunn", "Amy Lee and Amy were late"),
            ("Rose Grant", "Grant: no change"),
            ("May Hill", "May was late again on 12 May"),
            ("Thomas Bell", "Thomas likes St Thomas"),
            ("Grace Dunn", "for Grace"),
            ("Amy Dunn", "Dear Mrs Dunn,\nthank you"),
            ("Amy Dunn", "To discuss:\n- Amy\n- Ben"),
            ("Amy Dunn", "Dear Ben, Amy was late.\nKind regards,\nAmy"),
            ("Amy Dunn", "Thanks, Amy settles in"),
        ] {
            assert_eq!(told(child, text), Some(About::PartOfName), "{child}: {text}");
        }
        for (child, text) in [
            ("Reuben Achebe", "Reubenstein, sachebe"),
            ("Zoë O'Connor", "Connor was late"),
            ("Amy Dunn", "Amy Lee, LEE, AMY; lee amy"),
            ("Rose Grant", "Ms A Grant, Mrs Grant and a.grant@oak.example; a rose"),
            ("May Hill", "On 12 May 2026, in May 2026; it may be"),
            ("Autumn Hill", "the Autumn term"),
            ("Thomas Bell", "at St Thomas Oak School, or St Thomas"),
            ("Ana Oak", "Oak was visited"),
            ("Grace Dunn", "by the grace of"),
            ("Amy Dunn", "Dear Amy,\nall is well.\n\nKind regards,\n\nAmy\nEarly Help"),
            ("Amy Dunn", "Good morning Amy\nThanks,\nAmy"),
        ] {
            assert_eq!(told(child, text), None, "{child}: {text}");
        }
        assert!(matches!(told("Amy Dunn", "Dunn, Amy"), Some(About::Possibly(_))));
    }

    #[test]
    fn a_person_with_another_family_name_is_somebody_else() {
        let person = Person::new(None, vec!["Emma Dunn".to_owned()]);
        let spoken = Spoken::among(&person, [].into_iter(), [].into_iter(), &[]);
        for (name, is_told) in [
            ("Emma Hill <e.hill@oak.example>", false),
            ("Claire Dunn", true),
            ("Mrs Dunn (mother)", true),
            ("Emma", true),
            ("Emma's mother", true),
            ("Emma Dunn", true),
        ] {
            assert_eq!(spoken.in_person(name).is_some(), is_told, "{name}");
        }
    }

    #[test]
    fn the_least_doubtful_of_some_texts_counts() {
        let person = Person::new(None, vec!["Amy Dunn".to_owned()]);
        let spoken = Spoken::among(&person, [].into_iter(), [].into_iter(), &[]);
        let texts = ["Amy", "for Amy Dunn"];
        assert!(matches!(spoken.in_texts(texts.into_iter(), [].into_iter()), Some(About::Possibly(_))));
    }
}
