//! What each kind of practice listener does, over real sockets and with the programs that learners use.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use protocol::certificate::Certificate;
use protocol::journal::{Closer, Step};
use protocol::listeners::{Kind, Listener, MAX_DATAGRAM, MAX_DATAGRAMS_S};
use protocol::sockets::Protocol;
use serde_json::{Value, json};
use tests::children::Program as _;
use tests::lab::{Lab, PATIENCE, Reply, Wire, unlent_port};

use crate::listeners::{done, path, send, start};
use crate::practice::Follow;
use crate::sockets::QUIET;

fn of(lab: &Lab, kind: &str) -> Listener {
    start(lab, &about(kind, "127.0.0.1"))
}

/// One whose port nobody else is lent when it is free again.
fn apart(lab: &Lab, kind: Kind) -> Listener {
    let mut about = about(kind.word(), "127.0.0.1");
    about["port"] = unlent_port().into();
    start(lab, &about)
}

/// What starts one of a kind; a proxy needs something behind it, whether it is there or not.
fn about(kind: &str, host: &str) -> Value {
    let target = (kind == Kind::Proxy.word()).then_some("127.0.0.1:9");
    json!({ "kind": kind, "host": host, "target": target })
}

fn peer(listener: &Listener) -> UdpSocket {
    let socket = UdpSocket::bind((listener.local.ip(), 0)).unwrap();
    socket.connect(listener.local).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

#[test]
fn a_datagram_comes_back_as_it_was() {
    let lab = Lab::start();
    let listener = of(&lab, "udp-echo");
    assert_eq!((listener.kind, listener.backlog), (Kind::UdpEcho, 0));
    let mut follow = Follow::open(&lab);
    let socket = peer(&listener);
    let mut buffer = vec![0; MAX_DATAGRAM + 1];
    for length in [5, 0, MAX_DATAGRAM] {
        let datagram = vec![7; length];
        socket.send(&datagram).unwrap();
        assert_eq!(socket.recv(&mut buffer).unwrap(), length);
        assert!(buffer.iter().take(length).all(|&byte| byte == 7));
        let (entry, practice) = follow.next();
        assert_eq!(entry.connection.peer, socket.local_addr().unwrap());
        assert_eq!(practice.own, cfg!(target_os = "linux"), "these tests run in the lab's own process");
        let Step::Datagram(datagram) = practice.step else { panic!("{practice:?}") };
        assert_eq!((datagram.received_bytes, datagram.sent_bytes), (length as u64, length as u64));
    }
    // One that is too long is counted, and the next one is answered as if it had not been.
    socket.send(&vec![0; MAX_DATAGRAM + 1]).unwrap();
    socket.send(b"on").unwrap();
    assert_eq!(socket.recv(&mut buffer).unwrap(), 2);
    let now: Listener = done(&lab, "GET", &path(&listener, ""), &Value::Null);
    assert_eq!((now.accepted, now.turned_away, now.sent_bytes), (4, 1, MAX_DATAGRAM as u64 + 7));
}

#[test]
fn datagrams_are_answered_up_to_a_rate() {
    let lab = Lab::start();
    let listener = of(&lab, "udp-echo");
    let socket = peer(&listener);
    // More than are answered in a second, all at once: the system keeps them until they are read.
    let sent = 2 * u64::from(MAX_DATAGRAMS_S);
    for _ in 0..sent {
        socket.send(b"a").unwrap();
    }
    let start = Instant::now();
    let now = loop {
        let now: Listener = done(&lab, "GET", &path(&listener, ""), &Value::Null);
        if now.accepted + now.turned_away == sent {
            break now;
        }
        assert!(start.elapsed() < PATIENCE, "not all were read: {now:?}");
    };
    for _ in 0..now.accepted {
        assert_eq!(socket.recv(&mut [0]).unwrap(), 1);
    }
    socket.set_nonblocking(true).unwrap();
    assert_eq!(socket.recv(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock, "{now:?}");
    assert!(now.accepted >= u64::from(MAX_DATAGRAMS_S) && now.turned_away > 0, "{now:?}");
    assert!(now.left_out > 0, "the journal takes fewer than the network");
}

#[test]
fn an_echo_never_answers_an_echo() {
    let lab = Lab::start();
    let one = of(&lab, "udp-echo");
    let two = of(&lab, "udp-echo");
    // What seems to come from the other echo: its port, borrowed on another address, is not its socket.
    let Ok(near) = UdpSocket::bind(("127.0.0.2", two.local.port())) else { return };
    near.set_read_timeout(Some(PATIENCE)).unwrap();
    near.send_to(b"a", one.local).unwrap();
    assert_eq!(near.recv(&mut [0; 8]).unwrap(), 1, "another socket is answered, whatever its port");
    // When the other echo has stopped, its very address is anybody's again.
    done::<Listener>(&lab, "DELETE", &path(&two, ""), &Value::Null);
    let heir = UdpSocket::bind(two.local).unwrap();
    heir.set_read_timeout(Some(PATIENCE)).unwrap();
    heir.send_to(b"b", one.local).unwrap();
    assert_eq!(heir.recv(&mut [0; 8]).unwrap(), 1);
}

#[test]
fn who_holds_a_udp_port_is_named() {
    let lab = Lab::start();
    // Where no other test has a connection whose port is the same.
    let listener = start(&lab, &json!({ "kind": "udp-echo" }));
    let again = json!({ "kind": "udp-echo", "host": QUIET, "port": listener.local.port() });
    let reply = send(&lab, "POST", "/listeners", &again);
    assert_eq!((reply.status, reply.code().as_str()), (409, "port_in_use"));
    if cfg!(target_os = "linux") {
        assert!(reply.text().contains(&format!("(pid {})", std::process::id())), "{}", reply.text());
    }
    // TCP's port of the same number is another port.
    start(&lab, &json!({ "port": listener.local.port() }));
}

#[test]
fn daytime_tells_the_time_and_closes() {
    let lab = Lab::start();
    let listener = of(&lab, "daytime");
    let mut stream = TcpStream::connect(listener.local).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // What the client sends is thrown away (RFC 867), and resets nothing.
    stream.write_all(b"what time is it?\n").unwrap();
    let mut line = String::new();
    stream.read_to_string(&mut line).unwrap();
    assert!(line.ends_with(" GMT\r\n") && line.len() == "Sun, 06 Nov 1994 08:49:37 GMT\r\n".len(), "{line}");
}

/// Asks a listener over a connection that is kept.
fn ask(wire: &mut Wire, method: &str, target: &str, fields: &[&str]) -> Reply {
    wire.write(format!("{method} {target} HTTP/1.1\r\n{}\r\n\r\n", fields.join("\r\n")).as_bytes());
    wire.reply_to(method)
}

#[test]
fn http_hello_says_which_two_sockets_it_travelled_between() {
    let lab = Lab::start();
    let listener = of(&lab, "http-hello");
    let mut follow = Follow::open(&lab);
    let mut wire = Wire::to(listener.local);
    let host = format!("Host: {}", listener.local);
    for number in 1..=2 {
        let reply = ask(&mut wire, "GET", "/", &[&host]);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/plain; charset=utf-8")));
        let text = reply.text();
        for part in [listener.local.to_string(), wire.local().to_string(), format!("request {number} ")] {
            assert!(text.contains(&part), "{part}: {text}");
        }
        for (name, value) in [("x-content-type-options", "nosniff"), ("cache-control", "no-store")] {
            assert_eq!(reply.header(name), Some(value));
        }
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    let page = ask(&mut wire, "GET", "/", &[&host, "Accept: text/html"]);
    assert!(page.text().starts_with("<!DOCTYPE html>"), "{}", page.text());
    assert_eq!(ask(&mut wire, "HEAD", "/", &[&host]).body, b"");
    assert_eq!(ask(&mut wire, "GET", "/x?token=abc", &[&host]).status, 404);
    let refused = ask(&mut wire, "POST", "/", &[&host, "Content-Length: 0"]);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
    drop(wire);
    let mut said = Vec::new();
    loop {
        match follow.next().1.step {
            Step::Said(one) => said.push(one),
            Step::Closed(closed) => {
                assert_eq!(closed.by, Closer::Client);
                break;
            }
            _ => {}
        }
    }
    let wanted = ["GET / 200", "GET / 200", "GET / 200", "HEAD / 200", "GET /x?token=*** 404", "POST / 405"];
    assert_eq!(said, wanted);
}

#[test]
fn a_listener_that_speaks_http_answers_to_its_own_names_and_no_other_page() {
    let lab = Lab::start();
    let listener = of(&lab, "http-hello");
    let (port, local) = (listener.local.port(), listener.local);
    let status = |fields: &[&str]| ask(&mut Wire::to(local), "GET", "/", fields).status;
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(status(&[&format!("Host: {host}")]), 200, "{host}");
    }
    for host in [format!("evil.example:{port}"), lab.address().to_string(), "localhost".to_owned()] {
        assert_eq!(status(&[&format!("Host: {host}")]), 421, "{host}");
    }
    let host = format!("Host: {local}");
    let page = format!("Origin: http://{}", lab.address());
    assert_eq!(status(&[&host, &page]), 403);
    assert_eq!(status(&[&host, "Sec-Fetch-Site: same-site"]), 403);
    let link = ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
    assert_eq!(status(&[&[host.as_str()][..], &link].concat()), 200);
    let journal = lab.get("/journal?format=json").text();
    assert!(
        journal.contains("GET / 200") && !journal.contains("GET / 4"),
        "refusals are not in it: {journal}"
    );
}

/// A folder with the certificate of a lab in it.
fn trusting(lab: &Lab) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let reply = lab.get("/certificate");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    std::fs::write(folder.path().join("lab.pem"), reply.body).unwrap();
    folder
}

fn curl(folder: &tempfile::TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new("curl").arg("-sS").args(arguments).current_dir(folder.path()).runs().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn curl_verifies_https_hello_with_the_lab_s_certificate_and_not_without() {
    let lab = Lab::start();
    let folder = trusting(&lab);
    let listener = of(&lab, "https-hello");
    let port = listener.local.port();
    let mut follow = Follow::open(&lab);
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{port}/");
        let resolve = format!("localhost:{port}:127.0.0.1");
        let (code, text) = curl(&folder, &["--cacert", "lab.pem", "--resolve", &resolve, &url]);
        assert_eq!(code, Some(0), "{url}");
        assert!(text.contains("Sealed with TLSv1.") && text.contains(&listener.local.to_string()), "{text}");
        assert_eq!(follow.closed().2.by, Closer::Client);
        // 60: the certificate of the server could not be verified.
        assert_eq!(curl(&folder, &["--resolve", &resolve, &url]).0, Some(60), "{url}");
        assert_eq!(follow.closed().2.by, Closer::Listener);
    }
    let url = format!("http://127.0.0.1:{port}/");
    // 1 or 52: an alert of TLS is no answer of HTTP, and then the connection ends.
    let code = curl(&folder, &[&url]).0;
    assert!(matches!(code, Some(1 | 52 | 56)), "{code:?}");
    let said = loop {
        if let Step::Said(said) = follow.next().1.step {
            break said;
        }
    };
    assert!(said.starts_with("no TLS: "), "{said}");
    let told: Certificate = serde_json::from_value(lab.json("/certificate")).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("lab.pem")).unwrap(), told.pem);
    assert!(told.names.contains(&"127.0.0.2".to_owned()));
}

