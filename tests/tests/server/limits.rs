//! What is bounded, and that whoever overruns it is told so.

use std::time::{Duration, Instant};

use protocol::journal::{Entry, Journal};
use server::config::Config;
use server::state::{MAX_BODY_BYTES, MAX_CONNECTIONS, MAX_PROBES, MAX_STREAMS};
use socket2::{Domain, Socket, Type};
use tests::children::close;
use tests::lab::{Binary, Lab, Wire, send};

/// When a client is too late here: soon, and not so soon that a busy machine makes a client late that is not.
const LATE: Duration = Duration::from_secs(1);

fn open_stream(lab: &Lab) -> Wire {
    let mut wire = lab.connect();
    wire.write(
        format!("GET /journal/stream?format=json HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes(),
    );
    wire
}

#[test]
fn a_body_of_one_mebibyte_is_echoed_and_one_byte_more_is_not() {
    let lab = Lab::start();
    let mut body = vec![b'a'; MAX_BODY_BYTES];
    let reply = lab.send("PUT", "/echo?format=json", &[], &body);
    assert_eq!((reply.status, &reply.json()["body"]["length"]), (200, &MAX_BODY_BYTES.into()));
    body.push(b'a');
    let reply = lab.send("PUT", "/echo?format=json", &[], &body);
    assert_eq!((reply.status, reply.code().as_str()), (413, "body_too_large"));
    // In chunks no length is announced; what arrives is counted.
    let mut wire = lab.connect();
    wire.write(
        format!(
            "PUT /echo?format=json HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
            lab.address()
        )
        .as_bytes(),
    );
    wire.write(format!("{:x}\r\n", body.len()).as_bytes());
    wire.write(&body);
    wire.write(b"\r\n0\r\n\r\n");
    let reply = wire.reply();
    assert_eq!((reply.status, reply.code().as_str()), (413, "body_too_large"));
}

#[test]
fn one_stream_too_many_is_refused_and_a_place_that_is_left_is_free_again() {
    let lab = Lab::start();
    let mut streams: Vec<_> = (0..MAX_STREAMS)
        .map(|_| {
            let mut stream = open_stream(&lab);
            assert_eq!(stream.head().status, 200);
            stream
        })
        .collect();
    let reply = open_stream(&lab).reply();
    assert_eq!((reply.status, reply.code().as_str()), (503, "streams_full"));
    assert_eq!(reply.header("retry-after"), Some("5"));
    // Who is connected reads on, the refusal included.
    streams[0].until("\"status\":503");
    drop(streams.pop());
    // Its place is free once the server has noticed, which it does when it next writes to it.
    let freed = (0..100).any(|_| open_stream(&lab).head().status == 200);
    assert!(freed);
}

#[test]
fn half_a_head_is_given_up_in_time_on_a_new_connection_and_on_a_used_one() {
    let lab = Lab::with(Config { client_timeout: LATE, ..Config::default() });
    let silent = lab.connect();
    let mut new = lab.connect();
    new.write(b"GET / HTT");
    let mut used = lab.connect();
    used.write(format!("GET /echo HTTP/1.1\r\nHost: {}\r\n\r\nGET / HTT", lab.address()).as_bytes());
    assert_eq!(used.reply().status, 200);
    for mut wire in [silent, new, used] {
        let reply = wire.reply();
        assert_eq!(reply.status, 408);
        assert_eq!(reply.header("connection"), Some("close"));
        assert!(reply.text().contains("(head_late)"), "{}", reply.text());
        assert_eq!(wire.rest(), b"");
    }
}

#[test]
fn a_connection_that_is_idle_between_two_requests_is_not_late() {
    let lab = Lab::with(Config { client_timeout: LATE, ..Config::default() });
    let mut idle = lab.connect();
    let request = format!("GET /echo HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address());
    idle.write(request.as_bytes());
    assert_eq!(idle.reply().status, 200);
    // A head that comes too late on another connection shows that the time has passed.
    assert_eq!(lab.connect().reply().status, 408);
    idle.write(request.as_bytes());
    assert_eq!(idle.reply().status, 200);
}

#[test]
fn half_a_body_is_given_up_in_time_also_where_it_comes_in_drops() {
    let lab = Lab::with(Config { client_timeout: LATE, ..Config::default() });
    let mut wire = lab.connect();
    let head = format!("PUT /echo HTTP/1.1\r\nHost: {}\r\nContent-Length: 9\r\n\r\nhalf", lab.address());
    wire.write(head.as_bytes());
    let reply = wire.reply();
    assert_eq!(reply.status, 408);
    assert!(reply.text().contains("(body_late)"), "{}", reply.text());
    // Each chunk comes soon after the one before, and all together take too long. A question elsewhere between two of them
    // keeps them from becoming too many.
    let mut wire = lab.connect();
    let head = format!("PUT /echo HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n", lab.address());
    wire.write(head.as_bytes());
    let start = Instant::now();
    while start.elapsed() < LATE + Duration::from_millis(100) {
        wire.write(b"1\r\na\r\n");
        assert_eq!(lab.get("/health").status, 200);
    }
    assert_eq!(wire.reply().status, 408);
}

#[test]
fn a_body_that_is_announced_as_too_large_is_refused_before_it_comes() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    let head =
        format!("PUT /echo HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n", lab.address(), u64::MAX);
    wire.write(head.as_bytes());
    let reply = wire.reply();
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("(body_too_large)"), "{}", reply.text());
}

