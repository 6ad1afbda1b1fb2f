//! Answers of listeners that speak HTTP, in a terminal.

use protocol::fetch::Fetched;

use super::{Paint, duration, shown};

/// An answer as it came: status, fields, body.
pub(crate) fn fetched(fetched: &Fetched, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.strong(&format!("status {}", fetched.status)));
    for (name, value) in &fetched.headers {
        text.push_str(&format!("{name}: {}\n", shown(value)));
    }
    text.push('\n');
    for line in fetched.body.lines() {
        text.push_str(&format!("{}\n", shown(line)));
    }
    text + &paint.faint(&format!(
        "{} bytes of body, in {}\n",
        fetched.body_bytes,
        duration(fetched.elapsed_us)
    ))
}
