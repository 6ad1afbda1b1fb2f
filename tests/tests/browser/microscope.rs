//! The microscope and its neighbours in the lesson on sockets: what they draw is what the system's table has.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;
use tests::browser::key;
use tests::children::close;
use tests::lab::{send, unlent_port};

use crate::Desk;
use crate::keyboard::tab_to;

const LESSON: &str = "/lessons/sockets";
const SCOPE: &str = "#sockets-microscope";

/// What the table draws: for each connection the client's port and both states, an end that is gone as an empty text.
const DRAWN: &str = "[...document.querySelectorAll('#sockets-microscope .scope-pairs tbody tr')].map(row => \
    [row.querySelector('th .p').innerText.slice(1), ...[1, 3].map(cell => row.cells[cell].querySelector('.tcp-state')?.innerText ?? '')].join(' ')).sort()";

/// Opens the lesson and starts a listener of an experiment; gives the listener's address.
async fn begin(desk: &Desk, experiment: &str) -> SocketAddr {
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#sockets-microscope label", experiment).await;
    page.click("#sockets-microscope button", "Start a listener").await;
    page.until("document.querySelector('#sockets-microscope .scope-door .is-open')").await;
    let door = page.text("#sockets-microscope .scope-door-socket code").await;
    door.trim().parse().expect("the listener's address")
}

/// Opens so many connections.
async fn open(desk: &Desk, count: usize) {
    desk.browser.fill("#sockets-microscope .scope-count", &count.to_string()).await;
    desk.browser.click("#sockets-microscope .scope-open button", "Open").await;
}

/// Waits until so many ends are in a state on one side, `near` for the client's and `far` for the listener's; an end that is
/// gone is in none.
async fn until_in_state(desk: &Desk, side: &str, state: &str, count: usize) {
    let cell = if side == "near" { 1 } else { 3 };
    desk.browser
        .until(&format!(
            "[...document.querySelectorAll('#sockets-microscope .scope-pairs tbody tr')].filter(row => (row.cells[{cell}].querySelector('.tcp-state')?.innerText ?? '') === '{state}').length === {count}"
        ))
        .await;
}

/// What the lab's table has, in the form of [`DRAWN`].
fn told(desk: &Desk, listener: SocketAddr) -> Vec<String> {
    let table = json(desk, &format!("/sockets?port={}", listener.port()));
    let rows = table["sockets"].as_array().unwrap().iter().filter_map(|row| {
        let state = row["state"].as_str()?.to_uppercase();
        Some((state, row["local"].as_str()?.to_owned(), row["remote"].as_str()?.to_owned()))
    });
    pairs(rows, listener)
}

/// What `ss` prints, in the form of [`DRAWN`].
fn printed(desk: &Desk, listener: SocketAddr) -> Vec<String> {
    let port = listener.port();
    let text = desk.terminal(&format!("ss -Htan 'sport = :{port} or dport = :{port}'"));
    let rows = text.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [state, _, _, local, remote, ..] = words.as_slice() else { panic!("{line:?} is a row of ss") };
        let state = if *state == "ESTAB" { "ESTABLISHED" } else { state };
        (state != "LISTEN").then(|| (state.to_owned(), (*local).to_owned(), (*remote).to_owned()))
    });
    pairs(rows, listener)
}

/// Rows of a state, a socket and the one that it is connected to, two of them to a connection.
fn pairs(rows: impl Iterator<Item = (String, String, String)>, listener: SocketAddr) -> Vec<String> {
    let mut ends: BTreeMap<String, [String; 2]> = BTreeMap::new();
    for (state, local, remote) in rows {
        let (client, end) = if local == listener.to_string() { (remote, 1) } else { (local, 0) };
        let (_, port) = client.rsplit_once(':').unwrap();
        ends.entry(port.to_owned()).or_default()[end] = state;
    }
    ends.into_iter().map(|(client, [near, far])| format!("{client} {near} {far}")).collect()
}

