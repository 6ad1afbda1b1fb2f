//! What is asked of the table: one port, some states, one protocol.

use std::fmt;

use concepts::port::{Port, PortError};
use protocol::sockets::{Protocol, Socket, State};

/// Which rows are asked for; all, where nothing is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    /// The port of either end.
    port: Option<u16>,
    /// Any of these, in the order of [`State::ALL`].
    states: Vec<State>,
    protocol: Option<Protocol>,
}

/// Why a parameter is not part of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuestionError {
    /// `port` is none.
    Port(PortError),
    /// `state` is none of TCP's.
    State,
    /// `protocol` is neither.
    Protocol,
}

impl Question {
    /// Reads a query's pairs. A `state` may be repeated, and may hold several with commas between; of the others the
    /// first counts.
    pub(crate) fn read(pairs: &[(String, String)]) -> Result<Self, QuestionError> {
        let first =
            |wanted: &str| pairs.iter().find_map(|(name, value)| (name == wanted).then_some(value.as_str()));
        let port = first("port").map(str::parse::<Port>).transpose().map_err(QuestionError::Port)?;
        let protocol = first("protocol").map(protocol).transpose()?;
        let asked = pairs
            .iter()
            .filter(|(name, _)| name == "state")
            .flat_map(|(_, value)| value.split(','))
            .map(state)
            .collect::<Result<Vec<_>, _>>()?;
        // In one order, so that the same question is known again.
        let states = State::ALL.into_iter().filter(|state| asked.contains(state)).collect();
        Ok(Self { port: port.map(Port::number), states, protocol })
    }

    /// Whether a row is asked for.
    pub(crate) fn asks_for(&self, socket: &Socket) -> bool {
        let port = self.port.is_none_or(|port| {
            socket.local.port() == port || socket.remote.is_some_and(|remote| remote.port() == port)
        });
        let state = self.states.is_empty() || socket.state.is_some_and(|state| self.states.contains(&state));
        port && state && self.protocol.is_none_or(|protocol| protocol == socket.protocol)
    }

    #[cfg(test)]
    pub(crate) fn read_pairs(query: &str) -> Self {
        let pairs: Vec<_> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self::read(&pairs).unwrap()
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(protocol) = self.protocol {
            parts.push(protocol.name().to_owned());
        }
        if let Some(port) = self.port {
            parts.push(format!("port {port}"));
        }
        if !self.states.is_empty() {
            let states: Vec<_> = self.states.iter().map(|state| state.name()).collect();
            parts.push(states.join(" or "));
        }
        f.write_str(&parts.join(", "))
    }
}

fn protocol(text: &str) -> Result<Protocol, QuestionError> {
    [Protocol::Tcp, Protocol::Udp]
        .into_iter()
        .find(|protocol| protocol.name().eq_ignore_ascii_case(text))
        .ok_or(QuestionError::Protocol)
}

/// A state by its name in RFC 9293, in any case, with `-` or `_` between its words or nothing.
fn state(text: &str) -> Result<State, QuestionError> {
    let letters = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
    let wanted = letters(text);
    State::ALL.into_iter().find(|state| letters(state.name()) == wanted).ok_or(QuestionError::State)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Question, QuestionError> {
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Question::read(&pairs)
    }

    #[test]
    fn states_may_be_repeated_or_listed_in_any_case() {
        let all = [
            read(&[("state", "LISTEN"), ("state", "Time-Wait")]),
            read(&[("state", "time_wait,listen")]),
            read(&[("state", "timewait,LISTEN,listen")]),
        ];
        for question in all {
            assert_eq!(question.unwrap().states, [State::Listen, State::TimeWait]);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_by_parameter() {
        for (name, value, error) in [
            ("port", "0", QuestionError::Port(PortError::Zero)),
            ("port", "", QuestionError::Port(PortError::Empty)),
            ("state", "", QuestionError::State),
            ("state", "listen,", QuestionError::State),
            ("state", "closed", QuestionError::State),
            ("state", "open", QuestionError::State),
            ("protocol", "icmp", QuestionError::Protocol),
        ] {
            assert_eq!(read(&[(name, value)]), Err(error), "{name}={value}");
        }
    }

    #[test]
    fn a_question_is_said_in_words() {
        let question = read(&[("protocol", "tcp"), ("port", "80"), ("state", "listen,closing")]).unwrap();
        assert_eq!(question.to_string(), "TCP, port 80, LISTEN or CLOSING");
        assert_eq!(Question::default().to_string(), "");
    }

    proptest! {
        #[test]
        fn every_state_reads_back_in_any_spelling(index in 0..State::ALL.len(), upper in any::<bool>(), under in any::<bool>()) {
            let state = State::ALL[index];
            let name = if upper { state.name().to_owned() } else { state.name().to_ascii_lowercase() };
            let name = if under { name.replace('-', "_") } else { name };
            prop_assert_eq!(read(&[("state", &name)]).unwrap().states, [state]);
        }

        #[test]
        fn no_text_panics_and_what_is_read_is_one_of_the_ten(name in "(port|state|protocol|x)", value in ".*") {
            if let Ok(question) = read(&[(&name, &value)]) {
                prop_assert!(question.states.len() <= State::ALL.len());
                prop_assert!(question.port != Some(0));
            }
        }

        #[test]
        fn a_port_fits_either_end(port in 1u16.., local in 1u16.., remote in proptest::option::of(1u16..)) {
            let at = |port| core::net::SocketAddr::from(([127, 0, 0, 1], port));
            let socket = Socket {
                protocol: Protocol::Tcp,
                local: at(local),
                remote: remote.map(at),
                state: Some(State::Established),
                receive_queue: None,
                send_queue: None,
                process: None,
                service: None,
            };
            let question = read(&[("port", &port.to_string())]).unwrap();
            prop_assert_eq!(question.asks_for(&socket), local == port || remote == Some(port));
        }
    }
}
