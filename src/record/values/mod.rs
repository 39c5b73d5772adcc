//! The values of a record's fields (records.md, section 2): each a type that cannot hold a wrong one.

mod lists;
mod upn;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveTime};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use self::lists::{Addresses, List, OneOrMore};
pub use self::upn::Upn;
use super::dates;
use crate::problem::Code;
use crate::yaml::is_blank;

/// Why a text is not the value that its field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// `wrong-value`, `bad-date` or `bad-upn`.
    pub code: Code,
    /// What is wrong with it.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Wrong {
    fn value(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code: Code::WrongValue, message: message.into(), help: help.into() }
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

/// A day, written `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

impl Value for Date {
    const NAME: &'static str = "Date";
    const FORMAT: &'static str = "date";

    fn parse(text: &str) -> Result<Self, Wrong> {
        dates::iso(text).map(Self).ok_or_else(|| {
            let (message, help) = dates::correction(text);
            Wrong { code: Code::BadDate, message, help }
        })
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

impl Deref for Date {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A time of day, written `09:30` or `9:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub NaiveTime);

impl Value for Time {
    const NAME: &'static str = "Time";
    const FORMAT: &'static str = "clock-time";

    fn parse(text: &str) -> Result<Self, Wrong> {
        time(text).map(Self).ok_or_else(|| {
            let help = match time(&text.trim().replace('.', ":")) {
                Some(meant) => format!("Write {}.", meant.format("%H:%M")),
                None => "Write hours and minutes by the 24-hour clock, as in 09:30 or 14:00.".to_owned(),
            };
            Wrong::value(format!("{} is not a time of day here", quoted(text)), help)
        })
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"})
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !matches!(hours.len(), 1 | 2) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%H:%M").fmt(f)
    }
}

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

/// A number of sessions, lunchtimes, children or the like: a whole number, 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Count(pub u32);

impl Value for Count {
    const NAME: &'static str = "Count";
    const FORMAT: &'static str = "count";

    fn parse(text: &str) -> Result<Self, Wrong> {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().map(Self).map_err(|_| {
                Wrong::value(format!("{} is too large a number", quoted(text)), "Write the right number in figures.")
            });
        }
        let help = match text.replace(',', "").parse::<u32>() {
            Ok(number) if text.contains(',') => format!("Write {number}, without a comma."),
            _ => "Write a whole number, 0 or more, in figures.".to_owned(),
        };
        Err(Wrong::value(format!("{} is not a whole number", quoted(text)), help))
    }

    fn schema() -> Schema {
        json_schema!({"format": Self::FORMAT, "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}]})
    }
}

/// A number of school days in halves, more than none: kept as half-days, so that it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    half_days: u32,
}

impl Days {
    /// So many halves of a day.
    #[must_use]
    pub const fn of_half_days(half_days: u32) -> Self {
        Self { half_days }
    }

    /// Twice the number of days.
    #[must_use]
    pub fn half_days(self) -> u32 {
        self.half_days
    }
}

impl Value for Days {
    const NAME: &'static str = "Days";
    const FORMAT: &'static str = "days";

    fn parse(text: &str) -> Result<Self, Wrong> {
        let read = || {
            let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
            if part.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                return None;
            }
            let half = match part.trim_end_matches('0') {
                "" => 0,
                "5" => 1,
                _ => return None,
            };
            let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
            let half_days = whole.checked_mul(2)?.checked_add(half)?;
            (half_days > 0).then_some(Self { half_days })
        };
        read().ok_or_else(|| {
            Wrong::value(
                format!("{} is not a number of days", quoted(text)),
                "Write days and half-days in figures, more than 0, as in 2 or 2.5.",
            )
        })
    }

    fn schema() -> Schema {
        json_schema!({"format": Self::FORMAT, "anyOf": [{"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5}, {"type": "string", "pattern": r"^[0-9]*(\.(0+|50*))?$"}]})
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.half_days % 2 == 1 { ".5" } else { "" };
        write!(f, "{}{half}", self.half_days / 2)
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

/// An academic year, written `2026-27`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear {
    begins: u16,
}

impl AcademicYear {
    /// The academic year of a day, from 1 September to 31 August.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let begins = if day.month() >= 9 { day.year() } else { day.year() - 1 };
        Self { begins: u16::try_from(begins).unwrap_or(0) }
    }
}

impl Value for AcademicYear {
    const NAME: &'static str = "AcademicYear";
    const FORMAT: &'static str = "academic-year";

    fn parse(text: &str) -> Result<Self, Wrong> {
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        let read = || {
            let (begins, ends) = text.split_once('-')?;
            if !digits(begins, 4) || !digits(ends, 2) {
                return None;
            }
            let year = Self { begins: begins.parse().ok()? };
            (year.to_string() == text).then_some(year)
        };
        read().ok_or_else(|| {
            let begins = text.get(..4).filter(|part| digits(part, 4)).and_then(|part| part.parse().ok());
            let help = match begins {
                Some(begins) => format!("Write it as {}.", Self { begins }),
                None => {
                    "Write it as 2026-27: the year in which it begins, a hyphen, and the last two digits of the next."
                        .to_owned()
                }
            };
            Wrong::value(format!("{} is not an academic year", quoted(text)), help)
        })
    }

    fn schema() -> Schema {
        json_schema!({"type": "string", "format": Self::FORMAT, "pattern": "^[0-9]{4}-[0-9]{2}$"})
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.begins, (u32::from(self.begins) + 1) % 100)
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
