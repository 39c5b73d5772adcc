//! Exclusions: a row of a pro forma, and a head's notice to the authority between visits.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde_json::json;

use super::kind::kind_word;
use super::values::{ChildName, Count, Date, Days, Prose, SchoolYear, Text, Upn, YesNo};
use super::vocabulary::vocabulary;

kind_word!(ExclusionNoticeWord, ExclusionNotice, "exclusion-notice");

/// One exclusion, as a row of a pro forma (procedure: Duty to Inform the Local Authority of Exclusions).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = amount_by_type)]
pub struct Exclusion {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// fixed-term (or suspension, which is the same), lunchtime or permanent.
    #[serde(rename = "type")]
    pub kind: ExclusionType,
    /// The first day.
    pub from: Date,
    /// School days in halves: of a fixed-term exclusion.
    pub days: Option<Days>,
    /// Lunchtimes: of a lunchtime exclusion.
    pub lunchtimes: Option<Count>,
    /// Whether the child misses a public examination or a national curriculum test.
    pub misses_exam: Option<YesNo>,
    /// The day on which the authority was told.
    pub told_authority: Option<Date>,
    /// Why.
    pub reason: Option<Prose>,
}

/// A head's notice of an exclusion to the authority, without delay, between visits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Exclusion notice", transform = amount_by_type)]
pub struct ExclusionNotice {
    /// What this file is.
    #[serde(rename = "kind")]
    pub word: ExclusionNoticeWord,
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// fixed-term (or suspension, which is the same), lunchtime or permanent.
    #[serde(rename = "type")]
    pub kind: ExclusionType,
    /// The first day.
    pub from: Date,
    /// School days in halves: of a fixed-term exclusion.
    pub days: Option<Days>,
    /// Lunchtimes: of a lunchtime exclusion.
    pub lunchtimes: Option<Count>,
    /// Whether the child misses a public examination or a national curriculum test.
    pub misses_exam: Option<YesNo>,
    /// The day on which the authority was told; the file's name begins with it.
    pub told_authority: Date,
    /// Who told the authority.
    pub told_by: Option<Text>,
    /// Why.
    pub reason: Option<Prose>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

vocabulary! {
    /// What an exclusion is.
    ExclusionType {
        FixedTerm = "fixed-term" also "suspension", "fixed term";
        Lunchtime = "lunchtime", "lunchtime";
        Permanent = "permanent", "permanent";
    }
}

impl JsonSchema for ExclusionType {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ExclusionType".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        schemars::json_schema!({"type": "string", "enum": ["fixed-term", "suspension", "lunchtime", "permanent"]})
    }
}

/// Whether the amount goes with the type: days with a fixed-term exclusion, lunchtimes with a lunchtime one, neither with a
/// permanent one.
#[must_use]
pub fn amount_fits(kind: ExclusionType, days: Option<Days>, lunchtimes: Option<Count>) -> bool {
    let needs = (kind == ExclusionType::FixedTerm, kind == ExclusionType::Lunchtime);
    needs == (days.is_some(), lunchtimes.is_some())
}

/// The same as a condition of the schema.
fn amount_by_type(schema: &mut Schema) {
    let when = |words: &[&str], required: &[&str], unneeded: &[&str]| {
        let unneeded: serde_json::Map<_, _> =
            unneeded.iter().map(|name| ((*name).to_owned(), json!({"type": "null"}))).collect();
        json!({
            "if": {"properties": {"type": {"enum": words}}, "required": ["type"]},
            "then": {"required": required, "properties": unneeded},
        })
    };
    schema.insert(
        "allOf".to_owned(),
        json!([
            when(&["fixed-term", "suspension"], &["days"], &["lunchtimes"]),
            when(&["lunchtime"], &["lunchtimes"], &["days"]),
            when(&["permanent"], &[], &["days", "lunchtimes"]),
        ]),
    );
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn a_suspension_is_a_fixed_term_exclusion() {
        assert_eq!(ExclusionType::from_str("suspension", false), Ok(ExclusionType::FixedTerm));
        assert_eq!(serde_json::from_str::<ExclusionType>("\"suspension\"").ok(), Some(ExclusionType::FixedTerm));
        assert_eq!(ExclusionType::FixedTerm.to_string(), "fixed-term");
    }
}
