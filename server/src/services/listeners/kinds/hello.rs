//! HTTP hello and HTTPS hello: a few lines that say which two sockets they travelled between; and `/page`.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio_rustls::TlsAcceptor;

use super::http::{self, Answer, Scheme};
use super::page::{self, Page};
use super::{Call, Service, tls};

/// Says hello over HTTP, and with a certificate over HTTPS.
pub(super) struct Hello {
    tls: Option<TlsAcceptor>,
    page: Page,
}

impl Hello {
    pub(super) fn new(tls: Option<TlsAcceptor>) -> Self {
        Self { tls, page: Page::new() }
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        (local, peer): (SocketAddr, SocketAddr),
        requests: &AtomicU64,
        secured: Option<&str>,
    ) -> Response<Either<Full<Bytes>, Full<Bytes>>> {
        let number = requests.fetch_add(1, Ordering::Relaxed) + 1;
        let answer = if request.uri().path() == page::PATH {
            self.page.answer(request).await
        } else {
            hello(request, local, peer, number, secured)
        };
        answer.map(Either::Left)
    }
}

impl Service for Hello {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let (local, ends) = (call.local, (call.local, call.peer));
            let requests = AtomicU64::new(0);
            let requests = &requests;
            match &self.tls {
                None => {
                    let answer = |request| self.answer(request, ends, requests, None);
                    http::serve(&mut call.line, &call.visit, local, Scheme::Http, answer).await
                }
                Some(acceptor) => {
                    let stream = tls::accept(acceptor, &mut call.line, &call.visit).await?;
                    let secured = stream.describe();
                    let secured = secured.as_str();
                    let answer = |request| self.answer(request, ends, requests, Some(secured));
                    http::serve(stream, &call.visit, local, Scheme::Https, answer).await
                }
            }
        })
    }
}

fn hello(
    request: Request<Incoming>,
    local: SocketAddr,
    peer: SocketAddr,
    number: u64,
    secured: Option<&str>,
) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut reply =
            http::text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD here. Ask with curl and no -X.\n");
        reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return reply;
    }
    if request.uri().path() != "/" {
        return http::text(StatusCode::NOT_FOUND, "There is nothing but / and /page here.\n");
    }
    let sealed = secured.map(|secured| format!("Sealed with {secured}.\n")).unwrap_or_default();
    let lines = format!(
        "Hello from {local}.\nYou are {peer}.\nThis is request {number} on this connection.\n{sealed}"
    );
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let mut reply = if accept.is_some_and(|accept| accept.contains("text/html")) {
        page(&lines)
    } else {
        http::text(StatusCode::OK, &lines)
    };
    reply.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    reply
}

/// The same lines as a page. They hold addresses and numbers, and nothing that came from outside.
fn page(lines: &str) -> Answer {
    let paragraphs: String = lines.lines().map(|line| format!("<p>{line}</p>\n")).collect();
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light \
         dark\">\n<title>Hello</title>\n<h1>Hello</h1>\n{paragraphs}</html>\n"
    );
    let mut reply = Response::new(Full::new(Bytes::from(html)));
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    reply.headers_mut().insert(header::CONTENT_TYPE, kind);
    reply
}
