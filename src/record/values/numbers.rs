//! Whole numbers, and days in halves.

use std::fmt;

use schemars::{Schema, json_schema};
use serde::Serialize;

use super::value::{Value, read_from_text, written_as_text};
use super::wrong::Wrong;

read_from_text!(Count Days);
written_as_text!(Days);

/// A number of sessions, lunchtimes, children or the like: a whole number, 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Count(pub u32);

impl Value for Count {
    const NAME: &'static str = "Count";
    const FORMAT: &'static str = "count";
    const EXAMPLE: Option<&'static str> = Some("12");

    fn parse(text: &str) -> Result<Self, Wrong> {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().map(Self).map_err(|_| Wrong::TooLarge);
        }
        let meant = text.replace(',', "").parse::<u32>().ok().filter(|_| text.contains(','));
        Err(Wrong::Count { meant })
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
    const EXAMPLE: Option<&'static str> = Some("2.5");

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
        read().ok_or(Wrong::Days)
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
