//! The lab's streams of events. The browser's own EventSource, because the page must hear at once when the connection
//! breaks off, and chooses itself when to try again.

use gloo_events::EventListener;
use protocol::journal::{EVENT_ENTRY, EVENT_MISSED, Entry, Missed};
use protocol::scan::{EVENT_BEGIN, EVENT_END, EVENT_OPEN, EVENT_OTHER, EVENT_PROGRESS};
use protocol::sockets::{EVENT_SOCKETS, Sockets};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

use crate::api::json;
use crate::model::lab::Heard;
use crate::model::port_map;

/// An open stream; it ends when this is dropped.
pub(crate) struct Stream {
    source: EventSource,
    _listeners: Vec<EventListener>,
}

/// What is heard on a stream: the name of an event, and how it is read.
type Hearing<T> = (&'static str, fn(&web_sys::Event) -> Option<T>);

/// What the stream of a socket table brings.
pub(crate) enum Look {
    /// The table.
    Table(Sockets),
    /// It broke off, or could not be opened.
    Lost,
}

/// What the stream of a scan brings.
pub(crate) enum Told {
    /// An event of the scan.
    Heard(port_map::Heard),
    /// The lab answered with something else.
    Refused,
    /// The lab went away.
    Lost,
}

impl Stream {
    /// Opens the journal's stream and reports what is heard on it. `None` where the browser has no EventSource.
    pub(crate) fn journal(heard: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let hearings: [Hearing<Heard>; 4] = [
            ("open", |_| Some(Heard::Opened)),
            ("error", |_| Some(Heard::Lost)),
            (EVENT_ENTRY, |event| read::<Entry>(event).map(|entry| Heard::Entry(Box::new(entry)))),
            (EVENT_MISSED, |event| read::<Missed>(event).map(|missed| Heard::Missed(missed.missed))),
        ];
        Self::open("/journal/stream", hearings, heard)
    }

    /// Follows the socket table. `None` where the browser has no EventSource.
    pub(crate) fn sockets(path: &str, heard: impl Fn(Look) + Clone + 'static) -> Option<Self> {
        let hearings: [Hearing<Look>; 2] =
            [("error", |_| Some(Look::Lost)), (EVENT_SOCKETS, |event| read(event).map(Look::Table))];
        Self::open(path, hearings, heard)
    }

    /// Opens the stream of a scan, which begins it. `None` where the browser has no EventSource.
    pub(crate) fn scan(path: &str, heard: impl Fn(Told) + Clone + 'static) -> Option<Self> {
        let hearings: [Hearing<Told>; 6] = [
            (EVENT_BEGIN, |event| read(event).map(port_map::Heard::Begin).map(Told::Heard)),
            (EVENT_OPEN, |event| read(event).map(port_map::Heard::Open).map(Told::Heard)),
            (EVENT_OTHER, |event| read(event).map(port_map::Heard::Other).map(Told::Heard)),
            (EVENT_PROGRESS, |event| read(event).map(port_map::Heard::Progress).map(Told::Heard)),
            (EVENT_END, |event| {
                close(event);
                read(event).map(port_map::Heard::End).map(Told::Heard)
            }),
            ("error", |event| Some(if close(event) { Told::Refused } else { Told::Lost })),
        ];
        Self::open(path, hearings, heard)
    }

    fn open<T: 'static>(
        path: &str,
        hearings: impl IntoIterator<Item = Hearing<T>>,
        heard: impl Fn(T) + Clone + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(path).ok()?;
        let on = |(name, read): Hearing<T>| {
            let heard = heard.clone();
            EventListener::new(&source, name, move |event| {
                if let Some(what) = read(event) {
                    heard(what);
                }
            })
        };
        let listeners = hearings.into_iter().map(on).collect();
        Some(Self { source, _listeners: listeners })
    }
}

/// Closes the stream of a scan, which the browser would open anew when it ends: that would be another scan. Returns whether
/// it was closed already, as it is after an answer that is no stream.
fn close(event: &web_sys::Event) -> bool {
    let source = event.target().and_then(|target| target.dyn_into::<EventSource>().ok());
    source.is_some_and(|source| {
        let closed = source.ready_state() == EventSource::CLOSED;
        source.close();
        closed
    })
}

fn read<T: DeserializeOwned>(event: &web_sys::Event) -> Option<T> {
    let data = event.dyn_ref::<MessageEvent>()?.data().as_string()?;
    json::read(&data)
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}
