//! `/tls/{port}`: what was agreed, what was presented, who trusts it; told as it is also by what is no TLS, slow, closed or
//! endless; loopback alone, and bounded.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use protocol::listeners::Listener;
use protocol::tls::{HANDSHAKE_MS, Inspection, MAX_AT_ONCE, Outcome, Reason, Truster};
use tests::children::Program as _;
use tests::lab::{Lab, PATIENCE, unlent_port};

const JSON: (&str, &str) = ("Accept", "application/json");

fn inspect(lab: &Lab, target: &str) -> Inspection {
    let reply = lab.get_with(target, &[JSON]);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    let inspection: Inspection = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(inspection.outcome == Outcome::Secured, inspection.session.is_some());
    assert_eq!(inspection.outcome == Outcome::Secured, inspection.remedy.is_none());
    assert!(!inspection.said.is_empty());
    inspection
}

fn start(lab: &Lab, body: &str) -> Listener {
    let reply =
        lab.send("POST", "/listeners", &[("Content-Type", "application/json"), JSON], body.as_bytes());
    assert_eq!(reply.status, 201, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

fn reasons(inspection: &Inspection, by: Truster) -> Vec<Reason> {
    let trust = inspection.trust.iter().find(|one| one.by == by).unwrap();
    assert_eq!(trust.trusted, trust.doubts.is_empty());
    trust.doubts.iter().map(|doubt| doubt.reason).collect()
}

/// Serves every connection with the same, on a thread of its own, until the test ends.
fn service(serve: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().for_each(|stream| serve(stream.unwrap())));
    address
}

#[test]
fn the_labs_own_listeners_present_what_its_authority_signed() {
    let lab = Lab::start();
    for (kind, host, name) in [
        ("https-hello", "127.0.0.1", "localhost"),
        ("tls-echo", "127.0.0.1", "127.0.0.1"),
        ("https-hello", "::1", "::1"),
    ] {
        let listener = start(&lab, &format!(r#"{{"kind":"{kind}","host":"{host}"}}"#));
        let port = listener.local.port();
        let inspection = inspect(&lab, &format!("/tls/{port}?host={name}"));
        assert_eq!((inspection.target, inspection.name.as_str()), (listener.local, name));
        let session = inspection.session.as_ref().unwrap();
        assert_eq!(session.version, "TLS 1.3");
        assert!(session.cipher_suite.starts_with("TLS_") && session.alpn.is_none(), "{session:?}");
        assert!(session.key_exchange.is_some());
        assert_eq!(reasons(&inspection, Truster::Lab), []);
        assert_eq!(reasons(&inspection, Truster::System), [Reason::UnknownIssuer]);
        let [leaf, authority] = inspection.chain.as_slice() else { panic!("{:?}", inspection.chain) };
        assert!(leaf.sent && !leaf.authority && leaf.names.contains(&name.to_owned()), "{leaf:?}");
        assert!(!authority.sent && authority.authority && authority.self_issued, "{authority:?}");
        assert_eq!(leaf.issuer, authority.subject);
        assert!(leaf.not_before_ms < leaf.not_after_ms);

        // What can be seen from outside: who greets whom. The certificate is inside already.
        let first: Vec<_> =
            inspection.records.iter().take(2).map(|one| (one.sent, one.holds.as_str())).collect();
        assert_eq!(first, [(true, "handshake"), (false, "handshake")]);
        assert!(
            inspection
                .records
                .iter()
                .any(|one| !one.sent && one.holds == "application_data" && one.bytes > 300)
        );
        assert!(
            inspection.records[0].begins.starts_with("01") && inspection.records[1].begins.starts_with("02")
        );
    }
    // An address that the certificate does not name is doubted, and nothing else is.
    if TcpListener::bind("127.0.0.9:0").is_ok() {
        let port = unlent_port();
        let listener = start(&lab, &format!(r#"{{"kind":"tls-echo","host":"127.0.0.9","port":{port}}}"#));
        let inspection = inspect(&lab, &format!("/tls/{}?host=127.0.0.9", listener.local.port()));
        assert_eq!(reasons(&inspection, Truster::Lab), [Reason::WrongName]);
        assert_eq!(reasons(&inspection, Truster::System), [Reason::UnknownIssuer, Reason::WrongName]);
    }
}

/// OpenSSL's server, ended when dropped.
struct Openssl(Child, u16);

impl Openssl {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let port = unlent_port();
        let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=somebody else",
            ])
            .args(["-addext", "subjectAltName=DNS:elsewhere.example,IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .runs()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", &format!("127.0.0.1:{port}"), "-key"])
            .arg(&key)
            .arg("-cert")
            .arg(&certificate)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .starts()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        assert!(lines.lines().map_while(Result::ok).any(|line| line.contains("ACCEPT")), "it listens");
        Self(child, port)
    }
}

impl Drop for Openssl {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn another_implementation_is_looked_at_as_well() {
    let lab = Lab::start();
    let folder = tempfile::tempdir().unwrap();
    let openssl = Openssl::start(folder.path(), &["-tls1_2", "-alpn", "http/1.1"]);
    let port = openssl.1;
    let inspection = inspect(&lab, &format!("/tls/{port}"));
    let session = inspection.session.as_ref().unwrap();
    assert_eq!((session.version.as_str(), session.alpn.as_deref()), ("TLS 1.2", Some("http/1.1")));
    for by in [Truster::System, Truster::Lab] {
        assert_eq!(reasons(&inspection, by), [Reason::SelfSigned]);
    }
    let [leaf] = inspection.chain.as_slice() else { panic!("{:?}", inspection.chain) };
    assert!(leaf.self_issued && leaf.subject.contains("somebody else"), "{leaf:?}");
    assert_eq!(leaf.key, "RSA, 2048 bits");
    // The fingerprint is what openssl says, in another spelling.
    let printed = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(folder.path().join("certificate.pem"))
        .runs()
        .unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let theirs = printed.split('=').nth(1).unwrap().trim().replace(':', "").to_lowercase();
    assert_eq!(leaf.sha256, theirs);
    let named = inspect(&lab, &format!("/tls/{port}?host=localhost"));
    assert_eq!(reasons(&named, Truster::System), [Reason::SelfSigned, Reason::WrongName]);
    // With TLS 1.2, the certificate can be read by whoever looks at the bytes.
    let seen = |one: &protocol::tls::Record| !one.sent && one.holds == "handshake" && one.bytes > 500;
    assert!(inspection.records.iter().any(seen), "{:?}", inspection.records);
}

#[test]
fn what_is_no_tls_is_told_from_what_fails_hangs_or_is_not_there() {
    let lab = Lab::start();
    // The lab itself speaks plain HTTP.
    let plain = inspect(&lab, &format!("/tls/{}", lab.address().port()));
    assert_eq!(plain.outcome, Outcome::NotTls);
    assert!(plain.said.contains("HTTP/1.1 400"), "{}", plain.said);
    let garbage = service(|mut stream| {
        let _ = stream.write_all(b"\x1b[31m220 hello\r\n");
        let _ = stream.read(&mut [0; 4096]);
    });
    let told = inspect(&lab, &format!("/tls/{}", garbage.port()));
    assert_eq!(told.outcome, Outcome::NotTls);
    assert!(!told.said.contains('\u{1b}'), "{:?}", told.said);
    // An alert is TLS.
    let alert = service(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, 40]);
        while stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {}
    });
    let told = inspect(&lab, &format!("/tls/{}", alert.port()));
    assert!(told.outcome == Outcome::Failed && told.said.contains("HandshakeFailure"), "{told:?}");
    assert_eq!(told.records.last().map(|one| (one.sent, one.holds.as_str())), Some((false, "alert")));
    let closes = service(|mut stream| drop(stream.read(&mut [0; 4096])));
    let told = inspect(&lab, &format!("/tls/{}", closes.port()));
    assert!(told.outcome == Outcome::Failed && told.said.contains("closed"), "{told:?}");
    let told = inspect(&lab, &format!("/tls/{}", unlent_port()));
    assert_eq!((told.outcome, told.records.len()), (Outcome::Unreachable, 0));
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let told = inspect(&lab, &format!("/tls/{}", hanging.local_addr().unwrap().port()));
    assert_eq!(told.outcome, Outcome::Late);
    assert!(told.elapsed_us >= HANDSHAKE_MS * 1000 && told.trust.is_empty(), "{told:?}");
    assert_eq!(told.records.len(), 1, "what was sent is known: {:?}", told.records);
}

