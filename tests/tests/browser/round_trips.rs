//! Round trips drawn from two sides, and what the kernel knows of the page's own connection.

use serde_json::Value;
use tests::browser::key;
use tests::lab::send;

use crate::Desk;

const WIDGET: &str = "#loopback-trips";

impl Desk {
    /// How many connections the lab has accepted so far, this one included.
    fn connections(&self) -> u64 {
        let whoami =
            send(self.lab.address(), "GET", "/whoami", &[("Accept", "application/json")], b"").json();
        whoami["connection"]["id"].as_u64().unwrap()
    }

    /// Measures, and waits until it is done.
    async fn measure(&self, count: &str) {
        self.browser
            .value(&format!(
                "(e => {{ e.value = '{count}'; e.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})(document.querySelector('{WIDGET} select'))"
            ))
            .await;
        self.browser.click(&format!("{WIDGET} button"), "Measure").await;
        self.browser
            .until(&format!("document.querySelector('{WIDGET} .trips-said').innerText === 'Measured.'"))
            .await;
    }
}

/// The rows of the table: what, who, and the cells.
const ROWS: &str =
    "[...document.querySelectorAll('#loopback-trips tbody tr')].map(r => [...r.cells].map(c => c.innerText))";

#[tokio::test]
async fn the_lab_and_the_page_measure_and_both_are_drawn() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/loopback").await;
    page.until(&format!("document.querySelector('{WIDGET}')")).await;
    let before = desk.connections();
    desk.measure("20").await;
    let made = desk.connections() - before;
    // The lab made at least one for each of its new requests; the page one for each of its own, as it says.
    let rows = page.value(ROWS).await;
    let rows: Vec<Vec<String>> = serde_json::from_value(rows).unwrap();
    let row = |index: usize| rows[index].iter().map(String::as_str).collect::<Vec<_>>();
    let counts: Vec<&str> = rows.iter().map(|row| row.last().unwrap().as_str()).collect();
    // ICMP by the lab depends on the system; a page never has any.
    assert_eq!(row(1), ["this page", "none", "none", "none", "none", "0"]);
    assert_eq!(counts[2..], ["20"; 6], "{rows:?}");
    assert!(made >= 20 + 20, "the page says that it made 20 new connections; the lab saw {made} in all");
    for (index, row) in rows.iter().enumerate().skip(2) {
        let figures = &row[row.len() - 5..row.len() - 1];
        assert!(
            figures.iter().all(|figure| ["ns", "µs", "ms", "s"].iter().any(|unit| figure.ends_with(unit))),
            "{index}: {row:?}"
        );
    }
    // A column is a part of a path.
    let drawn = page
        .value(&format!(
            "['lab', 'own'].map(who => [...document.querySelectorAll('{WIDGET} .trip-column.' + who)].map(d => d.getAttribute('d').split('z').length - 1))"
        ))
        .await;
    let drawn: Vec<Vec<u64>> = serde_json::from_value(drawn).unwrap();
    assert!(drawn[0][1..].iter().chain(&drawn[1][1..]).all(|&columns| columns > 0), "{drawn:?}");
    assert_eq!(drawn[1][0], 0, "a page has no ICMP to draw");
    let inside = page
        .value(&format!(
            "[...document.querySelectorAll('{WIDGET} .trip-drawing')].every(d => [...d.querySelectorAll('.trip-mark, .trip-column')].every(m => (b => b.x >= 0 && b.x + b.width <= d.viewBox.baseVal.width)(m.getBBox())))"
        ))
        .await;
    assert_eq!(inside, true);
    let remarks = page.text(&format!("{WIDGET} .trips-remarks")).await;
    assert!(
        remarks.contains("A page cannot send ICMP") && remarks.contains("clock moves in steps of"),
        "{remarks}"
    );
    // The live wire has the one request for it all, and none of the many.
    let wire =
        page.value("[...document.querySelectorAll('.wire .event')].map(e => e.innerText).join()").await;
    assert!(!wire.as_str().unwrap().contains("/roundtrip/once"), "{wire}");
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn the_pointer_is_moved_by_keys_and_tells_its_counts() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/loopback").await;
    desk.measure("20").await;
    page.value(&format!("document.querySelector('{WIDGET} [role=slider]').focus()")).await;
    page.press(key::HOME).await;
    let ruler =
        |name: &str| format!("document.querySelector('{WIDGET} [role=slider]').getAttribute('{name}')");
    page.until(&format!("{} === '0'", ruler("aria-valuenow"))).await;
    let at_home = page.value(&ruler("aria-valuetext")).await;
    page.press(key::RIGHT).await;
    page.until(&format!("{} === '1'", ruler("aria-valuenow"))).await;
    let next = page.value(&ruler("aria-valuetext")).await;
    assert_ne!(at_home, next);
    assert!(next.as_str().unwrap().contains("TCP connect: the lab "), "{next}");
    // The mouse points at the same thing.
    page.value(&format!(
        "(d => (b => d.dispatchEvent(new PointerEvent('pointermove', {{ bubbles: true, clientX: b.right - 1, clientY: b.top + 5 }})))(d.getBoundingClientRect()))(document.querySelector('{WIDGET} .trip-drawing'))"
    ))
    .await;
    page.until(&format!("{} === {}", ruler("aria-valuenow"), ruler("aria-valuemax"))).await;
    // Every sample is under the pointer somewhere.
    let mut sum = 0;
    page.press(key::HOME).await;
    let last: u64 = page.value(&ruler("aria-valuemax")).await.as_str().unwrap().parse().unwrap();
    for bin in 0..=last {
        page.until(&format!("{} === '{bin}'", ruler("aria-valuenow"))).await;
        let text = page.value(&ruler("aria-valuetext")).await;
        let kept = text.as_str().unwrap().split("kept connection: ").nth(1).unwrap().to_owned();
        let numbers =
            kept.split(';').next().unwrap().split([' ', ',']).filter_map(|word| word.parse::<u64>().ok());
        sum += numbers.sum::<u64>();
        page.press(key::RIGHT).await;
    }
    assert_eq!(sum, 20 + 20, "twenty by the lab and twenty by the page");
    desk.close().await;
}

