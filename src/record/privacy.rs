//! Which texts of a record a message may repeat. A child's name may stand wherever something is wrong; it is decided here, and here
//! alone, what is surely none.

use std::fmt;

use super::dates;
use super::form::{field_names, words};
use super::likeness::{is_same_but_for_signs, nearest};
use super::values::{Date, Upn, Value as _};
use crate::text::quoted;

/// What a text was written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// The name of a field, or a kind of record; `near`: the one that was probably meant.
    Name {
        /// A known name that is like it.
        near: Option<String>,
    },
    /// A word from a list; `near`: the one that was probably meant.
    Word {
        /// A word of the list that is like it.
        near: Option<String>,
    },
    /// A value whose schema has this `format`.
    Value {
        /// The name of the format.
        format: String,
    },
}

/// A text of a file as a fault carries it. It comes into a message by [`Quote::shown`] alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Quote {
    text: String,
    meant: Meant,
    among_children: bool,
}

impl Quote {
    /// `among_children`: whether it stands where a child's name may have slipped in.
    #[must_use]
    pub fn new(text: &str, meant: Meant, among_children: bool) -> Self {
        Self { text: text.to_owned(), meant, among_children }
    }

    /// The text in backticks; `this` where it may be a child's name.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.may_be_shown() { quoted(&self.text) } else { "this".to_owned() }
    }

    /// Whether messages may repeat it.
    #[must_use]
    pub fn may_be_shown(&self) -> bool {
        may_be_shown(&self.text, &self.meant, self.among_children)
    }
}

impl fmt::Debug for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

/// Whether a text may be repeated. `among_children`: whether it stands where a child's name may have slipped in.
#[must_use]
pub fn may_be_shown(text: &str, meant: &Meant, among_children: bool) -> bool {
    let is_near = |near: &Option<String>| {
        near.as_deref().is_some_and(|near| {
            let is_slip = is_one_word(text) && !(among_children && has_large_word(text) && is_like_a_name(text, near));
            is_slip || is_same_but_for_signs(text, near)
        })
    };
    match meant {
        Meant::Name { near } if among_children => is_near(near) || !may_be_a_name(text),
        Meant::Name { near } => is_near(near) || looks_like_a_field(text),
        Meant::Word { near } => !among_children || is_near(near),
        Meant::Value { format } => {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let figures = text.chars().filter(char::is_ascii_digit).count();
            match format.as_str() {
                _ if letters == 0 => true,
                // Whoever writes words for a date may have written them in the wrong field, whatever the kind of record.
                Date::FORMAT => dates::meant(text).is_some(),
                Upn::FORMAT => figures >= 9 && letters <= 3,
                _ => !among_children,
            }
        }
    }
}

/// A JSON Pointer in parts, up to the first name that may be a child's. `among_children`: whether the record may speak of children.
#[must_use]
pub fn without_names(parts: &[String], among_children: bool) -> &[String] {
    let is_entry = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let known = || field_names().iter().map(String::as_str);
    let is_safe = |part: &String| {
        let meant = Meant::Name { near: nearest(part, known()).map(str::to_owned) };
        is_entry(part) || !among_children || may_be_shown(part, &meant, true)
    };
    let end = parts.iter().position(|part| !is_safe(part)).unwrap_or(parts.len());
    parts.get(..end).unwrap_or_default()
}

/// Whether a field's name that is not known may be a child's: it has several words, or one that is written large, and they are not all
/// words of this program.
fn may_be_a_name(name: &str) -> bool {
    const SMALL: [&str; 8] = ["a", "and", "by", "for", "in", "of", "on", "the"];
    let own = name.strip_prefix("x_").or_else(|| name.strip_prefix("X_")).unwrap_or(name);
    let is_known = |word: &str| {
        let word = word.to_lowercase();
        SMALL.contains(&word.as_str()) || field_names().contains(&word) || words().contains(&word)
    };
    let looks_like_one = has_large_word(own) || own.contains(char::is_whitespace);
    looks_like_one && !own.split_whitespace().all(is_known)
}

/// Whether a word that is written large may be a name although it is like a field: `Nate` is like `date`, `Dale` and `Emily` even begin as fields do.
fn is_like_a_name(text: &str, near: &str) -> bool {
    const NAMES: [&str; 24] = [
        "adrian", "agnes", "childe", "dale", "dane", "dave", "daya", "daye", "donn", "donna", "emil", "emilia",
        "emily", "fran", "kim", "nam", "noel", "nola", "rolf", "summer", "tim", "timo", "tyla", "yara",
    ];
    let text = text.to_lowercase();
    let begins_otherwise = text.chars().next() != near.chars().next();
    begins_otherwise || NAMES.contains(&text.as_str())
}

/// Whether a word of it begins with a capital, or with a letter of a script that has none.
fn has_large_word(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter_map(|word| word.chars().next()).any(|first| first.is_alphabetic() && !first.is_lowercase())
}

/// Whether a text is one word; with hyphens only where it is written small.
fn is_one_word(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    text.chars().all(is_part) && !(text.contains('-') && has_large_word(text))
}

/// Whether a text is written as names of fields are.
fn looks_like_a_field(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_shown_and_a_slip_is() {
        let name = |text: &str| {
            let near = nearest(text, field_names().iter().map(String::as_str)).map(str::to_owned);
            may_be_shown(text, &Meant::Name { near }, true)
        };
        for slip in [
            "datee",
            "Date",
            "colour",
            "From school",
            "x_ward",
            "X_ward",
            "told-authority",
            "Date of visit",
            "rôle",
            "a/b",
        ] {
            assert!(name(slip), "{slip}");
        }
        for child in [
            "Ada",
            "Ada Brown",
            "ada brown",
            "Zoë",
            "Nate",
            "Noel",
            "Emily",
            "Tyler O'Connor",
            "O’Connor",
            "d'Arcy",
            "(Ada)",
            "Al date",
            "Al-date",
            "x_Ada",
            "李明",
        ] {
            assert!(!name(child), "{child}");
        }
        let value = |format: &str, text: &str| may_be_shown(text, &Meant::Value { format: format.to_owned() }, true);
        assert!(value("date", "24/11/2026") && value("date", "24 Nov 2026") && value("upn", "B80120000500"));
        assert!(value("count", "-1") && value("school-year", "44"));
        for child in ["Ada", "Ada 24/11/2026", "Satish 24 Nov 2026", "Augusta 3 2020"] {
            assert!(!value("date", child) && !value("count", child) && !value("upn", child), "{child}");
        }
        assert!(!value("upn", "Ada 20110412"));
    }

    #[test]
    fn a_pointer_ends_before_a_name() {
        let parts = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(without_names(&parts("children/0/Ada Brown/upn"), true), parts("children/0"));
        assert_eq!(without_names(&parts("children/0/Year"), true), parts("children/0/Year"));
        assert_eq!(without_names(&parts("Ada"), false), parts("Ada"));
    }
}