#[test]
fn a_service_that_never_comes_to_an_end_is_cut_off() {
    let lab = Lab::start();
    // Records of a handshake message that goes on and on; warnings without end; one byte at a time.
    let endless = service(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let mut record = vec![22, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff];
        record.resize(5 + 0x4000, 0);
        while stream.write_all(&record).is_ok() {}
    });
    let warnings = service(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        while stream.write_all(&[21, 3, 3, 0, 2, 1, 90]).is_ok() {}
    });
    for address in [endless, warnings] {
        let start = Instant::now();
        let told = inspect(&lab, &format!("/tls/{}", address.port()));
        assert_eq!(told.outcome, Outcome::Failed, "{told:?}");
        assert!(start.elapsed() < Duration::from_millis(HANDSHAKE_MS), "{:?}", start.elapsed());
    }
    let slow = service(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let mut bytes = [22, 3, 3, 1, 0].iter().chain(std::iter::repeat(&2));
        // Each byte waits for what the client never sends.
        while stream.read(&mut [0; 16]).is_err() && stream.write_all(&[*bytes.next().unwrap()]).is_ok() {}
    });
    let start = Instant::now();
    let told = inspect(&lab, &format!("/tls/{}", slow.port()));
    assert!(matches!(told.outcome, Outcome::Late | Outcome::Failed), "{told:?}");
    assert!(start.elapsed() < Duration::from_millis(2 * HANDSHAKE_MS), "{:?}", start.elapsed());
}