fn json(desk: &Desk, path: &str) -> Value {
    send(desk.lab.address(), "GET", path, &[("Accept", "application/json")], b"").json()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_drawn_is_what_the_system_has() {
    let desk = Desk::open().await;
    let listener = begin(&desk, "Open and close").await;
    open(&desk, 5).await;
    until_in_state(&desk, "near", "ESTABLISHED", 5).await;
    until_in_state(&desk, "far", "ESTABLISHED", 5).await;
    let drawn = strings(&desk.browser.value(DRAWN).await);
    assert_eq!(drawn, told(&desk, listener));
    assert_eq!(drawn, printed(&desk, listener));
    let established = desk.browser.text("#sockets-microscope .at-established").await;
    assert!(established.starts_with("10"), "{established}");
    let foot = desk.browser.text("#sockets-microscope .card-foot .command-text").await;
    let said = desk.terminal(&format!("{} --silent", foot.trim()));
    assert_eq!(said.matches("ESTABLISHED").count(), 10, "{foot}\n{said}");

    desk.browser.click("#sockets-microscope button", "Close as listener").await;
    until_in_state(&desk, "far", "TIME-WAIT", 5).await;
    // The ends that closed second are gone when the last look has come.
    until_in_state(&desk, "near", "", 5).await;
    assert_eq!(strings(&desk.browser.value(DRAWN).await), printed(&desk, listener));
    let missed = desk.browser.text("#sockets-microscope .scope-states .scope-note").await;
    assert!(missed.contains("SYN-RECEIVED") && missed.contains("50 ms"), "{missed}");
    desk.close().await;
}

#[tokio::test]
async fn half_closed_connections_stay_until_the_other_side_closes() {
    let desk = Desk::open().await;
    let listener = begin(&desk, "One side waits").await;
    open(&desk, 3).await;
    until_in_state(&desk, "far", "ESTABLISHED", 3).await;
    desk.browser.click("#sockets-microscope button", "Close as client").await;
    until_in_state(&desk, "near", "FIN-WAIT-2", 3).await;
    until_in_state(&desk, "far", "CLOSE-WAIT", 3).await;
    assert_eq!(strings(&desk.browser.value(DRAWN).await), printed(&desk, listener));
    desk.browser.accessible().await;
    desk.browser.click("#sockets-microscope button", "Close as listener").await;
    until_in_state(&desk, "near", "TIME-WAIT", 3).await;
    until_in_state(&desk, "far", "", 3).await;
    assert_eq!(strings(&desk.browser.value(DRAWN).await), printed(&desk, listener));
    desk.close().await;
}

#[tokio::test]
async fn a_full_queue_shows_syn_sent_until_the_listener_accepts() {
    let desk = Desk::open().await;
    let listener = begin(&desk, "Nobody accepts").await;
    open(&desk, 4).await;
    until_in_state(&desk, "near", "SYN-SENT", 2).await;
    until_in_state(&desk, "far", "ESTABLISHED", 2).await;
    assert_eq!(strings(&desk.browser.value(DRAWN).await), printed(&desk, listener));
    desk.browser
        .until("document.querySelector('#sockets-microscope .scope-door').innerText.includes('2 wait to be accepted')")
        .await;
    desk.browser.click("#sockets-microscope .at-syn-sent", "SYN-SENT").await;
    desk.browser
        .until("document.querySelector('#sockets-microscope .scope-meaning').innerText.includes('2 at the client')")
        .await;
    desk.browser.click("#sockets-microscope button", "Let it accept").await;
    until_in_state(&desk, "near", "ESTABLISHED", 4).await;
    until_in_state(&desk, "far", "ESTABLISHED", 4).await;
    desk.close().await;
}

#[tokio::test]
async fn a_client_from_elsewhere_appears_with_its_name() {
    let desk = Desk::open().await;
    let listener = begin(&desk, "Open and close").await;
    let mut visitor = TcpStream::connect(listener).unwrap();
    // What comes back is read: a program that closes with bytes unread resets the connection.
    visitor.write_all(b"hello\n").unwrap();
    visitor.read_exact(&mut [0; 6]).unwrap();
    let port = visitor.local_addr().unwrap().port();
    let row = format!(
        "[...document.querySelectorAll('#sockets-microscope .scope-pairs tbody tr')].find(row => row.innerText.includes(':{port}'))"
    );
    let pid = std::process::id();
    desk.browser
        .until(&format!("{row}?.querySelector('.scope-visitor')?.innerText.includes('({pid})')"))
        .await;
    drop(visitor);
    desk.browser.until(&format!("{row}?.innerText.includes('TIME-WAIT')")).await;
    desk.close().await;
}

#[tokio::test]
async fn the_listener_ends_with_the_lesson() {
    let desk = Desk::open().await;
    let listener = begin(&desk, "Open and close").await;
    open(&desk, 2).await;
    until_in_state(&desk, "far", "ESTABLISHED", 2).await;
    let count = |desk: &Desk| json(desk, "/listeners")["listeners"].as_array().unwrap().len();
    assert_eq!(count(&desk), 1);
    desk.browser.click(".contents a", "Ports").await;
    desk.browser.until("location.pathname === '/lessons/ports'").await;
    desk.until_stopped(1).await;
    assert_eq!(count(&desk), 0);
    assert!(TcpStream::connect(listener).is_err(), "nothing listens there any more");
    // And when the whole page is left.
    begin(&desk, "Open and close").await;
    assert_eq!(count(&desk), 1);
    desk.browser.visit("/").await;
    desk.until_stopped(2).await;
    assert_eq!(count(&desk), 0);
    desk.close().await;
}

#[tokio::test]
async fn a_listener_that_was_stopped_elsewhere_is_missed_and_replaced() {
    let desk = Desk::open().await;
    begin(&desk, "Open and close").await;
    open(&desk, 2).await;
    until_in_state(&desk, "far", "ESTABLISHED", 2).await;
    let reply = send(desk.lab.address(), "DELETE", "/listeners/1", &[], b"");
    assert_eq!(reply.status, 200);
    desk.browser
        .until("document.querySelector('#sockets-microscope .scope-step').innerText.includes('The listener is gone')")
        .await;
    desk.browser.accessible().await;
    desk.browser.click("#sockets-microscope button", "Start another listener").await;
    desk.browser.until("document.querySelector('#sockets-microscope .scope-door .is-open')").await;
    open(&desk, 1).await;
    until_in_state(&desk, "far", "ESTABLISHED", 1).await;
    desk.close().await;
}

#[tokio::test]
async fn where_no_listener_can_be_had_the_reason_is_told() {
    let desk = Desk::open().await;
    let body = br#"{"kind":"tcp-echo"}"#;
    let fields = [("Content-Type", "application/json")];
    let start = || send(desk.lab.address(), "POST", "/listeners", &fields, body);
    let full = (0..100).map(|_| start()).find(|reply| reply.status != 201).expect("there is a limit");
    assert_eq!(full.status, 409);
    desk.browser.visit(LESSON).await;
    desk.browser.click("#sockets-microscope button", "Start a listener").await;
    desk.browser.until("document.querySelector('#sockets-microscope .trouble')").await;
    assert_eq!(send(desk.lab.address(), "DELETE", "/listeners/1", &[], b"").status, 200);
    desk.browser.click("#sockets-microscope button", "Start a listener").await;
    desk.browser.until("document.querySelector('#sockets-microscope .scope-door .is-open')").await;
    // The browser itself notes the refusal.
    let complaints = desk.browser.complaints().await;
    let own: Vec<_> = complaints.iter().filter(|line| !line.contains("409")).collect();
    assert!(own.is_empty(), "{own:?}");
    desk.browser.close().await;
}

#[tokio::test]
async fn a_kept_connection_takes_one_port_and_new_ones_take_many() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.fill("#sockets-keep-alive input", "6").await;
    page.click("#sockets-keep-alive button", "Send them").await;
    page.until("document.querySelectorAll('#sockets-keep-alive .reuse-messages li').length === 12").await;
    let ports = "[...document.querySelectorAll('#sockets-keep-alive .reuse-messages')].map(list => new Set([...list.querySelectorAll('.p')].map(port => port.innerText)).size)";
    assert_eq!(page.value(ports).await, serde_json::json!([1, 6]));
    let facts = "[...document.querySelectorAll('#sockets-keep-alive .reuse-facts')].map(facts => [...facts.querySelectorAll('div')].find(fact => fact.innerText.includes('TIME-WAIT')).querySelector('dd').innerText)";
    assert_eq!(page.value(facts).await, serde_json::json!(["1", "6"]));
    // The headline is of medians, as the rows are.
    let verdict = page.text("#sockets-keep-alive .reuse-verdict").await;
    assert!(verdict.starts_with("A message took "), "{verdict}");
    let foot = page.text("#sockets-keep-alive .card-foot .command-text").await;
    let said = desk.terminal(&format!("{} --silent", foot.trim()));
    assert_eq!(said.matches("TIME-WAIT").count(), 7, "{foot}\n{said}");
    assert_eq!(json(&desk, "/listeners")["listeners"], serde_json::json!([]));
    desk.close().await;
}

