//! The board of switches, the explorer of prefixes and the classifier: by mouse, by keyboard, and with input that is wrong.

use tests::browser::key;

use crate::Desk;
use crate::keyboard::tab_to;

/// What a JavaScript expression about a widget's visible text gives.
fn says(widget: &str, part: &str, words: &str) -> String {
    format!("document.querySelector('#{widget} {part}').innerText.includes('{words}')")
}

#[tokio::test]
async fn switches_make_an_address_and_a_typed_address_sets_them() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ip").await;
    page.until("document.querySelectorAll('#ip-board .bit-switch').length === 32").await;
    page.until("document.querySelectorAll('#ip-board .bit-switch[aria-pressed=true]').length === 8").await;
    // The first switch counts 128 in the first number.
    page.click("#ip-board-bit-0", "128").await;
    page.until("document.querySelector('#ip-board input').value === '255.0.0.1'").await;
    page.until(&says("ip-board", ".happened", "4,278,190,081")).await;
    page.until(&says("ip-board", ".happened", "Reserved")).await;
    page.until(&says("ip-board", ".card-foot", "/ip/255.0.0.1")).await;
    page.fill("#ip-board input", "192.168.0.1").await;
    page.until(&says("ip-board", ".happened", "Private")).await;
    page.until(&says("ip-board", ".octet:nth-child(2) .octet-sum", "128+32+8")).await;
    page.fill("#ip-board input", "192.168.0.256").await;
    page.until(&says("ip-board", ".fault", "ourth number is more than 255")).await;
    page.until(&says("ip-board", ".happened", "192.168.0.1")).await;
    page.click("#ip-board .try", "255.255.255.255").await;
    page.until("document.querySelectorAll('#ip-board .bit-switch[aria-pressed=true]').length === 32").await;
    page.until("document.querySelector('#ip-board .fault').innerText === ''").await;
    desk.close().await;
}

#[tokio::test]
async fn the_board_is_one_stop_for_tab_and_arrow_keys_lead_over_it() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ip").await;
    page.until("document.querySelectorAll('#ip-board .bit-switch').length === 32").await;
    tab_to(&desk, "e.id === 'ip-board-bit-31'").await;
    page.press(key::SPACE).await;
    page.until(&says("ip-board", ".happened", "127.0.0.0")).await;
    page.press(key::UP).await;
    page.until("document.activeElement.id === 'ip-board-bit-23'").await;
    page.press(key::HOME).await;
    page.until("document.activeElement.id === 'ip-board-bit-16'").await;
    page.press(key::RIGHT).await;
    page.until("document.activeElement.id === 'ip-board-bit-17'").await;
    page.press(key::SPACE).await;
    page.until(&says("ip-board", ".happened", "127.0.64.0")).await;
    page.until("document.querySelectorAll('#ip-board .bit-switch[tabindex=\"0\"]').length === 1").await;
    page.press(key::TAB).await;
    page.until("!document.activeElement.classList.contains('bit-switch')").await;
    desk.close().await;
}

#[tokio::test]
async fn a_prefix_is_typed_slid_and_halved_and_another_address_is_inside_or_not() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ip").await;
    page.fill("#ip-explorer-field", "192.0.2.77/26").await;
    for words in ["192.0.2.64/26", "192.0.2.127", "255.255.255.192", "2 to the power of 6"] {
        page.until(&says("ip-explorer", ".happened", words)).await;
    }
    let drawn = |owner: &str, count: usize| {
        format!("document.querySelectorAll('#ip-explorer .bit-cell.{owner}').length === {count}")
    };
    page.until(&drawn("of-network", 26)).await;
    page.until(&drawn("of-host", 6)).await;
    page.fill("#ip-explorer-other", "192.0.2.200").await;
    page.until(&says("ip-explorer", ".inside-verdict", "outside")).await;
    page.until(&says("ip-explorer", ".inside-verdict", "Bit 25 differs")).await;
    page.until(&says("ip-explorer", ".card-foot", "/ip/192.0.2.77/26?inside=192.0.2.200")).await;
    // One step to the left on the slider: a bit less for the network.
    page.value("document.querySelector('#ip-explorer .length-slider').focus()").await;
    page.press(key::HOME).await;
    page.until("document.querySelector('#ip-explorer-length').value === '0'").await;
    page.until(&says("ip-explorer", ".inside-verdict", "inside")).await;
    page.fill("#ip-explorer-length", "24").await;
    page.click("#ip-explorer .halves .try", "192.0.2.128/25").await;
    page.until("document.querySelector('#ip-explorer-field').value === '192.0.2.128'").await;
    page.until("document.querySelector('#ip-explorer-length').value === '25'").await;
    page.fill("#ip-explorer-length", "33").await;
    page.until(&says("ip-explorer", ".fault", "32 bits")).await;
    page.fill("#ip-explorer-field", "2001:db8::42/61").await;
    page.until(&says("ip-explorer", ".happened", "147,573,952,589,676,412,928")).await;
    page.until("document.querySelectorAll('#ip-explorer .bit-cell').length === 32").await;
    page.until("document.querySelectorAll('#ip-explorer .bit-cell.of-both').length === 1").await;
    page.until(&says("ip-explorer", ".inside-verdict", "outside")).await;
    page.accessible().await;
    page.until("document.querySelector('#ip-explorer .fault').innerText === ''").await;
    desk.close().await;
}

#[tokio::test]
async fn a_spelling_is_read_by_every_rule_and_the_lab_says_the_same() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ip").await;
    page.until("document.querySelectorAll('#ip-classifier .reader-row').length === 4").await;
    page.fill("#ip-classifier input", "010.0.0.1").await;
    page.until(&says("ip-classifier", ".agreement", "different addresses")).await;
    for address in ["8.0.0.1", "10.0.0.1"] {
        page.until(&says("ip-classifier", ".readers", address)).await;
    }
    page.accessible().await;
    let foot = page.text("#ip-classifier .card-foot .command-text").await;
    let answer = desk.terminal(&foot.replace("curl ", "curl --silent "));
    assert!(answer.contains("read as 10.0.0.1") && answer.contains("read as 8.0.0.1"), "{foot}: {answer}");
    page.click("#ip-classifier .try", "2001:0DB8").await;
    page.until("document.querySelectorAll('#ip-classifier .steps li').length === 3").await;
    page.until(&says("ip-classifier", ".happened", "2001:db8::42")).await;
    page.until("document.querySelector('#ip-classifier .steps .goes').innerText === '0'").await;
    page.until(&says("ip-classifier", ".departs", "capital letters")).await;
    page.click("#ip-classifier .try", "::ffff:127.0.0.1").await;
    page.until(&says("ip-classifier", ".embedded", "Loopback")).await;
    page.accessible().await;
    page.fill("#ip-classifier input", "[::1]").await;
    page.until(&says("ip-classifier", ".happened", "The brackets belong to the URL")).await;
    page.until(&says("ip-classifier", ".card-foot", "/ip/::1")).await;
    page.fill("#ip-classifier input", "fe80::1%lo").await;
    page.until(&says("ip-classifier", ".happened", "on the interface lo")).await;
    page.fill("#ip-classifier input", "localhost").await;
    page.until(&says("ip-classifier", ".fault", "is a name")).await;
    page.until("document.querySelector('#ip-classifier .card-foot').hidden").await;
    desk.close().await;
}
