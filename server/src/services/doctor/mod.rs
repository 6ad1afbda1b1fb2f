//! The doctor: reaches for a service step by step, as a browser or curl would, and tells where it fails and what helps.
//!
//! Every step is really made, on one connection; where what came back looks like the other protocol, a second connection
//! finds out. Nothing but loopback is dialled, nothing is followed, everything has its time.

mod answer;
mod chart;
mod reach;
mod remedy;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use concepts::loopback::HostError;
use concepts::target::{self, Host, Scheme, Target, TargetError};
use protocol::doctor::{
    ANSWER_MS, CONNECT_MS, Diagnosis, Fact, Finding, GREETING_MS, MAX_ANSWER_BYTES, Outcome, Stage, TLS_MS,
};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use answer::{End, Verdict, fact, judge};
pub(super) use answer::{is_tls, sample};
use chart::{Chart, More as _, step};
use reach::{Ended, Reached, is_reset};
use remedy::{Case, System};

use crate::os::{self, Os};
use crate::services::probe::dial;
use crate::services::tls;
use crate::text::date;

/// Makes a diagnosis of what was typed.
///
/// # Errors
/// What was typed leads elsewhere than to this machine: nothing is tried then.
pub(crate) async fn diagnose(os: &Arc<dyn Os>, typed: &str) -> Result<Diagnosis, HostError> {
    let mut chart = Chart::new();
    let (target, slips) = match target::read(typed) {
        Ok(read) => read,
        Err(TargetError::Host(error)) => return Err(error),
        Err(TargetError::Url(error)) => {
            let said = format!("This is no address that a browser would visit: {error}.");
            let remedy =
                "Put that right, and ask again. A whole URL looks so: http://127.0.0.1:8000/".to_owned();
            chart.add(step(Stage::Read, Outcome::Failed, said).remedy(Some(remedy)));
            return Ok(chart.finish(Finding::NotAUrl, None));
        }
    };
    chart.url = Some(target.url());
    let slips: Vec<_> = slips.iter().map(ToString::to_string).collect();
    let (outcome, said) = match slips.is_empty() {
        true => (Outcome::Passed, format!("Understood as {}", target.url())),
        false => (Outcome::Noted, format!("{} Understood as {}", slips.join(" "), target.url())),
    };
    chart.add(step(Stage::Read, outcome, said));
    let (finding, curl_exit) = match examine(&mut chart, os, &target).await {
        Ok(ended) | Err(ended) => ended,
    };
    Ok(chart.finish(finding, curl_exit))
}

async fn examine(chart: &mut Chart, os: &Arc<dyn Os>, target: &Target) -> Result<Ended, Ended> {
    let reached = reach::reach(chart, os, target).await?;
    greeting(chart, &reached, target).await?;
    let at = reached.target;
    match target.scheme {
        Scheme::Http => {
            chart.add(step(Stage::Tls, Outcome::Skipped, "The scheme is http: nothing is encrypted."));
            Ok(http(chart, reached.stream, target, Some(at)).await)
        }
        Scheme::Https => {
            let stream = secure(chart, reached, target).await?;
            Ok(http(chart, stream, target, None).await)
        }
    }
}

/// Whether the service speaks before it is asked. The bytes are looked at and left where they are.
async fn greeting(chart: &mut Chart, reached: &Reached, target: &Target) -> Result<(), Ended> {
    let start = Instant::now();
    let mut bytes = [0; 64];
    let heard = timeout(Duration::from_millis(GREETING_MS), reached.stream.peek(&mut bytes)).await;
    let (finding, curl_exit, said, errno, facts) = match heard {
        Err(_) => {
            let said = "The service waits to be asked, as a web server does.";
            chart.add(step(Stage::Greeting, Outcome::Passed, said).took(start.elapsed()));
            return Ok(());
        }
        Ok(Ok(0)) => (
            Finding::Empty,
            52,
            "The service accepted the connection, and closed it before it was asked anything.".to_owned(),
            None,
            Vec::new(),
        ),
        Ok(Ok(length)) => {
            let heard = bytes.get(..length).unwrap_or_default();
            let what =
                answer::speaker(heard).map_or_else(String::new, |name| format!(" It looks like {name}."));
            let said = format!("The service spoke before it was asked, which no web server does.{what}");
            (Finding::SpokeFirst, 1, said, None, vec![fact("first bytes", answer::sample(heard))])
        }
        Ok(Err(error)) => {
            let said = format!("The service accepted the connection, and ended it at once: {error}.");
            (Finding::Reset, 56, said, os::errno(&error), Vec::new())
        }
    };
    // curl speaks TLS before it listens, and says so of whatever else comes.
    let curl_exit = if target.scheme == Scheme::Https { 35 } else { curl_exit };
    let mut failed = step(Stage::Greeting, Outcome::Failed, said)
        .facts(facts)
        .remedy(case(target).remedy(finding))
        .took(start.elapsed());
    failed.errno = errno;
    chart.add(failed);
    Err((finding, Some(curl_exit)))
}

