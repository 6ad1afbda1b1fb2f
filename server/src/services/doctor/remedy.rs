//! What to do about what was found, for the learner's system. Pure.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use concepts::target::{Host, Scheme, Target};
use protocol::doctor::Finding;

/// The system that a remedy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    Linux,
    Macos,
    Windows,
}

impl System {
    /// The one that the lab, and so the service, runs on. The BSDs have macOS's commands.
    pub(super) const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "linux") {
        Self::Linux
    } else {
        Self::Macos
    };

    /// The command that tells who listens on a port.
    pub(super) fn listening(self, port: u16) -> String {
        match self {
            Self::Linux => format!("ss -ltnp 'sport = :{port}'"),
            Self::Macos => format!("lsof -nP -iTCP:{port} -sTCP:LISTEN"),
            Self::Windows => format!("netstat -ano | findstr :{port}"),
        }
    }

    /// The command that tells who listens at all.
    const fn all_listening(self) -> &'static str {
        match self {
            Self::Linux => "ss -ltnp",
            Self::Macos => "lsof -nP -iTCP -sTCP:LISTEN",
            Self::Windows => "netstat -ano | findstr LISTENING",
        }
    }

    /// How the program's name is found from the identifier of its process.
    pub(super) const fn program(self) -> &'static str {
        match self {
            Self::Linux | Self::Macos => "",
            Self::Windows => " The last column is the process; `tasklist /fi \"PID eq NUMBER\"` names it.",
        }
    }

    const fn curl(self) -> &'static str {
        match self {
            Self::Linux | Self::Macos => "curl",
            Self::Windows => "curl.exe",
        }
    }
}

/// What a remedy may name.
pub(super) struct Case<'a> {
    pub(super) system: System,
    pub(super) target: &'a Target,
    /// Where else something listens on the same port.
    pub(super) elsewhere: Option<SocketAddr>,
}

