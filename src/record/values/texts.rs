//! Texts that are never empty, and which of them excerpts hide.

use std::fmt;
use std::ops::Deref;

use schemars::{Schema, json_schema};

use super::value::{Value, read_from_text, written_as_text};
use super::wrong::Wrong;
use crate::tree::is_blank;

read_from_text!(Text Prose ChildName);
written_as_text!(Text Prose ChildName);

macro_rules! texts {
    ($($(#[$doc:meta])* $type:ident $format:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Box<str>);

        impl Value for $type {
            const NAME: &'static str = stringify!($type);
            const FORMAT: &'static str = $format;
            const EXAMPLE: Option<&'static str> = None;

            fn parse(text: &str) -> Result<Self, Wrong> {
                if is_blank(text) {
                    return Err(Wrong::Empty);
                }
                Ok(Self(text.into()))
            }

            fn schema() -> Schema {
                json_schema!({"type": ["string", "number", "boolean"], "format": Self::FORMAT, "pattern": r"\S"})
            }
        }

        impl Deref for $type {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// A short text that is never empty: a grown-up's name, a school, a telephone number (leading zeros kept).
    Text "text";
    /// A free text that is never empty. It may speak of children, so excerpts hide it.
    Prose "prose";
    /// A child's name, never empty. Excerpts and messages hide it.
    ChildName "child-name";
}
