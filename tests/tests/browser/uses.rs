//! The key-value store and the caching proxy of lesson uses, with the real redis-cli and curl beside the page.

use tests::browser::key;

use crate::Desk;
use crate::keyboard::tab_to;

const LESSON: &str = "/lessons/uses";

/// The port that a card's foot names.
async fn port(desk: &Desk, card: &str) -> String {
    let foot = desk.browser.text(&format!("{card} .store-foot")).await;
    let after = foot.split("127.0.0.1:").nth(1).unwrap_or_else(|| panic!("{foot}"));
    after.chars().take_while(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn what_redis_cli_sets_appears_in_the_page_and_expires_there() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#uses-store button", "Start a key-value store").await;
    page.until("document.querySelector('#uses-store .store-foot')").await;
    let port = port(&desk, "#uses-store").await;
    page.until("document.querySelector('#uses-store .store-keys').innerText.includes('No key now')").await;

    // What the page says itself: every byte of it.
    page.click("#uses-store .store-tries button", "SET greeting").await;
    page.until("document.querySelector('#uses-store .store-said li')?.innerText.includes('*5')").await;
    let said = page.text("#uses-store .store-said li").await;
    assert!(said.contains("OK") && said.contains("+OK\\r\\n") && said.contains("$11\\r\\n"), "{said}");
    let keys = "document.querySelector('#uses-store .store-keys').innerText";
    page.until(&format!("/greeting[^]*hello world[^]*in \\d+ s/.test({keys})")).await;
    // It stays as long as this test, however long that takes.
    assert_eq!(desk.terminal(&format!("redis-cli -p {port} expire greeting 600")).trim(), "1");

    // What another program says.
    assert_eq!(desk.terminal(&format!("redis-cli -p {port} set mine 1 ex 600")).trim(), "OK");
    page.until(&format!("/mine\\s+1\\s+in \\d+ s/.test({keys})")).await;
    page.accessible().await;
    // Its time runs out, and it is gone without anybody asking for it.
    assert_eq!(desk.terminal(&format!("redis-cli -p {port} expire mine 1")).trim(), "1");
    page.until(&format!("!/mine/.test({keys})")).await;
    assert_eq!(desk.terminal(&format!("redis-cli -p {port} exists mine greeting")).trim(), "1");

    // A wrong command is told so in Redis's words.
    page.fill("#uses-store input", "INCR greeting").await;
    page.click("#uses-store button", "Send").await;
    page.until(
        "document.querySelector('#uses-store .store-said .fault')?.innerText.includes('not an integer')",
    )
    .await;
    let command = page.text("#uses-store .card-foot .command-text").await;
    assert_eq!(desk.terminal(command.trim()).trim(), "OK", "{command}");
    page.until(&format!("/mine/.test({keys})")).await;

    page.click("#uses-store button", "Stop it").await;
    page.until("!document.querySelector('#uses-store .store-foot')").await;
    desk.until_stopped(1).await;
    // The next one is another, and empty; the first is gone.
    page.click("#uses-store button", "Start a key-value store").await;
    page.until(&format!("{}.includes('No key now')", keys.replace(".innerText", "?.innerText"))).await;
    assert_eq!(desk.kinds(), ["key-value"]);
    desk.close().await;
}

#[tokio::test]
async fn hit_and_miss_stand_beside_each_other_and_a_change_is_seen_late() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", "dark").await;
    page.visit(LESSON).await;
    page.click("#uses-cache button", "Start a server and a proxy").await;
    page.until("document.querySelector('#uses-cache .store-foot')").await;
    assert_eq!(desk.kinds(), ["http-hello", "proxy"]);
    page.value("document.querySelector('#uses-cache select').focus()").await;
    // 60 seconds, so that nothing grows stale while the test goes on.
    page.press(key::DOWN).await;
    page.press(key::DOWN).await;
    page.until("document.querySelector('#uses-cache select').value === '60'").await;
    let rows =
        "[...document.querySelectorAll('#uses-cache .cache-rows li')].map(one => one.innerText).join('|')";
    let ask = async |button: &str, count: usize| {
        page.click("#uses-cache button", button).await;
        page.until(&format!("document.querySelectorAll('#uses-cache .cache-rows li').length === {count}"))
            .await;
        page.value(&format!("{rows}.split('|')[0]")).await.as_str().unwrap().to_owned()
    };
    assert!(ask("Ask the proxy", 1).await.contains("MISS"));
    assert!(ask("Ask the proxy", 2).await.contains("HIT"));
    let compared = page.text("#uses-cache .cache-compared").await;
    assert!(compared.contains("A hit took"), "{compared}");
    let changed = ask("Change the page", 3).await;
    let last = page.text("#uses-cache .cache-last").await;
    assert!(last.contains("200 from the server itself, past the proxy"), "{last}");
    assert!(changed.contains("server") && changed.contains("version 2"), "{changed}");
    let late = ask("Ask the proxy", 4).await;
    assert!(late.contains("HIT") && late.contains("first version"), "{late}");
    let told = page.text("#uses-cache .happened .hint-line").await;
    assert!(told.contains("fresh for"), "{told}");
    let insisted = ask("Ask it with no-cache", 5).await;
    assert!(insisted.contains("MISS") && insisted.contains("version 2"), "{insisted}");
    page.accessible().await;

    // The command at the foot gets the same out of the cache.
    let command = page.text("#uses-cache .card-foot .command-text").await;
    let printed = desk.terminal(command.trim()).to_ascii_lowercase();
    assert!(printed.contains("x-cache: hit") && printed.contains("version 2"), "{command}\n{printed}");

    tab_to(&desk, "e.matches('#uses-cache button') && e.innerText === 'Stop both'").await;
    page.press(key::ENTER).await;
    page.until("!document.querySelector('#uses-cache .store-foot')").await;
    desk.close().await;
}

#[tokio::test]
async fn what_a_lesson_started_ends_with_it() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#uses-store button", "Start a key-value store").await;
    page.click("#uses-cache button", "Start a server and a proxy").await;
    page.until("document.querySelectorAll('.store-foot').length === 2").await;
    assert_eq!(desk.kinds().len(), 3);
    page.click(".contents a", "Ports").await;
    page.until("location.pathname === '/lessons/ports'").await;
    for id in 1..=3 {
        desk.until_stopped(id).await;
    }
    assert_eq!(desk.kinds(), Vec::<String>::new());
    desk.close().await;
}
