//! One request through the proxy: out of the cache, or from its target.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri, request, response};
use http_body_util::{BodyExt as _, Either, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use protocol::proxy::Cached;
use tokio::sync::Semaphore;

use super::cache::{Asked, Cache, Kept, Look, may_keep};
use super::fields::{add_via, client_has, directive, end_to_end, has_passed};
use super::forward::{self, Arriving};
use super::refusal::Refusal;
use super::tee::Tee;
use super::{MAX_CACHE_BYTES, MAX_ENTRIES, MAX_REQUEST_BYTES};

/// The field that tells where an answer came from. It has no standard; many caches send it under this name.
const X_CACHE: HeaderName = HeaderName::from_static("x-cache");

/// A request with one of these is between client and target alone: it is about a part, or about what only the target knows.
const PRIVATE: [HeaderName; 5] =
    [header::AUTHORIZATION, header::RANGE, header::IF_MATCH, header::IF_UNMODIFIED_SINCE, header::IF_RANGE];

/// What goes back to a client.
pub(crate) type Reply = Response<Either<Full<Bytes>, Tee>>;

/// A caching reverse proxy.
pub(crate) struct Proxy {
    target: SocketAddr,
    /// A place for each connection to the target.
    room: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cache: Cache,
    hits: u64,
    misses: u64,
    revalidated: u64,
    bypassed: u64,
    failed: u64,
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    /// The cache.
    Hit,
    /// The target; the cache had none.
    Miss,
    /// The cache, after the target vouched for it.
    Revalidated,
    /// The target; the cache was not looked into.
    Bypass,
}

impl From {
    const fn word(self) -> &'static str {
        match self {
            Self::Hit => "HIT",
            Self::Miss => "MISS",
            Self::Revalidated => "REVALIDATED",
            Self::Bypass => "BYPASS",
        }
    }
}

impl Proxy {
    /// A proxy that keeps nothing yet.
    pub(crate) fn new(target: SocketAddr, room: Arc<Semaphore>) -> Arc<Self> {
        Arc::new(Self { target, room, state: Mutex::default() })
    }

    /// What it keeps and what it has counted.
    pub(crate) fn describe(&self) -> Cached {
        let state = self.state();
        Cached {
            target: self.target,
            hits: state.hits,
            misses: state.misses,
            revalidated: state.revalidated,
            bypassed: state.bypassed,
            failed: state.failed,
            entries: state.cache.len(),
            max_entries: MAX_ENTRIES,
            bytes: state.cache.bytes(),
            max_bytes: MAX_CACHE_BYTES,
            evicted: state.cache.evicted(),
        }
    }

    /// Answers a request that arrived at `local`: with what the target said, now or before, or with a problem of its own.
    pub(crate) async fn answer(
        self: Arc<Self>,
        local: SocketAddr,
        request: Request<Incoming>,
    ) -> Result<Reply, Response<Bytes>> {
        let fields = request.headers().clone();
        let (from, mut reply) = self.run(local, request).await.map_err(|refusal| {
            self.state().failed += 1;
            refusal.answer(&fields)
        })?;
        let mut state = self.state();
        let count = match from {
            From::Hit => &mut state.hits,
            From::Miss => &mut state.misses,
            From::Revalidated => &mut state.revalidated,
            From::Bypass => &mut state.bypassed,
        };
        *count += 1;
        drop(state);
        reply.headers_mut().insert(X_CACHE, HeaderValue::from_static(from.word()));
        Ok(reply)
    }

    async fn run(
        self: &Arc<Self>,
        local: SocketAddr,
        request: Request<Incoming>,
    ) -> Result<(From, Reply), Refusal> {
        let (head, body) = request.into_parts();
        if has_passed(&head.headers, local) {
            return Err(Refusal::Loop);
        }
        if matches!(head.method, Method::CONNECT | Method::TRACE) {
            return Err(Refusal::Method);
        }
        let body = collect(body).await?;
        let asked = self.asked(local, &head);
        let is_get = head.method == Method::GET;
        let bypass = !(is_get || head.method == Method::HEAD)
            || PRIVATE.iter().any(|name| head.headers.contains_key(name))
            || directive(&head.headers, "no-store");
        if bypass {
            let answer = self.ask(&head.method, &asked, body).await?;
            if !head.method.is_safe() && (answer.status().is_success() || answer.status().is_redirection()) {
                self.state().cache.invalidate(&asked.target);
            }
            return Ok((From::Bypass, pass(local, answer)));
        }
        // Whether the client has the answer already is judged here: the cache wants it whole.
        let mut asked = asked;
        asked.fields.remove(header::IF_NONE_MATCH);
        asked.fields.remove(header::IF_MODIFIED_SINCE);
        let looked = self.state().cache.look(&asked, SystemTime::now());
        match looked {
            Look::Fresh(kept) => return Ok((From::Hit, give(local, &head, kept))),
            _ if directive(&head.headers, "only-if-cached") => return Err(Refusal::NotKept),
            Look::Stale { id, conditions } if is_get => {
                let mut again = asked.clone();
                again.fields.extend(conditions);
                let answer = self.ask(&head.method, &again, Bytes::new()).await?;
                if answer.status() != StatusCode::NOT_MODIFIED {
                    return Ok((From::Miss, self.take(local, asked, answer)));
                }
                let came = end_to_end(answer.headers());
                let kept = self.state().cache.refresh(id, &asked, &came, SystemTime::now());
                if let Some(kept) = kept {
                    return Ok((From::Revalidated, give(local, &head, kept)));
                }
            }
            Look::Stale { .. } | Look::None => {}
        }
        let answer = self.ask(&head.method, &asked, body).await?;
        let reply = if is_get { self.take(local, asked, answer) } else { pass(local, answer) };
        Ok((From::Miss, reply))
    }

