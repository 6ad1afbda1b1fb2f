//! `/doctor`: each way to fail told from the others, as curl meets it too; loopback alone; bounded in number and time.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

use protocol::certificate::Certificate;
use protocol::doctor::{
    ANSWER_MS, CONNECT_MS, Diagnosis, Finding, GREETING_MS, MAX_ANSWER_BYTES, MAX_AT_ONCE, Outcome, Stage,
    Step, curl_arguments,
};
use protocol::listeners::Listener;
use socket2::{Domain, SockRef, Socket, Type};
use tests::children::Program as _;
use tests::lab::{Binary, Lab, Reply, send, unlent_port};

/// Everything that a request target may not hold as it is, percent-encoded.
fn encoded(url: &str) -> String {
    url.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn ask(lab: &Lab, url: &str) -> Reply {
    lab.get_with(&format!("/doctor?url={}", encoded(url)), &[("Accept", "application/json")])
}

fn diagnose(lab: &Lab, url: &str) -> Diagnosis {
    let reply = ask(lab, url);
    assert_eq!(reply.status, 200, "{url}: {}", reply.text());
    let diagnosis: Diagnosis = serde_json::from_slice(&reply.body).unwrap();
    let stages: Vec<_> = diagnosis.steps.iter().map(|step| step.stage).collect();
    assert_eq!(stages, Stage::ALL, "every step is there, in order");
    diagnosis
}

fn step(diagnosis: &Diagnosis, stage: Stage) -> &Step {
    diagnosis.steps.iter().find(|step| step.stage == stage).unwrap()
}

/// The step that fails: what comes before it was made, what follows was not.
fn failing(diagnosis: &Diagnosis) -> &Step {
    let at = diagnosis.steps.iter().position(|step| step.outcome == Outcome::Failed).unwrap();
    let (before, rest) = diagnosis.steps.split_at(at);
    assert!(before.iter().all(|step| !matches!(step.outcome, Outcome::Failed | Outcome::NotReached)));
    assert!(rest[1..].iter().all(|step| step.outcome == Outcome::NotReached), "{rest:?}");
    assert!(rest[0].remedy.is_some(), "what fails has a remedy: {:?}", rest[0]);
    &rest[0]
}

/// What the real curl ends with.
fn curl(diagnosis: &Diagnosis) -> Option<u8> {
    let status = Command::new("curl")
        .args(["--disable", "--noproxy", "*", "--silent", "--output", "/dev/null"])
        .args(curl_arguments(diagnosis.url.as_deref().unwrap()))
        .runs()
        .unwrap()
        .status;
    status.code().and_then(|code| code.try_into().ok())
}

/// Serves every connection with the same, on a thread of its own, until the test ends.
fn patient(serve: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().for_each(|stream| serve(stream.unwrap())));
    address
}

/// Reads the request, sends an answer, and closes.
fn answers(answer: &'static str) -> SocketAddr {
    patient(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(answer.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        // Until the client closes too: a reset would throw away what it has not read yet.
        while stream.read(&mut [0; 512]).is_ok_and(|length| length > 0) {}
    })
}

