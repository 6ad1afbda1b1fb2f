//! Why the proxy answers itself, with a problem, in place of its target.

use std::net::SocketAddr;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};
use protocol::problem::{MEDIA_TYPE, Problem};

use super::{ANSWER, CONNECT, MAX_REQUEST_BYTES};
use crate::text::{self, Paint};

/// Why the target was not asked, or gave no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The request has come through this proxy before.
    Loop,
    /// A method that is not for a proxy of this kind.
    Method,
    /// The body of the request is too long.
    TooLong,
    /// The body of the request did not come whole.
    Body,
    /// The client wants nothing but what is kept, and it is not.
    NotKept,
    /// There is no place for one more connection.
    Room,
    /// The target cannot be connected to.
    Unreachable(SocketAddr, String),
    /// The target does not take the connection.
    Silent(SocketAddr),
    /// The target does not begin its answer.
    Late(SocketAddr),
    /// What the target says is no answer in HTTP.
    Broken(SocketAddr, String),
}

impl Refusal {
    /// As it goes over the wire.
    pub(crate) fn problem(&self) -> Problem {
        let (status, code, title, detail, next) = self.words();
        Problem {
            kind: format!("about:blank#{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            next,
        }
    }

    fn words(&self) -> (StatusCode, &'static str, &'static str, String, String) {
        use StatusCode as S;
        let own = |text: &str| text.to_owned();
        match self {
            Self::Loop => (
                S::LOOP_DETECTED,
                "proxy_loop",
                "The request goes in circles",
                own("Via names this very proxy: what it hands on comes back to it."),
                own(
                    "Look at the target of each proxy in GET /listeners, and start one anew with another target.",
                ),
            ),
            Self::Method => (
                S::NOT_IMPLEMENTED,
                "method_not_proxied",
                "This method ends here",
                own(
                    "CONNECT asks for a tunnel and TRACE for the request as it arrived; a reverse proxy hands neither on.",
                ),
                own("Ask with GET, HEAD, POST or another method."),
            ),
            Self::TooLong => (
                S::PAYLOAD_TOO_LARGE,
                "body_too_long",
                "The body is too long",
                format!("A practice proxy hands on bodies of up to {MAX_REQUEST_BYTES} bytes."),
                own("Send less, or send it to the target itself."),
            ),
            Self::Body => (
                S::BAD_REQUEST,
                "body_broken",
                "The body is not whole",
                own("The request's body ended before its announced length, or its chunks cannot be read."),
                own("Send it again."),
            ),
            Self::NotKept => (
                S::GATEWAY_TIMEOUT,
                "not_kept",
                "There is no fresh answer here",
                own("The request says only-if-cached, and no answer to it is kept that is still fresh."),
                own("Leave the directive out, so that the target is asked."),
            ),
            Self::Room => (
                S::SERVICE_UNAVAILABLE,
                "files_short",
                "The lab has no room for so many",
                own(
                    "The connection to the target takes one of the files that your system lets the lab open, and none is \
                     left for practice.",
                ),
                own("Close some connections or stop a listener, then ask again."),
            ),
            Self::Unreachable(target, error) => (
                S::BAD_GATEWAY,
                "target_unreachable",
                "The server behind the proxy cannot be reached",
                format!("The proxy could not connect to {target}: {error}."),
                own("Start a server there, or start the proxy anew with another target."),
            ),
            Self::Silent(target) => (
                S::GATEWAY_TIMEOUT,
                "target_silent",
                "The server behind the proxy does not take the connection",
                format!("{target} gave no answer to the connect within {} s.", CONNECT.as_secs()),
                own(
                    "Something listens there and does not accept, or a filter is in between. Probe its port.",
                ),
            ),
            Self::Late(target) => (
                S::GATEWAY_TIMEOUT,
                "target_late",
                "The server behind the proxy does not answer",
                format!("{target} took the connection and sent no answer within {} s.", ANSWER.as_secs()),
                own("Ask it yourself to see whether it is only slow."),
            ),
            Self::Broken(target, error) => (
                S::BAD_GATEWAY,
                "target_broken",
                "The server behind the proxy sends no answer in HTTP",
                format!("What {target} sent could not be read: {error}."),
                own("Look at its bytes with nc: it may speak another protocol, or close too soon."),
            ),
        }
    }

    /// The answer, in the form that the client asked for.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response<Bytes> {
        let problem = self.problem();
        let wants_json = super::fields::list(request, &header::ACCEPT)
            .any(|one| matches!(one.split(';').next(), Some("application/json" | MEDIA_TYPE)));
        let (media, body) = if wants_json {
            (MEDIA_TYPE, text::json(&problem))
        } else {
            ("text/plain; charset=utf-8", text::problem::render(&problem, Paint::Plain))
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.words().0;
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        fields.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}
