//! Everything by keyboard, with a focus that can be seen.

use tests::browser::key;

use crate::Desk;

/// Presses Tab until an expression about `document.activeElement` holds, and waits until the page lets it be used.
pub(crate) async fn tab_to(desk: &Desk, holds: &str) {
    for _ in 0..150 {
        desk.browser.press(key::TAB).await;
        if desk.browser.value(&format!("Boolean(((e) => {holds})(document.activeElement))")).await == true {
            // A radio button or a box may show its focus on the label around it.
            let visible = "[document.activeElement, document.activeElement.closest('label')].filter(Boolean).map(e => getComputedStyle(e)).some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none')";
            assert_eq!(desk.browser.value(visible).await, true, "the focus can be seen: {holds}");
            desk.browser.until("document.activeElement.getAttribute('aria-disabled') !== 'true'").await;
            return;
        }
    }
    panic!("Tab does not reach: {holds}");
}

#[tokio::test]
async fn a_lesson_is_reached_used_and_answered_without_a_mouse() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/").await;
    page.value("document.activeElement.blur()").await;
    tab_to(&desk, "e.matches('.contents a') && e.innerText.includes('Ports')").await;
    page.press(key::ENTER).await;
    page.until("location.pathname === '/lessons/ports' && document.activeElement.id === 'page-title'").await;
    tab_to(&desk, "e.closest('#ports-probe') && e.matches('.port-input')").await;
    page.value("document.activeElement.select()").await;
    for digit in ['1'] {
        page.press(digit).await;
    }
    page.press(key::ENTER).await;
    page.until("document.querySelector('#ports-probe .happened').innerText.includes('closed')").await;
    tab_to(&desk, "e.closest('#ports-closed') && e.matches('button')").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('#ports-closed .hint')").await;
    tab_to(&desk, "e.matches('input[type=range]')").await;
    let before = page.value("document.activeElement.value").await;
    page.press(key::RIGHT).await;
    page.until(&format!("document.activeElement.value !== {before}")).await;
    tab_to(&desk, "e.matches('.question input[type=radio]')").await;
    page.press(key::SPACE).await;
    page.press(key::DOWN).await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('.question .because')").await;
    desk.close().await;
}

#[tokio::test]
async fn the_first_stop_leads_past_the_frame() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    page.value("(document.activeElement.blur(), scrollTo(0, 0), document.body.focus())").await;
    page.reload().await;
    page.value("document.activeElement.blur()").await;
    tab_to(&desk, "e.innerText.includes('Skip to the lesson')").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('main').contains(document.activeElement)").await;
    desk.close().await;
}
