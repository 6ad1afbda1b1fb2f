//! Practice listeners: started in the page, talked to by real programs, whose rows arrive in the page.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use protocol::journal::Journal;
use tests::browser::{Browser, key};
use tests::children::Program as _;

use crate::Desk;

const WIDGET: &str = "#binding-listeners";

/// The rows of the listeners that run.
const ROWS: &str = "[...document.querySelectorAll('#binding-listeners .practice-one')]";

async fn lesson(desk: &Desk) -> &Browser {
    let page = &desk.browser;
    // A row that is still on its way in has not its colours yet.
    page.prefer("prefers-reduced-motion", "reduce").await;
    page.visit("/lessons/binding").await;
    page.until(&format!("document.querySelector('{WIDGET} form')")).await;
    page
}

/// Chooses in a list, as a learner does.
async fn choose(page: &Browser, field: &str, value: &str) {
    page.value(&format!(
        "(e => {{ e.value = '{value}'; e.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})(document.querySelector('{WIDGET}-{field}'))"
    ))
    .await;
}

/// Starts a listener, and returns where it listens.
async fn start(page: &Browser, kind: &str, host: &str) -> SocketAddr {
    let before = page.value(&format!("{ROWS}.length")).await.as_u64().unwrap();
    choose(page, "kind", kind).await;
    choose(page, "host", host).await;
    page.click(&format!("{WIDGET} button"), "Start").await;
    page.until(&format!("{ROWS}.length === {}", before + 1)).await;
    let address = page.value(&format!("{ROWS}.at(-1).querySelector('.notation').innerText")).await;
    address.as_str().unwrap().parse().unwrap()
}

/// Whether the row of a listener says something.
fn says(listener: SocketAddr, text: &str) -> String {
    format!(
        "{ROWS}.some(r => r.querySelector('.notation').innerText === '{listener}' && r.innerText.includes('{text}'))"
    )
}

/// Whether the live wire has a row that holds all of these.
fn wire(texts: &[&str]) -> String {
    format!(
        "[...document.querySelectorAll('.event')].some(e => {})",
        texts.iter().map(|text| format!("e.innerText.includes('{text}')")).collect::<Vec<_>>().join(" && ")
    )
}

