//! The notice board, the service of the capstone: HTTP that does what its settings say, right or wrong.
//!
//! The settings are followed, not copied: what is changed holds from the next request on, also on connections that wait.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use futures_util::future::BoxFuture;
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use protocol::auth::Scope;
use protocol::capstone::{OLD_NAME, Scheme, Settings};
use tokio::io::AsyncReadExt as _;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::http::{self, Answer, Policy};
use super::{Call, Service, tls};
use crate::services::auth::{Auth, Refusal};

/// What the page for all says.
const NOTICES: &str = "NOTICES\n\n- The kettle is mended.\n- Found in the yard: one glove, blue.\n- The lesson on ports begins at nine.\n";

/// What the page for the admin says.
const ADMIN: &str = "ADMIN\n\nThree notices stand. The key to the glass case lies in the second drawer.\n";

/// What it says to who shows nothing, and to who is known and may not.
const WHO: &str = "Who are you? Show a name and a password.\n";
const NOT_YOU: &str = "I know you, and this page is for the admin.\n";
const SLOWLY: &str = "Too many wrong passwords. Wait a few seconds.\n";

/// The board.
pub(crate) struct Board {
    settings: watch::Receiver<Settings>,
    tls: TlsAcceptor,
    auth: Auth,
    /// How many clients it has now.
    clients: AtomicUsize,
}

/// A client's place, which it has until this is dropped.
struct Place<'a> {
    clients: &'a AtomicUsize,
    /// How many clients there were when it came, itself included.
    number: usize,
}

impl<'a> Place<'a> {
    fn take(clients: &'a AtomicUsize) -> Self {
        Self { clients, number: clients.fetch_add(1, Ordering::Relaxed) + 1 }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.clients.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Board {
    pub(crate) fn new(settings: watch::Receiver<Settings>, tls: TlsAcceptor) -> Self {
        Self { settings, tls, auth: Auth::default(), clients: AtomicUsize::new(0) }
    }

    fn now(&self) -> Settings {
        *self.settings.borrow()
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Either<Full<Bytes>, Full<Bytes>>> {
        self.page(&request).map(Either::Left)
    }

    fn page(&self, request: &Request<Incoming>) -> Answer {
        let (needs, text) = match request.uri().path() {
            "/" => (Scope::Read, NOTICES),
            "/admin" => (Scope::Admin, ADMIN),
            _ => return http::text(StatusCode::NOT_FOUND, "There is nothing but / and /admin here.\n"),
        };
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut reply = http::text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD here.\n");
            reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return reply;
        }
        if !self.now().login {
            return http::text(StatusCode::OK, text);
        }
        let mut given = request.headers().get_all(header::AUTHORIZATION).iter();
        let shown = given.next().filter(|_| given.next().is_none()).map(HeaderValue::as_bytes);
        match self.auth.basic(shown, Instant::now()) {
            Ok(known) if known.may.allows(needs) => http::text(StatusCode::OK, text),
            Ok(_) => http::text(StatusCode::FORBIDDEN, NOT_YOU),
            Err(Refusal::TooMany(seconds)) => {
                let mut reply = http::text(StatusCode::TOO_MANY_REQUESTS, SLOWLY);
                reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                reply
            }
            Err(_) => {
                let mut reply = http::text(StatusCode::UNAUTHORIZED, WHO);
                let field = r#"Basic realm="notice board", charset="UTF-8""#;
                reply.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(field));
                reply
            }
        }
    }
}

impl Service for Board {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let mut settings = self.settings.clone();
            let place = Place::take(&self.clients);
            if !ready(&mut settings, &place, call).await? {
                return Ok(());
            }
            let now = *settings.borrow();
            let local: SocketAddr = call.local;
            let answer = |request| self.answer(request);
            match now.scheme {
                Scheme::Http => {
                    let policy = self.policy(local, http::Scheme::Http);
                    http::serve_by(&mut call.line, &call.visit, &policy, answer).await
                }
                Scheme::Https => {
                    let stream = tls::accept(&self.tls, &mut call.line, &call.visit).await?;
                    http::serve_by(stream, &call.visit, &self.policy(local, http::Scheme::Https), answer)
                        .await
                }
            }
        })
    }
}

/// Waits until there is a worker for a connection; `false` where it is to be closed. With no place for the client, it is closed
/// without a word. Without a worker nobody answers: what comes is lost, and with it the connection.
async fn ready(
    settings: &mut watch::Receiver<Settings>,
    place: &Place<'_>,
    call: &mut Call,
) -> io::Result<bool> {
    let mut lost = [0; 512];
    let mut whole = true;
    loop {
        let now = *settings.borrow_and_update();
        if place.number > usize::from(now.clients) {
            return Ok(false);
        }
        if now.workers > 0 {
            return Ok(whole);
        }
        tokio::select! {
            changed = settings.changed() => if changed.is_err() { return Ok(false) },
            read = call.line.read(&mut lost) => match read? {
                0 => return Ok(false),
                _ => whole = false,
            },
        }
    }
}

impl Board {
    /// Its own names, and as long as it is told to, the old one. Who asks by that is told in the journal also where it is
    /// refused: that is what the learner is to prove.
    fn policy(&self, local: SocketAddr, scheme: http::Scheme) -> Policy<impl Fn() -> bool + use<'_>> {
        Policy { local, scheme, old: Some((OLD_NAME, move || self.now().old_name)) }
    }
}
