//! The page in the next tab: a real page of another origin, in a tab of its own, and what its requests reach.

use protocol::journal::{Journal, Step};
use protocol::listeners::{Kind, MAX_LISTENERS};
use tests::browser::key;
use tests::lab::{Binary, unlent_port};

use crate::Desk;
use crate::keyboard::tab_to;

const CARD: &str = "#secure-other-page";

/// What one of the two panels says, the lab's first.
fn panel(number: usize) -> String {
    format!("{CARD} .other-one:nth-of-type({number})")
}

/// Whether something is said in the card.
fn says(words: &str) -> String {
    format!("document.querySelector('{CARD}').innerText.includes({words:?})")
}

/// Chooses a prediction for each, and starts both by keyboard.
async fn start(desk: &Desk, lab: &str, echo: &str) {
    let page = &desk.browser;
    for (name, words) in [("lab", lab), ("echo", echo)] {
        page.value(&format!(
            "[...document.querySelectorAll('{CARD} [name={CARD_ID}-{name}]')].find(e => e.parentElement.innerText.includes('{words}')).click() ?? true",
            CARD_ID = &CARD[1..],
        ))
        .await;
    }
    page.value(&format!("document.querySelector('{CARD} input:checked').focus()")).await;
    tab_to(desk, &format!("e.matches('{CARD} button[type=submit]')")).await;
    page.press(key::ENTER).await;
}

#[tokio::test]
async fn a_page_of_another_origin_reaches_both_and_the_lab_alone_refuses_it() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/secure").await;
    page.until(&format!("document.querySelector('{CARD} button[type=submit][aria-disabled=true]')")).await;
    start(&desk, "never arrives", "is taken").await;
    page.until(&format!("document.querySelector('{CARD} .other-door a')")).await;
    assert_eq!(desk.kinds(), ["other-page", "tcp-echo"]);
    page.accessible().await;

    // The link opens a tab of its own, which sends nothing until its button is pressed.
    let lesson = page.tab().await;
    tab_to(&desk, &format!("e.matches('{CARD} .other-door a')")).await;
    page.press(key::ENTER).await;
    page.until("document.hidden").await;
    page.show_beside(&lesson).await;
    page.until("document.querySelector('h1')?.innerText === 'I am not the lab'").await;
    // A lesson that nobody sees hears of it when it is seen again.
    page.show(&lesson).await;
    page.until(&says("The page is open. Press its button.")).await;
    page.show_beside(&lesson).await;
    assert_eq!(page.value("window.opener === null && document.title").await, "The other page");
    page.accessible().await;
    tab_to(&desk, "e.id === 'try'").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('.end:not([hidden])')").await;
    // It cannot tell one from the other.
    for attempt in ["read", "change", "echo"] {
        let learned = page.text(&format!("#{attempt}")).await;
        assert!(learned.starts_with("My browser gives me an error, and no answer."), "{attempt}: {learned}");
    }
    page.accessible().await;
    page.prefer("prefers-color-scheme", "dark").await;
    page.resize(400, 900).await;
    page.accessible().await;
    assert_eq!(page.value("document.documentElement.scrollWidth <= innerWidth").await, true);
    // The browser tells its console, and not the page, what it kept from it: nothing else is wrong there.
    let complaints = page.complaints().await;
    let expected = ["/whoami", "/listeners", "net::ERR_INVALID_HTTP_RESPONSE"];
    for told in &complaints {
        assert!(expected.iter().any(|one| told.contains(one)), "{told}");
        assert!(!told.contains("Content Security Policy"), "{told}");
    }
    assert!(complaints.len() >= expected.len(), "{complaints:?}");

    page.show(&lesson).await;
    page.until(&says("The page has reached both.")).await;
    let lab = page.text(&panel(1)).await;
    for words in [
        "GET /whoami",
        "POST /listeners",
        "403",
        "cross_site",
        "Sec-Fetch-Site gave it away",
        "Origin names http://127.",
    ] {
        assert!(lab.contains(words), "{words}: {lab}");
    }
    assert!(lab.contains("Not as you said: it arrives, and is refused."), "{lab}");
    let echo = page.text(&panel(2)).await;
    assert!(echo.contains("taken") && echo.contains("As you said: it arrives, and is taken."), "{echo}");
    assert!(page.text(&format!("{CARD} .other-lesson")).await.starts_with("Loopback kept none of the three"));
    page.accessible().await;
    assert_eq!(desk.kinds(), ["other-page", "tcp-echo"], "the attack has started nothing");
    let address = desk.lab.address();
    let journal = desk.terminal(&format!("curl -s 'http://{address}/journal?format=json'"));
    let journal: Journal = serde_json::from_str(&journal).unwrap();
    let taken = journal.entries.iter().filter_map(|entry| entry.practice()).find_map(|one| match &one.step {
        Step::Closed(closed) if one.kind == Kind::TcpEcho => Some(closed.received_bytes),
        _ => None,
    });
    assert!(echo.contains(&format!("{} bytes from", taken.unwrap())), "{taken:?}: {echo}");

    // The command at the foot is refused for the same reason.
    let command = page.text(&format!("{CARD} .card-foot .command-text")).await;
    let printed = desk.terminal(&command.trim().replacen("curl", "curl --silent", 1));
    assert!(printed.starts_with("HTTP/1.1 403") && printed.contains("cross_site"), "{command}\n{printed}");
    page.click(&format!("{CARD} button"), "Stop both").await;
    desk.until_stopped(1).await;
    desk.until_stopped(2).await;
    assert_eq!(desk.kinds(), [""; 0]);
    page.until(&format!("document.querySelector('{CARD} form:not([hidden]) button[aria-disabled=true]')"))
        .await;

    // Where one is stopped from a terminal, the card says so, and stops the other.
    start(&desk, "is refused", "is taken").await;
    page.until(&format!("document.querySelector('{CARD} .other-door a')")).await;
    desk.terminal(&format!("curl -s -o /dev/null -X DELETE http://{address}/listeners/4"));
    page.until(&says("They run no more")).await;
    page.until(&format!("document.querySelector('{CARD} form:not([hidden])')")).await;
    desk.until_stopped(3).await;
    assert_eq!(desk.kinds(), [""; 0]);
    desk.close().await;
}