impl Case<'_> {
    /// What to do about a finding; `None` where there is nothing to do.
    pub(super) fn remedy(&self, finding: Finding) -> Option<String> {
        let port = self.target.port.number();
        let system = self.system;
        Some(match finding {
            Finding::Answered | Finding::NotAUrl => return None,
            Finding::Refused => format!(
                "Start the service. If it runs, it listens on another port: it prints the port when it starts, and \
                 `{}` lists what listens on this machine.{}",
                system.all_listening(),
                system.program()
            ),
            Finding::WrongAddress => self.elsewhere(),
            Finding::Silent => format!(
                "Where no firewall drops the packets, the listener's queue is full: the program has stopped accepting. \
                 Find it with `{}`, see what holds it up, and restart it.{}",
                system.listening(port),
                self.firewall()
            ),
            Finding::NotTried => self.cannot_try(),
            Finding::SpokeFirst | Finding::NotHttp => format!(
                "Another service has this port. `{}` names it. Speak its protocol, or find the port of the web server.{}",
                system.listening(port),
                system.program()
            ),
            Finding::Empty => {
                "The program takes connections and ends them. Read its log: it may refuse this client, or \
                 fail on every request. A proxy does so when the service behind it is gone."
                    .to_owned()
            }
            Finding::Reset => {
                "The program, or a proxy before it, ends the connection with a reset. Read its log for a \
                 crash at that time, then restart it and ask again."
                    .to_owned()
            }
            Finding::CutShort => {
                "The program ended in the middle of its answer, or counts its length wrongly. Read its \
                 log, and compare the promised length with what it meant to send."
                    .to_owned()
            }
            Finding::Slow => format!(
                "The program works, slowly. Give it more time, with `{} --max-time 60`, and see in its log what it waits \
                 for.",
                system.curl()
            ),
            Finding::NoAnswer => {
                "The program has accepted the connection, and does not answer. It may wait for \
                 something else, hang, or speak another protocol. Restart it, and read its log."
                    .to_owned()
            }
            Finding::TlsOnPlain => format!("Ask with https: {}", self.with(Scheme::Https)),
            Finding::PlainOnTls => format!(
                "Ask with http: {} Or find the port on which the service speaks TLS.",
                self.with(Scheme::Http)
            ),
            Finding::TlsFailed => format!(
                "Look at the handshake with `{} --verbose --insecure`, and at the service's settings for versions and \
                 certificates.",
                system.curl()
            ),
            Finding::Untrusted => format!(
                "For your own service, give the client its certificate to trust: `{} --cacert FILE`. That of the lab's own \
                 listeners is at /certificate. With `--insecure`, curl goes on without knowing who answers.",
                system.curl()
            ),
            Finding::Redirected => {
                "Ask for the address that it names. The doctor does not follow.".to_owned()
            }
            Finding::ErrorStatus => {
                "The connection is fine. The service itself says no: its answer and its log tell why."
                    .to_owned()
            }
        })
    }

    /// What to do about a status of 400 or above.
    pub(super) fn status(&self, status: u16) -> Option<&'static str> {
        Some(match status {
            401 => "The service wants to know who asks: give curl a name and password with `--user`.",
            403 => "The service knows the address and denies it to this client.",
            404 => "The service is there, and has nothing at this path. Check the path.",
            405 => "The service does not take GET at this path.",
            421 => {
                "The service does not answer to this name. Ask for it by the name and port that it prints when it starts."
            }
            502 | 504 => {
                "This is a proxy, and the service behind it does not answer. Have a look at that one."
            }
            503 => "The service is there and cannot answer now. Try again, and read its log.",
            500..=599 => "The service failed at this request. Its log tells why.",
            _ => return None,
        })
    }

    fn with(&self, scheme: Scheme) -> String {
        // The port stays: a default port of the other scheme would be another one.
        let Target { host, port, path, .. } = self.target;
        format!("{}://{host}:{port}{path}", scheme.word())
    }

    fn elsewhere(&self) -> String {
        let Some(other) = self.elsewhere else { return String::new() };
        let wanted = match self.target.host {
            Host::Localhost => "127.0.0.1".to_owned(),
            Host::Address(address) => address.to_string(),
        };
        let scheme = self.target.scheme.word();
        format!(
            "Ask there: {scheme}://{other}{} Or start the service again, bound to {wanted}.",
            self.target.path
        )
    }

    fn firewall(&self) -> &'static str {
        match self.system {
            System::Linux => " A firewall's rules are listed by `sudo nft list ruleset`.",
            System::Macos => " A firewall's rules are listed by `sudo pfctl -s rules`.",
            System::Windows => " A firewall's rules are shown by `wf.msc`.",
        }
    }

    fn cannot_try(&self) -> String {
        match (self.system, self.target.host) {
            (System::Macos, Host::Address(IpAddr::V4(address))) if address != Ipv4Addr::LOCALHOST => {
                format!(
                    "macOS has 127.0.0.1 alone until another is added: `sudo ifconfig lo0 alias {address}`"
                )
            }
            (_, Host::Address(IpAddr::V6(_))) => {
                "IPv6 may be switched off on this machine. Ask 127.0.0.1 instead.".to_owned()
            }
            _ => "Close some programs, and try again.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_has_a_remedy_on_every_system() {
        let (target, _) = concepts::target::read("http://127.0.0.2:8000/a").unwrap();
        for system in [System::Linux, System::Macos, System::Windows] {
            let case = Case { system, target: &target, elsewhere: Some("[::1]:8000".parse().unwrap()) };
            for finding in Finding::ALL {
                let remedy = case.remedy(finding);
                let fine = matches!(finding, Finding::Answered | Finding::NotAUrl);
                assert_eq!(remedy.is_none(), fine, "{finding}");
                assert!(remedy.is_none_or(|remedy| remedy.len() > 30), "{finding}");
            }
        }
    }

    #[test]
    fn a_remedy_names_the_learners_own_addresses_and_commands() {
        let (target, _) = concepts::target::read("http://127.0.0.2:8000/a").unwrap();
        let case = |system| Case { system, target: &target, elsewhere: Some("[::1]:8000".parse().unwrap()) };
        for (system, finding, wanted) in [
            (System::Linux, Finding::WrongAddress, "http://[::1]:8000/a"),
            (System::Linux, Finding::WrongAddress, "bound to 127.0.0.2"),
            (System::Linux, Finding::Silent, "ss -ltnp 'sport = :8000'"),
            (System::Macos, Finding::Silent, "lsof -nP -iTCP:8000"),
            (System::Windows, Finding::Silent, "netstat -ano | findstr :8000"),
            (System::Macos, Finding::NotTried, "sudo ifconfig lo0 alias 127.0.0.2"),
            (System::Linux, Finding::TlsOnPlain, "https://127.0.0.2:8000/a"),
            (System::Windows, Finding::Untrusted, "curl.exe --cacert"),
        ] {
            let remedy = case(system).remedy(finding).unwrap();
            assert!(remedy.contains(wanted), "{remedy}");
        }
    }
}
