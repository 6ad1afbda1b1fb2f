//! What a card has started is stopped with it, and nothing else is, whoever ends what meanwhile.

use tests::lab::{Binary, unlent_port};

use crate::Desk;

/// The numbers of the practice listeners that are up.
fn numbers(desk: &Desk) -> Vec<u64> {
    let address = desk.lab.address();
    let text = desk.terminal(&format!("curl --silent 'http://{address}/listeners?format=json'"));
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    all["listeners"].as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap()).collect()
}

/// Starts a listener from a terminal.
fn start_one(desk: &Desk) {
    let address = desk.lab.address();
    desk.terminal(&format!(
        "curl --silent --output /dev/null -H 'Content-Type: application/json' -d '{{\"kind\":\"daytime\"}}' http://{address}/listeners"
    ));
}

/// Whether a card says something.
fn says(card: &str, words: &str) -> String {
    format!("document.querySelector('{card}').innerText.includes({words:?})")
}

#[tokio::test]
async fn a_strangers_listener_with_the_same_number_is_left_alone() {
    let port = unlent_port().to_string();
    let mut desk = Desk::open_with(&["--port", &port]).await;
    let page = &desk.browser;
    let lessons = [
        (
            "/lessons/uses",
            [
                ("#uses-store", "Start a key-value store", ".store-keys .hint-line", "It runs no more"),
                ("#uses-cache", "Start a server and a proxy", ".store-foot", "They run no more"),
            ]
            .as_slice(),
        ),
        ("/lessons/secure", &[("#secure-tls", "Start a server", ".certificate", "It runs no more")]),
        (
            "/lessons/sockets",
            &[("#sockets-microscope", "Start a listener", ".is-open", "The listener is gone")],
        ),
    ];
    for (lesson, cards) in lessons {
        page.visit(lesson).await;
        for (card, button, _, _) in cards {
            page.until(&format!("document.querySelector('{card} button')")).await;
            page.click(&format!("{card} button"), button).await;
        }
        for (card, _, drawn, _) in cards {
            page.until(&format!("document.querySelector('{card} {drawn}')")).await;
        }
        desk.lab.signal("TERM");
        let (status, _) = desk.lab.finish();
        assert!(status.success());
        page.until("document.querySelector('.banner.gone')").await;
        desk.lab = Binary::start(&["--port", &port]);
        for _ in 0..4 {
            start_one(&desk);
        }
        for (card, _, _, told) in cards {
            page.until(&says(card, told)).await;
        }
        page.accessible().await;
        page.click(".contents a", "Ports").await;
        page.until("location.pathname === '/lessons/ports' && document.querySelector('#ports-probe')").await;
        assert_eq!(numbers(&desk), [1, 2, 3, 4], "{lesson}");
    }
    // While nothing listened, the browser itself noted each refused attempt.
    let complaints = page.complaints().await;
    let own: Vec<_> = complaints.iter().filter(|line| !line.contains("net::ERR_")).collect();
    assert!(own.is_empty(), "{own:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_card_notices_when_its_listener_is_stopped_from_a_terminal() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    let address = desk.lab.address();
    let stop = |id: u64| {
        desk.terminal(&format!("curl --silent --output /dev/null -X DELETE http://{address}/listeners/{id}"));
    };
    page.visit("/lessons/uses").await;
    page.click("#uses-store button", "Start a key-value store").await;
    page.until("document.querySelector('#uses-store .store-foot')").await;
    stop(1);
    page.until(&says("#uses-store", "It runs no more")).await;
    assert_eq!(
        page.value("document.querySelector('#uses-store .store-foot')").await,
        serde_json::Value::Null
    );
    // Of two that belong together, the other is stopped too.
    page.click("#uses-cache button", "Start a server and a proxy").await;
    page.until("document.querySelector('#uses-cache .store-foot')").await;
    stop(2);
    page.until(&says("#uses-cache", "They run no more")).await;
    desk.until_stopped(3).await;
    assert_eq!(desk.kinds(), [""; 0]);
    // Both can be started again, and then nothing is told of the end of others.
    page.click("#uses-cache button", "Start a server and a proxy").await;
    page.until("document.querySelector('#uses-cache .store-foot')").await;
    assert_eq!(page.value(&says("#uses-cache", "run no more")).await, false);

    page.visit("/lessons/secure").await;
    page.click("#secure-tls button", "Start a server").await;
    page.until("document.querySelectorAll('#secure-tls .certificate').length === 2").await;
    stop(6);
    page.until(&says("#secure-tls .store-foot", "It runs no more")).await;
    desk.close().await;
}