/// The handshake, and what an ordinary client would say of the certificate.
async fn secure(
    chart: &mut Chart,
    reached: Reached,
    target: &Target,
) -> Result<TlsStream<tls::Overheard>, Ended> {
    let start = Instant::now();
    let shaken = timeout(
        Duration::from_millis(TLS_MS),
        tls::greet(reached.stream, server_name(target, &reached.target)),
    )
    .await;
    let took = start.elapsed();
    let (mut finding, curl_exit, mut said, facts) = match shaken {
        Ok(Ok(secured)) => {
            let facts = presented(&secured);
            let name = server_name(target, &reached.target);
            let trust = tls::by_system(&secured.chain, &name).await;
            if trust.trusted {
                let said = "The handshake was made, and this system trusts the certificate.";
                chart.add(step(Stage::Tls, Outcome::Passed, said).facts(facts).took(took));
                return Ok(secured.stream);
            }
            let doubts: Vec<_> = trust.doubts.iter().map(|doubt| doubt.said.as_str()).collect();
            let said = format!(
                "The handshake was made. An ordinary client does not trust the certificate: {}",
                doubts.join(" ")
            );
            (Finding::Untrusted, 60, said, facts)
        }
        Ok(Err(failed)) => {
            let plain = answer::may_be_http(&failed.heard) && !failed.heard.is_empty();
            let finding = if plain { Finding::PlainOnTls } else { Finding::TlsFailed };
            let said = if plain {
                "The service answered the TLS handshake with plain HTTP.".to_owned()
            } else {
                tls::explain(&failed)
            };
            let facts = match failed.heard.as_slice() {
                [] => Vec::new(),
                heard => vec![fact("first bytes", answer::sample(heard))],
            };
            (finding, 35, said, facts)
        }
        Err(_) => (
            Finding::NoAnswer,
            28,
            format!("Nothing that TLS expects came back within {TLS_MS} ms."),
            Vec::new(),
        ),
    };
    if matches!(finding, Finding::TlsFailed | Finding::NoAnswer)
        && answers_plainly(reached.target, target).await
    {
        finding = Finding::PlainOnTls;
        said.push_str(" Asked without TLS on a second connection, the service answers with plain HTTP.");
    }
    chart.add(
        step(Stage::Tls, Outcome::Failed, said).facts(facts).remedy(case(target).remedy(finding)).took(took),
    );
    Err((finding, Some(curl_exit)))
}

/// Version, cipher suite and certificate in a few facts.
fn presented(secured: &tls::Secured) -> Vec<Fact> {
    let session = &secured.session;
    let mut facts =
        vec![fact("version", session.version.as_str()), fact("cipher suite", session.cipher_suite.as_str())];
    let Some(leaf) = secured.chain.first().map(|leaf| tls::presented(leaf, true)) else { return facts };
    let mut names = leaf.names;
    if leaf.more_names > 0 {
        names.push(format!("and {} more", leaf.more_names));
    }
    facts.extend([
        fact("subject", leaf.subject),
        fact("names", if names.is_empty() { "none".to_owned() } else { names.join(", ") }),
        fact("valid", format!("{} to {}", date(leaf.not_before_ms), date(leaf.not_after_ms))),
        fact("issuer", leaf.issuer),
    ]);
    facts
}

/// The name that the certificate must be made out to.
fn server_name(target: &Target, at: &SocketAddr) -> ServerName<'static> {
    let address = || ServerName::IpAddress(at.ip().into());
    match target.host {
        Host::Localhost => ServerName::try_from("localhost").unwrap_or_else(|_| address()),
        Host::Address(_) => address(),
    }
}

