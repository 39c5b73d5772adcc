//! Who a chronology is about, and what is surely or perhaps about that child.

use chrono::NaiveDate;

use crate::layout::Area;
use crate::mail::WholeMail;
use crate::record::values::{ChildName, Upn, Value as _};
use crate::school::School;
use crate::search::folded;
use crate::veil::{Care, Veil, words_of};

/// Whether something is about a child: surely, or possibly and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    Surely,
    Possibly(String),
    /// A text has a part of the name and no more of it.
    PartOfName,
    /// Because of another number: what stands before and after it.
    Number {
        before: &'static str,
        upn: String,
        after: &'static str,
    },
}

impl About {
    /// Why it is only possible; without another number where that is not to be shown.
    pub fn why(self, is_strict: bool) -> Option<String> {
        match self {
            Self::Surely => None,
            Self::Possibly(why) => Some(why),
            Self::PartOfName => Some("the text has a part of the name alone".to_owned()),
            Self::Number { before, after, .. } if is_strict => Some(format!("{before} is another, {after}")),
            Self::Number { before, upn, after } => Some(format!("{before} {upn} {after}")),
        }
    }

    /// How much speaks against it: the least first.
    pub fn doubt(&self) -> u8 {
        match self {
            Self::Surely => 0,
            Self::Possibly(_) | Self::Number { .. } => 1,
            Self::PartOfName => 2,
        }
    }
}

/// A child whose story is told.
#[derive(Debug, Clone)]
pub struct Person {
    /// The UPN; none of a child who is known by the name alone, or by a code and the name.
    pub upn: Option<Upn>,
    /// The names that records give, the newest first.
    pub names: Vec<String>,
    keys: Vec<String>,
    /// The words of each name, as they are compared.
    parts: Vec<Vec<String>>,
    in_texts: Veil,
    /// Numbers that may be the child's, too: temporary ones beside a lasting one, or the other way about.
    others: Vec<Upn>,
}

/// A saved e-mail that was read whole.
#[derive(Debug, Clone)]
pub struct ReadMail {
    /// The file, relative to the drive.
    pub path: String,
    /// What it says.
    pub mail: WholeMail,
}

/// A text that is no record which can be read, but names the child: a copy, a stray record, one that is broken, a document by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// The file, relative to the drive.
    pub path: String,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// The line.
    pub line: Option<u32>,
    /// The line's text, or a part of it; of a record that cannot be read the row in which it stands.
    pub text: String,
    /// Whether it is a record by its name and place.
    pub is_record: bool,
}

/// A file or folder that could not be read: it may speak of the child, too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// Where it is, relative to the drive.
    pub path: String,
    /// Why, in words.
    pub reason: String,
}

impl Unread {
    /// Whether an exclusion may stand in it: e-mails and letters hold none.
    #[must_use]
    pub fn may_hold_exclusions(&self) -> bool {
        let area = self.path.split('/').nth(2).and_then(Area::from_folder);
        !matches!(area, Some(Area::Emails | Area::Correspondence))
    }
}

/// A record that names the child and cannot be read as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The file, relative to the drive.
    pub path: String,
    /// Whether an exclusion may stand in it: a visit and a phone log hold none.
    pub may_hold_exclusions: bool,
}

/// Whether a number is a temporary one: with a letter at its end.
#[must_use]
pub fn is_temporary(upn: &Upn) -> bool {
    !upn.is_code() && upn.as_str().ends_with(|c: char| c.is_ascii_alphabetic())
}

impl Person {
    /// A child by number and names.
    #[must_use]
    pub fn new(upn: Option<Upn>, names: Vec<String>) -> Self {
        let mut in_texts = Veil::new(Care::Usual, "");
        names.iter().for_each(|name| in_texts.hide_whole(name));
        let keys = names.iter().map(|name| name_key(name)).collect();
        let parts = names.iter().map(|name| words_of(name).collect()).collect();
        Self { upn, names, keys, parts, in_texts, others: Vec::new() }
    }

    /// The same child, who may have had other numbers, too: what bears one of them is possibly about the child.
    #[must_use]
    pub fn with_other_numbers(self, others: Vec<Upn>) -> Self {
        Self { others, ..self }
    }

    /// Numbers that may be the child's, too.
    #[must_use]
    pub fn other_numbers(&self) -> &[Upn] {
        &self.others
    }

    /// The name, as the newest record has it; the number, where no record has one.
    #[must_use]
    pub fn name(&self) -> &str {
        let upn = || self.upn.as_ref().map_or("", Upn::as_str);
        self.names.first().map_or_else(upn, String::as_str)
    }

