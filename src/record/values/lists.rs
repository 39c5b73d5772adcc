//! Lists of values and rows: those that may be empty, those that may not, and one text for a list of one.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::texts::Text;
use super::value::Value;

/// A list that may be left out, empty or null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("List_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["array", "null"], "items": generator.subschema_for::<T>()})
    }
}

/// A list that answers a question: an empty one (`[]`) says that there is nothing; left out, or there but otherwise empty, it says that the
/// question is not answered (records.md, section 10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T>(Option<Vec<T>>);

impl<T> Answer<T> {
    /// The answer that there is nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self(Some(Vec::new()))
    }

    /// Whether the question is answered.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.0.is_some()
    }
}

impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// The entries; none where the question is not answered.
impl<T> Deref for Answer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Answer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Answer<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Answer<T>, E> {
                Ok(Answer(None))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Answer<T>, E> {
                if text.trim().is_empty() { Ok(Answer(None)) } else { Err(E::custom("no list")) }
            }

            fn visit_map<A: de::MapAccess<'de>>(self, fields: A) -> Result<Answer<T>, A::Error> {
                if fields.size_hint() == Some(0) { Ok(Answer(None)) } else { Err(de::Error::custom("no list")) }
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut entries: A) -> Result<Answer<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = entries.next_element()? {
                    all.push(entry);
                }
                Ok(Answer(Some(all)))
            }
        }
        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Answer<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        List::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        List::<T>::json_schema(generator)
    }
}

/// A list with at least one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMore<T>(Vec<T>);

impl<T> Deref for OneOrMore<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMore<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Vec::deserialize(deserializer)?;
        if entries.is_empty() { Err(de::Error::custom("no entry")) } else { Ok(Self(entries)) }
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMore<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("One_or_more_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "minItems": 1, "items": generator.subschema_for::<T>()})
    }
}

/// Addresses: a list of texts, or one text that stands for a list of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses(Vec<Text>);

impl Deref for Addresses {
    type Target = [Text];

    fn deref(&self) -> &[Text] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Addresses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Addresses;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an address or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Addresses, E> {
                Text::parse(text).map(|one| Addresses(vec![one])).map_err(|_| E::custom("no address"))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut entries: A) -> Result<Addresses, A::Error> {
                let mut addresses = Vec::new();
                while let Some(address) = entries.next_element()? {
                    addresses.push(address);
                }
                if addresses.is_empty() { Err(de::Error::custom("no address")) } else { Ok(Addresses(addresses)) }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for Addresses {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Addresses".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Text>();
        json_schema!({"anyOf": [text, {"type": "array", "minItems": 1, "items": text}]})
    }
}
