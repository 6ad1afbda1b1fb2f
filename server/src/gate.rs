//! The gate: what every request passes on its way in, and every answer on its way out.
//!
//! In: its own head is found, and the guard decides. Out: a failure is drawn up as the client wants it, the entry is
//! made, unless the route had it left out, the security headers are set. The entry is made before the first byte of the answer is sent, so that a
//! client that has its answer finds its own request in the journal.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse, web};
use protocol::journal::{Client, Entry, Event, Refused, Request};

use crate::guard;
use crate::log;
use crate::note::{self, Note};
use crate::problem::{Drawn, Failure};
use crate::represent::{Format, Wish};
use crate::routes::layout;
use crate::services::journal::epoch_ms;
use crate::services::mask;
use crate::services::metrics;
use crate::state::State;
use crate::text::{Paint, shown};
use crate::wire::stream::Wire;

/// The longest `User-Agent` that the journal keeps, in bytes.
const MAX_AGENT_BYTES: usize = 256;

/// The longest `Host` and `Origin` that the journal keeps, in bytes.
const MAX_HOST_BYTES: usize = 256;

/// What scripts, styles and connections the page may use: its own, and WebAssembly. A WebSocket to the same host and port
/// is its own too (Content Security Policy Level 3, section 6.7.2.8: 'self' and the scheme ws).
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Sent with every answer, whatever it is. A route may have set its own policy.
const SECURITY: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::CROSS_ORIGIN_EMBEDDER_POLICY, "require-corp"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
];

/// Lets a request pass, or not.
pub(crate) async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let start = Instant::now();
    let time = SystemTime::now();
    let state = request.app_data::<web::Data<State>>().map(|data| Arc::clone(data));
    let wire = note::wire(request.request());
    let (Some(state), Some(wire)) = (state, wire) else {
        return Ok(request.into_response(HttpResponse::InternalServerError().finish()));
    };
    let (head, _) = wire.next_request();
    let note = Rc::new(Note::default());
    *note.lines.borrow_mut() = head.as_deref().and_then(crate::wire::head::lines);
    request.extensions_mut().insert(Rc::clone(&note));

    if let Err(refusal) = guard::admit(&state.names, request.method(), request.uri(), request.headers()) {
        log::refused(&wire.connection, &refusal, request.request());
        state.metrics.refused(refusal.code);
        let wish = Wish::for_error("", request.headers());
        let mut response = request.into_response(refusal.response(wish));
        state.metrics.answered(counted(&response, start, layout::NOWHERE.to_owned()));
        if let Some(left_out) = state.journal.takes_refused() {
            let origin = field(&response, header::ORIGIN)
                .map(|origin| shown(&mask::authority(&origin, MAX_HOST_BYTES)));
            let refused = Refused { code: refusal.code.to_owned(), origin, left_out };
            state.journal.record(entry(&state, &wire, &note, &response, start, time, Some(refused)));
        }
        secure(response.headers_mut());
        return Ok(response);
    }

    // No clone of the request may live while it is routed: the router writes into it.
    let mut response = draw_up(next.call(request).await?.map_into_boxed_body());
    let route = layout::route(response.request(), response.status());
    if note.unrecorded.get() {
        state.metrics.looked(route);
    } else {
        state.metrics.answered(counted(&response, start, route));
        let entry = entry(&state, &wire, &note, &response, start, time, None);
        log::answered(&entry);
        state.journal.record(entry);
    }
    secure(response.headers_mut());
    Ok(response)
}

/// A request as the metrics count it: nothing of what the client chose, but for the method, of which they know a few.
fn counted(response: &ServiceResponse<BoxBody>, start: Instant, route: String) -> metrics::Request<'_> {
    metrics::Request {
        method: response.request().method().as_str(),
        route,
        status: response.status().as_u16(),
        duration: start.elapsed(),
        bytes: body_bytes(response),
    }
}

/// Bytes of the answer's body; nothing of a stream that has no end yet.
fn body_bytes(response: &ServiceResponse<BoxBody>) -> Option<u64> {
    match response.response().body().size() {
        _ if response.request().method() == Method::HEAD => Some(0),
        BodySize::None => Some(0),
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::Stream => None,
    }
}

