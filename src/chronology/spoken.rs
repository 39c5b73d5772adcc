//! How the texts of a school may speak of a child: by a number or a whole name, and, at a school of the child's own, by a part of the name alone, as people
//! write of a child whom both sides know ("Reuben's nana rang").
//!
//! A part of a name is anybody's who has it. So nothing counts that is plainly somebody else's: the whole name of another child or a grown-up of the
//! school, a first name in what a record says of another child of that first name, a sender of the school's own, a greeting, a month. Where two
//! readings are left, the text is told as possible: to read one text too many costs less than to miss one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::addresses::{addresses, domain_of};
use super::person::{About, Person};
use crate::record::values::Upn;
use crate::school::School;
use crate::search::folded;
use crate::veil::{is_ordinary, key, words, words_of};

/// How the texts of a school may speak of a child.
#[derive(Debug, Clone)]
pub struct Spoken<'p> {
    person: &'p Person,
    /// What finds a part of the name alone; none where that says nothing.
    parts: Option<Parts>,
}

/// Parts of the name that do not speak of the child in a text, as another child has them whom the text is about.
pub(super) type Shared = BTreeSet<String>;

#[derive(Debug, Clone, Default)]
struct Parts {
    /// The parts as they are compared.
    keys: BTreeSet<String>,
    /// Those of them that are first names.
    given: BTreeSet<String>,
    /// Those of them that are family names and the first word of the school's name.
    of_school: BTreeSet<String>,
    /// Whole names of others, by the key of the first word.
    others: HashMap<String, Vec<Whole>>,
    /// The parts that other children of the school have, too, by number.
    shared: BTreeMap<Upn, Shared>,
    /// Where the school's staff have their e-mail.
    domains: BTreeSet<String>,
}

/// A whole name of somebody else.
#[derive(Debug, Clone)]
struct Whole {
    words: Vec<String>,
    /// Whether the family name and a comma come first.
    is_turned: bool,
}

/// What a school's records say of others.
struct Others<'s> {
    children: Vec<(Option<&'s Upn>, &'s str)>,
    adults: Vec<&'s str>,
    /// The names of the school itself.
    school: Vec<&'s str>,
    /// E-mail addresses of its staff.
    addresses: Vec<&'s str>,
}

impl<'p> Spoken<'p> {
    /// At a school, which is the child's own or is not.
    #[must_use]
    pub fn of(person: &'p Person, school: &School, is_own: bool) -> Self {
        if is_own { Self::at(person, school) } else { Self::by_whole_names(person) }
    }

    /// By numbers and whole names: at a school that is not the child's own.
    #[must_use]
    pub fn by_whole_names(person: &'p Person) -> Self {
        Self { person, parts: None }
    }

    /// By a part of the name, too: at a school of the child's own.
    fn at(person: &'p Person, school: &School) -> Self {
        let file = school.file.as_ref().map(|file| &file.record);
        let representative = file.and_then(|file| file.representative.as_ref());
        let head = file.and_then(|file| file.head.email.as_deref());
        Self::among(
            person,
            &Others {
                children: children(school).collect(),
                adults: school.adults().collect(),
                school: file.map(|file| &*file.name).into_iter().chain([&*school.folder]).collect(),
                addresses: head.into_iter().chain(representative.and_then(|one| one.email.as_deref())).collect(),
            },
        )
    }

    fn among(person: &'p Person, others: &Others<'_>) -> Self {
        let mut parts = Parts::default();
        // A school is called by the first word of its name.
        let called: Vec<String> = others.school.iter().filter_map(|name| words_of(name).next()).collect();
        for (is_given, word) in parts_of_names(&person.names) {
            let key = key(word);
            if is_given {
                parts.given.insert(key.clone());
            } else if called.contains(&key) {
                parts.of_school.insert(key.clone());
            }
            parts.keys.insert(key);
        }
        let Parts { given, of_school, .. } = &mut parts;
        of_school.retain(|key| !given.contains(key));
        let alike: BTreeSet<_> = others.children.iter().filter(|(_, name)| !person.is_called(name)).collect();
        for (upn, name) in alike {
            let shared = parts.in_common(name);
            if shared.is_empty() {
                continue;
            }
            parts.excuse(name);
            parts.excuse_turned(name);
            if let Some(upn) = upn.filter(|upn| !upn.is_code()) {
                parts.shared.entry(upn.clone()).or_default().extend(shared);
            }
        }
        let adults: BTreeSet<&str> = others.adults.iter().copied().collect();
        for name in adults {
            if parts.in_common(name).is_empty() {
                continue;
            }
            parts.excuse(name);
            let family = name.split_whitespace().next_back().unwrap_or(name);
            let own = name.split_whitespace().next().filter(|first| is_title(first));
            let titles = own.map_or_else(|| TITLES.to_vec(), |own| vec![own]);
            for title in titles {
                parts.excuse(&format!("{title} {family}"));
            }
        }
        for name in &others.school {
            parts.excuse(name);
            let pairs = words(name).zip(words(name).skip(1));
            for ((_, saint), (_, word)) in pairs.filter(|((_, word), _)| matches!(&*key(word), "st" | "saint")) {
                parts.excuse(&format!("{saint} {word}"));
            }
        }
        let domains = others.addresses.iter().filter_map(|address| domain_of(address));
        parts.domains = domains.filter(|domain| !OF_ANYBODY.contains(&domain.as_str())).collect();
        let parts = Some(parts).filter(|parts| !parts.keys.is_empty());
        Self { person, parts }
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
        self.in_text_of(text, &Shared::new())
    }

