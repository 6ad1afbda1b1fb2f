//! The journal's stream. The browser's own EventSource, because the page must hear at once when the connection
//! breaks off, and chooses itself when to try again.

use gloo_events::EventListener;
use protocol::journal::{EVENT_ENTRY, EVENT_MISSED, Entry, Missed};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

use crate::api::json;
use crate::model::lab::Heard;

/// An open stream; it ends when this is dropped.
pub(crate) struct Stream {
    source: EventSource,
    _listeners: [EventListener; 4],
}

impl Stream {
    /// Opens the stream and reports what is heard on it. `None` where the browser has no EventSource.
    pub(crate) fn open(heard: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let source = EventSource::new("/journal/stream").ok()?;
        let on = |name: &'static str, read: fn(&web_sys::Event) -> Option<Heard>| {
            let heard = heard.clone();
            EventListener::new(&source, name, move |event| {
                if let Some(what) = read(event) {
                    heard(what);
                }
            })
        };
        let listeners = [
            on("open", |_| Some(Heard::Opened)),
            on("error", |_| Some(Heard::Lost)),
            on(EVENT_ENTRY, |event| read::<Entry>(event).map(|entry| Heard::Entry(Box::new(entry)))),
            on(EVENT_MISSED, |event| read::<Missed>(event).map(|missed| Heard::Missed(missed.missed))),
        ];
        Some(Self { source, _listeners: listeners })
    }
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
