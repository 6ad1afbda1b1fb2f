//! One method of one address, described: what it is asked with, what it answers, what can go wrong.

use actix_web::http::{Method, StatusCode};
use schemars::JsonSchema;
use serde_json::{Value, json};

use super::json::{Json, Object};
use super::problems;
use super::schema::{Schemas, Shape, shape, text, word};

/// The description of one method of one address.
pub(crate) struct Operation {
    summary: &'static str,
    description: Option<String>,
    parameters: Vec<Parameter>,
    body: Option<Body>,
    answers: Vec<Answer>,
    problems: Vec<(StatusCode, Vec<&'static str>)>,
    /// What can go wrong with a status that is not named.
    any_problems: Vec<&'static str>,
    /// Whether the client chooses the representation.
    negotiated: bool,
    /// How a client shows who it is.
    protected: Option<&'static str>,
}

struct Parameter {
    place: &'static str,
    required: bool,
    name: &'static str,
    description: String,
    schema: Value,
    example: Option<Value>,
}

struct Body {
    description: &'static str,
    media: &'static str,
    shape: Option<Shape>,
    /// As it is sent.
    example: &'static str,
}

struct Answer {
    status: StatusCode,
    description: String,
    media: Vec<(&'static str, Content)>,
    messages: Option<Messages>,
}

enum Content {
    Type(Shape),
    Text,
    /// Server-sent events: the name of each with what its data is.
    Events(Vec<(&'static str, Shape)>),
    Bytes,
}

/// What goes over a WebSocket as text: the messages of the client, those of the server.
type Messages = (Shape, Shape);

impl Operation {
    /// Begins with what it does, in a few words.
    pub(crate) fn new(summary: &'static str) -> Self {
        Self {
            summary,
            description: None,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            problems: Vec::new(),
            any_problems: Vec::new(),
            negotiated: false,
            protected: None,
        }
    }

    /// What else there is to know, in sentences.
    pub(crate) fn says(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// A part of the address in braces. The tests ask with the example.
    pub(crate) fn path(
        mut self,
        name: &'static str,
        description: &str,
        schema: Value,
        example: impl Into<Value>,
    ) -> Self {
        let (description, example) = (description.to_owned(), Some(example.into()));
        self.parameters.push(Parameter { place: "path", required: true, name, description, schema, example });
        self
    }

    /// A parameter of the query that must be there. The tests ask with the example.
    pub(crate) fn must(
        mut self,
        name: &'static str,
        description: &str,
        schema: Value,
        example: &str,
    ) -> Self {
        let (description, example) = (description.to_owned(), Some(example.into()));
        self.parameters.push(Parameter {
            place: "query",
            required: true,
            name,
            description,
            schema,
            example,
        });
        self
    }

    /// A parameter of the query that may be left out.
    pub(crate) fn query(mut self, name: &'static str, description: impl Into<String>, schema: Value) -> Self {
        let description = description.into();
        self.parameters.push(Parameter {
            place: "query",
            required: false,
            name,
            description,
            schema,
            example: None,
        });
        self
    }

    /// An example of the parameter that was named last. The tests ask with it.
    pub(crate) fn like(mut self, example: &str) -> Self {
        if let Some(parameter) = self.parameters.last_mut() {
            parameter.example = Some(example.into());
        }
        self
    }

    /// A header field that may be left out.
    pub(crate) fn header(mut self, name: &'static str, description: &str, schema: Value) -> Self {
        let description = description.to_owned();
        self.parameters.push(Parameter {
            place: "header",
            required: false,
            name,
            description,
            schema,
            example: None,
        });
        self
    }

    /// The body: this type in JSON. The tests ask with the example.
    pub(crate) fn takes<T: JsonSchema>(mut self, description: &'static str, example: &'static str) -> Self {
        let shape = Some(shape::<T>());
        self.body = Some(Body { description, media: "application/json", shape, example });
        self
    }

    /// The body: anything, or nothing. Told only of the methods for which HTTP says what a body means.
    pub(crate) fn takes_anything(mut self, description: &'static str) -> Self {
        self.body = Some(Body { description, media: "*/*", shape: None, example: "" });
        self
    }

    /// Asks who the client is, by a scheme of HTTP: `basic` or `bearer`.
    pub(crate) fn protected(mut self, scheme: &'static str) -> Self {
        self.protected = Some(scheme);
        self
    }

    /// Answers 200 with this type as JSON, or the same as text for a terminal.
    pub(crate) fn answers<T: JsonSchema>(self, description: impl Into<String>) -> Self {
        self.answers_with::<T>(StatusCode::OK, description)
    }

    /// Answers this status with this type as JSON, or the same as text for a terminal.
    pub(crate) fn answers_with<T: JsonSchema>(
        mut self,
        status: StatusCode,
        description: impl Into<String>,
    ) -> Self {
        let media = vec![("application/json", Content::Type(shape::<T>())), ("text/plain", Content::Text)];
        self.answers.push(Answer { status, description: description.into(), media, messages: None });
        self.negotiated = true;
        self
    }

    /// Answers 200 with a stream: server-sent events of these names and types, or lines for a terminal.
    pub(crate) fn streams(
        mut self,
        description: impl Into<String>,
        events: &[(&'static str, Shape)],
    ) -> Self {
        let media =
            vec![("text/event-stream", Content::Events(events.to_vec())), ("text/plain", Content::Text)];
        self.answers.push(Answer {
            status: StatusCode::OK,
            description: description.into(),
            media,
            messages: None,
        });
        self.negotiated = true;
        self
    }

    /// A browser gets HTML in place of the answer that was named last.
    pub(crate) fn or_page(mut self) -> Self {
        if let Some(answer) = self.answers.last_mut() {
            answer.media.push(("text/html", Content::Text));
        }
        self
    }

    /// Answers this status with bytes of a media type of their own.
    pub(crate) fn sends(self, status: StatusCode, description: &str) -> Self {
        self.answers_in(status, description, vec![("*/*", Content::Bytes)])
    }

    /// Answers this status without a body.
    pub(crate) fn says_only(self, status: StatusCode, description: &str) -> Self {
        self.answers_in(status, description, Vec::new())
    }

    /// Answers 101, and speaks WebSocket from then on: the text messages of the client and of the server are JSON of
    /// these types.
    pub(crate) fn upgrades(mut self, description: &str, client: Shape, server: Shape) -> Self {
        let (status, description) = (StatusCode::SWITCHING_PROTOCOLS, description.to_owned());
        let messages = Some((client, server));
        self.answers.push(Answer { status, description, media: Vec::new(), messages });
        self
    }

    /// Answers 200 with JSON of this type, whoever asks.
    pub(crate) fn answers_json<T: JsonSchema>(self, description: &str) -> Self {
        let media = vec![("application/json", Content::Type(shape::<T>()))];
        self.answers_in(StatusCode::OK, description, media)
    }

    /// Answers 200 with text, whoever asks.
    pub(crate) fn answers_text(self, description: &str) -> Self {
        self.answers_in(StatusCode::OK, description, vec![("text/plain", Content::Text)])
    }

    fn answers_in(
        mut self,
        status: StatusCode,
        description: &str,
        media: Vec<(&'static str, Content)>,
    ) -> Self {
        self.answers.push(Answer { status, description: description.to_owned(), media, messages: None });
        self
    }

    /// What of its own can go wrong with this status: the codes of the problems. What can go wrong with any request
    /// is described once for all.
    pub(crate) fn fails(mut self, status: StatusCode, codes: &[&'static str]) -> Self {
        self.problems.push((status, codes.to_vec()));
        self
    }

    /// What can go wrong with any status: the codes of the problems.
    pub(crate) fn fails_anyhow(mut self, codes: &[&'static str]) -> Self {
        self.any_problems.extend(codes);
        self
    }

    /// Draws the operation object.
    pub(super) fn draw(mut self, method: &Method, path: &str, schemas: &mut Schemas) -> Object {
        let mut drawn = Object::default().with("operationId", id(method, path)).with("summary", self.summary);
        if let Some(description) = self.description {
            drawn.set("description", description);
        }
        let mut parameters: Vec<Json> = self.parameters.into_iter().map(|one| one.draw().into()).collect();
        if self.negotiated {
            parameters.extend(["format", "color"].map(|name| reference("parameters", name).into()));
            // A problem of the same status would otherwise hide those that every choice can end with.
            self.problems.push((StatusCode::BAD_REQUEST, problems::CHOICE.to_vec()));
        }
        if !parameters.is_empty() {
            drawn.set("parameters", Json::List(parameters));
        }
        let bodiless = self.body.as_ref().is_some_and(|body| body.shape.is_none())
            && !matches!(*method, Method::POST | Method::PUT | Method::PATCH);
        if let Some(body) = self.body.filter(|_| !bodiless) {
            drawn.set("requestBody", body.draw(schemas));
        }
        if let Some(scheme) = self.protected {
            drawn.set("security", json!([{ scheme: [] }]));
        }
        let mut responses = Object::default();
        for answer in self.answers {
            responses.set(answer.status.as_str().to_owned(), answer.draw(schemas));
        }
        for (status, codes) in problems::merge(self.problems) {
            responses.set(status.as_str().to_owned(), problems::response(status, &codes));
        }
        let others = match self.any_problems.as_slice() {
            [] => reference("responses", "Problem"),
            codes => problems::general_and(codes),
        };
        drawn.with("responses", responses.with("default", others))
    }
}

impl Parameter {
    fn draw(self) -> Object {
        let drawn = Object::default().with("name", self.name).with("in", self.place);
        let drawn = if self.required { drawn.with("required", true) } else { drawn };
        let drawn = drawn.with("description", self.description).with("schema", self.schema);
        match self.example {
            Some(example) => drawn.with("example", example),
            None => drawn,
        }
    }
}

impl Body {
    fn draw(self, schemas: &mut Schemas) -> Object {
        let content = match self.shape {
            Some(shape) => {
                let example: Value = serde_json::from_str(self.example).unwrap_or_default();
                Object::default().with("schema", schemas.request(shape)).with("example", example)
            }
            None => Object::default(),
        };
        let drawn = Object::default()
            .with("description", self.description)
            .with("content", Object::default().with(self.media, content));
        if self.shape.is_some() { drawn.with("required", true) } else { drawn }
    }
}

impl Answer {
    fn draw(self, schemas: &mut Schemas) -> Object {
        let mut drawn = Object::default().with("description", self.description);
        if let Some((client, server)) = self.messages {
            // OpenAPI 3.1 has no words for the messages of a WebSocket.
            let client = schemas.request(client);
            let named = Object::default().with("client", client).with("server", schemas.reply(server));
            drawn.set("x-messages", named);
        }
        if self.media.is_empty() {
            return drawn;
        }
        let mut content = Object::default();
        for (media, what) in self.media {
            content.set(media, what.draw(schemas));
        }
        drawn.with("content", content)
    }
}

impl Content {
    fn draw(self, schemas: &mut Schemas) -> Object {
        match self {
            Self::Type(shape) => Object::default().with("schema", schemas.reply(shape)),
            Self::Text => Object::default().with("schema", text()),
            Self::Events(events) => {
                let mut named = Object::default();
                for (name, shape) in events {
                    named.set(name, schemas.reply(shape));
                }
                // OpenAPI 3.1 has no words for the events of a stream.
                Object::default().with("schema", text()).with("x-events", named)
            }
            Self::Bytes => Object::default(),
        }
    }
}

/// A reference to what is described once for all.
fn reference(kind: &str, name: &str) -> Object {
    Object::default().with("$ref", format!("#/components/{kind}/{name}"))
}

/// A name for programs: `get_probe_port` for `GET /probe/{port}`.
fn id(method: &Method, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let method = method.as_str().to_ascii_lowercase();
    std::iter::once(method.as_str()).chain(words).collect::<Vec<_>>().join("_")
}

/// The parameters by which a client chooses the representation.
pub(super) fn choices() -> Object {
    let query = |name, description: &str, schema| {
        let description = description.to_owned();
        Parameter { place: "query", required: false, name, description, schema, example: None }.draw()
    };
    let format = "The representation, before what Accept asks for. A stream in JSON is server-sent events.";
    let color = "Whether text has the colours of a terminal (ANSI); never where it is left out.";
    Object::default()
        .with("format", query("format", format, word(&["json", "text"])))
        .with("color", query("color", color, word(&["always", "never"])))
}