    /// The same of a text about another child, with whom the child may share a part of the name.
    pub(super) fn in_text_of(&self, text: &str, shared: &Shared) -> Option<About> {
        let by_part =
            || self.parts.as_ref().is_some_and(|parts| parts.are_in(text, shared)).then_some(About::PartOfName);
        self.person.in_text(text).or_else(by_part)
    }

    /// Which parts of the name another child has, too, by the number or the name in a record; none where it is this child.
    pub(super) fn shared_with(&self, upn: Option<&Upn>, name: Option<&str>) -> Shared {
        let Some(parts) = &self.parts else { return Shared::new() };
        if self.person.upn.as_ref().is_some_and(|own| Some(own) == upn)
            || name.is_some_and(|name| self.person.is_called(name))
        {
            return Shared::new();
        }
        let mut shared = upn.and_then(|upn| parts.shared.get(upn)).cloned().unwrap_or_default();
        shared.extend(name.map(|name| parts.in_common(name)).unwrap_or_default());
        shared
    }

    /// Whether a sender, a receiver or somebody who was spoken with is the child, or perhaps a relative. A first name before another family name is
    /// somebody else's, and so is an address of the school's own.
    pub(super) fn in_person(&self, text: &str) -> Option<About> {
        let is_other = || self.parts.as_ref().is_some_and(|parts| parts.is_of_somebody_else(text));
        self.in_text(text).filter(|about| *about != About::PartOfName || !is_other())
    }

    /// Whether one of some texts, or of some people, speaks of the child or is perhaps the child's relative, and how surely. `shared`: as for
    /// [`Spoken::in_text_of`].
    pub(super) fn in_texts<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
        people: impl Iterator<Item = &'t str>,
        shared: &Shared,
    ) -> Option<About> {
        // Who writes to whom says nothing of a text that is about a child who has the family name, too.
        let people = people.filter(|_| shared.is_empty()).filter_map(|person| self.in_person(person));
        texts.filter_map(|text| self.in_text_of(text, shared)).chain(people).min_by_key(About::doubt)
    }
}

impl Parts {
    /// The parts that a name has, too.
    fn in_common(&self, name: &str) -> Shared {
        words_of(name).filter(|word| self.keys.contains(word)).collect()
    }

    /// Lets a whole name of somebody else speak of nobody.
    fn excuse(&mut self, name: &str) {
        self.excuse_words(words_of(name).collect(), false);
    }

    /// The same of a name with the last word first.
    fn excuse_turned(&mut self, name: &str) {
        let mut words: Vec<String> = words_of(name).collect();
        let last = 1.min(words.len());
        words.rotate_right(last);
        self.excuse_words(words, true);
    }

    fn excuse_words(&mut self, words: Vec<String>, is_turned: bool) {
        // One word is no whole name.
        if let Some(first) = words.first().filter(|_| words.len() > 1) {
            self.others.entry(first.clone()).or_default().push(Whole { words, is_turned });
        }
    }

    fn are_in(&self, text: &str, shared: &Shared) -> bool {
        // Most texts have no part of the name at all, and that is soon found.
        let plain = folded(text).replace('\'', "");
        if !self.keys.iter().any(|key| plain.contains(key.as_str())) {
            return false;
        }
        let words: Vec<(Range<usize>, String)> =
            words(text).map(|(at, word)| (at..at + word.len(), key(word))).collect();
        let excused = self.excused(text, &words);
        let mut found = (0..words.len()).filter(|place| {
            words.get(*place).is_some_and(|(_, word)| self.part(word).is_some_and(|part| !shared.contains(part)))
                && !excused.get(*place).copied().unwrap_or_default()
                && self.may_be_meant(text, &words, *place)
        });
        let Some(first) = found.next() else { return false };
        let addresses = addresses(text);
        let is_in_address = |place: usize| {
            let at = words.get(place).map_or(0, |(at, _)| at.start);
            addresses.iter().any(|address| address.contains(&at))
        };
        std::iter::once(first).chain(found).any(|place| !is_in_address(place))
    }

