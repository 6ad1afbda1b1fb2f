//! `GET /zoo` in a terminal.

use protocol::zoo::{Moment, Specimen, Zoo};

use course::text::Reader;

use super::{listeners, wrap};

/// A line for each fault, what each means, and how to start one.
pub(crate) fn render(zoo: &Zoo, reader: &Reader) -> String {
    let Reader { paint, width, .. } = *reader;
    let mut text = format!("{:<14}  {:<22}  {:>4}  {}\n", "fault", "errno", "curl", "probe");
    for one in &zoo.specimens {
        text.push_str(&format!(
            "{:<14}  {:<22}  {:>4}  {}\n",
            one.fault.word(),
            errno(one),
            one.curl_exit,
            one.probe
        ));
    }
    for one in &zoo.specimens {
        text.push_str(&format!("\n{}\n", paint.strong(&one.title)));
        let sources = one.sources.join("; ");
        let about = format!("{} {} ({sources})", one.does, one.why);
        text.push_str(&format!("  {}\n", wrap(&about, width - 2).replace('\n', "\n  ")));
    }
    let start = listeners::json(reader, "POST", "/listeners", r#"{"kind":"reset"}"#);
    text.push_str(&format!(
        "\nTo start one, for example the one that resets:\n\n    {}\n",
        paint.strong(&start)
    ));
    text
}

fn errno(one: &Specimen) -> String {
    match (&one.errno, one.at) {
        (Some(errno), Some(Moment::Connect)) => format!("{errno}, connect"),
        (Some(errno), _) => format!("{errno}, read"),
        _ => "none".to_owned(),
    }
}
