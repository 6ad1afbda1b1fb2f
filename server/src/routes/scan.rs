//! `GET /scan?host=&ports=&timeout_ms=`: many TCP connects to one loopback address, told while they are made.
//! Server-sent events, or lines in a terminal.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, web};
use concepts::port_set::{PortSet, PortSetError};
use protocol::scan::{
    Begin, EVENT_BEGIN, EVENT_END, EVENT_OPEN, EVENT_OTHER, EVENT_PROGRESS, End, Event, MAX_SCANS, Open,
    Other, Progress,
};
use tokio::sync::mpsc::Receiver;

use super::stream::{self, Source, Style};
use super::{Answer, probe};
use crate::note;
use crate::openapi::{self, Operation, shape};
use crate::problem::Failure;
use crate::represent::parameter;
use crate::services::mask;
use crate::services::scan::{self, Batch, Order, Refusal, Tally};
use crate::state::State;
use crate::text::scan::Lines;
use crate::text::{self, shown};

/// How often progress is told, at most: a page draws no more often.
const TELL_EVERY: Duration = Duration::from_millis(16);

/// How long events may be silent: a client that went away is noticed when something is sent to it.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// How long a client that has a scan under way waits before it is refused: it takes up to a heartbeat until a scan that
/// was just broken off has ended.
const PATIENCE: Duration = Duration::from_millis(1_000);

/// How many bytes of a client's name tell it from others.
const NAME_BYTES: usize = 256;

/// Answers with a stream that ends after the last port, when the client goes, or when the lab stops.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let order = order(request.query_string(), &state)?;
    let place = state.scans.enter(&client(&request)?, PATIENCE).await.map_err(refused)?;
    stream::answer(&request, &state, || {
        // The server counts a scan among what it waits for when it stops.
        let held = (place, state.connections.token());
        let found =
            scan::start(Arc::clone(&state.os), state.ephemeral_range, &order, held).map_err(no_thread)?;
        Ok(Scanning {
            order,
            found: Some(found),
            tally: Tally::new(Instant::now()),
            told: Instant::now(),
            lines: Lines::default(),
        })
    })
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

/// One scan and its reader. The threads end when this is dropped.
struct Scanning {
    order: Order,
    /// Until the last port is done.
    found: Option<Receiver<Batch>>,
    tally: Tally,
    /// When progress was told last.
    told: Instant,
    lines: Lines,
}

impl Source for Scanning {
    fn greeting(&mut self, style: Style) -> String {
        let Order { host, ports, timeout, waiting } = &self.order;
        let begin = Begin {
            host: *host,
            ports: ports.to_string(),
            count: ports.count(),
            timeout_ms: u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX),
            waiting: *waiting,
        };
        self.write(style, [Event::Begin(begin)])
    }

    async fn next(&mut self, style: Style) -> Option<String> {
        loop {
            let events = self.listen().await?;
            let piece = self.write(style, events);
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    }

    fn broken_off(&mut self, style: Style) -> String {
        match style {
            Style::Events => String::new(),
            Style::Lines(paint) => text::scan::broken_off(paint),
        }
    }
}

impl Scanning {
    /// Waits for something to tell: a batch, the time to tell how far the scan is, or its end.
    async fn listen(&mut self) -> Option<Vec<Event>> {
        let due = self.told + if self.tally.has_news() { TELL_EVERY } else { HEARTBEAT };
        let found = self.found.as_mut()?;
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(due.into()) => Some(vec![self.progress()]),
            batch = found.recv() => Some(match batch {
                Some(batch) => self.tally.add(batch),
                None => {
                    self.found = None;
                    let progress = self.tally.has_news().then(|| self.progress());
                    progress.into_iter().chain([Event::End(self.tally.end())]).collect()
                }
            }),
        }
    }

    fn progress(&mut self) -> Event {
        self.told = Instant::now();
        Event::Progress(self.tally.progress())
    }

    fn write(&mut self, style: Style, events: impl IntoIterator<Item = Event>) -> String {
        let events = events.into_iter();
        match style {
            Style::Events => events.map(|event| stream::event(event.name(), None, &event)).collect(),
            Style::Lines(paint) => events.map(|event| self.lines.event(&event, paint)).collect(),
        }
    }
}