#[tokio::test]
async fn it_is_ended_early_and_begun_again() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/loopback").await;
    page.value(&format!(
        "(e => {{ e.value = '500'; e.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})(document.querySelector('{WIDGET} select'))"
    ))
    .await;
    assert!(page.text(&format!("{WIDGET} .card-foot")).await.contains("/roundtrip?count=500"));
    // At once: it may not have come to its end before.
    page.click_twice(&format!("{WIDGET} button"), "Measure", "Stop").await;
    page.until(&format!("document.querySelector('{WIDGET} .controls button').innerText === 'Measure again'"))
        .await;
    page.until(&format!("document.querySelector('{WIDGET} progress').hidden")).await;
    desk.browser.close().await;
}

#[tokio::test]
async fn a_second_measurement_at_the_same_time_is_told_to_wait() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/loopback").await;
    page.until(&format!("document.querySelector('{WIDGET}')")).await;
    // The lab is asked and the button pressed in one go, so that the lab hears of both before it has measured anything.
    page.value(&format!(
        "(() => {{ fetch('/roundtrip?count=500'); document.querySelector('{WIDGET} .controls button').click(); return true; }})()"
    ))
    .await;
    page.until(&format!("document.querySelector('{WIDGET} .trouble')?.innerText.includes('one at a time')"))
        .await;
    page.until(&format!("document.querySelector('{WIDGET} .controls button').innerText === 'Measure again'"))
        .await;
    // The browser itself puts a refusal on its console; nothing else may be there.
    let complaints = page.complaints().await;
    assert!(complaints.iter().all(|line| line.contains("429")), "{complaints:?}");
    desk.browser.close().await;
}

#[tokio::test]
async fn a_lab_that_is_gone_is_told() {
    let mut desk = Desk::open().await;
    desk.browser.visit("/lessons/loopback").await;
    desk.browser.until(&format!("document.querySelector('{WIDGET}')")).await;
    desk.lab.signal("TERM");
    desk.lab.finish();
    desk.browser.click(&format!("{WIDGET} button"), "Measure").await;
    desk.browser
        .until(&format!("document.querySelector('{WIDGET} .trouble')?.innerText.includes('No answer came')"))
        .await;
    desk.browser.close().await;
}

#[tokio::test]
async fn the_pair_in_the_head_opens_what_the_kernel_knows() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.until("document.querySelector('button.pair')").await;
    page.value("document.querySelector('button.pair').focus()").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('#connection-panel').matches(':popover-open')").await;
    page.until("document.querySelector('#connection-panel .figure-value')").await;
    let told = page.text("#connection-panel").await;
    for word in [
        "Round-trip time",
        "Variance",
        "Congestion window",
        "Segment size",
        "Received",
        "Acknowledged",
        "Sent again",
        "bytes",
        "µs",
    ] {
        assert!(told.contains(word), "{word} is missing: {told}");
    }
    assert!(told.contains(&format!("curl http://{}/whoami", desk.lab.address())), "{told}");
    // Asked again, the kernel has counted what the question took.
    let received = "[...document.querySelectorAll('#connection-panel .figure')].find(f => f.innerText.includes('Received')).querySelector('.figure-value').innerText";
    let carried = "document.querySelector('#connection-panel .said').innerText";
    page.until(&format!("{carried}.length > 0")).await;
    let before: Value = page.value(&format!("[{carried}, {received}]")).await;
    page.click("#connection-panel button", "Ask again").await;
    page.until(&format!("{carried} !== {} && {received} !== {}", before[0], before[1])).await;
    page.accessible().await;
    page.press(key::ESCAPE).await;
    page.until("!document.querySelector('#connection-panel').matches(':popover-open')").await;
    assert_eq!(page.value("document.activeElement.className").await, "pair", "the focus is where it was");
    // The widget shows the same figures of the same answer.
    let figures = |place: &str| {
        format!("[...document.querySelectorAll('{place} .figure-value')].map(f => f.textContent).join()")
    };
    // Looked at in one go: the page may ask again by itself.
    page.until(&format!("{} === {}", figures("#connection-panel"), figures("#address-pair"))).await;
    desk.close().await;
}
