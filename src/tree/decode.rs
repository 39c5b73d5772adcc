//! From a tree to typed values by serde. This says only that something does not fit; the thorough check says what.

use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use super::nodes::{Node, Shape, is_null};

/// The value that a node holds, or [`Mismatch`]. Fields whose name begins with `x_` are passed over. An optional field that is there but
/// empty ([`Node::is_nothing`]) is read as left out.
pub fn decode<T: DeserializeOwned>(node: Node<'_, '_>) -> Result<T, Mismatch> {
    T::deserialize(NodeDeserializer(node))
}

/// Something does not fit. It carries no words, because making them would cost more than reading the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the record does not fit its kind")
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }
}

struct NodeDeserializer<'a, 't>(Node<'a, 't>);

impl<'de> Deserializer<'de> for NodeDeserializer<'_, '_> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.shape() {
            Shape::Scalar { plain: true, text } if is_null(text) => visitor.visit_unit(),
            Shape::Scalar { text, .. } => visitor.visit_str(text),
            Shape::List => self.deserialize_seq(visitor),
            Shape::Mapping => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.shape() != Shape::List && !self.0.is_nothing() {
            return Err(Mismatch);
        }
        visitor.visit_seq(Entries(self.0.items()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.shape() != Shape::Mapping && !self.0.is_nothing() {
            return Err(Mismatch);
        }
        visitor.visit_map(Fields { entries: self.0.entries(), value: None, is_empty: self.0.is_nothing() })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_enum(self.0.text().ok_or(Mismatch)?.into_deserializer())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Entries<I>(I);

impl<'de, 'a, 't: 'a, I: Iterator<Item = Node<'a, 't>>> SeqAccess<'de> for Entries<I> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        self.0.next().map(|entry| seed.deserialize(NodeDeserializer(entry))).transpose()
    }
}

struct Fields<'a, 't, I> {
    entries: I,
    value: Option<Node<'a, 't>>,
    is_empty: bool,
}

impl<'de, 'a, 't, I: Iterator<Item = (Node<'a, 't>, Node<'a, 't>)>> MapAccess<'de> for Fields<'a, 't, I> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        for (name, value) in self.entries.by_ref() {
            let text = name.text().ok_or(Mismatch)?;
            if text.starts_with("x_") {
                continue;
            }
            self.value = Some(value);
            return seed.deserialize(text.into_deserializer()).map(Some);
        }
        Ok(None)
    }

    /// Known of a group without any field: an authority's own are fields, too.
    fn size_hint(&self) -> Option<usize> {
        self.is_empty.then_some(0)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        seed.deserialize(NodeDeserializer(self.value.take().ok_or(Mismatch)?))
    }
}
