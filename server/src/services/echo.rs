//! The body of an echo: text where it is text, base64 where it is not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::echo::{Body, Content};

/// A body as JSON can carry it.
pub(crate) fn body(bytes: &[u8]) -> Body {
    Body {
        length: bytes.len() as u64,
        content: match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.to_owned()),
            Err(_) => Content::Base64(STANDARD.encode(bytes)),
        },
    }
}
