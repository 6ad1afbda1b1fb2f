//! `GET /tls/{port}` in a terminal.

use protocol::tls::{Inspection, Outcome, Presented, Trust, Truster};

use super::{Paint, WIDTH, date, duration, table, wrap};

/// What was agreed, then the certificates, then who trusts them.
pub(crate) fn render(inspection: &Inspection, paint: Paint) -> String {
    let outcome = inspection.outcome.word();
    let outcome = match inspection.outcome {
        Outcome::Secured => paint.good(outcome),
        _ => paint.bad(outcome),
    };
    let mut rows = vec![
        ("target", paint.notation(&inspection.target.to_string())),
        ("name", paint.notation(&inspection.name)),
        ("outcome", format!("{outcome} after {}", duration(inspection.elapsed_us))),
    ];
    if let Some(session) = &inspection.session {
        rows.push(("version", session.version.clone()));
        rows.push(("cipher", session.cipher_suite.clone()));
        rows.extend(session.key_exchange.as_ref().map(|group| ("keys by", group.clone())));
        rows.push(("inside", session.alpn.clone().unwrap_or_else(|| "no protocol was chosen".to_owned())));
    } else {
        rows.push(("reason", inspection.said.clone()));
        rows.extend(inspection.remedy.as_ref().map(|remedy| ("next", remedy.clone())));
    }
    let mut text = table(&rows);
    for (index, one) in inspection.chain.iter().enumerate() {
        text.push_str(&certificate(index, one, paint));
    }
    if inspection.left_out > 0 {
        text.push_str(&format!("\nand {} more certificates\n", inspection.left_out));
    }
    if !inspection.trust.is_empty() {
        text.push('\n');
    }
    for one in &inspection.trust {
        text.push_str(&trust(one, paint));
    }
    text
}

fn certificate(index: usize, one: &Presented, paint: Paint) -> String {
    let what = match (index, one.sent) {
        (0, _) => "the service's certificate",
        (_, true) => "sent along",
        (_, false) => "not sent: the lab's own authority",
    };
    let mut names = one.names.join(", ");
    if one.more_names > 0 {
        names.push_str(&format!(" and {} more", one.more_names));
    }
    let rows = [
        ("subject", one.subject.clone()),
        ("issuer", if one.self_issued { "itself".to_owned() } else { one.issuer.clone() }),
        ("names", if names.is_empty() { "none".to_owned() } else { names }),
        ("valid", format!("{} to {}", date(one.not_before_ms), date(one.not_after_ms))),
        ("key", one.key.clone()),
        ("sha256", one.sha256.clone()),
    ];
    format!("\n{} {what}\n{}", paint.strong(&format!("{}.", index + 1)), table(&rows))
}

fn trust(one: &Trust, paint: Paint) -> String {
    let who = match one.by {
        Truster::System => "a client of this system",
        Truster::Lab => "a client with the lab's authority (curl --cacert)",
    };
    let word = if one.trusted { paint.good("trusts it") } else { paint.bad("does not trust it") };
    let mut text = format!("{who}: {word}\n");
    for doubt in &one.doubts {
        for line in [&doubt.said, &doubt.remedy] {
            text.push_str(&format!("    {}\n", wrap(line, WIDTH - 4).replace('\n', "\n    ")));
        }
    }
    text
}
