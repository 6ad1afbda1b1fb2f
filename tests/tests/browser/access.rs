//! Accessibility: axe-core with the rules of WCAG 2.2 A and AA, on every route, in each look.

use crate::{Desk, places};

async fn check(scheme: &str, width: u32) {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", scheme).await;
    page.resize(width, 900).await;
    for route in places().chain(["/lessons/nowhere".to_owned()]) {
        page.visit(&route).await;
        page.until("!document.querySelector('[aria-busy=true]')").await;
        page.accessible().await;
    }
    page.complaints().await;
    desk.close().await;
}

#[tokio::test]
async fn every_route_in_light() {
    check("light", 1440).await;
}

#[tokio::test]
async fn every_route_in_dark() {
    check("dark", 1440).await;
}

#[tokio::test]
async fn every_route_narrow() {
    check("light", 400).await;
}

#[tokio::test]
async fn a_lesson_in_use() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    page.fill("#ports-probe .port-input", "1").await;
    page.click("#ports-probe button", "Knock").await;
    page.until("document.querySelector('#ports-probe .happened').innerText.includes('closed')").await;
    page.fill("#ports-ruler .port-input", "70000").await;
    page.until("document.querySelector('#ports-ruler [aria-invalid=true]')").await;
    page.click("#ports-closed button", "hint").await;
    page.click(".wire .chip", "This page").await;
    page.until("document.querySelector('.wire .event')").await;
    page.click(".wire .event-line", "GET").await;
    page.click("button", "Settings").await;
    page.until("document.querySelector('#settings').matches(':popover-open')").await;
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn what_the_widgets_of_the_machine_show() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", "dark").await;
    page.visit("/lessons/ports").await;
    page.click("#ports-map button", "Scan").await;
    page.until("document.querySelector('#ports-map').textContent.includes('Done: ')").await;
    page.accessible().await;
    page.visit("/lessons/loopback").await;
    page.click("#loopback-trips button", "Measure").await;
    page.until("document.querySelector('#loopback-trips').textContent.includes('Measure again')").await;
    page.accessible().await;
    page.visit("/lessons/sockets").await;
    page.click("#sockets-microscope button", "Start").await;
    page.click("#sockets-microscope button", "Open").await;
    page.until("document.querySelector('#sockets-microscope table').textContent.includes('ESTABLISHED')")
        .await;
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn the_projector() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.click("button", "Settings").await;
    page.click("#settings label", "Projector").await;
    page.accessible().await;
    desk.close().await;
}
