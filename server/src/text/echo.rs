//! `/echo` in a terminal: the request as it arrived.

use protocol::echo::{Content, Echo};

use super::{Paint, is_unsafe, shown};

/// How many characters of base64 stand on a line (as in RFC 2045, section 6.8).
const BASE64_COLUMNS: usize = 76;

/// The request's own lines, unaltered in order and spelling, then the body, then the connection.
pub(crate) fn render(echo: &Echo, paint: Paint) -> String {
    let mut text = format!("{} {} {}\n", paint.strong(&echo.method), shown(&echo.target), echo.version);
    for (name, value) in &echo.headers {
        text.push_str(&format!("{}: {}\n", paint.faint(&shown(name)), paint.notation(&shown(value))));
    }
    if echo.body.length > 0 {
        text.push('\n');
        match &echo.body.content {
            // Line breaks and tabs of the body are its own; whatever else controls a terminal is made visible.
            Content::Text(body) => text.extend(
                body.chars().map(|c| if is_unsafe(c) && c != '\n' && c != '\t' { '\u{fffd}' } else { c }),
            ),
            Content::Base64(body) => {
                text.push_str("(base64)");
                for (index, c) in body.chars().enumerate() {
                    if index % BASE64_COLUMNS == 0 {
                        text.push('\n');
                    }
                    text.push(c);
                }
            }
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("\nbody of {} bytes", echo.body.length));
    }
    let connection = &echo.connection;
    text.push_str(&format!(
        "\n{} -> {}  connection {}, journal entry {}\n",
        paint.notation(&connection.peer.to_string()),
        paint.notation(&connection.local.to_string()),
        connection.id,
        echo.request_id,
    ));
    text
}
