//! `/whoami`: the kernel's figures of the connection that asks, and the reason where there are none.

use std::net::SocketAddr;

use serde_json::Value;
use tests::lab::{Lab, Wire};

/// Asks on an open connection; gives the answer and how many bytes its head and body had.
fn ask(wire: &mut Wire, address: SocketAddr) -> Value {
    wire.write(request(address).as_bytes());
    wire.reply().json()
}

fn request(address: SocketAddr) -> String {
    format!("GET /whoami?format=json HTTP/1.1\r\nHost: {address}\r\n\r\n")
}

#[test]
#[cfg(target_os = "linux")]
fn the_kernel_counts_the_bytes_of_this_very_connection() {
    let lab = Lab::start();
    for &address in &lab.addresses {
        let mut wire = Wire::to(address);
        let length = request(address).len() as u64;
        let first = ask(&mut wire, address);
        assert_eq!(first["tcp_info_reason"], Value::Null);
        let first = &first["tcp_info"];
        assert_eq!(first["bytes_received"].as_u64(), Some(length), "{first}");
        assert_eq!(first["bytes_sent"].as_u64(), Some(0), "nothing was sent before the first answer");
        let second = &ask(&mut wire, address)["tcp_info"];
        assert_eq!(second["bytes_received"].as_u64(), Some(2 * length), "{second}");
        let (sent, acked) = (second["bytes_sent"].as_u64().unwrap(), second["bytes_acked"].as_u64().unwrap());
        // The second request carried the acknowledgement of the first answer; the kernel counts the SYN as well.
        assert!(sent > 200 && (sent..=sent + 1).contains(&acked), "{second}");
        assert!(second["min_rtt_us"].as_u64().unwrap() <= 1_000_000, "{second}");
        assert!(second["snd_cwnd"].as_u64().unwrap() > 0 && second["snd_mss"].as_u64().unwrap() > 0);
    }
}

#[test]
fn the_terminal_is_told_the_same_or_why_not() {
    let lab = Lab::start();
    let text = lab.get("/whoami").text();
    let json = lab.json("/whoami");
    if json["tcp_info"].is_null() {
        let reason = json["tcp_info_reason"].as_str().unwrap();
        assert!(text.contains("TCP_INFO") && reason.ends_with('.'), "{reason}\n{text}");
    } else {
        for row in ["round trip", "shortest", "window", "received", "sent", "acknowledged", "sent again"] {
            assert!(text.contains(row), "{row} is missing:\n{text}");
        }
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}
