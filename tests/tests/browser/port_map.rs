//! The map of all ports: a real scan fills it, a real server lights a cell, and everything is there without seeing it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use tests::browser::key;
use tests::children::Program as _;

use crate::Desk;

const MAP: &str = "document.querySelector('#ports-map')";

/// A Python server on a port of the system's choosing, stopped when dropped.
struct Python {
    process: Child,
    port: u16,
}

impl Python {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new("python3")
            .args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .starts()
            .expect("python3 should start");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        // "Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ..."
        let port = line.split(" port ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("python3 says where it serves: {line}"));
        Self { process, port }
    }

    /// The name of its program, as the system tells it.
    fn name(&self) -> String {
        let path = format!("/proc/{}/comm", self.process.id());
        std::fs::read_to_string(path).expect("Linux tells its name").trim().to_owned()
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // It may be gone already; there is nothing more to stop then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Opens the lesson and scans these ports until the end.
async fn scanned(desk: &Desk, ports: &str) {
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    page.fill("#ports-map .map-ports", ports).await;
    page.click("#ports-map button", "Scan").await;
    page.until(&format!("{MAP}.querySelector('.map-standing [role=status]').innerText.includes('Done')"))
        .await;
}

/// What the cursor reads once it stands on a port.
fn reads(port: u16, what: &str) -> String {
    format!(
        "(c => c.getAttribute('aria-valuenow') === '{port}' && c.getAttribute('aria-valuetext').includes('{what}'))({MAP}.querySelector('canvas'))"
    )
}

/// Whether the table has a row for a port that holds a text.
fn row(port: u16, text: &str) -> String {
    format!(
        "[...{MAP}.querySelectorAll('tbody tr')].some(r => r.querySelector('th').innerText.trim() === ':{port}' && r.innerText.includes('{text}'))"
    )
}

#[tokio::test]
async fn a_full_scan_finds_the_lab_and_keeps_the_page_alive() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    assert!(page.text("#ports-map .map-standing [role=status]").await.contains("Nothing was tried yet"));
    let port = desk.lab.address().port();
    page.click("#ports-map button", "Scan").await;
    page.until(&format!("{MAP}.querySelector('.map-standing [role=status]').innerText.includes('Done')"))
        .await;
    page.until(&row(port, "loopback-lab")).await;
    page.until(&reads(port, "open, loopback-lab")).await;
    // Every cell was painted: the last row has the colour of a port that was tried.
    let corner = "(c => { const d = c.getContext('2d').getImageData(c.width - 20, c.height - 10, 1, 1).data; return d[3] > 0; })";
    page.until(&format!("({corner})({MAP}.querySelector('canvas'))")).await;
    let foot = page.text("#ports-map .card-foot").await;
    let lab = desk.lab.address();
    assert!(foot.contains(&format!("curl --no-buffer http://{lab}/scan")), "{foot}");
    desk.close().await;
}

#[tokio::test]
async fn a_server_that_starts_lights_its_cell_and_goes_dark_when_it_stops() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    // The ports that the system chooses from, so that the server's is among them.
    let range =
        std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").expect("Linux tells its range");
    let ports = range.split_whitespace().collect::<Vec<_>>().join("-");
    scanned(&desk, &ports).await;
    page.until(&format!("{MAP}.innerText.includes('Watching')")).await;
    let python = Python::start();
    let (port, name) = (python.port, python.name());
    page.until(&row(port, &name)).await;
    page.click("#ports-map .map-show", &format!("port {port} ")).await;
    page.until(&reads(port, &format!("open, {name}"))).await;
    // Other programs may come and go meanwhile, and the last change is the one that is told.
    page.until(&format!("{MAP}.querySelector('.map-standing [role=status] .map-news')")).await;
    drop(python);
    page.until(&format!("!({})", row(port, ""))).await;
    page.until(&reads(port, "closed")).await;
    desk.close().await;
}