#[tokio::test]
async fn the_table_follows_the_system_and_is_asked_for_by_port_and_state() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#sockets-table button", "Follow").await;
    page.until("document.querySelector('#sockets-table tbody tr')").await;
    // A number that is nobody's else, at either end.
    let port = unlent_port();
    let door = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    page.fill("#sockets-table .port-input", &port.to_string()).await;
    let rows = "[...document.querySelectorAll('#sockets-table tbody tr')].map(row => row.innerText)";
    let pid = std::process::id();
    page.until(&format!(
        "(rows => rows.length === 1 && rows[0].includes('LISTEN') && rows[0].includes('({pid})'))({rows})"
    ))
    .await;
    // A narrow page shows each cell whole, and none is without a word.
    page.resize(400, 900).await;
    page.until("(box => [...box.querySelectorAll('th, td')].every(cell => cell.innerText.trim() && cell.getBoundingClientRect().right <= box.getBoundingClientRect().right && cell.scrollWidth <= cell.clientWidth))(document.querySelector('#sockets-table .scope-pairs'))").await;
    page.resize(1440, 900).await;
    let visitor = TcpStream::connect(("127.0.0.1", port)).unwrap();
    page.until(&format!("{rows}.filter(row => row.includes('ESTABLISHED')).length === 2")).await;
    drop(visitor);
    close(door);
    page.value("(select => { select.value = 'LISTEN'; select.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelector('#sockets-table select'))").await;
    page.until("document.querySelector('#sockets-table .scope-none')").await;
    let foot = page.text("#sockets-table .card-foot .command-text").await;
    assert!(foot.contains(&format!("port={port}&state=listen")), "{foot}");
    page.fill("#sockets-table .port-input", "70000").await;
    page.until("document.querySelector('#sockets-table .fault').textContent.includes('65535')").await;
    desk.close().await;
}

