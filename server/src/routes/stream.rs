//! `GET /journal/stream`: the journal, live. Server-sent events, or lines in a terminal.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;
use protocol::journal::{EVENT_ENTRY, EVENT_MISSED, Entry, Missed};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Answer;
use crate::problem::Failure;
use crate::represent::{Media, Wish};
use crate::services::journal::Reading;
use crate::state::{MAX_STREAMS, State};
use crate::text::{self, Paint};

/// How long the stream may be silent: a comment then tells both ends that the other is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Answers with a stream that ends when the client goes, or the lab stops.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let offers = [Media::Text, Media::EventStream, Media::Json];
    let wish = Wish::read(request.query_string(), request.headers(), &offers)?;
    let events = wish.media != Media::Text;
    let media = if events { "text/event-stream" } else { "text/plain; charset=utf-8" };
    let mut response = HttpResponse::Ok();
    response.content_type(media).insert_header((header::VARY, "accept"));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let place = Arc::clone(&state.streams).try_acquire_owned().map_err(|_| full())?;
    let since = request.headers().get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let reader = Reader {
        reading: state.journal.read(since),
        style: if events { Style::Events } else { Style::Lines(wish.paint) },
        stopping: state.stopping.clone(),
        greeted: false,
        _place: place,
    };
    Ok(response.streaming(stream::unfold(Some(reader), next)))
}

fn full() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "streams_full", "Too many read along already")
        .because(format!(
            "{MAX_STREAMS} readers of the journal are the most at once, and so many are connected."
        ))
        .next("Close another page or terminal that reads the journal, then ask again.")
        .retry_after(5)
}

enum Style {
    Events,
    Lines(Paint),
}

struct Reader {
    reading: Reading,
    style: Style,
    stopping: CancellationToken,
    greeted: bool,
    _place: OwnedSemaphorePermit,
}

/// The next piece of the stream. The first is what was missed and what is held, or an empty greeting, so that
/// the client has its answer's head at once.
async fn next(reader: Option<Reader>) -> Option<(Result<Bytes, Infallible>, Option<Reader>)> {
    let mut reader = reader?;
    if !reader.greeted {
        reader.greeted = true;
        return Some((Ok(reader.greeting()), Some(reader)));
    }
    let piece = tokio::select! {
        () = reader.stopping.cancelled() => return None,
        received = reader.reading.live.recv() => match received {
            Ok(entry) => reader.entry(&entry),
            Err(RecvError::Lagged(missed)) => reader.missed(missed),
            Err(RecvError::Closed) => return None,
        },
        () = tokio::time::sleep(HEARTBEAT), if matches!(reader.style, Style::Events) => ": still here\n\n".to_owned(),
    };
    Some((Ok(Bytes::from(piece)), Some(reader)))
}

impl Reader {
    fn greeting(&mut self) -> Bytes {
        let mut text = match self.style {
            Style::Events => ": the journal of Loopback Lab\n\n".to_owned(),
            Style::Lines(paint) => text::journal::head(paint),
        };
        if self.reading.missed > 0 {
            text.push_str(&self.missed(self.reading.missed));
        }
        for entry in std::mem::take(&mut self.reading.held) {
            text.push_str(&self.entry(&entry));
        }
        Bytes::from(text)
    }

    fn entry(&self, entry: &Entry) -> String {
        match self.style {
            Style::Events => format!("event: {EVENT_ENTRY}\nid: {}\ndata: {}\n\n", entry.id, data(entry)),
            Style::Lines(paint) => text::journal::entry(entry, paint),
        }
    }

    fn missed(&self, missed: u64) -> String {
        match self.style {
            Style::Events => format!("event: {EVENT_MISSED}\ndata: {}\n\n", data(&Missed { missed })),
            Style::Lines(paint) => text::journal::missed(missed, paint),
        }
    }
}

/// On one line, as an event's data must be.
fn data<T: serde::Serialize>(value: &T) -> String {
    // Our own types always serialize.
    serde_json::to_string(value).unwrap_or_default()
}
