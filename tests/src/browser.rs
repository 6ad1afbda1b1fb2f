//! A real Chromium, driven through ChromeDriver: one window for one test.
//!
//! Waiting means waiting for the page to change, never for a time to pass.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::children::Program as _;
use crate::lab::unlent_port;

/// How long a test waits for something to come true in the page before it fails, in milliseconds. Nothing takes as long: it
/// bounds a test that hangs, also on a machine that is busy with other things.
const PATIENCE_MS: u64 = 60_000;

/// How long ChromeDriver waits for a script in the page, in milliseconds: longer than the script itself does.
const SCRIPT_MS: u64 = 2 * PATIENCE_MS;

/// How long ChromeDriver may take to end its browser.
const SHUT_DOWN: Duration = Duration::from_secs(30);

/// Names of keys, as WebDriver spells them (W3C WebDriver, section "Keyboard actions").
pub mod key {
    /// Moves the focus on.
    pub const TAB: char = '\u{E004}';
    /// Presses what has the focus.
    pub const ENTER: char = '\u{E007}';
    /// Closes what is open.
    pub const ESCAPE: char = '\u{E00C}';
    /// Space: presses a button, ticks a box.
    pub const SPACE: char = ' ';
    /// Moves a selection back.
    pub const UP: char = '\u{E013}';
    /// Moves a selection on.
    pub const DOWN: char = '\u{E015}';
    /// Moves a slider to its beginning.
    pub const HOME: char = '\u{E011}';
    /// Moves a slider on.
    pub const RIGHT: char = '\u{E014}';
}

/// A ChromeDriver process, stopped when dropped.
struct Driver {
    process: Child,
    port: u16,
    /// Where it and its browser keep what they need for a while. The browser leaves some of it behind.
    _folder: TempDir,
}

impl Driver {
    /// Starts one on a port that nothing else is given in the meantime. Left to choose by itself, ChromeDriver takes
    /// one from the range that the system lends from, and ends where a connection gets it first.
    fn start() -> Self {
        let port = unlent_port();
        let folder = tempfile::tempdir().expect("a folder for the browser");
        let mut process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .starts()
            .expect("chromedriver should start; on Debian: apt-get install chromium-driver");
        let output = process.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let started = lines.any(|line| line.contains("started successfully"));
        assert!(started, "chromedriver should start on port {port}");
        Self { process, port, _folder: folder }
    }