#[test]
fn an_answer_that_nobody_reads_is_given_up_in_time() {
    const SIZE: u64 = 256 * 1024 * 1024;
    let folder = tempfile::tempdir().unwrap();
    std::fs::File::create(folder.path().join("big")).unwrap().set_len(SIZE).unwrap();
    let files = Some(folder.path().canonicalize().unwrap());
    let lab = Lab::with(Config { files, client_timeout: LATE, ..Config::default() });
    let mut idle = Wire::narrow(lab.address());
    idle.write(format!("GET /files/big HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    assert_eq!(idle.head().status, 200);
    // Heads that come too late, one after the other, show that the time has passed.
    for _ in 0..3 {
        assert_eq!(lab.connect().reply().status, 408);
    }
    assert!((idle.rest().len() as u64) < SIZE);
}

/// The program and the test each hold one end, so that neither needs more than the usual 1,024 open files.
#[test]
fn one_connection_too_many_waits_until_another_ends() {
    let lab = Binary::start(&["--port", "0"]);
    let address = lab.address();
    let request = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut wires: Vec<_> = (0..MAX_CONNECTIONS)
        .map(|_| {
            let mut wire = Wire::to(address);
            wire.write(request("/health").as_bytes());
            assert_eq!(wire.reply().status, 200);
            wire
        })
        .collect();
    let mut late = Wire::to(address);
    late.write(request("/echo/late").as_bytes());
    for _ in 0..100 {
        wires[0].write(request("/journal?limit=1").as_bytes());
        assert!(!wires[0].reply().text().contains("/echo/late"), "it was answered beyond the limit");
    }
    drop(wires.pop());
    assert_eq!(late.reply().status, 200);
}

/// Probes of a port that does not answer take all places. Then one of a port that answers at once is answered after
/// some of them, however slow the machine is.
#[test]
#[cfg(target_os = "linux")]
fn one_probe_too_many_waits_its_turn() {
    let lab = Lab::start();
    let full = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    full.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    full.listen(0).unwrap();
    let silent = full.local_addr().unwrap().as_socket().unwrap();
    let _taken = std::net::TcpStream::connect(silent).unwrap();
    let slow = format!("/probe/{}?timeout_ms=10000", silent.port());
    std::thread::scope(|scope| {
        for _ in 0..MAX_PROBES {
            scope.spawn(|| assert_eq!(send(lab.address(), "GET", &slow, &[], b"").status, 200));
        }
        let waiting = format!("/sockets?state=syn-sent&port={}", silent.port());
        assert!((0..10_000).any(|_| lab.json(&waiting)["total"] == MAX_PROBES), "not all are under way");
        let mut quick = lab.connect();
        quick.write(format!("GET /probe/1 HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
        // Answered on a connection that came later: the lab has seen the probe.
        lab.get("/whoami");
        // The next attempt at the silent port is refused.
        close(full);
        assert_eq!(quick.reply().status, 200);
    });
    let journal: Journal = serde_json::from_value(lab.json("/journal")).unwrap();
    let of = |target: &str| -> Vec<_> {
        let of = |entry: &&Entry| entry.request().is_some_and(|request| request.target == target);
        journal.entries.iter().filter(of).map(|entry| entry.id).collect()
    };
    let (quick, slow) = (of("/probe/1"), of(&slow));
    assert_eq!((quick.len(), slow.len()), (1, MAX_PROBES));
    assert!(slow.iter().any(|id| *id < quick[0]), "{quick:?} did not wait for {slow:?}");
}
