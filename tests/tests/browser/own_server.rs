//! A server of one's own: noticed, named, fetched from, missed; and a line that it printed, taken apart.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::Desk;

const OWN: &str = "#serve-own";

/// Answers requests, each on a connection of its own, until one asks for `/end`.
fn serve(listener: TcpListener) -> thread::JoinHandle<Vec<String>> {
    thread::spawn(move || {
        let mut asked = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut piece = [0; 512];
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    // A visitor that closes, or resets, ends its own connection and not the server.
                    Ok(0) | Err(_) => break,
                    Ok(length) => head.extend_from_slice(&piece[..length]),
                }
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let line = head.lines().next().unwrap_or_default().to_owned();
            // The doctor also knocks, and listens whether somebody speaks first.
            if line.is_empty() {
                continue;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhi\n").ok();
            let is_last = line.contains(" /end ");
            asked.push(line);
            if is_last {
                break;
            }
        }
        asked
    })
}

#[tokio::test]
async fn a_server_is_noticed_named_fetched_from_and_missed() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/serve").await;
    let port = tests::lab::unlent_port();
    page.fill(&format!("{OWN} .port-input"), &port.to_string()).await;
    page.until(&format!(
        "document.querySelector('{OWN} .own-none')?.innerText.includes('Nothing listens here yet')"
    ))
    .await;
    page.until(&format!("document.querySelector('{OWN} [type=submit][aria-disabled=true]')")).await;
    page.accessible().await;

    let server = serve(TcpListener::bind(("127.0.0.1", port)).unwrap());
    let named = format!("(process {})", std::process::id());
    page.until(&format!("document.querySelector('{OWN} .own-list')?.innerText.includes('{named}')")).await;
    page.until(&format!("document.querySelector('{OWN} .own-list').innerText.includes('127.0.0.1:{port}')"))
        .await;
    page.fill(&format!("{OWN} input[id$=path]"), "/hello?x=1").await;
    page.click(&format!("{OWN} button"), "Fetch it").await;
    page.until(&format!("document.querySelector('{OWN} .finding')?.innerText.includes('It answers')")).await;
    // The command at the foot is the doctor's; what curl ends with is said of curl.
    let found = page.text(&format!("{OWN} .finding")).await;
    assert!(found.contains("curl on this address itself ends with 0"), "{found}");
    page.accessible().await;
    let foot = page.text(&format!("{OWN} .card-foot .command-text")).await;
    assert!(foot.contains(&format!("/doctor?url=http://127.0.0.1:{port}/hello%3Fx%3D1")), "{foot}");

    let mut last = TcpStream::connect(("127.0.0.1", port)).unwrap();
    last.write_all(b"GET /end HTTP/1.0\r\n\r\n").unwrap();
    let asked = server.join().unwrap();
    assert!(asked.contains(&"GET /hello?x=1 HTTP/1.1".to_owned()), "{asked:?}");
    page.until(&format!("document.querySelector('{OWN} .own-none')?.innerText.includes('is gone')")).await;
    page.until(&format!("document.querySelector('{OWN} [type=submit][aria-disabled=true]')")).await;

    page.fill(&format!("{OWN} .port-input"), "70000").await;
    page.until(&format!("document.querySelector('{OWN} .fault').textContent.includes('65535')")).await;
    desk.close().await;
}

#[tokio::test]
async fn a_line_of_a_log_is_taken_apart_and_its_faults_are_named() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/serve").await;
    page.until("document.querySelectorAll('#serve-log .piece').length === 7").await;
    assert!(page.text("#serve-log .pieces").await.contains("this machine"));
    page.accessible().await;
    let field = "#serve-log input";
    page.fill(field, r#"::1 - anna [25/Nov/2026:12:04:09 +0000] "GET /x HTTP/1.1" 404 6 "-" "curl/8""#).await;
    page.until("document.querySelectorAll('#serve-log .piece').length === 9").await;
    assert!(page.text("#serve-log .pieces").await.contains("It begins with 4"));
    page.fill(field, "127.0.0.1 - - [25/Nov/2026").await;
    page.until("document.querySelector('#serve-log .fault').textContent.includes('does not end')").await;
    page.fill(field, r#"<img> - - [x] "<b>bold</b>" 200 1"#).await;
    page.until("document.querySelector('#serve-log .pieces').innerText.includes('<b>bold</b>')").await;
    assert_eq!(page.value("document.querySelectorAll('#serve-log :is(img, b)').length").await, 0);
    desk.close().await;
}
