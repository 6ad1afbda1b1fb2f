//! A page of another origin: what any page in the learner's browser may try with services on loopback, at the press of a
//! button. Its words are in `page.html`, what it does in `page.js`.
//!
//! It asks the lab with `lab` of its query as the port: once to read, once to change something, in the way that browsers send
//! without asking first (Fetch standard, sections 2.2.1 and 2.2.2: CORS-safelisted methods and header fields). It sends the same
//! to a service that checks nothing, at the port `echo`. It dials 127.0.0.1 and nothing else: its policy has no other.

use std::io;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

use super::http::{self, Answer, Scheme};
use super::{Call, Service};

/// What its script, its style and its requests may be. Its icon is an empty one, so that no browser asks for another.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
                      connect-src http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What it serves: the path, the media type, the text.
const FILES: [(&str, &str, &str); 3] = [
    ("/", "text/html; charset=utf-8", include_str!("page.html")),
    ("/page.css", "text/css; charset=utf-8", include_str!("page.css")),
    ("/page.js", "text/javascript; charset=utf-8", include_str!("page.js")),
];

/// Serves the page. It keeps nothing, and reads nothing of its query: that is for the script.
pub(super) struct OtherPage;

impl Service for OtherPage {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let answer = |request| async move { answer(&request).map(Either::<_, Full<Bytes>>::Left) };
            http::serve(&mut call.line, &call.visit, call.local, Scheme::Http, answer).await
        })
    }
}

fn answer(request: &Request<Incoming>) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut reply = http::text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD here.\n");
        reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return reply;
    }
    let Some((_, media, text)) = FILES.iter().find(|(path, ..)| *path == request.uri().path()) else {
        return http::text(StatusCode::NOT_FOUND, "There is nothing but the page / here.\n");
    };
    let mut reply = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    reply
}
