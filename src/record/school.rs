//! `school.yaml`: the school and its single point of contact.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};

use super::kind::kind_word;
use super::values::{Date, DfeNumber, List, Prose, Text, Urn, Value as _, YesNo};
use super::vocabulary::vocabulary;

kind_word!(SchoolWord, School, "school");

/// A school and its SPOC (procedure: The role of the SPOC).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "School")]
pub struct SchoolFile {
    /// What this file is; may be left out in school.yaml.
    pub kind: Option<SchoolWord>,
    /// The school's name.
    pub name: Text,
    /// Unique reference number: six digits.
    pub urn: Urn,
    /// The authority's and the school's number, such as 317/2045.
    pub dfe_number: Option<DfeNumber>,
    /// The phase of education.
    pub phase: Phase,
    /// Who maintains it. The procedure applies to all of them.
    pub status: Status,
    /// Whether it has opted to trade with the authority; whichever it is, the procedure applies.
    pub trades: Option<YesNo>,
    /// The named single point of contact in the early help team.
    pub spoc: Option<Text>,
    /// The head teacher.
    pub head: Head,
    /// The school's representative for the visits; the head where left out.
    pub representative: Option<Representative>,
    /// The school's first day.
    pub opened: Option<Date>,
    /// From this day on nothing new falls due.
    pub closed: Option<Date>,
    /// The unique reference number of the school that this one took over from: an academy's, before it became one. Its packs then tell of the
    /// exclusions there.
    pub predecessor: Option<Urn>,
    /// Days on which this school alone is closed, such as its training days: each a day, or a span of days.
    #[serde(default)]
    pub closed_days: List<ClosedDays>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

/// A day on which a school is closed, or a span of such days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosedDays {
    /// One day.
    Day(Date),
    /// Several, and perhaps why.
    Span(ClosedSpan),
}

impl ClosedDays {
    /// Whether a day is one of them.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        match self {
            Self::Day(closed) => **closed == day,
            Self::Span(span) => *span.from <= day && day <= *span.to,
        }
    }
}

/// A span of days on which a school is closed, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosedSpan {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Why.
    pub why: Option<Text>,
}

impl<'de> Deserialize<'de> for ClosedDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = ClosedDays;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day, or a span of days")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ClosedDays, E> {
                Date::parse(text).map(ClosedDays::Day).map_err(|_| E::custom("no day"))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, fields: A) -> Result<ClosedDays, A::Error> {
                ClosedSpan::deserialize(MapAccessDeserializer::new(fields)).map(ClosedDays::Span)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for ClosedDays {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ClosedDays".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (day, span) = (generator.subschema_for::<Date>(), generator.subschema_for::<ClosedSpan>());
        json_schema!({"anyOf": [day, span]})
    }
}

/// The head teacher.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The head's name.
    pub name: Text,
    /// The address for e-mail.
    pub email: Option<Text>,
    /// The telephone number.
    pub phone: Option<Text>,
}

/// The person whom the head has named for the visits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// The representative's name.
    pub name: Text,
    /// What they do at the school.
    pub role: Option<Text>,
    /// The address for e-mail.
    pub email: Option<Text>,
    /// The telephone number.
    pub phone: Option<Text>,
}

vocabulary! {
    /// The phase of education.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    Phase {
        Nursery = "nursery", "nursery";
        Primary = "primary", "primary";
        MiddleDeemedPrimary = "middle-deemed-primary", "middle, deemed primary";
        MiddleDeemedSecondary = "middle-deemed-secondary", "middle, deemed secondary";
        Secondary = "secondary", "secondary";
        AllThrough = "all-through", "all-through";
        Special = "special", "special";
        PupilReferralUnit = "pupil-referral-unit", "pupil referral unit";
        AlternativeProvision = "alternative-provision", "alternative provision";
        SixteenPlus = "16-plus", "16 plus";
    }
}

vocabulary! {
    /// Who maintains a school.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    Status {
        Maintained = "maintained", "maintained";
        Academy = "academy", "academy";
        FreeSchool = "free-school", "free school";
        Independent = "independent", "independent";
    }
}
