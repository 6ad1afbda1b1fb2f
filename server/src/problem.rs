//! What went wrong, as every room of the server says it: a stable code, what happened, what to do next.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use protocol::problem::{MEDIA_TYPE, Problem};

use crate::represent::{Format, unnamed};
use crate::text;

/// Marks an answer whose status is an error's and whose body says so itself: the page does.
pub(crate) struct Drawn;

/// A request that is not answered with what it asked for.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    title: &'static str,
    detail: String,
    next: String,
    /// The methods that are allowed instead, for 405.
    allow: Option<String>,
    /// After how many seconds to try again, for 429 and 503.
    retry_after: Option<u16>,
    /// Whether to say that the address speaks WebSocket.
    upgrade: bool,
    /// How to show who asks, for 401.
    challenge: Option<Challenge>,
    /// A field that only its status has.
    extra: Option<Extra>,
}

/// How a client is to show who it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Challenge {
    /// With a name and a password (RFC 7617, sections 2 and 2.1).
    Basic,
    /// With a token (RFC 6750, section 3).
    Bearer,
    /// With another token: this one is not, or no longer, good for anything (RFC 6750, section 3.1).
    InvalidToken,
    /// With its token in another way (RFC 6750, section 3.1).
    InvalidRequest,
    /// With a token that is good for more (RFC 6750, section 3.1).
    InsufficientScope,
}

impl Challenge {
    /// The value of `WWW-Authenticate`.
    const fn field(self) -> &'static str {
        match self {
            Self::Basic => r#"Basic realm="Loopback Lab practice", charset="UTF-8""#,
            Self::Bearer => r#"Bearer realm="Loopback Lab practice""#,
            Self::InvalidToken => r#"Bearer realm="Loopback Lab practice", error="invalid_token""#,
            Self::InvalidRequest => r#"Bearer realm="Loopback Lab practice", error="invalid_request""#,
            Self::InsufficientScope => {
                r#"Bearer realm="Loopback Lab practice", error="insufficient_scope", scope="admin""#
            }
        }
    }
}

/// A field that only one status has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extra {
    /// How a proxy wants to know who asks, for 407 (RFC 9110, section 11.7.1).
    ProxyChallenge,
    /// How long what there is is, for 416 (RFC 9110, section 14.4).
    NoRange,
}

impl Extra {
    const fn field(self) -> (HeaderName, &'static str) {
        match self {
            Self::ProxyChallenge => (header::PROXY_AUTHENTICATE, Challenge::Basic.field()),
            Self::NoRange => (header::CONTENT_RANGE, "bytes */0"),
        }
    }
}

impl Failure {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self {
            status,
            code,
            title,
            detail: String::new(),
            next: String::new(),
            allow: None,
            retry_after: None,
            upgrade: false,
            challenge: None,
            extra: None,
        }
    }

    /// What happened and why.
    pub(crate) fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// What to do next.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// With an `Allow` header (RFC 9110, section 10.2.1).
    pub(crate) fn allow(mut self, methods: &str) -> Self {
        self.allow = Some(methods.to_owned());
        self
    }

    /// With a `Retry-After` header (RFC 9110, section 10.2.3).
    pub(crate) fn retry_after(mut self, seconds: u16) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With the `Upgrade` header of an address that speaks WebSocket (RFC 9110, section 15.5.22), and the version of it
    /// that the lab speaks (RFC 6455, section 4.4).
    pub(crate) fn upgrade(mut self) -> Self {
        self.upgrade = true;
        self
    }

    /// With a `WWW-Authenticate` header (RFC 9110, section 11.6.1).
    pub(crate) fn challenge(mut self, challenge: Challenge) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// With a field that only its status has.
    pub(crate) fn extra(mut self, extra: Extra) -> Self {
        self.extra = Some(extra);
        self
    }

    /// A parameter whose value cannot be used.
    pub(crate) fn parameter(code: &'static str, detail: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, "A parameter cannot be used").because(detail).next(next)
    }

    /// What goes over the wire.
    pub(crate) fn problem(&self) -> Problem {
        Problem {
            kind: format!("about:blank#{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            next: self.next.clone(),
        }
    }

    /// The body in one representation, and its media type.
    pub(crate) fn body(&self, format: Format) -> (&'static str, String) {
        let problem = self.problem();
        match format {
            Format::Json => (MEDIA_TYPE, text::json(&problem)),
            Format::Text { paint } => ("text/plain; charset=utf-8", text::problem::render(&problem, paint)),
        }
    }

    /// The answer in one representation.
    pub(crate) fn response(&self, format: Format) -> HttpResponse {
        let (media_type, body) = self.body(format);
        let mut response = HttpResponse::build(self.status).content_type(media_type).body(body);
        self.fields(response.headers_mut());
        unnamed(&mut response);
        response
    }

    fn fields(&self, headers: &mut HeaderMap) {
        if let Some(methods) = self.allow.as_deref().and_then(|methods| HeaderValue::from_str(methods).ok()) {
            headers.insert(header::ALLOW, methods);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.upgrade {
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge.field()));
        }
        if let Some((name, value)) = self.extra.map(Extra::field) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. {}", self.code, self.detail, self.next)
    }
}

impl std::error::Error for Failure {}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// An empty answer that carries the failure: the gate knows the request, and draws it up as the client wants it.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status);
        response.extensions_mut().insert(self.clone());
        response
    }
}
