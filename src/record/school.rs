//! `school.yaml`: the school and its single point of contact.

use schemars::JsonSchema;
use serde::Deserialize;

use super::kind::kind_word;
use super::values::{Date, DfeNumber, Prose, Text, Urn, YesNo};
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
    /// Anything worth knowing.
    pub note: Option<Prose>,
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
