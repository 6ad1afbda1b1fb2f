//! The live wire: what a terminal does appears in the page.

use tests::browser::Browser;

use crate::Desk;

/// The row whose words include these. It need not be the first: the page asks the lab things of its own, when it likes.
fn row(words: &str) -> String {
    format!("[...document.querySelectorAll('.wire .event')].find(row => row.innerText.includes('{words}'))")
}

/// The numbers of the entries that are shown, from the top.
async fn numbers(page: &Browser) -> Vec<u64> {
    let ids = "[...document.querySelectorAll('.wire .event-details')].map(one => Number(one.id.replace('entry-', '')))";
    serde_json::from_value(page.value(ids).await).unwrap()
}

#[tokio::test]
async fn a_curl_appears_with_the_port_that_it_was_lent() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    let port = desk.curl("/echo/from-a-terminal");
    page.until(&format!(
        "[...document.querySelectorAll('.wire .event')].some(e => (text => text.includes('/echo/from-a-terminal') && text.includes('curl from :{port}'))(e.innerText.replace(/\\s+/g, ' ')))"
    ))
    .await;
    let numbers = numbers(page).await;
    assert!(
        numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0] > pair[1]),
        "newest first: {numbers:?}"
    );
    page.until(&format!("document.querySelector('#address-terminal').innerText.includes('{port}')")).await;
    page.until("document.querySelector('#address-first-request').classList.contains('solved')").await;
    let evidence = page.text("#address-first-request .exercise-state").await;
    assert!(evidence.contains(&format!("your curl from port {port} at ")), "{evidence}");
    desk.close().await;
}

#[tokio::test]
async fn a_request_unfolds_its_details_and_a_pause_holds_what_comes() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/").await;
    // Without the page's own requests, which come when it likes.
    page.click(".wire .chip[aria-pressed=true]", "This page").await;
    page.until("document.querySelector('.wire .chip[aria-pressed=false]')?.innerText.includes('This page')")
        .await;
    let port = desk.curl("/probe/1");
    page.until(&row("/probe/1")).await;
    assert_eq!(
        page.value(&format!("{}.innerText.includes('closed')", row("/probe/1"))).await,
        true,
        "the probe's result is shown"
    );
    page.click(".wire .event-line", "/probe/1").await;
    page.until("document.querySelector('.wire .event-details:not([hidden])')?.innerText.includes('curl/')")
        .await;
    page.click(".wire button", "Pause").await;
    desk.curl("/echo/while-paused");
    page.until("document.querySelector('.wire-head').innerText.includes('1 more since')").await;
    assert!(!page.text(".wire-rows").await.contains("/echo/while-paused"));
    page.click(".wire button", "Resume").await;
    page.until(&row("/echo/while-paused")).await;
    assert!(page.text(".wire-rows").await.contains(&format!(":{port}")));
    desk.close().await;
}

#[tokio::test]
async fn what_the_lab_refuses_is_seen_as_refused() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    let refused =
        desk.terminal(&format!("curl --silent --header 'Host: evil.example' {}/whoami", desk.lab.address()));
    assert!(refused.contains("421"), "{refused}");
    let row = "[...document.querySelectorAll('.wire .event')].find(row => row.innerText.includes('421'))";
    page.until(&format!("{row}?.querySelector('.event-outcome')?.innerText.includes('refused')")).await;
    page.click(".wire .event-line", "421").await;
    page.until(&format!(
        "{row}.innerText.includes('evil.example') && {row}.innerText.includes('host_unknown')"
    ))
    .await;
    assert_eq!(
        page.value("document.querySelector('#address-first-request').classList.contains('solved')").await,
        false,
        "what was refused solves nothing"
    );
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn an_exercise_ticks_for_what_was_done_before_the_page_came_and_can_be_reset() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    desk.curl("/whoami");
    page.visit("/lessons/address").await;
    page.until("document.querySelector('#address-first-request').classList.contains('solved')").await;
    page.click("#address-first-request button", "Reset").await;
    page.until("!document.querySelector('#address-first-request').classList.contains('solved')").await;
    page.reload().await;
    page.until("document.querySelector('#address-first-request')").await;
    page.until("document.querySelector('.wire .event')").await;
    assert_eq!(
        page.value("document.querySelector('#address-first-request').classList.contains('solved')").await,
        false,
        "what came before the reset does not count again"
    );
    desk.curl("/whoami");
    page.until("document.querySelector('#address-first-request').classList.contains('solved')").await;
    desk.close().await;
}
