//! HTTP/1.1 for every kind that speaks it: who may ask, what the journal is told, what each answer carries.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::{Body, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use super::super::record::Visit;
use crate::log;
use crate::services::mask;

/// How long the head of a request may take from its first byte.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How many header fields a request may have, as the lab itself allows.
const MAX_FIELDS: usize = 96;

/// The longest head of a request, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// Sent with every answer, whatever it is, where it does not say otherwise.
const SECURITY: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cache-control", "no-store"),
];

/// An answer that is known as a whole.
pub(super) type Answer = Response<Full<Bytes>>;

/// The scheme that a listener speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    const fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Serves HTTP/1.1 on a connection until either side closes it. Each request is first looked at as DESIGN.md's "Who may
/// talk to it" asks: a web page elsewhere may link to a listener, and no more.
///
/// What the listener says itself is secured; what it hands on, the `Right` side, goes as it came.
pub(super) async fn serve<S, F, B>(
    stream: S,
    visit: &Visit,
    local: SocketAddr,
    scheme: Scheme,
    answer: impl Fn(Request<Incoming>) -> F + Send + Sync,
) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
    F: Future<Output = Response<Either<Full<Bytes>, B>>> + Send,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    serve_by(stream, visit, &Policy::<fn() -> bool> { local, scheme, old: None }, answer).await
}

/// Which names a listener answers to.
pub(super) struct Policy<A> {
    /// Where it was reached: the names of this are its own.
    pub(super) local: SocketAddr,
    pub(super) scheme: Scheme,
    /// One more name, from `example` alone, which nobody can own (RFC 2606, section 3), and whether it is answered now. Who is
    /// refused under this name is told in the journal.
    pub(super) old: Option<(&'static str, A)>,
}

impl<A: Fn() -> bool> Policy<A> {
    /// Whether a request names the old name, with this listener's port.
    fn names_old<B>(&self, request: &Request<B>) -> bool {
        let host =
            request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
        let fits = port.is_empty() || port == self.local.port().to_string();
        fits && self.old.as_ref().is_some_and(|(old, _)| name.eq_ignore_ascii_case(old))
    }

