//! Targets that answer what they must not.

use tests::lab::Lab;

use super::{Origin, get, proxy};

/// RFC 9112, section 6.3: the chunks alone tell how long it is.
#[test]
fn a_length_beside_chunks_is_not_believed() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 100\r\nCache-Control: max-age=60\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    origin.answers.send(answer.as_bytes().to_vec()).unwrap();
    for wanted in ["MISS", "HIT"] {
        let reply = get(&listener, &[]);
        assert_eq!(
            (reply.status, reply.header("x-cache"), reply.text().as_str()),
            (200, Some(wanted), "hello")
        );
    }
}

#[test]
fn what_a_field_for_one_hop_forbids_is_not_kept() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    let lines = ["HTTP/1.1 200 OK", "Connection: cache-control", "Cache-Control: private", "ETag: \"a\""];
    for _ in 0..2 {
        origin.next(&[&lines[..], &["Expires: Fri, 01 Jan 2100 00:00:00 GMT"]].concat(), "mine");
        assert_eq!(get(&listener, &[]).header("x-cache"), Some("MISS"));
    }
}

#[test]
fn another_protocol_that_nobody_asked_for_is_no_answer() {
    let lab = Lab::start();
    let origin = Origin::start();
    let listener = proxy(&lab, origin.address);
    origin
        .answers
        .send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n".to_vec())
        .unwrap();
    assert_eq!(get(&listener, &[]).status, 502);
}
