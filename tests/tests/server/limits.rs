//! What is bounded, and that whoever overruns it is told so.

use server::state::{MAX_BODY_BYTES, MAX_STREAMS};
use tests::lab::{Lab, Wire};

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
fn half_a_head_is_given_up_in_time() {
    let lab = Lab::start();
    let mut wire = lab.connect();
    wire.write(b"GET / HTT");
    let reply = wire.reply();
    assert_eq!(reply.status, 408);
    assert!(reply.text().contains("10 seconds"), "{}", reply.text());
}

#[test]
fn many_connections_at_once_are_all_answered() {
    let lab = Lab::start();
    let mut wires: Vec<_> = (0..200).map(|_| lab.connect()).collect();
    for wire in &mut wires {
        wire.write(format!("GET /health HTTP/1.1\r\nHost: {}\r\n\r\n", lab.address()).as_bytes());
    }
    for wire in &mut wires {
        assert_eq!(wire.reply().status, 200);
    }
}
