//! The failure zoo: each fault is started as `/zoo` says, and looks to a plain client, to the real curl, to `/probe` and to
//! `/doctor` as `/zoo` says.

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::process::Command;
use std::thread;
use std::time::Duration;

use protocol::doctor::{Diagnosis, curl_arguments};
use protocol::listeners::{Kind, Listener, MAX_LISTENERS};
use protocol::probe::Probe;
use protocol::zoo::{Fault, MYSTERIES, Moment, PORT, Specimen, Zoo};
use serde::de::DeserializeOwned;
use socket2::{Domain, Socket, Type};
use tests::children::Program as _;
use tests::lab::{Lab, unlent_port};

fn read<T: DeserializeOwned>(lab: &Lab, target: &str) -> T {
    let reply = lab.get_with(target, &[("Accept", "application/json")]);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

fn start(lab: &Lab, specimen: &Specimen) -> Listener {
    // Nobody else is lent the port when it is free again.
    let (kind, host, port) = (specimen.kind.word(), specimen.host, unlent_port());
    let body = format!(r#"{{"kind":"{kind}","host":"{host}","port":{port}}}"#);
    let fields = [("Content-Type", "application/json"), ("Accept", "application/json")];
    let reply = lab.send("POST", "/listeners", &fields, body.as_bytes());
    assert_eq!(reply.status, 201, "{body}: {}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

/// What a plain client meets that connects, asks and reads to the end: the moment and the error, if there is one.
fn plainly(address: SocketAddr) -> Option<(Moment, io::Error)> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
    // A program may wait for minutes; this one is told to give up sooner, and the system tells it the same (tcp(7)).
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_millis(200))).unwrap();
    if let Err(error) = socket.connect(&address.into()) {
        return Some((Moment::Connect, error));
    }
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(None).unwrap();
    let mut stream = std::net::TcpStream::from(socket);
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some((Moment::Read, error)),
        }
    }
}

/// The error that the catalogue names.
fn kind(errno: &str) -> ErrorKind {
    match errno {
        "ECONNREFUSED" => ErrorKind::ConnectionRefused,
        "ECONNRESET" => ErrorKind::ConnectionReset,
        "ETIMEDOUT" => ErrorKind::TimedOut,
        _ => unreachable!("{errno} is not known here"),
    }
}

#[test]
#[cfg(target_os = "linux")]
fn each_fault_shows_the_errno_the_exit_code_and_the_states_that_the_catalogue_says() {
    let lab = Lab::start();
    let zoo: Zoo = read(&lab, "/zoo");
    assert_eq!(zoo.specimens.iter().map(|one| one.fault).collect::<Vec<_>>(), Fault::ALL);
    // All at once: some take as long as a client's patience.
    let rows: Vec<String> = thread::scope(|scope| {
        let each = zoo.specimens.iter().map(|one| scope.spawn(|| examine(&lab, one))).collect::<Vec<_>>();
        each.into_iter().map(|one| one.join().unwrap()).collect()
    });
    println!("{:<14}  {:<46}  {:>4}  {:<9} doctor", "fault", "errno", "curl", "probe");
    println!("{}", rows.join("\n"));
}

/// Starts one, looks at it in every way, and gives a row of the table of what was measured.
fn examine(lab: &Lab, specimen: &Specimen) -> String {
    let fault = specimen.fault;
    let listener = start(lab, specimen);
    let port = listener.local.port();
    let url = specimen.ask.replace(PORT, &port.to_string());

    let met = plainly(SocketAddr::new(specimen.asked, port));
    let told = met.as_ref().map(|(at, error)| (*at, error.kind()));
    let said = specimen.errno.as_deref().map(|errno| (specimen.at.unwrap(), kind(errno)));
    assert_eq!(told, said, "{fault}: {met:?}");

    let exit = Command::new("curl")
        .args(["--disable", "--noproxy", "*", "--silent", "--output", "/dev/null"])
        .args(curl_arguments(&url))
        .runs()
        .unwrap()
        .status;
    assert_eq!(exit.code(), Some(specimen.curl_exit.into()), "{fault}");

    let probe: Probe = read(lab, &format!("/probe/{port}?host={}&timeout_ms=1000", specimen.asked));
    assert_eq!(probe.state, specimen.probe, "{fault}: {probe:?}");
    if specimen.at == Some(Moment::Connect) && probe.errno.is_some() {
        assert_eq!(probe.errno, specimen.errno, "{fault}");
    }

    let diagnosis: Diagnosis = read(lab, &format!("/doctor?url={url}"));
    assert_eq!(diagnosis.finding, specimen.finding, "{fault}: {diagnosis:?}");
    assert_eq!(diagnosis.curl_exit, Some(specimen.curl_exit), "{fault}");

    let errno = met.map_or_else(|| "none".to_owned(), |(at, error)| format!("{error} ({at:?})"));
    let (exit, probe) = (exit.code().unwrap(), probe.state.word());
    format!("{:<14}  {errno:<46}  {exit:>4}  {probe:<9} {}", fault.word(), diagnosis.finding)
}