/// The request and its answer. `plainly` is where it goes without TLS.
async fn http(
    chart: &mut Chart,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    target: &Target,
    plainly: Option<SocketAddr>,
) -> Ended {
    let start = Instant::now();
    let (bytes, end, errno) = ask(stream, target).await;
    let took = start.elapsed();
    let Verdict { mut finding, curl_exit, mut said, status, facts } = judge(&bytes, end);
    let doubtful =
        matches!(finding, Finding::Empty | Finding::Reset | Finding::NotHttp) || status == Some(400);
    if let Some(at) = plainly.filter(|_| doubtful)
        && answers_tls(at, target).await
    {
        finding = Finding::TlsOnPlain;
        said.push_str(" Asked with TLS on a second connection, the service answers.");
    }
    let outcome = match finding {
        Finding::Answered => Outcome::Passed,
        Finding::Redirected | Finding::ErrorStatus => Outcome::Noted,
        _ => Outcome::Failed,
    };
    if finding == Finding::Redirected {
        let to = facts.iter().find(|fact| fact.name.eq_ignore_ascii_case("location"));
        said.push_str(&match to {
            Some(to) => format!(" What was asked for is at {}; the doctor does not follow.", to.value),
            None => " It does not say where what was asked for is.".to_owned(),
        });
    }
    let case = case(target);
    let of_status = status.filter(|_| finding == Finding::ErrorStatus).and_then(|status| case.status(status));
    let remedy = of_status.map(str::to_owned).or_else(|| case.remedy(finding));
    let mut made = step(Stage::Http, outcome, said).facts(facts).remedy(remedy).took(took);
    made.errno = errno;
    chart.add(made);
    (finding, curl_exit)
}

fn case(target: &Target) -> Case<'_> {
    Case { system: System::HERE, target, elsewhere: None }
}

/// Sends the request, and reads what comes back for as long as it may take.
async fn ask(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    target: &Target,
) -> (Vec<u8>, End, Option<String>) {
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: loopback-lab-doctor\r\nAccept: */*\r\nConnection: close\r\n\r\n",
        target.path,
        target.authority()
    );
    let mut bytes = Vec::new();
    let mut errno = None;
    let talk = async {
        // Where it cannot be sent any more, what came before may still be read.
        let _ = stream.write_all(request.as_bytes()).await;
        let _ = stream.flush().await;
        loop {
            if bytes.len() >= MAX_ANSWER_BYTES {
                return End::Full;
            }
            let room = MAX_ANSWER_BYTES - bytes.len();
            match (&mut stream).take(room as u64).read_buf(&mut bytes).await {
                Ok(0) => return End::Closed,
                Ok(_) if answer::is_complete(&bytes) => return End::Complete,
                Ok(_) => {}
                Err(error) => {
                    errno = os::errno(&error);
                    // TLS that ends without its own goodbye is an end as well.
                    return if is_reset(&error) { End::Reset } else { End::Closed };
                }
            }
        }
    };
    let end = timeout(Duration::from_millis(ANSWER_MS), talk).await.unwrap_or(End::Late);
    (bytes, end, errno)
}

/// Whether a service answers a plain request with HTTP, on a connection of its own.
async fn answers_plainly(at: SocketAddr, target: &Target) -> bool {
    let Some(stream) = again(at).await else { return false };
    let (bytes, ..) = ask(stream, target).await;
    !bytes.is_empty() && answer::may_be_http(&bytes)
}

/// Whether a service answers a TLS handshake, on a connection of its own.
async fn answers_tls(at: SocketAddr, target: &Target) -> bool {
    let Some(stream) = again(at).await else { return false };
    let name = server_name(target, &at);
    let shaken = timeout(Duration::from_millis(TLS_MS), tls::greet(stream, name)).await;
    match shaken {
        Ok(Ok(_)) => true,
        Ok(Err(failed)) => answer::is_tls(&failed.heard),
        Err(_) => false,
    }
}

async fn again(at: SocketAddr) -> Option<TcpStream> {
    dial(at, Duration::from_millis(CONNECT_MS)).await.stream
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;

    #[test]
    fn localhost_is_known_without_a_line_in_the_hosts_file_and_a_hidden_listener_is_said_to_be() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let os: Arc<dyn Os> = Arc::new(Fake::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let diagnosis = runtime.block_on(diagnose(&os, &format!("localhost:{port}"))).unwrap();
        let step = |stage| diagnosis.steps.iter().find(|step| step.stage == stage).unwrap();
        let name = step(Stage::Name);
        assert!(name.outcome == Outcome::Noted && name.said.contains("no line for localhost"), "{name:?}");
        let listener = step(Stage::Listener);
        assert!(listener.outcome == Outcome::Noted && listener.remedy.is_some(), "{listener:?}");
        assert_eq!(diagnosis.finding, Finding::NoAnswer);
    }
}
