//! What every value of a field is: a type that is read from one text, by serde and by the thorough check alike.

use schemars::Schema;

use super::wrong::Wrong;

/// A value that is written as one text.
pub trait Value: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The `format` of its schema, by which the thorough check knows it.
    const FORMAT: &'static str;
    /// A right text, for messages; none where any text is right.
    const EXAMPLE: Option<&'static str>;
    /// Reads the text of a field.
    fn parse(text: &str) -> Result<Self, Wrong>;
    /// Its JSON Schema.
    fn schema() -> Schema;
}

/// Reads types by [`Value::parse`] wherever one is read: from text, by serde, and in schemas.
macro_rules! read_from_text {
    ($($type:ident)*) => {$(
        impl std::str::FromStr for $type {
            type Err = crate::record::values::wrong::Wrong;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as crate::record::values::value::Value>::parse(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(<$type as crate::record::values::value::Value>::FORMAT)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        let parse = <$type as crate::record::values::value::Value>::parse;
                        parse(text).map_err(|_| E::custom(<$type as crate::record::values::value::Value>::FORMAT))
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }

        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                <$type as crate::record::values::value::Value>::NAME.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$type as crate::record::values::value::Value>::schema()
            }
        }
    )*};
}
pub(super) use read_from_text;

/// Writes types as the text that they are shown as.
macro_rules! written_as_text {
    ($($type:ident)*) => {$(
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}
pub(super) use written_as_text;