/// Gives every failure its body, those of the framework included.
fn draw_up(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let failure = response.response_mut().extensions_mut().remove::<Failure>();
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let bare = is_error && !response.response().extensions().contains::<Drawn>();
    let failure = match failure {
        Some(failure) => failure,
        None if bare => foreign(status),
        None => return response,
    };
    let wish = Wish::for_error(response.request().query_string(), response.request().headers());
    let range = response.headers().get(header::CONTENT_RANGE).cloned();
    let mut response = response.into_response(failure.response(wish));
    if let Some(range) = range {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

/// An error that the framework answered with.
fn foreign(status: StatusCode) -> Failure {
    let title = status.canonical_reason().unwrap_or("The request failed");
    match status {
        StatusCode::NOT_FOUND => crate::routes::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => crate::routes::layout::only_read(),
        status if status.is_client_error() => Failure::new(status, "request_invalid", title)
            .because("The request could not be read as the address expects it.")
            .next("Compare it with the examples that GET / prints."),
        status => Failure::new(status, "failed", title)
            .because("The lab failed to answer; its log on standard error says more.")
            .next("Ask again; if it fails again, restart the lab."),
    }
}

/// The value of a header field of the request.
fn field(response: &ServiceResponse<BoxBody>, name: HeaderName) -> Option<String> {
    let value = response.request().headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn entry(
    state: &State,
    wire: &Wire,
    note: &Note,
    response: &ServiceResponse<BoxBody>,
    start: Instant,
    time: SystemTime,
    refused: Option<Refused>,
) -> Entry {
    let http = response.request();
    let text = |name: HeaderName| field(response, name);
    let site = text(HeaderName::from_static("sec-fetch-site"));
    // Browsers send an Origin, and no Sec-Fetch-Site, with the handshake of a WebSocket; the guard let ours alone pass.
    let own = || {
        let has = refused.is_none() && http.headers().contains_key(header::ORIGIN);
        has.then(|| "same-origin".to_owned())
    };
    // A name of somebody else's that leads here makes a browser believe that it asks its own origin.
    let site = site.or_else(own).filter(|site| refused.is_none() || site != "same-origin");
    let agent = text(header::USER_AGENT);
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let target =
        note.lines.borrow().as_ref().map_or_else(|| http.uri().to_string(), |lines| lines.target.clone());
    let request = Request {
        method: mask::cut(http.method().as_str(), 32),
        target: mask::target(&target),
        host: text(header::HOST)
            .map(|host| shown(&mask::authority(&host, MAX_HOST_BYTES)))
            .unwrap_or_default(),
        status: response.status().as_u16(),
        outcome: note.outcome.get().map(str::to_owned),
        duration_us: u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        request_bytes: note.body_bytes.get().or(announced).unwrap_or(0),
        response_bytes: body_bytes(response),
        // Also where the bytes that came through a console say that they are curl's.
        client: if state.consoles.lead_from(wire.connection.peer) {
            Client::Console
        } else {
            Client::tell(site.as_deref(), agent.as_deref())
        },
        // JSON may be read in a terminal too.
        user_agent: agent.map(|agent| shown(&mask::cut(&agent, MAX_AGENT_BYTES))),
        refused,
    };
    Entry {
        id: note.number(state),
        time_ms: epoch_ms(time),
        connection: wire.connection,
        event: Event::Request(request),
    }
}

/// Sets what every answer carries. Never `Access-Control-*`, never HSTS.
pub(crate) fn secure(headers: &mut HeaderMap) {
    for (name, value) in SECURITY {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The answer to an error that came up outside every route.
pub(crate) fn last_resort(error: Error) -> actix_http::Response<BoxBody> {
    tracing::error!("a request failed outside every route: {error}");
    let mut response =
        foreign(StatusCode::INTERNAL_SERVER_ERROR).response(Format::Text { paint: Paint::Plain });
    secure(response.headers_mut());
    response.into()
}
