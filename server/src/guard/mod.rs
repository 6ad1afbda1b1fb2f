//! Who may talk to us: decided before routing, from the head of a request alone.
//!
//! Loopback keeps other machines out, but not the web pages that the learner's own browser has open. `Host` stops
//! a name that was rebound to 127.0.0.1, Fetch Metadata and `Origin` stop requests that another page makes, and the
//! media type what a plain form of another page could still send from a browser that knows neither.

use std::net::SocketAddr;

use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode, Uri};

use crate::problem::Failure;

/// The names under which the lab may be asked, each with its port: `127.0.0.1:62893`, `[::1]:62893`, `localhost:62893`.
#[derive(Debug, Clone)]
pub(crate) struct Names(Vec<String>);

impl Names {
    /// The names of a server that listens on these addresses.
    pub(crate) fn of(listening: &[SocketAddr]) -> Self {
        let mut names: Vec<String> = listening.iter().map(ToString::to_string).collect();
        names.extend(listening.iter().map(|address| format!("localhost:{}", address.port())));
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// The name that an authority stands for, in small letters and with its port, if it is one of ours.
    /// The port may be left out where it is 80, the default of http.
    fn known(&self, authority: &str) -> Option<&str> {
        let same = |name: &&String| {
            name.eq_ignore_ascii_case(authority)
                || name.strip_suffix(":80").is_some_and(|short| short.eq_ignore_ascii_case(authority))
        };
        self.0.iter().find(same).map(String::as_str)
    }

    /// One of our names, to suggest to who used none.
    fn example(&self) -> &str {
        self.0.first().map_or("127.0.0.1", String::as_str)
    }
}

/// Lets a request in, or says why not. A refusal's words depend on the rule and the server alone, so that
/// nothing of the request comes back to whoever sent it.
pub(crate) fn admit(names: &Names, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Failure> {
    let host = host(names, uri, headers)?;
    fetch_metadata(method, uri, headers)?;
    let origin = origin(host, headers)?;
    media_type(method, uri, headers, origin)
}

fn host<'a>(names: &'a Names, uri: &Uri, headers: &HeaderMap) -> Result<&'a str, Failure> {
    let refuse = || {
        Failure::new(StatusCode::MISDIRECTED_REQUEST, "host_unknown", "This is not the host you asked for")
            .because(
                "Host names no address and port that the lab listens on. A web page elsewhere could have had \
                 its own name pointed at 127.0.0.1; the lab therefore answers to its own names only.",
            )
            .next(format!("Send the header Host: {}", names.example()))
    };
    let mut given = headers.get_all(header::HOST);
    let (Some(value), None) = (given.next(), given.next()) else { return Err(refuse()) };
    let name = value.to_str().ok().and_then(|text| names.known(text)).ok_or_else(refuse)?;
    match uri.authority() {
        // An absolute target names a host of its own, which counts before the header (RFC 9112, section 3.2.2).
        Some(authority) if names.known(authority.as_str()).is_none() => Err(refuse()),
        Some(_) if uri.scheme_str().is_some_and(|scheme| scheme != "http") => Err(refuse()),
        _ => Ok(name),
    }
}

fn fetch_metadata(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Failure> {
    let is = |name: &str, wanted: &str| {
        headers.get(name).is_some_and(|value| value.as_bytes() == wanted.as_bytes())
    };
    let own =
        headers.get_all("sec-fetch-site").all(|value| matches!(value.as_bytes(), b"same-origin" | b"none"));
    let followed_link = method == Method::GET
        && is_page(uri.path())
        && is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document");
    if own || followed_link {
        return Ok(());
    }
    Err(Failure::new(StatusCode::FORBIDDEN, "cross_site", "Another web page may not ask this")
        .because(
            "Sec-Fetch-Site says that another web page made this request. The lab answers its own page, \
             addresses that you type yourself, and programs such as curl.",
        )
        .next("Type the address into the browser's address bar, or ask with curl."))
}

/// Whether a browser gets the page here: the addresses that another page may link to. They change nothing and answer a
/// navigation with nothing but the page, the lesson or the list itself, the same whoever asks.
fn is_page(path: &str) -> bool {
    let mut names = path.split('/').skip(1);
    matches!(
        (names.next(), names.next()),
        (Some(""), None) | (Some("lessons" | "glossary"), _) | (Some("cheatsheet"), None)
    )
}

/// Whether the request names its origin as ours; `false` where it names none.
fn origin(host: &str, headers: &HeaderMap) -> Result<bool, Failure> {
    let authority = host.strip_suffix(":80").unwrap_or(host);
    let own = format!("http://{authority}");
    let mut named = false;
    for value in headers.get_all(header::ORIGIN) {
        if value.as_bytes() != own.as_bytes() {
            return Err(Failure::new(
                StatusCode::FORBIDDEN,
                "origin_foreign",
                "Another origin may not ask this",
            )
            .because(
                "Origin is not the origin that Host names. An origin is scheme, host and port together; \
                     127.0.0.1 and localhost, or two ports, are two origins.",
            )
            .next("Ask from the lab's own page, or leave Origin out as curl does."));
        }
        named = true;
    }
    Ok(named)
}

/// A form of another page can send a body, but not as JSON without asking first. `/echo` takes any body, as
/// that is what it is for, from programs that send none of a browser's headers and from our own page.
fn media_type(method: &Method, uri: &Uri, headers: &HeaderMap, own_origin: bool) -> Result<(), Failure> {
    let safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    let has_body = headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|value| value.as_bytes() != b"0");
    let json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
    });
    let echo = uri.path() == "/echo" || uri.path().starts_with("/echo/");
    let own_page =
        own_origin && headers.get("sec-fetch-site").is_none_or(|value| value.as_bytes() == b"same-origin");
    let program = !headers.contains_key(header::ORIGIN) && !headers.contains_key("sec-fetch-site");
    if safe || !has_body || json || (echo && (own_page || program)) {
        return Ok(());
    }
    Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "The body must be JSON")
        .because("A request that changes something and has a body must say Content-Type: application/json.")
        .next("Add the header Content-Type: application/json and send JSON."))
}
