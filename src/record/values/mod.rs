//! The values of a record's fields (records.md, section 2): each a type that cannot hold a wrong one.

mod lists;
mod numbers;
mod upn;
mod when;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use self::lists::{Addresses, List, OneOrMore};
pub use self::numbers::{Count, Days};
pub use self::upn::Upn;
pub use self::when::{AcademicYear, Date, Time};
use super::dates;
use super::fault::FaultKind;
use crate::yaml::is_blank;

/// Why a text is not the value that its field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// A wrong value, a bad date or a bad UPN.
    pub kind: FaultKind,
    /// What is wrong with it.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Wrong {
    fn value(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind: FaultKind::WrongValue, message: message.into(), help: help.into() }
    }
}

/// Reads the text of a field whose schema has this `format`; none for formats that are not of this file.
#[must_use]
pub fn check(format: &str, text: &str) -> Option<Result<(), Wrong>> {
    FORMATS.iter().find(|(name, _)| *name == format).map(|(_, check)| check(text))
}

/// `format` values of schemas under which any text stands, with whether it is to be hidden in excerpts.
pub const TEXT_FORMATS: &[(&str, bool)] = &[(Text::FORMAT, false), (Prose::FORMAT, true), (ChildName::FORMAT, true)];

/// Whether a wrong text of this format may be repeated where it may be a child's name: figures without letters, a date in words, or what is
/// near enough to a UPN.
#[must_use]
pub fn may_be_repeated(format: &str, text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let figures = text.chars().filter(char::is_ascii_digit).count();
    match format {
        _ if letters == 0 => true,
        Date::FORMAT => dates::is_clear(text),
        Upn::FORMAT => figures >= 8 && letters <= 3,
        _ => false,
    }
}

type CheckText = fn(&str) -> Result<(), Wrong>;

const FORMATS: &[(&str, CheckText)] = &[
    (Date::FORMAT, |text| Date::parse(text).map(drop)),
    (Time::FORMAT, |text| Time::parse(text).map(drop)),
    (YesNo::FORMAT, |text| YesNo::parse(text).map(drop)),
    (Count::FORMAT, |text| Count::parse(text).map(drop)),
    (Days::FORMAT, |text| Days::parse(text).map(drop)),
    (Upn::FORMAT, |text| Upn::parse(text).map(drop)),
    (Urn::FORMAT, |text| Urn::parse(text).map(drop)),
    (DfeNumber::FORMAT, |text| DfeNumber::parse(text).map(drop)),
    (SchoolYear::FORMAT, |text| SchoolYear::parse(text).map(drop)),
    (AcademicYear::FORMAT, |text| AcademicYear::parse(text).map(drop)),
    (Text::FORMAT, |text| Text::parse(text).map(drop)),
    (Prose::FORMAT, |text| Prose::parse(text).map(drop)),
    (ChildName::FORMAT, |text| ChildName::parse(text).map(drop)),
];

/// A value that is written as one text.
pub trait Value: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The `format` of its schema, by which the thorough check knows it.
    const FORMAT: &'static str;
    /// Reads the text of a field.
    fn parse(text: &str) -> Result<Self, Wrong>;
    /// Its JSON Schema.
    fn schema() -> Schema;
}

macro_rules! read_from_text {
    ($($type:ident)*) => {$(
        impl FromStr for $type {
            type Err = Wrong;

            fn from_str(text: &str) -> Result<Self, Wrong> {
                Self::parse(text)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl de::Visitor<'_> for Visitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($type::FORMAT)
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        $type::parse(text).map_err(|wrong| E::custom(wrong.message))
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }

        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $type::NAME.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $type::schema()
            }
        }
    )*};
}

read_from_text!(Date Time YesNo Count Days Upn Urn DfeNumber SchoolYear AcademicYear Text Prose ChildName);

macro_rules! written_as_text {
    ($($type:ident)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

written_as_text!(Date Time Days Upn Urn DfeNumber SchoolYear AcademicYear Text Prose ChildName);

/// `yes` or `no`, `true` or `false`, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct YesNo(pub bool);

impl Value for YesNo {
    const NAME: &'static str = "YesNo";
    const FORMAT: &'static str = "yes-no";

    fn parse(text: &str) -> Result<Self, Wrong> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("yes") || is("true") {
            Ok(Self(true))
        } else if is("no") || is("false") {
            Ok(Self(false))
        } else {
            Err(Wrong::value(format!("{} is neither yes nor no", quoted(text)), "Write yes or no."))
        }
    }

    fn schema() -> Schema {
        json_schema!({"format": Self::FORMAT, "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": "^([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"}]})
    }
}

