//! `/echo` in a terminal: the request as it arrived.

use protocol::echo::{Content, Echo};

use super::{Paint, shown};

/// The request's own lines, unaltered in order and spelling, then the body, then the connection.
pub(crate) fn render(echo: &Echo, paint: Paint) -> String {
    let mut text = format!("{} {} {}\n", paint.strong(&echo.method), shown(&echo.target), echo.version);
    for (name, value) in &echo.headers {
        text.push_str(&format!("{}: {}\n", paint.faint(&shown(name)), shown(value)));
    }
    if echo.body.length > 0 {
        text.push('\n');
        match &echo.body.content {
            // Line breaks and tabs of the body are its own; every other control character is made visible.
            Content::Text(body) => {
                text.extend(
                    body.chars()
                        .map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }),
                );
            }
            Content::Base64(body) => text.push_str(&format!("(base64) {body}")),
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    let connection = &echo.connection;
    text.push_str(&format!(
        "\n{} -> {}  connection {}, request {}, body {} bytes\n",
        paint.notation(&connection.peer.to_string()),
        paint.notation(&connection.local.to_string()),
        connection.id,
        echo.request_id,
        echo.body.length,
    ));
    text
}
