//! The server goes away, and comes back.

use tests::lab::{Binary, unlent_port};

use crate::Desk;

#[tokio::test]
async fn the_page_says_that_the_lab_is_gone_and_recovers_by_itself() {
    // The lab comes back on the port that it had, which must be lent to nobody in the meantime.
    let port = unlent_port().to_string();
    let mut desk = Desk::open_with(&["--port", &port]).await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    page.until("document.querySelector('#ports-probe')").await;
    desk.lab.signal("TERM");
    let (status, _) = desk.lab.finish();
    assert!(status.success());
    page.until("document.querySelector('.banner.gone')?.innerText.includes('connection refused')").await;
    page.until("document.querySelector('.status').innerText.includes('does not answer')").await;
    assert!(page.text("main").await.contains("Sixteen bits"), "the lesson stays readable");
    page.fill("#ports-probe .port-input", "1").await;
    page.click("#ports-probe button", "Knock").await;
    page.until("document.querySelector('#ports-probe .happened').innerText.includes('No answer came')").await;
    // It stands there for a while only, and the page may see the lab before this test does.
    page.value("(new MutationObserver(() => { window.cameBack ||= Boolean(document.querySelector('.banner.back')); }).observe(document, { subtree: true, childList: true }), true)").await;
    desk.lab = Binary::start(&["--port", &port]);
    page.until("window.cameBack").await;
    page.until("document.querySelector('.status.up')").await;
    desk.curl("/echo/after-the-outage");
    page.until("document.querySelector('.wire-rows').innerText.includes('/echo/after-the-outage')").await;
    // While nothing listened, the browser itself noted each refused attempt; there must be no other complaint.
    let complaints = page.complaints().await;
    let own: Vec<_> = complaints.iter().filter(|line| !line.contains("net::ERR_")).collect();
    assert!(own.is_empty(), "{own:?}");
    desk.close().await;
}
