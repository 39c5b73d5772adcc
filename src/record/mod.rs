//! The kinds of record (records.md, section 3): one struct a kind, whose doc comments are the schema's descriptions.

mod check;
pub mod contact;
mod dates;
mod excerpt;
pub mod exclusion;
mod fault;
mod form;
pub mod pro_forma;
pub mod school;
pub mod values;
pub mod visit;

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::de::DeserializeOwned;

pub use check::{Fault, check, check_form, nearest};
pub use dates::iso;
pub use excerpt::{Private, private_by_words, private_places};
pub use fault::FaultKind;
pub use form::Form;

use self::contact::{Email, Letter, PhoneLog};
use self::exclusion::{ExclusionNotice, amount_fits};
use self::pro_forma::ProForma;
use self::school::SchoolFile;
use self::visit::Visit;
use crate::yaml::{Mismatch, Tree, decode};

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
use kind_word;

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

    /// Its JSON Schema, draft 2020-12.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::School => schema_of::<SchoolFile>(),
            Self::Visit => schema_of::<Visit>(),
            Self::ProForma => schema_of::<ProForma>(),
            Self::ExclusionNotice => schema_of::<ExclusionNotice>(),
            Self::PhoneLog => schema_of::<PhoneLog>(),
            Self::Email => schema_of::<Email>(),
            Self::Letter => schema_of::<Letter>(),
        }
    }
}

/// A record that has been read: every field holds what its kind says.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Record {
    School(Box<SchoolFile>),
    Visit(Box<Visit>),
    ProForma(Box<ProForma>),
    ExclusionNotice(Box<ExclusionNotice>),
    PhoneLog(Box<PhoneLog>),
    Email(Box<Email>),
    Letter(Box<Letter>),
}

impl Record {
    /// Reads a record of a kind from its tree. [`Mismatch`] where anything in it is wrong; [`check()`] then says what.
    pub fn read(kind: Kind, tree: &Tree<'_>) -> Result<Self, Mismatch> {
        Ok(match kind {
            Kind::School => Self::School(read(tree)?),
            Kind::Visit => Self::Visit(read(tree)?),
            Kind::ProForma => {
                let pro_forma: Box<ProForma> = read(tree)?;
                if !pro_forma.exclusions.iter().all(|row| amount_fits(row.kind, row.days, row.lunchtimes)) {
                    return Err(Mismatch);
                }
                Self::ProForma(pro_forma)
            }
            Kind::ExclusionNotice => {
                let notice: Box<ExclusionNotice> = read(tree)?;
                if !amount_fits(notice.kind, notice.days, notice.lunchtimes) {
                    return Err(Mismatch);
                }
                Self::ExclusionNotice(notice)
            }
            Kind::PhoneLog => Self::PhoneLog(read(tree)?),
            Kind::Email => Self::Email(read(tree)?),
            Kind::Letter => Self::Letter(read(tree)?),
        })
    }
}

fn read<T: DeserializeOwned>(tree: &Tree<'_>) -> Result<Box<T>, Mismatch> {
    decode(tree.root()).map(Box::new)
}

/// The JSON Schema of a type, its parts referred to by name; the authority's own `x_` fields are allowed everywhere.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with_transform(schemars::transform::RecursiveTransform(own_fields));
    settings.into_generator().into_root_schema_for::<T>()
}

fn own_fields(schema: &mut Schema) {
    let closed = schema.get("additionalProperties").is_some_and(|value| value == false);
    if closed {
        schema.insert("patternProperties".to_owned(), serde_json::json!({"^x_": true}));
    }
}
