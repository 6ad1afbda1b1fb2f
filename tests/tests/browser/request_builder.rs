//! The request builder: form, command and bytes follow each other, and what is shown is what the lab gets.

use crate::Desk;

const WIDGET: &str = "#verify-builder";
const COMMAND: &str = "#verify-builder-command";
const BYTES: &str = "#verify-builder-bytes";

impl Desk {
    async fn builder(&self) {
        self.browser.visit("/lessons/verify").await;
    }

    /// Waits until a field of the builder holds some words.
    async fn holds(&self, field: &str, words: &str) {
        let words = serde_json::json!(words);
        self.browser.until(&format!("document.querySelector('{field}').value.includes({words})")).await;
    }

    /// Sends, and waits until the reply holds some words.
    async fn replies(&self, words: &str) {
        self.browser.click(&format!("{WIDGET} button"), "Send").await;
        let words = serde_json::json!(words);
        self.browser
            .until(&format!("document.querySelector('{WIDGET} .reply')?.innerText.includes({words})"))
            .await;
    }

    /// Waits until a remark holds some words.
    async fn remarks(&self, words: &str) {
        let words = serde_json::json!(words);
        self.browser
            .until(&format!(
                "[...document.querySelectorAll('{WIDGET} .remarks')].some(e => e.innerText.includes({words}))"
            ))
            .await;
    }
}

#[tokio::test]
async fn the_form_makes_the_command_and_the_bytes_and_both_do_what_they_say() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    desk.builder().await;
    page.fill("#verify-builder-body", "it's 5 o'clock").await;
    desk.holds(BYTES, "Content-Length: 14").await;
    desk.replies("it's 5 o'clock").await;
    let bytes = page.value(&format!("document.querySelector('{BYTES}').value")).await;
    assert!(bytes.as_str().unwrap().starts_with("POST /echo HTTP/1.1\n"), "{bytes}");
    let command = page.value(&format!("document.querySelector('{COMMAND}').value")).await;
    let printed = desk.terminal(&format!("{} --silent", command.as_str().unwrap()));
    assert!(printed.contains("it's 5 o'clock") && printed.starts_with("POST /echo"), "{command}\n{printed}");
    // What the page sends is told as the console's: it solves nothing that asks for a terminal.
    page.until("document.querySelector('.wire').innerText.includes('the console')").await;
    page.fill("#verify-builder-target", "no slash").await;
    page.until(&format!("document.querySelector('{WIDGET} form [aria-invalid=true]')")).await;
    page.until(&format!("document.querySelector('{WIDGET} [type=submit][aria-disabled=true]')")).await;
    desk.close().await;
}

#[tokio::test]
async fn a_pasted_command_fills_form_and_bytes_and_is_kept_as_it_was_typed() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    let lab = desk.lab.address();
    desk.builder().await;
    let pasted = format!(
        "curl -sv -X PUT -H 'X-Greeting: hello' --compressed \\\n  --data-raw '{{\"a\":1}}' http://{lab}/echo"
    );
    page.fill(COMMAND, &pasted).await;
    desk.holds("#verify-builder-method", "PUT").await;
    desk.holds("#verify-builder-body", "{\"a\":1}").await;
    desk.holds(BYTES, "X-Greeting: hello\n").await;
    desk.holds(COMMAND, &pasted).await;
    desk.remarks("--compressed: the builder does not know this").await;
    desk.replies("X-Greeting").await;
    page.accessible().await;
    // The form is edited: the command is written anew, and nothing of it is lost.
    page.fill("#verify-builder-target", "/echo/again").await;
    desk.holds(COMMAND, &format!("{lab}/echo/again")).await;
    desk.holds(COMMAND, "--compressed").await;
    for (command, remark) in [
        ("curl https://127.0.0.1:1/", "the lab speaks no TLS"),
        ("curl example.com", "does not lead to the lab"),
        ("curl --data=x", "curl takes no = after an option"),
    ] {
        page.fill(COMMAND, command).await;
        desk.remarks(remark).await;
        page.until(&format!("document.querySelector('{WIDGET} [type=submit][aria-disabled=true]')")).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn bytes_are_edited_sent_as_they_are_and_their_faults_named() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    desk.builder().await;
    page.fill(BYTES, "DELETE /echo/x HTTP/1.1\nHost: evil.example\n\n").await;
    desk.holds("#verify-builder-method", "DELETE").await;
    desk.holds(COMMAND, "-H 'Host: evil.example' -H User-Agent: -H Accept:").await;
    desk.replies("host_unknown").await;
    page.until(&format!("document.querySelector('{WIDGET} .reply-status').innerText.includes('421')")).await;
    page.fill(BYTES, "GET /echo HTTP/1.1\nX A: b\n\n").await;
    desk.remarks("Line 2").await;
    desk.remarks("must have a Host line").await;
    desk.replies("request_malformed").await;
    page.accessible().await;
    // The answer to the request before is told as such.
    page.fill("#verify-builder-target", "/echo/other").await;
    page.until(&format!("document.querySelector('{WIDGET}').innerText.includes('before you changed it')"))
        .await;
    page.resize(400, 900).await;
    page.until("document.documentElement.scrollWidth <= 400").await;
    desk.close().await;
}

#[tokio::test]
async fn credentials_reach_the_lab_and_never_its_journal() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    desk.builder().await;
    page.fill(COMMAND, &format!("curl -u me:sesame {}/echo", desk.lab.address())).await;
    desk.remarks("Authorization").await;
    desk.replies("Basic bWU6c2VzYW1l").await;
    let journal = desk.terminal(&format!("curl --silent {}/journal?format=json", desk.lab.address()));
    assert!(
        journal.contains("/echo") && !journal.contains("sesame") && !journal.contains("bWU6"),
        "{journal}"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_large_reply_a_binary_one_and_none_are_shown_as_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bytes"), b"\x00\xff\xd8").unwrap();
    let desk = Desk::open_with(&["--port", "0", "--files", folder.path().to_str().unwrap()]).await;
    let page = &desk.browser;
    desk.builder().await;
    let ask = async |target: &str| page.fill(COMMAND, &format!("curl {}{target}", desk.lab.address())).await;
    ask("/openapi.json").await;
    desk.replies("The first 32,768 of").await;
    ask("/files/bytes").await;
    desk.replies("00 ff d8").await;
    ask("/echo -I").await;
    desk.replies("no body").await;
    desk.close().await;
}
