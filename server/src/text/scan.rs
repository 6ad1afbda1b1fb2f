//! `GET /scan` in a terminal: open ports as they are found, then what else there was, then the totals.

use concepts::port_set::PortSet;
use protocol::probe::{Listener, State};
use protocol::scan::{Begin, Counts, End, Event, Open, Other, Progress};

use super::{Paint, WIDTH, cut, duration, shown, table, wrap};

/// How often a scan that takes long says how far it is, in microseconds. It is also how soon a reader that went away is
/// noticed.
const SAY_EVERY_US: u64 = 2_000_000;

/// How many kinds of ports that are neither open nor closed are told apart.
const MAX_KINDS: usize = 16;

/// How many spans of ports are named of each kind.
const MAX_SPANS: usize = 64;

/// Writes the events of one scan.
#[derive(Default)]
pub(crate) struct Lines {
    count: u32,
    said_us: u64,
    other: Vec<Other>,
}

impl Lines {
    /// The lines of an event; often none.
    pub(crate) fn event(&mut self, event: &Event, paint: Paint) -> String {
        match event {
            Event::Begin(begin) => self.begin(begin, paint),
            Event::Open(one) => open(one, paint),
            Event::Other(other) => {
                self.keep(other);
                String::new()
            }
            Event::Progress(progress) => self.progress(progress, paint),
            Event::End(end) => self.end(end, paint),
        }
    }

    fn begin(&mut self, begin: &Begin, paint: Paint) -> String {
        self.count = begin.count;
        let ports = match begin.ports.as_str() {
            "all" => "all ports".to_owned(),
            list if begin.count == 1 => format!("port {list}"),
            list => format!("ports {}", cut(list, WIDTH - 30)),
        };
        format!("connecting to {ports} of {}\n", paint.notation(&begin.host.to_string()))
    }

    /// Keeps what is told at the end.
    fn keep(&mut self, other: &Other) {
        let same = |known: &&mut Other| (known.state, &known.errno) == (other.state, &other.errno);
        let room = self.other.len() < MAX_KINDS;
        match self.other.iter_mut().find(same) {
            Some(known) => known.ports.extend(&other.ports),
            None if room => self.other.push(other.clone()),
            None => {}
        }
    }

    fn progress(&mut self, progress: &Progress, paint: Paint) -> String {
        if progress.elapsed_us < self.said_us + SAY_EVERY_US {
            return String::new();
        }
        self.said_us = progress.elapsed_us;
        let line = format!(
            "... {} of {} ports after {}",
            progress.counts.done(),
            self.count,
            duration(progress.elapsed_us)
        );
        format!("{}\n", paint.faint(&line))
    }

    fn end(&mut self, end: &End, paint: Paint) -> String {
        let mut text = String::new();
        for other in std::mem::take(&mut self.other) {
            text.push_str(&neither(other, paint));
        }
        text.push_str(&totals(&end.counts, end.elapsed_us));
        text
    }
}

/// The last line where the lab stops before the scan has ended.
pub(crate) fn broken_off(paint: Paint) -> String {
    format!("{}\n", paint.bad("broken off: the lab is stopping"))
}

fn open(open: &Open, paint: Paint) -> String {
    let port = paint.port(&format!("{:>5}", open.port));
    let service = open.service.as_deref().unwrap_or("-");
    let line = format!("  {service:<13}  {}", open.listener.as_ref().map(listener).unwrap_or_default());
    format!("{port}  {}{}\n", paint.good("open"), cut(line.trim_end(), WIDTH - 11))
}

