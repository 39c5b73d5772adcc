//! The SPOC Visit Pro Forma: sent ten working days before a visit, returned by the school five working days before it.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};

use super::exclusion::Exclusion;
use super::kind::kind_word;
use super::values::{Answer, ChildName, Count, Date, List, Prose, SchoolYear, Text, Upn, YesNo};
use super::vocabulary::vocabulary;

kind_word!(ProFormaWord, ProForma, "pro-forma");

/// A pro forma: made when it is sent, completed when it comes back (procedure: The role of the SPOC).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Pro forma")]
pub struct ProForma {
    /// What this file is.
    pub kind: ProFormaWord,
    /// The day of the visit that it is for; the file's name begins with it.
    pub visit: Date,
    /// The day on which it was sent to the school.
    pub sent: Option<Date>,
    /// To whom it was sent.
    pub sent_to: Option<Text>,
    /// The days on which the school was reminded.
    #[serde(default)]
    pub chased: List<Date>,
    /// The day on which it came back.
    pub returned: Option<Date>,
    /// Who completed it at the school.
    pub completed_by: Option<Text>,
    /// Every child identified as persistently absent.
    pub absence: Option<Absence>,
    /// The exclusions of the last three terms, with those not yet notified.
    #[serde(default)]
    pub exclusions: Answer<Exclusion>,
    /// Children for whom there is evidence of an imminent risk of permanent exclusion.
    #[serde(default)]
    pub risk_of_permanent_exclusion: Answer<ChildAtRisk>,
    /// Managed moves: those requested, and those agreed and facilitated.
    #[serde(default, deserialize_with = "managed_moves")]
    pub managed_moves: Option<ManagedMoves>,
    /// Children who remain on roll but are placed in alternative provision.
    #[serde(default)]
    pub alternative_provision: Answer<Placement>,
    /// Children missing from education.
    #[serde(default)]
    pub missing_from_education: Answer<MissingChild>,
    /// What the school wants to raise.
    pub issues: Option<Prose>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

/// A question of the pro forma whose answer may be "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Which exclusions were there?
    Exclusions,
    /// Who is at imminent risk of permanent exclusion?
    RiskOfPermanentExclusion,
    /// Which managed moves were requested and agreed?
    ManagedMoves,
    /// Who is in alternative provision?
    AlternativeProvision,
    /// Who is missing from education?
    MissingFromEducation,
}

impl Question {
    /// All, in the order of the pro forma.
    pub const ALL: [Self; 5] = [
        Self::Exclusions,
        Self::RiskOfPermanentExclusion,
        Self::ManagedMoves,
        Self::AlternativeProvision,
        Self::MissingFromEducation,
    ];

    /// The field in which it is answered.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Exclusions => "exclusions",
            Self::RiskOfPermanentExclusion => "risk_of_permanent_exclusion",
            Self::ManagedMoves => "managed_moves",
            Self::AlternativeProvision => "alternative_provision",
            Self::MissingFromEducation => "missing_from_education",
        }
    }
}

impl ProForma {
    /// Whether it answers a question: an empty list is the answer "none" (records.md, section 10). Managed moves are answered by how many were
    /// requested or by the list of those agreed.
    #[must_use]
    pub fn answers(&self, question: Question) -> bool {
        match question {
            Question::Exclusions => self.exclusions.is_given(),
            Question::RiskOfPermanentExclusion => self.risk_of_permanent_exclusion.is_given(),
            Question::ManagedMoves => {
                self.managed_moves.as_ref().is_some_and(|moves| moves.requested.is_some() || moves.moves.is_given())
            }
            Question::AlternativeProvision => self.alternative_provision.is_given(),
            Question::MissingFromEducation => self.missing_from_education.is_given(),
        }
    }

    /// The children of its rows, a row each, in the order of its lists.
    pub fn children(&self) -> impl Iterator<Item = (&Upn, &ChildName)> {
        let absent = self.absence.iter().flat_map(|absence| absence.children.iter().map(|row| (&row.upn, &row.name)));
        let excluded = self.exclusions.iter().map(|row| (&row.upn, &row.name));
        let risk = self.risk_of_permanent_exclusion.iter().map(|row| (&row.upn, &row.name));
        let moved = self.managed_moves.iter().flat_map(|moves| moves.moves.iter().map(|row| (&row.upn, &row.name)));
        let placed = self.alternative_provision.iter().map(|row| (&row.upn, &row.name));
        let missing = self.missing_from_education.iter().map(|row| (&row.upn, &row.name));
        absent.chain(excluded).chain(risk).chain(moved).chain(placed).chain(missing)
    }

    /// The questions that it leaves open.
    pub fn unanswered(&self) -> impl Iterator<Item = Question> {
        Question::ALL.into_iter().filter(|question| !self.answers(*question))
    }
}

