//! Every value by the `format` of its schema: by it the thorough check, which knows forms alone, finds the type.

use super::numbers::{Count, Days};
use super::school::{DfeNumber, SchoolYear, Urn};
use super::texts::{ChildName, Prose, Text};
use super::upn::Upn;
use super::value::Value;
use super::when::{AcademicYear, Date, Time};
use super::wrong::Wrong;
use super::yes_no::YesNo;

/// `format` values of schemas under which any text stands, with whether it is to be hidden in excerpts.
pub const TEXT_FORMATS: &[(&str, bool)] = &[(Text::FORMAT, false), (Prose::FORMAT, true), (ChildName::FORMAT, true)];

/// Reads the text of a field whose schema has this `format`; none for formats that are not of this folder.
#[must_use]
pub fn check(format: &str, text: &str) -> Option<Result<(), Wrong>> {
    of(format).map(|format| (format.check)(text))
}

/// A right text of this `format`, for messages; none where any text is right.
#[must_use]
pub fn example(format: &str) -> Option<&'static str> {
    of(format)?.example
}

struct Format {
    name: &'static str,
    example: Option<&'static str>,
    check: fn(&str) -> Result<(), Wrong>,
}

const FORMATS: &[Format] = &[
    format::<Date>(),
    format::<Time>(),
    format::<YesNo>(),
    format::<Count>(),
    format::<Days>(),
    format::<Upn>(),
    format::<Urn>(),
    format::<DfeNumber>(),
    format::<SchoolYear>(),
    format::<AcademicYear>(),
    format::<Text>(),
    format::<Prose>(),
    format::<ChildName>(),
];

const fn format<V: Value>() -> Format {
    Format { name: V::FORMAT, example: V::EXAMPLE, check: |text| V::parse(text).map(drop) }
}

fn of(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_right() {
        for format in FORMATS {
            assert!(format.example.is_none_or(|example| (format.check)(example).is_ok()), "{}", format.name);
        }
    }
}