    /// Waits until it has ended its sessions.
    fn shut_down(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(SHUT_DOWN))?;
        write!(
            stream,
            "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    /// Asks it to shut down, so that it takes the browser of a test that failed with it: killed, it would leave it behind.
    fn drop(&mut self) {
        // What does not answer, or is gone already, is killed all the same.
        let _ = self.shut_down();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A browser window on a lab.
pub struct Browser {
    client: Client,
    origin: String,
    _driver: Driver,
}

impl Browser {
    /// Opens a window of 1440 x 900 that will show pages of the origin, such as `http://127.0.0.1:40123`.
    pub async fn open(origin: &str) -> Self {
        let driver = Driver::start();
        let mut arguments = vec![
            "--headless=new",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1440,900",
        ];
        if is_root() {
            // Chromium refuses to sandbox itself as root.
            arguments.push("--no-sandbox");
        }
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": SCRIPT_MS },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("written as an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("a browser session");
        Self { client, origin: origin.to_owned(), _driver: driver }
    }

    /// Goes to a path of the lab and waits until the page's application has drawn.
    pub async fn visit(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.origin)).await.expect("the page loads");
        self.until("document.querySelector('#page-title') && document.querySelector('.status.up')").await;
    }

    /// Goes to a path without waiting for anything but the document.
    pub async fn visit_raw(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.origin)).await.expect("the page loads");
    }

    /// Waits until a JavaScript expression holds in the page, and returns its value.
    pub async fn until(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             let ended = false;
             const end = value => {{ if (!ended) {{ ended = true; observer.disconnect(); clearInterval(again); clearTimeout(late); done(value); }} }};
             const look = () => {{ let value; try {{ value = ({expression}); }} catch (error) {{ value = null; }} if (value) end(value instanceof Node ? true : value); }};
             const observer = new MutationObserver(look);
             const again = setInterval(look, 100);
             const late = setTimeout(() => end(null), {PATIENCE_MS});
             observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
             look();"
        );
        let value = self.client.execute_async(&script, vec![]).await.expect("a script in the page");
        if value.is_null() {
            let text = self.text("body").await;
            panic!("this did not come true within {PATIENCE_MS} ms: {expression}\nthe page says:\n{text}");
        }
        value
    }

    /// The value of a JavaScript expression in the page.
    pub async fn value(&self, expression: &str) -> Value {
        self.client.execute(&format!("return ({expression});"), vec![]).await.expect("a script in the page")
    }

    /// The visible text of the first element that a CSS selector finds, or nothing.
    pub async fn text(&self, selector: &str) -> String {
        let value =
            self.value(&format!("document.querySelector({})?.innerText ?? ''", quoted(selector))).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the first visible element that a CSS selector finds whose text or label contains the given words, as soon
    /// as it can be used: the page lets nobody press what it is still busy with.
    pub async fn click(&self, selector: &str, words: &str) {
        let found = format!(
            "[...document.querySelectorAll({})].find(e => e.getClientRects().length && e.getAttribute('aria-disabled') !== 'true' && ((e.innerText || '') + ' ' + (e.getAttribute('aria-label') || '')).includes({}))",
            quoted(selector),
            quoted(words)
        );
        // Found and clicked in one go: the page may draw anew at any time.
        self.until(&format!(
            "(e => {{ if (!e) return false; e.scrollIntoView({{block: 'center'}}); e.click(); return true; }})({found})"
        ))
        .await;
    }

    /// Clicks a button, and then, as soon as the page has drawn it, another one: before the page has come much further.
    pub async fn click_twice(&self, selector: &str, first: &str, then: &str) {
        let found = |words: &str| {
            format!(
                "[...document.querySelectorAll({})].find(e => e.getAttribute('aria-disabled') !== 'true' && e.innerText.includes({}))",
                quoted(selector),
                quoted(words)
            )
        };
        let (first, then) = (found(first), found(then));
        // The click on the first is remembered at the root, for it is looked for anew whenever the page changes.
        self.until(&format!(
            "(root => {{
                const next = root.clickedFirst ? {then} : {first};
                if (!next) return false;
                next.click();
                const done = root.clickedFirst;
                root.clickedFirst = !done;
                return done;
            }})(document.documentElement)"
        ))
        .await;
    }

    /// Puts a text into the first field that a CSS selector finds, as typing does.
    pub async fn fill(&self, selector: &str, text: &str) {
        // Found and filled in one go: the page may draw anew at any time.
        self.until(&format!(
            "(e => {{ if (!e) return false; e.focus(); e.select && e.select(); document.execCommand('insertText', false, {}); return true; }})(document.querySelector({}))",
            quoted(text),
            quoted(selector)
        ))
        .await;
    }

    /// Presses and releases one key, on whatever has the focus.
    pub async fn press(&self, key: char) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.expect("a key press");
    }

    /// Moves the pointer to a place in the window, in CSS pixels from its upper left corner.
    pub async fn hover(&self, x: f64, y: f64) {
        let parameters = json!({ "type": "mouseMoved", "x": x, "y": y });
        self.devtools("Input.dispatchMouseEvent", parameters).await;
    }

    /// Shows the page as it would be printed, or as it is on the screen.
    pub async fn print_look(&self, print: bool) {
        let media = if print { "print" } else { "" };
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": media })).await;
    }

    /// The tab that is shown.
    pub async fn tab(&self) -> WindowHandle {
        self.client.window().await.expect("a tab")
    }

    /// Shows a tab.
    pub async fn show(&self, tab: &WindowHandle) {
        self.client.switch_to_window(tab.clone()).await.expect("the tab is there");
    }

    /// Opens a tab of its own beside the others, and shows it.
    pub async fn open_tab(&self) {
        let tab = self.client.new_window(true).await.expect("one more tab");
        self.show(&tab.handle).await;
    }

    /// Shows the tab that was opened beside another one.
    pub async fn show_beside(&self, tab: &WindowHandle) {
        let tabs = self.client.windows().await.expect("the browser's tabs");
        self.show(tabs.iter().find(|one| *one != tab).expect("a second tab")).await;
    }

    /// Goes back in the window's history.
    pub async fn back(&self) {
        self.client.back().await.expect("a page to go back to");
    }

    /// Goes forward in the window's history.
    pub async fn forward(&self) {
        self.client.forward().await.expect("a page to go forward to");
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("a page to load again");
        self.until("document.querySelector('#page-title') && document.querySelector('.status.up')").await;
    }

    /// The path and fragment that the window shows.
    pub async fn place(&self) -> String {
        let place = self.value("location.pathname + location.hash").await;
        place.as_str().unwrap_or_default().to_owned()
    }

    /// Makes the page so many CSS pixels wide and high, whatever the window's frame takes.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Makes the system prefer dark or light, motion or none.
    pub async fn prefer(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Switches JavaScript off for what is loaded next.
    pub async fn without_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    /// A picture of the window, as PNG.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("a picture")
    }

    /// What the browser's console has got since the last call, errors and warnings only.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self
            .client
            .issue_cmd(Post("se/log", json!({ "type": "browser" })))
            .await
            .expect("the console's log");
        let entries = log.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Fails where the console has got an error or a warning.
    pub async fn quiet(&self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "the browser's console complains:\n{}", complaints.join("\n"));
    }

    /// Runs axe-core with the rules of WCAG 2.2 A and AA, and fails on any violation. What is looked at is what stands when
    /// motion has ended, with the page at its top: a row that is still fading in has no contrast yet, and what the head that
    /// stays covers by half is not smaller for it.
    pub async fn accessible(&self) {
        let path = std::env::var("LOOPBACK_LAB_AXE")
            .expect("LOOPBACK_LAB_AXE should name axe.min.js; `cargo xtask test browser` sets it");
        let axe =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("could not read {path}: {error}"));
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const still = new CSSStyleSheet();
             still.replaceSync('*, ::before, ::after {{ animation: none !important; transition: none !important; }}');
             document.adoptedStyleSheets.push(still);
             const top = scrollY;
             scrollTo({{ top: 0, behavior: 'instant' }});
             {axe};
             axe.run(document, {{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }})
                .finally(() => {{ document.adoptedStyleSheets.pop(); scrollTo({{ top, behavior: 'instant' }}); }})
                .then(found => done(found.violations.map(v => v.id + ': ' + v.help + '\\n' + v.nodes.map(n => '    ' + n.html + '\\n      ' + n.failureSummary.replaceAll('\\n', ' ')).join('\\n'))))
                .catch(error => done(['axe failed: ' + error]));"
        );
        let violations = self.client.execute_async(&script, vec![]).await.expect("axe runs");
        let list: Vec<_> = violations.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let place = self.place().await;
        assert!(list.is_empty(), "axe-core finds on {place}:\n{}", list.join("\n"));
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.client.issue_cmd(Post("goog/cdp/execute", body)).await.expect("a DevTools command");
    }

    /// Ends the session in good order. ChromeDriver ends the browser also when this is not reached.
    pub async fn close(self) {
        self.client.clone().close().await.expect("the session ends");
    }
}

/// A text as a JavaScript string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A WebDriver command beyond the standard ones: a path below the session, and its body.
#[derive(Debug)]
struct Post(&'static str, Value);

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

fn is_root() -> bool {
    let user = Command::new("id").arg("-u").runs().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&user).trim() == "0"
}
