//! The schemas: drawn from the types that go over the wire, with their documentation as the descriptions.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Where the schemas stand in the document, as a reference names it.
const PLACE: &str = "/components/schemas";

/// A type, as the one thing that is done with it here: drawing its schema.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The shape of a type.
pub(crate) fn shape<T: JsonSchema>() -> Shape {
    SchemaGenerator::subschema_for::<T>
}

/// A whole number within bounds, both included.
pub(crate) fn number(least: u64, most: u64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

/// A whole number from this one up.
pub(crate) fn least(least: u64) -> Value {
    json!({ "type": "integer", "minimum": least })
}

/// Any text.
pub(crate) fn text() -> Value {
    json!({ "type": "string" })
}

/// One of these words.
pub(crate) fn word(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// Draws schemas, and keeps those that have a name.
pub(super) struct Schemas {
    replies: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = || {
            let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(tidy));
            settings.with(|settings| settings.definitions_path = PLACE.into())
        };
        Self {
            replies: settings().for_serialize().into_generator(),
            requests: settings().for_deserialize().into_generator(),
        }
    }

    /// What the lab says: every field is there.
    pub(super) fn reply(&mut self, shape: Shape) -> Value {
        shape(&mut self.replies).to_value()
    }

    /// What the lab is told: a field that has a default may be left out.
    pub(super) fn request(&mut self, shape: Shape) -> Value {
        shape(&mut self.requests).to_value()
    }

    /// The schemas that have a name, in the order of their names.
    pub(super) fn named(mut self) -> Map<String, Value> {
        let mut named = self.requests.take_definitions(true);
        // A type that goes both ways is shown as the lab says it.
        named.append(&mut self.replies.take_definitions(true));
        named
    }
}

/// Makes a description of a type's documentation: a paragraph on one line, without links to other items.
fn tidy(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let paragraphs: Vec<_> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        *text = paragraphs.join("\n\n").replace("[`", "`").replace("`]", "`");
    }
}
