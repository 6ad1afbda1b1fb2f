//! The raw console in the page, against listeners of the test's own and against the lab.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use tests::browser::key;
use tests::lab::{PATIENCE, unlent_port};

use crate::Desk;

const WIDGET: &str = "#verify-console";

impl Desk {
    /// Goes to the console, and puts a port into it.
    async fn console(&self, port: u16) {
        self.browser.visit("/lessons/verify").await;
        self.browser.fill(&format!("{WIDGET} .port-input"), &port.to_string()).await;
    }

    /// Waits until the console says something.
    async fn says(&self, part: &str, words: &str) {
        let words = serde_json::json!(words);
        self.browser
            .until(&format!("document.querySelector('{WIDGET} {part}').innerText.includes({words})"))
            .await;
    }

    /// Moves the focus to a control of the console by its text.
    async fn focus(&self, words: &str) {
        let found = format!(
            "[...document.querySelectorAll('{WIDGET} button')].find(e => e.innerText.includes('{words}')).focus() ?? true"
        );
        self.browser.value(&found).await;
    }
}

/// The far end of the console's connection: somebody's scan of all ports may have come in between.
async fn accept(desk: &Desk, listener: &TcpListener) -> TcpStream {
    desk.says(".console-state", "ESTABLISHED").await;
    let shown = desk.browser.text(&format!("{WIDGET} .console-state")).await;
    let is_near = |far: &TcpStream| far.peer_addr().is_ok_and(|near| shown.contains(&near.to_string()));
    let far = listener.incoming().map_while(Result::ok).find(is_near).unwrap();
    far.set_read_timeout(Some(PATIENCE)).unwrap();
    far
}

#[tokio::test]
async fn bytes_are_typed_and_read_after_consent_by_keyboard_alone() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    desk.console(port).await;
    desk.focus("Connect").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('dialog').open && document.activeElement.closest('dialog')").await;
    desk.says("dialog", &format!("(process {})", std::process::id())).await;
    page.accessible().await;
    page.press(key::ESCAPE).await;
    page.until("!document.querySelector('dialog').open && document.activeElement.innerText === 'Connect'")
        .await;
    desk.says(".console-state", "Not connected").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('dialog').open").await;
    page.press(key::TAB).await;
    page.until("document.activeElement.innerText === 'Connect to it'").await;
    page.press(key::ENTER).await;
    let mut far = accept(&desk, &listener).await;

    page.fill(&format!("{WIDGET} .console-input input"), "hello").await;
    page.press(key::ENTER).await;
    let mut came = [0; 7];
    far.read_exact(&mut came).unwrap();
    assert_eq!(&came, b"hello\r\n");
    desk.says(".parcel.went", "68 65 6c 6c 6f 0d 0a").await;
    far.write_all(b"\x00\xffok\n").unwrap();
    desk.says(".parcel.came", "\\x00\\xffok\\n").await;
    desk.says(".parcel.came", "00 ff 6f 6b 0a").await;
    page.press(key::UP).await;
    page.until(&format!("document.querySelector('{WIDGET} .console-input input').value === 'hello'")).await;
    page.accessible().await;

    desk.focus("Half-close").await;
    page.press(key::ENTER).await;
    assert_eq!(far.read(&mut came).unwrap(), 0);
    desk.says(".console-state", "FIN-WAIT").await;
    far.write_all(b"still here").unwrap();
    desk.says(".transcript", "still here").await;
    drop(far);
    desk.says(".transcript", "the connection has ended").await;
    desk.close().await;
}

#[tokio::test]
async fn a_reset_is_felt_at_the_other_end() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    desk.console(listener.local_addr().unwrap().port()).await;
    page.click(&format!("{WIDGET} button"), "Connect").await;
    page.click("dialog button", "Connect to it").await;
    let mut far = accept(&desk, &listener).await;
    page.click(&format!("{WIDGET} button"), "Reset").await;
    assert_eq!(far.read(&mut [0; 8]).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    desk.says(".transcript", "a RST went out").await;
    desk.says(".console-state", "CLOSED").await;
    desk.close().await;
}

#[tokio::test]
async fn http_by_hand_to_the_lab_needs_no_consent_and_is_in_the_journal() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    let port = desk.lab.address().port();
    desk.console(port).await;
    page.click(&format!("{WIDGET} button"), "Connect").await;
    desk.says(".console-state", "ESTABLISHED").await;
    page.click(&format!("{WIDGET} button"), "HTTP request").await;
    // It is filled in, not sent.
    let filled = page.value(&format!("document.querySelector('{WIDGET} .console-input input').value")).await;
    assert!(filled.as_str().unwrap().starts_with("GET /whoami HTTP/1.1\\r\\nHost: 127.0.0.1:"), "{filled}");
    page.click(&format!("{WIDGET} .console-input button"), "Send").await;
    desk.says(".parcel.came", "HTTP/1.1 200 OK").await;
    page.until("document.querySelector('.wire').innerText.includes('the console')").await;
    page.resize(400, 900).await;
    page.until("document.documentElement.scrollWidth <= 400").await;
    // Not so that the head of the page covers half of a button.
    page.value(&format!(
        "document.querySelector('{WIDGET}').scrollIntoView({{ behavior: 'instant' }}) ?? true"
    ))
    .await;
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn a_closed_port_and_a_wrong_one_are_told_as_what_they_are() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    desk.console(unlent_port()).await;
    page.click(&format!("{WIDGET} button"), "Connect").await;
    page.click("dialog button", "Connect to it").await;
    desk.says(".transcript", "ECONNREFUSED").await;
    page.fill(&format!("{WIDGET} .port-input"), "65536").await;
    page.until(&format!("document.querySelector('{WIDGET} [aria-invalid=true]')")).await;
    page.fill(&format!("{WIDGET} .console-input input"), "0g").await;
    page.value(
        "(e => { e.value = 'hex'; e.dispatchEvent(new Event('change', {bubbles: true})); return true; })(document.querySelector('#verify-console-reading'))",
    )
    .await;
    desk.says("#verify-console-input-fault", "haracter 2").await;
    desk.close().await;
}

#[tokio::test]
async fn the_page_may_open_a_line_to_its_own_lab_alone() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/verify").await;
    page.value(
        "(() => { document.addEventListener('securitypolicyviolation', e => { window.refused = e.effectiveDirective; });
            try { new WebSocket('ws://127.0.0.1:1/'); } catch {} return true; })()",
    )
    .await;
    page.until("window.refused === 'connect-src'").await;
    // The refusal that was asked for is the only complaint.
    assert!(page.complaints().await.iter().all(|one| one.contains("ws://127.0.0.1:1/")));
    desk.close().await;
}