#[tokio::test]
async fn both_end_with_the_lesson_and_with_the_lab_and_neither_starts_alone() {
    let port = unlent_port().to_string();
    let mut desk = Desk::open_with(&["--port", &port]).await;
    let runs = format!("document.querySelector('{CARD} .other-door a')");
    let page = &desk.browser;
    page.visit("/lessons/secure").await;
    start(&desk, "is refused", "never arrives").await;
    page.until(&runs).await;
    page.click(".contents a", "Ports").await;
    page.until("location.pathname === '/lessons/ports'").await;
    desk.until_stopped(1).await;
    desk.until_stopped(2).await;
    assert_eq!(desk.kinds(), [""; 0]);

    // There is room for one more, and not for two.
    let address = desk.lab.address();
    let start_one = format!(
        "curl -s -o /dev/null -H 'Content-Type: application/json' -d '{{}}' http://{address}/listeners"
    );
    let start_one = start_one.replace("{}", r#"{"kind":"daytime"}"#);
    desk.terminal(&format!("for i in $(seq {}); do {start_one}; done", MAX_LISTENERS - 1));
    page.back().await;
    page.until(&format!("document.querySelector('{CARD} form')")).await;
    start(&desk, "is refused", "never arrives").await;
    page.until(&format!(
        "document.querySelector('{CARD} .trouble')?.innerText.includes('practice listeners')"
    ))
    .await;
    page.accessible().await;
    desk.until_stopped(MAX_LISTENERS as u64 + 2).await;
    assert!(!desk.kinds().contains(&"other-page".to_owned()));
    desk.terminal(&format!("curl -s -o /dev/null -X DELETE http://{address}/listeners/3"));
    page.click(&format!("{CARD} button"), "Start both").await;
    page.until(&runs).await;

    // The lab goes, and takes both with it; when it is back, they can be started again.
    desk.lab.signal("TERM");
    let (status, _) = desk.lab.finish();
    assert!(status.success());
    page.until("document.querySelector('.banner.gone')").await;
    desk.lab = Binary::start(&["--port", &port]);
    page.until(&format!("document.querySelector('{CARD} form:not([hidden])') && !{runs}")).await;
    // While nothing listened, the browser itself noted each refused attempt; so it did where the lab had no room.
    let complaints = page.complaints().await;
    let own: Vec<_> = complaints
        .iter()
        .filter(|line| !line.contains("net::ERR_") && !line.contains("status of 409"))
        .collect();
    assert!(own.is_empty(), "{own:?}");
    desk.close().await;
}
