//! The capstone of lesson challenge, from its first look to the printed certificate, in the page with the real curl beside it.

use serde_json::{Value, json};
use tests::browser::key;
use tests::lab::unlent_port;

use crate::Desk;
use crate::keyboard::tab_to;

const LESSON: &str = "/lessons/challenge";

impl Desk {
    /// Begins a case in the terminal, and waits until the page shows it; gives the clients' address.
    async fn case(&self, number: u8) -> String {
        let lab = self.lab.address();
        let body = json!({ "case": number, "port": unlent_port() });
        self.terminal(&format!(
            "curl --silent -H 'Content-Type: application/json' -d '{body}' http://{lab}/capstone"
        ));
        let client = self.told()["client"].as_str().unwrap().to_owned();
        self.browser
            .until(&format!(
                "document.querySelector('#challenge-board .capstone-client')?.innerText.includes('{client}')"
            ))
            .await;
        client
    }

    /// The case, as a terminal is told it.
    fn told(&self) -> Value {
        let lab = self.lab.address();
        let text = self.terminal(&format!("curl --silent 'http://{lab}/capstone?format=json'"));
        serde_json::from_str::<Value>(&text).unwrap()["case"].clone()
    }

    async fn stands(&self, step: &str) {
        self.browser
            .until(&format!("document.querySelector('#challenge-board [data-step={step}]').matches('.done')"))
            .await;
    }

    async fn not_yet(&self, step: &str) {
        self.browser
            .until(&format!(
                "!document.querySelector('#challenge-board [data-step={step}]').matches('.done')"
            ))
            .await;
    }

    /// Chooses in a list of the board's settings.
    async fn set(&self, name: &str, value: &str) {
        let script = format!(
            "(() => {{ const e = document.querySelector('#challenge-board-{name}'); e.value = '{value}'; \
             e.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})()"
        );
        self.browser.value(&script).await;
    }

    /// The status that the board gives to the real curl.
    fn status(&self, arguments: &str) -> String {
        self.terminal(&format!("curl --silent --output /dev/null --write-out '%{{http_code}}' {arguments}"))
    }
}

#[tokio::test]
async fn the_capstone_can_be_walked_from_the_first_look_to_the_certificate() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.click("#challenge-board button", "Begin a case").await;
    page.until("document.querySelectorAll('#challenge-board .capstone-step').length === 4").await;
    page.accessible().await;

    // Case 1: accepts and closes; the board is on ::1 and speaks TLS.
    let client = desk.case(1).await;
    let port = client.rsplit_once(':').unwrap().1.to_owned();
    let lab = desk.lab.address();
    assert_eq!(
        page.text("#challenge-board .capstone-next").await,
        "Next Ask as a client does, and read what comes back."
    );
    // The command at the foot meets the failure.
    let foot = page.text("#challenge-board .card-foot .command-text").await;
    assert_eq!(desk.terminal(&format!("{} || echo $?", foot.trim())).trim(), "52", "{foot}");
    desk.terminal(&format!("curl --silent http://{lab}/listeners"));
    desk.terminal(&format!("curl --silent -g 'http://{lab}/doctor?url=[::1]:{port}'"));
    desk.stands("find").await;
    let found = page.text("#challenge-board [data-step=find]").await;
    assert!(found.contains("(accept and close)") && found.contains("your curl from port"), "{found}");
    page.until("document.querySelector('#challenge-find').matches('.solved')").await;

    // The move is refused as long as the place is taken; a wildcard always.
    desk.set("host", "0.0.0.0").await;
    page.click("#challenge-board button", "Change the board").await;
    page.until("document.querySelector('#challenge-board .trouble')?.innerText.includes('other machines')")
        .await;
    desk.set("host", "127.0.0.1").await;
    page.click("#challenge-board button", "Change the board").await;
    page.until("document.querySelector('#challenge-board .trouble')?.innerText.includes('is in use')").await;
    page.accessible().await;
    // The browser notes both refusals; nothing else may be in its console.
    let noted = page.complaints().await;
    assert!(noted.len() == 2 && noted.iter().all(|one| one.contains("/capstone/service")), "{noted:?}");
    page.click("#challenge-board .capstone-row button", "Stop listener").await;
    page.until("!document.querySelector('#challenge-board .capstone-row button')").await;
    desk.set("host", "127.0.0.1").await;
    desk.set("scheme", "http").await;
    tab_to(&desk, "e.matches('#challenge-board .capstone-board button')").await;
    page.press(key::ENTER).await;
    desk.stands("fix").await;
    page.until("document.querySelector('#challenge-fix').matches('.solved')").await;

    // Protected, by two switches.
    for label in ["Asks who you are", "Answers to its old name"] {
        page.click("#challenge-board .switch", label).await;
    }
    page.click("#challenge-board button", "Change the board").await;
    desk.stands("protect").await;
    assert!(page.text("#challenge-board [data-step=protect]").await.contains("this page from port"));
    desk.not_yet("prove").await;

    let admin = format!("http://{client}/admin");
    assert_eq!(desk.status(&admin), "401");
    assert_eq!(desk.status(&format!("-u reader:practice-reader {admin}")), "403");
    assert_eq!(desk.status(&format!("-u admin:practice-admin {admin}")), "200");
    assert_eq!(desk.status(&format!("-H 'Host: board.example:{port}' http://{client}/")), "421");
    desk.stands("prove").await;
    page.until("document.querySelector('#challenge-prove').matches('.solved')").await;
    page.until("document.querySelector('#challenge-board .certificate')").await;
    page.fill("#challenge-board-name", "Ada <b>Lovelace</b>").await;
    page.until("document.querySelector('.certificate-name').innerText === 'Ada <b>Lovelace</b>'").await;
    let paper = page.text(".certificate").await;
    assert!(paper.contains("no official credential") && paper.contains("4 of"), "{paper}");
    let saved =
        page.value("document.querySelector('#challenge-board a[download]').getAttribute('href')").await;
    let text = desk.terminal(&format!("curl --silent 'http://{lab}{}'", saved.as_str().unwrap()));
    assert!(text.contains("Ada <b>Lovelace</b>") && text.contains("401"), "{text}");
    page.accessible().await;

    // Printed, it is alone on its paper.
    page.print_look(true).await;
    let seen = "(() => { document.documentElement.dataset.print = 'certificate'; \
                const shown = [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.innerText && !e.children.length); \
                const outside = shown.filter(e => !e.closest('.certificate')).map(e => e.innerText).join('|'); \
                const inside = document.querySelector('.certificate').getBoundingClientRect(); \
                delete document.documentElement.dataset.print; return outside + ' ' + (inside.height > 0 && inside.height < 1000); })()";
    assert_eq!(page.value(seen).await.as_str().unwrap().trim(), "true");
    page.print_look(false).await;
    page.prefer("prefers-color-scheme", "dark").await;
    page.accessible().await;

    // Broken again, it does not stand any more; the certificate is for what was proved.
    desk.terminal(&format!(
        "curl --silent -X PATCH -H 'Content-Type: application/json' -d '{{\"workers\":0}}' http://{lab}/capstone/service"
    ));
    desk.not_yet("fix").await;
    assert!(page.text(".certificate").await.contains("no official credential"));
    page.click("#challenge-board button", "End it").await;
    page.until("!document.querySelector('#challenge-board .capstone')").await;
    assert_eq!(desk.kinds(), Vec::<String>::new());
    desk.close().await;
}