#[test]
fn each_way_to_fail_is_told_from_the_others_and_curl_agrees() {
    let lab = Lab::start();
    let refused = {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        socket
    };
    let closed = refused.local_addr().unwrap().as_socket().unwrap();
    let reset = patient(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
    });
    let speaker = patient(|mut stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n");
        let _ = stream.read(&mut [0; 4096]);
    });
    for (patient, stage, finding) in [
        (closed, Stage::Connect, Finding::Refused),
        (reset, Stage::Http, Finding::Reset),
        (speaker, Stage::Greeting, Finding::SpokeFirst),
        (answers(""), Stage::Http, Finding::Empty),
        (answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), Stage::Http, Finding::CutShort),
        (answers("-ERR unknown command\r\n"), Stage::Http, Finding::NotHttp),
    ] {
        let diagnosis = diagnose(&lab, &format!("http://{patient}/"));
        assert_eq!(diagnosis.finding, finding, "{diagnosis:?}");
        assert_eq!(failing(&diagnosis).stage, stage, "{diagnosis:?}");
        assert_eq!(diagnosis.curl_exit, curl(&diagnosis), "{finding}");
    }
    let connect = diagnose(&lab, &closed.to_string());
    let connect = step(&connect, Stage::Connect);
    assert!(cfg!(windows) || connect.errno.as_deref() == Some("ECONNREFUSED"), "{connect:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_queue_is_silent_and_a_service_that_hangs_is_not() {
    let lab = Lab::start();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let full = socket.local_addr().unwrap().as_socket().unwrap();
    let _taken = TcpStream::connect(full).unwrap();
    let diagnosis = diagnose(&lab, &format!("http://{full}/"));
    assert_eq!((diagnosis.finding, diagnosis.curl_exit), (Finding::Silent, Some(28)));
    assert_eq!(failing(&diagnosis).stage, Stage::Connect);
    assert!(diagnosis.elapsed_us >= CONNECT_MS * 1000);

    // Accepted by the system's queue, and never served.
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let diagnosis = diagnose(&lab, &format!("http://{}/", hanging.local_addr().unwrap()));
    assert_eq!((diagnosis.finding, failing(&diagnosis).stage), (Finding::NoAnswer, Stage::Http));
    assert!(diagnosis.elapsed_us >= (GREETING_MS + ANSWER_MS) * 1000);
}

#[test]
#[cfg(target_os = "linux")]
fn a_service_on_another_address_is_found() {
    let lab = Lab::start();
    // One at which nobody listens on 127.0.0.1.
    let port = unlent_port();
    let _listener = TcpListener::bind(("127.0.0.2", port)).unwrap();
    let diagnosis = diagnose(&lab, &format!("127.0.0.1:{port}"));
    assert_eq!((diagnosis.finding, diagnosis.curl_exit), (Finding::WrongAddress, Some(7)));
    let failing = failing(&diagnosis);
    assert!(failing.said.contains(&format!("(process {}) listens on 127.0.0.2:{port}", std::process::id())));
    assert!(failing.remedy.as_deref().unwrap().contains(&format!("http://127.0.0.2:{port}/")));
    assert_eq!(step(&diagnosis, Stage::Read).outcome, Outcome::Noted, "no scheme was typed");
}

#[test]
fn localhost_is_tried_on_both_families() {
    let lab = Lab::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let diagnosis = diagnose(&lab, &format!("http://localhost:{port}/"));
    let family = step(&diagnosis, Stage::Family);
    assert_eq!(family.outcome, Outcome::Noted);
    let facts: Vec<_> = family.facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
    assert!(
        facts.contains(&("127.0.0.1", "open")) && facts.iter().any(|(name, _)| *name == "::1"),
        "{facts:?}"
    );
    assert_eq!(diagnosis.target, Some(listener.local_addr().unwrap()));
}

#[test]
fn the_lab_itself_is_well_and_redirects_are_named_and_not_followed() {
    let lab = Lab::start();
    let diagnosis = diagnose(&lab, &format!("http://{}/health", lab.address()));
    assert_eq!((diagnosis.finding, diagnosis.curl_exit), (Finding::Answered, Some(0)));
    assert!(
        diagnosis.steps.iter().all(|step| !matches!(step.outcome, Outcome::Failed | Outcome::NotReached))
    );
    assert_eq!(diagnose(&lab, &format!("http://{}/no", lab.address())).finding, Finding::ErrorStatus);
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    let answer =
        format!("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/\r\nContent-Length: 0\r\n\r\n");
    let diagnosis = diagnose(&lab, &format!("http://{}/", answers(answer.leak())));
    assert_eq!(diagnosis.finding, Finding::Redirected);
    let http = step(&diagnosis, Stage::Http);
    assert!(http.said.contains(&format!("http://127.0.0.1:{port}/; the doctor does not follow")), "{http:?}");
    assert!(elsewhere.accept().is_err(), "nobody came");
}

