//! The page in many tabs at once: a browser shares a handful of connections among them.

use crate::Desk;

/// More than a browser opens connections to one host (six, in Chromium).
const TABS: usize = 8;

#[tokio::test]
async fn every_tab_gets_its_lesson_and_one_that_was_hidden_catches_up() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    let first = page.tab().await;
    for _ in 1..TABS {
        page.open_tab().await;
        page.visit("/lessons/ports").await;
        page.until("document.querySelector('#ports-probe')").await;
    }
    desk.curl("/echo/while-hidden");
    page.show(&first).await;
    page.until("document.querySelector('.wire-rows').innerText.includes('/echo/while-hidden')").await;
    assert_eq!(
        page.value("Boolean(document.querySelector('.status.up')) && !document.querySelector('.banner')")
            .await,
        true
    );
    page.click("#ports-probe button", "Knock").await;
    page.until("document.querySelector('#ports-probe .happened .state')").await;
    desk.close().await;
}
