//! What schools are known by, and the years in which they group children.

use std::fmt;

use schemars::{Schema, json_schema};

use super::value::{Value, read_from_text, written_as_text};
use super::wrong::Wrong;

read_from_text!(Urn DfeNumber SchoolYear);
written_as_text!(Urn DfeNumber SchoolYear);

/// A school's unique reference number: six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(u32);

impl Value for Urn {
    const NAME: &'static str = "Urn";
    const FORMAT: &'static str = "urn";
    const EXAMPLE: Option<&'static str> = Some("100321");

    fn parse(text: &str) -> Result<Self, Wrong> {
        let is_urn = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if is_urn => Ok(Self(number)),
            _ => Err(Wrong::Urn),
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
    const EXAMPLE: Option<&'static str> = Some("317/2045");

    fn parse(text: &str) -> Result<Self, Wrong> {
        let is_number = matches!(text.as_bytes(), [a, b, c, b'/', rest @ ..]
            if rest.len() == 4 && [a, b, c].into_iter().chain(rest).all(u8::is_ascii_digit));
        if is_number { Ok(Self(text.into())) } else { Err(Wrong::DfeNumber) }
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

impl SchoolYear {
    /// The year group so many academic years later; none beyond year 14, where the school knows better.
    #[must_use]
    pub fn later(self, years: i32) -> Option<Self> {
        let place = match self {
            Self::Nursery => -1,
            Self::Reception => 0,
            Self::Year(year) => i32::from(year),
        };
        match place.saturating_add(years.max(0)) {
            -1 => Some(Self::Nursery),
            0 => Some(Self::Reception),
            year @ 1..=14 => u8::try_from(year).ok().map(Self::Year),
            _ => None,
        }
    }
}

impl Value for SchoolYear {
    const NAME: &'static str = "SchoolYear";
    const FORMAT: &'static str = "school-year";
    const EXAMPLE: Option<&'static str> = Some("4");

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
                let meant = match (number(end), lower.as_str()) {
                    (Some(year), _) => Some(year.to_string()),
                    (None, "n" | "nursery") => Some("N".to_owned()),
                    (None, "r" | "reception") => Some("R".to_owned()),
                    _ => None,
                };
                Err(Wrong::SchoolYear { meant })
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