/// Ports that are neither open nor closed.
fn neither(other: Other, paint: Paint) -> String {
    let word = match other.state {
        State::Error => paint.bad(other.state.word()),
        _ => paint.faint(other.state.word()),
    };
    let ports: PortSet = other.ports.into_iter().collect();
    let left_out = ports.spans().len().saturating_sub(MAX_SPANS);
    let named: PortSet = ports.spans().iter().take(MAX_SPANS).copied().collect();
    let mut list = named.to_string().replace(',', ", ");
    if left_out > 0 {
        list.push_str(&format!(" and {left_out} more spans"));
    }
    let reason = match other.errno {
        Some(errno) => format!("{} ({errno})", other.reason),
        None => other.reason,
    };
    table(&[("state", word), ("ports", list), ("reason", reason)])
}

fn listener(listener: &Listener) -> String {
    let who = match (&listener.process, listener.pid) {
        (Some(process), Some(pid)) => format!("{} (pid {pid})", shown(process)),
        (None, Some(pid)) => format!("pid {pid}"),
        _ => "a process of another user".to_owned(),
    };
    format!("{who} on {}", listener.local.ip())
}

fn totals(counts: &Counts, elapsed_us: u64) -> String {
    let Counts { open, closed, filtered, error, self_connects } = *counts;
    let mut parts = vec![format!("{open} open"), format!("{closed} closed")];
    if filtered > 0 {
        parts.push(format!("{filtered} filtered"));
    }
    if error > 0 {
        parts.push(format!("{error} could not be tried"));
    }
    let mut text = format!("{} in {}\n", parts.join(", "), duration(elapsed_us));
    if self_connects > 0 {
        let times = if self_connects == 1 { "once".to_owned() } else { format!("{self_connects} times") };
        text.push_str(&wrap(
            &format!("{times}, a connection met itself: your system had lent it the port that was dialled. Such a port counts as closed."),
            WIDTH,
        ));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use concepts::port::Span;

    fn wide(text: &str) -> Vec<&str> {
        text.lines().filter(|line| line.chars().count() > WIDTH).collect()
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let mut lines = Lines::default();
        let begin = Begin {
            host: "::1".parse().unwrap(),
            ports: "1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31,33,35,37,39,41,43,45,47,49".to_owned(),
            count: 25,
            timeout_ms: 1000,
            waiting: 1024,
        };
        let open = Open {
            port: 65_535,
            service: Some("a-service-with-a-long-name".to_owned()),
            listener: Some(Listener {
                local: "[::ffff:127.255.255.254]:65535".parse().unwrap(),
                pid: Some(u32::MAX),
                process: Some("a\u{1b}[31mprocess with a name".to_owned()),
            }),
        };
        let other = Other {
            state: State::Filtered,
            errno: None,
            reason: "Nothing came back within 1000 ms: a filter drops the packets, or a queue is full."
                .to_owned(),
            ports: (1..500).map(|n| Span { first: n * 3, last: n * 3 + 1 }).collect(),
        };
        let counts = Counts { open: 1, closed: 65_000, filtered: 100, error: 434, self_connects: 12 };
        let progress = Progress { done: Vec::new(), counts, elapsed_us: 3_000_000 };
        let end = End { counts, elapsed_us: 61_000_000 };
        let events = [
            Event::Begin(begin),
            Event::Open(open),
            Event::Other(other),
            Event::Progress(progress),
            Event::End(end),
        ];
        let text: String = events.iter().map(|event| lines.event(event, Paint::Plain)).collect();
        assert_eq!(wide(&text), Vec::<&str>::new(), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(text.contains("and 435 more spans") && text.contains("12 times"), "{text}");
    }

    #[test]
    fn a_quick_scan_says_nothing_of_its_progress() {
        let mut lines = Lines::default();
        let progress = |elapsed_us| {
            Event::Progress(Progress { done: Vec::new(), counts: Counts::default(), elapsed_us })
        };
        assert_eq!(lines.event(&progress(1_900_000), Paint::Plain), "");
        assert!(lines.event(&progress(2_000_000), Paint::Plain).starts_with("... 0 of"));
        assert_eq!(lines.event(&progress(2_100_000), Paint::Plain), "");
    }
}