    /// The part of the name that a word is, and not a piece of it alone: `Connor` is another than `O'Connor`.
    fn part(&self, word: &str) -> Option<&String> {
        self.keys.get(word).or_else(|| self.keys.get(word.strip_suffix('s')?))
    }

    /// Which words belong to a whole name of somebody else.
    fn excused(&self, text: &str, words: &[(Range<usize>, String)]) -> Vec<bool> {
        let mut excused = vec![false; words.len()];
        for place in 0..words.len() {
            let here = words.get(place..).unwrap_or_default();
            let Some(known) = here.first().and_then(|(_, first)| self.others.get(first)) else { continue };
            let longest = known.iter().filter(|name| name.is_at(text, here)).map(|name| name.words.len()).max();
            excused.iter_mut().skip(place).take(longest.unwrap_or_default()).for_each(|word| *word = true);
        }
        excused
    }

    /// Whether a part of the name at a place may mean the child.
    fn may_be_meant(&self, text: &str, words: &[(Range<usize>, String)], place: usize) -> bool {
        let Some((at, word)) = words.get(place) else { return false };
        let near = |step: isize| {
            place.checked_add_signed(step).and_then(|place| words.get(place)).map(|(_, word)| word.as_str())
        };
        let is_large = text.get(at.clone()).is_some_and(|word| word.starts_with(|first: char| !first.is_lowercase()));
        if !is_large && is_ordinary(word) {
            return false;
        }
        // The school's own name is the family's after a title, or before "family".
        if self.part(word).is_some_and(|part| self.of_school.contains(part)) {
            return near(-1).is_some_and(is_title) || near(1).is_some_and(|next| next.starts_with("famil"));
        }
        !is_of_the_calendar(text, at, word, [near(-2), near(-1), near(1)]) && !is_of_a_greeting(text, at)
    }

    /// Whether somebody has another family name, or an address of the school's own.
    fn is_of_somebody_else(&self, text: &str) -> bool {
        let words: Vec<&str> = words(text).map(|(_, word)| word).collect();
        let is_name = |word: &str| word.starts_with(char::is_uppercase);
        let has_another_name = words.windows(2).any(|pair| match pair {
            [first, next] => self.given.contains(&key(first)) && is_name(next) && self.part(&key(next)).is_none(),
            _ => false,
        });
        has_another_name || domain_of(text).is_some_and(|domain| self.domains.contains(&domain))
    }
}

impl Whole {
    /// Whether the name stands at the first of some words.
    fn is_at(&self, text: &str, words: &[(Range<usize>, String)]) -> bool {
        let last = self.words.len() - 1;
        let fits = |(place, (own, (_, word))): (usize, (&String, &(Range<usize>, String)))| {
            own == word || (place == last && word.strip_suffix('s') == Some(own))
        };
        let Some(here) = words.get(..self.words.len()) else { return false };
        self.words.iter().zip(here).enumerate().all(fits)
            && here.windows(2).enumerate().all(|(place, pair)| match pair {
                [(one, word), (next, _)] => {
                    let between = text.get(one.end..next.start).unwrap_or_default();
                    if self.is_turned && place == 0 { between.trim() == "," } else { is_joint(between, word) }
                }
                _ => true,
            })
    }
}

/// Whether two words of a name may stand so: with blanks, the end of a line or a hyphen between them, or a point behind a letter or a title. Items of a
/// list are names of several.
fn is_joint(between: &str, before: &str) -> bool {
    let between = between.strip_prefix('.').filter(|_| before.chars().count() <= 3).unwrap_or(between);
    let is_blank = || !between.is_empty() && between.chars().all(|c| c.is_whitespace() || matches!(c, '*' | '_'));
    let begins_item =
        || between.contains('\n') && between.trim_end().ends_with('*') && between.ends_with(char::is_whitespace);
    matches!(between, "-" | "‑") || (is_blank() && !begins_item())
}

fn is_title(word: &str) -> bool {
    TITLES.iter().any(|title| key(word) == key(title))
}

