//! The steps up to a connection: which addresses, which of them answers, who listens there.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use concepts::loopback::{canonical, is_loopback};
use concepts::target::{Host, Target};
use protocol::doctor::{CONNECT_MS, Finding, Outcome, Stage};
use protocol::probe::{Listener, State};
use protocol::sockets::{Protocol, State as TcpState};
use tokio::net::TcpStream;

use super::answer::fact;
use super::chart::{Chart, More as _, step};
use super::remedy::{Case, System};
use crate::os::{Holders, Os};
use crate::services::probe::{Dialled, dial};

/// Why there is no connection.
pub(super) type Ended = (Finding, Option<u8>);

/// A connection that was made.
pub(super) struct Reached {
    pub(super) stream: TcpStream,
    pub(super) target: SocketAddr,
}

/// Goes from the name to a connection.
pub(super) async fn reach(chart: &mut Chart, os: &Arc<dyn Os>, target: &Target) -> Result<Reached, Ended> {
    let (at, dialled) = match target.host {
        Host::Address(address) => {
            let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
            chart.add(step(
                Stage::Name,
                Outcome::Skipped,
                "An address was given; no name has to be looked up.",
            ));
            chart.add(step(Stage::Family, Outcome::Skipped, format!("The address is an {family} one.")));
            let at = target.at(address);
            (at, dial(at, Duration::from_millis(CONNECT_MS)).await)
        }
        Host::Localhost => {
            let addresses = look_up(chart, os).await;
            choose(chart, target, &addresses).await
        }
    };
    chart.target = Some(at);
    connected(chart, os, target, at, dialled).await
}

/// The addresses of `localhost`: those of the hosts file that are on loopback, and the two that the name always has
/// (RFC 6761, section 6.3).
async fn look_up(chart: &mut Chart, os: &Arc<dyn Os>) -> Vec<IpAddr> {
    let asked = Arc::clone(os);
    let listed = tokio::task::spawn_blocking(move || asked.localhost()).await.unwrap_or_default();
    let (mut addresses, foreign): (Vec<IpAddr>, Vec<IpAddr>) =
        listed.iter().copied().map(canonical).partition(|&address| is_loopback(address));
    let shown = |all: &[IpAddr]| all.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ");
    let file = if listed.is_empty() { "no line".to_owned() } else { shown(&listed) };
    let mut outcome = Outcome::Passed;
    let mut said = "localhost is this machine, by both of its loopback addresses.".to_owned();
    let mut remedy = None;
    if !foreign.is_empty() {
        outcome = Outcome::Noted;
        said = format!(
            "The hosts file gives localhost an address that is not on loopback: {}. The doctor does not go there.",
            shown(&foreign)
        );
        remedy = Some("Take that line out of the hosts file, unless you know what it is for.".to_owned());
    } else if addresses.is_empty() {
        outcome = Outcome::Noted;
        said = "The hosts file has no line for localhost. Most programs know the name anyway.".to_owned();
    }
    for always in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        if !addresses.contains(&always) {
            addresses.push(always);
        }
    }
    addresses.dedup();
    // Both families, and what the file says; a file with more lines than these is no file of this machine's making.
    addresses.truncate(4);
    chart.add(step(Stage::Name, outcome, said).facts(vec![fact("hosts file", file)]).remedy(remedy));
    addresses
}

/// Dials all addresses at once, and takes the first that answers.
async fn choose(chart: &mut Chart, target: &Target, addresses: &[IpAddr]) -> (SocketAddr, Dialled) {
    let patience = Duration::from_millis(CONNECT_MS);
    let dials = addresses.iter().map(|&address| dial(target.at(address), patience));
    let dialled = futures_util::future::join_all(dials).await;
    let facts = addresses
        .iter()
        .zip(&dialled)
        .map(|(address, one)| {
            let errno = one.errno.as_ref().map(|errno| format!(" ({errno})")).unwrap_or_default();
            fact(address.to_string(), format!("{}{errno}", one.state))
        })
        .collect();
    let open = dialled.iter().filter(|one| one.state == State::Open).count();
    // Silence and trouble tell more than a refusal does.
    let rank = |state: State| match state {
        State::Open => 0,
        State::Filtered => 1,
        State::Error | State::Closed => 2,
    };
    let mut all: Vec<_> = addresses.iter().map(|&address| target.at(address)).zip(dialled).collect();
    all.sort_by_key(|(_, one)| rank(one.state));
    // There is always one: look_up adds two.
    let (at, first) = all.into_iter().next().unwrap_or_else(|| {
        let at = target.at(Ipv4Addr::LOCALHOST.into());
        let nothing = Dialled {
            state: State::Error,
            errno: None,
            reason: String::new(),
            elapsed: Duration::ZERO,
            stream: None,
        };
        (at, nothing)
    });
    let (outcome, said) = match open {
        0 => (Outcome::Noted, "No address answers; the next step tells why.".to_owned()),
        1 if addresses.len() > 1 => (
            Outcome::Noted,
            format!(
                "Only {} answers. A client that knows the name alone tries the other too, and may stop there.",
                at.ip()
            ),
        ),
        _ => (Outcome::Passed, format!("Every address answers; {} is taken.", at.ip())),
    };
    chart.add(step(Stage::Family, outcome, said).facts(facts));
    (at, first)
}

