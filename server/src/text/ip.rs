//! `GET /ip/{address}` in a terminal.

use protocol::ip::{Block, Ip, Prefix, Reading};

use super::{Paint, WIDTH, table, wrap};

/// The address first, then what it is in; then how programs read it, how it is shortened, and what its prefix holds.
pub(crate) fn render(ip: &Ip, paint: Paint) -> String {
    let address = ip.address.to_string();
    let mut rows = Vec::new();
    if ip.written != address {
        rows.push(("written", ip.written.clone()));
    }
    rows.push(("address", paint.notation(&address)));
    if let Some(zone) = &ip.zone {
        rows.push(("zone", format!("{zone}, an interface of this machine")));
    }
    rows.extend([("number", ip.number.clone()), ("hex", ip.hex.clone()), ("bits", ip.bits.join(" "))]);
    rows.extend(about(&ip.block, paint));
    if let Some(inside) = &ip.embedded {
        rows.push(("inside it", paint.notation(&inside.address.to_string())));
        rows.extend(about(&inside.block, paint));
    }
    let mut parts = vec![table(&rows)];
    if ip.readings.iter().any(|reading| reading.address.is_none()) {
        parts.push(readings(ip, paint));
    }
    parts.extend(ip.shorthand.as_ref().map(|shorthand| {
        let steps = shorthand
            .steps
            .iter()
            .map(|step| format!("  {}\n    {}\n", step.act, paint.notation(&step.text)));
        let mut text = format!("{}\n{}", paint.strong("To the shorthand"), steps.collect::<String>());
        if !shorthand.departures.is_empty() {
            text.push_str("As it was written, it has\n");
        }
        for departure in &shorthand.departures {
            text.push_str(&format!(
                "  - {}\n",
                wrap(&departure.to_string(), WIDTH - 4).replace('\n', "\n    ")
            ));
        }
        text
    }));
    parts.extend(ip.prefix.as_ref().map(|held| prefix(held, &ip.bits, paint)));
    parts.join("\n")
}

fn about(block: &Block, paint: Paint) -> [(&'static str, String); 2] {
    let Block { prefix, name, source, meaning, .. } = block;
    [("block", format!("{}  {name} ({source})", paint.notation(prefix))), ("meaning", meaning.clone())]
}

fn readings(ip: &Ip, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.strong(&ip.agreement));
    for Reading { rule, programs, address, refusal } in &ip.readings {
        let read = match (address, refusal) {
            (Some(address), _) => format!("read as {}", paint.notation(&address.to_string())),
            (None, Some(why)) => format!("refused: {why}"),
            (None, None) => "refused".to_owned(),
        };
        for (indent, line) in [("  ", rule.name().to_owned()), ("    ", read), ("    ", programs.join(", "))]
        {
            let folded = wrap(&line, WIDTH - indent.len()).replace('\n', &format!("\n{indent}"));
            text.push_str(&format!("{indent}{folded}\n"));
        }
    }
    text
}

/// The bits with a bar where the network's end.
fn divided(bits: &[String], length: u8) -> String {
    let mut text = String::new();
    let mut seen = 0;
    for (index, group) in bits.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        for bit in group.chars() {
            if seen == length {
                text.push('|');
            }
            text.push(bit);
            seen += 1;
        }
    }
    if seen == length {
        text.push('|');
    }
    text
}

fn prefix(held: &Prefix, bits: &[String], paint: Paint) -> String {
    let Prefix { length, host_bits, .. } = held;
    let mut rows = vec![
        ("prefix", paint.notation(&held.prefix)),
        ("bits", divided(bits, *length)),
        ("", format!("{length} for the network, {host_bits} for hosts")),
    ];
    rows.extend(held.mask.map(|mask| ("mask", mask.to_string())));
    rows.push(("first", paint.notation(&held.first.to_string())));
    let broadcast = if held.broadcast.is_some() { "  (broadcast: all hosts of the network)" } else { "" };
    rows.push(("last", format!("{}{broadcast}", paint.notation(&held.last.to_string()))));
    rows.push(("addresses", held.count.clone()));
    rows.extend(held.halves.as_ref().map(|halves| {
        let [low, high] = halves.each_ref().map(|half| paint.notation(half));
        ("halves", format!("{low} and {high}"))
    }));
    rows.extend(held.inside.map(|inside| {
        let verdict = if inside.is_inside { paint.good("inside") } else { paint.bad("outside") };
        ("asked", format!("{} is {verdict}", paint.notation(&inside.address.to_string())))
    }));
    table(&rows)
}
