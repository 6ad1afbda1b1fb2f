//! The description of every address, as `GET /openapi.json` gives it (OpenAPI 3.1).
//!
//! It is made of what is laid out: `routes::configure` takes an address only together with its description, which
//! stands beside the handler as `describe`. Schemas come from the types in `protocol`, their documentation is the
//! descriptions, bounds come from the constants that the handlers check against.
//!
//! To add an address:
//! 1. In `protocol`, give each type of its request or reply the line
//!    `#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]`, and `schemars(rename = "...")` in the same
//!    attribute where another type has that name already.
//! 2. Beside the handler, write `describe`: an [`Operation`] with its parameters, what it answers, and the codes of
//!    what can go wrong of its own. What can go wrong with any request is in `problems`. A stream names its events.
//!    What a request must have (parts of the path, a body) has an example: the tests ask with it.
//! 3. In `routes::configure`, lay it out with both: `layout.at("/path/{part}", read(noun::get, noun::describe))`, and
//!    `.and(Method::POST, noun::start, noun::describe_start)` for each further method.
//! 4. `cargo xtask openapi` writes the snapshot, `server/openapi.json`; read what has changed in it.
//!
//! `tests/tests/openapi` asks the real server for every address as the document describes it: each example, each
//! bound of each parameter and the value beyond it, each representation; every reply, problems included, must fit its
//! schema.

mod json;
mod operation;
mod problems;
mod schema;

use std::sync::OnceLock;

use actix_web::http::Method;
use protocol::problem::Problem;
use serde_json::json;

pub(crate) use self::operation::Operation;
pub(crate) use self::schema::{Shape, least, number, shape, text, word};

use self::json::{Json, Object};
use self::schema::Schemas;

/// Gives the description of one method of an address.
pub(crate) type Description = fn() -> Operation;

/// An address with the descriptions of its methods.
pub(crate) struct Place {
    /// The address, its parts in braces.
    pub(crate) path: String,
    pub(crate) methods: Vec<(Method, Description)>,
}

/// What holds for all addresses.
const ABOUT: &str = "\
The lab listens on loopback and answers its own page, a terminal and programs alike.

An address that has several representations chooses by `Accept`: `application/json` gives JSON, `text/html` gives the \
page where there is one, anything else gives text for a terminal. `format` comes before `Accept`.

A stream in JSON is server-sent events. They are listed under `x-events`, each by its name with the schema of its data. \
The text messages of a WebSocket are listed under `x-messages`.

An address that takes GET takes HEAD too; every address answers OPTIONS with the methods that it takes.

What goes wrong is told as a problem (RFC 9457) with a stable `code`, in the form that the client asked for.

A request must name the lab as its host. One that a browser sends must come from the lab's own page, and one that \
changes something must have its body, if any, in JSON.";

/// The document, drawn when it is first asked for.
pub(crate) struct Document {
    places: Vec<Place>,
    text: OnceLock<String>,
}

impl Document {
    pub(crate) fn new(places: Vec<Place>) -> Self {
        Self { places, text: OnceLock::new() }
    }

    /// The document as JSON.
    pub(crate) fn text(&self) -> &str {
        self.text.get_or_init(|| crate::text::json(&self.draw()))
    }

    fn draw(&self) -> Object {
        let mut schemas = Schemas::new();
        let mut paths = Object::default();
        for place in &self.places {
            let mut item = Object::default();
            for (method, description) in &place.methods {
                let operation = description().draw(method, &place.path, &mut schemas);
                item.set(method.as_str().to_ascii_lowercase(), operation);
            }
            paths.set(place.path.clone(), item);
        }
        schemas.reply(shape::<Problem>());
        let components = Object::default()
            .with("parameters", operation::choices())
            .with("responses", Object::default().with("Problem", problems::general()))
            .with("schemas", Json::Value(schemas.named().into()))
            .with("securitySchemes", security());
        Object::default()
            .with("openapi", "3.1.1")
            .with("info", info())
            .with("servers", json!([{ "url": "/" }]))
            .with("paths", paths)
            .with("components", components)
    }
}

/// The ways in which the practice resources below `/auth` ask who the client is.
fn security() -> serde_json::Value {
    json!({
        "basic": { "type": "http", "scheme": "basic", "description": "A practice user and password (RFC 7617)." },
        "bearer": { "type": "http", "scheme": "bearer", "description": "A token of `POST /auth/token` (RFC 6750)." },
    })
}

fn info() -> Object {
    Object::default()
        .with("title", "Loopback Lab")
        .with("summary", "A networking lab on your own machine")
        .with("description", ABOUT)
        .with("license", json!({ "name": "MIT licence", "identifier": "MIT" }))
        .with("version", env!("CARGO_PKG_VERSION"))
}