#[test]
#[cfg(target_os = "linux")]
fn a_silent_service_stays_silent_and_frees_everything_when_it_is_stopped() {
    let lab = Lab::start();
    let zoo: Zoo = read(&lab, "/zoo");
    let silent = zoo.specimens.iter().find(|one| one.fault == Fault::Silent).unwrap();
    let listener = start(&lab, silent);
    let probe = || -> Probe { read(&lab, &format!("/probe/{}?timeout_ms=200", listener.local.port())) };
    for _ in 0..2 {
        assert_eq!(probe().state.word(), "filtered");
    }
    let reply = lab.send("DELETE", &format!("/listeners/{}", listener.id), &[], b"");
    assert_eq!(reply.status, 200);
    assert_eq!(probe().state.word(), "closed");
    std::net::TcpListener::bind(listener.local).unwrap();
}

#[test]
fn what_is_wrong_on_purpose_is_on_loopback_alone_like_all_listeners() {
    let lab = Lab::start();
    for kind in ["silent", "accept-close", "reset", "slow", "half-answer"] {
        let body = format!(r#"{{"kind":"{kind}","host":"0.0.0.0"}}"#);
        let fields = [("Content-Type", "application/json"), ("Accept", "application/json")];
        let reply = lab.send("POST", "/listeners", &fields, body.as_bytes());
        assert_eq!((reply.status, reply.code().as_str()), (400, "host_invalid"), "{kind}");
    }
    let text = lab.get("/zoo").text();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    for fault in Fault::ALL {
        assert!(text.contains(fault.word()), "{fault}");
    }
}

#[test]
fn what_answers_http_answers_to_its_own_names_alone() {
    let lab = Lab::start();
    let zoo: Zoo = read(&lab, "/zoo");
    for fault in [Fault::Slow, Fault::HalfAnswer] {
        let specimen = zoo.specimens.iter().find(|one| one.fault == fault).unwrap();
        let address = start(&lab, specimen).local;
        for (fields, status) in [
            ("Host: evil.example", "421"),
            ("Host: {}\r\nOrigin: http://evil.example", "403"),
            ("Host: {}\r\nSec-Fetch-Site: cross-site", "403"),
            ("Host", "400"),
        ] {
            let mut wire = tests::lab::Wire::to(address);
            let fields = fields.replace("{}", &address.to_string());
            wire.write(format!("GET / HTTP/1.1\r\n{fields}\r\n\r\n").as_bytes());
            let line = wire.line().unwrap();
            assert!(line.starts_with(&format!("HTTP/1.1 {status} ")), "{fault}: {line}");
        }
    }
}

#[test]
fn it_stops_in_time_with_every_fault_and_a_diagnosis_of_it_open() {
    let lab = Lab::start();
    let zoo: Zoo = read(&lab, "/zoo");
    let mut open = Vec::new();
    for specimen in &zoo.specimens {
        let listener = start(&lab, specimen);
        let url = specimen.ask.replace(PORT, &listener.local.port().to_string());
        let mut wire = lab.connect();
        wire.write(format!("GET /doctor?url={url} HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
        open.push((listener, wire));
    }
    // One more answer on the same thread: all of the above are under way.
    assert_eq!(lab.get("/health").status, 200);
    let took = lab.stop();
    assert!(took < Duration::from_secs(2), "{took:?}");
    for (listener, mut wire) in open {
        wire.rest();
        std::net::TcpListener::bind(listener.local).unwrap();
    }
}

#[test]
fn a_mystery_is_one_of_its_faults_and_tells_which_when_it_is_over() {
    let lab = Lab::start();
    let fields = [("Content-Type", "application/json"), ("Accept", "application/json")];
    let started: Vec<Listener> = (0..MAX_LISTENERS)
        .map(|_| {
            let reply = lab.send("POST", "/listeners", &fields, br#"{"kind":"mystery"}"#);
            assert_eq!(reply.status, 201, "{}", reply.text());
            serde_json::from_slice(&reply.body).unwrap()
        })
        .collect();
    let listed = lab.get("/listeners").text();
    assert!(MYSTERIES.iter().all(|fault| !listed.contains(fault.kind().name())), "{listed}");
    let mut seen = HashSet::new();
    for one in started {
        assert_eq!(one.kind, Kind::Mystery);
        let told: Listener = read(&lab, &format!("/listeners/{}", one.id));
        assert_eq!(told.kind, Kind::Mystery);
        let reply = lab.send("DELETE", &format!("/listeners/{}", one.id), &fields, b"");
        let told: Listener = serde_json::from_slice(&reply.body).unwrap();
        assert!(MYSTERIES.iter().any(|fault| fault.kind() == told.kind), "{told:?}");
        seen.insert(told.kind);
    }
    // That all of so many are alike happens once in 6^31 times.
    assert!(seen.len() > 1, "{seen:?}");
}
