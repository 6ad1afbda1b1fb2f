//! What every stream shares: server-sent events (WHATWG HTML, section 9.2) or lines in a terminal, a heartbeat, a place
//! among the streams, and an end when the client goes or the lab stops.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::Answer;
use crate::openapi::{Operation, Shape};
use crate::problem::Failure;
use crate::represent::{Media, Wish};
use crate::state::{MAX_STREAMS, State};
use crate::text::Paint;

/// How long a stream of events may be silent: a comment then tells both ends that the other is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How a stream is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Events,
    Lines(Paint),
}

/// What a stream tells.
pub(super) trait Source: 'static {
    /// The first piece. It may be empty text; it is sent at once, so that the client has the head of its answer.
    fn greeting(&mut self, style: Style) -> String;

    /// The next piece, when there is one; `None` at the end. It is asked again after a heartbeat cut it short, and must
    /// have lost nothing then.
    fn next(&mut self, style: Style) -> impl Future<Output = Option<String>>;

    /// The last piece where the lab stops before the stream has ended.
    fn broken_off(&mut self, _style: Style) -> String {
        String::new()
    }
}

/// Answers with a stream of what `begin` gives, where there is a place for one more.
pub(super) fn answer<S: Source>(
    request: &HttpRequest,
    state: &State,
    begin: impl FnOnce() -> Result<S, Failure>,
) -> Answer {
    let offers = [Media::Text, Media::EventStream, Media::Json];
    let wish = Wish::read(request.query_string(), request.headers(), &offers)?;
    let style = if wish.media == Media::Text { Style::Lines(wish.paint) } else { Style::Events };
    let media = if style == Style::Events { "text/event-stream" } else { "text/plain; charset=utf-8" };
    let mut response = HttpResponse::Ok();
    response.content_type(media).insert_header((header::VARY, "accept"));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let place = Arc::clone(&state.streams).try_acquire_owned().map_err(|_| full())?;
    let reader =
        Reader { source: begin()?, style, stopping: state.stopping.clone(), greeted: false, _place: place };
    Ok(response.streaming(stream::unfold(Some(reader), next)))
}

/// Described with what every stream has: its events, and that there may be too many.
pub(super) fn describe(operation: Operation, what: &str, events: &[(&'static str, Shape)]) -> Operation {
    operation.streams(what, events).fails(StatusCode::SERVICE_UNAVAILABLE, &["streams_full"])
}

/// One event, its data on one line.
pub(super) fn event<T: Serialize>(name: &str, id: Option<u64>, data: &T) -> String {
    // Our own types always serialize.
    let data = serde_json::to_string(data).unwrap_or_default();
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("event: {name}\n{id}data: {data}\n\n")
}

fn full() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "streams_full", "Too many read along already")
        .because(format!("{MAX_STREAMS} live streams are the most at once, and so many are open."))
        .next("Close another page or terminal that reads a stream, then ask again.")
        .retry_after(5)
}

struct Reader<S> {
    source: S,
    style: Style,
    stopping: CancellationToken,
    greeted: bool,
    _place: OwnedSemaphorePermit,
}

async fn next<S: Source>(
    reader: Option<Reader<S>>,
) -> Option<(Result<Bytes, Infallible>, Option<Reader<S>>)> {
    let mut reader = reader?;
    let piece = if reader.greeted {
        tokio::select! {
            () = reader.stopping.cancelled() => {
                let last = reader.source.broken_off(reader.style);
                return (!last.is_empty()).then(|| (Ok(Bytes::from(last)), None));
            }
            piece = reader.source.next(reader.style) => piece?,
            () = tokio::time::sleep(HEARTBEAT), if reader.style == Style::Events => ": still here\n\n".to_owned(),
        }
    } else {
        reader.greeted = true;
        reader.source.greeting(reader.style)
    };
    Some((Ok(Bytes::from(piece)), Some(reader)))
}