    /// A request as it goes to the target.
    fn asked(&self, local: SocketAddr, head: &request::Parts) -> Asked {
        let mut fields = end_to_end(&head.headers);
        if let Ok(host) = HeaderValue::from_str(&self.target.to_string()) {
            fields.insert(header::HOST, host);
        }
        add_via(&mut fields, head.version, local);
        let target =
            head.uri.path_and_query().map_or_else(|| Uri::from_static("/"), |path| path.clone().into());
        Asked { target, fields }
    }

    async fn ask(&self, method: &Method, asked: &Asked, body: Bytes) -> Result<Response<Arriving>, Refusal> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method.clone();
        *request.uri_mut() = asked.target.clone();
        *request.headers_mut() = asked.fields.clone();
        // The connection is for this one request.
        request.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        let answer = forward::ask(self.target, request, &self.room).await?;
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            let why = "it changed the protocol, which nobody asked for".to_owned();
            return Err(Refusal::Broken(self.target, why));
        }
        Ok(answer)
    }

    /// The target's answer on its way to the client, and into the cache where that may keep it.
    fn take(self: &Arc<Self>, local: SocketAddr, asked: Asked, answer: Response<Arriving>) -> Reply {
        // Whether it may be kept is said by all its fields, those for this hop included.
        let keep = may_keep(&asked, answer.status(), answer.headers(), SystemTime::now());
        let fields = end_to_end(answer.headers());
        let (head, body) = arrived(local, answer);
        if !keep {
            return Response::from_parts(head, Either::Right(Tee::pass(body)));
        }
        let (proxy, status) = (Arc::clone(self), head.status);
        let tee = Tee::gather(body, move |body| {
            let kept = Kept { status, fields, body, age: std::time::Duration::ZERO };
            proxy.state().cache.keep(asked, kept, SystemTime::now());
        });
        Response::from_parts(head, Either::Right(tee))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can panic half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The target's answer on its way to the client alone.
fn pass(local: SocketAddr, answer: Response<Arriving>) -> Reply {
    let (head, body) = arrived(local, answer);
    Response::from_parts(head, Either::Right(Tee::pass(body)))
}

/// The head of an answer as it goes on, and its body.
fn arrived(local: SocketAddr, answer: Response<Arriving>) -> (response::Parts, Arriving) {
    let (mut head, body) = answer.into_parts();
    head.headers = end_to_end(&head.headers);
    add_via(&mut head.headers, head.version, local);
    head.version = http::Version::HTTP_11;
    (head, body)
}

/// An answer that was kept, for the client that asks now.
fn give(local: SocketAddr, asked: &request::Parts, kept: Kept) -> Reply {
    let Kept { status, mut fields, body, age } = kept;
    fields.insert(header::AGE, HeaderValue::from(age.as_secs()));
    add_via(&mut fields, http::Version::HTTP_11, local);
    let has = status == StatusCode::OK && client_has(&asked.headers, &fields);
    if has {
        for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
            fields.remove(name);
        }
    }
    let body = if has || asked.method == Method::HEAD { Bytes::new() } else { body };
    let mut reply = Response::new(Either::Left(Full::new(body)));
    *reply.status_mut() = if has { StatusCode::NOT_MODIFIED } else { status };
    *reply.headers_mut() = fields;
    reply
}

/// The body of a request, as far as it may be long.
async fn collect(body: Incoming) -> Result<Bytes, Refusal> {
    match Limited::new(body, MAX_REQUEST_BYTES).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::TooLong),
        Err(_) => Err(Refusal::Body),
    }
}