/// A school's unique reference number: six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(u32);

impl Value for Urn {
    const NAME: &'static str = "Urn";
    const FORMAT: &'static str = "urn";

    fn parse(text: &str) -> Result<Self, Wrong> {
        let is_urn = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if is_urn => Ok(Self(number)),
            _ => Err(Wrong::value(
                format!("{} is not a URN", quoted(text)),
                "Write the six digits of the school's unique reference number, as in 100321.",
            )),
        }
    }

    fn schema() -> Schema {
        json_schema!({"format": Self::FORMAT, "anyOf": [{"type": "integer", "minimum": 0, "maximum": 999_999}, {"type": "string", "pattern": "^[0-9]{6}$"}]})
    }
}

impl fmt::Display for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// The authority's and the establishment's number, `317/2045`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DfeNumber(Box<str>);

impl Value for DfeNumber {
    const NAME: &'static str = "DfeNumber";
    const FORMAT: &'static str = "dfe-number";

    fn parse(text: &str) -> Result<Self, Wrong> {
        let is_number = matches!(text.as_bytes(), [a, b, c, b'/', rest @ ..]
            if rest.len() == 4 && [a, b, c].into_iter().chain(rest).all(u8::is_ascii_digit));
        if is_number {
            Ok(Self(text.into()))
        } else {
            Err(Wrong::value(
                format!("{} is not a DfE number", quoted(text)),
                "Write the authority's three digits, a slash and the school's four, as in 317/2045.",
            ))
        }
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": "^[0-9]{3}/[0-9]{4}$"})
    }
}

impl fmt::Display for DfeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A child's year group: nursery, reception or year 1 to 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchoolYear {
    /// `N`
    Nursery,
    /// `R`
    Reception,
    /// `1` to `14`
    Year(u8),
}

impl Value for SchoolYear {
    const NAME: &'static str = "SchoolYear";
    const FORMAT: &'static str = "school-year";

    fn parse(text: &str) -> Result<Self, Wrong> {
        let number = |text: &str| match text.parse::<u8>() {
            Ok(year @ 1..=14) if text.bytes().all(|b| b.is_ascii_digit()) => Some(year),
            _ => None,
        };
        if let Some(year) = number(text) {
            return Ok(Self::Year(year));
        }
        match text {
            "N" => Ok(Self::Nursery),
            "R" => Ok(Self::Reception),
            _ => {
                let lower = text.to_lowercase();
                let end = lower.trim_start_matches("year").trim_start_matches("yr").trim_start_matches('y').trim();
                let help = match (number(end), lower.as_str()) {
                    (Some(year), _) => format!("Write {year}."),
                    (None, "n" | "nursery") => "Write N.".to_owned(),
                    (None, "r" | "reception") => "Write R.".to_owned(),
                    _ => "Write N for nursery, R for reception, or the year as a number from 1 to 14.".to_owned(),
                };
                Err(Wrong::value(format!("{} is not a year group", quoted(text)), help))
            }
        }
    }

    fn schema() -> Schema {
        json_schema!({"format": Self::FORMAT, "anyOf": [{"type": "integer", "minimum": 1, "maximum": 14}, {"type": "string", "pattern": "^(N|R|0*([1-9]|1[0-4]))$"}]})
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nursery => f.write_str("N"),
            Self::Reception => f.write_str("R"),
            Self::Year(year) => write!(f, "{year}"),
        }
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $type:ident $format:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Box<str>);

        impl Value for $type {
            const NAME: &'static str = stringify!($type);
            const FORMAT: &'static str = $format;

            fn parse(text: &str) -> Result<Self, Wrong> {
                if is_blank(text) {
                    return Err(Wrong::value("this is empty", "Write the text, or delete the entry."));
                }
                Ok(Self(text.into()))
            }

            fn schema() -> Schema {
                json_schema!({"type": ["string", "number", "boolean"], "format": Self::FORMAT, "pattern": r"\S"})
            }
        }

        impl Deref for $type {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// A short text that is never empty: a grown-up's name, a school, a telephone number (leading zeros kept).
    Text "text";
    /// A free text that is never empty. It may speak of children, so excerpts hide it.
    Prose "prose";
    /// A child's name, never empty. Excerpts and messages hide it.
    ChildName "child-name";
}

/// A text as messages show it: in backticks, on one line, cut where it is long.
#[must_use]
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown: String = text
        .chars()
        .take(MOST)
        .flat_map(|c| if c.is_control() { ' ' } else { c }.to_string().chars().collect::<Vec<_>>())
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}
