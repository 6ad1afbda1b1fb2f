//! Who is in a case and what they do: the intruder, and everybody else who might be taken for one.

use std::net::Ipv4Addr;

use protocol::incidents::Incident;

use super::story::{Line, Role, What};

/// The name of that service (RFC 2606).
const HOST: &str = "shop.example";

/// How long the log goes on, in milliseconds.
pub(super) const LENGTH_MS: u64 = 600_000;

/// Between two scrapes of the monitor, in milliseconds.
const SCRAPE_MS: u64 = 15_000;

/// The beginnings of the blocks for documentation (RFC 5737).
pub(super) const BLOCKS: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];

/// Ports that scans like to try.
const PORTS: [u16; 36] = [
    21, 22, 23, 25, 53, 80, 110, 111, 135, 139, 143, 389, 443, 445, 465, 587, 631, 993, 995, 1433, 1521,
    1723, 2049, 2375, 3000, 3306, 3389, 5000, 5432, 5900, 6379, 8000, 8443, 8888, 9200, 27017,
];

/// Addresses that nobody links to.
const PATHS: [&str; 18] = [
    "/.env",
    "/.git/config",
    "/admin",
    "/admin/login",
    "/backup.sql",
    "/backup.zip",
    "/config.json",
    "/console",
    "/db.sqlite",
    "/debug",
    "/dump.sql",
    "/id_rsa",
    "/manager/html",
    "/old/",
    "/phpinfo.php",
    "/secrets.txt",
    "/server-status",
    "/wp-login.php",
];

/// Numbers that look random, the same for the same beginning (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `least` to `most`, both included.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.roll() % (most - least + 1)
    }

    pub(super) fn index(&mut self, count: usize) -> usize {
        (self.roll() % count.max(1) as u64) as usize
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.index(last + 1));
        }
    }
}

/// Addresses that are all different, in no order.
pub(super) fn sources(dice: &mut Dice) -> Vec<Ipv4Addr> {
    let mut all = Vec::new();
    for [a, b, c] in BLOCKS {
        // Far enough apart that none is the beginning of another: whoever searches for one finds no other.
        for tens in 1..=6 {
            all.push(Ipv4Addr::new(a, b, c, (100 + tens * 20 + dice.between(0, 9)) as u8));
        }
    }
    dice.shuffle(&mut all);
    all
}

/// What was told so far.
pub(super) struct Told {
    pub(super) dice: Dice,
    pub(super) lines: Vec<Line>,
}

/// A request for a page of the shop.
fn get(status: u16, path: &str) -> What {
    What::Request { method: "GET", status, path: path.to_owned(), host: HOST, user: "-" }
}

fn sign_in(status: u16, user: &'static str) -> What {
    What::Request { method: "POST", status, path: "/login".to_owned(), host: HOST, user }
}

impl Told {
    /// Nothing yet.
    pub(super) fn new(dice: Dice) -> Self {
        Self { dice, lines: Vec::new() }
    }

    fn add(&mut self, at_ms: u64, source: Ipv4Addr, role: Role, what: What) {
        self.lines.push(Line { at_ms, source, role, what });
    }

    /// One after the other from `start` on, with a time between each from `least` to `most`.
    fn add_all(&mut self, start: u64, between: (u64, u64), source: Ipv4Addr, role: Role, all: Vec<What>) {
        let mut at = start;
        for what in all {
            self.add(at, source, role, what);
            at += self.dice.between(between.0, between.1);
        }
    }

    pub(super) fn intruder(&mut self, source: Ipv4Addr, kind: Incident, succeeded: bool) {
        let start = self.dice.between(LENGTH_MS / 4, LENGTH_MS * 3 / 4);
        let (between, all) = match kind {
            Incident::PortScan => ((40, 260), self.scan(succeeded)),
            Incident::PasswordGuessing => ((500, 1_900), self.guesses(succeeded)),
            Incident::OddHosts => ((1_000, 6_000), self.odd_hosts(succeeded)),
            Incident::PathProbing => ((200, 1_600), self.probes(succeeded)),
        };
        self.add_all(start, between, source, Role::Intruder, all);
    }

    /// Many ports, in no order; with success, one or two of them are open.
    fn scan(&mut self, succeeded: bool) -> Vec<What> {
        let mut ports = PORTS;
        self.dice.shuffle(&mut ports);
        let count = self.dice.between(24, 36) as usize;
        let open = if succeeded { self.dice.between(1, 2) as usize } else { 0 };
        let mut all: Vec<_> =
            ports.iter().take(count).map(|&port| What::Connect { port, open: false }).collect();
        for _ in 0..open {
            let at = count / 2 + self.dice.index(count / 2);
            if let Some(What::Connect { open, .. }) = all.get_mut(at) {
                *open = true;
            }
        }
        all
    }

