//! The kinds of record, and the word by which `kind:` names each.

/// Declares the one word that `kind:` holds in a kind of record.
macro_rules! kind_word {
    ($type:ident, $variant:ident, $word:literal) => {
        #[doc = concat!("The word `", $word, "`.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
        pub enum $type {
            #[doc = concat!("`", $word, "`")]
            #[serde(rename = $word)]
            $variant,
        }

        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": [$word]})
            }
        }
    };
}
pub(super) use kind_word;

/// What a record is: its `kind:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Kind {
    School,
    Visit,
    ProForma,
    ExclusionNotice,
    PhoneLog,
    Email,
    Letter,
}

impl Kind {
    /// Every kind, in the contract's order.
    pub const ALL: [Self; 7] =
        [Self::School, Self::Visit, Self::ProForma, Self::ExclusionNotice, Self::PhoneLog, Self::Email, Self::Letter];

    /// The word as `kind:` has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Visit => "visit",
            Self::ProForma => "pro-forma",
            Self::ExclusionNotice => "exclusion-notice",
            Self::PhoneLog => "phone-log",
            Self::Email => "email",
            Self::Letter => "letter",
        }
    }

    /// The kind of this word, which is in lower case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// As messages say it: `a visit`, `an e-mail`.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::School => "a school",
            Self::Visit => "a visit",
            Self::ProForma => "a pro forma",
            Self::ExclusionNotice => "an exclusion notice",
            Self::PhoneLog => "a phone log",
            Self::Email => "an e-mail",
            Self::Letter => "a letter",
        }
    }

    /// Whether a child's name may have slipped into a wrong place of such a record. A school's own file speaks of no child.
    #[must_use]
    pub fn may_speak_of_children(self) -> bool {
        self != Self::School
    }
}