#[tokio::test]
async fn the_guided_way_is_walked_without_a_mouse() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.until("document.querySelector('#sockets-microscope')").await;
    page.value("document.querySelector('#sockets-microscope').previousElementSibling.focus()").await;
    let at = |words: &str| {
        format!("e.closest('{SCOPE}') && e.matches('button') && e.innerText.includes('{words}')")
    };
    tab_to(&desk, &at("Start a listener")).await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('#sockets-microscope .scope-door .is-open')").await;
    tab_to(&desk, &at("Open")).await;
    page.press(key::SPACE).await;
    until_in_state(&desk, "near", "ESTABLISHED", 4).await;
    tab_to(&desk, &at("Close as client")).await;
    page.press(key::ENTER).await;
    until_in_state(&desk, "near", "TIME-WAIT", 4).await;
    // What happened is read out, once it has come to rest.
    page.until(
        "document.querySelector('#sockets-microscope [role=status].sr').textContent.includes('4 TIME-WAIT')",
    )
    .await;
    tab_to(&desk, "e.matches('.scope-pairs')").await;
    tab_to(&desk, "e.matches('.at-close-wait')").await;
    page.press(key::ENTER).await;
    page.until(
        "document.querySelector('#sockets-microscope .scope-meaning').innerText.startsWith('CLOSE-WAIT')",
    )
    .await;
    desk.close().await;
}
