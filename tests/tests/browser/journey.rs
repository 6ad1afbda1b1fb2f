//! The journey of a packet, drawn: with and without the loop, by keyboard, in words too.

use tests::browser::key;

use crate::Desk;
use crate::keyboard::tab_to;

/// Whether a part of the widget says this.
fn says(part: &str, words: &str) -> String {
    format!("document.querySelector('#loopback-journey {part}').innerText.includes('{words}')")
}

#[tokio::test]
async fn a_packet_to_oneself_turns_round_and_one_to_another_machine_meets_the_card() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/loopback").await;
    page.until("document.querySelector('#loopback-journey .journey-drawing')").await;
    page.until(&says(".journey-drawn", "A drawing")).await;
    page.until(&says(".journey-real", "127.0.0.1 is an address of")).await;
    page.until(&says(".happened", "Step 1 of 7")).await;
    let outside = "[...document.querySelectorAll('#loopback-journey .of-network')].length";
    assert_eq!(page.value(outside).await, 0, "no station outside the machine");
    for _ in 0..3 {
        page.click("#loopback-journey button", "Next").await;
    }
    page.until(&says(".journey-said", "counts at once as received")).await;
    page.accessible().await;
    page.click("#loopback-journey .choice", "another machine").await;
    page.until(&says(".happened", "Step 1 of 9")).await;
    page.until(&says(".journey-real", "198.51.100.7 is on no interface")).await;
    page.until(&says(".card-foot", "198.51.100.7")).await;
    assert_eq!(page.value(outside).await, 3);
    // The whole way is there in words, and the picture has a text of its own.
    let words = page.value("document.querySelectorAll('#loopback-journey details li').length").await;
    assert_eq!(words, 9);
    page.until("document.querySelector('#loopback-journey svg').ariaLabel.includes('on another machine')")
        .await;
    desk.close().await;
}

#[tokio::test]
async fn it_is_stepped_through_by_keyboard_and_stops_at_both_ends() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/loopback").await;
    page.until("document.querySelector('#loopback-journey .journey-drawing')").await;
    tab_to(&desk, "e.closest('#loopback-journey') && e.innerText === 'Next'").await;
    for step in 2..=7 {
        page.press(key::ENTER).await;
        page.until(&says(".happened", &format!("Step {step} of 7"))).await;
    }
    page.press(key::ENTER).await;
    page.until("document.activeElement.ariaDisabled === 'true'").await;
    page.until(&says(".happened", "Step 7 of 7")).await;
    page.resize(400, 900).await;
    page.until("document.documentElement.scrollWidth <= innerWidth").await;
    page.accessible().await;
    desk.close().await;
}
