//! `/capstone` in a terminal.

use course::text::Reader;
use protocol::capstone::{Capstone, Case, Certificate, MAX_NAME, Row, Service};

use super::checks::evidence;
use super::listeners::json;
use super::{Paint, WIDTH, clock, date, shown, table, wrap};

/// The case, or how to begin one.
pub(crate) fn all(capstone: &Capstone, reader: &Reader) -> String {
    let Reader { paint, lab, .. } = reader;
    match &capstone.case {
        Some(one) => case(one, reader),
        None => format!(
            "{}\n\nBegin one of {}:\n\n    {}\n",
            paint.strong("No case is under way."),
            capstone.cases,
            paint.command(&reader.command("curl", &["-X", "POST", &format!("http://{lab}/capstone")]))
        ),
    }
}

/// Where the clients ask, the four steps with their evidence, and what to do next.
pub(crate) fn case(case: &Case, reader: &Reader) -> String {
    let Reader { paint, width, lab, .. } = reader;
    let mut text = format!(
        "{}\n\n",
        wrap(
            &format!(
                "Case {}. The notice board is to answer at http://{}/, for its readers alone. Find, fix, protect, prove.",
                case.case, case.client
            ),
            *width
        )
    );
    for stage in &case.stages {
        let mark = if stage.done { paint.good("stands ") } else { paint.faint("not yet") };
        text.push_str(&format!("{mark}  {}\n", paint.strong(stage.step.word())));
        for row in &stage.rows {
            let mark = if row.done { paint.good("yes") } else { paint.faint(" no") };
            text.push_str(&format!("    {mark}  {}\n", row.title));
            for line in about(row, *paint) {
                text.push_str(&format!("         {}\n", wrap(&line, width - 9).replace('\n', "\n         ")));
            }
        }
    }
    let arguments: Vec<&str> = case.next.curl.iter().map(String::as_str).collect();
    text.push_str(&format!(
        "\n{}\n\n    {}\n",
        wrap(&case.next.says, *width),
        paint.command(&reader.command("curl", &arguments))
    ));
    text.push_str(&format!(
        "\nits settings  {}\n",
        paint.strong(&reader.command("curl", &[&format!("http://{lab}/capstone/service")]))
    ));
    text
}

fn about(row: &Row, paint: Paint) -> Vec<String> {
    let by = row.by.as_ref().map(|entry| format!("{} UTC", evidence(entry, paint)));
    row.seen.clone().into_iter().chain(by).collect()
}

/// The board and how to change it.
pub(crate) fn service(service: &Service, reader: &Reader) -> String {
    let paint = reader.paint;
    let settings = &service.settings;
    let yes = |yes: bool| if yes { "true" } else { "false" }.to_owned();
    let runs = match service.listener {
        Some(id) => format!("listener {id}, which has accepted {}", service.accepted),
        None => "does not run; any change starts it again".to_owned(),
    };
    let rows = [
        ("the board", runs),
        ("host", paint.notation(&settings.host.to_string())),
        ("port", paint.port(&settings.port.to_string())),
        ("scheme", settings.scheme.word().to_owned()),
        ("workers", settings.workers.to_string()),
        ("clients", settings.clients.to_string()),
        ("login", yes(settings.login)),
        ("old_name", yes(settings.old_name)),
    ];
    let change = json(reader, "PATCH", "/capstone/service", r#"{"workers":2}"#);
    format!("{}\nTo change one or more of them:\n\n    {}\n", table(&rows), paint.command(&change))
}

/// The certificate, to print or to keep.
pub(crate) fn certificate(certificate: &Certificate, paint: Paint) -> String {
    let rule = "=".repeat(WIDTH.min(72));
    let name = if certificate.name.is_empty() { "_".repeat(MAX_NAME / 2) } else { shown(&certificate.name) };
    let day = date(i64::try_from(certificate.proved_ms).unwrap_or(i64::MAX));
    let mut text = format!("{rule}\n\n  {}\n\n  {name}\n\n", paint.strong("LOOPBACK LAB: PUT TOGETHER"));
    let line = |text: &mut String, words: &str| {
        let rest = if words.starts_with("- ") { "\n    " } else { "\n  " };
        text.push_str(&format!("  {}\n", wrap(words, 68).replace('\n', rest)));
    };
    line(
        &mut text,
        &format!(
            "found, fixed, protected and proved a service that failed in three ways at once: the notice board at http://{}/, case {}. \
             {day}, {} UTC.",
            certificate.client,
            certificate.case,
            clock(certificate.proved_ms)
        ),
    );
    text.push_str("\n  What was wrong:\n");
    for fault in &certificate.faults {
        line(&mut text, &format!("- {fault}"));
    }
    text.push_str("\n  What was proved:\n");
    for proof in &certificate.proofs {
        let by = proof.by.as_ref().map(|entry| format!(", by {} UTC", evidence(entry, paint)));
        line(&mut text, &format!("- {}{}", proof.title, by.unwrap_or_default()));
    }
    text.push('\n');
    line(
        &mut text,
        &format!(
            "Since this lab was started it has seen {} of {} exercises solved, in {} lessons.",
            certificate.solved, certificate.exercises, certificate.lessons
        ),
    );
    line(
        &mut text,
        "This paper was written by the program on the learner's own machine. It is no official credential.",
    );
    text.push_str(&format!("\n{rule}\n"));
    text
}
