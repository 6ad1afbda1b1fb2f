//! A request as `curl -v` prints one: lines with their mark, and what each of them is about.

use protocol::connection::Connection;
use protocol::echo::Echo;

/// What a line is, which its mark tells in `curl -v`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `*`: what the client does.
    Note,
    /// `>`: what it sends.
    Sent,
    /// `<`: what it receives.
    Received,
    /// No mark: the body.
    Body,
    /// Not printed by curl: what a page cannot see.
    Unseen,
}

impl Mark {
    /// The character before the line.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Note => "*",
            Self::Sent => ">",
            Self::Received => "<",
            Self::Body => "",
            Self::Unseen => "…",
        }
    }
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The attempt to connect.
    Trying,
    /// The connection, with both its ends.
    Connected,
    /// The request line.
    RequestLine,
    /// A header with this name, in small letters.
    Header(String),
    /// The empty line that ends a head.
    End,
    /// The status line.
    StatusLine,
    /// The body.
    Body,
    /// What happens to the connection afterwards.
    Left,
    /// Headers that the page cannot see.
    Unseen,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub mark: Mark,
    /// Its text, without the mark.
    pub text: String,
    /// What it is about.
    pub about: About,
}

/// What the page knows after it has sent a request and read the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The lab's address and port.
    pub authority: String,
    /// The target.
    pub target: String,
    /// The status.
    pub status: u16,
    /// The words after the status, as far as the browser tells them.
    pub status_text: String,
    /// The reply's headers, as far as the browser shows them to a page.
    pub headers: Vec<(String, String)>,
    /// The reply's body.
    pub body: String,
    /// The same request as the server saw it, where the reply is an echo of it.
    pub echo: Option<Echo>,
    /// The connection it went over, once the echo or the journal has told.
    pub connection: Option<Connection>,
}

/// The exchange as `curl -v` would print it.
pub fn lines(exchange: &Exchange) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |mark, about, text: String| lines.push(Line { mark, text, about });
    let host = exchange.authority.rsplit_once(':').map_or(exchange.authority.as_str(), |(host, _)| host);
    match exchange.connection {
        Some(Connection { local, peer, .. }) => {
            add(Mark::Note, About::Trying, format!("  Trying {local}..."));
            let ends = format!("({}) port {}, from port {}", local.ip(), local.port(), peer.port());
            add(Mark::Note, About::Connected, format!("Connected to {host} {ends}"));
        }
        None => add(Mark::Note, About::Connected, format!("Connected to {}", exchange.authority)),
    }
    match &exchange.echo {
        Some(echo) => {
            let request_line = format!("{} {} {}", echo.method, echo.target, echo.version);
            add(Mark::Sent, About::RequestLine, request_line);
            for (name, value) in &echo.headers {
                add(Mark::Sent, About::Header(name.to_ascii_lowercase()), format!("{name}: {value}"));
            }
        }
        None => {
            add(Mark::Sent, About::RequestLine, format!("GET {} HTTP/1.1", exchange.target));
            add(Mark::Sent, About::Header("host".to_owned()), format!("Host: {}", exchange.authority));
            add(Mark::Unseen, About::Unseen, String::new());
        }
    }
    add(Mark::Sent, About::End, String::new());
    let status = format!("HTTP/1.1 {} {}", exchange.status, exchange.status_text);
    add(Mark::Received, About::StatusLine, status.trim_end().to_owned());
    for (name, value) in &exchange.headers {
        add(Mark::Received, About::Header(name.to_ascii_lowercase()), format!("{name}: {value}"));
    }
    add(Mark::Received, About::End, String::new());
    if !exchange.body.is_empty() {
        add(Mark::Body, About::Body, exchange.body.clone());
    }
    add(Mark::Note, About::Left, format!("Connection to host {host} left intact"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::echo::{Body, Content};

    fn exchange(echo: Option<Echo>) -> Exchange {
        Exchange {
            authority: "127.0.0.1:62893".into(),
            target: "/echo".into(),
            status: 200,
            status_text: "OK".into(),
            headers: vec![("content-type".into(), "application/json".into())],
            body: "{}".into(),
            connection: echo.as_ref().map(|echo| echo.connection),
            echo,
        }
    }

    fn marks(lines: &[Line]) -> String {
        lines.iter().map(|line| if line.mark == Mark::Body { "b" } else { line.mark.sign() }).collect()
    }

    #[test]
    fn an_echo_shows_the_headers_that_really_arrived() {
        let echo = Echo {
            method: "GET".into(),
            target: "/echo".into(),
            version: "HTTP/1.1".into(),
            headers: vec![("Host".into(), "127.0.0.1:62893".into()), ("Accept".into(), "*/*".into())],
            body: Body { length: 0, content: Content::Text(String::new()) },
            connection: Connection {
                id: 1,
                local: "127.0.0.1:62893".parse().unwrap(),
                peer: "127.0.0.1:54132".parse().unwrap(),
            },
            request_id: 1,
        };
        let lines = lines(&exchange(Some(echo)));
        assert_eq!(marks(&lines), "**>>>><<<b*");
        assert_eq!(lines[1].text, "Connected to 127.0.0.1 (127.0.0.1) port 62893, from port 54132");
    }

    #[test]
    fn what_the_page_cannot_see_is_marked_as_such() {
        let lines = lines(&exchange(None));
        assert_eq!(marks(&lines), "*>>…><<<b*");
        assert!(lines.iter().any(|line| line.about == About::Unseen));
    }
}
