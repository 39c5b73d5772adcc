//! Unique pupil numbers.

use std::fmt;

use schemars::{Schema, json_schema};

use super::value::{Value, read_from_text, written_as_text};
use super::wrong::{Wrong, WrongUpn};

read_from_text!(Upn);
written_as_text!(Upn);

/// A unique pupil number, its check letter right; or one of the codes `UN1` to `UN5` for a child who has none yet.
///
/// Source: Department for Education, Unique pupil numbers: a guide for schools and local authorities (the check letter).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Upn(Box<str>);

impl Upn {
    /// The letters of check letters and temporary numbers, in the order of their values.
    const LETTERS: &'static [u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One of `UN1` to `UN5`: the child is known by this and the name together.
    #[must_use]
    pub fn is_code(&self) -> bool {
        self.0.len() == 3
    }

    /// The check letter that goes with the other 12 characters of a number, whatever letter stands there now.
    #[must_use]
    pub fn check_letter_of(text: &str) -> Option<char> {
        Self::check_letter(text.as_bytes().get(1..)?).map(char::from)
    }

    /// The check letter that goes with the 12 characters after it; none where these are not 11 digits and a digit or letter.
    fn check_letter(rest: &[u8]) -> Option<u8> {
        let (last, digits) = rest.split_last()?;
        if digits.len() != 11 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let value = |byte: &u8| match byte {
            b'0'..=b'9' => Some(usize::from(byte - b'0')),
            letter => Self::LETTERS.iter().position(|l| l == letter),
        };
        value(last)?;
        let sum: usize = rest.iter().filter_map(value).zip(2..).map(|(value, weight)| value * weight).sum();
        Self::LETTERS.get(sum % 23).copied()
    }
}

impl Value for Upn {
    const NAME: &'static str = "Upn";
    const FORMAT: &'static str = "upn";
    const EXAMPLE: Option<&'static str> = Some("B801200005001");

    fn parse(text: &str) -> Result<Self, Wrong> {
        if let [b'U', b'N', b'1'..=b'5'] = text.as_bytes() {
            return Ok(Self(text.into()));
        }
        if let [first, rest @ ..] = text.as_bytes()
            && Self::check_letter(rest) == Some(*first)
        {
            return Ok(Self(text.into()));
        }
        Err(Wrong::Upn(wrong(text)))
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": "^([A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]|UN[1-5])$"})
    }
}

fn wrong(text: &str) -> WrongUpn {
    let length = text.chars().count();
    let tidy: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if tidy != text && Upn::parse(&tidy).is_ok() {
        WrongUpn::Spelling(tidy)
    } else if length != 13 {
        WrongUpn::Length(length)
    } else if Upn::check_letter(text.as_bytes().get(1..).unwrap_or_default()).is_some() {
        WrongUpn::CheckLetter
    } else {
        WrongUpn::Pattern
    }
}

impl fmt::Display for Upn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
