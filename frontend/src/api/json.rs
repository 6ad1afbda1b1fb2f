//! JSON, read by the browser's own parser and handed to serde value by value.
//!
//! An error says nothing but that a text is not what was expected. That is all the page needs to know, and it
//! leaves out every sentence in which serde would explain it, with the code that puts them together: an
//! eighth of what is loaded.

use core::fmt;

use js_sys::{Array, JSON, Object};
use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::JsValue;

/// Reads a text. `None` where it is not JSON, or not of this type.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Value(JSON::parse(text).ok()?)).ok()
}

/// The text is not what was expected.
#[derive(Debug)]
struct Unexpected;

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unexpected JSON")
    }
}

impl core::error::Error for Unexpected {}

impl Error for Unexpected {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A value of JSON.
struct Value(JsValue);

impl<'de> Deserializer<'de> for Value {
    type Error = Unexpected;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unexpected> {
        let value = self.0;
        if let Some(text) = value.as_string() {
            visitor.visit_string(text)
        } else if let Some(number) = value.as_f64() {
            // Every number of the protocol is whole, and most are not negative.
            if number < 0.0 { visitor.visit_i64(number as i64) } else { visitor.visit_u64(number as u64) }
        } else if let Some(truth) = value.as_bool() {
            visitor.visit_bool(truth)
        } else if value.is_null() {
            visitor.visit_unit()
        } else if Array::is_array(&value) {
            visitor.visit_seq(Items(Array::from(&value), 0))
        } else {
            visitor.visit_map(Entries { entries: Object::entries(&Object::from(value)), at: 0 })
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unexpected> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unexpected> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unexpected> {
        if let Some(name) = self.0.as_string() {
            let name: StrDeserializer<'_, Unexpected> = name.as_str().into_deserializer();
            return visitor.visit_enum(name);
        }
        let entry = Array::from(&Object::entries(&Object::from(self.0)).get(0));
        visitor.visit_enum(Variant { name: entry.get(0), value: entry.get(1) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The items of an array from a position on.
struct Items(Array, u32);

impl<'de> SeqAccess<'de> for Items {
    type Error = Unexpected;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unexpected> {
        let at = self.1;
        if at >= self.0.length() {
            return Ok(None);
        }
        self.1 += 1;
        seed.deserialize(Value(self.0.get(at))).map(Some)
    }
}

/// The entries of an object, of which those before a position were read.
struct Entries {
    entries: Array,
    at: u32,
}

impl Entries {
    fn half(&self, half: u32) -> JsValue {
        Array::from(&self.entries.get(self.at)).get(half)
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Unexpected;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unexpected> {
        if self.at >= self.entries.length() {
            return Ok(None);
        }
        seed.deserialize(key(self.half(0))).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Unexpected> {
        let value = self.half(1);
        self.at += 1;
        seed.deserialize(Value(value))
    }
}

fn key(name: JsValue) -> StringDeserializer<Unexpected> {
    name.as_string().unwrap_or_default().into_deserializer()
}

/// A variant with its content: an object with one entry.
struct Variant {
    name: JsValue,
    value: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Unexpected;
    type Variant = Value;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Value), Unexpected> {
        Ok((seed.deserialize(key(self.name))?, Value(self.value)))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = Unexpected;

    fn unit_variant(self) -> Result<(), Unexpected> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unexpected> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unexpected> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unexpected> {
        self.deserialize_any(visitor)
    }
}
