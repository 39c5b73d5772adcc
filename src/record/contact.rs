//! Contact outside the visits: phone logs, e-mails and letters.

use schemars::JsonSchema;
use serde::Deserialize;

use super::kind::kind_word;
use super::values::{AcademicYear, Addresses, Date, List, Prose, Text, Time, Upn};
use super::vocabulary::vocabulary;

kind_word!(PhoneLogWord, PhoneLog, "phone-log");
kind_word!(EmailWord, Email, "email");
kind_word!(LetterWord, Letter, "letter");

/// A year's phone log (procedure: SPOCs will need to maintain phone logs for all contact held outside of the SPOC visit).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Phone log")]
pub struct PhoneLog {
    /// What this file is.
    pub kind: PhoneLogWord,
    /// The academic year, such as 2026-27.
    pub academic_year: AcademicYear,
    /// The calls.
    #[serde(default)]
    pub calls: List<Call>,
    /// Anything worth knowing.
    pub note: Option<Prose>,
}

/// A call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The day of the call.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// Who of the team spoke.
    pub by: Text,
    /// With whom.
    pub with: Text,
    /// What they do.
    pub role: Option<Text>,
    /// in, where they called; out, where the team did.
    pub direction: Option<Direction>,
    /// What it was about.
    pub about: About,
    /// The child whom it concerned.
    pub child: Option<Upn>,
    /// What was said.
    pub summary: Prose,
    /// Advice that was given.
    pub advice: Option<Prose>,
    /// What is to be done after it.
    pub follow_up: Option<FollowUp>,
}

vocabulary! {
    /// Who called whom.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    Direction {
        In = "in", "in";
        Out = "out", "out";
    }
}

vocabulary! {
    /// What a contact was about.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    About {
        VisitDates = "visit-dates", "visit dates";
        ProForma = "pro-forma", "pro forma";
        Child = "child", "child";
        Referral = "referral", "referral";
        Safeguarding = "safeguarding", "safeguarding";
        Mash = "mash", "MASH";
        Exclusion = "exclusion", "exclusion";
        Other = "other", "other";
    }
}

/// What is to be done after a call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// What is to be done.
    pub what: Prose,
    /// The day by which it is to be done.
    pub due: Date,
    /// The day on which it was done.
    pub done: Option<Date>,
}

macro_rules! correspondence {
    ($(#[$doc:meta])* $type:ident $title:literal $word:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[schemars(title = $title)]
        pub struct $type {
            /// What this file is; may be left out in its own folder.
            pub kind: Option<$word>,
            /// The day on which it was sent or came; the file's name begins with it.
            pub date: Date,
            /// Who wrote it.
            pub from: Text,
            /// To whom.
            pub to: Addresses,
            /// Copies.
            pub cc: Option<Addresses>,
            /// What it says it is about.
            pub subject: Prose,
            /// What it is about.
            pub about: Option<About>,
            /// The day of the visit that it concerns.
            pub visit: Option<Date>,
            /// The child whom it concerns.
            pub child: Option<Upn>,
        }
    };
}

correspondence! {
    /// An e-mail, in Markdown with front matter; the body is its text.
    Email "E-mail" EmailWord
}

correspondence! {
    /// A letter, in Markdown with front matter; the body is its text.
    Letter "Letter" LetterWord
}