fn nc(listener: SocketAddr) -> Child {
    Command::new("nc")
        .args(["-N", &listener.ip().to_string(), &listener.port().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .starts()
        .expect("nc should start; on Debian: apt-get install netcat-openbsd")
}

#[tokio::test]
async fn nc_talks_to_a_listener_that_was_started_in_the_page() {
    let desk = Desk::open().await;
    let page = lesson(&desk).await;
    page.until(&format!(
        "document.querySelector('{WIDGET}').innerText.includes('No practice listener runs now')"
    ))
    .await;
    page.accessible().await;
    // Where no other test's scan of all ports knocks.
    let listener = start(page, "tcp-echo", "::1").await;
    let command = page.text(&format!("{WIDGET} .practice-talk .command-text")).await;
    assert_eq!(command, format!("nc {} {}", listener.ip(), listener.port()));

    let mut child = nc(listener);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"hello world\n").unwrap();
    // While the connection is open, its bytes are counted already.
    page.until(&says(listener, "1 accepted, 1 open · 12 bytes in, 12 out")).await;
    // It stays until the system has told who is there; then its connection is in the journal.
    let who = if cfg!(target_os = "linux") { "nc from" } else { "from" };
    page.until(&wire(&["TCP echo", &listener.to_string(), "accepted", who])).await;
    drop(stdin);
    let mut back = String::new();
    child.stdout.take().unwrap().read_to_string(&mut back).unwrap();
    assert_eq!(back, "hello world\n");
    assert!(child.wait().unwrap().success());

    page.until(&says(listener, "closed: 12 bytes in, 12 out · by the client")).await;
    page.until(&says(listener, "1 accepted, 0 open")).await;
    page.until(&says(listener, who)).await;
    page.until(&wire(&["TCP echo", &listener.to_string(), "closed", "12 bytes in, 12 out", who])).await;
    page.accessible().await;
    page.click(".event-line", "closed").await;
    page.until("document.querySelector('.event.open .event-details').innerText.includes('Process')").await;

    page.click(&format!("{WIDGET} button"), "Stop TCP echo").await;
    page.until(&format!("{ROWS}.length === 0")).await;
    page.until(&format!(
        "document.querySelector('{WIDGET} [role=status].sr').innerText.includes('has stopped')"
    ))
    .await;
    assert!(TcpStream::connect(listener).is_err(), "its port is free");
    // The page looked every second, and none of its looks is in the journal.
    let journal = desk.terminal(&format!("curl -s 'http://{}/journal?format=json'", desk.lab.address()));
    let journal: Journal = serde_json::from_str(&journal).unwrap();
    let looks = journal.entries.iter().filter_map(|entry| entry.request());
    assert_eq!(looks.filter(|one| one.method == "GET" && one.target == "/listeners").count(), 0);
    desk.close().await;
}

#[tokio::test]
async fn the_command_of_each_kind_talks_to_it() {
    let desk = Desk::open().await;
    let page = lesson(&desk).await;
    let folder = tempfile::tempdir().unwrap();
    for (kind, said) in
        [("daytime", "by the listener"), ("http-hello", "GET / 200"), ("https-hello", "GET / 200")]
    {
        let listener = start(page, kind, "127.0.0.1").await;
        let command = page.value(&format!("{ROWS}.at(-1).querySelector('.command-text').innerText")).await;
        let output = Command::new("sh")
            .args(["-c", command.as_str().unwrap()])
            .current_dir(folder.path())
            .runs()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        page.until(&says(listener, said)).await;
    }
    let udp = start(page, "udp-echo", "127.0.0.1").await;
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.send_to(b"hello", udp).unwrap();
    page.until(&says(udp, "1 datagram · 5 bytes in, 5 out")).await;
    page.until(&says(
        udp,
        &format!("from :{} datagram: 5 bytes in, 5 out", socket.local_addr().unwrap().port()),
    ))
    .await;
    desk.close().await;
}

#[tokio::test]
async fn a_port_that_is_taken_says_by_whom_and_a_wrong_one_what_is_wrong() {
    let desk = Desk::open().await;
    let page = lesson(&desk).await;
    let port = desk.lab.address().port();
    page.fill(&format!("{WIDGET}-port"), &port.to_string()).await;
    page.press(key::ENTER).await;
    page.until(&format!(
        "document.querySelector('{WIDGET} .trouble')?.innerText.includes('{port} is in use, by loopback-lab (pid {})')",
        desk.lab.pid()
    ))
    .await;
    page.accessible().await;
    // The same number at another address is free.
    if cfg!(target_os = "linux") {
        let listener = start(page, "http-hello", "127.0.0.2").await;
        assert_eq!(listener.port(), port);
        let text = desk.terminal(&format!("curl -s http://{listener}/"));
        assert!(text.starts_with(&format!("Hello from {listener}.")), "{text}");
    }
    page.fill(&format!("{WIDGET}-port"), "70000").await;
    page.until(&format!("document.querySelector('{WIDGET} .fault').innerText.length > 0")).await;
    assert_eq!(page.value(&format!("document.querySelector('{WIDGET}-port').ariaInvalid")).await, "true");
    let complaints = page.complaints().await;
    assert!(complaints.iter().all(|one| one.contains("409 (Conflict)")), "{complaints:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_connection_from_a_terminal_solves_the_exercise() {
    let desk = Desk::open().await;
    let page = lesson(&desk).await;
    let listener = start(page, "tcp-echo", "::1").await;
    let mut child = nc(listener);
    child.stdin.take().unwrap().write_all(b"hello\n").unwrap();
    assert!(child.wait().unwrap().success());
    page.until("document.querySelector('#binding-v6.solved')").await;
    // What runs is still there when the learner comes back.
    page.visit("/").await;
    lesson(&desk).await;
    page.until(&says(listener, "1 accepted, 0 open · 6 bytes in, 6 out")).await;
    desk.close().await;
}

#[tokio::test]
async fn everything_is_there_on_a_narrow_page_and_by_keyboard() {
    let desk = Desk::open().await;
    let page = lesson(&desk).await;
    page.resize(320, 800).await;
    start(page, "https-hello", "::1").await;
    assert_eq!(page.value("document.documentElement.scrollWidth <= window.innerWidth").await, true);
    page.accessible().await;
    page.value(&format!("{ROWS}[0].querySelector('.practice-head button').focus(), true")).await;
    page.press(key::ENTER).await;
    page.until(&format!("{ROWS}.length === 0")).await;
    desk.close().await;
}