    /// Many passwords for one user; without success, the last attempts are not looked at any more.
    fn guesses(&mut self, succeeded: bool) -> Vec<What> {
        let count = self.dice.between(14, 24);
        let mut all: Vec<_> = (0..count).map(|_| sign_in(401, "admin")).collect();
        if succeeded {
            all.push(sign_in(200, "admin"));
            all.push(What::Request {
                method: "GET",
                status: 200,
                path: "/orders".to_owned(),
                host: HOST,
                user: "admin",
            });
        } else {
            all.extend((0..self.dice.between(3, 6)).map(|_| sign_in(429, "admin")));
        }
        all
    }

    /// Requests under somebody else's name; with success, one was answered.
    fn odd_hosts(&mut self, succeeded: bool) -> Vec<What> {
        let host = ["rebind.example", "evil.example", "free-games.example"][self.dice.index(3)];
        let count = self.dice.between(8, 14);
        let request = |status, path: &str| What::Request {
            method: "GET",
            status,
            path: path.to_owned(),
            host,
            user: "-",
        };
        let mut all: Vec<_> = (0..count)
            .map(|one| request(421, ["/", "/api/orders", "/api/users"][one as usize % 3]))
            .collect();
        if succeeded {
            all.push(request(200, "/api/users"));
        }
        all
    }

    /// Paths that nobody links to; with success, one of them is there.
    fn probes(&mut self, succeeded: bool) -> Vec<What> {
        let mut paths = PATHS;
        self.dice.shuffle(&mut paths);
        let mut all: Vec<_> = paths.iter().map(|path| get(404, path)).collect();
        if succeeded {
            let at = paths.len() / 2 + self.dice.index(paths.len() / 2);
            all[at] = get(200, paths[at]);
        }
        all
    }

    /// Every 15 seconds, to the millisecond or so.
    pub(super) fn monitor(&mut self, source: Ipv4Addr) {
        let first = self.dice.between(0, SCRAPE_MS - 1);
        for one in 0..LENGTH_MS / SCRAPE_MS {
            let at = first + one * SCRAPE_MS + self.dice.between(0, 4);
            self.add(at, source, Role::Monitor, get(200, "/metrics"));
        }
    }

    pub(super) fn forgetful(&mut self, source: Ipv4Addr) {
        let start = self.dice.between(30_000, LENGTH_MS - 120_000);
        let wrong = self.dice.between(2, 3);
        let mut all = vec![get(200, "/login")];
        all.extend((0..wrong).map(|_| sign_in(401, "anna")));
        all.push(sign_in(200, "anna"));
        self.add_all(start, (6_000, 15_000), source, Role::Forgetful, all);
    }

    pub(super) fn backup(&mut self, source: Ipv4Addr) {
        let start = self.dice.between(0, LENGTH_MS - 30_000);
        let all = [22, 5432, 8080].map(|port| What::Connect { port, open: true });
        self.add_all(start, (900, 4_000), source, Role::Backup, all.into());
    }

    pub(super) fn bookmark(&mut self, source: Ipv4Addr) {
        let at = self.dice.between(0, LENGTH_MS - 1);
        let what = What::Request {
            method: "GET",
            status: 421,
            path: "/".to_owned(),
            host: "old-shop.example",
            user: "-",
        };
        self.add(at, source, Role::Bookmark, what);
    }

    pub(super) fn robot(&mut self, source: Ipv4Addr) {
        let start = self.dice.between(0, LENGTH_MS - 60_000);
        let all =
            vec![get(404, "/robots.txt"), get(404, "/sitemap.xml"), get(200, "/"), get(200, "/products")];
        self.add_all(start, (3_000, 9_000), source, Role::Robot, all);
    }

    pub(super) fn visitor(&mut self, source: Ipv4Addr) {
        let start = self.dice.between(0, LENGTH_MS - 90_000);
        let mut all = vec![get(200, "/"), get(200, "/style.css"), get(404, "/favicon.ico")];
        for _ in 0..self.dice.between(2, 5) {
            let path = ["/products", "/products/12", "/products/7", "/cart", "/about"][self.dice.index(5)];
            all.push(get(200, path));
        }
        self.add_all(start, (300, 12_000), source, Role::Visitor, all);
    }
}
