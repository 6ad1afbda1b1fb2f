//! How fast `/scan` is, and whether it ever calls a port open on which nothing listens.
//!
//! Times in turn, several rounds of each: a bare loop of connects on one thread and on two, `/scan` of all ports by the
//! real program, and `nmap -sT` of the same ports where it is installed. Then scans many times, and holds every open port
//! against the system's own table. Linux only. Two numbers may follow: rounds, and scans.
//!
//! ```text
//! cargo build --release -p server
//! LOOPBACK_LAB_BIN=target/release/loopback-lab cargo run --release -p tests --example scan_speed -- 5 100
//! ```

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program to run by hand, that prints and fails"
)]

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tests::children::Program as _;
use tests::lab::{Binary, send};

/// How the rounds are timed, in the order in which they run.
const WAYS: [&str; 4] = ["bare loop, one thread", "bare loop, two threads", "/scan", "nmap -sT -p-"];

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("a number"));
    let (rounds, scans) = (numbers.next().unwrap_or(5), numbers.next().unwrap_or(100));
    let lab = Binary::start(&["--port", "0"]);
    let address = lab.address();
    if rounds > 0 {
        speed(address, rounds);
    }
    if scans > 0 {
        truth(address, scans);
    }
}

fn speed(address: SocketAddr, rounds: usize) {
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 1..=rounds {
        let took = [Some(bare(1)), Some(bare(2)), Some(scan(address).0), nmap()];
        let words =
            took.map(|took| took.map_or("-".to_owned(), |took| format!("{:.2} s", took.as_secs_f64())));
        println!("round {round}: {}", words.join(", "));
        for (times, took) in times.iter_mut().zip(took) {
            times.extend(took);
        }
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    });
    let [one, _, ours, _] = medians;
    println!("\n{:<24}  {:>8}  {:>12}  {:>8}", "median", "time", "to one thread", "to /scan");
    for (way, median) in WAYS.into_iter().zip(medians) {
        let Some(median) = median else {
            println!("{way:<24}  {:>8}", "missing");
            continue;
        };
        let ratio = |to: Option<Duration>| to.map_or(0.0, |to| median.as_secs_f64() / to.as_secs_f64());
        println!("{way:<24}  {:>6.2} s  {:>12.2}x  {:>7.2}x", median.as_secs_f64(), ratio(one), ratio(ours));
    }
}

/// Connects to every port, one after the other on each thread.
fn bare(threads: u16) -> Duration {
    let start = Instant::now();
    let next = AtomicU32::new(1);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Ok(port) = u16::try_from(next.fetch_add(1, Ordering::Relaxed)) {
                    drop(TcpStream::connect((Ipv4Addr::LOCALHOST, port)));
                }
            });
        }
    });
    start.elapsed()
}

/// One scan of all ports: how long the client waited for it, the ports that were open, and how many connections met
/// themselves.
fn scan(address: SocketAddr) -> (Duration, BTreeSet<u16>, u64) {
    let start = Instant::now();
    let reply = send(address, "GET", "/scan", &[("Accept", "text/event-stream")], b"");
    let took = start.elapsed();
    let mut open = BTreeSet::new();
    let mut met = None;
    for event in reply.text().split_terminator("\n\n") {
        let Some((name, data)) = event.split_once("\ndata: ") else { continue };
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        match name {
            "event: open" => open.extend(data["port"].as_u64().and_then(|port| u16::try_from(port).ok())),
            "event: end" => met = data["counts"]["self_connects"].as_u64(),
            _ => {}
        }
    }
    (took, open, met.expect("the scan ended"))
}

/// The same by nmap, with its own timing; nothing where it is not installed.
fn nmap() -> Option<Duration> {
    let start = Instant::now();
    let mut command = Command::new("nmap");
    command.args(["-sT", "-p-", "-Pn", "-n", "127.0.0.1"]);
    command.runs().ok().filter(|output| output.status.success()).map(|_| start.elapsed())
}

/// Scans many times while the system's table is read all the time.
fn truth(address: SocketAddr, scans: usize) {
    let (mut told, mut wrong, mut met) = (0, 0, 0);
    for _ in 0..scans {
        let listening = Mutex::new(listeners());
        let ended = AtomicBool::new(false);
        let (_, open, itself) = thread::scope(|scope| {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    listening.lock().expect("the only other holder waits").extend(listeners());
                    thread::sleep(Duration::from_millis(2));
                }
            });
            let found = scan(address);
            ended.store(true, Ordering::Relaxed);
            found
        });
        let mut listening = listening.into_inner().expect("nobody holds it");
        listening.extend(listeners());
        let false_opens: Vec<_> = open.difference(&listening).collect();
        if !false_opens.is_empty() {
            println!("open, and no listener: {false_opens:?}");
        }
        told += open.len();
        wrong += false_opens.len();
        met += itself;
    }
    println!(
        "\n{scans} scans: {told} open ports told, {wrong} of them without a listener; {met} self-connects told as closed"
    );
}

/// The ports that have a TCP listener (proc_pid_net(5): column 2 is the local end, column 4 the state, 0A is LISTEN).
fn listeners() -> BTreeSet<u16> {
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .flat_map(|path| {
            let table = fs::read_to_string(path).unwrap_or_default();
            let port = |line: &str| {
                let mut words = line.split_ascii_whitespace().skip(1);
                let local = words.next()?;
                let listens = words.nth(1)? == "0A";
                u16::from_str_radix(local.rsplit(':').next()?, 16).ok().filter(|_| listens)
            };
            table.lines().filter_map(port).collect::<Vec<_>>()
        })
        .collect()
}
