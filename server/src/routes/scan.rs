//! `GET /scan?host=&ports=&timeout_ms=`: many TCP connects to one loopback address, told while they are made.
//! Server-sent events, or lines in a terminal.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use concepts::port_set::{PortSet, PortSetError};
use futures_util::stream;
use protocol::scan::{
    Begin, EVENT_BEGIN, EVENT_END, EVENT_OPEN, EVENT_OTHER, EVENT_PROGRESS, End, Event, MAX_SCANS, Open,
    Other, Progress,
};
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

use super::{Answer, probe};
use crate::note;
use crate::openapi::{self, Operation, shape};
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameter};
use crate::services::mask;
use crate::services::scan::{self, Batch, Order, Refusal, Tally};
use crate::state::State;
use crate::text::scan::Lines;
use crate::text::{self, shown};

/// How often progress is told, at most: a page draws no more often.
const TELL_EVERY: Duration = Duration::from_millis(16);

/// How long events may be silent: a client that went away is noticed when something is sent to it.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// How many bytes of a client's name tell it from others.
const NAME_BYTES: usize = 256;

/// Answers with a stream that ends after the last port, when the client goes, or when the lab stops.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let offers = [Media::Text, Media::EventStream, Media::Json];
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &offers)?;
    let order = order(query, &state)?;
    let place = state.scans.enter(&client(&request)?, HEARTBEAT * 2).await.map_err(refused)?;
    let events = wish.media != Media::Text;
    let media = if events { "text/event-stream" } else { "text/plain; charset=utf-8" };
    let mut response = HttpResponse::Ok();
    response.content_type(media).insert_header((header::VARY, "accept"));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let begin = Event::Begin(Begin {
        host: order.host,
        ports: order.ports.to_string(),
        count: order.ports.count(),
        timeout_ms: u64::try_from(order.timeout.as_millis()).unwrap_or(u64::MAX),
        waiting: order.waiting,
    });
    // The server counts a scan among what it waits for when it stops.
    let held = (place, state.connections.token());
    let began = Instant::now();
    let found = scan::start(Arc::clone(&state.os), state.ephemeral_range, &order, held).map_err(no_thread)?;
    let reader = Reader {
        found,
        tally: Tally::new(began),
        told: began,
        queue: VecDeque::from([begin]),
        ended: false,
        style: if events { Style::Events } else { Style::Lines(Lines::new(wish.paint)) },
        stopping: state.stopping.clone(),
    };
    Ok(response.streaming(stream::unfold(Some(reader), next)))
}

/// The description of `GET /scan`.
pub(super) fn describe() -> Operation {
    let says = "Dials each port once, many at a time, and tells what it finds while it runs. A stream that ends without \
        its last event was broken off. Whoever closes the connection ends the scan.";
    probe::dials(Operation::new("Many TCP connects").says(says))
        .query(
            "ports",
            "Ports and spans of ports, with commas between; all where it is left out.",
            openapi::text(),
        )
        .like("22,80,8000-8100")
        .streams(
            "What was found, in this order: one begin, then open, other and progress as they come, one end.",
            &[
                (EVENT_BEGIN, shape::<Begin>()),
                (EVENT_OPEN, shape::<Open>()),
                (EVENT_OTHER, shape::<Other>()),
                (EVENT_PROGRESS, shape::<Progress>()),
                (EVENT_END, shape::<End>()),
            ],
        )
        .fails(StatusCode::BAD_REQUEST, &["ports_invalid"])
        .fails(StatusCode::TOO_MANY_REQUESTS, &["scan_running"])
        .fails(StatusCode::SERVICE_UNAVAILABLE, &["scans_full"])
}

