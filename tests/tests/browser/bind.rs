//! The bind matrix and the port conflict, against the system itself and a listener of the test's own.

use std::net::TcpListener;

use tests::browser::key;
use tests::children::close;
use tests::lab::unlent_port;

use crate::Desk;

const MATRIX: &str = "#binding-matrix";
const CONFLICT: &str = "#binding-conflict";
const CONTAINER: &str = "#binding-container";

/// What stands in the cells of the first three rows, row by row.
const CELLS: &str = "[...document.querySelectorAll('#binding-matrix tbody tr')].slice(0, 3).map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText.trim().split('\\n')))";

#[tokio::test]
async fn the_matrix_is_predicted_without_a_mouse_and_really_tried() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/binding").await;
    page.until(&format!("document.querySelectorAll('{MATRIX} .bind-guess').length === 18")).await;
    page.value(&format!("(document.querySelector('{MATRIX} .bind-guess').focus(), 1)")).await;
    // Reached, which is right; for the next cell reached, which is wrong; for the third refused, which is right.
    for keys in [&[key::ENTER][..], &[key::TAB, key::ENTER], &[key::TAB, key::ENTER, key::ENTER]] {
        for key in keys {
            page.press(*key).await;
        }
    }
    let said = format!("document.querySelectorAll('{MATRIX} .bind-guess')[2].getAttribute('aria-label')");
    page.until(&format!("{said} === 'Bound to 127.0.0.1, connect to ::1: refused'")).await;
    page.click(&format!("{MATRIX} button"), "Try").await;
    page.until(&format!("document.querySelector('{MATRIX} .headline').innerText.includes('2 of 3')")).await;
    let cells: Vec<Vec<Vec<String>>> = serde_json::from_value(page.value(CELLS).await).unwrap();
    let reached = |row: usize, column: usize| cells[row][column][0].trim() == "reached";
    for row in 0..3 {
        for column in 0..3 {
            assert_eq!(reached(row, column), row == column, "{cells:?}");
        }
    }
    assert_eq!((cells[0][0][1].as_str(), cells[0][1][1].as_str()), ("as you said", "not as you said"));
    assert_eq!(page.value(&format!("document.querySelectorAll('{MATRIX} .ruled').length")).await, 3);
    let neighbours = page.text(&format!("{MATRIX} .bind-neighbours")).await;
    assert_eq!(neighbours.matches("is answered by").count(), 3, "{neighbours}");
    page.accessible().await;
    page.click(&format!("{MATRIX} button"), "Predict again").await;
    page.until(&format!("document.querySelectorAll('{MATRIX} .bind-guess').length === 18")).await;
    desk.close().await;
}

#[tokio::test]
async fn a_port_that_a_program_has_is_told_with_its_holder_and_a_free_one_is_bound_twice() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    let port = unlent_port();
    let other = TcpListener::bind(("127.0.0.1", port)).unwrap();
    page.visit("/lessons/binding").await;
    page.fill(&format!("{CONFLICT} .port-input"), &port.to_string()).await;
    page.click(&format!("{CONFLICT} button"), "twice").await;
    page.until(&format!("document.querySelectorAll('{CONFLICT} .bind-tries li').length === 1")).await;
    let told = page.text(&format!("{CONFLICT} .bind-tries")).await;
    assert!(told.contains("EADDRINUSE") && told.contains(&format!("pid {}", std::process::id())), "{told}");
    close(other);
    page.click(&format!("{CONFLICT} button"), "twice").await;
    page.until(&format!("document.querySelectorAll('{CONFLICT} .bind-tries li').length === 5")).await;
    let told = page.text(&format!("{CONFLICT} .happened")).await;
    assert!(told.contains("this very lab") && told.contains("TIME-WAIT now"), "{told}");
    let command = page.text(&format!("{CONFLICT} .card-foot")).await;
    assert!(command.contains(&format!("\"port\":{port}")), "{command}");
    page.fill(&format!("{CONFLICT} .port-input"), "65536").await;
    page.until(&format!("document.querySelector('{CONFLICT} .fault').innerText.includes('65535')")).await;
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn the_same_address_is_another_place_in_a_network_of_its_own() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/binding").await;
    page.until(&format!("document.querySelector('{CONTAINER} .choice') !== null")).await;
    // Not every system permits it.
    let address = desk.lab.address();
    let seen = desk.terminal(&format!("curl --silent http://{address}/namespace/{}", address.port()));
    page.click(&format!("{CONTAINER} .choice"), "reaches").await;
    page.click(&format!("{CONTAINER} button"), "try").await;
    page.until(&format!("document.querySelector('{CONTAINER} .network') !== null")).await;
    let told = page.text(&format!("{CONTAINER} .happened")).await;
    let pid = format!("process {}", desk.lab.pid());
    if seen.contains("in a network of its own") {
        assert!(told.contains("Not as you said: it was refused at once"), "{told}");
        assert!(
            told.contains("ECONNREFUSED") && told.matches("loopback-lab (process ").count() == 3,
            "{told}"
        );
        assert_eq!(told.matches(&pid).count(), 2, "{told}");
    } else {
        assert!(told.contains("did not let the lab") && told.contains(&pid), "{told}");
    }
    page.accessible().await;
    page.fill(&format!("{CONTAINER} .port-input"), "65536").await;
    page.until(&format!("document.querySelector('{CONTAINER} .fault').innerText.includes('65535')")).await;
    page.until(&format!("document.querySelector('{CONTAINER} .happened').hidden")).await;
    // Another port asks for another prediction.
    page.until(&format!("document.querySelector('{CONTAINER} input:checked') === null")).await;
    desk.close().await;
}
