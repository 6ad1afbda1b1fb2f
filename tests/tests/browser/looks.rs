//! Dark and light, wide and narrow, larger for a projector.

use crate::{Desk, places};

const PAPER: &str = "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b)";

#[tokio::test]
async fn dark_follows_the_system_and_a_choice_wins_and_is_kept() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", "light").await;
    page.visit("/").await;
    assert!(page.value(PAPER).await.as_f64().unwrap() > 600.0, "paper is light");
    page.prefer("prefers-color-scheme", "dark").await;
    page.until(&format!("{PAPER} < 150")).await;
    page.click("button", "Settings").await;
    page.click("#settings label", "Light").await;
    page.until(&format!("{PAPER} > 600")).await;
    page.reload().await;
    page.until(&format!("{PAPER} > 600")).await;
    let size = "parseFloat(getComputedStyle(document.querySelector('main .lead')).fontSize)";
    let before = page.value(size).await.as_f64().unwrap();
    page.click("button", "Settings").await;
    page.click("#settings label", "Projector").await;
    page.until(&format!("{size} > {before}")).await;
    desk.close().await;
}

#[tokio::test]
async fn no_width_scrolls_sideways() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    for path in places() {
        page.visit(&path).await;
        page.until("!document.querySelector('[aria-busy=true]')").await;
        for width in [320, 500, 768, 1024, 1440, 1920] {
            page.resize(width, 900).await;
            page.until(&format!("innerWidth === {width}")).await;
            // What is drawn by measure follows a width that has just changed.
            page.until("document.documentElement.scrollWidth <= innerWidth").await;
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn narrow_folds_contents_and_wire_away_and_unfolds_them() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.resize(500, 900).await;
    page.visit("/lessons/ports").await;
    let shown = |selector: &str| {
        format!(
            "(box => box.width > 0 && box.left < innerWidth && box.right > 0 && getComputedStyle(document.querySelector('{selector}')).visibility === 'visible')(document.querySelector('{selector}').getBoundingClientRect())"
        )
    };
    for (word, panel) in [("Contents", "#contents"), ("Live wire", "#wire")] {
        assert_eq!(page.value(&shown(panel)).await, false, "{panel} is folded");
        page.click(".head button", word).await;
        page.until(&shown(panel)).await;
        page.press(tests::browser::key::ESCAPE).await;
        page.until(&format!("!{}", shown(panel))).await;
        // The focus goes back to the button.
        page.until(&format!("document.activeElement.getAttribute('aria-label') === '{word}'")).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn the_projector_leaves_the_lesson_the_room_of_the_contents() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/binding").await;
    page.click("button", "Settings").await;
    page.click("#settings label", "Projector").await;
    page.press(tests::browser::key::ESCAPE).await;
    let contents = "getComputedStyle(document.querySelector('#contents')).visibility";
    let room = "document.querySelector('main .page').clientWidth / parseFloat(getComputedStyle(document.documentElement).fontSize)";
    for width in [1024, 1240, 1280, 1500, 1920] {
        page.resize(width, 800).await;
        page.until(&format!("innerWidth === {width} && {contents} === 'hidden' && {room} >= 38")).await;
        page.until("document.documentElement.scrollWidth <= innerWidth").await;
    }
    page.click(".head button", "Contents").await;
    page.until(&format!("{contents} === 'visible'")).await;
    desk.close().await;
}

#[tokio::test]
async fn motion_stops_for_those_who_prefer_none() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-reduced-motion", "reduce").await;
    page.visit("/lessons/address").await;
    desk.curl("/echo");
    page.until("document.querySelector('.wire .event.fresh')").await;
    let running = "document.getAnimations().filter(a => a.playState === 'running' && a.effect.getComputedTiming().duration > 1).length";
    assert_eq!(page.value(running).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn commands_break_between_words_and_scroll_no_narrow_page() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.resize(400, 900).await;
    // A word on several lines is one that is longer than a line, and fills it.
    let torn = "[...document.querySelectorAll('.command-text .word')].filter(word => {
        const lines = new Set([...(range => (range.selectNodeContents(word), range.getClientRects()))(document.createRange())].map(r => Math.round(r.top)));
        return lines.size > 1 && word.clientWidth < word.closest('pre').clientWidth - 2;
    }).map(word => word.innerText)";
    for path in ["/lessons/verify", "/lessons/challenge", "/cheatsheet"] {
        page.visit(path).await;
        page.until(
            "!document.querySelector('[aria-busy=true]') && document.querySelector('.command-text .word')",
        )
        .await;
        page.until("document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(page.value(torn).await, serde_json::json!([]), "{path}");
    }
    // It is one line of text all the same, to be read and copied.
    let text = page.text(".sheet-entry:has([class=word]) .command-text").await;
    assert!(text.starts_with("curl http://127.0.0.1:") && !text.contains('\n'), "{text}");
    desk.close().await;
}
