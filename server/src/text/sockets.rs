//! `GET /sockets` and `/sockets/stream` in a terminal: one line a socket.

use std::collections::BTreeMap;

use protocol::sockets::{Protocol, Socket, Sockets};

use super::{Paint, WIDTH, clock, cut, shown, visible, wrap};

/// How wide an IPv4 loopback address with a port mostly is.
const ADDRESS: usize = 15;

/// The table. `asked` says in words what was asked for, nothing where it was everything; `lab` is the authority that
/// the client asked.
pub(crate) fn render(table: &Sockets, asked: &str, lab: &str, paint: Paint) -> String {
    let mut text = String::new();
    if table.sockets.is_empty() {
        let what = if asked.is_empty() { "on loopback" } else { asked };
        text.push_str(&wrap(&format!("There is no socket now: {what}."), WIDTH));
        text.push_str(&format!(
            "\nSee all that there are, or wait for one to come:\n\n    {}\n    {}\n",
            paint.strong(&format!("curl http://{lab}/sockets")),
            paint.strong(&format!("curl -N http://{lab}/sockets/stream")),
        ));
    } else {
        let widths = Widths::of(&table.sockets);
        text.push_str(&format!(
            "{}\n",
            paint.faint(widths.line(["", "local", "remote", "in", "out"], "state", "held by").trim_end())
        ));
        for socket in &table.sockets {
            text.push_str(&widths.row(socket, paint));
        }
        let count = table.sockets.len();
        let of = if count < table.total {
            format!(" of {}; port= and state= ask for fewer", table.total)
        } else {
            String::new()
        };
        let noun = if count == 1 { "socket" } else { "sockets" };
        text.push_str(&format!("{count} {noun}{of}\n"));
    }
    if let Some(withheld) = &table.withheld {
        text.push_str(&format!("{}\n", wrap(&shown(withheld), WIDTH)));
    }
    text
}

/// How wide the columns are.
struct Widths {
    local: usize,
    remote: usize,
    queue: usize,
}

impl Widths {
    fn of(sockets: &[Socket]) -> Self {
        let longest = |texts: &mut dyn Iterator<Item = String>, least: usize| {
            texts.map(|text| text.len()).max().unwrap_or(0).max(least)
        };
        Self {
            local: longest(&mut sockets.iter().map(|socket| socket.local.to_string()), ADDRESS),
            remote: longest(&mut sockets.iter().filter_map(|socket| Some(socket.remote?.to_string())), 6),
            queue: longest(
                &mut sockets
                    .iter()
                    .flat_map(|socket| [queue(socket.receive_queue), queue(socket.send_queue)]),
                3,
            ),
        }
    }

    fn line(
        &self,
        [protocol, local, remote, receive, send]: [&str; 5],
        state: &str,
        process: &str,
    ) -> String {
        let pad = |text: &str, width: usize| format!("{text}{:1$}", "", width.saturating_sub(visible(text)));
        let queue = self.queue;
        format!(
            "{} {} {} {} {receive:>queue$} {send:>queue$} {process}",
            pad(protocol, 3),
            pad(local, self.local),
            pad(remote, self.remote),
            pad(state, 12),
        )
    }

    fn row(&self, socket: &Socket, paint: Paint) -> String {
        let remote = socket.remote.map(|remote| remote.to_string()).unwrap_or_else(|| "-".to_owned());
        let start = self.line(
            [
                &paint.notation(socket.protocol.name()),
                &paint.notation(&socket.local.to_string()),
                &paint.notation(&remote),
                &queue(socket.receive_queue),
                &queue(socket.send_queue),
            ],
            socket.state.map_or("-", |state| state.name()),
            "",
        );
        let room = WIDTH.saturating_sub(visible(&start));
        format!("{}\n", format!("{start}{}", holder(socket, room)).trim_end())
    }
}

fn queue(bytes: Option<u32>) -> String {
    bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string())
}

/// Who holds a socket, in so many columns: where there are too few, the name is cut, not the number.
fn holder(socket: &Socket, room: usize) -> String {
    let Some(process) = &socket.process else { return "-".to_owned() };
    match &process.name {
        Some(name) => {
            let pid = format!(" ({})", process.pid);
            cut(&format!("{}{pid}", cut(&shown(name), room.saturating_sub(pid.len()))), room)
        }
        None => format!("pid {}", process.pid),
    }
}

/// The names of the columns of a stream.
pub(crate) fn head(paint: Paint) -> String {
    let head = format!(
        "{:<12}   {:<12} {:<4}{:<ADDRESS$} {:<ADDRESS$} held by",
        "utc", "state", "", "local", "remote"
    );
    format!("{}\n", paint.faint(&head))
}

/// What came (`+`), what went (`-`) and what changed its state (`>`) since the last table; at first all that there is.
pub(crate) fn changes(last: Option<&Sockets>, table: &Sockets, paint: Paint) -> String {
    let before = last.map(by_ends).unwrap_or_default();
    let now = by_ends(table);
    let time = clock(table.time_ms);
    let mut text = String::new();
    for (ends, socket) in &before {
        if !now.contains_key(ends) {
            text.push_str(&change(&time, &paint.bad("-"), socket, paint));
        }
    }
    for (ends, socket) in &now {
        match before.get(ends) {
            None => text.push_str(&change(&time, &paint.good("+"), socket, paint)),
            Some(old) if old.state != socket.state => text.push_str(&change(&time, ">", socket, paint)),
            Some(_) => {}
        }
    }
    if let Some(withheld) = table.withheld.as_ref().filter(|_| last.is_none()) {
        text.push_str(&format!("{}\n", paint.faint(&wrap(&shown(withheld), WIDTH))));
    }
    text
}

type Ends = (bool, u16, u16, Protocol, String, usize);

/// The sockets by what makes each one, and by a count where several are the same.
fn by_ends(table: &Sockets) -> BTreeMap<Ends, &Socket> {
    let mut all: BTreeMap<Ends, &Socket> = BTreeMap::new();
    for socket in &table.sockets {
        let remote = socket.remote.map_or(0, |remote| remote.port());
        let addresses = format!("{} {:?}", socket.local, socket.remote);
        let mut ends = (socket.remote.is_some(), socket.local.port(), remote, socket.protocol, addresses, 0);
        while all.contains_key(&ends) {
            ends.5 += 1;
        }
        all.insert(ends, socket);
    }
    all
}

fn change(time: &str, mark: &str, socket: &Socket, paint: Paint) -> String {
    let pad = |text: &str| format!("{text}{:1$}", "", ADDRESS.saturating_sub(visible(text)));
    let remote = socket.remote.map(|remote| remote.to_string()).unwrap_or_else(|| "-".to_owned());
    let start = format!(
        "{time} {mark} {:<12} {} {} {} ",
        socket.state.map_or("-", |state| state.name()),
        paint.notation(socket.protocol.name()),
        pad(&paint.notation(&socket.local.to_string())),
        pad(&paint.notation(&remote)),
    );
    let room = WIDTH.saturating_sub(visible(&start));
    format!("{}\n", format!("{start}{}", holder(socket, room)).trim_end())
}
