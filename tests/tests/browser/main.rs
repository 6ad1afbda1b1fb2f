//! The page in a real Chromium, served by the real program: what a learner sees and does, step by step.
//!
//! Filed by what could go wrong. Needs Chromium, ChromeDriver, curl and axe-core (`cargo xtask test browser`
//! provides the last); what is missing fails the test with its name.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod access;
mod bind;
mod capstone;
mod console;
mod doctor;
mod first_load;
mod ip;
mod journey;
mod keyboard;
mod leases;
mod lesson;
mod looks;
mod microscope;
mod navigation;
mod observe;
mod other_page;
mod outage;
mod own_server;
mod port_map;
mod practice;
mod reference;
mod request_builder;
mod round_trips;
mod secure;
mod tabs;
mod uses;
mod widgets;
mod wire;

use std::process::Command;

use serde_json::Value;
use tests::COURSE;
use tests::browser::Browser;
use tests::children::Program as _;
use tests::lab::Binary;

/// The places of the page: the start, every lesson, what is looked up.
fn places() -> impl Iterator<Item = String> {
    let others = ["/", "/glossary", "/cheatsheet"].map(str::to_owned);
    lessons().chain(others)
}

/// Every lesson's place.
fn lessons() -> impl Iterator<Item = String> {
    COURSE.iter().map(|slug| format!("/lessons/{slug}"))
}

/// A lab of its own, and a window on it.
struct Desk {
    lab: Binary,
    browser: Browser,
}

impl Desk {
    async fn open() -> Self {
        Self::open_with(&["--port", "0"]).await
    }

    async fn open_with(arguments: &[&str]) -> Self {
        let lab = Binary::start(arguments);
        let browser = Browser::open(&format!("http://{}", lab.address())).await;
        Self { lab, browser }
    }

    /// Runs a command in a shell, as a learner does beside the page; returns what it prints.
    fn terminal(&self, command: &str) -> String {
        let output = Command::new("sh").args(["-c", command]).runs().expect("a shell");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The kinds of the practice listeners that are up, as a terminal sees them.
    fn kinds(&self) -> Vec<String> {
        let address = self.lab.address();
        let text = self.terminal(&format!("curl --silent 'http://{address}/listeners?format=json'"));
        let all: Value = serde_json::from_str(&text).unwrap();
        all["listeners"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["kind"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Sends a request with curl, and returns the port that the system lent to it.
    fn curl(&self, path: &str) -> u16 {
        let address = self.lab.address();
        let command = format!(
            "curl --silent --show-error --output /dev/null --write-out '%{{local_port}}' http://{address}{path}"
        );
        self.terminal(&command).trim().parse().expect("a port")
    }

    /// Waits until the journal, as the live wire shows it, has the end of a listener.
    async fn until_stopped(&self, id: u64) {
        let page = &self.browser;
        page.until("document.querySelector('.wire .chip')").await;
        page.value("[...document.querySelectorAll('.wire .chip[aria-pressed=false]')].find(chip => chip.innerText.includes('This page'))?.click()").await;
        page.until(&format!(
            r"[...document.querySelectorAll('.wire .event')].some(one => /DELETE \/listeners\/{id}(\?started_ms=\d+)? 200/.test(one.innerText))"
        ))
        .await;
    }

    /// Ends the test: the console must have stayed quiet.
    async fn close(self) {
        self.browser.quiet().await;
        self.browser.close().await;
    }
}
