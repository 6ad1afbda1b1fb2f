//! Each widget with real input, and with input that is wrong.

use std::net::TcpListener;

use tests::children::close;
use tests::lab::unlent_port;

use crate::Desk;

#[tokio::test]
async fn an_address_is_taken_apart_and_its_faults_are_named() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.fill("#address-anatomy input", "localhost:8080/a?b=c#d").await;
    page.until("(text => ['localhost', '8080', '/a', 'b=c', 'filled in'].every(part => text.includes(part)))(document.querySelector('#address-anatomy .pieces').innerText)").await;
    page.fill("#address-anatomy input", "http://127.0.0.256/").await;
    page.until("document.querySelector('#address-anatomy .fault').innerText.includes('0 to 255')").await;
    assert_eq!(
        page.value("document.querySelector('#address-anatomy input').value").await,
        "http://127.0.0.256/"
    );
    desk.close().await;
}

#[tokio::test]
async fn asking_again_counts_on_the_same_connection() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.click("#address-pair button", "Ask again").await;
    let lab = desk.lab.address();
    page.until(&format!("document.querySelector('#address-pair .happened').innerText.includes('{lab}')"))
        .await;
    let before = page.text("#address-pair .said").await;
    page.click("#address-pair button", "Ask again").await;
    page.until(&format!(
        "document.querySelector('#address-pair .said').innerText !== {}",
        serde_json::json!(before)
    ))
    .await;
    desk.close().await;
}

#[tokio::test]
async fn a_probe_tells_open_from_closed_and_wrong_input_from_both() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    let port = unlent_port();
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    page.fill("#ports-probe .port-input", &port.to_string()).await;
    page.click("#ports-probe button", "Knock").await;
    page.until(&format!("(t => t.includes('open') && t.includes(':{port}'))(document.querySelector('#ports-probe .happened').innerText)")).await;
    close(listener);
    page.click("#ports-probe button", "Knock").await;
    page.until("(t => t.includes('closed') && t.includes('ECONNREFUSED'))(document.querySelector('#ports-probe .happened').innerText)").await;
    page.until("document.querySelector('#ports-probe .earlier').innerText.includes('open')").await;
    let foot = page.text("#ports-probe .card-foot").await;
    assert!(foot.contains(&format!("/probe/{port}")), "the foot is the same act as a command: {foot}");
    for (typed, said) in [("0", "port 0"), ("65536", "65535"), ("8o80", "digits")] {
        page.fill("#ports-probe .port-input", typed).await;
        page.until(&format!("document.querySelector('#ports-probe .fault').textContent.includes('{said}')"))
            .await;
    }
    desk.close().await;
}

#[tokio::test]
async fn the_ruler_reads_this_machines_range() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    page.fill("#ports-ruler .port-input", "443").await;
    page.until("(t => t.includes('System') && t.includes('https'))(document.querySelector('#ports-ruler .happened').innerText)").await;
    let range =
        std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").expect("Linux tells its range");
    let (first, last) = range.split_once(char::is_whitespace).unwrap();
    let range = format!("{}-{}", first.trim(), last.trim());
    page.until(&format!("document.querySelector('#ports-ruler svg').textContent.includes('{range}')")).await;
    desk.close().await;
}

#[tokio::test]
async fn a_real_exchange_is_explained_line_by_line() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/verify").await;
    page.click("#verify-verbose button", "Send").await;
    page.until("document.querySelectorAll('#verify-verbose .verbose-line').length > 5").await;
    page.click("#verify-verbose .verbose-line", "200").await;
    let explained = "document.querySelector('#verify-verbose .explanation:not([hidden])').innerText";
    page.until(&format!("{explained}.length > 40")).await;
    let before = page.value(explained).await;
    page.click("#verify-verbose .verbose-line", "Host").await;
    page.until(&format!("{explained} !== {before}")).await;
    desk.close().await;
}
