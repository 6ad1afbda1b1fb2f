//! The auth gate and the TLS inspector of lesson secure, and the learner's own attack, with the real curl beside the page.

use tests::browser::key;

use crate::Desk;
use crate::keyboard::tab_to;

const LESSON: &str = "/lessons/secure";

/// The status that the card's newest knock got; the knocks so far are counted, so that an old answer is not taken for a new one.
async fn knock(desk: &Desk, count: usize) -> String {
    let page = &desk.browser;
    page.click("#secure-gate button[type=submit]", "Knock").await;
    page.until(&format!("document.querySelectorAll('#secure-gate .gate-tried li').length === {count}")).await;
    page.text("#secure-gate .gate-tried li .status-code").await
}

async fn gates(desk: &Desk) -> String {
    let gates =
        "[...document.querySelectorAll('#secure-gate .gate .step-word')].map(e => e.innerText).join(', ')";
    desk.browser.value(gates).await.as_str().unwrap().to_owned()
}

async fn choose(desk: &Desk, words: &str) {
    let found = format!(
        "[...document.querySelectorAll('#secure-gate .choice')].find(e => e.innerText.includes('{words}')).querySelector('input').click() ?? true"
    );
    desk.browser.value(&found).await;
}

#[tokio::test]
async fn each_gate_is_told_from_the_others_and_nothing_asks_for_a_password_but_the_card() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    assert_eq!(knock(&desk, 1).await, "401");
    assert_eq!(gates(&desk).await, "stopped here, not reached, not reached");
    let came = page.text("#secure-gate .gate-both .panel:nth-child(2)").await;
    assert!(
        came.contains("www-authenticate: Basic realm=") && came.contains("credentials_missing"),
        "{came}"
    );

    page.click("#secure-gate .gate-fill button", "the reader").await;
    assert_eq!(knock(&desk, 2).await, "200");
    assert_eq!(gates(&desk).await, "passed, passed, passed");
    let sent = page.text("#secure-gate .gate-both .panel").await;
    assert!(sent.contains("Authorization: Basic cmVhZGVyOnByYWN0aWNlLXJlYWRlcg=="), "{sent}");
    assert!(sent.contains("reader:practice-reader. Nothing is hidden"), "{sent}");

    choose(&desk, "for the admin").await;
    assert_eq!(knock(&desk, 3).await, "403");
    assert_eq!(gates(&desk).await, "passed, stopped here, not reached");
    // 403 beside 200 beside 401, and no password among them.
    let tried = page.text("#secure-gate .gate-tried").await;
    assert!(tried.contains("403") && tried.contains("200") && tried.contains("401"), "{tried}");
    assert!(!tried.contains("practice-reader"), "{tried}");
    let command = page.text("#secure-gate .card-foot .command-text").await;
    let printed = desk.terminal(command.trim());
    assert!(printed.starts_with("HTTP/1.1 403") && printed.contains("right_missing"), "{command}\n{printed}");
    page.accessible().await;

    // A token of the admin's that may only read.
    choose(&desk, "Bearer").await;
    page.click("#secure-gate .gate-fill button", "the admin, to read").await;
    page.until("document.querySelector('#secure-gate-token').value.length === 43").await;
    assert_eq!(knock(&desk, 4).await, "403");
    let came = page.text("#secure-gate .gate-both .panel:nth-child(2)").await;
    assert!(came.contains("insufficient_scope"), "{came}");
    page.click("#secure-gate .gate-fill button", "the admin, for everything").await;
    page.until("document.querySelector('#secure-gate .gate-fields .hint-line').innerText === ''").await;
    assert_eq!(knock(&desk, 5).await, "200");
    let command = page.text("#secure-gate .card-foot .command-text").await;
    assert!(desk.terminal(command.trim()).starts_with("HTTP/1.1 200"), "{command}");
    page.fill("#secure-gate-token", "no token").await;
    page.until("document.querySelector('#secure-gate .fault').innerText.includes('A token is made of')")
        .await;
    assert_eq!(page.text("#secure-gate button[type=submit][aria-disabled=true]").await, "Knock");
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn guessing_is_slowed_down_before_the_learners_eyes() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", "dark").await;
    page.visit(LESSON).await;
    page.click("#secure-gate .gate-fill button", "a stranger").await;
    for count in 1..=5 {
        assert_eq!(knock(&desk, count).await, "401");
    }
    tab_to(&desk, "e.matches('#secure-gate button[type=submit]')").await;
    // On a machine that is slow, some more are looked at by now.
    let slowed = "document.querySelector('#secure-gate .gate-means').innerText.startsWith('429')";
    while page.value(slowed).await != true {
        page.press(key::ENTER).await;
        page.until("document.querySelector('#secure-gate button[type=submit][aria-disabled=false]')").await;
    }
    let came = page.text("#secure-gate .gate-both .panel:nth-child(2)").await;
    assert!(came.contains("retry-after: "), "{came}");
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn a_servers_certificates_are_drawn_with_who_trusts_them_and_why_not() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#secure-tls button", "Start a server").await;
    page.until("document.querySelectorAll('#secure-tls .certificate').length === 2").await;
    assert_eq!(desk.kinds(), ["https-hello"]);
    let shown = page.text("#secure-tls .happened").await;
    for words in
        ["Encrypted", "TLS 1.3", "is nobody whom this system trusts", "does not trust it", "trusts it"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(page.text("#secure-tls .certificate.unsent").await.contains("practice authority"));
    page.click("#secure-tls summary", "What can be seen from outside").await;
    let records = page.text("#secure-tls .records").await;
    assert!(records.contains("hello of the client, readable") && records.contains("encrypted"), "{records}");
    page.accessible().await;
    // The command at the foot sees the same certificate.
    let fingerprint = page.text("#secure-tls .certificate .fingerprint").await.replace(' ', "");
    let command = page.text("#secure-tls .card-foot .command-text").await;
    assert!(desk.terminal(command.trim()).contains(&fingerprint), "{command}");

    // An address that the certificate does not name.
    page.value("document.querySelector('#secure-tls select').focus()").await;
    for _ in 0..3 {
        page.press(key::DOWN).await;
    }
    page.until("document.querySelector('#secure-tls select').value === '127.0.0.3'").await;
    page.click("#secure-tls button", "Start a server").await;
    page.until(
        "document.querySelector('#secure-tls .trust').innerText.includes('other names than 127.0.0.3')",
    )
    .await;
    desk.until_stopped(1).await;
    assert_eq!(desk.kinds(), ["https-hello"], "one at a time");

    // The lab's own port speaks no TLS.
    let port = desk.lab.address().port().to_string();
    page.value("document.querySelector('#secure-tls select').focus()").await;
    page.press(key::HOME).await;
    page.until("document.querySelector('#secure-tls select').value === '127.0.0.1'").await;
    page.fill("#secure-tls .port-input", &port).await;
    page.click("#secure-tls button", "Shake hands").await;
    page.until("document.querySelector('#secure-tls .finding').innerText.includes('This is not TLS')").await;
    let told = page.text("#secure-tls .happened").await;
    assert!(told.contains("HTTP/1.1 400") && told.contains("http://"), "{told}");
    let finding = page.text("#secure-tls .finding").await;
    assert!(finding.contains("asked for 127.0.0.1"), "{finding}");
    page.press(key::TAB).await;
    page.value("document.querySelector('#secure-tls select').focus()").await;
    page.press(key::DOWN).await;
    page.until("document.querySelector('#secure-tls select').value === 'localhost'").await;
    page.click("#secure-tls button", "Shake hands").await;
    page.until("document.querySelector('#secure-tls .finding').innerText.includes('asked for localhost')")
        .await;
    page.fill("#secure-tls .port-input", "0").await;
    page.until("document.querySelector('#secure-tls .fault').innerText.includes('1 to 65535')").await;
    page.accessible().await;
    page.click("#secure-tls button", "Stop it").await;
    page.until("document.querySelector('#secure-tls .store-foot').innerText.includes('It is stopped')").await;
    desk.close().await;
}

#[tokio::test]
async fn the_learners_attack_is_refused_seen_and_counted() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    let lab = desk.lab.address();
    let printed = desk.terminal(&format!("curl --silent -H 'Host: evil.example' http://{lab}/whoami"));
    assert!(printed.starts_with("421 This is not the host you asked for"), "{printed}");
    page.until("document.querySelector('#secure-attack').matches('.solved')").await;
    page.until("(wire => wire.includes('421') && wire.includes('/whoami'))(document.querySelector('.wire').innerText)").await;
    assert!(!page.value("document.querySelector('#secure-in').matches('.solved')").await.as_bool().unwrap());
    desk.terminal(&format!("curl --silent -u reader:practice-reader http://{lab}/auth/basic"));
    page.until("document.querySelector('#secure-in').matches('.solved')").await;
    assert!(
        !page.text("body").await.contains("cmVhZGVyOnByYWN0aWNlLXJlYWRlcg== HTTP"),
        "nothing of it in the wire"
    );
    desk.close().await;
}