#[test]
fn an_answer_is_read_as_far_as_is_said_and_no_further() {
    let lab = Lab::start();
    let endless = patient(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    // It speaks first, so that it has to wait for the request.
    let waiting = patient(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    assert_eq!(diagnose(&lab, &endless.to_string()).finding, Finding::SpokeFirst);
    let diagnosis = diagnose(&lab, &waiting.to_string());
    assert_eq!(diagnosis.finding, Finding::Answered);
    let said = &step(&diagnosis, Stage::Http).said;
    assert!(said.contains(&format!("first {MAX_ANSWER_BYTES} bytes")), "{said}");
    // A byte at a time is read for as long as is said.
    let slow = patient(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let mut answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx".to_vec();
        answer.truncate(20);
        let _ = stream.write_all(&answer);
        while stream.read(&mut [0; 64]).is_ok_and(|length| length > 0) {}
    });
    let diagnosis = diagnose(&lab, &slow.to_string());
    assert_eq!((diagnosis.finding, diagnosis.curl_exit), (Finding::Slow, Some(28)));
    assert!(step(&diagnosis, Stage::Http).elapsed_us.unwrap() >= ANSWER_MS * 1000);
}

#[test]
fn nothing_but_this_machine_is_examined() {
    let lab = Lab::start();
    for url in [
        "http://192.0.2.1/",
        "example.com:80",
        "http://[fe80::1]/",
        "http://127.0.0.1@example.com/",
        "127.1:80",
    ] {
        let reply = ask(&lab, url);
        assert_eq!((reply.status, reply.code().as_str()), (400, "host_invalid"), "{url}");
    }
    let reply = lab.get_with("/doctor", &[("Accept", "application/json")]);
    assert_eq!((reply.status, reply.code().as_str()), (400, "url_missing"));
}

#[test]
fn what_is_no_url_is_a_finding() {
    let lab = Lab::start();
    for (url, word) in [("", "type an address"), ("127.0.0.1:65536", "16 bits"), ("http://a b/", "no spaces")]
    {
        let diagnosis = diagnose(&lab, url);
        assert_eq!((diagnosis.finding, &diagnosis.url, diagnosis.target), (Finding::NotAUrl, &None, None));
        let failing = failing(&diagnosis);
        assert!(failing.stage == Stage::Read && failing.said.contains(word), "{failing:?}");
    }
}

#[test]
fn so_many_at_once_and_one_more_is_refused() {
    let lab = Lab::start();
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = encoded(&format!("http://{}/", hanging.local_addr().unwrap()));
    let mut wires: Vec<_> = (0..MAX_AT_ONCE)
        .map(|_| {
            let mut wire = lab.connect();
            wire.write(
                format!("GET /doctor?url={url} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes(),
            );
            // It is under way once the doctor has connected.
            (wire, hanging.accept().unwrap())
        })
        .collect();
    let reply = lab.get_with("/doctor?url=127.0.0.1:1", &[("Accept", "application/json")]);
    assert_eq!((reply.status, reply.code().as_str()), (429, "doctor_busy"));
    // When a client goes, its diagnosis ends, and there is a place again.
    let (wire, (mut patient, _)) = wires.pop().unwrap();
    drop(wire);
    patient.set_read_timeout(Some(tests::lab::PATIENCE)).unwrap();
    patient.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(diagnose(&lab, "127.0.0.1:1").finding, Finding::Refused);
}

#[test]
fn stopping_ends_a_diagnosis() {
    let lab = Lab::start();
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut wire = lab.connect();
    let (address, patient) = (lab.address(), hanging.local_addr().unwrap());
    wire.write(format!("GET /doctor?url={patient} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    let _connection = hanging.accept().unwrap();
    let took = lab.stop();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(String::from_utf8_lossy(&wire.rest()).contains("(stopping)"));
}

#[test]
fn a_terminal_is_told_in_80_columns() {
    let lab = Lab::start();
    let address = lab.address();
    for url in [format!("http://{address}/"), "127.0.0.1:1".to_owned(), "localhost:70000".to_owned()] {
        let text = lab.get(&format!("/doctor?url={}", encoded(&url))).text();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("\nfinding  "), "{text}");
    }
}

fn post(lab: &Lab, body: &str) -> Listener {
    let fields = [("Content-Type", "application/json"), ("Accept", "application/json")];
    let reply = lab.send("POST", "/listeners", &fields, body.as_bytes());
    assert_eq!(reply.status, 201, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_certificate_is_trusted_as_far_as_this_system_trusts_its_issuer() {
    let lab = Lab::start();
    let listener = post(&lab, r#"{"kind":"https-hello"}"#);
    let url = format!("https://{}/", listener.local);
    let diagnosis = diagnose(&lab, &url);
    assert_eq!((diagnosis.finding, diagnosis.curl_exit), (Finding::Untrusted, Some(60)));
    assert_eq!(curl(&diagnosis), Some(60));
    let tls = failing(&diagnosis);
    assert!(tls.stage == Stage::Tls && tls.said.contains("nobody whom this system trusts"), "{tls:?}");
    let fact = |name: &str| &tls.facts.iter().find(|fact| fact.name == name).unwrap().value;
    assert_eq!(fact("version"), "TLS 1.3");
    assert!(
        fact("names").contains("127.0.0.1") && fact("valid").contains(" to ") && !fact("issuer").is_empty()
    );

    // Another lab, on a system that trusts the first lab's authority, finds nothing wrong with the certificate.
    let certificate: Certificate = serde_json::from_value(lab.json("/certificate")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, certificate.pem).unwrap();
    let trusting =
        Binary::spawn_in(&[("SSL_CERT_FILE", file.to_str().unwrap())], &["--port", "0"]).listening();
    let examine = |url: &str| -> Diagnosis {
        let target = format!("/doctor?url={}", encoded(url));
        let reply = send(trusting.address(), "GET", &target, &[("Accept", "application/json")], b"");
        serde_json::from_slice(&reply.body).unwrap()
    };
    let diagnosis = examine(&url);
    assert_eq!(
        (diagnosis.finding, step(&diagnosis, Stage::Tls).outcome),
        (Finding::Answered, Outcome::Passed)
    );
    assert!(step(&diagnosis, Stage::Http).said.contains("200 OK"));
    // The certificate does not name this address.
    let other = post(&lab, r#"{"kind":"https-hello","host":"127.0.0.3"}"#);
    let diagnosis = examine(&format!("https://{}/", other.local));
    assert_eq!(diagnosis.finding, Finding::Untrusted);
    assert!(failing(&diagnosis).said.contains("made out to other names than 127.0.0.3"), "{diagnosis:?}");
}

/// Answers the first bytes by what they are: `tls` to a handshake, `http` to a request; then closes.
fn bilingual(tls: &'static [u8], http: &'static [u8]) -> SocketAddr {
    patient(move |mut stream| {
        let mut first = [0; 4096];
        let length = stream.read(&mut first).unwrap_or_default();
        let _ = stream.write_all(if first[..length].starts_with(b"GET ") { http } else { tls });
        let _ = stream.shutdown(std::net::Shutdown::Write);
        while stream.read(&mut [0; 512]).is_ok_and(|length| length > 0) {}
    })
}

/// A fatal alert, handshake_failure (RFC 8446, section 6).
const ALERT: &[u8] = &[0x15, 3, 3, 0, 2, 2, 40];

#[test]
fn where_the_first_connection_does_not_tell_which_protocol_is_spoken_a_second_does() {
    let lab = Lab::start();
    let plain = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (scheme, patient, finding) in [
        // A web server that takes the handshake for a broken request, and answers it with a page alone.
        ("https", bilingual(b"<!DOCTYPE html>", plain), Finding::PlainOnTls),
        ("https", bilingual(b"", plain), Finding::PlainOnTls),
        ("https", bilingual(ALERT, b""), Finding::TlsFailed),
        // A TLS server that closes where a request comes, without an alert.
        ("http", bilingual(ALERT, b""), Finding::TlsOnPlain),
        (
            "http",
            bilingual(ALERT, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
            Finding::TlsOnPlain,
        ),
    ] {
        let diagnosis = diagnose(&lab, &format!("{scheme}://{patient}/"));
        assert_eq!(diagnosis.finding, finding, "{diagnosis:?}");
        assert_eq!(diagnosis.curl_exit, curl(&diagnosis), "{finding}");
        failing(&diagnosis);
    }
}