#[test]
fn only_this_machine_and_so_many_at_once() {
    let lab = Lab::start();
    for (target, code) in [
        ("/tls/0", "port_invalid"),
        ("/tls/65536", "port_invalid"),
        ("/tls/443?host=192.0.2.1", "host_invalid"),
        ("/tls/443?host=example.com", "host_invalid"),
    ] {
        let reply = lab.get_with(target, &[JSON]);
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{target}");
    }
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, port) = (lab.address(), hanging.local_addr().unwrap().port());
    let mut wires: Vec<_> = (0..MAX_AT_ONCE)
        .map(|_| {
            let mut wire = lab.connect();
            wire.write(format!("GET /tls/{port} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
            (wire, hanging.accept().unwrap().0)
        })
        .collect();
    let reply = lab.get_with("/tls/1", &[JSON]);
    assert_eq!((reply.status, reply.code().as_str()), (429, "tls_busy"));
    // When a client goes, its handshake ends, and there is a place again.
    let (wire, mut service) = wires.pop().unwrap();
    drop(wire);
    service.set_read_timeout(Some(PATIENCE)).unwrap();
    service.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(inspect(&lab, "/tls/1").outcome, Outcome::Unreachable);
}

#[test]
fn stopping_ends_a_handshake() {
    let lab = Lab::start();
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, port) = (lab.address(), hanging.local_addr().unwrap().port());
    let mut wire = lab.connect();
    wire.write(format!("GET /tls/{port} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    let _service = hanging.accept().unwrap();
    let took = lab.stop();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(String::from_utf8_lossy(&wire.rest()).contains("(stopping)"));
}

#[test]
fn a_terminal_is_told_in_80_columns() {
    let lab = Lab::start();
    let listener = start(&lab, r#"{"kind":"https-hello"}"#);
    for target in [format!("/tls/{}?host=localhost", listener.local.port()), "/tls/1".to_owned()] {
        let text = lab.get(&target).text();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("outcome  "), "{text}");
    }
}
