//! What is there before and right after the application starts.

use tests::lab::{Wire, send};

use crate::Desk;

#[tokio::test]
async fn the_start_page_shows_its_own_connection_and_the_way_in() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/").await;
    let head = page.text(".status").await;
    assert!(head.contains("the lab answers"), "{head}");
    let port = desk.lab.address().port();
    page.until(&format!("document.querySelector('.status').innerText.includes(':{port}')")).await;
    let contents = send(desk.lab.address(), "GET", "/lessons?format=json", &[], b"").json();
    let lessons = contents["lessons"].as_array().unwrap().len();
    page.until(&format!("document.querySelectorAll('.lessons li').length === {lessons}")).await;
    page.until(&format!("document.querySelectorAll('.contents .station').length === {lessons}")).await;
    assert!(page.text("main").await.contains(&format!("curl {}", desk.lab.address())));
    assert_eq!(page.value("document.title").await, "Loopback Lab");
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_asked_of_another_machine() {
    let desk = Desk::open().await;
    desk.browser.visit("/lessons/ports").await;
    let elsewhere = "performance.getEntriesByType('resource').map(e => e.name).filter(name => new URL(name).origin !== location.origin)";
    assert_eq!(desk.browser.value(elsewhere).await, serde_json::json!([]));
    assert_eq!(desk.browser.value("window.crossOriginIsolated").await, true);
    assert_eq!(desk.browser.value("window.isSecureContext").await, true);
    desk.close().await;
}

#[tokio::test]
async fn words_are_there_before_webassembly_and_without_javascript() {
    let desk = Desk::open().await;
    let address = desk.lab.address();
    let mut wire = Wire::to(address);
    wire.write(format!("GET / HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n\r\n").as_bytes());
    let html = wire.reply().text();
    let body = html.split("<body>").nth(1).expect("a body");
    assert!(body.contains("<h1>"), "a heading stands in the page itself");
    desk.browser.without_scripts().await;
    desk.browser.visit_raw("/").await;
    let text = desk.browser.text("body").await;
    assert!(text.contains("Your machine talks to itself"), "{text}");
    assert!(text.contains("needs JavaScript") && text.contains("curl http://127.0.0.1"), "{text}");
    // After a few seconds, the browser itself notes that nobody uses what would be needed next; nothing else may be there.
    let complaints = desk.browser.complaints().await;
    assert!(complaints.iter().all(|line| line.contains("preloaded using link preload")), "{complaints:?}");
    desk.browser.close().await;
}