/// The absence of every child identified as persistently absent, over a span of days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// The first day counted.
    pub from: Date,
    /// The last day counted.
    pub to: Date,
    /// How many children are on roll.
    pub on_roll: Count,
    /// The children.
    #[serde(default)]
    pub children: List<AbsentChild>,
}

/// A child's absence in sessions; a session is half a school day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsentChild {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// Sessions that the child could have attended.
    pub possible: Count,
    /// Sessions missed with leave.
    pub authorised: Count,
    /// Sessions missed without leave.
    pub unauthorised: Count,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

/// A child at imminent risk of permanent exclusion.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildAtRisk {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// The evidence of the risk.
    pub evidence: Prose,
}

/// Managed moves: how many were requested, and the details of those agreed and facilitated.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManagedMoves {
    /// How many were requested.
    pub requested: Option<RequestedMoves>,
    /// Those agreed.
    #[serde(default)]
    pub moves: Answer<ManagedMove>,
}

/// Reads managed moves. The whole may be an empty list, too, which says that there are none.
fn managed_moves<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ManagedMoves>, D::Error> {
    struct Visitor;
    impl<'de> de::Visitor<'de> for Visitor {
        type Value = Option<ManagedMoves>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("managed moves")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            if text.trim().is_empty() { Ok(None) } else { Err(E::custom("no managed moves")) }
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            if entries.next_element::<de::IgnoredAny>()?.is_some() {
                return Err(de::Error::custom("no managed moves"));
            }
            let requested = RequestedMoves { internally: Count(0), externally: Count(0) };
            Ok(Some(ManagedMoves { requested: Some(requested), moves: Answer::nothing() }))
        }

        fn visit_map<A: de::MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
            if fields.size_hint() == Some(0) {
                return Ok(None);
            }
            ManagedMoves::deserialize(MapAccessDeserializer::new(fields)).map(Some)
        }
    }
    deserializer.deserialize_any(Visitor)
}

/// How many managed moves were requested.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestedMoves {
    /// By this school.
    pub internally: Count,
    /// By others.
    pub externally: Count,
}

/// A managed move that was agreed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManagedMove {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// The school that the child leaves.
    pub from_school: Text,
    /// The school that the child goes to.
    pub to_school: Text,
    /// The day on which the move was agreed.
    pub agreed: Date,
    /// The child's first day at the new school: the move is facilitated.
    pub started: Option<Date>,
    /// How it went.
    pub outcome: Option<MoveOutcome>,
    /// The days of its reviews.
    #[serde(default)]
    pub reviews: List<Date>,
}

vocabulary! {
    /// How a managed move went.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    MoveOutcome {
        UnderWay = "under-way", "under way";
        Completed = "completed", "completed";
        Returned = "returned", "returned";
    }
}

/// A placement in alternative provision.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// Who provides it.
    pub provider: Text,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
    /// Sessions a week.
    pub sessions_per_week: Option<Count>,
    /// Whether the child remains on the school's roll.
    pub on_roll: YesNo,
    /// The day of the next review.
    pub review: Option<Date>,
}

/// A child missing from education.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingChild {
    /// Unique pupil number, or UN1 to UN5.
    pub upn: Upn,
    /// The child's name.
    pub name: ChildName,
    /// The year group: N, R or 1 to 14.
    pub year: SchoolYear,
    /// The day on which the child was last seen.
    pub last_seen: Date,
    /// The day on which the authority was told.
    pub told_authority: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{decode, parse_yaml};

    #[test]
    fn an_empty_list_is_an_answer_and_nothing_is_none() {
        let answered = |text: &str| {
            let text = format!("kind: pro-forma\nvisit: 2026-11-24\n{text}\n");
            let pro_forma: ProForma = decode(parse_yaml(&text, 1).unwrap().root()).unwrap();
            Question::ALL.into_iter().filter(|question| pro_forma.answers(*question)).collect::<Vec<_>>()
        };
        for question in Question::ALL {
            let field = question.field();
            assert_eq!(answered(&format!("{field}: []")), [question], "{field}");
            for nothing in ["", " null", " ~", " ''", " \"  \"", " {}"] {
                assert_eq!(answered(&format!("{field}:{nothing}")), [], "{field}:{nothing}");
            }
        }
        for moves in ["{moves: []}", "{requested: {internally: 0, externally: 0}}"] {
            assert_eq!(answered(&format!("managed_moves: {moves}")), [Question::ManagedMoves], "{moves}");
        }
        for nothing in ["{moves: , requested: }", "{x_own: 1}", "{moves: {}}"] {
            assert_eq!(answered(&format!("managed_moves: {nothing}")), [], "{nothing}");
        }
    }
}