    /// Whether a name is one of the child's, whatever the capitals, accents and blanks.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.keys.contains(&name_key(name))
    }

    /// Whether a number or code and a name, as a record lists them, are this child's; a code and the name may be.
    #[must_use]
    pub fn is_listed_as(&self, upn: &str, name: &str) -> bool {
        let is_own = self.upn.as_ref().is_some_and(|own| own.as_str() == upn);
        is_own || (self.is_called(name) && Upn::parse(upn).is_ok_and(|upn| upn.is_code()))
    }

    /// Whether a row is about the child, surely or possibly.
    #[must_use]
    pub fn is_row(&self, upn: &Upn, name: Option<&ChildName>) -> bool {
        self.of_row(upn, name).is_some()
    }

    /// Whether a row is about the child.
    pub(super) fn of_row(&self, upn: &Upn, name: Option<&ChildName>) -> Option<About> {
        if self.upn.as_ref() == Some(upn) {
            return Some(About::Surely);
        }
        if name.is_none() && self.others.contains(upn) {
            return Some(self.of_other_number(upn));
        }
        if !name.is_some_and(|name| self.is_called(name)) {
            return None;
        }
        let of_name = "with the same name";
        if upn.is_code() {
            return Some(About::Possibly(format!("the record has the code {upn} and not a UPN, {of_name}")));
        }
        // Of a child whom no record gives a UPN, nothing with another child's UPN is told.
        let own = self.upn.as_ref()?;
        (is_temporary(upn) || is_temporary(own)).then(|| self.of_other_number(upn))
    }

    fn of_other_number(&self, upn: &Upn) -> About {
        let (before, after) = if is_temporary(upn) {
            ("the temporary number", "with the same name: perhaps a former number")
        } else {
            ("the number", "with the same name: perhaps the later number")
        };
        About::Number { before, upn: upn.to_string(), after }
    }

    /// Whether a text may speak of the child: it has a number of the child, or all parts of a name anywhere. Of most texts this is found to be untrue
    /// in no time.
    fn may_be_in(&self, text: &str) -> bool {
        let text = folded(text).replace('\'', "");
        let mut upns = self.upns().filter(|upn| !upn.is_code());
        let holds = |part: &String| text.contains(part.as_str());
        upns.any(|upn| text.contains(&upn.as_str().to_lowercase()))
            || self.parts.iter().any(|name| name.iter().all(holds))
    }

    /// Every number that the child has or may have.
    fn upns(&self) -> impl Iterator<Item = &Upn> {
        self.upn.iter().chain(&self.others)
    }

    /// Whether a text speaks of the child.
    pub(super) fn in_text(&self, text: &str) -> Option<About> {
        if !self.may_be_in(text) {
            return None;
        }
        let has_upn = |upn: &Upn| {
            let key = upn.as_str().to_lowercase();
            !upn.is_code() && crate::veil::words(text).any(|(_, word)| word.to_lowercase() == key)
        };
        if self.upn.as_ref().is_some_and(has_upn) {
            return Some(About::Surely);
        }
        if let Some(other) = self.others.iter().find(|upn| has_upn(upn)) {
            return Some(self.of_other_number(other));
        }
        let is_named = !self.names.is_empty() && !self.in_texts.places(text).is_empty();
        is_named.then(|| About::Possibly("the text has the name alone".to_owned()))
    }
}

/// A name as it is compared.
#[must_use]
pub fn name_key(name: &str) -> String {
    folded(name).trim().to_owned()
}

/// Whether two names are the same, whatever the capitals, accents and blanks.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    name_key(one) == name_key(other)
}

/// The names that some schools' records give to a child's number, the newest first; those that are known already, where none does.
#[must_use]
pub fn names_of(person: &Person, schools: &[School]) -> Vec<String> {
    let Some(upn) = &person.upn else { return person.names.clone() };
    let mut found: Vec<(NaiveDate, &ChildName)> = Vec::new();
    for school in schools {
        for filed in &school.pro_formas {
            let rows = filed.record.children().filter(|(of, _)| *of == upn);
            found.extend(rows.map(|(_, name)| (*filed.record.visit, name)));
        }
        let notices = school.notices.iter().map(|filed| &filed.record).filter(|notice| notice.upn == *upn);
        found.extend(notices.map(|notice| (*notice.told_authority, &notice.name)));
        for filed in &school.visits {
            let rows = filed.record.children.iter().filter(|row| row.upn == *upn);
            found.extend(rows.filter_map(|row| Some((*filed.record.date, row.name.as_ref()?))));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    let mut names: Vec<String> = Vec::new();
    for name in found.into_iter().map(|(_, name)| name.to_string()).chain(person.names.iter().cloned()) {
        if !names.iter().any(|known| is_same_name(known, &name)) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_known_by_number_and_may_be_known_by_name() {
        let upn = |text: &str| Upn::parse(text).unwrap();
        let name = |text: &str| ChildName::parse(text).unwrap();
        let person = Person::new(Some(upn("B801200005001")), vec!["Zoë O’Connor".to_owned()]);
        let possible = |about: Option<About>| about.unwrap().why(false).unwrap();
        assert_eq!(person.of_row(&upn("B801200005001"), None), Some(About::Surely));
        assert!(possible(person.of_row(&upn("UN1"), Some(&name("zoe  O'CONNOR")))).contains("code UN1"));
        assert!(possible(person.of_row(&upn("M80120000500A"), Some(&name("Zoe O'Connor")))).contains("former number"));
        assert_eq!(person.of_row(&upn("E942200024001"), Some(&name("Zoe O'Connor"))), None);
        assert_eq!(person.of_row(&upn("UN1"), None), None);
        assert_eq!(person.in_text("on b801200005001."), Some(About::Surely));
        assert!(possible(person.in_text("for O'Connor, Zoe.")).contains("name alone"));
        assert_eq!(person.in_text("for Zoe"), None);
        assert_eq!(person.of_row(&upn("M80120000500A"), None), None);
        let person = person.with_other_numbers(vec![upn("M80120000500A")]);
        assert!(possible(person.of_row(&upn("M80120000500A"), None)).contains("former number"));
        assert!(possible(person.in_text("on M80120000500A")).contains("former number"));
        let told = person.in_text("on M80120000500A").unwrap().why(true).unwrap();
        assert_eq!(told, "the temporary number is another, with the same name: perhaps a former number");
    }
}