fn order(query: &str, state: &State) -> Result<Order, Failure> {
    let ports = match parameter(query, "ports") {
        None => PortSet::all(),
        Some(text) => text.parse().map_err(|error: PortSetError| {
            Failure::parameter(
                "ports_invalid",
                text::sentence(&error.to_string()),
                "Try ports=22,80,8000-8100, or leave it out for all.",
            )
        })?,
    };
    Ok(Order {
        host: probe::host(query)?,
        ports,
        timeout: probe::timeout(query)?,
        waiting: scan::waiting(state.os.max_open_files()),
    })
}

/// Who asks: one program on one address. The page in all of its tabs is one client, curl in all terminals is one.
fn client(request: &HttpRequest) -> Result<String, Failure> {
    let peer = note::wire_or_fail(request)?.connection.peer.ip();
    let agent =
        request.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    Ok(format!("{peer} {}", shown(&mask::cut(&agent.unwrap_or_default(), NAME_BYTES))))
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Running => Failure::new(
            StatusCode::TOO_MANY_REQUESTS,
            "scan_running",
            "A scan of yours is under way",
        )
        .because("A client may have one scan at a time. The same program on the same address counts as one client.")
        .next("Wait until that scan has ended, or end it (Stop in the page, Ctrl-C in a terminal), then ask again."),
        Refusal::Full => {
            Failure::new(StatusCode::SERVICE_UNAVAILABLE, "scans_full", "Too many scans are under way")
                .because(format!("{MAX_SCANS} scans are the most at once, and so many are under way."))
                .next("Ask again in a moment.")
        }
    }
    .retry_after(1)
}

fn no_thread(error: std::io::Error) -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The lab is busy")
        .because(format!("The system gives no thread for a scan ({error})."))
        .next("Ask again in a moment.")
        .retry_after(1)
}

enum Style {
    Events,
    Lines(Lines),
}

struct Reader {
    found: Receiver<Batch>,
    tally: Tally,
    /// When progress was told last.
    told: Instant,
    queue: VecDeque<Event>,
    ended: bool,
    style: Style,
    stopping: CancellationToken,
}

/// The next piece of the stream; the first tells what is going to be done, so that the client has its answer's head at
/// once. The threads end when the reader is dropped.
async fn next(reader: Option<Reader>) -> Option<(Result<Bytes, Infallible>, Option<Reader>)> {
    let mut reader = reader?;
    loop {
        let piece = reader.write();
        if !piece.is_empty() {
            return Some((Ok(Bytes::from(piece)), Some(reader)));
        }
        if reader.ended {
            return None;
        }
        let due = reader.told + if reader.tally.has_news() { TELL_EVERY } else { HEARTBEAT };
        tokio::select! {
            biased;
            () = reader.stopping.cancelled() => {
                let last = match &reader.style {
                    Style::Events => return None,
                    Style::Lines(lines) => lines.broken_off(),
                };
                return Some((Ok(Bytes::from(last)), None));
            }
            () = tokio::time::sleep_until(due.into()) => reader.tell(),
            batch = reader.found.recv() => reader.take(batch),
        }
    }
}

impl Reader {
    /// Takes in a batch, or that there are no more.
    fn take(&mut self, batch: Option<Batch>) {
        match batch {
            Some(batch) => self.queue.extend(self.tally.add(batch)),
            None => {
                if self.tally.has_news() {
                    self.tell();
                }
                self.queue.push_back(Event::End(self.tally.end()));
                self.ended = true;
            }
        }
    }

    fn tell(&mut self) {
        self.told = Instant::now();
        self.queue.push_back(Event::Progress(self.tally.progress()));
    }

    /// The events that wait, as the client wants them.
    fn write(&mut self) -> String {
        let events = self.queue.drain(..);
        match &mut self.style {
            Style::Events => events
                .map(|event| {
                    // Our own types always serialize.
                    let data = serde_json::to_string(&event).unwrap_or_default();
                    format!("event: {}\ndata: {data}\n\n", event.name())
                })
                .collect(),
            Style::Lines(lines) => events.map(|event| lines.event(&event)).collect(),
        }
    }
}
