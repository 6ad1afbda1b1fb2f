//! The line of a console: a WebSocket to the lab. The browser's own, of which three calls are used.

use gloo_events::EventListener;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, WebSocket};

use crate::api::json;
use crate::model::console::talk::Heard;

/// An open line; it ends when this is dropped, and the connection with it.
pub(crate) struct Line {
    socket: WebSocket,
    _listeners: [EventListener; 2],
}

impl Line {
    /// Opens one to an address of the lab, whose own address and port are `authority`. `None` where the browser refuses.
    pub(crate) fn open(authority: &str, path: &str, heard: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(&format!("ws://{authority}{path}")).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let gone = heard.clone();
        let message = EventListener::new(&socket, "message", move |event| {
            if let Some(what) = event.dyn_ref::<MessageEvent>().and_then(read) {
                heard(what);
            }
        });
        let close = EventListener::new(&socket, "close", move |_| gone(Heard::Gone));
        Some(Self { socket, _listeners: [message, close] })
    }

    /// Hands a message of bytes on. A line that has ended takes none; it has told so.
    pub(crate) fn send(&self, message: &[u8]) {
        let _ = self.socket.send_with_u8_array(message);
    }

    /// Gives a command, in JSON.
    pub(crate) fn order(&self, command: &str) {
        let _ = self.socket.send_with_str(command);
    }
}

fn read(event: &MessageEvent) -> Option<Heard> {
    let data = event.data();
    match data.as_string() {
        Some(text) => json::read(&text).map(Heard::Event),
        None => {
            let bytes = Uint8Array::new(data.unchecked_ref::<ArrayBuffer>()).to_vec();
            Some(Heard::Bytes(bytes))
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