#[test]
fn tls_echo_sends_back_what_openssl_seals() {
    let lab = Lab::start();
    let folder = trusting(&lab);
    let listener = of(&lab, "tls-echo");
    let mut follow = Follow::open(&lab);
    let mut client = Command::new("openssl")
        .args(["s_client", "-quiet", "-no_ign_eof", "-verify_return_error", "-CAfile", "lab.pem", "-connect"])
        .arg(listener.local.to_string())
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .starts()
        .unwrap();
    let mut stdin = client.stdin.take().unwrap();
    stdin.write_all(b"hello\n").unwrap();
    let mut back = [0; 6];
    client.stdout.as_mut().unwrap().read_exact(&mut back).unwrap();
    assert_eq!(&back, b"hello\n");
    // It comes once the system told who is there, which must still be there then.
    assert_eq!(follow.next().1.step, Step::Accepted);
    drop(stdin);
    let output = client.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let Step::Said(said) = follow.next().1.step else { panic!("the handshake is told") };
    assert!(said.starts_with("TLSv1.3, TLS_"), "{said}");
    let (_, practice, closed) = follow.closed();
    assert_eq!(closed.by, Closer::Client);
    assert!(closed.received_bytes > 6 && closed.sent_bytes > 6, "records are longer than what they carry");
    if cfg!(target_os = "linux") {
        assert_eq!(practice.process.and_then(|process| process.name).as_deref(), Some("openssl"));
    }
}