/// The connection, and who listens at its other end.
async fn connected(
    chart: &mut Chart,
    os: &Arc<dyn Os>,
    target: &Target,
    at: SocketAddr,
    dialled: Dialled,
) -> Result<Reached, Ended> {
    let mut facts = vec![fact("to", at.to_string())];
    let Some(stream) = dialled.stream else {
        let elsewhere = if dialled.state == State::Closed { elsewhere(os, at).await } else { None };
        let finding = match (dialled.state, &elsewhere) {
            (State::Closed, Some(_)) => Finding::WrongAddress,
            (State::Closed, None) => Finding::Refused,
            (State::Filtered, _) => Finding::Silent,
            (State::Open, _) => Finding::Reset,
            (State::Error, _) => Finding::NotTried,
        };
        let mut said = dialled.reason;
        if let Some(other) = &elsewhere {
            said.push_str(&format!(" On the same port, {} listens on {}.", program(other), other.local));
        }
        let case =
            Case { system: System::HERE, target, elsewhere: elsewhere.map(|other| visited(other.local)) };
        let mut failed = step(Stage::Connect, Outcome::Failed, said)
            .facts(facts)
            .remedy(case.remedy(finding))
            .took(dialled.elapsed);
        failed.errno = dialled.errno;
        chart.add(failed);
        let curl_exit = match finding {
            Finding::Silent => 28,
            Finding::Reset => 56,
            _ => 7,
        };
        return Err((finding, Some(curl_exit)));
    };
    if let Ok(local) = stream.local_addr() {
        facts.insert(0, fact("from", local.to_string()));
    }
    chart.add(
        step(Stage::Connect, Outcome::Passed, "The connection was made.").facts(facts).took(dialled.elapsed),
    );
    let asked = Arc::clone(os);
    // Looking through the processes takes milliseconds, on a thread that may.
    let listener = tokio::task::spawn_blocking(move || asked.listener(at)).await.unwrap_or_default();
    chart.add(match listener {
        Some(listener) => {
            let open = listener.local.ip().is_unspecified();
            let said = if open {
                format!(
                    "{} listens there, on every address of this machine. Other machines can reach it too, unless a firewall \
                     keeps them out.",
                    capital(program(&listener))
                )
            } else {
                format!("{} listens there.", capital(program(&listener)))
            };
            let outcome = if open { Outcome::Noted } else { Outcome::Passed };
            step(Stage::Listener, outcome, said).facts(vec![fact("bound to", listener.local.to_string())])
        }
        None => step(Stage::Listener, Outcome::Noted, "The system does not tell this user who listens there.")
            .remedy(Some(format!("Ask it in a terminal, with more rights if need be: `{}`", System::HERE.listening(at.port())))),
    });
    Ok(Reached { stream, target: at })
}

/// Who listens on another address of the same port.
async fn elsewhere(os: &Arc<dyn Os>, at: SocketAddr) -> Option<Listener> {
    let os = Arc::clone(os);
    let look = move || {
        let mut rows = os.table().rows;
        rows.retain(|row| {
            let socket = &row.socket;
            socket.protocol == Protocol::Tcp
                && socket.state == Some(TcpState::Listen)
                && socket.local.port() == at.port()
                && socket.local != at
        });
        rows.truncate(1);
        os.holders(&mut rows, &mut Holders::default());
        rows.first().map(crate::os::Row::as_listener)
    };
    tokio::task::spawn_blocking(look).await.ok().flatten()
}

/// An address that can be visited: the loopback address in place of all addresses of a family.
fn visited(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn program(listener: &Listener) -> String {
    match (&listener.process, listener.pid) {
        (Some(process), Some(pid)) => format!("{process} (process {pid})"),
        (None, Some(pid)) => format!("process {pid}"),
        _ => "a program of another user".to_owned(),
    }
}

fn capital(text: String) -> String {
    let mut chars = text.chars();
    // A program's name is spelled as it is; only our own words begin a sentence.
    if text.starts_with("a program") || text.starts_with("process ") {
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
    } else {
        text
    }
}

/// Whether an error of a connection that stood says that it was reset.
pub(super) fn is_reset(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe
    )
}