    /// Lets a request in, or tells why not.
    fn admit<B>(&self, request: &Request<B>) -> Result<(), Refused> {
        match admit(self.local, self.scheme, request) {
            // Only what the name was wrong about is let in by the old one; another page never is.
            Err(HOST)
                if self.names_old(request) && self.old.as_ref().is_some_and(|(_, answered)| answered()) =>
            {
                let mut hosts = request.headers().get_all(header::HOST).iter();
                let one = hosts.next().is_some() && hosts.next().is_none();
                // Without TLS a browser marks its requests with neither of the first two where the name is not this machine's
                // own, but it always tells a language (Fetch standard, section 4.6, HTTP-network-or-cache fetch).
                let marks = ["origin", "sec-fetch-site", "accept-language"];
                let from_a_page = marks.iter().any(|mark| request.headers().contains_key(*mark))
                    || request.uri().authority().is_some();
                if one && !from_a_page { Ok(()) } else { Err(HOST) }
            }
            other => other,
        }
    }
}

/// The same by a policy of the listener's own.
pub(super) async fn serve_by<S, F, B, A>(
    stream: S,
    visit: &Visit,
    policy: &Policy<A>,
    answer: impl Fn(Request<Incoming>) -> F + Send + Sync,
) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
    F: Future<Output = Response<Either<Full<Bytes>, B>>> + Send,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    A: Fn() -> bool + Send + Sync,
{
    let answer = &answer;
    let service = service_fn(move |request: Request<Incoming>| async move {
        let asked = format!("{} {}", request.method(), mask::target(&request.uri().to_string()));
        let mut reply = match policy.admit(&request) {
            Ok(()) => answer(request).await,
            Err(refusal) => {
                if policy.names_old(&request) {
                    visit.say(&format!("{asked} {}", refusal.status.as_u16()));
                }
                // As with the lab itself, what is refused is in the audit log and not in the journal.
                log::refused_by_listener(visit.connection(), refusal.code, refusal.status.as_u16());
                let mut reply = text(refusal.status, &format!("{}\n", refusal.words));
                secure(reply.headers_mut());
                return Ok(reply.map(Either::Left));
            }
        };
        if matches!(reply.body(), Either::Left(_)) {
            secure(reply.headers_mut());
        }
        let cache = reply.headers().get("x-cache").and_then(|value| value.to_str().ok());
        let cache = cache.map(|word| format!("{word} ")).unwrap_or_default();
        // Before the first byte of the answer is sent, as the lab itself does it.
        visit.say(&format!("{cache}{asked} {}", reply.status().as_u16()));
        Ok::<_, Infallible>(reply)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_FIELDS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .map_err(io::Error::other)
}

/// An answer of plain text.
pub(super) fn text(status: StatusCode, text: &str) -> Answer {
    let mut reply = Response::new(Full::new(Bytes::copy_from_slice(text.as_bytes())));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    reply
}

fn secure(headers: &mut HeaderMap) {
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Why a request is not answered. The words depend on the rule alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) words: &'static str,
}

const HOST: Refused = Refused {
    status: StatusCode::MISDIRECTED_REQUEST,
    code: "host_unknown",
    words: "This is not the host you asked for: Host must name localhost or a loopback address, with this listener's \
            port.",
};

const SITE: Refused = Refused {
    status: StatusCode::FORBIDDEN,
    code: "cross_site",
    words: "Another web page may not ask this. Type the address into the address bar, or use curl.",
};

/// Lets a request in, or tells why not.
pub(super) fn admit<B>(local: SocketAddr, scheme: Scheme, request: &Request<B>) -> Result<(), Refused> {
    let headers = request.headers();
    let mut given = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (given.next(), given.next()) else {
        return Err(HOST);
    };
    let host = host.to_str().unwrap_or_default();
    let uri = request.uri();
    // An absolute target names a host of its own, which counts before the header (RFC 9112, section 3.2.2).
    let other = uri.authority().is_some_and(|authority| !is_name(local, scheme, authority.as_str()))
        || uri.scheme_str().is_some_and(|asked| asked != scheme.word());
    if other || !is_name(local, scheme, host) {
        return Err(HOST);
    }
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    let own = headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin" || site == "none");
    let followed_link = request.method() == Method::GET
        && is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document");
    let origin = format!("{}://{host}", scheme.word());
    let foreign = headers.get_all(header::ORIGIN).iter().any(|value| value != origin.as_str());
    if foreign || !(own || followed_link) {
        return Err(SITE);
    }
    Ok(())
}

/// Whether an authority names a listener: localhost, a loopback address that is its own or one of the usual two, each with
/// its port, which may be left out where it is the scheme's default.
fn is_name(local: SocketAddr, scheme: Scheme, authority: &str) -> bool {
    let (name, port) = match authority.rsplit_once(':') {
        // A colon inside brackets belongs to the address.
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ if local.port() == scheme.port() => (authority, ""),
        _ => return false,
    };
    let own = match local.ip() {
        std::net::IpAddr::V4(v4) => v4.to_string(),
        std::net::IpAddr::V6(v6) => format!("[{v6}]"),
    };
    (port.is_empty() && local.port() == scheme.port() || port == local.port().to_string())
        && (["127.0.0.1", "[::1]", &own].contains(&name) || name.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn local() -> SocketAddr {
        "127.0.0.2:8080".parse().unwrap()
    }

    fn asked(fields: &[(&str, &str)]) -> Result<(), u16> {
        let mut request = Request::builder().uri("/");
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        admit(local(), Scheme::Http, &request.body(()).unwrap()).map_err(|refusal| refusal.status.as_u16())
    }

    #[test]
    fn its_own_names_alone_are_answered() {
        for host in ["127.0.0.2:8080", "127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"] {
            assert_eq!(asked(&[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "evil.example:8080",
            "localhost",
            "127.0.0.3:8080",
            "localhost:8081",
            "::1:8080",
            "",
            ":8080",
            "localhost:",
        ] {
            assert_eq!(asked(&[("host", host)]), Err(421), "{host}");
        }
        assert_eq!(asked(&[]), Err(421));
        assert_eq!(asked(&[("host", "localhost:8080"), ("host", "localhost:8080")]), Err(421));
        let plain: SocketAddr = "127.0.0.1:80".parse().unwrap();
        assert!(is_name(plain, Scheme::Http, "localhost") && is_name(plain, Scheme::Http, "[::1]"));
        assert!(!is_name(plain, Scheme::Https, "localhost"));
    }

    #[test]
    fn another_page_may_link_and_no_more() {
        let host = ("host", "localhost:8080");
        let site = |site| ("sec-fetch-site", site);
        assert_eq!(asked(&[host, site("none")]), Ok(()));
        assert_eq!(asked(&[host, site("same-origin")]), Ok(()));
        assert_eq!(asked(&[host, site("cross-site")]), Err(403));
        assert_eq!(
            asked(&[host, site("same-site")]),
            Err(403),
            "another port is another origin, and the same site"
        );
        let link = [host, site("cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        assert_eq!(asked(&link), Ok(()));
        assert_eq!(asked(&[host, ("origin", "http://localhost:8080")]), Ok(()));
        for origin in ["http://localhost:62893", "https://localhost:8080", "null"] {
            assert_eq!(asked(&[host, ("origin", origin)]), Err(403), "{origin}");
        }
    }

    proptest! {
        #[test]
        fn no_other_name_is_one(name in "[ -~]{0,24}") {
            let known = ["127.0.0.1:8080", "127.0.0.2:8080", "[::1]:8080", "localhost:8080"];
            let expected = known.iter().any(|one| one.eq_ignore_ascii_case(&name));
            prop_assert_eq!(is_name(local(), Scheme::Http, &name), expected);
        }
    }
}