#[test]
fn what_a_kind_does_not_take_is_refused() {
    let lab = Lab::start();
    let (udp, daytime) = (of(&lab, "udp-echo"), of(&lab, "daytime"));
    let (count, message) = (json!({ "count": 1 }), json!({ "count": 1, "over": "new" }));
    for (target, body) in [
        (path(&udp, "/connections"), &count),
        (path(&udp, "/messages"), &message),
        (path(&daytime, "/messages"), &message),
    ] {
        let reply = send(&lab, "POST", &target, body);
        assert_eq!((reply.status, reply.code().as_str()), (409, "kind_unsuited"), "{target}");
    }
}

#[test]
fn every_kind_ends_with_the_lab() {
    let lab = Lab::start();
    let listeners: Vec<_> = Kind::ALL
        .into_iter()
        // A connect to a silent one waits, and a mystery may be one.
        .filter(|kind| kind.transport() == Protocol::Tcp && !matches!(kind, Kind::Silent | Kind::Mystery))
        .map(|kind| apart(&lab, kind))
        .collect();
    let udp = apart(&lab, Kind::UdpEcho).local;
    let mut open: Vec<_> = listeners.iter().map(|listener| Wire::to(listener.local)).collect();
    for (wire, listener) in open.iter_mut().zip(&listeners) {
        match listener.kind {
            Kind::HttpHello => wire.write(b"GET / HT"),
            Kind::TlsEcho | Kind::HttpsHello => wire.write(b"\x16\x03\x01"),
            _ => wire.write(b"half a line"),
        }
    }
    let took = lab.stop();
    assert!(took < Duration::from_secs(2), "{took:?}");
    for wire in &mut open {
        wire.rest();
    }
    for listener in listeners {
        std::net::TcpListener::bind(listener.local).expect("the port is free again");
    }
    UdpSocket::bind(udp).expect("the port is free again");
}

#[test]
fn every_kind_listens_where_it_is_asked_to() {
    let lab = Lab::start();
    let hosts = if cfg!(target_os = "linux") { &["::1", "127.0.0.2"][..] } else { &["::1"] };
    for host in hosts {
        for kind in Kind::ALL {
            let listener = start(&lab, &about(kind.word(), host));
            assert_eq!((listener.local.ip().to_string().as_str(), listener.kind), (*host, kind));
            let stopped: Listener = done(&lab, "DELETE", &path(&listener, ""), &Value::Null);
            assert_eq!(stopped.local, SocketAddr::new(listener.local.ip(), listener.local.port()));
        }
    }
}