/// The parts of some names by which people call a child: all words but the small ones between a first and a last name. Of each, whether it is the first.
pub fn parts_of_names(names: &[String]) -> impl Iterator<Item = (bool, &str)> {
    names.iter().flat_map(|name| {
        let all: Vec<&str> = words(name).map(|(_, word)| word).collect();
        let last = all.len().saturating_sub(1);
        let is_long = |word: &str| {
            word.chars().filter(|c| c.is_alphabetic()).count() > 1 || word.chars().any(|c| u32::from(c) >= 0x2E80)
        };
        let is_part =
            move |(place, word): &(usize, &str)| is_long(word) && (*place == 0 || *place == last || !is_between(word));
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

/// Whether a word is a month beside a day or a year, or a season beside "term" and its like, and no name: `12 May`, `May 2026`, `the autumn term`.
/// `near`: the words two before, before and behind it.
fn is_of_the_calendar(text: &str, at: &Range<usize>, word: &str, near: [Option<&str>; 3]) -> bool {
    let [second, before, after] = near;
    let is_year = |word: &str| word.len() == 4 && ["19", "20"].iter().any(|century| word.starts_with(century));
    let behind = text.get(at.end..).unwrap_or_default();
    let is_right_behind = behind.trim_start_matches([' ', '\u{a0}', ',', '-']).starts_with(char::is_alphanumeric);
    let has_year = is_right_behind && after.is_some_and(is_year);
    match word {
        "april" | "august" | "january" | "june" | "may" => {
            let in_front = text.get(..at.start).unwrap_or_default().trim_end_matches([' ', '\u{a0}', '-']);
            let day = before.filter(|day| in_front.ends_with(|c: char| c.is_alphanumeric()) && day.is_ascii());
            let begin =
                day.map_or("", |day| in_front.get(..in_front.len().saturating_sub(day.len())).unwrap_or_default());
            // In `at 10:15 June came` and `in year 4 May was` the number is none of a date.
            let is_other_number = begin.ends_with([':', '.', '/'])
                || second.is_some_and(|word| ["year", "yr", "age", "aged", "class", "room", "at"].contains(&word));
            has_year || (day.is_some_and(is_day) && !is_other_number)
        }
        "autumn" | "summer" => {
            let of_school = ["term", "terms", "half", "holiday", "holidays", "break"];
            has_year || (is_right_behind && after.is_some_and(|after| of_school.contains(&after)))
        }
        _ => false,
    }
}

/// Whether a word is the day of a month: `12`, `1st`.
fn is_day(word: &str) -> bool {
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(number.len()..).unwrap_or_default();
    ["", "st", "nd", "rd", "th"].contains(&ending) && number.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
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
    /// A longer line is no greeting.
    const MOST: usize = 80;
    let before = text.get(..place.start).unwrap_or_default();
    let (above, begin) = before.rsplit_once('\n').unwrap_or(("", before));
    let end = text.get(place.end..).unwrap_or_default();
    let end = end.split_once('\n').map_or(end, |(end, _)| end);
    if begin.len() + end.len() > MOST {
        return false;
    }
    let words: Vec<String> = words_of(begin).chain(words_of(end)).filter(|word| word != "s").collect();
    if !words.is_empty() {
        let is_greeting = |word: &String| BEGIN.contains(&word.as_str()) || END.contains(&word.as_str());
        return words.iter().all(is_greeting);
    }
    let last = above.trim_end();
    let last = last.rsplit_once('\n').map_or(last, |(_, last)| last);
    let mut last = words_of(last.get(..MOST).unwrap_or(last)).peekable();
    last.peek().is_some() && last.all(|word| END.contains(&word.as_str()))
}

/// The children in a school's records: numbers or codes, and names.
fn children(school: &School) -> impl Iterator<Item = (Option<&Upn>, &str)> {
    let in_pro_formas = school.pro_formas.iter().flat_map(|filed| filed.record.children());
    let in_notices = school.notices.iter().map(|filed| (&filed.record.upn, &filed.record.name));
    let in_visits = school.visits.iter().flat_map(|filed| filed.record.children.iter());
    let in_visits = in_visits.filter_map(|row| Some((&row.upn, row.name.as_ref()?)));
    in_pro_formas.chain(in_notices).chain(in_visits).map(|(upn, name)| (Some(upn), &**name))
}

/// Where anybody may have their e-mail.
const OF_ANYBODY: [&str; 13] = [
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "outlook.com",
    "sky.com",
    "talktalk.net",
    "yahoo.co.uk",
    "yahoo.com",
];

const TITLES: [&str; 6] = ["Mr", "Mrs", "Miss", "Ms", "Mx", "Dr"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::values::Value as _;

    fn parts(name: &str) -> Vec<String> {
        parts_of_names(&[name.to_owned()]).map(|(_, word)| key(word)).collect()
    }

    #[test]
    fn small_words_between_names_are_no_parts() {
        assert_eq!(parts("Ana de la Cruz"), ["ana", "cruz"]);
        assert_eq!(parts("Al Ben Van"), ["al", "ben", "van"]);
    }

    fn others(child: &str) -> Others<'_> {
        Others {
            children: vec![(None, "Amy Lee"), (None, "Cody Farrar"), (None, child)],
            adults: vec!["Ms A Grant"],
            school: vec!["St Thomas Oak School", "Oak"],
            addresses: vec!["head@oak.example", "head.oak@gmail.com"],
        }
    }

    /// How a school's texts speak of a child: at St Thomas Oak School, with a head called Ms A Grant and a pupil called Amy Lee.
    fn told(child: &str, text: &str) -> Option<About> {
        let person = Person::new(None, vec![child.to_owned()]);
        Spoken::among(&person, &others(child)).in_text(text)
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
            ("June Bell", "At 10:15 June came in. In year 4 June was late"),
            ("June Bell", "She teaches year 9. June was absent"),
            ("June Bell", "Nana of June: 01632 960999"),
            ("June Bell", "Saw June 15 minutes ago"),
            ("Cody Bell", "Rang Mrs Farrar. Cody came in"),
            ("Cody Bell", "Spoke to Cody. Farrar family not in"),
            ("Rose Grant", "Mrs Grant rang: she is ill"),
            ("Ana Oak", "Mrs Oak rang; the Oak family moved"),
            ("Lee Child", "Child: plan in draft"),
            ("Grace Dunn", "for Grace"),
            ("Amy Dunn", "Dear Mrs Dunn,\nthank you"),
            ("Amy Dunn", "To discuss:\n- Amy\n- Ben"),
            ("Amy Dunn", "To discuss:\n- Amy\n- Lee"),
            ("Amy Dunn", "To discuss:\n* Amy\n* Lee"),
            ("Amy Dunn", "Dear Ben, Amy was late.\nKind regards,\nAmy"),
            ("Amy Dunn", "Thanks, Amy settles in"),
        ] {
            assert_eq!(told(child, text), Some(About::PartOfName), "{child}: {text}");
        }
        for (child, text) in [
            ("Reuben Achebe", "Reubenstein, sachebe"),
            ("Zoë O'Connor", "Connor was late"),
            ("Amy Dunn", "Amy Lee, LEE, AMY; **Amy**\n    **Lee's**"),
            ("Cody Bell", "Farrar, Cody and Cody Farrar"),
            ("Rose Grant", "Ms A. Grant, Ms Grant and a.grant@oak.example; a rose"),
            ("May Hill", "On 12 May 2026, in May 2026, 1st May; it may be"),
            ("Lee Child", "for each child"),
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
    fn what_is_said_of_a_child_with_the_same_first_name_is_that_childs() {
        let upn = Upn::parse("M80120000500A").unwrap();
        let person = Person::new(None, vec!["Amy Dunn".to_owned()]);
        let mut others = others("Amy Dunn");
        others.children.push((Some(&upn), "Amy Lee"));
        let spoken = Spoken::among(&person, &others);
        for shared in [spoken.shared_with(Some(&upn), None), spoken.shared_with(None, Some("Amy Lee"))] {
            assert_eq!(spoken.in_text_of("Amy was hurt", &shared), None);
            assert_eq!(spoken.in_text_of("Amy was with the other Dunn", &shared), Some(About::PartOfName));
        }
        assert!(spoken.shared_with(None, Some("Amy Dunn")).is_empty());
    }

    #[test]
    fn a_long_text_is_soon_read() {
        let text = "12 June 2026, Amy Lee, 020 7946 0001 ".repeat(20_000);
        assert_eq!(told("June Amy", &text), None);
    }

    #[test]
    fn a_person_with_another_family_name_is_somebody_else() {
        let person = Person::new(None, vec!["Emma Dunn".to_owned()]);
        let spoken = Spoken::among(&person, &others("Emma Dunn"));
        for (name, is_told) in [
            ("Lucy Dunn <l.dunn@oak.example>", false),
            ("Claire Dunn <claire@gmail.com>", true),
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
        let spoken = Spoken::among(&person, &others("Amy Dunn"));
        let texts = ["Amy", "for Amy Dunn"];
        assert!(matches!(spoken.in_texts(texts.into_iter(), [].into_iter(), &Shared::new()), Some(About::Possibly(_))));
    }
}