#[tokio::test]
async fn the_map_is_read_and_moved_with_keys() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    scanned(&desk, "1-600").await;
    let port = desk.lab.address().port();
    page.value(&format!("{MAP}.querySelector('canvas').focus()")).await;
    page.until(&reads(port, "not tried")).await;
    page.press(key::RIGHT).await;
    page.until(&reads(port + 1, "not tried")).await;
    page.press('+').await;
    page.until(&format!("{MAP}.querySelector('canvas').matches('.zoomed')")).await;
    page.press(key::DOWN).await;
    let below = port + 1 + if port + 1 < 65_280 { 256 } else { 0 };
    page.until(&reads(below, "")).await;
    page.press('0').await;
    page.until(&format!("{MAP}.querySelector('canvas:not(.zoomed)')")).await;
    for _ in 0..260 {
        page.press('\u{E013}').await;
    }
    page.until(&reads(below % 256, if below % 256 == 0 { "not tried" } else { "closed" })).await;
    desk.close().await;
}

#[tokio::test]
async fn wrong_ports_are_told_and_a_scan_can_be_stopped_and_refused() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    for (typed, said) in [("", "no port"), ("80-70", "70-80"), ("1,x", "part 2"), ("70000", "65535")] {
        page.fill("#ports-map .map-ports", typed).await;
        page.value(&format!("(e => {{ if (!'{typed}') {{ e.value = ''; e.dispatchEvent(new Event('input', {{bubbles: true}})); }} }})({MAP}.querySelector('.map-ports'))")).await;
        page.until(&format!("{MAP}.querySelector('.fault').textContent.includes('{said}')")).await;
    }
    page.fill("#ports-map .map-ports", "all").await;
    page.click_twice("#ports-map button", "Scan", "Stop").await;
    page.until(&format!(
        "{MAP}.querySelector('.map-standing [role=status]').innerText.match(/Stopped|Done/)"
    ))
    .await;
    // Another scan of the same browser, as another tab would make it: one that waits for a silent port.
    let silent = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    silent.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    silent.listen(0).unwrap();
    let address = silent.local_addr().unwrap().as_socket().unwrap();
    let _taken = std::net::TcpStream::connect(address).unwrap();
    let other = format!("/scan?ports={}&timeout_ms=10000", address.port());
    page.until(&format!(
        "(window.other = window.other || new EventSource('{other}'), window.other.readyState === 1)"
    ))
    .await;
    page.click("#ports-map button", "Scan again").await;
    page.until(&format!(
        "{MAP}.querySelector('.map-standing [role=status]').innerText.includes('under way already')"
    ))
    .await;
    page.value("window.other.close()").await;
    // The browser itself notes a refusal on its console.
    let complaints = page.complaints().await;
    assert!(complaints.iter().all(|line| line.contains("429")), "{complaints:?}");
    desk.close().await;
}

#[tokio::test]
async fn it_is_painted_light_for_paper_and_dark_again_afterwards() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.prefer("prefers-color-scheme", "dark").await;
    let lab = desk.lab.address().port();
    scanned(&desk, &format!("1-100,{lab}")).await;
    // How light a cell is that has nothing in it, near the map's end. Read from a copy: the canvas itself is there to be painted.
    let light = format!(
        "((c, copy) => {{ copy.drawImage(c, c.width - 40, c.height - 20, 1, 1, 0, 0, 1, 1); \
         const [r, g, b] = copy.getImageData(0, 0, 1, 1).data; return (r + g + b) / 3; }})\
         ({MAP}.querySelector('canvas'), document.createElement('canvas').getContext('2d', {{ willReadFrequently: true }}))"
    );
    page.until(&format!("{light} > 0 && {light} < 90")).await;
    page.value("window.dispatchEvent(new Event('beforeprint'))").await;
    // At once: the browser prints what is painted when the event has been handled.
    let painted = page.value(&light).await.as_f64().unwrap();
    assert!(painted > 200.0, "{painted}");
    page.value("window.dispatchEvent(new Event('afterprint'))").await;
    let painted = page.value(&light).await.as_f64().unwrap();
    assert!(painted < 90.0, "{painted}");
    // The table beside it names its ports on paper too.
    page.print_look(true).await;
    assert_eq!(page.text("#ports-map tbody th").await, format!(":{lab}"));
    page.print_look(false).await;
    desk.close().await;
}
