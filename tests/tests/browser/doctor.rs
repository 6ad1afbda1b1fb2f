//! The doctor and the failure zoo against real services, of the test's own making and of the lab's.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use tests::browser::key;

use crate::Desk;
use crate::keyboard::tab_to;

const LESSON: &str = "/lessons/troubleshoot";

/// Gives half an answer to whoever asks.
fn half() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\nX-Test: yes\r\nA: b\r\nContent-Length: 9\r\n\r\nhalf");
        }
    });
    address
}

#[tokio::test]
async fn the_step_that_fails_stands_out_and_the_foot_shows_the_same() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    let patient = half();
    page.fill("#trouble-doctor input", &patient.to_string()).await;
    page.click("#trouble-doctor button", "Examine").await;
    page.until(
        "document.querySelector('#trouble-doctor .step.failed')?.innerText.includes('promised 9 bytes')",
    )
    .await;
    let verdict = page.text("#trouble-doctor [role=status]").await;
    assert!(verdict.contains("cut short") && verdict.contains("ends with 18"), "{verdict}");
    let failed = page.text("#trouble-doctor .step.failed").await;
    assert!(failed.contains("What to do:") && failed.contains("failed"), "{failed}");
    // Many facts are folded, and there when they are asked for.
    page.click("#trouble-doctor .step.failed summary", "seen").await;
    page.until("document.querySelector('#trouble-doctor .step.failed').innerText.includes('X-Test')").await;
    let command = page.text("#trouble-doctor .card-foot .command-text").await;
    let printed = desk.terminal(&format!("{} 2>&1 --silent; echo ended with $?", command.trim()));
    assert!(printed.contains("ended with 18"), "{command}\n{printed}");
    page.accessible().await;

    page.fill("#trouble-doctor input", &format!("http://{}/health", desk.lab.address())).await;
    page.click("#trouble-doctor button", "Examine").await;
    page.until("document.querySelector('#trouble-doctor .finding.well') && !document.querySelector('#trouble-doctor .step.failed')").await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_not_on_this_machine_is_refused_in_words() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.fill("#trouble-doctor input", "http://192.0.2.1/").await;
    page.click("#trouble-doctor button", "Examine").await;
    page.until("document.querySelector('#trouble-doctor .trouble')?.innerText.includes('not on loopback')")
        .await;
    // The browser notes the status of the refusal; that is all there is on its console.
    assert!(page.complaints().await.iter().all(|one| one.contains("400")));
    page.fill("#trouble-doctor input", "127.0.0.1:70000").await;
    page.click("#trouble-doctor button", "Examine").await;
    page.until("document.querySelector('#trouble-doctor .step.failed')?.innerText.includes('16 bits')").await;
    desk.close().await;
}

#[tokio::test]
async fn a_fault_is_predicted_started_met_and_stopped_by_keyboard() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", "dark").await;
    page.visit(LESSON).await;
    page.until("document.querySelectorAll('#trouble-zoo option').length === 8").await;
    page.value("document.activeElement.blur()").await;
    tab_to(&desk, "e.matches('#trouble-zoo select')").await;
    // The third is the one that accepts and closes.
    page.press(key::DOWN).await;
    page.press(key::DOWN).await;
    page.until(
        "document.querySelector('#trouble-zoo .zoo-does').innerText.includes('closes it without a word')",
    )
    .await;
    tab_to(&desk, "e.matches('#trouble-zoo input[type=radio]')").await;
    page.press(key::SPACE).await;
    page.until("document.querySelector('#trouble-zoo input:checked')").await;
    tab_to(&desk, "e.matches('#trouble-zoo button[type=submit]')").await;
    page.press(key::ENTER).await;
    let facts = "document.querySelector('#trouble-zoo .zoo-facts')?.innerText ?? ''";
    page.until(&format!("(t => t.includes('52 (CURLE_GOT_NOTHING)') && t.includes('open'))({facts})")).await;
    let verdict = page.text("#trouble-zoo .finding").await;
    assert!(
        verdict.contains("Not connection refused") && verdict.contains("an end without an answer"),
        "{verdict}"
    );
    assert_eq!(desk.kinds(), ["accept-close"]);
    page.accessible().await;

    // The command at the foot meets the same in a terminal.
    let command = page.text("#trouble-zoo .card-foot .command-text").await;
    let printed = desk.terminal(&format!("{} 2>&1; echo ended with $?", command.trim()));
    assert!(printed.contains("ended with 52"), "{command}\n{printed}");

    tab_to(&desk, "e.matches('#trouble-zoo button') && e.innerText === 'Stop it'").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('#trouble-zoo .zoo-foot').innerText.includes('It is stopped')").await;
    desk.until_stopped(1).await;
    assert_eq!(desk.kinds(), Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn silence_is_met_and_ends_with_the_lesson() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.until("document.querySelectorAll('#trouble-zoo option').length === 8").await;
    page.value("document.querySelector('#trouble-zoo select').focus()").await;
    page.press(key::DOWN).await;
    page.click("#trouble-zoo .choice", "a time-out").await;
    page.click("#trouble-zoo button", "Start").await;
    page.until("document.querySelector('#trouble-zoo .finding')?.innerText.includes('As you said')").await;
    let facts = page.text("#trouble-zoo .zoo-facts").await;
    assert!(facts.contains("filtered") && facts.contains("ETIMEDOUT once the system gives up"), "{facts}");
    assert_eq!(desk.kinds(), ["silent"]);
    page.click(".contents a", "Ports").await;
    page.until("location.pathname === '/lessons/ports'").await;
    desk.until_stopped(1).await;
    assert_eq!(desk.kinds(), Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn a_mystery_is_found_out_in_a_terminal_and_told_when_it_is_answered() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#trouble-mystery button", "Start a mystery").await;
    page.until("document.querySelectorAll('#trouble-mystery input[type=radio]').length === 6 && document.querySelector('#trouble-mystery form:not([hidden])')").await;
    assert_eq!(desk.kinds(), ["mystery"]);
    let command = page.text("#trouble-mystery .card-foot .command-text").await;
    let printed = desk.terminal(&format!("{} 2>&1; echo ended with $?", command.trim()));
    // A time-out before the connection is another one than a time-out after it.
    let connected = printed.contains("Connected to");
    let exit: u8 = printed.trim().rsplit(' ').next().unwrap().parse().unwrap();
    let title = match exit {
        28 if connected => "Slow",
        28 => "Silent",
        52 => "Accept and close",
        56 => "Reset",
        18 => "Half an answer",
        1 => "TLS on a plain port",
        _ => panic!("{printed}"),
    };
    page.click("#trouble-mystery .choice", title).await;
    page.accessible().await;
    page.click("#trouble-mystery button", "That is it").await;
    page.until(&format!(
        "document.querySelector('#trouble-mystery .finding')?.innerText.includes('Right: {title}')"
    ))
    .await;
    assert_eq!(desk.kinds(), Vec::<String>::new());
    // The next one begins unanswered.
    page.click("#trouble-mystery button", "Start another").await;
    page.until("document.querySelector('#trouble-mystery form:not([hidden])') && !document.querySelector('#trouble-mystery :checked')").await;
    page.accessible().await;
    desk.close().await;
}
